"""Finding posts by their words, with marks or without, newest first, at any number of posts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from unicodedata import normalize

import sqlalchemy as sa

from portal.accounts.audience import PUBLIC, Reach, Reader
from portal.base import markup, terms, text
from portal.base.db import session
from portal.base.excerpts import Piece, excerpt
from portal.base.terms import Group
from portal.news import queries, words
from portal.news.models import Post, PostText, PostVersion
from portal.news.queries import Listed, Wanted

# Nobody reads more; beyond it the page asks for more words.
MOST = 200
LONGEST = 100
MOST_WORDS = 12
# What is looked at for whom little of it is meant; bounds the cost of any question.
MOST_TRIED = 4000


@dataclass(frozen=True)
class Hit:
    """A post that was found, and where."""

    post: Listed
    excerpt: list[Piece]


@dataclass(frozen=True)
class Found:
    """One page of answers; `more` pages follow; `cut` when only the newest MOST were looked at."""

    hits: list[Hit]
    more: bool
    cut: bool


def found(
    typed: str, wanted: Wanted, by: Reader = PUBLIC, *, page: int = 1, size: int = 20
) -> Found:
    """Posts with the words typed: first where they follow each other, then where all stand.

    Of those, first what has the marks that were typed.
    """
    typed = normalize("NFC", typed)[:LONGEST]
    asked = text.words(text.fold(typed))[:MOST_WORDS]
    if not asked:
        return Found([], more=False, cut=False)
    ids = _ranked(typed, _newest(asked, wanted, by))
    shown = ids[(page - 1) * size : page * size]
    by_id = {one.id: one for one in queries.of_ids(shown, by)}
    bodies = _bodies(shown)
    hits = [
        Hit(by_id[post_id], excerpt(bodies[post_id], asked))
        for post_id in shown
        if post_id in by_id
    ]
    return Found(hits, more=len(ids) > page * size, cut=len(ids) >= MOST)


def _newest(asked: Sequence[str], wanted: Wanted, by: Reader) -> list[int]:
    """At most MOST numbers of posts: the phrase as it was typed, then all of its words anywhere."""
    about = list(_about(wanted))
    phrase = [frozenset({term}) for term in terms.of(asked)]
    exact = _meant(words.holding([*about, *phrase]), asked, wanted, by)
    ids = list(islice(exact, MOST))
    if len(asked) > 1 and len(ids) < MOST:
        single = [frozenset({word}) for word in set(asked)]
        known = set(ids)
        others = (one for one in words.holding([*about, *single]) if one not in known)
        ids += islice(_meant(others, [], wanted, by), MOST - len(ids))
    return ids


def _about(wanted: Wanted) -> Iterator[Group]:
    """What stands on the wanted units' pages, of the wanted category."""
    if wanted.places:
        own = {words.of_unit(place.id) for place in wanted.places}
        above = {parent.id for place in wanted.places for parent in place.parents}
        below = {words.of_reach(Reach.BELOW, unit_id) for unit_id in above}
        yield frozenset({*own, *below, words.of_reach(Reach.EVERYBODY)})
    if wanted.category is not None:
        yield frozenset({words.of_category(wanted.category)})


def _meant(ids: Iterator[int], phrase: Sequence[str], wanted: Wanted, by: Reader) -> Iterator[int]:
    """Those of the posts that this reader may see now, and in which the phrase stands whole."""
    tried = 0
    while tried < MOST_TRIED and (some := list(islice(ids, 100 if not tried else 400))):
        tried += len(some)
        conditions = [Post.id.in_(some), *queries.may_be_seen(wanted, by)]
        statement = sa.select(Post.id).where(*conditions)
        if len(phrase) > 2:  # pairs may stand apart
            statement = statement.join(PostText, PostText.post_id == Post.id)
            statement = statement.where(PostText.words.contains(f" {' '.join(phrase)} "))
        yield from session.scalars(statement.order_by(Post.id.desc()))


def _ranked(typed: str, ids: list[int]) -> list[int]:
    """What has the typed marks stands first, if any were typed."""
    marked = " ".join(typed.casefold().split())
    if marked == text.fold(typed):
        return ids
    its_words = sa.and_(PostVersion.post_id == Post.id, PostVersion.number == Post.live)
    statement = sa.select(Post.id, PostVersion.titles, PostVersion.bodies)
    statement = statement.join(PostVersion, its_words).where(Post.id.in_(ids))
    as_typed = {
        row.id
        for row in session.execute(statement)
        if any(marked in one.casefold() for one in [*row.titles.values(), *row.bodies.values()])
    }
    return sorted(ids, key=lambda post_id: post_id not in as_typed)


def _bodies(ids: Iterable[int]) -> dict[int, str]:
    """Post → all that it says, as it was written."""
    its_words = sa.and_(PostVersion.post_id == Post.id, PostVersion.number == Post.live)
    statement = sa.select(Post.id, PostVersion.titles, PostVersion.bodies)
    statement = statement.join(PostVersion, its_words).where(Post.id.in_(ids))
    return {
        row.id: "\n".join([*map(markup.words, row.bodies.values()), *row.titles.values()])
        for row in session.execute(statement)
    }
