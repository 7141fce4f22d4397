"""Petitions of three years in the real tree, most of them answered, written in bulk.

Not by the services, but as they would have: `portal check` finds nothing in it.
"""

from collections.abc import Iterator
from functools import partial

import sqlalchemy as sa

from bench import indexed, kept
from bench.lives import Home, Rows, Writer, once_of
from portal.accounts.rules import Role
from portal.accounts.services import create_account, give
from portal.base import db, keys
from portal.home.story import REFORM
from portal.petitions import codes
from portal.units.models import Unit, UnitLink
from portal.units.rules import Level

PETITIONS = 1_000_000
AT_ONCE = 5_000


def database(number: int = PETITIONS) -> str:
    """URL of an SQLite file with so many petitions, opened; written unless one is there."""
    sow = partial(_sow, number)
    return kept.database(f"petitions-{number}", sow, number, keys.digest("", "bench"))


def _sow(number: int) -> None:
    kept.sow_country()
    with db.writing():
        keys.check_fingerprint()
    homes = _homes()
    writer = Writer(number, homes, _people(homes[0]))
    with kept.steps(number) as step:
        for first in range(1, number + 1, AT_ONCE):
            ids = range(first, min(first + AT_ONCE, number + 1))
            rows = Rows()
            for one in ids:
                writer.write(one, rows)
            with db.writing() as session:
                for table, found in rows.tables.items():
                    if found:
                        # Past the ORM, which would part the rows by what is empty in them.
                        session.connection().execute(sa.insert(table.__table__), found)
            step(len(ids))
    indexed.index_all(number)
    with db.writing() as session:
        session.execute(sa.text("ANALYZE"))


def _homes() -> list[Home]:
    """Communes; the first is the busy one."""
    with db.writing() as session:
        rows = session.execute(
            sa.select(Unit.id, UnitLink.parent_id)
            .join(UnitLink, UnitLink.unit_id == Unit.id)
            .where(Unit.level == Level.COMMUNE)
            .order_by(Unit.id)
        ).all()
    return [Home(row.id, row.parent_id, Level.COMMUNE) for row in rows]


def _people(busy: Home) -> tuple[int, int]:
    """Clerk and lead of the busy commune; a lead of its province and of the centre besides."""
    with db.writing() as session:
        centre = session.scalars(sa.select(Unit.id).where(Unit.level == Level.CENTRE)).one()
        found = []
        for name, role, unit in (
            ("bench-clerk", Role.CLERK, busy.id),
            ("bench-lead", Role.LEAD, busy.id),
            ("bench-province", Role.LEAD, busy.above),
            ("bench-centre", Role.LEAD, centre),
        ):
            account = create_account(username=name, name=f"Nguyễn Văn {name}", own_password=name)
            give(account, role, unit, on=REFORM)
            found.append(account.id)
    return found[0], found[1]


def codes_of(number: int, some: int) -> Iterator[str]:
    """Codes of petitions spread over all of them."""
    for one in range(1, number + 1, max(1, number // some)):
        yield codes.make(once_of(one))
