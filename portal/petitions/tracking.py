"""The sender's own page: opened by the code, for half an hour, on this device.

The cookie holds no code: the petition's number and the head of its code's hash, signed and dated.
A POST without it may bring the code along, so that nothing typed is lost.
"""

from datetime import timedelta

from flask import Blueprint, Response, current_app, request
from itsdangerous import BadData

from portal.accounts import queries as accounts
from portal.base import clock, db, keys, limits, pagecache, pictures, sending
from portal.base.access import public
from portal.base.errors import NotFound, PortalError, RuleBroken
from portal.base.language import N_, gettext
from portal.base.layout import notes
from portal.base.uploads import uploads
from portal.base.web import done, kept_fields, move_to, page
from portal.petitions import codes, moves, photos, queries, reach, sender, words
from portal.petitions.demo import SAMPLE
from portal.petitions.forms import (
    CodeForm,
    PhotoForm,
    RateForm,
    ReopenForm,
    ReplyForm,
    WithdrawForm,
)
from portal.petitions.moves import Case
from portal.petitions.queries import Version
from portal.petitions.rules import Act, Outcome
from portal.units import queries as units

bp = Blueprint("petitions", "portal.petitions", url_prefix="/petitions")

HOME = "/petitions/track"
COOKIE, AGE = "case", timedelta(minutes=30)
pagecache.PERSONAL.add(COOKIE)

HOUR = timedelta(hours=1)
WRONG = N_("There is no petition with this code. Please compare it with what you wrote down.")

notes(
    petition_replied=N_("Sent. Your reply lies with the office."),
    petition_rated=N_("Thank you. Your rating is noted."),
    petition_reopened=N_("Somebody else will look at it."),
    petition_withdrawn=N_("Withdrawn."),
    petition_photo=N_("The photo is added."),
)


class CodeNeeded(RuleBroken):
    """Half an hour has passed since the code was typed."""

    message = N_("Please enter your code once more. What you typed is kept.")


def _carried() -> Case | None:
    """The petition of the cookie, if it was signed within half an hour and its code still holds."""
    try:
        signed = keys.stamp(COOKIE).unsign(
            request.cookies.get(COOKIE, ""), int(AGE.total_seconds())
        )
    except BadData:
        return None
    petition_id, _, head = signed.decode().partition(".")
    return reach.case_of_ticket(int(petition_id), head)


def _mine() -> Case:
    """The sender's petition, or the part of it that is asked for; CodeNeeded without a code."""
    typed = request.form.get("code", "")
    found = (_looked_up(typed) if typed else None) or _carried()
    if found is None:
        raise CodeNeeded
    part = request.values.get("part")
    return reach.part_of(found, part) if part else found


def _looked_up(typed: str) -> Case | None:
    """The petition of a code; wrong ones are counted against whoever tries."""
    _demand_patience()
    found = reach.case_of_code(typed)
    if found is None:
        _count_wrong()
    return found


def _demand_patience() -> None:
    """TooMany for an address from which too many wrong codes came within the hour."""
    most = current_app.config["ANONYMOUS_LIMIT"]
    limits.check("track", limits.anonymous(request.remote_addr or ""), most, HOUR)


def _count_wrong() -> None:
    db.aside(limits.count, "track", limits.anonymous(request.remote_addr or ""), HOUR)


def code_needed(error: PortalError) -> Response:
    """Ask for the code; what was typed travels along and is sent with it."""
    if request.method != "POST":
        return move_to(HOME)
    sentence = gettext(error.message)
    kept = [(name, value) for name, value in kept_fields() if name != "code"]
    return page("petitions/again.html", sentence=sentence, kept=kept, status=error.status)


