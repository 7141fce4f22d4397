"""Is it really them? The same answer and the same work whether an account exists or not.

Wrong guesses are counted per account, and per address by the day; a device on which the account
was signed in before has a count of its own, so that nobody can lock a village out of its own phone
(OWASP, "device cookies"). There is no limit for the whole country: when the wrong guesses of all
pass their ceiling, unknown devices get fewer guesses and the operator an alarm.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
import structlog

from portal.accounts import passwords, queries
from portal.accounts.models import Account
from portal.base import clock, db, keys, limits
from portal.base.db import session
from portal.base.errors import PortalError
from portal.base.language import N_

log = structlog.get_logger()

SPAN = timedelta(minutes=15)
HOUR = timedelta(hours=1)
GUESSES, GUESSES_IN_A_STORM = 10, 3
# One account in twenty mistypes on a Monday morning; below two thousand accounts a hundred do.
CEILING, CEILING_SHARE = 100, 20
MARKED_ACCOUNTS = 3
"""How many accounts one device remembers: three fit beside the session into 200 B of cookies."""


class NotRecognised(PortalError):
    """The sign-in is refused; which of the two was wrong is not said."""

    status = 422
    message = N_("The user name or the password is not right.")


@dataclass(frozen=True)
class Recognised:
    """An account and the hash its password was verified against."""

    account_id: int
    password_hash: str


@dataclass(frozen=True)
class Door:
    """One count of wrong guesses: at what, by whom, how many are borne in how long."""

    name: str
    key: str
    most: int
    span: timedelta


def as_username(typed: str) -> str:
    """A user name as stored: small letters, digits without the gaps they are printed with."""
    name = typed.strip().casefold()
    figures = re.sub(r"[\s.-]", "", name)
    return figures if figures.isdigit() else name


def recognise(
    typed: str, password: str, *, marks: str, address: str, most_by_address: int
) -> Recognised:
    """Whose user name and password these are; NotRecognised, or TooMany before any work is done.

    Called before the writing transaction: argon2 is slow. `marks` is the device's own cookie.
    """
    username = as_username(typed)
    columns = (Account.id, Account.password_hash, Account.suspended_at)
    statement = sa.select(*columns, Account.first_password_until)
    row = session.execute(statement.where(Account.username == username)).first()
    device = known_device(marks, row.id) if row else None
    doors = _doors(username, device, address, most_by_address)
    for door in doors:
        limits.check(door.name, door.key, door.most, door.span)
    if not passwords.matches(password, row.password_hash if row else None) or row is None:
        db.aside(count_wrong, doors)
        raise NotRecognised
    if row.suspended_at is not None:
        raise NotRecognised(N_("This account is suspended. Please ask your office."))
    if row.first_password_until is not None and row.first_password_until <= clock.now():
        raise NotRecognised(
            N_("This first password is void. Please ask your office for a new one.")
        )
    return Recognised(row.id, row.password_hash)


def _doors(username: str, device: str | None, address: str, most: int) -> list[Door]:
    if device is not None:
        return [Door("known device", f"{device} {username}", GUESSES, SPAN)]
    storm = limits.number("wrong guesses", "all", SPAN) >= _ceiling()
    guesses = GUESSES_IN_A_STORM if storm else GUESSES
    return [
        Door("account", username, guesses, SPAN),
        Door("address", limits.anonymous(address), GUESSES if storm else most, HOUR),
    ]


def _ceiling() -> int:
    # The newest id stands for how many accounts there are: counting 270,000 rows at each wrong
    # guess would only help who guesses.
    return CEILING + (session.scalar(sa.select(sa.func.max(Account.id))) or 0) // CEILING_SHARE


def count_wrong(doors: list[Door]) -> None:
    """Count a wrong guess at each of its doors; called through `db.aside`."""
    for door in doors:
        limits.count(door.name, door.key, door.span)
    limits.count("wrong guesses", "all", SPAN)
    if limits.number("wrong guesses", "all", SPAN) == _ceiling():
        log.error("alarm: unusually many wrong passwords", within=str(SPAN), ceiling=_ceiling())


def known_device(marks: str, account_id: int) -> str | None:
    """The device's own number, when its cookie says that this account was signed in on it."""
    device, *accounts = marks.split(".")
    return device if _mark(device, account_id) in accounts else None


def remember_device(marks: str, account_id: int) -> str:
    """The device's cookie with this account first: its random number and a mark per account."""
    device, *accounts = marks.split(".") if marks else (secrets.token_hex(4),)
    mine = _mark(device, account_id)
    kept = [mine, *(mark for mark in accounts if mark != mine)][:MARKED_ACCOUNTS]
    return ".".join((device, *kept))


def _mark(device: str, account_id: int) -> str:
    return keys.digest(f"{device}:{account_id}", "device")[:24]  # 96 bits


def is_own_password(account: Account, password: str) -> bool:
    """Whether it is the present password of who is signed in; wrong ones are counted."""
    door = Door("own password", str(account.id), GUESSES, SPAN)
    limits.check(door.name, door.key, door.most, door.span)
    right = passwords.matches(password, account.password_hash)
    if not right:
        db.aside(count_wrong, [door])
    return right


def own_words(account: Account) -> list[str]:
    """What a password must not be made of: user name, phone, codes of the holder's units."""
    found = queries.holder(account.id)
    codes = [place.code for _, place in found.grants] if found else []
    return [account.username, account.phone or "", *codes]
