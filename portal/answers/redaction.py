"""What in a letter may tell who somebody is, marked for the officer who publishes it. Pure.

Only the letter itself is looked at, never the sender's identity: a mark which only the identity
explains would tell the officer who the sender is. Too much is marked rather than too little; the
officer puts back what is harmless.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.answers import people

GAP = "[…]"
"""What stands in the place of what was taken out, in every language."""


class Mark(StrEnum):
    """What was found."""

    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    PLATE = "plate"
    BIRTH = "birth"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class Finding:
    """Some words of a text, from `start` to `end`, and what they seem to be."""

    mark: Mark
    start: int
    end: int
    words: str


def findings(text: str, known: Collection[str] = ()) -> list[Finding]:
    """All that may tell who somebody is, in the order of the text, none over another.

    `known` are names of places that stay: the unit's and those above it.
    """
    places = {one.casefold() for one in known if " " in one}
    found: list[Finding] = []
    looks: list[Callable[[str], Iterator[tuple[Mark, int, int]]]] = [
        _simple,
        _numbers,
        lambda whole: _people(whole, places),
    ]
    for look in looks:
        for mark, start, end in look(text):
            if start < end and not any(start < one.end and one.start < end for one in found):
                found.append(Finding(mark, start, end, text[start:end]))
    found += _once_more(text, found)
    return sorted(found, key=lambda one: one.start)


def redacted(text: str, found: Collection[Finding]) -> str:
    """The text with a gap in the place of each finding."""
    for one in sorted(found, key=lambda one: -one.start):
        text = text[: one.start] + GAP + text[one.end :]
    return text


_HOUSE = r"\d{1,5}[A-Za-z]?(?:\s?[/-]\s?\d{1,5}[A-Za-z]?){0,4}"
_CAPITALS = r"[^\W\d_a-zà-ỹđ][\w'’]*(?:\s+[^\W\d_a-zà-ỹđ][\w'’]*){0,4}"
_ADDRESS = (
    rf"(?:số nhà|nhà số|căn hộ(?: số)?|phòng số|so nha)\s*:?\s*[A-Z]{{0,2}}{_HOUSE}"
    rf"|(?:ngõ|ngách|hẻm|kiệt)\s+(?:số\s+)?{_HOUSE}"
    rf"|số\s+{_HOUSE}\s*,?\s*(?:đường|phố|ngõ|hẻm)\s+(?-i:{_CAPITALS})"
)
# Words that end in -sinh and are followed by a year as often.
_NOT_BORN = "".join(
    rf"(?<!{word} )" for word in ("học", "khai", "vệ", "phát", "thí", "hy", "hi", "tái", "nảy")
)
_DATE = (
    r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}"
    r"|(?:ngày\s+)?\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|\d{1,2}/\d{4}|(?:19|20)\d{2}"
)
_PAPERS = (
    r"(?:CCCD|CMND|CMT|căn cước(?: công dân)?|chứng minh(?: thư| nhân dân)?|hộ chiếu|mã số thuế|MST"
    r"|BHYT|BHXH|số thẻ|số tài khoản|tài khoản(?: số)?|STK|sổ hộ khẩu)"
)

_SIMPLE: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    (Mark.EMAIL, re.compile(r"[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")),
    (
        Mark.NUMBER,
        re.compile(rf"(?i:{_PAPERS})[^\d\n]{{0,15}}?\b([A-Z]{{0,3}}\d(?:[ .-]?\d){{5,18}})"),
    ),
    (
        Mark.PLATE,
        re.compile(
            r"(?<![\w.])(\d{2}\s?-?\s?[A-ZĐ][A-Z0-9]?\s?[-.–]?\s?\d{3}\.?\d{1,2})(?![\w.]\d)"
        ),
    ),
    (
        Mark.BIRTH,
        re.compile(
            rf"(?i:{_NOT_BORN}\b(?:sinh(?: ngày| năm)?|ngày sinh|năm sinh|SN)\s*:?\s*({_DATE}))"
        ),
    ),
    (
        Mark.ADDRESS,
        re.compile(
            rf"(?i:(?:{_ADDRESS})(?:\s*[,-]\s*(?:{_ADDRESS}|(?:đường|phố)\s+(?-i:{_CAPITALS}))){{0,4}})"
        ),
    ),
)


def _simple(text: str) -> Iterator[tuple[Mark, int, int]]:
    for mark, pattern in _SIMPLE:
        for match in pattern.finditer(text):
            group = 1 if match.re.groups and match[1] else 0
            yield mark, match.start(group), match.end(group)


_FIGURES = re.compile(r"(?<![\w/])\+?\(?\d(?:[ .\-–()]{0,2}\d){7,17}(?![\w/])")
# What makes a long number an amount and nobody's.
_AMOUNT = re.compile(r"\s*(?:đồng|đ\b|vnđ|vnd|triệu|tỷ|tỉ|nghìn|m2|m²|m3|kg|tấn)", re.IGNORECASE)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.]\d{3})+")
_YEARS = re.compile(r"(?:(?:19|20)\d{2}[ .\-–]*)+")


def _numbers(text: str) -> Iterator[tuple[Mark, int, int]]:
    """Telephone numbers and numbers of papers (9 or 12 figures), however grouped."""
    at = 0
    while match := _FIGURES.search(text, at):
        start, at = match.span()
        is_amount = _AMOUNT.match(text, at) or _THOUSANDS.fullmatch(match[0])
        if is_amount or _YEARS.fullmatch(match[0]):
            continue
        # The longest beginning that is such a number: another may follow, or a figure of the text.
        ends = [at, *(start + gap.start() for gap in _GAPS.finditer(match[0]))]
        for end in sorted(ends, reverse=True):
            mark = _number(text[start:end])
            if mark is not None:
                yield mark, start, end
                at = end
                break


_PHONE = re.compile(r"0[35789]\d{8}|02\d{8,9}|01\d{9}")
_GAPS = re.compile(r"[ .\-–]+")


def _number(words: str) -> Mark | None:
    figures = re.sub(r"\D", "", words)
    if words.startswith("+84") or (figures.startswith("84") and len(figures) in (11, 12)):
        figures = "0" + figures[2:]
    if _PHONE.fullmatch(figures):
        return Mark.PHONE
    return Mark.NUMBER if len(figures) in (9, 12) else None


def _people(text: str, places: Collection[str]) -> Iterator[tuple[Mark, int, int]]:
    return ((Mark.NAME, start, end) for start, end in people.names(text, places))


def _once_more(text: str, found: list[Finding]) -> list[Finding]:
    """The given name of somebody found, where it stands alone: `anh Hùng … sau đó Hùng lại`."""
    given = {one.words.split()[-1] for one in found if one.mark is Mark.NAME}
    given = {one for one in given if len(one) > 1 and one[0].isupper()}
    return [
        Finding(Mark.NAME, start, end, text[start:end])
        for start, end in people.again(text, given)
        if not any(start < one.end and one.start < end for one in found)
    ]
