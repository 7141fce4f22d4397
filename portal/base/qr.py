"""An address as a picture that a phone's camera reads."""

import segno
from markupsafe import Markup


def picture(address: str, scale: int = 3) -> tuple[Markup, int]:
    """The address as a QR code (an SVG named `qr`) and its side in pixels.

    Never a password: paper lies about. Drawn once a page, however often it is shown.
    """
    code = segno.make(address, error="l", micro=False)
    side, _ = code.symbol_size(scale=scale, border=2)
    drawn = code.svg_inline(scale=scale, border=2, svgid="qr", svgclass=None, lineclass=None)
    return Markup(drawn), int(side)  # noqa: S704 - drawn here, from our own address
