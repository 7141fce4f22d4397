"""Writing accounts, grants and sessions; every deed leaves its audit row.

What changes who an officer is, or how one is called, changes what public pages of units say.
"""

import secrets
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from portal.accounts import passwords, queries
from portal.accounts.models import Account, Grant, SignIn
from portal.accounts.rules import (
    FIRST_PASSWORD,
    FIRST_PASSWORD_USED,
    OWN_DEVICE,
    SHARED_DEVICE,
    Role,
    exists_at,
    is_username,
)
from portal.base import audit, clock, pagecache, text
from portal.base.db import session
from portal.base.errors import Conflict, RuleBroken
from portal.base.language import N_
from portal.units.models import Unit, UnitLink

TAKEN = N_("The user name %(username)s is taken.")
USERNAME = N_(
    "“%(username)s” is no user name: 2 to 40 small letters (a-z), digits, “.”, “-” or “_”, "
    "beginning with a letter or digit."
)
NAME = N_("A person's name has 1 to 120 letters.")
POSITION = N_("A position has at most 80 letters.")
PHONE = N_("This is no telephone number: digits, at most 20 signs.")


def create_account(*, username: str, name: str, own_password: str) -> Account:
    """A login with a password of its own: for the demo and tests."""
    return _add(username, name, passwords.hashed(own_password))


def add_account(
    username: str,
    name: str,
    hash_: str,
    *,
    phone: str | None = None,
    position: str | None = None,
    by: int | None = None,
) -> Account:
    """A login with a first password (its argon2 hash), void after 30 days.

    Conflict when the user name is taken, RuleBroken when something cannot be stored so.
    """
    account = _add(username, name, hash_)
    account.phone = _phone(phone) if phone else None
    account.position = _words(position, 80, POSITION) if position else None
    account.first_password_until = clock.now() + FIRST_PASSWORD
    audit.note("accounts.add", f"account:{account.id}", by)
    return account


def _add(username: str, name: str, hash_: str) -> Account:
    if not is_username(username):
        raise RuleBroken(USERNAME, username=username)
    if queries.taken([username]):
        raise Conflict(TAKEN, username=username)
    name = _words(name, 120, NAME)
    account = Account(username=username, name=name, password_hash=hash_, created_at=clock.now())
    session.add(account)
    session.flush()
    return account


def _words(typed: str, most: int, otherwise: str) -> str:
    try:
        words = " ".join(text.clean(typed).split())
    except ValueError:
        raise RuleBroken(N_("There is a character that cannot be stored.")) from None
    if not 1 <= len(words) <= most:
        raise RuleBroken(otherwise)
    return words


def _phone(typed: str) -> str:
    try:
        number = text.phone(typed)
    except ValueError:
        raise RuleBroken(PHONE) from None
    if len(number) > 20:
        raise RuleBroken(PHONE)
    return number


def give(
    account: Account,
    role: Role,
    unit_id: int,
    *,
    association: str | None = None,
    on: date | None = None,
    by: int | None = None,
) -> Grant:
    """A role at a unit from a day on (today); RuleBroken when it is held already."""
    if not exists_at(role, session.get_one(Unit, unit_id).level):
        raise RuleBroken(N_("Administrators are at the centre and at provinces only."))
    same = sa.select(Grant.id).where(
        Grant.account_id == account.id,
        Grant.role == role,
        Grant.unit_id == unit_id,
        Grant.association_code.is_not_distinct_from(association),
        Grant.until_on.is_(None),
    )
    if session.scalar(same):
        raise RuleBroken(N_("This role is held already."))
    grant = Grant(
        account_id=account.id,
        role=role,
        unit_id=unit_id,
        association_code=association,
        from_on=on or clock.today(),
    )
    session.add(grant)
    session.flush()
    audit.note("accounts.give", f"grant:{grant.id}", by, role=role, account=account.id)
    return grant


def end_grant(grant: Grant, until_on: date, *, by: int | None) -> None:
    """The role is held no longer from this day on: not before today, nor before it began."""
    if until_on < max(clock.today(), grant.from_on):
        raise RuleBroken(N_("A role can end today or later, not in the past."))
    grant.until_on = until_on
    pagecache.stale()
    audit.note("accounts.end_grant", f"grant:{grant.id}", by, until=until_on.isoformat())


