"""Answers as the page cache keeps them: how long, how many, and how each is given again."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from portal.base import readings

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]
Key = tuple[str, str, str, str, str]
"""Host with scheme, path, query, coding, and whether the part alone is wanted."""

LONGEST = 60
_UNCHANGED = frozenset({"etag", "cache-control", "vary", "content-location", "expires"})
_STAYS = ("200", "204")
_AGES = [("Cache-Control", f"public, max-age={seconds}") for seconds in range(LONGEST + 1)]


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer, and until when (`time.monotonic`) it may be given; the past: not at all."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    thing: str
    until: float
    counts_down: bool
    """Its max-age is what is left: a browser must not keep it beyond the instant of its change."""


class Shelf:
    """Kept pages, the oldest thrown out first; what is asked for comes back within a minute."""

    def __init__(self, room: int) -> None:
        self.pages: dict[Key, Kept] = {}
        self.room, self.used = room, 0

    def put(self, key: Key, kept: Kept) -> None:
        """Keep it in the place of what was kept before; the caller holds a lock."""
        self._drop(key)
        self.pages[key] = kept
        self.used += _size(key, kept)
        while self.used > self.room:
            self._drop(next(iter(self.pages)))

    def _drop(self, key: Key) -> None:
        old = self.pages.pop(key, None)
        if old is not None:
            self.used -= _size(key, old)

    def clear(self) -> None:
        """Keep nothing; who holds a page already may finish giving it."""
        self.pages, self.used = {}, 0


def _size(key: Key, kept: Kept) -> int:
    return len(kept.body) + sum(map(len, key)) + 1000  # its headers


def heard(status: str, headers: Headers, body: bytes, asked_at: float) -> Kept:
    """The app's answer as it may be kept: only what it called public, and never a cookie."""
    headers, thing = readings.taken(headers)
    fields = {name.lower(): value for name, value in headers}
    control = fields.get("cache-control", "")
    stays = status[:3] in _STAYS and "public" in control and "set-cookie" not in fields
    found = re.search(r"max-age=(\d+)", control) if stays else None
    seconds = min(LONGEST, int(found[1])) if found else 0
    counts_down = stays and control == f"public, max-age={seconds}"
    if counts_down:
        headers = [field for field in headers if field[0].lower() != "cache-control"]
    if status.startswith("200") and "content-length" not in fields:
        headers = [*headers, ("Content-Length", str(len(body)))]
    etag = fields.get("etag", "") if status.startswith("200") else ""
    return Kept(status, headers, body, etag, thing, asked_at + seconds, counts_down)


def give(kept: Kept, environ: Environ, start: StartResponse, now: float) -> Iterable[bytes]:
    """The answer to this request: whole, its head alone, or 304 when the reader has it."""
    headers, reading = kept.headers, environ["REQUEST_METHOD"] == "GET"
    if kept.counts_down:
        headers = [*headers, _AGES[max(0, int(kept.until - now))]]
    if kept.thing and reading and kept.status.startswith("200"):
        readings.count(kept.thing)
    if kept.etag and "HTTP_IF_NONE_MATCH" in environ and _has(environ, kept.etag):
        start("304 NOT MODIFIED", [field for field in headers if field[0].lower() in _UNCHANGED])
        return ()
    start(kept.status, headers if kept.counts_down else list(headers))
    return (kept.body,) if reading else ()


def _has(environ: Environ, etag: str) -> bool:
    asked = environ["HTTP_IF_NONE_MATCH"]
    return asked == "*" or etag.removeprefix("W/") in asked
