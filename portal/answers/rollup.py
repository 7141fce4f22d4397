"""How offices are doing: kept per office and month, counted anew where deeds have noted a change.

A deed adds one row that names its office and month (`petitions/recount.py`). What is kept of an
office and month so named is ignored and counted again while the page is made; the clock counts it
for good and takes the names away. So a page is right at the next click, with or without the clock.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from portal.answers.models import MonthFigures
from portal.base import clock
from portal.base.db import session
from portal.base.period import Frequency, Period
from portal.petitions.models import Petition
from portal.petitions.papers import Answer, Rating, Recount, Referral
from portal.petitions.rules import Outcome

Cell = tuple[int, date]
"""An office and the first day of a month."""


@dataclass(frozen=True)
class Figures:
    """What can be added up. `days`: working days → how many answers took so many.

    `received` and `referred` count by their own month; what became of an answer (rating, another
    look) counts in the month of the answer. `away_days` is the agencies' time, not the office's.
    """

    received: int = 0
    answered: int = 0
    in_time: int = 0
    ratings: int = 0
    stars: int = 0
    reopened: int = 0
    referred: int = 0
    replied: int = 0
    away_days: int = 0
    days: Mapping[int, int] = field(default_factory=dict)

    @property
    def median(self) -> float | None:
        """The middle of the working days; None of nothing."""
        whole = sum(self.days.values())
        if not whole:
            return None
        return (self._nth((whole + 1) // 2) + self._nth(whole // 2 + 1)) / 2

    def _nth(self, n: int) -> int:
        for taken in sorted(self.days):
            n -= self.days[taken]
            if n <= 0:
                return taken
        return 0

    @property
    def rating(self) -> float | None:
        """Stars per rating; None without one."""
        return self.stars / self.ratings if self.ratings else None

    @property
    def away(self) -> float | None:
        """Working days per reply of an agency; None without one."""
        return self.away_days / self.replied if self.replied else None


NUMBERS = tuple(one.name for one in fields(Figures) if one.name != "days")
NOTHING = Figures()
_numbers = attrgetter(*NUMBERS)


def added(many: Iterable[Figures], less: Iterable[Figures] = ()) -> Figures:
    """All of them together, without those of `less`."""
    sums = [0] * len(NUMBERS)
    days: dict[int, int] = {}
    for sign, some in ((1, many), (-1, less)):
        for one in some:
            for place, number in enumerate(_numbers(one)):
                sums[place] += sign * number
            for taken, number in one.days.items():
                days[taken] = days.get(taken, 0) + sign * number
    left = {taken: number for taken, number in days.items() if number}
    return Figures(**dict(zip(NUMBERS, sums, strict=True)), days=left)


def months(period: Period) -> list[Period]:
    """The months of a month, quarter or year."""
    first = Period.of(period.first, Frequency.MONTHLY)
    count = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}[period.frequency]
    return [first.back(-n) for n in range(count)]


def noted(period: Period) -> set[Cell]:
    """What has changed in a period since it was last counted."""
    statement = sa.select(Recount.unit_id, Recount.month).distinct()
    inside = Recount.month.between(period.first, period.last)
    return {(row[0], row[1]) for row in session.execute(statement.where(inside))}


def counted(unit_ids: Collection[int], period: Period) -> dict[Cell, Figures]:
    """The figures of these offices in each month, counted from petitions and answers."""
    parts = months(period)
    rows = session.execute(sa.union_all(_received(unit_ids, parts), _answers(unit_ids, parts)))
    found: dict[Cell, list[Figures]] = defaultdict(list)
    for row in rows:
        found[row.unit, parts[row.part].first].append(_figures(row))
    return {cell: added(figures) for cell, figures in found.items()}


def _figures(row: Any) -> Figures:
    numbers = {one: int(getattr(row, one) or 0) for one in _SUMS}
    if row.outcome is None:
        return Figures(received=row.number)
    if row.outcome == Outcome.REFER:
        return Figures(referred=row.number, replied=numbers["replied"], away_days=numbers["away"])
    return Figures(
        answered=row.number,
        in_time=numbers["in_time"],
        ratings=numbers["ratings"],
        stars=numbers["stars"],
        reopened=numbers["reopened"],
        days={row.days: row.number},
    )


_SUMS = ("in_time", "ratings", "stars", "reopened", "replied", "away")


def _part(instant: Any, parts: list[Period]) -> Any:
    """Which of the months an instant lies in."""
    zone = clock.zone()
    return sa.case(*[(instant < part.ends(zone), n) for n, part in enumerate(parts)])


def _within(instant: Any, parts: list[Period]) -> Any:
    first, last = parts[0].starts(clock.zone()), parts[-1].ends(clock.zone())
    return sa.and_(instant >= first, instant < last)


def _received(unit_ids: Collection[int], parts: list[Period]) -> sa.Select[Any]:
    at = Petition.received_at
    inner = sa.select(Petition.owner_id.label("unit"), _part(at, parts).label("part"))
    one = inner.where(Petition.owner_id.in_(unit_ids), _within(at, parts)).subquery()
    number = sa.func.count().label("number")
    nothing = [sa.cast(sa.null(), sa.Integer).label(name) for name in ("days", *_SUMS)]
    outcome = sa.cast(sa.null(), sa.String).label("outcome")
    chosen = sa.select(one.c.unit, one.c.part, outcome, number, *nothing)
    return chosen.group_by(one.c.unit, one.c.part)


def _answers(unit_ids: Collection[int], parts: list[Period]) -> sa.Select[Any]:
    """What was signed; what a moderator refused as abuse has no days and is no answer."""
    at = Answer.approved_at
    inner = (
        sa.select(
            Answer.unit_id.label("unit"),
            _part(at, parts).label("part"),
            sa.cast(Answer.outcome, sa.String).label("outcome"),
            Answer.days.label("days"),
            sa.case((Answer.in_time.is_(True), 1)).label("in_time"),
            Rating.stars.label("stars"),
            Answer.reopened_at.label("reopened"),
            Referral.days.label("away"),
        )
        .outerjoin(Rating, Rating.answer_id == Answer.id)
        .outerjoin(Referral, Referral.answer_id == Answer.id)
        .where(Answer.unit_id.in_(unit_ids), _within(at, parts), Answer.days.is_not(None))
        .subquery()
    ).c
    sums = [
        sa.func.sum(inner.in_time),
        sa.func.count(inner.stars),
        sa.func.sum(inner.stars),
        sa.func.count(inner.reopened),
        sa.func.count(inner.away),
        sa.func.sum(inner.away),
    ]
    by = (inner.unit, inner.part, inner.outcome)
    chosen = sa.select(*by, sa.func.count().label("number"), inner.days, *sums)
    return chosen.group_by(*by, inner.days)


@dataclass(frozen=True)
class Kept:
    """A row of MonthFigures: whose, of which month, below which unit, and its figures."""

    unit_id: int
    whole: bool
    month: date
    above_id: int | None
    figures: Figures


def kept(condition: Any) -> list[Kept]:
    """The rows of a condition on MonthFigures."""
    columns = [getattr(MonthFigures, name) for name in (*NUMBERS, "days")]
    head = (MonthFigures.unit_id, MonthFigures.whole, MonthFigures.month, MonthFigures.above_id)
    return [
        Kept(row[0], row[1], row[2], row[3], _of_row(row[4:]))
        for row in session.execute(sa.select(*head, *columns).where(condition))
    ]


def _of_row(row: Any) -> Figures:
    days = {int(taken): number for taken, number in row[-1].items()}
    return Figures(**dict(zip(NUMBERS, row[:-1], strict=True)), days=days)


def as_row(figures: Figures) -> dict[str, Any]:
    """Figures as MonthFigures keeps them."""
    numbers = {name: getattr(figures, name) for name in NUMBERS}
    return {**numbers, "days": {str(n): figures.days[n] for n in sorted(figures.days)}}
