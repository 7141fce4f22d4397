"""The one place where the portal says no: a sentence, the fitting status, everything typed kept."""

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.base import db, web
from portal.base.errors import Busy, NotFound, PortalError, RuleBroken
from portal.base.htmx import wants_part
from portal.base.language import N_, gettext

log = structlog.get_logger()

_SENTENCES = {
    405: N_("This address does not take what was sent."),
    413: N_("This is too large. Please send less than %(limit)s MB."),
    415: N_("The portal cannot read this kind of content."),
}


def refuse(error: PortalError) -> Response:
    """The page of a refusal; a POST's fields stand in it, ready to be sent again."""
    if error.status == 503:
        return _busy(error)
    g.refused = True  # a refusal never repeats the address that was asked for
    sentence = gettext(error.message, **error.values)
    # What is not found keeps its text too (a village closed meanwhile) but no way to send it again:
    # that would say the address.
    kept = web.kept_fields() if request.method == "POST" else []
    try:
        html = render_template("base/error.html", sentence=sentence, kept=kept, status=error.status)
    except (OperationalError, PoolTimeout):  # what every page wears asks the database, now away
        return _busy(error)
    response = Response(html, error.status)
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return for_htmx(response)


def _busy(error: PortalError) -> Response:
    """Needs no database and is in three languages: the reader's may not be known."""
    kept = web.kept_fields() if request.method == "POST" else []
    # Without what every page wears (menu, banners): that would ask the database again.
    html = current_app.jinja_env.get_template("base/busy.html").render(kept=kept, request=request)
    return for_htmx(Response(html, 503, headers={"Retry-After": "5", "Cache-Control": "no-store"}))


def for_htmx(response: Response) -> Response:
    """A whole page as htmx needs it: put into the body, wherever the part was meant for."""
    if wants_part():
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]  # a redirect made by routing
    if error.code == 404:
        return refuse(NotFound())
    most = (request.max_content_length or 0) // 2**20
    refusal = PortalError(_SENTENCES.get(error.code), limit=min(most, 10))
    refusal.status = error.code
    return refuse(refusal)


def _database(error: DBAPIError) -> Response:
    if isinstance(error, DataError):
        return _too_large(error)
    if isinstance(error, OperationalError):
        log.error("database busy or away", error=str(error.orig))
        return refuse(Busy())
    return _unforeseen(error)


def _too_large(error: Exception) -> Response:
    """A number beyond 64 bits reached the database: nobody has such a thing."""
    db.session.rollback()  # the page of the refusal reads, and a failed statement stops all others
    return refuse(RuleBroken(N_("A number here is too large.")))


def _unforeseen(error: Exception) -> Response:
    log.exception("unforeseen", endpoint=request.endpoint, exc_info=error)
    g.unforeseen = True
    db.finish()
    kept = web.kept_fields() if request.method == "POST" else []
    sentence = gettext(
        "Something went wrong here, not with you. Nothing was saved. Please try again later."
    )
    return for_htmx(
        Response(render_template("base/error.html", sentence=sentence, kept=kept, status=500), 500)
    )


def init_app(app: Flask) -> None:
    """Every refusal, ours or a library's, ends here."""
    app.register_error_handler(PortalError, refuse)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(PoolTimeout, lambda error: refuse(Busy()))
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(OverflowError, _too_large)
    if not app.testing:
        app.register_error_handler(Exception, _unforeseen)
