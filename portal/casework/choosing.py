"""Acts for which another unit, or another petition, is chosen: pass on, decide, merge."""

from collections.abc import Callable, Sequence

from flask import Response, request
from flask_login import current_user

from portal.base import text
from portal.base.access import signed_in
from portal.base.errors import NotFound, RuleBroken
from portal.base.language import N_
from portal.base.web import page_number
from portal.casework import queries
from portal.casework.asking import CASE, bp, perform
from portal.casework.forms import MergeForm, UnitForm
from portal.petitions import merging, reach, routing
from portal.petitions.moves import Case
from portal.petitions.routing import NoSuchOffice
from portal.petitions.rules import Act
from portal.units import queries as units
from portal.units import search
from portal.units.queries import Place
from portal.units.rules import Level

ROWS = 20


class NoSuchPetition(RuleBroken):
    """Another number, or one that this officer may not read: nobody can tell which."""

    message = N_("You have no petition of this number. Please compare it.")


@bp.route(f"{CASE}/route", methods=["GET", "POST"])
@signed_in
def route(number: str) -> Response:
    """Offer it to another unit: up, down or sideways."""
    return _to_a_unit(number, Act.ROUTE, routing.route)


@bp.route(f"{CASE}/place", methods=["GET", "POST"])
@signed_in
def place(number: str) -> Response:
    """A unit above decides which of those below it has it."""
    return _to_a_unit(number, Act.PLACE, routing.place)


def _to_a_unit(number: str, act: Act, deed: Callable[[Case, Place, str], None]) -> Response:
    typed, at = _typed(), page_number()
    chosen = _place(request.form.get("to") or request.args.get("to"))

    def form_of(case: Case) -> UnitForm:
        return UnitForm.read(seen=case.petition.version, to=chosen.code if chosen else "")

    def hand(case: Case, form: UnitForm) -> None:
        to = _place(form.to.data)
        if to is None:
            raise NoSuchOffice
        deed(case, to, form.reason.data)

    def shows(case: Case) -> dict[str, object]:
        found = search.found(typed, page=at, size=ROWS) if typed and not chosen else None
        return {
            "chosen": chosen,
            "typed": typed,
            "at": at,
            "places": _offices(found.places) if found else [] if chosen else _near(case, act),
            "more": found is not None and found.more,
        }

    return perform(number, act, form_of, hand, "casework/choose.html", shows)


def _typed() -> str:
    try:
        return text.clean(request.args.get("q", ""))[: search.LONGEST]
    except ValueError:  # no name holds what cannot be stored, and no page may show it
        return ""


def _place(code: str | None) -> Place | None:
    return units.place(code) if code and len(code) <= 40 else None


def _offices(places: Sequence[Place]) -> list[Place]:
    """A village has no office."""
    return [one for one in places if one.level is not Level.VILLAGE]


def _near(case: Case, act: Act) -> list[Place]:
    """Those above the owner and those below whoever decides; the others are searched for."""
    owner = units.place_of_id(case.petition.owner_id)
    deciding = units.place_of_id(case.unit_for(act) or 0)
    if owner is None or deciding is None:
        raise NotFound
    below = [] if deciding.level is Level.COMMUNE else units.children(deciding, limit=ROWS)
    above = owner.parents if act is Act.ROUTE else (deciding,)
    return [*above, *below]


@bp.route(f"{CASE}/merge", methods=["GET", "POST"])
@signed_in
def merge(number: str) -> Response:
    """Two people wrote about one matter."""
    chosen = request.args.get("into", "")[:20]

    def form_of(case: Case) -> MergeForm:
        return MergeForm.read(seen=case.petition.version, into=chosen)

    def put_into(case: Case, form: MergeForm) -> None:
        merging.merge(case, _other(form.into.data), form.reason.data or "")

    def shows(case: Case) -> dict[str, object]:
        return {"alike": [] if chosen else queries.alike(case)}

    return perform(number, Act.MERGE, form_of, put_into, "casework/merge.html", shows)


def _other(number: str) -> Case:
    try:
        return reach.case(current_user, number, Act.ADOPT)
    except NotFound:
        raise NoSuchPetition from None
