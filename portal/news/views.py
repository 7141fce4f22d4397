"""Posts as people read them: the list, one post, its pictures, the text to pass it on.

Where posts are written is `newsroom/views.py`.
"""

from urllib.parse import quote

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.accounts import scope
from portal.accounts.audience import PUBLIC, Reader, reader
from portal.accounts.rules import Right
from portal.base import clock, readings, text
from portal.base.access import public
from portal.base.errors import Gone, NotFound
from portal.base.language import N_
from portal.base.sending import send
from portal.base.web import page, page_number, site_address
from portal.news import article, queries, search, shown
from portal.news.article import Reading
from portal.news.rules import CATEGORIES, Month, State, state
from portal.news.shown import Asked
from portal.units.queries import Place

bp = Blueprint("news", __name__, url_prefix="/news")
init_app = shown.init_app

ROWS = 20


@bp.get("/")
@public
def index() -> Response:
    """The newest posts: of the site and one's own units, of a unit, a category, a month; found."""
    asked, by = Asked.read(), reader(current_user)
    if asked.typed:
        found = search.found(asked.typed, asked.wanted(), by, page=page_number(), size=ROWS)
        return page("news/search.html", asked=asked, found=found, number=page_number())
    wanted = asked.wanted(by.places)
    listed = queries.listing(
        wanted,
        by,
        before=asked.before,
        after=asked.after,
        size=ROWS,
        pinned_first=asked.month is None,
    )
    return page(
        "news/index.html",
        asked=asked,
        categories=CATEGORIES,
        listed=listed,
        writable=_writable(asked.place),
    )


def _writable(place: Place | None) -> list[Place]:
    """Where whoever asks may write: here, or at their own units."""
    if current_user.is_anonymous:
        return []
    if place is not None:
        return [place] if scope.may(current_user, Right.WRITE, place) else []
    return scope.own_units(current_user, Right.WRITE)


@bp.get("/archive")
@public
def archive() -> Response:
    """The months since the first post."""
    asked, by = Asked.read(), reader(current_user)
    first = queries.oldest(asked.wanted(by.places), by)
    months = Month.of(clock.local(first)).until(Month.of(clock.local(clock.now()))) if first else []
    return page("news/archive.html", asked=asked, months=months)


def _by(reading: Reading | None) -> Reader:
    """Whoever asks; who that is matters only for what is not for everybody."""
    is_public = reading is not None and article.is_public(reading.post)
    return PUBLIC if is_public else reader(current_user)


def _load(post_id: int) -> Reading:
    """The published post, if whoever asks may read it; Gone with the reason when withdrawn."""
    found = article.live(post_id)
    reading = article.for_reader(found, _by(found))
    post = reading.post
    if post.withdrawn_at is not None:
        sentence = N_("This post was withdrawn on %(day)s: %(reason)s")
        day = f"{clock.local(post.withdrawn_at):%d/%m/%Y}"
        raise Gone(sentence, day=day, reason=post.withdrawn_reason)
    return reading


def _may(right: Right, reading: Reading) -> bool:
    return current_user.is_authenticated and scope.may(current_user, right, reading.place)


@bp.get("/<int:post_id>")
@public
def show(post_id: int) -> Response:
    """One post, whole; with `?print=1` as a sheet."""
    reading = _load(post_id)
    thing, is_public = f"post:{post_id}", article.is_public(reading.post)
    response = page(
        "news/show.html",
        reading=reading,
        category=CATEGORIES[reading.post.category],
        expired=state(reading.post, clock.now()) is State.EXPIRED,
        neighbours=article.neighbours(reading) if is_public else (None, None),
        may_write=_may(Right.WRITE, reading),
        read=readings.number(thing) if is_public and _may(Right.READ, reading) else None,
        on_paper="print" in request.args,
    )
    readings.name(response, thing)
    return response


@bp.get("/<int:post_id>/share")
@public
def share(post_id: int) -> Response:
    """The text to copy into Zalo, and to send by SMS."""
    reading = _load(post_id)
    address = f"{site_address()}{request.script_root}/news/{post_id}"
    plain = text.unaccent_sms(reading.title)[: max(0, 159 - len(address))]
    sms = f"sms:?body={quote(f'{plain} {address}')}"
    return page("news/share.html", reading=reading, address=address, sms=sms)


@bp.get("/<int:post_id>/pictures/<int:file_id>")
@public
def picture(post_id: int, file_id: int) -> Response:
    """One picture of a post, small, with the way to the next and to the large one."""
    reading = _load(post_id)
    shown = {file.id: file for file in reading.pictures}
    if file_id not in shown:
        raise NotFound
    ids = list(shown)
    at = ids.index(file_id)
    return page(
        "news/picture.html",
        reading=reading,
        file=shown[file_id],
        number=at + 1,
        before=ids[at - 1] if at else None,
        after=ids[at + 1] if at + 1 < len(ids) else None,
    )


@bp.get("/<int:post_id>/files/<digest>")
@public
def file(post_id: int, digest: str) -> Response:
    """The content of a picture, small or large, or of an attachment."""
    reading = _load(post_id)
    for one in reading.files:
        if digest in (one.digest, one.large_digest):
            return send(digest, name=one.name, public=article.is_public(reading.post))
    raise NotFound
