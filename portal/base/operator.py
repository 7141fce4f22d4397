"""For whoever runs the portal: is it alive, is it ready, how does it do."""

import hmac
import traceback
from typing import Any, TextIO

import sqlalchemy as sa
import structlog
from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from structlog.typing import ExcInfo

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


def _write_logs_without_values() -> None:
    """Tracebacks say where and what kind, never in which words: those may be what people typed."""
    levels, stamp = structlog.processors.add_log_level, structlog.processors.TimeStamper("iso")
    lines = structlog.dev.ConsoleRenderer(exception_formatter=_where)
    structlog.configure(processors=[levels, stamp, lines])


def _where(stream: TextIO, failure: ExcInfo) -> None:
    """The places of an error and of those before it, oldest first."""
    chain: list[BaseException] = [failure[1]]
    while (before := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(before)
    for error in reversed(chain):
        stream.writelines(["\n", *traceback.format_tb(error.__traceback__)])
        stream.write(f"{type(error).__module__}.{type(error).__qualname__}")


def init_app(app: Flask) -> None:
    """Join the operator's pages, count every answer, keep what people typed out of the logs."""
    _write_logs_without_values()
    app.register_blueprint(bp)
    measured: Any = app
    measured.before_request(_begin)
    measured.after_request(_end)
