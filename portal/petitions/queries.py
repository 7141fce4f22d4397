"""Reading petitions: one with all that stands about it, and the officers' lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts import scope
from portal.accounts.models import Account
from portal.accounts.queries import Actor
from portal.accounts.rules import Right
from portal.base import clock
from portal.base import text as folding
from portal.base.db import session
from portal.petitions import staff
from portal.petitions.clocks import TO_CENTRE, TO_PARENT
from portal.petitions.models import Petition, PetitionText, Step, StepText, number_of
from portal.petitions.moves import calendar
from portal.petitions.papers import Answer, Photo, PublicCopy, Rating, Referral
from portal.petitions.rules import AT_WORK, OPEN, SHOWN, TICKING, Act, Kind, State
from portal.units import queries as units
from portal.units.queries import Place

ON_A_PAGE = 20


def letter(petition_id: int) -> PetitionText:
    """What the sender wrote; blank once erased."""
    return session.get_one(PetitionText, petition_id)


class Told(NamedTuple):
    """One step as a page tells it: the officer's name is for officers alone."""

    step: Step
    text: str
    officer: str | None
    unit: str | None


def units_named(steps: Sequence[Told]) -> set[int]:
    """The units that these steps name: who acted, to whom it went."""
    named = {step.step.unit_id for step in steps}
    named |= {step.step.facts.get(fact) for step in steps for fact in ("to", "owner")}
    return {one for one in named if one is not None}


def history(petition_id: int, *, for_sender: bool) -> list[Told]:
    """What happened, first to last; to the sender what is shown to senders, no unit named."""
    statement = (
        sa.select(Step, StepText.text, Account.name)
        .outerjoin(StepText, StepText.step_id == Step.id)
        .outerjoin(Account, Account.id == Step.account_id)
        .where(Step.petition_id == petition_id)
        .order_by(Step.number)
    )
    if for_sender:
        statement = statement.where(Step.act.in_(SHOWN))
    rows = session.execute(statement).all()
    acted = set() if for_sender else {step.unit_id for step, _, _ in rows if step.unit_id}
    names = place_names(acted) if acted else {}
    return [Told(step, text or "", name, names.get(step.unit_id)) for step, text, name in rows]


def place_names(ids: Collection[int | None]) -> dict[int | None, str]:
    """Unit id → its name with its kind."""
    return {place.id: place.label for place in units.places(lambda unit: unit.id.in_(ids))}


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


class Item(NamedTuple):
    """What a list shows of a petition: plain columns, and never who sent it."""

    id: int
    state: State
    kind: Kind
    restricted: bool
    place_id: int
    owner_id: int
    account_id: int | None
    to_id: int | None
    received_at: datetime
    clock_on: date
    due_on: date
    step_due_on: date | None
    paused_on: date | None
    reopened: int
    topic: str

    @property
    def number(self) -> str:
        """The public number."""
        return number_of(self.id)


@cache
def _items() -> sa.Select[Any]:
    columns = [getattr(Petition, name) for name in Item._fields if name != "topic"]
    return (
        sa.select(*columns, PetitionText.topic)
        .join(PetitionText, PetitionText.petition_id == Petition.id)
        .order_by(Petition.due_on, Petition.id)
    )


