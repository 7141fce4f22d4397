"""Finding public copies by their words, with marks or without, newest first, at any number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from unicodedata import normalize

import sqlalchemy as sa

from portal.answers import queries
from portal.answers.queries import Listed, Wanted
from portal.base import terms, text
from portal.base.db import session
from portal.base.excerpts import Piece, excerpt
from portal.base.terms import Group
from portal.petitions.papers import PublicCopy, PublicTerm
from portal.petitions.published import of_kind, of_unit

# Nobody reads more; beyond it the page asks for more words.
MOST = 200
LONGEST = 100
MOST_WORDS = 12
# What is looked at for a phrase; bounds the cost of any question.
MOST_TRIED = 4000


@dataclass(frozen=True)
class Hit:
    """A copy that was found, and where."""

    copy: Listed
    excerpt: list[Piece]


@dataclass(frozen=True)
class Found:
    """One page of answers; `more` pages follow; `cut` when only the newest MOST were looked at."""

    hits: list[Hit]
    more: bool
    cut: bool


def found(typed: str, wanted: Wanted, *, page: int = 1, size: int = 20) -> Found:
    """Copies with the words typed: first where they follow each other, then where all stand.

    Of those, first what has the marks that were typed.
    """
    typed = normalize("NFC", typed)[:LONGEST]
    asked = text.words(text.fold(typed))[:MOST_WORDS]
    if not asked:
        return Found([], more=False, cut=False)
    ids = _ranked(typed, _newest(asked, wanted))
    shown = ids[(page - 1) * size : page * size]
    bodies = _bodies(shown)
    hits = [Hit(copy, excerpt(bodies[copy.id], asked)) for copy in queries.listed(shown)]
    return Found(hits, more=len(ids) > page * size, cut=len(ids) >= MOST)


def _newest(asked: Sequence[str], wanted: Wanted) -> list[int]:
    """At most MOST numbers: the phrase as it was typed, then all of its words anywhere."""
    about = list(_about(wanted))
    pairs: list[Group] = [frozenset({term}) for term in terms.of(asked)]
    ids = list(islice(_whole(terms.holding(PublicTerm, [*about, *pairs]), asked), MOST))
    if len(asked) > 1 and len(ids) < MOST:
        single: list[Group] = [frozenset({word}) for word in set(asked)]
        known = set(ids)
        others = terms.holding(PublicTerm, [*about, *single])
        ids += islice((one for one in others if one not in known), MOST - len(ids))
    return ids


def _about(wanted: Wanted) -> Iterator[Group]:
    if wanted.place is not None:
        yield frozenset({of_unit(wanted.place.id)})
    if wanted.kind is not None:
        yield frozenset({of_kind(wanted.kind)})


def _whole(ids: Iterator[int], phrase: Sequence[str]) -> Iterator[int]:
    """Those in which a phrase of more than two words stands whole: its pairs may stand apart."""
    if len(phrase) < 3:
        yield from ids
        return
    tried = 0
    while tried < MOST_TRIED and (some := list(islice(ids, 100 if not tried else 400))):
        tried += len(some)
        holds = PublicCopy.key.contains(f" {' '.join(phrase)} ", autoescape=True)
        statement = sa.select(PublicCopy.petition_id).where(PublicCopy.petition_id.in_(some), holds)
        yield from session.scalars(statement.order_by(PublicCopy.petition_id.desc()))


def _ranked(typed: str, ids: list[int]) -> list[int]:
    """What has the typed marks stands first, if any were typed."""
    marked = " ".join(typed.casefold().split())
    if marked == text.fold(typed):
        return ids
    as_typed = {one for one, words in _bodies(ids).items() if marked in words.casefold()}
    return sorted(ids, key=lambda one: one not in as_typed)


def _bodies(ids: Sequence[int]) -> dict[int, str]:
    """Copy → all that it says."""
    columns = (PublicCopy.petition_id, PublicCopy.topic, PublicCopy.text, PublicCopy.answer)
    statement = sa.select(*columns).where(PublicCopy.petition_id.in_(ids))
    return {row[0]: f"{row[2]}\n{row[3]}\n{row[1]}" for row in session.execute(statement)}
