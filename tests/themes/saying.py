"""Petitions with themes in tests, and opinions: each one transaction."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from portal.accounts.queries import Actor
from portal.base.db import session, writing
from portal.petitions import reach
from portal.petitions.models import Petition
from portal.themes import services
from portal.themes.models import Opinion, OpinionText, PetitionTheme, Theme
from portal.themes.rules import Source
from portal.units.queries import Place
from tests.petitions import acts


def theme(code: str) -> Theme:
    """A theme of the codebook."""
    return session.scalars(sa.select(Theme).where(Theme.code == code)).one()


def confirm(who: Actor, petition: Petition, code: str, *, seen: int = 0) -> None:
    """An officer says what it is about."""
    with writing():
        case = reach.case(who, petition.number)
        services.confirm(case, theme(code), suggested=None, seen=seen)


def confirmed(petition: Petition) -> PetitionTheme | None:
    session.remove()
    return session.get(PetitionTheme, petition.id)


def send(place: Place, texts: Sequence[str], code: str = "", by: Actor | None = None) -> None:
    """Several people write, and an officer says what all of it is about."""
    for text in texts:
        petition = acts.send(place, topic="Góp ý", text=text).petition
        if by and code:
            confirm(by, petition, code)


def hear(
    place: Place, by: int, *, code: str = "roads", on: date, text: str = "Sửa cầu."
) -> Opinion:
    with writing():
        said = OpinionText(text, theme(code), Source.MEETING, on)
        return services.note_opinion(place, said, by=by)
