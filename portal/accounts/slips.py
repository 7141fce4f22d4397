"""User names and first passwords, made so that the same POST sent twice prints the same slips.

A first password is a number derived from the form's `once` key and the user name: only its argon2
hash is stored, and only who holds the code key and the key of that form can make it again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from portal.accounts import passwords, queries
from portal.accounts.models import Account
from portal.base import keys, text
from portal.units.queries import Place
from portal.units.rules import Level


@dataclass(frozen=True)
class Plan:
    """An account about to be made: everything slow is done."""

    username: str
    hash: str


@dataclass(frozen=True)
class Slip:
    """What is printed for one person; `password` is None once it has been used."""

    account: Account
    place: Place
    password: str | None

    @property
    def username(self) -> str:
        """As printed: digits in groups 3-3-4."""
        return grouped(self.account.username)


def first_password(key: str, username: str) -> str:
    """Ten digits: 33 bits, behind argon2 and ten guesses a quarter of an hour."""
    return f"{keys.derive(f'{key}:{username}', 'first password') % 10**10:010}"


def grouped(figures: str) -> str:
    """Ten digits as they are printed and read out, 3-3-4; anything else as it is."""
    if len(figures) != 10 or not figures.isdigit():
        return figures
    return f"{figures[:3]} {figures[3:6]} {figures[6:]}"


def plan(key: str, username: str) -> Plan:
    """Make the password of this name and hash it: 30 ms, so before the writing transaction."""
    return Plan(username, passwords.hashed(first_password(key, username)))


def plan_for(key: str, places: Iterable[Place]) -> dict[int, Plan]:
    """Unit id → plan of an account with digits for a name, for many units at once."""
    wished = {place.id: [_figures(key, place, turn) for turn in range(3)] for place in places}
    taken = queries.taken(name for names in wished.values() for name in names)
    # Three draws of nine billion: that all are taken does not happen before a million accounts.
    return {
        unit_id: plan(key, next(name for name in names if name not in taken))
        for unit_id, names in wished.items()
    }


def _figures(key: str, place: Place, turn: int) -> str:
    """Ten digits, the first not 0: nobody drops it."""
    return str(10**9 + keys.derive(f"{key}:{place.id}:{turn}", "user name") % (9 * 10**9))


def username_for(key: str, place: Place, name: str) -> str:
    """Digits for a village; elsewhere the given name and the initials: `lannt`, `lannt2`."""
    words = text.name_key(name).split()
    letters = "".join([*words[:1], *(word[0] for word in words[1:])])
    letters = "".join(letter for letter in letters if letter.isascii() and letter.isalnum())[:30]
    figures = place.level is Level.VILLAGE or len(letters) < 2
    if figures:
        wished = [_figures(key, place, turn) for turn in range(3)]
    else:
        wished = [letters, *(f"{letters}{number}" for number in range(2, 100))]
    taken = queries.taken(wished)
    numbers = (f"{letters}{_figures(key, place, turn)}" for turn in count())
    return next(name for name in (*wished, next(numbers)) if name not in taken)


def again(key: str, account: Account, place: Place, until: datetime | None) -> Slip:
    """The slip of an account, without its password if that was used or made anew since `until`."""
    unused = account.first_password_until is not None and account.first_password_until == until
    return Slip(account, place, first_password(key, account.username) if unused else None)
