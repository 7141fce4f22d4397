"""The few figures that a unit shows to everybody: accepted, of the last week that is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.base import clock
from portal.base.errors import NotFound
from portal.base.period import Frequency, Period, period_at
from portal.reports import slots, totals
from portal.reports.questionnaire import Question, Questionnaire, common, questionnaire
from portal.units.queries import Place


@dataclass(frozen=True)
class Headline:
    """The headline questions' accepted sums of one closed period, and how many reports they add."""

    period: Period
    figures: Sequence[tuple[Question, float | None]]
    reports: int


def current() -> tuple[Questionnaire, Period] | None:
    """The weekly form of everybody and the present week; None before its first week has ended."""
    this = period_at(clock.now(), Frequency.WEEKLY, clock.zone())
    asked = common(this.previous())
    return (asked, this) if asked else None


def headline(place: Place, asked: Questionnaire, this: Period) -> Headline | None:
    """The last closed week before this one; None while nothing of it is accepted."""
    period = this.previous()
    try:
        while asked.clocks.closing(period, clock.zone()) > clock.now():
            period = period.previous()
            if period < asked.begins:
                asked = questionnaire(asked.code, period)
    except NotFound:  # its first period has not closed yet
        return None
    tally = totals.tallies(asked, place, [period])[period]
    if not tally.in_accepted:
        return None
    sums = [(one, slots.figure(asked, tally.accepted, one)[0]) for one in asked.headlines]
    return Headline(period, sums, tally.in_accepted)
