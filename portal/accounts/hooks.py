"""What this slice offers to the whole house."""

from flask_login import current_user

from portal.accounts import scope
from portal.accounts.rules import Right
from portal.units.queries import Place


def may_act(right: str, place: Place) -> bool:
    """Whether the signed-in person has this right to the unit; the floor below asks."""
    return current_user.is_authenticated and scope.may(current_user, Right(right), place)
