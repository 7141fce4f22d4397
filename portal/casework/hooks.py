"""What this slice offers to the whole house."""

from collections.abc import Iterator
from typing import Any

from portal.accounts.queries import Actor
from portal.accounts.rules import OFFICES, Role
from portal.base import clock
from portal.base.language import N_, gettext, lazy
from portal.base.layout import Line, Link
from portal.casework import queries, words
from portal.petitions.clocks import Lateness
from portal.petitions.desk import Box, Desk, Item

# Box → how pressing its line is on the desk of whoever has such a box.
_LINES = {
    Box.OVERDUE: 1,
    Box.HANDED_HERE: 3,
    Box.TO_APPROVE: 3,
    Box.TO_MODERATE: 3,
    Box.TO_FOLLOW_UP: 4,
    Box.UNCLAIMED: 4,
    Box.LATE_BELOW: 4,
}
MOST_MINE = 20

_LABELS = {
    "reason": lazy("Reason"),
    "written": lazy("Text"),
    "into": lazy("Number of the other petition"),
}


def menu(actor: Any) -> list[Link]:
    """For who works in an office."""
    works = any(
        hat.role in (Role.CLERK, Role.LEAD) and hat.unit.level in OFFICES
        for hat in getattr(actor, "hats", ())
        if hat.association is None
    )
    return [Link("/petitions/inbox", N_("Petition inbox"), main=False)] if works else []


def desk(actor: Actor) -> list[Line]:
    """The ladder: at 80 % of the time to whoever has it in hand, then to leads and above."""
    found = queries.desks(actor)
    if not found:
        return []
    pairs = [(one, box) for one in found for box in _boxes(one)]
    how_many = queries.numbers(pairs)
    lines = [
        _line(one, box, how_many[one.unit.id, box])
        for one, box in pairs
        if how_many[one.unit.id, box]
    ]
    mine = queries.first_rows([(one, Box.MINE) for one in found], MOST_MINE)
    for one, items in zip(found, mine, strict=True):
        lines += _in_hand(one, items)
    return lines


def _boxes(one: Desk) -> list[Box]:
    """Overdue ones of the whole office are the lead's; a clerk has those in hand."""
    leads = one.sees_confidential
    return [
        box for box in queries.boxes(one) if box in _LINES and (leads or box is not Box.OVERDUE)
    ]


def _line(one: Desk, box: Box, number: int) -> Line:
    heading, tint = words.BOXES[box]
    many = f"{number}+" if number >= queries.MOST_COUNTED else str(number)
    return Line(
        rank=_LINES[box],
        at=clock.now(),
        path=f"/petitions/inbox?unit={one.unit.code}&box={box.value}",
        words=gettext("Petitions: %(box)s", box=gettext(heading).lower()),
        state=many,
        tint=tint,
        quiet=one.unit.label,
    )


def _in_hand(one: Desk, items: list[Item]) -> Iterator[Line]:
    for item in items:
        if item.paused_on is not None:
            continue
        late = one.calendar.lateness(item.clock_on, item.due_on, clock.today())
        if late is Lateness.ON_TIME:
            continue
        yield Line(
            rank=1 if late is not Lateness.NEAR else 2,
            at=item.received_at,
            path=f"/petitions/cases/{item.number}",
            words=item.topic or item.number,
            state=gettext("Answer by %(day)s", day=f"{item.due_on:%d/%m/%Y}"),
            tint="wait" if late is Lateness.NEAR else "late",
            quiet=item.number,
        )


def field_label(name: str) -> str | None:
    """What a box asks, for the pages that show what was typed elsewhere."""
    return str(_LABELS[name]) if name in _LABELS else None
