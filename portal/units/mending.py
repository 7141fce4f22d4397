"""Whether a unit that was entered wrongly may still be mended: fresh, unused, its name free."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.base import clock
from portal.base.audit import AuditRow
from portal.base.db import Base, session
from portal.units.models import Unit, UnitLink, UnitWord


def has_twin(unit: Unit, sort_key: str) -> bool:
    """Whether another unit of its kind stands under this name below the same parent."""
    mine, link = aliased(UnitLink), UnitLink
    twins = (
        sa.select(Unit.id)
        .join(link, sa.and_(link.unit_id == Unit.id, link.until_on.is_(None)))
        .join(mine, sa.and_(mine.parent_id == link.parent_id, mine.unit_id == unit.id))
        .where(Unit.id != unit.id, Unit.kind_code == unit.kind_code, Unit.sort_key == sort_key)
    )
    return session.scalar(twins.where(Unit.closed_on.is_(None)).limit(1)) is not None


def made_on(unit_id: int) -> date | None:
    """The day on which a lead wrote the unit into the list; None for imported ones."""
    at = session.scalar(
        sa.select(AuditRow.at).where(
            AuditRow.subject == f"unit:{unit_id}", AuditRow.act == "units.open"
        )
    )
    return clock.local(at).date() if at else None


def is_in_use(unit_id: int) -> bool:
    """Whether a row of any slice points to the unit: an account, a report, a unit below it.

    Asks every foreign key there is, so that no slice can be forgotten.
    """
    own = {(UnitLink.__tablename__, "unit_id"), (UnitWord.__tablename__, "unit_id")}
    asked = [
        sa.exists().where(key.parent == unit_id)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is Unit.__table__.c.id and (table.name, key.parent.name) not in own
    ]
    return bool(session.scalar(sa.select(sa.or_(*asked))))
