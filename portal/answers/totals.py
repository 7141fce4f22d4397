"""The statistics page: a unit as a whole, its own office, and each unit below it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from portal.answers import rollup
from portal.answers.models import MonthFigures
from portal.answers.rollup import NOTHING, Cell, Figures, Kept
from portal.base import clock
from portal.base.db import session
from portal.base.period import Period
from portal.petitions.clocks import TO_CENTRE
from portal.petitions.models import Petition
from portal.petitions.moves import calendar
from portal.petitions.rules import TICKING
from portal.units import queries as units
from portal.units.models import UnitLink
from portal.units.queries import Place
from portal.units.rules import Level


@dataclass(frozen=True)
class Line:
    """A unit with its figures, and how many of its petitions are very late at this moment."""

    place: Place
    figures: Figures
    very_late: int

    @property
    def stirs(self) -> bool:
        """Whether there is anything to tell of it."""
        return self.figures != NOTHING or self.very_late > 0


@dataclass(frozen=True)
class Totals:
    """All of a unit; its own office, where units stand below it; and these, in their order."""

    whole: Line
    own: Line | None
    below: list[Line]


def of_unit(place: Place, period: Period) -> Totals:
    """What this unit and those below it received and answered in a period."""
    noted = rollup.noted(period)
    rows = rollup.kept(_wanted(place, period, noted))
    fresh = rollup.counted({one for one, _ in noted}, period) if noted else {}
    late = _very_late(place)
    ids = {row.unit_id for row in rows} | {one for one, _ in noted}
    places = _shown(place, ids)
    sums = _corrected(place, rows, {cell: fresh.get(cell, NOTHING) for cell in noted}, places)
    below = [
        Line(one, sums.get(one.id, NOTHING), late.get(one.id, 0))
        for one in places.values()
        if one.id != place.id and (one.id in sums or one.id in late or _stands_below(one, place))
    ]
    own = Line(place, sums.get(place.id, NOTHING), late.get(place.id, 0))
    whole = rollup.added([own.figures, *(line.figures for line in below)])
    very_late = own.very_late + sum(line.very_late for line in below)
    return Totals(Line(place, whole, very_late), own if below else None, below)


def _wanted(place: Place, period: Period, noted: Iterable[Cell]) -> sa.ColumnElement[bool]:
    """The unit's own rows, those of the units below it, and whatever is old in them."""
    wholes = MonthFigures.whole.is_(place.level is Level.CENTRE)
    below = sa.and_(MonthFigures.above_id == place.id, wholes)
    ids = {place.id, *(one for one, _ in noted)}
    own = sa.and_(MonthFigures.unit_id.in_(ids), MonthFigures.whole.is_(False))
    within = MonthFigures.month.between(period.first, period.last)
    return sa.and_(within, sa.or_(below, own))


def _stands_below(one: Place, place: Place) -> bool:
    return one.parent is not None and one.parent.id == place.id and one.level is not Level.VILLAGE


def _shown(place: Place, ids: set[int]) -> dict[int, Place]:
    """These units, and the offices that stand below this one today, in Vietnamese order."""
    below = sa.select(UnitLink.unit_id).where(
        UnitLink.parent_id == place.id, units.on_day(UnitLink, clock.today())
    )
    if place.level is Level.COMMUNE:  # its villages have no office
        below = below.where(sa.false())
    found = units.places(lambda unit: sa.or_(unit.id.in_(ids), unit.id.in_(below)))
    return {one.id: one for one in found}


def _corrected(
    place: Place, rows: Iterable[Kept], fresh: Mapping[Cell, Figures], places: Mapping[int, Place]
) -> dict[int, Figures]:
    """Line → its figures: what is kept, less what is old in it, and what was counted anew."""
    sums: dict[int, list[Figures]] = defaultdict(list)
    old: dict[int, list[Figures]] = defaultdict(list)
    above: dict[int, int | None] = {}
    for row in rows:
        line = row.unit_id if row.whole else _line(place, row.unit_id, row.above_id)
        if line is None:
            continue
        above[row.unit_id] = row.above_id
        if row.whole or row.unit_id == place.id or place.level is not Level.CENTRE:
            sums[line].append(row.figures)
        if not row.whole and (row.unit_id, row.month) in fresh:
            old[line].append(row.figures)
    for (unit_id, _), figures in fresh.items():
        parent = places[unit_id].parent
        line = _line(place, unit_id, parent.id if parent else above.get(unit_id))
        if line is not None:
            sums[line].append(figures)
    return {line: rollup.added(sums[line], less=old[line]) for line in {*sums, *old}}


def _line(place: Place, unit_id: int, above_id: int | None) -> int | None:
    """The line of this page in which an office is counted; None where it lies elsewhere."""
    if unit_id == place.id or above_id == place.id:
        return unit_id
    return above_id if place.level is Level.CENTRE else None


def _very_late(place: Place) -> dict[int, int]:
    """Line → petitions that lie more than ten working days beyond their day, at this moment."""
    days, today = calendar(), clock.today()
    late = sa.and_(
        Petition.state.in_(TICKING), Petition.due_on <= days.late_since(today, TO_CENTRE)
    )
    by = (Petition.owner_id, Petition.above_id)
    statement = sa.select(*by, sa.func.count()).where(late).group_by(*by)
    if place.level is not Level.CENTRE:
        statement = statement.where(sa.or_(by[0] == place.id, by[1] == place.id))
    found: dict[int, int] = defaultdict(int)
    for owner_id, above_id, number in session.execute(statement):
        line = _line(place, owner_id, above_id)
        if line is not None:
            found[line] += number
    return dict(found)
