"""Totals of any unit: child by child, figure by figure, period by period."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.base.period import Period
from portal.reports import rollup, slots, trends
from portal.reports.models import Report
from portal.reports.questionnaire import Question, Questionnaire, Share
from portal.reports.rollup import Tally
from portal.reports.rules import Completeness
from portal.units import counts
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level


@dataclass(frozen=True)
class Part:
    """One child in its parent's week: how complete it is and its sums."""

    place: Place
    completeness: Completeness
    tally: Tally


@dataclass(frozen=True)
class Parts:
    """A province's or the centre's week: its children, and all of them together."""

    lines: Sequence[Part]
    completeness: Completeness
    tally: Tally


def parts(asked: Questionnaire, place: Place, period: Period) -> Parts:
    """The children of a province (its communes) or of the centre (the provinces), in order."""
    lines = _parts(asked, place, period)
    return Parts(
        lines,
        sum((line.completeness for line in lines), Completeness(0, 0, 0, 0)),
        rollup.together(asked, [line.tally for line in lines]),
    )


def _parts(asked: Questionnaire, place: Place, period: Period) -> list[Part]:
    below = [child for child, _ in units.children_between(place, period.first, period.last)]
    if place.level is Level.CENTRE:
        tallies = rollup.by_province(asked, period)
        counted = counts.of_grandchildren(period.first, period.last)
    else:
        tallies = rollup.by_node(asked, period, province=place.id)
        nodes = counts.ids_below(place.id, period.last)
        counted = counts.of_children(nodes, period.first, period.last)
    nothing = rollup.nothing(asked)
    return [
        _part(child, tallies.get(child.id, nothing), counted.get(child.id, (0, 0)))
        for child in below
    ]


def _part(place: Place, tally: Tally, count: tuple[int, int]) -> Part:
    return Part(place, completeness_of(tally, count), tally)


def completeness_of(tally: Tally, count: tuple[int, int]) -> Completeness:
    """From a tally and (assigned, expected) villages below."""
    assigned, expected = count
    return Completeness.of(
        assigned=assigned,
        expected=expected,
        on_time=tally.on_time,
        late=tally.late,
        extra=tally.extra,
    )


@dataclass(frozen=True)
class Figure:
    """One question's totals at a unit: reported and accepted, each with the count behind it."""

    question: Question
    reported: float | None
    reporting: int
    accepted: float | None
    accepting: int


def figures(asked: Questionnaire, tally: Tally) -> list[Figure]:
    """Every question that adds up."""
    return [figure(asked, tally, question) for question in asked.figures]


def figure(asked: Questionnaire, tally: Tally, question: Question) -> Figure:
    """One question's totals."""
    return Figure(
        question,
        *slots.figure(asked, tally.reported, question),
        *slots.figure(asked, tally.accepted, question),
    )


def shares(asked: Questionnaire, tally: Tally) -> list[tuple[Share, float | None, float | None]]:
    """Every derived indicator, reported and accepted: ratios of sums."""
    return [
        (one, slots.share(asked, tally.reported, one), slots.share(asked, tally.accepted, one))
        for one in asked.shares
    ]


def tallies(asked: Questionnaire, place: Place, periods: Sequence[Period]) -> dict[Period, Tally]:
    """Period → tally of a unit of any level, for a trend."""
    if place.level is Level.CENTRE:
        return trends.trend(asked, periods, None)
    if place.level is Level.PROVINCE:
        return trends.trend(asked, periods, place.id)
    if place.level is Level.COMMUNE:
        return rollup.of_node(asked, periods, place.id)
    statement = sa.select(Report).where(
        Report.form_id == asked.form_id,
        Report.unit_id == place.id,
        Report.period.in_(periods),
    )
    reports = {report.period: report for report in session.scalars(statement)}
    return {
        period: rollup.of_reports(asked, [reports[period]] if period in reports else [])
        for period in periods
    }


def child_by_child(
    asked: Questionnaire, place: Place, period: Period, question: Question
) -> list[tuple[Place, Figure]]:
    """One question's figures of each child, in Vietnamese order; of a village: nothing."""
    if place.level is Level.VILLAGE:
        return []
    if place.level is Level.COMMUNE:
        sent = rollup.counted(asked, period, place.id)
        tallies_below = [
            (child, rollup.of_reports(asked, [sent[child.id]] if child.id in sent else []))
            for child, _ in units.children_between(place, period.first, period.last)
        ]
    else:
        tallies_below = [(one.place, one.tally) for one in _parts(asked, place, period)]
    return [(child, figure(asked, tally, question)) for child, tally in tallies_below]


# As many periods as fit a line of 150 pixels.
TREND = 12


def trend(
    asked: Questionnaire, place: Place, period: Period, question: Question
) -> list[tuple[Period, float | None]]:
    """One question's reported figure over the last periods, oldest first.

    A period that is still running would look like a collapse.
    """
    last = period if period.ends(clock.zone()) <= clock.now() else period.previous()
    periods = [last.back(n) for n in reversed(range(TREND))]
    found = tallies(asked, place, periods)
    return [(one, slots.figure(asked, found[one].reported, question)[0]) for one in periods]
