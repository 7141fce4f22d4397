"""Events, and the lines of their live text."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.audience import Addressed, Audience, Reach, members_of_one
from portal.base import clock
from portal.base.db import Base
from portal.events import rules
from portal.events.rules import LONGEST_LINE, LONGEST_PLACE, LONGEST_REASON, LONGEST_TITLE, Live


@dataclass(frozen=True)
class Said:
    """What somebody says of an event: the part of it that can be edited."""

    title: str
    text: str
    place: str
    starts_at: datetime
    ends_at: datetime
    reach: Reach
    audience: Audience
    association_code: str | None = None


class Event(Addressed, Base):
    """Something that takes place: what, where, when, for whom."""

    __tablename__ = "event"
    __table_args__ = (
        sa.Index("ix_event_unit", "unit_id", "starts_at"),
        sa.CheckConstraint("ends_at > starts_at", name="start_before_end"),
        members_of_one(),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(LONGEST_TITLE))
    text: Mapped[str] = mapped_column(sa.Text)
    place: Mapped[str] = mapped_column(sa.String(LONGEST_PLACE))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    number: Mapped[int] = mapped_column(default=1)
    """Grows with each change: by it two editors notice each other, and calendars a new time."""
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="")
    attendance: Mapped[int | None]
    live_opened_at: Mapped[datetime | None]
    live_closed_at: Mapped[datetime | None]
    last_line: Mapped[int] = mapped_column(default=0)
    """The number of the latest line, corrections counted."""
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))

    @property
    def live(self) -> Live:
        """How its live text stands now."""
        return rules.live_state(self.live_opened_at, self.live_closed_at, self.ends_at, clock.now())


class LiveLine(Base):
    """One line of a live text, for ever. A correction is a row of its own: nothing is rewritten."""

    __tablename__ = "live_line"
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """1, 2, 3 … within the event."""
    corrects: Mapped[int | None]
    """The number of the line whose words these replace; None for a new line."""
    text: Mapped[str] = mapped_column(sa.String(LONGEST_LINE))
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
