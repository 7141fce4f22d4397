"""The entry page's form: built from the questionnaire, reads figures as people here write them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget, TextInput

from portal.base import numerals
from portal.base.errors import PortalError
from portal.base.forms import LongTextField, PortalForm, TextField
from portal.base.language import N_, current, gettext, lazy, pick
from portal.base.numerals import Reason, Unreadable
from portal.reports.checks import Answers, Finding, findings
from portal.reports.models import Report
from portal.reports.queries import Entry
from portal.reports.questionnaire import Question, Questionnaire
from portal.reports.rules import Kind, Severity
from portal.reports.shown import scaled

NOT_APPLICABLE = "na"

UNREADABLE: Mapping[Reason, str] = {
    Reason.LETTERS: N_("Please enter a number, such as 1500."),
    Reason.AMBIGUOUS: N_("“%(typed)s” can be read in two ways. Please write it without marks."),
    Reason.NEGATIVE: N_("A figure here cannot be below 0."),
    Reason.GROUPING: N_("The marks in “%(typed)s” do not fit. Please write it without marks."),
    Reason.PLACES: N_("“%(typed)s” has too many decimals."),
    Reason.TOO_LONG: N_("This number is too large."),
}


class FigureField(Field):  # type: ignore[misc]  # WTForms carries no types
    """One figure: `data` is a scaled integer, None when blank, NOT_APPLICABLE when ticked."""

    widget = TextInput()
    data: Any

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question
        self.typed = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it, or say in the person's language what cannot be read."""
        if not valuelist:
            return
        self.typed = valuelist[0].strip()[:40]
        self.data = NOT_APPLICABLE if NOT_APPLICABLE in valuelist else self._read()

    def _read(self) -> int | None:
        try:
            return read(self.question, self.typed)
        except Unreadable as error:
            raise ValidationError(gettext(UNREADABLE[error.reason], typed=self.typed)) from error

    def pre_validate(self, form: Any) -> None:
        """Required, and within its range."""
        if self.process_errors or self.data == NOT_APPLICABLE:
            return
        if self.data is None:
            if self.question.required:
                raise ValidationError(gettext("Please enter a number; 0 if there was none."))
            return
        low, high = self.question.minimum, self.question.maximum
        if (low is not None and self.data < low) or (high is not None and self.data > high):
            raise ValidationError(
                gettext(
                    "This must lie between %(low)s and %(high)s.",
                    low=scaled(low, self.question),
                    high=scaled(high, self.question),
                )
            )

    def _value(self) -> str:
        return self.typed


def read(question: Question, typed: str) -> int | None:
    """What was typed as a scaled integer; Unreadable otherwise."""
    if question.kind is Kind.MONEY:
        return numerals.read_money(typed)
    if question.kind is Kind.DECIMAL:
        return numerals.read_decimal(typed, question.places)
    return numerals.read_count(typed)


class EntryForm(PortalForm):
    """What every entry page has beside its questions."""

    seen = IntegerField(default=0)
    asked = HiddenField()
    explanation = TextField(lazy("Explanation in one line"), [Length(max=300)])
    reason = TextField(lazy("Reason for the correction"), [Length(max=300)])
    source = SelectField(
        lazy("How did the figures arrive?"),
        choices=[
            SelectChoice("paper", lazy("On paper")),
            SelectChoice("call", lazy("By telephone")),
            SelectChoice("message", lazy("By message")),
        ],
        default="paper",
        validate_choice=True,
    )
    given_by = TextField(lazy("Who gave them?"), [Length(max=120)])

    entry: Entry
    findings: list[Finding]
    problem: PortalError | None = None

    @classmethod
    def of(cls, entry: Entry) -> "EntryForm":
        """The form of an entry: as posted, else the draft, else the report as sent."""
        made: EntryForm = _form_of(entry.asked, current())(_typed(entry))
        made.entry, made.findings = entry, []
        return made

    @property
    def button(self) -> str:
        """Which of the buttons was pressed: send, draft, zeros or nothing."""
        return request.form.get("button", "send")

    def field_of(self, question: Question) -> Field:
        """The field of a question."""
        return self[question.code]

    def accepted(self) -> bool:
        """Every figure is readable, no check blocks, and what seems odd was looked at again."""
        if not self.validate():
            return False
        self.findings = findings(self.entry.asked, self.figures, self.texts, self.entry.history)
        for finding in self._blocking():
            self[finding.indicators[0]].errors = [finding.message]
        return not self._blocking() and self._looked_again()

    def _blocking(self) -> list[Finding]:
        return [one for one in self.findings if one.severity is Severity.BLOCK]

    def doubts(self) -> list[Finding]:
        """Findings that ask "sure?" or "why?"."""
        return [one for one in self.findings if one.severity is not Severity.BLOCK]

    def _looked_again(self) -> bool:
        asked = set((self.asked.data or "").split())
        shown = all(finding.code in asked for finding in self.doubts())
        why = any(finding.severity is Severity.EXPLAIN for finding in self.doubts())
        return shown and (bool(self.explanation.data) or not why)

    @property
    def status(self) -> int:
        """422 when it has to be looked at again."""
        return 422 if self.errors or self.findings or self.problem else 200

    @property
    def figures(self) -> dict[str, int | None]:
        """Code → scaled integer, None for "not applicable"; blanks are absent."""
        return {
            name: None if field.data == NOT_APPLICABLE else field.data
            for name, field in self._fields.items()
            if isinstance(field, FigureField) and field.data is not None
        }

    @property
    def texts(self) -> dict[str, str]:
        """Code → what was written, where something was."""
        return {
            question.code: self[question.code].data
            for question in self.entry.asked.questions
            if not question.kind.is_figure and self[question.code].data
        }

    @property
    def answers(self) -> Answers:
        """All of it, for the service."""
        explanation = self.explanation.data or ""
        return Answers(self.figures, self.texts, explanation, bool(self.doubts()))

    @property
    def typed(self) -> dict[str, str]:
        """As typed, for the draft."""
        return {
            question.code: self[question.code]._value()
            for question in self.entry.asked.questions
            if self[question.code]._value()
        }

    @property
    def entered_for(self) -> dict[str, str]:
        """Nhập thay: where the figures came from."""
        return {"source": self.source.data, "given_by": self.given_by.data or ""}


