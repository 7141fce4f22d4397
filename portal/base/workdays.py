"""Working days (ngày làm việc) in Vietnam: Monday to Friday but for holidays, and what is declared.

Pure: the days the government declares otherwise, year by year, are handed in (`base/declared.py`
keeps them) and overrule what the calendar says.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache

NOTHING_DECLARED: Mapping[date, bool] = {}
_DAY = timedelta(days=1)
_SATURDAY = 5
# A deadline further off than forty years is a slip of the finger.
MOST = 10_000


@cache
def _calendar(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off of a year (Labour Code 2019, Art. 112; Tết by the lunar calendar), worked weekends.

    A holiday on a weekend is given back on the next working day (Art. 111). The package knows swaps
    already announced when it was released; later ones are declared.
    """
    from holidays.countries.vietnam import Vietnam  # half a second and 46 MB: for who asks

    known = Vietnam(years=year)  # type: ignore[no-untyped-call]  # it is typed by half
    return frozenset(known), frozenset(known.weekend_workdays)


def is_workday(day: date, declared: Mapping[date, bool] = NOTHING_DECLARED) -> bool:
    """Whether offices work on this day; what is declared of it counts before all else."""
    if day in declared:
        return declared[day]
    off, worked = _calendar(day.year)
    return day in worked or (day.weekday() < _SATURDAY and day not in off)


def add_workdays(start: date, n: int, declared: Mapping[date, bool] = NOTHING_DECLARED) -> date:
    """The n-th working day after a day; the day itself is not counted (Civil Code 2015, Art. 147).

    0 is the day itself. ValueError for less, for more than 10,000, and where the calendar ends.
    """
    if not 0 <= n <= MOST:
        raise ValueError("Working days are counted forwards, 10,000 at the most.")
    day, left = start, n
    try:
        while left:
            day += _DAY
            left -= is_workday(day, declared)
    except OverflowError:
        raise ValueError("The calendar ends before.") from None
    return day


def workdays_between(
    first: date, last: date, declared: Mapping[date, bool] = NOTHING_DECLARED
) -> int:
    """How many working days come after `first` up to and with `last`; below 0 when it lies before.

    `workdays_between(day, add_workdays(day, n)) == n`.
    """
    if last < first:
        return -workdays_between(last, first, declared)
    days = range(first.toordinal() + 1, last.toordinal() + 1)
    return sum(is_workday(date.fromordinal(day), declared) for day in days)


def workdays_after(
    instant: datetime, n: int, zone: tzinfo, declared: Mapping[date, bool] = NOTHING_DECLARED
) -> datetime:
    """The instant at which a time of n working days ends, no longer inside; in the zone given.

    That is midnight at the end of the n-th working day, not the closing of the office: "vào lúc hai
    mươi tư giờ của ngày đó" (Civil Code 2015, Art. 148.6), and an answer written in the evening is
    in time. ValueError for an instant without its zone.
    """
    if instant.utcoffset() is None:
        raise ValueError("An instant needs its time zone.")
    day = add_workdays(instant.astimezone(zone).date(), n, declared)
    return datetime.combine(day + _DAY, time(), zone)
