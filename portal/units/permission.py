"""What this slice asks of the floor above it: whether the signed-in person may act on a unit.

Accounts stand above units, so the answer comes through the hook `may_act(right, place)`. Without
one, nobody may. Rights are named by their word (`accounts/rules.py`).
"""

from portal.base import hooks
from portal.base.errors import NotFound
from portal.units import queries
from portal.units.queries import Place


def may(right: str, place: Place) -> bool:
    """Whether whoever asks has this right to the unit."""
    return any(may_act(right, place) for may_act in hooks.named("may_act"))


def unit(code: str, right: str) -> Place:
    """The unit of this code that stands today, if the asker has this right to it; else NotFound."""
    place = queries.place(code)
    if place is None or not may(right, place):
        raise NotFound
    return place
