"""What statistics are added up from: one row per office and month, made by the clock."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base.db import Base


class MonthFigures(Base):
    """What an office received and answered in a month; with `whole` all below it besides.

    Derived, and known to be old when a row of `Recount` names its office and month: `rollup.py`
    then counts anew while the page is made. Only provinces have a whole: the nation is their sum.
    """

    __tablename__ = "petition_month"
    __table_args__ = (
        sa.Index("ix_petition_month_above", "above_id", "whole", "month"),
        {"sqlite_with_rowid": False},
    )
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    whole: Mapped[bool] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    above_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    """The unit above it today, or when it last stood."""
    received: Mapped[int]
    answered: Mapped[int]
    in_time: Mapped[int]
    ratings: Mapped[int]
    stars: Mapped[int]
    reopened: Mapped[int]
    referred: Mapped[int]
    replied: Mapped[int]
    away_days: Mapped[int]
    days: Mapped[dict[str, Any]]
    """Working days → how many answers took so many: sums and the middle come from it exactly."""
