"""Names of before July 2025 that lead to today's units, from a CSV: all rows or none.

Idempotent: what leads there already is left alone. Two units of today may share an old name, where
an old commune was divided among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.base import audit, clock, pagecache, text
from portal.base.db import session
from portal.base.language import N_
from portal.units import imports, queries
from portal.units.imports import Trouble
from portal.units.models import AliasWord, Unit, UnitAlias
from portal.units.rules import LONGEST_NAME, alias_keys

COLUMNS = ("old_name", "old_district", "old_province", "unit_code")


@dataclass(frozen=True)
class Row:
    """One line as it was read."""

    line: int
    name: str
    district: str
    province: str
    unit_code: str

    @property
    def same(self) -> tuple[str, ...]:
        """What two lines for one alias share."""
        names = (self.name, self.district, self.province)
        return (*map(text.sort_key, names), self.unit_code)


@dataclass(frozen=True)
class Plan:
    """The rows to be written, how many lead there already, and what is wrong."""

    new: list[Row]
    unchanged: int
    troubles: list[Trouble]


def plan(content: bytes) -> Plan:
    """Read a CSV in UTF-8 or UTF-16 and compare it with what is kept; reads only."""
    cells, troubles = imports.read_table(content, COLUMNS)
    rows = [Row(line, *kept) for line, kept in cells]
    codes, known = _standing_codes(), _known()
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        first.setdefault(row.same, row.line)
    found = [(row, _objection(row, codes, first[row.same])) for row in rows]
    wrong = [Trouble(row.line, said, {"code": row.unit_code}) for row, said in found if said]
    new = [row for row, said in found if not said and row.same not in known]
    unchanged = sum(1 for row, said in found if not said) - len(new)
    return Plan(new, unchanged, troubles + wrong)


def _objection(row: Row, codes: set[str], first: int) -> str | None:
    if not row.name:
        return N_("The old name is missing.")
    if max(map(len, (row.name, row.district, row.province))) > LONGEST_NAME:
        return N_("A name is longer than 120 letters.")
    if row.unit_code not in codes:
        return N_("No unit of the code “%(code)s” stands today.")
    return N_("The same line stands in the file twice.") if first != row.line else None


def _standing_codes() -> set[str]:
    return set(session.scalars(sa.select(Unit.code).where(queries.stands(Unit, clock.today()))))


def _known() -> set[tuple[str, ...]]:
    columns = (UnitAlias.name, UnitAlias.district, UnitAlias.province, Unit.code)
    statement = sa.select(*columns).join(Unit, Unit.id == UnitAlias.unit_id)
    return {Row(0, *row).same for row in session.execute(statement)}


def write(plan: Plan) -> None:
    """Keep all rows of a plan without troubles, with the words that find them."""
    if plan.troubles:
        raise ValueError("a plan with troubles is not written")
    if not plan.new:
        return
    today = queries.stands(Unit, clock.today())
    ids = dict(session.execute(sa.select(Unit.code, Unit.id).where(today)).all())
    rows = [
        UnitAlias(
            unit_id=ids[row.unit_code],
            name=row.name,
            district=row.district,
            province=row.province,
        )
        for row in plan.new
    ]
    session.add_all(rows)
    session.flush()
    session.execute(sa.insert(AliasWord), [word for row in rows for word in _words(row)])
    audit.note("units.aliases", "unit:all", None, aliases=len(rows))
    pagecache.stale()


def _words(alias: UnitAlias) -> Iterable[dict[str, Any]]:
    return [
        {"key": key, "alias_id": alias.id, "start": start}
        for key, start in alias_keys(alias.name).items()
    ]


def former(unit_id: int) -> list[UnitAlias]:
    """What leads to this unit, in Vietnamese order."""
    found = session.scalars(sa.select(UnitAlias).where(UnitAlias.unit_id == unit_id))
    return sorted(
        found, key=lambda alias: (text.sort_key(alias.district), text.sort_key(alias.name))
    )
