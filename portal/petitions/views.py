"""The sender's pages."""

from flask import Blueprint, Flask

from portal.petitions import retention

bp = Blueprint("petitions", __name__, url_prefix="/petitions")


def init_app(app: Flask) -> None:
    """How long petitions are kept is a setting."""
    retention.keep(app.config["PETITION_MONTHS"])
