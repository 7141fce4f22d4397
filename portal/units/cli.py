"""Commands of this slice: the tree from a file."""

import time
from datetime import date, datetime
from pathlib import Path

import click
import sqlalchemy as sa
from rich.console import Console
from rich.progress import Progress

from portal.base import audit, clock, db
from portal.base.errors import PortalError
from portal.units import aliases as former
from portal.units import imports, services
from portal.units.models import Unit

# The day from which the 34 provinces and 3,321 communes stand.
REFORM = date(2025, 7, 1)

console = Console()


@click.group()
def units() -> None:
    """The tree of units."""


@units.command("import")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option("--vietnam", is_flag=True, help="the real 34 provinces and 3,321 communes")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="from which day they stand")
@click.option("--dry-run", is_flag=True, help="say what would be done, write nothing")
def import_units(file: Path | None, vietnam: bool, day: datetime | None, dry_run: bool) -> None:
    """Open the units of FILE: a CSV with code, level, kind, name, parent_code."""
    if (file is None) == (not vietnam):
        raise click.UsageError("Give either a FILE or --vietnam.")
    rows, troubles = imports.read_csv(file.read_bytes()) if file else (imports.vietnam(), [])
    on = day.date() if day else REFORM if vietnam else clock.today()
    with db.writing() as session:
        services.ensure_kinds()
        plan = imports.plan(rows, on=on)
        _stop_at(troubles + plan.troubles)
        if dry_run:
            session.rollback()
            console.print(f"{len(plan.new)} would be opened, {plan.unchanged} stand already.")
            return
        with _Bar(len(plan.new)) as bar:
            imports.write(plan, on=on, step=bar.step)
    console.print(f"{len(plan.new)} opened, {plan.unchanged} stood already.")


@units.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would be done, write nothing")
def aliases(file: Path, dry_run: bool) -> None:
    """Let names of before July 2025 lead to today's units.

    FILE: a CSV with old_name, old_district, old_province, unit_code.
    """
    with db.writing() as session:
        plan = former.plan(file.read_bytes())
        _stop_at(plan.troubles)
        if dry_run:
            session.rollback()
            console.print(f"{len(plan.new)} would be added, {plan.unchanged} are there already.")
            return
        former.write(plan)
    console.print(f"{len(plan.new)} added, {plan.unchanged} were there already.")


@units.command()
@click.argument("code")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="first day off")
@click.option("--into", multiple=True, help="code of a unit in which it goes on; may be repeated")
def close(code: str, day: datetime, into: tuple[str, ...]) -> None:
    """Close a unit after a reform: its page stays and says what became of it."""
    try:
        with db.writing():
            unit = _unit(code)
            services.close_unit(unit, on=day.date(), into=[_unit(one) for one in into])
            audit.note("units.close", f"unit:{unit.id}", None, on=f"{day:%Y-%m-%d}", into=into)
    except PortalError as refusal:
        raise click.ClickException(str(refusal)) from None
    console.print(f"{code} stands no longer from {day:%Y-%m-%d} on.")


def _unit(code: str) -> Unit:
    standing = sa.select(Unit).where(Unit.code == code, Unit.closed_on.is_(None))
    found = db.session.scalar(standing)
    if found is None:
        raise click.ClickException(f"No unit with the code {code} stands open.")
    return found


def _stop_at(troubles: list[imports.Trouble]) -> None:
    for trouble in sorted(troubles, key=lambda trouble: trouble.line):
        click.echo(trouble, err=True)
    if troubles:
        raise click.ClickException(f"{len(troubles)} lines are wrong; nothing was written.")


class _Bar:
    """A progress bar that shows itself once the work has taken a second."""

    def __init__(self, total: int) -> None:
        self.began = time.monotonic()
        self.progress = Progress(console=console, transient=True)
        self.task = self.progress.add_task("", total=total)

    def __enter__(self) -> "_Bar":
        return self

    def step(self, number: int) -> None:
        """So many more are written."""
        self.progress.advance(self.task, number)
        if time.monotonic() - self.began > 1:
            self.progress.start()

    def __exit__(self, *_: object) -> None:
        if self.progress.live.is_started:  # or it would leave a blank line
            self.progress.stop()


commands = (units,)
