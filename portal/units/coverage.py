"""How far the communes' lists of their villages have come, read at any unit above them."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.base import clock
from portal.base.db import session
from portal.units import queries
from portal.units.models import ChildSpan, Unit, UnitLink
from portal.units.queries import Place
from portal.units.rules import Level, ListState, list_state


@dataclass(frozen=True)
class Coverage:
    """Lists made among communes, and villages entered against stated, over one part of the tree.

    `counted` holds at most the stated number of each commune, and nothing of a commune that has
    not stated one: what one has too many never hides what another lacks. So it is at most `stated`.
    `surplus` is what the communes have beyond the numbers they stated.
    """

    communes: int
    lists: int
    entered: int
    stated: int
    counted: int
    surplus: int


@dataclass(frozen=True)
class ProvinceRow:
    """One province on the centre's page."""

    unit: Place
    coverage: Coverage


@dataclass(frozen=True)
class CommuneRow:
    """One commune: villages entered, and stated if it has said."""

    unit: Place
    entered: int
    stated: int | None

    @property
    def state(self) -> ListState:
        """How far its list has come."""
        return list_state(self.entered, self.stated)

    @property
    def counted(self) -> int:
        """Of the entered ones at most as many as are stated."""
        return min(self.entered, self.stated or 0)

    @property
    def surplus(self) -> int:
        """How many are entered beyond the number stated."""
        return 0 if self.stated is None else max(0, self.entered - self.stated)


def _communes(place: Place) -> sa.Subquery:
    """The communes at or below a unit today: id, province_id, entered, stated."""
    today = clock.today()
    link = aliased(UnitLink)
    entered = (
        sa.select(sa.func.coalesce(sa.func.sum(ChildSpan.number), 0))
        .where(ChildSpan.parent_id == Unit.id, queries.on_day(ChildSpan, today))
        .scalar_subquery()
    )
    within = {
        Level.CENTRE: sa.true(),
        Level.PROVINCE: link.parent_id == place.id,
        Level.COMMUNE: link.unit_id == place.id,
    }
    statement = (
        sa.select(
            Unit.id,
            Unit.sort_key,
            link.parent_id.label("province_id"),
            entered.label("entered"),
            Unit.stated_children.label("stated"),
        )
        .join(link, sa.and_(link.unit_id == Unit.id, queries.on_day(link, today)))
        .where(Unit.level == Level.COMMUNE, within.get(place.level, sa.false()))
    )
    return statement.subquery("commune")


def _sums(commune: sa.Subquery) -> tuple[Any, ...]:
    c = commune.c
    counted = sa.case((c.entered < c.stated, c.entered), else_=c.stated)
    has_list = sa.case((sa.or_(c.entered > 0, c.stated == 0), 1), else_=0)
    surplus = sa.case((c.entered > c.stated, c.entered - c.stated), else_=0)
    summed = (has_list, c.entered, c.stated, counted, surplus)
    return sa.func.count(c.id), *(sa.func.coalesce(sa.func.sum(column), 0) for column in summed)


def coverage(place: Place) -> Coverage:
    """Of all communes at or below this unit."""
    row = session.execute(sa.select(*_sums(_communes(place)))).one()
    return Coverage(*map(int, row))


def by_province(centre: Place) -> list[ProvinceRow]:
    """Of each province, in Vietnamese order."""
    commune = _communes(centre)
    statement = sa.select(commune.c.province_id, *_sums(commune)).group_by(commune.c.province_id)
    sums = {row[0]: Coverage(*map(int, row[1:])) for row in session.execute(statement)}
    none = Coverage(0, 0, 0, 0, 0, 0)
    return [ProvinceRow(unit, sums.get(unit.id, none)) for unit in queries.provinces()]


def by_commune(
    place: Place, *, missing: bool, limit: int, offset: int
) -> tuple[list[CommuneRow], bool]:
    """Communes below a unit, those without a list first, or only those; and whether more are."""
    c = _communes(place).c
    order = sa.case(
        (sa.and_(c.entered == 0, sa.func.coalesce(c.stated, 1) > 0), 0),
        (c.stated.is_(None), 1),
        (c.entered == c.stated, 3),
        else_=2,
    )
    statement = sa.select(c.id, c.entered, c.stated).order_by(order, c.sort_key, c.id)
    if missing:
        statement = statement.where(order == 0)
    found = session.execute(statement.limit(limit + 1).offset(offset)).all()
    wanted = [row.id for row in found[:limit]]
    units = {unit.id: unit for unit in queries.places(lambda unit: unit.id.in_(wanted))}
    rows = [CommuneRow(units[row.id], int(row.entered), row.stated) for row in found[:limit]]
    return rows, len(found) > limit
