"""Drafting, submitting and approving: whoever signs is never who wrote.

An answer, a rejection and a referral go the same way; each version stays.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.base.errors import RuleBroken
from portal.base.language import N_
from portal.petitions import recount
from portal.petitions.handling import demand_another
from portal.petitions.models import Petition
from portal.petitions.moves import Case, calendar, demand, move
from portal.petitions.papers import Answer, AnswerTemplate, Referral
from portal.petitions.rules import BECOMES, Act, Learn, Outcome, Reason, State


class OwnDraft(RuleBroken):
    """Four eyes."""

    message = N_("Whoever wrote the answer cannot approve it; somebody else has to.")


class NothingDrafted(RuleBroken):
    """An answer without words, a rejection without a reason, a referral without an agency."""

    message = N_("The answer is not complete yet.")


class FollowUpPassed(RuleBroken):
    """A day to ask again that lies in the past."""

    message = N_("Please choose a later day on which to ask the agency again.")


@dataclass(frozen=True)
class Agency:
    """Where a petition is referred to, by which document, and when to ask again."""

    name: str
    document: str
    signed_on: date
    follow_up_on: date
    id: int | None = None


@dataclass(frozen=True)
class Draft:
    """What an officer has written; a rejection needs a reason, a referral an agency."""

    text: str
    outcome: Outcome = Outcome.ANSWER
    reason: Reason | None = None
    agency: Agency | None = None


def latest(petition_id: int) -> Answer | None:
    """The newest version, be it a draft."""
    statement = sa.select(Answer).where(Answer.petition_id == petition_id)
    return session.scalar(statement.order_by(Answer.number.desc()).limit(1))


def latest_approved(petition_id: int, outcome: Outcome | None = None) -> Answer | None:
    """The newest version that was approved, of this outcome if one is named."""
    statement = sa.select(Answer).where(
        Answer.petition_id == petition_id, Answer.approved_at.is_not(None)
    )
    if outcome is not None:
        statement = statement.where(Answer.outcome == outcome)
    return session.scalar(statement.order_by(Answer.number.desc()).limit(1))


def draft(case: Case, written: Draft) -> Answer:
    """Keep what is written so far: in the version at hand, or in the next one."""
    petition = case.petition
    demand(case, Act.DRAFT)
    demand_another(petition, case.account_id)
    answer = _version_at_hand(petition.id)
    answer.unit_id, answer.author_id = petition.owner_id, case.account_id
    answer.text, answer.outcome, answer.reason = written.text, written.outcome, written.reason
    answer.written_at = clock.now()
    if answer.id is None:
        session.add(answer)
        move(case, Act.DRAFT, number=answer.number)
    else:
        petition.version += 1
    session.flush()
    _keep_agency(answer, written.agency if written.outcome is Outcome.REFER else None)
    return answer


def _version_at_hand(petition_id: int) -> Answer:
    """The draft, or the next version where the newest was submitted."""
    kept = latest(petition_id)
    if kept is not None and kept.submitted_at is None:
        return kept
    return Answer(petition_id=petition_id, number=kept.number + 1 if kept else 1)


def _keep_agency(answer: Answer, agency: Agency | None) -> None:
    kept = session.get(Referral, answer.id)
    if agency is None:
        if kept is not None:
            session.delete(kept)
            session.flush()
        return
    if agency.follow_up_on <= clock.today():
        raise FollowUpPassed
    referral = kept or Referral(answer_id=answer.id, reply="")
    referral.agency_id, referral.agency = agency.id, agency.name
    referral.document, referral.signed_on = agency.document, agency.signed_on
    referral.follow_up_on = agency.follow_up_on
    session.add(referral)
    session.flush()


def submit(case: Case, written: Draft) -> Answer:
    """Write it and hand it to whoever signs; NothingDrafted when something is missing."""
    demand(case, Act.SUBMIT, State.AWAITING_APPROVAL)
    complete = {
        Outcome.ANSWER: True,
        Outcome.REJECT: written.reason is not None,
        Outcome.REFER: written.agency is not None,
    }
    if not written.text.strip() or not complete[written.outcome]:
        raise NothingDrafted
    answer = draft(case, written)
    answer.submitted_at = clock.now()
    move(case, Act.SUBMIT, State.AWAITING_APPROVAL, number=answer.number, outcome=answer.outcome)
    return answer


def take_back(case: Case) -> None:
    """The office takes its draft back from whoever was to sign it."""
    move(case, Act.TAKE_BACK, State.IN_PROGRESS)


def send_back(case: Case, reason: str) -> None:
    """Whoever was to sign wants it written otherwise."""
    move(case, Act.RETURN, State.IN_PROGRESS, text=reason)


def approve(case: Case) -> Answer:
    """Sign the version submitted; the sender reads it at once. Raises OwnDraft."""
    petition = case.petition
    answer = latest(petition.id)
    if answer is None or answer.submitted_at is None:
        demand(case, Act.APPROVE, State.ANSWERED)
        raise NothingDrafted
    after = BECOMES[answer.outcome]
    demand(case, Act.APPROVE, after)
    if answer.author_id == case.account_id:
        raise OwnDraft
    answer.approver_id, answer.approved_at = case.account_id, clock.now()
    answer.due_on, answer.days = petition.due_on, _days(petition)
    answer.in_time = clock.today() <= petition.due_on
    recount.note(answer.unit_id, answer.approved_at)
    petition.answered_at = clock.now()
    _ask_to_tell(petition)
    move(case, Act.APPROVE, after, number=answer.number, reason=answer.reason)
    return answer


def _days(petition: Petition) -> int:
    """Working days of the office: those with the sender or with an agency do not count."""
    whole = calendar().between(petition.clock_on, clock.today())
    return max(0, whole - petition.paused_days - petition.away_days)


def _ask_to_tell(petition: Petition) -> None:
    """Cần báo kết quả: this sender and those of petitions merged into it."""
    merged = sa.update(Petition).where(Petition.merged_into_id == petition.id)
    session.execute(
        merged.where(Petition.learn != Learn.HERE, Petition.state == State.MERGED)
        .values(to_tell=True)
        .execution_options(synchronize_session="fetch")
    )
    petition.to_tell = petition.learn is not Learn.HERE


def referral(petition_id: int) -> Referral | None:
    """The agency that has it, if it was referred out."""
    answer = latest_approved(petition_id, Outcome.REFER)
    return session.get(Referral, answer.id) if answer else None


def follow_up(case: Case, on: date, note: str = "") -> None:
    """The agency was asked again; the next time is on this day."""
    demand(case, Act.FOLLOW_UP)
    kept = referral(case.petition.id)
    if kept is None or on <= clock.today():
        raise FollowUpPassed
    kept.follow_up_on = on
    move(case, Act.FOLLOW_UP, text=note, on=on.isoformat())


def record_reply(case: Case, reply: str) -> None:
    """What the agency replied; the sender reads it. Without more it closes after 15 days."""
    demand(case, Act.RECORD_REPLY)
    kept = referral(case.petition.id)
    if kept is None:
        raise NothingDrafted
    kept.reply, kept.replied_on = reply, clock.today()
    _count_wait(kept)
    case.petition.answered_at = clock.now()
    case.petition.to_tell = case.petition.learn is not Learn.HERE
    move(case, Act.RECORD_REPLY, text=reply)


def _count_wait(kept: Referral) -> None:
    """How long the agency took, in working days since it was signed."""
    answer = session.get_one(Answer, kept.answer_id)
    if answer.approved_at is not None:
        since = clock.local(answer.approved_at).date()
        kept.days = calendar().between(since, clock.today())
        recount.note(answer.unit_id, answer.approved_at)


def resume(case: Case) -> None:
    """The matter is the office's again: its clock goes on, the time away counted apart."""
    demand_another(case.petition, case.account_id)
    move(case, Act.RESUME, State.IN_PROGRESS)
    case.petition.account_id = case.account_id


def close(case: Case) -> None:
    """The sender said no more within fifteen working days."""
    move(case, Act.CLOSE, State.CLOSED)


def templates(unit_ids: frozenset[int]) -> list[AnswerTemplate]:
    """Texts to begin with: of the unit and of all above it (`Place.ids`), by title."""
    statement = sa.select(AnswerTemplate).where(
        AnswerTemplate.unit_id.in_(unit_ids), AnswerTemplate.retired_at.is_(None)
    )
    return list(session.scalars(statement.order_by(AnswerTemplate.title, AnswerTemplate.id)))


def keep_template(unit_id: int, title: str, text: str) -> AnswerTemplate:
    """A text to begin with, for a unit and all below it; a title once used is replaced."""
    same = sa.update(AnswerTemplate).where(
        AnswerTemplate.unit_id == unit_id, AnswerTemplate.title == title
    )
    live = same.where(AnswerTemplate.retired_at.is_(None))
    session.execute(live.values(retired_at=clock.now()))
    template = AnswerTemplate(unit_id=unit_id, title=title, text=text)
    session.add(template)
    session.flush()
    return template


def retire_template(template: AnswerTemplate) -> None:
    """It is offered no longer."""
    template.retired_at = clock.now()
