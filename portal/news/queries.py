"""Reading posts: what stands where, newest first, for who asks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.accounts.audience import PUBLIC, Audience, Reader, readable, ways
from portal.base import clock
from portal.base.db import UtcDateTime, session
from portal.base.language import pick, spoken
from portal.base.marks import Mark
from portal.news.models import Post, PostVersion
from portal.news.rules import Category, Month
from portal.units import queries as units
from portal.units.models import Unit, UnitKind
from portal.units.queries import Place

MOST_PINNED = 2


@dataclass(frozen=True)
class Listed:
    """A post as a line of a list."""

    id: int
    titles: Mapping[str, str]
    place: Place
    """Whose it is, without what stands above."""
    category: Category
    shown_from: datetime
    pinned: bool
    urgent: bool
    audience: Audience

    @property
    def title(self) -> str:
        """In the reader's language, or the nearest there is."""
        return pick(self.titles)

    @property
    def language(self) -> str:
        """The language of that title."""
        return spoken(self.titles)

    @property
    def mark(self) -> Mark:
        """Where it stands in the order of lists."""
        return Mark(self.shown_from, self.id)


@dataclass(frozen=True)
class Wanted:
    """Which posts: of the site (none of these), of units, a category, a month."""

    places: tuple[Place, ...] = ()
    category: Category | None = None
    month: Month | None = None


@dataclass(frozen=True)
class Listing:
    """One page of a list, and whether there are newer and older ones."""

    posts: list[Listed]
    newer: bool = False
    older: bool = False


def is_shown(now: datetime) -> sa.ColumnElement[bool]:
    """Published, not yet over, not withdrawn."""
    ends = sa.or_(Post.shown_until.is_(None), Post.shown_until > now)
    return sa.and_(Post.shown_from <= now, ends)


def listing(
    wanted: Wanted,
    by: Reader = PUBLIC,
    *,
    before: Mark | None = None,
    after: Mark | None = None,
    size: int = 20,
    pinned_first: bool = False,
) -> Listing:
    """A page of what stands on the pages of the wanted units; of the site what is for everybody.

    `before` gives what is older than a mark, `after` what is newer; the first page may begin with
    what is pinned, two of it at the most, or it would hide what is new.
    """
    conditions = [*may_be_seen(wanted, by)]
    here = sa.tuple_(Post.shown_from, Post.id)
    mark = before or after
    if mark is not None:
        there = sa.tuple_(sa.literal(mark.at, UtcDateTime()), sa.literal(mark.id))
        conditions.append(here < there if before else here > there)
    upwards = after is not None and before is None
    pinned = MOST_PINNED if pinned_first and mark is None else 0
    rows = _sought(wanted, conditions, size + 1, upwards=upwards, pinned=pinned)
    top = [row for row in rows if row.first]
    known = {row.post_id for row in top}
    rest = [row for row in rows if row.post_id not in known]
    posts, more = listed([*top, *rest[:size]]), len(rest) > size
    if upwards:
        return Listing(posts[::-1], newer=more, older=True)
    return Listing(posts, newer=before is not None, older=more)


def may_be_seen(wanted: Wanted, by: Reader) -> Iterator[sa.ColumnElement[bool]]:
    """Shown now, for this reader to read, of the wanted category and month."""
    yield is_shown(clock.now())
    yield readable(Post, by)
    if wanted.category is not None:
        yield Post.category == wanted.category
    if wanted.month is not None:
        first, after = wanted.month.span(clock.zone())
        yield sa.and_(Post.shown_from >= first, Post.shown_from < after)


COLUMNS = (
    *(Post.id.label("post_id"), Post.category, Post.shown_from),
    *(Post.pinned, Post.urgent, Post.audience),
)


def _sought(
    wanted: Wanted, conditions: Sequence[Any], limit: int, *, upwards: bool, pinned: int = 0
) -> Sequence[Any]:
    """A page of posts with their titles and units, in one statement.

    Before it the newest that are `pinned`, so many at the most; they stand in the page once more.
    """
    found = _page(wanted, conditions, limit + pinned, upwards=upwards).add_columns(_LATER)
    if pinned:
        top = _page(wanted, [Post.pinned.is_(True), *conditions], pinned, upwards=upwards)
        both = (top.add_columns(_FIRST), found)
        found = sa.union_all(*(sa.select(one.subquery()) for one in both))
    rows = found.subquery()
    last = [rows.c.shown_from, rows.c.id]
    order = [rows.c.first.desc(), *(last if upwards else (one.desc() for one in last))]
    statement = _lines().add_columns(rows.c.first).join(rows, rows.c.id == Post.id)
    return session.execute(statement.order_by(*order)).all()


