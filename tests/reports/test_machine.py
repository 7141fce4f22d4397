"""Whatever villages and communes do, in whatever order, the sums are those of a plain model."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.base import clock, schema
from portal.base.db import session, writing
from portal.base.errors import RuleBroken
from portal.base.period import Frequency, Period, period_at
from portal.reports import hooks, queries, rollup, services, slots, totals
from portal.reports.rules import Completeness, State
from portal.reports.services import Closed, DidNotStand, ReasonMissing
from portal.units.queries import Place
from tests import make

weeks_back = st.sampled_from([0, 0, 1])
reports = st.integers(0, 20)
START = datetime(2026, 12, 22, 9, tzinfo=make.HANOI)  # Tuesday of week 52; 2026 has 53
NONE = Completeness(0, 0, 0, 0)


@dataclass
class Village:
    place: Place
    opened_on: date
    closed_on: date | None = None

    def stands(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or self.closed_on > day)


@dataclass
class Sent:
    """What the model remembers of a report."""

    late: bool
    state: State = State.SUBMITTED
    number: int = 0
    figures: dict[str, int | None] | None = None
    accepted: dict[str, int | None] | None = None


class Nation(RuleBasedStateMachine):
    """Three communes in two provinces from week 52 of 2026 to week 1 of 2027."""

    villages = Bundle("villages")

    @initialize(target=villages)
    def begin(self):
        with writing():
            for table in reversed(schema.metadata().sorted_tables):
                session.execute(table.delete())
        services_forgotten()
        self.now = START
        self.known: list[Village] = []
        self.sent: dict[tuple[int, Period], Sent] = {}
        with clock.at(self.now):
            self.week = self.this_week()
            self.asked = make.weekly(self.week)
            self.centre = make.centre()
            first, second = (make.province(self.centre, name) for name in ("Bắc Ninh", "Lào Cai"))
            self.communes = [make.commune(one, "Xã") for one in (first, first, second)]
            self.lead = make.officer(self.communes[0]).id
            return multiple(*(self._opened(commune, make.LONG_AGO) for commune in self.communes))

    def this_week(self):
        return period_at(self.now, Frequency.WEEKLY, make.HANOI)

    @rule(hours=st.sampled_from([1, 9, 24, 57]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(target=villages, commune=st.integers(0, 2), days=st.sampled_from([0, 1, 30]))
    def a_village_is_opened(self, commune, days):
        with clock.at(self.now):
            return self._opened(self.communes[commune], self.now.date() - timedelta(days=days))

    def _opened(self, commune, on):
        self.known.append(Village(make.village(commune, "Thôn", on=on), on))
        return self.known[-1]

    @precondition(lambda self: len(self.known) > 3)
    @rule(village=villages)
    def a_village_is_closed(self, village):
        today = self.now.date()
        if village.closed_on is not None or village.opened_on >= today:
            return
        with clock.at(self.now):
            if self._has_reported_from(today, village):
                with pytest.raises(RuleBroken):
                    make.close(village.place, on=today)
                return
            make.close(village.place, on=today)
        village.closed_on = today

    def _has_reported_from(self, day, village):
        return any(
            unit == village.place.id and week.first >= day and report.state is not State.WITHDRAWN
            for (unit, week), report in self.sent.items()
        )

    @rule(
        village=villages,
        back=weeks_back,
        meetings=st.integers(0, 9),
        attending=st.one_of(st.none(), st.integers(0, 500)),
        reason=st.sampled_from(["", "counted twice"]),
    )
    def a_report_is_sent(self, village, back, meetings, attending, reason):
        self._tick(back)
        figures = {"meetings": meetings, "attending": attending}
        if attending == 500:
            del figures["attending"]  # blank
        report = self.sent.get((village.place.id, self.week))
        refusal = self._refusal(village, report, figures, reason)
        answers = services.Answers(figures, {})
        seen = report.number if report else 0
        arguments = (self.asked, village.place, self.week, answers)
        with clock.at(self.now):
            if refusal is not None:
                with pytest.raises(refusal), writing():
                    services.submit(*arguments, by=self.lead, seen=seen, reason=reason)
                return
            with writing():
                services.submit(*arguments, by=self.lead, seen=seen, reason=reason)
        self._remember(village, report, figures)

    def _refusal(self, village, report, figures, reason):
        if self.now >= self.asked.clocks.closing(self.week, make.HANOI):
            return Closed
        if not village.stands(self.week.last):
            return DidNotStand
        late = self.now >= self.asked.clocks.due_at(self.week, make.HANOI)
        if report is None or self._stands_already(report, figures) or not late or reason:
            return None
        return None if report.state is State.RETURNED else ReasonMissing

    def _stands_already(self, report, figures):
        standing = (State.SUBMITTED, State.ACCEPTED, State.AMENDED)
        return report.state in standing and report.figures == figures

    def _remember(self, village, report, figures):
        if report is None:
            late = self.now >= self.asked.clocks.due_at(self.week, make.HANOI)
            report = self.sent.setdefault((village.place.id, self.week), Sent(late))
        elif self._stands_already(report, figures):
            return
        report.state = State.AMENDED if report.accepted else State.SUBMITTED
        report.number, report.figures = report.number + 1, figures

    @precondition(lambda self: self.sent)
    @rule(which=reports)
    def a_report_is_returned(self, which):
        unit, report = self._one_of(which)
        allowed = report.state in (State.SUBMITTED, State.AMENDED)
        if self._deed(services.send_back, unit, allowed, reason="11 or 1?"):
            report.state = State.RETURNED

    @precondition(lambda self: self.sent)
    @rule(which=reports, by_parent=st.booleans())
    def a_report_is_withdrawn(self, which, by_parent):
        unit, report = self._one_of(which)
        allowed = report.state is not State.WITHDRAWN and (by_parent or not report.accepted)
        more = {"by_parent": by_parent, "reason": "wrong village"}
        if self._deed(services.withdraw, unit, allowed, **more):
            report.state, report.accepted = State.WITHDRAWN, None

    @precondition(lambda self: self.sent)
    @rule(which=reports)
    def a_report_is_accepted(self, which):
        unit, _ = self._one_of(which)
        self._accept([unit])

    @rule(commune=st.integers(0, 2), back=weeks_back)
    def all_of_a_commune_are_accepted(self, commune, back):
        self._tick(back)
        here = [one for one in self.known if one.place.parent.id == self.communes[commune].id]
        self._accept([one.place.id for one in here])

    @rule()
    def the_clock_ticks(self):
        with clock.at(self.now), writing():
            hooks.tick()

    def _tick(self, back):
        self.now += timedelta(seconds=1)
        self.week = self.this_week().back(back)

    def _one_of(self, which):
        """Any of the reports sent so far; its week is the one looked at next."""
        self._tick(0)
        unit, self.week = list(self.sent)[which % len(self.sent)]
        return unit, self.sent[unit, self.week]

    def _deed(self, service, unit, allowed, **more):
        with clock.at(self.now), writing():
            report = queries.report_of(self.asked, unit, self.week)
            arguments = {"by": self.lead, "seen": report.number, **more}
            if allowed:
                service(self.asked, report, **arguments)
            else:
                with pytest.raises(RuleBroken):
                    service(self.asked, report, **arguments)
        return allowed

    def _accept(self, ids):
        with clock.at(self.now), writing():
            reports = [queries.report_of(self.asked, one, self.week) for one in ids]
            reports = [one for one in reports if one is not None]
            seen = max((one.sent_at for one in reports), default=self.now)
            number = services.accept(self.asked, reports, by=self.lead, seen=seen)
        waiting = [
            self.sent[one, self.week]
            for one in ids
            if (one, self.week) in self.sent
            and self.sent[one, self.week].state in (State.SUBMITTED, State.AMENDED)
        ]
        for report in waiting:
            report.state, report.accepted = State.ACCEPTED, report.figures
        assert number == len(waiting)

    # What must be true after each step

    @invariant()
    def the_sums_are_those_of_the_model_at_every_level(self):
        if not hasattr(self, "week"):
            return
        session.rollback()
        places = [*self.communes, *{c.parent.id: c.parent for c in self.communes}.values()]
        with clock.at(self.now):
            for place in [*places, self.centre]:
                tally = totals.tallies(self.asked, place, [self.week])[self.week]
                self._same(tally, place)
            self._complete()

    def _same(self, tally, place):
        counted = [
            self.sent[one.place.id, self.week]
            for one in self.known
            if place.id in one.place.ids and (one.place.id, self.week) in self.sent
        ]
        counted = [one for one in counted if one.state is not State.WITHDRAWN]
        accepted = [one.accepted for one in counted if one.accepted is not None]
        assert tally.reported == self._row([one.figures for one in counted])
        assert tally.accepted == self._row(accepted)
        assert tally.sent == len(counted)
        assert tally.late == sum(one.late for one in counted)
        assert tally.returned == sum(one.state is State.RETURNED for one in counted)
        waiting = (State.SUBMITTED, State.AMENDED)
        assert tally.waiting == sum(one.state in waiting for one in counted)
        assert tally.in_accepted == len(accepted)

    def _row(self, reports):
        row = slots.empty(self.asked)
        for slot, code in enumerate(("meetings", "attending")):
            given = [one[code] for one in reports if one.get(code) is not None]
            row[2 * slot : 2 * slot + 2] = sum(given), len(given)
        both = [one for one in reports if None not in (one["meetings"], one.get("attending"))]
        row[-2:] = sum(one["attending"] for one in both), sum(one["meetings"] for one in both)
        return row

    def _complete(self):
        of_communes = {}
        for commune in self.communes:
            found = queries.week(self.asked, commune, self.week).completeness
            assert found == self._completeness(commune)
            assert found.sent <= found.expected <= found.assigned
            of_communes[commune.id] = found
        of_provinces = {}
        for province in {c.parent.id: c.parent for c in self.communes}.values():
            parts = totals.parts(self.asked, province, self.week)
            lines = {line.place.id: line.completeness for line in parts.lines}
            assert lines.items() <= of_communes.items()
            assert parts.completeness == sum(lines.values(), NONE)
            of_provinces[province.id] = parts.completeness
        parts = totals.parts(self.asked, self.centre, self.week)
        assert {line.place.id: line.completeness for line in parts.lines} == of_provinces

    def _completeness(self, commune):
        counts = {"on_time": 0, "late": 0, "missing": 0, "excused": 0}
        for one in self.known:
            ended = one.closed_on is not None and one.closed_on <= self.week.first
            if one.place.parent.id != commune.id or one.opened_on > self.week.last or ended:
                continue
            report = self.sent.get((one.place.id, self.week))
            if report is not None and report.state is not State.WITHDRAWN:
                counts["late" if report.late else "on_time"] += 1
            else:
                expected = one.stands(self.week.first) and one.stands(self.week.last)
                counts["missing" if expected else "excused"] += 1
        return Completeness(**counts)

    def teardown(self):
        if hasattr(self, "week"):
            with clock.at(self.now):
                assert hooks.check() == []
                for week in {week for _, week in self.sent}:
                    self.week = week
                    self.the_sums_are_those_of_the_model_at_every_level()
        session.remove()


def services_forgotten():
    """The rows are gone, so are the versions of forms that were read."""
    from portal.reports import questionnaire

    questionnaire.forget()
    rollup.session.remove()


def run(examples, steps):
    run_state_machine_as_test(
        Nation,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_sums_hold_whatever_is_done_in_whatever_order(both):
    run(examples=4, steps=20)


@pytest.mark.proof
def test_sums_hold_over_ten_thousand_steps(both):
    run(examples=100, steps=100)
