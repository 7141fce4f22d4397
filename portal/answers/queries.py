"""Reading public copies: the lists, newest first, and one with all that is told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import UtcDateTime, session
from portal.base.errors import NotFound
from portal.base.marks import Mark
from portal.petitions.handling import NotPublic
from portal.petitions.models import Petition, PetitionText
from portal.petitions.moves import Case, demand
from portal.petitions.papers import Answer, PublicCopy, PublicLine, Rating
from portal.petitions.rules import RESTRICTED, Act, Kind, Outcome
from portal.units import queries as units
from portal.units.models import Unit
from portal.units.queries import Place
from portal.units.rules import Level

KINDS = tuple(kind for kind in Kind if kind not in RESTRICTED)
"""What can be public."""


@dataclass(frozen=True)
class Wanted:
    """Whose answers: of a unit and all below it (the nation without one), of a kind."""

    place: Place | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class Listed:
    """A public copy as a line of a list."""

    id: int
    topic: str
    kind: Kind
    place: Place
    published_at: datetime
    me_too: int

    @property
    def mark(self) -> Mark:
        """Where it stands in the order of lists."""
        return Mark(self.published_at, self.id)


@dataclass(frozen=True)
class Listing:
    """One page of a list, and whether there are newer and older ones."""

    copies: list[Listed]
    newer: bool = False
    older: bool = False


def listing(
    wanted: Wanted, *, before: Mark | None = None, after: Mark | None = None, size: int = 20
) -> Listing:
    """A page of the list: what is older than the mark `before`, or newer than `after`."""
    mark, upwards = before or after, after is not None and before is None
    rows = _sought(wanted, mark, size + 1, upwards=upwards)
    copies, more = _lines(rows[:size]), len(rows) > size
    if upwards:
        return Listing(copies[::-1], newer=more, older=True)
    return Listing(copies, newer=before is not None, older=more)


_COLUMNS = (
    *(PublicCopy.petition_id, PublicCopy.topic, PublicCopy.kind),
    *(PublicCopy.place_id, PublicCopy.published_at, PublicCopy.me_too),
)


def _sought(wanted: Wanted, mark: Mark | None, limit: int, *, upwards: bool) -> Sequence[Any]:
    """Each kind by its own stretch of the index, as far as a page reaches; then all of them."""
    columns = (PublicLine.published_at, PublicLine.petition_id)
    unit: Any = wanted.place.id if wanted.place else _centre()
    conditions = [PublicLine.unit_id == unit]
    if mark is not None:
        there = sa.tuple_(sa.literal(mark.at, UtcDateTime()), sa.literal(mark.id))
        here = sa.tuple_(*columns)
        conditions.append(here > there if upwards else here < there)
    order = columns if upwards else [column.desc() for column in columns]
    kinds = [wanted.kind] if wanted.kind else KINDS
    seeks = [
        sa.select(*columns)
        .where(PublicLine.kind == kind, *conditions)
        .order_by(*order)
        .limit(limit)
        for kind in kinds
    ]
    found = sa.union_all(*(sa.select(seek.subquery()) for seek in seeks)).subquery()
    last = (found.c.published_at, found.c.petition_id)
    statement = sa.select(*_COLUMNS).join(found, found.c.petition_id == PublicCopy.petition_id)
    statement = statement.order_by(*(last if upwards else (one.desc() for one in last)))
    return session.execute(statement.limit(limit)).all()


def _centre() -> Any:
    """The unit in whose list all copies stand."""
    return sa.select(Unit.id).where(Unit.level == Level.CENTRE).limit(1).scalar_subquery()


def told(ids: Sequence[int]) -> list[tuple[Listed, list[str]]]:
    """These copies as lines of a list, in this order, each with the texts it consists of."""
    statement = sa.select(*_COLUMNS, PublicCopy.text, PublicCopy.answer)
    statement = statement.where(PublicCopy.petition_id.in_(ids))
    rows = session.execute(statement).all() if ids else []
    said = {row.petition_id: [row.text, row.answer, row.topic] for row in rows}
    lines = {one.id: (one, said[one.id]) for one in _lines(rows)}
    return [lines[one] for one in ids if one in lines]


def _lines(rows: Sequence[Any]) -> list[Listed]:
    at = {row.place_id for row in rows}
    places = units.of_ids(at)
    return [Listed(row[0], row[1], row[2], places[row[3]], row[4], row[5]) for row in rows]


@dataclass(frozen=True)
class Public:
    """One public copy: where, who answered, when, and what the sender thought of it.

    What is told of the answer is of the version that was published; `again`: the sender has asked
    for another look since.
    """

    copy: PublicCopy
    place: Place
    unit: Place
    received_on: date
    answered_on: date | None
    days: int | None
    stars: int | None
    again: bool

    @property
    def number(self) -> str:
        """The public number."""
        return f"PA-{self.copy.petition_id:06d}"


def public(petition_id: int) -> Public:
    """The public copy of a petition; NotFound without one."""
    newest = (
        sa.select(sa.func.max(Answer.number))
        .where(Answer.petition_id == petition_id, Answer.outcome == Outcome.ANSWER)
        .where(Answer.approved_at <= PublicCopy.published_at)
        .correlate(PublicCopy)
        .scalar_subquery()
    )
    its = sa.and_(Answer.petition_id == petition_id, Answer.number == newest)
    row = session.execute(
        sa.select(PublicCopy, Petition.received_at, Answer, Rating.stars)
        .join(Petition, Petition.id == PublicCopy.petition_id)
        .outerjoin(Answer, its)
        .outerjoin(Rating, Rating.answer_id == Answer.id)
        .where(PublicCopy.petition_id == petition_id, Petition.restricted.is_(False))
    ).first()
    if row is None:
        raise NotFound
    copy, received_at, answer, stars = row
    at = {copy.place_id, copy.unit_id}
    places = units.of_ids(at)
    return Public(
        copy,
        places[copy.place_id],
        places[copy.unit_id],
        clock.local(received_at).date(),
        clock.local(answer.approved_at).date() if answer and answer.approved_at else None,
        answer.days if answer else None,
        stars,
        again=answer is not None and answer.reopened_at is not None,
    )


@dataclass(frozen=True)
class Originals:
    """What its lead has before the eyes while the public copy is made."""

    topic: str
    text: str
    answer: str
    copy: PublicCopy | None
    known: frozenset[str]
    """Names of places that may stay."""


def originals(case: Case) -> Originals:
    """The letter and its answer; NotPublic for what can never be public."""
    petition = case.petition
    if petition.restricted:
        raise NotPublic
    demand(case, Act.PUBLISH)
    row = session.execute(
        sa.select(PetitionText.topic, PetitionText.text, Answer.text, PublicCopy)
        .join(Answer, Answer.petition_id == PetitionText.petition_id)
        .outerjoin(PublicCopy, PublicCopy.petition_id == PetitionText.petition_id)
        .where(PetitionText.petition_id == petition.id, Answer.outcome == Outcome.ANSWER)
        .where(Answer.approved_at.is_not(None))
        .order_by(Answer.number.desc())
        .limit(1)
    ).first()
    place = units.place_of_id(petition.place_id)
    if row is None or place is None:
        raise NotPublic
    known = {one.name for one in (place, *place.parents)}
    return Originals(row[0], row[1], row[2], row[3], frozenset(known))


def copy_of(petition_id: int) -> PublicCopy | None:
    """The public copy of a petition, if there is one."""
    return session.get(PublicCopy, petition_id)


def public_pages() -> Any:
    """(petition id, instant of publication) of every public copy, oldest number first."""
    statement = sa.select(PublicCopy.petition_id, PublicCopy.published_at)
    statement = statement.order_by(PublicCopy.petition_id)
    return session.execute(statement.execution_options(yield_per=500))
