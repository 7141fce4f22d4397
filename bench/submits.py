"""Sending a report: the services' own transaction beside the same one with other sums or none.

Threads of one process on SQLite, as `portal serve` has; on PostgreSQL a process to each writer.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from rich.table import Table

from bench import chain, kept, nation
from bench.rounds import alternate, console, ratio, short, table
from portal.base import clock, db, once
from portal.base.period import Frequency, Period, period_at
from portal.home import figures, seed
from portal.reports import services
from portal.reports.checks import Answers
from portal.reports.questionnaire import questionnaire
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level
from tests import postgres

SECONDS = 3.0
ROUNDS = 3
WARM = 10
"""Reports that every writer sends before the time begins: statements are compiled by then."""
COMMUNES = 20
"""So few that their villages have all sent after some seconds, as on a Monday morning."""

OURS, BARE, CHAIN = "as it is", "without roll-up", "increments up the chain"

_week = count(1)


@dataclass(frozen=True)
class Turn:
    """Who writes what, where and how; every turn has a week of its own and so begins empty."""

    url: str
    how: str
    writers: int
    villages: list[Place]
    week: int = 0

    @property
    def period(self) -> Period:
        """A week to come, so many from now."""
        return period_at(clock.now(), Frequency.WEEKLY, clock.zone()).back(-self.week)


def measure() -> Table:
    """Transactions a second on each database, with 1 and with 8 writers."""
    made = table(
        "Sending a report (once, version, audit, draft, sums): transactions a second",
        "database, writers",
        *(OURS, BARE, CHAIN),
        *(f"{OURS} ÷ {BARE}", f"÷ {CHAIN}"),
    )
    with TemporaryDirectory() as folder:
        _rows(made, "SQLite", f"sqlite:///{Path(folder) / 'submits.db'}", _threads)
    if reason := postgres.missing():
        console.print(f"Not on PostgreSQL: {reason}")
        return made
    with postgres.running_server() as server:
        _rows(made, "PostgreSQL", postgres.fresh_database(server), _processes)
    return made


def _rows(made: Table, name: str, url: str, run: Callable[[Turn], float]) -> None:
    nation.sow(url, seed.plan("province", 1, 1))
    chain.create()
    turn = Turn(url, OURS, 1, _villages())
    db.close_database()
    for writers in (1, 8):
        contestants = {how: _runner(run, turn, how, writers) for how in (OURS, BARE, CHAIN)}
        found = alternate(contestants, ROUNDS)
        speeds = [short(median(found[how])) for how in (OURS, BARE, CHAIN)]
        ratios = [short(ratio(found[OURS], found[how])) for how in (BARE, CHAIN)]
        made.add_row(f"{name}, {writers}", *speeds, *ratios)


def _runner(
    run: Callable[[Turn], float], turn: Turn, how: str, writers: int
) -> Callable[[], float]:
    return lambda: run(replace(turn, how=how, writers=writers, week=next(_week)))


def _villages() -> list[Place]:
    """All villages of a few communes, in no order."""
    found = units.places(lambda unit: unit.level == Level.VILLAGE)
    communes = sorted({place.parents[0].id for place in found})[:COMMUNES]
    chosen = [place for place in found if place.parents[0].id in communes]
    Random(1).shuffle(chosen)
    db.session.remove()
    return chosen


def _threads(turn: Turn) -> float:
    kept.open_(turn.url)
    return _together(turn, threading.Thread, threading.Barrier(turn.writers), [])


def _processes(turn: Turn) -> float:
    fork = multiprocessing.get_context("fork")  # the villages are there already
    db.close_database()
    with fork.Manager() as manager:
        return _together(turn, fork.Process, fork.Barrier(turn.writers), manager.list())


def _together(turn: Turn, start: Any, barrier: Any, numbers: Any) -> float:
    """All writers begin at once and write for SECONDS; transactions a second."""
    writers = [start(target=_write, args=(turn, n, barrier, numbers)) for n in range(turn.writers)]
    with chain.summed(turn.how):
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    if len(numbers) != turn.writers:
        raise SystemExit("a writer has failed")
    return float(sum(numbers) / SECONDS)


def _write(turn: Turn, which: int, barrier: Any, numbers: Any) -> None:
    if multiprocessing.parent_process() is not None:
        kept.open_(turn.url)  # connections are not inherited
    mine, period = turn.villages[which :: turn.writers], turn.period
    with clock.at(period.starts(clock.zone()) + timedelta(days=3)):
        sending = _sending(period, mine)
        for _ in range(WARM):
            next(sending)
        barrier.wait()
        until, number = time.perf_counter() + SECONDS, 0
        while time.perf_counter() < until:
            next(sending)
            number += 1
        numbers.append(number)


def _sending(period: Period, mine: list[Place]) -> Iterator[None]:
    """Send for one village after the other, and again and again."""
    draw = Random(mine[0].code)
    answers, _ = figures.week(draw, figures.village(draw), period)
    asked = questionnaire("weekly", period)
    for number in count():
        seen, which = divmod(number, len(mine))
        said = {**answers, "poor_fund": 1000 * (number + 1)}
        change = {"poor_fund": 1000 * len(mine)} if seen else said
        place = mine[which]
        with db.writing(), chain.difference(change):
            once.claim(once.new_key(), f"bench {place.id}", [("figures", str(said))])
            services.submit(asked, place, period, Answers(said, {}), by=place.id, seen=seen)
        yield
