"""A petition, its words, its chain of steps, and who sent it: each in a table of its own.

A petition's row is narrow and holds no personal text, since inboxes and statistics read a million
of them; what people wrote lies beside it and can be erased; who they are lies apart and is joined
by nothing.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base.db import Base
from portal.petitions import papers as papers  # the other tables, loaded with these
from portal.petitions.rules import (
    LONGEST_REASON,
    LONGEST_TOPIC,
    Act,
    Channel,
    Kind,
    Learn,
    Opening,
    State,
)


def _petition() -> Any:
    return mapped_column(sa.ForeignKey("petition.id"), index=True)


def _petition_key() -> Any:
    return mapped_column(sa.ForeignKey("petition.id"), primary_key=True)


def number_of(petition_id: int) -> str:
    """The public number of a petition: `PA-000123`."""
    return f"PA-{petition_id:06d}"


class Petition(Base):
    """One matter of one sender, with exactly one owner at each instant.

    `version` grows with every act: the token by which two officers notice each other. `chain` is
    the hash of the newest of its `steps` steps.
    """

    __tablename__ = "petition"
    __table_args__ = (
        sa.Index("ix_petition_inbox", "owner_id", "state", "due_on"),
        sa.Index("ix_petition_above", "above_id", "state", "due_on"),
        sa.Index("ix_petition_due", "state", "due_on"),
        sa.Index("ix_petition_received", "received_at"),
        sa.Index("ix_petition_mine", "account_id", "state"),
        sa.Index("ix_petition_to_tell", "home_id", "to_tell"),
        # What statistics count: how many an office received in a month.
        sa.Index("ix_petition_owned_received", "owner_id", "received_at"),
        # What came in a week or month about the places of one office.
        sa.Index("ix_petition_home_came", "home_id", "received_at"),
        sa.CheckConstraint("owner_id <> to_id", name="not_handed_to_itself"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    steps: Mapped[int]
    chain: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[State]
    kind: Mapped[Kind]
    channel: Mapped[Channel]
    learn: Mapped[Learn]
    language: Mapped[str] = mapped_column(sa.String(2))
    restricted: Mapped[bool]
    """Khiếu nại, tố cáo: read by leads alone, never public."""

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    """Where the matter is: a village or any unit above."""
    home_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    """The office of the place: whose counter tells the sender."""
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    above_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    """The unit above the owner; None when the centre owns it."""
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who has it in hand at the owner; None: nobody yet."""
    to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    """Handed to this unit, which has not accepted it yet."""
    barred_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    """The office that the matter is about: it and whatever stands below it cannot read it."""
    not_account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """Who wrote the answer the sender did not accept: another person has to look at it."""
    taken_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """The officer who wrote it down for somebody at the counter or by phone."""

    received_at: Mapped[datetime]
    clock_on: Mapped[date]
    """From this day the answer's working days count: the day of receipt or of a reopening."""
    due_on: Mapped[date]
    """The last day on which an answer is in time."""
    step_due_on: Mapped[date | None]
    """The last day to triage, to accept a hand-over, to reply, to check; None in other states."""
    paused_on: Mapped[date | None]
    """Since when the clock stands still: waiting for the sender or for an outside agency."""
    paused_days: Mapped[int]
    """Working days it stood still for the sender."""
    away_days: Mapped[int]
    """Working days it was with an outside agency: counted apart."""
    extended_days: Mapped[int]
    asked_once: Mapped[bool]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it came to its present end; None while it is open."""

    hops: Mapped[int]
    bounces: Mapped[int]
    reopened: Mapped[int]
    split_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("petition.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("petition.id"), index=True)
    code_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """Keyed hash of the sender's code; a part split off has none."""
    code_to_change: Mapped[bool]
    """An officer has seen the code: it changes at the sender's own first visit."""
    to_tell: Mapped[bool]
    """Cần báo kết quả: the sender asked to be told, and has not been yet."""
    held: Mapped[bool]
    """Kept beyond its time: an inquiry goes on."""
    erased_at: Mapped[datetime | None]

    @property
    def number(self) -> str:
        """The public number; it opens nothing."""
        return number_of(self.id)


class PetitionText(Base):
    """What was written, as written."""

    __tablename__ = "petition_text"
    petition_id: Mapped[int] = _petition_key()
    topic: Mapped[str] = mapped_column(sa.String(LONGEST_TOPIC))
    text: Mapped[str] = mapped_column(sa.Text)


class Identity(Base):
    """Who sent it, if they said so. Read by `vault.py` alone."""

    __tablename__ = "petition_identity"
    petition_id: Mapped[int] = _petition_key()
    name: Mapped[str] = mapped_column(sa.String(120))
    phone: Mapped[str] = mapped_column(sa.String(20))
    address: Mapped[str] = mapped_column(sa.String(200))


class IdentityOpening(Base):
    """A custodian opened an identity until an instant; the sender sees when, who and why."""

    __tablename__ = "identity_opening"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = _petition()
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    reason: Mapped[Opening]
    words: Mapped[str] = mapped_column(sa.String(LONGEST_REASON))
    at: Mapped[datetime]
    until: Mapped[datetime]


class Step(Base):
    """One act: append-only, chained by hash. Ids, digests and coded facts only, no word of anybody.

    `account_id` is None for the sender and for the clock.
    """

    __tablename__ = "petition_step"
    __table_args__ = (sa.UniqueConstraint("petition_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(sa.ForeignKey("petition.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    act: Mapped[Act]
    before: Mapped[State | None]
    after: Mapped[State]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    facts: Mapped[dict[str, Any]]
    chain: Mapped[str] = mapped_column(sa.String(64))


class StepText(Base):
    """What somebody wrote at a step: a reason, a note, a question. Its digest stands in the chain.

    Empty once erased; the chain stays valid.
    """

    __tablename__ = "petition_step_text"
    step_id: Mapped[int] = mapped_column(sa.ForeignKey("petition_step.id"), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)


class Handover(Base):
    """A unit offers a petition to another; pending while `settled_at` is empty."""

    __tablename__ = "petition_handover"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = _petition()
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
    """True: taken on. False: sent back. None: pending, or overtaken by another act."""


class Merge(Base):
    """A petition was put into another; undone while its sender's own page goes on."""

    __tablename__ = "petition_merge"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = _petition()
    into_id: Mapped[int] = mapped_column(sa.ForeignKey("petition.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
