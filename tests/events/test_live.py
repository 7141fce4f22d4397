"""Live text: written by phone, read by thousands, corrected in sight, closed by itself at last."""

import re
import threading
from collections.abc import Iterator

import pytest

from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.base import clock, hooks, kept, pagecache, paths
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.events import live, services
from portal.events.models import Event, LiveLine
from portal.units.queries import Place
from tests import make
from tests.browser import Browser
from tests.html import Page

DURING = "2026-08-20 08:30"


@pytest.fixture
def village(app: Portal) -> Place:
    return make.village()


@pytest.fixture
def clerk(village: Place) -> Account:
    return make.officer(village)


@pytest.fixture
def event(village: Place, clerk: Account) -> Event:
    """From 8:00 to 10:00 on 20/8/2026."""
    return make.event(village, by=clerk)


@pytest.fixture
def path(village: Place, event: Event) -> str:
    return f"/events/{village.code}/{event.id}"


@pytest.fixture
def writer(browser: Browser, clerk: Account) -> Browser:
    return browser.enter(clerk)


@pytest.fixture
def reader(app: Portal) -> Browser:
    return Browser(app)


@pytest.fixture
def now() -> Iterator[None]:
    with make.at(DURING):
        yield


def items(page: Page) -> list[str]:
    return [" ".join("".join(li.itertext()).split()) for li in page.all("li") if li.get("id")]


def next_of(page: Page) -> str:
    return page.one("ul", id="events-lines").get("data-next") or ""


def poll(reader: Browser, path: str, status: int = 200) -> Page:
    reader.prefix = ""
    return reader.see(path, status)


def test_a_line_is_one_form_and_one_tap(path: str, writer: Browser, reader: Browser, now: None):
    assert "Nothing has been written yet." in reader.see(f"{path}/live").text
    page = writer.see(f"{path}/write")
    assert [box.get("name") for box in page.all("textarea")] == ["text"]
    assert len(page.all("button")) == 1
    writer.send(f"{path}/write", text="Bắt đầu.\n Đông đủ.")
    assert items(writer.follow()) == ["8:30 Bắt đầu. Đông đủ. Correct"]
    assert items(reader.see(f"{path}/live")) == ["8:30 Bắt đầu. Đông đủ."]
    assert "Live text now" in reader.see("/events/").text
    assert reader.see(path).one("a", href=f"/en{path}/live", class_="button go") is not None


def test_who_asks_gets_what_is_new_and_nothing_when_nothing_is(
    path: str, event: Event, reader: Browser, now: None
):
    make.tell(event, "Một")
    make.tell(event, "Hai")
    first = reader.see(f"{path}/live")
    poll(reader, next_of(first), 204)
    assert reader.response.get_data() == b""
    make.tell(event, "Ba")
    part = poll(reader, next_of(first))
    assert items(part) == ["8:30 Ba"]
    assert part.html.startswith("<ul"), "the script takes the first child"
    poll(reader, next_of(part), 204)
    assert items(poll(reader, f"{path}/live?after=1")) == ["8:30 Ba", "8:30 Hai"]
    assert len(items(poll(reader, f"{path}/live?after=-1"))) == 3
    poll(reader, "/events/NOWHERE/1/live?after=1", 404)


def test_the_signed_in_are_told_the_same_afresh(
    path: str, event: Event, writer: Browser, now: None
):
    make.tell(event, "Một")
    poll(writer, f"{path}/live?after=1", 204)
    assert "no-store" in writer.response.headers["Cache-Control"]
    assert items(poll(writer, f"{path}/live?after=0")) == ["8:30 Một"]


