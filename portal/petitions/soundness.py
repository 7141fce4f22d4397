"""What must be true of petitions on a live database, for `portal check`. One state throughout."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from portal.base import clock, db
from portal.base.db import session
from portal.petitions import steps
from portal.petitions.models import (
    Handover,
    Identity,
    Merge,
    Petition,
    PetitionText,
    Step,
    StepText,
)
from portal.petitions.papers import Answer, PublicCopy, Referral
from portal.petitions.rules import FINISHED, PAUSED, RESTRICTED, Act, Outcome, State
from portal.units.models import Unit
from portal.units.rules import Level

AT_ONCE = 1000
_ANSWER_OF = {
    State.ANSWERED: {Outcome.ANSWER},
    State.REJECTED: {Outcome.REJECT},
    State.REFERRED_OUT: {Outcome.REFER},
    State.CLOSED: {Outcome.ANSWER, Outcome.REFER},
}


def findings() -> Iterator[str]:
    """Whatever is not as it must be, in plain English for the operator."""
    db.steady()
    yield from _receipts()
    last = 0
    while batch := _batch(last):
        last = batch[-1].id
        for finding in _of_batch(batch):
            yield f"petition {finding}"


def _batch(after: int) -> list[Any]:
    statement = sa.select(Petition.__table__).where(Petition.id > after)
    return list(session.execute(statement.order_by(Petition.id).limit(AT_ONCE)))


def _receipts() -> Iterator[str]:
    """Σ over states − parts split off = receipts issued."""
    whole = sa.select(sa.func.count()).select_from(Petition)
    number = session.scalar(whole) or 0
    split = session.scalar(whole.where(Petition.split_from_id.is_not(None))) or 0
    issued = sa.select(sa.func.count()).select_from(Step).where(Step.act == Act.SEND)
    receipts = session.scalar(issued) or 0
    if number - split != receipts:
        yield f"petitions: {number} less {split} parts are not the {receipts} receipts issued"


def _of_batch(batch: list[Any]) -> Iterator[str]:
    ids = [row.id for row in batch]
    chains = _grouped(sa.select(Step.__table__).where(Step.petition_id.in_(ids)), "number")
    words = sa.select(StepText.step_id, StepText.text).join(Step, Step.id == StepText.step_id)
    texts = {row[0]: row[1] for row in session.execute(words.where(Step.petition_id.in_(ids)))}
    answers = _grouped(sa.select(Answer.__table__).where(Answer.petition_id.in_(ids)), "number")
    offers = _grouped(sa.select(Handover.__table__).where(Handover.petition_id.in_(ids)), "id")
    merges = _grouped(sa.select(Merge.__table__).where(Merge.petition_id.in_(ids)), "id")
    levels = _levels({row.owner_id for row in batch})
    referred = set(session.scalars(sa.select(Referral.answer_id)))
    for row in batch:
        yield from steps.faults(row, chains[row.id], texts)
        yield from _owner(row, levels)
        yield from _answers(row, answers[row.id], referred)
        yield from _state(row, offers[row.id], merges[row.id])
    yield from _left_over(ids)


def _grouped(statement: Any, order: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(statement):
        found[row.petition_id].append(row)
    return defaultdict(
        list, {k: sorted(v, key=lambda r: getattr(r, order)) for k, v in found.items()}
    )


def _levels(ids: set[int]) -> dict[int, tuple[Level, Any]]:
    statement = sa.select(Unit.id, Unit.level, Unit.closed_on).where(Unit.id.in_(ids))
    return {one: (level, closed) for one, level, closed in session.execute(statement)}


def _owner(row: Any, levels: dict[int, tuple[Level, Any]]) -> Iterator[str]:
    level, closed = levels[row.owner_id]
    if level is Level.VILLAGE:
        yield f"{row.id}: owned by a village"
    if closed is not None and closed <= clock.today() and row.state not in FINISHED:
        yield f"{row.id}: owned by a unit that stands no longer"
    if row.owner_id == row.barred_id:
        yield f"{row.id}: owned by the office it is about"


def _answers(row: Any, answers: list[Any], referred: set[int]) -> Iterator[str]:
    if [one.number for one in answers] != list(range(1, len(answers) + 1)):
        yield f"{row.id}: gaps in the versions of its answer"
    approved = [one for one in answers if one.approved_at is not None]
    for one in approved:
        moderated = one.author_id is None and one.outcome is Outcome.REJECT
        if one.approver_id is None or (one.author_id == one.approver_id and not moderated):
            yield f"{row.id}: version {one.number} was not signed by somebody else"
        if (one.outcome is Outcome.REFER) != (one.id in referred):
            yield f"{row.id}: version {one.number} has no agency, or one too many"
    wanted = _ANSWER_OF.get(row.state)
    if wanted and (not approved or approved[-1].outcome not in wanted):
        yield f"{row.id}: {row.state} without such an answer"


def _state(row: Any, offers: list[Any], merges: list[Any]) -> Iterator[str]:
    pending = [one.to_id for one in offers if one.settled_at is None]
    if pending != ([row.to_id] if row.state is State.ROUTED else []):
        yield f"{row.id}: its offer to another unit does not fit its state"
    if (row.to_id is not None) != (row.state is State.ROUTED):
        yield f"{row.id}: handed to a unit in a state without hand-over"
    standing = [one.into_id for one in merges if one.undone_at is None]
    if standing != ([row.merged_into_id] if row.state is State.MERGED else []):
        yield f"{row.id}: its merge does not fit its state"
    if (row.paused_on is not None) != (row.state in PAUSED):
        yield f"{row.id}: its clock does not fit its state"
    if (row.ended_at is not None) != (row.state in FINISHED):
        yield f"{row.id}: its end does not fit its state"
    if (row.code_hash is None) != (row.split_from_id is not None):
        yield f"{row.id}: a code too many or too few"
    if row.restricted is False and row.kind in RESTRICTED:
        yield f"{row.id}: a {row.kind} that is not confidential"


def _left_over(ids: list[int]) -> Iterator[str]:
    """What was to be erased, and what must never be public."""
    erased = sa.and_(Petition.id.in_(ids), Petition.erased_at.is_not(None))
    for what, statement in (
        ("an identity", sa.select(Identity.petition_id).join(Petition).where(erased)),
        (
            "words",
            sa.select(PetitionText.petition_id)
            .join(Petition)
            .where(erased, PetitionText.text != ""),
        ),
        ("a public copy", sa.select(PublicCopy.petition_id).join(Petition).where(erased)),
    ):
        for one in session.scalars(statement):
            yield f"{one}: erased, and still {what}"
    public = sa.select(PublicCopy.petition_id).join(Petition)
    for one in session.scalars(public.where(Petition.id.in_(ids), Petition.restricted)):
        yield f"{one}: confidential and public"
