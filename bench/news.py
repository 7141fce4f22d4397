"""News at half a million posts: finding, reading and publishing, each asked of the portal anew."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, cycle
from random import Random
from statistics import median
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask
from rich.table import Table

from bench import posts, servers
from bench.load import rate, seen
from bench.posts import LEAD, PHRASES, POSTS, RARE
from bench.rounds import alternate, hello, page, ratio, short, spread, table, timed
from bench.servers import PORTS
from portal.accounts.models import Account
from portal.base import clock, db
from portal.base.text import fold
from portal.news import queries, search, services
from portal.news.queries import Wanted
from portal.news.rules import Category, Text
from portal.units import queries as units
from portal.units.models import Unit
from portal.units.queries import Place
from portal.units.rules import Level

TURNS = 300
# What the issue asks for, in milliseconds.
GUIDE = {"search": 150.0, "unit": 15.0, "publish": 30.0, "list": 2.0}


def measure(app: Flask) -> Iterator[Table]:
    """What the data costs, and what readers get from the page cache."""
    url = posts.database()
    yield _anew(app)
    post = next(_numbers(Random(3)))
    db.close_database()
    with servers.portal(url), servers.peer("wsgi"), servers.peer("flask"):
        yield _kept(post)


def _kept(post: int) -> Table:
    """Front page, list and post as anybody is given them, beside two kinds of hello."""
    bare, plain, ours = (PORTS[name] for name in ("wsgi", "flask", "portal"))
    wanted = {"front page": "/", "list of 20": "/news/", "a post": f"/news/{post}"}
    known, size = seen(ours, "/news/")
    fresh = {"If-None-Match": known}
    contestants: dict[str, Callable[[], float]] = {
        "bare WSGI hello": lambda: rate(bare, "/"),
        "bare Flask hello": lambda: rate(plain, "/"),
        "bare WSGI, a list's bytes and headers": lambda: rate(bare, f"/{size}"),
        **{name: partial(rate, ours, path) for name, path in wanted.items()},
        "list of 20, 304": lambda: rate(ours, "/news/", fresh),
    }
    found = alternate(contestants)
    made = table("News from the page cache", "page", "requests/s", "÷ WSGI", "÷ Flask", "÷ bytes")
    for name, speeds in found.items():
        ratios = [short(ratio(speeds, one)) for one in list(found.values())[:3]]
        made.add_row(name, short(median(speeds)), *ratios)
    return made


def _anew(app: Flask) -> Table:
    """Milliseconds: the middle, the 99th of a hundred, the worst; and what was asked for."""
    places, draw = _places(), Random(2)
    made = table(
        f"News: {POSTS:,} posts, SQLite, nothing kept", "what", "p50", "p99", "worst", "≤", "CPU"
    )
    each = [Wanted((one,)) for one in places]
    reads: dict[str, tuple[Callable[[], object], str, str]] = {
        "hello of bare Flask, in process": (hello(), "", ""),
        "search, the site": (_searching(draw, [Wanted()]), "search", "p99"),
        "search, a unit": (_searching(draw, each), "search", "p99"),
        "search, a category": (
            _searching(draw, [Wanted((), one) for one in Category]), "search", "p99"
        ),
        "search page": (page(app, (f"/news/?q={quote(one)}" for one in _questions(draw))), "", ""),
        "list of 20, data": (_listing(Wanted()), "list", "p50"),
        "list of 20 of a unit, data": (_listing(*each), "list", "p50"),
        "list of 20, page": (page(app, cycle(["/news/"])), "", ""),
        "unit's page": (page(app, cycle(f"/units/{one.code}" for one in places)), "unit", "p50"),
        "a post": (page(app, (f"/news/{n}" for n in _numbers(draw))), "", ""),
        "Atom feed": (page(app, cycle(["/news.atom"])), "", ""),
        "publish, on disk, caches told": (_publishing(places), "publish", "p50"),
    }  # fmt: skip
    for name, (work, guide, which) in reads.items():
        times, busy = timed(work, TURNS)
        asked = f"{which} {GUIDE[guide]:g}" if guide else ""
        made.add_row(name, *spread(times), asked, short(busy))
    return made


def _places() -> list[Place]:
    """A hundred communes and their provinces."""
    wanted = sa.select(Unit.id).where(Unit.level == Level.COMMUNE, Unit.id % 33 == 0)
    ids = list(db.session.scalars(wanted.limit(100)))
    found = units.places(lambda unit: unit.id.in_(ids))
    return [*found, *{place.parents[0].id: place.parents[0] for place in found}.values()]


def _questions(draw: Random) -> Iterator[str]:
    """What people type: whole phrases, two words apart, a rare word, what nobody wrote."""
    while True:
        phrase = draw.choice(PHRASES[draw.randrange(4)])
        words = phrase.split()
        apart = f"{draw.choice(words)} {draw.choice(draw.choice(PHRASES[2]).split())}"
        kinds = (phrase, fold(phrase), words[0], apart, RARE, "chuyến tàu vũ trụ")
        yield draw.choice([*kinds, f"{fold(phrase)} {fold(apart)}", "a", "dien"])


def _searching(draw: Random, wanted: list[Wanted]) -> Callable[[], object]:
    typed, where = _questions(draw), cycle(wanted)
    return lambda: search.found(next(typed), next(where))


def _listing(*wanted: Wanted) -> Callable[[], object]:
    where = cycle(wanted)
    return lambda: queries.listing(next(where), size=20)


def _numbers(draw: Random) -> Iterator[int]:
    """Public posts that are shown now."""
    shown = sa.select(queries.Post.id).where(
        queries.is_shown(clock.now()), queries.Post.audience == "everybody"
    )
    ids = list(db.session.scalars(shown.where(queries.Post.id % 97 == 0)))
    while True:
        yield draw.choice(ids)


def _publishing(places: list[Place]) -> Callable[[], object]:
    """A finished draft becomes a post; its writing is not counted in."""
    with db.writing() as session:
        by = session.scalars(sa.select(Account.id).where(Account.username == LEAD)).one()
        where, number, drafts = cycle(places), count(), []
        for _ in range(TURNS + 10):
            title = f"Hội nghị lần thứ {next(number)}"
            body = ". ".join(phrase for block in PHRASES for phrase in block)
            text = Text("vi", title, body, Category.ACTIVITY)
            drafts.append(services.start(next(where).id, text, by=by).id)
    waiting = iter(drafts)

    def publish() -> None:
        with db.writing() as session:
            post = session.get_one(queries.Post, next(waiting))
            services.publish(post, seen=post.number, by=by)

    return publish
