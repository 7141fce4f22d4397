"""Six digits that an authenticator app and the portal make of one secret and the time (RFC 6238).

HMAC-SHA-1, thirty seconds, six digits: what every app can do without being told.
"""

import hmac
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote

DIGITS = 6
STEP = 30
"""Seconds for which a code stands."""
DRIFT = 1
"""Steps by which a telephone's clock may be wrong, either way."""


def step_of(instant: datetime) -> int:
    """The number of the thirty seconds in which an instant lies, from 1970 on."""
    return int(instant.timestamp()) // STEP


def code(secret: bytes, step: int) -> str:
    """The digits for one step (RFC 4226, 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: bytes, typed: str, now: datetime, *, after: int) -> int | None:
    """The step later than `after` whose code was typed, if it is not too far from now."""
    here = step_of(now)
    steps = [step for step in range(here - DRIFT, here + DRIFT + 1) if step > after]
    # All are compared, each in constant time: how long it takes says nothing.
    given = typed.encode(errors="replace")
    found = [step for step in steps if hmac.compare_digest(code(secret, step).encode(), given)]
    return found[-1] if found else None


def as_letters(secret: bytes) -> str:
    """The secret as apps take it: base 32."""
    return b32encode(secret).decode().rstrip("=")


def address(secret: bytes, site: str, username: str) -> str:
    """What the QR code holds, `otpauth://…`: the secret, and for whom it is."""
    label = quote(f"{site}:{username}", safe=":")
    return f"otpauth://totp/{label}?secret={as_letters(secret)}"
