"""Writing posts: versions are added, one of them is approved; every deed leaves its audit row."""

from dataclasses import replace
from typing import Any

from portal.accounts.audience import Reach
from portal.base import audit, clock, markup, pagecache
from portal.base.db import session
from portal.base.errors import Conflict, RuleBroken
from portal.base.language import N_
from portal.base.pagecache import Topic
from portal.news import article, words
from portal.news.models import NewsSetting, Post, PostFile, PostVersion
from portal.news.rules import INSTANTS, Settings, Stage, Text, may_stand_out, needs_note
from portal.units.models import Unit


class Overtaken(Conflict):
    """Somebody else has written on the post since it was opened; both texts can be compared."""


def start(unit_id: int, text: Text, *, reach: Reach = Reach.BELOW, by: int) -> Post:
    """A new post of a unit, as a draft, meant for everybody there and below."""
    settings = Settings(text.category, reach)
    post = Post(
        unit_id=unit_id,
        pinned=False,
        urgent=False,
        stage=Stage.DRAFT,
        number=0,
        corrections=[],
        author_id=by,
        changed_at=clock.now(),
        **_addressed(settings),
    )
    session.add(post)
    session.flush()
    bodies = {text.language: text.body}
    _write(post, {text.language: text.title}, bodies, settings, text.note, by=by)
    return post


def _addressed(settings: Settings) -> dict[str, Any]:
    return {
        "category": settings.category,
        "reach": settings.reach,
        "audience": settings.audience,
        "association_code": settings.association,
    }


def rewrite(post: Post, text: Text, *, seen: int, by: int) -> bool:
    """The next version of a post, as a draft; False when nothing was changed.

    A language without a title and a body is one that the post is not in; RuleBroken for the last.
    """
    claim(post, seen)
    before = _version(post)
    titles = _with(before.titles, text.language, text.title)
    bodies = _with(before.bodies, text.language, text.body if text.title else "")
    settings = replace(Settings.read(before.settings), category=text.category)
    if not titles:
        raise RuleBroken(N_("A post needs a title."))
    words_before = (before.titles, before.bodies, before.settings, pending_note(before))
    if words_before == (titles, bodies, settings.kept(), text.note):
        return False
    _write(post, titles, bodies, settings, text.note, by=by)
    return True


def _with(kept: dict[str, Any], language: str, text: str) -> dict[str, Any]:
    """A text put in the place of that language's; without a text the language goes."""
    if language in kept and text:
        return {code: text if code == language else words for code, words in kept.items()}
    others = {code: words for code, words in kept.items() if code != language}
    return {**others, language: text} if text else others


def pending_note(version: PostVersion) -> str:
    """What the next approval will say was corrected; that of an approved version was said."""
    return "" if version.approved_at else version.note


def arrange(post: Post, settings: Settings, *, seen: int, by: int) -> None:
    """Another way of showing it, as its next version."""
    claim(post, seen)
    before = _version(post)
    known = Settings.read(before.settings)
    _demand_sense(settings, known)
    level = session.get_one(Unit, post.unit_id).level
    if (settings.pinned or settings.urgent) and not may_stand_out(level, settings.reach):
        raise RuleBroken(N_("Only provinces and the centre can pin or warn on the whole portal."))
    if settings != known:
        _write(post, before.titles, before.bodies, settings, pending_note(before), by=by)


def _demand_sense(settings: Settings, known: Settings) -> None:
    for name in INSTANTS:
        at = getattr(settings, name)
        if at and at <= clock.now() and at != getattr(known, name):
            raise RuleBroken(N_("This time has passed already."))
    if settings.starts and settings.ends and settings.ends <= settings.starts:
        raise RuleBroken(N_("It would end before it begins."))


def claim(post: Post, seen: int) -> None:
    """Take the post for writing; Overtaken when it is no longer as it was seen."""
    session.refresh(post, with_for_update=True)
    if post.number != seen:
        raise Overtaken


def _version(post: Post) -> PostVersion:
    return session.get_one(PostVersion, (post.id, post.number))


def _write(
    post: Post,
    titles: dict[str, Any],
    bodies: dict[str, Any],
    settings: Settings,
    note: str,
    *,
    by: int,
) -> None:
    post.number += 1
    post.stage, post.returned_reason, post.changed_at = Stage.DRAFT, None, clock.now()
    if post.live is None:  # of a live post the public's version stays as it is
        for name, value in _addressed(settings).items():
            setattr(post, name, value)
    session.add(
        PostVersion(
            post_id=post.id,
            number=post.number,
            at=post.changed_at,
            by_id=by,
            titles=titles,
            bodies=bodies,
            settings=settings.kept(),
            note=note,
        )
    )
    audit.note("news.write", f"post:{post.id}", by, version=post.number)
    session.flush()


def offer(post: Post, *, seen: int, by: int) -> None:
    """The writer is done; a lead shall look at it."""
    claim(post, seen)
    _demand_note(post)
    post.stage, post.returned_reason, post.changed_at = Stage.REVIEW, None, clock.now()
    audit.note("news.offer", f"post:{post.id}", by, version=post.number)
    session.flush()


