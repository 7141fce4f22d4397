"""Finding a unit by its name, with marks or without, at any size of the nation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa

from portal.base import clock, text
from portal.base.db import session
from portal.units import queries
from portal.units.models import AliasWord, Unit, UnitAlias, UnitKind, UnitLink, UnitWord
from portal.units.queries import Place
from portal.units.rules import former_inline

# Nobody reads more; beyond it the page asks for more of the name. Bounds the cost of `a` as well.
MOST = 200
LONGEST = 120
# Of the units above, named beside a unit: the likeliest ones. And of words that may be two names.
MOST_ABOVE, MOST_WORDS = 20, 8
# Sorts after every key that begins alike, in UTF-8 bytes.
_LAST = "\U0010fffd"


@dataclass(frozen=True)
class Found:
    """One page of answers in order of fitness; `more` pages follow; `cut` when MOST was reached.

    `former` has, for a unit found by a name of before July 2025, what it was then.
    """

    places: list[Place]
    more: bool
    cut: bool
    former: Mapping[int, str]


def found(typed: str, *, page: int, size: int) -> Found:
    """Units standing today whose name, or a word of it, begins with what was typed; or a code."""
    typed = " ".join(normalize("NFC", typed)[:LONGEST].split())
    ids = (_ranked(typed) or _within(typed)) if text.sort_key(typed).strip() else {}
    wanted = list(ids)[(page - 1) * size : page * size]
    rank = {unit_id: place for place, unit_id in enumerate(wanted)}
    former = {unit_id: was for unit_id in wanted if (was := ids[unit_id])}
    places = queries.places(lambda unit: unit.id.in_(wanted)) if wanted else []
    places.sort(key=lambda place: rank[place.id])
    return Found(places, more=len(ids) > page * size, cut=len(ids) >= MOST, former=former)


def _within(typed: str) -> dict[int, str]:
    """As `_ranked`, by the name and those above it: `thôn Đình, xã Tiên Du`, `dinh tien du`."""
    if "," in typed:
        return _down([part.strip() for part in typed.split(",") if part.strip()])
    words = typed.split()[:MOST_WORDS]
    pairs = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(len(words) - 1, 0, -1))
    return next(filter(None, map(_down, pairs)), {})


def _down(names: Sequence[str]) -> dict[int, str]:
    """What the last name finds, then below it what the one before finds, and so on."""
    *below, top = names
    ids = _ranked(top)
    for name in reversed(below):
        ids = _below(list(ids)[:MOST_ABOVE], text.fold(name)) if ids else {}
    return ids


def _below(above: Sequence[int], key: str) -> dict[int, str]:
    """Units directly below these whose name, or a word of it, begins so."""
    inside = sa.select(UnitLink.unit_id).where(
        UnitLink.parent_id.in_(above), queries.on_day(UnitLink, clock.today())
    )
    begins = sa.and_(UnitWord.key >= key, UnitWord.key < key + _LAST)
    found = (
        sa.select(Unit.id)
        .join(UnitWord, UnitWord.unit_id == Unit.id)
        .where(UnitWord.of_village.in_((False, True)), begins, Unit.id.in_(inside))
        .group_by(Unit.id)
        .order_by(sa.func.min(UnitWord.start), Unit.sort_key, Unit.id)
    )
    return dict.fromkeys(session.scalars(found.limit(MOST)), "")


def _ranked(typed: str) -> dict[int, str]:
    """Unit id → its former name, if by that it was found; the fittest first.

    Marks as typed first, then the name's beginning, then the higher level, then the alphabet.
    """
    key, exact = text.fold(typed), text.sort_key(typed)
    marked = typed.casefold()

    def fitness(row: Any) -> tuple[Any, ...]:
        inline = (row.was or row.words["vi"].replace("{name}", row.name)).casefold()
        as_typed = (row.sort_key == exact and not row.was) or f" {marked}" in f" {inline}"
        return not as_typed, row.start, row.level.depth, row.key != key, row.sort_key, row.id

    asked = {"key": key, "last": key + _LAST, "exact": exact, "today": clock.today()}
    asked["code"] = typed.upper()
    rows = session.execute(_candidates(), asked)
    found: dict[int, str] = {}
    for row in sorted(rows, key=fitness):
        was = former_inline(row.was, row.district, row.province) if row.was else ""
        found.setdefault(row.id, was)
    return dict(islice(found.items(), MOST))


@cache
def _candidates() -> sa.CompoundSelect[Any]:
    """At most 4 × MOST rows by five seeks: name with marks, code, communes, villages, old names.

    Built once: building it takes longer than the seeks.
    """
    key, last, exact = (sa.bindparam(name, type_=sa.String) for name in ("key", "last", "exact"))
    columns = (Unit.id, Unit.name, Unit.level, Unit.sort_key, UnitKind.words)
    none = sa.cast(sa.null(), sa.String)
    is_called = [none.label(name) for name in ("was", "district", "province")]
    by_name = sa.select(*columns, key.label("key"), sa.literal(0).label("start"), *is_called)
    seeks = [
        by_name.where(Unit.sort_key == exact),
        by_name.where(Unit.code == sa.bindparam("code", type_=sa.String)),
    ]
    for of_village in (False, True):
        seek = sa.select(*columns, UnitWord.key, UnitWord.start, *is_called)
        seek = seek.join_from(UnitWord, Unit, UnitWord.unit_id == Unit.id)
        begins = sa.and_(UnitWord.key >= key, UnitWord.key < last)
        seek = seek.where(UnitWord.of_village.is_(of_village), begins)
        seeks.append(seek.order_by(UnitWord.key))
    was_called = (UnitAlias.name.label("was"), UnitAlias.district, UnitAlias.province)
    seek = sa.select(*columns, AliasWord.key, AliasWord.start, *was_called)
    seek = seek.join_from(AliasWord, UnitAlias, AliasWord.alias_id == UnitAlias.id)
    seek = seek.join(Unit, Unit.id == UnitAlias.unit_id)
    seek = seek.where(AliasWord.key >= key, AliasWord.key < last)
    seeks.append(seek.order_by(AliasWord.key))
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
