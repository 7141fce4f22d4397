"""Forms of the counter: a petition written down for somebody, telling, opening, a new code."""

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from portal.base.forms import LongTextField, PortalForm, TextField
from portal.base.language import lazy
from portal.counter import words
from portal.petitions.forms import SendingForm
from portal.petitions.rules import (
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TOPIC,
    RESTRICTED,
    Channel,
    Kind,
    Learn,
    Opening,
)
from portal.petitions.words import KINDS
from portal.units.queries import Place


def _choices(labels: Any) -> list[SelectChoice]:
    return [SelectChoice(one.value, lazy(word)) for one, word in labels.items()]


class CounterForm(SendingForm):
    """One petition on one page, as somebody says it."""

    # Blanks are no words: what an officer keeps must say something.
    topic = TextField(lazy("In a few words"), [DataRequired(), Length(max=LONGEST_TOPIC)])
    text = LongTextField(
        lazy("What happened, where and when?"),
        [DataRequired(), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 6},
    )
    channel = RadioField(
        lazy("How it comes in"),
        choices=_choices(words.CHANNELS),
        default=Channel.COUNTER.value,
    )
    unit = SelectField(lazy("Which place is it about?"))
    kind = RadioField(
        lazy("What it is"),
        choices=[SelectChoice(one.value, lazy(said[0])) for one, said in KINDS.items()],
        default=Kind.FEEDBACK.value,
    )
    learn = RadioField(
        lazy("How the sender learns the answer"),
        choices=_choices(words.LEARNS),
        default=Learn.HERE.value,
    )
    law = BooleanField()
    places: dict[str, Place]

    @classmethod
    def of(cls, places: list[Place]) -> "CounterForm":
        """What is about one of these places, the first preselected: nobody types codes."""
        form: CounterForm = cls.read()
        form.places = {place.code: place for place in places}
        form.unit.choices = [(place.code, place.label) for place in places]
        return form

    @property
    def place(self) -> Place:
        """The place chosen."""
        return self.places[self.unit.data]

    @property
    def wants_law(self) -> bool:
        """Complaint and denunciation: what the law says of them is read out first."""
        return Kind(self.kind.data) in RESTRICTED and not self.law.data

    @property
    def typed(self) -> dict[str, Any]:
        """All of it but the place, for the service."""
        return {**super().typed, "channel": Channel(self.channel.data)}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the page about the law carries in hidden boxes: all but the kind."""
        found = [(field.name, field.data) for field in self if field.name not in ("kind", "law")]
        return [(name, "y" if value is True else value) for name, value in found if value]


class TellForm(PortalForm):
    """How the sender was told."""

    how = RadioField(
        lazy("How the sender was told"), [InputRequired()], choices=_choices(words.TOLD)
    )
    seen = IntegerField(validators=[InputRequired()])


class OpenForm(PortalForm):
    """Why the identity is opened: the sender reads both."""

    reason = RadioField(lazy("Why"), [InputRequired()], choices=_choices(words.OPENINGS))
    words = TextField(
        lazy("In your own words"),
        [DataRequired(), Length(max=LONGEST_REASON)],
        render_kw={"autocomplete": "off"},
    )

    @property
    def opening(self) -> Opening:
        """The reason chosen."""
        return Opening(self.reason.data)


class NewCodeForm(PortalForm):
    """The custodian has compared."""

    compared = BooleanField(validators=[InputRequired()])
    seen = IntegerField(validators=[InputRequired()])
