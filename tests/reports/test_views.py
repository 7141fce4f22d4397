"""The story of a week, walked through the pages without JavaScript."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts import services as accounts
from portal.accounts.rules import Role
from portal.base import clock
from portal.base.db import writing
from portal.base.web import Portal
from portal.units.queries import Place
from tests import make
from tests.browser import Browser

# Monday 16 November 2026, 09:00 in Hanoi: week 46 is due at 10:00.
MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
W46 = "2026-W46"

REQUIRED = {
    "meetings": "2", "attending": "64", "opinions": "3", "mediations_ended": "1",
    "mediations_settled": "1", "supervisions": "0", "households_helped": "5",
    "poor_fund": "15.000.000", "houses_begun": "0", "houses_finished": "0", "cleanups": "0",
    "households_arrived": "1", "households_left": "0", "grave_matters": "0",
}  # fmt: skip


@pytest.fixture
def village(app: Portal) -> Iterator[Place]:
    """Thôn Đông on a Monday morning."""
    make.weekly()
    place = make.village()
    with clock.at(MONDAY):
        yield place


def path(place: Place, week: str = W46) -> str:
    return f"/reports/weekly/{place.code}/{week}"


def officer_of(app: Portal, place: Place, role: Role = Role.CLERK) -> Browser:
    return Browser(app).enter(make.officer(place, role))


def test_figures_sent_in_the_village_stand_in_all_totals_at_the_next_click(
    app: Portal, village: Place
) -> None:
    officer_of(app, village).send(path(village), **REQUIRED)
    for above in village.parents:
        seen = officer_of(app, above, Role.VIEWER).see(path(above))
        assert "15,000,000" in seen.text
        assert "64" in seen.text


def test_nothing_to_report_takes_one_tap_and_one_confirmation(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    asked = browser.send(path(village), 200, button="nothing")
    browser.post(path(village), {**asked.fields(), "button": "nothing"})
    assert "Submitted" in browser.follow().text


def test_blanks_become_zero_when_asked_to(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    browser.send(path(village), button="zeros", meetings="1", attending="20")
    assert "20" in browser.follow().text


@pytest.mark.parametrize("typed", ["abc", "-1", "1.2.3", "1.5", "1000000000000", "1" * 30])
def test_a_figure_that_cannot_be_read_is_asked_again_and_all_is_kept(
    app: Portal, village: Place, typed: str
) -> None:
    browser = officer_of(app, village)
    answer = browser.send(path(village), 422, **{**REQUIRED, "attending": typed})
    assert answer.fields()["attending"] == typed
    assert answer.fields()["poor_fund"] == "15.000.000"
    assert browser.see(path(village)).fields()["attending"] == typed, "kept as a draft too"


def test_an_empty_form_says_what_is_missing(app: Portal, village: Place) -> None:
    answer = officer_of(app, village).send(path(village), 422)
    assert answer.text.count("Please enter a number; 0 if there was none.") == 14


def test_more_women_than_people_is_refused_beside_the_field(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    answer = browser.send(path(village), 422, **REQUIRED, women_attending="70")
    assert answer.one("strong", id="women_attending-error") is not None


def test_what_seems_odd_is_sent_when_looked_at_again(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    asked = browser.send(path(village), 422, **{**REQUIRED, "poor_fund": "60 triệu"})
    browser.post(path(village), {**asked.fields(), "button": "send"}, 422)
    browser.post(path(village), {**asked.fields(), "explanation": "Một mạnh thường quân."})
    assert "60,000,000" in browser.follow().text
    again = browser.send(f"{path(village)}?edit=1", 422, meetings="3")
    assert again.fields()["explanation"] == "Một mạnh thường quân."


@pytest.mark.parametrize("week", ["2026-W54", "2026-W00", "nonsense", "2026-08"])
def test_a_week_that_does_not_exist_is_not_found(app: Portal, village: Place, week: str) -> None:
    officer_of(app, village).see(path(village, week), 404)


def test_a_week_that_has_not_begun_takes_nothing(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    fields = browser.see(path(village)).fields()
    assert "Missing" not in browser.see(path(village, "2026-W48")).text
    for above in village.parents:
        ahead = officer_of(app, above, Role.VIEWER).see(path(above, "2026-W48"))
        assert "has not begun" in ahead.text
        assert "missing" not in ahead.text.lower()
    answer = browser.post(path(village, "2026-W48"), {**fields, **REQUIRED}, 422)
    assert "has not begun" in answer.text


def test_a_page_opened_before_closing_and_sent_after_keeps_the_text(
    app: Portal, village: Place
) -> None:
    browser = officer_of(app, village)
    fields = browser.see(path(village)).fields()
    with clock.at(datetime(2026, 11, 18, 10, 0, tzinfo=UTC)):
        answer = browser.post(path(village), {**fields, **REQUIRED}, 422)
        assert "is closed" in answer.text
        assert "15.000.000" in browser.see(path(village)).text


def test_a_closed_week_offers_no_form_to_fill_in_vain(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    browser.send(path(village), **REQUIRED)
    draft = {**browser.see(f"{path(village)}?edit=1").fields(), "attending": "77"}
    browser.post(path(village), {**draft, "button": "draft"})
    with clock.at(datetime(2026, 11, 18, 10, 0, tzinfo=UTC)):
        page = browser.see(f"{path(village)}?edit=1")
        assert not page.all("input", name="attending")
        assert "Your draft is kept" in page.text
        assert "77" in page.text


def test_a_session_that_ended_meanwhile_loses_no_figure(app: Portal, village: Place) -> None:
    clerk = make.officer(village, username="lan")
    browser = Browser(app).enter(clerk)
    fields = browser.see(path(village)).fields()
    with writing():
        accounts.end_sessions(clerk.id)
    asked = browser.post(path(village), {**fields, **REQUIRED}, 401)
    assert "What you typed is kept" in asked.text
    typed = {**asked.fields(), "username": "lan", "password": "own-lan"}
    kept = browser.post("/login", typed, 200)
    browser.post(path(village), kept.fields())
    assert "15,000,000" in browser.follow().text


def test_a_closed_village_sends_nothing_and_keeps_what_was_typed(
    app: Portal, village: Place
) -> None:
    browser = officer_of(app, village)
    fields = browser.see(path(village)).fields()
    make.close(village, MONDAY.date() - timedelta(days=3))
    answer = browser.post(path(village), {**fields, **REQUIRED}, 404)
    assert "What you typed is kept here" in answer.text
    assert "15.000.000" in answer.text
    assert village.code not in answer.html


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_first_of_january_2027_is_sent_in_week_53(
    app: Portal, village: Place, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    browser = officer_of(app, village)
    for instant, week, status in (
        ("2027-01-01 00:00", "2026-W53", 303),
        ("2027-01-03 23:59:59", "2027-W01", 422),
        ("2027-01-04 00:00:00", "2027-W01", 303),
    ):
        with make.at(instant):
            browser.enter(make.officer(village))
            fields = browser.see("/login").fields()
            figures = {**REQUIRED, "attending": str(instant.count("0") + 60)}  # not as last week
            browser.post(path(village, week), {**fields, **figures, "seen": "0"}, status)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("language", ["vi", "hi"])
@pytest.mark.parametrize("typed", ["abc", "-1", "1.2.3", "1.5", "1000000000000"])
def test_what_is_wrong_with_a_figure_is_said_in_the_readers_language(
    app: Portal, village: Place, typed: str, language: str
) -> None:
    browser = Browser(app, language).enter(make.officer(village))
    answer = browser.send(path(village), 422, **{**REQUIRED, "attending": typed})
    said = "".join(answer.one("strong", id="attending-error").itertext())
    assert said
    letters = said.replace(typed, "")
    assert not re.search(r"[a-z]{3}" if language == "hi" else r"\b(please|number|the)\b", letters)


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_a_figure_is_read_again_as_the_page_writes_it(
    app: Portal, village: Place, language: str
) -> None:
    browser = Browser(app, language).enter(make.officer(village))
    browser.send(path(village), **REQUIRED)
    browser.send(f"{path(village)}?edit=1", meetings="3")


def test_a_village_outside_the_scope_is_as_if_it_did_not_exist(app: Portal, village: Place) -> None:
    other = make.village(make.commune(village.parents[1], "Hợp Thịnh"), "Trung")
    browser = officer_of(app, village)
    outside = browser.see(path(other), 404).html
    assert outside == browser.see(path(village).replace(village.code, "NONE"), 404).html


def test_the_second_editor_sees_both_and_loses_nothing(app: Portal, village: Place) -> None:
    one, other = officer_of(app, village), officer_of(app, village)
    first, second = (browser.see(path(village)).fields() for browser in (one, other))
    one.post(path(village), {**first, **REQUIRED})
    mine = {**second, **REQUIRED, "attending": "65", "explanation": "Họp hai lần"}
    both = other.post(path(village), mine, 409)
    assert "64" in both.text
    assert "65" in both.text
    assert [row.get("class") for row in both.all("tr")].count("late") == 1
    assert both.fields()["explanation"] == "Họp hai lần"
    other.post(path(village), both.fields())
    assert "65" in other.follow().text


def test_the_same_page_sent_again_counts_once(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    fields = {**browser.see(path(village)).fields(), **REQUIRED}
    for _ in range(3):
        browser.post(path(village), fields)
    assert "version 1" in browser.follow().text


def test_the_commune_returns_with_a_reason_and_the_village_mends(
    app: Portal, village: Place
) -> None:
    browser = officer_of(app, village)
    browser.send(path(village), **REQUIRED)
    assert village.parent
    lead = officer_of(app, village.parent, Role.LEAD)
    lead.send(f"{path(village)}/return", reason="Số người dự?", cells="attending")
    assert "Returned" in lead.follow().text
    assert "Số người dự?" in browser.see("/desk").text
    assert browser.see(path(village)).text.count("look at this again") == 1
    browser.send(path(village), **{**REQUIRED, "attending": "46"})
    assert "Submitted" in browser.follow().text


def test_the_commune_accepts_all_unremarkable_reports_at_once(app: Portal, village: Place) -> None:
    assert village.parent
    second = make.village(village.parent, "Đoài")
    for place in (village, second):
        officer_of(app, place).send(path(place), **REQUIRED)
    lead = officer_of(app, village.parent, Role.LEAD)
    page = lead.see(path(village.parent))
    assert "Accept 2 unremarkable reports" in page.text
    lead.post(f"{path(village.parent)}/accept", page.fields())
    assert lead.follow().text.count("Accepted") >= 2


def test_a_draft_is_kept_and_found_again(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    browser.send(path(village), button="draft", meetings="7", difficulties="Mưa lớn")
    fields = browser.see(path(village)).fields()
    assert (fields["meetings"], fields["difficulties"]) == ("7", "Mưa lớn")


def test_what_is_typed_is_kept_as_one_goes(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    fields = {**browser.see(path(village)).fields(), "meetings": "3"}
    browser.post(f"{path(village)}/draft", fields, 204)
    assert browser.see(path(village)).fields()["meetings"] == "3"


def test_a_village_withdraws_before_acceptance(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    browser.send(path(village), **REQUIRED)
    browser.send(f"{path(village)}/withdraw")
    assert village.parent
    page = officer_of(app, village.parent, Role.VIEWER).see(path(village.parent))
    assert "1 missing" in page.text
    assert "counts no longer" in browser.see(path(village)).text


def test_a_clerk_of_the_commune_enters_for_the_village(app: Portal, village: Place) -> None:
    assert village.parent
    clerk = officer_of(app, village.parent)
    clerk.send(path(village), **REQUIRED, source="call", given_by="Bà Lan")
    assert "Bà Lan" in clerk.see(f"{path(village)}/history").text
    for reader in (clerk, officer_of(app, village)):
        assert "Entered for the village" in reader.see(path(village)).text


def test_totals_show_each_figure_with_the_count_behind_it(app: Portal, village: Place) -> None:
    officer_of(app, village).send(path(village), **REQUIRED)
    centre = village.parents[-1]
    browser = officer_of(app, centre, Role.VIEWER)
    assert "15,000,000 /1" in browser.see(f"{path(centre)}/totals").text
    assert "Bắc Ninh" in browser.see(f"{path(centre)}/totals/poor_fund").text


def test_enter_in_a_box_only_keeps_a_draft(app: Portal, village: Place) -> None:
    page = officer_of(app, village).see(path(village))
    first = next(iter(page.all("button")))
    assert first.get("value") == "draft"


def test_nothing_to_report_keeps_the_figures_typed_before(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    asked = browser.send(path(village), 200, button="nothing", meetings="2", attending="35")
    assert "kept as a draft" in asked.text
    assert browser.see(f"{path(village)}?edit=1").fields()["attending"] == "35"


def test_zeros_in_a_wholly_empty_form_ask_first(app: Portal, village: Place) -> None:
    asked = officer_of(app, village).send(path(village), 200, button="zeros")
    assert "Every figure will be 0" in asked.text


def test_nothing_is_accepted_that_changed_meanwhile(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    browser.send(path(village), **REQUIRED)
    assert village.parent
    lead = officer_of(app, village.parent, Role.LEAD)
    old = lead.see(path(village)).fields()
    with clock.at(MONDAY + timedelta(minutes=1)):
        browser.send(f"{path(village)}?edit=1", **{**REQUIRED, "attending": "65"})
    for of in (village, village.parent):
        again = lead.post(f"{path(of)}/accept", old, 409)
        assert "changed meanwhile" in again.text
    lead.post(f"{path(village.parent)}/accept", again.fields())
    assert "Accepted" in lead.follow().text


def test_what_is_returned_too_late_or_twice_keeps_its_reason(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    browser.send(path(village), **REQUIRED)
    assert village.parent
    lead, back = officer_of(app, village.parent, Role.LEAD), f"{path(village)}/return"
    old = {**lead.see(back).fields(), "reason": "Số người dự?", "cells": "attending"}
    browser.send(f"{path(village)}?edit=1", **{**REQUIRED, "attending": "65"})
    again = lead.post(back, old, 409)
    assert again.fields()["reason"] == "Số người dự?"
    lead.post(f"{path(village)}/accept", lead.see(path(village)).fields())
    answer = lead.post(back, {**again.fields(), "once": lead.see(back).fields()["once"]}, 422)
    assert "Only a report that waits for review can be returned." in answer.text
    assert answer.fields()["reason"] == "Số người dự?"


def test_the_commune_says_why_it_withdraws(app: Portal, village: Place) -> None:
    officer_of(app, village).send(path(village), **REQUIRED)
    assert village.parent
    lead = officer_of(app, village.parent, Role.LEAD)
    answer = lead.send(f"{path(village)}/withdraw", 422)
    assert answer.one("strong", id="reason-error") is not None
    lead.send(f"{path(village)}/withdraw", reason="Nhầm thôn")


def test_an_accepted_report_is_not_offered_for_withdrawal(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    browser.send(path(village), **REQUIRED)
    assert village.parent
    lead = officer_of(app, village.parent, Role.LEAD)
    lead.post(f"{path(village)}/accept", lead.see(path(village)).fields())
    assert "Withdraw" not in browser.see(path(village)).text


def test_a_note_is_only_what_we_signed(app: Portal, village: Place) -> None:
    assert "Thank you" not in officer_of(app, village).see(f"{path(village)}?done=sent").text


def test_a_refused_form_shows_labels_and_not_field_names(app: Portal, village: Place) -> None:
    browser = officer_of(app, village)
    fields = {**browser.see(path(village)).fields(), **REQUIRED, "csrf_token": "old"}
    answer = browser.post(path(village), fields, 400)
    assert "2. Attendance at these meetings: 64" in answer.text
    assert "poor_fund" not in answer.text