def _with_cookie(response: Response, case: Case) -> Response:
    petition_id, head = reach.ticket(case.petition)
    response.set_cookie(
        COOKIE,
        keys.stamp(COOKIE).sign(f"{petition_id}.{head}").decode(),
        max_age=AGE,
        path=request.script_root + HOME,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.route("/track", methods=["GET", "POST"])
@public
def track() -> Response:
    """The code is asked for; then the petition's page."""
    if request.method == "POST":
        return _enter()
    case = _carried()
    if case is None:
        return _door(CodeForm.read())
    return _show(case)


def _enter() -> Response:
    form = CodeForm.read()
    _demand_patience()
    entered = sender.enter(form.code.data or "", request.form["once"])
    if entered is None:
        _count_wrong()
        return _door(form, gettext(WRONG))
    case, new_code = entered
    if new_code is None:
        return _with_cookie(move_to(HOME), case)
    number, code = case.number, codes.shown(new_code)
    return _with_cookie(page("petitions/new_code.html", number=number, code=code), case)


def _door(form: CodeForm, sentence: str = "") -> Response:
    """Where the code is typed; a demo gives one away."""
    sample = codes.shown(codes.make(SAMPLE)) if accounts.is_demo() else None
    status = 422 if sentence else 200
    return page("petitions/track.html", form=form, sentence=sentence, sample=sample, status=status)


def _show(case: Case, rate: RateForm | None = None, reply: ReplyForm | None = None) -> Response:
    """State, holder, day due, answers, steps, and what the sender can do now."""
    petition = case.petition
    steps = queries.history(petition.id, for_sender=True)
    acts = {one.step.act for one in steps}
    master = petition.merged_into_id
    ids = {petition.owner_id, petition.place_id, *queries.units_named(steps)}
    places = {place.id: place for place in units.places(lambda unit: unit.id.in_(ids))}
    versions = queries.versions(master or petition.id)
    rate, reply = rate or RateForm(), reply or ReplyForm()
    return page(
        "petitions/case.html",
        status=max(rate.status, reply.status),
        case=case,
        petition=petition,
        letter=queries.letter(petition.id),
        owner=places[petition.owner_id],
        names={one: place.label for one, place in places.items()},
        steps=steps,
        versions=versions,
        to_rate=_to_rate(case, versions),
        question=queries.question(petition.id) if case.may(Act.REPLY) else None,
        late=moves.lateness(petition) if petition.ended_at is None else None,
        photos=queries.photos(petition.id) if Act.PHOTO in acts else [],
        parts=queries.parts(petition.id) if Act.SPLIT in acts else [],
        may_reopen=case.may(Act.REOPEN) and sender.may_reopen_now(petition),
        today=clock.today(),
        rate=rate,
        reply=reply,
        acts=Act,
        reasons=words.REASONS,
    )


def _to_rate(case: Case, versions: list[Version]) -> bool:
    newest = next((one for one in versions if one.answer.outcome is Outcome.ANSWER), None)
    return case.may(Act.RATE) and newest is not None and newest.rating is None


def _page_of(case: Case) -> str:
    """Where the sender goes on: the petition's page, or that of its part."""
    return HOME if case.petition.split_from_id is None else f"{HOME}/part?part={case.number}"


@bp.get("/track/part")
@public
def part() -> Response:
    """A matter split off from the sender's petition."""
    return _show(_mine())


@bp.post("/track/reply")
@public
def reply() -> Response:
    """The office has asked; the sender replies."""
    case, form = _mine(), ReplyForm.read()
    if not form.accepted():
        return _show(case, reply=form)
    sender.reply(case, form.reply.data)
    return _with_cookie(done(_page_of(case), note="petition_replied"), case)


@bp.post("/track/rate")
@public
def rate() -> Response:
    """What the sender thinks of the answer."""
    case, form = _mine(), RateForm.read()
    if not form.accepted():
        return _show(case, rate=form)
    sender.rate(case, form.stars.data, form.words.data or "")
    return _with_cookie(done(_page_of(case), note="petition_rated"), case)


@bp.route("/track/reopen", methods=["GET", "POST"])
@public
def reopen() -> Response:
    """The sender is not content: somebody else shall look at it."""
    case, form = _mine(), ReopenForm.read()
    if not form.accepted():
        return page("petitions/reopen.html", case=case, form=form, status=form.status)
    sender.reopen(case, form.reason.data)
    return _with_cookie(done(_page_of(case), note="petition_reopened"), case)


@bp.route("/track/withdraw", methods=["GET", "POST"])
@public
def withdraw() -> Response:
    """A page that asks, and then takes it back."""
    case, form = _mine(), WithdrawForm.read()
    if not form.accepted():
        return page("petitions/withdraw.html", case=case, form=form, status=form.status)
    sender.withdraw(case, form.reason.data or "")
    return _with_cookie(done(_page_of(case), note="petition_withdrawn"), case)


def _ask_for_code() -> None:
    """Whoever has no code is told so before a picture is unpacked."""
    _mine()


@bp.route("/track/photo", methods=["GET", "POST"])
@uploads(_ask_for_code, photo=pictures.redrawn)
@public
def photo() -> Response:
    """One photo more."""
    case, form = _mine(), PhotoForm.read()
    if not form.accepted() or form.photo.data is None:
        return page("petitions/photo.html", case=case, form=form, status=form.status)
    photos.add(case, form.photo.data.made)
    return _with_cookie(done(_page_of(case), note="petition_photo"), case)


@bp.get("/track/photos/<int:photo_id>")
@public
def picture(photo_id: int) -> Response:
    """One photo of the sender's petition, as small as a page; `?large=1` for the large one."""
    found = photos.photo(_mine(), photo_id)
    digest = found.large_digest if "large" in request.args else found.digest
    if digest is None:
        raise NotFound
    return sending.send(digest)


@bp.post("/track/end")
@public
def end() -> Response:
    """Leave nothing on a phone that others use."""
    response = move_to(HOME)
    response.delete_cookie(COOKIE, path=request.script_root + HOME)
    return response
