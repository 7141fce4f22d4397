"""Pure decisions about reports: states, clocks, lateness."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.base.period import Period
from portal.units.rules import Level


class Kind(StrEnum):
    """What a question asks for."""

    COUNT = "count"
    DECIMAL = "decimal"
    MONEY = "money"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DATE = "date"
    TEXT = "text"

    @property
    def is_figure(self) -> bool:
        """Whether the answer is a number that can be added up."""
        return self in (Kind.COUNT, Kind.DECIMAL, Kind.MONEY, Kind.YES_NO)


class Rollup(StrEnum):
    """How a question's answers become one figure above."""

    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    LAST = "last"
    NONE = "none"


class Severity(StrEnum):
    """What a cross-check does when it fails: stop, ask "sure?", or ask for one line why."""

    BLOCK = "block"
    WARN = "warn"
    EXPLAIN = "explain"


class State(StrEnum):
    """Where a report stands. A draft is no report yet."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How a unit stands for one period: each assigned unit is exactly one of these."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    EXCUSED = "excused"


MAY_ACCEPT = frozenset({State.SUBMITTED, State.AMENDED})
MAY_RETURN = MAY_ACCEPT
COUNTED = frozenset({State.SUBMITTED, State.RETURNED, State.ACCEPTED, State.AMENDED})
"""States whose latest figures stand in the *reported* sum: returned ones included."""


def after_sending(*, accepted: bool) -> State:
    """An amendment leaves the accepted figures standing until it is accepted itself."""
    return State.AMENDED if accepted else State.SUBMITTED


def may_withdraw(state: State, *, accepted: bool, by_parent: bool) -> bool:
    """The village before acceptance, the commune (with a reason) also after."""
    return state in COUNTED and (by_parent or not accepted)


@dataclass(frozen=True)
class Clocks:
    """When a period opens, is due and closes: hours on the wall clock of the installation.

    `opens` counts from the first day's midnight, the others from the midnight after the last day.
    """

    opens: int
    due: Mapping[Level, int]
    closes: int

    def opening(self, period: Period, zone: ZoneInfo) -> datetime:
        """From this instant on the period takes reports."""
        return _wall(period.first, self.opens, zone)

    def due_at(self, period: Period, zone: ZoneInfo, level: Level = Level.VILLAGE) -> datetime:
        """Hạn gửi: what comes later is late."""
        return _wall(period.end, self.due[level], zone)

    def closing(self, period: Period, zone: ZoneInfo) -> datetime:
        """Khóa sổ: from this instant on the period takes no more reports."""
        return _wall(period.end, self.closes, zone)


def _wall(day: date, hours: int, zone: ZoneInfo) -> datetime:
    """So many hours on the wall clock after a day's midnight."""
    midnight = datetime.combine(day, time(), tzinfo=zone)
    return midnight + timedelta(hours=hours)


def is_open(clocks: Clocks, period: Period, now: datetime, zone: ZoneInfo) -> bool:
    """A period takes reports from its opening to its closing, local time."""
    return clocks.opening(period, zone) <= now < clocks.closing(period, zone)


def is_late(clocks: Clocks, period: Period, sent: datetime, zone: ZoneInfo) -> bool:
    """The first valid submission came after the village's due; corrections change nothing."""
    return sent >= clocks.due_at(period, zone)


def standing(*, sent: bool, late: bool, expected: bool) -> Standing:
    """A unit open on the first and the last day is expected; an excused one that reports counts."""
    if sent:
        return Standing.LATE if late else Standing.ON_TIME
    return Standing.MISSING if expected else Standing.EXCUSED


@dataclass(frozen=True)
class Completeness:
    """Assigned = on time + late + missing + excused, always, at every level."""

    on_time: int
    late: int
    missing: int
    excused: int

    @classmethod
    def of(
        cls, *, assigned: int, expected: int, on_time: int, late: int, extra: int
    ) -> "Completeness":
        """From counts; `extra` are reports of units that were not expected to send any."""
        excused = assigned - expected - extra
        return cls(on_time, late, assigned - excused - on_time - late, excused)

    @property
    def assigned(self) -> int:
        """All units that stood in the period."""
        return self.on_time + self.late + self.missing + self.excused

    @property
    def expected(self) -> int:
        """Assigned less excused: the denominator."""
        return self.assigned - self.excused

    @property
    def sent(self) -> int:
        """On time or late."""
        return self.on_time + self.late

    def __add__(self, other: "Completeness") -> "Completeness":
        return Completeness(
            self.on_time + other.on_time,
            self.late + other.late,
            self.missing + other.missing,
            self.excused + other.excused,
        )
