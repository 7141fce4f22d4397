"""The live text of an event: readers ask for new lines, an officer writes them from a phone.

Here stands also how an event is loaded, which is the permission check, for `views.py`.
"""

import re

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.accounts import audience, scope
from portal.accounts.rules import Right
from portal.base import clock
from portal.base.access import public, signed_in
from portal.base.errors import NotFound, RuleBroken
from portal.base.language import N_, gettext
from portal.base.layout import notes
from portal.base.web import done, fresh_for, page
from portal.events import live as texts
from portal.events import queries, rules, services
from portal.events.forms import LineForm
from portal.events.models import Event
from portal.events.queries import Listed
from portal.events.services import Overtaken
from portal.units import queries as units
from portal.units.queries import Place

bp = Blueprint("events", "portal.events")
SPOT = "/events/<unit:code>/<int:event_id>"

ROWS = 20
# Seconds for which a text that goes on may be kept on its way: it is asked for every 20.
NEWS_KEPT = 5

notes(
    line_told=N_("The line stands in the live text."),
    line_corrected=N_("Corrected. The old words stay in sight, struck through."),
    live_closed=N_("The live text is closed."),
    live_reopened=N_("The live text is open again."),
)


def unit(code: str) -> Place:
    """The unit of this code that stands today, for everybody to see."""
    place = units.place(code)
    if place is None:
        raise NotFound
    return place


def readable(code: str, event_id: int) -> Listed:
    """An event, if whoever asks may read it."""
    place = unit(code)
    event = queries.readable_event(place, event_id, audience.reader(current_user))
    if event is None:
        raise NotFound
    return Listed(event, place)


def own(code: str, event_id: int) -> Listed:
    """An event that whoever asks may write."""
    place = scope.unit(current_user, code, Right.WRITE)
    event = queries.event(place, event_id)
    if event is None:
        raise NotFound
    return Listed(event, place)


def may_write(place: Place) -> bool:
    """Whether whoever asks writes this unit's events."""
    return current_user.is_authenticated and scope.may(current_user, Right.WRITE, place)


def may_tell(event: Event) -> bool:
    """Whether lines may be written now."""
    in_time = rules.is_time_to_tell(event.starts_at, event.ends_at, clock.now())
    return in_time and event.cancelled_at is None


def keep_until_change(*events: Event) -> None:
    """Let nobody keep a page beyond the instant at which it says something else by itself."""
    now = clock.now()
    for one in events:
        for instant in (one.starts_at, one.ends_at, rules.live_until(one.ends_at)):
            if instant > now:
                fresh_for(int((instant - now).total_seconds()))


@bp.get(f"{SPOT}/live")
@public
def live(code: str, event_id: int) -> Response:
    """The live text; with `?after=N` only what is new since that line, 204 when nothing is."""
    if "after" in request.args:
        return _news(code, event_id, _number("after"))
    item = readable(code, event_id)
    keep_until_change(item.event)
    text = texts.text(code, item.event, queries.lines(event_id))
    if text.goes_on:
        fresh_for(NEWS_KEPT)  # else the link to new lines would show what the browser has kept
    before = _number("before")
    lines = [line for line in text.lines if not before or line.number < before]
    return page(
        "events/live.html",
        item=item,
        text=text,
        lines=lines[:ROWS],
        older=lines[ROWS - 1].number if len(lines) > ROWS else None,
        newest=not before,
        may_write=may_write(item.place),
    )


def _news(code: str, event_id: int, after: int) -> Response:
    fresh_for(NEWS_KEPT)
    text = texts.public(code, event_id) if current_user.is_anonymous else _text(code, event_id)
    if text is None:
        raise NotFound
    lines = text.after(after)
    if not lines and text.goes_on:
        return Response(status=204)
    return page("events/_lines.html", text=text, lines=lines)


def _text(code: str, event_id: int) -> texts.Text:
    """As a signed-in reader may have it: read afresh, like all that they see."""
    return texts.text(code, readable(code, event_id).event, queries.lines(event_id))


def _number(name: str) -> int:
    typed = request.args.get(name, "")
    return int(typed) if re.fullmatch(r"[0-9]{1,6}", typed) else 0


@bp.route(f"{SPOT}/write", methods=["GET", "POST"])
@signed_in
def write(code: str, event_id: int) -> Response:
    """The officer tells what happens: one line, one tap."""
    item = own(code, event_id)
    form = LineForm.read()
    if form.accepted():
        try:
            services.append(item.event, form.text.data or "", by=current_user.id)
            return done(f"{item.path}/write", note="line_told")
        except RuleBroken as refusal:
            form.refuse(gettext(refusal.message, **refusal.values))
    return page(
        "events/write.html",
        item=item,
        form=form,
        state=item.event.live,
        lines=queries.lines(event_id)[:ROWS],
        may_tell=may_tell(item.event),
        status=form.status,
    )


@bp.route(f"{SPOT}/lines/<int:number>", methods=["GET", "POST"])
@signed_in
def correct(code: str, event_id: int, number: int) -> Response:
    """Other words for a line; who was corrected meanwhile by somebody else sees both."""
    item = own(code, event_id)
    line = next((one for one in queries.lines(event_id) if one.number == number), None)
    if line is None:
        raise NotFound
    form, overtaken = LineForm.read(text=line.text, seen=line.latest), False
    if form.accepted():
        try:
            services.correct(
                item.event, number, form.text.data or "", by=current_user.id, seen=form.number
            )
            return done(f"{item.path}/write", note="line_corrected")
        except Overtaken:
            overtaken, form.seen.data = True, line.latest
    status = 409 if overtaken else form.status
    return page(
        "events/correct.html", item=item, line=line, form=form, overtaken=overtaken, status=status
    )


@bp.route(f"{SPOT}/close", methods=["GET", "POST"])
@signed_in
def close(code: str, event_id: int) -> Response:
    """The live text is over; or it goes on after all."""
    item = own(code, event_id)
    state = item.event.live
    if request.method == "GET":
        return page("events/close.html", item=item, state=state, may_tell=may_tell(item.event))
    if request.form.get("button") == "open":
        services.reopen(item.event, by=current_user.id)
        return done(f"{item.path}/write", note="live_reopened")
    services.close(item.event, by=current_user.id)
    return done(item.path, note="live_closed")
