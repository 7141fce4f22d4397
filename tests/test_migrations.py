"""The scripts in migrations/ and the models say the same, and lose no row on the way."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.base import db, paths, schema
from tests import make, postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if request.param == "postgresql":
        url = postgres.fresh_database(request.getfixturevalue("postgresql"))
    db.open_database(url)
    yield url
    db.close_database()


def revisions() -> list[str]:
    """Oldest first."""
    with db.engine().connect() as connection:
        scripts = ScriptDirectory.from_config(schema.config(connection))
        return [script.revision for script in scripts.walk_revisions()][::-1]


def differs(context, inspected_column, column, inspected, declared) -> bool:
    """Our own column types compare by what they are kept as."""
    dialect = context.dialect
    return inspected.compile(dialect=dialect) != declared.compile(dialect=dialect)


def differences() -> list[object]:
    with db.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": differs})
        return compare_metadata(context, schema.metadata())


def tables() -> dict[str, list[tuple[str, str, bool]]]:
    """Every table's columns as the database itself knows them."""
    inspector = sa.inspect(db.engine())
    return {
        table: [
            (one["name"], str(one["type"]), one["nullable"]) for one in inspector.get_columns(table)
        ]
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_the_schema_of_the_scripts_is_the_schema_of_the_models(empty):
    schema.migrate()
    assert differences() == []


def test_a_difference_would_be_seen(empty):
    schema.migrate()
    with db.engine().begin() as connection:
        connection.execute(sa.text("ALTER TABLE account ADD COLUMN shoe_size INTEGER"))
        connection.execute(sa.text("DROP INDEX ix_report_node"))
    assert len(differences()) == 2


def test_each_revision_goes_up_and_down_and_up_again(empty):
    before: list[dict[str, object]] = [tables()]
    for revision in revisions():
        schema.migrate(revision)
        before.append(tables())
    for known in reversed(before[:-1]):
        schema.migrate("-1")
        assert tables() == known
    assert before[0] == {}
    schema.migrate()
    assert tables() == before[-1]


def test_there_is_one_line_of_revisions(empty):
    with db.engine().connect() as connection:
        scripts = ScriptDirectory.from_config(schema.config(connection))
        assert len(scripts.get_heads()) == 1
        assert len(scripts.get_bases()) == 1


REBUILD = '''
"""rebuild the parents

Revision ID: rebuild
Revises: {head}
"""

import sqlalchemy as sa
from alembic import op

revision = "rebuild"
down_revision = "{head}"


def upgrade() -> None:
    for table in ("unit", "account", "form", "report"):
        with op.batch_alter_table(table, recreate="{recreate}") as batch:
            batch.add_column(sa.Column("remark", sa.String(20), nullable=True))


def downgrade() -> None:
    for table in ("unit", "account", "form", "report"):
        with op.batch_alter_table(table, recreate="{recreate}") as batch:
            batch.drop_column("remark")
'''


@pytest.fixture
def one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations with one more, which rebuilds tables that have rows of others below them."""
    [head] = revisions()[-1:]
    folder = shutil.copytree(paths.MIGRATIONS, tmp_path / "migrations")
    recreate = "always" if db.engine().dialect.name == "sqlite" else "auto"
    script = REBUILD.format(head=head, recreate=recreate)
    (folder / "versions" / "rebuild.py").write_text(script)
    monkeypatch.setattr(paths, "MIGRATIONS", folder)
    return folder


def rows() -> dict[str, int]:
    with db.engine().connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in schema.metadata().sorted_tables
        }


def test_rebuilding_a_parent_table_loses_no_row_below_it(empty, one_more):
    schema.migrate(revisions()[-2])
    with make.at("2026-08-19 09:00"):
        make.submit(make.village(), meetings=3)
    before = rows()
    assert before["report_version"] == 1
    schema.migrate("rebuild")
    assert rows() == before
    schema.migrate("-1")
    assert rows() == before
    assert differences() == []


def test_a_migration_that_orphans_a_row_is_rolled_back_whole(tmp_path, app, monkeypatch):
    """SQLite alone: its foreign keys are off while tables are rebuilt, so they are checked last."""
    with make.at("2026-08-19 09:00"):
        make.submit(make.village(), meetings=3)
    [head] = revisions()[-1:]
    folder = shutil.copytree(paths.MIGRATIONS, tmp_path / "migrations")
    orphan = REBUILD.format(head=head, recreate="always") + "    op.execute('DELETE FROM unit')\n"
    orphan = orphan.replace(
        "def downgrade", "    op.execute('DELETE FROM unit')\n\n\ndef downgrade"
    )
    (folder / "versions" / "rebuild.py").write_text(orphan)
    monkeypatch.setattr(paths, "MIGRATIONS", folder)
    before = rows()
    with pytest.raises(RuntimeError, match="rows without their parent"):
        schema.migrate("rebuild")
    assert rows() == before
    assert "remark" not in {name for name, _, _ in tables()["unit"]}
