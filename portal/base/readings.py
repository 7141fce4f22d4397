"""How often a thing is read: daily counts, without cookie, address or anything about the reader.

An answer names its thing (`name(response, "post:12")`); the page cache takes that header off again
before the answer leaves and counts, whether the page was made or kept. Counts wait in the memory of
each process; the tick writes them down once a minute, a minute around midnight on the next day.
Pages that a proxy or a browser still keeps are not seen here.
"""

import threading
from collections import Counter
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import clock, db
from portal.base.db import Base, session

HEADER = "X-Reading"
# A year and a month: the same week of last year can be compared.
KEPT = timedelta(days=400)

_waiting: Counter[str] = Counter()
_lock = threading.Lock()


class Reading(Base):
    """How often a thing (`post:12`, `unit:7`) was read on one day."""

    __tablename__ = "reading"
    thing: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]


def name(response: Any, thing: str) -> None:
    """Let the response be counted as a reading of this thing."""
    response.headers[HEADER] = thing


def taken(headers: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], str]:
    """The headers without ours, and the thing it named; "" for none."""
    thing = next((value for field, value in headers if field == HEADER), "")
    return ([field for field in headers if field[0] != HEADER], thing) if thing else (headers, "")


def count(thing: str) -> None:
    """It was read once more."""
    with _lock:
        _waiting[thing] += 1


def forget() -> None:
    """Let go of what was counted and not written: another database has other things."""
    with _lock:
        _waiting.clear()


def flush() -> None:
    """Write down what was counted since, in one transaction; keep counting if that fails."""
    global _waiting
    with _lock:
        counted, _waiting = _waiting, Counter()
    if not counted:
        return
    try:
        with db.writing():
            _add(counted)
    except BaseException:
        with _lock:
            _waiting.update(counted)
        raise


def _add(counted: Counter[str]) -> None:
    day = clock.today()
    statement = db.insert(Reading)
    statement = statement.on_conflict_do_update(
        index_elements=["thing", "day"],
        set_={"number": Reading.number + statement.excluded.number},
    )
    # In one order everywhere, so that two processes never wait for each other's rows in turn.
    rows = [{"thing": one, "day": day, "number": n} for one, n in sorted(counted.items())]
    session.execute(statement, rows)


def forget_old() -> None:
    """Days beyond a year and a month are dropped; the tick calls this."""
    session.execute(sa.delete(Reading).where(Reading.day < clock.today() - KEPT))


def number(thing: str, days: int = 7) -> int:
    """How often it was read on the last so many days, today among them, as far as written down."""
    since = clock.today() - timedelta(days=days)
    statement = sa.select(sa.func.coalesce(sa.func.sum(Reading.number), 0))
    return int(session.scalar(statement.where(Reading.thing == thing, Reading.day > since)) or 0)


def by_day(thing: str, days: int = 30) -> list[tuple[date, int]]:
    """Day and number, newest first, of the days on which it was read."""
    since = clock.today() - timedelta(days=days)
    statement = sa.select(Reading.day, Reading.number).where(
        Reading.thing == thing, Reading.day > since
    )
    return [
        (row.day, row.number) for row in session.execute(statement.order_by(Reading.day.desc()))
    ]
