"""Reading reports: one entry, one commune's week, the totals of any unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Account, Grant
from portal.base import clock
from portal.base.db import PeriodColumn, session
from portal.base.period import Period
from portal.reports import rollup
from portal.reports.checks import Figures
from portal.reports.models import Draft, Report, ReportVersion
from portal.reports.questionnaire import Questionnaire
from portal.reports.rollup import Tally
from portal.reports.rules import COUNTED, Completeness, Standing, State, standing
from portal.units import queries as units
from portal.units.queries import Place

# The unit's own last 12 weeks say what is usual for it.
LOOK_BACK = 12


@dataclass(frozen=True)
class Entry:
    """One period of one unit, as the person who fills it in sees it."""

    asked: Questionnaire
    place: Place
    period: Period
    report: Report | None
    history: Sequence[Figures]
    """Figures of the last periods with a report, newest first."""
    before: Figures
    """Last period's figures; empty without a report then."""
    typed: Mapping[str, str]
    """The person's own draft, as typed; empty without one."""
    drafted_at: datetime | None

    @property
    def is_to_fill(self) -> bool:
        """Whether the person finds the form here, and not what was sent."""
        sent = self.report is not None and self.report.state not in (
            State.RETURNED,
            State.WITHDRAWN,
        )
        return self.is_open and not sent

    @property
    def is_open(self) -> bool:
        """The period takes reports now."""
        return self.asked.is_open(self.period)

    @property
    def number(self) -> int:
        """The version the person sees; 0 before the first."""
        return self.report.number if self.report else 0

    @property
    def path(self) -> str:
        """Its address, without language."""
        return f"/reports/{self.asked.code}/{self.place.code}/{self.period}"

    @property
    def has_begun(self) -> bool:
        """The period takes reports, or has taken them."""
        return self.asked.has_begun(self.period)

    @property
    def has_ended(self) -> bool:
        """The period is over."""
        return self.period.ends(clock.zone()) <= clock.now()

    @property
    def due_at(self) -> datetime:
        """Hạn gửi."""
        return self.asked.clocks.due_at(self.period, clock.zone())

    @property
    def closes_at(self) -> datetime:
        """Khóa sổ."""
        return self.asked.clocks.closing(self.period, clock.zone())


def entry(asked: Questionnaire, place: Place, period: Period, account_id: int) -> Entry:
    """The entry page's whole content, in three statements."""
    periods = [period.back(n) for n in range(1, LOOK_BACK + 1)]
    key = {"form": asked.form_id, "unit": place.id, "period": period}
    report = report_of(asked, place.id, period)
    rows = session.connection().execute(_past(), {**key, "first": periods[-1]})
    past = {then: figures for then, state, figures in rows if state in COUNTED}
    draft = session.get(Draft, (asked.form_id, place.id, period, account_id))
    return Entry(
        asked=asked,
        place=place,
        period=period,
        report=report,
        history=[past[then] for then in periods if then in past],
        before=past.get(periods[0], {}),
        typed=draft.typed if draft else {},
        drafted_at=draft.at if draft else None,
    )


def report_of(asked: Questionnaire, unit_id: int, period: Period) -> Report | None:
    """The report of a unit for a period as the database has it now, whatever was read before."""
    key = {"form": asked.form_id, "unit": unit_id, "period": period}
    fresh = {"populate_existing": True}
    found: Report | None = session.scalar(_one_report(), key, execution_options=fresh)
    return found


@cache
def _one_report() -> sa.Select[Any]:
    return sa.select(Report).where(
        Report.form_id == sa.bindparam("form"),
        Report.unit_id == sa.bindparam("unit"),
        Report.period == sa.bindparam("period", type_=PeriodColumn),
    )


@cache
def _past() -> sa.Select[Any]:
    """Period, state and figures of the unit's reports from `:first` to before `:period`."""
    return sa.select(Report.period, Report.state, Report.figures).where(
        Report.form_id == sa.bindparam("form"),
        Report.unit_id == sa.bindparam("unit"),
        Report.period >= sa.bindparam("first", type_=PeriodColumn),
        Report.period < sa.bindparam("period", type_=PeriodColumn),
    )


def _counts(report: "Report | Sent | None") -> bool:
    return report is not None and report.state in COUNTED


class Sent(NamedTuple):
    """What a list shows of a report: plain columns, thirty of them on each commune's page."""

    id: int
    unit_id: int
    period: Period
    node_id: int
    province_id: int
    state: State
    number: int
    figures: dict[str, Any]
    remarkable: bool
    late: bool
    sent_at: datetime


