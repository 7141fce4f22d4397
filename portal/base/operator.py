"""For whoever runs the portal: is it alive, is it ready, how does it do."""

import hmac
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)

from portal.base.access import public
from portal.base.clock import now
from portal.base.db import session
from portal.base.errors import NotFound

bp = Blueprint("operator", __name__)

registry = CollectorRegistry()
answers = Counter(
    "portal_answers", "Answers by endpoint and status.", ["endpoint", "status"], registry=registry
)
seconds = Histogram(
    "portal_seconds", "Time to answer by endpoint.", ["endpoint"], registry=registry
)


def _plain(text: str | bytes, kind: str = "text/plain; charset=utf-8") -> Response:
    return Response(text, content_type=kind, headers={"Cache-Control": "no-store"})


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; asks nobody else."""
    return _plain("ok\n")


@bp.get("/readyz")
@public
def readyz() -> Response:
    """The database answers too."""
    session.execute(sa.text("SELECT 1"))
    return _plain("ready\n")


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Counters for Prometheus, for who holds the token: behind a proxy every peer is loopback."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given, token):
        raise NotFound
    return _plain(generate_latest(registry), CONTENT_TYPE_LATEST)


def _begin() -> None:
    g.began = now()


def _end(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    answers.labels(endpoint, response.status_code).inc()
    if "began" in g:
        seconds.labels(endpoint).observe((now() - g.began).total_seconds())
    return response


def init_app(app: Flask) -> None:
    """Join the operator's pages and count every answer."""
    app.register_blueprint(bp)
    measured: Any = app
    measured.before_request(_begin)
    measured.after_request(_end)
