"""Papers people attach: known by what is in them, never by their name; all others are refused.

Papers are kept as sent and given back to be saved, not opened (`base/sending.py`). The portal has
no scanner for viruses; it takes no kind of file that runs by itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from portal.base import archive, text
from portal.base.errors import RuleBroken
from portal.base.language import N_

_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = "application/pdf"
TEXT = "text/plain; charset=utf-8"
DOCX = f"{_OFFICE}.wordprocessingml.document"
XLSX = f"{_OFFICE}.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

ENDINGS = {PDF: ".pdf", TEXT: ".txt", DOCX: ".docx", XLSX: ".xlsx", ODT: ".odt", ODS: ".ods"}
ACCEPT = ",".join(ENDINGS.values())
"""What the box of the form offers to choose."""

# A report of 10 MB full of scanned pages unpacks to little more; its drawings may be 60 MB of XML.
MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 2000
LONGEST_NAME = 80

# What every scanner for viruses finds, by agreement: whoever tests the door shall see it shut.
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_ZIP, _ZIP_END, _OLD_OFFICE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Text by its letters, but meant for a browser, a shell, an old Word, a printer or a viewer.
_NO_TEXT = ("<", "#!", "{\\rtf", "%!PS", "%PDF", "GIF8")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MACROS = re.compile(r"(?:^|/)vbaproject\.bin$|^Basic/", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')

NOT_TAKEN = N_(
    "Only PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt, .ods) and plain text can be "
    "attached. Please save the file as PDF."
)
OLD = N_(
    "This file comes from an old Word or Excel or is locked. Please save it as .docx, .xlsx or "
    "PDF, without a password."
)
MACROS = N_("This file holds macros. Please save it without them or as PDF.")
DAMAGED = N_("This file is damaged. Please save it again and choose it once more.")
TOO_MUCH = N_("This file unpacks to far too much. Please save it as PDF.")
NOT_UTF8 = N_("This text is not in UTF-8. Please save it as UTF-8 or as PDF.")
VIRUS = N_("A virus scanner would stop this file. It is not taken.")


@dataclass(frozen=True)
class Attachment:
    """A paper as sent, and its media type as found in it."""

    content: bytes
    kind: str


def checked(content: bytes) -> Attachment:
    """A paper that may be kept; RuleBroken with what to do instead."""
    if _EICAR in content:
        raise RuleBroken(VIRUS)
    kind_of = next(kind_of for begins, kind_of in _KINDS.items() if content.startswith(begins))
    return Attachment(content, kind_of(content))


def _pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-2048:]:
        raise RuleBroken(DAMAGED)
    if _ZIP_END in content[-66_000:]:  # an archive too, by its other end
        raise RuleBroken(NOT_TAKEN)
    return PDF


def _old_office(content: bytes) -> str:
    raise RuleBroken(OLD)


def _document(content: bytes) -> str:
    """Which of the four, by the parts that make it one; every part is unpacked and looked at."""
    names: set[str] = set()
    said = b""
    try:
        for name, inside in archive.parts(
            content, lambda name: True, most_bytes=MOST_UNPACKED, most_parts=MOST_PARTS
        ):
            if _MACROS.search(name):
                raise RuleBroken(MACROS)
            if _EICAR in inside:
                raise RuleBroken(VIRUS)
            names.add(name)
            said = inside if name == "mimetype" else said
    except archive.TooMuch:
        raise RuleBroken(TOO_MUCH) from None
    except archive.Damaged:
        raise RuleBroken(DAMAGED) from None
    found = {ODT: said == ODT.encode(), ODS: said == ODS.encode()}
    if "[Content_Types].xml" in names:
        found |= {DOCX: "word/document.xml" in names, XLSX: "xl/workbook.xml" in names}
    kinds = [kind for kind, is_it in found.items() if is_it]
    if len(kinds) != 1:
        raise RuleBroken(NOT_TAKEN)
    return kinds[0]


def _text(content: bytes) -> str:
    try:
        whole = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleBroken(
            NOT_TAKEN if _CONTROLS.search(content.decode("latin-1")) else NOT_UTF8
        ) from None
    begins = whole.lstrip()
    if not begins or begins.startswith(_NO_TEXT) or _CONTROLS.search(whole):
        raise RuleBroken(NOT_TAKEN)
    return TEXT


_KINDS: dict[bytes, Callable[[bytes], str]] = {
    b"%PDF-": _pdf,
    _ZIP: _document,
    _OLD_OFFICE: _old_office,
    b"": _text,
}


def named(typed: str, kind: str) -> str:
    """The name under which a paper is given back: the sender's, cleaned, with its true ending."""
    try:
        clean = text.clean(typed.replace("\\", "/").rpartition("/")[2])
    except ValueError:
        clean = ""
    ending = ENDINGS[kind]
    stem = _NOT_IN_NAMES.sub(" ", clean)
    stem = stem[: -len(ending)] if stem.lower().endswith(ending) else stem
    stem = " ".join(stem.split()).strip(" .")[:LONGEST_NAME].strip(" .")
    return (stem or "tep-dinh-kem") + ending