@dataclass(frozen=True)
class Line:
    """One village in its commune's week."""

    place: Place
    report: Sent | None
    standing: Standing
    people: Sequence[tuple[str, str | None]]
    """Name and phone of its officers, for who has not sent."""

    @property
    def waits(self) -> bool:
        """Sent, and nobody has looked at it yet."""
        return self.report is not None and self.report.state in (State.SUBMITTED, State.AMENDED)

    @property
    def is_plain(self) -> bool:
        """It waits, and nothing about it is remarkable."""
        return self.waits and self.report is not None and not self.report.remarkable


@dataclass(frozen=True)
class Week:
    """A commune's page: all its villages and how they stand; a village's own is the entry page."""

    lines: Sequence[Line]
    completeness: Completeness
    tally: Tally

    @property
    def unremarkable(self) -> int:
        """How many wait for review with nothing odd about them."""
        return sum(line.is_plain for line in self.lines)

    @property
    def seen(self) -> datetime | None:
        """When the newest of these reports was sent: what `accept` may take as read.

        Not the time of the page: a report sent before it may be committed after it. Sending times
        of one commune are taken while its row is locked, so they come in the order of commits.
        """
        return max((line.report.sent_at for line in self.lines if line.report), default=None)


def week(asked: Questionnaire, commune: Place, period: Period) -> Week:
    """All villages of a commune for a period, with who can be called where nothing was sent."""
    villages = units.children_between(commune, period.first, period.last)
    sent = session.connection().execute(
        _of_node(), {"form": asked.form_id, "period": period, "node": commune.id}
    )
    reports = {row.unit_id: Sent(*row) for row in sent}
    lines = [_line(place, reports.get(place.id), expected=expected) for place, expected in villages]
    lines = _with_people(lines)
    tally = rollup.by_node(asked, period, node=commune.id).get(commune.id)
    counts = {which: sum(line.standing is which for line in lines) for which in Standing}
    return Week(
        lines,
        Completeness(**{which.value: number for which, number in counts.items()}),
        tally or rollup.nothing(asked),
    )


@cache
def _of_node() -> sa.Select[Any]:
    return sa.select(*(getattr(Report, name) for name in Sent._fields)).where(
        Report.form_id == sa.bindparam("form"),
        Report.period == sa.bindparam("period", type_=PeriodColumn),
        Report.node_id == sa.bindparam("node"),
    )


def _line(place: Place, report: Sent | None, *, expected: bool) -> Line:
    sent = _counts(report)
    late = report is not None and report.late
    return Line(place, report, standing(sent=sent, late=late, expected=expected), [])


def line(asked: Questionnaire, village: Place, period: Period) -> Line:
    """One village of a commune's week."""
    statement = sa.select(*(getattr(Report, name) for name in Sent._fields)).where(
        Report.form_id == asked.form_id, Report.unit_id == village.id, Report.period == period
    )
    row = session.execute(statement).first()
    return _line(village, Sent(*row) if row else None, expected=True)


def _with_people(lines: Sequence[Line]) -> list[Line]:
    missing = [line.place.id for line in lines if line.standing is Standing.MISSING]
    people = officers(missing)
    return [
        Line(line.place, line.report, line.standing, people.get(line.place.id, []))
        for line in lines
    ]


def officers(unit_ids: Sequence[int]) -> dict[int, list[tuple[str, str | None]]]:
    """Unit id → (name, phone) of who holds a role there today."""
    if not unit_ids:
        return {}
    found: dict[int, list[tuple[str, str | None]]] = {}
    who = session.connection().execute(_holders(), {"units": unit_ids, "today": clock.today()})
    for unit_id, name, phone in who:
        found.setdefault(unit_id, []).append((name, phone))
    return found


@cache
def _holders() -> sa.Select[Any, Any, Any]:
    today = sa.bindparam("today", type_=sa.Date)
    return (
        sa.select(Grant.unit_id, Account.name, Account.phone)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.unit_id.in_(sa.bindparam("units", expanding=True)), Grant.from_on <= today)
        .where(sa.or_(Grant.until_on.is_(None), Grant.until_on > today))
        .where(Account.suspended_at.is_(None))
        .distinct()
    )


def entered_by(report: Report | None) -> str | None:
    """The name of who entered for the village what stands now; None where it sent itself."""
    if report is None:
        return None
    statement = (
        sa.select(Account.name)
        .join(ReportVersion, ReportVersion.by == Account.id)
        .where(ReportVersion.report_id == report.id, ReportVersion.number == report.number)
        .where(ReportVersion.entered_for.is_not(None))
    )
    name: str | None = session.scalar(statement)
    return name


def versions(report: Report) -> list[tuple[ReportVersion, str]]:
    """Every submission of a report with the sender's name, newest first."""
    statement = (
        sa.select(ReportVersion, Account.name)
        .join(Account, Account.id == ReportVersion.by)
        .where(ReportVersion.report_id == report.id)
        .order_by(ReportVersion.number.desc())
    )
    return list(session.execute(statement))
