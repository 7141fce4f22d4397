"""Forms of a commune's list of villages."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import FileField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from portal.base import clock, language
from portal.base.errors import RuleBroken
from portal.base.forms import LongTextField, PortalForm, TextField
from portal.base.language import lazy as _l
from portal.base.language import pick
from portal.units import rules
from portal.units.models import UnitKind

# What a person pastes and what a file adds: 500 names of 120 letters.
MOST_LETTERS = 70_000


def _figures(size: int) -> dict[str, object]:
    return {"size": size, "inputmode": "numeric"}


class NewVillagesForm(PortalForm):
    """Names one a line, or a file; what they are; from which day they stand."""

    names = LongTextField(
        _l("Names, one on each line"), [Length(max=MOST_LETTERS)], render_kw={"rows": 8}
    )
    file = FileField(
        _l("or a file with one column (.xlsx or CSV)"), render_kw={"accept": ".xlsx,.csv,.txt"}
    )
    kind = SelectField(_l("They are"))
    day = IntegerField(_l("Day"), [InputRequired()], render_kw=_figures(2))
    month = IntegerField(_l("Month"), [InputRequired()], render_kw=_figures(2))
    year = IntegerField(_l("Year"), [InputRequired()], render_kw=_figures(4))
    on: date
    upload: list[str] | RuleBroken | None = None

    @classmethod
    def of(
        cls, kinds: Sequence[UnitKind], as_written: str, upload: list[str] | RuleBroken | None
    ) -> "NewVillagesForm":
        """The form with today's kinds and, after a POST, what the uploaded file held."""
        on = rules.usual_opening(clock.today())
        form: NewVillagesForm = cls.read(day=on.day, month=on.month, year=on.year)
        form.kind.choices = [(kind.code, _alone(kind)) for kind in kinds]
        form.kind.choices.append((as_written, language.gettext("as written before each name")))
        form.upload = upload
        if isinstance(upload, list):
            form.names.data = "\n".join([form.names.data or "", *upload]).strip()
        return form

    def validate_names(self, field: Any) -> None:
        """Some name, typed or from the file."""
        if not self.upload and not (field.data or "").strip():
            raise ValidationError(language.gettext("Please write at least one name."))
        if len((field.data or "").split("\n")) > 500:
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
            sentence = "Monday of last week is the earliest day: the weeks before are closed."
            raise ValidationError(language.gettext(sentence))
        if self.on > rules.latest_opening(today):
            raise ValidationError(language.gettext("This day is more than a year ahead."))


def _alone(kind: UnitKind) -> str:
    return " ".join(pick(kind.words).replace("{name}", "…").split())


class StateForm(PortalForm):
    """How many villages the commune has."""

    number = IntegerField(
        _l("Number of villages in the commune"),
        [InputRequired(), NumberRange(0, rules.MOST_VILLAGES)],
        render_kw=_figures(4),
    )


class NameForm(PortalForm):
    """A village's name, to be mended."""

    name = TextField(_l("Name"), [DataRequired(), Length(max=rules.LONGEST_NAME)])
