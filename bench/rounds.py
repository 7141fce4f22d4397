"""Taking turns: every contestant once per round, and the median of the rounds' ratios."""

import time
from collections.abc import Callable, Mapping
from statistics import median

from rich.console import Console
from rich.table import Table

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


def table(title: str, *columns: str) -> Table:
    """An empty table; figures stand to the right."""
    made = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        made.add_column(column, justify="right" if place else "left")
    return made


def short(figure: float) -> str:
    """Three figures are more than the noise allows."""
    return f"{figure:.3g}" if figure < 1000 else f"{figure:,.0f}"
