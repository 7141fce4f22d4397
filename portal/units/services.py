"""Writing the tree: units are opened and closed with a day, never renamed or moved in place."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.base import audit, clock, hooks, pagecache, text
from portal.base.db import session
from portal.base.errors import Conflict, RuleBroken
from portal.base.language import N_
from portal.base.pagecache import Topic
from portal.units import mending
from portal.units.kinds import KINDS
from portal.units.models import ChildSpan, Unit, UnitKind, UnitLink, UnitSuccessor, UnitWord
from portal.units.rules import Level, may_stand_below, search_keys

# Rows to a statement: the bar moves while 90,500 villages are written.
BATCH = 5000


@dataclass(frozen=True)
class NewUnit:
    """A unit to be opened; `parent` is the parent's code, None for the centre."""

    code: str
    kind: str
    name: str
    parent: str | None


def ensure_kinds() -> None:
    """Put the usual kinds of units into the table; those already there stay as they are."""
    known = set(session.scalars(sa.select(UnitKind.code)))
    for position, (code, level, words) in enumerate(KINDS):
        if code not in known:
            session.add(UnitKind(code=code, level=level, position=position, words=words))
    session.flush()


def open_unit(
    code: str, kind: str, name: str, parent: Unit | None, *, on: date | None = None
) -> Unit:
    """A new unit from a day on (today) below its parent; Conflict when its code stands already."""
    new = NewUnit(code, kind, name, parent.code if parent else None)
    return session.get_one(Unit, open_units([new], on=on or clock.today())[code])


def open_units(
    news: Sequence[NewUnit], *, on: date, step: Callable[[int], None] = lambda number: None
) -> dict[str, int]:
    """Open units of any levels from a day on; gives code → id, and calls `step` as it goes.

    Parents stand already or are among them. Raises RuleBroken for a wrong parent, Conflict for a
    code that stands already.
    """
    kinds = {kind.code: kind for kind in session.scalars(sa.select(UnitKind))}
    codes = {new.code for new in news}
    known = _known(codes | {new.parent for new in news if new.parent}, on)
    if taken := sorted(codes & known.keys()):
        raise Conflict(N_("There is already a unit with the code %(code)s."), code=taken[0])
    standing = {code: (row.id, row.level) for code, row in known.items() if row.stands}
    if any(kinds[new.kind].level is Level.CENTRE for new in news):
        _check_no_centre(on)
    for level in Level:
        batch = [new for new in news if kinds[new.kind].level is level]
        for first in range(0, len(batch), BATCH):
            part = batch[first : first + BATCH]
            standing.update(_open_level(part, level, kinds, standing, on))
            step(len(part))
    tree_changed(sorted({standing[new.parent][0] for new in news if new.parent}))
    return {code: standing[code][0] for code in codes}


def _known(codes: Iterable[str], on: date) -> dict[str, Any]:
    """Code → id, level, and whether it stands for good on that day; of units not closed by then."""
    wanted = sorted(codes)
    stands = sa.and_(Unit.closed_on.is_(None), Unit.opened_on <= on).label("stands")
    found: dict[str, Any] = {}
    for first in range(0, len(wanted), BATCH):
        statement = sa.select(Unit.code, Unit.id, Unit.level, stands).where(
            Unit.code.in_(wanted[first : first + BATCH]), _not_closed_by(on)
        )
        found.update({row.code: row for row in session.execute(statement)})
    return found


def _not_closed_by(on: date) -> sa.ColumnElement[bool]:
    return sa.or_(Unit.closed_on.is_(None), Unit.closed_on > on)


def _check_no_centre(on: date) -> None:
    centre = sa.select(Unit.id).where(Unit.level == Level.CENTRE, _not_closed_by(on))
    if session.scalar(centre.limit(1)):
        raise Conflict(N_("There is a centre already."))


def _open_level(
    news: Sequence[NewUnit],
    level: Level,
    kinds: dict[str, UnitKind],
    standing: dict[str, tuple[int, Level]],
    on: date,
) -> dict[str, tuple[int, Level]]:
    for new in news:
        _check_parent(level, standing.get(new.parent) if new.parent else None)
    rows = [
        {
            "code": new.code,
            "level": level,
            "kind_code": new.kind,
            "name": new.name,
            "sort_key": text.sort_key(new.name),
            "opened_on": on,
        }
        for new in news
    ]
    made = session.execute(sa.insert(Unit).returning(Unit.code, Unit.id), rows)
    ids = dict(made.all())
    links = [
        {"unit_id": ids[new.code], "parent_id": standing[new.parent][0], "from_on": on}
        for new in news
        if new.parent
    ]
    if links:
        session.execute(sa.insert(UnitLink), links)
    words = [row for new in news for row in _words(ids[new.code], level, kinds[new.kind], new.name)]
    session.execute(sa.insert(UnitWord), words)
    return {code: (number, level) for code, number in ids.items()}


