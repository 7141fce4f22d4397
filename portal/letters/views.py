"""Letterheads, which admins keep, and outside agencies, which leads keep."""

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.accounts import scope
from portal.accounts.models import Association
from portal.accounts.rules import Right
from portal.base import clock
from portal.base.access import signed_in
from portal.base.db import session
from portal.base.errors import Conflict, NotFound, RuleBroken
from portal.base.language import N_, gettext
from portal.base.layout import notes
from portal.base.web import done, page, preview
from portal.letters import printing, queries, sample, services
from portal.letters.forms import AgencyForm, LetterheadForm
from portal.letters.rules import AGENCY_WORDS, PLACES
from portal.units.queries import Place
from portal.units.rules import Level

bp = Blueprint("letters", __name__, url_prefix="/letters")
init_app = printing.init_app
HEAD = "/<unit:code>/heads/<association>/<level>"

notes(
    letterhead_kept=N_("The letterhead is kept."),
    agency_kept=N_("The agency stands in the list."),
    agency_closed=N_("The agency is closed: nothing is referred to it any more."),
)

LEVELS = {
    Level.CENTRE: N_("Centre"),
    Level.PROVINCE: N_("Province level"),
    Level.COMMUNE: N_("Commune level"),
    Level.VILLAGE: N_("Village level"),
}


@bp.get("/<unit:code>")
@signed_in
def index(code: str) -> Response:
    """The letterheads that hold at a unit and below it."""
    place = scope.unit_of_any(current_user, code, Right.LETTERHEADS)
    found = queries.letterheads(place, clock.today())
    return page(
        "letters/index.html",
        place=place,
        associations=queries.associations(),
        found=found,
        levels={level: LEVELS[level] for _, level in found},
        own=queries.area(place),
        names={above.id: above for above in (place, *place.parents)},
    )


def _head(code: str, association: str, text: str) -> tuple[Place, Association, Level]:
    """The unit, with the right to its letterheads, and whose and which it is about."""
    place = scope.unit(current_user, code, Right.LETTERHEADS, association)
    known = session.get(Association, association)
    level = Level(text) if text in list(Level) else None
    if known is None or level is None or level.depth < place.level.depth:
        raise NotFound
    return place, known, level


@bp.route(HEAD, methods=["GET", "POST"])
@signed_in
def edit(code: str, association: str, level: str) -> Response:
    """A letterhead from a day on: written, looked at as it will print, kept."""
    place, of, at = _head(code, association, level)
    last = queries.last_written(place, association, at)
    form = LetterheadForm.of(last)
    theirs = last if form.accepted() and form.seen_row != last.row_id else None
    button = request.form.get("button", "")
    if form.accepted() and theirs is None and button in ("look", "keep"):
        if button == "keep":
            services.set_letterhead(place, association, at, form.pattern, form.from_on,
                                    seen=form.seen_row, by=current_user.id)  # fmt: skip
            return done(f"/letters/{code}", note="letterhead_kept")
        letter = sample.of(place, at, form.pattern, form.from_on)
        return preview("letters/preview.html", place=place, form=form, letter=letter)
    if theirs:
        form.seen.data = str(theirs.row_id)
    return page(
        "letters/edit.html", place=place, of=of, level=LEVELS[at], form=form, places=PLACES,
        theirs=theirs, status=409 if theirs else form.status,
    )  # fmt: skip


@bp.get(f"{HEAD}/sample")
@signed_in
def show(code: str, association: str, level: str) -> Response:
    """A report with the letterhead that holds today, as it prints or (`?word=1`) as Word file."""
    place, _, at = _head(code, association, level)
    today = clock.today()
    pattern = queries.standing(place, association, at, today).pattern
    letter = sample.of(place, at, pattern, today)
    if request.args.get("word") == "1":
        return printing.saved(printing.word(letter), f"{association}-{level}")
    return page("letters/sample.html", place=place, letter=letter)


@bp.get("/<unit:code>/agencies")
@signed_in
def agencies(code: str) -> Response:
    """Outside agencies that serve a unit: its own and its parents'."""
    place = scope.unit(current_user, code, Right.READ)
    return page(
        "letters/agencies.html",
        place=place,
        found=queries.agencies(place),
        kinds=AGENCY_WORDS,
        may_keep=scope.may(current_user, Right.AGENCIES, place),
    )


@bp.route("/<unit:code>/agencies/new", methods=["GET", "POST"])
@signed_in
def new_agency(code: str) -> Response:
    """One more agency on the unit's list."""
    place = scope.unit(current_user, code, Right.AGENCIES)
    form = AgencyForm.of()
    if form.accepted():
        try:
            services.list_agency(place, form.said, by=current_user.id)
            return done(f"/letters/{code}/agencies", note="agency_kept")
        except RuleBroken as refusal:
            form.name.errors = [gettext(refusal.message)]
    return page("letters/agency.html", place=place, form=form, agency=None, theirs=None,
                status=form.status)  # fmt: skip


@bp.route("/<unit:code>/agencies/<int(max=999999999999):agency_id>", methods=["GET", "POST"])
@signed_in
def agency(code: str, agency_id: int) -> Response:
    """An agency's line mended, or closed."""
    place = scope.unit(current_user, code, Right.AGENCIES)
    found = queries.agency(place, agency_id)
    if found is None or found.closed_on is not None:
        raise NotFound
    form, seen = AgencyForm.of(found), found.changes
    closing = request.method == "POST" and request.form.get("button") == "close"
    try:
        if closing:
            services.close_agency(found, seen=form.changes_seen, by=current_user.id)
            return done(f"/letters/{code}/agencies", note="agency_closed")
        if form.accepted():
            services.change_agency(
                found, place, form.said, seen=form.changes_seen, by=current_user.id
            )
            return done(f"/letters/{code}/agencies", note="agency_kept")
    except Conflict:
        form.seen.data = str(seen)
        return page("letters/agency.html", place=place, form=form, agency=found, theirs=found,
                    status=409)  # fmt: skip
    except RuleBroken as refusal:
        form.name.errors = [gettext(refusal.message)]
    return page("letters/agency.html", place=place, form=form, agency=found, theirs=None,
                status=form.status)  # fmt: skip
