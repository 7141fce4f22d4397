"""What this slice offers to the whole house."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_login import current_user

from portal.accounts import audience, scope
from portal.accounts.queries import Actor
from portal.accounts.rules import RIGHTS, Right
from portal.base import clock
from portal.base.db import session
from portal.base.language import N_, gettext
from portal.base.layout import Block, Line, Link
from portal.events import demo as story
from portal.events import queries, rules, shown, soundness
from portal.events.models import Event
from portal.events.queries import Listed
from portal.events.rules import Live
from portal.units.models import Unit
from portal.units.queries import Place

ON_FRONT = 3


def menu(actor: Any) -> list[Link]:
    """The public list; in the footer: the bar of a phone has room for few."""
    return [Link("/events/", N_("Events"), main=False)]


def front() -> list[Block]:
    """The front page: what is next."""
    coming = queries.coming(audience.reader(current_user), None, ON_FRONT)
    return [Block("events/front.html", {"coming": coming}, rank=40)] if coming else []


def unit_blocks(place: Place) -> list[Block]:
    """A unit's page: what is next there; its writers find the way to announce something."""
    coming = queries.coming(audience.reader(current_user), place, ON_FRONT)
    may_write = current_user.is_authenticated and scope.may(current_user, Right.WRITE, place)
    values = {"coming": coming, "may_write": may_write}
    return [Block("events/unit.html", values, rank=40)] if coming or may_write else []


def desk(actor: Actor) -> list[Line]:
    """What takes place today and tomorrow, what is still to be counted, what is still open."""
    now, today = clock.now(), clock.today()
    since = now - rules.ATTENDANCE_ASKED
    items = queries.concerning(audience.reader(actor), since, now + timedelta(days=2))
    own = {hat.unit.id for hat in actor.hats if hat.role in RIGHTS[Right.WRITE]}
    found = []
    for item in items:
        begins = clock.local(item.event.starts_at).date()
        if item.event.ends_at > now and begins <= today + timedelta(days=1):
            found.append(_reminder(item))
        if item.event.ends_at <= now and item.event.unit_id in own:
            found += _remains(item)
    return found


def _reminder(item: Listed) -> Line:
    """Below what is asked of the officer: a report that was given back comes before any meeting."""
    word, tint = shown.state(item.event)
    return _line(item, item.event.title, item.path, rank=4, state=word, tint=tint)


def _remains(item: Listed) -> Iterator[Line]:
    """What is left to do after one's own event."""
    event = item.event
    if event.live is Live.OPEN:
        words = gettext("Close the live text: %(title)s", title=event.title)
        yield _line(item, words, f"{item.path}/close", rank=0)
    if event.attendance is None and event.cancelled_at is None:
        words = gettext("Note how many came: %(title)s", title=event.title)
        yield _line(item, words, f"{item.path}/attendance", rank=3)


def _line(
    item: Listed, words: str, path: str, *, rank: int, state: str = "", tint: str = "off"
) -> Line:
    return Line(
        rank=rank,
        at=item.event.starts_at,
        path=path,
        words=words,
        state=state,
        tint=tint,
        quiet=shown.reminder(item),
    )


def sitemap() -> Iterator[tuple[str, date | None]]:
    """The list, and every event that everybody may read."""
    yield "/events/", None
    statement = (
        sa.select(Unit.code, Event.id, Event.changed_at)
        .join(Unit, Unit.id == Event.unit_id)
        .where(audience.readable(Event, audience.PUBLIC), Unit.closed_on.is_(None))
    )
    for code, event_id, changed_at in session.execute(statement.order_by(Event.id)):
        yield f"/events/{code}/{event_id}", clock.local(changed_at).date()


_LABELS = {
    "title": N_("What"),
    "place": N_("Place"),
    "begins": N_("Begins at"),
    "people": N_("Number of people"),
}


def field_label(name: str) -> str | None:
    """What the box of this name asks, for the pages that show what was typed elsewhere."""
    return gettext(_LABELS[name]) if name in _LABELS else None


def check() -> list[str]:
    """What must be true of events and live texts on a live database."""
    return list(soundness.findings())


def demo(told: Any) -> None:
    """Events of the demo's own commune and village."""
    story.tell(told)
