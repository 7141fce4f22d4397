import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.numerals import Reason, Unreadable, read_count, read_decimal, read_money

MARKS = [".", ",", " ", "\u00a0", "\u202f", "\u2009"]
ZEROS = "0०０٠۰"  # ASCII, Devanagari, full-width, Arabic, Persian

marks = st.sampled_from(MARKS)
numbers = st.integers(0, 10**18 - 1)
anything = st.text(st.characters()) | st.text("0123456789१５., \u00a0-−ktrieuỷtđ₫\u0300\u200b\n")


def reason(read, *arguments):
    """Why the figure is asked for again."""
    with pytest.raises(Unreadable) as refusal:
        read(*arguments)
    return refusal.value.reason


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\u200b", "\r\n"])
def test_a_blank_field_is_no_zero(text):
    assert read_count(text) is None
    assert read_money(text) is None
    assert read_decimal(text, 2) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        ("007", 7),
        (" 15 ", 15),
        ("1.234", 1_234),
        ("1,234", 1_234),
        ("12 345 678", 12_345_678),
        ("1,50,000", 150_000),
        ("12,34,56,789", 123_456_789),
        ("१,२३४", 1_234),
        ("१५,००,०००", 1_500_000),
        ("１５．０００", 15_000),
        ("\u200e15\u202c", 15),
        ("999999999999999999", 999_999_999_999_999_999),
    ],
)
def test_a_count_is_read_as_people_write_it(typed, number):
    assert read_count(typed) == number


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1.5", Reason.AMBIGUOUS),
        ("1,5", Reason.AMBIGUOUS),
        (",5", Reason.AMBIGUOUS),
        ("1,2345", Reason.AMBIGUOUS),
        ("1234.567", Reason.AMBIGUOUS),
        ("0.500", Reason.AMBIGUOUS),
        ("1.234,567", Reason.AMBIGUOUS),
        ("1.2.3", Reason.GROUPING),
        ("1.234.5", Reason.GROUPING),
        ("12 34", Reason.GROUPING),
        ("1..234", Reason.GROUPING),
        ("1.50.000", Reason.GROUPING),
        ("123,45,678", Reason.GROUPING),
        ("1,50,00", Reason.GROUPING),
        ("5.", Reason.GROUPING),
        ("-1", Reason.NEGATIVE),
        ("−1", Reason.NEGATIVE),
        ("– 1.000", Reason.NEGATIVE),
        ("-", Reason.LETTERS),
        ("...", Reason.LETTERS),
        ("mười", Reason.LETTERS),
        ("15tr", Reason.LETTERS),
        ("5²", Reason.LETTERS),
        ("½", Reason.LETTERS),
        ("5-7", Reason.LETTERS),
        ("12\t345", Reason.LETTERS),
        ("12\n345", Reason.LETTERS),
        ("1" * 19, Reason.TOO_LONG),
        ("1" * 100_000, Reason.TOO_LONG),
    ],
)
def test_a_count_that_is_not_plain_is_asked_for_again(typed, why):
    assert reason(read_count, typed) is why


