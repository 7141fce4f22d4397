"""What an event may be, and until when its live text runs: pure decisions."""

import re
from datetime import datetime, time, timedelta
from enum import StrEnum

from portal.base.language import N_

LONGEST_TITLE = 150
LONGEST_PLACE = 150
LONGEST_TEXT = 10_000
LONGEST_REASON = 300
# Two screens of a keypad phone.
LONGEST_LINE = 500
# A day's congress has some 100; beyond this the page would cost a reader of 2G a minute.
MOST_LINES = 1_000
MOST_PEOPLE = 1_000_000

USUAL = timedelta(hours=2)
"""How long an event lasts whose end nobody typed."""
LONGEST = timedelta(days=31)
# A plan of the coming year is made in December; 2062 is a slip of the finger.
FARTHEST = timedelta(days=366 * 2)
LIVE_BEFORE = timedelta(hours=12)
LIVE_AFTER = timedelta(hours=3)
"""A live text that nobody closes closes by itself this long after the event's end."""
SAME_WITHIN = timedelta(minutes=10)
"""The same words again so soon are the same line: two phones, or one whose answer was lost."""
ATTENDANCE_ASKED = timedelta(days=14)
"""How long the desk asks for the number of people."""


class Live(StrEnum):
    """How a live text stands."""

    NONE = "none"
    OPEN = "open"
    CLOSED = "closed"
    RAN_OUT = "ran_out"
    """Nobody closed it; it closed by itself."""


def live_until(ends_at: datetime) -> datetime:
    """The instant at which a live text closes by itself."""
    return ends_at + LIVE_AFTER


def live_state(
    opened_at: datetime | None, closed_at: datetime | None, ends_at: datetime, now: datetime
) -> Live:
    """Open from its first line until an officer closes it, or until it runs out."""
    if opened_at is None:
        return Live.NONE
    if closed_at is not None:
        return Live.CLOSED
    return Live.OPEN if now < live_until(ends_at) else Live.RAN_OUT


def is_time_to_tell(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether lines may be written: from half a day before the event until it runs out."""
    return starts_at - LIVE_BEFORE <= now < live_until(ends_at)


def may_count(starts_at: datetime, now: datetime) -> bool:
    """Whether people can be counted: not before the event has begun."""
    return starts_at <= now


# `8:30`, `8h30`, `8h`, `08.30`, `8 giờ 30`, `8`
_TIME = re.compile(r"(\d{1,2})\s*(?:(?:[:.]|h|g|giờ)\s*(\d{2})?)?\s*(?:phút|p)?", re.IGNORECASE)


def clock_time(typed: str) -> time:
    """A time of day as people write it; ValueError for anything else."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        raise ValueError("This is no time of day.")
    return time(int(found[1]), int(found[2] or 0))


def trouble(starts_at: datetime, ends_at: datetime, today: datetime) -> str | None:
    """Why an event cannot be at this time, as a msgid; `today` is the midnight that began today."""
    if ends_at <= starts_at:
        return N_("The end must come after the beginning.")
    if ends_at - starts_at > LONGEST:
        return N_("An event lasts at most 31 days.")
    if starts_at < today:
        return N_("This day has passed already.")
    if starts_at - today > FARTHEST:
        return N_("This day is more than two years ahead.")
    return None
