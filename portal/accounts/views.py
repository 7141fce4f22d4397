"""Sign-in, sign-out, and one's own account."""

from flask import Blueprint, Flask, Request, current_app
from flask_login import LoginManager

from portal.accounts import queries

bp = Blueprint("accounts", __name__)

login = LoginManager()


def init_app(app: Flask) -> None:
    """Let flask-login find who is asking by our own cookie: sessions are rows."""
    login.init_app(app)
    login.request_loader(_load)


def _load(request: Request) -> queries.Actor | None:
    token = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"])
    return queries.actor(token) if token else None
