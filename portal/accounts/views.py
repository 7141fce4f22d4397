"""Sign-in, sign-out, and one's own account; the second step of sign-in: `two_step.py`.

Accounts below: `below.py`, `care.py`.
"""

from dataclasses import dataclass

from flask import Flask, Response, current_app, request
from flask_login import current_user

from portal.accounts import (
    below,
    care,
    door,
    forms,
    models,
    passwords,
    queries,
    recognition,
    second_factor,
    services,
    two_step,
)
from portal.accounts.door import bp
from portal.accounts.weak import why_weak
from portal.base.access import public, signed_in
from portal.base.db import session
from portal.base.language import N_, gettext
from portal.base.layout import notes
from portal.base.web import READING, done, page, prepare, prepared
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level

__all__ = ["below", "bp", "care", "init_app", "two_step"]

notes(
    signed_out=N_("You are signed out."),
    account_kept=N_("Your account was changed."),
    password_chosen=N_("From now on your own password opens the portal."),
    password_reset=N_(
        "Your password was made anew by your office. All your devices were signed out."
    ),
    sessions_ended=N_("The device was signed out."),
)


def init_app(app: Flask) -> None:
    """Hang the door."""
    door.init_app(app)
    app.before_request(two_step.set_up_first)


def _recognise() -> recognition.Recognised:
    form = forms.SignInForm.read()
    if not form.validate():
        raise recognition.NotRecognised(N_("Please fill in both the user name and the password."))
    return recognition.recognise(
        form.username.data,
        form.password.data,
        marks=request.cookies.get(door.MARKS, ""),
        address=request.remote_addr or "",
        most_by_address=current_app.config["ANONYMOUS_LIMIT"],
    )


@bp.route("/login", methods=["GET", "POST"])
@public
@prepare(_recognise)
def sign_in() -> Response:
    """Who knows the password gets a new session, or is asked for the second step."""
    if request.method in READING:
        return door.sign_in_page()
    form, seen = forms.SignInForm.read(), prepared()
    if second_factor.of(seen.account_id) is not None:
        return two_step.ask(seen, form)
    return door.let_in(seen, form)


@bp.get("/login/help")
@public
def sign_in_help() -> Response:
    """Whom to call about a forgotten password: by province and commune, never by user name."""
    provinces = units.places(lambda u: (u.level == Level.PROVINCE) & u.closed_on.is_(None))
    province = _of_code(provinces, "province")
    communes = units.children(province) if province else []
    commune = _of_code(communes, "commune")
    offices = [place for place in (commune, province) if place is not None and place.phone]
    return page(
        "accounts/help.html",
        provinces=provinces,
        province=province,
        communes=communes,
        commune=commune,
        offices=offices,
    )


def _of_code(places: list[Place], name: str) -> Place | None:
    return next((place for place in places if place.code == request.args.get(name)), None)


@bp.post("/logout")
@signed_in
def sign_out() -> Response:
    """This device is signed out."""
    services.end_session(current_user.id, current_user.session_id)
    return door.leave(done("/login", note="signed_out"))


@bp.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> Response:
    """Name, language, and the devices signed in."""
    mine = session.get_one(models.Account, current_user.id)
    form = forms.AccountForm.read(name=mine.name, language=mine.language)
    if form.accepted():
        services.describe(mine, name=form.name.data, language=form.language.data)
        return done("/account", note="account_kept", language=mine.language)
    return page(
        "accounts/account.html",
        status=form.status,
        form=form,
        devices=queries.sessions(mine.id),
        mine=mine,
        second_factor=second_factor.of(mine.id),
    )


@bp.post("/account/sessions")
@signed_in
def end_sessions() -> Response:
    """One device is signed out, or all others."""
    wanted = request.form.get("end", "")
    if wanted == "others":
        services.end_sessions(current_user.id, but=current_user.session_id)
    elif wanted.isdecimal() and len(wanted) < 18:
        services.end_session(current_user.id, int(wanted))
    return done("/account", note="sessions_ended")


@dataclass
class _Chosen:
    form: forms.OwnPasswordForm
    hash: str | None


def _choose() -> _Chosen:
    """Check the new password and hash it, 60 ms in all, before the writing transaction."""
    mine = session.get_one(models.Account, current_user.id)
    kind = forms.OwnPasswordForm if mine.first_password_until else forms.ChangePasswordForm
    form = kind.read()
    if not form.validate():
        return _Chosen(form, None)
    new = passwords.as_typed(form.password.data)
    weak = why_weak(new, recognition.own_words(mine))
    now = getattr(form, "password_now", None)
    if weak is not None:
        form.password.errors = [gettext(weak)]
    elif now is not None and not recognition.is_own_password(mine, now.data):
        now.errors = [gettext("This is not your present password.")]
    elif passwords.matches(new, mine.password_hash):
        form.password.errors = [gettext("This is the password you have. Please choose another.")]
    else:
        return _Chosen(form, passwords.hashed(new))
    return _Chosen(form, None)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
@prepare(_choose)
def password() -> Response:
    """An own password, instead of the first one or of the present one."""
    mine = session.get_one(models.Account, current_user.id)
    first = mine.first_password_until is not None
    if request.method in READING:
        form = forms.OwnPasswordForm() if first else forms.ChangePasswordForm()
        return page("accounts/password.html", form=form, first=first)
    chosen: _Chosen = prepared()
    if chosen.hash is None:
        return page("accounts/password.html", status=422, form=chosen.form, first=first)
    here = session.get_one(models.SignIn, current_user.session_id)
    services.choose_password(mine, chosen.hash)
    # A new session for this device: whoever copied the old cookie is out too.
    token = services.start_session(mine.id, here.device, shared=here.shared)
    actor = queries.actor(token)
    assert actor is not None  # noqa: S101 - it was started in this transaction
    response = door.onwards(actor, chosen.form.resume.data, "/desk", "password_chosen")
    return door.enter(response, token, shared=here.shared)
