"""Where public copies written in bulk stand, and by what they are found."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from portal.base import db, terms
from portal.petitions.papers import PublicCopy, PublicLine, PublicTerm
from portal.petitions.published import of_kind, of_unit
from portal.units.models import Unit, UnitLink
from portal.units.rules import Level

COLUMNS = ("petition_id", "kind", "place_id", "published_at", "key")


def above() -> dict[int, tuple[int, ...]]:
    """Commune → itself, its province, the centre."""
    with db.writing() as session:
        links = session.execute(sa.select(UnitLink.unit_id, UnitLink.parent_id)).all()
        communes = session.scalars(sa.select(Unit.id).where(Unit.level == Level.COMMUNE)).all()
    parents = {row.unit_id: row.parent_id for row in links}
    return {one: (one, parents[one], parents[parents[one]]) for one in communes}


def lines(
    session: Any, copies: Iterable[Mapping[str, Any]], parents: Mapping[int, tuple[int, ...]]
) -> None:
    """In which lists copies of one block stand, and by what they are found."""
    held: dict[str, array[int]] = defaultdict(lambda: array("H"))
    found = []
    for copy in copies:
        number, at = copy["petition_id"], parents[copy["place_id"]]
        line = {name: copy[name] for name in ("petition_id", "kind", "published_at")}
        found += [{**line, "unit_id": one} for one in at]
        about = {of_kind(copy["kind"]), *map(of_unit, at)}
        for term in {*terms.of_folded(copy["key"]), *about}:
            held[term].append(number % terms.BLOCK)
        block = number // terms.BLOCK
    if found:
        session.execute(sa.insert(PublicLine), found)
        rows = [
            {"term": term, "block": block, "places": places.tobytes()}
            for term, places in sorted(held.items())
        ]
        session.execute(sa.insert(PublicTerm), rows)


def index_all(number: int) -> None:
    """The same for all copies there are."""
    parents = above()
    columns = [getattr(PublicCopy, name) for name in COLUMNS]
    for first in range(0, number + 1, terms.BLOCK):
        last = first + terms.BLOCK - 1
        with db.writing() as session:
            these = sa.select(*columns).where(PublicCopy.petition_id.between(first, last))
            found = [dict(zip(COLUMNS, row, strict=True)) for row in session.execute(these)]
            lines(session, found, parents)
