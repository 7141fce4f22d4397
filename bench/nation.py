"""The database that is measured: seeded once, kept in the instance folder for the next run."""

from pathlib import Path
from zlib import crc32

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from bench.rounds import console
from portal.base import clock, db, paths, schema
from portal.home import seed
from portal.reports import default_form, questionnaire


def database(scale: str, *, weeks: int = 12) -> str:
    """URL of a seeded SQLite file, opened; seeded now unless one that fits is there."""
    plan = seed.plan(scale, weeks, 1)
    file = paths.INSTANCE / f"bench-{scale}-{plan.weeks[-1]}-{_pattern()}.db"
    url = f"sqlite:///{file}"
    new = not file.exists()
    if new:
        part = file.with_suffix(".part")
        for old in (part, *paths.INSTANCE.glob(f"bench-{scale}-*.db*")):
            old.unlink(missing_ok=True)
        sow(f"sqlite:///{part}", plan)
        db.close_database()
        part.rename(file)
    open_(url)
    return url


def _pattern() -> str:
    """Changes with the schema and with what the form asks: older files then do not fit."""
    asked = Path(default_form.__file__).read_bytes()
    scripts = sorted(file.name for file in paths.MIGRATIONS.rglob("*.py"))
    return f"{crc32(asked + repr(scripts).encode()):08x}"


def sow(url: str, plan: seed.Plan) -> None:
    """Fill an empty database."""
    open_(url)
    schema.migrate()
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=plan.steps)
        seed.write(plan, lambda number: bar.advance(task, number))


def open_(url: str) -> None:
    """Read from this database from now on."""
    db.open_database(url)
    questionnaire.forget()
    clock.use_zone("Asia/Ho_Chi_Minh")