@pytest.mark.parametrize(
    ("typed", "dong"),
    [
        ("15.000.000", 15_000_000),
        ("15,000,000", 15_000_000),
        ("15 000 000 đ", 15_000_000),
        ("15.000.000đồng", 15_000_000),
        ("15000000 VND", 15_000_000),
        ("15000000 VNĐ", 15_000_000),
        ("15.000.000 ₫", 15_000_000),
        ("15tr", 15_000_000),
        ("15TR", 15_000_000),
        ("15 triệu", 15_000_000),
        ("15trieu", 15_000_000),
        ("15 trie\u0323\u0302u", 15_000_000),
        ("15 triệu đồng", 15_000_000),
        ("15 tr.đ", 15_000_000),
        ("१५ triệu", 15_000_000),
        ("1,5 triệu", 1_500_000),
        ("1.5tr", 1_500_000),
        ("0,5 tỷ", 500_000_000),
        ("2 tỷ", 2_000_000_000),
        ("2 tỉ", 2_000_000_000),
        ("2ty", 2_000_000_000),
        ("1.234,5 triệu", 1_234_500_000),
        ("1.234.567 triệu", 1_234_567_000_000),
        ("1500 triệu", 1_500_000_000),
        ("500k", 500_000),
        ("500 nghìn", 500_000),
        ("500 ngàn đồng", 500_000),
        ("0", 0),
    ],
)
def test_money_is_read_as_people_write_it(typed, dong):
    assert read_money(typed) == dong


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1,5", Reason.AMBIGUOUS),
        ("1.5 đ", Reason.AMBIGUOUS),
        ("1.500 triệu", Reason.AMBIGUOUS),
        ("1,500 triệu", Reason.AMBIGUOUS),
        ("15.000k", Reason.AMBIGUOUS),
        ("1tr2", Reason.AMBIGUOUS),
        ("2 tỷ 500 triệu", Reason.AMBIGUOUS),
        ("1,2345k", Reason.PLACES),
        ("1.2.3 triệu", Reason.GROUPING),
        ("-15tr", Reason.NEGATIVE),
        ("15 USD", Reason.LETTERS),
        ("triệu", Reason.LETTERS),
        ("đ", Reason.LETTERS),
        ("covid19", Reason.LETTERS),
        ("1000000000 tỷ", Reason.TOO_LONG),
    ],
)
def test_money_that_is_not_plain_is_asked_for_again(typed, why):
    assert reason(read_money, typed) is why


@pytest.mark.parametrize(
    ("typed", "places", "scaled"),
    [
        ("1,25", 2, 125),
        ("1,2", 2, 120),
        ("5", 2, 500),
        (",5", 1, 5),
        ("1.25", 2, 125),
        ("1.234", 2, 123_400),
        ("1,234", 3, 1_234),
        ("0.123", 3, 123),
        ("1.234,5", 1, 12_345),
        ("1,234.5", 1, 12_345),
        ("1,50,000.25", 2, 15_000_025),
        ("1 234,5", 1, 12_345),
        ("1,234,567", 1, 12_345_670),
        ("१,५", 1, 15),
    ],
)
def test_decimals_begin_with_a_comma_and_become_whole_numbers(typed, places, scaled):
    assert read_decimal(typed, places) == scaled


@pytest.mark.parametrize(
    ("typed", "places", "why"),
    [
        ("1.234", 3, Reason.AMBIGUOUS),
        ("1,234", 2, Reason.AMBIGUOUS),
        ("1,5", 0, Reason.AMBIGUOUS),
        ("1,2345", 2, Reason.PLACES),
        ("1,25", 1, Reason.PLACES),
        ("1,2,3", 2, Reason.GROUPING),
        ("-1,5", 1, Reason.NEGATIVE),
        ("12,5 %", 1, Reason.LETTERS),
        ("99999999999999999", 2, Reason.TOO_LONG),
    ],
)
def test_a_decimal_that_is_not_plain_is_asked_for_again(typed, places, why):
    assert reason(read_decimal, typed, places) is why


@given(numbers, marks)
def test_a_number_grouped_with_any_mark_reads_back(number, mark):
    written = f"{number:,}".replace(",", mark)
    assert read_count(written) == number
    assert read_money(f"{written} đ") == number


@given(numbers, st.sampled_from(ZEROS))
def test_a_number_in_any_figures_reads_back(number, zero):
    assert read_count("".join(chr(ord(zero) + int(digit)) for digit in str(number))) == number


@given(numbers, st.integers(1, 6), st.sampled_from(["", ".", " ", "\u202f"]))
def test_a_decimal_written_the_vietnamese_way_reads_back(number, places, mark):
    whole, decimals = divmod(number, 10**places)
    written = f"{whole:,}".replace(",", mark) + f",{decimals:0{places}}"
    assert read_decimal(written, places) == number


@given(st.integers(0, 999_999), st.sampled_from([("k", 3), ("tr", 6), ("tỷ", 9)]))
def test_an_amount_in_units_is_the_amount_in_dong(number, unit):
    word, zeros = unit
    assert read_money(f"{number} {word}") == read_money(f"{number}{'0' * zeros}")


@given(anything, st.integers(0, 6))
def test_no_text_does_worse_than_to_be_asked_again(text, places):
    for read in (read_count, read_money, lambda typed: read_decimal(typed, places)):
        try:
            number = read(text)
        except Unreadable:
            continue
        assert number is None or 0 <= number < 10**18
