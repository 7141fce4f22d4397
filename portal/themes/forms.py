"""What is typed about themes and opinions heard."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.base import clock
from portal.base.forms import LongTextField, PortalForm, TextField
from portal.base.language import N_, Words, gettext, lazy, pick
from portal.themes.models import Opinion, OpinionText, Theme
from portal.themes.rules import LONGEST_NOTE, LONGEST_OPINION, LONGEST_TITLE, SOURCES, Source

LANGUAGES = ("vi", "en", "hi")


def _number(field: HiddenField) -> int:
    """A token as it was put there; -1, which never is, for nonsense."""
    typed = field.data or ""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else -1


def _title(label: str, *needed: Any) -> TextField:
    return TextField(lazy(label), [*needed, Length(max=LONGEST_TITLE)])


def _note(label: str) -> LongTextField:
    return LongTextField(lazy(label), [Length(max=LONGEST_NOTE)], render_kw={"rows": 2})


class ThemeForm(PortalForm):
    """Title and note of a theme in three languages; Vietnamese alone is enough."""

    title_vi = _title(N_("Title in Vietnamese"), DataRequired())
    note_vi = _note(N_("What belongs in, in Vietnamese"))
    title_en = _title(N_("Title in English"))
    note_en = _note(N_("What belongs in, in English"))
    title_hi = _title(N_("Title in Hindi"))
    note_hi = _note(N_("What belongs in, in Hindi"))
    seen = HiddenField()

    @classmethod
    def of(cls, theme: Theme | None = None) -> "ThemeForm":
        """As posted, or as the theme stands."""
        kept = {}
        for code in LANGUAGES if theme else ():
            kept[f"title_{code}"] = theme.title.get(code, "") if theme else ""
            kept[f"note_{code}"] = theme.note.get(code, "") if theme else ""
        form: ThemeForm = cls.read(seen=str(theme.changes if theme else 0), **kept)
        return form

    def validate_title_vi(self, field: Any) -> None:
        """One line with a letter in it: a theme without a name could not be chosen."""
        field.data = " ".join((field.data or "").split())
        if not any(letter.isalpha() for letter in field.data):
            raise ValidationError(gettext("Please write a title."))

    def _words(self, column: str) -> Words:
        said = {code: self[f"{column}_{code}"].data or "" for code in LANGUAGES}
        return {code: " ".join(words.split()) for code, words in said.items()}

    @property
    def title_words(self) -> Words:
        """The title in its languages."""
        return self._words("title")

    @property
    def note_words(self) -> Words:
        """What belongs in, in its languages."""
        return self._words("note")

    @property
    def changes_seen(self) -> int:
        """How often it had been changed when the form was opened."""
        return _number(self.seen)


class ConfirmForm(PortalForm):
    """Which theme a petition has: the button of the suggestion, else one from the list."""

    theme = TextField()
    other = TextField()
    suggested = HiddenField()
    seen = HiddenField()

    @property
    def chosen(self) -> str:
        """The code of the theme; "" when none was chosen."""
        return str(self.theme.data or self.other.data or "")

    @property
    def changes_seen(self) -> int:
        """How often it had been confirmed when the form was opened."""
        return _number(self.seen)


def _figures(size: int) -> dict[str, object]:
    # not type=number: it knows no size, and three of them are wider than 240 px
    return {"type": "tel", "size": size, "inputmode": "numeric"}


class OpinionForm(PortalForm):
    """One sentence heard; no name, no number."""

    sentence = LongTextField(
        lazy("What was said, in one sentence"),
        [DataRequired(), Length(max=LONGEST_OPINION)],
        render_kw={"rows": 3},
    )
    theme = SelectField(lazy("Theme"))
    source = SelectField(lazy("Where it was heard"))
    day = IntegerField(lazy("Day"), [InputRequired()], render_kw=_figures(2))
    month = IntegerField(lazy("Month"), [InputRequired()], render_kw=_figures(2))
    year = IntegerField(lazy("Year"), [InputRequired()], render_kw=_figures(4))
    seen = HiddenField()
    heard_on: date

    @classmethod
    def of(cls, themes: Sequence[Theme], opinion: Opinion | None = None) -> "OpinionForm":
        """As posted, or as the opinion stands; a new one was heard today."""
        day = opinion.heard_on if opinion else clock.today()
        kept = {"day": day.day, "month": day.month, "year": day.year, "seen": "0"}
        if opinion:
            code = next((one.code for one in themes if one.id == opinion.theme_id), "")
            kept |= {"sentence": opinion.text, "theme": code, "source": opinion.source.value}
            kept["seen"] = str(opinion.changes)
        form: OpinionForm = cls.read(**kept)
        form.theme.choices = [("", gettext("Choose a theme"))]
        form.theme.choices += [(one.code, pick(one.title)) for one in themes]
        form.source.choices = [(one.value, gettext(word)) for one, word in SOURCES.items()]
        return form

    def validate_theme(self, field: Any) -> None:
        """One has to be chosen."""
        if not field.data:
            raise ValidationError(gettext("Please choose a theme."))

    def validate_sentence(self, field: Any) -> None:
        """One line."""
        field.data = " ".join((field.data or "").split())
        if not any(letter.isalpha() for letter in field.data):
            raise ValidationError(gettext("Please write what was said."))

    def validate_year(self, field: Any) -> None:
        """A day of the calendar, not ahead, and not before people kept such lists."""
        try:
            self.heard_on = date(self.year.data or 0, self.month.data or 0, self.day.data or 0)
        except (ValueError, OverflowError):
            raise ValidationError(gettext("There is no such day.")) from None
        if self.heard_on > clock.today():
            raise ValidationError(gettext("Nobody has heard it yet: this day lies ahead."))
        if self.heard_on.year < clock.today().year - 1:
            raise ValidationError(gettext("This day is more than a year ago."))

    def said(self, themes: Sequence[Theme]) -> OpinionText:
        """What was typed."""
        theme = next(one for one in themes if one.code == self.theme.data)
        source = Source(self.source.data)
        return OpinionText(self.sentence.data, theme, source, self.heard_on)

    @property
    def changes_seen(self) -> int:
        """How often it had been mended when the form was opened."""
        return _number(self.seen)
