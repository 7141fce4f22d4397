"""What must always be true of events and their live text."""

from collections.abc import Iterator

import sqlalchemy as sa

from portal.base.db import session
from portal.events.models import Event, LiveLine


def findings() -> Iterator[str]:
    """What is wrong on the live database, each in a sentence."""
    numbers = sa.select(
        Event.id,
        Event.last_line,
        sa.func.count(LiveLine.number).label("kept"),
        sa.func.max(LiveLine.number).label("highest"),
    ).outerjoin(LiveLine, LiveLine.event_id == Event.id)
    for event_id, last, kept, highest in session.execute(numbers.group_by(Event.id)):
        if not last == kept == (highest or 0):
            yield f"event {event_id}: {last} lines counted, {kept} kept, the last is {highest}"
    yield from _stray_corrections()
    closed = sa.select(Event.id).where(
        Event.live_closed_at.is_not(None), Event.live_opened_at.is_(None)
    )
    for event_id in session.scalars(closed):
        yield f"event {event_id}: a live text closed that was never opened"


def _stray_corrections() -> Iterator[str]:
    first = sa.orm.aliased(LiveLine)
    same = sa.and_(first.event_id == LiveLine.event_id, first.number == LiveLine.corrects)
    stray = (
        sa.select(LiveLine.event_id, LiveLine.number)
        .outerjoin(first, same)
        .where(LiveLine.corrects.is_not(None))
        .where(sa.or_(first.number.is_(None), first.corrects.is_not(None)))
    )
    for event_id, number in session.execute(stray):
        yield f"event {event_id}: line {number} corrects no line of it"
