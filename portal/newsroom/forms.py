"""Forms of the newsroom: the words of a post, how it is shown, what hangs on it, and reasons."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from flask import request
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.accounts import queries as accounts
from portal.accounts.audience import Audience, Reach
from portal.base import attachments, clock, language, markup, text
from portal.base.errors import PortalError, RuleBroken
from portal.base.forms import LongTextField, PortalForm, TextField, UploadField
from portal.base.language import N_, lazy, pick
from portal.news.article import Reading
from portal.news.rules import (
    CATEGORIES,
    LATEST,
    LONGEST_BODY,
    LONGEST_NOTE,
    LONGEST_TITLE,
    Category,
    Settings,
    Text,
    needs_note,
)
from portal.news.services import pending_note

REACHES = {
    Reach.UNIT: N_("This unit only"),
    Reach.BELOW: N_("This unit and all below it"),
    Reach.EVERYBODY: N_("The whole portal"),
}
AUDIENCES = {
    Audience.EVERYBODY: N_("Everybody"),
    Audience.OFFICERS: N_("Officers only"),
    Audience.LEADS: N_("Leads only"),
}


class SeenForm(PortalForm):
    """A deed on the version that was seen."""

    seen = IntegerField(validators=[InputRequired()])

    def refused(self, refusal: PortalError, reading: Reading) -> PortalError:
        """The refusal, said above the form; sent again, the form has seen the latest version."""
        self.seen.data = reading.version.number
        return refusal


class TextForm(PortalForm):
    """Title and words in one language; what is corrected, once people have read it."""

    title = TextField(lazy("Title"), [Length(max=LONGEST_TITLE)])
    body = LongTextField(lazy("Text"), [Length(max=LONGEST_BODY)], render_kw={"rows": 12})
    category = SelectField(lazy("Category"))
    note = TextField(lazy("What is corrected (everybody reads this)"), [Length(max=LONGEST_NOTE)])
    seen = IntegerField(default=0)
    code = "vi"
    needs_note = False
    needs_title = True

    @classmethod
    def of(cls, reading: Reading | None, code: str) -> "TextForm":
        """The form of a language, as posted or as the latest version says; empty for a new post."""
        known = reading.version if reading else None
        form: TextForm = cls.read(
            title=known.titles.get(code, "") if known else "",
            body=known.bodies.get(code, "") if known else "",
            category=known.settings["category"] if known else Category.ANNOUNCEMENT.value,
            note=pending_note(known) if known else "",
            seen=known.number if known else 0,
        )
        form.category.choices = [(word.value, lazy(label)) for word, label in CATEGORIES.items()]
        form.code = code
        form.needs_title = known is None or set(known.titles) <= {code}
        was_read = reading is not None and needs_note(reading.post, clock.now())
        form.needs_note = was_read and known is not None and code in known.titles
        return form

    def validate_title(self, field: Any) -> None:
        """A translation may be left out, with its text; the first language not."""
        if not field.data and (self.needs_title or self.body.data):
            raise ValidationError(language.gettext("Please write a title."))

    def validate_body(self, field: Any) -> None:
        """Words that can be shown as a page."""
        try:
            markup.check(field.data or "")
        except RuleBroken as refusal:
            raise ValidationError(language.gettext(refusal.message, **refusal.values)) from None

    @property
    def text(self) -> Text:
        """What was written."""
        return Text(
            self.code,
            self.title.data or "",
            self.body.data or "",
            Category(self.category.data),
            self.note.data or "",
        )


def _figures(size: int) -> dict[str, object]:
    return {"type": "tel", "size": size, "inputmode": "numeric"}


class InstantForm(PortalForm):
    """A day and a time of day; all of it blank is none."""

    day = StringField(lazy("Day"), render_kw=_figures(2))
    month = StringField(lazy("Month"), render_kw=_figures(2))
    year = StringField(lazy("Year"), render_kw=_figures(4))
    clock = StringField(lazy("Time"), render_kw={"size": 5, "placeholder": "7:30"})
    usual: time
    instant: datetime | None = None
    problem = ""

    @classmethod
    def of(cls, prefix: str, at: datetime | None, usual: time) -> "InstantForm":
        """The boxes of an instant, as posted or as kept; `usual` is the time when none is typed."""
        here = at and clock.local(at)
        form: InstantForm = cls.read(
            prefix=prefix,
            day=here and here.day,
            month=here and here.month,
            year=here and here.year,
            clock=here and f"{here:%H:%M}",
        )
        form.usual = usual
        return form

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A day of the calendar within a year, and a time of day; or nothing."""
        typed = [(box.data or "").strip() for box in (self.day, self.month, self.year)]
        if not any([*typed, (self.clock.data or "").strip()]):
            return True
        try:
            day, month, year = (int(one) for one in typed)
            self.instant = datetime.combine(date(year, month, day), self._time(), clock.zone())
        except (ValueError, OverflowError):
            self.problem = language.gettext("There is no such day or time.")
            return False
        if self.instant > clock.now() + LATEST:
            self.problem = language.gettext("This day is more than a year ahead.")
            return False
        return True

    def _time(self) -> time:
        typed = (self.clock.data or "").strip().replace("h", ":").replace(".", ":")
        hour, _, minute = typed.partition(":")
        return time(int(hour), int(minute or 0)) if typed else self.usual


