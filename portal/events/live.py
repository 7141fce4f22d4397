"""A public live text kept in memory, so that ten thousand readers cost one query per new line.

Each asks every twenty seconds for what is new after the last line they have. Whatever line that is,
the answer is made from the text as this process read it once; it is read again when a public page
has changed (`pagecache.generation`), and after a minute.
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.accounts import audience
from portal.base import clock, pagecache
from portal.base.db import session
from portal.events import rules
from portal.events.models import Event, LiveLine
from portal.events.queries import Line, folded
from portal.events.rules import Live
from portal.units.models import Unit

LONGEST = 60.0
# Texts of a busy evening: 200 × 100 kB at the very most.
ROOM = 200


@dataclass(frozen=True)
class Text:
    """A live text: where it is read, how far it has come, and whether it goes on."""

    code: str
    event_id: int
    last: int
    opened_at: datetime | None
    closed_at: datetime | None
    ends_at: datetime
    lines: list[Line]

    @property
    def state(self) -> Live:
        """How it stands at this moment."""
        return rules.live_state(self.opened_at, self.closed_at, self.ends_at, clock.now())

    @property
    def path(self) -> str:
        """Where it is read, without language."""
        return f"/events/{self.code}/{self.event_id}/live"

    @property
    def goes_on(self) -> bool:
        """Whether there may be more of it."""
        return self.state in (Live.NONE, Live.OPEN) and clock.now() < rules.live_until(self.ends_at)

    def after(self, number: int) -> list[Line]:
        """What was written or corrected since the line of this number, newest first."""
        return [line for line in self.lines if line.latest > number]


_kept: dict[tuple[str, int], tuple[int, float, Text | None]] = {}
_lock = threading.Lock()


def public(code: str, event_id: int) -> Text | None:
    """The text of an event that everybody may read; None for any other."""
    key = (code, event_id)
    found = _kept.get(key)
    if found is None or not _holds(found):
        with _lock:  # the others of this moment wait for the one that asks
            found = _kept.get(key)
            if found is None or not _holds(found):
                generation = pagecache.generation()  # before asking: a change meanwhile shows
                if len(_kept) >= ROOM:
                    _kept.clear()
                found = (generation, time.monotonic() + LONGEST, _read(code, event_id))
                _kept[key] = found
    return found[2]


def _holds(found: tuple[int, float, Text | None]) -> bool:
    return found[0] == pagecache.generation() and time.monotonic() < found[1]


def _read(code: str, event_id: int) -> Text | None:
    statement = (
        sa.select(Event, LiveLine)
        .join(Unit, Unit.id == Event.unit_id)
        .outerjoin(LiveLine, LiveLine.event_id == Event.id)
        .where(Event.id == event_id, Unit.code == code, audience.readable(Event, audience.PUBLIC))
        .order_by(LiveLine.number)
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    return text(code, rows[0][0], folded([line for _, line in rows if line is not None]))


def text(code: str, event: Event, lines: list[Line]) -> Text:
    """An event's live text from what was loaded."""
    return Text(
        code=code,
        event_id=event.id,
        last=event.last_line,
        opened_at=event.live_opened_at,
        closed_at=event.live_closed_at,
        ends_at=event.ends_at,
        lines=lines,
    )
