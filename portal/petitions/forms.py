"""What the sender types: the steps of one petition, the code, and what is said about an answer."""

from functools import cached_property
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.base.forms import LongTextField, PhoneField, PortalForm, TextField, UploadField
from portal.base.language import N_, gettext, lazy
from portal.base.web import form_key
from portal.petitions import words
from portal.petitions.rules import (
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TOPIC,
    Kind,
    Learn,
)

STEPS = {
    "what": ("topic", "text", "about_office"),
    "contact": ("learn", "name", "phone", "address"),
}
"""The boxes of each step; what was filled in before travels along in hidden ones."""

_NEEDED = {Learn.CALL: ("phone",), Learn.LETTER: ("name", "address"), Learn.HEAD: ("name",)}
_MISSING = N_("This is needed for the way you chose.")


def kind_of(typed: str) -> Kind | None:
    """The kind of this word; None for any other."""
    return Kind(typed) if typed in set(Kind) else None


class SendingForm(PortalForm):
    """One petition, typed step by step; each page carries what the pages before it asked."""

    kind = HiddenField()
    unit = HiddenField()
    topic = TextField(lazy("In a few words"), [DataRequired(), Length(max=LONGEST_TOPIC)])
    text = LongTextField(
        lazy("What happened, where and when?"),
        [DataRequired(), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 6},
    )
    about_office = BooleanField()
    learn = RadioField(
        lazy("How would you like to learn the answer?"),
        choices=[SelectChoice(one.value, lazy(word)) for one, word in words.LEARNS.items()],
        default=Learn.HERE.value,
    )
    name = TextField(lazy("Name"), [Length(max=120)], render_kw={"autocomplete": "name"})
    phone = PhoneField(lazy("Phone"), [Length(max=20)], render_kw={"autocomplete": "tel"})
    address = TextField(
        lazy("Address"), [Length(max=200)], render_kw={"autocomplete": "street-address"}
    )

    @property
    def wanted(self) -> str:
        """The step asked for by the button: `what`, `contact`, `check` or `send`."""
        button = request.form.get("button", "")
        return button if button in (*STEPS, "check") else "send"

    def step(self) -> str:
        """The step to show: the one wanted, or the first before it that is not in shape."""
        ahead = {"what": [], "contact": ["what"]}.get(self.wanted, list(STEPS))
        for step in ahead:
            sound = [self[name].validate(self, self._own_rules(name)) for name in STEPS[step]]
            if not all(sound):
                return step
        return self.wanted

    def _own_rules(self, name: str) -> list[Any]:
        """The `validate_…` of a box, which WTForms asks only when it checks a whole form."""
        rule = getattr(type(self), f"validate_{name}", None)
        return [rule] if rule else []

    @cached_property
    def once(self) -> str:
        """One key from the first page to the last: who goes back and sends again has sent once."""
        return request.form.get("once") or form_key()

    def validate_name(self, field: Any) -> None:
        """A letter and the head of a village need a name."""
        self._needs(field)

    def validate_phone(self, field: Any) -> None:
        """A call needs a number."""
        self._needs(field)

    def validate_address(self, field: Any) -> None:
        """A letter needs an address."""
        self._needs(field)

    def _needs(self, field: Any) -> None:
        if field.short_name in _NEEDED.get(self.learn.data, ()) and not field.data:
            raise ValidationError(gettext(_MISSING))

    def carried(self, step: str) -> list[tuple[str, str]]:
        """What the page of a step carries in hidden boxes: all that other steps asked."""
        names = [name for one, names in STEPS.items() if one != step for name in names]
        found = [(name, self[name].data) for name in ("kind", "unit", *names)]
        return [(name, "y" if value is True else value) for name, value in found if value]

    @property
    def typed(self) -> dict[str, Any]:
        """All of it but the place, for the service."""
        words_typed = {
            name: self[name].data or "" for name in ("topic", "text", "name", "phone", "address")
        }
        return {
            **words_typed,
            "kind": Kind(self.kind.data),
            "learn": Learn(self.learn.data),
            "about_office": bool(self.about_office.data),
        }


class CodeForm(PortalForm):
    """The one key of a sender."""

    code = TextField(
        lazy("Your code"),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "maxlength": 60},
    )


class ReplyForm(PortalForm):
    """What the sender replies to the office's question."""

    reply = LongTextField(
        lazy("Your reply"),
        [DataRequired(), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 4},
    )


class RateForm(PortalForm):
    """One to five, and a sentence."""

    stars = RadioField(
        lazy("How do you find this answer?"),
        [InputRequired()],
        coerce=int,
        choices=[
            SelectChoice(5, lazy("5 – very good")),
            SelectChoice(4, lazy("4 – good")),
            SelectChoice(3, lazy("3 – it will do")),
            SelectChoice(2, lazy("2 – not good")),
            SelectChoice(1, lazy("1 – bad")),
        ],
    )
    words = TextField(lazy("In a sentence, if you like"), [Length(max=LONGEST_REASON)])


class ReopenForm(PortalForm):
    """Why another person should look at it."""

    reason = LongTextField(
        lazy("What is still not right?"),
        [DataRequired(), Length(max=LONGEST_REASON)],
        render_kw={"rows": 4},
    )


class WithdrawForm(PortalForm):
    """Why it is taken back, if the sender likes to say."""

    reason = TextField(lazy("Why? You need not say."), [Length(max=LONGEST_REASON)])


class PhotoForm(PortalForm):
    """One photo."""

    photo = UploadField(
        lazy("Photo"), [InputRequired()], render_kw={"accept": "image/jpeg,image/png,image/webp"}
    )