@pytest.mark.parametrize("readers", [10, 1_000])
def test_readers_cost_one_query_per_new_line_however_many_they_are(
    path: str, event: Event, reader: Browser, now: None, statements: list[str], readers: int,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    # Which other process has written is asked once a second, whoever reads; here is none.
    monkeypatch.setattr(pagecache, "LOOK_EVERY", 1e9)
    monkeypatch.setattr(pagecache, "_looked", 1e9)
    make.tell(event, "Bắt đầu")
    reader.see("/events/")  # a process asks once whether it serves a demo
    client, waiting = reader.client, [f"{path}/live?after=1"] * readers
    for number in range(2, 6):
        session.remove()
        made = make.tell(event, f"Dòng {number}")
        del statements[:]
        for which in range(readers):
            answer = client.get(waiting[which])
            assert answer.status_code == 200
            waiting[which] = re.findall(r'data-next="([^"]+)"', answer.text)[0]
            assert client.get(waiting[which]).status_code == 204
        assert len(statements) == 1, (made, statements)
    # Nor does anybody who has fallen behind, at whatever line.
    del statements[:]
    for after in range(5):
        assert client.get(f"{path}/live?after={after}").status_code == 200
    assert len(statements) == 0


def test_readers_of_one_moment_wait_for_one_question(
    path: str, event: Event, village: Place, now: None, statements: list[str]
):
    make.tell(event, "Một")
    pagecache.forget()
    del statements[:]
    moment = clock.now()
    found: list[int] = []

    def ask() -> None:
        with clock.at(moment):
            text = live.public(village.code, event.id)
            found.append(text.last if text else 0)
        session.remove()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [1] * 8
    assert len(statements) == 1


def test_nothing_new_is_kept_five_seconds_for_everybody(
    path: str, event: Event, reader: Browser, now: None
):
    make.tell(event, "Một")
    poll(reader, f"{path}/live?after=1", 204)
    control = reader.response.headers["Cache-Control"]
    seconds = re.fullmatch(r"public, max-age=(\d)", control)
    assert seconds, control
    assert 4 <= int(seconds[1]) <= 5 <= kept.LONGEST
    assert sum(len(f"{name}: {value}\r\n") for name, value in reader.response.headers) < 300


def test_two_phones_append_the_same_line_once(
    path: str, event: Event, writer: Browser, app: Portal, village: Place, now: None
):
    second = Browser(app).enter(make.officer(village))
    pages = [one.see(f"{path}/write").fields() for one in (writer, second)]
    writer.post(f"{path}/write", {**pages[0], "text": "Khai mạc"})
    second.post(f"{path}/write", {**pages[1], "text": "Khai  mạc "})
    writer.post(f"{path}/write", {**pages[0], "text": "Khai mạc"})
    assert session.query(LiveLine).count() == 1
    session.remove()
    make.tell(event, "Giải lao")
    with make.at("2026-08-20 08:45"):
        make.tell(event, "Khai mạc")
    assert session.query(LiveLine).count() == 3, "later it is another line"


def test_two_officers_at_one_instant_get_two_numbers(both: Portal):
    village = make.village()
    event = make.event(village)
    barrier = threading.Barrier(4)

    def tell(text: str) -> None:
        with make.at(DURING):
            barrier.wait()
            with writing():
                services.append(event, text, by=event.created_by)
        session.remove()

    threads = [threading.Thread(target=tell, args=(text,)) for text in ("a", "b", "c", "c")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = session.query(LiveLine.number, LiveLine.text).order_by(LiveLine.number).all()
    assert [number for number, _ in found] == [1, 2, 3]
    assert sorted(text for _, text in found) == ["a", "b", "c"]
    assert not hooks.gather("check")


def test_a_correction_is_new_words_and_the_old_in_sight(
    path: str, event: Event, writer: Browser, reader: Browser, now: None
):
    make.tell(event, "120 người dự")
    make.tell(event, "Khai mạc")
    first = next_of(reader.see(f"{path}/live"))
    with make.at("2026-08-20 08:40"):
        writer.send(f"{path}/lines/1", text="130 người dự")
        part = poll(reader, first)
        assert "8:30 130 người dự" in part.text
        assert part.text.endswith("8:40: 120 người dự")
        assert part.one("li").get("id") == "n1", "the script puts it where the line stands"
        reader.prefix = "/en"
        assert items(reader.see(f"{path}/live")) == [
            "8:30 Khai mạc",
            "8:30 130 người dự corrected at 8:40: 120 người dự",
        ]
        assert "".join(reader.see(f"{path}/live").one("del").itertext()) == "120 người dự"
        writer.send(f"{path}/lines/1", text="131 người dự")
    assert len(reader.see(f"{path}/live").all("del")) == 2
    assert session.query(LiveLine).filter_by(number=1).one().text == "120 người dự"
    writer.see(f"{path}/lines/3", 404)
    writer.see(f"{path}/lines/9", 404)


def test_two_who_correct_one_line_lose_nothing(path: str, event: Event, writer: Browser, now: None):
    make.tell(event, "Một")
    fields = writer.see(f"{path}/lines/1").fields()
    writer.send(f"{path}/lines/1", text="Hai")
    page = writer.post(f"{path}/lines/1", {**fields, "text": "Ba"}, 409)
    assert "It reads now: Hai" in page.text
    assert page.fields()["text"] == "Ba"
    writer.post(f"{path}/lines/1", page.fields())
    assert items(writer.follow())[0].startswith("8:30 Ba")


def test_another_unit_s_line_is_not_there(
    path: str, event: Event, village: Place, app: Portal, now: None
):
    make.tell(event, "Một")
    other = make.village(village.parents[0], "Đoài")
    stranger = Browser(app).enter(make.officer(other))
    stranger.see(f"{path}/lines/1", 404)
    stranger.see(f"/events/{other.code}/{event.id}/lines/1", 404)
    own = make.event(other)
    fields = stranger.see(f"/events/{other.code}/{own.id}/write").fields()
    stranger.post(f"{path}/lines/1", {**fields, "text": "x"}, 404)
    stranger.post(f"{path}/write", {**fields, "text": "x"}, 404)
    assert session.query(LiveLine).count() == 1


def test_a_closed_text_takes_no_line_until_it_is_opened_again(
    path: str, event: Event, writer: Browser, reader: Browser, now: None
):
    make.tell(event, "Một")
    waiting = next_of(reader.see(f"{path}/live"))
    fields = writer.see(f"{path}/write").fields()
    writer.send(f"{path}/close", button="close")
    page = reader.see(f"{path}/live")
    assert "The live text ended at 8:30." in page.text
    assert next_of(page) == ""
    assert not page.all("script")
    part = poll(reader, waiting)
    assert next_of(part) == "", "the script asks no more"
    assert part.one("li").get("id") == "end"
    page = writer.post(f"{path}/write", {**fields, "text": "Còn nữa"}, 422)
    assert page.fields()["text"] == "Còn nữa"
    assert "open it again" in page.text
    assert "Open it again" in page.text
    writer.send(f"{path}/close", button="open")
    writer.post(f"{path}/write", {**page.fields(), "text": "Còn nữa"})
    reader.prefix = "/en"
    assert items(reader.see(f"{path}/live"))[0] == "8:30 Còn nữa"


def test_what_nobody_closes_closes_by_itself_and_the_page_says_so(
    path: str, event: Event, writer: Browser, reader: Browser
):
    with make.at(DURING):
        make.tell(event, "Một")
    with make.at("2026-08-20 12:59"):
        assert "Close the live text: Ngày hội" in writer.see("/desk").text
        waiting = next_of(reader.see(f"{path}/live"))
        assert waiting
        poll(reader, waiting, 204)
        age = reader.client.get(f"{path}/live").headers["Cache-Control"]
        assert age in ("public, max-age=5", "public, max-age=4")
    pagecache.forget()
    with make.at("2026-08-20 12:59:58"):
        age = reader.client.get(f"{path}/live").headers["Cache-Control"]
        assert age in ("public, max-age=2", "public, max-age=1"), "kept until it closes"
    pagecache.forget()
    with make.at("2026-08-20 13:00"):
        assert next_of(poll(reader, waiting)) == ""
        reader.prefix = "/en"
        assert "closed by itself three hours after" in reader.see(f"{path}/live").text
        assert "Close the live text" not in writer.see("/desk").text
        page = writer.see(f"{path}/write")
        assert not page.all("form")
        writer.see(f"{path}/close")
    assert not hooks.gather("check")


@pytest.mark.parametrize("when", ["2026-08-19 19:00", "2026-08-20 13:00"])
def test_too_early_or_too_late_what_was_typed_is_kept(
    path: str, event: Event, writer: Browser, when: str
):
    with make.at(DURING):
        fields = writer.see(f"{path}/write").fields()
    with make.at(when):
        page = writer.post(f"{path}/write", {**fields, "text": "Một"}, 422)
        assert "from 12 hours before" in page.text
        assert page.fields()["text"] == "Một"


@pytest.mark.parametrize("typed", ["", " \u202e\u200b", "x" * 501, "x" * 100_000, "a\x00"])
def test_what_is_no_line_is_refused(path: str, writer: Browser, typed: str, now: None):
    writer.send(f"{path}/write", 422, text=typed)
    assert session.query(LiveLine).count() == 0


def test_a_line_is_shown_as_typed_never_as_html(
    path: str, event: Event, reader: Browser, now: None
):
    make.tell(event, '<img src=x onerror="alert(1)">')
    page = reader.see(f"{path}/live")
    assert not page.all("img")
    assert '<img src=x onerror="alert(1)">' in page.text
    assert not poll(reader, f"{path}/live?after=0").all("img")


def test_a_cancelled_event_takes_no_line(path: str, event: Event, writer: Browser, now: None):
    make.tell(event, "Một")
    fields = writer.see(f"{path}/write").fields()
    writer.send(f"{path}/cancel", reason="Mưa to")
    page = writer.post(f"{path}/write", {**fields, "text": "Hai"}, 422)
    assert page.fields()["text"] == "Hai"
    writer.send(f"{path}/close", 422, button="open")


def test_a_long_text_has_older_pages(path: str, event: Event, reader: Browser, now: None):
    for number in range(1, 46):
        make.tell(event, f"Dòng {number}")
    first = reader.see(f"{path}/live")
    assert len(items(first)) == 20
    assert items(first)[0] == "8:30 Dòng 45"
    older = [a.get("href") for a in first.all("a", rel="next")]
    second = reader.see(str(older[0]))
    assert items(second)[0] == "8:30 Dòng 25"
    assert not second.all("script"), "what is old does not change"


def test_our_own_script_weighs_a_thousand_bytes_at_most_in_all():
    own = [paths.STATIC / name for name in ("portal.js", "live.js")]
    scripts = {file.name for file in paths.STATIC.glob("*.js")}
    assert scripts == {"htmx.min.js", *(file.name for file in own)}
    assert sum(file.stat().st_size for file in own) <= 1_000
    for file in own:
        assert not re.search(r"=>|`|\b(let|const|fetch)\b", file.read_text()), "ES5"


def test_the_commune_s_lead_tells_of_a_village_s_event(
    path: str, village: Place, app: Portal, now: None
):
    lead = Browser(app).enter(make.officer(village.parents[0], Role.LEAD))
    lead.send(f"{path}/write", text="Khai mạc")
    assert session.query(LiveLine).count() == 1


def test_check_finds_what_must_not_be(path: str, event: Event, now: None):
    make.tell(event, "Một")
    with writing():
        line = LiveLine(event_id=event.id, number=5, corrects=4, text="x", at=clock.now(), by=1)
        line.by = event.created_by
        session.add(line)
    found = hooks.gather("check")
    assert any("lines counted" in one for one in found)
    assert any("corrects no line" in one for one in found)
