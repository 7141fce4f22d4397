"""What happens around every view: trust, preparation, `once`, one commit, one way to answer.

A view ends in `page(...)` or `done(...)`. A state-changing request goes through `Portal._change`:
the form must be ours (or a program's, `sent.py`), slow work is prepared before the writing
transaction begins, the `once` key is claimed inside it, and it is committed when the answer stands
below 400.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

from flask import Flask, Request, Response, current_app, g, redirect, render_template, request
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import current_user
from jinja2 import StrictUndefined
from werkzeug.exceptions import RequestEntityTooLarge

from portal.base import db, hooks, keys, once
from portal.base.errors import SignInNeeded, Untrusted
from portal.base.htmx import respond, wants_part
from portal.base.language import DEFAULT
from portal.base.sent import by_program, is_from_program, sent

V = TypeVar("V", bound=Callable[..., Any])

READING = frozenset({"GET", "HEAD", "OPTIONS"})
# 24 h: an officer may fill the form in the field and send it from the road.
FORM_AGE = 24 * 3600
PRIVATE = "no-store, private"


class Portal(Flask):
    """Flask with the portal's one way to change something."""

    jinja_options: ClassVar[dict[str, Any]] = {  # type: ignore[misc]  # flask says instance variable
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }

    def do_teardown_request(self, *args: Any) -> None:
        """Let go of the session, whatever happened; what was put aside is done now."""
        super().do_teardown_request(*args)
        db.finish()

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; a POST inside one transaction that is committed once."""
        if request.method in READING or request.routing_exception is not None:
            return super().dispatch_request()
        return self._change()

    def _change(self) -> Response:
        view = self.view_functions[str(request.endpoint)]
        sender, key = by_program(view) if is_from_program(view) else _visitor(view)
        prepare = getattr(view, "prepare", None)
        g.prepared = prepare(**(request.view_args or {})) if prepare else None
        db.begin_write()
        if getattr(view, "repeatable", False):
            return self._committed()
        g.claim = once.claim(key, f"{sender} {request.path}", sent())
        location = g.claim.outcome.get("location") if g.claim.repeated else None
        if location is not None:
            return move_to(location)
        return self._committed()

    def _committed(self) -> Response:
        response = self.make_response(super().dispatch_request())
        if response.status_code < 400:
            db.finish(commit=True)
        return response


def _visitor(view: Callable[..., Any]) -> tuple[str, str]:
    """Who sends this form, once it is shown to be ours; and its `once` key."""
    visitor = current_user.get_id() or "anonymous"  # ends its reading before the writing
    if getattr(view, "uploads", False):
        request.max_content_length = current_app.config["UPLOAD_CONTENT_LENGTH"]
    trust_origin()
    if getattr(view, "access", None) == "signed in" and not current_user.is_authenticated:
        raise SignInNeeded  # before the token: it belongs to the session that has ended
    trust_form()
    return visitor, request.form.get("once", "")


def prepare(slow: Callable[..., object]) -> Callable[[V], V]:
    """Run `slow` before the writing transaction of a POST begins; its result is `prepared()`.

    One argon2 hash is 30 ms: sixty slips under SQLite's only write lock would stop the nation for
    two seconds. It may read in transactions of its own; the view reads afresh what it decides
    on.
    """

    def mark(view: V) -> V:
        view.prepare = slow  # type: ignore[attr-defined]  # a mark on the function itself
        return view

    return mark


def repeatable(view: V) -> V:
    """Spare this POST its `once` key: doing it again does no harm (drafts kept as one goes)."""
    view.repeatable = True  # type: ignore[attr-defined]  # a mark on the function itself
    return view


def prepared() -> Any:
    """What the view's `prepare` found."""
    return g.prepared


def page(template: str, *, part: str | None = None, status: int = 200, **context: Any) -> Response:
    """A whole page, or its part alone when htmx asks for it."""
    alone = part is not None and wants_part()
    html = render_template(part if alone and part else template, **context)
    response = Response(html, status)
    if part is not None:
        response.vary.add("HX-Request")
    return response


