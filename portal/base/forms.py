"""The one base of all forms: the portal's words, cleaned text, and what a view asks of a form."""

from typing import Any, Self

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import FileField, Form, IntegerField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TelInput

from portal.base import language, text, web
from portal.base.errors import PortalError, TooLarge


class _Words:
    """WTForms' own messages, in the reader's language: it ships none in Vietnamese."""

    gettext = staticmethod(language.gettext)
    ngettext = staticmethod(language.plural)  # they fill the places themselves


def _showable() -> MultiDict[str, str]:
    """What was posted, a mark in place of what no page may show again; text fields refuse it."""
    typed = request.form.items(multi=True)
    return MultiDict([(name, text.showable(value)) for name, value in typed])


class PortalForm(Form):  # type: ignore[misc]  # WTForms carries no types
    """A form that is read from the present request."""

    class Meta:
        """The words come from our catalogues."""

        def get_translations(self, form: Form) -> _Words:
            """WTForms asks here for its translations."""
            return _Words()

    @classmethod
    def read(cls, **kwargs: Any) -> Self:
        """The form as posted, or as it stands before anything was typed."""
        return cls(_showable() if request.method == "POST" else None, **kwargs)

    def accepted(self) -> bool:
        """Whether it was posted and every field is in shape.

        If not, files must be chosen again: no browser keeps them in their boxes.
        """
        if request.method != "POST":
            return False
        sound = bool(self.validate())
        for field in self:
            if not sound and isinstance(field, UploadField) and field.data:
                field.errors = [*field.errors, language.gettext("Please choose the file again.")]
        return sound

    @property
    def status(self) -> int:
        """422 when something is wrong with it, 413 when that is the size of a file, else 200."""
        if any(isinstance(getattr(field, "refusal", None), TooLarge) for field in self):
            return TooLarge.status
        return 422 if self.errors else 200


class _Cleaned:
    """Text in NFC without hidden controls; NUL, lone surrogates and C0 are refused."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed; what cannot be cleaned is an error of the field."""
        if not valuelist:
            return
        self.data = valuelist[0]
        try:
            if text.UNSHOWABLE in valuelist[0]:
                raise ValueError
            self.data = text.clean(valuelist[0])
        except ValueError as error:
            message = language.N_("This text holds characters that cannot be kept.")
            raise ValidationError(language.gettext(message)) from error


class TextField(_Cleaned, StringField):  # type: ignore[misc]  # WTForms carries no types
    """One line of cleaned text."""


class LongTextField(_Cleaned, TextAreaField):  # type: ignore[misc]  # WTForms carries no types
    """Several lines of cleaned text."""


class NumberField(IntegerField):  # type: ignore[misc]  # WTForms carries no types
    """A whole number; what is none is said once, without the limits it does not keep either."""

    def pre_validate(self, form: Any) -> None:
        """End here when nothing could be read."""
        if self.process_errors:
            raise StopValidation


class PhoneField(_Cleaned, StringField):  # type: ignore[misc]  # WTForms carries no types
    """A telephone number, kept as typed; blank is none."""

    widget = TelInput()

    def pre_validate(self, form: Any) -> None:
        """Between three and fifteen figures, with the usual marks between them."""
        try:
            self.data = text.phone(self.data) if self.data else ""
        except ValueError:
            message = language.N_("Please write a telephone number, such as 0222 3812 345.")
            raise ValidationError(language.gettext(message)) from None


class UploadField(FileField):  # type: ignore[misc]  # WTForms carries no types
    """A file, in a form of a view marked `uploads`: `data` is its Upload, or None.

    A file that was refused is an error of the box.
    """

    refusal: PortalError | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was made of the file before the form was read."""
        upload = web.prepared().get(self.short_name)
        self.refusal = upload and upload.refusal
        self.data = None if upload is None or self.refusal else upload
        self.raw_data = [self.data] if self.data else []

    def pre_validate(self, form: Any) -> None:
        """Say why it was refused."""
        if self.refusal is not None:
            raise StopValidation(language.gettext(self.refusal.message, **self.refusal.values))
