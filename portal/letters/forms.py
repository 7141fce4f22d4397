"""Forms of a letterhead and of an outside agency."""

from datetime import date
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.base import clock, language
from portal.base.forms import LongTextField, PhoneField, PortalForm, TextField
from portal.base.language import lazy
from portal.letters import rules
from portal.letters.letter import Pattern
from portal.letters.models import Agency
from portal.letters.queries import Standing
from portal.letters.rules import AGENCY_WORDS, LONGEST_BLOCK, AgencyKind, AgencyText


def _figures(size: int) -> dict[str, object]:
    # not type=number: it knows no size, and three of them are wider than 240 px
    return {"type": "tel", "size": size, "inputmode": "numeric"}


def _block(label: str, rows: int, *, required: bool = True) -> LongTextField:
    needed = [DataRequired()] if required else []
    return LongTextField(
        lazy(label), [*needed, Length(max=LONGEST_BLOCK)], render_kw={"rows": rows}
    )


class LetterheadForm(PortalForm):
    """Lines and places of a letterhead, and the day from which it holds."""

    left = _block(language.N_("Left: the bodies, one on each line; the last in bold"), 3)
    right = _block(language.N_("Right: the national motto, or the association's own title"), 2)
    number = TextField(lazy("Number of a document"), [DataRequired(), Length(max=80)])
    place = TextField(lazy("Place, before the date"), [DataRequired(), Length(max=120)])
    signing = _block(language.N_("In whose name and as what one signs"), 3, required=False)
    recipients = _block(language.N_("Recipients, one on each line"), 3, required=False)
    day = IntegerField(lazy("Day"), [InputRequired()], render_kw=_figures(2))
    month = IntegerField(lazy("Month"), [InputRequired()], render_kw=_figures(2))
    year = IntegerField(lazy("Year"), [InputRequired()], render_kw=_figures(4))
    seen = HiddenField()
    from_on: date

    @classmethod
    def of(cls, last: Standing) -> "LetterheadForm":
        """As posted, or as it was last written."""
        today, seen = clock.today(), str(last.row_id)
        form: LetterheadForm = cls.read(
            **vars(last.pattern), day=today.day, month=today.month, year=today.year, seen=seen
        )
        return form

    @property
    def pattern(self) -> Pattern:
        """What was typed, without blank lines."""
        typed = {name: self[name].data or "" for name in Pattern.__dataclass_fields__}
        return Pattern(**{name: _lines(words) for name, words in typed.items()})

    @property
    def seen_row(self) -> int:
        """The row that was newest when the form was opened; -1, which never is, for nonsense."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else -1

    def validate_number(self, field: Any) -> None:
        """Two documents with one number would be no number."""
        if "{number}" not in field.data:
            raise ValidationError(language.gettext("{number} must stand in it."))
        _demand_known(field.data, in_number=True)

    def validate_left(self, field: Any) -> None:
        """Known places, few lines."""
        _demand_known(field.data)
        if len(_lines(field.data).split("\n")) > rules.MOST_LINES:
            message = language.gettext("%(most)s lines at the most.", most=rules.MOST_LINES)
            raise ValidationError(message)

    validate_right = validate_place = validate_signing = validate_recipients = validate_left

    def validate_year(self, field: Any) -> None:
        """A day of the calendar, from today on and within a year."""
        try:
            self.from_on = date(self.year.data or 0, self.month.data or 0, self.day.data or 0)
        except (ValueError, OverflowError):
            raise ValidationError(language.gettext("There is no such day.")) from None
        today = clock.today()
        if self.from_on < today:
            sentence = language.N_("It begins today or later: old papers keep their letterhead.")
            raise ValidationError(language.gettext(sentence))
        if self.from_on > rules.latest_beginning(today):
            raise ValidationError(language.gettext("This day is more than a year ahead."))


def _lines(words: str) -> str:
    return "\n".join(line.strip() for line in words.split("\n") if line.strip())


def _demand_known(words: str, *, in_number: bool = False) -> None:
    unknown = rules.unknown_places(words or "", in_number=in_number)
    if unknown:
        known = (*rules.PLACES, *(rules.NUMBER_PLACES if in_number else ()))
        message = language.gettext(
            "%(written)s means nothing here. Known are: %(known)s",
            written=unknown[0],
            known=" ".join(f"{{{name}}}" for name in known),
        )
        raise ValidationError(message)


class AgencyForm(PortalForm):
    """Name, kind and whereabouts of an outside agency."""

    name = TextField(lazy("Name of the agency"), [DataRequired(), Length(max=120)])
    kind = SelectField(lazy("Kind"))
    phone = PhoneField(lazy("Telephone"), [Length(max=20)])
    address = TextField(lazy("Address"), [Length(max=200)])
    note = TextField(lazy("Note"), [Length(max=300)])
    seen = HiddenField()

    @classmethod
    def of(cls, agency: Agency | None = None) -> "AgencyForm":
        """As posted, or as the agency stands in the list."""
        seen = str(agency.changes) if agency else "0"
        form: AgencyForm = cls.read(obj=agency, seen=seen)
        form.kind.choices = [
            (kind.value, language.gettext(words)) for kind, words in AGENCY_WORDS.items()
        ]
        return form

    @property
    def said(self) -> AgencyText:
        """What was typed."""
        return AgencyText(
            name=self.name.data,
            kind=AgencyKind(self.kind.data),
            address=self.address.data or "",
            phone=self.phone.data or "",
            note=self.note.data or "",
        )

    @property
    def changes_seen(self) -> int:
        """How often it had been changed when the form was opened; -1 for nonsense."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else -1
