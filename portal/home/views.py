"""The front page and the desk."""

from flask import Blueprint, Response
from flask_login import current_user

from portal.base import hooks
from portal.base.access import public, signed_in
from portal.base.web import page

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def index() -> Response:
    """What a citizen comes for."""
    return page("home/index.html", blocks=hooks.gather("front"))


@bp.get("/desk")
@signed_in
def desk() -> Response:
    """What is due, overdue, returned, waiting: each line a link to the thing."""
    lines = sorted(hooks.gather("desk", current_user), key=lambda line: (line.rank, line.at))
    return page(
        "home/desk.html",
        places={hat.unit.id: hat.unit for hat in current_user.hats}.values(),
        open=[line for line in lines if not line.done],
        closed=[line for line in lines if line.done],
    )
