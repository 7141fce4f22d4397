"""Who did what, when, and why: append-only, in the same transaction as the deed.

A row holds ids, digests and coded reasons, never personal text, so that erasing a person leaves
every row valid.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import clock
from portal.base.db import Base, session


class AuditRow(Base):
    """One deed. `act` is `slice.verb`, `subject` is `table:id`."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(60), index=True)
    facts: Mapped[dict[str, Any]]


def note(act: str, subject: str, by: int | None, **facts: object) -> None:
    """Write one row; `by` is the account's id, None for the clock and for citizens."""
    row = AuditRow(at=clock.now(), account_id=by, act=act, subject=subject, facts=facts)
    session.add(row)
