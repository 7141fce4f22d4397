"""A backup is whole or not there, and a restore gives back what it holds."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from portal.base import backup, cli, db, paths
from portal.base.web import Portal
from portal.units.models import Unit
from tests import make, postgres


def names() -> list[str]:
    found = list(db.session.scalars(sa.select(Unit.name).order_by(Unit.id)))
    db.session.remove()
    return found


@pytest.fixture
def copy(app: Portal, tmp_path: Path) -> Path:
    make.village(name="Đông")
    file = tmp_path / "copy.db"
    backup.backup(file)
    return file


def test_a_restore_gives_back_what_the_backup_holds(copy: Path):
    with db.writing() as session:
        session.execute(sa.update(Unit).values(name="changed"))
    backup.restore(copy, force=True)
    assert names() == ["", "Bắc Ninh", "Tân Tiến", "Đông"]


def test_a_backup_is_taken_while_somebody_writes(app: Portal, tmp_path: Path):
    make.village()
    with db.writing() as session:
        session.execute(sa.update(Unit).values(name="half done"))
        backup.backup(tmp_path / "copy.db")
        session.rollback()
    backup.examine(tmp_path / "copy.db")
    backup.restore(tmp_path / "copy.db", force=True)
    assert "half done" not in names()


def test_a_backup_overwrites_nothing(copy: Path):
    with pytest.raises(backup.Refused, match="there already"):
        backup.backup(copy)


def test_a_backup_into_no_folder_says_so(app: Portal, tmp_path: Path):
    with pytest.raises(backup.Refused, match="There is no folder"):
        backup.backup(tmp_path / "nowhere" / "copy.db")


def test_the_command_says_where_the_other_half_lies(
    app: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("PORTAL_CODE_KEY", raising=False)
    done = CliRunner().invoke(cli.back_up, [str(tmp_path / "one.db")], catch_exceptions=False)
    assert f"({paths.INSTANCE / 'code.key'})" in done.output
    monkeypatch.setenv("PORTAL_CODE_KEY", "x" * 32)
    done = CliRunner().invoke(cli.back_up, [str(tmp_path / "two.db")], catch_exceptions=False)
    assert "(PORTAL_CODE_KEY)" in done.output


def test_a_restore_overwrites_nothing_unasked(copy: Path):
    with pytest.raises(backup.Refused, match="--force"):
        backup.restore(copy)
    assert "Đông" in names()


def test_an_empty_database_is_filled_unasked(copy: Path, tmp_path: Path):
    db.open_database(f"sqlite:///{tmp_path / 'new.db'}")
    assert backup.is_empty()
    backup.restore(copy)
    assert "Đông" in names()


@pytest.mark.parametrize("damage", ["cut", "scribbled", "other"])
def test_a_damaged_backup_is_refused_and_nothing_is_lost(copy: Path, damage: str):
    whole = copy.read_bytes()
    broken = {
        "cut": whole[: len(whole) // 2],
        "scribbled": whole[:8192] + b"\xff" * 8192 + whole[16384:],
        "other": b"PK\x03\x04 no database",
    }
    copy.write_bytes(broken[damage])
    with pytest.raises(backup.Refused):
        backup.restore(copy, force=True)
    assert "Đông" in names()


def test_a_failed_backup_leaves_no_file(app: Portal, tmp_path: Path):
    row = "INSERT INTO unit_link (unit_id, parent_id, from_on) VALUES (77, 78, '2026-01-01')"
    with closing(db.sqlite_module().connect(tmp_path / "portal.db")) as connection:
        connection.execute(row)  # a connection not made by us looks at no foreign key
        connection.commit()
    with pytest.raises(backup.Refused, match="damaged"):
        backup.backup(tmp_path / "copy.db")
    assert not list(tmp_path.glob("*copy*"))


@pytest.fixture
def on_postgresql(portal: Portal, postgresql: str) -> Iterator[None]:
    if not shutil.which("pg_dump"):
        pytest.skip("no pg_dump here: apt-get install postgresql-client")
    url = postgres.fresh_database(postgresql, like=postgresql)
    postgres.empty(url)
    db.open_database(url)
    yield
    db.close_database()


def test_postgresql_comes_back_too(on_postgresql: None, tmp_path: Path):
    make.village()
    backup.backup(tmp_path / "copy.dump")
    with db.writing() as session:
        session.execute(sa.update(Unit).values(name="changed"))
    with pytest.raises(backup.Refused, match="--force"):
        backup.restore(tmp_path / "copy.dump")
    backup.restore(tmp_path / "copy.dump", force=True)
    assert "Đông" in names()
    assert "changed" not in names()
