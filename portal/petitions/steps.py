"""The chain of steps: each holds the keyed hash of itself and of the one before.

Whoever changes, removes or slips in a row without the code key breaks the chain, and `portal check`
says so. No step holds a word that somebody wrote: these lie beside it and can be erased.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from portal.base import clock, keys
from portal.base.db import session
from portal.petitions.models import Petition, Step, StepText
from portal.petitions.rules import BEGINS, TABLE, Act, State


def add(
    petition: Petition,
    act: Act,
    before: State | None,
    *,
    account_id: int | None,
    unit_id: int | None,
    text: str = "",
    facts: dict[str, Any],
) -> Step:
    """Append one step in the transaction of its deed; `text` is kept apart, its digest chained."""
    if text:
        facts = {**facts, "text": digest(text)}
    petition.steps += 1
    step = Step(
        petition_id=petition.id,
        number=petition.steps,
        at=clock.now(),
        act=act,
        before=before,
        after=petition.state,
        account_id=account_id,
        unit_id=unit_id,
        facts=facts,
    )
    step.chain = petition.chain = link(petition.chain, step)
    session.add(step)
    session.flush()
    if text:
        session.add(StepText(step_id=step.id, text=text))
    return step


def digest(text: str) -> str:
    """What the chain holds of a text: keyed, so that nobody can try phrases against it."""
    return keys.digest(text, "step text")


def link(chain: str, step: Any) -> str:
    """The hash of a step (a row or an object) and of the chain before it."""
    parts = (
        chain,
        *(step.petition_id, step.number, step.at.isoformat(), step.act, step.before, step.after),
        *(step.account_id, step.unit_id, json.dumps(step.facts, sort_keys=True)),
    )
    return keys.digest("\n".join(str(part) for part in parts), "step")


def of(petition_id: int) -> list[Step]:
    """All steps of a petition, first to last."""
    statement = sa.select(Step).where(Step.petition_id == petition_id).order_by(Step.number)
    return list(session.scalars(statement))


def faults(petition: Any, steps: Sequence[Any], texts: dict[int, str]) -> Iterator[str]:
    """What is wrong with a chain, in plain English; `texts` are step id → words not erased."""
    chain, state = "", None
    for number, step in enumerate(steps, 1):
        if step.number != number or step.chain != link(chain, step):
            yield f"{petition.id}: the chain is broken at step {number}"
            return
        if step.before != state or not _allowed(step):
            yield f"{petition.id}: step {number} ({step.act}) may not lead to {step.after}"
        if texts.get(step.id) and digest(texts[step.id]) != step.facts.get("text"):
            yield f"{petition.id}: the words of step {number} were changed"
        chain, state = step.chain, step.after
    if (petition.steps, petition.chain, petition.state) != (len(steps), chain, state):
        yield f"{petition.id}: its row does not stand where its chain ends"


def _allowed(step: Any) -> bool:
    if step.act in BEGINS:
        return step.before is None and step.after in BEGINS[step.act]
    return step.before is not None and TABLE[step.act].allows(step.before, step.after)
