"""Attempts counted per door and person, in the database, so that all processes agree.

Counted through `db.aside`, since a refused request is rolled back. Not flask-limiter: it counts
requests before they run and keeps its counters per process; here only failures count.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import clock, keys
from portal.base.db import Base, insert, session
from portal.base.errors import TooMany


class Attempt(Base):
    """How often a door was tried by one key in one window."""

    __tablename__ = "attempt"
    door: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    window: Mapped[datetime] = mapped_column(primary_key=True)
    number: Mapped[int]


def _row(door: str, key: str, span: timedelta) -> tuple[str, datetime]:
    start = clock.now().timestamp() // span.total_seconds() * span.total_seconds()
    return keys.digest(f"{door}:{key}", "attempt"), datetime.fromtimestamp(
        start, clock.now().tzinfo
    )


def anonymous(address: str) -> str:
    """The key of somebody without an account: address and day, so that no two days match."""
    return f"{clock.today()} {address}"


def number(door: str, key: str, span: timedelta) -> int:
    """How often this key has tried this door in the present window."""
    row = session.get(Attempt, _row(door, key, span))
    return 0 if row is None else row.number


def check(door: str, key: str, most: int, span: timedelta) -> None:
    """Raise TooMany when this key has used up its attempts at this door."""
    hashed, window = _row(door, key, span)
    row = session.get(Attempt, (hashed, window))
    if row is not None and row.number >= most:
        raise TooMany(int((window + span - clock.now()).total_seconds()))


def count(door: str, key: str, span: timedelta) -> None:
    """Count one attempt: one atomic upsert; call it through `db.aside`."""
    hashed, window = _row(door, key, span)
    statement = insert(Attempt).values(door=hashed, window=window, number=1)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["door", "window"], set_={"number": Attempt.number + 1}
        )
    )


def forget_old() -> None:
    """Drop windows that are over: nobody's address is kept beyond a day."""
    session.execute(sa.delete(Attempt).where(Attempt.window < clock.now() - timedelta(days=1)))
