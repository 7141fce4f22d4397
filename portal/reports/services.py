"""Writing reports: every submission is a new version, every sum is made anew in the same breath."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from portal.base import audit, clock
from portal.base.db import PeriodColumn, session
from portal.base.errors import Conflict, RuleBroken
from portal.base.language import N_
from portal.base.period import Period
from portal.reports import default_form, rollup
from portal.reports.checks import Answers
from portal.reports.filing import Filing, filing
from portal.reports.models import Draft, Form, Report, ReportVersion
from portal.reports.queries import Sent, report_of
from portal.reports.questionnaire import Questionnaire
from portal.reports.rules import (
    MAY_ACCEPT,
    MAY_RETURN,
    State,
    after_sending,
    is_late,
    may_withdraw,
)
from portal.units.queries import Place


class NotOpenYet(RuleBroken):
    """The period has not begun."""

    message = N_("This week has not begun yet. Please come back when it has.")


class Closed(RuleBroken):
    """Khóa sổ."""

    message = N_(
        "This week is closed and takes no more reports. What you typed is kept as a draft."
    )


class DidNotStand(RuleBroken):
    """The unit was not there."""

    message = N_("This unit did not stand in that week.")


class ReasonMissing(RuleBroken):
    """A correction after the due time without a reason."""

    message = N_("Please say in one line why you correct this report after its due time.")


class Overtaken(Conflict):
    """Somebody sent another version since the page was opened."""


def install_default_form() -> None:
    """The weekly form, on the first day of an installation; again: nothing."""
    if session.scalar(sa.select(Form.id).where(Form.code == default_form.CODE)) is not None:
        return
    form = default_form.form()
    session.add(form)
    session.flush()
    version = default_form.version(form.id)
    session.add(version)
    session.flush()
    session.add_all(default_form.questions(version.id))
    session.flush()


@dataclass(frozen=True)
class DraftText:
    """What somebody typed for a unit's period and has not sent."""

    form_id: int
    unit_id: int
    period: Period
    account_id: int
    typed: Mapping[str, str]


def save_draft(draft: DraftText) -> None:
    """Keep it as typed; one draft per person, unit and period."""
    session.merge(Draft(**{**vars(draft), "typed": dict(draft.typed)}, at=clock.now()))


def submit(
    asked: Questionnaire,
    place: Place,
    period: Period,
    answers: Answers,
    *,
    by: int,
    seen: int,
    reason: str = "",
    entered_for: Mapping[str, str] | None = None,
) -> Report:
    """Send a period of a unit, or correct it; `seen` is the version the person had before them.

    Raises NotOpenYet, Closed, DidNotStand, ReasonMissing, or Overtaken when `seen` is not the
    latest. Sending again what stands already changes nothing.
    """
    _demand_open(asked, period)
    filed = filing(place.id, period)
    if filed is None:
        raise DidNotStand
    rollup.lock(asked, period, filed.node, filed.province)
    report = report_of(asked, place.id, period)
    if report is not None and _same(report, answers):
        return report
    if (report.number if report else 0) != seen:
        raise Overtaken
    late = is_late(asked.clocks, period, clock.now(), clock.zone())
    if report is None:
        report = _first(asked, place, period, filed, late=late)
    elif late and report.state is not State.RETURNED and not reason:
        raise ReasonMissing
    _write_version(report, answers, by=by, reason=reason, entered_for=entered_for)
    _drop_draft(asked, place.id, period, by)
    rollup.recompute(asked, period, filed.node)
    audit.note("reports.submit", f"report:{report.id}", by, number=report.number)
    return report


def demand_begun(asked: Questionnaire, period: Period) -> None:
    """Raise NotOpenYet for a period that lies ahead."""
    if not asked.has_begun(period):
        raise NotOpenYet


def _demand_open(asked: Questionnaire, period: Period) -> None:
    demand_begun(asked, period)
    if clock.now() >= asked.clocks.closing(period, clock.zone()):
        raise Closed


def _same(report: Report, answers: Answers) -> bool:
    standing = report.state in (State.SUBMITTED, State.ACCEPTED, State.AMENDED)
    said = (dict(answers.figures), dict(answers.texts), answers.explanation)
    return standing and said == (report.figures, report.texts, report.explanation)


def _first(
    asked: Questionnaire, place: Place, period: Period, filed: Filing, *, late: bool
) -> Report:
    report = Report(
        form_id=asked.form_id,
        version_id=asked.version_id,
        unit_id=place.id,
        period=period,
        node_id=filed.node,
        province_id=filed.province,
        expected=filed.expected,
        late=late,
        number=0,
        first_sent_at=clock.now(),
        accepted_figures=None,
    )
    session.add(report)
    return report


