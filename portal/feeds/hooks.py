"""What this slice offers to the whole house."""

from flask import request

from portal.base.layout import Alternate
from portal.feeds.feed import path
from portal.news import bulletin
from portal.news.rules import Category
from portal.news.shown import Asked
from portal.units.queries import Place

TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}


def alternates() -> list[Alternate]:
    """The feeds of the page being read: of the front page, of a list of posts, of a unit's page."""
    place, category = _about()
    if place is None and request.path not in ("/", "/news/"):
        return []
    return [Alternate(kind, path(place, category, ending)) for ending, kind in TYPES.items()]


def _about() -> tuple[Place | None, Category | None]:
    if request.path == "/news/":
        asked = Asked.read()
        return asked.place, asked.category
    code = str((request.view_args or {}).get("code"))
    return bulletin.place_of(code) if request.path == f"/units/{code}" else None, None
