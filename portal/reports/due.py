"""What is to be done about reports: for the desk, and for the list of one's own weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from portal.accounts.queries import Actor, Hat
from portal.accounts.rules import Right, Role, allows
from portal.base import clock
from portal.base.db import session
from portal.base.errors import NotFound
from portal.base.period import Period, period_at
from portal.reports import rollup
from portal.reports.models import Form, Report
from portal.reports.questionnaire import Questionnaire, questionnaire
from portal.reports.rules import State
from portal.units import counts
from portal.units.queries import Place
from portal.units.rules import Level


class Deed(StrEnum):
    """What a task asks for."""

    SEND = "send"
    MEND = "mend"
    REVIEW = "review"
    CALL = "call"
    READ = "read"
    DONE = "done"


@dataclass(frozen=True)
class Task:
    """One line: a deed at a unit for a period."""

    deed: Deed
    asked: Questionnaire
    place: Place
    period: Period
    due_at: datetime
    state: State | None = None
    reason: str = ""
    number: int = 0

    @property
    def path(self) -> str:
        """Where it is done, without language."""
        return f"/reports/{self.asked.code}/{self.place.code}/{self.period}"

    @property
    def has_ended(self) -> bool:
        """The period is over: it is due; else it still runs."""
        return self.period.ends(clock.zone()) <= clock.now()

    @property
    def is_late(self) -> bool:
        """The due time has passed."""
        return self.due_at <= clock.now()


def open_periods(asked: Questionnaire, this: Period) -> list[Period]:
    """Periods that take reports now: the ended one first, as it is due."""
    return [period for period in (this.previous(), this) if asked.is_open(period)]


def tasks(actor: Actor) -> list[Task]:
    """All that the actor's hats ask for, most pressing first."""
    found = [
        task
        for asked, this in _forms()
        for hat in actor.hats
        if hat.association in (None, asked.association)
        for task in _of_hat(asked, this, hat)
    ]
    # Two hats at one unit ask for one thing once.
    once = {(task.path, task.deed): task for task in found}
    return sorted(once.values(), key=lambda task: (list(Deed).index(task.deed), task.due_at))


def _forms() -> list[tuple[Questionnaire, Period]]:
    """Every form with its present period."""
    pairs = session.execute(sa.select(Form.code, Form.frequency).order_by(Form.id))
    periods = [(code, period_at(clock.now(), kind, clock.zone())) for code, kind in pairs]
    found = []
    for code, this in periods:
        try:
            found.append((questionnaire(code, this), this))
        except NotFound:  # its first period has not come yet
            continue
    return found


def _of_hat(asked: Questionnaire, this: Period, hat: Hat) -> list[Task]:
    if hat.unit.level is Level.VILLAGE:
        if not allows(Right.REPORT, hat.role, 0, Level.VILLAGE):
            return []
        return _own(asked, hat.unit, open_periods(asked, this))
    if hat.unit.level is Level.COMMUNE and hat.role in (Role.LEAD, Role.CLERK):
        # What waits is looked at also after the week has closed.
        tallies = rollup.of_node(asked, (this.previous(), this), hat.unit.id)
        return [
            task
            for period, tally in tallies.items()
            for task in _below(asked, hat.unit, period, tally)
        ]
    last = this.previous()
    return [Task(Deed.READ, asked, hat.unit, one, _due(asked, one)) for one in (last, this)]


def _due(asked: Questionnaire, period: Period, level: Level = Level.VILLAGE) -> datetime:
    return asked.clocks.due_at(period, clock.zone(), level)


def _own(asked: Questionnaire, village: Place, periods: Sequence[Period]) -> list[Task]:
    """A village's own weeks: to send, to mend, done."""
    statement = sa.select(Report).where(
        Report.form_id == asked.form_id, Report.unit_id == village.id, Report.period.in_(periods)
    )
    reports = {report.period: report for report in session.scalars(statement)}
    return [_own_task(asked, village, period, reports.get(period)) for period in periods]


def _own_task(asked: Questionnaire, village: Place, period: Period, report: Report | None) -> Task:
    due = _due(asked, period)
    if report is None or report.state is State.WITHDRAWN:
        return Task(Deed.SEND, asked, village, period, due)
    deed = Deed.MEND if report.state is State.RETURNED else Deed.DONE
    return Task(deed, asked, village, period, due, report.state, report.reason)


def _below(asked: Questionnaire, commune: Place, period: Period, tally: rollup.Tally) -> list[Task]:
    """A commune's week: so many wait for review, so many are missing after the due time."""
    due = _due(asked, period, Level.COMMUNE)
    found = []
    if tally.waiting:
        found.append(Task(Deed.REVIEW, asked, commune, period, due, number=tally.waiting))
    if _due(asked, period) <= clock.now():
        missing = _expected(commune, period) - (tally.sent - tally.extra)
        if missing > 0:
            found.append(Task(Deed.CALL, asked, commune, period, due, number=missing))
    return found or [Task(Deed.READ, asked, commune, period, due)]


def _expected(commune: Place, period: Period) -> int:
    """How many of its villages stood on the first and on the last day."""
    count = counts.of_children(sa.select(sa.literal(commune.id)), period.first, period.last)
    return count.get(commune.id, (0, 0))[1]
