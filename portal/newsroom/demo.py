"""Posts of the demo: what a country, a province, its communes and villages tell in one autumn.

Written by the services that officers use, at the instants at which they would have been.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from portal.accounts.audience import Audience, Reach
from portal.base import clock, pictures
from portal.news import hanging, services
from portal.news.models import Post
from portal.news.rules import Settings, Text
from portal.newsroom import tales
from portal.newsroom.tales import Tale
from portal.units.queries import Place

Who = tuple[Place, int]
"""A unit, and the account that writes for it."""


def tell(story: Any) -> None:
    """Posts in every state and of every level; `story` is that of `home/story.py`."""
    people = _people(story)
    for tale in tales.TOLD:
        for_all = tale.at in ("centre", "province", "other")
        _published(tale, people, reach=Reach.EVERYBODY if for_all else Reach.BELOW)
    _published(tales.URGENT, people, urgent=True)
    _published(tales.FOR_OFFICERS, people, audience=Audience.OFFICERS)
    _published(tales.CAMPAIGN, people, reach=Reach.EVERYBODY, pinned=True)
    _published(tales.WITH_PICTURES, people, reach=Reach.EVERYBODY)
    _corrected(people)
    _withdrawn(people)
    _published(tales.SCHEDULED, people, starts=clock.now() + timedelta(days=1, hours=9))
    _written(tales.DRAFT, people)
    waiting = _written(tales.TO_REVIEW, people)
    with clock.at(waiting.changed_at + timedelta(minutes=4)):
        services.offer(waiting, seen=waiting.number, by=people["village"][1])


def _people(story: Any) -> dict[str, Who]:
    home, [commune, other, *_] = story.home[0].place, story.communes
    province, centre = commune.parents
    held = {"centre": centre, "province": province, "commune": commune, "village": home}
    people = {word: (place, story.accounts[word]) for word, place in held.items()}
    return {**people, "other": (other, story.leads[other.id])}


def _written(tale: Tale, people: dict[str, Who]) -> Post:
    """The draft, and its translations."""
    place, by = people[tale.at]
    with clock.at(_awake(clock.now() - timedelta(days=tale.days))):
        text = Text("vi", tale.title, tale.body, tale.category)
        post = services.start(place.id, text, by=by)
        for code, (title, body) in tale.translations.items():
            text = Text(code, title, body, tale.category)
            services.rewrite(post, text, seen=post.number, by=by)
    return post


def _awake(at: datetime) -> datetime:
    """That instant, or the evening before a night of long ago: no office writes at three."""
    here = clock.local(at)
    dusk = datetime.combine(here.date(), time(20), clock.zone())
    if here < dusk:
        dusk -= timedelta(days=1)
    is_night = here - dusk < timedelta(hours=11)
    is_long_ago = clock.now() - at > timedelta(days=1)
    return dusk - timedelta(hours=1) + (here - dusk) / 11 if is_night and is_long_ago else at


def _published(tale: Tale, people: dict[str, Who], **shown: Any) -> Post:
    """The post as it was shown half an hour after it was written."""
    post, by = _written(tale, people), people[tale.at][1]
    with clock.at(post.changed_at + timedelta(minutes=30)):
        settings = replace(Settings(tale.category, Reach.BELOW), **shown)
        services.arrange(post, settings, seen=post.number, by=by)
        for caption, drawn in tales.PICTURES.items() if tale is tales.WITH_PICTURES else ():
            picture = (pictures.redrawn(_drawn(*drawn)), caption)
            hanging.add(post, picture=picture, seen=post.number, by=by)
        services.publish(post, seen=post.number, by=by)
    return post


def _corrected(people: dict[str, Who]) -> None:
    tale, by = tales.CORRECTED, people["commune"][1]
    post = _published(tale, people)
    with clock.at(clock.now() - timedelta(days=tale.days - 0.8)):
        body = tale.body.replace(*tales.CORRECTED_WORDS)
        text = Text("vi", tale.title, body, tale.category, tales.CORRECTION)
        services.rewrite(post, text, seen=post.number, by=by)
        services.publish(post, seen=post.number, by=by)


def _withdrawn(people: dict[str, Who]) -> None:
    post = _published(tales.WITHDRAWN, people)
    with clock.at(clock.now() - timedelta(days=tales.WITHDRAWN.days - 0.6)):
        reason, by = tales.WITHDRAWAL, people["commune"][1]
        services.withdraw(post, reason, seen=post.number, by=by)


def _drawn(sky: str, ground: str, people: int) -> bytes:
    """A picture as a phone might send it: a yard, houses, and so many people, none of them real."""
    rng = Random(people)  # noqa: S311 - an invented crowd
    picture = Image.new("RGB", (1280, 960), sky)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 520, 1280, 960), fill=ground)
    for x in range(60, 1200, 300):
        draw.rectangle((x, 330, x + 220, 560), fill="#e8d9b5")
        draw.polygon([(x - 30, 340), (x + 250, 340), (x + 110, 220)], fill="#9a3b26")
    for _ in range(people):
        x, y = rng.randrange(40, 1220), rng.randrange(560, 860)
        coat = rng.choice(("#a3160f", "#0b6b3a", "#0a4f8f", "#6b4a8f", "#c98a1b"))
        draw.rounded_rectangle((x, y, x + 34, y + 78), 14, fill=coat)
        draw.ellipse((x + 3, y - 30, x + 31, y - 2), fill="#e0b48c")
    file = BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()
