import pytest

from portal.accounts.rules import Role
from portal.base.db import session, writing
from portal.reports import queries, rollup, services, totals
from portal.reports.rules import Completeness, Standing
from tests import make
from tests.make import W34

W33 = W34.previous()


def parts(place, period=W34):
    session.rollback()
    return {one.place.id: one for one in totals.parts(make.weekly(period), place, period).lines}


def standings(commune):
    return {line.place.name: line.standing for line in make.week(commune).lines}


def completeness_agrees(commune):
    """The commune's page, line by line, against what its province and the centre read."""
    province, centre = commune.parents
    of_week = make.week(commune).completeness
    of_communes = [part.completeness for part in parts(province).values()]
    assert parts(province)[commune.id].completeness == of_week
    assert parts(centre)[province.id].completeness == sum(of_communes, Completeness(0, 0, 0, 0))
    return of_week


@pytest.fixture
def commune(both):
    return make.commune()


def test_every_village_stands_in_one_way_and_the_counts_add_up_at_every_level(commune):
    on_time, late, silent = (make.village(commune, name) for name in ("Đông", "Đoài", "Nam"))
    gone, new = make.village(commune, "Bắc"), make.village(commune, "Mới", on=W34.last)
    make.village(make.commune(commune.parent, "Hòa Bình"), "Xa")
    make.submit(on_time, meetings=1)
    with make.at("2026-08-25 08:00"):
        make.submit(late, meetings=1)
    make.close(gone, on=W34.last)
    assert standings(commune) == {
        "Đông": Standing.ON_TIME,
        "Đoài": Standing.LATE,
        "Nam": Standing.MISSING,
        "Bắc": Standing.EXCUSED,
        "Mới": Standing.EXCUSED,
    }
    found = completeness_agrees(commune)
    assert found == Completeness(on_time=1, late=1, missing=1, excused=2)
    assert (found.assigned, found.expected, found.sent) == (5, 3, 2)
    assert {line.place.name for line in make.week(commune).lines if line.people} == set()
    assert silent.name == "Nam"
    assert new.name == "Mới"


def test_an_excused_village_that_reports_all_the_same_is_on_time(commune):
    make.village(commune, "Đông")
    new = make.village(commune, "Mới", on=W34.last)
    assert completeness_agrees(commune) == Completeness(0, 0, missing=1, excused=1)
    make.submit(new, meetings=1)
    assert standings(commune)["Mới"] is Standing.ON_TIME
    assert completeness_agrees(commune) == Completeness(on_time=1, late=0, missing=1, excused=0)


def test_a_withdrawn_report_is_missing(commune):
    village = make.village(commune, "Đông")
    make.submit(village, meetings=1)
    make.withdraw(village)
    assert standings(commune) == {"Đông": Standing.MISSING}
    assert completeness_agrees(commune) == Completeness(0, 0, missing=1, excused=0)


def test_a_village_that_reported_and_was_closed_within_the_week_still_adds_up(commune):
    village = make.village(commune, "Đông")
    make.village(commune, "Đoài")
    make.submit(village, meetings=1)
    make.close(village, on=W34.last)
    assert standings(commune)["Đông"] is Standing.ON_TIME
    assert completeness_agrees(commune) == Completeness(on_time=1, late=0, missing=1, excused=0)


def test_a_commune_without_villages_is_complete_with_nothing(commune):
    assert completeness_agrees(commune) == Completeness(0, 0, 0, 0)
    assert make.week(commune).tally == rollup.nothing(make.weekly())


def test_who_is_missing_can_be_called(commune):
    silent, sent = make.village(commune, "Đông"), make.village(commune, "Đoài")
    officer, former = make.officer(silent), make.officer(silent)
    with writing():
        session.merge(former).suspended_at = officer.created_at
    make.submit(sent, meetings=1)
    people = {line.place.name: line.people for line in make.week(commune).lines}
    assert people == {"Đông": [(officer.name, None)], "Đoài": []}


def test_what_waits_unremarkably_is_counted_for_one_button(commune):
    for name, remarkable in (("Đông", False), ("Đoài", True), ("Nam", False)):
        make.submit(make.village(commune, name), meetings=1, remarkable=remarkable)
    page = make.week(commune)
    assert page.unremarkable == 2
    asked, lead = make.weekly(), make.officer(commune, Role.LEAD)
    plain = [line.report for line in page.lines if not line.report.remarkable]
    with writing():
        services.accept(asked, plain, by=lead.id, seen=page.seen)
    assert make.week(commune).unremarkable == 0
    assert make.week(commune).tally.in_accepted == 2


def test_an_entry_knows_last_week_and_the_usual_and_skips_what_was_withdrawn(commune):
    village = make.village(commune)
    officer, asked = make.officer(village), make.weekly()
    for back in (3, 2, 1):
        week_then = W34.back(back)
        with make.at(f"{week_then.first} 09:00"):
            make.submit(village, week_then, by=officer, meetings=back)
    make.withdraw(village, W34.back(2))
    entry = queries.entry(asked, village, W34, officer.id)
    assert (entry.number, entry.report) == (0, None)
    assert entry.before == {"meetings": 1}
    assert list(entry.history) == [{"meetings": 1}, {"meetings": 3}]
    assert entry.path == f"/reports/weekly/{village.code}/2026-W34"
    assert entry.due_at < entry.closes_at


def test_totals_and_shares_are_read_from_sums(commune):
    for people, women in ((10, 9), (90, 1), (50, None)):
        make.submit(
            make.village(commune, f"T{people}"), meetings=1, attending=people, women_attending=women
        )
    asked, tally = make.weekly(), make.week(commune).tally
    figures = {one.question.code: one for one in totals.figures(asked, tally)}
    assert (figures["attending"].reported, figures["attending"].reporting) == (150, 3)
    assert (figures["women_attending"].reported, figures["women_attending"].reporting) == (10, 2)
    assert (figures["attending"].accepted, figures["attending"].accepting) == (None, 0)
    found = {share.label["en"]: reported for share, reported, _ in totals.shares(asked, tally)}
    assert found["Women's share"] == pytest.approx(10 / 100)
    assert found["Attendance per meeting"] == pytest.approx(50)
    assert found["Mediations settled"] is None


def test_every_level_has_a_trend_and_they_agree(commune):
    village, asked = make.village(commune), make.weekly()
    make.submit(village, meetings=7)
    periods = [W33, W34]
    for place in (village, commune, *commune.parents):
        found = totals.tallies(asked, place, periods)
        assert list(found) == periods
        assert [found[period].reported[0] for period in periods] == [0, 7]


def test_a_trend_leaves_out_the_week_that_is_still_running(commune):
    village, asked = make.village(commune), make.weekly()
    make.submit(village, meetings=7)
    question = next(one for one in asked.figures if one.code == "meetings")
    for now, newest in (("2026-08-23 23:59", W33), ("2026-08-24 00:00", W34)):
        with make.at(now):
            shown = totals.trend(asked, village, W34, question)
        assert (shown[-1][0], len(shown)) == (newest, totals.TREND)
