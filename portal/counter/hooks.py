"""What this slice offers to the whole house."""

from collections.abc import Iterator
from typing import Any

from flask_login import current_user

from portal.accounts import scope
from portal.accounts.queries import Actor
from portal.accounts.rules import Right
from portal.base import clock
from portal.base.language import gettext, lazy, ngettext
from portal.base.layout import Block, Line
from portal.counter import demo as tale
from portal.counter import queries
from portal.petitions.moves import Case
from portal.petitions.rules import Who
from portal.units.queries import Place

_BOXES = {
    "words": lazy("In your own words"),
    "how": lazy("How the sender was told"),
}


def desk(actor: Actor) -> list[Line]:
    """Who waits to be told; for custodians whom they have to open first, and what stands open."""
    places = {place.id: place for place in queries.counters(actor)}
    waiting = [_waiting(one, places[one.unit_id]) for one in queries.waiting(actor)]
    return [*waiting, *_custody(actor)]


def _waiting(one: queries.Waiting, place: Place) -> Line:
    number = one.number
    return Line(
        rank=3,
        at=one.since,
        path=f"/petitions/counter/{place.code}",
        words=ngettext(
            "%(num)s sender waits to be told", "%(num)s senders wait to be told", number
        ),
        state=gettext("Result to be told"),
        tint="wait",
        quiet=place.label,
    )


def _custody(actor: Actor) -> Iterator[Line]:
    if not queries.wards(actor):
        return
    number = queries.number_to_open(actor)
    if number:
        words = ngettext(
            "%(num)s sender waits to be told", "%(num)s senders wait to be told", number
        )
        yield _of_custodian(4, words, gettext("Identity to be opened"), "wait")
    open_now = len({one.petition_id for one in queries.standing(actor.id)})
    if open_now:
        words = ngettext(
            "%(num)s identity stands open for you",
            "%(num)s identities stand open for you",
            open_now,
        )
        yield _of_custodian(8, words, gettext("Standing open"), "off")


def _of_custodian(rank: int, words: str, state: str, tint: str) -> Line:
    path = "/petitions/counter/custody"
    quiet = gettext("Who sent a petition")
    return Line(
        rank=rank, at=clock.now(), path=path, words=words, state=state, tint=tint, quiet=quiet
    )


def petition_blocks() -> list[Block]:
    """The page where petitions begin: an officer's own doors."""
    if not current_user.is_authenticated:
        return []
    places = queries.receivers(current_user)
    keeps = bool(queries.wards(current_user))
    values = {"places": places, "offices": queries.counters(current_user), "keeps": keeps}
    return [Block("counter/front_petitions.html", values, rank=10)] if places or keeps else []


def unit_blocks(place: Place) -> list[Block]:
    """A unit's page: for its officers the way to write a petition down."""
    signed_in = current_user.is_authenticated
    if not signed_in or not scope.may(current_user, Right.RECEIVE, place):
        return []
    sits_here = place.id in {one.id for one in queries.counters(current_user)}
    return [Block("counter/unit.html", {"sits_here": sits_here}, rank=3)]


def case_blocks(case: Case) -> list[Block]:
    """An officer's page of a petition: what the counter or the custodian can do with it."""
    opens = Who.CUSTODIAN in case.hats
    tells = not opens and not {Who.COUNTER, Who.HANDLER}.isdisjoint(case.hats)
    values = {"case": case, "opens": opens, "tells": tells, "due": case.petition.to_tell}
    return [Block("counter/front_case.html", values, rank=40)] if opens or tells else []


def field_label(name: str) -> str | None:
    """What a box asks, for the pages that show what was typed elsewhere."""
    return str(_BOXES[name]) if name in _BOXES else None


def demo(told: Any) -> None:
    """Petitions taken down at the counter, answers to be told, a lost code."""
    tale.tell(told)
