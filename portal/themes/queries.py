"""Reading the codebook, a petition's theme, and opinions heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.themes.models import Opinion, PetitionTheme, Theme
from portal.units import queries as units
from portal.units.counts import ids_below
from portal.units.queries import Place
from portal.units.rules import Level

ON_A_PAGE = 20


def codebook(*, retired: bool = False) -> list[Theme]:
    """The themes in their order; retired ones only when asked for."""
    statement = sa.select(Theme).order_by(Theme.position, Theme.id)
    if not retired:
        statement = statement.where(Theme.retired_on.is_(None))
    return list(session.scalars(statement))


def theme(theme_id: int) -> Theme | None:
    """One theme, retired or not."""
    return session.get(Theme, theme_id)


def offered(besides: int) -> list[Theme]:
    """The themes that may be chosen where this one stands already, retired or not."""
    standing = sa.or_(Theme.retired_on.is_(None), Theme.id == besides)
    return list(
        session.scalars(sa.select(Theme).where(standing).order_by(Theme.position, Theme.id))
    )


@dataclass(frozen=True)
class Choice:
    """A petition's theme, if one is confirmed, and what may be chosen."""

    themes: Sequence[Theme]
    confirmed: PetitionTheme | None
    theme: Theme | None

    @property
    def seen(self) -> int:
        """The token by which a second officer notices the first."""
        return self.confirmed.changes if self.confirmed else 0


def choice(petition_id: int) -> Choice:
    """In one statement."""
    mine = sa.and_(PetitionTheme.theme_id == Theme.id, PetitionTheme.petition_id == petition_id)
    statement = sa.select(Theme, PetitionTheme).outerjoin(PetitionTheme, mine)
    rows = session.execute(statement.order_by(Theme.position, Theme.id)).all()
    confirmed = next(((row[0], row[1]) for row in rows if row[1] is not None), (None, None))
    offered = [row[0] for row in rows if row[0].retired_on is None]
    return Choice(offered, confirmed[1], confirmed[0])


def counts() -> dict[int, int]:
    """Theme id → how many petitions it was confirmed for."""
    statement = sa.select(PetitionTheme.theme_id, sa.func.count()).group_by(PetitionTheme.theme_id)
    return {row[0]: row[1] for row in session.execute(statement)}


@dataclass(frozen=True)
class Heard:
    """An opinion as a list tells it."""

    opinion: Opinion
    theme: Theme
    place: str


def opinions(place: Place, page: int = 1) -> list[Heard]:
    """What was heard at a unit and below it, newest first; one more than stand on a page."""
    statement = (
        sa.select(Opinion, Theme)
        .join(Theme, Theme.id == Opinion.theme_id)
        .where(within(place, clock.today()))
        .order_by(Opinion.heard_on.desc(), Opinion.id.desc())
        .limit(ON_A_PAGE + 1)
        .offset((page - 1) * ON_A_PAGE)
    )
    rows = session.execute(statement).all()
    places = units.of_ids({row[0].unit_id for row in rows})
    return [Heard(one, of, places[one.unit_id].label) for one, of in rows]


def opinion(opinion_id: int) -> Opinion | None:
    """One opinion."""
    return session.get(Opinion, opinion_id)


def within(place: Place, day: date) -> sa.ColumnElement[bool]:
    """Opinions heard at a unit or below it, on the tree of a day."""
    if place.level is Level.CENTRE:
        return sa.true()
    steps = range(1, Level.VILLAGE.depth - place.level.depth + 1)
    below = [Opinion.unit_id.in_(ids_below(place.id, day, step)) for step in steps]
    return sa.or_(Opinion.unit_id == place.id, *below)
