"""Reading upwards: centre, province and commune, beside numpy adding the same numbers in memory."""

from collections.abc import Callable
from statistics import median

import numpy as np
import sqlalchemy as sa
from rich.table import Table

from bench import nation
from bench.rounds import alternate, ratio, seconds, short, table
from portal.base import db
from portal.base.period import Period
from portal.reports import queries, rollup, slots, totals
from portal.reports.models import NodeSum, Report
from portal.reports.questionnaire import Questionnaire, questionnaire
from portal.units import queries as units
from portal.units.models import Unit, UnitLink
from portal.units.queries import Place
from portal.units.rules import Level


def measure(scale: str) -> Table:
    """The pages' data parts on a seeded nation, in milliseconds and against numpy."""
    nation.database(scale)
    period = max(db.session.scalars(sa.select(NodeSum.period).distinct()))
    asked = questionnaire("weekly", period)
    centre, province, commune = _largest()
    weeks = [period.back(n) for n in range(12)]
    few, every, starts = _matrices(asked, period)
    reads: dict[str, Callable[[], object]] = {
        "numpy: 20 reported figures by province": lambda: _added(few, starts),
        "numpy: reported, accepted, their counts": lambda: _added(every, starts),
        "centre: sums by province": lambda: rollup.by_province(asked, period),
        "centre: data of the page": lambda: totals.parts(asked, centre, period),
        "centre: trend of 12 weeks": lambda: totals.tallies(asked, centre, weeks),
        "largest province: data of the page": lambda: totals.parts(asked, province, period),
        "largest commune: data of the page": lambda: queries.week(asked, commune, period),
        "median commune: data of the page": lambda: queries.week(asked, _median(), period),
    }
    contestants = {name: _timed(read) for name, read in reads.items()}
    found = alternate(contestants)
    columns = ("ms", "× numpy, 20 figures", "× numpy, all that is shown")
    made = table(f"Reading upwards: {len(few):,} reports a week", "what", *columns)
    references = list(found.values())[:2]
    for name, times in found.items():
        ratios = [short(ratio(times, one)) for one in references]
        made.add_row(name, short(1000 * median(times)), *ratios)
    return made


def _timed(read: Callable[[], object]) -> Callable[[], float]:
    def one() -> None:
        read()
        db.session.remove()

    return lambda: seconds(one)


def _largest() -> tuple[Place, Place, Place]:
    """The centre, the province with most communes and the commune with most villages."""
    [centre] = units.places(lambda unit: unit.level == Level.CENTRE)
    return centre, _by_size(Level.PROVINCE, 1.0), _by_size(Level.COMMUNE, 1.0)


_medians: list[Place] = []


def _median() -> Place:
    if not _medians:
        _medians.append(_by_size(Level.COMMUNE, 0.5))
    return _medians[0]


def _by_size(level: Level, rank: float) -> Place:
    """The unit of a level at this rank (0 to 1) by its number of children."""
    statement = (
        sa.select(UnitLink.parent_id)
        .join(Unit, Unit.id == UnitLink.parent_id)
        .where(Unit.level == level)
        .group_by(UnitLink.parent_id)
        .order_by(sa.func.count(), UnitLink.parent_id)
    )
    ids = db.session.scalars(statement).all()
    place = units.place_of_id(ids[round(rank * (len(ids) - 1))])
    assert place
    return place


def _added(matrix: np.ndarray, starts: list[int]) -> list[np.ndarray]:
    """One sum to a province; numpy's own reduceat takes two to four times as long."""
    ends = [*starts[1:], len(matrix)]
    return [matrix[first:end].sum(axis=0) for first, end in zip(starts, ends, strict=True)]


def _matrices(asked: Questionnaire, period: Period) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Every report's figures, and all its slots, a row each; and where each province begins."""
    statement = (
        sa.select(Report.province_id, Report.figures, Report.accepted_figures)
        .where(Report.form_id == asked.form_id, Report.period == period)
        .order_by(Report.province_id)
    )
    provinces, few, every = [], [], []
    for province, figures, accepted in db.session.execute(statement):
        provinces.append(province)
        few.append([figures.get(question.code) or 0 for question in asked.figures])
        every.append(slots.of_report(asked, figures) + slots.of_report(asked, accepted or {}))
    starts = [n for n, one in enumerate(provinces) if not n or one != provinces[n - 1]]
    db.session.remove()
    return np.array(few, dtype=np.int64), np.array(every, dtype=np.int64), starts  # money: 64 bits