def end_with_units(parent_ids: Sequence[int]) -> None:
    """Roles held at units below these end with the unit, where it has been closed."""
    lasts = sa.or_(Grant.until_on.is_(None), Grant.until_on > Unit.closed_on)
    statement = (
        sa.select(Grant, Unit.closed_on)
        .join(Unit, Unit.id == Grant.unit_id)
        .join(UnitLink, UnitLink.unit_id == Unit.id)
        .where(UnitLink.parent_id.in_(parent_ids), Unit.closed_on.is_not(None), lasts)
    )
    for grant, closed_on in session.execute(statement).unique():
        until = max(closed_on or grant.from_on, grant.from_on)
        grant.until_on = until
        audit.note("accounts.end_grant", f"grant:{grant.id}", None, until=until.isoformat())


def reset_password(account: Account, hash_: str, *, by: int | None) -> None:
    """A new first password (its hash); all sessions end and the holder is told."""
    account.password_hash = hash_
    account.first_password_until = clock.now() + FIRST_PASSWORD
    account.told = "password_reset"
    end_sessions(account.id)
    audit.note("accounts.reset", f"account:{account.id}", by)


def suspend(account: Account, *, by: int | None) -> None:
    """Nobody gets in with this account from the next click on."""
    account.suspended_at = clock.now()
    pagecache.stale()
    end_sessions(account.id)
    audit.note("accounts.suspend", f"account:{account.id}", by)


def lift(account: Account, *, by: int | None) -> None:
    """The account works again, with the password it had."""
    account.suspended_at = None
    pagecache.stale()
    audit.note("accounts.lift", f"account:{account.id}", by)


def admit(account_id: int, verified_hash: str) -> tuple[Account, str | None]:
    """The account whose password was verified, and what its holder is to be told.

    RuleBroken when it was suspended or its password changed since the check: that ran outside.
    """
    account = session.get_one(Account, account_id)
    if account.suspended_at is not None or account.password_hash != verified_hash:
        raise RuleBroken(N_("This account was changed at this moment. Please sign in again."))
    account.first_signed_in_at = account.first_signed_in_at or clock.now()
    if account.first_password_until is not None:
        last = clock.now() + FIRST_PASSWORD_USED
        account.first_password_until = min(account.first_password_until, last)
    told, account.told = account.told, None
    return account, told


def choose_password(account: Account, hash_: str) -> None:
    """An own password (its hash) instead of the first or the old one; all sessions end."""
    account.password_hash = hash_
    account.first_password_until = None
    end_sessions(account.id)
    audit.note("accounts.choose_password", f"account:{account.id}", account.id)


def describe(account: Account, *, name: str, language: str) -> None:
    """How the holder is called and in which language the portal answers after sign-in."""
    if account.name != name:
        pagecache.stale()
    account.name, account.language = name, language


def start_session(account_id: int, device: str, *, shared: bool, token: str | None = None) -> str:
    """Sign a device in; the returned cookie value is kept nowhere but in that device."""
    token = token or secrets.token_urlsafe(16)
    now = clock.now()
    session.add(
        SignIn(
            token_hash=queries.hash_of(token),
            account_id=account_id,
            device=device[:80],
            shared=shared,
            created_at=now,
            seen_at=now,
            until=now + (SHARED_DEVICE if shared else OWN_DEVICE),
        )
    )
    session.flush()
    return token


def see(session_id: int) -> None:
    """The device was just used; called through `db.aside`, at most hourly."""
    statement = sa.update(SignIn).where(SignIn.id == session_id).values(seen_at=clock.now())
    session.execute(statement)


def end_session(account_id: int, session_id: int) -> None:
    """Sign one device out; another account's stays."""
    mine = sa.and_(SignIn.id == session_id, SignIn.account_id == account_id)
    session.execute(sa.delete(SignIn).where(mine))


def end_sessions(account_id: int, *, but: int | None = None) -> None:
    """Sign all devices out, or all but this session."""
    others = sa.and_(SignIn.account_id == account_id, SignIn.id != (but or 0))
    session.execute(sa.delete(SignIn).where(others))


def forget_sessions() -> None:
    """Drop sessions that are over; the clock does it."""
    session.execute(sa.delete(SignIn).where(SignIn.until <= clock.now()))
