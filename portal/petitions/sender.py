"""What only the sender can do, by code: reply, withdraw, rate, reopen, change the code."""

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.base.errors import RuleBroken
from portal.base.language import N_
from portal.petitions import codes, merging, published, reach, recount, staff
from portal.petitions.answering import latest_approved
from portal.petitions.clocks import may_reopen
from portal.petitions.models import Handover, Petition
from portal.petitions.moves import Case, demand, give_to, move
from portal.petitions.papers import Rating
from portal.petitions.rules import (
    MOST_REOPENINGS,
    OPEN,
    Act,
    Outcome,
    State,
    after_rating,
    goes_up,
)
from portal.units import queries as units

OWN = "own petition"
"""What a code is made for that no officer has seen."""


class RatedAlready(RuleBroken):
    """One rating for each version of the answer."""

    message = N_("You have rated this answer already. Thank you.")


class NoReopening(RuleBroken):
    """Reopened twice, or too long ago."""

    message = N_("A petition can be reopened twice, within 30 days of the answer.")


def reply(case: Case, text: str) -> None:
    """Answer the office's question; its clock goes on."""
    move(case, Act.REPLY, State.IN_PROGRESS, text=text)


def withdraw(case: Case, reason: str = "") -> None:
    """Take it back, and with it the open parts; what was merged into it stands alone again."""
    parts = sa.select(Petition).where(Petition.split_from_id == case.petition.id)
    for petition in (case.petition, *session.scalars(parts.with_for_update())):
        if petition is case.petition or petition.state in OPEN:
            move(reach.case_for_sender(petition), Act.WITHDRAW, State.WITHDRAWN, text=reason)
            petition.to_id = None
            _end_offers(petition)
            merging.release_all(petition)
            published.forget(petition.id)


def _end_offers(petition: Petition) -> None:
    pending = sa.and_(Handover.petition_id == petition.id, Handover.settled_at.is_(None))
    session.execute(sa.update(Handover).where(pending).values(settled_at=clock.now()))


def rate(case: Case, stars: int, words: str = "") -> None:
    """One to five for the present answer; from three on the matter is closed."""
    petition = case.petition
    after = after_rating(stars, petition.state)
    demand(case, Act.RATE, after)
    answer = latest_approved(petition.id, Outcome.ANSWER)
    if answer is None or session.get(Rating, answer.id) is not None:
        raise RatedAlready
    session.add(
        Rating(
            answer_id=answer.id,
            petition_id=petition.id,
            stars=stars,
            words=words,
            at=clock.now(),
        )
    )
    recount.note(answer.unit_id, answer.approved_at)
    move(case, Act.RATE, after, stars=stars, answer=answer.number)


def may_reopen_now(petition: Petition) -> bool:
    """Whether the sender can still ask for another look."""
    ended = petition.answered_at or petition.ended_at
    in_time = ended is not None and may_reopen(ended, clock.now())
    return in_time and petition.reopened < MOST_REOPENINGS and petition.erased_at is None


def reopen(case: Case, text: str) -> None:
    """Ask for another look, by another person; the second time by the level above."""
    petition = case.petition
    demand(case, Act.REOPEN, State.RECEIVED)
    if not may_reopen_now(petition):
        raise NoReopening
    petition.reopened += 1
    answer = latest_approved(petition.id)
    if answer is not None:
        petition.not_account_id, answer.reopened_at = answer.author_id, clock.now()
        recount.note(answer.unit_id, answer.approved_at)
    _begin_again(petition)
    owner = units.place_of_id(petition.owner_id)
    above = owner.parent if owner else None
    alone = not staff.has_another(
        petition.owner_id, petition.not_account_id, restricted=petition.restricted
    )
    up = above if above and (goes_up(petition.reopened) or alone) else None
    if up is None and alone:
        petition.not_account_id = None  # nobody above, nobody beside: better the same than none
    move(case, Act.REOPEN, State.RECEIVED, text=text, owner=up.id if up else petition.owner_id)
    if stays := up or owner:
        give_to(petition, stays)
    session.flush()


def _begin_again(petition: Petition) -> None:
    """The clock from today on, and all that may happen once may happen once more."""
    petition.clock_on = petition.due_on = clock.today()
    petition.paused_days = petition.away_days = petition.extended_days = 0
    petition.hops = petition.bounces = 0
    petition.asked_once = petition.to_tell = False


def enter(typed: str, once: str) -> tuple[Case, str | None] | None:
    """The petition of a code, and its new code where an officer has seen the old one.

    None for a wrong code. The same form sent again finds the same new code.
    """
    case = reach.case_of_code(typed)
    changed = reach.case_of_code(codes.make(once, OWN))
    if case is None:
        return (changed, codes.make(once, OWN)) if changed else None
    return case, change_code(case, once) if case.petition.code_to_change else None


def change_code(case: Case, once: str) -> str:
    """A code that no officer has seen, for who had the petition written down at a counter."""
    code = codes.make(once, OWN)
    demand(case, Act.CHANGE_CODE)
    if case.petition.code_hash == codes.hashed(code):
        return code
    move(case, Act.CHANGE_CODE)
    case.petition.code_hash, case.petition.code_to_change = codes.hashed(code), False
    session.flush()
    return code
