"""The same form sent n times counts once.

Every POST form carries a random key of 128 bits. It is claimed in the transaction of the deed
itself: a second POST waits for the first, then finds its outcome. Kept 24 h as keyed hash, scoped
to route and account.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import clock, keys
from portal.base.db import Base, engine, insert, session
from portal.base.errors import Conflict, Untrusted
from portal.base.language import N_

# 24 h: an officer may fill the form in the field and send it from the road.
KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\w-]{22,64}")


class OnceKey(Base):
    """A key that was used, what was sent with it, and what came of it."""

    __tablename__ = "once_key"
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    content: Mapped[str] = mapped_column(sa.String(64))
    outcome: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)


@dataclass
class Claim:
    """A key in use by the present request; `repeated` when its deed was done before."""

    key: str
    repeated: bool
    outcome: dict[str, Any] = field(default_factory=dict)

    def remember(self, **outcome: object) -> None:
        """Keep what a repeated POST needs to give the same answer; nothing secret."""
        self.outcome |= outcome
        session.connection().execute(_outcome(), {"used": self.key, "became": self.outcome})


@cache
def _outcome() -> sa.Update:
    table = OnceKey.__table__
    now: dict[str, Any] = {"outcome": sa.bindparam("became", type_=sa.JSON)}
    return sa.update(table).where(table.c.key == sa.bindparam("used")).values(now)  # type: ignore[arg-type]  # it is a Table


@cache
def _taken(dialect: str) -> Any:
    """The insert that takes a key; put together once, it is asked at every POST."""
    return insert(OnceKey).on_conflict_do_nothing().returning(OnceKey.key)


def new_key() -> str:
    """A fresh key for a form: 128 random bits."""
    return secrets.token_urlsafe(16)


def claim(key: str, scope: str, content: Iterable[tuple[str, str]]) -> Claim:
    """Take the key for this deed, or find what came of it when it was done before.

    Raises Untrusted for no key, Conflict for a known key with other content.
    """
    if not _KEY.fullmatch(key):
        raise Untrusted
    hashed = keys.digest(f"{scope}:{key}", "once")
    text = repr(sorted(pair for pair in content if pair[0] not in ("once", "csrf_token")))
    sent = keys.digest(text, "sent")  # keyed: a bare hash would let passwords be guessed offline
    row = {"key": hashed, "content": sent, "outcome": {}, "at": clock.now()}
    if session.connection().scalar(_taken(engine().dialect.name), row) is not None:
        return Claim(hashed, repeated=False)
    kept = session.get_one(OnceKey, hashed)
    if kept.content != sent:
        raise Conflict(
            N_("This form was already sent with other content. Please check and send again.")
        )
    return Claim(hashed, repeated=True, outcome=dict(kept.outcome))


def forget_old() -> None:
    """Drop the keys whose day is over; the clock does it."""
    session.execute(sa.delete(OnceKey).where(OnceKey.at < clock.now() - KEPT))
