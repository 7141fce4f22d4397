"""Finding things by their words, with marks or without, newest first, at any number of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar
from unicodedata import normalize

from portal.base import terms, text
from portal.base.excerpts import Piece, excerpt
from portal.base.terms import Group, Places

# Nobody reads more; beyond it the page asks for more words.
MOST = 200
LONGEST = 100
MOST_WORDS = 12
# What is looked at for whom little of it is meant; bounds the cost of any question.
MOST_TRIED = 4000

Line = TypeVar("Line")


@dataclass(frozen=True)
class Shelf(Generic[Line]):
    """Where something is looked for: an index of words, and what only its slice knows."""

    index: type[Places]
    about: Sequence[Group]
    """What all that is wanted has in common: a unit, a category."""
    meant: Callable[[Sequence[int], str], Iterable[int]]
    """Of these numbers those that may be shown and hold the folded phrase whole, newest first."""
    as_typed: Callable[[Sequence[int], str], set[int]]
    """Of these numbers those that hold this text in small letters, with its marks."""
    told: Callable[[Sequence[int]], Iterable[tuple[Line, Sequence[str]]]]
    """These as lines of a list, in this order, each with the texts it consists of."""


@dataclass(frozen=True)
class Hit(Generic[Line]):
    """A thing that was found, and where in it."""

    line: Line
    excerpt: list[Piece]


@dataclass(frozen=True)
class Found(Generic[Line]):
    """One page of answers; `more` pages follow; `cut` when only the newest MOST were looked at."""

    hits: list[Hit[Line]]
    more: bool
    cut: bool


def found(shelf: Shelf[Line], typed: str, *, page: int = 1, size: int = 20) -> Found[Line]:
    """Things with the words typed: first where they follow each other, then where all stand.

    Of those, first what has the marks that were typed.
    """
    typed = normalize("NFC", typed)[:LONGEST]
    asked = text.words(text.fold(typed))[:MOST_WORDS]
    if not asked:
        return Found([], more=False, cut=False)
    marked = " ".join(typed.casefold().split())
    has_marks = marked != text.fold(typed)
    # Without marks nothing is put in another order, so that no more is read than is shown.
    ids = _newest(shelf, asked, MOST if has_marks else min(MOST, page * size + 1))
    if has_marks:
        first = shelf.as_typed(ids, marked)
        ids.sort(key=lambda one: one not in first)
    if not ids:
        return Found([], more=False, cut=False)
    told = shelf.told(ids[(page - 1) * size : page * size])
    hits = [Hit(line, excerpt(texts, asked)) for line, texts in told]
    return Found(hits, more=len(ids) > page * size, cut=len(ids) >= MOST)


def _newest(shelf: Shelf[Line], asked: Sequence[str], most: int) -> list[int]:
    """At most so many numbers: the phrase as it was typed, then all of its words anywhere."""
    every = list(terms.of(asked))
    # Who holds a pair holds both its words.
    pairs = [term for term in every if " " in term] or every
    phrase, apart = terms.questions(
        shelf.index, *([*shelf.about, *_groups(one)] for one in (pairs, set(asked)))
    )
    # A pair is found by its own term; the pairs of a longer phrase may stand apart.
    whole = f" {' '.join(asked)} " if len(asked) > 2 else ""
    ids = list(islice(_meant(shelf, phrase, whole, most), most))
    if len(asked) > 1 and len(ids) < most:
        known = set(ids)
        others = (one for one in apart if one not in known)
        ids += islice(_meant(shelf, others, "", most), most - len(ids))
    return ids


def _groups(wanted: Iterable[str]) -> Iterator[Group]:
    return (frozenset({term}) for term in wanted)


def _meant(shelf: Shelf[Line], ids: Iterator[int], phrase: str, most: int) -> Iterator[int]:
    """Tries as many as are wanted, then each time as many again as were tried before."""
    tried = 0
    while tried < MOST_TRIED and (some := list(islice(ids, max(most, tried)))):
        tried += len(some)
        yield from shelf.meant(some, phrase)
