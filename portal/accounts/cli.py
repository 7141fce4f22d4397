"""`portal account …`: accounts from the shell, for the first admin and for emergencies."""

import secrets

import click
from rich.console import Console

from portal.accounts import queries, recognition, second_factor, services, slips
from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.base import db, schema
from portal.base.db import session
from portal.units import queries as units
from portal.units.queries import Place

console = Console()


@click.group()
def account() -> None:
    """Make, reset and suspend accounts."""
    schema.migrate()


@account.command()
@click.option("--username", prompt="User name")
@click.option("--name", prompt="Name of the person")
@click.option("--unit", prompt="Code of the unit")
@click.option("--role", prompt="Role", type=click.Choice([role.value for role in Role]))
@click.option("--phone", default="")
@click.option("--position", default="")
def add(username: str, name: str, unit: str, role: str, phone: str, position: str) -> None:
    """Make an account with one role; the first password is printed once."""
    place = _unit(unit)
    key = secrets.token_urlsafe(16)
    plan = slips.plan(key, recognition.as_username(username))
    with db.writing():
        made = services.add_account(plan.username, name, plan.hash, phone=phone, position=position)
        services.give(made, Role(role), place.id)
    _show(key, made)


@account.command()
@click.argument("username")
@click.option("--second-factor", "too", is_flag=True, help="take the second factor off, too")
def reset(username: str, too: bool) -> None:
    """A new first password, printed once; all sessions end."""
    key = secrets.token_urlsafe(16)
    plan = slips.plan(key, recognition.as_username(username))
    with db.writing():
        found = _account(plan.username)
        if too:
            second_factor.take_off(found, by=None)
        services.reset_password(found, plan.hash, by=None)
    _show(key, found)


@account.command()
@click.argument("username")
@click.option("--lift", is_flag=True, help="let the account work again")
def suspend(username: str, lift: bool) -> None:
    """Nobody gets in with this account from now on."""
    with db.writing():
        found = _account(recognition.as_username(username))
        (services.lift if lift else services.suspend)(found, by=None)


def _unit(code: str) -> Place:
    place = units.place(code.strip().upper())
    if place is None:
        raise click.ClickException(
            f"No unit of the code “{code}” stands today. The code is the last part of the address "
            "of a unit's page: TW, 24, 07210."
        )
    return place


def _account(username: str) -> Account:
    found = queries.account_named(username)
    if found is None:
        raise click.ClickException(f"There is no account {username}.")
    session.add(found)
    return found


def _show(key: str, made: Account) -> None:
    console.print(f"{made.username}  {slips.grouped(slips.first_password(key, made.username))}")


commands = (account,)
