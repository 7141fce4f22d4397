"""What the portal is held against, each on the same waitress: `python -m bench.peers NAME PORT`.

`wsgi`, `flask` and `imports` say hello; `insert` writes a row at each POST; `usual` shows a
commune's week the usual way: rows by the ORM, the user loaded by the login extension and again for
the page, `url_for` and `gettext` at each call.
"""

import logging
import sys
from importlib import import_module
from typing import Any

import flask
import flask_babel
import flask_login
import sqlalchemy as sa
import waitress
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.base import db
from portal.base.language import catalogue
from portal.base.period import Period
from portal.reports.models import Report
from portal.units.models import Unit, UnitLink

PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{{ _("Who has reported") }}</title>
<link rel="stylesheet" href="{{ url_for('static', filename='portal.css') }}"></head><body>
<nav>{% for word in ("Home", "To do", "Reports", "Accounts", "Units", "My account", "Sign out") %}
<a href="{{ url_for('show', code='TW', week='2026-W34') }}">{{ _(word) }}</a>{% endfor %}
{{ user.name }}</nav><h1>{{ _("Who has reported") }}</h1>
<table><tr><th>{{ _("Village") }}</th><th>{{ _("State") }}</th>{% for name in names %}
<th>{{ _(name) }}</th>{% endfor %}</tr>
{% for unit, report in rows %}
<tr><td><a href="{{ url_for('show', code=unit.code, week=week) }}">{{ _("village") }}
{{ unit.name }}</a></td><td>{{ _(report.state) if report else _("missing") }}</td>
{% for name in names %}<td>{{ report.figures[name] | figure if report else "" }}</td>{% endfor %}
</tr>{% endfor %}
</table>
<p>{{ _("Total") }} {{ rows | length }} · {{ changed | instant }}</p>
<footer>{% for language in ("vi", "en", "hi") %}
<a href="{{ url_for('show', code=code, week=week, language=language) }}">{{ _(language) }}</a>
{% endfor %}</footer></body></html>"""
NAMES = ("meetings", "attending", "poor_fund")
# The headers of a public page, as long as they are.
OURS = [
    ("Cache-Control", "public, max-age=57"),
    ("Content-Security-Policy", "default-src 'self'" * 5),
    ("Etag", f'"{"e" * 40}"'),
    ("Referrer-Policy", "same-origin"),
    ("Vary", "Accept-Encoding, Cookie"),
    ("X-Content-Type-Options", "nosniff"),
]


def wsgi() -> Any:
    """Hello, without any framework; at `/5000` as many bytes, with as many headers as ours."""

    def hello(environ: Any, start_response: Any) -> list[bytes]:
        size = int(environ["PATH_INFO"][1:] or 0)
        headers = [("Content-Type", "text/html"), ("Content-Length", str(size or 5))]
        start_response("200 OK", [*headers, *(OURS if size else ())])
        return [b"x" * size if size else b"hello"]

    return hello


def hello() -> flask.Flask:
    """Hello, with bare Flask."""
    app = flask.Flask("hello", static_folder=None)
    app.add_url_rule("/", "hello", lambda: "hello")
    return app


def insert() -> flask.Flask:
    """One row to each POST, on disk before it is answered."""
    app = flask.Flask("insert", static_folder=None)
    with db.engine().begin() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS row (text TEXT)")

    @app.route("/", methods=["GET", "POST"])
    def add() -> str:
        with db.engine().begin() as connection:
            connection.exec_driver_sql("INSERT INTO row VALUES ('a figure')")
        return "hello"

    return app


def usual() -> flask.Flask:
    """A commune's week as it is usually written."""
    app = flask.Flask("usual")
    flask_babel.Babel(app, locale_selector=lambda: "vi")
    login = flask_login.LoginManager(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters["figure"] = lambda number: flask_babel.format_decimal(number or 0)
    app.jinja_env.filters["instant"] = flask_babel.format_datetime
    catalogue("vi")
    template = app.jinja_env.from_string(PAGE)

    @login.request_loader
    def load(request: flask.Request) -> Any:
        with Session(db.engine()) as session:
            user = session.get(Account, int(request.headers["X-User"]))
        user.is_authenticated = True
        return user

    @app.get("/<code>/<week>")
    @flask_login.login_required
    def show(code: str, week: str) -> str:
        period = Period.parse(week)
        with Session(db.engine()) as session:
            user = session.get(Account, flask_login.current_user.id)
            commune = session.scalars(sa.select(Unit).where(Unit.code == code)).one()
            below = sa.select(UnitLink.unit_id).where(UnitLink.parent_id == commune.id)
            mine = sa.and_(Report.unit_id == Unit.id, Report.period == period)
            rows = session.execute(
                sa.select(Unit, Report).outerjoin(Report, mine).where(Unit.id.in_(below))
            ).all()
            changed = max(report.sent_at for _, report in rows if report)
            values = {"rows": rows, "user": user, "names": NAMES, "changed": changed}
            return flask.render_template(template, code=code, week=week, **values)

    return app


def main(name: str, port: str, url: str = "", packages: str = "") -> None:
    """Serve one of them until it is ended."""
    for package in filter(None, packages.split(",")):
        import_module(package)
    if url:
        db.open_database(url)
    made = {"wsgi": wsgi, "flask": hello, "imports": hello, "insert": insert, "usual": usual}
    app = made[name]()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # eight wait: that is the test
    waitress.serve(app, host="127.0.0.1", port=int(port), threads=8, _quiet=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
