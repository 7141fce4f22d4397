"""What is typed about events: time and place, for whom, a reason, a number, a line."""

import re
from datetime import date, datetime, time
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from portal.accounts.audience import Audience, Reach
from portal.accounts.models import Association
from portal.base import clock, markup
from portal.base.errors import RuleBroken
from portal.base.forms import LongTextField, NumberField, PortalForm, TextField
from portal.base.language import gettext, lazy, pick
from portal.events import rules
from portal.events.models import Event, Said
from portal.events.shown import AUDIENCES, REACHES


def _figures(size: int) -> dict[str, object]:
    # not type=number: it knows no size, and three of them are wider than 240 px
    return {"type": "tel", "size": size, "inputmode": "numeric"}


_TIME = {"size": 5, "placeholder": "8:30"}


class EventForm(PortalForm):
    """An event: days as three small fields, the end's blank for the same day."""

    title = TextField(lazy("What"), [DataRequired(), Length(max=rules.LONGEST_TITLE)])
    place = TextField(lazy("Place"), [DataRequired(), Length(max=rules.LONGEST_PLACE)])
    day = IntegerField(lazy("Day"), [InputRequired()], render_kw=_figures(2))
    month = IntegerField(lazy("Month"), [InputRequired()], render_kw=_figures(2))
    year = IntegerField(lazy("Year"), [InputRequired()], render_kw=_figures(4))
    begins = TextField(lazy("Begins at"), [DataRequired(), Length(max=20)], render_kw=_TIME)
    ends = TextField(lazy("Ends at"), [Length(max=20)], render_kw={"size": 5})
    end_day = IntegerField(lazy("Day"), [Optional()], render_kw=_figures(2))
    end_month = IntegerField(lazy("Month"), [Optional()], render_kw=_figures(2))
    end_year = IntegerField(lazy("Year"), [Optional()], render_kw=_figures(4))
    text = LongTextField(
        lazy("More about it"), [Length(max=rules.LONGEST_TEXT)], render_kw={"rows": 5}
    )
    reach = SelectField(lazy("Where it is shown"))
    audience = SelectField(lazy("Who may read it"))
    seen = HiddenField()
    starts_at: datetime
    ends_at: datetime
    before: Event | None = None

    @classmethod
    def of(cls, event: Event | None, associations: list[Association]) -> "EventForm":
        """The form of an event, or of a new one."""
        form: EventForm = cls.read(**_typed(event))
        form.before = event
        form.reach.choices = [(reach.value, gettext(word)) for reach, word in REACHES.items()]
        form.audience.choices = [(kind.value, gettext(word)) for kind, word in AUDIENCES.items()]
        form.audience.choices += [
            (f"{Audience.MEMBERS}:{one.code}", gettext("Members: %(name)s", name=pick(one.words)))
            for one in associations
        ]
        return form

    def validate_title(self, field: Any) -> None:
        """One line."""
        field.data = " ".join((field.data or "").split())

    validate_place = validate_title

    def validate_text(self, field: Any) -> None:
        """Not more Markdown than a page can hold."""
        try:
            markup.check(field.data or "")
        except RuleBroken as refusal:
            raise ValidationError(gettext(refusal.message, **refusal.values)) from None

    def validate_begins(self, field: Any) -> None:
        """A day of the calendar and a time of day."""
        self.starts_at = _instant(_date(self.year, self.month, self.day), field.data or "")

    def validate_ends(self, field: Any) -> None:
        """After the beginning; blank is the usual length."""
        if not hasattr(self, "starts_at"):
            return
        if not field.data:
            self.ends_at = self.starts_at + rules.USUAL
        else:
            self.ends_at = _instant(self._last_day(), field.data)
        midnight = datetime.combine(clock.today(), time(), clock.zone())
        old = self.before
        moved = old is None or (old.starts_at, old.ends_at) != (self.starts_at, self.ends_at)
        if moved and (wrong := rules.trouble(self.starts_at, self.ends_at, midnight)):
            raise ValidationError(gettext(wrong))

    def _last_day(self) -> date:
        if self.end_day.data is None and self.end_month.data is None:
            return clock.local(self.starts_at).date()
        if self.end_year.data is None:
            self.end_year.data = self.year.data
        if self.end_month.data is None:
            self.end_month.data = self.month.data
        return _date(self.end_year, self.end_month, self.end_day)

    def compared(self, event: Event) -> list[tuple[str, str, str, str, str]]:
        """What differs from the event as it stands: name, label, theirs, mine, mine as sent."""
        theirs = _typed(event)
        return [
            (box.name, box.label.text, _worded(box, theirs.get(box.name, "")), mine, sent)
            for box in self
            if box.name != "seen"
            for sent in [str(box.data if box.data is not None else "")]
            for mine in [_worded(box, sent)]
        ]

    @property
    def said(self) -> Said:
        """What was typed, as it is kept."""
        kind, _, association = self.audience.data.partition(":")
        return Said(
            title=self.title.data or "",
            text=self.text.data or "",
            place=self.place.data or "",
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            reach=Reach(self.reach.data),
            audience=Audience(kind),
            association_code=association or None,
        )

    @property
    def number(self) -> int:
        """Which state of the event the typing began from."""
        return _posted(self.seen)


