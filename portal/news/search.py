"""Finding posts by their words: what a reader may see of it, and how it is told."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.audience import PUBLIC, Reach, Reader
from portal.base import finding, markup
from portal.base.db import session
from portal.base.finding import Found, Shelf
from portal.base.language import nearest_first
from portal.base.terms import Group
from portal.news import queries, words
from portal.news.models import Post, PostTerm, PostText, PostVersion
from portal.news.queries import Listed, Wanted


def found(
    typed: str, wanted: Wanted, by: Reader = PUBLIC, *, page: int = 1, size: int = 20
) -> Found[Listed]:
    """Posts with the words typed (`base/finding.py`) that this reader may see now."""
    shelf = Shelf(
        PostTerm,
        about=list(_about(wanted)),
        meant=lambda ids, phrase: _meant(ids, phrase, wanted, by),
        as_typed=_as_typed,
        told=lambda ids: _told(ids, by),
    )
    return finding.found(shelf, typed, page=page, size=size)


def _about(wanted: Wanted) -> Iterator[Group]:
    """What stands on the wanted units' pages, of the wanted category."""
    if wanted.places:
        own = {words.of_unit(place.id) for place in wanted.places}
        above = {parent.id for place in wanted.places for parent in place.parents}
        below = {words.of_reach(Reach.BELOW, unit_id) for unit_id in above}
        yield frozenset({*own, *below, words.of_reach(Reach.EVERYBODY)})
    if wanted.category is not None:
        yield frozenset({words.of_category(wanted.category)})


def _meant(ids: Sequence[int], phrase: str, wanted: Wanted, by: Reader) -> Sequence[int]:
    statement = sa.select(Post.id).where(Post.id.in_(ids), *queries.may_be_seen(wanted, by))
    if phrase:
        statement = statement.join(PostText, PostText.post_id == Post.id)
        statement = statement.where(PostText.words.contains(phrase))
    return session.scalars(statement.order_by(Post.id.desc())).all()


def _as_typed(ids: Sequence[int], marked: str) -> set[int]:
    return {
        row.id
        for row in _versions(ids)
        if any(marked in one.casefold() for one in [*row.titles.values(), *row.bodies.values()])
    }


def _told(ids: Sequence[int], by: Reader) -> list[tuple[Listed, list[str]]]:
    """The reader's language first: it is shown when others hold as much."""
    lines = {one.id: one for one in queries.of_ids(ids, by)}
    said = {
        row.id: [*map(markup.words, nearest_first(row.bodies)), *nearest_first(row.titles)]
        for row in _versions(ids)
    }
    return [(lines[one], said[one]) for one in ids if one in lines]


def _versions(ids: Sequence[int]) -> Sequence[Any]:
    """What these posts say to readers now, as it was written."""
    statement = sa.select(Post.id, PostVersion.titles, PostVersion.bodies)
    statement = statement.join(PostVersion, queries.is_live).where(Post.id.in_(ids))
    return session.execute(statement).all()
