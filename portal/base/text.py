"""Words as typed, as searched and as sorted: Vietnamese, its 54 peoples' names, and Hindi."""

import re
from unicodedata import category, decimal, normalize

# Zero-width and bidi controls: they come with pasted text and let two equal names differ.
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]")

# What HTML calls controls and noncharacters, and lone surrogates: no page, Word document or
# PostgreSQL text may hold them. Line feed and tab stay.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000))
    + "]"
)

_MARKS = re.compile("[\u0300-\u036f]")  # of Latin, Greek and Cyrillic; Hindi vowel signs lie higher
# Ð (eth) and Ɖ look like Đ and stand in its place in texts from older fonts; Ƀ is of the Ê Đê and
# M'nông alphabets; none of them decomposes. Phones curl the apostrophe of names such as H'Hen.
_LETTERS = str.maketrans("ĐđÐðƉɖɃƀ’‘ʼ", "DdDdDdBb'''")
_SMS_LETTERS = str.maketrans("“”„–—−‐‑₫`", '"""-----d\'')  # one backtick halves an SMS to 70

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# ă â, ê, ô ơ, ư, đ are letters of their own: { | } come after z, so that ăn follows az.
_KEY_LETTERS = dict.fromkeys(range(0x300, 0x370)) | str.maketrans(
    {"\u0306": "{", "\u0302": "|", "\u031b": "}", "đ": "d{", "ð": "d{", "ɖ": "d{", "ƀ": "b{"}
)


def clean(text: str) -> str:
    """Give typed text as it is stored: NFC, LF line ends, nothing invisible, no blank ends.

    ValueError when it holds a control character, a noncharacter or half a character.
    """
    visible = INVISIBLE.sub("", text).replace("\r\n", "\n")
    if _FORBIDDEN.search(visible):
        raise ValueError("The text holds a character that cannot be stored.")
    return normalize("NFC", visible).strip()


# Emergency numbers have three figures; E.164 allows fifteen.
_PHONE = re.compile(r"\+?(?:[ .()-]*[0-9]){3,15}[ .()-]*")


def phone(typed: str) -> str:
    """Give a telephone number as typed, its figures as 0-9; ValueError for anything else."""
    figures = "".join(str(decimal(c)) if c.isdecimal() else c for c in " ".join(typed.split()))
    if not _PHONE.fullmatch(figures):
        raise ValueError("This is no telephone number.")
    return figures


def dial(number: str) -> str:
    """Give what a `tel:` link needs of a number: its figures, and a + before them."""
    return re.sub(r"[^0-9+]", "", number)


UNSHOWABLE = "\ufffd"


def showable(text: str) -> str:
    """Give typed text as a page may show it again: the mark � for what cannot be stored."""
    return _FORBIDDEN.sub(UNSHOWABLE, text.replace("\r\n", "\n"))


def fold(text: str) -> str:
    """Give the form in which text is searched: small letters, no Latin marks, đ as d, one space.

    Without marks `hoà` and `hòa` are one; Devanagari keeps its vowel signs.
    """
    small = normalize("NFD", text).casefold()
    return " ".join(_without_marks(small).split())


def name_key(full_name: str) -> str:
    """Give the folded name with the given name first, as Vietnamese lists sort and seek people."""
    words = fold(full_name).split()
    return " ".join(words[-1:] + words[:-1])


def unaccent_sms(text: str) -> str:
    """Give ASCII in the same case (160 characters to an SMS); what has none becomes `?`."""
    visible = normalize("NFKD", INVISIBLE.sub("", text).translate(_SMS_LETTERS))
    return _without_marks(visible).encode("ascii", "replace").decode()


def _without_marks(text: str) -> str:
    return _MARKS.sub("", normalize("NFD", text)).translate(_LETTERS)


def sort_key(text: str) -> str:
    """Give a key whose byte order ("C", BINARY) is Vietnamese order: letters, then tones, no case.

    Numbers sort as numbers and punctuation as blanks. `Hà Nội 2` is `ha-no|i-012 150`: the words,
    a blank (lower than all else), one tone for each word. A syllable has one tone, so the place of
    its mark (hoà, hòa) does not matter. ASCII for all that is Vietnamese.
    """
    found = words(normalize("NFD", normalize("NFD", text).casefold()))
    tones = (next((_TONES[mark] for mark in word if mark in _TONES), "0") for word in found)
    return "-".join(map(_letters_key, found)) + " " + "".join(tones)


def words(text: str) -> list[str]:
    """Give its words: letters, marks and figures; all else parts them."""
    # Not by the regex class of word characters: it splits at Hindi vowel signs.
    return "".join(c if category(c)[0] in "LMN" else " " for c in text).split()


def _letters_key(word: str) -> str:
    return re.sub(r"\d{1,99}", _number_key, word.translate(_KEY_LETTERS))


def _number_key(figures: re.Match[str]) -> str:
    number = str(int(figures[0]))
    return f"{len(number):02}{number}"  # the length first: 2 is 012, before 10, which is 0210
