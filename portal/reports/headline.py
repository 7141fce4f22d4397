"""The few figures that a unit shows to everybody: accepted, of the last week that is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.base.errors import NotFound
from portal.base.period import Frequency, Period, period_at
from portal.reports import slots, totals
from portal.reports.models import Form
from portal.reports.questionnaire import Question, Questionnaire, questionnaire
from portal.units.queries import Place


@dataclass(frozen=True)
class Headline:
    """The headline questions' accepted sums of one closed period, and how many reports they add."""

    period: Period
    figures: Sequence[tuple[Question, float | None]]
    reports: int


def current() -> tuple[Questionnaire, Period] | None:
    """The weekly form that belongs to no association, and the present week."""
    statement = sa.select(Form.code).where(
        Form.association_code.is_(None), Form.frequency == Frequency.WEEKLY
    )
    code = session.scalar(statement.order_by(Form.id).limit(1))
    this = period_at(clock.now(), Frequency.WEEKLY, clock.zone())
    try:
        return (questionnaire(code, this.previous()), this) if code else None
    except NotFound:  # its first period has not ended yet
        return None


def headline(place: Place, asked: Questionnaire, this: Period) -> Headline | None:
    """The last closed week before this one; None while nothing of it is accepted."""
    period = this.previous()
    try:
        while asked.clocks.closing(period, clock.zone()) > clock.now():
            period = period.previous()
            asked = questionnaire(asked.code, period)
    except NotFound:  # its first period has not closed yet
        return None
    tally = totals.tallies(asked, place, [period])[period]
    if not tally.in_accepted:
        return None
    sums = [(one, slots.figure(asked, tally.accepted, one)[0]) for one in asked.headlines]
    return Headline(period, sums, tally.in_accepted)
