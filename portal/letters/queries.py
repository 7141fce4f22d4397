"""Which letterhead holds for a unit on a day, and which outside agencies serve it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.accounts.models import Association
from portal.base import clock, text
from portal.base.db import session
from portal.letters.default_letterheads import BEGINNING, DEFAULTS, MOTTO
from portal.letters.letter import Head, Pattern, head_of
from portal.letters.models import Agency, Letterhead
from portal.letters.rules import HOST
from portal.units.queries import Place
from portal.units.rules import Level


@dataclass(frozen=True)
class Standing:
    """A letterhead in force; `row_id` 0 when it is the default that nobody has written down."""

    pattern: Pattern
    row_id: int = 0
    unit_id: int | None = None
    from_on: date | None = None

    @property
    def is_installed(self) -> bool:
        """Whether it is what a new database starts with."""
        return self.unit_id is None and self.from_on in (None, BEGINNING)


def head(place: Place, association: str | None = None, day: date | None = None) -> Head:
    """The unit's letterhead on a day (today); what belongs to no association has the Front's."""
    code = association or HOST
    return head_of(standing(place, code, place.level, day or clock.today()).pattern, place)


def standing(place: Place, association: str, level: Level, day: date) -> Standing:
    """What units of a level at or below this unit write, unless one further down has its own."""
    found = _nearest(_rows(place, [level], association), place, day)
    return found or Standing(DEFAULTS.get((association, level)) or _plain(association))


def letterheads(place: Place, day: date) -> dict[tuple[str, Level], Standing]:
    """The same of every association and of each level from this unit's down."""
    levels = [level for level in Level if level.depth >= place.level.depth]
    rows = _rows(place, levels)
    found = {}
    for association in associations():
        for level in levels:
            key = (association.code, level)
            mine = [row for row in rows if (row.association_code, row.level) == key]
            default = DEFAULTS.get(key) or _plain(association.code)
            found[key] = _nearest(mine, place, day) or Standing(default)
    return found


def last_written(place: Place, association: str, level: Level) -> Standing:
    """What was last written for just this unit's area, whenever it begins; row 0 for nothing."""
    own = area(place)
    rows = [row for row in _rows(place, [level], association) if row.unit_id == own]
    newest = max(rows, key=lambda row: row.id, default=None)
    if newest is not None:
        return _standing(newest)
    above = standing(place, association, level, clock.today())
    return Standing(above.pattern)


def area(place: Place) -> int | None:
    """How a letterhead names the units it is for: those of the nation by None."""
    return None if place.level is Level.CENTRE else place.id


def _rows(
    place: Place, levels: Collection[Level], association: str | None = None
) -> list[Letterhead]:
    here = sa.or_(Letterhead.unit_id.is_(None), Letterhead.unit_id.in_(place.ids))
    statement = sa.select(Letterhead).where(here, Letterhead.level.in_(levels))
    if association is not None:
        statement = statement.where(Letterhead.association_code == association)
    return list(session.scalars(statement))


def _nearest(rows: Iterable[Letterhead], place: Place, day: date) -> Standing | None:
    line = [place.id, *(above.id for above in place.parents)]

    def rank(row: Letterhead) -> tuple[int, date, int]:
        distance = len(line) if row.unit_id is None else line.index(row.unit_id)
        return -distance, row.from_on, row.id

    begun = [row for row in rows if row.from_on <= day]
    return _standing(max(begun, key=rank)) if begun else None


def _standing(row: Letterhead) -> Standing:
    pattern = Pattern(row.left, row.right, row.number, row.place, row.signing, row.recipients)
    return Standing(pattern, row.id, row.unit_id, row.from_on)


def _plain(code: str) -> Pattern:
    """For an association that no table knows: its name above the unit's."""
    association = session.get(Association, code)
    name = association.words["vi"] if association else ""
    left = f"{name.upper()}\n{{UNIT}}".strip()
    return Pattern(left, MOTTO, "{number}/{kind}", "{name}", "", "")


def associations() -> list[Association]:
    """All of them, in the table's order."""
    return list(session.scalars(sa.select(Association).order_by(Association.position)))


def agencies(place: Place) -> list[tuple[Place, Agency]]:
    """Who may be referred to from a unit: its own agencies, then its parents', each by name."""
    line = {above.id: above for above in (place, *place.parents)}
    statement = sa.select(Agency).where(
        Agency.unit_id.in_(line),
        sa.or_(Agency.closed_on.is_(None), Agency.closed_on > clock.today()),
    )
    order = {unit_id: distance for distance, unit_id in enumerate(line)}
    found = [(line[agency.unit_id], agency) for agency in session.scalars(statement)]
    return sorted(found, key=lambda pair: (order[pair[0].id], text.sort_key(pair[1].name)))


def agency(place: Place, agency_id: int) -> Agency | None:
    """An agency of the unit's own list, closed ones too."""
    statement = sa.select(Agency).where(Agency.id == agency_id, Agency.unit_id == place.id)
    return session.scalar(statement)
