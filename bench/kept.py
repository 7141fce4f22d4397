"""Databases that are measured: each written once, kept in the instance folder for the next run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from zlib import crc32

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from bench.rounds import console
from portal.base import clock, db, paths, schema
from portal.home.story import REFORM
from portal.reports import questionnaire
from portal.units import imports, services


def database(name: str, sow: Callable[[], None], *depends_on: object) -> str:
    """URL of an SQLite file, opened; written by `sow` unless there is one that still fits.

    It fits with the schema and with `depends_on`, whatever else its content comes from.
    """
    scripts = sorted(file.name for file in paths.MIGRATIONS.rglob("*.py"))
    mark = crc32(repr((scripts, *depends_on)).encode())
    file = paths.INSTANCE / f"bench-{name}-{mark:08x}.db"
    if not file.exists():
        part = file.with_suffix(".part")
        for old in (part, *paths.INSTANCE.glob(f"bench-{name}-*.db*")):
            old.unlink(missing_ok=True)
        open_(f"sqlite:///{part}")
        sow()
        db.close_database()
        part.rename(file)
    url = f"sqlite:///{file}"
    open_(url)
    return url


def open_(url: str) -> None:
    """Read from this database from now on."""
    db.open_database(url)
    questionnaire.forget()
    clock.use_zone("Asia/Ho_Chi_Minh")


def sow_country() -> None:
    """The schema, and the real provinces and communes."""
    schema.migrate()
    with db.writing():
        services.ensure_kinds()
        imports.write(imports.plan(imports.vietnam(), on=REFORM), on=REFORM)


@contextmanager
def steps(whole: int) -> Iterator[Callable[[int], None]]:
    """A bar of so many steps; call what is given after each of them."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=whole)
        yield lambda number: bar.advance(task, number)
