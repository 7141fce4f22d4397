"""How many units stood below another: ChildSpan counted, never the 90,500 links."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.base.db import session
from portal.units.models import ChildSpan, Unit, UnitLink
from portal.units.queries import Place, child_of, covers, on_day, overlaps, select_children
from portal.units.rules import Level


def of_children(parents: sa.Select[Any], first: date, last: date) -> dict[int, tuple[int, int]]:
    """Parent id → (children with a day in `first`..`last`, children on both its ends).

    `parents` selects the ids of the parents wanted; reads ChildSpan, not the links.
    """
    whole = sa.case((covers(ChildSpan, first, last), ChildSpan.number), else_=0)
    statement = (
        sa.select(ChildSpan.parent_id, sa.func.sum(ChildSpan.number), sa.func.sum(whole))
        .where(ChildSpan.parent_id.in_(parents), overlaps(ChildSpan, first, last))
        .group_by(ChildSpan.parent_id)
    )
    return {parent: (any_day, both) for parent, any_day, both in session.execute(statement)}


def below(parent: Place, day: date) -> int:
    """How many children it had on this day; reads ChildSpan."""
    return int(session.scalar(_number(parent, day)) or 0)


def is_unlisted(parent: Place, day: date) -> bool:
    """Whether nothing stands below it although its people have not said that nothing does."""
    asked = sa.select(_number(parent, day).scalar_subquery(), Unit.stated_children)
    number, stated = session.execute(asked.where(Unit.id == parent.id)).one()
    return not number and stated != 0


def _number(parent: Place, day: date) -> sa.Select[Any]:
    number = sa.select(sa.func.coalesce(sa.func.sum(ChildSpan.number), 0))
    return number.where(ChildSpan.parent_id == parent.id, on_day(ChildSpan, day))


def children(parent: Place, day: date, *, limit: int, offset: int) -> tuple[list[Place], int]:
    """A page of its children on this day, and how many there are: in one statement if any are."""
    statement = select_children(parent, day).add_columns(_number(parent, day).scalar_subquery())
    rows = session.execute(statement.limit(limit).offset(offset)).all()
    found = [child_of(parent, row[:-1]) for row in rows]
    return found, int(rows[0][-1]) if rows else below(parent, day)


def of_grandchildren(first: date, last: date) -> dict[int, tuple[int, int]]:
    """Province id → (villages with a day in `first`..`last`, villages on both its ends)."""
    link = aliased(UnitLink)
    whole = sa.case((covers(ChildSpan, first, last), ChildSpan.number), else_=0)
    statement = (
        sa.select(link.parent_id, sa.func.sum(ChildSpan.number), sa.func.sum(whole))
        .join(ChildSpan, ChildSpan.parent_id == link.unit_id)
        .join(Unit, sa.and_(Unit.id == link.unit_id, Unit.level == Level.COMMUNE))
        .where(on_day(link, last), overlaps(ChildSpan, first, last))
        .group_by(link.parent_id)
    )
    return {parent: (any_day, both) for parent, any_day, both in session.execute(statement)}


def ids_below(parent_id: int, day: date, steps: int = 1) -> sa.Select[Any]:
    """Select the ids of the units `steps` levels below, on this day."""
    link = aliased(UnitLink)
    statement = sa.select(link.unit_id).where(on_day(link, day))
    if steps == 1:
        return statement.where(link.parent_id == parent_id)
    return statement.where(link.parent_id.in_(ids_below(parent_id, day, steps - 1)))
