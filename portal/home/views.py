"""The front page and the desk."""

from flask import Blueprint, Response

from portal.base import hooks
from portal.base.access import public
from portal.base.web import page

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def index() -> Response:
    """What a citizen comes for."""
    return page("home/index.html", blocks=hooks.gather("front"))
