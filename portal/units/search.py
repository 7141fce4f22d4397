"""Finding a unit by its name, with marks or without, at any size of the nation."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa

from portal.base import clock, text
from portal.base.db import session
from portal.units import queries
from portal.units.models import Unit, UnitKind, UnitWord
from portal.units.queries import Place

# Nobody reads more; beyond it the page asks for more of the name. Bounds the cost of `a` as well.
MOST = 200
LONGEST = 120
# Sorts after every key that begins alike, in UTF-8 bytes.
_LAST = "\U0010fffd"


@dataclass(frozen=True)
class Found:
    """One page of answers in order of fitness; `more` pages follow; `cut` when MOST was reached."""

    places: list[Place]
    more: bool
    cut: bool


def found(typed: str, *, page: int, size: int) -> Found:
    """Units standing today whose name, or a word of it, begins with what was typed."""
    typed = " ".join(normalize("NFC", typed)[:LONGEST].split())
    ids = _ranked(typed, text.fold(typed)) if text.sort_key(typed).strip() else []
    wanted = ids[(page - 1) * size : page * size]
    rank = {unit_id: place for place, unit_id in enumerate(wanted)}
    places = queries.places(lambda unit: unit.id.in_(wanted)) if wanted else []
    places.sort(key=lambda place: rank[place.id])
    return Found(places, more=len(ids) > page * size, cut=len(ids) >= MOST)


def _ranked(typed: str, key: str) -> list[int]:
    """Marks as typed first, then the name's beginning, then the higher level, then the alphabet."""
    exact = text.sort_key(typed)
    marked = typed.casefold()

    def fitness(row: Any) -> tuple[Any, ...]:
        inline = row.words["vi"].replace("{name}", row.name).casefold()
        as_typed = row.sort_key == exact or f" {marked}" in f" {inline}"
        return not as_typed, row.start, row.level.depth, row.key != key, row.sort_key, row.id

    asked = {"key": key, "last": key + _LAST, "exact": exact, "today": clock.today()}
    rows = session.execute(_candidates(), asked)
    return list(dict.fromkeys(row.id for row in sorted(rows, key=fitness)))[:MOST]


@cache
def _candidates() -> sa.CompoundSelect[Any]:
    """At most 3 × MOST rows by three seeks: the very name with its marks, communes, villages.

    Built once: building it takes longer than the seeks.
    """
    key, last, exact = (sa.bindparam(name, type_=sa.String) for name in ("key", "last", "exact"))
    columns = (Unit.id, Unit.name, Unit.level, Unit.sort_key, UnitKind.words)
    by_name = sa.select(*columns, key.label("key"), sa.literal(0).label("start"))
    seeks = [by_name.where(Unit.sort_key == exact)]
    for of_village in (False, True):
        seek = sa.select(*columns, UnitWord.key, UnitWord.start)
        seek = seek.join_from(UnitWord, Unit, UnitWord.unit_id == Unit.id)
        begins = sa.and_(UnitWord.key >= key, UnitWord.key < last)
        seek = seek.where(UnitWord.of_village.is_(of_village), begins)
        seeks.append(seek.order_by(UnitWord.key))
    today = sa.bindparam("today", type_=sa.Date)
    return sa.union_all(
        *(
            sa.select(
                seek.join(UnitKind, UnitKind.code == Unit.kind_code)
                .where(queries.stands(Unit, today))
                .limit(MOST)
                .subquery()
            )
            for seek in seeks
        )
    )
