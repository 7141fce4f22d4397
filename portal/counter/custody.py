"""The custodian: opens who sent a petition, on a reason, and replaces a lost code.

Opening is a POST whose step and log line are committed before anything is shown; what it shows is
read anew at each click, while the opening stands.
"""

from typing import Any

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.base.access import signed_in
from portal.base.errors import NotFound
from portal.base.language import N_
from portal.base.layout import notes
from portal.base.web import claim, done, move_to, page, page_number, site_address
from portal.counter import queries, services, words
from portal.counter.forms import NewCodeForm, OpenForm
from portal.petitions import codes, reach, vault
from portal.petitions.moves import Case
from portal.petitions.queries import place_names
from portal.petitions.rules import Act, Opening
from portal.units import queries as units

bp = Blueprint("counter", "portal.counter", url_prefix="/petitions/counter")

notes(identity_opened=N_("Opened, for you alone. The sender reads that you did, and why."))


def asked_for(number: str, act: Act | None = None) -> str:
    """The address of the petition of a typed number, for who may see it; else NotFound."""
    return f"/petitions/counter/case/{reach.case(current_user, number, act).number}"


def look_up() -> str:
    """Where a sender types the code, as one writes it on paper."""
    return site_address().partition("://")[2] + "/petitions/track"


@bp.get("/custody")
@signed_in
def custody() -> Response:
    """What stands open for this custodian, who waits to be told, and any other by number."""
    if not queries.wards(current_user):
        raise NotFound
    unknown, typed = False, request.args.get("number", "")
    if typed:
        try:
            return move_to(asked_for(typed, Act.OPEN_IDENTITY) + "/identity")
        except NotFound:
            unknown = True
    number = page_number()
    found = queries.to_open(current_user, number)
    return page(
        "counter/custody.html",
        standing=queries.standing(current_user.id),
        waiting=found[: queries.ON_A_PAGE],
        more=len(found) > queries.ON_A_PAGE,
        number=number,
        names=place_names({one.place_id for one in found}),
        reasons=words.OPENINGS,
        learns=words.LEARNS,
        unknown=unknown,
    )


@bp.route("/case/<number>/identity", methods=["GET", "POST"])
@signed_in
def identity(number: str) -> Response:
    """Who sent it, while it stands open for this custodian; else the reason is asked for."""
    case = reach.case(current_user, number, Act.OPEN_IDENTITY)
    form = OpenForm.read(reason=request.args.get("reason"))
    if form.accepted():
        vault.open_identity(case, form.opening, form.words.data)
        return done(f"/petitions/counter/case/{case.number}/identity", note="identity_opened")
    found = vault.identity(case)
    return page(
        "counter/identity.html",
        **_about(case),
        found=found,
        known=found is not None or vault.is_known(case.petition.id),
        form=form,
        reasons=words.OPENINGS,
        status=form.status,
    )


def _about(case: Case) -> dict[str, Any]:
    """What both pages say of the petition."""
    names = place_names({case.petition.place_id})
    return {"case": case, "petition": case.petition, "where": names[case.petition.place_id]}


@bp.route("/case/<number>/code", methods=["GET", "POST"])
@signed_in
def new_code(number: str) -> Response:
    """A new code for who lost it and was compared; it is shown in this answer and never again."""
    case = reach.case(current_user, number, Act.REISSUE)
    form = NewCodeForm.read(seen=case.petition.version)
    if form.accepted():
        once, seen, again = request.form["once"], form.seen.data, claim().repeated
        code = services.new_code(case, once=once, seen=seen, again=again)
        return _new_code(case, code)
    found = vault.identity(case, Opening.LOST_CODE)
    return page("counter/new_code.html", **_about(case), found=found, form=form, status=form.status)


def _new_code(case: Case, code: str) -> Response:
    """A slip for the sender."""
    owner = units.place_of_id(case.petition.owner_id)
    return page(
        "counter/code.html",
        **_about(case),
        code=codes.shown(code),
        owner=owner,
        look_up=look_up(),
    )
