"""One post, whole: a version of it, its unit, what hangs on it, and its neighbours."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from portal.accounts.audience import PUBLIC, Audience, Reader, demand, readable
from portal.base import clock
from portal.base.db import UtcDateTime, session
from portal.base.errors import NotFound
from portal.base.language import pick, spoken
from portal.news.models import Post, PostFile, PostVersion
from portal.news.queries import COLUMNS, Listed, is_latest, is_live, is_shown, line
from portal.units import queries as units
from portal.units.queries import Place


@dataclass(frozen=True)
class Reading:
    """A post with one of its versions, its unit, and what hangs on that version."""

    post: Post
    version: PostVersion
    place: Place

    @cached_property
    def files(self) -> list[PostFile]:
        """What hangs on it; asked for by the pages that show it."""
        return files(self.post.id, self.version.number)

    @property
    def title(self) -> str:
        """In the reader's language, or the nearest there is."""
        return pick(self.version.titles)

    @property
    def body(self) -> str:
        """The Markdown in the language of the title."""
        return str(self.version.bodies[self.language])

    @property
    def language(self) -> str:
        """The language it is shown in."""
        return spoken(self.version.titles)

    @property
    def corrections(self) -> list[tuple[datetime, str]]:
        """When and what was corrected since people could read it, oldest first."""
        return [(datetime.fromisoformat(at), words) for at, words in self.post.corrections]

    @property
    def pictures(self) -> list[PostFile]:
        """In the order in which they were added."""
        return [file for file in self.files if file.large_digest is not None]

    @property
    def attachments(self) -> list[PostFile]:
        """Files to take along."""
        return [file for file in self.files if file.large_digest is None]


def live(post_id: int) -> Reading | None:
    """The post as it was approved last, whether shown now or not; None if it never was."""
    return _reading(post_id, is_live)


def latest(post_id: int) -> Reading | None:
    """The post as it was written last."""
    return _reading(post_id, is_latest)


def of_number(post_id: int, number: int) -> Reading | None:
    """One version of the post."""
    it = sa.and_(PostVersion.post_id == Post.id, PostVersion.number == number)
    return _reading(post_id, it)


def _reading(post_id: int, which: Any) -> Reading | None:
    statement = sa.select(Post, PostVersion).join(PostVersion, which).where(Post.id == post_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    post, version = row
    place = units.of_ids({post.unit_id}).get(post.unit_id)
    return Reading(post, version, place) if place else None


def files(post_id: int, number: int) -> list[PostFile]:
    """What hangs on one version of a post."""
    there = sa.and_(
        PostFile.since <= number, sa.or_(PostFile.until.is_(None), PostFile.until > number)
    )
    statement = sa.select(PostFile).where(PostFile.post_id == post_id, there)
    return list(session.scalars(statement.order_by(PostFile.position, PostFile.id)))


def for_reader(reading: Reading | None, by: Reader) -> Reading:
    """The published post, if it is this reader's to read; NotFound for all others."""
    if reading is None:
        raise NotFound
    demand(by, reading.post, reading.place)
    shown_from = reading.post.shown_from
    withdrawn = reading.post.withdrawn_at is not None
    if not withdrawn and (shown_from is None or shown_from > clock.now()):
        raise NotFound
    return reading


def neighbours(reading: Reading) -> tuple[Listed | None, Listed | None]:
    """The newer and the older post of the same unit for everybody."""
    post = reading.post
    here = sa.tuple_(Post.shown_from, Post.id)
    there = sa.tuple_(sa.literal(post.shown_from, UtcDateTime()), sa.literal(post.id))
    seek = sa.select(*COLUMNS, PostVersion.titles).join(PostVersion, is_live)
    seek = seek.where(Post.unit_id == post.unit_id, is_shown(clock.now()), readable(Post, PUBLIC))
    newer = seek.where(here > there).order_by(Post.shown_from, Post.id).limit(1)
    older = seek.where(here < there).order_by(Post.shown_from.desc(), Post.id.desc()).limit(1)
    both = sa.union_all(*(sa.select(one.subquery()) for one in (newer, older)))
    lines = [line(row, reading.place) for row in session.execute(both)]
    after = {(one.shown_from, one.id) > (post.shown_from, post.id): one for one in lines}
    return after.get(True), after.get(False)


def is_public(post: Post) -> bool:
    """Whether anybody may read it now, and pages that show it may be kept."""
    return post.audience is Audience.EVERYBODY
