"""What officers type: each form carries the version of the petition that was seen."""

from datetime import date, timedelta
from typing import Any, Self

from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.base import clock, language
from portal.base.forms import LongTextField, NumberField, PortalForm, TextField
from portal.base.language import lazy
from portal.letters import queries as letters
from portal.petitions import staff, words
from portal.petitions.answering import Agency, Draft, templates
from portal.petitions.clocks import EXTENSION
from portal.petitions.forms import PhotoForm as OnePhotoForm
from portal.petitions.moves import Case
from portal.petitions.papers import Answer, Referral
from portal.petitions.rules import (
    LONGEST_REASON,
    LONGEST_TEXT,
    LONGEST_TOPIC,
    Outcome,
    Reason,
)
from portal.units.queries import Place

# Working days are some seven of ten: an agency is asked again after two weeks.
USUAL_FOLLOW_UP = timedelta(days=14)
LATEST = timedelta(days=366)


KINDS = [SelectChoice(kind.value, lazy(word)) for kind, (word, _) in words.KINDS.items()]


class SeenForm(PortalForm):
    """A deed on the version that was seen."""

    seen = IntegerField(validators=[InputRequired()])

    @classmethod
    def of(cls, case: Case) -> Self:
        """As posted, or as it stands before anything was typed."""
        return cls.read(seen=case.petition.version)


class ReasonForm(SeenForm):
    """Why."""

    reason = LongTextField(
        lazy("Reason"), [InputRequired(), Length(max=LONGEST_REASON)], render_kw={"rows": 3}
    )


class RemarkForm(SeenForm):
    """Why, if there is anything to say."""

    reason = LongTextField(
        lazy("Reason, if need be"), [Length(max=LONGEST_REASON)], render_kw={"rows": 2}
    )


class WordsForm(SeenForm):
    """Words of some length."""

    written = LongTextField(
        lazy("Text"), [InputRequired(), Length(max=LONGEST_TEXT)], render_kw={"rows": 5}
    )


class AssignForm(SeenForm):
    """One of the office."""

    person = RadioField(lazy("To whom?"), [InputRequired()], coerce=int)

    @classmethod
    def of(cls, case: Case) -> Self:
        """With everybody who may have it in hand."""
        petition = case.petition
        form = cls.read(seen=petition.version, person=petition.account_id)
        able = staff.handlers(petition.owner_id, restricted=petition.restricted)
        form.person.choices = [
            SelectChoice(*one) for one in able if one[0] != petition.not_account_id
        ]
        return form


class UnitForm(ReasonForm):
    """A unit, chosen by links, and why."""

    to = StringField(validators=[InputRequired(), Length(max=40)])


def _figures(size: int) -> dict[str, object]:
    # not type=number: it knows no size, and three of them are wider than 240 px
    return {"type": "tel", "size": size, "inputmode": "numeric"}


class ExtendForm(ReasonForm):
    """How many working days more, and why."""

    days = NumberField(
        lazy("Working days"), [InputRequired(), NumberRange(1, EXTENSION)], render_kw=_figures(2)
    )


class KindForm(ReasonForm):
    """Of which kind it really is."""

    kind = RadioField(
        lazy("Kind"),
        [InputRequired()],
        choices=KINDS,
    )

    @classmethod
    def of(cls, case: Case) -> Self:
        """The present kind is ticked."""
        return cls.read(seen=case.petition.version, kind=case.petition.kind.value)


class MergeForm(RemarkForm):
    """The number of the petition to go on with."""

    into = TextField(
        lazy("Number of the other petition"),
        [InputRequired(), Length(max=20)],
        render_kw={"size": 12, "placeholder": "PA-000123"},
    )


class SplitForm(SeenForm):
    """The second matter."""

    kind = SelectField(lazy("Kind"), choices=KINDS)
    topic = TextField(lazy("In a few words"), [InputRequired(), Length(max=LONGEST_TOPIC)])
    written = LongTextField(
        lazy("The second matter, in the sender's own words"),
        [InputRequired(), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 5},
    )


class PhotoForm(SeenForm, OnePhotoForm):
    """One photo, of whoever has been there."""


class DayForm(SeenForm):
    """A day to come: when to ask an agency again."""

    day = IntegerField(lazy("Day"), [InputRequired()], render_kw=_figures(2))
    month = IntegerField(lazy("Month"), [InputRequired()], render_kw=_figures(2))
    year = IntegerField(lazy("Year"), [InputRequired()], render_kw=_figures(4))
    on: date

    @staticmethod
    def boxes(on: date) -> dict[str, int]:
        """What stands in the boxes at first."""
        return {"day": on.day, "month": on.month, "year": on.year}

    def validate_year(self, field: Any) -> None:
        """A day of the calendar, after today and within a year."""
        try:
            self.on = date(self.year.data or 0, self.month.data or 0, self.day.data or 0)
        except (ValueError, OverflowError):
            raise ValidationError(language.gettext("There is no such day.")) from None
        if self.on <= clock.today():
            sentence = language.N_("Please choose a later day on which to ask the agency again.")
            raise ValidationError(language.gettext(sentence))
        if self.on > clock.today() + LATEST:
            raise ValidationError(language.gettext("This day is more than a year ahead."))


