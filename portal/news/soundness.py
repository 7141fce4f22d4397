"""What must be true of posts on a live database."""

from collections.abc import Iterator

import sqlalchemy as sa

from portal.base.db import session
from portal.news import words
from portal.news.models import Post, PostFile, PostText, PostVersion


def post_findings() -> Iterator[str]:
    """Each thing that is wrong, in a sentence."""
    yield from _versions()
    yield from _found_by_their_words()
    yield from _files()


def _versions() -> Iterator[str]:
    numbers = (
        sa.select(PostVersion.post_id, sa.func.max(PostVersion.number), sa.func.count())
        .group_by(PostVersion.post_id)
        .subquery()
    )
    post_id, last, number = numbers.c
    its = sa.select(Post.id, Post.number, last, number).outerjoin(numbers, post_id == Post.id)
    wrong = sa.or_(last.is_(None), last != Post.number, number != Post.number)
    for row in session.execute(its.where(wrong)):
        yield f"post {row[0]}: says {row[1]} versions, has {row[3] or 0} up to {row[2] or 0}"
    approved = sa.and_(PostVersion.post_id == Post.id, PostVersion.number == Post.live)
    live = sa.select(Post.id).outerjoin(PostVersion, approved)
    unapproved = sa.and_(Post.live.is_not(None), PostVersion.approved_at.is_(None))
    for found in session.scalars(live.where(unapproved)):
        yield f"post {found}: what people read was not approved"


def _found_by_their_words() -> Iterator[str]:
    statement = sa.select(Post.id, Post.shown_from, PostText.post_id)
    statement = statement.outerjoin(PostText, PostText.post_id == Post.id)
    wrong = Post.shown_from.is_(None) != PostText.post_id.is_(None)
    for post_id, shown_from, _ in session.execute(statement.where(wrong)):
        yield f"post {post_id}: {'cannot be found' if shown_from else 'is found and not shown'}"
    for post_id in words.unsound():
        yield f"post {post_id}: its words are not those it is found by"


def _files() -> Iterator[str]:
    beyond = sa.select(PostFile.id).join(Post, Post.id == PostFile.post_id)
    for file_id in session.scalars(beyond.where(PostFile.since > Post.number)):
        yield f"post file {file_id}: belongs to a version that was never written"
