"""The code: 80 bits, forgiving to type, impossible to mistake for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base import keys
from portal.petitions import codes

letters = st.text(codes.ALPHABET, min_size=16, max_size=16)


@pytest.fixture(autouse=True)
def key():
    keys.use("secret", "code key")


def test_the_same_form_makes_the_same_code_and_another_form_another():
    assert codes.make("one") == codes.make("one") != codes.make("two")
    assert codes.parse(codes.make("one")) == codes.make("one")


def test_a_code_is_the_first_80_bits_of_the_keyed_hash():
    number = 0
    for letter in codes.make("one")[:16]:
        number = number * 32 + codes.ALPHABET.index(letter)
    assert number == int(keys.digest("one", "derive:petition code")[:20], 16)


def test_it_is_shown_in_groups_of_four():
    assert codes.shown("7KQ29MTB4XWZ01ABC") == "7KQ2-9MTB-4XWZ-01AB-C"


@pytest.mark.parametrize("spoil", [str.lower, " ".join, "-".join, lambda c: f"  {c}\n"])
def test_case_blanks_and_hyphens_do_not_matter(spoil):
    code = codes.make("one")
    assert codes.parse(spoil(code)) == code
    assert codes.parse(codes.shown(code).replace("-", " – ")) == code


def test_o_is_nought_and_i_and_l_are_one():
    code = next(c for c in map(codes.make, map(str, range(200))) if "0" in c and "1" in c)
    for one in "IiLl":
        assert codes.parse(code.replace("0", "O").replace("1", one)) == code
    full_width = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in code)
    assert codes.parse(full_width) == code


@given(letters, st.integers(0, 16), st.integers(1, 31))
def test_any_one_wrong_character_is_noticed(code, place, shift):
    whole = code + codes.check(code)
    letter = codes.ALPHABET[(codes.ALPHABET.index(whole[place]) + shift) % 32]
    assert codes.parse(whole[:place] + letter + whole[place + 1 :]) is None


@given(letters, st.integers(0, 16), st.integers(0, 16))
def test_any_two_characters_exchanged_are_noticed(code, one, other):
    whole = list(code + codes.check(code))
    whole[one], whole[other] = whole[other], whole[one]
    same = "".join(whole) == code + codes.check(code)
    assert (codes.parse("".join(whole)) is not None) == same


@pytest.mark.parametrize("typed", ["", " ", "U" * 17, "7KQ2", "0" * 18, "ü" * 17, "1" * 10_000])
def test_what_is_no_code_is_none(typed):
    assert codes.parse(typed) is None
    assert codes.hashed(codes.parse(typed)) == codes.hashed(None)


def test_what_is_stored_is_no_code():
    assert codes.make("one") not in codes.hashed(codes.make("one"))
    assert len(codes.hashed(codes.make("one"))) == 64
