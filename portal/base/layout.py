"""What every page wears: bar, menu, language links, banner, and the note after a deed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, request
from flask_login import current_user
from itsdangerous import BadData
from werkzeug.urls import iri_to_uri

from portal.base import hooks, keys
from portal.base.language import DEFAULT, LANGUAGES, gettext
from portal.base.web import site_address

# A word in `?done=` → the sentence shown: a closed list, filled by the slices, so that nobody can
# make the portal say something by sending a link.
NOTES: dict[str, str] = {}


@dataclass(frozen=True)
class Link:
    """A line of the menu: `path` without language, and its word (a msgid)."""

    path: str
    word: str
    main: bool = True


@dataclass(frozen=True)
class Block:
    """A piece that a slice offers to another's page: its template reads `block.values`.

    Blocks stand by `rank`, least first; those of one rank in the order of the slices.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    rank: int = 50


@dataclass(frozen=True)
class Line:
    """One line of the desk: a bold link, a state with a tint, a quiet remark; all translated.

    `rank` is how pressing it is, least first; `done` stands apart, below.
    """

    rank: int
    at: datetime
    path: str
    words: str
    state: str = ""
    tint: str = "off"
    quiet: str = ""
    done: bool = False


@dataclass(frozen=True)
class Alternate:
    """The same as the present page for other programs: a media type, a path without language."""

    kind: str
    path: str


def notes(**sentences: str) -> None:
    """Add to what `?done=word` may say; sentences are msgids."""
    NOTES.update(sentences)


def language_links() -> list[tuple[str, str, str]]:
    """(code, own name, address of this page) of the other languages; the front page on errors."""
    here = "/" if "refused" in g or request.method != "GET" else request.path
    query = request.query_string.decode("ascii", "ignore")
    tail = here + ("?" + query if query and "done=" not in query and here != "/" else "")
    return [
        (code, name, tail if code == DEFAULT else f"/{code}{tail}")
        for code, name in LANGUAGES.items()
        if request.script_root != ("" if code == DEFAULT else f"/{code}")
    ]


def here() -> str:
    """The whole address of this page, for who shares it; without what was asked of it."""
    return site_address() + request.script_root + iri_to_uri(request.path)


def wants_script() -> bool:
    """htmx is for the signed-in, never for who saves data, never in Opera Mini's proxy."""
    return (
        current_user.is_authenticated
        and request.headers.get("Save-Data", "").lower() != "on"
        and "Opera Mini" not in request.headers.get("User-Agent", "")
    )


def init_app(app: Flask) -> None:
    """Hand it to the skeleton of all pages, `templates/base/page.html`."""
    app.context_processor(_worn)


# Seconds: long enough for the slowest line, too short for a bookmark or the way back.
NOTE_AGE = 120


def _said() -> str:
    """The word of `?done=`, if we have just signed it: nobody else makes the portal say things.

    A form sent from a page with a note is sent to its address: that note speaks of the deed before.
    """
    if request.method == "POST":
        return ""
    try:
        said = keys.stamp("note").unsign(request.args.get("done", ""), max_age=NOTE_AGE)
    except BadData:
        return ""
    return said.decode()


def _worn() -> dict[str, Any]:
    note = NOTES.get(_said())
    return {
        "site": current_app.config["SITE_NAME"],
        "menu": hooks.gather("menu", current_user),
        "banners": lambda: hooks.gather("banner", current_user),
        "alternates": lambda: hooks.gather("alternates"),
        "language_links": language_links,
        "here": here,
        "wants_script": wants_script,
        "note": gettext(note) if note else None,
    }
