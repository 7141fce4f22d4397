"""Noting, with the deed itself, of which office and month statistics have to be counted anew."""

from datetime import date, datetime

from portal.base import clock
from portal.base.db import session
from portal.petitions.papers import Recount


def month_of(instant: datetime) -> date:
    """The first day of the month of an instant, on the wall clock."""
    return clock.local(instant).date().replace(day=1)


def note(unit_id: int, instant: datetime | None) -> None:
    """Something is counted otherwise at this office, in the month of this instant."""
    if instant is not None:
        session.add(Recount(unit_id=unit_id, month=month_of(instant)))
