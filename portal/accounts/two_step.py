"""Two-step sign-in: the code after the password, and one's own rooms to set it up and take it off.

After the password the answer is the page of the code, not a session. What was proved travels in
its form, signed, for ten minutes: nothing is written and no cookie set until the code is right.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from flask_login import current_user

from portal.accounts import forms, models, recognition, totp
from portal.accounts import second_factor as factors
from portal.accounts.door import bp, kept_post, let_in, resumed, sign_in_page
from portal.accounts.recognition import NotRecognised, Recognised
from portal.accounts.services import end_sessions
from portal.base import keys, qr, refusals
from portal.base.access import public, signed_in
from portal.base.db import session
from portal.base.errors import NotFound, PortalError, TooMany
from portal.base.language import N_, gettext
from portal.base.layout import notes
from portal.base.web import (
    FORM_AGE,
    READING,
    claim,
    done,
    move_to,
    page,
    prepare,
    prepared,
    site_address,
    trust_origin,
)

HALF_AGE = 600
"""Seconds between password and code: long enough to find the telephone."""

PATH = "/account/second-factor"
FREE = {f"accounts.{name}" for name in ("second_factor", "password", "sign_out", "sign_in", "code")}
"""What may be opened without the second step that a role asks for."""

notes(
    recovery_code_used=N_("A recovery code was used up. See under “My account” how many are left."),
    second_factor_off=N_("From now on your password alone opens the portal."),
    second_factor_reset=N_(
        "Your office took your second step at sign-in off. All your devices were signed out."
    ),
)


def ask(seen: Recognised, form: forms.SignInForm) -> Response:
    """The page of the code, in answer to a password that was right."""
    half = keys.signer("half").dumps([seen.account_id, _print_of(seen.password_hash)])
    wanted = {"next": form.next.data, "resume": form.resume.data}
    shared = "y" if form.shared.data else ""
    return _code_page(forms.CodeForm(half=str(half), shared=shared, **wanted))


def _code_page(form: forms.CodeForm, error: PortalError | None = None) -> Response:
    if error is not None:
        form.code.errors = [gettext(error.message, **error.values)]
        form.code.data = ""
    response = page("accounts/code.html", status=error.status if error else 200, form=form)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _print_of(password_hash: str) -> str:
    return keys.digest(password_hash, "half")[:24]


def _half(signed: str) -> Recognised | None:
    """Whose password was right within ten minutes, and is still the same."""
    try:
        account_id, print_ = keys.signer("half").loads(signed, max_age=HALF_AGE)
    except Exception:  # itsdangerous has five ways to say no; all mean the same here
        return None
    account = session.get_one(models.Account, account_id)
    hash_ = account.password_hash or ""
    return Recognised(account.id, hash_) if _print_of(hash_) == print_ else None


@bp.route("/login/code", methods=["GET", "POST"])
@public
def code() -> Response:
    """The second step of sign-in: six digits from the app, or a recovery code."""
    if request.method in READING:
        return move_to("/login")
    form = forms.CodeForm.read()
    seen = _half(form.half.data or "")
    if seen is None:
        return sign_in_page(NotRecognised(N_("That took too long. Please sign in once more.")))
    try:
        recovery = not claim().repeated and factors.use(seen.account_id, form.code.data or "")
    except (factors.WrongCode, TooMany) as error:
        return _code_page(form, error)
    return let_in(seen, form, "recovery_code_used" if recovery else None)


def set_up_first() -> Response | None:
    """Without the second step that a role asks for nothing can be done but set it up."""
    if not current_user.is_authenticated or not current_user.must_set_up_second_factor:
        return None
    if request.endpoint in FREE:
        return None
    if request.method in READING:
        said = {"done": request.args["done"]} if "done" in request.args else {}
        return move_to(f"{PATH}?{urlencode(said)}".rstrip("?"))
    trust_origin()
    return refusals.for_htmx(_set_up_page(forms.SetUpForm(resume=kept_post()), status=403))


def _own_seed(signed: str) -> str | None:
    try:
        account_id, seed = keys.signer("seed").loads(signed, max_age=FORM_AGE)
    except Exception:  # itsdangerous has five ways to say no; all mean the same here
        return None
    return str(seed) if account_id == current_user.id else None


def _set_up_page(form: forms.SetUpForm, *, status: int = 200) -> Response:
    """The secret as picture, link and letters: the same again as long as the form goes round."""
    seed = _own_seed(form.seed.data or "") or factors.new_seed()
    form.seed.data = str(keys.signer("seed").dumps([current_user.id, seed]))
    own = factors.secret(current_user.id, seed)
    address = totp.address(own, site_address().partition("://")[2], current_user.username)
    picture, _ = qr.picture(address)
    return page(
        "accounts/set_up.html",
        status=status,
        form=form,
        address=address,
        picture=picture,
        letters=totp.as_letters(own),
        forced=current_user.must_set_up_second_factor,
    )


def _password() -> bool:
    """Whether the present password was typed: argon2 comes before the writing transaction."""
    mine = session.get_one(models.Account, current_user.id)
    typed = request.form.get("password_now", "")
    return bool(typed) and recognition.is_own_password(mine, typed)


def _sure(form: Any) -> bool:
    """Whether the form is whole and its password right; if not, it says so."""
    whole = form.accepted()
    if whole and not prepared():
        form.password_now.errors = [gettext("This is not your present password.")]
    return whole and bool(prepared())


@bp.route(PATH, methods=["GET", "POST"])
@signed_in
@prepare(_password)
def second_factor() -> Response:
    """What there is of the own second step; or a new app, whose first code shows that it works."""
    there = factors.of(current_user.id)
    if request.method in READING and there is not None:
        left = factors.left(current_user.id)
        return page("accounts/second_factor.html", there=there, left=left)
    form = forms.SetUpForm.read()
    if not _sure(form):
        return _set_up_page(form, status=form.status)
    if not claim().repeated:
        try:
            seed = _own_seed(form.seed.data or "") or ""
            factors.set_up(current_user.id, seed, form.code.data, once=request.form["once"])
        except factors.WrongCode as error:
            form.code.errors = [gettext(error.message)]
            return _set_up_page(form, status=error.status)
        end_sessions(current_user.id, but=current_user.session_id)
    return _codes_page(form.resume.data or "")


def _codes_page(resume: str = "") -> Response:
    """Ten recovery codes, a 200 straight from the POST: secrets are shown, not redirected to."""
    codes = factors.recovery_codes(current_user.id, request.form["once"])
    unused = factors.unused(current_user.id, codes)
    return page("accounts/recovery_codes.html", codes=codes, unused=unused, kept=resumed(resume))


def _about_the_own() -> forms.SureForm:
    """The form; NotFound for who has no second step."""
    if factors.of(current_user.id) is None:
        raise NotFound
    return forms.SureForm.read()


def _used(form: forms.SureForm) -> bool:
    """Whether password and code are right; the code is used up."""
    if not _sure(form):
        return False
    try:
        factors.use(current_user.id, form.code.data or "")
    except factors.WrongCode as error:
        form.code.errors = [gettext(error.message)]
    return not form.code.errors


@bp.route(f"{PATH}/codes", methods=["GET", "POST"])
@signed_in
@prepare(_password)
def new_codes() -> Response:
    """Ten new recovery codes instead of the old ones."""
    form = _about_the_own()
    repeated = request.method not in READING and claim().repeated
    if not repeated and not _used(form):
        return page("accounts/sure.html", status=form.status, form=form, deed="codes")
    if not repeated:
        factors.renew_codes(current_user.id, once=request.form["once"])
    return _codes_page()


@bp.route(f"{PATH}/off", methods=["GET", "POST"])
@signed_in
@prepare(_password)
def second_factor_off() -> Response:
    """The password alone opens again; who must have a second step sets it up anew."""
    form = _about_the_own()
    if not _used(form):
        return page("accounts/sure.html", status=form.status, form=form, deed="off")
    mine = session.get_one(models.Account, current_user.id)
    factors.take_off(mine, by=mine.id)
    end_sessions(mine.id, but=current_user.session_id)
    return done("/account", note="second_factor_off")
