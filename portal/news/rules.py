"""What a post is at an instant, and what may be done to it. Pure: no database, no web."""

from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Protocol, Self

from portal.accounts.audience import Audience, Reach
from portal.base.language import N_
from portal.units.rules import Level

LONGEST_TITLE = 150
# 60,000 letters are thirty printed pages: what is longer is an attachment.
LONGEST_BODY = 60_000
LONGEST_NOTE = 300
MOST_PICTURES = 12
MOST_ATTACHMENTS = 6
# A line that stands for ever is read by nobody.
URGENT_STANDS = timedelta(days=3)
# A post written today for a day years ahead is a slip of the finger.
LATEST = timedelta(days=366)


class Category(StrEnum):
    """What kind of post it is."""

    ANNOUNCEMENT = "announcement"
    ACTIVITY = "activity"
    GUIDANCE = "guidance"
    EXAMPLE = "example"
    DOCUMENT = "document"


CATEGORIES = {
    Category.ANNOUNCEMENT: N_("Announcements"),
    Category.ACTIVITY: N_("Activities"),
    Category.GUIDANCE: N_("Guidance"),
    Category.EXAMPLE: N_("Good people, good deeds"),
    Category.DOCUMENT: N_("Documents"),
}


INSTANTS = ("starts", "ends")


@dataclass(frozen=True)
class Settings:
    """How a version is to be shown once it is approved."""

    category: Category
    reach: Reach = Reach.UNIT
    audience: Audience = Audience.EVERYBODY
    association: str | None = None
    pinned: bool = False
    urgent: bool = False
    starts: datetime | None = None
    """When it is to appear; None is at once."""
    ends: datetime | None = None

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        instants = {name: getattr(self, name) for name in ("starts", "ends")}
        return asdict(self) | {name: at and at.isoformat() for name, at in instants.items()}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        """As it was kept."""
        instants = {name: kept[name] and datetime.fromisoformat(kept[name]) for name in INSTANTS}
        whom = {"reach": Reach(kept["reach"]), "audience": Audience(kept["audience"])}
        return cls(**{**kept, **instants, **whom, "category": Category(kept["category"])})


@dataclass(frozen=True)
class Text:
    """What somebody writes of a post, in one language."""

    language: str
    title: str
    body: str
    category: Category
    note: str = ""
    """What is corrected, once people have read it."""


class Stage(StrEnum):
    """What awaits the latest version: its writer, a lead, or nobody."""

    DRAFT = "draft"
    REVIEW = "review"
    SETTLED = "settled"


class State(StrEnum):
    """What a post is now, in one word."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Timed(Protocol):
    """As much of a post as its state is decided by."""

    stage: Stage
    shown_from: datetime | None
    shown_until: datetime | None
    withdrawn_at: datetime | None


def state(post: Timed, now: datetime) -> State:
    """What the public has of it; of what was never published, where its draft lies."""
    if post.withdrawn_at is not None:
        return State.WITHDRAWN
    if post.shown_from is None:
        return State.REVIEW if post.stage is Stage.REVIEW else State.DRAFT
    if post.shown_from > now:
        return State.SCHEDULED
    if post.shown_until is not None and post.shown_until <= now:
        return State.EXPIRED
    return State.PUBLISHED


def needs_note(post: Timed, now: datetime) -> bool:
    """Whether people have read it already, so that a new version says what was corrected."""
    return post.withdrawn_at is None and post.shown_from is not None and post.shown_from <= now


def urgent_until(shown_from: datetime, shown_until: datetime | None) -> datetime:
    """When the urgent line leaves the pages: three days, or with the post."""
    last = shown_from + URGENT_STANDS
    return min(last, shown_until) if shown_until else last


def may_stand_out(level: Level, reach: Reach) -> bool:
    """Whether a post may be pinned or urgent there: on the whole portal it is the provinces' call.

    3,321 communes would share one line at the head of every page of the nation.
    """
    return reach is not Reach.EVERYBODY or level in (Level.CENTRE, Level.PROVINCE)


@dataclass(frozen=True)
class Month:
    """A month of the archive, written `2026-11`."""

    year: int
    number: int

    @classmethod
    def parse(cls, typed: str) -> "Month | None":
        """`2026-11`, `11/2026` or `2026-1`; None for anything else."""
        parts = typed.strip().replace("/", "-").split("-")
        if len(parts) != 2 or not all(p.isascii() and p.isdigit() and len(p) < 5 for p in parts):
            return None
        year, number = sorted(map(int, parts), reverse=True)
        return cls(year, number) if 2000 <= year <= 2999 and 1 <= number <= 12 else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @classmethod
    def of(cls, here: datetime) -> "Month":
        """The month of an instant on the wall clock."""
        return cls(here.year, here.month)

    def until(self, last: "Month") -> list["Month"]:
        """Every month from this to the last one, that one first."""
        first, end = 12 * self.year + self.number - 1, 12 * last.year + last.number - 1
        return [Month(n // 12, n % 12 + 1) for n in range(end, first - 1, -1)]

    @property
    def words(self) -> str:
        """As people write it: `11/2026`."""
        return f"{self.number}/{self.year}"

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its first instant and the first after it, on the wall clock of a zone."""
        first = date(self.year, self.number, 1)
        after = first + timedelta(days=monthrange(self.year, self.number)[1])
        return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)
