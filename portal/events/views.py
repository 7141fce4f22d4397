"""Pages of events: lists, an event, what its officers do, and its live text.

An event's address is its unit's and its number below it; `/events/past/2026-11` is a month.
"""

from datetime import timedelta

from flask import Response, request
from flask_login import current_user

from portal.accounts import audience, scope
from portal.accounts import queries as accounts
from portal.accounts.audience import Audience
from portal.accounts.rules import Right
from portal.base import clock
from portal.base.access import public, signed_in
from portal.base.errors import NotFound
from portal.base.language import N_, gettext
from portal.base.layout import notes
from portal.base.period import Frequency, Period, period_at
from portal.base.web import done, page, page_number, site_address
from portal.events import calendar as ical
from portal.events import queries, rules, services, shown
from portal.events.forms import AttendanceForm, CancelForm, EventForm
from portal.events.queries import Listed
from portal.events.services import Overtaken
from portal.events.telling import (
    SPOT,
    bp,
    keep_until_change,
    may_tell,
    may_write,
    own,
    readable,
    unit,
)
from portal.units.queries import Place

init_app = shown.init_app
UNIT = "/events/<unit:code>"

ROWS = 20
# What a telephone's calendar takes: the last three months and all that is coming.
CALENDAR_PAST = timedelta(days=90)
CALENDAR_ROWS = 500

notes(
    event_announced=N_("The event stands in the calendar."),
    event_changed=N_("Saved. The event's page and calendars show it from now on."),
    event_cancelled=N_("The event is cancelled. Its page says so and why."),
    event_counted=N_("The number is noted."),
)


@bp.get("/events/")
@public
def index() -> Response:
    """What is coming: everybody's, and for officers also what concerns their units."""
    return _coming(None)


@bp.get(UNIT)
@public
def of_unit(code: str) -> Response:
    """What is coming at a unit: its own, and what units above let reach it."""
    return _coming(unit(code))


def _coming(place: Place | None) -> Response:
    number = page_number()
    items = queries.coming(audience.reader(current_user), place, ROWS + 1, (number - 1) * ROWS)
    keep_until_change(*(item.event for item in items))
    return page(
        "events/index.html",
        place=place,
        items=items[:ROWS],
        number=number,
        more=len(items) > ROWS,
        month=period_at(clock.now(), Frequency.MONTHLY, clock.zone()),
        writable=_writable(place),
    )


def _writable(place: Place | None) -> list[Place]:
    """Where whoever asks may announce an event: here, or at their own units."""
    if place is not None:
        return [place] if may_write(place) else []
    return scope.own_units(current_user, Right.WRITE) if current_user.is_authenticated else []


@bp.get("/events/past/<month>")
@bp.get(f"{UNIT}/past/<month>")
@public
def past(month: str, code: str | None = None) -> Response:
    """The events of a month that are over."""
    place = unit(code) if code else None
    period, number = _month(month), page_number()
    items = queries.past(
        audience.reader(current_user), place, period, ROWS + 1, (number - 1) * ROWS
    )
    return page(
        "events/past.html",
        place=place,
        month=period,
        items=items[:ROWS],
        number=number,
        more=len(items) > ROWS,
        ended=period.end <= clock.today(),
    )


def _month(written: str) -> Period:
    try:
        period = Period.parse(written)
        period.previous()
    except ValueError:
        raise NotFound from None
    if period.frequency is not Frequency.MONTHLY or period.first > clock.today():
        raise NotFound
    return period


@bp.get("/events.ics")
@bp.get("/units/<unit:code>/events.ics")
@public
def feed(code: str | None = None) -> Response:
    """Everybody's events of the site or of a unit, for a telephone's calendar."""
    place = unit(code) if code else None
    items = queries.public(place, clock.now() - CALENDAR_PAST, CALENDAR_ROWS)
    return _calendar(place.label if place else gettext("Events"), items)


@bp.get(f"{SPOT}.ics")
@public
def one_calendar(code: str, event_id: int) -> Response:
    """One event for a telephone's calendar, if everybody may read it."""
    place = unit(code)
    event = queries.readable_event(place, event_id, audience.PUBLIC)
    if event is None:
        raise NotFound
    return _calendar(event.title, [Listed(event, place)])


def _calendar(name: str, items: list[Listed]) -> Response:
    made = ical.calendar(name, items, site_address() + request.script_root)
    return Response(made, content_type="text/calendar; charset=utf-8")


@bp.get(SPOT)
@public
def show(code: str, event_id: int) -> Response:
    """One event: when, where, for whom, how many came, and the way to its live text."""
    item = readable(code, event_id)
    keep_until_change(item.event)
    return page(
        "events/show.html",
        item=item,
        event=item.event,
        state=item.event.live,
        is_public=item.event.audience is Audience.EVERYBODY,
        may_write=may_write(item.place),
        may_count=rules.may_count(item.event.starts_at, clock.now()),
        may_tell=may_tell(item.event),
    )


@bp.route(f"{UNIT}/new", methods=["GET", "POST"])
@signed_in
def new(code: str) -> Response:
    """An officer announces an event."""
    place = scope.unit(current_user, code, Right.WRITE)
    form = EventForm.of(None, accounts.associations())
    if form.accepted():
        event = services.announce(place.id, form.said, by=current_user.id)
        return done(queries.path(event, place), note="event_announced")
    return page("events/new.html", place=place, form=form, status=form.status)


@bp.route(f"{SPOT}/edit", methods=["GET", "POST"])
@signed_in
def edit(code: str, event_id: int) -> Response:
    """Other words, another time or place; a second editor gets both texts."""
    item = own(code, event_id)
    form = EventForm.of(item.event, accounts.associations())
    if form.accepted():
        try:
            services.change(item.event, form.said, by=current_user.id, seen=form.number)
        except Overtaken:
            return page("events/overtaken.html", item=item, form=form, status=409)
        return done(item.path, note="event_changed")
    return page("events/edit.html", item=item, form=form, status=form.status)


@bp.route(f"{SPOT}/cancel", methods=["GET", "POST"])
@signed_in
def cancel(code: str, event_id: int) -> Response:
    """The event will not take place: why."""
    item = own(code, event_id)
    form, problem = CancelForm.read(seen=item.event.number), None
    if form.accepted():
        reason, seen = form.reason.data or "", form.seen.data
        try:
            services.cancel(item.event, reason, by=current_user.id, seen=seen)
            return done(item.path, note="event_cancelled")
        except Overtaken as refusal:
            problem, form.seen.data = refusal, item.event.number
    status = problem.status if problem else form.status
    return page("events/cancel.html", item=item, form=form, problem=problem, status=status)


@bp.route(f"{SPOT}/attendance", methods=["GET", "POST"])
@signed_in
def attendance(code: str, event_id: int) -> Response:
    """How many came."""
    item = own(code, event_id)
    form = AttendanceForm.read(people=item.event.attendance)
    if form.accepted():
        services.count(item.event, form.people.data, by=current_user.id)
        return done(item.path, note="event_counted")
    return page("events/attendance.html", item=item, form=form, status=form.status)
