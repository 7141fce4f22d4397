"""The period a report answers for: a week, month, quarter or year, or `once` and for all."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import total_ordering

FIRST_YEAR, LAST_YEAR = 2000, 2199  # a year beyond these is a slip of the finger


class Frequency(StrEnum):
    """How often a form is asked, from the shortest period to the longest."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    ONCE = "once"


_YEARS = LAST_YEAR - FIRST_YEAR + 1
_MONTHS = {  # in one period; `once` is all the years there are, and so needs no rule of its own
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.YEARLY: 12,
    Frequency.ONCE: 12 * _YEARS,
}
_FIRST_MONDAY = date.fromisocalendar(FIRST_YEAR, 1, 1)
_TO_THURSDAY = timedelta(days=3)


def _weeks_before(day: date) -> int:
    """Count the Mondays between the first week the portal knows and the week of this day."""
    return (day - _FIRST_MONDAY).days // 7


_COUNT = {frequency: 12 * _YEARS // months for frequency, months in _MONTHS.items()}
_COUNT[Frequency.WEEKLY] = _weeks_before(date.fromisocalendar(LAST_YEAR + 1, 1, 1))

_WRITTEN = re.compile(r"([0-9]{4})(?:-?([WQ])([0-9]{1,2})|-([0-9]{1,2}))?")
_NOT_A_PERIOD = "Not a period: write 2026-W34, 2026-08, 2026-Q3, 2026 or once."


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """One period; sorts by its first day, a shorter one before a longer one that begins with it.

    `index` counts the periods of this frequency since the first one of the year 2000.
    ValueError outside the years 2000 to 2199.
    """

    frequency: Frequency
    index: int

    def __post_init__(self) -> None:
        if not 0 <= self.index < _COUNT[self.frequency]:
            raise ValueError(f"Periods lie in the years {FIRST_YEAR} to {LAST_YEAR}.")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2026-W34`, `2026W5`, `2026-08`, `2026-Q3`, `2026` or `once`, in either case."""
        if text.upper() == "ONCE":
            return cls(Frequency.ONCE, 0)
        written = _WRITTEN.fullmatch(text.upper())
        if written is None:
            raise ValueError(_NOT_A_PERIOD)
        year, letter, number, month = written.groups()
        if letter == "W":
            return cls._of_week(int(year), int(number))
        if letter == "Q":
            return cls._of_months(Frequency.QUARTERLY, int(year), int(number))
        if month:
            return cls._of_months(Frequency.MONTHLY, int(year), int(month))
        return cls._of_months(Frequency.YEARLY, int(year), 1)

    @classmethod
    def of(cls, day: date, frequency: Frequency) -> "Period":
        """Give the period of this frequency that holds the day."""
        if frequency is Frequency.WEEKLY:
            return cls(frequency, _weeks_before(day))
        months = 12 * (day.year - FIRST_YEAR) + day.month - 1
        return cls(frequency, months // _MONTHS[frequency])

    @classmethod
    def _of_week(cls, year: int, number: int) -> "Period":
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            raise ValueError(f"The year {year} has no week {number}.") from None
        return cls.of(monday, Frequency.WEEKLY)

    @classmethod
    def _of_months(cls, frequency: Frequency, year: int, number: int) -> "Period":
        in_a_year = 12 // _MONTHS[frequency]
        if not 1 <= number <= in_a_year:
            noun = "month" if frequency is Frequency.MONTHLY else "quarter"
            raise ValueError(f"A year has no {noun} {number}.")
        return cls(frequency, (year - FIRST_YEAR) * in_a_year + number - 1)

    @property
    def first(self) -> date:
        """The first day; a week's is its Monday."""
        return self._first_of(self.index)

    @property
    def last(self) -> date:
        """The last day, still inside."""
        return self.end - timedelta(days=1)

    @property
    def end(self) -> date:
        """The first day after."""
        return self._first_of(self.index + 1)

    def _first_of(self, index: int) -> date:
        if self.frequency is Frequency.WEEKLY:
            return _FIRST_MONDAY + timedelta(weeks=index)
        years, months = divmod(index * _MONTHS[self.frequency], 12)
        return date(FIRST_YEAR + years, months + 1, 1)

    @property
    def number(self) -> int:
        """34 for `2026-W34`, 8 for `2026-08`, 3 for `2026-Q3`, 2026 for `2026`, 0 for `once`."""
        match self.frequency:
            case Frequency.WEEKLY:
                return self.first.isocalendar().week
            case Frequency.YEARLY:
                return self.first.year
            case Frequency.ONCE:
                return 0
        return (self.first.month - 1) // _MONTHS[self.frequency] + 1

    @property
    def month(self) -> "Period":
        """The month it belongs to, a week by its Thursday; ValueError for what is longer."""
        return self._within(Frequency.MONTHLY)

    @property
    def quarter(self) -> "Period":
        """The quarter it belongs to, a week by its Thursday; ValueError for what is longer."""
        return self._within(Frequency.QUARTERLY)

    @property
    def year(self) -> "Period":
        """The year it belongs to, a week by its Thursday (ISO 8601); ValueError for `once`."""
        return self._within(Frequency.YEARLY)

    def _within(self, longer: Frequency) -> "Period":
        if _MONTHS.get(self.frequency, 0) > _MONTHS[longer]:
            raise ValueError(f"{self} belongs to no {longer} period.")
        # Of a month, quarter or year the fourth day lies where the first does.
        return Period.of(self.first + _TO_THURSDAY, longer)

    def weeks(self) -> "list[Period]":
        """List the weeks whose Thursday it holds, so that no week belongs to two months or none."""
        holding = range(
            _weeks_before(self.first + _TO_THURSDAY), _weeks_before(self.end + _TO_THURSDAY)
        )
        return [Period(Frequency.WEEKLY, index) for index in holding]

    def previous(self) -> "Period":
        """Give the period before; ValueError where none is."""
        return self.back(1)

    def next(self) -> "Period":
        """Give the period after; ValueError where none is."""
        return self.back(-1)

    def back(self, n: int) -> "Period":
        """Give the period n before this one; ValueError where none is."""
        return Period(self.frequency, self.index - n)

    def starts(self, zone: tzinfo) -> datetime:
        """The instant (UTC) of the local midnight it begins with."""
        return _midnight(self.first, zone)

    def ends(self, zone: tzinfo) -> datetime:
        """The instant (UTC) of the local midnight after it, no longer inside."""
        return _midnight(self.end, zone)

    def __lt__(self, other: "Period") -> bool:
        return (self.first, self.end) < (other.first, other.end)

    def __str__(self) -> str:
        match self.frequency:
            case Frequency.ONCE:
                return "once"
            case Frequency.YEARLY:
                return f"{self.number}"
            case Frequency.QUARTERLY:
                return f"{self.year}-Q{self.number}"
            case Frequency.MONTHLY:
                return f"{self.year}-{self.number:02}"
        return f"{self.year}-W{self.number:02}"

    def __repr__(self) -> str:
        return f"<Period {self}>"


def period_at(instant: datetime, frequency: Frequency, zone: tzinfo) -> Period:
    """Give the period running at an instant where people live; ValueError if it has no zone.

    The server's own clock zone never matters: a naive instant would be read in it.
    """
    if instant.utcoffset() is None:
        raise ValueError("An instant needs its time zone.")
    return Period.of(instant.astimezone(zone).date(), frequency)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
