"""Days that the government declares as worked or off, against the calendar: swaps before and after
Tết, a day of mourning, a storm. Kept here, dated and with their paper; `base/workdays.py` counts.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import audit, clock
from portal.base.db import Base, session


class DeclaredDay(Base):
    """A day that is worked, or off, because a paper says so."""

    __tablename__ = "declared_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(200))
    """Number and date of the paper: "Công văn 8726/VPCP-KGVX, 29/9/2025"."""
    account_id: Mapped[int | None]
    at: Mapped[datetime]


def declared_days() -> dict[date, bool]:
    """Day → whether it is worked, as `base/workdays.py` takes it: a handful of rows a year."""
    return {row.day: row.works for row in session.execute(_DAYS)}


_DAYS = sa.select(DeclaredDay.day, DeclaredDay.works)


def declarations() -> list[DeclaredDay]:
    """All of them with their papers, latest first."""
    return list(session.scalars(sa.select(DeclaredDay).order_by(DeclaredDay.day.desc())))


def declare_day(day: date, works: bool, reason: str, *, by: int | None) -> None:
    """Say that a day is worked or off; what was said of it before is in the audit."""
    before = session.get(DeclaredDay, day)
    was = None if before is None else before.works
    audit.note("base.declare_day", f"declared_day:{day}", by, before=was, after=works)
    row = DeclaredDay(day=day, works=works, reason=reason, account_id=by, at=clock.now())
    session.merge(row)
    session.flush()


def take_back(day: date, *, by: int | None) -> None:
    """The day is again what the calendar says."""
    row = session.get(DeclaredDay, day)
    if row is None:
        return
    audit.note("base.take_back_day", f"declared_day:{day}", by, before=row.works, after=None)
    session.delete(row)
    session.flush()
