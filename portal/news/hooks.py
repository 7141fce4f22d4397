"""What this slice offers to the whole house."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from flask import request
from flask_login import current_user
from markupsafe import Markup

from portal.accounts import scope
from portal.accounts.audience import PUBLIC, Reader, reader
from portal.accounts.rules import Right
from portal.base.language import N_, gettext
from portal.base.layout import Block, Link
from portal.base.web import fresh_for
from portal.news import queries, soundness
from portal.news.bulletin import bulletin, place_of, seconds_left
from portal.news.queries import Wanted
from portal.units.queries import Place

# As many as stand above "find my place" on a phone without scrolling for ever.
SHOWN = 5
OFFICERS_SHOWN = 3  # on the first page, where their next deeds stand above


def menu(actor: Any) -> list[Link]:
    """The news, for everybody."""
    return [Link("/news/", N_("News"))]


def banner(actor: Any) -> list[Markup]:
    """The urgent lines of this page; and no page is kept beyond the next change of any post.

    A post's own pages say it already.
    """
    left = seconds_left()
    if left is not None:
        fresh_for(left)
    by = _known(actor)
    own = (request.view_args or {}).get("post_id")
    line = Markup('<b class="late">{}</b> <a href="{}/news/{}">{}</a>')
    return [
        line.format(gettext("Urgent"), request.script_root, one.id, one.title)
        for one in bulletin().lines([*_about(), *by.places], by)
        if one.id != own
    ]


def _about() -> Iterable[Place]:
    """The unit that the page is about, if its address names one."""
    code = (request.view_args or {}).get("code") or request.args.get("unit")
    place = place_of(code) if isinstance(code, str) and bulletin().urgent else None
    return [place] if place else []


def _known(actor: Any) -> Reader:
    """The reader, put together from remembered units, and only when there is something urgent."""
    hats = getattr(actor, "hats", ()) if bulletin().urgent else ()
    at = [(hat, place_of(hat.unit.code)) for hat in hats]
    return Reader(tuple(replace(hat, unit=place) for hat, place in at if place)) if at else PUBLIC


def front() -> list[Block]:
    """The front page: the newest, what is pinned first; for officers their own units' too."""
    by = reader(current_user)
    wanted = Wanted(by.places)
    size = OFFICERS_SHOWN if current_user.is_authenticated else SHOWN
    posts = queries.listing(wanted, by, size=size, pinned_first=True).posts[:size]
    return [Block("news/front.html", {"posts": posts}, rank=10)] if posts else []


def unit_blocks(place: Place) -> list[Block]:
    """A unit's page: what stands there, and the way to write for who may."""
    by = reader(current_user)
    listing = queries.listing(Wanted((place,)), by, size=SHOWN, pinned_first=True)
    may_write = current_user.is_authenticated and scope.may(current_user, Right.WRITE, place)
    if not listing.posts and not may_write:
        return []
    values = {"posts": listing.posts[:SHOWN], "may_write": may_write}
    return [Block("news/unit.html", values, rank=30)]


def poster(place: Place) -> list[str]:
    """What the notice board may promise."""
    return [gettext("Read the news of your place")]


def sitemap() -> Iterator[tuple[str, date | None]]:
    """The list, and every post that everybody may read."""
    yield "/news/", None
    yield from ((f"/news/{post_id}", day) for post_id, day in queries.public_pages())


def check() -> list[str]:
    """What must be true of posts, their versions and the words they are found by."""
    return list(soundness.post_findings())
