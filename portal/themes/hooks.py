"""What this slice offers to the whole house."""

from collections.abc import Iterator
from typing import Any

from flask_login import current_user

from portal.accounts import scope
from portal.accounts.rules import Right
from portal.base import clock
from portal.base.language import lazy
from portal.base.layout import Block
from portal.base.period import Frequency, Period
from portal.base.texts import Text, of_column
from portal.petitions.moves import Case
from portal.petitions.rules import Who
from portal.themes import demo as tale
from portal.themes import queries, shown, soundness, suggestion
from portal.units.queries import Place
from portal.units.rules import Level

_BOXES = {
    "sentence": lazy("What was said, in one sentence"),
    "title_vi": lazy("Title in Vietnamese"),
    "note_vi": lazy("What belongs in, in Vietnamese"),
}


def petition_blocks() -> list[Block]:
    """For officers, where petitions begin. No line in the menu: each page would pay for it."""
    is_officer = current_user.is_authenticated and current_user.hats
    return [Block("themes/front_petitions.html", rank=90)] if is_officer else []


def unit_blocks(place: Place) -> list[Block]:
    """For who may read the unit: this week, this month, opinions heard."""
    if not (current_user.is_authenticated and scope.may(current_user, Right.READ, place)):
        return []
    has_office = place.level is not Level.VILLAGE
    kinds = (Frequency.WEEKLY, Frequency.MONTHLY) if has_office else ()
    values = {
        "code": place.code,
        "periods": [Period.of(clock.today(), kind) for kind in kinds],
        "may_note": scope.may(current_user, Right.RECEIVE, place),
    }
    return [Block("themes/unit.html", values, rank=7)]


def case_blocks(case: Case) -> list[Block]:
    """For who works on a petition: what it is about; one statement, none without a codebook."""
    if Who.HANDLER not in case.hats or case.petition.restricted or suggestion.model().is_blank:
        return []
    return [Block("themes/_case.html", shown.choosing(case), rank=40)]


def field_label(name: str) -> str | None:
    """What a box asks, for the pages that show what was typed elsewhere."""
    return str(_BOXES[name]) if name in _BOXES else None


def texts() -> Iterator[Text]:
    """The codebook, for a translator."""
    for theme in queries.codebook(retired=True):
        yield of_column(f"theme.{theme.code}.title", "themes", theme, "title")
        yield of_column(f"theme.{theme.code}.note", "themes", theme, "note")


def check() -> list[str]:
    """Confirmed themes exist; counts are those of the deeds."""
    return list(soundness.findings())


def tick() -> None:
    """Learn from what was confirmed since, so that no officer waits for it."""
    suggestion.look_again()


def demo(told: Any) -> None:
    """The codebook, confirmed themes, opinions heard."""
    tale.tell(told)
