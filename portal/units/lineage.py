"""What became of a closed unit."""

import sqlalchemy as sa

from portal.base.db import session
from portal.units.models import Unit, UnitKind, UnitSuccessor
from portal.units.queries import COLUMNS, Place, bare


def successors(unit_id: int) -> list[Place]:
    """In which units a closed one goes on, in Vietnamese order."""
    statement = (
        sa.select(*COLUMNS)
        .join(UnitSuccessor, UnitSuccessor.successor_id == Unit.id)
        .join(UnitKind, UnitKind.code == Unit.kind_code)
        .where(UnitSuccessor.unit_id == unit_id)
        .order_by(Unit.sort_key, Unit.id)
    )
    return [bare(row) for row in session.execute(statement)]
