"""What this slice offers to the whole house."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask_login import current_user

from portal.accounts import published, queries, scope, services
from portal.accounts.models import Account, Association, Grant, SignIn
from portal.accounts.rules import ADMIN_LEVELS, FIRST_PASSWORD, RIGHTS, Right, Role
from portal.base import clock
from portal.base.db import session
from portal.base.language import LANGUAGES, N_, gettext
from portal.base.layout import Block, Link
from portal.base.texts import Text, of_column, stored
from portal.units.models import Unit
from portal.units.queries import Place

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def menu(actor: Any) -> list[Link]:
    """Sign in, or one's own account and, for who looks after them, the accounts of one's unit."""
    if not actor.is_authenticated:
        return [Link("/login", N_("Sign in"))]
    keepers = RIGHTS[Right.ACCOUNTS]
    kept = [hat.unit.code for hat in actor.hats if hat.role in keepers][:1]
    below = [Link(f"/accounts/{code}", N_("Accounts"), main=False) for code in kept]
    return [*below, Link("/account", N_("My account"), main=False)]


def may_act(right: str, place: Place) -> bool:
    """Whether the signed-in person has this right to the unit; the floor below asks."""
    return current_user.is_authenticated and scope.may(current_user, Right(right), place)


def units_changed(parent_ids: list[int]) -> None:
    """Nobody holds a role at a unit that stands no longer."""
    services.end_with_units(parent_ids)


def front() -> list[Block]:
    """The front page: the officers' door, for who has not come through it."""
    return [] if current_user.is_authenticated else [Block("accounts/front.html", rank=90)]


def unit_blocks(place: Place) -> list[Block]:
    """The officers whom the unit names to everybody."""
    people = published.officers(place.id, shown=True)
    return [Block("accounts/unit.html", {"people": people}, rank=10)] if people else []


def banner(actor: Any) -> list[str]:
    """Every page of a demo says that it is one."""
    if not queries.is_demo():
        return []
    return [gettext("This is a demo: passwords known to all, people invented.")]


def may_serve(host: str) -> None:
    """A demo, whose passwords everybody knows, is shown on this machine only."""
    if queries.is_demo() and host not in LOOPBACK:
        raise SystemExit(f"This database is a demo and is not served on {host}, only on 127.0.0.1.")


def tick() -> None:
    """Sessions that are over are forgotten."""
    services.forget_sessions()


def check() -> list[str]:
    """What must be true of accounts, grants and sessions on a live database."""
    return [*_grants(), *_accounts()]


def _grants() -> list[str]:
    lives = sa.or_(
        Grant.from_on < Unit.opened_on,
        sa.and_(Unit.closed_on.is_not(None), Grant.until_on.is_(None)),
        Grant.until_on > Unit.closed_on,
    )
    unfit = sa.and_(Grant.role == Role.ADMIN, Unit.level.not_in(ADMIN_LEVELS))
    statement = sa.select(Grant.id, unfit).join(Unit, Unit.id == Grant.unit_id)
    return [
        f"grant {grant_id}: "
        + ("an admin below a province" if wrong else "held outside its unit's life")
        for grant_id, wrong in session.execute(statement.where(sa.or_(lives, unfit)))
    ]


def _accounts() -> list[str]:
    late = clock.now() + FIRST_PASSWORD
    statement = sa.select(Account.id).where(Account.first_password_until > late)
    found = [
        f"account {id_}: a first password of more than 30 days"
        for id_ in session.scalars(statement)
    ]
    open_ = sa.select(SignIn.id).join(Account, Account.id == SignIn.account_id)
    suspended = session.scalars(open_.where(Account.suspended_at.is_not(None)))
    return found + [f"session {id_}: of a suspended account" for id_ in suspended]


def texts() -> Iterator[Text]:
    """Names of associations, and their own words for a member, a branch …"""
    for one in session.scalars(sa.select(Association).order_by(Association.position)):
        yield of_column(f"association.{one.code}", "accounts", one, "words")
        for word in one.words:
            if word not in LANGUAGES:
                keep = partial(_say, one, word)
                key = f"association.{one.code}.{word}"
                yield stored(key, "accounts", one.words[word], keep)


def _say(association: Association, word: str, said: dict[str, str]) -> None:
    association.words = {**association.words, word: {**association.words[word], **said}}
