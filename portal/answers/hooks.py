"""What this slice offers to the whole house."""

from collections.abc import Iterator
from datetime import date

from flask_login import current_user

from portal.answers import queries, services, soundness
from portal.answers.queries import Wanted
from portal.base import clock
from portal.base.language import gettext, lazy
from portal.base.layout import Block
from portal.petitions.moves import Case
from portal.petitions.rules import Act
from portal.units.queries import Place

# As many as stand on a page of others without pushing away what it is for.
SHOWN = 3

_BOXES = {"answer": lazy("The answer"), "reason": lazy("Why?")}


def front() -> list[Block]:
    """A visitor's front page: what was answered last; officers have their own work there."""
    if current_user.is_authenticated:
        return []
    copies = queries.listing(Wanted(), size=SHOWN).copies
    return [Block("answers/front.html", {"copies": copies}, rank=20)] if copies else []


def petition_blocks() -> list[Block]:
    """The page where petitions begin: is it answered already? How do offices answer?"""
    copies = queries.listing(Wanted(), size=SHOWN).copies
    return [Block("answers/front_petitions.html", {"copies": copies}, rank=20)]


def unit_blocks(place: Place) -> list[Block]:
    """A unit's page: what was answered about it and all below it."""
    copies = queries.listing(Wanted(place), size=SHOWN).copies
    return [Block("answers/unit.html", {"copies": copies}, rank=35)]


def case_blocks(case: Case) -> list[Block]:
    """An officer's page of one petition: publish its answer, or look after what is public."""
    may_publish = case.may(Act.PUBLISH) and not case.petition.restricted
    copy = queries.copy_of(case.petition.id)
    if copy is None and not may_publish:
        return []
    about = {"may_publish": may_publish, "may_unpublish": case.may(Act.UNPUBLISH), "public": copy}
    return [Block("answers/front_case.html", about, rank=20)]


def answer_path(petition_id: int) -> str | None:
    """Where everybody reads the answer to a petition; None while it is not public."""
    public = queries.copy_of(petition_id) is not None
    return f"/petitions/answered/{petition_id}" if public else None


def poster(place: Place) -> list[str]:
    """What the notice board may promise."""
    return [gettext("Read what others asked and what was answered")]


def sitemap() -> Iterator[tuple[str, date | None]]:
    """The list, the statistics of the nation, and every public copy."""
    yield "/petitions/answered", None
    yield "/petitions/statistics", None
    for number, published_at in queries.public_pages():
        yield f"/petitions/answered/{number}", clock.local(published_at).date()


def field_label(name: str) -> str | None:
    """What a box asks, for the pages that show what was typed elsewhere."""
    return str(_BOXES[name]) if name in _BOXES else None


def units_changed(parent_ids: list[int]) -> None:
    """Months are added up under the new parents."""
    services.tree_changed(parent_ids)


def check() -> list[str]:
    """Words, "me too" and the figures of months."""
    return list(soundness.findings())


def tick() -> None:
    """Figures that deeds have noted as old are counted for good."""
    services.recount()
