"""Zip archives (every .xlsx, .docx and .odt is one), unpacked under a limit: 2 MB may hold 2 GB."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

# A part's place in the archive's list; a document has some dozens, each listed one costs 1 kB here.
_LISTED = b"PK\x01\x02"
_MOST_LISTED = 5000
_DAMAGED = (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError)
# The two that documents use; others ask for memory by what the archive says of itself.
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Damaged(Exception):
    """It cannot be read to its end, is locked, or names one part twice."""


class TooMuch(Exception):
    """It holds more, or more parts, than was allowed."""


def parts(
    content: bytes, wanted: Callable[[str], bool], *, most_bytes: int, most_parts: int
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each wanted part, unpacked one by one; Damaged or TooMuch on the way.

    What an archive says of its sizes is not believed: bytes are counted as they come.
    """
    if content.count(_LISTED) > _MOST_LISTED:
        raise TooMuch
    left = most_bytes
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for part in _listed(archive, wanted, most_parts):
                with archive.open(part) as stream:
                    inside = stream.read(left + 1)
                left -= len(inside)
                if left < 0:
                    raise TooMuch
                yield part.filename, inside
    except _DAMAGED:
        raise Damaged from None


def _listed(
    archive: zipfile.ZipFile, wanted: Callable[[str], bool], most_parts: int
) -> list[zipfile.ZipInfo]:
    found = [part for part in archive.infolist() if wanted(part.filename)]
    if len(found) > most_parts:
        raise TooMuch
    twice = len({part.filename for part in found}) < len(found)
    if twice or any(part.compress_type not in _WAYS for part in found):
        raise Damaged
    return found
