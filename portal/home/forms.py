"""The form of what a unit publishes of itself."""

from typing import Any

from wtforms import BooleanField
from wtforms.validators import Length

from portal.accounts.published import Officer
from portal.base.forms import PhoneField, PortalForm, TextField
from portal.base.language import lazy
from portal.units.office import Office


class OfficerForm(PortalForm):
    """One officer: named or not, and a number for everybody."""

    shown = BooleanField()
    phone = PhoneField(lazy("Telephone for everybody"), [Length(max=20)])


class OfficeForm(PortalForm):
    """The office's telephone, address and hours; whether figures are shown."""

    phone = PhoneField(lazy("Telephone of the office"), [Length(max=20)])
    address = TextField(lazy("Address"), [Length(max=200)])
    hours = TextField(
        lazy("Opening hours"),
        [Length(max=120)],
        render_kw={"placeholder": "T2–T6: 7:30–11:30, 13:30–17:00"},
    )
    shows_figures = BooleanField(lazy("Everybody may see the accepted figures of last week"))
    people: list[tuple[Officer, OfficerForm]]

    @classmethod
    def of(cls, office: Office, officers: list[Officer]) -> "OfficeForm":
        """The form of a unit, as posted or as published now."""
        form: OfficeForm = cls.read(obj=office)
        form.people = [
            (
                one,
                OfficerForm.read(
                    prefix=f"officer{one.grant_id}-",
                    shown=one.phone is not None,
                    phone=one.phone or "",
                ),
            )
            for one in officers
        ]
        return form

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """The office and each officer; all are looked at, so that all errors show at once."""
        parts = [one.validate() for _, one in self.people]
        return bool(super().validate(*args, **kwargs)) and all(parts)

    @property
    def status(self) -> int:
        """422 when something is wrong with any of it."""
        return 422 if self.errors or any(one.errors for _, one in self.people) else 200

    @property
    def office(self) -> Office:
        """What is to be published."""
        return Office(self.phone.data, self.address.data, self.hours.data, self.shows_figures.data)

    @property
    def chosen(self) -> dict[int, str]:
        """Grant id → number for everybody, of those who are named."""
        return {officer.grant_id: one.phone.data for officer, one in self.people if one.shown.data}
