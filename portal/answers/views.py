"""What everybody reads."""

from flask import Blueprint

from portal.answers import models as models

bp = Blueprint("answers", __name__, url_prefix="/petitions")
