"""An index of words of our own: which thing holds which term, kept alike on both databases.

A thing's number is split into a block and a place in it; a row holds the places of one term in one
block. Reading goes from the newest block down and stops when there is enough, so a syllable that
stands in every other thing costs no more than a rare one.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import text
from portal.base.db import insert, session

# Two bytes a place. 2,048 posts are ten days of a busy country: a common term's row is 4 kB.
BLOCK = 2048
# Blocks read at first; each time twice as many, for whoever goes on asking.
AT_FIRST = 4
# Terms of one thing; a body of 60,000 letters has fewer.
MOST = 4000
LONGEST = 40

Group = frozenset[str]
"""Terms of which one must stand in the thing; a question is several groups, all of which must."""


class Places:
    """In which things of one block a word stands, or two that follow each other.

    `places` are the things' places in the block, two bytes each, in no order: the index of a term
    is read block by block, newest first, until a page is full. What an ordinary full-text index
    does with syllables that stand in every other thing takes seconds.
    """

    __table_args__ = ({"sqlite_with_rowid": False},)
    term: Mapped[str] = mapped_column(sa.String(LONGEST), primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True)
    places: Mapped[bytes]


def folded(*texts: str) -> str:
    """Texts as they are searched: folded words, a blank between any two and at both ends."""
    return f" {' '.join(word for one in texts for word in text.words(text.fold(one)))} "


def of(words: Iterable[str]) -> Iterator[str]:
    """What a thing is found by: each folded word, and each two that follow each other.

    A Vietnamese word is mostly two syllables, and a single one stands in nearly every text: `bau`
    and `cu` are everywhere, `bau cu` is not.
    """
    before = ""
    for word in words:
        yield word[:LONGEST]
        if before:
            yield f"{before} {word}"[:LONGEST]
        before = word


def of_folded(words: str) -> set[str]:
    """The terms of a text as `folded` gave it."""
    return set(islice(dict.fromkeys(of(words.split())), MOST))


def change(table: type[Places], number: int, before: set[str], after: set[str]) -> None:
    """Let a thing be found by these terms and by those it was found by before no longer."""
    _drop(table, number, before - after)
    _add(table, number, after - before)


def _add(table: type[Places], number: int, new: Collection[str]) -> None:
    if not new:
        return
    block, place = divmod(number, BLOCK)
    row = insert(table)  # type: ignore[arg-type]  # a mixin: whoever calls gives a mapped class
    # SQLite joins bytes to a text, whatever they are.
    longer = sa.cast(table.places.op("||")(row.excluded.places), sa.LargeBinary)
    row = row.on_conflict_do_update(index_elements=["term", "block"], set_={"places": longer})
    places = array("H", [place]).tobytes()
    # In one order everywhere, so that two publishers never wait for each other in turn.
    session.execute(row, [{"term": one, "block": block, "places": places} for one in sorted(new)])


def _drop(table: type[Places], number: int, old: Collection[str]) -> None:
    if not old:
        return
    block, place = divmod(number, BLOCK)
    these = sa.select(table).where(table.term.in_(old), table.block == block)
    for row in session.scalars(these.order_by(table.term).with_for_update()):
        row.places = array("H", (one for one in _places(row.places) if one != place)).tobytes()
    session.flush()


def _places(kept: bytes) -> "array[int]":
    found: array[int] = array("H")
    found.frombytes(kept)
    return found


def questions(table: type[Places], *asked: Sequence[Group]) -> list[Iterator[int]]:
    """For each question the things that hold a term of each group, the newest number first."""
    wanted = {term for groups in asked for group in groups for term in group}
    found: dict[str, set[int]] = {term: set() for term in wanted}
    there = sa.select(table.term, table.block).where(table.term.in_(wanted))
    for term, block in session.execute(there):
        found[term].add(block)
    return [_holding(table, groups, _blocks(found, groups)) for groups in asked]


def _blocks(found: Mapping[str, set[int]], groups: Sequence[Group]) -> list[int]:
    """The blocks in which all groups stand, newest first."""
    per_group = [set().union(*(found[term] for term in group)) for group in groups]
    return sorted(set.intersection(*per_group), reverse=True)


def _holding(table: type[Places], groups: Sequence[Group], blocks: list[int]) -> Iterator[int]:
    at_once = AT_FIRST
    while blocks:
        now, blocks, at_once = blocks[:at_once], blocks[at_once:], 2 * at_once
        rows = _rows(table, groups, now)
        for block in now:
            held = (_held_by(rows, group, block) for group in groups)
            rarest, *others = sorted(held, key=len)
            for place in sorted(set(rarest).intersection(*others), reverse=True):
                yield block * BLOCK + place


_NONE: "array[int]" = array("H")


def _held_by(
    rows: Mapping[tuple[str, int], "array[int]"], group: Group, block: int
) -> Sequence[int]:
    """Places in the block of any term of the group."""
    found: array[int] = array("H")
    for term in group:
        found += rows.get((term, block), _NONE)
    return found


def _rows(
    table: type[Places], groups: Sequence[Group], blocks: Sequence[int]
) -> dict[tuple[str, int], "array[int]"]:
    terms_of = frozenset().union(*groups)
    these = sa.select(table.term, table.block, table.places).where(
        table.term.in_(terms_of), table.block.in_(blocks)
    )
    return {(row.term, row.block): _places(row.places) for row in session.execute(these)}


def held(table: type[Places], block: int) -> dict[int, set[str]]:
    """Number of a thing → its terms, of one block: for `portal check`."""
    rows = sa.select(table.term, table.places).where(table.block == block)
    found: dict[int, set[str]] = {}
    for term, places in session.execute(rows):
        for place in _places(places):
            found.setdefault(block * BLOCK + place, set()).add(term)
    return found
