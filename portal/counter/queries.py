"""Reading what waits at the counter and at the custodian's: never who sent it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.accounts.queries import Actor
from portal.accounts.rules import RIGHTS, Right, Role
from portal.base import clock
from portal.base.db import session
from portal.petitions.models import IdentityOpening, Petition, PetitionText, Step
from portal.petitions.rules import Act, Learn, Opening
from portal.units.queries import Place
from portal.units.rules import Level

ON_A_PAGE = 20


class Waiting(NamedTuple):
    """How many wait at a unit, and since when the first."""

    unit_id: int
    number: int
    since: datetime


def counters(actor: Actor) -> list[Place]:
    """The offices at whose counter somebody sits."""
    return _units(actor, RIGHTS[Right.HANDLE], but=Level.VILLAGE)


def receivers(actor: Actor) -> list[Place]:
    """The units where somebody writes down what people say: villages too."""
    return _units(actor, RIGHTS[Right.RECEIVE])


def wards(actor: Actor) -> list[Place]:
    """The units for which somebody is the custodian."""
    return _units(actor, RIGHTS[Right.IDENTITY])


def _units(actor: Actor, roles: Collection[Role], but: Level | None = None) -> list[Place]:
    found = {
        hat.unit.id: hat.unit
        for hat in actor.hats
        if hat.role in roles and hat.association is None and hat.unit.level is not but
    }
    return list(found.values())


def _of(actor: Actor) -> sa.ColumnElement[bool]:
    """What does not concern an office of theirs."""
    own = {hat.unit.id for hat in actor.hats}
    return sa.or_(Petition.barred_id.is_(None), Petition.barred_id.not_in(own))


def _counter() -> sa.ColumnElement[int]:
    """At whose counter a sender is told: the place's, unless it concerns that very office."""
    concerned = Petition.barred_id == Petition.home_id
    return sa.case((concerned, Petition.owner_id), else_=Petition.home_id)


def _to_tell(actor: Actor, ids: Collection[int]) -> Sequence[Any]:
    """Whose senders wait at these counters; complaints and denunciations for leads alone."""
    led = [hat.unit.id for hat in actor.hats if hat.role is Role.LEAD and not hat.association]
    return (
        Petition.to_tell,
        # Both: the first is what the indexes know.
        sa.or_(Petition.home_id.in_(ids), Petition.owner_id.in_(ids)),
        _counter().in_(ids),
        _of(actor),
        sa.or_(Petition.restricted.is_(False), _counter().in_(led)),
    )


def waiting(actor: Actor) -> list[Waiting]:
    """Of each of their counters, how many senders wait to be told an answer."""
    ids = [place.id for place in counters(actor)]
    if not ids:
        return []
    unit = _counter().label("unit_id")
    statement = (
        sa.select(unit, sa.func.count(), sa.func.min(Petition.answered_at))
        .where(*_to_tell(actor, ids))
        .group_by(unit)
    )
    return [Waiting(row[0], row[1], row[2] or clock.now()) for row in session.execute(statement)]


class ToTell(NamedTuple):
    """A line of the counter's list."""

    id: int
    learn: Learn
    place_id: int
    topic: str

    @property
    def number(self) -> str:
        """The public number."""
        return f"PA-{self.id:06d}"


def to_tell(place: Place, actor: Actor, page: int = 1) -> list[ToTell]:
    """Cần báo kết quả: whose senders wait at this counter, first answered first."""
    statement = (
        sa.select(Petition.id, Petition.learn, Petition.place_id, PetitionText.topic)
        .join(PetitionText, PetitionText.petition_id == Petition.id)
        .where(*_to_tell(actor, [place.id]))
        .order_by(Petition.answered_at, Petition.id)
        .limit(ON_A_PAGE + 1)
        .offset((page - 1) * ON_A_PAGE)
    )
    return [ToTell(*row) for row in session.execute(statement)]


class Told(NamedTuple):
    """That a sender was told: when, by whom, how."""

    at: datetime
    officer: str
    how: Learn


def told(petition_id: int) -> Told | None:
    """The last time that the sender was told."""
    statement = (
        sa.select(Step.at, Account.name, Step.facts)
        .join(Account, Account.id == Step.account_id)
        .where(Step.petition_id == petition_id, Step.act == Act.TELL)
        .order_by(Step.number.desc())
        .limit(1)
    )
    row = session.execute(statement).one_or_none()
    return Told(row.at, row.name, Learn(row.facts["how"])) if row else None


class ToOpen(NamedTuple):
    """A sender who waits for a call, a letter or the head of the village."""

    id: int
    learn: Learn
    place_id: int
    answered_at: datetime | None

    @property
    def number(self) -> str:
        """The public number."""
        return f"PA-{self.id:06d}"


def to_open(actor: Actor, page: int = 1) -> list[ToOpen]:
    """Whose senders wait to be told and are unknown to the counter, first answered first."""
    # A part split off has no sender of its own: the whole letter's is asked for.
    whole = sa.func.coalesce(Petition.split_from_id, Petition.id)
    statement = (
        sa.select(whole, Petition.learn, Petition.place_id, Petition.answered_at)
        .where(*_to_open(actor))
        .order_by(Petition.answered_at, Petition.id)
        .limit(ON_A_PAGE + 1)
        .offset((page - 1) * ON_A_PAGE)
    )
    return [ToOpen(*row) for row in session.execute(statement)]


def number_to_open(actor: Actor) -> int:
    """How many of these there are."""
    if not wards(actor):
        return 0
    statement = sa.select(sa.func.count()).select_from(Petition).where(*_to_open(actor))
    return session.scalar(statement) or 0


def _to_open(actor: Actor) -> Sequence[Any]:
    ids = [place.id for place in wards(actor)]
    top = sa.and_(Petition.above_id.is_(None), Petition.owner_id.in_(ids))
    standing = sa.select(IdentityOpening.petition_id).where(*_standing(actor.id))
    return (
        Petition.to_tell,
        sa.or_(Petition.above_id.in_(ids), top),
        _of(actor),
        Petition.id.not_in(standing),
    )


class Standing(NamedTuple):
    """An identity that stands open for a custodian."""

    petition_id: int
    reason: Opening
    words: str
    until: datetime

    @property
    def number(self) -> str:
        """The public number."""
        return f"PA-{self.petition_id:06d}"


def standing(account_id: int) -> list[Standing]:
    """What stands open for this account, the first to close first."""
    columns: list[Any] = [getattr(IdentityOpening, name) for name in Standing._fields]
    statement = sa.select(*columns).where(*_standing(account_id)).order_by(IdentityOpening.until)
    return [Standing(*row) for row in session.execute(statement)]


def _standing(account_id: int) -> Sequence[Any]:
    return IdentityOpening.account_id == account_id, IdentityOpening.until > clock.now()
