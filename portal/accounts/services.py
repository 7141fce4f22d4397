"""Writing accounts and grants."""

import secrets
from datetime import date, timedelta

from portal.accounts import passwords, queries
from portal.accounts.models import Account, Grant, SignIn
from portal.accounts.rules import Role
from portal.base import clock
from portal.base.db import session


def create_account(*, username: str, name: str, own_password: str) -> Account:
    """A login with a password of its own: for the shell, the demo and tests."""
    account = Account(
        username=username,
        name=name,
        password_hash=passwords.hashed(own_password),
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    return account


def give(account: Account, role: Role, unit_id: int, *, on: date | None = None) -> Grant:
    """A role at a unit from a day on (today)."""
    grant = Grant(account_id=account.id, role=role, unit_id=unit_id, from_on=on or clock.today())
    session.add(grant)
    session.flush()
    return grant


# A device ticked as one's own stays signed in 90 days, a shared one 12 hours.
OWN_DEVICE = timedelta(days=90)
SHARED_DEVICE = timedelta(hours=12)


def start_session(account_id: int, device: str, *, shared: bool) -> str:
    """Sign a device in; the returned cookie value is kept nowhere but in that device."""
    token = secrets.token_urlsafe(16)
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
