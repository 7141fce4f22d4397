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
    by_marks = " ".join(typed.casefold().split())
    has_marks = by_marks != text.fold(typed)
    # Without marks nothing is put in another order, so that no more is read than is shown.
    ids = _newest(asked, wanted, MOST if has_marks else min(MOST, page * size + 1))
    if has_marks:
        ids = _ranked(by_marks, ids)
    shown = ids[(page - 1) * size : page * size]
    hits = [Hit(one, excerpt(words, asked)) for one, words in queries.told(shown)]
    return Found(hits, more=len(ids) > page * size, cut=len(ids) >= MOST)


def _newest(asked: Sequence[str], wanted: Wanted, most: int) -> list[int]:
    """At most so many numbers: the phrase as it was typed, then all of its words anywhere."""
    about = list(_about(wanted))
    pairs: list[Group] = [*about, *(frozenset({term}) for term in terms.of(asked))]
    single: list[Group] = [*about, *(frozenset({word}) for word in set(asked))]
    phrase, apart = terms.questions(PublicTerm, pairs, single)
    ids = list(islice(_whole(phrase, asked), most))
    if len(asked) > 1 and len(ids) < most:
        known = set(ids)
        ids += islice((one for one in apart if one not in known), most - len(ids))
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


def _ranked(marked: str, ids: list[int]) -> list[int]:
    """What has the typed marks stands first."""
    columns = (PublicCopy.petition_id, PublicCopy.topic, PublicCopy.text, PublicCopy.answer)
    rows = session.execute(sa.select(*columns).where(PublicCopy.petition_id.in_(ids)))
    as_typed = {row[0] for row in rows if any(marked in words.casefold() for words in row[1:])}
    return sorted(ids, key=lambda one: one not in as_typed)