def _write_version(
    report: Report,
    answers: Answers,
    *,
    by: int,
    reason: str,
    entered_for: Mapping[str, str] | None,
) -> None:
    report.state = after_sending(accepted=report.accepted_number is not None)
    report.number += 1
    report.figures, report.texts = dict(answers.figures), dict(answers.texts)
    report.explanation, report.remarkable = answers.explanation, answers.remarkable
    report.sent_at, report.sent_by = clock.now(), by
    report.reason, report.cells = "", []
    session.flush()
    session.add(
        ReportVersion(
            report_id=report.id,
            number=report.number,
            figures=report.figures,
            texts=report.texts,
            explanation=report.explanation,
            reason=reason,
            at=report.sent_at,
            by=by,
            entered_for=dict(entered_for) if entered_for else None,
        )
    )


def _drop_draft(asked: Questionnaire, unit_id: int, period: Period, by: int) -> None:
    key = {"form": asked.form_id, "unit": unit_id, "at": period, "account": by}
    session.connection().execute(_dropped_draft(), key)


@cache
def _dropped_draft() -> sa.Delete:
    table = Draft.__table__
    return (
        sa.delete(table)  # type: ignore[arg-type]  # it is a Table
        .where(table.c.form_id == sa.bindparam("form"), table.c.unit_id == sa.bindparam("unit"))
        .where(table.c.period == sa.bindparam("at", type_=PeriodColumn))
        .where(table.c.account_id == sa.bindparam("account"))
    )


def accept(
    asked: Questionnaire, reports: Sequence[Report | Sent], *, by: int, seen: datetime
) -> int:
    """Accept those of these reports that wait and were sent by `seen` (`Week.seen`); how many."""
    held = _held(asked, reports)
    waiting = [one for one in held if one.state in MAY_ACCEPT and one.sent_at <= seen]
    for report in waiting:
        report.state = State.ACCEPTED
        report.accepted_figures, report.accepted_number = report.figures, report.number
        _reviewed(report, "reports.accept", by)
    _recount(asked, waiting)
    return len(waiting)


def send_back(
    asked: Questionnaire,
    report: Report,
    *,
    by: int,
    seen: int,
    reason: str,
    cells: Sequence[str] = (),
) -> None:
    """Return a report with a reason and the questions it is about; its figures stay *reported*."""
    [report] = _held(asked, [report], seen)
    if report.state not in MAY_RETURN:
        raise RuleBroken(N_("Only a report that waits for review can be returned."))
    report.state, report.reason, report.cells = State.RETURNED, reason, list(cells)
    _reviewed(report, "reports.return", by)
    _recount(asked, [report])


def can_withdraw(report: Report | None, *, by_parent: bool) -> bool:
    """Whether this report can be taken back by its village or, with a reason, by its commune."""
    if report is None:
        return False
    accepted = report.accepted_number is not None
    return may_withdraw(report.state, accepted=accepted, by_parent=by_parent)


def withdraw(
    asked: Questionnaire, report: Report, *, by: int, by_parent: bool, seen: int, reason: str
) -> None:
    """Thu hồi: it counts no longer; what was sent stays readable."""
    [report] = _held(asked, [report], seen)
    if not can_withdraw(report, by_parent=by_parent):
        raise RuleBroken(N_("This report has been accepted; ask the commune to withdraw it."))
    if by_parent and not reason:
        raise RuleBroken(N_("Please say in one line why you withdraw this report."))
    report.state, report.reason = State.WITHDRAWN, reason
    report.accepted_figures = report.accepted_number = None
    _reviewed(report, "reports.withdraw", by)
    _recount(asked, [report])


def _held(
    asked: Questionnaire, reports: Sequence[Report | Sent], seen: int | None = None
) -> Sequence[Report]:
    """The same reports as they stand once their nodes' rows are locked; locks in one order."""
    nodes = {(report.period, report.node_id): report.province_id for report in reports}
    for (period, node), province in sorted(nodes.items()):
        rollup.lock(asked, period, node, province)
    ids = [report.id for report in reports]
    fresh = sa.select(Report).where(Report.id.in_(ids)).execution_options(populate_existing=True)
    held = session.scalars(fresh).all()
    if seen is not None and any(report.number != seen for report in held):
        raise Overtaken
    return held


def _reviewed(report: Report, act: str, by: int) -> None:
    report.reviewed_at, report.reviewed_by = clock.now(), by
    audit.note(act, f"report:{report.id}", by, number=report.number)


def _recount(asked: Questionnaire, reports: Sequence[Report]) -> None:
    for period, node in sorted({(report.period, report.node_id) for report in reports}):
        rollup.recompute(asked, period, node)
