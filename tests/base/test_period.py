import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.period import Frequency, Period, period_at

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SECOND = timedelta(seconds=1)

W34 = Period.parse("2026-W34")

days = st.dates(date(2000, 1, 3), date(2199, 12, 29))
frequencies = st.sampled_from(Frequency)
periods = st.builds(Period.of, days, frequencies)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("2026-W34", "2026-W34"),
        ("2026W5", "2026-W05"),
        ("2026-W05", "2026-W05"),
        ("2026-w5", "2026-W05"),
        ("2026-08", "2026-08"),
        ("2026-8", "2026-08"),
        ("2026-Q3", "2026-Q3"),
        ("2026q3", "2026-Q3"),
        ("2026", "2026"),
        ("once", "once"),
        ("Once", "once"),
    ],
)
def test_every_way_of_writing_a_period_becomes_one(typed, canonical):
    assert str(Period.parse(typed)) == canonical


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-W54", "The year 2026 has no week 54."),
        ("2025-W53", "The year 2025 has no week 53."),
        ("2026-W00", "The year 2026 has no week 0."),
        ("2026-13", "A year has no month 13."),
        ("2026-00", "A year has no month 0."),
        ("2026-Q5", "A year has no quarter 5."),
        ("1999", "Periods lie in the years 2000 to 2199."),
        ("1999-W52", "Periods lie in the years 2000 to 2199."),
        ("2200-01", "Periods lie in the years 2000 to 2199."),
        ("2200-W01", "Periods lie in the years 2000 to 2199."),
    ],
)
def test_a_period_that_does_not_exist_is_refused_in_plain_words(typed, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Period.parse(typed)


@pytest.mark.parametrize(
    "typed", ["", " ", "W34", "202634", "2026-W", "2026-W034", "26-W05", "२०२६"]
)
def test_what_is_no_period_is_told_how_to_write_one(typed):
    with pytest.raises(ValueError, match=r"^Not a period: write 2026-W34"):
        Period.parse(typed)


@given(st.text(st.characters()) | st.from_regex(r"[0-9]{4}(-?[WwQq]|-)[0-9]{1,3}", fullmatch=True))
def test_no_text_does_worse_than_a_value_error(text):
    try:
        period = Period.parse(text)
    except ValueError:
        return
    assert Period.parse(str(period)) == period


@given(periods)
def test_what_is_written_reads_back(period):
    assert Period.parse(str(period)) == period
    assert hash(Period.parse(str(period))) == hash(period)


def test_a_week_runs_from_monday_to_sunday():
    assert (W34.first, W34.last, W34.end) == (
        date(2026, 8, 17),
        date(2026, 8, 23),
        date(2026, 8, 24),
    )
    assert (W34.frequency, W34.number, W34.year.number) == (Frequency.WEEKLY, 34, 2026)


@pytest.mark.parametrize(
    ("written", "first", "last", "number"),
    [
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), 2),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), 12),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), 4),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), 2026),
        ("once", date(2000, 1, 1), date(2199, 12, 31), 0),
    ],
)
def test_longer_periods_have_their_days_and_number(written, first, last, number):
    period = Period.parse(written)
    assert (period.first, period.last, period.number) == (first, last, number)


def test_2026_has_53_weeks_and_2027_begins_in_the_last_of_them():
    assert Period.of(date(2027, 1, 1), Frequency.WEEKLY) == Period.parse("2026-W53")
    assert len(Period.parse("2026").weeks()) == 53
    assert str(Period.parse("2026-W53").next()) == "2027-W01"
    assert str(Period.parse("2027-W01").previous()) == "2026-W53"
    assert Period.parse("2026-W53").year == Period.parse("2026")


def test_a_week_belongs_to_the_month_quarter_and_year_of_its_thursday():
    to_april = Period.parse("2026-W14")  # Monday 30 March, Thursday 2 April
    assert str(to_april.month) == "2026-04"
    assert str(to_april.quarter) == "2026-Q2"
    assert str(Period.parse("2026-W01").year) == "2026"  # Monday 29 December 2025
    assert str(Period.parse("2026-W01").month) == "2026-01"


def test_the_weeks_of_a_month_are_those_whose_thursday_it_holds():
    weeks = Period.parse("2026-04").weeks()
    assert [str(week) for week in weeks] == [f"2026-W{n}" for n in (14, 15, 16, 17, 18)]
    assert W34.weeks() == [W34]


def test_a_longer_period_belongs_to_no_shorter_one():
    assert str(Period.parse("2026-Q3").year) == "2026"
    assert Period.parse("2026-08").month == Period.parse("2026-08")
    with pytest.raises(ValueError, match=r"^2026-Q3 belongs to no monthly period"):
        _ = Period.parse("2026-Q3").month
    with pytest.raises(ValueError, match=r"^once belongs to no yearly period"):
        _ = Period.parse("once").year


@pytest.mark.parametrize("year", range(2000, 2200))
def test_the_weeks_of_a_year_part_into_its_quarters_and_months(year):
    weeks = Period.parse(f"{year}").weeks()
    months = [Period.parse(f"{year}-{month}") for month in range(1, 13)]
    quarters = [Period.parse(f"{year}-Q{quarter}") for quarter in range(1, 5)]
    assert [week for month in months for week in month.weeks()] == weeks
    assert [week for quarter in quarters for week in quarter.weeks()] == weeks
    assert all(week.month.quarter == week.quarter for week in weeks)
    assert [week.number for week in weeks] == list(range(1, len(weeks) + 1))
    assert len(weeks) == date(year, 12, 28).isocalendar().week


