"""The feeds: one function, four addresses, two ways to write the same."""

import json

from flask import Blueprint, Response, current_app, request

from portal.base.access import public
from portal.base.errors import NotFound
from portal.base.web import fresh_for, site_address
from portal.feeds.feed import Feed, as_json, feed
from portal.news import bulletin
from portal.news.rules import Category

bp = Blueprint("feeds", __name__)


@bp.get("/news.<any(atom, json):ending>")
@bp.get("/units/<unit:code>/news.<any(atom, json):ending>")
@public
def news(ending: str, code: str = "") -> Response:
    """The newest public posts, of the site or on a unit's page."""
    place = bulletin.place_of(code) if code else None
    if code and place is None:
        raise NotFound
    site, name = site_address() + request.script_root, current_app.config["SITE_NAME"]
    made = feed(site, name, place, _category(), ending)
    left = bulletin.seconds_left()
    if left is not None:
        fresh_for(left)
    return _json(made) if ending == "json" else _atom(made)


def _category() -> Category | None:
    asked = request.args.get("category", "")
    try:
        return Category(asked) if asked else None
    except ValueError:
        raise NotFound from None


def _atom(made: Feed) -> Response:
    # Without what every page wears (menu, banners): no feed shows it.
    xml = current_app.jinja_env.get_template("feeds/atom.xml").render(feed=made)
    return Response(xml, content_type="application/atom+xml; charset=utf-8")


def _json(made: Feed) -> Response:
    # Not jsonify: it writes each Vietnamese letter with six.
    text = json.dumps(as_json(made), ensure_ascii=False, separators=(",", ":"))
    return Response(text, content_type="application/feed+json; charset=utf-8")
