"""What is written about a petition: answers, referrals, ratings, templates, the public copy.

More tables, beside `models.py`; they name a petition by its id alone.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base.db import Base
from portal.base.terms import Places
from portal.petitions.rules import LONGEST_REASON, LONGEST_TOPIC, Kind, Outcome, Reason


class Answer(Base):
    """One version of an answer (or rejection, or referral): a draft until it is submitted.

    `author_id` is empty where a moderator decided about abuse: nobody had drafted anything.
    """

    __tablename__ = "petition_answer"
    __table_args__ = (
        sa.UniqueConstraint("petition_id", "number"),
        sa.Index("ix_petition_answer_unit", "unit_id", "approved_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(sa.ForeignKey("petition.id"))
    number: Mapped[int]
    outcome: Mapped[Outcome]
    reason: Mapped[Reason | None]
    text: Mapped[str] = mapped_column(sa.Text)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    written_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    approver_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    """What the last day was when it was approved: frozen for statistics, as are the next three."""
    in_time: Mapped[bool | None]
    days: Mapped[int | None]
    """Working days from receipt (or reopening) to approval, pauses aside."""
    reopened_at: Mapped[datetime | None]
    """When the sender asked for another look at the matter."""


class Referral(Base):
    """An answer of the outcome `refer`: to which agency, by which document, and what it replied."""

    __tablename__ = "petition_referral"
    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("petition_answer.id"), primary_key=True)
    agency_id: Mapped[int | None]
    """Its number in the list of outside agencies, which a slice above keeps."""
    agency: Mapped[str] = mapped_column(sa.String(200))
    """Its name as it was then."""
    document: Mapped[str] = mapped_column(sa.String(60))
    signed_on: Mapped[date]
    follow_up_on: Mapped[date] = mapped_column(index=True)
    replied_on: Mapped[date | None]
    days: Mapped[int | None]
    """Working days until it replied: counted apart."""
    reply: Mapped[str] = mapped_column(sa.Text)


class Rating(Base):
    """What the sender thinks of one version of the answer: stored once."""

    __tablename__ = "petition_rating"
    __table_args__ = (sa.CheckConstraint("stars BETWEEN 1 AND 5", name="one_to_five"),)
    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("petition_answer.id"), primary_key=True)
    petition_id: Mapped[int] = mapped_column(sa.ForeignKey("petition.id"), index=True)
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(sa.String(LONGEST_REASON))
    at: Mapped[datetime]


class Photo(Base):
    """A picture added under the code, shrunk, without the place where it was taken."""

    __tablename__ = "petition_photo"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(sa.ForeignKey("petition.id"), index=True)
    digest: Mapped[str | None] = mapped_column(sa.ForeignKey("file.digest"), index=True)
    """The small one, for pages; None once erased."""
    size: Mapped[int]
    """Bytes, as the page says beforehand."""
    large_digest: Mapped[str | None] = mapped_column(sa.ForeignKey("file.digest"), index=True)
    large_size: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    """The officer who added it; None for the sender."""
    at: Mapped[datetime]


class AnswerTemplate(Base):
    """A text to begin an answer with; used by the unit and by all below it."""

    __tablename__ = "answer_template"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    retired_at: Mapped[datetime | None]


class PublicCopy(Base):
    """An answered petition as everybody may read it: redacted, never the sender's own words.

    `key` is its folded text (`terms.folded`), for the search without marks. Where it stands and by
    what it is found is kept beside it, in PublicLine and PublicTerm (`published.py`).
    """

    __tablename__ = "petition_public"
    petition_id: Mapped[int] = mapped_column(sa.ForeignKey("petition.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    """The unit that answered."""
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    kind: Mapped[Kind]
    topic: Mapped[str] = mapped_column(sa.String(LONGEST_TOPIC))
    text: Mapped[str] = mapped_column(sa.Text)
    answer: Mapped[str] = mapped_column(sa.Text)
    key: Mapped[str] = mapped_column(sa.Text)
    published_at: Mapped[datetime] = mapped_column(index=True)
    me_too: Mapped[int]
    """How many said "me too": the rows of MeToo, counted anew with each."""


class MeToo(Base):
    """One browser or phone said "me too" to a public petition; kept as keyed hash."""

    __tablename__ = "petition_me_too"
    petition_id: Mapped[int] = mapped_column(sa.ForeignKey("petition.id"), primary_key=True)
    who: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    at: Mapped[datetime]


class PublicLine(Base):
    """A public copy in the list of one unit: its place's, of all above it, of who answered it.

    One seek reads a page of any unit's list, at any number of copies.
    """

    __tablename__ = "petition_public_line"
    __table_args__ = (
        sa.Index("ix_petition_public_line_petition", "petition_id"),
        {"sqlite_with_rowid": False},
    )
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(primary_key=True)
    published_at: Mapped[datetime] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(
        sa.ForeignKey("petition_public.petition_id"), primary_key=True
    )


class PublicTerm(Places, Base):
    """In which public copies of one block a term stands."""

    __tablename__ = "petition_public_term"


class Recount(Base):
    """Statistics of an office and a month have changed since they were last counted.

    Rows are added and taken away, never changed, so that no two deeds wait for each other.
    """

    __tablename__ = "petition_recount"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    month: Mapped[date]
    """Its first day, on the wall clock."""
