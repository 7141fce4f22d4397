"""How an event's time, state and readers are written on a page."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date
from flask import Flask
from markupsafe import Markup

from portal.accounts import queries as accounts
from portal.accounts.audience import Audience, Reach
from portal.base import clock, language
from portal.base.language import N_, gettext
from portal.events.models import Event
from portal.events.queries import Listed
from portal.events.rules import Live


@lru_cache(maxsize=5_000)
def _day(day: date, code: str) -> str:
    return f"{format_date(day, 'EEEE', locale=code)} {day.day}/{day.month}/{day.year}"


def clock_hour(instant: datetime) -> str:
    """The time of day on the wall clock: `8:05`."""
    here = clock.local(instant)
    return f"{here.hour}:{here:%M}"


def when(event: Event) -> str:
    """`Thứ Tư 25/11/2026, 8:00–10:00`; over several days both ends with their days."""
    first, last = clock.local(event.starts_at), clock.local(event.ends_at)
    day = _day(first.date(), language.current())
    if first.date() == last.date():
        return f"{day}, {clock_hour(first)}–{clock_hour(last)}"
    end = _day(last.date(), language.current())
    return f"{day} {clock_hour(first)} – {end} {clock_hour(last)}"


def event_state(event: Event) -> Markup:
    """A word with a tint where there is something to say: cancelled, live, today …"""
    word, tint = state(event)
    return Markup('<span class="{}">{}</span> ').format(tint, word) if word else Markup("")


def state(event: Event) -> tuple[str, str]:
    """That word and its tint; "" where there is nothing to say."""
    word, tint = _state(event)
    return gettext(word) if word else "", tint


def _state(event: Event) -> tuple[str, str]:
    now = clock.now()
    if event.cancelled_at is not None:
        return N_("Cancelled"), "late"
    if event.live is Live.OPEN:
        return N_("Live text now"), "ok"
    if event.ends_at <= now:
        return "", "off"
    if event.starts_at <= now:
        return N_("Under way"), "ok"
    days = (clock.local(event.starts_at).date() - clock.today()) / timedelta(days=1)
    return {0: (N_("Today"), "wait"), 1: (N_("Tomorrow"), "wait")}.get(int(days), ("", "off"))


REACHES = {
    Reach.UNIT: N_("On this unit's pages"),
    Reach.BELOW: N_("On the pages of all units below, too"),
    Reach.EVERYBODY: N_("Everywhere, on the front page too"),
}
AUDIENCES = {
    Audience.EVERYBODY: N_("Everybody"),
    Audience.OFFICERS: N_("Officers"),
    Audience.LEADS: N_("Unit leads"),
}


def for_whom(event: Event) -> str:
    """Whom it is for."""
    if event.audience is not Audience.MEMBERS:
        return gettext(AUDIENCES[event.audience])
    names = (one.words for one in accounts.associations() if one.code == event.association_code)
    return gettext("Members: %(name)s", name=language.pick(next(names)))


def reminder(item: Listed) -> str:
    """What stands under an event's line: when, where, whose."""
    return " · ".join(filter(None, (when(item.event), item.event.place, item.place.label)))


def init_app(app: Flask) -> None:
    """Give these to the templates."""
    for shows in (clock_hour, when, event_state, for_whom, reminder):
        app.jinja_env.filters[shows.__name__] = shows
