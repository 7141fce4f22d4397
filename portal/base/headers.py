"""The headers of every answer: how strict a browser shall be, and who may keep a copy."""

from flask import Flask, Response, current_app, g, request
from flask_login import current_user

from portal.base.web import PRIVATE, READING

STRICT = {
    "Content-Security-Policy": "default-src 'self';frame-ancestors 'none';base-uri 'none';"
    "form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    # not no-referrer: under it Chromium sends `Origin: null` with a form
    "Referrer-Policy": "same-origin",
}


def add_headers(response: Response) -> Response:
    """Strictness for all; `no-store` for the signed-in and for forms; an ETag for the rest."""
    for name, value in STRICT.items():
        response.headers.setdefault(name, value)  # a kept file brings a stricter one of its own
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" in response.headers:
        return response
    if _is_public(response):
        response.headers["Cache-Control"] = f"public, max-age={g.get('fresh_for', 60)}"
        response.vary.add("Cookie")
        if response.status_code == 204:  # asked often, of a live text: as few bytes as can be
            del response.headers["Content-Type"]
            return response
        response.add_etag()
        response.make_conditional(request)
    else:
        response.headers["Cache-Control"] = PRIVATE
    return response


def _is_public(response: Response) -> bool:
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    return (
        request.method in READING
        and response.status_code in (200, 204)
        and not g.get("has_form")
        # "Sign in first" is said to htmx in an empty page: nobody else may be given that one.
        and "HX-Redirect" not in response.headers
        and cookie not in request.cookies
        and not current_user.is_authenticated
    )


def init_app(app: Flask) -> None:
    """Put the headers on whatever leaves."""
    app.after_request(add_headers)