@dataclass(frozen=True)
class Desk:
    """Whose lists are asked for: one unit, by one of its officers."""

    unit: Place
    actor: Actor

    @property
    def sees_confidential(self) -> bool:
        """Complaints and denunciations are listed for leads."""
        return scope.may(self.actor, Right.ANSWER, self.unit)

    def _listed(self, *conditions: Any, page: int = 1) -> list[Item]:
        ids = {one.id for one in (self.unit, *self.unit.parents)}
        ids |= {hat.unit.id for hat in self.actor.hats}
        barred = sa.or_(Petition.barred_id.is_(None), Petition.barred_id.not_in(ids))
        statement = _items().where(barred, *conditions)
        if not self.sees_confidential:
            statement = statement.where(Petition.restricted.is_(False))
        statement = statement.limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)
        return [Item(*row) for row in session.execute(statement)]

    def _own(self, states: Collection[State] = OPEN) -> sa.ColumnElement[bool]:
        return sa.and_(Petition.owner_id == self.unit.id, Petition.state.in_(states))

    def overdue(self, page: int = 1) -> list[Item]:
        """Of the unit, past the last day for an answer or for the present step."""
        today = clock.today()
        late = sa.or_(Petition.due_on < today, Petition.step_due_on < today)
        return self._listed(self._own(TICKING | {State.QUARANTINED}), late, page=page)

    def due_today(self, page: int = 1) -> list[Item]:
        """Of the unit, whose last day, for the answer or the present step, is today."""
        today = clock.today()
        due = sa.or_(Petition.due_on == today, Petition.step_due_on == today)
        return self._listed(self._own(TICKING), due, page=page)

    def mine(self, page: int = 1) -> list[Item]:
        """In this account's hand."""
        held = Petition.account_id == self.actor.id
        return self._listed(held, self._own(), page=page)

    def unclaimed(self, page: int = 1) -> list[Item]:
        """In nobody's hand, or in that of somebody who works here no longer."""
        here = [one for one, _ in staff.handlers(self.unit.id)]
        nobody = sa.or_(Petition.account_id.is_(None), Petition.account_id.not_in(here))
        return self._listed(self._own(OPEN - {State.QUARANTINED}), nobody, page=page)

    def to_approve(self, page: int = 1) -> list[Item]:
        """Waiting for a signature: of the unit, and of units below with fewer than two leads."""
        waiting = Petition.state == State.AWAITING_APPROVAL
        below = sa.select(Petition.owner_id).where(Petition.above_id == self.unit.id, waiting)
        alone = staff.alone(list(session.scalars(below.distinct())))
        return self._listed(waiting, Petition.owner_id.in_({self.unit.id, *alone}), page=page)

    def handed_here(self, page: int = 1) -> list[Item]:
        """Offered to the unit, not accepted yet."""
        return self._listed(Petition.to_id == self.unit.id, page=page)

    def bounced(self, page: int = 1) -> list[Item]:
        """Sent back by another unit, in the owner's hands again."""
        return self._listed(self._own(AT_WORK), Petition.bounces > 0, page=page)

    def waiting_elsewhere(self, page: int = 1) -> list[Item]:
        """Asked of the sender, offered to others, or with an outside agency."""
        away = (State.NEED_INFO, State.ROUTED, State.REFERRED_OUT)
        return self._listed(self._own(away), page=page)

    def to_follow_up(self, page: int = 1) -> list[Item]:
        """With an outside agency that has not replied, and today is the day to ask again."""
        due = sa.select(Answer.petition_id).join(Referral, Referral.answer_id == Answer.id)
        due = due.where(Referral.follow_up_on <= clock.today(), Referral.replied_on.is_(None))
        return self._listed(self._own([State.REFERRED_OUT]), Petition.id.in_(due), page=page)

    def to_moderate(self, page: int = 1) -> list[Item]:
        """Quarantined one level below; the centre looks at its own too."""
        below = Petition.above_id == self.unit.id
        if self.unit.parent is None:
            below = sa.or_(below, Petition.owner_id == self.unit.id)
        return self._listed(Petition.state == State.QUARANTINED, below, page=page)

    def late_below(self, page: int = 1) -> list[Item]:
        """+5 working days: what the units directly below let lie; +10: the centre sees all."""
        days, today, top = calendar(), clock.today(), self.unit.parent is None
        cut = days.late_since(today, TO_PARENT)
        late = sa.and_(Petition.above_id == self.unit.id, Petition.due_on <= cut)
        if top:
            late = sa.or_(late, Petition.due_on <= days.late_since(today, TO_CENTRE))
        return self._listed(Petition.state.in_(TICKING), late, page=page)

    def to_tell(self, page: int = 1) -> list[Item]:
        """Cần báo kết quả: whose senders wait to be told at this counter."""
        return self._listed(Petition.home_id == self.unit.id, Petition.to_tell, page=page)

    def open_ones(self, page: int = 1) -> list[Item]:
        """All that the unit owns and that is not finished."""
        return self._listed(self._own(), page=page)

    def finished(self, page: int = 1) -> list[Item]:
        """What the unit owned at its end, earliest last day first."""
        ended = frozenset(State) - OPEN
        return self._listed(self._own(ended), page=page)


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