def _demand_note(post: Post) -> None:
    if needs_note(post, clock.now()) and not _version(post).note and _is_corrected(post):
        raise RuleBroken(N_("People have read this post: please say what is corrected."))


def _is_corrected(post: Post) -> bool:
    """Whether readers would find other words or files than before; one more language is none."""
    new, live = _version(post), session.get_one(PostVersion, (post.id, post.live))
    said = {(name, code): getattr(live, name)[code] for name in _TEXTS for code in live.titles}
    if any(getattr(new, name).get(code) != words for (name, code), words in said.items()):
        return True
    shown = ({one.id for one in article.files(post.id, at)} for at in (post.number, live.number))
    return len(set(map(frozenset, shown))) > 1


_TEXTS = ("titles", "bodies")


def give_back(post: Post, reason: str, *, seen: int, by: int) -> None:
    """The lead gives the latest version back to its writer, and says why."""
    claim(post, seen)
    if post.stage is not Stage.REVIEW:
        raise RuleBroken(N_("This post does not wait for review."))
    post.stage, post.returned_reason, post.changed_at = Stage.DRAFT, reason, clock.now()
    audit.note("news.return", f"post:{post.id}", by, version=post.number)
    session.flush()


def publish(post: Post, *, seen: int, by: int) -> None:
    """Approve the latest version: it is shown from its time on, or at once."""
    claim(post, seen)
    now, version = clock.now(), _version(post)
    _demand_note(post)
    settings = Settings.read(version.settings)
    if settings.ends and settings.ends <= max(now, settings.starts or now):
        raise RuleBroken(N_("Its last day has passed. Please set another one, or none."))
    if needs_note(post, now):
        if version.note:
            post.corrections = [*post.corrections, [now.isoformat(), version.note]]
    else:
        post.shown_from = max(now, settings.starts or now)
    post.shown_until = settings.ends
    post.withdrawn_at = post.withdrawn_reason = None
    post.live, post.stage, post.returned_reason = post.number, Stage.SETTLED, None
    post.pinned, post.urgent, post.changed_at = settings.pinned, settings.urgent, now
    for name, value in _addressed(settings).items():
        setattr(post, name, value)
    version.approved_at = now
    said = (markup.words(body) for body in version.bodies.values())
    words.index(post, [*version.titles.values(), *said])
    audit.note("news.publish", f"post:{post.id}", by, version=post.number)
    pagecache.stale(Topic.POSTS)
    session.flush()


def withdraw(post: Post, reason: str, *, seen: int, by: int) -> None:
    """Nobody reads it any more; in its place stands why."""
    claim(post, seen)
    if post.shown_from is None:
        raise RuleBroken(N_("This post is not published."))
    now = clock.now()
    post.withdrawn_at, post.withdrawn_reason, post.changed_at = now, reason, now
    post.shown_from = post.shown_until = None
    words.forget(post)
    audit.note("news.withdraw", f"post:{post.id}", by, version=post.live)
    pagecache.stale(Topic.POSTS)
    session.flush()


def discard(post: Post, *, seen: int, by: int) -> None:
    """Throw away what was written since the live version; of what was never live, all of it.

    Versions stay: the live one is written once more as the latest.
    """
    claim(post, seen)
    if post.live is None:
        post.withdrawn_at = post.changed_at = clock.now()
        post.withdrawn_reason, post.stage = "", Stage.SETTLED
    else:
        there = {one.id: one for one in article.files(post.id, post.number)}
        live = {one.id: one for one in article.files(post.id, post.live)}
        kept = session.get_one(PostVersion, (post.id, post.live))
        _write(post, kept.titles, kept.bodies, Settings.read(kept.settings), "", by=by)
        for gone in there.keys() - live.keys():
            there[gone].until = post.number
        for back in live.keys() - there.keys():
            copy_file(post, live[back], live[back].name)
        post.stage = Stage.SETTLED
    audit.note("news.discard", f"post:{post.id}", by, version=post.number)
    session.flush()


_COPIED = ("digest", "size", "large_digest", "large_size", "width", "height", "position")


def copy_file(post: Post, file: PostFile, name: str) -> None:
    """The same content once more, from the latest version on."""
    new = PostFile(**{column: getattr(file, column) for column in _COPIED})
    new.post_id, new.since, new.name = post.id, post.number, name
    session.add(new)


def again(post: Post, *, by: int) -> None:
    """A version with the same words, for what is changed beside them."""
    before = _version(post)
    settings = Settings.read(before.settings)
    _write(post, before.titles, before.bodies, settings, pending_note(before), by=by)


def let_clerks_publish(unit_id: int, allowed: bool, *, by: int) -> None:
    """Whether the unit's clerks publish without their lead."""
    session.merge(NewsSetting(unit_id=unit_id, clerks_publish=allowed))
    audit.note("news.setting", f"unit:{unit_id}", by, clerks_publish=allowed)
    session.flush()
