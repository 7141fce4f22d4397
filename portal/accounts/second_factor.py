"""The second factor of an account: codes of an authenticator app, and ten recovery codes.

The app's secret is made of a stored seed and the code key, so that a stolen copy of the database
makes no codes. Of recovery codes only keyed hashes are kept. Each code opens once.
"""

import secrets
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts import passwords, recognition, services, totp
from portal.accounts.models import Account, RecoveryCode, SecondFactor
from portal.base import audit, clock, db, keys, limits
from portal.base.db import session
from portal.base.errors import Conflict, PortalError
from portal.base.language import N_

RECOVERY_CODES = 10
DAY = timedelta(days=1)
# Beside the ten of a quarter of an hour: a million codes, three of them right, must outlast years.
GUESSES_A_DAY = 30


class WrongCode(PortalError):
    """Neither a code of the present minute that is unused, nor a recovery code."""

    status = 422
    message = N_("This code is not right, or it was used before. The app shows a new one soon.")


def new_seed() -> str:
    """128 random bits, from which only the holder of the code key makes a secret."""
    return secrets.token_hex(16)


def secret(account_id: int, seed: str) -> bytes:
    """The 160 bits that the app is given once."""
    return (keys.derive(f"{account_id}:{seed}", "second factor") >> 96).to_bytes(20, "big")


def of(account_id: int) -> SecondFactor | None:
    """The account's second factor, if it has one."""
    return session.get(SecondFactor, account_id)


def set_up(account_id: int, seed: str, typed: str, *, once: str) -> None:
    """Take the app of this seed, which shows this code, and ten new recovery codes.

    WrongCode when it shows another, Conflict when there is a second factor already.
    """
    if of(account_id) is not None:
        raise Conflict(N_("There is a second step already. Take it off before you set it up anew."))
    own = secret(account_id, seed)
    step = totp.matching_step(own, passwords.as_typed(typed), clock.now(), after=0)
    if step is None:
        raise WrongCode
    factor = SecondFactor(account_id=account_id, seed=seed, since=clock.now(), last_step=step)
    session.add(factor)
    session.flush()
    _keep_codes(account_id, once)
    audit.note("accounts.second_factor", f"account:{account_id}", account_id)


def renew_codes(account_id: int, *, once: str) -> None:
    """Ten new recovery codes; the old ones are void."""
    _keep_codes(account_id, once)
    audit.note("accounts.recovery_codes", f"account:{account_id}", account_id)


def _keep_codes(account_id: int, once: str) -> None:
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    for code in recovery_codes(account_id, once):
        session.add(RecoveryCode(account_id=account_id, hash=_hashed(account_id, code)))
    session.flush()


def recovery_codes(account_id: int, once: str) -> list[str]:
    """The ten made by the POST with this `once` key; the same again when it is sent twice."""
    numbers = (f"{once}:{account_id}:{number}" for number in range(RECOVERY_CODES))
    return [f"{keys.derive(each, 'recovery code') % 10**10:010}" for each in numbers]


def _hashed(account_id: int, code: str) -> str:
    return keys.digest(f"{account_id}:{code}", "recovery code")


def unused(account_id: int, codes: list[str]) -> list[str]:
    """Of these recovery codes, those that still open."""
    kept = set(
        session.scalars(sa.select(RecoveryCode.hash).where(RecoveryCode.account_id == account_id))
    )
    return [code for code in codes if _hashed(account_id, code) in kept]


def left(account_id: int) -> int:
    """How many recovery codes still open."""
    statement = sa.select(sa.func.count()).where(RecoveryCode.account_id == account_id)
    return session.scalar(statement) or 0


def use(account_id: int, typed: str) -> bool:
    """Use one code up; True when it was a recovery code.

    WrongCode, or TooMany before any code is looked at: wrong ones are counted like passwords.
    """
    doors = [
        recognition.Door("code", str(account_id), recognition.GUESSES, recognition.SPAN),
        recognition.Door("code a day", str(account_id), GUESSES_A_DAY, DAY),
    ]
    for door in doors:
        limits.check(door.name, door.key, door.most, door.span)
    figures = passwords.as_typed(typed)
    if _use_step(account_id, figures):
        return False
    if _use_recovery_code(account_id, figures):
        return True
    db.aside(recognition.count_wrong, doors)
    raise WrongCode


def _use_step(account_id: int, figures: str) -> bool:
    factor = of(account_id)
    if factor is None:
        return False
    own = secret(account_id, factor.seed)
    step = totp.matching_step(own, figures, clock.now(), after=factor.last_step)
    later = sa.and_(SecondFactor.account_id == account_id, SecondFactor.last_step < (step or 0))
    used = sa.update(SecondFactor).where(later).values(last_step=step)
    # Two at once with one code: the row lets one of them through.
    return step is not None and bool(session.execute(used).rowcount)  # type: ignore[attr-defined]  # an update's result has it


def _use_recovery_code(account_id: int, figures: str) -> bool:
    this = sa.and_(
        RecoveryCode.account_id == account_id, RecoveryCode.hash == _hashed(account_id, figures)
    )
    used = bool(session.execute(sa.delete(RecoveryCode).where(this)).rowcount)  # type: ignore[attr-defined]  # a delete's result has it
    if used:
        audit.note("accounts.use_recovery_code", f"account:{account_id}", account_id)
    return used


def take_off(account: Account, *, by: int | None) -> None:
    """The password alone opens again; somebody else's holder is signed out and told."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.execute(sa.delete(SecondFactor).where(SecondFactor.account_id == account.id))
    if by != account.id:
        account.told = "second_factor_reset"
        services.end_sessions(account.id)
    audit.note("accounts.take_second_factor_off", f"account:{account.id}", by)
