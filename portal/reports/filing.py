"""Where a report belongs: at the unit's parents on the period's last day, whatever comes later."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.base.errors import NotFound
from portal.base.period import Period, period_at
from portal.reports import rollup
from portal.reports.models import Form, Report
from portal.reports.questionnaire import Questionnaire, questionnaire
from portal.reports.rules import COUNTED
from portal.units import queries as units
from portal.units.models import UnitLink
from portal.units.queries import Place
from portal.units.rules import Level

# PostgreSQL takes 65,535 values in a statement, and a nation has more villages.
BATCH = 1000


@dataclass(frozen=True)
class Filing:
    """The node that collects a report, the province above, and whether it was expected."""

    node: int
    province: int
    expected: bool


def filing(unit_id: int, period: Period) -> Filing | None:
    """Where the unit's report of this period belongs; None when it did not stand at its end."""
    then = units.place_of_id(unit_id, day=period.last)
    return _of(then, period) if then is not None and _stood(then, period) else None


def _filings(unit_ids: Sequence[int], period: Period) -> Mapping[int, Filing]:
    found: dict[int, Filing] = {}
    for first in range(0, len(unit_ids), BATCH):
        batch = unit_ids[first : first + BATCH]
        places = units.places(lambda unit, batch=batch: unit.id.in_(batch), day=period.last)
        found.update({then.id: _of(then, period) for then in places if _stood(then, period)})
    return found


def _stood(then: Place, period: Period) -> bool:
    opened = then.opened_on is not None and then.opened_on <= period.last
    closed = then.closed_on is not None and then.closed_on <= period.last
    return then.parent is not None and opened and not closed


def _of(then: Place, period: Period) -> Filing:
    line = [then, *then.parents]
    node = then.parents[0] if then.level is Level.VILLAGE else then
    province = next((one for one in line if one.level is Level.PROVINCE), node)
    return Filing(node.id, province.id, (then.opened_on or period.last) <= period.first)


def stood_on(unit_id: int) -> date | None:
    """The first day of the last period for which the unit has a report that counts."""
    periods = sa.select(Report.period).where(Report.unit_id == unit_id, Report.state.in_(COUNTED))
    return max((period.first for period in session.scalars(periods.distinct())), default=None)


def open_periods() -> Iterator[tuple[Questionnaire, Period]]:
    """Every form's periods that have begun and are not closed, newest first."""
    for form in session.scalars(sa.select(Form)).all():
        newest = period_at(clock.now(), form.frequency, clock.zone())
        for index in range(newest.index, -1, -1):
            period = Period(form.frequency, index)
            try:
                asked = questionnaire(form.code, period)
            except NotFound:  # before the form's first period
                break
            if asked.clocks.closing(period, clock.zone()) <= clock.now():
                break
            yield asked, period


def refile(asked: Questionnaire, period: Period, parent_ids: Sequence[int]) -> None:
    """Put the reports from below these parents where the tree now says, and make the sums anew.

    The report of a unit that is no more stays where it was sent, expected no longer.
    """
    reports = _reports_below(asked, period, parent_ids)
    now = _filings([report.unit_id for report in reports], period)
    moved: list[tuple[Report, Filing]] = []
    for report in reports:
        before = Filing(report.node_id, report.province_id, report.expected)
        after = now.get(report.unit_id) or Filing(before.node, before.province, expected=False)
        if after != before:
            moved.append((report, after))
    nodes = {report.node_id: report.province_id for report, _ in moved}
    nodes |= {after.node: after.province for _, after in moved}
    for node, province in sorted(nodes.items()):
        rollup.lock(asked, period, node, province)
    for report, after in moved:
        report.node_id, report.province_id = after.node, after.province
        report.expected = after.expected
    for node in sorted(nodes):
        rollup.recompute(asked, period, node)


def _reports_below(
    asked: Questionnaire, period: Period, parent_ids: Sequence[int]
) -> Sequence[Report]:
    """Reports of units that stand or stood below these parents, or are collected there."""
    below = sa.select(UnitLink.unit_id).where(UnitLink.parent_id.in_(parent_ids))
    statement = sa.select(Report).where(Report.form_id == asked.form_id, Report.period == period)
    found = {
        report.id: report
        for column in (Report.unit_id, Report.node_id)  # an index serves each, none serves OR
        for report in session.scalars(statement.where(column.in_(below)))
    }
    return list(found.values())
