"""The few ways in which the portal says no, each with its HTTP status and a sentence.

Raised once, by whoever knows; shown in one place (`base/web.py`). Messages are msgids, translated
when shown, so that the domain needs no web to raise them.
"""

from portal.base.language import N_


class PortalError(Exception):
    """A refusal with a status; `message` is a msgid and `values` fill its places."""

    status = 400
    message = N_("The request could not be understood.")

    def __init__(self, message: str | None = None, **values: object) -> None:
        self.message = message or self.message
        self.values = values
        super().__init__(self.message % values if values else self.message)


class Untrusted(PortalError):
    """A form that did not come from our own page, or came after its 24 hours."""

    message = N_(
        "This form is too old or came from another site. Please check it and send it again."
    )


class SignInNeeded(PortalError):
    """The page is for the signed-in."""

    status = 401
    message = N_("Please sign in.")


class NotFound(PortalError):
    """There is no such thing, or it lies outside the asker's scope: nobody can tell which."""

    status = 404
    message = N_("There is no such page.")


class Conflict(PortalError):
    """Somebody else was faster, or the same form was sent with other content."""

    status = 409
    message = N_("Somebody else has changed this meanwhile. Please compare and send again.")


class Gone(PortalError):
    """It stood here once."""

    status = 410
    message = N_("This page has been withdrawn.")


class TooLarge(PortalError):
    """A file beyond what an upload may be."""

    status = 413
    message = N_("This file is larger than 10 MB. Please choose a smaller one.")


class RuleBroken(PortalError):
    """Well formed, but a rule of the domain says no."""

    status = 422
    message = N_("This cannot be done.")


class TooMany(PortalError):
    """Too many attempts; `retry_after` in seconds goes into the header."""

    status = 429
    message = N_("Too many attempts. Please wait %(minutes)s minutes and try again.")

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(minutes=max(1, -(-retry_after // 60)))


class Busy(PortalError):
    """No place is free just now; nothing was written."""

    status = 503
    retry_after = 5
    message = N_("The portal is very busy. Please send again in a few seconds.")
