"""What this slice offers to the whole house."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from portal.base.language import N_, gettext, lazy
from portal.base.layout import Block, Link
from portal.petitions import demo as tale
from portal.petitions import published, retention, soundness, timers
from portal.units.queries import Place

_BOXES = {
    "topic": lazy("In a few words"),
    "text": lazy("What happened, where and when?"),
    "reply": lazy("Your reply"),
    "words": lazy("In a sentence, if you like"),
    "reason": lazy("Reason"),
    "name": lazy("Name"),
    "phone": lazy("Phone"),
    "address": lazy("Address"),
}


def menu(actor: Any) -> list[Link]:
    """For everybody."""
    return [Link("/petitions/", N_("Petitions"))]


def front() -> list[Block]:
    """The front page: send one, track one."""
    return [Block("petitions/front.html", rank=10)]


def unit_blocks(place: Place) -> list[Block]:
    """A unit's page: write to it."""
    return [Block("petitions/unit.html", rank=2)]


def poster(place: Place) -> list[str]:
    """What the notice board promises."""
    return [gettext("Send a petition, and follow it with a code")]


def sitemap() -> Iterator[tuple[str, date | None]]:
    """The page where petitions begin."""
    yield "/petitions/", None


def field_label(name: str) -> str | None:
    """What a box asks, for the pages that show what was typed elsewhere."""
    return str(_BOXES[name]) if name in _BOXES else None


def units_changed(parent_ids: list[int]) -> None:
    """What was answered below them stands in their lists too."""
    published.follow(parent_ids)


def check() -> list[str]:
    """Chains, owners, states, approvals, receipts, and what was to be erased."""
    return list(soundness.findings())


def tick() -> None:
    """Questions lapse, answered petitions close, old ones are blanked."""
    timers.lapse_questions()
    timers.close_answered()
    retention.sweep()


def demo(told: Any) -> None:
    """Petitions in every state, in the demo's own commune and around it."""
    tale.tell(told)
