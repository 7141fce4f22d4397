"""What every page needs of the news, kept in memory: the urgent lines, and when anything changes.

Asked of the database when public pages have changed, when a post begins or ends, and once a minute;
no page pays a statement for it.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import sqlalchemy as sa

from portal.accounts.audience import Audience, Reach, Reader, may_read
from portal.base import clock, pagecache
from portal.base.db import session
from portal.base.language import pick
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
    place: Place
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
            if may_read(by, one, one.place)
        ][:MOST]


@dataclass(frozen=True)
class _Kept:
    bulletin: Bulletin
    generation: int
    read_at: datetime
    until: float

    def holds(self, now: datetime) -> bool:
        ends = self.bulletin.changes_at
        unchanged = self.generation == pagecache.generation() and time.monotonic() < self.until
        return unchanged and self.read_at <= now and (ends is None or now < ends)


_kept: _Kept | None = None


def bulletin() -> Bulletin:
    """The bulletin of this moment."""
    global _kept
    kept, now = _kept, clock.now()
    if kept is None or not kept.holds(now):
        generation = pagecache.generation()  # before the question: a change meanwhile asks anew
        kept = _Kept(_read(now), generation, now, time.monotonic() + KEPT)
        _kept = kept
    return kept.bulletin


def seconds_left() -> int | None:
    """Seconds until a post begins or ends: no public page may be kept longer."""
    changes_at = bulletin().changes_at
    return None if changes_at is None else int((changes_at - clock.now()).total_seconds())


def _read(now: datetime) -> Bulletin:
    its_words = sa.and_(PostVersion.post_id == Post.id, PostVersion.number == Post.live)
    statement = (
        sa.select(Post, PostVersion.titles)
        .join(PostVersion, its_words)
        .where(Post.urgent.is_(True), Post.shown_from > now - URGENT_STANDS, is_shown(now))
        .order_by(Post.shown_from.desc(), Post.id.desc())
    )
    rows = session.execute(statement).all()
    ids = {post.unit_id for post, _ in rows}
    places = {one.id: one for one in units.places(lambda unit: unit.id.in_(ids))} if ids else {}
    urgent = tuple(
        Urgent(post.id, titles, places[post.unit_id], post.unit_id, post.reach, post.audience,
               post.association_code, urgent_until(post.shown_from, post.shown_until))
        for post, titles in rows
    )  # fmt: skip
    ends = [one.until for one in urgent]
    return Bulletin(urgent, min([*ends, *_next(now)], default=None))


def _next(now: datetime) -> list[datetime]:
    """When the next post begins, and when the next one ends: two seeks of an index."""
    begins = sa.select(sa.func.min(Post.shown_from)).where(Post.shown_from > now)
    ends = sa.select(sa.func.min(Post.shown_until)).where(Post.shown_until > now)
    row = session.execute(sa.select(begins.scalar_subquery(), ends.scalar_subquery())).one()
    return [instant for instant in row if instant is not None]


@lru_cache(maxsize=2000)
def _place(code: str, day: date, generation: int) -> Place | None:
    return units.place(code, day)


def place_of(code: str) -> Place | None:
    """The unit of this code with its parents, remembered for the day or until pages change."""
    return _place(code, clock.today(), pagecache.generation())
