"""Public pages answered before Flask wakes up.

A WSGI layer for whoever reads without one of our cookies. It keeps what the app itself called
public (`Cache-Control: public, max-age=N`), for at most N seconds and never longer than 60. **What
is asked of the app for a page that may be kept is made from the key alone**: no other header
reaches it, so no reader's page can hold anything of another's.

A write that changes public pages calls `stale()`: this process forgets at the commit, others when
they next look at the generation row, which each does once a second. So two processes disagree for
at most two seconds.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import lru_cache, partial
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import db, readings
from portal.base.db import Base, session
from portal.base.kept import (
    Environ,
    Headers,
    Key,
    Shelf,
    StartResponse,
    give,
    heard,
)

log = structlog.get_logger()

# 4,000 pages of 4 kB. Addresses with a question mark, which anybody can make up, have a shelf of
# their own, or a thousand of them would push out the front page.
ROOM, ASKED_ROOM = 16_000_000, 4_000_000
# A larger answer (a picture in full size) is made anew each time.
LARGEST = 200_000
LONGEST_KEY = 600
LOOK_EVERY = 1.0

PERSONAL = {"device"}
"""Our cookies besides the session's: who sends one is never answered from here. Any other cookie is
somebody else's and does not reach the app; so one that is missing here shows at once."""


class Topic(IntEnum):
    """What a change of public pages is about: a row of the table below each."""

    PAGES = 1
    """Any of them; each change counts here."""
    POSTS = 2
    TREE = 3


class PageGeneration(Base):
    """A row for each topic; its number grows with every change of public pages about it."""

    __tablename__ = "page_generation"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


_plain, _asked = Shelf(ROOM), Shelf(ASKED_ROOM)
_lock = threading.Lock()
_forgotten: Counter[int] = Counter()
_seen: dict[int, int] = {}
_looked = 0.0


def stale(topic: Topic = Topic.PAGES) -> None:
    """Public pages change with the present transaction; `topic` says what else is to be forgotten.

    A live text brings a line every minute: the urgent posts need not be asked for again each time.
    """
    topics = sorted({Topic.PAGES, topic})
    row = db.insert(PageGeneration)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["id"], set_={"number": PageGeneration.number + 1}
        ),
        [{"id": one, "number": 1} for one in topics],
    )
    db.after_commit(partial(_forget, topics))


def forget() -> None:
    """Let go of every kept page, of those being made at this moment, and of all kept beside."""
    _forget(Topic)


def _forget(topics: Iterable[int]) -> None:
    with _lock:
        for topic in topics:
            _forgotten[topic] += 1
        _plain.clear()
        _asked.clear()


def generation(topic: Topic = Topic.PAGES) -> int:
    """Changes in this process whenever public pages have changed: what is kept beside goes too."""
    return _forgotten[topic]


def _look() -> None:
    """Ask whether another process has changed public pages; without an answer, serve what is kept.

    Whoever comes meanwhile does not wait: the time is noted before the question.
    """
    global _looked
    _looked = time.monotonic()
    try:
        with db.engine().connect() as connection:
            asking = connection.execution_options(portal_write=False)
            rows = asking.execute(sa.select(PageGeneration.id, PageGeneration.number)).all()
    except sa.exc.SQLAlchemyError as error:
        log.warning("page generation unknown", error=str(error))
        return
    changed = [id_ for id_, number in rows if _seen.get(id_) != number]
    if changed:
        for id_, number in rows:
            _seen[id_] = number
        _forget(changed)


class PageCache:
    """The layer itself. `cookie` is the session's; `host` the only one whose pages are kept."""

    def __init__(self, app: Callable[..., Any], cookie: str, host: str = "") -> None:
        self.app = app
        self.cookie = cookie
        self.host = host

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory if we can, else let the app answer and keep what it calls public."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self._is_personal(environ):
            return self._pass_on(environ, start_response)
        now = time.monotonic()
        if now - _looked >= LOOK_EVERY:
            _look()
        key = _key(environ)
        kept = (_asked if key[2] else _plain).pages.get(key)
        if kept is None or kept.until <= now:
            return self._ask(key, environ, start_response)
        return give(kept, environ, start_response, now)

    def _is_personal(self, environ: Environ) -> bool:
        if "HTTP_AUTHORIZATION" in environ:
            return True
        cookies = environ.get("HTTP_COOKIE")
        if not cookies:
            return False
        names = {cookie.partition("=")[0].strip() for cookie in cookies.split(";")}
        return self.cookie in names or not names.isdisjoint(PERSONAL)

    def _pass_on(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        def listen(status: str, headers: Headers, *rest: Any) -> Any:
            headers, thing = readings.taken(headers)
            if thing and environ["REQUEST_METHOD"] == "GET" and status[:3] in ("200", "304"):
                readings.count(thing)
            return start(status, headers, *rest)

        answer: Iterable[bytes] = self.app(environ, listen)
        return answer

    def _ask(self, key: Key, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        said: list[Any] = []

        def listen(status: str, headers: Headers, *rest: Any) -> Any:
            said[:] = [status, headers]

        before, asked_at = generation(), time.monotonic()
        body = _whole(self.app(_only(key, environ), listen))
        made = heard(said[0], said[1], body, asked_at)
        if made.until > asked_at and self._is_ours(key, body):
            with _lock:
                if before == generation():  # else it changed while this page was being made
                    (_asked if key[2] else _plain).put(key, made)
        return give(made, environ, start, asked_at)

    def _is_ours(self, key: Key, body: bytes) -> bool:
        """Under our own name, if that is known, and of a size worth keeping."""
        named = not self.host or key[0].endswith(f":{self.host}")
        return named and len(body) <= LARGEST and sum(map(len, key)) <= LONGEST_KEY


def _whole(answer: Iterable[bytes]) -> bytes:
    try:
        return b"".join(answer)
    finally:
        getattr(answer, "close", lambda: None)()


def _key(environ: Environ) -> Key:
    coding = environ.get("HTTP_ACCEPT_ENCODING", "")
    return (
        environ["wsgi.url_scheme"] + ":" + environ.get("HTTP_HOST", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        _coding(coding) if coding else "",
        "true" if "HTTP_HX_REQUEST" in environ and _wants_part(environ) else "",
    )


@lru_cache(maxsize=500)
def _coding(accepted: str) -> str:
    """The one coding that will be used: `br` before `gzip`; none where both are refused."""
    wanted = set()
    for part in accepted.lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";q=")
        if quality.strip("0.") or not quality:
            wanted.add(name)
    return next((name for name in ("br", "gzip") if name in wanted), "")


def _wants_part(environ: Environ) -> bool:
    """As `htmx.wants_part()` will decide."""
    return (
        environ["HTTP_HX_REQUEST"] == "true"
        and environ.get("HTTP_HX_BOOSTED") != "true"
        and environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"
    )


def _only(key: Key, environ: Environ) -> Environ:
    """What the app is asked: nothing that the key does not hold."""
    asked = {
        name: value
        for name, value in environ.items()
        if not name.startswith("HTTP_") or name == "HTTP_HOST"
    }
    for name in ("CONTENT_LENGTH", "CONTENT_TYPE"):
        asked.pop(name, None)
    asked["REQUEST_METHOD"] = "GET"
    if key[3]:
        asked["HTTP_ACCEPT_ENCODING"] = key[3]
    if key[4]:
        asked["HTTP_HX_REQUEST"] = key[4]
    return asked