class FollowUpForm(DayForm):
    """The agency was asked again; when next."""

    written = TextField(lazy("What it said, if anything"), [Length(max=LONGEST_REASON)])

    @classmethod
    def of(cls, case: Case) -> Self:
        """In two weeks."""
        boxes = cls.boxes(clock.today() + USUAL_FOLLOW_UP)
        return cls.read(seen=case.petition.version, **boxes)


class AnswerForm(SeenForm):
    """An answer, from a template if one likes."""

    outcome = Outcome.ANSWER
    template = SelectField(lazy("Begin with a text of the office"), [Optional()], coerce=int)
    written = LongTextField(
        lazy("The answer, as the sender reads it"),
        [InputRequired(), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 8},
    )

    @classmethod
    def begun(cls, case: Case, place: Place, draft: Answer | None, _: Referral | None) -> Self:
        """As posted, or as drafted so far."""
        return cls._begun(case, place, draft)

    @classmethod
    def _begun(cls, case: Case, place: Place, draft: Answer | None, **more: Any) -> Self:
        form = cls.read(seen=case.petition.version, written=draft.text if draft else "", **more)
        form.template.choices = [SelectChoice(0, "–")]
        if cls.outcome is Outcome.ANSWER:
            form.template.choices += [
                SelectChoice(one.id, one.title) for one in templates(place.ids)
            ]
        return form

    def insert(self, place: Place) -> None:
        """Put the text chosen behind what is written."""
        chosen = next((one for one in templates(place.ids) if one.id == self.template.data), None)
        if chosen is not None:
            self.written.data = f"{self.written.data or ''}\n\n{chosen.text}".strip()

    @property
    def draft(self) -> Draft:
        """What was written."""
        return Draft(self.written.data)


class RejectForm(AnswerForm):
    """Why it is not taken up: a coded reason, and words."""

    outcome = Outcome.REJECT
    reason = RadioField(
        lazy("Why it is not taken up"),
        [InputRequired()],
        choices=[
            SelectChoice(reason.value, lazy(why)) for reason, (why, _) in words.REASONS.items()
        ],
    )
    written = LongTextField(
        lazy("What the sender can do instead"),
        [InputRequired(), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 5},
    )

    @classmethod
    def begun(cls, case: Case, place: Place, draft: Answer | None, _: Referral | None) -> Self:
        """With the reason chosen so far."""
        reason = draft.reason.value if draft and draft.reason else None
        return cls._begun(case, place, draft, reason=reason)

    @property
    def draft(self) -> Draft:
        """What was written."""
        return Draft(self.written.data, Outcome.REJECT, Reason(self.reason.data))


class ReferForm(AnswerForm, DayForm):
    """To which agency it is referred, and when to ask there again."""

    outcome = Outcome.REFER
    agency = SelectField(lazy("Agency"), [InputRequired()], coerce=int)
    document = TextField(
        lazy("Number of the transfer slip"), [Length(max=60)], render_kw={"size": 14}
    )
    written = LongTextField(
        lazy("What the sender reads"),
        [InputRequired(), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 5},
    )
    names: dict[int, str]

    @classmethod
    def begun(
        cls, case: Case, place: Place, draft: Answer | None, referral: Referral | None
    ) -> Self:
        """With the agencies that serve the unit."""
        on = referral.follow_up_on if referral else clock.today() + USUAL_FOLLOW_UP
        kept = {
            "agency": referral.agency_id if referral else None,
            "document": referral.document if referral else "",
        }
        form = cls._begun(case, place, draft, **kept, **cls.boxes(on))
        form.names = {one.id: one.name for _, one in letters.agencies(place)}
        form.agency.choices = [SelectChoice(*one) for one in form.names.items()]
        return form

    @property
    def draft(self) -> Draft:
        """What was written."""
        chosen = self.agency.data
        agency = Agency(
            self.names[chosen], self.document.data or "", clock.today(), self.on, chosen
        )
        return Draft(self.written.data, Outcome.REFER, agency=agency)


class TemplateForm(PortalForm):
    """A text to begin answers with."""

    title = TextField(lazy("Title"), [InputRequired(), Length(max=120)])
    written = LongTextField(
        lazy("Text"), [InputRequired(), Length(max=LONGEST_TEXT)], render_kw={"rows": 8}
    )
