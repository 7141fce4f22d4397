"""Commands that fill a database: the demo, a seed for measuring, the first day of a real one."""

import time
from importlib import import_module
from importlib.util import find_spec

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn
from rich.table import Table

from portal.accounts import demo as accounts
from portal.base import db, schema
from portal.home import demo as story
from portal.home import seed as synthetic

console = Console()

WHAT = {
    "centre": "lead and administrator at the centre",
    "province": "lead and identity custodian of a province",
    "commune": "lead of a commune: accepts and returns its villages' reports",
    "village": "clerk of a village of that commune: sends reports",
    "member": "a member of an association",
}


@click.command()
def demo() -> None:
    """Fill an empty database with the demo and print its accounts."""
    schema.migrate()
    with console.status("Telling the story of the demo…"), db.writing():
        story.tell()
    table = Table("user name", "password", "who")
    for username in accounts.ROLES:
        table.add_row(username, f"demo-{username}", WHAT[username])
    console.print(table)


@click.command()
@click.option("--scale", type=click.Choice(synthetic.SCALES), required=True)
@click.option("--weeks", default=12, show_default=True, help="weeks with reports, up to last week")
@click.option("--rng", default=1, show_default=True, help="another number, other data")
def seed(scale: str, weeks: int, rng: int) -> None:
    """Fill an empty database with invented data for measuring: the same every time."""
    schema.migrate()
    began = time.monotonic()
    plan = synthetic.plan(scale, weeks, rng)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=plan.steps)
        synthetic.write(plan, lambda number: bar.advance(task, number))
    taken = f"{time.monotonic() - began:.0f} s, peak memory {_peak()}"
    console.print(f"{sum(plan.villages.values())} villages × {len(plan.weeks)} weeks: {taken}.")
    console.print("Accounts: clerk- or lead- and the unit's code; passwords seed-clerk, seed-lead.")


def _peak() -> str:
    """The most memory this process ever had; Windows does not say."""
    if find_spec("resource") is None:
        return "unknown"
    resource = import_module("resource")
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


commands = (demo, seed)
