"""The tree from a CSV, or the real provinces and communes: all rows or none.

Idempotent: what stands already as the row says is left alone; what stands otherwise is an error
that names the reform needed, because nothing is ever renamed or moved silently.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.base import audit, sheet, text
from portal.base.db import session
from portal.base.errors import RuleBroken
from portal.base.language import N_
from portal.units import queries, services
from portal.units.models import Unit, UnitKind, UnitLink
from portal.units.rules import LONGEST_NAME, Level, is_code, may_stand_below, without_kind
from portal.units.services import NewUnit

COLUMNS = ("code", "level", "kind", "name", "parent_code")
CENTRE = "TW"


@dataclass(frozen=True)
class Trouble:
    """What is wrong with one line of the file; `message` is a msgid."""

    line: int
    message: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The plain sentence, with the line it is about; in English, as commands speak."""
        sentence = self.message % self.values if self.values else self.message
        return f"Line {self.line}: {sentence}"


@dataclass(frozen=True)
class Row:
    """One line as it was read."""

    line: int
    code: str
    level: str
    kind: str
    name: str
    parent_code: str


@dataclass(frozen=True)
class Plan:
    """What an import would do: the units to open, how many stand already, or what is wrong."""

    new: list[NewUnit]
    unchanged: int
    troubles: list[Trouble]


@dataclass(frozen=True)
class _Standing:
    kind: str
    name: str
    level: Level
    parent_code: str
    opened_on: date


def read_csv(content: bytes) -> tuple[list[Row], list[Trouble]]:
    """The rows of a CSV with the tree."""
    cells, troubles = read_table(content, COLUMNS)
    return [Row(line, *kept) for line, kept in cells], troubles


def read_table(
    content: bytes, columns: Sequence[str]
) -> tuple[list[tuple[int, list[str]]], list[Trouble]]:
    """Line and cells of these columns, of a CSV in UTF-8 or UTF-16; `,`, `;` or tab; any ends."""
    try:
        whole, delimiter = sheet.csv_text(content)
    except RuleBroken as error:
        return [], [Trouble(1, error.message)]
    reader = csv.DictReader(StringIO(whole, newline=""), delimiter=delimiter)
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in columns if name not in reader.fieldnames]
    if missing:
        message = N_("The column “%(column)s” is missing.")
        return [], [Trouble(1, message, {"column": name}) for name in missing]
    return _cells(reader, columns)


def _cells(
    reader: "csv.DictReader[str]", columns: Sequence[str]
) -> tuple[list[tuple[int, list[str]]], list[Trouble]]:
    rows, troubles = [], []
    try:
        for cells in reader:
            if cells.get(None):  # DictReader's key for what is left over
                troubles.append(Trouble(reader.line_num, N_("There are more cells than columns.")))
                continue
            try:
                kept = [" ".join(text.clean(cells[name] or "").split()) for name in columns]
            except ValueError:
                message = N_("There is a character that cannot be stored.")
                troubles.append(Trouble(reader.line_num, message))
                continue
            if any(kept):
                rows.append((reader.line_num, kept))
    except csv.Error:
        troubles.append(Trouble(reader.line_num, N_("From here on this is not a CSV file.")))
    return rows, troubles


def vietnam() -> list[Row]:
    """One centre, 34 provinces (two figures) and 3,321 communes (five), of 1 July 2025."""
    # Half a second to load, and only this command needs it.
    from vietnam_provinces import Province, Ward

    rows = [Row(0, CENTRE, "centre", "centre", "", "")]
    for place in Province.iter_all():
        # The package writes the prefix with cities only.
        kind = "city" if place.name.startswith("Thành phố ") else "province"
        rows.append(Row(0, f"{place.code.value:02}", "province", kind, place.name, CENTRE))
    kinds = {"xã": "rural_commune", "phường": "ward", "đặc khu": "special_zone"}
    for ward in Ward.iter_all():
        kind, above = kinds[ward.division_type.value], f"{ward.province_code.value:02}"
        rows.append(Row(0, f"{ward.code.value:05}", "commune", kind, ward.name, above))
    return rows


def plan(rows: Iterable[Row], *, on: date) -> Plan:
    """Compare the rows with the tree as it stands; reads only."""
    rows = list(rows)
    judge = _Judge(rows, on)
    troubles = [found for row in rows if (found := judge.trouble(row))]
    wrong = {found.line for found in troubles}
    sound = [row for row in rows if row.line not in wrong or not row.line]
    fresh = [row for row in sound if row.code not in judge.standing]
    new = [
        NewUnit(row.code, judge.kind(row).code, judge.name(row), row.parent_code or None)
        for row in fresh
        if not troubles
    ]
    return Plan(new, len(sound) - len(fresh), troubles)


def write(plan: Plan, *, on: date, step: Callable[[int], None] = lambda number: None) -> None:
    """Open all units of a plan without troubles, and leave one line in the audit."""
    if plan.troubles:
        raise ValueError("a plan with troubles is not written")
    if plan.new:
        services.open_units(plan.new, on=on, step=step)
        audit.note("units.import", "unit:all", None, units=len(plan.new), on=on.isoformat())


