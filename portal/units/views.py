"""Pages of units: the public list and search, a commune's list of its villages, coverage.

A unit's own page is `home/views.py`: every slice has something to say on it.
"""

from datetime import date

from flask import Blueprint, Flask, Response, request
from flask_login import current_user
from werkzeug.routing import BaseConverter, ValidationError

from portal.base import clock, sheet, text
from portal.base.access import public, signed_in
from portal.base.db import session
from portal.base.errors import Conflict, NotFound, RuleBroken, SignInNeeded
from portal.base.language import N_, gettext
from portal.base.layout import notes
from portal.base.web import done, page, page_number, prepare, prepared, preview
from portal.units import coverage as lists
from portal.units import listing, mending, permission, queries, search, services
from portal.units.forms import NameForm, NewVillagesForm, StateForm
from portal.units.models import Unit
from portal.units.queries import Place
from portal.units.rules import CODE, MOST_LINES, Level, without_kind

bp = Blueprint("units", __name__, url_prefix="/units")

ROWS = 20

notes(
    villages_added=N_("The villages stand in the list."),
    villages_stated=N_("The number is noted."),
    village_corrected=N_("The name is corrected."),
    village_withdrawn=N_("The village is closed."),
)


class UnitCodeInPath(BaseConverter):
    """A unit's code in an address: `24`, `07210`, `07210003`."""

    regex = CODE


class DayInPath(BaseConverter):
    """A day in an address: `2025-07-01`."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day; 404 for one that no calendar has."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: date) -> str:
        """As it is written."""
        return value.isoformat()


def init_app(app: Flask) -> None:
    """Let every slice write `<unit:code>` and `<day:day>` in its addresses."""
    app.url_map.converters.update(unit=UnitCodeInPath, day=DayInPath)


def _typed() -> str:
    try:
        return text.clean(request.args.get("q", ""))[: search.LONGEST]
    except ValueError:  # no name holds what cannot be stored, and no page may show it
        return ""


@bp.get("/")
@public
def index() -> Response:
    """The provinces, and units by name."""
    typed, number = _typed(), page_number()
    found = search.found(typed, page=number, size=ROWS) if typed else None
    provinces = [] if typed else queries.provinces()
    return page("units/index.html", typed=typed, found=found, provinces=provinces, number=number)


@bp.route("/<unit:code>/villages", methods=["GET", "POST"])
@signed_in
def villages(code: str) -> Response:
    """The commune's list of its villages, and how many it says there are."""
    commune = permission.unit(code, "villages")
    stated = queries.stated_children(commune.id)
    form = StateForm.read(number=stated)
    if form.accepted():
        unit = session.get_one(Unit, commune.id)
        services.state_children(unit, form.number.data, by=current_user.id)
        return done(f"/units/{code}/villages", note="villages_stated")
    return page(
        "units/villages.html", commune=commune, villages=queries.listed(commune), stated=stated,
        form=form, status=form.status,
    )  # fmt: skip


def _read_file(code: str) -> list[str] | RuleBroken | None:
    """The names in the uploaded list; read before the writing transaction begins."""
    if not current_user.is_authenticated:
        raise SignInNeeded
    file = request.files.get("file")
    if file is None or not file.filename:
        return None
    try:
        rows = sheet.rows(file.read(), most_rows=MOST_LINES, most_columns=1)
    except RuleBroken as error:
        return error
    return [row[0] for row in rows]


@bp.route("/<unit:code>/villages/new", methods=["GET", "POST"])
@prepare(_read_file)
@signed_in
def new_villages(code: str) -> Response:
    """Names pasted or uploaded, shown with the codes they will have, confirmed, written."""
    commune = permission.unit(code, "villages")
    form = NewVillagesForm.of(commune, _upload())
    if not form.accepted():
        return page("units/new_villages.html", commune=commune, form=form, draft=None,
                    status=form.status)  # fmt: skip
    draft = listing.draft(commune, form.names.data or "", form.kind.data, form.on)
    confirmed = request.form.get("button") == "confirm" and request.form.get("seal") == draft.seal
    if confirmed and draft.sound:
        listing.write(draft, by=current_user.id)
        return done(f"/units/{code}/villages", note="villages_added")
    status = 200 if draft.sound else 422
    return preview("units/new_villages.html", commune=commune, form=form, draft=draft,
                   status=status)  # fmt: skip


def _upload() -> list[str] | RuleBroken | None:
    found: list[str] | RuleBroken | None = prepared() if request.method == "POST" else None
    return found


@bp.route("/<unit:code>/villages/<unit:village_code>", methods=["GET", "POST"])
@signed_in
def village(code: str, village_code: str) -> Response:
    """One village of the list: its name mended on its first day, or closed as a mistake."""
    commune = permission.unit(code, "villages")
    place = next(iter(queries.listed(commune, village_code)), None)
    if place is None:
        raise NotFound
    form, status = NameForm.read(name=place.name), 0
    if request.method == "POST" and request.form.get("button") == "withdraw":
        services.withdraw(session.get_one(Unit, place.id), by=current_user.id)
        return done(f"/units/{code}/villages", note="village_withdrawn")
    if form.accepted():
        name = without_kind(form.name.data or "", place.kind_words["vi"])
        try:
            services.correct_name(session.get_one(Unit, place.id), name, by=current_user.id)
            return done(f"/units/{code}/villages", note="village_corrected")
        except Conflict as refusal:
            form.name.errors, status = [gettext(refusal.message)], refusal.status
    used = mending.is_in_use(place.id)
    fresh = not used and mending.made_on(place.id) == clock.today()
    return page("units/village.html", commune=commune, place=place, form=form, used=used,
                fresh=fresh, status=status or form.status)  # fmt: skip


@bp.get("/coverage")
@signed_in
def coverage() -> Response:
    """The lists below the highest unit of whoever asks."""
    own = sorted((hat.unit for hat in current_user.hats), key=lambda unit: unit.level.depth)
    if not own:
        raise NotFound
    return _coverage(permission.unit(own[0].code, "read"))


@bp.get("/<unit:code>/coverage")
@signed_in
def coverage_of(code: str) -> Response:
    """The lists below one unit."""
    return _coverage(permission.unit(code, "read"))


def _coverage(place: Place) -> Response:
    if place.level is Level.VILLAGE:
        raise NotFound
    missing, number = request.args.get("missing") == "1", page_number()
    by_province = place.level is Level.CENTRE and not missing
    provinces = lists.by_province(place) if by_province else []
    communes, more = ([], False) if by_province else lists.by_commune(
        place, missing=missing, limit=ROWS, offset=(number - 1) * ROWS
    )  # fmt: skip
    above = place.parent if place.parent and permission.may("read", place.parent) else None
    return page(
        "units/coverage.html", place=place, above=above, total=lists.coverage(place),
        provinces=provinces, communes=communes, missing=missing, number=number, more=more,
    )  # fmt: skip
