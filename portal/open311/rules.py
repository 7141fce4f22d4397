"""How petitions are told in the words of GeoReport v2 (https://wiki.open311.org/GeoReport_v2)."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from portal.petitions.rules import FINISHED, LONGEST_TOPIC, OPEN, RESTRICTED, Kind, State

OFFERED = tuple(kind for kind in Kind if kind not in RESTRICTED)
"""What may be sent and is listed; complaints and denunciations never are."""

STATUSES: Mapping[str, frozenset[State]] = {"open": OPEN, "closed": FINISHED}

# "A span of 90 days or first 1000 requests returned, whichever is smallest."
SPAN = timedelta(days=90)
MOST = 1000
# "Free form text limited to 4,000 characters."
LONGEST_DESCRIPTION = 4000
SHORTEST_KEY = 22

_NUMBER = re.compile(r"(?:PA-)?0*([1-9][0-9]{0,8})", re.IGNORECASE)


def status(state: State) -> str:
    """`open` or `closed`: the protocol knows no third."""
    return "open" if state in OPEN else "closed"


def petition_id(number: str) -> int | None:
    """The petition of a public number, `PA-000123` or `123`; None for any other word."""
    found = _NUMBER.fullmatch(number.strip())
    return int(found[1]) if found else None


def instant(typed: str, zone: tzinfo) -> datetime:
    """A W3C date-time, a date alone too; ValueError for anything else.

    A `+` that nobody has encoded arrives as a blank; without a zone the installation's is meant.
    """
    read = datetime.fromisoformat(re.sub(r" (?=\d\d:\d\d$)", "+", typed))
    try:
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(zone)
    except OverflowError:  # the year 1 or 9999
        raise ValueError(typed) from None


def span(
    first: datetime | None, last: datetime | None, now: datetime
) -> tuple[datetime, datetime] | None:
    """From when to when, at most 90 days; None when it would be longer, or ends before it begins.

    With one end given the other lies 90 days off; with none the newest 90 days are meant.
    """
    try:
        if first is None:
            last = last or now
            first = last - SPAN
        last = last or first + SPAN
    except OverflowError:
        return None
    return (first, last) if timedelta() <= last - first <= SPAN else None


def topic(description: str) -> str:
    """A petition's topic from its text: the first line, whole words of it, 120 letters."""
    line = description.strip().splitlines()[0].strip()
    if len(line) <= LONGEST_TOPIC:
        return line
    cut = line[: LONGEST_TOPIC - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,.;:") + "…"
