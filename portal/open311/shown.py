"""The answers of the protocol as plain values: JSON as they are, XML by templates."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from flask import current_app, request

from portal.accounts.queries import is_demo
from portal.base import clock, text
from portal.base.formats import day
from portal.base.language import N_, gettext
from portal.base.web import site_address
from portal.open311.queries import Told, places
from portal.open311.rules import LONGEST_DESCRIPTION, OFFERED, status
from portal.petitions import words
from portal.petitions.models import Petition
from portal.petitions.rules import TICKING, Kind, Learn
from portal.units import queries as units
from portal.units.queries import Place

Row = dict[str, Any]

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
# When services, attributes or answers last changed: clients refresh what they keep by it.
CHANGED = "2026-11-27T00:00:00+07:00"
FORMATS = ["text/xml", "application/json"]

UNIT = N_(
    "Code of the unit where it is: a village, commune or province, such as 07210. Codes stand in "
    "the addresses of the units: %(address)s"
)
ELSEWHERE = N_(
    "A name and a number, if left, are kept apart from the petition and never shown. Complaints, "
    "denunciations and what concerns the office's own people are not taken here; please send them "
    "at: %(address)s"
)
PHOTO_LEFT = N_("The photo was not taken along.")
CALLED = N_("The office will call you.")
FOLLOW = N_("Your application shows where it stands; at the office please say this number.")


def _here(path: str) -> str:
    """An address of ours in the language being spoken."""
    return f"{site_address()}{request.script_root}{path}"


def discovery() -> Row:
    """Where the one endpoint is."""
    name = str(current_app.config["SITE_NAME"])
    return {
        "changeset": CHANGED,
        "contact": f"{name}, {_here('/')}",
        "key_service": gettext("Whoever runs %(name)s gives keys to applications.", name=name),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": _here("/open311/v2"),
                "changeset": CHANGED,
                "type": "test" if is_demo() else "production",
                "formats": FORMATS,
            }
        ],
    }


def services() -> list[Row]:
    """What may be sent: one service for each kind, the same everywhere."""
    return [_service(kind) for kind in OFFERED]


def _service(kind: Kind) -> Row:
    name, when = (gettext(word) for word in words.KINDS[kind])
    return {
        "service_code": kind.value,
        "service_name": name,
        "description": when,
        "metadata": True,
        "type": "realtime",
        "keywords": text.fold(name),
        "group": gettext("Petitions"),
    }


def definition(kind: Kind) -> Row:
    """What a service asks besides: the unit, of thousands, so no list; and what one should know."""
    unit = gettext(UNIT, address=_here("/units/"))
    note = gettext(ELSEWHERE, address=_here("/petitions/new"))
    attributes = [
        _attribute(1, "unit", "string", unit, asked=True),
        _attribute(2, "note", "text", note, asked=False),
    ]
    return {"service_code": kind.value, "attributes": attributes}


def _attribute(order: int, code: str, datatype: str, description: str, *, asked: bool) -> Row:
    return {
        "variable": asked,
        "code": code,
        "datatype": datatype,
        "required": asked,
        "datatype_description": None,
        "order": order,
        "description": description,
        "values": [],
    }


def requests(told: Collection[Told]) -> list[Row]:
    """Petitions as rows."""
    known = places(told) if told else {}
    return [_request(one, known) for one in told]


def _request(one: Told, known: dict[int, Place]) -> Row:
    where = known[one.unit_id]
    due = datetime.combine(one.due_on, time(23, 59, 59), clock.zone())
    return {
        "service_request_id": one.number,
        "status": status(one.state),
        "status_notes": _joined(gettext(words.STATES[one.state][0]), one.answer),
        "service_name": gettext(words.KINDS[one.kind][0]),
        "service_code": one.kind.value,
        "description": _description(one),
        "agency_responsible": _whole_name(known[one.owner_id]),
        "service_notice": None,
        "requested_datetime": _instant(one.received_at),
        "updated_datetime": _instant(one.ended_at or one.moved_at),
        "expected_datetime": _instant(due) if one.state in TICKING else None,
        "address": _whole_name(where),
        "address_id": where.code,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _description(one: Told) -> str | None:
    if one.text is None:
        return None
    whole = _joined(one.topic or "", one.text)
    return whole if len(whole) <= LONGEST_DESCRIPTION else f"{whole[: LONGEST_DESCRIPTION - 1]}…"


def _joined(head: str, rest: str | None) -> str:
    return f"{head}\n{rest}" if rest else head


def _whole_name(place: Place) -> str:
    return ", ".join(filter(None, (place.label, place.where)))


def _instant(at: datetime) -> str:
    """W3C's date-time with the installation's zone."""
    return clock.local(at).isoformat(timespec="seconds")


def receipt(petition: Petition, *, photo_left: bool) -> Row:
    """What whoever sent it learns: its number, who answers and by when; never a code."""
    owner = units.place_of_id(petition.owner_id)
    answers = gettext(
        "Petition %(number)s was received. %(unit)s answers by %(day)s.",
        number=petition.number,
        unit=_whole_name(owner) if owner else "",
        day=day(petition.due_on),
    )
    more = [CALLED] if petition.learn is Learn.CALL else []
    more += [PHOTO_LEFT] if photo_left else []
    notice = " ".join((answers, *(gettext(one) for one in (FOLLOW, *more))))
    return {"service_request_id": petition.number, "service_notice": notice, "account_id": None}
