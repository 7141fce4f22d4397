"""Two secrets: one signs what travels through browsers, the other makes codes and passwords.

PORTAL_SECRET_KEY may be changed at any time (open forms grow too old). PORTAL_CODE_KEY never: what
it made (petition codes, first passwords) is stored only as its keyed hash. Its fingerprint stands
in the database and is compared at start, so that a wrong key is noticed before it does harm.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

import sqlalchemy as sa
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy.orm import Mapped, mapped_column

from portal.base.db import Base, session

_secret = b""
_code = b""


class KeyFingerprint(Base):
    """Which code key this database was made with."""

    __tablename__ = "key_fingerprint"
    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))


class WrongKey(SystemExit):
    """The code key is not the one that this database was made with."""


def use(secret_key: str, code_key: str) -> None:
    """Take both secrets for this process."""
    global _secret, _code
    _secret, _code = secret_key.encode(), code_key.encode()


def kept_in(folder: Path, name: str) -> str:
    """A secret made on first run and kept beside the database, readable by its owner only."""
    file = folder / name
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32))
    return file.read_text().strip()


def signer(purpose: str) -> URLSafeTimedSerializer:
    """Signs and dates what a browser carries for us; a signature for one purpose is no other's."""
    return URLSafeTimedSerializer(_secret, salt=purpose)


def stamp(purpose: str) -> TimestampSigner:
    """Signs and dates one plain word of an address."""
    return TimestampSigner(_secret, salt=purpose)


def digest(text: str, purpose: str) -> str:
    """Keyed hash, 64 hex digits: what is stored instead of a code, a session id or a `once`."""
    return hmac.new(_code, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def derive(text: str, purpose: str) -> int:
    """A 256-bit number which only the holder of the code key can make again from `text`."""
    return int(digest(text, f"derive:{purpose}"), 16)


def check_fingerprint() -> None:
    """Compare the key with the database's, or note it in a new one; WrongKey stops the start."""
    now = digest("fingerprint", "key")
    kept = session.get(KeyFingerprint, 1)
    if kept is None:
        session.add(KeyFingerprint(id=1, fingerprint=now))
    elif kept.fingerprint != now:
        raise WrongKey(
            "PORTAL_CODE_KEY is not the key this database was made with. Put the old one back: "
            "without it no tracking code and no first password can ever be recognised again."
        )
