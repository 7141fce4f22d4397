"""The counter: a petition taken down, one looked up, an answer told."""

from flask import Response, request
from flask_login import current_user

from portal.accounts import scope
from portal.accounts.rules import Right
from portal.base.access import signed_in
from portal.base.errors import NotFound
from portal.base.language import N_
from portal.base.layout import notes
from portal.base.web import claim, done, move_to, page, page_number, preview
from portal.counter import queries, services, words
from portal.counter.custody import asked_for, bp, look_up
from portal.counter.forms import CounterForm, TellForm
from portal.petitions import codes, intake, reach, staff, vault
from portal.petitions.intake import Receipt, Sending
from portal.petitions.moves import Case
from portal.petitions.queries import letter, place_names, versions
from portal.petitions.rules import Act, Learn, Who
from portal.petitions.words import REASONS
from portal.units import queries as units
from portal.units.office import office
from portal.units.queries import Place
from portal.units.rules import Level

notes(
    petition_told=N_("Noted: the sender has been told."),
)


@bp.get("/<unit:code>")
@signed_in
def index(code: str) -> Response:
    """An office's counter: take one down, look one up, and who waits to be told."""
    place = scope.unit(current_user, code, Right.HANDLE)
    unknown, typed = False, request.args.get("number", "")
    if typed:
        try:
            return move_to(asked_for(typed))
        except NotFound:
            unknown = True
    number = page_number()
    found = queries.to_tell(place, current_user, number)
    return page(
        "counter/index.html",
        place=place,
        waiting=found[: queries.ON_A_PAGE],
        more=len(found) > queries.ON_A_PAGE,
        number=number,
        names=place_names({one.place_id for one in found}),
        learns=words.LEARNS,
        unknown=unknown,
    )


@bp.route("/<unit:code>/new", methods=["GET", "POST"])
@signed_in
def new(code: str) -> Response:
    """A petition written down for somebody; the answer is the receipt with its code."""
    place = scope.unit(current_user, code, Right.RECEIVE)
    below = units.children(place) if place.level is Level.COMMUNE else []
    form = CounterForm.of([place, *below])
    if not form.accepted():
        return page(
            "counter/new.html", place=place, form=form, home=intake.office_of(place),
            status=form.status,
        )  # fmt: skip
    if form.wants_law:
        return preview("counter/law.html", place=place, form=form, kind=form.kind.data)
    sending = Sending(place=form.place, **form.typed)
    stored = claim().outcome.get("petition")
    receipt = services.take(sending, once=request.form["once"], by=current_user.id, stored=stored)
    claim().remember(petition=receipt.petition.id)
    return _receipt(receipt, place, form.topic.data)


def _receipt(receipt: Receipt, place: Place, topic: str) -> Response:
    """Phiếu tiếp nhận, to be printed and given to the sender."""
    petition = receipt.petition
    return page(
        "counter/receipt.html",
        place=place,
        petition=petition,
        topic=topic,
        code=codes.shown(receipt.code),
        owner=units.place_of_id(petition.owner_id),
        office=office(petition.owner_id),
        look_up=look_up(),
        channels=words.CHANNELS,
        learns=words.LEARNS,
        has_counter=scope.may(current_user, Right.HANDLE, place),
    )


@bp.get("/case/<number>")
@signed_in
def show(number: str) -> Response:
    """One petition as the counter needs it: where it stands, and what can be done here."""
    case = reach.case(current_user, number)
    petition = case.petition
    return page(
        "counter/show.html",
        case=case,
        petition=petition,
        topic=letter(petition.id).topic,
        names=place_names({petition.place_id, petition.owner_id}),
        learns=words.LEARNS,
        acts=Act,
        tells=not {Who.COUNTER, Who.HANDLER}.isdisjoint(case.hats),
    )


@bp.route("/case/<number>/tell", methods=["GET", "POST"])
@signed_in
def tell(number: str) -> Response:
    """The answer, to be read out to its sender; then it is noted how that was done."""
    case = reach.case(current_user, number, Act.TELL)
    form = TellForm.read(seen=case.petition.version, how=case.petition.learn.value)
    if form.accepted():
        services.tell(case, Learn(form.how.data), seen=form.seen.data)
        return done(f"/petitions/counter/case/{case.number}/tell", note="petition_told")
    return _telling(case, form)


def _telling(case: Case, form: TellForm) -> Response:
    petition = case.petition
    waits = petition.to_tell and case.may(Act.TELL)
    return page(
        "counter/tell.html",
        case=case,
        petition=petition,
        topic=letter(petition.id).topic,
        versions=versions(petition.merged_into_id or petition.id)[:1],
        reasons=REASONS,
        waits=waits,
        where=place_names({petition.place_id})[petition.place_id] if waits else "",
        told=None if waits else queries.told(petition.id),
        ways=words.TOLD,
        learns=words.LEARNS,
        counter=case.places[petition.home_id] if Who.COUNTER in case.hats else None,
        form=form,
        status=form.status,
    )


@bp.get("/case/<number>/sender")
@signed_in
def sender(number: str) -> Response:
    """Whom to ask who sent it: to tell the answer, or because the code was lost."""
    case = reach.case(current_user, number, Act.TELL)
    petition = case.petition
    whole = petition.split_from_id or petition.id
    above = units.place_of_id(petition.above_id or petition.owner_id)
    return page(
        "counter/sender.html",
        case=case,
        petition=petition,
        whole=f"PA-{whole:06d}",
        known=vault.is_known(whole),
        above=above,
        custodians=staff.custodians(above.id) if above else [],
    )
