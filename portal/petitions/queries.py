"""Reading petitions: one with all that stands about it; what is like it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Account
from portal.base import text as folding
from portal.base.db import session
from portal.petitions.models import Petition, PetitionText, Step, StepText
from portal.petitions.papers import Answer, Photo, PublicCopy, Rating, Referral
from portal.petitions.rules import SHOWN, Act, State
from portal.units import queries as units


def letter(petition_id: int) -> PetitionText:
    """What the sender wrote; blank once erased."""
    return session.get_one(PetitionText, petition_id)


class Told(NamedTuple):
    """One step as a page tells it: officers' names are for officers alone.

    `given_to` is whom a lead gave it to.
    """

    step: Step
    text: str
    officer: str | None
    given_to: str | None


def units_named(steps: Sequence[Told]) -> set[int]:
    """The units that these steps name: who acted, to whom it went."""
    named = {step.step.unit_id for step in steps}
    named |= {step.step.facts.get(fact) for step in steps for fact in ("to", "owner")}
    return {one for one in named if one is not None}


def history(petition_id: int, *, for_sender: bool) -> list[Told]:
    """What happened, first to last; to the sender only what is shown to senders."""
    given = aliased(Account)
    statement = (
        sa.select(Step, StepText.text, Account.name, given.name)
        .outerjoin(StepText, StepText.step_id == Step.id)
        .outerjoin(Account, Account.id == Step.account_id)
        .outerjoin(given, given.id == Step.facts["account"].as_integer())
        .where(Step.petition_id == petition_id)
        .order_by(Step.number)
    )
    if for_sender:
        statement = statement.where(Step.act.in_(SHOWN))
    rows = session.execute(statement).all()
    return [Told(step, text or "", *names) for step, text, *names in rows]


def place_names(ids: Collection[int | None]) -> dict[int | None, str]:
    """Unit id → its name with its kind."""
    return {one: place.label for one, place in units.of_ids(ids).items()}


@dataclass(frozen=True)
class Version:
    """One version of the answer with all that hangs on it."""

    answer: Answer
    referral: Referral | None
    rating: Rating | None


def versions(petition_id: int, *, approved: bool = True) -> list[Version]:
    """The answers, newest first; to the sender only those approved."""
    statement = (
        sa.select(Answer, Referral, Rating)
        .outerjoin(Referral, Referral.answer_id == Answer.id)
        .outerjoin(Rating, Rating.answer_id == Answer.id)
        .where(Answer.petition_id == petition_id)
        .order_by(Answer.number.desc())
    )
    if approved:
        statement = statement.where(Answer.approved_at.is_not(None))
    return [Version(*row) for row in session.execute(statement)]


def photos(petition_id: int) -> list[Photo]:
    """The pictures not erased, in the order in which they came."""
    statement = sa.select(Photo).where(Photo.petition_id == petition_id, Photo.digest.is_not(None))
    return list(session.scalars(statement.order_by(Photo.id)))


def parts(petition_id: int) -> list[Petition]:
    """What was split off from it, in order."""
    statement = sa.select(Petition).where(Petition.split_from_id == petition_id)
    return list(session.scalars(statement.order_by(Petition.id)))


def merged(petition_id: int) -> list[Petition]:
    """What was merged into it, in order."""
    statement = sa.select(Petition).where(Petition.merged_into_id == petition_id)
    return list(session.scalars(statement.order_by(Petition.id)))


def counts(unit_id: int) -> dict[State, int]:
    """How many petitions a unit owns, by state; parts split off included."""
    statement = (
        sa.select(Petition.state, sa.func.count())
        .where(Petition.owner_id == unit_id)
        .group_by(Petition.state)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


# As many as one place answers in a year; their words are compared in memory, in a millisecond.
MOST_COMPARED = 200
LEAST_ALIKE = 2


def similar(place_ids: Collection[int], text: str, limit: int = 3) -> list[PublicCopy]:
    """Answered petitions of these places that share words with a text, the likest first."""
    statement = sa.select(PublicCopy.petition_id, PublicCopy.topic, PublicCopy.text).where(
        PublicCopy.place_id.in_(place_ids)
    )
    rows = session.execute(statement.order_by(PublicCopy.published_at.desc()).limit(MOST_COMPARED))
    asked = _words(text)
    alike = [(len(asked & _words(f"{topic} {words}")), one) for one, topic, words in rows]
    best = sorted((pair for pair in alike if pair[0] >= LEAST_ALIKE), reverse=True)[:limit]
    ids = [one for _, one in best]
    copies = session.scalars(sa.select(PublicCopy).where(PublicCopy.petition_id.in_(ids)))
    return sorted(copies, key=lambda copy: ids.index(copy.petition_id)) if ids else []


def _words(text: str) -> frozenset[tuple[str, str]]:
    """The folded pairs of syllables: most Vietnamese words are such pairs."""
    syllables = folding.words(folding.fold(text))
    return frozenset(pairwise(syllables))


def question(petition_id: int) -> str | None:
    """What the office asked last; None when it never did."""
    statement = (
        sa.select(StepText.text)
        .join(Step, Step.id == StepText.step_id)
        .where(Step.petition_id == petition_id, Step.act == Act.ASK)
        .order_by(Step.number.desc())
    )
    return session.scalar(statement.limit(1))
