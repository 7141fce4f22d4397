"""May they? One function answers, and loading is asking.

Out of scope looks exactly like not existing: NotFound in both cases.
"""

from portal.accounts.queries import Actor
from portal.accounts.rules import Right, allows
from portal.base.errors import NotFound
from portal.units import queries as units
from portal.units.queries import Place


def may(actor: Actor, right: Right, place: Place, association: str | None = None) -> bool:
    """Whether any of the actor's grants gives this right to this unit.

    With an association only grants within it, or within none, count.
    """
    line = [place, *place.parents]
    distances = {above.id: distance for distance, above in enumerate(line)}
    return any(
        hat.unit.id in distances
        and hat.association in (None, association)
        and allows(right, hat.role, distances[hat.unit.id], place.level)
        for hat in actor.hats
    )


def unit(actor: Actor, code: str, right: Right, association: str | None = None) -> Place:
    """The unit of this code, if the actor has this right to it; else NotFound."""
    place = units.place(code)
    if place is None or not may(actor, right, place, association):
        raise NotFound
    return place
