from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.base import clock, readings, tick
from portal.base.db import session, writing
from portal.base.readings import Reading
from portal.base.web import Portal
from tests import make


def test_counts_wait_in_memory_until_the_tick(app: Portal) -> None:
    for thing in ("post:1", "post:2", "post:1"):
        readings.count(thing)
    assert readings.number("post:1") == 0
    tick.tick()
    assert (readings.number("post:1"), readings.number("post:2")) == (2, 1)


def test_a_process_without_the_lease_writes_its_counts_too(app: Portal) -> None:
    with writing():
        session.add(tick.Lease(name="tick", until=clock.now() + timedelta(minutes=5)))
    readings.count("post:1")
    assert not tick.tick()
    assert readings.number("post:1") == 1


def test_days_add_up_on_both_databases(both: Portal) -> None:
    for day, times in (("2026-08-17", 3), ("2026-08-18", 2), ("2026-08-18", 1)):
        with make.at(f"{day} 12:00"):
            for _ in range(times):
                readings.count("unit:7")
            readings.flush()
    with make.at("2026-08-19 12:00"):
        assert readings.number("unit:7") == 6
        assert [number for _, number in readings.by_day("unit:7")] == [3, 3]
    with make.at("2026-08-24 12:00"):
        assert readings.number("unit:7") == 3, "of the last seven days"


def test_counts_that_cannot_be_written_are_kept(
    app: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*anything: object) -> None:
        raise ConnectionError

    readings.count("post:1")
    with monkeypatch.context() as broken:
        broken.setattr(readings, "_add", fail)
        with pytest.raises(ConnectionError):
            readings.flush()
    readings.count("post:1")
    readings.flush()
    assert readings.number("post:1") == 2


def test_a_year_and_a_month_later_nothing_is_left(app: Portal) -> None:
    with make.at("2025-07-01 12:00"):
        readings.count("post:1")
        readings.flush()
    with make.at("2026-08-06 12:00"), writing():
        readings.forget_old()
    assert session.scalar(sa.select(sa.func.count()).select_from(Reading)) == 0


def test_a_row_knows_nothing_of_the_reader(app: Portal) -> None:
    assert set(Reading.__table__.columns.keys()) == {"thing", "day", "number"}
