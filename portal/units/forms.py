"""Forms of a commune's list of villages."""

from datetime import date
from typing import Any

from wtforms import FileField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from portal.base import clock, language
from portal.base.errors import RuleBroken
from portal.base.forms import LongTextField, NumberField, PortalForm, TextField
from portal.base.language import N_, lazy, pick
from portal.units import queries, rules
from portal.units.models import UnitKind
from portal.units.queries import Place

# What a person pastes and what a file adds: 500 names of 120 letters.
MOST_LETTERS = 70_000


def _figures(size: int) -> dict[str, object]:
    # not type=number: it knows no size, and three of them are wider than 240 px
    return {"type": "tel", "size": size, "inputmode": "numeric"}


class NewVillagesForm(PortalForm):
    """Names one a line, or a file; what they are; from which day they stand."""

    names = LongTextField(
        lazy("Names, one on each line"), [Length(max=MOST_LETTERS)], render_kw={"rows": 8}
    )
    file = FileField(
        lazy("or a file with one column (.xlsx or CSV)"), render_kw={"accept": ".xlsx,.csv,.txt"}
    )
    kind = SelectField(lazy("They are"))
    day = IntegerField(lazy("Day"), [InputRequired()], render_kw=_figures(2))
    month = IntegerField(lazy("Month"), [InputRequired()], render_kw=_figures(2))
    year = IntegerField(lazy("Year"), [InputRequired()], render_kw=_figures(4))
    on: date
    upload: list[str] | RuleBroken | None = None

    @classmethod
    def of(cls, commune: Place, upload: list[str] | RuleBroken | None) -> "NewVillagesForm":
        """The form with today's kinds and, after a POST, what the uploaded file held."""
        on = rules.usual_opening(clock.today())
        usual = "to_dan_pho" if commune.kind == "ward" else "thon"
        form: NewVillagesForm = cls.read(kind=usual, day=on.day, month=on.month, year=on.year)
        kinds = queries.kinds(rules.Level.VILLAGE)
        form.kind.choices = [(kind.code, _alone(kind)) for kind in kinds]
        form.kind.choices.append(
            (rules.AS_WRITTEN, language.gettext("as written before each name"))
        )
        form.upload = upload
        if isinstance(upload, list):
            form.names.data = "\n".join([form.names.data or "", *upload]).strip()
        return form

    def validate_names(self, field: Any) -> None:
        """Some name, typed or from the file."""
        if not self.upload and not (field.data or "").strip():
            raise ValidationError(language.gettext("Please write at least one name."))
        if len((field.data or "").split("\n")) > rules.MOST_LINES:
            raise ValidationError(language.gettext("500 names at a time, please."))

    def validate_file(self, field: Any) -> None:
        """What made the file unreadable."""
        if isinstance(self.upload, RuleBroken):
            raise ValidationError(language.gettext(self.upload.message, **self.upload.values))

    def validate_year(self, field: Any) -> None:
        """A day of the calendar, not before last week's Monday and within a year."""
        try:
            self.on = date(self.year.data or 0, self.month.data or 0, self.day.data or 0)
        except (ValueError, OverflowError):
            raise ValidationError(language.gettext("There is no such day.")) from None
        today = clock.today()
        if self.on < rules.earliest_opening(today):
            sentence = N_("The earliest day is Monday of last week: the weeks before are closed.")
            raise ValidationError(language.gettext(sentence))
        if self.on > rules.latest_opening(today):
            raise ValidationError(language.gettext("This day is more than a year ahead."))


def _alone(kind: UnitKind) -> str:
    return " ".join(pick(kind.words).replace("{name}", "…").split())


class StateForm(PortalForm):
    """How many villages the commune has."""

    number = NumberField(
        lazy("Number of villages in the commune (0 if it has none)"),
        [InputRequired(), NumberRange(0, rules.MOST_VILLAGES)],
        render_kw=_figures(4),
    )


class NameForm(PortalForm):
    """A village's name, to be mended."""

    name = TextField(lazy("Name of the unit"), [DataRequired(), Length(max=rules.LONGEST_NAME)])
