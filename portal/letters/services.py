"""Writing letterheads, giving document numbers, keeping the list of outside agencies."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from portal.base import audit, clock
from portal.base.db import insert, session
from portal.base.errors import Conflict, RuleBroken
from portal.base.language import N_
from portal.letters import queries, rules
from portal.letters.default_letterheads import BEGINNING, DEFAULTS
from portal.letters.letter import Pattern
from portal.letters.models import Agency, DocumentBook, DocumentNumber, Letterhead
from portal.letters.rules import HOST, AgencyText, DocumentKind
from portal.units.queries import Place
from portal.units.rules import Level


def install_default_letterheads() -> int:
    """Write the defaults down, so that a later release renames no old document; how many are new.

    Of associations that are in the table; what is there already stays as it is.
    """
    national = sa.select(Letterhead.association_code, Letterhead.level)
    known = {tuple(row) for row in session.execute(national.where(Letterhead.unit_id.is_(None)))}
    there = {association.code for association in queries.associations()}
    new = [key for key in DEFAULTS if key[0] in there and key not in known]
    for association, level in new:
        _write(association, level, None, DEFAULTS[association, level], BEGINNING)
    session.flush()
    return len(new)


def set_letterhead(
    place: Place,
    association: str,
    level: Level,
    pattern: Pattern,
    from_on: date,
    *,
    seen: int,
    by: int,
) -> None:
    """From a day on units of a level at and below this one write so; not back in time.

    `seen` is the row last written for this area when the form was opened: Conflict if a newer
    one stands there now.
    """
    today = clock.today()
    if not today <= from_on <= rules.latest_beginning(today):
        raise RuleBroken(N_("A letterhead begins today or within a year: old papers keep theirs."))
    if level.depth < place.level.depth:
        raise RuleBroken(N_("This level does not stand below the unit."))
    if queries.last_written(place, association, level).row_id != seen:
        raise Conflict
    row = _write(association, level, queries.area(place), pattern, from_on)
    session.flush()
    audit.note("letters.letterhead", f"letterhead:{row.id}", by, from_on=from_on.isoformat())


def _write(
    association: str, level: Level, unit_id: int | None, pattern: Pattern, from_on: date
) -> Letterhead:
    row = Letterhead(
        association_code=association,
        level=level,
        unit_id=unit_id,
        from_on=from_on,
        **asdict(pattern),
    )
    session.add(row)
    return row


@dataclass(frozen=True)
class Given:
    """A document's number, and as it is written on the paper."""

    number: int
    text: str


def give_number(
    place: Place, kind: DocumentKind, *, subject: str, association: str | None = None
) -> Given:
    """The next number of this unit, year and kind; without gaps: rolled back, it was never given.

    `subject` is what the document is, `table:id`. Each association has its own book; what belongs
    to none is numbered in the Front's. Two who ask at once wait for each other on the book's row.
    """
    now, day, book = clock.now(), clock.today(), association or HOST
    values = {
        "unit_id": place.id,
        "association_code": book,
        "year": day.year,
        "kind": kind,
    }
    counted = insert(DocumentBook).values(**values, last=1)
    counted = counted.on_conflict_do_update(
        index_elements=list(values), set_={"last": DocumentBook.last + 1}
    )
    number: int = session.execute(counted.returning(DocumentBook.last)).scalar_one()
    text = queries.head(place, association, day).number(number, kind, day.year)
    session.add(DocumentNumber(**values, number=number, text=text, subject=subject, given_at=now))
    session.flush()
    return Given(number, text)


def list_agency(place: Place, said: AgencyText, *, by: int | None) -> Agency:
    """Put an agency on the unit's list; RuleBroken when one of this name stands there."""
    _demand_new_name(place, said.name, None)
    agency = Agency(unit_id=place.id, **asdict(said), listed_on=clock.today(), changes=0)
    session.add(agency)
    session.flush()
    audit.note("letters.list_agency", f"agency:{agency.id}", by)
    return agency


def change_agency(agency: Agency, place: Place, said: AgencyText, *, seen: int, by: int) -> None:
    """Mend what is said of it; Conflict when somebody else did since `seen`."""
    _demand_open(agency, seen)
    _demand_new_name(place, said.name, agency.id)
    changed = {name: new for name, new in asdict(said).items() if getattr(agency, name) != new}
    if not changed:
        return
    _note_change(agency, changed)
    audit.note("letters.change_agency", f"agency:{agency.id}", by, changed=sorted(changed))


def close_agency(agency: Agency, *, seen: int, by: int) -> None:
    """Refer nothing to it any more, from today on; what was referred stays."""
    _demand_open(agency, seen)
    _note_change(agency, {"closed_on": clock.today()})
    audit.note("letters.close_agency", f"agency:{agency.id}", by)


def _demand_open(agency: Agency, seen: int) -> None:
    if agency.closed_on is not None or agency.changes != seen:
        raise Conflict


def _note_change(agency: Agency, new: Mapping[str, object]) -> None:
    """Write it unless somebody was faster: the row counts its changes."""
    seen = agency.changes
    same = sa.and_(Agency.id == agency.id, Agency.changes == seen)
    statement = sa.update(Agency).where(same).values(**new, changes=seen + 1)
    if session.execute(statement.returning(Agency.id)).scalar_one_or_none() is None:
        raise Conflict
    session.refresh(agency)


def _demand_new_name(place: Place, name: str, but: int | None) -> None:
    statement = sa.select(Agency.id).where(
        Agency.unit_id == place.id, Agency.name == name, Agency.closed_on.is_(None)
    )
    if session.scalar(statement.where(Agency.id != (but or 0))):
        raise RuleBroken(N_("An agency of this name stands in the list."))
