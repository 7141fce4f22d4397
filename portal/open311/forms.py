"""What a program sends: a petition to take in, or which petitions it asks for."""

import re
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from flask import request
from wtforms.validators import InputRequired, Length, ValidationError

from portal.base import clock
from portal.base.errors import NotFound, PortalError
from portal.base.forms import LongTextField, PhoneField, PortalForm, TextField
from portal.base.language import N_, gettext
from portal.open311 import queries, rules
from portal.open311.queries import Asked
from portal.open311.rules import LONGEST_DESCRIPTION, MOST, OFFERED, STATUSES
from portal.petitions.rules import Kind, State
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level

T = TypeVar("T")

NO_SERVICE = N_("There is no such service_code.")
NO_JURISDICTION = N_("There is no such jurisdiction_id: it is the code of a commune or province.")
NO_INSTANT = N_("%(name)s is no W3C date-time, such as 2026-08-24T00:00:00Z.")
NO_UNIT = N_("Please give the unit: its code as attribute[unit] or as address_id.")
UNKNOWN_UNIT = N_("There is no unit of this code.")


def given(name: str) -> str:
    """A value of the address or of what was posted; one left blank is none."""
    return str(request.values.get(name, "")).strip()


def service(code: str) -> Kind:
    """The kind that this service takes; NotFound for any other word."""
    found = next((kind for kind in OFFERED if kind.value == code), None)
    if found is None:
        raise NotFound(NO_SERVICE)
    return found


def jurisdiction() -> Place | None:
    """The office that was named, if any; NotFound for one that does not exist."""
    code = given("jurisdiction_id")
    office = queries.jurisdiction(code) if code else None
    if code and office is None:
        raise NotFound(NO_JURISDICTION)
    return office


def asked_ids() -> list[int] | None:
    """The petitions asked for by number, a thousand at the most; None when none were."""
    numbers = _several("service_request_id")
    ids = [rules.petition_id(number) for number in numbers[:MOST]]
    return [one for one in ids if one] if numbers else None


def asked() -> Asked:
    """Which list is asked for; PortalError says what cannot be understood."""
    states = [_status(word) for word in _several("status")] or [frozenset(State)]
    first, last = _instant("start_date"), _instant("end_date")
    span = rules.span(first, last, clock.now())
    if span is None:
        raise PortalError(N_("From start_date to end_date may be 90 days at the most."))
    return Asked(
        kinds=[service(code) for code in _several("service_code")] or OFFERED,
        states=frozenset[State]().union(*states),
        first=span[0],
        last=span[1],
        office=jurisdiction(),
        size=min(MOST, _number("page_size", MOST)),
        page=_number("page", 1),
    )


def _several(name: str) -> list[str]:
    """Values parted by commas, or given one by one."""
    typed = ",".join(request.args.getlist(name)).split(",")
    return [one.strip() for one in typed if one.strip()]


def _status(word: str) -> Collection[State]:
    if word not in STATUSES:
        raise PortalError(N_("status is open or closed."))
    return STATUSES[word]


def _instant(name: str) -> Any:
    try:
        return rules.instant(given(name), clock.zone()) if given(name) else None
    except ValueError:
        raise PortalError(NO_INSTANT, name=name) from None


def _number(name: str, without: int) -> int:
    typed = given(name) or str(without)
    if not re.fullmatch(r"[1-9][0-9]{0,5}", typed):
        raise PortalError(N_("%(name)s is a whole number from 1 on."), name=name)
    return int(typed)


class RequestForm(PortalForm):
    """One petition. Unknown fields are ignored, as are e-mail, device and account: no place."""

    service_code = TextField(validators=[InputRequired()])
    unit = TextField(name="attribute[unit]")
    address_id = TextField()
    address_string = TextField(validators=[Length(max=300)])
    lat = TextField(validators=[Length(max=30)])
    long = TextField(validators=[Length(max=30)])
    description = LongTextField(validators=[InputRequired(), Length(max=LONGEST_DESCRIPTION)])
    first_name = TextField(validators=[Length(max=59)])
    last_name = TextField(validators=[Length(max=60)])
    phone = PhoneField(validators=[Length(max=20)])

    def validate_description(self, field: Any) -> None:
        """Not blank once what cannot be seen is gone."""
        if not field.data:
            raise ValidationError(gettext("This field is required."))

    def validate_lat(self, field: Any) -> None:
        """Both or neither, in degrees."""
        degrees = (self.lat.data or "", self.long.data or "")
        if any(degrees) and not all(map(_is_degrees, degrees, (90, 180))):
            raise ValidationError(gettext("lat and long are two numbers of degrees (WGS84)."))

    def faults(self) -> Iterator[str]:
        """What is wrong, each with the name of its field."""
        for name, sentences in self.errors.items():
            for sentence in sentences:
                yield f"{self[name].name if name else ''}: {sentence}"

    def place(self) -> Place:
        """The unit named by attribute or address, else the commune whose jurisdiction it is."""
        office = jurisdiction()
        code = self.unit.data or self.address_id.data
        if not code and office is not None and office.level is Level.COMMUNE:
            return office
        if not code:
            raise PortalError(NO_UNIT)
        found = units.place(code)
        if found is None or (office is not None and office.id not in found.ids):
            raise PortalError(UNKNOWN_UNIT)
        return found

    @property
    def where(self) -> str:
        """The address in the sender's words, and the coordinates, for whoever reads it."""
        degrees = ", ".join(filter(None, (self.lat.data, self.long.data)))
        return "; ".join(filter(None, (self.address_string.data, degrees)))

    @property
    def full_name(self) -> str:
        """Family name first, as names are written here."""
        return " ".join(filter(None, (self.last_name.data, self.first_name.data)))

    @property
    def photo(self) -> bool:
        """Whether a photo came along, or its address: neither is taken."""
        return bool(given("media_url") or request.files)


def _is_degrees(typed: str, most: int) -> bool:
    plain = re.fullmatch(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?", typed)
    return bool(plain) and abs(float(typed)) <= most
