"""Writing events and their live text. Each change is seen by everybody at the next click."""

import sqlalchemy as sa

from portal.base import audit, clock, pagecache
from portal.base.db import session
from portal.base.errors import Conflict, NotFound, RuleBroken
from portal.base.language import N_
from portal.events import rules
from portal.events.models import Event, LiveLine, Said
from portal.events.rules import Live


class Overtaken(Conflict):
    """Somebody changed the event since the page was opened."""


class Cancelled(RuleBroken):
    """It will not take place."""

    message = N_("This event is cancelled and can no longer be changed.")


class NotNow(RuleBroken):
    """Too early or too late for a live text."""

    message = N_("A live text runs from 12 hours before the event until 3 hours after its end.")


class LiveClosed(RuleBroken):
    """The live text takes no more lines."""

    message = N_("This live text is closed. What you typed is kept here; open it again to add it.")


def announce(unit_id: int, said: Said, *, by: int) -> Event:
    """A new event of a unit."""
    now = clock.now()
    event = Event(
        unit_id=unit_id, created_at=now, created_by=by, changed_at=now, changed_by=by, **vars(said)
    )
    session.add(event)
    session.flush()
    _note("announce", event, by)
    return event


def change(event: Event, said: Said, *, by: int, seen: int) -> None:
    """Other words, another place or time; Overtaken when `seen` is not the latest number."""
    event = _locked(event)
    _demand_unchanged(event, seen)
    changed = [name for name, value in vars(said).items() if getattr(event, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(event, name, getattr(said, name))
    _grow(event, by)
    _note("change", event, by, changed=changed)


def cancel(event: Event, reason: str, *, by: int, seen: int) -> None:
    """It will not take place; its page says so and why, and calendars are told."""
    event = _locked(event)
    _demand_unchanged(event, seen)
    event.cancelled_at, event.cancel_reason = clock.now(), reason
    if event.live_opened_at and not event.live_closed_at:
        event.live_closed_at = clock.now()
    _grow(event, by)
    _note("cancel", event, by)


def count(event: Event, people: int, *, by: int) -> None:
    """How many people came; a later count replaces it."""
    event = _locked(event)
    if event.cancelled_at is not None:
        raise Cancelled
    if not rules.may_count(event.starts_at, clock.now()):
        raise RuleBroken(N_("People can be counted once the event has begun."))
    before, event.attendance = event.attendance, people
    _note("count", event, by, before=before, now=people)


def append(event: Event, text: str, *, by: int) -> LiveLine:
    """One more line; the first opens the live text. The same words again so soon are that line."""
    event = _locked(event)
    _demand_tellable(event)
    if same := _same(event, text):
        return same
    if event.live_opened_at is None:
        event.live_opened_at = clock.now()
        _note("open_live", event, by)
    return _add(event, text, by=by)


def correct(event: Event, number: int, text: str, *, by: int, seen: int) -> None:
    """Other words for a line; the old ones stay in sight.

    `seen` is the latest number known of this line: Overtaken when somebody corrected it meanwhile.
    """
    event = _locked(event)
    versions = session.scalars(
        sa.select(LiveLine)
        .where(LiveLine.event_id == event.id)
        .where(sa.or_(LiveLine.number == number, LiveLine.corrects == number))
        .order_by(LiveLine.number)
    ).all()
    if not versions or versions[0].number != number or versions[0].corrects is not None:
        raise NotFound
    if versions[-1].text == text:
        return
    if versions[-1].number != seen:
        raise Overtaken
    _demand_room(event)
    _add(event, text, by=by, corrects=number)


def close(event: Event, *, by: int) -> None:
    """The live text is over; its lines stay."""
    event = _locked(event)
    if event.live is Live.OPEN:
        event.live_closed_at = clock.now()
        _note("close_live", event, by)


def reopen(event: Event, *, by: int) -> None:
    """It was closed too early."""
    event = _locked(event)
    if event.cancelled_at is not None:
        raise Cancelled
    if not rules.is_time_to_tell(event.starts_at, event.ends_at, clock.now()):
        raise NotNow
    if event.live is Live.CLOSED:
        event.live_closed_at = None
        _note("reopen_live", event, by)


def _locked(event: Event) -> Event:
    """The event as it stands now; who else would change it waits."""
    return session.get_one(Event, event.id, with_for_update=True, populate_existing=True)


def _demand_unchanged(event: Event, seen: int) -> None:
    if event.number != seen:
        raise Overtaken
    if event.cancelled_at is not None:
        raise Cancelled


def _demand_tellable(event: Event) -> None:
    if event.cancelled_at is not None:
        raise Cancelled
    if event.live is Live.CLOSED:
        raise LiveClosed
    if not rules.is_time_to_tell(event.starts_at, event.ends_at, clock.now()):
        raise NotNow
    _demand_room(event)


def _demand_room(event: Event) -> None:
    if event.last_line >= rules.MOST_LINES:
        raise RuleBroken(N_("This live text is full."))


def _same(event: Event, text: str) -> LiveLine | None:
    """A line of a moment ago with these very words."""
    since = clock.now() - rules.SAME_WITHIN
    return session.scalar(
        sa.select(LiveLine)
        .where(LiveLine.event_id == event.id, LiveLine.text == text, LiveLine.at > since)
        .order_by(LiveLine.number.desc())
        .limit(1)
    )


def _add(event: Event, text: str, *, by: int, corrects: int | None = None) -> LiveLine:
    event.last_line += 1
    line = LiveLine(
        event_id=event.id,
        number=event.last_line,
        corrects=corrects,
        text=text,
        at=clock.now(),
        by=by,
    )
    session.add(line)
    session.flush()
    pagecache.stale()
    return line


def _grow(event: Event, by: int) -> None:
    event.number += 1
    event.changed_at, event.changed_by = clock.now(), by


def _note(act: str, event: Event, by: int, **facts: object) -> None:
    session.flush()
    audit.note(f"events.{act}", f"event:{event.id}", by, **facts)
    pagecache.stale()
