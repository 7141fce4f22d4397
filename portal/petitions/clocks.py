"""How long an office has, in working days, and how late it is. Pure: the calendar is handed in.

Anchors: Law on Reception of Citizens 2013 (10 working days), FixMyStreet Zurich (1 + 5), UK
e-petitions (11 and 14 days), Alaveteli (20 working days).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.base import workdays
from portal.petitions.rules import State
from portal.units.rules import Level

ANSWER: Mapping[Level, int] = {Level.COMMUNE: 10, Level.PROVINCE: 15, Level.CENTRE: 20}
EXTENSION = 10
PAUSE = 10
RATING = 15
TO_PARENT = 5
TO_CENTRE = 10
NEAR = 0.8
STEP: Mapping[State, int] = {
    State.QUARANTINED: 1,
    State.RECEIVED: 2,
    State.ROUTED: 2,
    State.NEED_INFO: PAUSE,
}
"""Working days for the next step in states that have a clock of their own."""
REOPEN = timedelta(days=30)
IDENTITY_OPEN = timedelta(hours=72)


class Lateness(StrEnum):
    """The ladder: to the handler at 80 %, to the lead when due, then a level up, then the centre.

    Computed whenever it is asked, never stored.
    """

    ON_TIME = "on_time"
    NEAR = "near"
    OVERDUE = "overdue"
    AT_PARENT = "at_parent"
    AT_CENTRE = "at_centre"


@dataclass(frozen=True)
class Calendar:
    """Vietnam's working days with what is declared of them (`base/declared.py`)."""

    declared: Mapping[date, bool]

    def add(self, day: date, n: int) -> date:
        """The n-th working day after a day."""
        return workdays.add_workdays(day, n, self.declared)

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`."""
        return workdays.workdays_between(first, last, self.declared)

    def late_since(self, today: date, n: int) -> date:
        """The newest last day that lies at least n working days back."""
        day = today
        while self.between(day, today) < n:
            day -= timedelta(days=1)
        return day

    def due(self, clock_on: date, level: Level, more: int = 0) -> date:
        """The last day for an answer at this level; `more` days were granted besides."""
        return self.add(clock_on, ANSWER[level] + more)

    def step_due(self, state: State, today: date) -> date | None:
        """The last day for the next step; None in states without a clock of their own."""
        return self.add(today, STEP[state]) if state in STEP else None

    def due_after_move(
        self, due_on: date, clock_on: date, level: Level, more: int, today: date
    ) -> date:
        """A higher level has longer, counted from the same day; what is late already stays so."""
        return due_on if today > due_on else max(due_on, self.due(clock_on, level, more))

    def due_after_pause(self, due_on: date, paused_on: date, days: int) -> date:
        """So many days later; a pause never hides what was late before it began."""
        return due_on if paused_on > due_on else self.add(due_on, days)

    def lateness(self, clock_on: date, due_on: date, day: date) -> Lateness:
        """How late it is on a day (where the clock stands still: on the day it stopped)."""
        if day > due_on:
            over = self.between(due_on, day)
            if over >= TO_CENTRE:
                return Lateness.AT_CENTRE
            return Lateness.AT_PARENT if over >= TO_PARENT else Lateness.OVERDUE
        used, whole = self.between(clock_on, day), self.between(clock_on, due_on)
        return Lateness.NEAR if used >= NEAR * whole else Lateness.ON_TIME


def may_reopen(ended_at: datetime, now: datetime) -> bool:
    """Within thirty days of the answer or rejection."""
    return now <= ended_at + REOPEN
