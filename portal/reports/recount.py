"""Recounting all that is kept, for `portal check`: a sum that differs by one is a finding.

One province's period at a time: a nation's 1.1 million reports of 12 weeks are 408 short steps.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from portal.base import db
from portal.base.db import session
from portal.base.period import Period
from portal.reports import rollup, trends
from portal.reports.models import Form, NodeSum, ProvinceSum, Report, ReportVersion
from portal.reports.questionnaire import Questionnaire, questionnaire
from portal.reports.rules import COUNTED, State
from portal.units.models import Unit, UnitLink
from portal.units.queries import on_day
from portal.units.rules import Level

Tree = Mapping[int | None, tuple[Level | None, int | None]]
"""Unit id → level and parent, on one day."""

_MAY_STAND: Mapping[State, Callable[[int | None, int], bool]] = {
    State.SUBMITTED: lambda accepted, number: accepted is None,
    State.WITHDRAWN: lambda accepted, number: accepted is None,
    State.RETURNED: lambda accepted, number: accepted is None or 0 < accepted <= number,
    State.ACCEPTED: lambda accepted, number: accepted == number,
    State.AMENDED: lambda accepted, number: accepted is not None and 0 < accepted < number,
}
"""Whether a state goes with the accepted version's number and the latest's."""


def findings() -> Iterator[str]:
    """Whatever is not as it must be, in plain English for the operator; one state throughout."""
    db.steady()
    rows = sa.union(
        sa.select(Report.form_id, Report.period),
        sa.select(NodeSum.form_id, NodeSum.period),
        sa.select(ProvinceSum.form_id, ProvinceSum.period),
    ).subquery()
    periods = sa.select(Form.code, rows.c.period).join(rows, rows.c.form_id == Form.id)
    for code, period in session.execute(periods.order_by(Form.code, rows.c.period)).all():
        for finding in _of_period(questionnaire(code, period), period):
            yield f"{code} {period}: {finding}"


def _of_period(asked: Questionnaire, period: Period) -> Iterator[str]:
    tree = _tree(period)
    ours = sa.and_(NodeSum.form_id == asked.form_id, NodeSum.period == period)
    for province in session.scalars(sa.select(NodeSum.province_id).where(ours).distinct()).all():
        yield from _of_province(asked, period, province, tree)
    uncounted = sa.select(Report.node_id).where(
        Report.form_id == asked.form_id,
        Report.period == period,
        Report.node_id.not_in(sa.select(NodeSum.node_id).where(ours)),
    )
    for node in session.scalars(uncounted.distinct()):
        yield f"unit {node} has reports and no sums"
    gone = (
        sa.select(Report.id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(
            Report.form_id == asked.form_id,
            Report.period == period,
            Report.state.in_(COUNTED),
            Unit.closed_on <= period.first,
        )
    )
    for report in session.scalars(gone):
        yield f"report {report} is of a unit that stood on no day of it"
    yield from _kept_provinces(asked, period)


def _tree(period: Period) -> Tree:
    on_last = sa.and_(UnitLink.unit_id == Unit.id, on_day(UnitLink, period.last))
    standing = sa.or_(Unit.closed_on.is_(None), Unit.closed_on > period.last)
    statement = sa.select(Unit.id, Unit.level, UnitLink.parent_id).outerjoin(UnitLink, on_last)
    rows = session.execute(statement.where(standing, Unit.opened_on <= period.last))
    return {unit: (level, parent) for unit, level, parent in rows}


def _of_province(asked: Questionnaire, period: Period, province: int, tree: Tree) -> Iterator[str]:
    reports: dict[int, list[Any]] = defaultdict(list)
    for report in _rows(Report.__table__, asked, period, province):
        reports[report.node_id].append(report)
        yield from _misfiled(report, province, tree)
        yield from _state(report)
    for node, kept in rollup.by_node(asked, period, province=province).items():
        if replace(kept, changes=0) != rollup.of_reports(asked, reports[node]):
            yield f"the sums of unit {node} are not those of its reports"
    versions = defaultdict(list)
    for version in _rows(ReportVersion.__table__, asked, period, province):
        versions[version.report_id].append(version)
    for report in (one for those in reports.values() for one in those):
        yield from _versions(report, versions[report.id])


def _rows(table: Any, asked: Questionnaire, period: Period, province: int) -> Iterable[Any]:
    """Plain rows of the reports that a province's nodes hold, or of the versions of these."""
    nodes = sa.select(NodeSum.node_id).where(
        NodeSum.form_id == asked.form_id,
        NodeSum.period == period,
        NodeSum.province_id == province,
    )
    statement = sa.select(table).where(
        Report.form_id == asked.form_id, Report.period == period, Report.node_id.in_(nodes)
    )
    if table is ReportVersion.__table__:
        statement = statement.join(Report, Report.id == ReportVersion.report_id)
        statement = statement.order_by(ReportVersion.report_id, ReportVersion.number)
    return session.execute(statement)


def _misfiled(report: Any, province: int, tree: Tree) -> Iterator[str]:
    """It belongs to the unit's parents on the period's last day; a unit gone by then stays."""
    node: int | None = report.node_id
    above: int | None = province
    if report.unit_id in tree:
        level, parent = tree[report.unit_id]
        node = parent if level is Level.VILLAGE else report.unit_id
        node_level, above_node = tree.get(node, (None, None))
        above = node if node_level is Level.PROVINCE else above_node
    if (report.node_id, report.province_id, province) != (node, above, above):
        yield f"report {report.id} is not filed where its unit stood"


def _state(report: Any) -> Iterator[str]:
    if (report.accepted_number is None) != (report.accepted_figures is None):
        yield f"report {report.id} has half an acceptance"
    if not _MAY_STAND[report.state](report.accepted_number, report.number):
        yield f"report {report.id} cannot be {report.state}"


def _versions(report: Any, versions: list[Any]) -> Iterator[str]:
    if [version.number for version in versions] != list(range(1, report.number + 1)):
        yield f"report {report.id} has gaps in its versions"
        return
    latest = versions[-1]
    if (latest.figures, latest.texts) != (report.figures, report.texts):
        yield f"report {report.id} does not say what its latest version says"
    accepted = report.accepted_number
    if accepted and versions[accepted - 1].figures != report.accepted_figures:
        yield f"report {report.id} does not keep what was accepted"


def _kept_provinces(asked: Questionnaire, period: Period) -> Iterator[str]:
    """A province's kept row that claims to be fresh is the sum of its nodes' rows."""
    now = rollup.by_province(asked, period)
    for province, kept in trends.kept_provinces(asked, period).items():
        counted = now.get(province)
        if counted and kept.changes == counted.changes and kept != counted:
            yield f"the kept sums of province {province} are not those of its communes"
