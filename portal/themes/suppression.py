"""Which figures of one column are shown, so that no hidden one can be worked out from the total.

Figures under five are hidden (nought too, or a hidden figure would be known not to be nought). The
rest is subtraction: the column's total is shown, so what the hidden ones are together is known.
Were they all alike, each would be known. Then the next larger figure is hidden too, with all equal
to it, and so on until two hidden figures differ.

Why that is enough, even for who knows this rule: what is hidden depends on the figures and not on
where they stand. Exchange any two hidden figures and the same column is shown. So of every hidden
figure at least two values are possible. Where nothing is left to hide and all are alike (1, 1, 1),
others lead to the same blank column (2, 1, 0). `tests/themes/test_suppression.py` tries every
column of small numbers.

It holds within one synthesis, whose columns share nothing but their totals. Who may read several
units and periods can subtract whole papers; they may read the petitions themselves.
"""

from collections.abc import Mapping
from typing import TypeVar

from portal.themes.rules import LEAST

K = TypeVar("K")


def hidden(figures: Mapping[K, int]) -> frozenset[K]:
    """Which of the figures (nought or more; their sum is shown) are not shown."""
    small = {figure for figure in figures.values() if figure < LEAST}
    if not any(small):
        return frozenset()
    larger = sorted(set(figures.values()) - small)
    while larger and len(small) == 1:
        small.add(larger.pop(0))
    return frozenset(name for name, figure in figures.items() if figure in small)


def shown(figures: Mapping[K, int]) -> dict[K, int | None]:
    """The column as it may be read: None where a figure is hidden."""
    not_shown = hidden(figures)
    return {name: None if name in not_shown else figure for name, figure in figures.items()}


def total(figures: Mapping[K, int]) -> int | None:
    """The sum as it may be read: None for 1 to 4."""
    whole = sum(figures.values())
    return None if 0 < whole < LEAST else whole
