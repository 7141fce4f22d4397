"""The tables of the whole house, and the scripts that bring a database to them."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from portal.base import db, paths
from portal.base.db import Base

_OWN = ("audit", "declared", "files", "keys", "limits", "once", "pagecache", "readings", "tick")
"""The ground floor's files that hold tables."""


def _models(package: ModuleType) -> None:
    for module in iter_modules(package.__path__):
        if module.ispkg:
            inner = import_module(f"{package.__name__}.{module.name}")
            if any(found.name == "models" for found in iter_modules(inner.__path__)):
                import_module(f"{inner.__name__}.models")
    for name in _OWN:
        import_module(f"portal.base.{name}")


def metadata() -> sa.MetaData:
    """All tables, once every slice's models are loaded."""
    _models(import_module("portal"))
    return Base.metadata


def config(connection: sa.Connection) -> Any:
    """Alembic's configuration without an .ini."""
    from alembic.config import Config  # 10 MB: for who migrates

    made = Config()
    made.set_main_option("script_location", str(paths.MIGRATIONS))
    made.set_main_option(
        "file_template",
        "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s",
    )
    made.attributes["connection"] = connection
    return made


def migrate(revision: str = "head") -> None:
    """Bring the open database to a revision, upwards or downwards, in one transaction."""
    from alembic import command

    with db.engine().connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=off")  # type: ignore[union-attr]  # it is connected
        try:
            step = command.downgrade if _is_below(connection, revision) else command.upgrade
            step(config(connection), revision)
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=on")  # type: ignore[union-attr]  # it is connected


def revise(message: str) -> None:
    """Write a new script in migrations/versions: the difference between models and database."""
    from alembic import command

    migrate()
    with db.engine().connect() as connection:
        command.revision(config(connection), message, autogenerate=True)


def _is_below(connection: sa.Connection, revision: str) -> bool:
    return revision == "base" or revision.startswith("-")
