"""The codebook of themes, what petitions were confirmed to be about, and opinions heard."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base.db import Base
from portal.themes.rules import LONGEST_OPINION, Source


class Theme(Base):
    """One theme of the codebook; a retired one is offered no longer and stays on old petitions."""

    __tablename__ = "theme"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    position: Mapped[int]
    title: Mapped[dict[str, Any]]
    note: Mapped[dict[str, Any]]
    """What belongs in, for who has to choose."""
    retired_on: Mapped[date | None]
    changes: Mapped[int]
    """How often its words were changed: the second of two editors is told."""


class PetitionTheme(Base):
    """What an officer says a petition is about."""

    __tablename__ = "petition_theme"
    __table_args__ = (sa.Index("ix_petition_theme_newest", "theme_id", "at"),)
    petition_id: Mapped[int] = mapped_column(sa.ForeignKey("petition.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"))
    suggested_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id"))
    """What the portal had suggested then; None where it was not sure enough."""
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    changes: Mapped[int]
    """1 for the first time, one more whenever it is confirmed otherwise."""


class Opinion(Base):
    """Ý kiến ghi nhận: one sentence heard elsewhere. No person, no clock, no code."""

    __tablename__ = "opinion"
    __table_args__ = (sa.Index("ix_opinion_unit", "unit_id", "heard_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), index=True)
    source: Mapped[Source]
    heard_on: Mapped[date] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(sa.String(LONGEST_OPINION))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    changes: Mapped[int]
    """How often it was mended: the second of two editors is told."""


@dataclass(frozen=True)
class OpinionText:
    """What an officer heard: one sentence, about what, where it was said, and when."""

    text: str
    theme: Theme
    source: Source
    heard_on: date
