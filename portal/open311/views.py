"""GeoReport v2: each answer as JSON or XML, each refusal in the protocol's own form."""

import hmac
import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.base import keys, limits
from portal.base.access import public
from portal.base.db import session
from portal.base.errors import Busy, NotFound, PortalError
from portal.base.language import N_, gettext
from portal.base.sent import from_program
from portal.base.web import claim
from portal.open311 import forms, queries, rules, services, shown
from portal.open311.forms import RequestForm
from portal.open311.services import Report
from portal.petitions.models import Petition

bp = Blueprint("open311", __name__, url_prefix="/open311")

HOUR = timedelta(hours=1)
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
# The protocol's "basically 400 for any other error"; these are about the connection, not about it.
OWN_STATUS = frozenset({403, 404, 405, 413, 429, 503})


class NoKey(PortalError):
    """Only applications that were given a key send petitions."""

    status = 403
    message = N_("The api_key is missing or not known here.")


def init_app(app: Flask) -> None:
    """Keys are given by the operator; one that could be guessed stops the start."""
    if any(len(key) < rules.SHORTEST_KEY for key in app.config["OPEN311_KEYS"]):
        raise SystemExit("PORTAL_OPEN311_KEYS: a key is too short; make one: openssl rand -hex 16")


def _answer(notation: str, template: str, value: Any, status: int = 200, **more: Any) -> Response:
    if notation == "json":
        # Not jsonify: it writes each Vietnamese letter with six.
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    else:
        # Without what every page wears (menu, banners).
        xml = current_app.jinja_env.get_template(f"open311/{template}.xml")
        written = xml.render(value=value, **more)
    response = Response(written, status, content_type=TYPES[notation])
    if request.method == "GET":  # dashboards of other sites read what is public
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _rows(notation: str, whole: str, part: str, rows: list[Any], status: int = 200) -> Response:
    return _answer(notation, "rows", rows, status, whole=whole, part=part)


def _refusal(status: int, sentences: Iterable[str]) -> Response:
    errors = [{"code": status, "description": sentence} for sentence in sentences]
    notation = (request.view_args or {})["notation"]
    return _rows(notation, "errors", "error", errors, status if status in OWN_STATUS else 400)


@bp.errorhandler(PortalError)
def refuse(error: PortalError) -> Response:
    """Any refusal of the portal."""
    response = _refusal(error.status, [gettext(error.message, **error.values)])
    if retry_after := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(retry_after)
    return response


@bp.errorhandler(HTTPException)
def refuse_http(error: HTTPException) -> Response:
    """What the server itself refuses: too large a body."""
    return _refusal(error.code or 400, [f"{error.name}."])


@bp.errorhandler(OperationalError)
@bp.errorhandler(PoolTimeout)
def refuse_busy(error: Exception) -> Response:
    """The database does not answer just now."""
    return refuse(Busy())


@bp.get("/discovery.<any(json, xml):notation>")
@public
def discovery(notation: str) -> Response:
    """Where the services are, and in which formats."""
    return _answer(notation, "discovery", shown.discovery())


@bp.get("/v2/services.<any(json, xml):notation>")
@public
def index(notation: str) -> Response:
    """What may be sent."""
    forms.jurisdiction()
    return _rows(notation, "services", "service", shown.services())


@bp.get("/v2/services/<service_code>.<any(json, xml):notation>")
@public
def service(service_code: str, notation: str) -> Response:
    """What one service asks besides."""
    forms.jurisdiction()
    return _answer(notation, "definition", shown.definition(forms.service(service_code)))


@bp.get("/v2/requests.<any(json, xml):notation>")
@public
def requests(notation: str) -> Response:
    """Petitions by number, or the newest of the span asked for."""
    ids = forms.asked_ids()
    if ids is None:
        told = queries.requests(forms.asked())
    else:
        told = queries.these(ids, forms.jurisdiction())
    return _rows(notation, "service_requests", "request", shown.requests(told))


@bp.get("/v2/requests/<number>.<any(json, xml):notation>")
@public
def show(number: str, notation: str) -> Response:
    """One petition."""
    return _rows(notation, "service_requests", "request", _one(number))


@bp.get("/v2/tokens/<number>.<any(json, xml):notation>")
@public
def token(number: str, notation: str) -> Response:
    """Every number is its own token: each petition has its number at once."""
    found = _one(number)[0]["service_request_id"]
    row = {"service_request_id": found, "token": number}
    return _rows(notation, "service_requests", "request", [row])


def _one(number: str) -> list[dict[str, Any]]:
    petition_id = rules.petition_id(number)
    told = queries.these([petition_id], forms.jurisdiction()) if petition_id else []
    if not told:
        raise NotFound(N_("There is no such service_request_id."))
    return shown.requests(told)


def _program() -> str:
    """Who sends: whoever has this key. A wrong one costs nobody a question to the database."""
    typed = request.form.get("api_key", "").encode()
    given = [key.encode() for key in current_app.config["OPEN311_KEYS"]]
    if not any(hmac.compare_digest(typed, key) for key in given):
        raise NoKey
    return keys.digest(typed.decode(), "open311 key")


@bp.post("/v2/requests.<any(json, xml):notation>")
@public
@from_program(_program)
def send(notation: str) -> Response:
    """Take a petition in; the same POST within a day is the same petition."""
    form = RequestForm.read()
    if not form.accepted():
        return _refusal(400, form.faults())
    kind, place = forms.service(form.service_code.data), form.place()
    if claim().repeated:
        petition = session.get_one(Petition, claim().outcome["petition"])
    else:
        _demand_patience()
        report = Report(
            place, kind, form.description.data, form.where, form.full_name, form.phone.data or ""
        )
        petition = services.take_in(report)
        claim().remember(petition=petition.id)
    row = shown.receipt(petition, photo_left=form.photo)
    return _rows(notation, "service_requests", "request", [row])


def _demand_patience() -> None:
    """TooMany for a key, or for an address, from which too many came within the hour."""
    address, most = limits.anonymous(request.remote_addr or ""), current_app.config
    for door, who, limit in (
        ("open311 key", _program(), most["OPEN311_LIMIT"]),
        ("open311 address", address, most["ANONYMOUS_LIMIT"]),
    ):
        limits.check(door, who, limit, HOUR)
        limits.count(door, who, HOUR)
