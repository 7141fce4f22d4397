"""What is typed: at the door, in one's own account, and about accounts below."""

from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from portal.accounts.rules import Role
from portal.base import clock
from portal.base.forms import PortalForm, TextField
from portal.base.language import LANGUAGES, gettext, lazy

ROLES = {
    Role.CLERK: lazy("Data clerk"),
    Role.LEAD: lazy("Unit lead"),
    Role.VIEWER: lazy("Viewer"),
    Role.CUSTODIAN: lazy("Custodian of senders' identities"),
    Role.ADMIN: lazy("Administrator"),
}

# Names typed by others' keyboards must not be "corrected".
_AS_IT_IS = {"autocapitalize": "none", "spellcheck": "false"}


class SignInForm(PortalForm):
    """User name, password, and whether others use this device too."""

    username = TextField(
        lazy("User name"),
        [InputRequired(), Length(max=80)],
        render_kw={"autocomplete": "username", **_AS_IT_IS},
    )
    password = PasswordField(
        lazy("Password"),
        [InputRequired(), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
    shared = BooleanField(lazy("Shared device"))
    next = HiddenField(default="")
    resume = HiddenField(default="")


# Digits for a keypad; browsers that know the app's code offer it.
_DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "size": 12}


class CodeForm(PortalForm):
    """The second step of sign-in; what the first one said travels along, hidden."""

    code = TextField(lazy("One-time code"), [InputRequired(), Length(max=40)], render_kw=_DIGITS)
    half = HiddenField(default="")
    shared = HiddenField(default="")
    next = HiddenField(default="")
    resume = HiddenField(default="")


class SureForm(PortalForm):
    """It is really the holder: present password and a code."""

    password_now = PasswordField(
        lazy("Present password"), [InputRequired()], render_kw={"autocomplete": "current-password"}
    )
    code = TextField(lazy("One-time code"), [InputRequired(), Length(max=40)], render_kw=_DIGITS)


class SetUpForm(SureForm):
    """The same, for the first code of a new app."""

    seed = HiddenField(default="")
    resume = HiddenField(default="")


class OwnPasswordForm(PortalForm):
    """A password of one's own, typed twice."""

    password = PasswordField(
        lazy("New password"), [InputRequired()], render_kw={"autocomplete": "new-password"}
    )
    password_again = PasswordField(
        lazy("The same once more"), [InputRequired()], render_kw={"autocomplete": "new-password"}
    )
    resume = HiddenField(default="")

    def validate_password_again(self, field: Any) -> None:
        """Both must be the same."""
        if field.data != self.password.data:
            raise ValidationError(gettext("The two are not the same."))


class ChangePasswordForm(OwnPasswordForm):
    """The same, for who has an own password already."""

    password_now = PasswordField(
        lazy("Present password"), [InputRequired()], render_kw={"autocomplete": "current-password"}
    )


class AccountForm(PortalForm):
    """What the holder says about herself."""

    name = TextField(
        lazy("Name"), [InputRequired(), Length(max=120)], render_kw={"autocomplete": "name"}
    )
    language = SelectField(
        lazy("Language"), choices=[SelectChoice(*pair) for pair in LANGUAGES.items()]
    )


class GrantForm(PortalForm):
    """A role at a unit, within an association or for all."""

    role = SelectField(lazy("Role"))
    association = SelectField(lazy("Association"), [Optional()])

    def offer(self, roles: list[Role], associations: list[tuple[str, str]]) -> None:
        """What may be chosen here."""
        self.role.choices = [SelectChoice(role.value, ROLES[role]) for role in roles]
        self.association.choices = [SelectChoice(*pair) for pair in associations]


class NewAccountForm(GrantForm):
    """A person with a first role."""

    name = TextField(lazy("Name"), [InputRequired(), Length(max=120)])
    position = TextField(lazy("Position"), [Optional(), Length(max=80)])
    phone = TextField(
        lazy("Phone"),
        [Optional(), Length(max=20), Regexp(r"[\d\s.+()-]+$", message=lazy("Digits only."))],
        render_kw={"type": "tel"},
    )


class AnotherGrantForm(GrantForm):
    """One more role for somebody who has an account."""

    unit = SelectField(lazy("Unit"))

    def offer_units(self, units: list[tuple[str, str]]) -> None:
        """At which units it may be given: code and label of each."""
        self.unit.choices = [SelectChoice(*pair) for pair in units]


class DayForm(PortalForm):
    """A day in three small fields."""

    day = TextField(lazy("Day"), render_kw={"size": 2, "inputmode": "numeric"})
    month = TextField(lazy("Month"), render_kw={"size": 2, "inputmode": "numeric"})
    year = TextField(lazy("Year"), render_kw={"size": 4, "inputmode": "numeric"})

    @classmethod
    def read(cls, **kwargs: Any) -> "DayForm":
        """Filled with today."""
        today = clock.today()
        form = super().read(day=today.day, month=today.month, year=today.year, **kwargs)
        assert isinstance(form, DayForm)  # noqa: S101 - read() makes one of its own class
        return form

    def validate_year(self, field: Any) -> None:
        """All three together are a day of the calendar."""
        if self.date is None:
            raise ValidationError(gettext("There is no such day."))

    @property
    def date(self) -> date | None:
        """The day typed, if there is one."""
        try:
            return date(*(int(field.data or "") for field in (self.year, self.month, self.day)))
        except (TypeError, ValueError):
            return None
