"""What every page needs of the news, kept in memory: the urgent lines, and when anything changes.

Asked of the database when posts have changed, when one begins or ends, and once a minute: no more
than one statement then, and none for all other pages.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.accounts.audience import Audience, Reach, Reader, may_read
from portal.base import clock, pagecache
from portal.base.db import session
from portal.base.language import pick
from portal.base.pagecache import Topic
from portal.news.models import Post, PostVersion
from portal.news.queries import is_shown
from portal.news.rules import URGENT_STANDS, urgent_until
from portal.units import queries as units
from portal.units.queries import Place

# Who reads without asking the page cache does not hear of another process's changes.
KEPT = 60.0
# Nobody reads more than three urgent lines.
MOST = 3


@dataclass(frozen=True)
class Urgent:
    """An urgent post, as far as its line on other pages needs it."""

    id: int
    titles: dict[str, str]
    place: Place | None
    """Whose it is; None when it is for everybody."""
    unit_id: int
    reach: Reach
    audience: Audience
    association_code: str | None
    until: datetime

    @property
    def title(self) -> str:
        """In the reader's language, or the nearest there is."""
        return pick(self.titles)

    def stands_at(self, place: Place) -> bool:
        """Whether the pages of this unit carry it."""
        if self.reach is Reach.EVERYBODY or self.unit_id == place.id:
            return True
        return self.reach is Reach.BELOW and self.unit_id in place.ids


@dataclass(frozen=True)
class Bulletin:
    """The urgent posts, newest first, and when the next post begins or ends."""

    urgent: tuple[Urgent, ...]
    changes_at: datetime | None

    def lines(self, places: Iterable[Place], by: Reader) -> list[Urgent]:
        """Those that stand on a page about these units and may be read by its reader."""
        about = list(places)
        return [
            one
            for one in self.urgent
            if one.reach is Reach.EVERYBODY or any(one.stands_at(place) for place in about)
            if one.place is None or may_read(by, one, one.place)
        ][:MOST]


@dataclass(frozen=True)
class _Kept:
    bulletin: Bulletin
    generation: int
    read_at: datetime
    until: float

    def holds(self, now: datetime) -> bool:
        ends = self.bulletin.changes_at
        unchanged = self.generation == pagecache.generation(Topic.POSTS)
        still = unchanged and time.monotonic() < self.until
        return still and self.read_at <= now and (ends is None or now < ends)


_kept: _Kept | None = None


def bulletin() -> Bulletin:
    """The bulletin of this moment."""
    global _kept
    kept, now = _kept, clock.now()
    if kept is None or not kept.holds(now):
        # Before the question: a change meanwhile asks anew.
        generation = pagecache.generation(Topic.POSTS)
        kept = _Kept(_read(now), generation, now, time.monotonic() + KEPT)
        _kept = kept
    return kept.bulletin


def seconds_left() -> int | None:
    """Seconds until a post begins or ends: no public page may be kept longer."""
    changes_at = bulletin().changes_at
    return None if changes_at is None else int((changes_at - clock.now()).total_seconds())


def _read(now: datetime) -> Bulletin:
    """One statement while nothing is urgent but for everybody: a page may have to pay for it."""
    rows = session.execute(_pressing(now)).all()
    begins, ends = rows[0][2:]
    posts = [(post, titles) for post, titles, *_ in rows if post is not None]
    # Only of who reads what is not for everybody it matters where they stand.
    ids = {post.unit_id for post, _ in posts if post.audience is not Audience.EVERYBODY}
    places = units.of_ids(ids)
    urgent = tuple(
        Urgent(post.id, titles, places.get(post.unit_id), post.unit_id, post.reach, post.audience,
               post.association_code, urgent_until(post.shown_from, post.shown_until))
        for post, titles in posts
    )  # fmt: skip
    changes = [*(one.until for one in urgent), begins, ends]
    return Bulletin(urgent, min(filter(None, changes), default=None))


def _pressing(now: datetime) -> sa.Select[Any]:
    """The urgent posts, newest first, each beside when the next post begins and the next ends.

    Those two are seeks of an index, and come in one row even when nothing is urgent.
    """
    begins = sa.select(sa.func.min(Post.shown_from)).where(Post.shown_from > now)
    ends = sa.select(sa.func.min(Post.shown_until)).where(Post.shown_until > now)
    its_words = sa.and_(PostVersion.post_id == Post.id, PostVersion.number == Post.live)
    is_urgent = sa.and_(Post.urgent.is_(True), Post.shown_from > now - URGENT_STANDS, is_shown(now))
    always = sa.select(sa.literal(1).label("row")).subquery()
    return (
        sa.select(Post, PostVersion.titles, begins.scalar_subquery(), ends.scalar_subquery())
        .select_from(always)
        .outerjoin(Post, is_urgent)
        .outerjoin(PostVersion, its_words)
        .order_by(Post.shown_from.desc(), Post.id.desc())
    )


@lru_cache(maxsize=2000)
def _place(code: str, day: date, generation: int) -> Place | None:
    return units.place(code, day)


def place_of(code: str) -> Place | None:
    """The unit of this code with its parents, remembered for the day or until the tree changes."""
    loaded = (one for one in units.known().values() if one.code == code)
    return next(loaded, None) or _place(code, clock.today(), pagecache.generation(Topic.TREE))
