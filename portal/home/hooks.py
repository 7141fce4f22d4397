"""What this slice offers to the whole house."""

from portal.accounts.queries import Actor
from portal.base.language import N_
from portal.base.layout import Link


def menu(actor: Actor) -> list[Link]:
    """The desk, for who has something to do here."""
    return [Link("/desk", N_("To do"))] if actor.is_authenticated and actor.hats else []
