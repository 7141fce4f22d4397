"""Alembic's entry: `portal migrate` calls it with a connection, on both databases."""

import sqlalchemy as sa
from alembic import context
from sqlalchemy import Connection

from portal.base.db import PeriodColumn, UtcDateTime
from portal.base.schema import metadata


def _as_kept(what: str, thing: object, context: object) -> str | bool:
    """Write our own column types as what they are kept as, so that scripts outlive our classes."""
    if what == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime()"
    if what == "type" and isinstance(thing, PeriodColumn):
        return "sa.String(length=10)"
    if what == "type" and isinstance(thing, sa.Enum):
        return f"sa.String(length={thing.length})"
    return False


def migrate(connection: Connection) -> None:
    """Run the scripts in one transaction; SQLite's tables are rebuilt without losing children.

    With foreign keys on, rebuilding a parent table silently emptied a child with ON DELETE CASCADE
    when tried; so they are off before BEGIN and checked before the commit.
    """
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=True,
        render_item=_as_kept,
        compare_type=False,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"rows without their parent after migration: {broken[:5]}")


migrate(context.config.attributes["connection"])
