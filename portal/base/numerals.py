"""Figures as people in Vietnam type them, read when exactly one reading fits and asked otherwise.

Vietnamese accounting (Law 88/2015/QH13) groups thousands with a point and begins decimals with a
comma; spreadsheets and phones set to English do the reverse, and both habits meet in one village.
"""

import re
from enum import StrEnum
from unicodedata import decimal

from portal.base.text import INVISIBLE, fold

MAX_DIGITS = 18  # 10**18 - 1 is the longest row of nines in a 64-bit column


class Reason(StrEnum):
    """Why a figure could not be read, for the form to put into words."""

    LETTERS = "letters"  # something that is no figure
    AMBIGUOUS = "ambiguous"  # more than one reading, or a fraction where none can be
    NEGATIVE = "negative"
    GROUPING = "grouping"  # marks that do not part groups of three
    PLACES = "places"  # more decimals than the field (or the đồng) has
    TOO_LONG = "too_long"  # more than 18 digits


class Unreadable(ValueError):
    """A figure that has to be asked for again; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"The figure cannot be read: {reason}.")
        self.reason = reason


# Full-width marks, dashes that stand for minus, and the spaces that stand in figures. No tab or
# line end: two pasted cells are not one figure.
_PLAIN = str.maketrans("，．−–‐‑－﹣", ",.------") | dict.fromkeys(
    [0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "
)
_FIGURE = re.compile(r"[., ]*\d[\d., ]*")
_NEGATIVE = re.compile(r"- ?[\d.,]")
# Thousands: one mark throughout and exactly three digits after each.
_THOUSANDS = r"[1-9]\d{0,2}(?:(?P<mark>[., ])\d{3})(?:(?P=mark)\d{3})*"
# As Hindi pages write it, 12,34,567: twos, and three at the end; there is no other reading.
_INDIAN = r"[1-9]\d?(?:,\d{2})+,\d{3}"
_GROUPED = re.compile(rf"{_THOUSANDS}|{_INDIAN}")
_FRACTION = re.compile(
    rf"(?P<whole>{_THOUSANDS}|{_INDIAN}(?=\.)|\d*)(?!(?P=mark))[.,](?P<decimals>\d+)"
)
_LONE_COMMA = re.compile(r"\d+,\d+")

_UNIT = re.compile(r"(?P<unit>k|nghin|ngan|tr|trieu|ty|ti)?\.? ?(?:d|dong|vnd|₫)?")
_ZEROS = {None: 0, "k": 3, "nghin": 3, "ngan": 3, "tr": 6, "trieu": 6, "ty": 9, "ti": 9}


def read_count(text: str) -> int | None:
    """Read a whole number such as `1.234`, `12,34,567` or `१२३`; None when blank.

    Unreadable for all else; `1.5` and `1,5` are ambiguous.
    """
    figure = _plain(text)
    return _number(figure, 0) if figure else None


def read_decimal(text: str, places: int) -> int | None:
    """Read a decimal as an integer of 10**-places: `1,25` with 2 places is 125; None when blank.

    A lone comma begins decimals. A point does too where it cannot part thousands: `1.5` is read,
    `1.234` is 1234 in a field of 2 places and ambiguous in one of 3. Unreadable for all else.
    """
    figure = _plain(text)
    return _number(figure, places, lone_comma_groups=False) if figure else None


def read_money(text: str) -> int | None:
    """Read an amount in đồng: `15.000.000 đ`, `15tr`, `1,5 triệu`, `2 tỷ`, `500k`; None when blank.

    Before a unit word three digits after a lone mark are ambiguous: `1.500 triệu` may be 1,5
    million or 1,5 billion. Unreadable for all that is no whole number of đồng.
    """
    figure = _plain(text)
    if not figure:
        return None
    tail = figure.lstrip("-0123456789., ")
    amount = figure.removesuffix(tail).rstrip()
    unit = _UNIT.fullmatch(fold(tail))
    if unit is None:
        mixed = _FIGURE.match(amount) and re.search(r"\d", tail)  # 1tr2, 2 tỷ 500
        raise Unreadable(Reason.AMBIGUOUS if mixed else Reason.LETTERS)
    return _number(amount, _ZEROS[unit["unit"]])


def _plain(text: str) -> str:
    """Write the figure with ASCII digits, marks and single spaces; Unreadable beyond 18 digits."""
    plain = INVISIBLE.sub("", text).translate(_PLAIN).strip()
    if len(re.findall(r"\d", plain)) > MAX_DIGITS:
        raise Unreadable(Reason.TOO_LONG)
    return re.sub(" +", " ", re.sub(r"\d", lambda digit: str(decimal(digit[0])), plain))


def _number(figure: str, places: int, *, lone_comma_groups: bool = True) -> int:
    """Give the one reading of a plain figure, times 10**places."""
    if _NEGATIVE.match(figure):
        raise Unreadable(Reason.NEGATIVE)
    if not _FIGURE.fullmatch(figure):
        raise Unreadable(Reason.LETTERS)
    grouped = _GROUPED.fullmatch(figure)
    whole = figure.isdecimal() or (
        grouped and (lone_comma_groups or not _LONE_COMMA.fullmatch(figure))
    )
    fraction = _FRACTION.fullmatch(figure)
    if fraction and len(fraction["decimals"]) <= places:
        if whole:
            raise Unreadable(Reason.AMBIGUOUS)
        return _scaled(fraction["whole"], fraction["decimals"], places)
    if whole:
        return _scaled(figure, "", places)
    if fraction:
        raise Unreadable(Reason.PLACES if places and not grouped else Reason.AMBIGUOUS)
    raise Unreadable(Reason.GROUPING)


def _scaled(whole: str, decimals: str, places: int) -> int:
    number = int(re.sub("[., ]", "", whole) + decimals.ljust(places, "0"))
    if number >= 10**MAX_DIGITS:
        raise Unreadable(Reason.TOO_LONG)
    return number
