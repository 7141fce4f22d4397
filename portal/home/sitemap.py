"""What search engines are told: every public address, in parts of ten thousand."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from xml.sax.saxutils import escape

Entry = tuple[str, date | None]
"""A path without language, and the day of its last change if known."""

# The protocol allows 50,000 and 50 MB; a part of this size is 1 MB, compressed 60 kB.
PART = 10_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def index(site: str, number: int) -> str:
    """The list of so many parts; `site` is `https://…` without a slash at its end."""
    parts = "".join(
        f"<sitemap><loc>{escape(site)}/sitemap-{n}.xml</loc></sitemap>\n"
        for n in range(1, number + 1)
    )
    return f"{_HEAD}<sitemapindex {_SPACE}>\n{parts}</sitemapindex>\n"


def parts(entries: Iterable[Entry]) -> int:
    """How many parts they fill, at least one."""
    return max(1, -(-sum(1 for _ in entries) // PART))


def part(site: str, entries: Iterable[Entry], number: int) -> str | None:
    """The part of this number, from 1 on; None where there is none."""
    first = (number - 1) * PART
    lines = "".join(_lines(site, islice(entries, first, first + PART)))
    return f"{_HEAD}<urlset {_SPACE}>\n{lines}</urlset>\n" if lines else None


def _lines(site: str, entries: Iterable[Entry]) -> Iterator[str]:
    for path, changed in entries:
        day = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        yield f"<url><loc>{escape(site + path)}</loc>{day}</url>\n"


def robots(site: str) -> str:
    """What no engine need ask for: doors, searches, and the same unit on any day of the past."""
    closed = (
        "/login",
        "/account",
        "/desk",
        "/reports/",
        "/units/?q=",
        "/*?page=",
        "/*?after=",
        "/*@",
    )
    lines = "".join(
        f"Disallow: {language}{path}\n" for language in ("", "/en", "/hi") for path in closed
    )
    return f"User-agent: *\n{lines}Sitemap: {site}/sitemap.xml\n"
