"""What this slice offers to the whole house."""

from portal.accounts.queries import Actor
from portal.base.language import N_
from portal.base.layout import Link
from portal.reports import due
from portal.reports.due import Task


def menu(actor: Actor) -> list[Link]:
    """The officers' line."""
    return [Link("/reports/", N_("Reports"))] if actor.is_authenticated and actor.hats else []


def desk(actor: Actor) -> list[Task]:
    """What is to be done about reports."""
    return due.tasks(actor)
