"""htmx-flask with its known faults mended (its last release is of 2022).

Mended: text headers outside latin-1 (a 500 under waitress), percent-encoded HX-Prompt, the two
swap names that raise, the missing `Vary`. Everything else of the portal asks only this file.
"""

from typing import Any
from urllib.parse import unquote

from flask import Flask, Response, request
from htmx_flask import Htmx
from htmx_flask import make_response as _make_response
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.urls import iri_to_uri


class Request(HtmxAwareRequest):  # type: ignore[misc]  # htmx-flask carries no types
    """A request that knows whether htmx sent it."""

    @property
    def htmx_prompt(self) -> str | None:
        """What the person typed into `hx-prompt`, decoded."""
        value = self.headers.get("HX-Prompt")
        encoded = self.headers.get("HX-Prompt-URI-AutoEncoded") == "true"
        return unquote(value) if value and encoded else value


def wants_part() -> bool:
    """Whether htmx asks for the part alone: not when boosted, not when it restores history."""
    asked = request.headers
    return (
        asked.get("HX-Request") == "true"
        and asked.get("HX-Boosted") != "true"
        and asked.get("HX-History-Restore-Request") != "true"
    )


def respond(
    body: str, status: int = 200, *, push_url: str | None = None, **headers: Any
) -> Response:
    """An answer to htmx; `push_url` may hold any letters."""
    if push_url is not None:
        headers["push_url"] = iri_to_uri(push_url)
    response: Response = _make_response(body, status, **headers)
    return response


def init_app(app: Flask) -> None:
    """Join htmx-flask to the app; our request class must come after it, it sets its own."""
    Htmx(app)
    app.request_class = Request
