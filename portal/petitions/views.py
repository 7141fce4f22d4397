"""Sending a petition, step by step, without account, cookie or script.

Kind and place are chosen by links and stand in the address; what is typed travels from page to page
in hidden boxes and is stored by one POST, which answers with the code.
"""

from flask import Flask, Response, current_app, request

from portal.base import hooks, limits, text
from portal.base.access import public
from portal.base.errors import Conflict, RuleBroken, TooMany
from portal.base.language import N_, gettext
from portal.base.web import claim, page, page_number, preview, site_address
from portal.petitions import codes, intake, queries, reach, retention, shown, words
from portal.petitions.forms import SendingForm, kind_of
from portal.petitions.intake import Receipt, Sending
from portal.petitions.rules import RESTRICTED, Doubt, Kind
from portal.petitions.tracking import bp
from portal.petitions.visit import HOUR
from portal.units import queries as units
from portal.units import search
from portal.units.office import office
from portal.units.queries import Place
from portal.units.rules import Level

ROWS = 20

NO_PLACE = N_("This place is no longer there. Please choose it again.")
SENT = N_("This petition was sent already, and its code has been changed since.")


def init_app(app: Flask) -> None:
    """How long petitions are kept is a setting; words and filters for the templates."""
    retention.keep(app.config["PETITION_MONTHS"])
    shown.init_app(app)


@bp.get("/")
@public
def index() -> Response:
    """The three things people come for; what slices above offer stands below."""
    blocks = sorted(hooks.gather("petition_blocks"), key=lambda block: block.rank)
    return page("petitions/index.html", blocks=blocks)


@bp.get("/new")
@public
def new() -> Response:
    """The steps before anything is typed: kind, place; then the first boxes."""
    kind, place = kind_of(request.args.get("kind", "")), _place(request.args.get("unit"))
    if kind is None:
        return page("petitions/kind.html", place=place, kinds=words.KINDS)
    if kind in RESTRICTED and "read" not in request.args:
        return page("petitions/law.html", place=place, kind=kind)
    if place is None:
        return _where(kind)
    form = SendingForm(kind=kind.value, unit=place.code)
    return _step("what", form, place)


def _place(code: str | None) -> Place | None:
    return units.place(code) if code else None


def _where(kind: Kind) -> Response:
    """The place by name, or down the tree from province to village."""
    typed, at, number = _typed(), _place(request.args.get("at")), page_number()
    found = search.found(typed, page=number, size=ROWS) if typed else None
    below = units.children(at, limit=ROWS + 1, offset=(number - 1) * ROWS) if at else []
    if at and at.level is Level.COMMUNE and not below and number == 1:  # nothing to choose
        return _step("what", SendingForm(kind=kind.value, unit=at.code), at)
    return page(
        "petitions/where.html",
        kind=kind,
        read="read" in request.args,
        typed=typed,
        at=at,
        found=found,
        places=found.places if found else below[:ROWS],
        more=found.more if found else len(below) > ROWS,
        number=number,
        provinces=[] if typed or at else units.provinces(),
    )


def _typed() -> str:
    try:
        return text.clean(request.args.get("q", ""))[: search.LONGEST]
    except ValueError:  # no name holds what cannot be stored, and no page may show it
        return ""


def _step(step: str, form: SendingForm, place: Place, refusal: str = "") -> Response:
    """One page of the form, with what the other pages asked in hidden boxes."""
    home = intake.office_of(place)
    alike = []
    if step == "contact":
        typed = f"{form.topic.data} {form.text.data}"
        alike = queries.similar(_near(place, home), typed)
    show = preview if request.method == "POST" else page
    return show(
        f"petitions/{step}.html",
        status=form.status,
        form=form,
        place=place,
        office=home,
        kind=Kind(form.kind.data),
        alike=alike,
        answer_path=next(hooks.named("answer_path"), None),
        learns=words.LEARNS,
        refusal=refusal,
    )


def _near(place: Place, home: Place) -> set[int]:
    """The place, and all of its commune: the same office answers what its other villages ask."""
    beside = units.children(home) if home.level is Level.COMMUNE else []
    return {place.id, home.id, *(one.id for one in beside)}


@bp.post("/new")
@public
def send() -> Response:
    """The next step; after the last one the petition is stored and its code is shown."""
    form = SendingForm.read()
    place = _place(form.unit.data)
    if place is None or kind_of(form.kind.data or "") is None:
        raise RuleBroken(NO_PLACE)
    step = form.step()
    if step != "send":
        return _step(step, form, place)
    try:
        doubt = _doubt(form)
    except TooMany as refusal:
        again = _step("check", form, place, gettext(refusal.message, **refusal.values))
        again.status_code = refusal.status
        again.headers["Retry-After"] = str(refusal.retry_after)
        return again
    sending = Sending(place=place, doubt=doubt, **form.typed)
    return _receipt(intake.send(sending, once=form.once), form)


def _doubt(form: SendingForm) -> Doubt | None:
    """Count this petition with its sender's address of today; why a human should look first."""
    if claim().repeated:
        if reach.case_of_code(codes.make(form.once)) is None:
            raise Conflict(SENT)
        return None
    address = limits.anonymous(request.remote_addr or "")
    limits.check("petition", address, current_app.config["ANONYMOUS_LIMIT"], HOUR)
    lately = limits.number("petition", address, HOUR)
    limits.count("petition", address, HOUR)
    many = lately >= current_app.config["DOUBTED_FROM"]
    return intake.doubt(f"{form.topic.data}\n{form.text.data}", from_many=many)


def _receipt(receipt: Receipt, form: SendingForm) -> Response:
    """Phiếu tiếp nhận: number, code, whom to call, when to look again; also for printing."""
    petition = receipt.petition
    owner = units.place_of_id(petition.owner_id)
    return page(
        "petitions/receipt.html",
        petition=petition,
        topic=form.topic.data,
        code=codes.shown(receipt.code),
        owner=owner,
        office=office(petition.owner_id),
        site_host=site_address().partition("://")[2],
    )
