"""The officers' lists: one box for each reason why a petition waits for somebody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts import scope
from portal.accounts.queries import Actor
from portal.accounts.rules import Right
from portal.base import clock
from portal.base.db import session
from portal.petitions import staff
from portal.petitions.clocks import TO_CENTRE, TO_PARENT, Calendar
from portal.petitions.models import Petition, PetitionText, number_of
from portal.petitions.moves import calendar
from portal.petitions.papers import Answer, Referral
from portal.petitions.rules import AT_WORK, OPEN, TICKING, Kind, State
from portal.units.queries import Place

ON_A_PAGE = 20


class Box(StrEnum):
    """One list of a unit."""

    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    MINE = "mine"
    HANDED_HERE = "handed_here"
    BOUNCED = "bounced"
    UNCLAIMED = "unclaimed"
    TO_APPROVE = "to_approve"
    TO_MODERATE = "to_moderate"
    TO_FOLLOW_UP = "to_follow_up"
    LATE_BELOW = "late_below"
    ELSEWHERE = "elsewhere"
    OPEN = "open"
    FINISHED = "finished"
    TO_TELL = "to_tell"


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


_COLUMNS = [getattr(Petition, name) for name in Item._fields if name != "topic"]


@dataclass(frozen=True)
class Desk:
    """Whose lists are asked for: one unit, by one of its officers."""

    unit: Place
    actor: Actor

    @property
    def sees_confidential(self) -> bool:
        """Complaints and denunciations are listed for leads."""
        return scope.may(self.actor, Right.ANSWER, self.unit)

    @cached_property
    def calendar(self) -> Calendar:
        """The working days."""
        return calendar()

    def listed(self, box: Box, page: int = 1) -> list[Item]:
        """One page of a box, the nearest last day first; one row more when there are more."""
        rows = self.rows(box, ON_A_PAGE + 1, (page - 1) * ON_A_PAGE)
        return [Item(*row) for row in session.execute(rows)]

    def rows(self, box: Box, size: int, offset: int = 0, *more: Any) -> sa.Select[Any]:
        """So many rows of a box as Item's columns, `more` columns before them.

        Their topics are looked up last, of these rows alone.
        """
        found = self._first(box, size + offset).limit(size).offset(offset).subquery()
        columns = [found.c[name] for name in Item._fields if name != "topic"]
        statement = sa.select(*more, *columns, PetitionText.topic)
        joined = statement.join(PetitionText, PetitionText.petition_id == found.c.id)
        return joined.order_by(found.c.due_on, found.c.id)

    def _first(self, box: Box, most: int) -> sa.Select[Any]:
        """The first rows of a box in their order.

        Of what lies late in a whole nation those of each state by themselves: the index has them
        in this order, and nothing has to be sorted.
        """
        order = (Petition.due_on, Petition.id)
        statement = sa.select(*_COLUMNS).where(*self._conditions(box)).order_by(*order)
        if box is not Box.LATE_BELOW:
            return statement
        each = [statement.where(Petition.state == one).limit(most) for one in sorted(TICKING)]
        whole = sa.union_all(*(sa.select(one.subquery()) for one in each)).subquery()
        return sa.select(whole).order_by(whole.c.due_on, whole.c.id)

    def number(self, box: Box, most: int) -> sa.Select[Any]:
        """How many are in a box, counted up to `most`."""
        some = sa.select(Petition.id).where(*self._conditions(box)).limit(most).subquery()
        return sa.select(sa.func.count()).select_from(some)

    def _conditions(self, box: Box) -> Sequence[sa.ColumnElement[bool]]:
        """What is in a box, less what this officer may not read."""
        ids = {one.id for one in (self.unit, *self.unit.parents)}
        ids |= {hat.unit.id for hat in self.actor.hats}
        barred = sa.or_(Petition.barred_id.is_(None), Petition.barred_id.not_in(ids))
        found = [*getattr(self, f"_{box.value}")(), barred]
        return found if self.sees_confidential else [*found, Petition.restricted.is_(False)]

    def _own(self, states: Collection[State] = OPEN) -> sa.ColumnElement[bool]:
        return sa.and_(Petition.owner_id == self.unit.id, Petition.state.in_(states))

    def _overdue(self) -> Sequence[Any]:
        """Of the unit, past the last day for an answer or for the present step."""
        today = clock.today()
        late = sa.or_(Petition.due_on < today, Petition.step_due_on < today)
        return self._own(TICKING | {State.QUARANTINED}), late

    def _due_today(self) -> Sequence[Any]:
        """Of the unit, whose last day, for the answer or the present step, is today."""
        today = clock.today()
        due = sa.or_(Petition.due_on == today, Petition.step_due_on == today)
        return self._own(TICKING), due

    def _mine(self) -> Sequence[Any]:
        """In this account's hand."""
        return Petition.account_id == self.actor.id, self._own()

    def _unclaimed(self) -> Sequence[Any]:
        """In nobody's hand, or in that of somebody who works here no longer.

        What is offered to another unit waits there.
        """
        here = staff.at_work(self.unit.id)
        nobody = sa.or_(Petition.account_id.is_(None), Petition.account_id.not_in(here))
        return self._own(OPEN - {State.QUARANTINED, State.ROUTED}), nobody

    def _to_approve(self) -> Sequence[Any]:
        """Waiting for this officer's signature: of the unit, and of units below without a lead
        besides who wrote it. Nobody signs what they wrote.
        """
        newest = sa.select(Answer.author_id).where(Answer.petition_id == Petition.id)
        newest = newest.order_by(Answer.number.desc()).limit(1).correlate(Petition)
        author = newest.scalar_subquery()
        below = sa.and_(
            Petition.above_id == self.unit.id,
            ~staff.has_lead_besides(Petition.owner_id, author),
        )
        here = sa.or_(Petition.owner_id == self.unit.id, below)
        return Petition.state == State.AWAITING_APPROVAL, here, author != self.actor.id

    def _handed_here(self) -> Sequence[Any]:
        """Offered to the unit, not accepted yet."""
        return (Petition.to_id == self.unit.id,)

    def _bounced(self) -> Sequence[Any]:
        """Sent back by another unit, in the owner's hands again."""
        return self._own(AT_WORK), Petition.bounces > 0

    def _elsewhere(self) -> Sequence[Any]:
        """Asked of the sender, offered to others, or with an outside agency."""
        return (self._own((State.NEED_INFO, State.ROUTED, State.REFERRED_OUT)),)

    def _to_follow_up(self) -> Sequence[Any]:
        """With an outside agency that has not replied, and today is the day to ask again."""
        due = sa.exists().where(
            Answer.petition_id == Petition.id,
            Referral.answer_id == Answer.id,
            Referral.follow_up_on <= clock.today(),
            Referral.replied_on.is_(None),
        )
        return self._own([State.REFERRED_OUT]), due

    def _to_moderate(self) -> Sequence[Any]:
        """Quarantined one level below; the centre looks at its own too."""
        below = Petition.above_id == self.unit.id
        if self.unit.parent is None:
            below = sa.or_(below, Petition.owner_id == self.unit.id)
        return Petition.state == State.QUARANTINED, below

    def _late_below(self) -> Sequence[Any]:
        """+5 working days: what the units directly below let lie; +10: the centre sees all."""
        days, today = self.calendar, clock.today()
        late = Petition.due_on <= days.late_since(today, TO_PARENT)
        if self.unit.parent is not None:
            return Petition.state.in_(TICKING), late, Petition.above_id == self.unit.id
        # "+ 0" lets no database begin with this column: from the day on it has less to read.
        below = Petition.above_id + 0 == self.unit.id
        long_ago = Petition.due_on <= days.late_since(today, TO_CENTRE)
        return Petition.state.in_(TICKING), late, sa.or_(long_ago, below)

    def _to_tell(self) -> Sequence[Any]:
        """Cần báo kết quả: whose senders wait to be told at this counter."""
        return Petition.home_id == self.unit.id, Petition.to_tell

    def _open(self) -> Sequence[Any]:
        """All that the unit owns and that is not finished."""
        return (self._own(),)

    def _finished(self) -> Sequence[Any]:
        """What the unit owned at its end, earliest last day first."""
        return (self._own(frozenset(State) - OPEN),)

    def to_tell(self, page: int = 1) -> list[Item]:
        """The counter's list."""
        return self.listed(Box.TO_TELL, page)
