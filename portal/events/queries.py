"""Reading events: a list is one statement at any size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.accounts import audience
from portal.accounts.audience import Reach, Reader
from portal.base import clock
from portal.base.db import session
from portal.base.period import Period
from portal.events.models import Event, LiveLine
from portal.units import queries as units
from portal.units.models import Unit, UnitKind
from portal.units.queries import Place

# Two weeks behind and two days ahead, in one's own units and those above.
REMINDED = 200


@dataclass(frozen=True)
class Listed:
    """An event with the unit whose it is."""

    event: Event
    place: Place

    @property
    def path(self) -> str:
        """Its page, without language."""
        return path(self.event, self.place)


def path(event: Event, place: Place) -> str:
    """The address of an event's page, without language."""
    return f"/events/{place.code}/{event.id}"


def event(place: Place, event_id: int) -> Event | None:
    """The unit's event of this id."""
    return session.scalar(_one(place, event_id))


def readable_event(place: Place, event_id: int, by: Reader) -> Event | None:
    """The same, if this reader may read it."""
    return session.scalar(_one(place, event_id).where(audience.readable(Event, by)))


def _one(place: Place, event_id: int) -> sa.Select[Event]:
    return sa.select(Event).where(Event.id == event_id, Event.unit_id == place.id)


def coming(by: Reader, place: Place | None, limit: int, offset: int = 0) -> list[Listed]:
    """Events that are not over yet, the next first: of a unit's list, or of the whole site's."""
    statement = _list(by, place).where(Event.ends_at > clock.now())
    ordered = statement.order_by(Event.starts_at, Event.id).limit(limit).offset(offset)
    return _listed(ordered, _line_of(place))


def past(by: Reader, place: Place | None, month: Period, limit: int, offset: int) -> list[Listed]:
    """Events of a month that are over, the latest first."""
    zone = clock.zone()
    statement = _list(by, place).where(
        Event.starts_at >= month.starts(zone),
        Event.starts_at < month.ends(zone),
        Event.ends_at <= clock.now(),
    )
    ordered = statement.order_by(Event.starts_at.desc(), Event.id.desc())
    return _listed(ordered.limit(limit).offset(offset), _line_of(place))


def public(place: Place | None, since: datetime, limit: int) -> list[Listed]:
    """What a calendar takes: everybody's events from an instant on, cancelled ones too."""
    statement = _list(audience.PUBLIC, place).where(Event.ends_at > since)
    ordered = statement.order_by(Event.starts_at, Event.id).limit(limit)
    return _listed(ordered, _line_of(place))


def concerning(by: Reader, since: datetime, until: datetime) -> list[Listed]:
    """What an officer is reminded of: events between two instants in the lists of their units.

    Not what the rest of the nation holds for everybody: that would be hundreds a day.
    """
    if not by.places:
        return []
    mine = sa.or_(*(_at(place) for place in by.places))
    statement = sa.select(Event).where(
        mine, audience.readable(Event, by), Event.ends_at > since, Event.starts_at < until
    )
    return _listed(statement.order_by(Event.starts_at, Event.id).limit(REMINDED))


def _list(by: Reader, place: Place | None) -> sa.Select[Event]:
    listed = _at(place) if place else sa.or_(*audience.ways(Event, by.places))
    return sa.select(Event).where(listed, audience.readable(Event, by))


def _at(place: Place) -> sa.ColumnElement[bool]:
    """A unit's own, and what units above let reach it; not the whole nation's."""
    above = [parent.id for parent in place.parents]
    reaching = sa.and_(Event.unit_id.in_(above), Event.reach != Reach.UNIT)
    return sa.or_(Event.unit_id == place.id, reaching)


def _listed(statement: sa.Select[Event], known: Iterable[Place] = ()) -> list[Listed]:
    """Events with their units: those `known` already, or enough of the others to name them."""
    places = {one.id: one for one in known}
    each = statement.add_columns(*units.COLUMNS).join(Unit, Unit.id == Event.unit_id)
    rows = session.execute(each.join(UnitKind, UnitKind.code == Unit.kind_code)).all()
    return [Listed(row[0], places.get(row[0].unit_id) or units.bare(row[1:])) for row in rows]


def _line_of(place: Place | None) -> tuple[Place, ...]:
    return (place, *place.parents) if place else ()


@dataclass(frozen=True)
class Line:
    """One line of a live text as it is read: the words that hold now, and those before them."""

    number: int
    at: datetime
    text: str
    before: tuple[str, ...] = ()
    corrected_at: datetime | None = None
    latest: int = 0
    """The number of its latest correction, or its own."""


def lines(event_id: int) -> list[Line]:
    """A live text, the newest line first."""
    statement = sa.select(LiveLine).where(LiveLine.event_id == event_id)
    return folded(session.scalars(statement.order_by(LiveLine.number)).all())


def folded(rows: Sequence[LiveLine]) -> list[Line]:
    """Rows by number as lines, newest first, each with its corrections."""
    found: dict[int, Line] = {}
    for row in rows:
        old = found.get(row.corrects or 0)
        if old is None:
            found[row.number] = Line(row.number, row.at, row.text, latest=row.number)
        else:
            before = (*old.before, old.text)
            found[old.number] = Line(
                old.number, old.at, row.text, before, row.at, latest=row.number
            )
    return list(found.values())[::-1]
