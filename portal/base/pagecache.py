"""Public pages answered before Flask wakes up.

A WSGI layer for GET requests without a session cookie. It keeps what the app itself called public
(`Cache-Control: public, max-age=N`), for at most N seconds. A write that changes public pages calls
`stale()`: this process forgets at the commit, others when they next look at the generation row,
which each does once a second. So two processes disagree for at most two seconds.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import db
from portal.base.db import Base, session

# 20 MB at 4 kB a page: the busiest pages of a province stay in.
MOST_PAGES = 5000
LOOK_EVERY = 1.0
_UNCHANGED = ("ETag", "Cache-Control", "Vary")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class PageGeneration(Base):
    """One row whose number grows with every change of a public page."""

    __tablename__ = "page_generation"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


@dataclass(frozen=True)
class _Kept:
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    until: float


_pages: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()
_lock = threading.Lock()
_forgotten = 0
_seen = 0
_looked = 0.0


def stale() -> None:
    """Public pages change with the present transaction."""
    changed = session.execute(
        sa.update(PageGeneration).values(number=PageGeneration.number + 1)
    ).rowcount  # type: ignore[attr-defined]  # a CursorResult, as every UPDATE's
    if not changed:
        session.add(PageGeneration(id=1, number=1))
    db.after_commit(forget)


def forget() -> None:
    """Let go of every kept page, and of those being made at this moment."""
    global _forgotten
    with _lock:
        _forgotten += 1
        _pages.clear()


def _look() -> None:
    """Once a second, ask whether another process has changed public pages."""
    global _seen, _looked
    if time.monotonic() - _looked < LOOK_EVERY:
        return
    _looked = time.monotonic()
    with db.engine().connect() as connection:
        number = connection.execution_options(portal_write=False).scalar(
            sa.select(PageGeneration.number)
        )
    if number and number != _seen:
        _seen = number
        forget()


class PageCache:
    """The layer itself."""

    def __init__(self, app: Callable[..., Any], cookie: str) -> None:
        self.app = app
        self.cookie = cookie + "="

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory if we can, else let the app answer and keep what it calls public."""
        if environ["REQUEST_METHOD"] != "GET" or self.cookie in environ.get("HTTP_COOKIE", ""):
            return self.app(environ, start_response)  # type: ignore[no-any-return]  # WSGI is untyped
        _look()
        key = _key(environ)
        kept = _pages.get(key)
        if kept is not None and kept.until > time.monotonic():
            return _answer(kept, environ, start_response)
        return self._ask(key, environ, start_response)

    def _ask(self, key: tuple[str, ...], environ: Environ, start: StartResponse) -> Iterable[bytes]:
        heard: list[Any] = []
        before = _forgotten

        def listen(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            heard[:] = [status, headers]
            return start(status, headers, *rest)

        body = b"".join(self.app(environ, listen))
        seconds = _may_keep(*heard)
        if seconds:
            _keep(key, heard[1], body, seconds, before)
        return [body]


def _key(environ: Environ) -> tuple[str, ...]:
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    coding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
    part = environ.get("HTTP_HX_REQUEST", "") + environ.get("HTTP_HX_BOOSTED", "")
    host = environ.get("HTTP_HOST", "") + environ.get("wsgi.url_scheme", "")
    return (host, environ["PATH_INFO"], environ.get("QUERY_STRING", ""), coding, part)


def _may_keep(status: str, headers: list[tuple[str, str]]) -> int:
    """For how many seconds this answer may be kept; 0 for not at all."""
    fields = {name.lower(): value for name, value in headers}
    control = fields.get("cache-control", "")
    if not status.startswith("200") or "set-cookie" in fields or "public" not in control:
        return 0
    seconds = control.rpartition("max-age=")[2].partition(",")[0]  # `31536000, public, immutable`
    return min(60, int(seconds or 0))


def _keep(
    key: tuple[str, ...], headers: list[tuple[str, str]], body: bytes, seconds: int, made_at: int
) -> None:
    etag = next((value for name, value in headers if name.lower() == "etag"), "")
    with _lock:
        if made_at != _forgotten:  # it changed while this page was being made
            return
        _pages[key] = _Kept(headers, body, etag, time.monotonic() + seconds)
        while len(_pages) > MOST_PAGES:
            _pages.popitem(last=False)


def _answer(kept: _Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    if kept.etag and kept.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 NOT MODIFIED", [h for h in kept.headers if h[0] in _UNCHANGED])
        return []
    start_response("200 OK", list(kept.headers))
    return [kept.body]
