"""The box of one figure: read as people here write numbers, or asked again in their language."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from portal.base import numerals
from portal.base.language import N_, gettext
from portal.base.numerals import Reason, Unreadable
from portal.reports.questionnaire import Question
from portal.reports.rules import Kind
from portal.reports.shown import scaled

NOT_APPLICABLE = "na"

UNREADABLE: Mapping[Reason, str] = {
    Reason.LETTERS: N_("Please enter a number, such as 1500."),
    Reason.AMBIGUOUS: N_(
        "“%(typed)s” can be read in two ways. Please write all its figures, without marks."
    ),
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