def _typed(event: Event | None) -> dict[str, Any]:
    """An event as it stands in the form's boxes."""
    if event is None:
        today = clock.today()
        days = {"day": today.day, "month": today.month, "year": today.year}
        return {**days, "reach": Reach.BELOW.value}
    first, last = clock.local(event.starts_at), clock.local(event.ends_at)
    kind = event.audience.value
    typed = {
        "title": event.title,
        "place": event.place,
        "text": event.text,
        "day": first.day,
        "month": first.month,
        "year": first.year,
        "begins": f"{first.hour}:{first:%M}",
        "ends": f"{last.hour}:{last:%M}",
        "reach": event.reach.value,
        "audience": f"{kind}:{event.association_code}" if event.association_code else kind,
        "seen": str(event.number),
    }
    if first.date() != last.date():
        typed |= {"end_day": last.day, "end_month": last.month, "end_year": last.year}
    return typed


def _worded(box: Any, value: object) -> str:
    """A box's content as a person reads it: of a choice its words."""
    words = dict(box.choices) if isinstance(box, SelectField) else {}
    return str(words.get(value, value))


def _posted(box: Any) -> int:
    """The number that came with the form, never what stands there now; 0 for none."""
    typed = next(iter(box.raw_data or ()), "")
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else 0


def _date(year: Any, month: Any, day: Any) -> date:
    try:
        return date(year.data or 0, month.data or 0, day.data or 0)
    except (ValueError, OverflowError):
        raise ValidationError(gettext("There is no such day.")) from None


def _instant(day: date, typed: str) -> datetime:
    try:
        return datetime.combine(day, rules.clock_time(typed), clock.zone())
    except ValueError:
        raise ValidationError(gettext("Please write a time such as 8:30 or 14h.")) from None


class CancelForm(PortalForm):
    """Why an event does not take place."""

    reason = TextField(lazy("Reason"), [DataRequired(), Length(max=rules.LONGEST_REASON)])
    seen = IntegerField(lazy("Version"), [InputRequired()])


class AttendanceForm(PortalForm):
    """How many people came."""

    people = NumberField(
        lazy("Number of people"),
        [InputRequired(), NumberRange(0, rules.MOST_PEOPLE)],
        render_kw=_figures(6),
    )


class LineForm(PortalForm):
    """One line of a live text."""

    text = LongTextField(
        lazy("New line"),
        [DataRequired(), Length(max=rules.LONGEST_LINE)],
        render_kw={"rows": 2, "maxlength": rules.LONGEST_LINE},
    )
    seen = HiddenField()

    def validate_text(self, field: Any) -> None:
        """One line, without breaks."""
        field.data = " ".join((field.data or "").split())

    def refuse(self, sentence: str) -> None:
        """Why it cannot be added, beside what was typed."""
        self.text.errors = [*self.text.errors, sentence]

    @property
    def number(self) -> int:
        """The number of the line's latest words when the typing began."""
        return _posted(self.seen)
