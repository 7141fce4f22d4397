"""Letterheads from a day on, the books of document numbers, and outside agencies."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base.db import Base
from portal.letters.rules import LONGEST_BLOCK, AgencyKind, DocumentKind
from portal.units.rules import Level


class Letterhead(Base):
    """What units of one level write at the head and foot of an association's letters.

    Append-only: of those that hold on a day the newest stands, so old documents keep theirs.
    """

    __tablename__ = "letterhead"
    __table_args__ = (sa.Index("ix_letterhead_seek", "association_code", "level", "unit_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    association_code: Mapped[str] = mapped_column(sa.ForeignKey("association.code"))
    level: Mapped[Level]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    """For this unit and those below it; None for the nation. The nearest one stands."""
    from_on: Mapped[date]
    left: Mapped[str] = mapped_column(sa.String(LONGEST_BLOCK))
    right: Mapped[str] = mapped_column(sa.String(LONGEST_BLOCK))
    number: Mapped[str] = mapped_column(sa.String(80))
    place: Mapped[str] = mapped_column(sa.String(120))
    signing: Mapped[str] = mapped_column(sa.String(LONGEST_BLOCK))
    recipients: Mapped[str] = mapped_column(sa.String(LONGEST_BLOCK))


class DocumentBook(Base):
    """The last number a unit has given to documents of one kind in one year."""

    __tablename__ = "document_book"
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    # No foreign key: a number stands, whatever becomes of the list of associations.
    association_code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind] = mapped_column(primary_key=True)
    last: Mapped[int]


class DocumentNumber(Base):
    """One number given, and to what: `subject` is `table:id`."""

    __tablename__ = "document_number"
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    association_code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(sa.Text)
    """As written that day: a later letterhead does not rename a document."""
    subject: Mapped[str] = mapped_column(sa.String(60), index=True)
    given_at: Mapped[datetime]


class Agency(Base):
    """An office outside the associations that petitions are referred to, from a unit's subtree."""

    __tablename__ = "agency"
    __table_args__ = (
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= listed_on", name="listed_first"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    kind: Mapped[AgencyKind]
    name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(200))
    phone: Mapped[str] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.String(300))
    listed_on: Mapped[date]
    closed_on: Mapped[date | None]
    """The first day on which nothing is referred to it any more."""
    changes: Mapped[int]
    """How often its line was changed: the second of two editors is told."""
