"""Which officers a unit names on its public page: its own choice, and never a private number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Account, Grant, ShownOfficer
from portal.accounts.rules import Role
from portal.base import audit, clock, pagecache, text
from portal.base.db import session
from portal.units import queries as units

# Leads first; the others follow by given name, as Vietnamese lists sort people.
_FIRST = (Role.LEAD, Role.CLERK)


@dataclass(frozen=True)
class Officer:
    """Somebody who holds a grant at a unit today; `phone` is None when not shown to everybody."""

    grant_id: int
    name: str
    position: str
    phone: str | None


def officers(unit_id: int, *, shown: bool = False) -> list[Officer]:
    """Who may be named, each person once: holders of today's grants; `shown` are those chosen."""
    statement = (
        sa.select(Grant.id, Grant.role, Account.id, Account.name, Account.position)
        .add_columns(ShownOfficer.phone)
        .join(Account, Account.id == Grant.account_id)
        .join(ShownOfficer, ShownOfficer.grant_id == Grant.id, isouter=not shown)
        .where(Grant.unit_id == unit_id, units.on_day(Grant, clock.today()))
        .where(Account.suspended_at.is_(None))
    )
    rows = sorted(session.execute(statement), key=_rank)
    # Of two grants of one person the one chosen stands, else the first.
    people = {row[2]: row for row in reversed(rows)}
    people |= {row[2]: row for row in rows if row.phone is not None}
    return [
        Officer(row[0], row.name, row.position or "", row.phone)
        for row in sorted(people.values(), key=_rank)
    ]


def _rank(row: Any) -> tuple[int, str, int]:
    place = _FIRST.index(row.role) if row.role in _FIRST else len(_FIRST)
    return place, text.name_key(row.name), row[0]


def show(unit_id: int, chosen: Mapping[int, str], *, by: int) -> None:
    """Name exactly these on the unit's page: grant id → number for everybody, "" for none."""
    of_unit = sa.select(Grant.id).where(Grant.unit_id == unit_id)
    here = set(session.scalars(of_unit))
    wanted = {grant_id: phone for grant_id, phone in chosen.items() if grant_id in here}
    rows = session.scalars(sa.select(ShownOfficer).where(ShownOfficer.grant_id.in_(here)))
    if {row.grant_id: row.phone for row in rows} == wanted:
        return
    session.execute(sa.delete(ShownOfficer).where(ShownOfficer.grant_id.in_(here)))
    session.add_all(ShownOfficer(grant_id=one, phone=phone) for one, phone in wanted.items())
    audit.note("accounts.show", f"unit:{unit_id}", by, grants=sorted(wanted))
    pagecache.stale()
    session.flush()
