"""What a post is found by: its words, who wrote it, whom it reaches (`base/terms.py`)."""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from portal.base import terms
from portal.base.db import insert, session
from portal.base.terms import BLOCK
from portal.news.models import Post, PostTerm, PostText


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
    words = terms.folded(*texts)
    about = sorted(
        {
            of_unit(post.unit_id),
            of_reach(post.reach),
            of_reach(post.reach, post.unit_id),
            of_category(post.category),
        }
    )
    terms.change(PostTerm, post.id, _indexed(post.id), {*about, *terms.of_folded(words)})
    row = insert(PostText).values(post_id=post.id, about=about, words=words)
    new = {"about": row.excluded.about, "words": row.excluded.words}
    session.execute(row.on_conflict_do_update(index_elements=["post_id"], set_=new))


def forget(post: Post) -> None:
    """Let the post be found no more."""
    terms.change(PostTerm, post.id, _indexed(post.id), set())
    session.execute(sa.delete(PostText).where(PostText.post_id == post.id))


def _indexed(post_id: int) -> set[str]:
    kept = session.execute(
        sa.select(PostText.about, PostText.words).where(PostText.post_id == post_id)
    ).one_or_none()
    return set() if kept is None else {*kept.about, *terms.of_folded(kept.words)}


def unsound() -> Iterator[int]:
    """Posts whose terms are not those of their words, in the newest block.

    All blocks would take hours; a fault in how they are written shows in any of them.
    """
    newest = session.scalar(sa.select(sa.func.max(PostText.post_id)))
    if newest is None:
        return
    block = newest // BLOCK
    held = terms.held(PostTerm, block)
    for text in session.scalars(sa.select(PostText).where(PostText.post_id >= block * BLOCK)):
        if held.pop(text.post_id, set()) != {*text.about, *terms.of_folded(text.words)}:
            yield text.post_id
    yield from held