class _Judge:
    """Knows the tree and the file, and says what is wrong with a row."""

    def __init__(self, rows: list[Row], on: date) -> None:
        self.on = on
        self.standing = _standing_units()
        self.kinds = _kinds_by_any_name()
        self.above = {code: unit.parent_code for code, unit in self.standing.items()}
        self.levels: dict[str, str] = {code: unit.level for code, unit in self.standing.items()}
        self.first: dict[str, Row] = {}
        # Codes of units that are closed, but only after that day.
        self.busy_until = set(session.scalars(sa.select(Unit.code).where(Unit.closed_on > on)))
        for row in rows:
            self.first.setdefault(row.code, row)
            self.above.setdefault(row.code, row.parent_code)
            self.levels.setdefault(row.code, row.level)
        self.named = {
            (unit.parent_code, unit.kind, text.sort_key(unit.name)): code
            for code, unit in self.standing.items()
        }
        centres = [code for code, level in self.levels.items() if level == Level.CENTRE]
        self.centre = centres[0] if centres else None

    def kind(self, row: Row) -> UnitKind:
        return self.kinds[text.fold(row.kind)]

    def name(self, row: Row) -> str:
        return without_kind(row.name, self.kind(row).words["vi"])

    def trouble(self, row: Row) -> Trouble | None:
        """The first thing that is wrong with a row, if any."""
        message = next((said for said in self._objections(row) if said), None)
        if message is None:
            return None
        values: dict[str, object] = {"code": row.code, "kind": row.kind, "level": row.level}
        values |= {"parent": row.parent_code, "kinds": self._kinds_at(row.level)}
        return Trouble(row.line, message, values)

    def _kinds_at(self, level: str) -> str:
        """What a row of this level may say, as a Vietnamese list says it: `xã, phường, đặc khu`."""
        here = {kind.code: kind for kind in self.kinds.values() if kind.level == level}
        ordered = sorted(here.values(), key=lambda kind: kind.position)
        return ", ".join(kind.words["vi"].replace("{name}", "").strip() for kind in ordered)

    def _objections(self, row: Row) -> Iterator[str | None]:
        yield self._code(row)
        yield self._kind_and_name(row)
        yield self._parent(row)
        yield self._twin(row)
        if row.code in self.standing:
            yield self._reform(row, self.standing[row.code])

    def _code(self, row: Row) -> str | None:
        if not is_code(row.code):
            return N_("“%(code)s” is no code: capital letters, figures, “.” and “-”, at most 20.")
        if self.first[row.code] is not row:
            return N_("The code %(code)s stands in the file twice.")
        if row.code in self.busy_until:
            return N_("The code %(code)s belongs to another unit on that day.")
        return None

    def _kind_and_name(self, row: Row) -> str | None:
        if row.level not in set(Level):
            return N_("“%(level)s” is no level: centre, province, commune or village.")
        kind = self.kinds.get(text.fold(row.kind))
        if kind is None:
            return N_("There is no kind “%(kind)s”; at this level: %(kinds)s.")
        if kind.level != row.level:
            return N_("The kind “%(kind)s” is of another level; at this level: %(kinds)s.")
        if row.level != Level.CENTRE and not row.name:
            return N_("The name is missing.")
        if len(row.name) > LONGEST_NAME:
            return N_("The name is longer than 120 letters.")
        return None

    def _parent(self, row: Row) -> str | None:
        if row.level == Level.CENTRE:
            if row.parent_code:
                return N_("The centre stands below nothing.")
            return None if row.code == self.centre else N_("There is a centre already.")
        if not row.parent_code:
            return N_("Every unit but the centre stands below another.")
        if row.parent_code not in self.levels:
            return N_("There is no unit %(parent)s, below which it should stand.")
        if self._in_circle(row.code):
            return N_("%(code)s would stand below itself.")
        above = self.levels[row.parent_code]
        if above not in set(Level) or not may_stand_below(Level(row.level), Level(above)):
            return N_("A “%(level)s” cannot stand below %(parent)s, which is of another level.")
        stands = self.standing.get(row.parent_code)
        if stands and stands.opened_on > self.on:
            return N_("%(parent)s does not stand yet on that day.")
        return None

    def _twin(self, row: Row) -> str | None:
        same = (row.parent_code, self.kind(row).code, text.sort_key(self.name(row)))
        if row.level == Level.VILLAGE and self.named.setdefault(same, row.code) != row.code:
            return N_("Another village of this kind and name stands below %(parent)s.")
        return None

    def _in_circle(self, code: str) -> bool:
        seen, step = {code}, self.above.get(code, "")
        while step and step not in seen:
            seen.add(step)
            step = self.above.get(step, "")
        return step == code

    def _reform(self, row: Row, unit: _Standing) -> str | None:
        if unit.level != row.level or unit.kind != self.kind(row).code:
            return N_("%(code)s stands as another kind of unit: this takes a reform (new kind).")
        if unit.name != self.name(row):
            return N_("%(code)s stands under another name: this takes a reform (rename).")
        if unit.parent_code != row.parent_code:
            return N_("%(code)s stands below another unit: this takes a reform (move).")
        return None


def _standing_units() -> dict[str, _Standing]:
    """Code → each unit that is not closed, with the code of the parent it has or will have."""
    above = aliased(Unit)
    link = sa.and_(UnitLink.unit_id == Unit.id, UnitLink.until_on.is_(None))
    statement = (
        sa.select(Unit.code, Unit.kind_code, Unit.name, Unit.level, above.code, Unit.opened_on)
        .outerjoin(UnitLink, link)
        .outerjoin(above, above.id == UnitLink.parent_id)
        .where(Unit.closed_on.is_(None))
    )
    return {
        code: _Standing(kind, name, level, parent or "", opened_on)
        for code, kind, name, level, parent, opened_on in session.execute(statement)
    }


def _kinds_by_any_name() -> dict[str, UnitKind]:
    """Kinds by their code and by their Vietnamese word, folded: `thon`, `to dan pho`, `ward`."""
    found: dict[str, UnitKind] = {}
    for level in Level:
        for kind in queries.kinds(level):
            found[text.fold(kind.words["vi"].replace("{name}", ""))] = kind
            found[text.fold(kind.code)] = kind
    return found
