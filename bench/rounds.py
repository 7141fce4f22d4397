"""Taking turns: every contestant once per round, and the median of the rounds' ratios."""

import time
from collections.abc import Callable, Iterator, Mapping
from statistics import median, quantiles

from flask import Flask
from rich.console import Console
from rich.table import Table

from portal.base import db

console = Console(width=110)

Times = Mapping[str, list[float]]


def seconds(work: Callable[[], object], least: float = 0.2) -> float:
    """Mean seconds for one turn of `work`, repeated for at least so long."""
    turns, began = 0, time.perf_counter()
    while True:
        work()
        turns += 1
        taken = time.perf_counter() - began
        if taken >= least:
            return taken / turns


def alternate(
    contestants: Mapping[str, Callable[[], float]], rounds: int = 7
) -> dict[str, list[float]]:
    """Each contestant's figure in each round; one round before does not count."""
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, measure in contestants.items():
            figure = measure()
            if turn:
                found[name].append(figure)
    return found


def ratio(above: list[float], below: list[float]) -> float:
    """The median of the rounds' own ratios."""
    return median(a / b for a, b in zip(above, below, strict=True))


def timed(work: Callable[[], object], turns: int) -> tuple[list[float], float]:
    """Milliseconds of each turn after ten that do not count, and the processor's, the middle one.

    On a machine that others use too the latter says more.
    """
    times, busy = [], []
    for turn in range(turns + 10):
        began, had = time.perf_counter(), time.process_time()
        work()
        taken = 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - had)
        db.session.remove()
        if turn >= 10:
            times.append(taken[0])
            busy.append(taken[1])
    return times, median(busy)


def page(app: Flask, addresses: Iterator[str]) -> Callable[[], object]:
    """A page in process, past the page cache; a fault stops the measuring."""
    client = app.test_client()

    def ask() -> None:
        answer = client.get(next(addresses), headers={"Authorization": "none"})
        assert answer.status_code == 200, answer.status

    return ask


def hello() -> Callable[[], object]:
    """Bare Flask, in process."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    client = app.test_client()
    return lambda: client.get("/")


def spread(times: list[float]) -> list[str]:
    """The middle, the 99th of a hundred, the worst."""
    return [short(one) for one in (median(times), quantiles(times, n=100)[98], max(times))]


def table(title: str, *columns: str) -> Table:
    """An empty table; figures stand to the right."""
    made = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        made.add_column(column, justify="right" if place else "left")
    return made


def short(figure: float) -> str:
    """Three figures are more than the noise allows."""
    return f"{figure:.3g}" if figure < 1000 else f"{figure:,.0f}"
