"""An address as a picture that a phone's camera reads."""

import segno
from markupsafe import Markup


def picture(address: str) -> tuple[Markup, int]:
    """The address as a QR code (an SVG named `qr`) and its side in pixels.

    Never a password: paper lies about. Drawn once a page, however often it is shown.
    """
    code = segno.make(address, error="l", micro=False)
    side, _ = code.symbol_size(scale=3, border=2)
    drawn = code.svg_inline(scale=3, border=2, svgid="qr", svgclass=None, lineclass=None)
    return Markup(drawn), int(side)  # noqa: S704 - drawn here, from our own address


def poster(address: str) -> Markup:
    """The same without a size of its own: as large as the style sheet says."""
    code = segno.make(address, error="m", micro=False)  # weather and pins take their share
    drawn = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn here, from our own address
