"""What things are found by: folded words and pairs of them."""

from portal.base import terms


def test_words_are_folded_and_parted() -> None:
    assert terms.folded("Đại đoàn-kết!", "Hòa hoà") == " dai doan ket hoa hoa "
    assert terms.folded("पानी की") == " पानी की "


def test_a_thing_is_found_by_words_and_by_pairs() -> None:
    found = list(terms.of(["bau", "cu", "quoc", "hoi"]))
    assert found == ["bau", "cu", "bau cu", "quoc", "cu quoc", "hoi", "quoc hoi"]
    assert max(map(len, terms.of(["x" * 100, "y" * 100]))) == 40
