"""Events as iCalendar (RFC 5545), for the calendar of a telephone: what everybody may read."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar
from icalendar import Event as Entry

from portal.base import markup
from portal.base.language import gettext
from portal.events.models import Event
from portal.events.queries import Listed


def calendar(name: str, items: Iterable[Listed], site: str) -> bytes:
    """These events; `site` is `https://…` without a slash at its end."""
    made = Calendar()
    made.add("prodid", "-//Grassroots Portal//events//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for item in items:
        made.add_component(_entry(item, site))
    written: bytes = made.to_ical()
    return written


def identity(event: Event) -> str:
    """The same for ever, whatever the portal's address: its number and instant of birth."""
    return str(uuid5(NAMESPACE_URL, f"event {event.id} {event.created_at.isoformat()}"))


def _entry(item: Listed, site: str) -> Entry:
    """Instants are in UTC: right in every telephone's own zone, without a table of zones."""
    event, entry = item.event, Entry()
    entry.add("uid", identity(event))
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("created", event.created_at)
    entry.add("sequence", event.number - 1)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title)
    entry.add("location", ", ".join(filter(None, (event.place, item.place.inline))))
    entry.add("url", site + item.path)
    entry.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    cancelled = gettext("Cancelled: %(reason)s", reason=event.cancel_reason)
    said = [cancelled if event.cancelled_at else "", markup.words(event.text)]
    entry.add("description", "\n\n".join(filter(None, said)))
    return entry
