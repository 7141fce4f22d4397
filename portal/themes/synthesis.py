"""What people of a unit said in a week or month, put together: figures, phrases, copies, no names.

Counts petitions about places of the unit and below. Complaints, denunciations and what is about an
office itself are one number apart; what waits for a look at abuse is not counted. Opinions heard
stand beside and are never added. Which figures may be read: `suppression.py`.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from portal.base import text as folding
from portal.base.period import Period
from portal.petitions.papers import PublicCopy
from portal.petitions.rules import OPEN, TICKING, State
from portal.themes import copies, phrases, queries, suppression
from portal.themes.counting import ANSWERED, Asked, Counted
from portal.themes.models import Theme
from portal.themes.phrases import Rising, Said
from portal.themes.rules import LEAST
from portal.units import queries as units
from portal.units.queries import Place

MOST_QUOTES = 3
MOST_COPIES = 10


class Standing(StrEnum):
    """What has become of a petition."""

    IN_TIME = "in_time"
    LATE = "late"
    OPEN = "open"
    OVERDUE = "overdue"
    OTHERWISE = "otherwise"


class Row(NamedTuple):
    """A theme's figures; None where one is not shown. No theme: not classified yet."""

    theme: Theme | None
    now: int | None
    before: int | None
    opinions: int


class Part(NamedTuple):
    """How many came from one unit below; no place: from where none stands any more."""

    place: Place | None
    number: int | None


class Copies(NamedTuple):
    """So many petitions in so many wordings; `topic` if one of them is public."""

    petitions: int
    wordings: int
    topic: str


@dataclass(frozen=True)
class Reading:
    """What the texts say: of how many petitions they were read, and how many texts differ."""

    petitions: int
    texts: int
    copies: Sequence[Copies]
    rising: Sequence[Rising]


@dataclass(frozen=True)
class Synthesis:
    """All of it, as it may be read. `received` and `confidential` are None for 1 to 4."""

    place: Place
    period: Period
    received: int | None
    before: int | None
    confidential: int | None
    rows: Sequence[Row]
    unclassified: Row
    parts: Sequence[Part]
    standings: Mapping[Standing, int | None]
    reading: Reading
    quotes: Sequence[PublicCopy]

    @property
    def is_broken_down(self) -> bool:
        """Whether there are enough petitions to say anything about them but their number."""
        return bool(self.received)

    @property
    def opinions(self) -> int:
        """How many opinions were heard."""
        return sum(row.opinions for row in self.rows)

    @property
    def together(self) -> tuple[int, int]:
        """Of the themes whose figure is not shown: how many themes, how many petitions."""
        shown = [row.now for row in self.rows if row.now is not None]
        whole = (self.received or 0) - (self.unclassified.now or 0)
        return len(self.rows) - len(shown), whole - sum(shown)

    @property
    def elsewhere(self) -> tuple[int, int]:
        """The same of the units below."""
        shown = [part.number for part in self.parts if part.number is not None]
        return len(self.parts) - len(shown), (self.received or 0) - sum(shown)


def synthesis(place: Place, period: Period) -> Synthesis:
    """Of a unit with an office and of a period that has begun; ten statements."""
    asked = Asked(place, period)
    counted = asked.counted()
    now, before = Counter[int | None](), Counter[int | None]()
    parts, standings = Counter[int | None](), Counter[Standing]()
    for row in counted:
        (now if row.is_now else before)[row.theme_id] += row.number
        if row.is_now:
            parts[row.part_id] += row.number
            standings[_standing(row)] += row.number
    standings[Standing.LATE] = asked.answered_late()
    standings[Standing.IN_TIME] -= standings[Standing.LATE]
    rows = _rows(now, before, asked.opinions())
    public = asked.public_copies()
    return Synthesis(
        place=place,
        period=period,
        received=_total(now),
        before=_total(before),
        confidential=_total({None: asked.confidential()}),
        rows=rows[:-1],
        unclassified=rows[-1],
        parts=_parts(asked, parts),
        standings=suppression.shown({one: standings[one] for one in Standing}),
        reading=_reading(asked, now.total(), before.total(), public),
        quotes=public[:MOST_QUOTES],
    )


def _standing(row: Counted) -> Standing:
    if row.state in ANSWERED:
        return Standing.IN_TIME  # the late ones are taken off where all are known
    if row.state in TICKING and row.is_overdue:
        return Standing.OVERDUE
    is_open = row.state in OPEN and row.state is not State.REFERRED_OUT
    return Standing.OPEN if is_open else Standing.OTHERWISE


K = TypeVar("K", bound=Hashable)


def _total(figures: Mapping[K, int]) -> int | None:
    return suppression.total(figures)


def _rows(
    now: Mapping[int | None, int], before: Mapping[int | None, int], opinions: Mapping[int, int]
) -> list[Row]:
    """The themes, most petitions first, then what no officer has classified yet."""
    said = {*now, *before, *opinions}
    # Those not listed too: the same column must be shown alike on this page and on the next one.
    themes = queries.codebook(retired=True)
    shown = suppression.shown({theme.id: now.get(theme.id, 0) for theme in themes})
    shown_before = suppression.shown({theme.id: before.get(theme.id, 0) for theme in themes})
    rows = [
        Row(theme, shown[theme.id], shown_before[theme.id], opinions.get(theme.id, 0))
        for theme in themes
        if theme.retired_on is None or theme.id in said
    ]
    rows.sort(key=lambda row: -1 if row.now is None else row.now, reverse=True)
    # That a petition is not classified yet says nothing about anybody: shown, however few.
    return [*rows, Row(None, _known(now), _known(before), 0)]


def _known(figures: Mapping[int | None, int]) -> int | None:
    return None if _total(figures) is None else figures.get(None, 0)


def _parts(asked: Asked, found: Mapping[int | None, int]) -> list[Part]:
    """The units directly below, the unit as a whole, and what stands there no longer."""
    below = [*units.children(asked.place, asked.day), asked.place]
    gone = sum(found.values()) - sum(found.get(one.id, 0) for one in below)
    figures: dict[int | None, int] = {one.id: found.get(one.id, 0) for one in below}
    if gone:
        figures[None] = gone
    shown = suppression.shown(figures)
    parts = [Part(one, shown[one.id]) for one in below]
    parts += [Part(None, shown[None])] if gone else []
    return sorted(parts, key=lambda part: -1 if part.number is None else part.number, reverse=True)


def _reading(asked: Asked, received: int, before: int, public: Sequence[PublicCopy]) -> Reading:
    """Copies and phrases; nothing of fewer than five petitions."""
    if received < LEAST:
        return Reading(0, 0, (), ())
    now = asked.texts(received)
    folded = [folding.fold(one.text) for one in now]
    groups = copies.groups(folded)
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    said = [Said(one.text, one.place_id, group_of[place]) for place, one in enumerate(now)]
    earlier = [one.text for one in asked.texts_before(max(received, before))]
    topics = {copy.petition_id: copy.topic for copy in public}
    many = [
        Copies(
            len(group),
            copies.wordings(folded, group),
            next((topics[id_] for place in group if (id_ := now[place].petition_id) in topics), ""),
        )
        for group in groups
        if len(group) >= LEAST
    ]
    return Reading(len(now), len(groups), many[:MOST_COPIES], phrases.rising(said, earlier))
