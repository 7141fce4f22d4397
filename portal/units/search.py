"""Finding a unit by its name, with marks or without, at any size of the nation."""

from dataclasses import dataclass
from typing import Any

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
    try:
        typed = " ".join(text.clean(typed)[:LONGEST].split())
    except ValueError:  # no name holds what cannot be stored
        typed = ""
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

    ids = (row.id for row in sorted(_candidates(key, exact), key=fitness))
    return list(dict.fromkeys(ids))[:MOST]


def _candidates(key: str, exact: str) -> list[Any]:
    """At most 3 × MOST rows by three seeks: the very name with its marks, communes, villages."""
    today = clock.today()
    columns = (Unit.id, Unit.name, Unit.level, Unit.sort_key, UnitKind.words)
    source = sa.join(Unit, UnitKind, UnitKind.code == Unit.kind_code)
    begins = sa.and_(UnitWord.key >= key, UnitWord.key < key + _LAST)
    by_name = sa.select(*columns, sa.literal(key).label("key"), sa.literal(0).label("start"))
    seeks = [by_name.select_from(source).where(Unit.sort_key == exact)]
    for of_village in (False, True):
        words = sa.join(UnitWord, Unit, UnitWord.unit_id == Unit.id)
        seek = sa.select(*columns, UnitWord.key, UnitWord.start).select_from(
            words.join(UnitKind, UnitKind.code == Unit.kind_code)
        )
        seek = seek.where(UnitWord.of_village.is_(of_village), begins).order_by(UnitWord.key)
        seeks.append(seek)
    parts = [seek.where(queries.stands(Unit, today)).limit(MOST).subquery() for seek in seeks]
    return list(session.execute(sa.union_all(*(sa.select(part) for part in parts))))