_FIRST, _LATER = (sa.literal(value).label("first") for value in (1, 0))


def _page(wanted: Wanted, conditions: Sequence[Any], limit: int, *, upwards: bool) -> Any:
    """Numbers and instants: each way by its own index as far as a page reaches; the page of all.

    No more columns than these: each would be put together once more for every way.
    """
    order = (Post.shown_from, Post.id) if upwards else (Post.shown_from.desc(), Post.id.desc())
    wants = sa.select(Post.id, Post.shown_from)
    seeks = [
        wants.where(way, *conditions).order_by(*order).limit(limit)
        for way in ways(Post, wanted.places)
    ]
    if len(seeks) == 1:
        return seeks[0]
    found = sa.union_all(*(sa.select(seek.subquery()) for seek in seeks)).subquery()
    last = (found.c.shown_from, found.c.id)
    page = sa.select(found).order_by(*(last if upwards else (one.desc() for one in last)))
    return page.limit(limit)


@cache
def _lines() -> sa.Select[Any]:
    """Posts as lines of a list, each with its titles and its unit."""
    return (
        sa.select(*units.COLUMNS, *COLUMNS, PostVersion.titles)
        .select_from(Post)
        .join(PostVersion, is_live)
        .join(Unit, Unit.id == Post.unit_id)
        .join(UnitKind, UnitKind.code == Unit.kind_code)
    )


def listed(rows: Sequence[Any]) -> list[Listed]:
    """Rows of posts with their titles and units as lines of a list, in their order."""
    width = len(units.COLUMNS)
    return [line(row, units.bare(row[:width])) for row in rows]


def line(row: Any, place: Place) -> Listed:
    """A row of COLUMNS and titles as a line of a list."""
    return Listed(
        id=row.post_id,
        titles=row.titles,
        place=place,
        category=row.category,
        shown_from=row.shown_from,
        pinned=row.pinned,
        urgent=row.urgent,
        audience=row.audience,
    )


def of_ids(ids: Collection[int], by: Reader = PUBLIC) -> list[Listed]:
    """Of these posts those that this reader may see now, newest number first."""
    these = _lines().where(Post.id.in_(ids), is_shown(clock.now()), readable(Post, by))
    return listed(session.execute(these.order_by(Post.id.desc())).all())


def oldest(wanted: Wanted, by: Reader = PUBLIC) -> datetime | None:
    """When the oldest of these posts appeared; None when there is none."""
    rows = _sought(wanted, [*may_be_seen(wanted, by)], 1, upwards=True)
    return rows[0].shown_from if rows else None


is_live = sa.and_(PostVersion.post_id == Post.id, PostVersion.number == Post.live)
is_latest = sa.and_(PostVersion.post_id == Post.id, PostVersion.number == Post.number)


@dataclass(frozen=True)
class Published:
    """A public post with all its words, for who takes news along (feeds)."""

    listed: Listed
    bodies: Mapping[str, str]
    changed_at: datetime
    """When it appeared, or was corrected last."""


def newest_public(
    places: Iterable[Place] = (), category: Category | None = None, *, size: int = 20
) -> list[Published]:
    """The newest posts for everybody: of the site, of units' pages, of a category."""
    found = listing(Wanted(tuple(places), category), PUBLIC, size=size).posts
    statement = sa.select(Post.id, PostVersion.bodies, Post.corrections).join(PostVersion, is_live)
    rows = session.execute(statement.where(Post.id.in_([one.id for one in found])))
    more = {row.id: row for row in rows}
    return [
        Published(one, more[one.id].bodies, _changed(one.shown_from, more[one.id].corrections))
        for one in found
    ]


def _changed(shown_from: datetime, corrections: Sequence[Any]) -> datetime:
    return max([shown_from, *(datetime.fromisoformat(at) for at, _ in corrections)])


def public_pages() -> Iterator[tuple[int, date]]:
    """Every post that everybody may read now, and the day of its last change, oldest first."""
    statement = sa.select(Post.id, Post.shown_from, Post.corrections)
    statement = statement.where(is_shown(clock.now()), readable(Post, PUBLIC)).order_by(Post.id)
    for post_id, shown_from, corrections in session.execute(
        statement.execution_options(yield_per=500)
    ):
        yield post_id, clock.local(_changed(shown_from, corrections)).date()
