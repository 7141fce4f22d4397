"""Writing the tree: units are opened with a day, never renamed or moved in place."""

from datetime import date

import sqlalchemy as sa

from portal.base import clock, hooks, pagecache, text
from portal.base.db import session
from portal.base.errors import Conflict, RuleBroken
from portal.base.language import N_
from portal.units.kinds import KINDS
from portal.units.models import ChildSpan, Unit, UnitKind, UnitLink
from portal.units.rules import Level, may_stand_below


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
    on = on or clock.today()
    level = session.get_one(UnitKind, kind).level
    if parent is not None and not may_stand_below(level, parent.level):
        raise RuleBroken(N_("A unit of this kind cannot stand below that one."))
    if (level is Level.CENTRE) != (parent is None):
        raise RuleBroken(N_("Every unit but the centre stands below another."))
    if session.scalar(sa.select(Unit.id).where(Unit.code == code, Unit.closed_on.is_(None))):
        raise Conflict(N_("There is already a unit with the code %(code)s."), code=code)
    unit = Unit(
        code=code,
        level=level,
        kind_code=kind,
        name=name,
        name_key=text.fold(name),
        sort_key=text.sort_key(name),
        opened_on=on,
    )
    session.add(unit)
    session.flush()
    if parent is not None:
        session.add(UnitLink(unit_id=unit.id, parent_id=parent.id, from_on=on))
    return unit


def tree_changed(parent_ids: list[int]) -> None:
    """Count the children of these parents anew and tell every slice; call it after any link's change."""
    session.flush()
    session.execute(sa.delete(ChildSpan).where(ChildSpan.parent_id.in_(parent_ids)))
    spans = (
        sa.select(UnitLink.parent_id, UnitLink.from_on, UnitLink.until_on, sa.func.count())
        .where(UnitLink.parent_id.in_(parent_ids))
        .group_by(UnitLink.parent_id, UnitLink.from_on, UnitLink.until_on)
    )
    columns = ["parent_id", "from_on", "until_on", "number"]
    session.execute(sa.insert(ChildSpan).from_select(columns, spans))
    pagecache.stale()
    for changed in hooks.named("units_changed"):
        changed(parent_ids)
