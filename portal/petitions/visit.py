"""The sender's visit: opened by the code, for half an hour, on this device.

The cookie holds no code: the petition's number and the head of its code's hash, signed and dated.
A POST without it may bring the code along, so that nothing typed is lost.
"""

from datetime import timedelta

from flask import Blueprint, Response, current_app, g, request
from itsdangerous import BadData

from portal.base import db, keys, limits, pagecache
from portal.base.errors import NotFound, PortalError, RuleBroken
from portal.base.language import N_, gettext
from portal.base.web import kept_fields, move_to, page
from portal.petitions import reach
from portal.petitions.moves import Case

HOME = "/petitions/track"
COOKIE, AGE = "case", timedelta(minutes=30)
pagecache.PERSONAL.add(COOKIE)

HOUR = timedelta(hours=1)
WRONG = N_("There is no petition with this code. Please compare it with what you wrote down.")


class CodeNeeded(RuleBroken):
    """Half an hour has passed since the code was typed, or it was another's."""

    message = N_("Please enter your code once more. What you typed is kept.")


def carried() -> Case | None:
    """The petition of the cookie, if it was signed within half an hour and its code still holds."""
    try:
        signed = keys.stamp(COOKIE).unsign(
            request.cookies.get(COOKIE, ""), int(AGE.total_seconds())
        )
    except BadData:
        return None
    petition_id, _, head = signed.decode().partition(".")
    return reach.case_of_ticket(int(petition_id), head)


def mine() -> Case:
    """The sender's petition, or the part of it that is asked for; CodeNeeded without a code."""
    typed = request.form.get("code", "")
    found = _looked_up(typed) if typed else carried()
    if found is None:
        raise CodeNeeded(WRONG if typed else None)
    remember(found)
    part = request.values.get("part")
    try:
        return reach.part_of(found, part) if part else found
    except NotFound:
        if request.method != "POST":
            raise
        raise CodeNeeded from None  # somebody else has opened theirs on this phone meanwhile


def _looked_up(typed: str) -> Case | None:
    """The petition of a code; wrong ones are counted against whoever tries."""
    demand_patience()
    found = reach.case_of_code(typed)
    if found is None:
        count_wrong()
    return found


def demand_patience() -> None:
    """TooMany for an address from which too many wrong codes came within the hour."""
    most = current_app.config["ANONYMOUS_LIMIT"]
    limits.check("track", limits.anonymous(request.remote_addr or ""), most, HOUR)


def count_wrong() -> None:
    """One wrong code more from this address."""
    db.aside(limits.count, "track", limits.anonymous(request.remote_addr or ""), HOUR)


def remember(case: Case) -> None:
    """Half an hour from this POST on, whatever its answer: a code typed with it counts too."""
    if request.method == "POST":
        petition_id, head = reach.ticket(case.petition)
        g.ticket = keys.stamp(COOKIE).sign(f"{petition_id}.{head}").decode()


def _with_cookie(response: Response) -> Response:
    """For the pages below `/petitions/track` alone."""
    if "ticket" in g:
        response.set_cookie(
            COOKIE,
            g.ticket,
            max_age=AGE,
            path=request.script_root + HOME,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def forgotten(response: Response) -> Response:
    """Without the cookie from now on."""
    response.delete_cookie(COOKIE, path=request.script_root + HOME)
    return response


def code_needed(error: PortalError) -> Response:
    """Ask for the code; what was typed travels along and is sent with it."""
    if request.method != "POST":
        return move_to(HOME)
    sentence = gettext(error.message)
    kept = [(name, value) for name, value in kept_fields() if name != "code"]
    return page("petitions/again.html", sentence=sentence, kept=kept, status=error.status)


def init_app(bp: Blueprint) -> None:
    """The cookie leaves with the answers of these pages."""
    bp.after_request(_with_cookie)
    bp.register_error_handler(CodeNeeded, code_needed)
