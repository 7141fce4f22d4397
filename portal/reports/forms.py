"""The entry page's form: built from the questionnaire, reads figures as people here write them."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.base.errors import PortalError
from portal.base.forms import LongTextField, PortalForm, TextField
from portal.base.language import current, gettext, lazy, pick
from portal.reports.checks import Answers, Finding, findings
from portal.reports.fields import NOT_APPLICABLE, FigureField
from portal.reports.models import Report
from portal.reports.queries import Entry
from portal.reports.questionnaire import Question, Questionnaire
from portal.reports.rules import Kind, Severity
from portal.reports.shown import scaled

# In letters: seven times the longest remark; a draft is no place for a novel.
LONGEST = 2000


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
        if not shown and not self.explanation.data and self.entry.report:
            self.explanation.data = self.entry.report.explanation  # said once, offered again
        why = any(finding.severity is Severity.EXPLAIN for finding in self.doubts())
        if shown and why and not self.explanation.data:
            self.explanation.errors = [gettext("Please explain in one line.")]
        return shown and (bool(self.explanation.data) or not why)

    @property
    def blocked(self) -> bool:
        """Some figure has to be mended; a missing explanation alone is no such thing."""
        return any(name != "explanation" for name in self.errors)

    def is_doubtful(self, code: str) -> bool:
        """Whether a question is to be looked at again, by the portal's checks or the commune."""
        if any(code in finding.indicators[:1] for finding in self.doubts()):
            return True
        report = self.entry.report
        sent_back = report is not None and code in report.cells
        return sent_back and not self.errors and not self.findings

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
        """As typed, for the draft; of an endless text its beginning."""
        return {
            question.code: self[question.code]._value()[:LONGEST]
            for question in self.entry.asked.questions
            if self[question.code]._value()
        }

    @property
    def wants_nothing(self) -> bool:
        """All zero is asked for, and has not been confirmed: also by zeros in an empty form."""
        empty = not any(request.form.get(one.code, "").strip() for one in self.entry.asked.figures)
        zeros = self.button == "nothing" or (self.button == "zeros" and empty)
        return zeros and "sure" not in request.form

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


class _ReviewForm(PortalForm):
    """What is done with a report as it was seen, and why."""

    seen = IntegerField(default=0, widget=HiddenInput())
    reason: Field

    def refused(self, refusal: PortalError, entry: Entry) -> int:
        """Say why not beside the reason, about the report as it now stands; the status."""
        self.reason.errors = [gettext(refusal.message, **refusal.values)]
        self.seen.data, self.seen.raw_data = entry.number, None
        return refusal.status


class ReturnForm(_ReviewForm):
    """Why a report is returned, and which of its figures it is about."""

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


class WithdrawForm(_ReviewForm):
    """Why a report is withdrawn."""

    reason = TextField(lazy("Reason"), [Length(max=300)])

    @classmethod
    def of(cls, entry: Entry, *, by_parent: bool) -> Self:
        """The form for one report; the commune has to say why."""
        form = cls.read(data={"seen": entry.number})
        if by_parent:
            form.reason.validators = [InputRequired(), *form.reason.validators]
        return form


def _typed(entry: Entry) -> MultiDict[str, str]:
    """What stands in the boxes: posted (blanks as 0 where that was pressed), drafted, or sent."""
    if request.method == "POST":
        posted = MultiDict(request.form)
        for question in entry.asked.questions:
            if request.form.get("button") == "zeros" and question.kind in (Kind.COUNT, Kind.MONEY):
                posted[question.code] = posted.get(question.code, "").strip() or "0"
            if "sure" in request.form and question.kind.is_figure:
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