class SettingsForm(SeenForm):
    """Where a post stands, for whom, from when until when, and whether it is pinned or urgent."""

    reach = RadioField(lazy("Where it stands"))
    audience = RadioField(lazy("Who may read it"))
    pinned = BooleanField(lazy("Pinned: it stands first"))
    urgent = BooleanField(lazy("Urgent: its title stands on every page there, for three days"))
    starts: InstantForm
    ends: InstantForm
    known: Settings

    @classmethod
    def of(cls, reading: Reading) -> "SettingsForm":
        """The form as posted, or as the latest version says."""
        known = Settings.read(reading.version.settings)
        whom = known.association and f"members {known.association}"
        form: SettingsForm = cls.read(
            reach=known.reach.value,
            audience=whom or known.audience.value,
            pinned=known.pinned,
            urgent=known.urgent,
            seen=reading.version.number,
        )
        form.reach.choices = [(word.value, lazy(label)) for word, label in REACHES.items()]
        form.audience.choices = _audiences()
        form.starts = InstantForm.of("starts-", known.starts, time(7))
        form.ends = InstantForm.of("ends-", known.ends, time(17))
        form.known = known
        return form

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """All parts are looked at, so that all errors show at once."""
        parts = [self.starts.validate(), self.ends.validate()]
        return bool(super().validate(*args, **kwargs)) and all(parts)

    @property
    def status(self) -> int:
        """422 when something is wrong with any of it."""
        return 422 if self.errors or self.starts.problem or self.ends.problem else 200

    @property
    def settings(self) -> Settings:
        """What was chosen."""
        word, _, association = str(self.audience.data).partition(" ")
        return replace(
            self.known,
            reach=Reach(self.reach.data),
            audience=Audience(word),
            association=association or None,
            pinned=self.pinned.data,
            urgent=self.urgent.data,
            starts=self.starts.instant,
            ends=self.ends.instant,
        )


def _audiences() -> list[tuple[str, Any]]:
    members = [
        (f"members {one.code}", language.gettext("Members: %(name)s", name=pick(one.words)))
        for one in accounts.associations()
        if one.words.get("member")
    ]
    return [*((word.value, lazy(label)) for word, label in AUDIENCES.items()), *members]


class ReasonForm(SeenForm):
    """Why a post is given back, or withdrawn."""

    reason = TextField(lazy("Reason"), [DataRequired(), Length(max=LONGEST_NOTE)])


class ClerksForm(PortalForm):
    """Whether clerks publish."""

    clerks_publish = BooleanField(lazy("Clerks of this unit publish without their lead"))


class FilesForm(SeenForm):
    """A picture or a paper to be added, and the captions of the pictures there are."""

    photo = UploadField(lazy("Picture"), render_kw={"accept": "image/*"})
    caption = TextField(lazy("What it shows"), [Length(max=200)])
    paper = UploadField(lazy("Paper to attach"), render_kw={"accept": attachments.ACCEPT})

    def captions(self) -> dict[int, str]:
        """File id → caption typed; what cannot be kept is left out."""
        typed = {}
        for name, words in request.form.items():
            number = name.removeprefix("caption-")
            if number != name and number.isascii() and number.isdigit():
                with suppress(ValueError):
                    typed[int(number)] = text.clean(words)[:200]
        return typed
