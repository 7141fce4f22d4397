"""Photos as phones, editors and villains make them."""

import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.Image import Exif

RED, BLUE = (200, 30, 30), (30, 30, 200)


def field(width: int = 640, height: int = 480) -> Image.Image:
    """Red above, blue below."""
    made = Image.new("RGB", (width, height), RED)
    made.paste(BLUE, (0, height // 2, width, height))
    return made


def written(picture: Image.Image, form: str = "JPEG", **how: Any) -> bytes:
    """The file of a picture."""
    made = BytesIO()
    picture.save(made, form, **how)
    return made.getvalue()


def notes(turn: int = 1) -> Exif:
    """What a phone writes beside the picture: how it was held, and where."""
    made = Image.Exif()
    made[0x0112] = turn
    made[0x010F] = "Bphone"
    made[0x8825] = {1: "N", 2: (21.0, 11.0, 9.9), 3: "E", 4: (106.0, 4.0, 1.2)}
    return made


def phone(width: int = 1200, height: int = 900) -> bytes:
    """A JPEG with GPS and a remark, such as a phone sends."""
    return written(field(width, height), exif=notes(), comment=b"HOME of somebody")


def png_of(width: int, height: int, unpacked: int = 1000) -> bytes:
    """A PNG that says it is so large, and holds so many bytes of nothing."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(unpacked), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(inside).to_bytes(4, "big")
        + name
        + inside
        + zlib.crc32(name + inside).to_bytes(4, "big")
        for name, inside in parts
    )
