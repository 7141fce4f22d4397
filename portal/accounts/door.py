"""The door of the portal: the cookie, who holds it, and the way through sign-in and back.

A POST that meets an ended session loses nothing: the sign-in page carries the typed fields and
their address, signed and compressed, and offers to send them once the person is back.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, Flask, Request, Response, current_app, request
from flask_login import LoginManager, current_user, login_user

from portal.accounts import queries, recognition, services, slips
from portal.accounts.forms import CodeForm, OwnPasswordForm, SignInForm
from portal.accounts.queries import Actor
from portal.accounts.recognition import NotRecognised, Recognised
from portal.accounts.rules import OWN_DEVICE, Role, local_path, seen_step
from portal.base import clock, db, keys, refusals
from portal.base.errors import PortalError, SignInNeeded, TooMany
from portal.base.language import DEFAULT, LANGUAGES, gettext
from portal.base.sent import is_from_program
from portal.base.web import FORM_AGE, READING, claim, kept_fields, move_to, page, with_note

bp = Blueprint("accounts", "portal.accounts")
login = LoginManager()

MARKS = "device"
"""Name of the cookie by which a device says which accounts were signed in on it."""


def init_app(app: Flask) -> None:
    """Let flask-login find who is asking by our own cookie, and lead everybody through the door."""
    login.init_app(app)
    app.jinja_env.filters["grouped"] = slips.grouped
    login.request_loader(_load)
    app.before_request(_choose_first)
    app.register_error_handler(SignInNeeded, _lead_to_sign_in)
    app.register_error_handler(NotRecognised, sign_in_page)
    app.register_error_handler(TooMany, _too_many)


def _load(request: Request) -> Actor | None:
    if is_from_program(current_app.view_functions.get(request.endpoint or "")):
        return None  # its key says who sends; no cookie counts
    token = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"])
    actor = queries.actor(token) if token else None
    if actor and clock.now() - actor.seen_at > seen_step(admin=actor.holds(Role.ADMIN)):
        db.aside(services.see, actor.session_id)
    return actor


def _choose_first() -> Response | None:
    """With a first password nothing can be done but choose an own one."""
    free = ("accounts.password", "accounts.sign_out", "accounts.sign_in", "accounts.code")
    if request.endpoint in free or not current_user.is_authenticated:
        return None
    return move_to("/account/password") if current_user.must_choose_password else None


def _lead_to_sign_in(error: SignInNeeded) -> Response:
    if request.method in READING:
        return move_to("/login?" + urlencode({"next": request.full_path.rstrip("?")}))
    return sign_in_page(error, resume=kept_post())


def kept_post() -> str:
    """The present POST, signed and compressed, for `resumed`; "" when nothing was typed."""
    fields = [(name, value) for name, value in kept_fields() if value]
    if not fields:
        return ""
    return str(keys.signer("resume").dumps([request.full_path.rstrip("?"), fields]))


def sign_in_page(error: PortalError | None = None, *, resume: str = "") -> Response:
    """The sign-in page, with what was typed and why it did not open; the password is never kept."""
    form = SignInForm.read()
    if error is None or isinstance(error, SignInNeeded):
        form = SignInForm(next=request.args.get("next", ""), resume=resume)
    sentence = gettext(error.message, **error.values) if error else None
    status = error.status if error else 200
    response = page("accounts/sign_in.html", status=status, form=form, sentence=sentence)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return refusals.for_htmx(response) if error else response


def _too_many(error: TooMany) -> Response:
    return sign_in_page(error) if request.endpoint == "accounts.sign_in" else refusals.refuse(error)


@dataclass(frozen=True)
class Resumed:
    """A POST that met an ended session: its path and the fields typed."""

    path: str
    fields: list[tuple[str, str]]


def resumed(signed: str) -> Resumed | None:
    """What the hidden field carries, if we signed it within a day."""
    try:
        path, fields = keys.signer("resume").loads(signed, max_age=FORM_AGE)
    except Exception:  # itsdangerous has five ways to say no; all mean the same here
        return None
    return Resumed(path, [(name, value) for name, value in fields])


def let_in(seen: Recognised, form: SignInForm | CodeForm, note: str | None = None) -> Response:
    """Everything asked was right: this device gets a new session, and its old one ends."""
    account, told = services.admit(seen.account_id, seen.password_hash)
    token, shared = new_token(request.form["once"], account.id), bool(form.shared.data)
    if not claim().repeated:
        if current_user.is_authenticated:
            services.end_session(current_user.id, current_user.session_id)
        services.start_session(account.id, device_name(), shared=shared, token=token)
    actor = queries.actor(token)
    if actor is None:  # a repeated POST whose session has ended since
        return move_to("/login")
    response = onwards(actor, form.resume.data, form.next.data, told or note)
    remember_device(response, account.id)
    return enter(response, token, shared=shared)


def onwards(actor: Actor, resume: str, wanted: str, note: str | None) -> Response:
    """Where to after sign-in: choose a password, back to what was being sent, or to a page."""
    login_user(actor)  # the answer's tokens belong to the new session
    kept = resumed(resume)
    if kept is not None and not actor.must_choose_password:
        return page("accounts/resumed.html", kept=kept)
    if kept is not None:
        return page("accounts/password.html", form=OwnPasswordForm(resume=resume), first=True)
    path = local_path(wanted) or "/desk"
    if actor.must_choose_password:
        path = "/account/password"
    if note:
        path = with_note(path, note)
    return move_to(path, language=actor.language)


def enter(response: Response, token: str, *, shared: bool) -> Response:
    """Give the device its session."""
    name = current_app.config["SESSION_COOKIE_NAME"]
    lasting: timedelta | None = None if shared else OWN_DEVICE
    _set_cookie(response, name, token, lasting, "/")
    return response


def remember_device(response: Response, account_id: int) -> Response:
    """Mark the device as one on which this account was signed in; answers of `/login` only.

    No other address is sent the marks, so that no page pays for their 100 bytes or leaves the page
    cache for them; each language has a `/login` of its own. Elsewhere they would seem to be none,
    and other accounts on this device would be forgotten.
    """
    marks = recognition.remember_device(request.cookies.get(MARKS, ""), account_id)
    for code in LANGUAGES:
        path = "/login" if code == DEFAULT else f"/{code}/login"
        _set_cookie(response, MARKS, marks, timedelta(days=365), path)
    return response


def _set_cookie(
    response: Response, name: str, value: str, lasting: timedelta | None, path: str
) -> None:
    secure = current_app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    response.set_cookie(
        name, value, max_age=lasting, path=path, secure=secure, httponly=True, samesite="Lax"
    )


def leave(response: Response) -> Response:
    """Take the session back. Not `cache`: that would throw away style and script, 17 kB."""
    name = current_app.config["SESSION_COOKIE_NAME"]
    response.delete_cookie(name, secure=name.startswith("__Host-"), httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"storage"'  # "cookies" would forget the known device
    return response


def new_token(key: str, account_id: int) -> str:
    """A session's cookie, 128 bits; the same again for a POST that lost its answer."""
    return f"{keys.derive(f'{key}:{account_id}', 'session') >> 128:032x}"


_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "KAIOS", "Series40", "Linux")
# In this order: those before the last two also call themselves Chrome or Safari.
_BROWSERS = (
    *("Opera Mini", "coc_coc", "UCBrowser", "SamsungBrowser", "Edg", "OPR", "Firefox"),
    *("Chrome", "Safari"),
)


def device_name() -> str:
    """System and browser, coarse: enough for the holder to know the device again."""
    agent = re.sub(r"[^\x20-\x7e]", "", request.headers.get("User-Agent", ""))
    found = [
        next((name for name in names if name.lower() in agent.lower()), None)
        for names in (_SYSTEMS, _BROWSERS)
    ]
    return ", ".join(name for name in found if name) or agent[:40] or "?"
