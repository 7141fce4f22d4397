"""What a list of posts was asked for, as its address says it, and the addresses next to it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, request

from portal.base import clock, finding, formats, text
from portal.base.errors import NotFound
from portal.base.marks import Mark
from portal.news import bulletin
from portal.news.models import Post
from portal.news.queries import Wanted
from portal.news.rules import Category, Month, State, state
from portal.units.queries import Place


@dataclass(frozen=True)
class Asked:
    """A unit, a category, a month, some words; each of them may be left out."""

    place: Place | None
    category: Category | None
    month: Month | None
    typed: str
    before: Mark | None
    after: Mark | None

    @classmethod
    def read(cls) -> "Asked":
        """As the present address says; NotFound for a unit, category or month there is none of."""
        asked = request.args
        month = Month.parse(asked["month"]) if asked.get("month") else None
        if asked.get("month") and month is None:
            raise NotFound
        return cls(
            place=_place(asked.get("unit", "")),
            category=_category(asked.get("category", "")),
            month=month,
            typed=_typed(asked.get("q", "")),
            before=Mark.parse(asked.get("before", "")),
            after=Mark.parse(asked.get("after", "")),
        )

    def wanted(self, places: tuple[Place, ...] = ()) -> Wanted:
        """The posts asked for; of `places` when no unit is named."""
        return Wanted((self.place,) if self.place else places, self.category, self.month)

    def path(self, **changes: object) -> str:
        """The address of a list that differs from this one in some of it; None is left out."""
        parts = {
            "unit": self.place and self.place.code,
            "category": self.category,
            "month": self.month,
            "q": self.typed,
        }
        said = {name: str(value) for name, value in (parts | changes).items() if value}
        return f"/news/?{urlencode(said)}" if said else "/news/"


def _place(code: str) -> Place | None:
    if not code:
        return None
    place = bulletin.place_of(code)
    if place is None:
        raise NotFound
    return place


def _category(word: str) -> Category | None:
    try:
        return Category(word) if word else None
    except ValueError:
        raise NotFound from None


def _typed(words: str) -> str:
    try:
        return " ".join(text.clean(words)[: finding.LONGEST].split())
    except ValueError:  # no post holds what cannot be stored, and no page may show it
        return ""


def post_state(post: Post) -> State:
    """What a post is at this moment."""
    return state(post, clock.now())


def weight(size: int) -> str:
    """Bytes as people count them, `18 kB`, `1,2 MB`; never 0."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u00a0kB"
    return f"{formats.decimal(size / 1_000_000, 1)}\u00a0MB"


def init_app(app: Flask) -> None:
    """Let the templates of this floor and those above ask it."""
    app.jinja_env.filters.update(post_state=post_state, weight=weight)