def preview(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page in answer to a POST that changes nothing.

    Rolled back, its `once` key too: people go back, mend a line and send the same form again.
    """
    response = page(template, status=status, **context)
    db.session.rollback()
    return response


def done(
    path: str,
    *,
    part: str | None = None,
    note: str | None = None,
    language: str | None = None,
    **context: Any,
) -> Response:
    """The deed is done: its part for htmx, else 303 to `path`, where `note` is shown.

    `path` begins with `/` and carries no language; `note` is a word known to `base/notes.py`.
    """
    location = with_note(path, note) if note else path
    g.claim.remember(location=location)
    if part is not None and wants_part():
        response = respond(render_template(part, **context))
        response.vary.add("HX-Request")
        return response
    return move_to(location, language=language)


def with_note(path: str, note: str) -> str:
    """An address at which the note is shown for the next two minutes, once we have signed it."""
    signed = keys.stamp("note").sign(note).decode()
    return f"{path}{'&' if '?' in path else '?'}done={signed}"


def site_address() -> str:
    """Where the portal stands, `https://…` without a slash at its end: PORTAL_BASE_URL if given."""
    return str(current_app.config["BASE_URL"] or request.host_url).rstrip("/")


def claim() -> once.Claim:
    """The `once` key of the present POST."""
    found: once.Claim = g.claim
    return found


def move_to(path: str, *, language: str | None = None) -> Response:
    """303 (for htmx: HX-Redirect) to a path of ours, in this language or the reader's.

    Remembers nothing: for a deed that a repeated POST must do again, such as setting a cookie.
    """
    root = request.script_root
    if language is not None:
        root = "" if language == DEFAULT else f"/{language}"
    address = root + path
    if wants_part():
        return respond("", redirect=address)
    return redirect(address, 303)  # type: ignore[return-value]  # werkzeug's is flask's here


def page_number(most: int = 50) -> int:
    """Which page of a list is asked for, from 1 on; a larger number than `most` is `most`."""
    typed = request.args.get("page", "1")
    return max(1, min(most, int(typed))) if re.fullmatch(r"[0-9]{1,3}", typed) else 1


def fresh_for(seconds: int) -> None:
    """Let nobody keep this public page longer: it changes by itself after so many seconds."""
    g.fresh_for = max(0, min(g.get("fresh_for", 60), seconds))


def form_token() -> str:
    """The hidden `csrf_token`: who asked for the form, signed and dated; needs no cookie."""
    g.has_form = True
    return keys.signer("form").dumps(current_user.get_id() or "anonymous")


def form_key() -> str:
    """The hidden `once`."""
    g.has_form = True
    return once.new_key()


def trust_origin() -> None:
    """Raise Untrusted when the browser says that the form stands on somebody else's page."""
    origin = request.headers.get("Origin")
    if origin and origin != request.host_url.rstrip("/"):
        raise Untrusted
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Untrusted


def trust_form() -> None:
    """Raise Untrusted unless the form was made by us, for this visitor, within 24 hours."""
    token = request.form.get("csrf_token", "")  # reads the body: 413 when it is too large
    try:
        owner = keys.signer("form").loads(token, max_age=FORM_AGE)
    except Exception as error:  # itsdangerous has five ways to say no; all mean the same here
        raise Untrusted from error
    if owner != (current_user.get_id() or "anonymous"):
        raise Untrusted


def kept_fields() -> list[tuple[str, str]]:
    """What the person typed and may send again: every field but secrets and tokens."""
    try:
        typed = list(request.form.items(multi=True))
    except RequestEntityTooLarge:  # what was refused unread
        return []
    return [
        (name, value)
        for name, value in typed
        if name not in ("once", "csrf_token") and "password" not in name
    ]


# What a form carries besides what was typed, and codes of what was chosen: of no interest to who
# reads it again.
_PLUMBING = frozenset(
    {"seen", "seen_at", "asked", "button", "sure", "resume", "next"}
    | {"half", "seed", "kind", "unit", "learn", "part", "about_office"}
    | {"category", "reach", "audience", "pinned", "urgent"}
)


def kept_words(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Fields as a person knows them: (label or nothing, what was typed)."""
    labels = list(hooks.named("field_label"))
    return [
        (next(filter(None, (label(name) for label in labels)), ""), value)
        for name, value in fields
        if value and name not in _PLUMBING
    ]


class NoSession(SessionInterface):
    """Flask's cookie session is not used: sessions are rows (`accounts/models.py`).

    A fresh empty one per request, never sent, so that no page sets a cookie or varies by one.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """An empty session."""
        return SecureCookieSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing to keep."""
