"""Holidays of Vietnam worked out once more, from moon, sun and the law, to check the portal's.

The moon's and the sun's places are Jean Meeus's (Astronomical Algorithms), the rule of the months
as Ho Ngoc Duc wrote it down: the 11th month holds the winter solstice, Hanoi's midnight counts.
"""

from datetime import date, timedelta
from math import floor, pi, sin

DAY = timedelta(days=1)
HANOI = 7 / 24
MONTH = 29.530588853
SWAPS = {  # day off → the Saturday worked for it, announced year by year
    date(2024, 4, 29): date(2024, 5, 4),
    date(2025, 5, 2): date(2025, 4, 26),
    date(2026, 8, 31): date(2026, 8, 22),
}


def _sin(degrees: float) -> float:
    return sin(degrees * pi / 180)


def _new_moon(k: int) -> int:
    """The Julian day, in Hanoi, of the k-th new moon since 1 January 1900."""
    t = k / 1236.85
    mean = 2415020.75933 + 29.53058868 * k + (0.0001178 - 0.000000155 * t) * t * t
    mean += 0.00033 * _sin(166.56 + 132.87 * t - 0.009173 * t * t)
    sun = 359.2242 + 29.10535608 * k - (0.0000333 + 0.00000347 * t) * t * t
    moon = 306.0253 + 385.81691806 * k + (0.0107306 + 0.00001236 * t) * t * t
    node = 21.2964 + 390.67050646 * k - (0.0016528 + 0.00000239 * t) * t * t
    shift = (0.1734 - 0.000393 * t) * _sin(sun) + 0.0021 * _sin(2 * sun) - 0.4068 * _sin(moon)
    shift += 0.0161 * _sin(2 * moon) - 0.0004 * _sin(3 * moon) + 0.0104 * _sin(2 * node)
    shift += -0.0051 * _sin(sun + moon) - 0.0074 * _sin(sun - moon) + 0.0004 * _sin(2 * node + sun)
    shift += -0.0004 * _sin(2 * node - sun) - 0.0006 * _sin(2 * node + moon)
    shift += 0.0010 * _sin(2 * node - moon) + 0.0005 * _sin(2 * moon + sun)
    clock = -0.000278 + 0.000265 * t + 0.000262 * t * t
    return floor(mean + shift - clock + 0.5 + HANOI)


def _sign(day: int) -> int:
    """In which twelfth of its way the sun stands at the beginning of a day; 9 from the solstice."""
    t = (day - 0.5 - HANOI - 2451545.0) / 36525
    m = 357.52910 + 35999.05030 * t - (0.0001559 + 0.00000048 * t) * t * t
    length = 280.46645 + 36000.76983 * t + 0.0003032 * t * t
    length += (1.914600 - 0.004817 * t - 0.000014 * t * t) * _sin(m)
    length += (0.019993 - 0.000101 * t) * _sin(2 * m) + 0.000290 * _sin(3 * m)
    return int(length % 360 / 30)


def _eleventh_month(year: int) -> int:
    k = floor((date(year, 12, 31).toordinal() + 1721425 - 2415021) / MONTH)
    return _new_moon(k) if _sign(_new_moon(k)) < 9 else _new_moon(k - 1)


def lunar(day: int, month: int, year: int) -> date:
    """A day of the first ten lunar months of a year, as the calendar on the wall has it."""
    first, next_one = _eleventh_month(year - 1), _eleventh_month(year)
    k, months = floor((first - 2415021.076998695) / MONTH + 0.5), month + 1
    if next_one - first > 365:  # thirteen months: the first without a new sign is the leap one
        signs = [_sign(_new_moon(k + n)) for n in range(15)]
        leap = next(n for n in range(1, 14) if signs[n] == signs[n + 1])
        months += months >= leap
    return date.fromordinal(_new_moon(k + months) + day - 1 - 1721425)


def days_off(year: int) -> set[date]:
    """Holidays and what is given for those on a weekend, as announced in the years since 2021."""
    tet = lunar(1, 1, year)
    festival = {tet + n * DAY for n in range(-1, 4)}
    sep_2 = date(year, 9, 2)
    single = {date(year, 1, 1), lunar(10, 3, year), date(year, 4, 30), date(year, 5, 1), sep_2}
    if year >= 2026:
        single.add(date(year, 11, 24))  # Vietnam's day of culture
    beside = sep_2 + DAY if sep_2.weekday() in (0, 3, 6) else sep_2 - DAY
    off = festival | single | {beside}
    for day in sorted(single | festival):
        if day.weekday() >= 5:
            back = day in festival and day.weekday() == 5
            given = day
            while given.weekday() >= 5 or given in off:
                given += -DAY if back else DAY
            off.add(given)
    return off | {day for day in SWAPS if day.year == year}


def works(day: date) -> bool:
    """Whether offices work."""
    if day in SWAPS.values():
        return True
    return day.weekday() < 5 and day not in days_off(day.year)
