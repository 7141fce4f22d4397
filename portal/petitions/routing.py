"""Handing a petition on: offered and accepted between units, decided by the level above.

Until somebody accepts, the old owner stays accountable; so there is one owner at each instant.
"""

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.base.errors import NotFound, RuleBroken
from portal.base.language import N_
from portal.petitions.handling import demand_another
from portal.petitions.models import Handover, Petition
from portal.petitions.moves import Case, demand, give_to, move
from portal.petitions.rules import MOST_BOUNCES, Act, State, must_decide
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level


class NoSuchOffice(RuleBroken):
    """It has no office, has it already, or is the office that the matter is about."""

    message = N_("The petition cannot be handed to this unit.")


class AboveDecides(RuleBroken):
    """Two units have passed it on, or two have sent it back."""

    message = N_(
        "This petition has been passed on twice. Please hand it to the level above, which decides."
    )


def _place(unit_id: int | None) -> Place:
    place = units.place_of_id(unit_id) if unit_id is not None else None
    if place is None:
        raise NotFound
    return place


def _demand_office(petition: Petition, to: Place) -> None:
    if to.level is Level.VILLAGE or petition.barred_id in to.ids:
        raise NoSuchOffice


def is_to_decide(petition: Petition) -> bool:
    """Whether its next way is no offer any more but a decision."""
    return must_decide(petition.hops) or petition.bounces >= MOST_BOUNCES


def route(case: Case, to: Place, reason: str) -> None:
    """Offer it to another unit; what was passed on twice goes up, or is decided downwards.

    Raises NoSuchOffice, AboveDecides.
    """
    petition = case.petition
    demand(case, Act.ROUTE, State.ROUTED)
    _demand_office(petition, to)
    if to.id == petition.owner_id:
        raise NoSuchOffice
    above = {place.id for place in _place(petition.owner_id).parents}
    if is_to_decide(petition) and to.id not in above:
        if petition.owner_id not in to.ids:
            raise AboveDecides
        _decide(case, Act.ROUTE, to, reason)
        return
    petition.hops += 1
    petition.to_id = to.id
    move(case, Act.ROUTE, State.ROUTED, text=reason, to=to.id)
    offer = Handover(
        petition_id=petition.id, from_id=petition.owner_id, to_id=to.id, at=clock.now()
    )
    session.add(offer)
    session.flush()


def accept(case: Case) -> None:
    """The unit it was offered to owns it from now on; whoever accepts has it in hand."""
    petition = case.petition
    demand(case, Act.ACCEPT, State.IN_PROGRESS)
    demand_another(petition, case.account_id)
    to = _place(petition.to_id)
    _settle(petition, accepted=True)
    move(case, Act.ACCEPT, State.IN_PROGRESS, owner=to.id)
    give_to(petition, to, case.account_id)


def send_back(case: Case, reason: str) -> None:
    """The unit it was offered to does not take it; a second time it goes to the level above."""
    petition = case.petition
    demand(case, Act.SEND_BACK, State.RECEIVED)
    owner = _place(petition.owner_id)
    _settle(petition, accepted=False)
    petition.bounces += 1
    back = State.IN_PROGRESS if petition.account_id else State.RECEIVED
    if petition.bounces < MOST_BOUNCES or owner.parent is None:
        move(case, Act.SEND_BACK, back, text=reason, owner=owner.id)
        petition.to_id = None
        return
    move(case, Act.SEND_BACK, State.RECEIVED, text=reason, owner=owner.parent.id)
    give_to(petition, owner.parent)


def take_over(case: Case) -> None:
    """A unit above pulls it up; nobody below can refuse."""
    petition = case.petition
    demand(case, Act.TAKE_OVER, State.IN_PROGRESS)
    demand_another(petition, case.account_id)
    unit = _place(case.unit_for(Act.TAKE_OVER))
    _settle(petition, accepted=None)
    move(case, Act.TAKE_OVER, State.IN_PROGRESS, owner=unit.id)
    give_to(petition, unit, case.account_id)


def place(case: Case, to: Place, reason: str) -> None:
    """A unit above decides which of the units below it owns this; nobody can send it back."""
    demand(case, Act.PLACE, State.RECEIVED)
    _demand_office(case.petition, to)
    if case.unit_for(Act.PLACE) not in to.ids:
        raise NoSuchOffice
    _settle(case.petition, accepted=None)
    _decide(case, Act.PLACE, to, reason)


def _decide(case: Case, act: Act, to: Place, reason: str) -> None:
    move(case, act, State.RECEIVED, text=reason, owner=to.id)
    give_to(case.petition, to)


def inherit(case: Case, to: Place) -> None:
    """A reform: the successor of the owner owns it from now on."""
    move(case, Act.INHERIT, owner=to.id)
    give_to(case.petition, to)


def _settle(petition: Petition, *, accepted: bool | None) -> None:
    """The pending offer, if there is one, is over."""
    pending = sa.and_(Handover.petition_id == petition.id, Handover.settled_at.is_(None))
    offer = sa.update(Handover).where(pending)
    session.execute(offer.values(settled_at=clock.now(), accepted=accepted))
