"""Who sent it: the only file that reads identities, and the log that the sender sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.base import clock
from portal.base.db import session
from portal.base.errors import RuleBroken
from portal.base.language import N_
from portal.petitions import codes
from portal.petitions.clocks import IDENTITY_OPEN
from portal.petitions.models import Identity, IdentityOpening
from portal.petitions.moves import Case, demand, move
from portal.petitions.rules import Act, Opening, Who
from portal.units import queries as units

ANEW = "new petition"
"""What a code is made for that takes the place of a lost one."""


class NobodyKnown(RuleBroken):
    """The sender left neither name nor phone."""

    message = N_("The sender left no name and no phone: nobody can prove to be them.")


@dataclass(frozen=True)
class Opened:
    """One line of the log: who opened the identity, at which unit, why, and until when."""

    at: datetime
    until: datetime
    officer: str
    unit: str
    reason: Opening
    words: str


def is_known(petition_id: int) -> bool:
    """Whether the sender left a name, phone or address."""
    statement = sa.select(Identity.petition_id).where(Identity.petition_id == petition_id)
    return session.scalar(statement) is not None


def open_identity(case: Case, reason: Opening, words: str) -> IdentityOpening:
    """Open it for this custodian alone, for 72 hours, into the log that the sender reads."""
    petition = case.petition
    demand(case, Act.OPEN_IDENTITY)
    if not is_known(petition.id):
        raise NobodyKnown
    standing = _standing(case, reason)
    if standing is not None:
        return standing
    move(case, Act.OPEN_IDENTITY, text=words, reason=reason)
    opening = IdentityOpening(
        petition_id=petition.id,
        account_id=case.account_id,
        unit_id=case.unit_for(Act.OPEN_IDENTITY),
        reason=reason,
        words=words,
        at=clock.now(),
        until=clock.now() + IDENTITY_OPEN,
    )
    session.add(opening)
    session.flush()
    return opening


def identity(case: Case, reason: Opening | None = None) -> tuple[Identity, IdentityOpening] | None:
    """Name, phone and address for a custodian whose own opening still stands; else None.

    With a `reason` only an opening for this very reason counts.
    """
    standing = _standing(case, reason) if Who.CUSTODIAN in case.hats else None
    found = session.get(Identity, case.petition.id) if standing else None
    return (found, standing) if found and standing else None


def _standing(case: Case, reason: Opening | None = None) -> IdentityOpening | None:
    mine = sa.select(IdentityOpening).where(
        IdentityOpening.petition_id == case.petition.id,
        IdentityOpening.account_id == case.account_id,
        IdentityOpening.until > clock.now(),
    )
    if reason is not None:
        mine = mine.where(IdentityOpening.reason == reason)
    return session.scalar(mine.order_by(IdentityOpening.id.desc()).limit(1))


def openings(petition_id: int) -> Sequence[Opened]:
    """Every opening, newest first."""
    statement = (
        sa.select(IdentityOpening, Account.name)
        .join(Account, Account.id == IdentityOpening.account_id)
        .where(IdentityOpening.petition_id == petition_id)
        .order_by(IdentityOpening.id.desc())
    )
    rows = session.execute(statement).all()
    places = units.of_ids({opening.unit_id for opening, _ in rows})
    return [
        Opened(one.at, one.until, name, places[one.unit_id].label, one.reason, one.words)
        for one, name in rows
    ]


def reissue_code(case: Case, once: str) -> str:
    """A new code for who has proved at an office to be the sender; the old one dies.

    The officer sees it, so it changes at the sender's own first visit. Raises NobodyKnown.
    """
    petition = case.petition
    demand(case, Act.REISSUE)
    if not is_known(petition.id) or petition.split_from_id is not None:
        raise NobodyKnown
    code = codes.make(once, ANEW)
    if petition.code_hash != codes.hashed(code):
        move(case, Act.REISSUE)
        petition.code_hash, petition.code_to_change = codes.hashed(code), True
        session.flush()
    return code


def reissued_code(case: Case, once: str) -> str:
    """The code that this form has issued before; "" once another has taken its place."""
    demand(case, Act.REISSUE)
    code = codes.make(once, ANEW)
    return code if case.petition.code_hash == codes.hashed(code) else ""
