"""Posts, their versions, what hangs on them, and the words by which they are found."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.audience import Addressed, members_of_one
from portal.base.db import Base
from portal.base.terms import Places
from portal.news.rules import LONGEST_NOTE, Category, Stage


class Post(Addressed, Base):
    """What is true of a post now. Its words lie in versions; what stands here is of the live one.

    It is shown while `shown_from <= now < shown_until`: publication is a comparison, no clock has
    to strike.
    """

    __tablename__ = "post"
    __table_args__ = (
        members_of_one(),
        sa.CheckConstraint("shown_until > shown_from", name="shown_before_it_ends"),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_for_a_reason"
        ),
        sa.CheckConstraint("shown_from IS NULL OR live IS NOT NULL", name="shown_when_approved"),
        sa.CheckConstraint("withdrawn_at IS NULL OR shown_from IS NULL", name="withdrawn_or_shown"),
        sa.Index("ix_post_unit", "unit_id", "shown_from", "id"),
        sa.Index("ix_post_unit_reach", "unit_id", "reach", "shown_from", "id"),
        sa.Index("ix_post_reach", "reach", "shown_from", "id"),
        sa.Index("ix_post_category", "reach", "category", "shown_from", "id"),
        # What the clock of a page asks: what begins, what ends, what is pressing, what waits.
        sa.Index("ix_post_shown_from", "shown_from", "id"),
        sa.Index("ix_post_shown_until", "shown_until"),
        sa.Index("ix_post_urgent", "urgent", "shown_from"),
        sa.Index("ix_post_pinned", "pinned", "shown_from"),
        sa.Index("ix_post_stage", "stage", "unit_id"),
        sa.Index("ix_post_unit_changed", "unit_id", "changed_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[Category]
    pinned: Mapped[bool]
    urgent: Mapped[bool]
    stage: Mapped[Stage]
    number: Mapped[int]
    """Of the latest version."""
    live: Mapped[int | None]
    """Of the version that was approved last; it is what people read."""
    shown_from: Mapped[datetime | None]
    shown_until: Mapped[datetime | None]
    corrections: Mapped[list[Any]]
    """What was corrected since people could read it, oldest first: [instant, words]."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(sa.String(LONGEST_NOTE))
    returned_reason: Mapped[str | None] = mapped_column(sa.String(LONGEST_NOTE))
    """Why the lead gave the latest version back; None once it is written on."""
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    changed_at: Mapped[datetime]


class PostVersion(Base):
    """One state of a post's words and of how it is to be shown; never changed, never deleted."""

    __tablename__ = "post_version"
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    titles: Mapped[dict[str, Any]]
    """Language → title; the first is the one it was written in."""
    settings: Mapped[dict[str, Any]]
    """How it is to be shown once approved: `rules.Settings` as it is kept."""
    note: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE))
    """What was corrected, for everybody to read; "" when nobody had read it before."""
    approved_at: Mapped[datetime | None]
    bodies: Mapped[dict[str, Any]]
    """Language → Markdown. Last, so that a list of titles does not read through it."""


class PostFile(Base):
    """A picture (with its large size) or an attachment, from one version on until another."""

    __tablename__ = "post_file"
    __table_args__ = (
        sa.Index("ix_post_file_post", "post_id", "id"),
        sa.CheckConstraint("until IS NULL OR until > since", name="since_before_until"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"))
    since: Mapped[int]
    until: Mapped[int | None]
    """The first version without it."""
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.ForeignKey("file.digest"), index=True)
    size: Mapped[int]
    """Bytes."""
    large_digest: Mapped[str | None] = mapped_column(sa.ForeignKey("file.digest"), index=True)
    large_size: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    name: Mapped[str] = mapped_column(sa.String(200))
    """A picture's caption; an attachment's file name."""


class PostText(Base):
    """The live words of a post as they are searched: folded, a blank around each."""

    __tablename__ = "post_text"
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), primary_key=True)
    about: Mapped[list[Any]]
    """Terms for its unit, reach and category, which are no words."""
    words: Mapped[str] = mapped_column(sa.Text)


class PostTerm(Places, Base):
    """In which posts of one block a term stands."""

    __tablename__ = "post_term"


class NewsSetting(Base):
    """What a unit's lead has decided about its posts; without a row only leads publish."""

    __tablename__ = "news_setting"
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    clerks_publish: Mapped[bool]
