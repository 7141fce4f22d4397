"""Pages of events as citizens and officers meet them."""

import pytest

from portal.accounts.audience import Audience, Reach
from portal.accounts.models import Account, Association
from portal.accounts.rules import Role
from portal.base import hooks
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.events.models import Event
from portal.units.queries import Place
from tests import make
from tests.browser import Browser

NOW = "2026-08-20 09:00"
TYPED = {
    "title": "Họp thôn",
    "place": "Nhà văn hóa",
    "day": "22",
    "month": "8",
    "year": "2026",
    "begins": "19h30",
    "ends": "",
    "reach": "everybody",
    "text": "Bàn việc làm đường.\nMỗi hộ một người.\n\nKính mời.",
}


@pytest.fixture
def village(app: Portal) -> Place:
    return make.village()


@pytest.fixture
def clerk(village: Place) -> Account:
    return make.officer(village)


@pytest.fixture
def writer(browser: Browser, clerk: Account) -> Browser:
    return browser.enter(clerk)


def only_event() -> Event:
    session.remove()
    return session.query(Event).one()


def test_a_clerk_announces_an_event_and_everybody_finds_it(
    village: Place, writer: Browser, app: Portal
) -> None:
    with make.at(NOW):
        writer.send(f"/events/{village.code}/new", **TYPED)
        page = writer.follow()
        assert "The event stands in the calendar." in page.text
        reader = Browser(app)
        for path in ("/", "/events/", f"/units/{village.code}", f"/events/{village.code}"):
            found = reader.see(path)
            assert "Họp thôn" in found.text, path
            assert "22/8/2026, 19:30–21:30" in found.text, path
        page = reader.see(f"/events/{village.code}/{only_event().id}")
        assert page.title == "Họp thôn"
        assert "Bàn việc làm đường. Mỗi hộ một người. Kính mời." in page.text
        assert not page.all("form")
        assert "public" in reader.response.headers["Cache-Control"]


def test_a_unit_s_list_holds_what_reaches_it_and_nothing_else(village: Place, app: Portal) -> None:
    commune = village.parents[0]
    sibling = make.village(commune, "Đoài")
    make.event(commune, title="Cả xã", reach=Reach.BELOW)
    make.event(commune, title="Riêng xã", reach=Reach.UNIT)
    make.event(sibling, title="Thôn bên", reach=Reach.UNIT)
    make.event(village, title="Thôn ta", reach=Reach.UNIT)
    with make.at("2026-08-19 09:00"):
        text = Browser(app).see(f"/events/{village.code}").text
        assert "Cả xã" in text
        assert "Thôn ta" in text
        assert "Riêng xã" not in text
        assert "Thôn bên" not in text
        assert "No event" in Browser(app).see("/events/").text


def test_what_is_for_officers_is_not_there_for_others(village: Place, app: Portal) -> None:
    commune = village.parents[0]
    event = make.event(commune, title="Giao ban", reach=Reach.BELOW, audience=Audience.OFFICERS)
    path = f"/events/{commune.code}/{event.id}"
    with make.at("2026-08-19 09:00"):
        reader = Browser(app)
        for hidden in (path, f"{path}/live", f"{path}/live?after=0", f"{path}.ics"):
            reader.see(hidden, 404)
        for list_ in ("/events/", f"/events/{commune.code}", f"/units/{commune.code}", "/"):
            assert "Giao ban" not in reader.see(list_).text
        for feed in ("/events.ics", f"/units/{commune.code}/events.ics"):
            reader.see(feed)
            assert "Giao ban" not in reader.response.get_data(as_text=True)
        mine = Browser(app).enter(make.officer(village))
        assert "For: Officers" in mine.see(path).text
        assert mine.see(f"{path}/live").title == "Giao ban"
        assert "Giao ban" in mine.see("/events/").text
        assert "Giao ban" in mine.see("/desk").text


