"""The few figures that a unit shows to everybody: accepted, of the last week that is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.base import clock
from portal.base.errors import NotFound
from portal.base.period import Period
from portal.reports import due, slots, totals
from portal.reports.questionnaire import Question, Questionnaire, questionnaire
from portal.units.queries import Place


@dataclass(frozen=True)
class Headline:
    """The headline questions' accepted sums of one closed period, and how many reports they add."""

    period: Period
    figures: Sequence[tuple[Question, float | None]]
    reports: int


def current() -> tuple[Questionnaire, Period] | None:
    """The form that belongs to no association, and the week that is due or runs now."""
    for asked, this in due.current_forms():
        if asked.association is None:
            return asked, next(iter(due.open_periods(asked, this)), this)
    return None


def headline(place: Place) -> Headline | None:
    """None without such a form, or while nothing was accepted."""
    found = current()
    if found is None:
        return None
    asked, period = found
    while asked.clocks.closing(period, clock.zone()) > clock.now():
        period = period.previous()
    try:
        asked = questionnaire(asked.code, period)
    except NotFound:  # its first period has not closed yet
        return None
    tally = totals.tallies(asked, place, [period])[period]
    if not tally.in_accepted:
        return None
    sums = [(one, slots.figure(asked, tally.accepted, one)[0]) for one in asked.headlines]
    return Headline(period, sums, tally.in_accepted)
