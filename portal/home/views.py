"""The front page, the desk, and a unit's own page: where every slice has something to say."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.accounts import published, scope
from portal.accounts.rules import Right
from portal.base import clock, hooks, qr, readings
from portal.base.access import public, signed_in
from portal.base.errors import NotFound
from portal.base.language import N_, gettext
from portal.base.layout import Block, Line, notes
from portal.base.web import done, fresh_for, page, site_address
from portal.home import sitemap as maps
from portal.home.forms import OfficeForm
from portal.units import office as offices
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level

bp = Blueprint("home", __name__)

notes(office_kept=N_("Saved. This is what everybody sees from now on."))

# As many of the desk's lines as stand above the news on a phone.
FIRST_LINES = 2
LEVELS = {
    Level.CENTRE: N_("Centre"),
    Level.PROVINCE: N_("Province level"),
    Level.COMMUNE: N_("Commune level"),
    Level.VILLAGE: N_("Village level"),
}


def _blocks(name: str, *about: object) -> list[Block]:
    return sorted(hooks.gather(name, *about), key=lambda block: block.rank)


def _desk() -> list[Line]:
    """The desk of whoever asks, most pressing first."""
    if not current_user.is_authenticated:
        return []
    return sorted(hooks.gather("desk", current_user), key=lambda line: (line.rank, line.at))


@bp.get("/")
@public
def index() -> Response:
    """What a citizen comes for; for an officer first what is due."""
    waiting = [line for line in _desk() if not line.done]
    return page("home/index.html", open=waiting[:FIRST_LINES], blocks=_blocks("front"))


@bp.get("/desk")
@signed_in
def desk() -> Response:
    """What is due, overdue, returned, waiting: each line a link to the thing."""
    lines = _desk()
    return page(
        "home/desk.html",
        places={hat.unit.id: hat.unit for hat in current_user.hats}.values(),
        open=[line for line in lines if not line.done],
        closed=[line for line in lines if line.done],
    )


@bp.get("/units/<unit:code>")
@bp.get("/units/<unit:code>@<day:day>")
@public
def unit(code: str, day: date | None = None) -> Response:
    """A unit for everybody: its office, its people, what every slice tells of it."""
    place, then = _standing(code, day)
    fresh_for(_until_midnight())
    if then != clock.today():
        return _past(place, then)
    may_read = _may(Right.READ, place)
    thing = f"unit:{place.id}"
    response = page(
        "home/unit.html",
        place=place,
        level=LEVELS[place.level],
        at="",
        office=offices.office(place.id),
        blocks=_blocks("unit_blocks", place),
        may_describe=_may(Right.OFFICE, place),
        read=readings.number(thing) if may_read else None,
    )
    readings.name(response, thing)
    return response


def _standing(code: str, day: date | None) -> tuple[Place, date]:
    """The unit of a code on a day; without one, today or when it last stood."""
    then = day or clock.today()
    if place := units.place(code, then):
        return place, then
    found = None if day else units.place_at_any_time(code)
    if found is None:
        raise NotFound
    return found


def _past(place: Place, then: date) -> Response:
    """A unit on another day: where it was and what it held, by whoever knows."""
    return page(
        "home/unit.html",
        place=place,
        level=LEVELS[place.level],
        day=then,
        at=f"@{then.isoformat()}",
        last_day=place.closed_on and place.closed_on - timedelta(days=1),
        stands_today=units.place(place.code) is not None,
        office=None,
        blocks=_blocks("unit_past", place, then),
    )


def _until_midnight() -> int:
    """Seconds until units may open and close: at most a day."""
    here = clock.local(clock.now())
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), clock.zone())
    return int((midnight - here).total_seconds())


def _may(right: Right, place: Place) -> bool:
    return current_user.is_authenticated and scope.may(current_user, right, place)


@bp.route("/units/<unit:code>/office", methods=["GET", "POST"])
@signed_in
def office(code: str) -> Response:
    """What the unit's lead lets everybody see: telephone, address, hours, people, figures."""
    place = scope.unit(current_user, code, Right.OFFICE)
    form = OfficeForm.of(offices.office(place.id), published.officers(place.id))
    if form.accepted():
        offices.describe(place.id, form.office, by=current_user.id)
        published.show(place.id, form.chosen, by=current_user.id)
        return done(f"/units/{code}", note="office_kept")
    return page("home/office.html", place=place, form=form, people=form.people, status=form.status)


@bp.get("/units/<unit:code>/poster")
@public
def poster(code: str) -> Response:
    """A sheet for the notice board: what one can do here, and the way to it by camera."""
    place = units.place(code)
    if place is None:
        raise NotFound
    here = site_address() + request.script_root
    own = gettext("See who works at the office, when it is open and how to call it")
    return page(
        "home/poster.html",
        place=place,
        office=offices.office(place.id),
        address=f"{here}/units/{code}".partition("://")[2],
        picture=qr.poster(here + poster_target(place)),
        lines=[own, *hooks.gather("poster", place)],
    )


def poster_target(place: Place) -> str:
    """Where a poster's picture leads: to writing about this place, which is chosen already."""
    return f"/petitions/new?unit={place.code}"


def _public_pages() -> Iterator[maps.Entry]:
    own: list[maps.Entry] = [("/", None)]
    return chain(own, *(offered() for offered in hooks.named("sitemap")))


def _plain(text: str, kind: str) -> Response:
    return Response(text, content_type=f"{kind}; charset=utf-8")


@bp.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """The parts of the list of all public pages."""
    return _plain(maps.index(site_address(), maps.parts(_public_pages())), "application/xml")


@bp.get("/sitemap-<int(max=9999):number>.xml")
@public
def sitemap_part(number: int) -> Response:
    """Ten thousand public pages."""
    found = maps.part(site_address(), _public_pages(), number) if number else None
    if found is None:
        raise NotFound
    return _plain(found, "application/xml")


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines need not ask for."""
    return _plain(maps.robots(site_address()), "text/plain")
