"""Reading the tree as it stood on a day.

Plain rows are asked for by the connection: the session would spend as long again on them, to track
what nobody changes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.base import clock, language
from portal.base.db import session
from portal.units.models import Unit, UnitKind, UnitLink
from portal.units.rules import Level


@dataclass(frozen=True)
class Place:
    """A unit with its parents on one day, nearest first: what a page knows about where it is."""

    id: int
    code: str
    level: Level
    kind: str
    name: str
    kind_words: Mapping[str, str]
    phone: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    parents: tuple["Place", ...] = ()

    @property
    def inline(self) -> str:
        """Kind and name within a sentence: `xã Tân Tiến`, `Tân Tiến commune`."""
        return language.pick(self.kind_words).replace("{name}", self.name)

    @property
    def label(self) -> str:
        """Kind and name at the head of a line: `Xã Tân Tiến`."""
        return self.inline[:1].upper() + self.inline[1:]

    @property
    def parent(self) -> "Place | None":
        """The unit next above, if any."""
        return self.parents[0] if self.parents else None

    @property
    def where(self) -> str:
        """The parents below the centre: `xã Tân Tiến, tỉnh Bắc Ninh`."""
        return ", ".join(p.inline for p in self.parents if p.level is not Level.CENTRE)

    @property
    def ids(self) -> frozenset[int]:
        """Its own id and those of all units above it."""
        return frozenset((self.id, *(p.id for p in self.parents)))


def on_day(link: Any, day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """The link held on this day."""
    return sa.and_(link.from_on <= day, sa.or_(link.until_on.is_(None), link.until_on > day))


def _columns(unit: Any, kind: Any) -> list[Any]:
    """What Place takes of a unit and its kind: plain columns, no page needs tracked objects."""
    return [
        *(unit.id, unit.code, unit.level, unit.kind_code, unit.name, kind.words),
        *(unit.phone, unit.opened_on, unit.closed_on),
    ]


COLUMNS = _columns(Unit, UnitKind)
"""What `bare` takes of a unit beside other things: `.join(Unit).join(UnitKind)`."""


@cache
def _with_parents() -> tuple[sa.Select[Any], Any]:
    """Units with up to three parents each on `day`, as rows of four times `_columns`.

    Made once: putting it together takes 5 ms, fifty times as long as asking it.
    """
    day = sa.bindparam("day", type_=sa.Date)
    unit = aliased(Unit, name="u0")
    columns = _columns(unit, UnitKind)
    source: Any = sa.join(unit, UnitKind, UnitKind.code == unit.kind_code)
    below: Any = unit
    for step in (1, 2, 3):
        link, above, kind = aliased(UnitLink), aliased(Unit, name=f"u{step}"), aliased(UnitKind)
        source = source.outerjoin(link, sa.and_(link.unit_id == below.id, on_day(link, day)))
        source = source.outerjoin(above, above.id == link.parent_id)
        source = source.outerjoin(kind, kind.code == above.kind_code)
        columns += _columns(above, kind)
        below = above
    return sa.select(*columns).select_from(source), unit


def bare(columns: Sequence[Any]) -> Place:
    """A unit of COLUMNS without what stands above it: enough for a line that only names it."""
    return _child(columns, ())


def _place(columns: Sequence[Any]) -> Place:
    width = len(COLUMNS)
    parents: tuple[Place, ...] = ()
    if len(columns) > width and columns[width] is not None:
        above = _place(columns[width:])
        parents = (above, *above.parents)
    return _child(columns[:width], parents)


def places(where: Any, *, day: date | None = None, limit: int | None = None) -> list[Place]:
    """Units of a condition `where(unit)`, with their parents on `day`, in Vietnamese order."""
    statement, unit = _with_parents()
    statement = statement.where(where(unit)).order_by(unit.sort_key, unit.id).limit(limit)
    return [_place(row) for row in session.execute(statement, {"day": day or clock.today()})]


def place(code: str, day: date | None = None) -> Place | None:
    """The unit of this code that stood on this day (today), with its parents then."""
    asked = {"code": code, "day": day or clock.today()}
    row = session.connection().execute(_by_code(), asked).first()
    return _remembered(_place(row) if row else None, day)


def _remembered(found: Place | None, day: date | None) -> Place | None:
    today = clock.today()
    stands = found and (found.closed_on is None or found.closed_on > today)
    if found and stands and day in (None, today):
        known().update({one.id: one for one in (found, *found.parents)})
    return found


def known() -> dict[int, Place]:
    """Id → the units of today, each with its parents, that this session has loaded already.

    Who is asked about them again need not ask the database.
    """
    places: dict[int, Place] = session.info.setdefault("places", {})
    return places


def of_ids(ids: Collection[int | None]) -> dict[int, Place]:
    """Id → unit with its parents of today; what the session knows already costs nothing."""
    wanted = {one for one in ids if one is not None}
    met = {one: place for one, place in known().items() if one in wanted}
    missing = wanted - met.keys()
    if missing:
        for found in places(lambda unit: unit.id.in_(missing)):
            met[found.id] = found
            _remembered(found, None)
    return met


@cache
def _by_code() -> sa.Select[Any]:
    statement, unit = _with_parents()
    day = sa.bindparam("day", type_=sa.Date)
    return statement.where(unit.code == sa.bindparam("code"), stands(unit, day))


def place_at_any_time(code: str) -> tuple[Place, date] | None:
    """The newest unit of this code, and the day nearest to today on which it stood."""
    span = session.execute(
        sa.select(Unit.opened_on, Unit.closed_on)
        .where(Unit.code == code)
        .order_by(Unit.opened_on.desc())
        .limit(1)
    ).one_or_none()
    if span is None:
        return None
    last = span.closed_on - timedelta(days=1) if span.closed_on else clock.today()
    day = max(span.opened_on, min(last, clock.today()))
    found = place(code, day)
    return (found, day) if found else None


def stands(unit: Any, day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """The unit stands on this day."""
    return sa.and_(unit.opened_on <= day, sa.or_(unit.closed_on.is_(None), unit.closed_on > day))


def provinces(day: date | None = None) -> list[Place]:
    """The provinces and cities that stood on this day (today)."""
    day = day or clock.today()
    return places(lambda unit: sa.and_(unit.level == Level.PROVINCE, stands(unit, day)), day=day)


def place_of_id(unit_id: int, day: date | None = None) -> Place | None:
    """The unit of this id, with its parents on this day (today)."""
    asked = {"id": unit_id, "day": day or clock.today()}
    row = session.connection().execute(_by_id(), asked).first()
    return _remembered(_place(row) if row else None, day)


@cache
def _by_id() -> sa.Select[Any]:
    statement, unit = _with_parents()
    return statement.where(unit.id == sa.bindparam("id"))


def children(
    parent: Place, day: date | None = None, *, limit: int | None = None, offset: int = 0
) -> list[Place]:
    """The units that stood below this one on this day (today), in Vietnamese order."""
    statement = select_children(parent, day or clock.today()).limit(limit).offset(offset)
    return [child_of(parent, row) for row in session.execute(statement)]


def select_children(parent: Place, day: date) -> sa.Select[Any]:
    """Select COLUMNS of the units that stood below this one on this day."""
    below: sa.Select[Any] = _children()
    return below.where(UnitLink.parent_id == parent.id, on_day(UnitLink, day))


def child_of(parent: Place, columns: Sequence[Any]) -> Place:
    """A unit of COLUMNS below this one."""
    return _child(columns, (parent, *parent.parents))


def listed(parent: Place, code: str | None = None) -> list[Place]:
    """The units below this one, standing today or from a later day on; or the one of this code."""
    statement = _children().where(
        UnitLink.parent_id == parent.id, UnitLink.until_on.is_(None), Unit.closed_on.is_(None)
    )
    if code is not None:
        statement = statement.where(Unit.code == code)
    above = (parent, *parent.parents)
    return [_child(row, above) for row in session.execute(statement)]


def children_between(parent: Place, first: date, last: date) -> list[tuple[Place, bool]]:
    """Units that stood below at any time from `first` to `last`; True if on both of these days."""
    above = (parent, *parent.parents)
    days = {"parent": parent.id, "first": first, "last": last}
    return [
        (_child(columns, above), from_on <= first and (until_on is None or until_on > last))
        for *columns, from_on, until_on in session.connection().execute(_between(), days)
    ]


def _child(columns: Sequence[Any], above: tuple[Place, ...]) -> Place:
    code, level, kind, name, words, phone, opened_on, closed_on = columns[1:]
    return Place(columns[0], code, level, kind, name, words, phone, opened_on, closed_on, above)


@cache
def _children() -> Any:
    """The links below any unit, as Place takes their lower ends, in Vietnamese order."""
    return (
        sa.select(*COLUMNS)
        .join(UnitLink, UnitLink.unit_id == Unit.id)
        .join(UnitKind, UnitKind.code == Unit.kind_code)
        .order_by(Unit.sort_key, Unit.id)
    )


@cache
def _between() -> Any:
    first, last = (sa.bindparam(name, type_=sa.Date) for name in ("first", "last"))
    below = UnitLink.parent_id == sa.bindparam("parent")
    ends = _children().add_columns(UnitLink.from_on, UnitLink.until_on)
    return ends.where(below, overlaps(UnitLink, first, last))


def overlaps(span: Any, first: Any, last: Any) -> sa.ColumnElement[bool]:
    """The span has a day in common with `first`..`last`."""
    return sa.and_(span.from_on <= last, sa.or_(span.until_on.is_(None), span.until_on > first))


def covers(span: Any, first: date, last: date) -> sa.ColumnElement[bool]:
    """The span holds both the first and the last day."""
    return sa.and_(span.from_on <= first, sa.or_(span.until_on.is_(None), span.until_on > last))


def kinds(level: Level) -> list[UnitKind]:
    """What units of this level may be called, in the table's order."""
    statement = sa.select(UnitKind).where(UnitKind.level == level).order_by(UnitKind.position)
    return list(session.scalars(statement))


def stated_children(unit_id: int) -> int | None:
    """How many units stand below, as its own people say; None when they have not said."""
    return session.scalar(sa.select(Unit.stated_children).where(Unit.id == unit_id))
