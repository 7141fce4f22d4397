"""The real tree, imported once and copied for each test that asks for it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from portal.base import db, pagecache
from portal.base.db import writing
from portal.base.web import Portal
from portal.units import imports, services

REFORM = date(2025, 7, 1)


@pytest.fixture(scope="session")
def vietnam(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the 34 provinces and 3,321 communes."""
    path = tmp_path_factory.mktemp("vietnam") / "vietnam.db"
    shutil.copy(template, path)
    db.open_database(f"sqlite:///{path}")
    with writing():
        services.ensure_kinds()
        plan = imports.plan(imports.vietnam(), on=REFORM)
        imports.write(plan, on=REFORM)
    db.close_database()
    return path


@pytest.fixture
def nation(app: Portal, vietnam: Path, tmp_path: Path) -> Iterator[Portal]:
    """The app on a copy of the real tree."""
    path = tmp_path / "nation.db"
    shutil.copy(vietnam, path)
    app.config["DATABASE_URL"] = f"sqlite:///{path}"
    db.open_database(f"sqlite:///{path}")
    pagecache.forget()
    yield app
    db.close_database()
