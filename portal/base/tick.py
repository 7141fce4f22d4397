"""The clock: what has to be done because time passed, not because somebody asked.

Idempotent and under a lease in the database, so that any number of processes may call it: `portal
serve` does every minute, or an outside timer through `portal tick`. Everything on screen is right
without it.
"""

import threading
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import clock, db, files, hooks, limits, once, readings
from portal.base.db import Base, session

log = structlog.get_logger()

EVERY = 60.0
LEASE = timedelta(minutes=5)


class Lease(Base):
    """Who does the clock's work until when."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    until: Mapped[datetime]


def _take_lease() -> bool:
    with db.writing():
        lease = session.get(Lease, "tick", with_for_update=True)
        if lease is not None and lease.until > clock.now():
            return False
        session.merge(Lease(name="tick", until=clock.now() + LEASE))
        return True


def tick() -> bool:
    """Do what is due, each part in a transaction of its own; False when another process does it.

    What this process has counted is written down in any case: nobody else knows it.
    """
    readings.flush()
    if not _take_lease():
        return False
    own = (once.forget_old, limits.forget_old, readings.forget_old, files.sweep)
    for part in (*own, *hooks.named("tick")):
        with db.writing():
            part()
    with db.writing():
        session.merge(Lease(name="tick", until=clock.now()))
    return True


def start() -> threading.Event:
    """Tick every minute from a thread of this process; set the event to stop it."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(EVERY):
            try:
                tick()
            except Exception:  # one bad minute must not stop the clock
                log.exception("tick failed")

    threading.Thread(target=run, name="tick", daemon=True).start()
    return stop
