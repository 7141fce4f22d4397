"""What people upload as a list: .xlsx or CSV, counted and measured before it is opened.

An .xlsx is a zip of XML. A file of 2 MB may unpack to 2 GB, and two cells far apart make the reader
(calamine) allocate all that lies between. So everything is unpacked here under a limit, cells and
texts are counted, and what the reader gets is a fresh archive of exactly what was counted.
"""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineWorkbook

from portal.base import archive, text
from portal.base.errors import RuleBroken
from portal.base.language import N_

# 20 MB unpacked and 200 parts: a list of 10,000 rows has 2 MB in a dozen parts.
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 200
# A name, a phone, an address: nobody lists texts longer than this, in bytes of XML.
LONGEST_TEXT = 4000

_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,9})(\d{1,12})""")
_TEXT_END = re.compile(rb"</(?:\w+:)?si\s*>")
_KEPT = ("[Content_Types].xml", "_rels/", "xl/", "docProps/")

NOT_A_LIST = N_("This is not an Excel file (.xlsx) or a CSV in UTF-8.")
TOO_LARGE = N_("This file unpacks to more than a list holds.")
TOO_LONG = N_("The list has more than %(most)s rows.")
TOO_WIDE = N_("The list has more than %(most)s columns.")


def rows(content: bytes, *, most_rows: int, most_columns: int) -> list[list[str]]:
    """The filled rows of a list's first sheet, as cleaned text; RuleBroken with the reason."""
    zipped = content[:4] == b"PK\x03\x04"
    cells: Iterable[list[Any]] = (
        _workbook(content, most_rows, most_columns) if zipped else _csv(content)
    )
    found: list[list[str]] = []
    for row in cells:
        words = [_word(cell) for cell in row]
        while words and not words[-1]:
            words.pop()
        if len(words) > most_columns:
            raise RuleBroken(TOO_WIDE, most=most_columns)
        if words:
            found.append(words)
        if len(found) > most_rows:
            raise RuleBroken(TOO_LONG, most=most_rows)
    return found


def _word(cell: Any) -> str:
    """A cell as a person reads it: Excel's 1.0 is 1."""
    whole = isinstance(cell, float) and cell.is_integer()
    try:
        return " ".join(text.clean(str(int(cell) if whole else cell)).split())
    except ValueError:
        raise RuleBroken(N_("There is a character that cannot be stored.")) from None


def csv_text(content: bytes) -> tuple[str, str]:
    """The text of a CSV in UTF-8 or UTF-16, and what parts its cells: `,`, `;` or a tab."""
    try:
        wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        whole = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise RuleBroken(NOT_A_LIST) from None
    if "\0" in whole:
        raise RuleBroken(NOT_A_LIST)
    return whole, max(",;\t", key=whole.partition("\n")[0].count)


def _csv(content: bytes) -> Iterator[list[str]]:
    whole, delimiter = csv_text(content)
    try:
        yield from csv.reader(StringIO(whole, newline=""), delimiter=delimiter)
    except csv.Error:
        raise RuleBroken(NOT_A_LIST) from None


def _workbook(content: bytes, most_rows: int, most_columns: int) -> Iterable[list[Any]]:
    counted = _repacked(content, most_rows, most_columns)
    try:
        book = CalamineWorkbook.from_filelike(counted)
        return book.get_sheet_by_index(0).to_python(skip_empty_area=True)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the reader is a BaseException of its own
        raise RuleBroken(NOT_A_LIST) from None


def _repacked(content: bytes, most_rows: int, most_columns: int) -> BytesIO:
    """The same workbook, stored flat, of the parts that were counted and no others."""
    counted = BytesIO()
    names = set()
    try:
        with zipfile.ZipFile(counted, "w") as target:
            for name, inside in archive.parts(
                content, _is_kept, most_bytes=MOST_UNPACKED, most_parts=MOST_PARTS
            ):
                _count(inside, most_rows, most_columns)
                target.writestr(name, inside)
                names.add(name)
    except archive.TooMuch:
        raise RuleBroken(TOO_LARGE) from None
    except archive.Damaged:
        raise RuleBroken(NOT_A_LIST) from None
    if "xl/workbook.xml" not in names:
        raise RuleBroken(NOT_A_LIST)
    counted.seek(0)
    return counted


def _is_kept(name: str) -> bool:
    """Whether a list needs it: not pictures, macros, colours (their `r="50000"` is no row)."""
    wanted = name.startswith(_KEPT) and not name.startswith("xl/theme/")
    return wanted and name.endswith((".xml", ".rels"))


def _count(inside: bytes, most_rows: int, most_columns: int) -> None:
    # UTF-16, comments, CDATA and entities would hide from what is counted below.
    if b"\0" in inside or b"<!" in inside:
        raise RuleBroken(NOT_A_LIST)
    # A title and blank rows above, formats beyond what is filled.
    rows, columns = most_rows + 100, most_columns + 20
    for letters, figures in _PLACE.findall(inside):
        if int(figures) > rows:
            raise RuleBroken(TOO_LONG, most=most_rows)
        if _column(letters) > columns:
            raise RuleBroken(TOO_WIDE, most=most_columns)
    texts = _TEXT_END.split(inside)
    if len(_CELL.findall(inside)) > rows * columns:
        raise RuleBroken(TOO_LARGE)
    if len(texts) > 1 and max(map(len, texts)) > LONGEST_TEXT:
        raise RuleBroken(TOO_LARGE)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
