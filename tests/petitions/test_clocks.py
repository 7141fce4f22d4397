"""Working days: what is due when, and how late it is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.petitions.clocks import Calendar, Lateness
from portal.petitions.rules import State
from portal.units.rules import Level

CALENDAR = Calendar({})
days = st.dates(date(2025, 7, 1), date(2030, 6, 30))
levels = st.sampled_from([Level.COMMUNE, Level.PROVINCE, Level.CENTRE])
MONDAY = date(2026, 11, 2)


def test_a_commune_has_ten_working_days_a_province_fifteen_the_centre_twenty():
    assert CALENDAR.due(MONDAY, Level.COMMUNE) == date(2026, 11, 16)
    assert CALENDAR.due(MONDAY, Level.PROVINCE) == date(2026, 11, 23)
    # Culture Day, 24 November, is a holiday from 2026 on.
    assert CALENDAR.due(MONDAY, Level.CENTRE) >= date(2026, 11, 30)


def test_tet_and_the_thirtieth_of_april_do_not_count():
    before_tet = date(2026, 2, 12)
    assert CALENDAR.due(before_tet, Level.COMMUNE) > before_tet + timedelta(days=16)
    assert CALENDAR.add(date(2026, 4, 29), 1) > date(2026, 5, 1)


def test_a_declared_swap_day_counts():
    saturday = date(2026, 11, 7)
    swapped = Calendar({saturday: True, date(2026, 11, 9): False})
    assert swapped.add(date(2026, 11, 6), 1) == saturday
    assert swapped.between(date(2026, 11, 6), date(2026, 11, 9)) == 1


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (MONDAY, Lateness.ON_TIME),
        (date(2026, 11, 11), Lateness.ON_TIME),
        (date(2026, 11, 12), Lateness.NEAR),
        (date(2026, 11, 16), Lateness.NEAR),
        (date(2026, 11, 17), Lateness.OVERDUE),
        (date(2026, 11, 20), Lateness.OVERDUE),
        (date(2026, 11, 23), Lateness.AT_PARENT),
        (date(2026, 12, 14), Lateness.AT_CENTRE),
    ],
)
def test_the_ladder(day, late):
    assert CALENDAR.lateness(MONDAY, date(2026, 11, 16), day) is late


def test_the_ladder_climbs_exactly_five_and_ten_working_days_after_the_last_day():
    due = date(2026, 11, 16)
    assert CALENDAR.lateness(MONDAY, due, CALENDAR.add(due, 5)) is Lateness.AT_PARENT
    assert CALENDAR.lateness(MONDAY, due, CALENDAR.add(due, 4)) is Lateness.OVERDUE
    assert CALENDAR.lateness(MONDAY, due, CALENDAR.add(due, 10)) is Lateness.AT_CENTRE
    assert CALENDAR.lateness(MONDAY, due, CALENDAR.add(due, 9)) is Lateness.AT_PARENT


@given(days, st.integers(0, 25))
def test_late_since_is_the_newest_day_that_is_late_enough(today, n):
    cut = CALENDAR.late_since(today, n)
    assert CALENDAR.between(cut, today) >= n
    assert n == 0 or CALENDAR.between(cut + timedelta(days=1), today) < n


@given(days, days, levels)
def test_who_comes_later_is_due_later_and_who_is_higher_has_longer(one, other, level):
    first, second = sorted((one, other))
    assert CALENDAR.due(first, level) <= CALENDAR.due(second, level)
    assert CALENDAR.due(first, Level.COMMUNE) <= CALENDAR.due(first, level)


@given(days, st.integers(0, 40), st.integers(0, 10))
def test_a_pause_never_hides_what_was_late_before_it(due, after, stood):
    paused_on = due + timedelta(days=after - 20)
    moved = CALENDAR.due_after_pause(due, paused_on, stood)
    if paused_on > due:
        assert moved == due
    else:
        assert CALENDAR.between(due, moved) == stood


def test_a_move_upwards_gives_time_but_not_to_what_is_late():
    due = CALENDAR.due(MONDAY, Level.COMMUNE)
    up = CALENDAR.due_after_move(due, MONDAY, Level.PROVINCE, 0, date(2026, 11, 10))
    assert up == CALENDAR.due(MONDAY, Level.PROVINCE)
    down = CALENDAR.due_after_move(up, MONDAY, Level.COMMUNE, 0, date(2026, 11, 10))
    assert down == up
    late = CALENDAR.due_after_move(due, MONDAY, Level.PROVINCE, 0, date(2026, 11, 17))
    assert late == due


def test_steps_have_clocks_of_their_own():
    assert CALENDAR.step_due(State.RECEIVED, MONDAY) == date(2026, 11, 4)
    assert CALENDAR.step_due(State.QUARANTINED, MONDAY) == date(2026, 11, 3)
    assert CALENDAR.step_due(State.NEED_INFO, MONDAY) == date(2026, 11, 16)
    assert CALENDAR.step_due(State.IN_PROGRESS, MONDAY) is None
