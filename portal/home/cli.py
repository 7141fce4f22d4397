"""Commands that fill a database: the demo, a seed for measuring, the first day of a real one."""

import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn
from rich.table import Table

from portal.accounts.rules import DEMO
from portal.base import clock, db, schema
from portal.home import demo as story
from portal.home import installation
from portal.home import seed as synthetic
from portal.home.story import REFORM
from portal.units import imports

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
    for username in DEMO:
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


@click.command()
@click.option("--vietnam", is_flag=True, help="the real 34 provinces and 3,321 communes")
@click.option("--units", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--username", help="of the first administrator")
@click.option("--name", help="of the first administrator")
@click.pass_obj
def init(
    app: Flask, vietnam: bool, file: Path | None, username: str | None, name: str | None
) -> None:
    """First day of a real installation; what is there already stays as it is."""
    schema.migrate()
    installation.prepare()
    console.print(f"Time zone: {app.config['TIMEZONE']} (PORTAL_TIMEZONE; fixed from now on)")
    console.print(f"Name of the site: {app.config['SITE_NAME']} (PORTAL_SITE_NAME)")
    if installation.lacks_units():
        _add_units(file, vietnam or (file is None and click.confirm(ASK_UNITS, default=True)))
    console.print(f"Associations: {installation.add_words()} new. Weekly form: there.")
    if not installation.lacks_admin():
        console.print("There is an administrator.")
        return
    username = username or click.prompt("User name of the first administrator", default="admin")
    made = installation.add_admin(username, name or click.prompt("Their name"))
    console.print(f"User name [b]{made.username}[/b], first password [b]{made.password}[/b]")
    console.print("It is shown this once and void after 30 days. Next: portal serve, sign in.")
    console.print("An own password and two-step sign-in (an authenticator app) are set up there.")


ASK_UNITS = "Take the real 34 provinces and 3,321 communes"


def _add_units(file: Path | None, vietnam: bool) -> None:
    """From the file, else the real ones, else from a file that is asked for."""
    if file is None and not vietnam:
        file = click.prompt("CSV file", type=click.Path(exists=True, path_type=Path))
    rows, troubles = imports.read_csv(file.read_bytes()) if file else (imports.vietnam(), [])
    if not troubles:
        number, troubles = installation.add_units(rows, clock.today() if file else REFORM)
    for trouble in troubles:
        click.echo(trouble, err=True)
    if troubles:
        raise click.ClickException(f"{len(troubles)} lines are wrong; no unit was written.")
    console.print(f"Units: {number} opened.")


commands = (demo, seed, init)
