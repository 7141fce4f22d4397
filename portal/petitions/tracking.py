"""The sender's own page, and what the sender can do there."""

from flask import Blueprint, Response, request

from portal.accounts import queries as accounts
from portal.base import clock, hooks, pictures, sending
from portal.base.access import public
from portal.base.errors import NotFound
from portal.base.language import N_, gettext
from portal.base.layout import notes
from portal.base.uploads import uploads
from portal.base.web import done, move_to, page
from portal.petitions import codes, own, photos, queries, sender, visit, words
from portal.petitions.demo import SAMPLE
from portal.petitions.forms import (
    CodeForm,
    PhotoForm,
    RateForm,
    ReopenForm,
    ReplyForm,
    WithdrawForm,
)
from portal.petitions.models import Petition
from portal.petitions.moves import Case
from portal.petitions.queries import Version
from portal.petitions.rules import Act, Outcome
from portal.petitions.visit import HOME, mine
from portal.units import queries as units

bp = Blueprint("petitions", "portal.petitions", url_prefix="/petitions")
visit.init_app(bp)

notes(
    petition_replied=N_("Sent. Your reply lies with the office."),
    petition_rated=N_("Thank you. Your rating is noted."),
    petition_reopened=N_("Somebody else will look at it."),
    petition_withdrawn=N_("Withdrawn."),
    petition_photo=N_("The photo is added."),
)


@bp.route("/track", methods=["GET", "POST"])
@public
def track() -> Response:
    """The code is asked for; then the petition's page."""
    if request.method == "POST":
        return _enter()
    case = visit.carried()
    if case is None:
        return _door(CodeForm.read())
    return _show(case)


def _enter() -> Response:
    form = CodeForm.read()
    visit.demand_patience()
    entered = sender.enter(form.code.data or "", request.form["once"])
    if entered is None:
        visit.count_wrong()
        return _door(form, gettext(visit.WRONG))
    case, new_code = entered
    visit.remember(case)
    if new_code is None:
        return move_to(HOME)
    number, code = case.number, codes.shown(new_code)
    return page("petitions/new_code.html", number=number, code=code)


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
    leading = own.leading(petition)
    letter, pictured = own.letter_with_photos(petition.id)
    holder = (leading or petition).owner_id
    places = units.of_ids({holder, *queries.units_named(steps)})
    answered = leading or not acts.isdisjoint({Act.APPROVE, Act.REFUSE})
    versions = queries.versions((leading or petition).id) if answered else []
    rate, reply = rate or RateForm(), reply or ReplyForm()
    return page(
        "petitions/case.html",
        status=max(rate.status, reply.status),
        case=case,
        petition=petition,
        leading=leading,
        open=next((one for one in (leading or petition,) if one.ended_at is None), None),
        letter=letter,
        owner=places[holder],
        names={one: place.label for one, place in places.items()},
        steps=steps,
        versions=versions,
        to_rate=_to_rate(case, versions),
        question=own.question(steps) if case.may(Act.REPLY) else None,
        photos=pictured,
        parts=queries.parts(petition.id) if Act.SPLIT in acts else [],
        may_reopen=case.may(Act.REOPEN) and sender.may_reopen_now(petition),
        today=clock.today(),
        rate=rate,
        reply=reply,
        acts=Act,
        public_at=_public_at(petition) if Act.PUBLISH in acts else None,
        reasons=words.REASONS,
    )


def _public_at(petition: Petition) -> str | None:
    """Where everybody reads the answer, if a slice above shows it."""
    return next((path(petition.id) for path in hooks.named("answer_path")), None)


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
    return _show(mine())


@bp.post("/track/reply")
@public
def reply() -> Response:
    """The office has asked; the sender replies."""
    case, form = mine(), ReplyForm.read()
    if not form.accepted():
        return _show(case, reply=form)
    sender.reply(case, form.reply.data)
    return done(_page_of(case), note="petition_replied")


@bp.post("/track/rate")
@public
def rate() -> Response:
    """What the sender thinks of the answer."""
    case, form = mine(), RateForm.read()
    if not form.accepted():
        return _show(case, rate=form)
    sender.rate(case, form.stars.data, form.words.data or "")
    return done(_page_of(case), note="petition_rated")


@bp.route("/track/reopen", methods=["GET", "POST"])
@public
def reopen() -> Response:
    """The sender is not content: somebody else shall look at it."""
    case, form = mine(), ReopenForm.read()
    if not form.accepted():
        return page("petitions/reopen.html", case=case, form=form, status=form.status)
    sender.reopen(case, form.reason.data)
    return done(_page_of(case), note="petition_reopened")


@bp.route("/track/withdraw", methods=["GET", "POST"])
@public
def withdraw() -> Response:
    """A page that asks, and then takes it back."""
    case, form = mine(), WithdrawForm.read()
    if not form.accepted():
        return page("petitions/withdraw.html", case=case, form=form, status=form.status)
    sender.withdraw(case, form.reason.data or "")
    return done(_page_of(case), note="petition_withdrawn")


def _ask_for_code() -> None:
    """Whoever has no code is told so before a picture is unpacked."""
    mine()


@bp.route("/track/photo", methods=["GET", "POST"])
@uploads(_ask_for_code, photo=pictures.redrawn)
@public
def photo() -> Response:
    """One photo more."""
    case, form = mine(), PhotoForm.read()
    if not form.accepted() or form.photo.data is None:
        return page("petitions/photo.html", case=case, form=form, status=form.status)
    photos.add(case, form.photo.data.made)
    return done(_page_of(case), note="petition_photo")


@bp.get("/track/photos/<int:photo_id>")
@public
def picture(photo_id: int) -> Response:
    """One photo of the sender's petition, as small as a page; `?large=1` for the large one."""
    found = photos.photo(mine(), photo_id)
    digest = found.large_digest if "large" in request.args else found.digest
    if digest is None:
        raise NotFound
    return sending.send(digest)


@bp.post("/track/end")
@public
def end() -> Response:
    """Leave nothing on a phone that others use."""
    return visit.forgotten(move_to(HOME))
