from datetime import date

import pytest

from portal.units.rules import (
    Level,
    ListState,
    earliest_opening,
    is_code,
    latest_opening,
    list_state,
    may_stand_below,
    search_keys,
    usual_opening,
    without_kind,
)


def test_a_unit_stands_below_the_next_higher_level_only() -> None:
    pairs = {
        (child, parent) for child in Level for parent in Level if may_stand_below(child, parent)
    }
    assert pairs == {
        (Level.PROVINCE, Level.CENTRE),
        (Level.COMMUNE, Level.PROVINCE),
        (Level.VILLAGE, Level.COMMUNE),
    }


@pytest.mark.parametrize(
    ("entered", "stated", "state"),
    [
        (0, None, ListState.NONE),
        (0, 3, ListState.NONE),
        (0, 0, ListState.COMPLETE),
        (2, None, ListState.UNSTATED),
        (2, 3, ListState.SHORT),
        (3, 3, ListState.COMPLETE),
        (4, 3, ListState.OVER),
        (1, 0, ListState.OVER),
    ],
)
def test_a_list_is_complete_when_it_holds_the_stated_number(
    entered: int, stated: int | None, state: ListState
) -> None:
    assert list_state(entered, stated) is state


@pytest.mark.parametrize("code", ["TW", "24", "07210", "07210003", "A.B-1"])
def test_codes_are_capitals_and_figures(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize("code", ["", "coverage", "-1", "1" * 21, "a/b", "Đ1", "24\n"])
def test_what_could_be_a_word_of_an_address_is_no_code(code: str) -> None:
    assert not is_code(code)


@pytest.mark.parametrize(
    ("name", "pattern", "alone"),
    [
        ("Thôn Đông", "thôn {name}", "Đông"),
        ("THÔN Đông", "thôn {name}", "Đông"),
        ("Tổ dân phố 3", "tổ dân phố {name}", "3"),
        ("Khu phố Hoà Bình", "khu phố {name}", "Hoà Bình"),
        ("Lạng Sơn", "làng {name}", "Lạng Sơn"),
        ("Thon Dong", "thôn {name}", "Thon Dong"),
        ("Thôn", "thôn {name}", "Thôn"),
        ("Thônđông", "thôn {name}", "Thônđông"),
        ("Đông", "trung ương", "Đông"),
    ],
)
def test_a_kind_before_the_name_is_taken_off_if_its_marks_agree(
    name: str, pattern: str, alone: str
) -> None:
    assert without_kind(name, pattern) == alone


def test_a_unit_is_found_by_each_word_of_its_name_and_by_its_kind() -> None:
    assert search_keys("Tân Tiến", "xã Tân Tiến") == {
        "xa tan tien": 0,
        "tan tien": 0,
        "tien": 1,
    }


def test_a_repeated_word_keeps_its_first_place() -> None:
    assert search_keys("An An", "ấp An An") == {"ap an an": 0, "an an": 0, "an": 1}


def test_villages_usually_stand_from_monday_and_never_from_closed_weeks() -> None:
    sunday = date(2026, 11, 22)
    assert usual_opening(sunday) == date(2026, 11, 16)
    assert earliest_opening(sunday) == date(2026, 11, 9)
    assert latest_opening(sunday) == date(2027, 11, 23)