@given(days, frequencies)
def test_each_day_lies_in_its_period_and_in_no_neighbour(day, frequency):
    period = Period.of(day, frequency)
    assert period.first <= day <= period.last < period.end


@given(
    st.dates(date(2060, 1, 1), date(2139, 12, 31)),
    frequencies.filter(lambda frequency: frequency is not Frequency.ONCE),
    st.integers(0, 50),
)
def test_going_back_is_so_many_steps_and_forth_again_ends_where_it_began(day, frequency, n):
    start = there = Period.of(day, frequency)
    for _ in range(n):
        there = there.previous()
    assert start.back(n) == there
    assert there.back(-n) == start
    assert there.first <= start.first


def test_neighbours_touch_without_a_gap():
    for written in ("2026-W53", "2026-12", "2026-Q4", "2026"):
        period = Period.parse(written)
        assert period.next().first == period.end
        assert period.next().previous() == period == period.back(0)
    assert str(W34.back(34)) == "2025-W52"
    assert str(Period.parse("2026-02").back(14)) == "2024-12"


@pytest.mark.parametrize("edge", ["2000", "2000-01", "2000-Q1", "2000-W01", "once"])
def test_nothing_lies_before_the_first_period(edge):
    with pytest.raises(ValueError, match="2000 to 2199"):
        Period.parse(edge).previous()


@pytest.mark.parametrize("edge", ["2199", "2199-12", "2199-Q4", "2199-W52", "once"])
def test_nothing_lies_after_the_last_period(edge):
    assert Period.parse(edge).last < Period.parse(edge).end
    with pytest.raises(ValueError, match="2000 to 2199"):
        Period.parse(edge).next()


def test_a_form_asked_once_has_one_period_for_all_days():
    assert Period.of(date(2026, 8, 20), Frequency.ONCE) == Period.parse("once")
    assert Period.of(date(2199, 12, 31), Frequency.ONCE) == Period.parse("once")


@given(frequencies.flatmap(lambda f: st.lists(st.builds(Period.of, days, st.just(f)))))
def test_time_order_is_the_order_of_the_text(periods):
    by_time = sorted(periods, key=lambda period: period.first)
    assert sorted(periods) == by_time
    assert sorted(periods, key=str) == by_time


def test_periods_of_different_lengths_sort_by_their_first_day():
    mixed = [Period.parse(text) for text in ("2026-W33", "2026-07", "2026-Q3", "2026", "2026-W01")]
    assert " ".join(map(str, sorted(mixed))) == "2026-W01 2026 2026-07 2026-Q3 2026-W33"


def test_a_period_cannot_be_changed():
    with pytest.raises(AttributeError):
        W34.index = 0


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Ho_Chi_Minh"])
def server_zone(request, monkeypatch):
    """The server's own clock zone, which nothing here may depend on."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    time.tzset()


def test_the_week_turns_at_midnight_in_hanoi_whatever_the_servers_clock(server_zone):
    sunday_night = datetime(2026, 8, 23, 16, 59, 59, tzinfo=UTC)  # 23:59:59 in Hanoi
    for clock in (UTC, server_zone, None):  # None: as the server's clock shows it
        before = sunday_night.astimezone(clock)
        assert str(period_at(before, Frequency.WEEKLY, HANOI)) == "2026-W34"
        assert str(period_at(before + SECOND, Frequency.WEEKLY, HANOI)) == "2026-W35"


def test_the_year_turns_in_hanoi_while_new_york_still_has_the_old_one():
    midnight = datetime(2026, 12, 31, 12, 0, tzinfo=ZoneInfo("America/New_York"))
    assert str(period_at(midnight - SECOND, Frequency.YEARLY, HANOI)) == "2026"
    assert str(period_at(midnight, Frequency.YEARLY, HANOI)) == "2027"
    assert str(period_at(midnight, Frequency.WEEKLY, HANOI)) == "2026-W53"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs its time zone"):
        period_at(datetime(2026, 8, 23), Frequency.WEEKLY, HANOI)


def test_a_week_starts_and_ends_at_local_midnight():
    assert W34.starts(HANOI) == datetime(2026, 8, 16, 17, tzinfo=UTC)
    assert W34.ends(HANOI) == datetime(2026, 8, 23, 17, tzinfo=UTC)
    assert W34.starts(HANOI).tzinfo is UTC


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2041, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["Asia/Ho_Chi_Minh", "UTC", "America/New_York", "Asia/Kolkata"]).map(ZoneInfo),
    frequencies,
)
def test_each_instant_lies_in_the_period_it_is_given(instant, zone, frequency):
    period = period_at(instant, frequency, zone)
    assert period.starts(zone) <= instant < period.ends(zone)


def test_the_weeks_of_2020_to_2040_follow_each_other_without_gap_or_overlap():
    week, end = Period.parse("2020-W01"), Period.parse("2041-W01")
    while week < end:
        assert week.ends(HANOI) == week.next().starts(HANOI)
        assert week.ends(HANOI) - week.starts(HANOI) == timedelta(days=7)
        week = week.next()
