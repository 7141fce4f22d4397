"""Finding public copies by their words."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from portal.answers import queries
from portal.answers.queries import Listed, Wanted
from portal.base import finding
from portal.base.db import session
from portal.base.finding import Found, Shelf
from portal.base.terms import Group
from portal.petitions.papers import PublicCopy, PublicTerm
from portal.petitions.published import of_kind, of_unit


def found(typed: str, wanted: Wanted, *, page: int = 1, size: int = 20) -> Found[Listed]:
    """Copies with the words typed (`base/finding.py`)."""
    shelf = Shelf(PublicTerm, list(_about(wanted)), _meant, _as_typed, queries.told)
    return finding.found(shelf, typed, page=page, size=size)


def _about(wanted: Wanted) -> Iterator[Group]:
    if wanted.place is not None:
        yield frozenset({of_unit(wanted.place.id)})
    if wanted.kind is not None:
        yield frozenset({of_kind(wanted.kind)})


def _meant(ids: Sequence[int], phrase: str) -> Sequence[int]:
    if not phrase:
        return ids
    holds = PublicCopy.key.contains(phrase)
    statement = sa.select(PublicCopy.petition_id).where(PublicCopy.petition_id.in_(ids), holds)
    return session.scalars(statement.order_by(PublicCopy.petition_id.desc())).all()


def _as_typed(ids: Sequence[int], marked: str) -> set[int]:
    columns = (PublicCopy.petition_id, PublicCopy.topic, PublicCopy.text, PublicCopy.answer)
    rows = session.execute(sa.select(*columns).where(PublicCopy.petition_id.in_(ids)))
    return {row[0] for row in rows if any(marked in words.casefold() for words in row[1:])}
