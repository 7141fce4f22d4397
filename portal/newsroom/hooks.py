"""What this slice offers to the whole house."""

from typing import Any

from portal.accounts.queries import Actor
from portal.accounts.rules import Role
from portal.base.language import gettext
from portal.base.layout import Line
from portal.news import works
from portal.news.rules import Stage
from portal.news.works import Work
from portal.newsroom import demo as story


def desk(actor: Actor) -> list[Line]:
    """For leads what waits for review; for writers what came back, their drafts, the scheduled."""
    led = [hat.unit.id for hat in actor.hats if hat.role is Role.LEAD and hat.association is None]
    waiting = works.in_review(led)
    known = {work.post.id for work in waiting}
    own = [work for work in works.own_of(actor.id) if work.post.id not in known]
    return [*map(_to_review, waiting), *map(_own, own)]


def _to_review(work: Work) -> Line:
    return _line(work, 3, gettext("Waits for review"), "wait")


def _own(work: Work) -> Line:
    post = work.post
    if post.returned_reason:
        return _line(work, 2, gettext("Given back"), "late")
    if post.stage is Stage.DRAFT:
        return _line(work, 6, gettext("Draft"), "off")
    return _line(work, 7, gettext("Scheduled"), "off")


def _line(work: Work, rank: int, words: str, tint: str) -> Line:
    return Line(
        rank=rank,
        at=work.post.changed_at,
        path=f"/news/{work.post.id}/draft",
        words=work.title,
        state=words,
        tint=tint,
        quiet=work.place.label,
    )


def field_label(name: str) -> str | None:
    """What a box of the newsroom asks, for the pages that show what was typed elsewhere."""
    return {"title": gettext("Title"), "body": gettext("Text"), "note": gettext("Correction:")}.get(
        name
    )


def demo(told: Any) -> None:
    """Posts of the demo's units."""
    story.tell(told)
