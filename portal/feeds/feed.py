"""One feed, whatever it is written as: the newest twenty posts for everybody, each in few words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from portal.base import clock, language, markup
from portal.base.language import gettext
from portal.news import queries
from portal.news.queries import Published
from portal.news.rules import CATEGORIES, Category
from portal.units.queries import Place

SIZE = 20
# Enough to know whether to open it: a feed of whole posts would weigh fifty times as much, and is
# fetched a hundred times for each time it is read.
LETTERS = 300
# Atom asks for an instant even of a feed in which nothing ever happened.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """One post, its instants on the wall clock of the installation."""

    address: str
    title: str
    language: str
    text: str
    author: str
    category: Category
    tag: str
    """The category in words."""
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Feed:
    """What a reader subscribes to; `home` is the page of it, addresses are absolute."""

    site: str
    """What the site is called."""
    title: str
    home: str
    address: str
    language: str
    items: Sequence[Item]

    @property
    def updated(self) -> datetime:
        """When the last of its posts appeared or was corrected."""
        return clock.local(max((item.updated for item in self.items), default=NEVER))


def path(place: Place | None, category: Category | None, ending: str) -> str:
    """The address of a feed below the language: `/units/07210/news.atom?category=guidance`."""
    below = f"/units/{place.code}" if place else ""
    asked = f"?category={category}" if category else ""
    return f"{below}/news.{ending}{asked}"


def home_path(place: Place | None, category: Category | None) -> str:
    """The page whose posts they are."""
    if category is None:
        return f"/units/{place.code}" if place else "/news/"
    return (
        f"/news/?unit={place.code}&category={category}" if place else f"/news/?category={category}"
    )


def feed(site: str, name: str, place: Place | None, category: Category | None, ending: str) -> Feed:
    """The feed of the site or a unit, all or of one category, in the language being spoken.

    `site` is where that language begins, without a slash at its end; `name` is the site's.
    """
    words = gettext(CATEGORIES[category] if category else language.N_("News"))
    posts = queries.newest_public([place] if place else [], category, size=SIZE)
    return Feed(
        site=name,
        title=f"{words}: {place.label} · {name}" if place else f"{words} · {name}",
        home=site + home_path(place, category),
        address=site + path(place, category, ending),
        language=language.current(),
        items=[_item(site, post) for post in posts],
    )


def _item(site: str, post: Published) -> Item:
    listed = post.listed
    return Item(
        address=f"{site}/news/{listed.id}",
        title=listed.title,
        language=listed.language,
        text=markup.summary(post.bodies[listed.language], LETTERS),
        author=listed.place.label,
        category=listed.category,
        tag=gettext(CATEGORIES[listed.category]),
        published=clock.local(listed.shown_from),
        updated=clock.local(post.changed_at),
    )


def as_json(feed: Feed) -> dict[str, Any]:
    """As https://www.jsonfeed.org/version/1.1/ wants it."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.language,
        "items": [
            {
                "id": item.address,
                "url": item.address,
                "title": item.title,
                "content_text": item.text or item.title,
                "date_published": item.published.isoformat(timespec="seconds"),
                "date_modified": item.updated.isoformat(timespec="seconds"),
                "authors": [{"name": item.author}],
                "tags": [item.tag],
                "language": item.language,
            }
            for item in feed.items
        ],
    }
