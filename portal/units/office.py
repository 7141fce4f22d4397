"""A unit's office as everybody may see it, and whether its figures are shown."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from portal.base import audit, pagecache
from portal.base.db import session
from portal.units.models import Unit, UnitOffice


@dataclass(frozen=True)
class Office:
    """Telephone, address and hours as typed by the unit's lead; "" for what is not published."""

    phone: str = ""
    address: str = ""
    hours: str = ""
    shows_figures: bool = False


def office(unit_id: int) -> Office:
    """What the unit publishes; of one that has said nothing, nothing.

    Asked once a session: several blocks of a unit's page go by it.
    """
    known: dict[int, Office] = session.info.setdefault("offices", {})
    if unit_id not in known:
        known[unit_id] = _read(unit_id)
    return known[unit_id]


def _read(unit_id: int) -> Office:
    row = session.execute(
        sa.select(Unit.phone, UnitOffice)
        .outerjoin(UnitOffice, UnitOffice.unit_id == Unit.id)
        .where(Unit.id == unit_id)
    ).one()
    said = row.UnitOffice
    if said is None:
        return Office(row.phone or "")
    return Office(row.phone or "", said.address, said.hours, said.shows_figures)


def describe(unit_id: int, new: Office, *, by: int) -> None:
    """Publish this from now on."""
    before, after = asdict(_read(unit_id)), asdict(new)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return
    session.get_one(Unit, unit_id).phone = new.phone or None
    session.merge(
        UnitOffice(
            unit_id=unit_id,
            address=new.address,
            hours=new.hours,
            shows_figures=new.shows_figures,
        )
    )
    session.info.pop("offices", None)
    audit.note("units.office", f"unit:{unit_id}", by, changed=changed)
    pagecache.stale()
    session.flush()
