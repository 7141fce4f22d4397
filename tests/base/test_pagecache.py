"""The page cache as a WSGI layer: what it keeps, for whom, and when it lets go."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts import queries
from portal.accounts.rules import Role
from portal.accounts.services import start_session
from portal.base import db, kept, pagecache, readings
from portal.base.db import writing
from portal.base.kept import Shelf
from portal.base.pagecache import PageCache
from portal.base.web import Portal
from tests import make, postgres
from tests.serving import ask, form_of, portal_on

Environ = dict[str, Any]
PUBLIC = [("Cache-Control", "public, max-age=60"), ("ETag", '"a1"')]


class App:
    """Answers with its turn and notes what it was asked."""

    def __init__(self, headers: list[tuple[str, str]], status: str = "200 OK") -> None:
        self.headers, self.status = headers, status
        self.asked: list[Environ] = []
        self.closed = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def __call__(self, environ: Environ, start: Any) -> "App":
        self.asked.append(environ)
        self.meanwhile()
        start(self.status, list(self.headers))
        return self

    def __iter__(self) -> Any:
        return iter([b"turn ", b"%d" % len(self.asked)])

    def close(self) -> None:
        self.closed += 1


class Layer:
    """The layer round an app, asked as waitress would."""

    def __init__(self, app: App, host: str = "") -> None:
        self.layer = PageCache(app, "portal", host)
        self.status = ""
        self.headers: dict[str, str] = {}

    def get(self, path: str = "/", query: str = "", method: str = "GET", **headers: str) -> bytes:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "wsgi.url_scheme": "http",
            "HTTP_HOST": "localhost",
            **{f"HTTP_{name}": value for name, value in headers.items()},
        }

        def start(status: str, found: list[tuple[str, str]], *rest: Any) -> None:
            self.status, self.headers = status, dict(found)

        answer = self.layer(environ, start)
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return body


@pytest.fixture(autouse=True)
def empty(app: Portal) -> None:
    """Nothing kept, nothing counted: the fixture `app` sees to it."""


def test_a_public_page_is_made_once_and_closed() -> None:
    app = App(PUBLIC)
    layer = Layer(app)
    assert layer.get() == layer.get() == b"turn 1"
    assert app.closed == 1
    assert layer.headers["Content-Length"] == "6"


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Cache-Control", "no-store, private")],
        [("Cache-Control", "public, max-age=0")],
        [("Cache-Control", "public")],
        [*PUBLIC, ("Set-Cookie", "portal=1")],
    ],
)
def test_what_is_not_public_is_made_each_time(headers: list[tuple[str, str]]) -> None:
    layer = Layer(App(headers))
    assert [layer.get(), layer.get()] == [b"turn 1", b"turn 2"]
    if "Set-Cookie" in dict(headers):
        assert "Set-Cookie" in layer.headers


@pytest.mark.parametrize("status", ["404 NOT FOUND", "500 OOPS", "303 SEE OTHER", "410 GONE"])
def test_refusals_are_never_kept(status: str) -> None:
    layer = Layer(App(PUBLIC, status))
    assert [layer.get(), layer.get()] == [b"turn 1", b"turn 2"]
    assert layer.headers["Cache-Control"] == "public, max-age=60"


def test_an_answer_without_news_is_kept_too() -> None:
    app = App(PUBLIC, "204 NO CONTENT")  # ten thousand readers poll a live text
    layer = Layer(app)
    for _ in range(10):
        layer.get("/", "after=3")
    assert len(app.asked) == 1


def test_what_the_app_is_asked_holds_nothing_that_the_key_does_not() -> None:
    app = App(PUBLIC)
    Layer(app).get(
        COOKIE="_ga=GA1.2", USER_AGENT="Opera Mini", SAVE_DATA="on", RANGE="bytes=0-3",
        ACCEPT_LANGUAGE="hi", REFERER="http://x/", X_READING="unit:1", IF_NONE_MATCH='"x"',
        ACCEPT_ENCODING="deflate, gzip;q=0.5, br;q=0", HX_REQUEST="true",
    )  # fmt: skip
    sent = {name: value for name, value in app.asked[0].items() if name.startswith("HTTP_")}
    assert sent == {
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_HX_REQUEST": "true",
    }


@pytest.mark.parametrize("header", ["SAVE_DATA", "RANGE", "USER_AGENT", "ACCEPT_LANGUAGE"])
def test_headers_that_change_nothing_share_one_page(header: str) -> None:
    layer = Layer(App(PUBLIC))
    assert layer.get(**{header: "bytes=0-1"}) == layer.get() == b"turn 1"
    assert layer.status == "200 OK"


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/en/"},
        {"query": "page=2"},
        {"HOST": "evil.example"},
        {"ACCEPT_ENCODING": "gzip"},
        {"ACCEPT_ENCODING": "br"},
        {"HX_REQUEST": "true"},
    ],
)
def test_what_makes_another_page_is_kept_apart(other: dict[str, str]) -> None:
    layer = Layer(App(PUBLIC))
    assert [layer.get(), layer.get(**other), layer.get()] == [b"turn 1", b"turn 2", b"turn 1"]


def test_a_boosted_or_restored_page_is_the_whole_page() -> None:
    layer = Layer(App(PUBLIC))
    layer.get()
    assert layer.get(HX_REQUEST="true", HX_BOOSTED="true") == b"turn 1"
    assert layer.get(HX_REQUEST="true", HX_HISTORY_RESTORE_REQUEST="true") == b"turn 1"


@pytest.mark.parametrize(
    "personal",
    [
        {"COOKIE": "portal=abc"},
        {"COOKIE": "_ga=1; portal=abc"},
        {"COOKIE": "device=1"},
        {"AUTHORIZATION": "Bearer x"},
    ],
)
def test_who_shows_who_they_are_is_answered_by_the_app(personal: dict[str, str]) -> None:
    app = App(PUBLIC)
    layer = Layer(app)
    layer.get()
    assert [layer.get(**personal), layer.get(**personal)] == [b"turn 2", b"turn 3"]
    assert layer.get() == b"turn 1"
    assert set(personal.values()) <= set(app.asked[1].values())


def test_a_head_is_answered_from_the_same_page() -> None:
    app = App(PUBLIC)
    layer = Layer(app)
    assert layer.get(method="HEAD") == b""
    assert layer.headers["Content-Length"] == "6"
    assert layer.get() == b"turn 1"
    assert app.asked[0]["REQUEST_METHOD"] == "GET"


@pytest.mark.parametrize("tag", ['"a1"', 'W/"a1"', '"b2", "a1"', "*"])
def test_who_has_the_page_gets_304_without_type_or_length(tag: str) -> None:
    layer = Layer(App([*PUBLIC, ("Content-Type", "text/html"), ("Vary", "Cookie")]))
    for _ in range(2):  # made for the purpose, then kept
        assert layer.get(IF_NONE_MATCH=tag) == b""
        assert layer.status.startswith("304")
        assert set(layer.headers) == {"ETag", "Cache-Control", "Vary"}
    assert layer.get(IF_NONE_MATCH='"a"') == b"turn 1"


def test_a_page_says_how_long_it_may_still_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = Layer(App([("Cache-Control", "public, max-age=20")]))
    began = time.monotonic()
    layer.get()
    monkeypatch.setattr(pagecache.time, "monotonic", lambda: began + 15)
    assert layer.get() == b"turn 1"
    assert layer.headers["Cache-Control"] in ("public, max-age=4", "public, max-age=5")
    monkeypatch.setattr(pagecache.time, "monotonic", lambda: began + 21)
    assert layer.get() == b"turn 2"


def test_a_file_for_ever_keeps_its_own_lifetime() -> None:
    layer = Layer(App([("Cache-Control", "max-age=31536000, public, immutable")]))
    assert layer.get() == layer.get()
    assert layer.headers["Cache-Control"].endswith("immutable")


def test_a_page_overtaken_by_a_change_is_given_but_not_kept() -> None:
    app = App(PUBLIC)
    app.meanwhile = pagecache.forget
    layer = Layer(app)
    assert [layer.get(), layer.get()] == [b"turn 1", b"turn 2"]


def test_of_a_known_site_only_its_own_name_is_kept() -> None:
    app = App(PUBLIC)
    layer = Layer(app, host="portal.vn")
    for _ in range(3):
        layer.get(HOST="evil.example")
        layer.get(HOST="portal.vn")
    assert len(app.asked) == 4


def test_made_up_questions_push_no_plain_page_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagecache, "_asked", Shelf(20_000))
    app = App(PUBLIC)
    layer = Layer(app)
    layer.get()
    for number in range(100):
        layer.get("/", f"x={number}")
    assert pagecache._asked.used <= 20_000
    assert 10 < len(pagecache._asked.pages) < 20
    assert layer.get() == b"turn 1"


def test_a_reading_is_counted_made_or_kept_and_its_header_goes_nowhere(app: Portal) -> None:
    layer = Layer(App([*PUBLIC, (readings.HEADER, "post:1")]))
    layer.get()
    layer.get()
    layer.get(IF_NONE_MATCH='"a1"')
    layer.get(COOKIE="portal=abc")
    layer.get(method="HEAD")
    assert readings.HEADER not in layer.headers
    layer.get()
    assert readings.HEADER not in layer.headers
    readings.flush()
    assert readings.number("post:1") == 5


def test_the_longest_stay_is_what_the_design_says() -> None:
    assert kept.LONGEST == 60


# With a real database.


def test_a_savepoint_is_no_commit(app: Portal) -> None:
    before = pagecache.generation()
    with writing() as session:
        pagecache.stale()
        with session.begin_nested():
            pass
        assert pagecache.generation() == before
    assert pagecache.generation() == before + 1


def test_the_first_change_of_a_new_database_may_be_two_at_once(both: Portal) -> None:
    for _ in range(2):
        with writing():
            pagecache.stale()
    with db.engine().connect() as connection:
        row = connection.exec_driver_sql("SELECT number FROM page_generation").one()
    assert row[0] == 2


def test_without_the_database_what_is_kept_goes_on(
    app: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = Layer(App(PUBLIC))
    layer.get()
    monkeypatch.setattr(pagecache, "_looked", 0.0)
    db.open_database("sqlite:////nowhere/at/all.db")
    assert layer.get() == b"turn 1"


def test_two_processes_on_one_postgresql_disagree_for_two_seconds_at_most(
    portal: Portal, postgresql: str
) -> None:
    postgres.empty(postgresql)
    db.open_database(postgresql)
    commune = make.commune()
    lead = make.officer(commune, Role.LEAD)
    token, session_id = _signed_in(lead.id)
    db.close_database()
    with portal_on(portal, postgresql) as one, portal_on(portal, postgresql) as two:
        address = f"/en/units/{commune.code}"
        for phone in ("0222 381 2301", "0222 381 2302", "0222 381 2303"):
            assert phone not in ask(two, address).body + ask(one, address).body
            typed = {"phone": phone, "address": "", "hours": "", **form_of(session_id)}
            sent = ask(one, f"{address}/office", {"Cookie": f"portal={token}"}, form=typed)
            assert sent.status == 303, sent.body
            written = time.monotonic()
            assert phone in ask(one, address).body, "here at the very next request"
            while phone not in ask(two, address).body:
                assert time.monotonic() - written < 2, "two processes disagreed too long"
                time.sleep(0.02)


def _signed_in(account_id: int) -> tuple[str, int]:
    with writing():
        token = start_session(account_id, "test", shared=False)
        actor = queries.actor(token)
        assert actor is not None
        return token, actor.session_id
