"""No hidden figure can be worked out from what is shown, even by who knows the rule."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.themes.rules import LEAST
from portal.themes.suppression import hidden, shown, total

Column = tuple[int, ...]


def read(column: Column) -> tuple[int | None, ...]:
    """What a reader sees of a column besides its total."""
    return tuple(shown(dict(enumerate(column))).values())


@pytest.mark.parametrize(("length", "most"), [(2, 20), (3, 14), (4, 9), (5, 7)])
def test_every_hidden_figure_of_every_small_column_could_be_another(length: int, most: int) -> None:
    """The attacker knows the rule, the total, and all that is shown: every column that would look
    the same is a possible one.
    """
    alike: dict[object, list[Column]] = defaultdict(list)
    for column in product(range(most + 1), repeat=length):
        alike[sum(column), read(column)].append(column)
    for (whole, seen), columns in alike.items():
        if whole > most:  # some of its likes lie beyond what was tried
            continue
        for place, figure in enumerate(seen):
            if figure is None:
                assert len({column[place] for column in columns}) > 1, (whole, seen, columns)


columns = st.lists(st.integers(0, 40), min_size=2, max_size=40).map(tuple)


@given(columns)
def test_nothing_under_five_is_shown_and_what_is_shown_is_true(column: Column) -> None:
    seen = read(column)
    for figure, true in zip(seen, column, strict=True):
        assert figure in (None, true)
        if any(0 < one < LEAST for one in column):
            assert figure is None or figure >= LEAST


@given(columns, st.data())
def test_exchanging_two_hidden_figures_changes_nothing_that_is_shown(
    column: Column, data: st.DataObject
) -> None:
    places = sorted(hidden(dict(enumerate(column))))
    if not places:
        return
    one, other = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))
    changed = list(column)
    changed[one], changed[other] = column[other], column[one]
    assert read(tuple(changed)) == read(column)


@given(columns)
def test_hidden_figures_differ_unless_nothing_else_is_left(column: Column) -> None:
    places = hidden(dict(enumerate(column)))
    if places and len(places) < len(column):
        assert len({column[place] for place in places}) > 1


def test_a_lone_small_figure_takes_the_next_larger_ones_with_it() -> None:
    assert read((3, 9, 9, 20)) == (None, None, None, 20)
    assert read((3, 0, 9)) == (None, None, 9)
    assert read((0, 0, 9)) == (0, 0, 9)
    assert read((7, 9)) == (7, 9)


def test_a_total_under_five_is_not_told_exactly() -> None:
    assert [total({1: n}) for n in (0, 1, 4, 5)] == [0, None, None, 5]
