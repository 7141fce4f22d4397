"""Public answers at the size of a nation: finding, listing, statistics, each asked anew."""

from collections.abc import Callable, Iterator
from itertools import count, cycle
from random import Random
from time import perf_counter
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask
from rich.table import Table

from bench import copies
from bench.copies import KINDS, RARE
from bench.lives import TOPICS, WORDS
from bench.rounds import page, short, spread, table, timed
from portal.answers import queries, search, services, totals
from portal.answers.queries import Wanted
from portal.base import clock, db
from portal.base.period import Frequency, Period
from portal.base.text import fold
from portal.petitions import recount
from portal.petitions.papers import PublicCopy
from portal.units import queries as units
from portal.units.models import Unit
from portal.units.queries import Place
from portal.units.rules import Level

TURNS = 300
# What the issue asks for, in milliseconds.
SEARCH, NATION = 150.0, 200.0


def measure(app: Flask, number: int = 1_000_000, url: str = "") -> Table:
    """Milliseconds: the middle, the 99th of a hundred, the worst; what was asked for."""
    copies.database(number, url)
    draw, communes = Random(2), _places(Level.COMMUNE)
    provinces, [centre] = _places(Level.PROVINCE), _places(Level.CENTRE)
    kind = db.engine().dialect.name
    made = table(
        f"Answers: {number:,}, {kind}, nothing kept", "what", "p50", "p99", "worst", "≤ p99", "CPU"
    )
    year = Period.of(clock.today(), Frequency.YEARLY)
    works: dict[str, tuple[Callable[[], object], float | None]] = {
        "search, the nation": (_searching(draw, [Wanted()]), SEARCH),
        "search, a province": (_searching(draw, [Wanted(one) for one in provinces]), SEARCH),
        "search, a commune": (_searching(draw, [Wanted(one) for one in communes]), SEARCH),
        "search, a kind": (_searching(draw, [Wanted(kind=one) for one in KINDS]), SEARCH),
        "search, page": (
            page(app, (f"/petitions/answered?q={quote(one)}" for one in _questions(draw))), SEARCH
        ),
        "list of 20, page": (page(app, cycle(["/petitions/answered"])), None),
        "list of 20 of a province, page": (
            page(app, cycle(f"/petitions/answered?unit={one.code}" for one in provinces)), None
        ),
        "list of 20, in the middle": (_middle(number), None),
        "one answer, page": (page(app, _numbers(draw, number)), None),
        "statistics of the nation, data": (_totals(cycle([centre]), year), NATION),
        "statistics of a province, data": (_totals(cycle(provinces), year), NATION),
        "statistics of the nation, page": (page(app, cycle(["/petitions/statistics"])), NATION),
        "the same, thirty offices noted": (_noted(app, communes), NATION),
        "me too, on disk": (_me_too(number), None),
    }  # fmt: skip
    for name, (work, guide) in works.items():
        times, busy = timed(work, TURNS)
        made.add_row(name, *spread(times), f"{guide:g}" if guide else "", short(busy))
    began = perf_counter()
    with db.writing():
        services.recount()
    made.add_row(
        "the clock counts them for good", short(1000 * (perf_counter() - began)), *[""] * 4
    )
    return made


def _places(level: Level) -> list[Place]:
    """A hundred of them at the most."""
    wanted = sa.select(Unit.id).where(Unit.level == level)
    if level is Level.COMMUNE:
        wanted = wanted.where(Unit.id % 33 == 0).limit(100)
    ids = list(db.session.scalars(wanted))
    return units.places(lambda unit: unit.id.in_(ids))


def _questions(draw: Random) -> Iterator[str]:
    """What people type: topics, two words apart, a rare word, what nobody wrote."""
    while True:
        topic, start = draw.choice(TOPICS), draw.randrange(len(WORDS) - 4)
        phrase = " ".join(WORDS[start : start + 4])
        apart = f"{draw.choice(WORDS)} {draw.choice(WORDS)} {draw.choice(topic.split())}"
        some = (topic, fold(topic), phrase, apart, RARE, "chuyến tàu vũ trụ", "a", "den", "nước")
        yield draw.choice([*some, f"{fold(topic)} {fold(apart)}"])


def _searching(draw: Random, wanted: list[Wanted]) -> Callable[[], object]:
    typed, where = _questions(draw), cycle(wanted)
    return lambda: search.found(next(typed), next(where))


def _middle(number: int) -> Callable[[], object]:
    half = sa.select(PublicCopy).where(PublicCopy.petition_id == number // 2 + 1)
    copy = db.session.scalars(half).one()
    mark = queries.Mark(copy.published_at, copy.petition_id)
    return lambda: queries.listing(Wanted(), before=mark, size=20)


def _numbers(draw: Random, number: int) -> Iterator[str]:
    while True:
        one = draw.randrange(1, number)
        yield f"/petitions/answered/{one if one % 50 else one + 1}"


def _totals(places: Iterator[Place], period: Period) -> Callable[[], object]:
    return lambda: totals.of_unit(next(places), period)


def _noted(app: Flask, communes: list[Place]) -> Callable[[], object]:
    """What has happened since the clock last counted: half a minute of a busy country."""
    with db.writing():
        for place in communes[:30]:
            recount.note(place.id, clock.now())
    return page(app, cycle(["/petitions/statistics"]))


def _me_too(number: int) -> Callable[[], object]:
    who = count()

    def say() -> None:
        with db.writing():
            services.say_me_too(number - 1, f"phone {next(who)}")

    return say
