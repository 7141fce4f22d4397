"""What this slice offers to the whole house."""

from typing import Any

from portal.base.language import N_
from portal.base.layout import Block, Link
from portal.units import soundness
from portal.units.rules import Level


def menu(actor: Any) -> list[Link]:
    """The public list; for officers above the village also how far the lists have come."""
    lines = [Link("/units/", N_("Units"), main=False)]
    if any(hat.unit.level is not Level.VILLAGE for hat in getattr(actor, "hats", ())):
        lines.append(Link("/units/coverage", N_("Lists of villages"), main=False))
    return lines


def front() -> list[Block]:
    """The front page: find one's own place."""
    return [Block("units/front.html")]


def check() -> list[str]:
    """What is wrong with the tree on the live database, each in a sentence; nothing if sound."""
    return soundness.findings()
