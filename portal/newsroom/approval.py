"""Who may write posts and who may publish them: leads, and clerks where their lead lets them."""

from portal.accounts import scope
from portal.accounts.queries import Actor
from portal.accounts.rules import Right
from portal.base.errors import NotFound
from portal.news import works
from portal.news.article import Reading
from portal.units.queries import Place


def may_publish(actor: Actor, place: Place) -> bool:
    """Whether this person may approve, schedule and withdraw posts of this unit."""
    if scope.may(actor, Right.PUBLISH, place):
        return True
    return scope.may(actor, Right.WRITE, place) and works.clerks_publish(place.id)


def written(actor: Actor, post_id: int, *, publish: bool = False) -> Reading:
    """The latest version of a post, if this person may write it (or publish it); else NotFound."""
    reading = works.for_writer(post_id)
    allowed = scope.may(actor, Right.WRITE, reading.place)
    if not allowed or (publish and not may_publish(actor, reading.place)):
        raise NotFound
    return reading
