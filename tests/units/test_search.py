from unicodedata import normalize

import pytest

from portal.base.db import writing
from portal.base.web import Portal
from portal.units import services
from portal.units.search import found
from portal.units.services import NewUnit
from tests import make


def labels(typed: str, page: int = 1, size: int = 20) -> list[str]:
    return [f"{place.label}, {place.where}" for place in found(typed, page=page, size=size).places]


@pytest.mark.parametrize(
    "typed",
    [
        "tan tien",
        "Tân Tiến",
        normalize("NFD", "Tân Tiến"),
        "TÂN  TIẾN ",
        "xã tân tiến",
        "xa tan tien",
    ],
)
def test_seven_communes_are_told_apart_by_their_province(nation: Portal, typed: str) -> None:
    answers = [line for line in labels(typed) if line.startswith("Xã Tân Tiến, ")]
    assert len(set(answers)) == 7


def test_what_matches_the_marks_typed_comes_first(app: Portal) -> None:
    province = make.province()
    for name in ("Đồng Mai", "Đông Mai", "Dong Mai"):
        make.commune(province, name)
    assert labels("Đồng")[0].startswith("Xã Đồng Mai")
    assert labels("Đông")[0].startswith("Xã Đông Mai")
    assert labels("dong")[0].startswith("Xã Dong Mai")
    assert len(labels("dong")) == 3


def test_where_the_mark_is_put_makes_no_difference(app: Portal) -> None:
    make.commune(name="Hoà Bình")
    assert labels("Hòa Bình") == labels("Hoà Bình") == ["Xã Hoà Bình, tỉnh Bắc Ninh"]


def test_a_names_beginning_comes_before_a_later_word(app: Portal) -> None:
    province = make.province()
    for name in ("An Tân", "Tân An", "Phú Tân"):
        make.commune(province, name)
    assert [line.split(",")[0] for line in labels("tan")] == [
        "Xã Tân An",
        "Xã An Tân",
        "Xã Phú Tân",
    ]


def test_a_commune_comes_before_a_village_of_the_same_name(app: Portal) -> None:
    commune = make.commune(name="Đông Sơn")
    make.village(commune, "Đông")
    assert labels("Đông") == ["Xã Đông Sơn, tỉnh Bắc Ninh", "Thôn Đông, xã Đông Sơn, tỉnh Bắc Ninh"]
    assert labels("thôn đông") == ["Thôn Đông, xã Đông Sơn, tỉnh Bắc Ninh"]


def test_the_very_name_is_found_among_hundreds_that_begin_alike(app: Portal) -> None:
    commune = make.commune(name="Yên")
    with writing():
        news = [NewUnit(f"V{n}", "thon", f"Dong {n}", commune.code) for n in range(220)]
        services.open_units(news, on=make.LONG_AGO)
    make.village(commune, "Đống")
    assert labels("Đống")[0].startswith("Thôn Đống,")


def test_answers_come_by_pages_and_end_at_two_hundred(nation: Portal) -> None:
    first, last = found("a", page=1, size=20), found("a", page=10, size=20)
    assert len(first.places) == len(last.places) == 20
    assert first.more
    assert last.cut
    assert not last.more
    assert not {unit.id for unit in first.places} & {unit.id for unit in last.places}


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "_", "zzzz", "\x00", "x" * 5000, "'; DROP TABLE unit --"]
)
def test_what_no_name_holds_finds_nothing(nation: Portal, typed: str) -> None:
    assert found(typed, page=1, size=20).places == []


def test_a_name_with_an_apostrophe_is_found_however_a_phone_writes_it(nation: Portal) -> None:
    assert labels("m'drak") == labels("M’Drắk") != []


@pytest.mark.parametrize(
    "typed",
    [
        "thôn Đình, xã Tiên Du",
        "Thôn Đình, xã Tiên Du, tỉnh Bắc Ninh",
        "dinh, tien du",
        "thon dinh tien du",
        "Đình Tiên Du",
        ", Đình,, Tiên Du,",
    ],
)
def test_a_village_is_found_by_its_name_and_that_of_its_commune(app: Portal, typed: str) -> None:
    province = make.province()
    for commune in [make.commune(province, name) for name in ("Tiên Du", "Liên Bão")]:
        for name in ("Đình", "Sen"):
            make.village(commune, name)
    assert labels(typed) == ["Thôn Đình, xã Tiên Du, tỉnh Bắc Ninh"]


@pytest.mark.parametrize("typed", ["Tiên Du, Hà Nội", "Sen Tiên Du", "a, b, c", ",", "a " * 60])
def test_names_that_do_not_stand_together_find_nothing(app: Portal, typed: str) -> None:
    make.village(make.commune(make.province(), "Tiên Du"), "Đình")
    assert labels(typed) == []


def test_a_unit_is_found_by_the_code_that_stands_on_its_page(app: Portal) -> None:
    commune = make.commune()
    assert labels(commune.code.lower()) == labels(f" {commune.code} ") == labels("tan tien")
