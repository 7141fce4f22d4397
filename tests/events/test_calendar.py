"""What a telephone's calendar takes, parsed back by another make's reader."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar, Component

from portal.accounts.audience import Audience, Reach
from portal.accounts.models import Account
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.events import services
from portal.events.models import Event
from portal.units.queries import Place
from tests import make
from tests.browser import Browser

NOW = "2026-08-19 09:00"


@pytest.fixture
def village(app: Portal) -> Place:
    return make.village()


@pytest.fixture
def clerk(village: Place) -> Account:
    return make.officer(village)


def entries(app: Portal, path: str) -> list[Component]:
    browser = Browser(app, "vi")
    browser.see(path)
    assert browser.response.content_type == "text/calendar; charset=utf-8"
    assert "public" in browser.response.headers["Cache-Control"]
    written = browser.response.get_data()
    assert all(len(line) <= 75 for line in written.split(b"\r\n")), "RFC 5545, 3.1"
    return Calendar.from_ical(written).walk("VEVENT")


def test_an_event_comes_back_as_it_was_written(village: Place, clerk: Account, app: Portal) -> None:
    with make.at(NOW):
        event = make.event(
            village, by=clerk, title="Họp thôn; bàn đường, điện", text="**Kính mời**\n\nDòng hai"
        )
        [found] = entries(app, f"/events/{village.code}/{event.id}.ics")
    assert found["SUMMARY"] == "Họp thôn; bàn đường, điện"
    assert found["LOCATION"] == f"Nhà văn hóa, {village.inline}"
    assert found["DESCRIPTION"] == "Kính mời\nDòng hai"
    assert found["DTSTART"].dt == datetime(2026, 8, 20, 1, 0, tzinfo=UTC), "8:00 in Hanoi"
    assert found["DTEND"].dt == datetime(2026, 8, 20, 3, 0, tzinfo=UTC)
    assert found["DTSTAMP"].dt == datetime(2026, 8, 19, 2, 0, tzinfo=UTC)
    assert found["URL"] == f"http://localhost/events/{village.code}/{event.id}"
    assert (found["STATUS"], found["SEQUENCE"]) == ("CONFIRMED", 0)


def test_a_change_and_a_cancellation_keep_the_identity_and_grow_the_sequence(
    village: Place, clerk: Account, app: Portal
) -> None:
    with make.at(NOW):
        event = make.event(village, by=clerk)
        path = f"/events/{village.code}/{event.id}.ics"
        [first] = entries(app, path)
        writer = Browser(app).enter(clerk)
        writer.send(f"/events/{village.code}/{event.id}/edit", begins="9h", ends="11h")
    with make.at("2026-08-19 10:00"):
        [second] = entries(app, path)
        with writing():
            kept = session.get_one(Event, event.id)
            services.cancel(kept, "Mưa bão", by=clerk.id, seen=2)
        [third] = entries(app, "/events.ics")
    assert first["UID"] == second["UID"] == third["UID"]
    assert [one["SEQUENCE"] for one in (first, second, third)] == [0, 1, 2]
    assert first["DTSTART"].dt < second["DTSTART"].dt
    assert third["STATUS"] == "CANCELLED"
    assert "Mưa bão" in third["DESCRIPTION"]
    assert third["DTSTAMP"].dt > second["DTSTAMP"].dt


def test_two_events_have_two_identities(village: Place, clerk: Account, app: Portal) -> None:
    with make.at(NOW):
        for _ in range(3):
            make.event(village, by=clerk)
        found = entries(app, "/events.ics")
    assert len({one["UID"] for one in found}) == 3


def test_a_unit_s_calendar_holds_what_reaches_it_of_three_months(
    village: Place, clerk: Account, app: Portal
) -> None:
    commune = village.parents[0]
    said = {
        "Thôn ta": (village, "2026-08-20 08:00", Reach.UNIT),
        "Cả xã": (commune, "2026-08-21 08:00", Reach.BELOW),
        "Riêng xã": (commune, "2026-08-21 08:00", Reach.UNIT),
        "Tháng trước": (village, "2026-07-20 08:00", Reach.EVERYBODY),
        "Năm ngoái": (village, "2025-08-20 08:00", Reach.EVERYBODY),
    }
    for title, (place, when, reach) in said.items():
        make.event(place, when, title=title, reach=reach, by=clerk)
    make.event(village, title="Giao ban", audience=Audience.OFFICERS, by=clerk)
    with make.at(NOW):
        titles = [str(one["SUMMARY"]) for one in entries(app, f"/units/{village.code}/events.ics")]
        site = [str(one["SUMMARY"]) for one in entries(app, "/events.ics")]
    assert titles == ["Tháng trước", "Thôn ta", "Cả xã"]
    assert site == ["Tháng trước"]


def test_nobody_s_calendar_and_nothing_to_come(village: Place, app: Portal) -> None:
    assert entries(app, f"/units/{village.code}/events.ics") == []
    Browser(app).see("/units/NOWHERE/events.ics", 404)
    Browser(app).see(f"/events/{village.code}/1.ics", 404)
