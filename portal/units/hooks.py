"""What this slice offers to the whole house."""

from typing import Any

from portal.base import clock
from portal.base.language import N_, gettext
from portal.base.layout import Block, Line, Link
from portal.units import counts, queries, soundness
from portal.units.rules import Level


def menu(actor: Any) -> list[Link]:
    """The public list; for officers above the village also how far the lists have come."""
    lines = [Link("/units/", N_("Units"), main=False)]
    if any(hat.unit.level is not Level.VILLAGE for hat in getattr(actor, "hats", ())):
        lines.append(Link("/units/coverage", N_("Lists of villages"), main=False))
    return lines


def desk(actor: Any) -> list[Line]:
    """A commune's first job: without the list of its villages nobody there can report."""
    return [
        Line(
            rank=-1,
            at=clock.now(),
            path=f"/units/{hat.unit.code}/villages/new",
            words=gettext("Make the list of villages"),
            quiet=hat.unit.label,
        )
        for hat in actor.hats
        if hat.role == "lead" and hat.unit.level is Level.COMMUNE
        if not counts.below(hat.unit, clock.today()) and queries.stated_children(hat.unit.id) != 0
    ]


def front() -> list[Block]:
    """The front page: find one's own place."""
    return [Block("units/front.html")]


def check() -> list[str]:
    """What is wrong with the tree on the live database, each in a sentence; nothing if sound."""
    return soundness.findings()
