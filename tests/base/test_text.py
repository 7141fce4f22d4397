from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.text import clean, fold, name_key, showable, sort_key, unaccent_sms

anything = st.text(st.characters())  # lone surrogates and controls too
vietnamese = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyfjwzàảãáạằểỗớựĂÂĐÊÔƠƯ '-012")


def in_order(*words):
    return all(one < next_one for one, next_one in pairwise(map(sort_key, words)))


def test_marks_typed_apart_are_joined():
    assert clean(normalize("NFD", "Nguyễn Thị Hồng")) == "Nguyễn Thị Hồng"


@pytest.mark.parametrize("code", [0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x2069, 0x061C, 0xFEFF])
def test_what_cannot_be_seen_is_dropped(code):
    assert clean(f"La{chr(code)}n") == "Lan"
    assert clean(f"e{chr(code)}\u0301") == "é"


@pytest.mark.parametrize(
    "code", [0, 8, 0x0B, 0x0C, 0x0D, 0x1B, 0x7F, 0x85, 0xD800, 0xDFFF, 0x1FFFE]
)
def test_what_cannot_be_stored_is_refused(code):
    with pytest.raises(ValueError, match="cannot be stored"):
        clean(f"La{chr(code)}n")


def test_lines_and_tabs_stay_and_blank_ends_go():
    assert clean("\ufeff \u00a0một\r\nhai\tba\n \n") == "một\nhai\tba"


@given(anything)
def test_clean_text_is_clean_for_good(text):
    try:
        cleaned = clean(text)
    except ValueError:
        return
    assert clean(cleaned) == cleaned == normalize("NFC", cleaned) == cleaned.strip()
    assert cleaned.encode().decode() == cleaned


@given(vietnamese)
def test_both_ways_of_storing_marks_clean_to_one(text):
    assert clean(normalize("NFD", text)) == clean(normalize("NFC", text))


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Nguyễn Thị Lan", "nguyen thi lan"),
        ("ĐƯỜNG Điện Biên", "duong dien bien"),
        ("Ðà Nẵng", "da nang"),  # eth, as older fonts write it
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        ("  tổ \u00a0 dân\n phố ", "to dan pho"),
        ("H’Hen Niê", "h'hen nie"),
        ("Ƀuôn Đôn", "buon don"),
    ],
)
def test_search_needs_no_marks_and_no_capitals(typed, folded):
    assert fold(typed) == folded


def test_hindi_keeps_its_vowel_signs():
    assert fold("हिन्दी पानी") == "हिन्दी पानी"
    assert fold("पानी") != fold("पान")


@given(anything)
def test_folding_is_the_same_for_both_ways_of_storing_marks_and_folds_once(text):
    assert fold(normalize("NFD", text)) == fold(normalize("NFC", text)) == fold(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Nguyễn Thị Lan", "lan nguyen thi"),
        ("Y Blang", "blang y"),
        ("H'Hen Niê", "nie h'hen"),
        ("Đoàn", "doan"),
        ("", ""),
    ],
)
def test_people_are_sought_by_their_given_name(name, key):
    assert name_key(name) == key


def test_an_sms_is_plain_ascii_in_its_own_case():
    assert unaccent_sms("Đồng chí Ðỗ Thị Hà chưa gửi “tuần 34” – 5.000 ₫…") == (
        'Dong chi Do Thi Ha chua gui "tuan 34" - 5.000 d...'
    )
    assert unaccent_sms("ghi \u200bchú: हाँ") == "ghi chu: ???"


@given(anything)
def test_no_text_leaves_ascii_in_an_sms(text):
    assert unaccent_sms(text).isascii()


@given(vietnamese)
def test_an_sms_in_vietnamese_loses_no_letter(text):
    assert len(unaccent_sms(text)) == len(text)
    assert "?" not in unaccent_sms(text)


def test_letters_sort_as_in_the_vietnamese_alphabet():
    assert in_order(*"aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
    assert in_order("an", "az", "ăn", "ăz", "ân", "ba")
    assert in_order("An", "Ăn", "Ân", "Dak", "Đà")


def test_tones_sort_after_letters():
    assert in_order("Ha", "Hà", "Hả", "Hã", "Há", "Hạ")
    assert in_order("ăn", "ằn", "ẳn", "ẵn", "ắn", "ặn", "ân", "ần")
    assert in_order("Hạ An", "Ha Binh", "Hà Bình", "Hạ Bình")


def test_a_shorter_name_sorts_before_the_longer_one_it_begins():
    assert in_order("Hạ", "Hà An", "Ha2", "Hai")


def test_the_34_provinces_stand_in_the_order_of_the_atlas():
    assert in_order(
        "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk",
        "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Nội", "Hà Tĩnh", "Hải Phòng",
        "Hồ Chí Minh", "Huế", "Hưng Yên", "Khánh Hòa", "Lai Châu", "Lạng Sơn", "Lào Cai",
        "Lâm Đồng", "Nghệ An", "Ninh Bình", "Phú Thọ", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị",
        "Sơn La", "Tây Ninh", "Thái Nguyên", "Thanh Hóa", "Tuyên Quang", "Vĩnh Long",
    )  # fmt: skip


def test_numbers_in_names_sort_as_numbers():
    assert in_order("Tổ dân phố 2", "Tổ dân phố 2A", "Tổ dân phố 10", "Tổ dân phố 100")
    assert in_order("Thôn 9", "Thôn 12345678901234567890", "Thôn An")
    assert sort_key("Thôn 07") == sort_key("Thôn 7") == sort_key("Thôn ७")


def test_case_punctuation_and_the_place_of_the_tone_do_not_sort():
    assert sort_key("ĐẮK-LẮK") == sort_key("đắk  lắk") == sort_key("(Đắk Lắk)")
    assert sort_key("Hoà") == sort_key("Hòa") != sort_key("Hoa")
    assert sort_key("Ðà") == sort_key("Đà")


def test_hindi_sorts_after_latin_and_keeps_its_signs():
    assert in_order("Zung", "पान", "पानी")


@given(vietnamese)
def test_a_vietnamese_key_is_ascii_and_the_same_for_every_way_of_typing(text):
    assert sort_key(text).isascii()
    assert sort_key(text) == sort_key(text.upper()) == sort_key(normalize("NFD", text))


@given(anything)
def test_every_text_has_a_key(text):
    assert sort_key(text) == sort_key(normalize("NFD", text))
    assert sort_key(text).encode()
    assert name_key(text).split() == fold(text).split()[-1:] + fold(text).split()[:-1]


@given(st.integers(0, 10**98), st.integers(0, 10**98))
def test_any_two_numbers_sort_by_size(one, other):
    assert (sort_key(f"Tổ {one}") < sort_key(f"Tổ {other}")) == (one < other)


def test_what_cannot_be_stored_is_shown_as_a_mark() -> None:
    assert showable("Thôn\x07 Đông\r\nTây\ud800") == "Thôn\ufffd Đông\nTây\ufffd"
