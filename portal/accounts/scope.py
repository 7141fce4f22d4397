"""May they? One function answers, and loading is asking.

Out of scope looks exactly like not existing: NotFound in both cases.
"""

from portal.accounts import queries
from portal.accounts.queries import Actor, Hat, Held, Holder
from portal.accounts.rules import GIVES, Right, Role, allows, exists_at
from portal.base.errors import NotFound
from portal.units import queries as units
from portal.units.queries import Place


def hats(actor: Actor, right: Right, place: Place) -> list[Hat]:
    """The actor's grants that give this right to this unit."""
    line = [place, *place.parents]
    distances = {above.id: distance for distance, above in enumerate(line)}
    return [
        hat
        for hat in actor.hats
        if hat.unit.id in distances and allows(right, hat.role, distances[hat.unit.id], place.level)
    ]


def may(actor: Actor, right: Right, place: Place, association: str | None = None) -> bool:
    """Whether any of the actor's grants gives this right to this unit.

    With an association only grants within it, or within none, count.
    """
    return any(hat.association in (None, association) for hat in hats(actor, right, place))


def unit(actor: Actor, code: str, right: Right, association: str | None = None) -> Place:
    """The unit of this code, if the actor has this right to it; else NotFound."""
    place = units.place(code)
    if place is None or not may(actor, right, place, association):
        raise NotFound
    return place


def unit_of_any(actor: Actor, code: str, right: Right) -> Place:
    """The same, when it is enough to hold the right within any association."""
    place = units.place(code)
    if place is None or not hats(actor, right, place):
        raise NotFound
    return place


def own_units(actor: Actor, right: Right) -> list[Place]:
    """Of the units at which the actor holds grants, those to which they have this right."""
    held = {hat.unit.id: hat.unit for hat in actor.hats}
    return [place for place in held.values() if may(actor, right, place)]


def may_give(actor: Actor, role: Role, place: Place, association: str | None = None) -> bool:
    """Whether the actor may give, and take, this role at this unit."""
    return exists_at(role, place.level) and any(
        hat.association in (None, association) and role in GIVES[hat.role]
        for hat in hats(actor, Right.ACCOUNTS, place)
    )


def may_reset(actor: Actor, holder: Holder) -> bool:
    """Whether the actor may reset or suspend this account: who might have given all its grants.

    Else a commune's lead could reset a clerk who is a province's lead too, and be that lead.
    """
    return actor.id != holder.account.id and all(
        may_give(actor, grant.role, place, grant.association_code) for grant, place in holder.grants
    )


def looked_after(actor: Actor, place: Place, held: list[Held]) -> list[Held]:
    """Of the grants held at a unit, those whose accounts the actor looks after."""
    within = {hat.association for hat in hats(actor, Right.ACCOUNTS, place)}
    return [one for one in held if None in within or one.grant.association_code in within]


def account(actor: Actor, code: str, account_id: int) -> tuple[Place, Holder]:
    """An account with a grant at a unit, if the actor looks after it there; else NotFound."""
    place = unit_of_any(actor, code, Right.ACCOUNTS)
    holder = queries.holder(account_id)
    lately = holder.lately if holder else []
    here = [held for held in lately if held.grant.unit_id == place.id]
    if holder is None or not looked_after(actor, place, here):
        raise NotFound
    return place, holder
