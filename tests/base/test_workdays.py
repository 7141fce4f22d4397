import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.workdays import add_workdays, is_workday, workdays_after, workdays_between
from tests import lunar

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
YEARS = range(2024, 2029)
# Announced after the calendar of holidays was printed: a Friday off, its work done on a Saturday.
NEW_YEAR_2026 = {date(2026, 1, 2): False, date(2026, 1, 10): True}

days = st.dates(date(2024, 1, 1), date(2028, 10, 31))
numbers = st.integers(0, 60)
declarations = st.dictionaries(st.dates(date(2024, 1, 1), date(2029, 3, 1)), st.booleans())


def counted(start: date, n: int) -> date:
    """The n-th working day after a day, by the other calculator."""
    day = start
    while n:
        day += DAY
        n -= lunar.works(day)
    return day


def test_every_day_of_five_years_is_as_the_moon_and_the_law_say() -> None:
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    every = [first + n * DAY for n in range((last - first).days + 1)]
    assert [day for day in every if is_workday(day) != lunar.works(day)] == []
    assert sum(map(is_workday, every)) > 1200


@pytest.mark.parametrize(
    ("year", "new_year", "kings"),
    [
        (2025, "2025-01-29", "2025-04-07"),
        (2026, "2026-02-17", "2026-04-26"),
        (2027, "2027-02-06", "2027-04-16"),
        # In these years Hanoi and Beijing keep the new year on different days.
        (2030, "2030-02-02", "2030-04-12"),
        (2007, "2007-02-17", "2007-04-26"),
    ],
)
def test_the_lunar_days_are_those_of_hanoi(year: int, new_year: str, kings: str) -> None:
    for day, printed in ((lunar.lunar(1, 1, year), new_year), (lunar.lunar(10, 3, year), kings)):
        assert day.isoformat() == printed
        assert not is_workday(day)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-04-29", 1, "2026-05-04"),  # 30 April is a Thursday, the day of labour a Friday
        ("2026-04-16", 10, "2026-05-05"),  # the kings' Sunday is given back on Monday 27
        ("2025-04-29", 1, "2025-05-05"),  # Friday 2 May was swapped
        ("2025-04-25", 1, "2025-04-26"),  # with Saturday 26 April
        ("2026-02-13", 1, "2026-02-23"),
        ("2026-02-14", 2, "2026-02-24"),
        ("2027-02-03", 1, "2027-02-11"),
        ("2027-01-29", 5, "2027-02-12"),
        ("2026-08-31", 1, "2026-09-03"),
        ("2026-11-23", 1, "2026-11-25"),
    ],
)
def test_times_run_over_the_great_holidays(start: str, n: int, due: str) -> None:
    assert add_workdays(date.fromisoformat(start), n).isoformat() == due


def test_what_is_declared_overrules_the_calendar() -> None:
    eve = date(2025, 12, 31)
    assert add_workdays(eve, 1) == date(2026, 1, 2)
    assert add_workdays(eve, 1, NEW_YEAR_2026) == date(2026, 1, 5)
    assert add_workdays(date(2026, 1, 9), 1, NEW_YEAR_2026) == date(2026, 1, 10)
    assert workdays_between(eve, date(2026, 1, 10), NEW_YEAR_2026) == 6


@given(days, numbers)
def test_it_agrees_with_the_other_calculator(start: date, n: int) -> None:
    assert add_workdays(start, n) == counted(start, n)


@given(days, numbers, numbers, declarations)
def test_more_days_are_never_earlier_and_add_up(
    start: date, n: int, more: int, declared: dict[date, bool]
) -> None:
    due = add_workdays(start, n, declared)
    assert start <= due <= add_workdays(start, n + more, declared)
    assert add_workdays(due, more, declared) == add_workdays(start, n + more, declared)
    assert add_workdays(start + DAY, n, declared) >= due
    assert n == 0 or is_workday(due, declared)


@given(days, numbers, declarations)
def test_between_undoes_adding(start: date, n: int, declared: dict[date, bool]) -> None:
    due = add_workdays(start, n, declared)
    assert workdays_between(start, due, declared) == n
    assert workdays_between(due, start, declared) == -n


def test_a_time_ends_at_midnight_after_its_last_day() -> None:
    morning = datetime(2026, 11, 20, 9, 15, tzinfo=HANOI)
    due = workdays_after(morning, 2, HANOI)
    assert due.isoformat() == "2026-11-26T00:00:00+07:00"  # Tuesday 24 is a holiday


def test_the_day_is_hanois_wherever_the_server_stands() -> None:
    # 17:30 UTC on Thursday is half past midnight on Friday
    night = datetime(2026, 11, 5, 17, 30, tzinfo=UTC)
    assert workdays_after(night, 1, HANOI).date() == date(2026, 11, 10)
    assert workdays_after(night - timedelta(hours=1), 1, HANOI).date() == date(2026, 11, 7)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2028, 9, 1)), numbers, st.integers(0, 99_999))
def test_who_comes_later_is_never_due_earlier(start: datetime, n: int, seconds: int) -> None:
    earlier = start.replace(tzinfo=UTC)
    later = earlier + timedelta(seconds=seconds)
    due = workdays_after(earlier, n, HANOI)
    assert earlier < due <= workdays_after(later, n, HANOI)


@pytest.mark.parametrize("n", [-1, 10_001, 10**9])
def test_what_nobody_means_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_workdays(date(2026, 1, 1), n)
    with pytest.raises(ValueError, match="zone"):
        workdays_after(datetime(2026, 1, 1), 1, HANOI)


def test_the_calendar_has_an_end_and_a_far_year_still_has_weekends() -> None:
    with pytest.raises(ValueError, match="ends"):
        add_workdays(date(9999, 12, 1), 60)
    assert add_workdays(date(2150, 1, 2), 5) == date(2150, 1, 9)


def test_a_hundred_thousand_clocks_are_counted_in_seconds() -> None:
    began = time.monotonic()
    for n in range(10_000):
        add_workdays(date(2026, 1, 1) + n % 300 * DAY, 20)
    assert time.monotonic() - began < 2
