"""What time it is: one place to ask, so that a test can say."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("fixed", default=None)
_zone = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def zone() -> ZoneInfo:
    """The zone of the installation, fixed at its first day, whatever the server's own is."""
    return _zone


def use_zone(name: str) -> None:
    """Take the zone of the installation (PORTAL_TIMEZONE)."""
    global _zone
    _zone = ZoneInfo(name)


def today() -> date:
    """The calendar day in the installation's zone."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """The same instant on the wall clock of the installation."""
    return instant.astimezone(_zone)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Stop the clock at an aware instant; for tests and for seeds that fill the past."""
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
