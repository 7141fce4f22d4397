"""A copy of the whole database, made while it serves, opened and looked through before it counts.

SQLite copies itself (VACUUM INTO: one consistent moment, no free pages); PostgreSQL has pg_dump and
pg_restore, which must be installed beside the portal. A file appears under its name only when it is
whole and on disk; a database is replaced in one step or not at all.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock, Timeout

from portal.base import db, schema


class Refused(SystemExit):
    """The copy is not sound, or there is something that would be overwritten."""


def backup(target: Path) -> None:
    """Write the open database to a new file; Refused when it exists or the copy is not sound."""
    if target.exists():
        raise Refused(f"{target} is there already; a backup overwrites nothing.")
    if not target.absolute().parent.is_dir():
        raise Refused(f"There is no folder {target.absolute().parent}.")
    with _appearing(target) as file:
        if _is_sqlite():
            with closing(_connected(Path(_place().database or ""))) as connection:
                connection.execute("VACUUM INTO ?", [str(file)])
            examine(file)
        else:
            _run("pg_dump", "--format=custom", "--no-owner", f"--file={file}", _address())
            _run("pg_restore", "--list", str(file))


def restore(source: Path, *, force: bool = False) -> None:
    """Put a backup in the place of the open database; only `force` overwrites anything entered."""
    if not force and not is_empty():
        raise Refused(
            "There is something in this database. Say --force to lose it for what is in the backup."
        )
    if _is_sqlite():
        examine(source)
        _replace_sqlite(source)
    else:
        _run("pg_restore", "--list", str(source))
        _empty_postgresql()
        words = ("--single-transaction", "--exit-on-error", "--no-owner", "--dbname", _address())
        _run("pg_restore", *words, str(source))
    schema.migrate()


def is_empty() -> bool:
    """Whether nobody has entered anything: no tables yet, or none with a row but our own marks."""
    own = {"key_fingerprint", "lease", "page_generation", "unit_kind"}
    with db.engine().connect() as connection:
        there = sa.inspect(connection).get_table_names()
        return not any(
            connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
            for table in schema.metadata().sorted_tables
            if table.name in there and table.name not in own
        )


def examine(file: Path) -> None:
    """Open an SQLite file and look at every page and link of it; Refused when one is not sound."""
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    try:
        with closing(_connected(file)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            loose = connection.execute("PRAGMA foreign_key_check").fetchall()
            tables = connection.execute("SELECT count(*) FROM alembic_version").fetchone()
    except db.sqlite_module().DatabaseError as error:
        raise Refused(f"{file} is no backup of the portal: {error}.") from error
    if found != [("ok",)] or loose or tables == (0,):
        raise Refused(f"{file} is damaged: {found[:3]} {loose[:3]}.")


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A hidden neighbour to write to; it takes the target's name once it is whole and on disk."""
    file = target.with_name(f".{target.name}.part")
    file.unlink(missing_ok=True)
    try:
        yield file
        _on_disk(file)
        file.replace(target)
        _on_disk(target.parent)
    finally:
        file.unlink(missing_ok=True)


def _on_disk(path: Path) -> None:
    """Wait for the disk, or a power cut could leave a name without contents."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders and keeps their names by itself
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace_sqlite(source: Path) -> None:
    """The file takes the database's name, the old journal goes; Refused while a portal serves."""
    target = Path(_place().database or "")
    try:
        with FileLock(str(target.with_suffix(".serve.lock")), timeout=0):
            db.close_database()
            with _appearing(target) as file:
                shutil.copyfile(source, file)
                # Closing has emptied the old journal; if not, it must not be replayed into this.
                for ending in ("-wal", "-shm", "-journal"):
                    target.with_name(target.name + ending).unlink(missing_ok=True)
    except Timeout:
        raise Refused("A portal serves this database: stop it first.") from None


def _empty_postgresql() -> None:
    with db.engine().begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    db.engine().dispose()


def _connected(file: Path) -> Any:
    return db.sqlite_module().connect(file)


def _place() -> sa.URL:
    return db.engine().url


def _is_sqlite() -> bool:
    return _place().get_backend_name() == "sqlite"


def _address() -> str:
    """The database's address for PostgreSQL's own programs; the password goes by another way."""
    return _place().set(drivername="postgresql", password=None).render_as_string()


def _run(program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise Refused(f"{program} is not installed here: it comes with PostgreSQL's client.")
    # On the command line every user of the machine could read it.
    secret = {"PGPASSWORD": str(_place().password)} if _place().password else {}
    done = subprocess.run(  # noqa: S603 - our own words
        [found, *words], capture_output=True, text=True, env={**os.environ, **secret}
    )
    if done.returncode:
        raise Refused(f"{program}: {done.stderr.strip()}")
