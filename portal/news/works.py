"""Posts as those see them who write them: every state, every version, what waits for whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer

from portal.accounts.models import Account
from portal.base import clock
from portal.base.db import session
from portal.base.errors import NotFound
from portal.base.language import pick, spoken
from portal.news import article, queries
from portal.news.article import Reading
from portal.news.models import NewsSetting, Post, PostFile, PostVersion
from portal.news.rules import Stage
from portal.units import queries as units
from portal.units.models import UnitLink
from portal.units.queries import Place


@dataclass(frozen=True)
class Work:
    """A post as those see it who look after it, with the title of its latest version."""

    post: Post
    titles: Mapping[str, str]
    place: Place

    @property
    def title(self) -> str:
        """In the reader's language, or the nearest there is."""
        return pick(self.titles)

    @property
    def language(self) -> str:
        """The language of that title."""
        return spoken(self.titles)


def of_unit(place: Place, *, size: int, offset: int = 0) -> list[Work]:
    """A unit's own posts in every state, those changed last first; discarded drafts apart."""
    discarded = sa.and_(Post.live.is_(None), Post.withdrawn_at.is_not(None))
    statement = _all().where(Post.unit_id == place.id, ~discarded)
    statement = statement.order_by(Post.changed_at.desc(), Post.id.desc())
    rows = session.execute(statement.limit(size).offset(offset))
    return [Work(post, titles, place) for post, titles in rows]


def in_review(unit_ids: Collection[int], size: int = 20) -> list[Work]:
    """What waits for a lead of these units, theirs and their children's, longest waiting first."""
    if not unit_ids:
        return []
    below = sa.select(UnitLink.unit_id).where(
        UnitLink.parent_id.in_(unit_ids), units.on_day(UnitLink, clock.today())
    )
    theirs = sa.or_(Post.unit_id.in_(unit_ids), Post.unit_id.in_(below))
    statement = _all().where(Post.stage == Stage.REVIEW, theirs)
    return _placed(session.execute(statement.order_by(Post.changed_at).limit(size)).all())


def own_of(account_id: int, size: int = 20) -> list[Work]:
    """What its author must know of: drafts, those given back, and what is scheduled."""
    scheduled = sa.and_(Post.shown_from > clock.now(), Post.stage == Stage.SETTLED)
    statement = _all().where(
        Post.author_id == account_id, sa.or_(Post.stage == Stage.DRAFT, scheduled)
    )
    return _placed(session.execute(statement.order_by(Post.changed_at.desc()).limit(size)).all())


def _placed(rows: Sequence[Any]) -> list[Work]:
    places = units.of_ids({post.unit_id for post, _ in rows})
    return [Work(post, titles, places[post.unit_id]) for post, titles in rows]


def _all() -> sa.Select[Any]:
    return sa.select(Post, PostVersion.titles).join(PostVersion, queries.is_latest)


def for_writer(post_id: int) -> Reading:
    """The latest version; NotFound for what is not there or was thrown away before anybody read it.

    Whether whoever asks may write is asked next, of its unit.
    """
    reading = article.latest(post_id)
    if reading is None or (reading.post.live is None and reading.post.withdrawn_at is not None):
        raise NotFound
    return reading


def versions(post_id: int) -> list[PostVersion]:
    """Every version of a post without its words, newest first."""
    statement = sa.select(PostVersion).options(defer(PostVersion.bodies))
    statement = statement.where(PostVersion.post_id == post_id)
    return list(session.scalars(statement.order_by(PostVersion.number.desc())))


def writers(versions: Iterable[PostVersion]) -> dict[int, str]:
    """Account → name of who wrote these."""
    ids = {version.by_id for version in versions}
    rows = session.execute(sa.select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row.id: row.name for row in rows}


def file(post_id: int, digest: str) -> PostFile | None:
    """A file that hangs on any version of a post, by the digest of its content."""
    it = sa.or_(PostFile.digest == digest, PostFile.large_digest == digest)
    return session.scalar(sa.select(PostFile).where(PostFile.post_id == post_id, it).limit(1))


def clerks_publish(unit_id: int) -> bool:
    """Whether the unit's lead lets its clerks publish."""
    setting = session.get(NewsSetting, unit_id)
    return setting is not None and setting.clerks_publish
