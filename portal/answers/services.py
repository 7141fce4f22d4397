"""What is written: who says "me too", and the figures of months, counted for good by the clock."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa

from portal.answers import rollup
from portal.answers.models import MonthFigures
from portal.answers.rollup import NOTHING, Figures, Kept
from portal.base import clock, keys
from portal.base.db import insert, session
from portal.base.errors import NotFound
from portal.base.period import Frequency, Period
from portal.petitions.papers import MeToo, PublicCopy, Recount
from portal.units import queries as units
from portal.units.models import Unit, UnitLink
from portal.units.rules import Level

# Counted in one go; what is left waits for the next minute.
AT_ONCE = 20_000


def say_me_too(petition_id: int, browser: str) -> int:
    """Once per browser, however often; how many have said so. NotFound without a public copy.

    The copy is locked first, so that whoever comes at the same moment is counted after.
    """
    copy = session.get(PublicCopy, petition_id, with_for_update=True)
    if copy is None:
        raise NotFound
    who = keys.digest(f"{petition_id} {browser}", "me too")
    row = insert(MeToo).values(petition_id=petition_id, who=who, at=clock.now())
    session.execute(row.on_conflict_do_nothing())
    said = sa.select(sa.func.count()).where(MeToo.petition_id == petition_id)
    copy.me_too = session.scalar(said) or 0
    session.flush()
    return copy.me_too


def recount() -> None:
    """Count for good what deeds have noted since the last time, and take the notes away."""
    rows = session.execute(
        sa.select(Recount.id, Recount.unit_id, Recount.month).order_by(Recount.id).limit(AT_ONCE)
    ).all()
    by_month: dict[date, set[int]] = defaultdict(set)
    for row in rows:
        by_month[row.month].add(row.unit_id)
    for month, unit_ids in sorted(by_month.items()):
        _count_month(month, unit_ids)
    if rows:  # all of these ids were read: nobody writes a smaller one that is not among them
        gone = sa.delete(Recount).where(Recount.id == sa.bindparam("gone"))
        session.connection().execute(gone, [{"gone": row.id} for row in rows])


def _count_month(month: date, unit_ids: Collection[int]) -> None:
    fresh = rollup.counted(unit_ids, Period.of(month, Frequency.MONTHLY))
    was = rollup.kept(sa.and_(MonthFigures.unit_id.in_(unit_ids), MonthFigures.month == month))
    above = _above(unit_ids)
    figures = {one: fresh.get((one, month), NOTHING) for one in sorted(unit_ids)}
    _keep(month, figures, above, whole=False)
    _add_up(month, {*unit_ids, *(row.above_id for row in was), *above.values()})


def _above(unit_ids: Collection[int]) -> Mapping[int, int]:
    """Unit → the one above it today, or when it last stood."""
    links = sa.select(UnitLink.unit_id, UnitLink.parent_id).where(
        UnitLink.unit_id.in_(unit_ids), UnitLink.from_on <= clock.today()
    )
    return {row[0]: row[1] for row in session.execute(links.order_by(UnitLink.from_on))}


def _keep(
    month: date, figures: Mapping[int, Figures], above: Mapping[int, int], *, whole: bool
) -> None:
    """Unit → its figures of a month, in the place of older ones."""
    row = insert(MonthFigures)
    new = {name: row.excluded[name] for name in ("above_id", "days", *rollup.NUMBERS)}
    row = row.on_conflict_do_update(index_elements=["unit_id", "whole", "month"], set_=new)
    kept = {"month": month, "whole": whole}
    rows = [
        {"unit_id": one, "above_id": above.get(one), **kept, **rollup.as_row(found)}
        for one, found in figures.items()
    ]
    if rows:
        session.execute(row, rows)


def _add_up(month: date, unit_ids: Collection[int | None]) -> None:
    """The wholes of those of these units that are provinces."""
    these = sa.select(Unit.id).where(Unit.id.in_(unit_ids), Unit.level == Level.PROVINCE)
    provinces = sorted(session.scalars(these))
    above = _above(provinces)
    within = sa.or_(MonthFigures.unit_id.in_(provinces), MonthFigures.above_id.in_(provinces))
    rows = rollup.kept(sa.and_(within, MonthFigures.month == month, MonthFigures.whole.is_(False)))
    wholes = {
        one: rollup.added(row.figures for row in rows if _belongs(row, one)) for one in provinces
    }
    _keep(month, wholes, above, whole=True)


def _belongs(row: Kept, province: int) -> bool:
    return province in (row.unit_id, row.above_id)


def tree_changed(parent_ids: Collection[int]) -> None:
    """Other units stand below these now: their months are added up under their new parents."""
    today = units.on_day(UnitLink, clock.today())
    moved = (
        sa.select(MonthFigures.unit_id, MonthFigures.month)
        .join(UnitLink, sa.and_(UnitLink.unit_id == MonthFigures.unit_id, today))
        .where(UnitLink.parent_id.in_(parent_ids), MonthFigures.whole.is_(False))
        .where(MonthFigures.above_id.is_distinct_from(UnitLink.parent_id))
    )
    session.execute(sa.insert(Recount).from_select(["unit_id", "month"], moved))
