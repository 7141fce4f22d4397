import pytest
from werkzeug.test import Client

from portal.base import db, pagecache
from portal.base.db import session, writing
from portal.base.pagecache import PageCache, PageGeneration

PUBLIC = [("Content-Type", "text/html"), ("Cache-Control", "public, max-age=60"), ("ETag", '"1"')]


class Newspaper:
    """A WSGI app whose page says how often it was asked."""

    def __init__(self) -> None:
        self.headers = list(PUBLIC)
        self.status = "200 OK"
        self.asked = 0
        self.while_making = lambda: None

    def __call__(self, environ, start_response):
        self.asked += 1
        said = self.asked
        self.while_making()
        start_response(self.status, self.headers)
        return [f"edition {said}".encode()]


@pytest.fixture
def paper():
    return Newspaper()


@pytest.fixture
def reader(both, paper, monkeypatch):
    monkeypatch.setattr(pagecache, "_looked", 0.0)
    monkeypatch.setattr(pagecache, "_seen", 0)
    return Client(PageCache(paper, "portal"))


def write():
    with writing():
        pagecache.stale()


def test_a_public_page_is_made_once_and_then_read(reader, paper):
    assert [reader.get("/").text for _ in range(3)] == ["edition 1"] * 3
    assert paper.asked == 1


def test_a_write_makes_the_next_reader_s_page_new(reader, paper):
    reader.get("/")
    write()
    assert reader.get("/").text == "edition 2"


def test_a_write_that_is_rolled_back_changes_nothing(reader, paper):
    reader.get("/")
    db.begin_write()
    pagecache.stale()
    db.finish()
    assert reader.get("/").text == "edition 1"


def test_pages_stay_until_the_deed_is_on_disk(reader, paper):
    reader.get("/")
    with writing():
        pagecache.stale()
        with session.begin_nested():
            pass
        assert reader.get("/").text == "edition 1"
    assert reader.get("/").text == "edition 2"


def test_a_page_being_made_while_a_write_commits_is_not_kept(reader, paper):
    paper.while_making = write
    assert reader.get("/").text == "edition 1"
    paper.while_making = lambda: None
    assert reader.get("/").text == "edition 2"
    assert reader.get("/").text == "edition 2"


def test_another_process_s_write_is_noticed_within_a_second(reader, paper, monkeypatch):
    with writing():
        session.add(PageGeneration(id=1, number=7))
    reader.get("/")
    with writing():
        session.get_one(PageGeneration, 1).number = 8  # without forgetting: another process did
    assert reader.get("/").text == "edition 1"
    monkeypatch.setattr(pagecache, "_looked", pagecache.time.monotonic() - pagecache.LOOK_EVERY)
    assert reader.get("/").text == "edition 2"


def test_a_page_is_old_after_its_seconds(reader, paper, monkeypatch):
    paper.headers = [("Cache-Control", "public, max-age=5")]
    reader.get("/")
    now = pagecache.time.monotonic()
    monkeypatch.setattr(pagecache.time, "monotonic", lambda: now + 4)
    assert reader.get("/").text == "edition 1"
    monkeypatch.setattr(pagecache.time, "monotonic", lambda: now + 6)
    assert reader.get("/").text == "edition 2"


def test_who_has_the_page_already_gets_no_page(reader, paper):
    reader.get("/")
    answer = reader.get("/", headers={"If-None-Match": '"1"'})
    assert (answer.status_code, answer.data) == (304, b"")
    assert {name for name, _ in answer.headers} == {"ETag", "Cache-Control"}


@pytest.mark.parametrize(
    "headers",
    [
        [("Cache-Control", "no-store, private")],
        [*PUBLIC, ("Set-Cookie", "a=b")],
        [("Content-Type", "text/html")],
    ],
)
def test_what_is_private_or_sets_a_cookie_is_never_kept(reader, paper, headers):
    paper.headers = headers
    assert [reader.get("/").text for _ in range(2)] == ["edition 1", "edition 2"]


def test_a_refusal_is_never_kept(reader, paper):
    paper.status = "404 NOT FOUND"
    assert [reader.get("/").text for _ in range(2)] == ["edition 1", "edition 2"]


def test_the_signed_in_and_whoever_sends_something_go_past(reader, paper):
    reader.get("/")
    assert reader.post("/").text == "edition 2"
    reader.set_cookie("portal", "session")
    assert reader.get("/").text == "edition 3"


def test_languages_queries_hosts_codings_and_parts_have_pages_of_their_own(reader, paper):
    asked = [
        ("/", {}),
        ("/en/", {}),
        ("/?page=2", {}),
        ("/", {"Accept-Encoding": "gzip"}),
        ("/", {"Accept-Encoding": "br, gzip"}),
        ("/", {"HX-Request": "true"}),
        ("/", {"Host": "elsewhere"}),
    ]
    for _ in range(2):
        seen = [reader.get(path, headers=headers).text for path, headers in asked]
        assert seen == [f"edition {number}" for number in range(1, 8)]


def test_the_oldest_pages_make_room(reader, paper, monkeypatch):
    monkeypatch.setattr(pagecache, "MOST_PAGES", 2)
    for path in ("/1", "/2", "/3"):
        reader.get(path)
    assert reader.get("/3").text == "edition 3"
    assert reader.get("/1").text == "edition 4"