class AcceptForm(PortalForm):
    """What stood on the page when "accept" was pressed: nothing newer is accepted."""

    seen_at_text = HiddenField(name="seen_at")

    @property
    def seen_at(self) -> datetime:
        """The instant at which the page was made; long ago when it says none."""
        try:
            return datetime.fromisoformat(self.seen_at_text.data or "").astimezone(UTC)
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)


class ReturnForm(PortalForm):
    """Why a report is returned, and which of its figures it is about."""

    seen = IntegerField(default=0, widget=HiddenInput())
    reason = TextField(lazy("What should be looked at again?"), [InputRequired(), Length(max=300)])
    cells = SelectMultipleField(
        lazy("Which figures?"), widget=ListWidget(), option_widget=CheckboxInput()
    )

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The form for one report."""
        form = cls.read(data={"seen": entry.number})
        form.cells.choices = [
            SelectChoice(question.code, f"{question.number}. {pick(question.label)}")
            for question in entry.asked.questions
        ]
        return form


class WithdrawForm(PortalForm):
    """Why a report is withdrawn."""

    seen = IntegerField(default=0, widget=HiddenInput())
    reason = TextField(lazy("Reason"), [Length(max=300)])

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The form for one report."""
        return cls.read(data={"seen": entry.number})


def _typed(entry: Entry) -> MultiDict[str, str]:
    """What stands in the boxes: posted (blanks as 0 where that was pressed), drafted, or sent."""
    if request.method == "POST":
        posted = MultiDict(request.form)
        for question in entry.asked.questions:
            if request.form.get("button") == "zeros" and question.kind in (Kind.COUNT, Kind.MONEY):
                posted[question.code] = posted.get(question.code, "").strip() or "0"
            if request.form.get("button") == "nothing" and question.kind.is_figure:
                posted[question.code] = "0"
        return posted
    shown: MultiDict[str, str] = MultiDict({"seen": str(entry.number)})
    sent = _as_typed(entry.asked, entry.report) if entry.report else {}
    shown.update(entry.typed or sent)
    return shown


def _as_typed(asked: Questionnaire, report: Report) -> dict[str, str]:
    figures = {
        code: NOT_APPLICABLE if value is None else scaled(value, asked.by_code[code])
        for code, value in report.figures.items()
        if code in asked.by_code
    }
    return {**figures, **report.texts}


@cache
def _form_of(asked: Questionnaire, spoken: str) -> type[EntryForm]:
    """The form of a questionnaire in one language (its choices are words); made once."""
    fields = {question.code: _field(question) for question in asked.questions}
    return type("EntryFormOfVersion", (EntryForm,), fields)


def _is_day(form: Any, field: Field) -> None:
    """A day as written here, 17/8/2026."""
    try:
        datetime.strptime(field.data or "1/1/2000", "%d/%m/%Y")
    except ValueError as error:
        raise ValidationError(gettext("Please write the day as 17/8/2026.")) from error


def _field(question: Question) -> Any:
    if question.kind.is_figure:
        return FigureField(question)
    if question.kind is Kind.CHOICE:
        offered = [SelectChoice(one["code"], pick(one["words"])) for one in question.choices]
        return SelectField(choices=[SelectChoice("", "–"), *offered])
    if question.kind is Kind.DATE:
        return TextField(validators=[_is_day])
    return LongTextField(validators=[Length(max=question.maximum or 300)])