def test_members_are_named_by_their_association(village: Place, writer: Browser) -> None:
    with writing():
        session.add(Association(code="youth", position=1, words={"en": "Youth Union", "vi": "Đ"}))
    with make.at(NOW):
        typed = {**TYPED, "audience": "members:youth"}
        writer.send(f"/events/{village.code}/new", **typed)
        assert "Members: Youth Union" in writer.follow().text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " \u200b "}, "This field is required."),
        ({"title": "x" * 100_000}, "longer than"),
        ({"text": "x" * 100_000}, "longer than"),
        ({"title": "a\x00b"}, "cannot be kept"),
        ({"day": "31", "month": "2", "year": "2027"}, "There is no such day."),
        ({"day": "19"}, "This day has passed already."),
        ({"year": "2062"}, "more than two years ahead"),
        ({"begins": "25h"}, "Please write a time"),
        ({"begins": "tối"}, "Please write a time"),
        ({"begins": "20h", "ends": "19h"}, "The end must come after the beginning."),
        ({"begins": "20h", "ends": "20:00"}, "The end must come after the beginning."),
        ({"ends": "20h", "end_day": "30", "end_month": "2"}, "There is no such day."),
        ({"ends": "20h", "end_day": "30", "end_month": "9"}, "at most 31 days"),
        ({"audience": "members:nobody"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    village: Place, writer: Browser, wrong: dict[str, str], sentence: str
) -> None:
    with make.at(NOW):
        fields = writer.see(f"/events/{village.code}/new").fields()
        writer.post(f"/events/{village.code}/new", {**fields, **TYPED, **wrong}, 422)
        page = writer.response.get_data(as_text=True)
        assert sentence in page
        assert "Bàn việc làm đường." in page or "text" in wrong
        assert session.query(Event).count() == 0


def test_bidi_controls_do_not_reach_the_title(village: Place, writer: Browser) -> None:
    with make.at(NOW):
        typed = {**TYPED, "title": "Họp\u202e thôn\n\nmới"}
        writer.send(f"/events/{village.code}/new", **typed)
    assert only_event().title == "Họp thôn mới"


def test_several_days_and_all_ways_to_write_a_time(village: Place, writer: Browser) -> None:
    with make.at(NOW):
        typed = {**TYPED, "begins": "7 giờ 30", "ends": "17g", "end_day": "24"}
        writer.send(f"/events/{village.code}/new", **typed)
        assert "22/8/2026 7:30 – Monday 24/8/2026 17:00" in writer.follow().text


def test_two_editors_lose_nothing(village: Place, writer: Browser, clerk: Account) -> None:
    event = make.event(village, by=clerk)
    path = f"/events/{village.code}/{event.id}"
    with make.at("2026-08-19 09:00"):
        mine = {**writer.see(f"{path}/edit").fields(), "title": "Ngày hội lớn"}
        writer.send(f"{path}/edit", place="Sân đình")
        page = writer.post(f"{path}/edit", mine, 409)
        for said in ("Sân đình", "Nhà văn hóa", "Ngày hội lớn", "Ngày hội Đại đoàn kết"):
            assert said in page.text
        writer.post(f"{path}/edit", page.fields())
        page = writer.follow()
        assert page.title == "Ngày hội lớn"
        assert "Nhà văn hóa" in page.text


@pytest.mark.parametrize("seen", [None, "", "x", "9" * 5_000, "-1"])
def test_who_does_not_say_what_they_saw_overwrites_nothing(
    village: Place, writer: Browser, clerk: Account, seen: str | None
) -> None:
    event = make.event(village, by=clerk)
    path = f"/events/{village.code}/{event.id}/edit"
    with make.at("2026-08-19 09:00"):
        fields = {**writer.see(path).fields(), "title": "Khác"}
        del fields["seen"]
        writer.post(path, fields if seen is None else {**fields, "seen": seen}, 409)
    assert only_event().title == event.title


def test_an_event_that_has_begun_can_still_be_mended(
    village: Place, writer: Browser, clerk: Account
) -> None:
    event = make.event(village, by=clerk)
    with make.at("2026-08-21 09:00"):
        path = f"/events/{village.code}/{event.id}/edit"
        writer.send(path, title="Ngày hội của thôn")
        page = writer.send(path, 422, day="18")
        assert page.one("p", role="alert") is not None, "at the top, where a phone shows it"
    assert only_event().title == "Ngày hội của thôn"


def test_a_cancelled_event_says_why_and_takes_no_change(
    village: Place, writer: Browser, clerk: Account, app: Portal
) -> None:
    event = make.event(village, by=clerk)
    path = f"/events/{village.code}/{event.id}"
    with make.at("2026-08-19 09:00"):
        old = writer.see(f"{path}/edit").fields()
        writer.send(f"{path}/cancel", 422, reason=" ")
        writer.send(f"{path}/cancel", reason="Mưa bão")
        assert "Mưa bão" in Browser(app).see(path).text
        assert "Cancelled" in Browser(app).see("/events/").text
        writer.post(f"{path}/edit", {**old, "seen": "2", "title": "x"}, 422)
    assert only_event().title == event.title


def test_a_cancellation_of_what_was_changed_meanwhile_is_asked_again(
    village: Place, writer: Browser, clerk: Account
) -> None:
    event = make.event(village, by=clerk)
    path = f"/events/{village.code}/{event.id}"
    with make.at("2026-08-19 09:00"):
        mine = {**writer.see(f"{path}/cancel").fields(), "reason": "Mưa bão"}
        writer.send(f"{path}/edit", place="Sân đình")
        page = writer.post(f"{path}/cancel", mine, 409)
        assert "Somebody else has changed this meanwhile." in page.text
        assert page.fields()["reason"] == "Mưa bão"
        writer.post(f"{path}/cancel", page.fields())


def test_people_are_counted_once_it_has_begun_and_the_desk_asks(
    village: Place, writer: Browser, clerk: Account, app: Portal
) -> None:
    event = make.event(village, by=clerk)
    path = f"/events/{village.code}/{event.id}"
    with make.at("2026-08-19 09:00"):
        writer.send(f"{path}/attendance", 422, people="12")
        desk = writer.see("/desk").text
        assert "Ngày hội Đại đoàn kết Tomorrow" in desk
    with make.at("2026-08-20 12:00"):
        assert "Note how many came: Ngày hội" in writer.see("/desk").text
        writer.send(f"{path}/attendance", 422, people="-1")
        writer.send(f"{path}/attendance", people="186")
        assert "186 people came." in Browser(app).see(path).text
        assert "Note how many came" not in writer.see("/desk").text
    with make.at("2026-08-18 09:00"):
        assert "Ngày hội" not in writer.see("/desk").text


def test_the_desk_reminds_of_one_s_own_line_not_of_the_nation(village: Place, app: Portal) -> None:
    commune = village.parents[0]
    far = make.village(make.commune(commune.parents[0], "Xa"))
    make.event(commune, title="Của xã", reach=Reach.BELOW)
    make.event(commune.parents[0], title="Của tỉnh")
    make.event(far, title="Thôn xa")
    mine = Browser(app).enter(make.officer(village))
    with make.at("2026-08-20 09:00"):
        desk = mine.see("/desk").text
        assert "Của xã Under way" in desk
        assert "Của tỉnh" in desk
        assert "Thôn xa" not in desk
        assert "Thôn xa" in mine.see("/events/").text
    with make.at("2026-08-20 12:00"):
        assert "Note how many came" not in mine.see("/desk").text, "it is not theirs to count"


def test_past_events_stand_under_their_month(village: Place, app: Portal) -> None:
    make.event(village, title="Tháng tám")
    make.event(village, "2026-07-31 23:00", title="Giao tháng")
    make.event(village, "2026-09-30 08:00", title="Chưa tới")
    browser = Browser(app)
    with make.at("2026-09-02 09:00"):
        for list_ in ("/events/", f"/events/{village.code}/"):
            august = browser.see(f"{list_}past/2026-08").text
            assert "Tháng tám" in august
            assert "Giao tháng" not in august
            assert "Giao tháng" in browser.see(f"{list_}past/2026-07").text
            assert "Chưa tới" not in browser.see(f"{list_}past/2026-09").text
        for none in ("2026-10", "2026-13", "2026-W34", "2026", "x", "2000-01", "1999-12"):
            browser.see(f"/events/past/{none}", 404)


@pytest.mark.parametrize("others", [0, 60])
def test_lists_and_pages_ask_six_statements_at_any_size(
    village: Place, app: Portal, writer: Browser, clerk: Account, statements: list[str], others: int
) -> None:
    event = make.event(village, by=clerk)
    for number in range(others):
        make.event(village, "2026-08-19 08:00", title=f"Sự kiện {number}", by=clerk)
        if number < 30:
            with make.at("2026-08-20 08:30"):
                make.tell(event, f"Dòng {number}")
    reader = Browser(app)
    with make.at("2026-08-19 09:00"):
        path = f"/events/{village.code}/{event.id}"
        month = f"/events/{village.code}/past/2026-08"
        pages = ["/events/", f"/events/{village.code}", month, path, f"{path}/live"]
        for one in [*pages, "/events.ics", f"{path}.ics"]:
            for browser in (reader, writer):
                session.remove()
                del statements[:]
                browser.see(one)
                assert len(statements) <= 6, (one, len(statements), statements)


def test_a_long_list_has_pages(village: Place, app: Portal, clerk: Account) -> None:
    for number in range(25):
        make.event(village, title=f"Sự kiện {number}", by=clerk)
    with make.at("2026-08-19 09:00"):
        browser = Browser(app)
        first, second = browser.see("/events/"), browser.see("/events/?page=2")
        assert len([a for a in first.all("a") if "Sự kiện" in (a.text or "")]) == 20
        assert len([a for a in second.all("a") if "Sự kiện" in (a.text or "")]) == 5


def test_the_commune_s_lead_writes_for_a_village_and_nobody_else_does(
    village: Place, app: Portal
) -> None:
    commune = village.parents[0]
    lead = Browser(app).enter(make.officer(commune, Role.LEAD))
    with make.at(NOW):
        lead.send(f"/events/{village.code}/new", **TYPED)
        event = only_event()
        other = make.village(commune, "Đoài")
        stranger = Browser(app).enter(make.officer(other))
        for deed in ("edit", "cancel", "attendance", "write", "close", "lines/1"):
            stranger.see(f"/events/{village.code}/{event.id}/{deed}", 404)
            stranger.see(f"/events/{other.code}/{event.id}/{deed}", 404)


def test_an_event_stands_on_the_map_of_the_site(village: Place, app: Portal) -> None:
    event = make.event(village)
    hidden = make.event(village, audience=Audience.LEADS)
    paths = {path for path, _ in hooks.gather("sitemap")}
    assert f"/events/{village.code}/{event.id}" in paths
    assert f"/events/{village.code}/{hidden.id}" not in paths