def _check_parent(level: Level, parent: tuple[int, Level] | None) -> None:
    if (level is Level.CENTRE) != (parent is None):
        raise RuleBroken(N_("Every unit but the centre stands below another."))
    if parent is not None and not may_stand_below(level, parent[1]):
        raise RuleBroken(N_("A unit of this kind cannot stand below that one."))


def _words(unit_id: int, level: Level, kind: UnitKind, name: str) -> list[dict[str, Any]]:
    inline = kind.words["vi"].replace("{name}", name)
    return [
        {"of_village": level is Level.VILLAGE, "key": key, "unit_id": unit_id, "start": start}
        for key, start in search_keys(name, inline).items()
    ]


def close_unit(unit: Unit, *, on: date, into: Sequence[Unit] = ()) -> None:
    """It no longer stands from this day on, but goes on in those `into` which it went.

    RuleBroken while others stand below it, for a successor of another level or of another time,
    and for a day on which it stood by what it has sent: that is taken back first.
    """
    link = session.scalar(
        sa.select(UnitLink).where(UnitLink.unit_id == unit.id, UnitLink.until_on.is_(None))
    )
    if unit.closed_on is not None or on <= unit.opened_on or (link and on <= link.from_on):
        raise RuleBroken(N_("A unit is closed once, and after the day on which it was opened."))
    below = sa.select(UnitLink.id).where(
        UnitLink.parent_id == unit.id, sa.or_(UnitLink.until_on.is_(None), UnitLink.until_on > on)
    )
    if session.scalar(below.limit(1)):
        raise RuleBroken(N_("Other units stand below this one."))
    stood = max(filter(None, (asked(unit.id) for asked in hooks.named("stood_on"))), default=None)
    if stood is not None and on <= stood:
        raise RuleBroken(N_("By what this unit has sent, it still stood on that day."))
    for other in into:
        gone = other.closed_on is not None and other.closed_on <= on
        if other.level is not unit.level or other.id == unit.id or other.opened_on > on or gone:
            raise RuleBroken(N_("A unit goes on in units of its level that stand on that day."))
        session.add(UnitSuccessor(unit_id=unit.id, successor_id=other.id))
    unit.closed_on = on
    if link:
        link.until_on = on
        tree_changed([link.parent_id])


def correct_name(unit: Unit, name: str, *, by: int) -> None:
    """Mend a typing error on the day it was made, before anything was entered for the unit."""
    if mending.made_on(unit.id) != clock.today() or mending.is_in_use(unit.id):
        raise RuleBroken(N_("A name is corrected on the day it was entered, never later."))
    if mending.has_twin(unit, text.sort_key(name)):
        raise Conflict(N_("There is already a unit of this name here."))
    before, kind = unit.name, session.get_one(UnitKind, unit.kind_code)
    old = {row["key"] for row in _words(unit.id, unit.level, kind, before)}
    session.execute(
        sa.delete(UnitWord).where(
            UnitWord.of_village.is_(unit.level is Level.VILLAGE),
            UnitWord.key.in_(old),
            UnitWord.unit_id == unit.id,
        )
    )
    unit.name, unit.sort_key = name, text.sort_key(name)
    session.execute(sa.insert(UnitWord), _words(unit.id, unit.level, kind, name))
    audit.note("units.correct", f"unit:{unit.id}", by, before=before, after=name)
    session.info.pop("places", None)
    pagecache.stale(Topic.TREE)
    session.flush()


def withdraw(unit: Unit, *, by: int) -> None:
    """Close a unit that was entered by mistake and never used; it stays as having stood."""
    if mending.is_in_use(unit.id):
        raise RuleBroken(N_("Something was entered for this unit already."))
    day = clock.today()
    close_unit(unit, on=max(day, date.fromordinal(unit.opened_on.toordinal() + 1)))
    audit.note("units.withdraw", f"unit:{unit.id}", by)


def state_children(unit: Unit, number: int | None, *, by: int) -> None:
    """How many units its own people say stand below it; 0 is an answer, None takes it back."""
    audit.note("units.state", f"unit:{unit.id}", by, before=unit.stated_children, after=number)
    unit.stated_children = number
    session.flush()


def tree_changed(parent_ids: list[int]) -> None:
    """Count the children of these parents anew and tell every slice: after a link's change."""
    session.flush()
    session.execute(sa.delete(ChildSpan).where(ChildSpan.parent_id.in_(parent_ids)))
    spans = (
        sa.select(UnitLink.parent_id, UnitLink.from_on, UnitLink.until_on, sa.func.count())
        .where(UnitLink.parent_id.in_(parent_ids))
        .group_by(UnitLink.parent_id, UnitLink.from_on, UnitLink.until_on)
    )
    columns = ["parent_id", "from_on", "until_on", "number"]
    session.execute(sa.insert(ChildSpan).from_select(columns, spans))
    session.info.pop("places", None)
    pagecache.stale(Topic.TREE)
    for changed in hooks.named("units_changed"):
        changed(parent_ids)
