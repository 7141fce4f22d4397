import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.period import Frequency, Period, period_at
from portal.reports.rules import (
    COUNTED,
    MAY_ACCEPT,
    MAY_RETURN,
    Clocks,
    Completeness,
    Kind,
    Standing,
    State,
    after_sending,
    is_late,
    is_open,
    may_withdraw,
    standing,
)
from portal.units.rules import Level

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
W34 = Period.parse("2026-W34")
WEEKLY = Clocks(opens=0, due={Level.VILLAGE: 10, Level.COMMUNE: 17, Level.PROVINCE: 41}, closes=65)


def hanoi(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@pytest.fixture(params=["UTC", "America/New_York"])
def server_zone(request, monkeypatch):
    """The wall clock of the machine, which must not matter."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(
    ("instant", "week"),
    [
        ("2026-08-23 23:59:59", "2026-W34"),
        ("2026-08-24 00:00:00", "2026-W35"),
        ("2026-12-27 23:59:59", "2026-W52"),
        ("2026-12-28 00:00:00", "2026-W53"),
        ("2027-01-01 00:00:00", "2026-W53"),
        ("2027-01-03 23:59:59", "2026-W53"),
        ("2027-01-04 00:00:00", "2027-W01"),
    ],
)
def test_a_week_ends_on_sunday_at_midnight_in_hanoi(instant, week):
    for zone in (HANOI, UTC, ZoneInfo("America/New_York")):
        now = hanoi(instant).astimezone(zone)
        assert str(period_at(now, Frequency.WEEKLY, HANOI)) == week
        assert is_open(WEEKLY, Period.parse(week), now, HANOI)


def test_2026_has_53_weeks_and_the_last_one_belongs_to_2026():
    w53 = Period.parse("2026-W53")
    assert (w53.previous(), w53.next()) == (Period.parse("2026-W52"), Period.parse("2027-W01"))
    assert str(w53.year) == "2026"
    assert str(w53.month) == "2026-12"


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(
    ("instant", "takes"),
    [
        ("2026-08-16 23:59:59", False),
        ("2026-08-17 00:00:00", True),
        ("2026-08-24 10:00:00", True),
        ("2026-08-26 16:59:59", True),
        ("2026-08-26 17:00:00", False),
    ],
)
def test_a_week_takes_reports_from_monday_until_wednesday_after_it(instant, takes):
    assert is_open(WEEKLY, W34, hanoi(instant).astimezone(UTC), HANOI) is takes


@pytest.mark.usefixtures("server_zone")
def test_a_report_is_late_from_monday_ten_o_clock_on():
    due = hanoi("2026-08-24 10:00:00").astimezone(UTC)
    assert is_late(WEEKLY, W34, due, HANOI)
    assert not is_late(WEEKLY, W34, due - timedelta(microseconds=1), HANOI)


def test_each_level_has_its_own_due_time():
    assert WEEKLY.due_at(W34, HANOI) == hanoi("2026-08-24 10:00")
    assert WEEKLY.due_at(W34, HANOI, Level.COMMUNE) == hanoi("2026-08-24 17:00")
    assert WEEKLY.due_at(W34, HANOI, Level.PROVINCE) == hanoi("2026-08-25 17:00")


def test_clocks_keep_the_wall_time_where_clocks_are_changed():
    paris, spring = ZoneInfo("Europe/Paris"), Period.parse("2026-W13")
    assert WEEKLY.due_at(spring, paris).astimezone(UTC).hour == 8
    assert WEEKLY.due_at(spring.previous(), paris).astimezone(UTC).hour == 9


def test_an_amendment_leaves_the_accepted_figures_standing():
    assert after_sending(accepted=True) is State.AMENDED
    assert after_sending(accepted=False) is State.SUBMITTED


def test_only_what_waits_can_be_accepted():
    assert {State.SUBMITTED, State.AMENDED} == MAY_ACCEPT


def test_only_what_waits_for_review_can_be_returned():
    assert {State.SUBMITTED, State.AMENDED} == MAY_RETURN


def test_returned_reports_stand_in_the_reported_sum_and_withdrawn_ones_do_not():
    assert {State.WITHDRAWN} == set(State) - COUNTED


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("accepted", [True, False])
def test_a_village_withdraws_before_acceptance_and_the_commune_also_after(state, accepted):
    counted = state is not State.WITHDRAWN
    assert may_withdraw(state, accepted=accepted, by_parent=True) is counted
    assert may_withdraw(state, accepted=accepted, by_parent=False) is (counted and not accepted)


@pytest.mark.parametrize(
    ("sent", "late", "expected", "stands"),
    [
        (True, False, True, Standing.ON_TIME),
        (True, True, True, Standing.LATE),
        (False, False, True, Standing.MISSING),
        (False, False, False, Standing.EXCUSED),
        (True, False, False, Standing.ON_TIME),
        (True, True, False, Standing.LATE),
    ],
)
def test_each_unit_stands_in_exactly_one_way(sent, late, expected, stands):
    assert standing(sent=sent, late=late, expected=expected) is stands


units = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=30)


@given(units)
def test_completeness_from_counts_is_completeness_counted_one_by_one(those):
    stands = [standing(sent=sent, late=late, expected=exp) for sent, late, exp in those]
    one_by_one = Completeness(**{which.value: stands.count(which) for which in Standing})
    assert one_by_one == Completeness.of(
        assigned=len(those),
        expected=sum(expected for _, _, expected in those),
        on_time=sum(sent and not late for sent, late, _ in those),
        late=sum(sent and late for sent, late, _ in those),
        extra=sum(sent and not expected for sent, _, expected in those),
    )
    assert one_by_one.assigned == len(those)
    assert one_by_one.sent <= one_by_one.expected, "a rate never exceeds 100 %"


@given(units, units)
def test_completeness_adds_up(some, others):
    def of(those):
        stands = [standing(sent=sent, late=late, expected=exp) for sent, late, exp in those]
        return Completeness(**{which.value: stands.count(which) for which in Standing})

    assert of(some) + of(others) == of(some + others)


def test_texts_dates_and_choices_are_no_figures():
    assert {kind for kind in Kind if not kind.is_figure} == {Kind.TEXT, Kind.DATE, Kind.CHOICE}
