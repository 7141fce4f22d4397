"""The index by which posts are found: which post holds which word, kept alike on both databases.

A post's number is split into a block and a place in it; a row holds the places of one term in one
block. Reading goes from the newest block down and stops when there is enough, so a syllable that
stands in every other post costs no more than a rare one.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

import sqlalchemy as sa

from portal.base.db import insert, session
from portal.news.models import Post, PostTerm, PostText
from portal.news.rules import MOST_TERMS, folded, terms

# Two bytes a place. 2,048 posts are ten days of a busy country: a common term's row is 4 kB.
BLOCK = 2048
# Blocks read at first; each time twice as many, for whoever goes on asking.
AT_FIRST = 4

Group = frozenset[str]
"""Terms of which one must stand in the post; a question is several groups, all of which must."""


def of_unit(unit_id: int) -> str:
    """The term of what a unit wrote; no word holds its sign."""
    return f"={unit_id}"


def of_reach(reach: str, unit_id: int | None = None) -> str:
    """The term of what reaches everybody, or of what one unit lets reach below it."""
    return f"={reach}" if unit_id is None else f"={reach} {unit_id}"


def of_category(category: str) -> str:
    """The term of a category."""
    return f"=in {category}"


def index(post: Post, texts: Iterable[str]) -> None:
    """Let the post be found by these words and by what it is, and by nothing else any longer."""
    words = folded(*texts)
    about = sorted(
        {
            of_unit(post.unit_id),
            of_reach(post.reach),
            of_reach(post.reach, post.unit_id),
            of_category(post.category),
        }
    )
    before = _indexed(post.id)
    wanted = {*about, *_of_words(words)}
    _drop(post.id, before - wanted)
    _add(post.id, wanted - before)
    row = insert(PostText).values(post_id=post.id, about=about, words=words)
    new = {"about": row.excluded.about, "words": row.excluded.words}
    session.execute(row.on_conflict_do_update(index_elements=["post_id"], set_=new))


def forget(post: Post) -> None:
    """Let the post be found no more."""
    _drop(post.id, _indexed(post.id))
    session.execute(sa.delete(PostText).where(PostText.post_id == post.id))


def _of_words(words: str) -> set[str]:
    return set(islice(dict.fromkeys(terms(words.split())), MOST_TERMS))


def _indexed(post_id: int) -> set[str]:
    kept = session.execute(
        sa.select(PostText.about, PostText.words).where(PostText.post_id == post_id)
    ).one_or_none()
    return set() if kept is None else {*kept.about, *_of_words(kept.words)}


def _add(post_id: int, new: Collection[str]) -> None:
    if not new:
        return
    block, place = divmod(post_id, BLOCK)
    row = insert(PostTerm)
    # SQLite joins bytes to a text, whatever they are.
    longer = sa.cast(PostTerm.places.op("||")(row.excluded.places), sa.LargeBinary)
    row = row.on_conflict_do_update(index_elements=["term", "block"], set_={"places": longer})
    places = array("H", [place]).tobytes()
    # In one order everywhere, so that two publishers never wait for each other in turn.
    session.execute(row, [{"term": one, "block": block, "places": places} for one in sorted(new)])


def _drop(post_id: int, old: Collection[str]) -> None:
    if not old:
        return
    block, place = divmod(post_id, BLOCK)
    these = sa.select(PostTerm).where(PostTerm.term.in_(old), PostTerm.block == block)
    for row in session.scalars(these.order_by(PostTerm.term).with_for_update()):
        row.places = array("H", (one for one in _places(row.places) if one != place)).tobytes()
    session.flush()


def _places(kept: bytes) -> "array[int]":
    found: array[int] = array("H")
    found.frombytes(kept)
    return found


def holding(groups: Sequence[Group]) -> Iterator[int]:
    """Numbers of the posts that hold a term of each group, the newest number first."""
    blocks = _blocks(groups)
    at_once = AT_FIRST
    while blocks:
        now, blocks, at_once = blocks[:at_once], blocks[at_once:], 2 * at_once
        rows = _rows(groups, now)
        for block in now:
            there = [
                set().union(*(rows.get((term, block), ()) for term in group)) for group in groups
            ]
            for place in sorted(set.intersection(*there), reverse=True):
                yield block * BLOCK + place


def _blocks(groups: Sequence[Group]) -> list[int]:
    """The blocks in which all groups stand, newest first."""
    terms_of = frozenset().union(*groups)
    found: dict[str, set[int]] = {term: set() for term in terms_of}
    there = sa.select(PostTerm.term, PostTerm.block).where(PostTerm.term.in_(terms_of))
    for term, block in session.execute(there):
        found[term].add(block)
    per_group = [set().union(*(found[term] for term in group)) for group in groups]
    return sorted(set.intersection(*per_group), reverse=True)


def _rows(groups: Sequence[Group], blocks: Sequence[int]) -> dict[tuple[str, int], "array[int]"]:
    terms_of = frozenset().union(*groups)
    these = sa.select(PostTerm.term, PostTerm.block, PostTerm.places).where(
        PostTerm.term.in_(terms_of), PostTerm.block.in_(blocks)
    )
    return {(row.term, row.block): _places(row.places) for row in session.execute(these)}


def unsound() -> Iterator[int]:
    """Posts whose terms are not those of their words, in the newest block.

    All blocks would take hours; a fault in how they are written shows in any of them.
    """
    newest = session.scalar(sa.select(sa.func.max(PostText.post_id)))
    if newest is None:
        return
    block = newest // BLOCK
    rows = sa.select(PostTerm.term, PostTerm.places).where(PostTerm.block == block)
    held: dict[int, set[str]] = {}
    for term, places in session.execute(rows):
        for place in _places(places):
            held.setdefault(block * BLOCK + place, set()).add(term)
    texts = sa.select(PostText).where(PostText.post_id >= block * BLOCK)
    for text in session.scalars(texts):
        if held.pop(text.post_id, set()) != {*text.about, *_of_words(text.words)}:
            yield text.post_id
    yield from held
