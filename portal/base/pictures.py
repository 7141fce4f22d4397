"""Photos people send, made anew: two small JPEGs that hold the picture and nothing else.

Whatever else travels in a photo (where it was taken, a second file behind its end, a colour profile
to trip a browser) stays behind, since only the points of the picture are written again. Slow, so it
runs before the writing transaction (`web.uploads`), two at a time.
"""

import threading
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from portal.base.errors import Busy, RuleBroken
from portal.base.language import N_

KIND = "image/jpeg"

# A JPEG is shrunk while it is read, so the 50 and 64 megapixels of phones need little memory; one
# drawn in several passes ("progressive") and other formats are unpacked whole, 4 to 15 bytes a
# point. So no picture needs more than 100 MB.
MOST_POINTS = {"JPEG": 70_000_000, "MPO": 70_000_000, "WEBP": 6_000_000}
MOST_IN_PASSES = 15_000_000
MOST_UNPACKED = 10_000_000
# Cameras and editors write about ten passes; thousands of empty ones would keep us busy for hours.
MOST_PASSES = 32

# The budget of a picture page is 20 kB; the large one stands behind a link that says its size.
SMALL, LARGE = (480, 20_000), (1600, 200_000)
_QUALITIES = (75, 60, 45)  # below that fewer points look better

_places = threading.BoundedSemaphore(2)
PATIENCE = 10.0

NOT_A_PICTURE = N_("This is not a picture that can be read here. Please send a JPEG or PNG.")
DAMAGED = N_("This picture is damaged. Please choose it again or take another one.")
TOO_MANY_POINTS = N_("This picture is too wide or too high. Please send a smaller one.")
DRAWING = N_("Drawings (SVG) are not taken. Please send the picture as JPEG or PNG.")
HEIC = N_(
    "This phone keeps pictures as HEIC. Please send a JPEG: in the camera's settings choose "
    '"most compatible", or send a screenshot.'
)

# Ours is the stricter bound, and it speaks the reader's language.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Sized:
    """A JPEG of ours, and its width and height in points."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """One photo in two sizes: at most 20 kB for pages, at most 200 kB to look at."""

    small: Sized
    large: Sized


def redrawn(content: bytes) -> Picture:
    """The photo made anew, upright and on white; RuleBroken with what to do, or Busy."""
    if not _places.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return _redrawn(content)
    finally:
        _places.release()


def _redrawn(content: bytes) -> Picture:
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "GIF", "WEBP")) as opened:
            _measure(opened, content)
            whole = _plain(opened)
    except RuleBroken:
        raise
    except Image.DecompressionBombError:
        raise RuleBroken(TOO_MANY_POINTS) from None
    except UnidentifiedImageError:
        raise RuleBroken(_what_it_is(content)) from None
    except Exception:  # the readers of damaged files fail in a dozen ways, all meaning the same
        raise RuleBroken(DAMAGED) from None
    return Picture(small=_fitting(whole, *SMALL), large=_fitting(whole, *LARGE))


def _measure(opened: Image.Image, content: bytes) -> None:
    """Refuse by what the file says of itself, before anything is unpacked."""
    most = MOST_POINTS.get(opened.format or "", MOST_UNPACKED)
    if isinstance(opened, JpegImageFile) and _in_passes(opened, content):
        most = MOST_IN_PASSES
        if content.count(b"\xff\xda") > MOST_PASSES:
            raise RuleBroken(DAMAGED)
    if opened.width * opened.height > most:
        raise RuleBroken(TOO_MANY_POINTS)


def _in_passes(opened: JpegImageFile, content: bytes) -> bool:
    """Whether the first pass of a JPEG leaves anything to later ones: all are kept until the end.

    ITU T.81, B.1: segments up to the start of scan, which tells how many of the colours it holds.
    """
    at = 2
    while content[at : at + 1] == b"\xff" and content[at + 1] != 0xDA:
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return "progressive" in opened.info or content[at + 4 : at + 5] != bytes([opened.layers])


def _plain(opened: Image.Image) -> Image.Image:
    """The points alone, in three colours, upright and on white, no more of them than are needed."""
    small: Image.Image = opened
    share = LARGE[0] / max(opened.size)  # what a JPEG is read at: the next half, quarter, eighth
    opened.draft(None, (int(opened.width * share) or 1, int(opened.height * share) or 1))
    if opened.mode.startswith("I"):  # 16 bits of grey
        small = opened.point(lambda value: value / 256).convert("L")
    elif opened.mode in ("PA", "LA") or "transparency" in opened.info:
        small = opened.convert("RGBA")
    elif opened.mode in ("1", "P"):
        small = opened.convert("RGB")
    small.thumbnail((LARGE[0], LARGE[0]))
    if small.mode != "RGBA":
        small = _upright(small).convert("RGB")
        return Image.frombytes("RGB", small.size, small.tobytes())
    small = _upright(small)
    plain = Image.new("RGB", small.size, "white")
    plain.paste(small, mask=small)
    return plain


def _upright(turned: Image.Image) -> Image.Image:
    """As the camera was held; as it lies when the note of that cannot be read."""
    try:
        return ImageOps.exif_transpose(turned)
    except Exception:  # notes of cameras are often broken, the pictures are not
        return turned


def _fitting(whole: Image.Image, longest: int, most: int) -> Sized:
    """The picture with so many points on its longer side, or fewer, in `most` bytes at most."""
    while True:
        sized = whole.copy()
        sized.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            written = BytesIO()
            sized.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
            if written.tell() <= most:
                return Sized(written.getvalue(), *sized.size)
        longest = longest * 3 // 4


def _what_it_is(content: bytes) -> str:
    """What to say of a file that is none of our formats."""
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return HEIC
    return DRAWING if b"<svg" in content[:2000].lower() else NOT_A_PICTURE
