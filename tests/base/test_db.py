from datetime import UTC, date, datetime, timedelta, timezone
from threading import Event

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from portal.base import audit, db
from portal.base.audit import AuditRow
from portal.base.db import session, writing
from portal.base.errors import Busy
from portal.base.pagecache import PageGeneration
from portal.base.period import Period
from tests import make
from tests.threads import at_once


def notes() -> list[str]:
    session.rollback()
    return list(session.scalars(sa.select(AuditRow.subject).order_by(AuditRow.id)))


def note(subject: str) -> None:
    audit.note("test.note", subject, None)


def write(subject: str, *, then_fail: bool = False) -> None:
    with writing():
        note(subject)
        session.flush()
        assert 1 / (not then_fail)


def test_a_reading_session_cannot_write(both):
    note("a")
    with pytest.raises(DBAPIError):
        session.flush()
    session.rollback()
    with pytest.raises(DBAPIError):
        session.execute(sa.delete(AuditRow))
    session.rollback()
    assert notes() == []


def test_writing_commits_once_at_its_end_or_not_at_all(both):
    with writing():
        note("a")
    with pytest.raises(ZeroDivisionError):
        write("b", then_fail=True)
    assert notes() == ["a"]


def test_a_request_s_deeds_are_rolled_back_unless_it_commits(both):
    db.begin_write()
    note("a")
    session.flush()
    db.finish()
    assert notes() == []
    db.begin_write()
    note("b")
    db.finish(commit=True)
    assert notes() == ["b"]


def test_what_is_put_aside_survives_the_rollback(both):
    db.begin_write()
    note("deed")
    db.aside(note, "attempt")
    session.flush()
    db.finish()
    assert notes() == ["attempt"]


def test_what_is_put_aside_comes_after_the_deed_and_one_failure_spares_the_next(both):
    def fails() -> None:
        raise ZeroDivisionError

    db.begin_write()
    note("deed")
    db.aside(fails)
    db.aside(note, "attempt")
    db.finish(commit=True)
    assert notes() == ["deed", "attempt"]
    db.finish()
    assert notes() == ["deed", "attempt"], "done once"


def test_after_commit_waits_for_the_disk_not_for_a_savepoint(both):
    seen = []
    with writing():
        note("a")
        db.after_commit(lambda: seen.append("committed"))
        with session.begin_nested():
            note("b")
        assert seen == []
    assert seen == ["committed"]


def test_after_commit_is_forgotten_with_a_rollback(both):
    seen = []
    db.begin_write()
    note("a")
    db.after_commit(lambda: seen.append("committed"))
    session.flush()
    db.finish()
    with writing():
        note("b")
    assert seen == []


def test_writers_to_sqlite_take_turns_and_lose_no_update(app):
    with writing():
        session.add(PageGeneration(id=1, number=0))

    def add(which: int) -> None:
        for _ in range(10):
            with writing():
                row = session.get_one(PageGeneration, 1)
                row.number += 1

    at_once(8, add)
    assert session.get_one(PageGeneration, 1).number == 80


def test_who_waits_too_long_for_the_turn_is_told_and_the_turn_comes_back(app, monkeypatch):
    monkeypatch.setattr(db, "PATIENCE", 0.05)
    held, let_go = Event(), Event()

    def hold() -> None:
        with writing():
            note("first")
            session.flush()
            held.set()
            let_go.wait(10)

    def wait() -> None:
        held.wait(10)
        try:
            with pytest.raises(Busy):
                write("second")
        finally:
            let_go.set()

    at_once(2, lambda which: (hold, wait)[which]())
    with writing():
        note("third")
    assert notes() == ["first", "third"]


def test_readers_never_wait_for_a_writer(both):
    with writing():
        note("a")
    begun, read = Event(), Event()

    def write_slowly() -> None:
        with writing():
            note("b")
            session.flush()
            begun.set()
            assert read.wait(10)

    def look() -> None:
        begun.wait(10)
        assert notes() == ["a"]
        read.set()

    at_once(2, lambda which: (write_slowly, look)[which]())
    assert notes() == ["a", "b"]


def test_a_steady_reading_sees_one_state_throughout(both):
    with writing():
        note("a")

    db.steady()
    counted = sa.select(sa.func.count()).select_from(AuditRow)
    assert session.scalar(counted) == 1
    at_once(1, lambda which: write("b"))
    assert session.scalar(counted) == 1
    session.rollback()
    assert session.scalar(counted) == 2


def test_instants_come_back_as_they_were_and_naive_ones_are_refused(both):
    hanoi = timezone(timedelta(hours=7))
    for instant in (datetime(2026, 8, 23, 23, 59, 59, 999999, hanoi), datetime.now(UTC)):
        with writing():
            session.add(AuditRow(at=instant, act="a", subject="s", facts={}, account_id=None))
        found = session.scalars(sa.select(AuditRow.at).order_by(AuditRow.id.desc())).first()
        assert found == instant
        assert found.utcoffset() == timedelta(0)
    with pytest.raises(StatementError, match="an instant needs its zone"):
        session.scalars(sa.select(AuditRow).where(AuditRow.at < datetime(2026, 8, 23)))


def test_periods_and_words_come_back_as_they_were(both):
    asked = make.weekly()
    assert asked.title["vi"] == "Báo cáo tuần của Ban công tác Mặt trận"
    first = session.scalar(sa.text("SELECT first_period FROM form_version"))
    assert Period.parse(first).first == date(2025, 6, 30)


def test_sqlite_keeps_what_it_acknowledges_and_checks_its_references(app):
    with db.engine().connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "foreign_keys", "journal_mode")
        }
    safe = db.sqlite_module().sqlite_version_info >= db.SAFE_WAL
    assert pragma == {
        "synchronous": 2,
        "foreign_keys": 1,
        "journal_mode": "wal" if safe else "delete",
    }
