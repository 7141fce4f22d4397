"""`portal petitions …`: what is kept too long is erased."""

import click
from rich.console import Console

from portal.base import db, schema
from portal.petitions import retention

console = Console()

# More than a nation writes in the months that petitions are kept.
ALL = 10**9
SHOWN = 20


@click.group()
def petitions() -> None:
    """Look after petitions."""
    schema.migrate()


@petitions.command()
@click.option("--dry-run", is_flag=True, help="say what would be erased, erase nothing")
def sweep(dry_run: bool) -> None:
    """Erase what somebody wrote in petitions that ended PORTAL_PETITION_MONTHS ago.

    Numbers, states and days stay. `portal serve` does it every minute; what is on hold stays.
    """
    if dry_run:
        with db.writing() as session:
            planned = retention.sweep(dry_run=True, most=ALL)
            session.rollback()
        _say("would be erased", planned.erased)
        _say("on hold, stay", planned.held)
        return
    erased = 0
    while True:
        with db.writing():
            swept = retention.sweep()
        erased += len(swept.erased)
        if len(swept.erased) < retention.AT_ONCE:
            break
    console.print(f"{erased} erased")
    _say("on hold, stay", swept.held)
    _say("could not be erased", swept.failed)


def _say(what: str, numbers: list[str]) -> None:
    """How many, and the first of them."""
    named = ", ".join(numbers[:SHOWN]) + (" …" if len(numbers) > SHOWN else "")
    console.print(f"{len(numbers)} {what}" + (f": {named}" if numbers else ""))


commands = (petitions,)
