"""The Grassroots Portal: weekly figures, members, petitions, contests and news on one database."""

from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from flask_compress import Compress

from portal.base import (
    access,
    clock,
    db,
    formats,
    headers,
    hooks,
    htmx,
    keys,
    layout,
    operator,
    pagecache,
    paths,
    refusals,
    static,
)
from portal.base.language import UrlLanguage
from portal.base.web import NoSession, Portal

SLICES = (
    "home",
    "reports",
    "petitions",
    "answers",
    "open311",
    "counter",
    "casework",
    "themes",
    "newsroom",
    "feeds",
    "news",
    "events",
    "units",
    "letters",
    "accounts",
)
"""The table of contents: each is a folder, a blueprint, a URL prefix; their order is the menu's."""


def create_app(**settings: Any) -> Portal:
    """The whole portal, ready to serve; `settings` override config.py (tests, commands)."""
    app = Portal("portal", template_folder=str(paths.TEMPLATES), static_folder=None)
    app.config.from_pyfile(str(paths.CONFIG))
    app.config.update(settings)
    app.testing = bool(app.config.get("TESTING"))
    _demand_secrets(app)
    clock.use_zone(app.config["TIMEZONE"])
    keys.use(app.config["SECRET_KEY"], app.config["CODE_KEY"])
    db.open_database(app.config["DATABASE_URL"])
    app.session_interface = NoSession()
    # Answers pass these from the last to the first: compressed, then given their headers.
    for room in (operator, headers):
        room.init_app(app)
    Compress(app)
    for room in (htmx, formats, layout, refusals, static):
        room.init_app(app)
    for name in SLICES:
        _open(app, name)
    for name in SLICES:  # after all: an address may hold another slice's values (`<unit:code>`)
        app.register_blueprint(import_module(f"portal.{name}.views").bp)
    access.declared(app)
    app.wsgi_app = pagecache.PageCache(  # type: ignore[method-assign]  # how Flask takes a layer
        UrlLanguage(app.wsgi_app),
        app.config["SESSION_COOKIE_NAME"],
        urlsplit(app.config["BASE_URL"]).netloc,
    )
    return app


def _demand_secrets(app: Portal) -> None:
    for name in ("SECRET_KEY", "CODE_KEY"):
        if not app.config[name]:
            raise SystemExit(f"PORTAL_{name} is not set; make one with: openssl rand -hex 32")


def _open(app: Portal, name: str) -> None:
    hooks.register(import_module(f"portal.{name}.hooks"))
    views = import_module(f"portal.{name}.views")
    if hasattr(views, "init_app"):
        views.init_app(app)
