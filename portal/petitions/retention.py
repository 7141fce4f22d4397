"""What is kept how long: after its months everything that somebody wrote is blanked.

Numbers, states, days and the chain stay, so that statistics and `portal check` stay true. A
petition on hold is passed over and never stops the sweep, nor does one that fails.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from portal.base import clock
from portal.base.db import session
from portal.petitions import published
from portal.petitions.models import (
    Identity,
    IdentityOpening,
    Petition,
    PetitionText,
    Step,
    StepText,
    number_of,
)
from portal.petitions.moves import move
from portal.petitions.papers import Answer, MeToo, Photo, Rating, Referral
from portal.petitions.reach import case_for_clock
from portal.petitions.rules import FINISHED, Act

log = structlog.get_logger()

AT_ONCE = 200
MOST_FAILING = 5000
_months = 24


@dataclass
class Swept:
    """Public numbers: erased (or to be erased, in a dry run), on hold, and failed."""

    erased: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def keep(months: int) -> None:
    """How long an ended petition is kept in this process (PORTAL_PETITION_MONTHS)."""
    global _months
    _months = months


def before(now: datetime, months: int) -> datetime:
    """The instant so many months ago; a day that month has not is its last."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, 27, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return now.replace(year=year, month=month + 1, day=min(now.day, 28))


def _due(*, held: bool) -> sa.Select[Any]:
    """Ids of what ended so long ago and is not erased, oldest first."""
    statement = sa.select(Petition.id).where(
        Petition.ended_at < before(clock.now(), _months),
        Petition.erased_at.is_(None),
        Petition.state.in_(FINISHED),
        Petition.held.is_(held),
    )
    return statement.order_by(Petition.ended_at, Petition.id)


def sweep(*, dry_run: bool = False, most: int = AT_ONCE) -> Swept:
    """Erase what is due, at most so many; each in a savepoint of its own."""
    swept = Swept(held=[number_of(one) for one in session.scalars(_due(held=True))])
    # Those that cannot be erased stay in front of all others: a few thousand stop nobody.
    for petition_id in session.scalars(_due(held=False).limit(most + MOST_FAILING)).all():
        if len(swept.erased) >= most:
            break
        erased = dry_run or _erased(petition_id)
        (swept.erased if erased else swept.failed).append(number_of(petition_id))
    return swept


def _erased(petition_id: int) -> bool:
    try:
        with session.begin_nested():
            erase(petition_id)
    except Exception:  # one petition that cannot be erased must not keep all others
        log.exception("not erased", petition=petition_id)
        return False
    return True


def erase(petition_id: int) -> None:
    """Blank everything that somebody wrote; drop identity, photos, public copy and me-too."""
    move(case_for_clock(petition_id), Act.ERASE)
    mine = sa.select(Step.id).where(Step.petition_id == petition_id)
    answers = sa.select(Answer.id).where(Answer.petition_id == petition_id)
    for table, condition, values in (
        (PetitionText, PetitionText.petition_id == petition_id, {"topic": "", "text": ""}),
        (StepText, StepText.step_id.in_(mine), {"text": ""}),
        (Answer, Answer.petition_id == petition_id, {"text": ""}),
        (Referral, Referral.answer_id.in_(answers), {"reply": "", "document": ""}),
        (Rating, Rating.petition_id == petition_id, {"words": ""}),
        (IdentityOpening, IdentityOpening.petition_id == petition_id, {"words": ""}),
        (Photo, Photo.petition_id == petition_id, {"digest": None, "large_digest": None}),
    ):
        session.execute(sa.update(table).where(condition).values(**values))
    for gone in (Identity, MeToo):
        session.execute(sa.delete(gone).where(gone.petition_id == petition_id))
    published.forget(petition_id)
    petition = session.get_one(Petition, petition_id)
    petition.erased_at, petition.to_tell = clock.now(), False
    session.flush()
