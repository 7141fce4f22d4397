"""May they? Loading a petition is asking, and what lies out of reach does not exist.

Officers come by number, citizens by code. In which capacities somebody is let in is decided here
and nowhere else, the office named in the matter included: it sees nothing of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from portal.accounts import scope
from portal.accounts.queries import Actor, Hat
from portal.accounts.rules import Right, Role
from portal.base.db import session
from portal.base.errors import NotFound
from portal.petitions import codes
from portal.petitions.models import Petition
from portal.petitions.moves import BY_CLOCK, Case, Overtaken
from portal.petitions.rules import TABLE, Act, Who
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level

_NUMBER = re.compile(r"(?:PA-?)?0*([1-9][0-9]{0,17})", re.IGNORECASE)

# Khiếu nại, tố cáo are read by leads, and by who may open an identity; by no clerk, no viewer.
_CONFIDENTIAL = frozenset({Role.LEAD, Role.CUSTODIAN})


# Letters of the code's hash in the cookie: 64 bits, and the cookie is signed besides.
TICKET = 16


def case(actor: Actor, number: str, act: Act | None = None, *, seen: int | None = None) -> Case:
    """The petition of this public number for an officer who may do this act (or read), else
    NotFound; Overtaken when it is no longer at the version `seen`.
    """
    found = _NUMBER.fullmatch(number.strip())
    petition = _load(Petition.id == int(found[1])) if found else None
    if petition is None:
        raise NotFound
    places = _places(petition)
    hats = capacities(actor, petition, places)
    if not hats or (act is not None and TABLE[act].who.isdisjoint(hats)):
        raise NotFound
    if seen is not None and petition.version != seen:
        raise Overtaken
    return Case(petition, hats, actor.id, places)


def case_of_code(typed: str) -> Case | None:
    """The petition of a tracking code for its sender; None for any wrong code, at the same cost."""
    return _for_sender(Petition.code_hash == codes.hashed(codes.parse(typed)))


def case_of_ticket(petition_id: int, head: str) -> Case | None:
    """The same, by number and the head of the code's hash, as the sender's signed cookie says."""
    found = _for_sender(Petition.id == petition_id)
    kept = found.petition.code_hash if found else None
    return found if kept and kept.startswith(head) and len(head) == TICKET else None


def ticket(petition: Petition) -> tuple[int, str]:
    """What that cookie carries; a new code ends it."""
    return petition.id, (petition.code_hash or "")[:TICKET]


def part_of(whole: Case, number: str) -> Case:
    """The whole itself or a part split off from it, for the sender; NotFound for anything else."""
    found = _NUMBER.fullmatch(number.strip())
    if found and int(found[1]) == whole.petition.id:
        return whole
    mine = Petition.split_from_id == whole.petition.id
    part = _for_sender(sa.and_(Petition.id == int(found[1]), mine)) if found else None
    if part is None:
        raise NotFound
    return part


def case_for_clock(petition_id: int) -> Case:
    """A petition as the clock finds it, locked."""
    petition = _load(Petition.id == petition_id)
    if petition is None:
        raise NotFound
    return Case(petition, BY_CLOCK)


def case_for_sender(petition: Petition) -> Case:
    """A petition as its sender meets it, for whoever has seen the code already, or tells a demo."""
    return Case(petition, {Who.CITIZEN: None})


def _for_sender(condition: sa.ColumnElement[bool]) -> Case | None:
    petition = _load(condition)
    return case_for_sender(petition) if petition else None


def _load(condition: sa.ColumnElement[bool]) -> Petition | None:
    """Fresh; in a writing transaction locked until its end, so that acts come one by one."""
    statement = sa.select(Petition).where(condition)
    if session().write:
        statement = statement.with_for_update()
    return session.scalar(statement.execution_options(populate_existing=True))


def _places(petition: Petition) -> Mapping[int, Place]:
    """The units that a petition's row names, each with those above it."""
    ids = (petition.owner_id, petition.home_id, petition.to_id)
    return units.of_ids({*ids, petition.place_id, petition.barred_id})


def capacities(
    actor: Actor, petition: Petition, places: Mapping[int, Place] | None = None
) -> Mapping[Who, int | None]:
    """In which capacities an officer meets a petition, each with the unit acted for; or none."""
    if petition.barred_id is not None and petition.barred_id in {h.unit.id for h in actor.hats}:
        return {}
    return dict(_capacities(actor, petition, places or _places(petition)))


def _capacities(
    actor: Actor, petition: Petition, places: Mapping[int, Place]
) -> Iterator[tuple[Who, int | None]]:
    def hats(right: Right, place: Place | None) -> Sequence[Hat]:
        return [] if place is None else _let_in(actor, right, place, petition)

    owner, home = places[petition.owner_id], places[petition.home_id]
    to = places[petition.to_id] if petition.to_id else None
    for who, found in (
        (Who.READER, hats(Right.READ, owner) or hats(Right.READ, to) or hats(Right.READ, home)),
        (Who.COUNTER, [hat for hat in hats(Right.RECEIVE, home) if hat.unit.id == home.id]),
        (Who.HANDLER, hats(Right.HANDLE, owner)),
        (Who.HEAD, [hat for hat in hats(Right.ANSWER, owner) if hat.unit.id == owner.id]),
        (Who.RECEIVER, hats(Right.HANDLE, to)),
        (Who.APPROVER, hats(Right.ANSWER, owner)),
        (Who.PARENT, hats(Right.OVERSEE, owner)),
        (Who.MODERATOR, _one_up(hats(Right.OVERSEE, owner), hats(Right.ANSWER, owner), owner)),
        (Who.CUSTODIAN, _one_up(hats(Right.IDENTITY, owner), hats(Right.IDENTITY, owner), owner)),
    ):
        if found:
            yield who, found[0].unit.id


def _one_up(above: Sequence[Hat], any_: Sequence[Hat], owner: Place) -> Sequence[Hat]:
    """Those above the owner; above the centre is nobody, there its own have to do."""
    return any_ if owner.level is Level.CENTRE else [h for h in above if h.unit.id != owner.id]


def _let_in(actor: Actor, right: Right, place: Place, petition: Petition) -> Sequence[Hat]:
    """Grants that give a right to a unit and do not stand at, or below, the office named."""
    line = [place.id, *(above.id for above in place.parents)]
    barred = line[: line.index(petition.barred_id) + 1] if petition.barred_id in line else []
    return [
        hat
        for hat in scope.hats(actor, right, place)
        if hat.association is None
        and hat.unit.id not in barred
        and (not petition.restricted or hat.role in _CONFIDENTIAL)
    ]
