"""Passwords: argon2id with memory fit for a small server, and at most two hashes at once."""

import re
import threading
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from portal.base.errors import Busy

T = TypeVar("T")

# OWASP's second profile, 19 MiB and two passes: 64 MiB times a login rush is a self-made outage.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_places = threading.BoundedSemaphore(2)
# A hash is 30 ms: who waits longer than this stands behind 300 others.
PATIENCE = 5.0


def use_cheap_parameters() -> None:
    """For tests and seeds: the same algorithm at its smallest."""
    global _hasher
    _hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def as_typed(password: str) -> str:
    """One form for all keyboards: NFKC, and digits alone without the gaps they are printed with."""
    plain = unicodedata.normalize("NFKC", password)
    figures = re.sub(r"[\s.-]", "", plain)
    return figures if figures.isdigit() and figures.isascii() else plain


def hashed(password: str) -> str:
    """The argon2id hash of a password; Busy when two are being made and the queue is long."""
    return _in_turn(lambda: _hasher.hash(as_typed(password)))


def matches(password: str, hash_: str | None) -> bool:
    """Whether it is the password; the same work for an account that does not exist."""

    def verify() -> bool:
        try:
            return (
                _hasher.verify(hash_ or _decoy(_hasher), as_typed(password)) and hash_ is not None
            )
        except VerificationError:
            return False

    return _in_turn(verify)


@cache
def _decoy(hasher: PasswordHasher) -> str:
    """A hash that nobody's password has, made once with the present parameters."""
    return hasher.hash("nobody's password")


def _in_turn(work: Callable[[], T]) -> T:
    if not _places.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return work()
    finally:
        _places.release()
