"""Petitions as anybody may know of them: never restricted ones, never those about an office."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.base.db import session
from portal.open311.rules import OFFERED
from portal.petitions.models import Petition, Step
from portal.petitions.papers import PublicCopy
from portal.petitions.rules import Kind, State
from portal.units import queries as units
from portal.units.models import UnitLink
from portal.units.queries import Place
from portal.units.rules import Level, is_code


class Told(NamedTuple):
    """What is known of one petition; its words are those of the public copy, if there is one."""

    id: int
    kind: Kind
    state: State
    received_at: datetime
    ended_at: datetime | None
    due_on: date
    owner_id: int
    home_id: int
    moved_at: datetime
    """When it last came from one state to another: an office's notes are its own matter."""
    place_id: int | None
    topic: str | None
    text: str | None
    answer: str | None

    @property
    def number(self) -> str:
        """The public number."""
        return f"PA-{self.id:06d}"

    @property
    def unit_id(self) -> int:
        """Where it is: until a copy is published no nearer than the office, villages are small."""
        return self.place_id or self.home_id


@dataclass(frozen=True)
class Asked:
    """Which petitions a list shows, newest first; `page` counts from 1."""

    kinds: Collection[Kind]
    states: Collection[State]
    first: datetime
    last: datetime
    office: Place | None
    size: int
    page: int


def jurisdiction(code: str) -> Place | None:
    """The office of this code: a commune, a province or the centre; None for any other."""
    place = units.place(code) if is_code(code) else None
    return place if place and place.level is not Level.VILLAGE else None


@cache
def _told() -> sa.Select[Any]:
    moved = sa.or_(Step.before.is_(None), Step.before != Step.after)
    moved_at = (
        sa.select(sa.func.max(Step.at))
        .where(Step.petition_id == Petition.id, moved)
        .correlate(Petition)
        .scalar_subquery()
    )
    own = [getattr(Petition, name) for name in Told._fields[:8]]
    copied = (PublicCopy.place_id, PublicCopy.topic, PublicCopy.text, PublicCopy.answer)
    return (
        sa.select(*own, moved_at, *copied)
        .outerjoin(PublicCopy, PublicCopy.petition_id == Petition.id)
        .where(Petition.restricted.is_(False), Petition.barred_id.is_(None))
        .order_by(Petition.received_at.desc(), Petition.id.desc())
    )


def _read(statement: sa.Select[Any]) -> list[Told]:
    return [Told(*row) for row in session.execute(statement)]


def requests(asked: Asked) -> list[Told]:
    """One page of a list."""
    statement = _told().where(Petition.received_at.between(asked.first, asked.last))
    if set(asked.kinds) != set(OFFERED):
        statement = statement.where(Petition.kind.in_(asked.kinds))
    if others := set(State) - set(asked.states):
        # Not `in_`: SQLite would then sort all petitions of these states, 0.7 s with a million.
        statement = statement.where(Petition.state.not_in(others))
    if asked.office:
        statement = statement.where(_within(asked.office))
    return _read(statement.limit(asked.size).offset((asked.page - 1) * asked.size))


def these(ids: Collection[int], office: Place | None = None) -> list[Told]:
    """Those of these numbers that may be known of."""
    statement = _told().where(Petition.id.in_(ids))
    return _read(statement.where(_within(office)) if office else statement)


def _within(office: Place) -> sa.ColumnElement[bool]:
    """Of this office or of one that stands, or once stood, directly below; the centre has all."""
    if office.level is Level.CENTRE:
        return sa.true()
    below = sa.select(UnitLink.unit_id).where(UnitLink.parent_id == office.id)
    return sa.or_(Petition.home_id == office.id, Petition.home_id.in_(below))


def places(told: Collection[Told]) -> dict[int, Place]:
    """The units that these petitions name."""
    return units.of_ids({one for each in told for one in (each.owner_id, each.unit_id)})
