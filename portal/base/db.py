"""The database: one session per thread, and **one commit per request**.

`base/web.py` commits once, before the answer leaves, when a state-changing request is answered
below 400; otherwise the session is rolled back. Services flush, never commit, and so can be
composed. Commands and the clock use `writing()`, which commits at its end. What must survive a
rollback, or be noted by a GET, goes through `aside(fn)`.

A reading session cannot write: SQLite is told `query_only`, PostgreSQL `READ ONLY`.
"""

import importlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker

from portal.base.errors import Busy
from portal.base.period import Period

log = structlog.get_logger()

# Before 3.51.3 a WAL database written by several connections can be corrupted ("WAL-reset").
SAFE_WAL = (3, 51, 3)
# How long a writer waits for its turn before the person is asked to send again.
PATIENCE = 10.0


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware instant, kept as UTC without zone, alike on both databases."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant: nobody could say when that was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return value and value.replace(tzinfo=UTC)


class PeriodColumn(sa.types.TypeDecorator[Period]):
    """A period as its canonical text, which sorts as the periods do."""

    impl = sa.String(10)
    cache_ok = True

    def process_bind_param(self, value: Period | None, dialect: Dialect) -> str | None:
        """`2026-W05`, `2026-08`, `2026-Q3`, `2026`, `once`."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Period | None:
        """Parse what was written."""
        return None if value is None else Period.parse(value)


class Base(DeclarativeBase):
    """Mother of all tables; names every constraint, so that migrations can find it."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own way to say it
        datetime: UtcDateTime(),
        Period: PeriodColumn(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
        Enum: sa.Enum(
            Enum, native_enum=False, length=20, values_callable=lambda e: [m.value for m in e]
        ),
    }


class _Turn:
    """Whose turn it is to write to SQLite: its own busy handler is unfair (waits of 1-2 s)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.needed = False

    def take(self) -> None:
        if self.needed and not self._lock.acquire(timeout=PATIENCE):
            raise Busy

    def give_back(self) -> None:
        if self.needed:
            self._lock.release()


_turn = _Turn()
_engine: Engine | None = None
_reader: Engine | None = None
_writer: Engine | None = None


class PortalSession(Session):
    """A session that reads until it is told to write."""

    write = False
    _has_turn = False

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine:
        """The reading or the writing engine; before the first write it queues for its turn."""
        if _reader is None or _writer is None:
            raise RuntimeError("open_database() first")
        if not self.write:
            return _reader
        if not self._has_turn:
            _turn.take()
            self._has_turn = True
        return _writer


session: scoped_session[PortalSession] = scoped_session(
    sessionmaker(class_=PortalSession, expire_on_commit=False, autoflush=True)
)


@event.listens_for(PortalSession, "after_transaction_end")
def _end_turn(this: PortalSession, transaction: Any) -> None:
    if transaction.parent is None and this._has_turn:
        this._has_turn = False
        _turn.give_back()


@event.listens_for(PortalSession, "after_commit")
def _notify(this: Session) -> None:
    if this.in_nested_transaction():  # a savepoint is not on disk
        return
    for fn in this.info.pop("after_commit", []):
        fn()


def open_database(url: str) -> Engine:
    """Connect the process to one database and return its engine; the old one is let go."""
    global _engine, _reader, _writer
    close_database()
    backend = sa.make_url(url).get_backend_name()
    _engine = _sqlite(url) if backend == "sqlite" else _postgresql(url)
    _reader = _engine.execution_options(portal_write=False, postgresql_readonly=True)
    _writer = _engine.execution_options(portal_write=True)
    _turn.needed = backend == "sqlite"
    return _engine


def close_database() -> None:
    """Let go of session and connections."""
    session.remove()
    if _engine is not None:
        _engine.dispose()


def engine() -> Engine:
    """The engine in use, for migrations, backup and measuring."""
    if _engine is None:
        raise RuntimeError("open_database() first")
    return _engine


def insert(table: type[Base]) -> Any:
    """INSERT of the open database's own kind, which knows `on_conflict_do_update`."""
    return (sqlite if engine().dialect.name == "sqlite" else postgresql).insert(table)


def _write_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sqlite_module() -> Any:
    """Python's own sqlite3 or the newer pysqlite3: whichever is there, the newer first."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3.dbapi2")


def _sqlite(url: str) -> Engine:
    module = sqlite_module()
    journal = "wal" if module.sqlite_version_info >= SAFE_WAL else "delete"
    made = sa.create_engine(
        url,
        module=module,
        json_serializer=_write_json,
        pool_size=16,
        max_overflow=16,
        hide_parameters=True,  # errors are logged, what people typed is not
    )

    @event.listens_for(made, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            f"journal_mode={journal}",
            "synchronous=full",  # NORMAL lost acknowledged rows when the power was cut
            "foreign_keys=on",
            f"busy_timeout={int(PATIENCE * 1000)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("portal_write", True)
        connection.exec_driver_sql(f"PRAGMA query_only={'off' if write else 'on'}")
        # A deferred transaction that reads and then writes silently lost 88 of 120 updates.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return made


def _postgresql(url: str) -> Engine:
    return sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"),
        json_serializer=_write_json,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        connect_args={"options": "-c statement_timeout=15000 -c timezone=UTC"},
    )


@contextmanager
def writing() -> Iterator[PortalSession]:
    """One writing transaction of a command, of the clock or of an aside: commits at the end."""
    session.remove()
    session().write = True
    try:
        yield session()
        session.commit()
    finally:
        session.remove()


def begin_write() -> None:
    """End the reading done so far; from the next statement on this session writes."""
    session.rollback()
    session().write = True


def steady() -> None:
    """Read one and the same state of the database from here on, whatever is written meanwhile.

    SQLite's readers do so by themselves; PostgreSQL's would see each commit at once.
    """
    session.rollback()
    if engine().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def aside(fn: Callable[..., None], *args: object) -> None:
    """Do this in a short transaction of its own, once the request's own has ended.

    For the closed list of what must survive a rollback or be noted by a GET; a test holds it.
    """
    session().info.setdefault("aside", []).append((fn, args))


def finish(*, commit: bool = False) -> None:
    """End the request's transaction, then do what was put aside."""
    waiting = session().info.pop("aside", [])
    try:
        if commit:
            session.commit()
    finally:
        session.remove()
    for fn, args in waiting:
        try:
            with writing():
                fn(*args)
        except Exception:  # the answer is already decided; what was put aside must not change it
            log.exception("aside failed", aside=fn.__name__)


def after_commit(fn: Callable[[], None]) -> None:
    """Call this once the request's transaction is on disk; it must not touch the database."""
    session().info.setdefault("after_commit", []).append(fn)
