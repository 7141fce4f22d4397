"""Every test gets an empty, migrated database; `on_both` runs a test on PostgreSQL too."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

_folder = tempfile.mkdtemp(prefix="portal-tests-")
os.environ["PORTAL_INSTANCE"] = _folder

from portal import create_app  # noqa: E402 - the instance folder is chosen first
from portal.accounts import passwords  # noqa: E402
from portal.base import db, pagecache, schema  # noqa: E402
from portal.base.web import Portal  # noqa: E402
from tests.browser import Browser  # noqa: E402

# The tests' argon2 is the real one at its smallest, or a thousand sign-ins would take minutes.
passwords.use_cheap_parameters()


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """A migrated SQLite file to copy from."""
    path = Path(_folder) / "template.db"
    db.open_database(f"sqlite:///{path}")
    schema.migrate()
    db.close_database()
    yield path
    shutil.rmtree(_folder, ignore_errors=True)


@pytest.fixture(scope="session")
def portal(template: Path) -> Portal:
    """The one app of the test run; each test points it at a database of its own."""
    return create_app(DATABASE_URL=f"sqlite:///{template}", TESTING=True)


@pytest.fixture
def app(portal: Portal, template: Path, tmp_path: Path) -> Iterator[Portal]:
    """The app on a fresh SQLite database."""
    path = tmp_path / "portal.db"
    shutil.copy(template, path)
    yield from _on(portal, f"sqlite:///{path}")


def _on(portal: Portal, url: str) -> Iterator[Portal]:
    portal.config["DATABASE_URL"] = url
    db.open_database(url)
    pagecache.forget()
    yield portal
    db.close_database()


@pytest.fixture
def browser(app: Portal) -> Browser:
    """A browser without JavaScript, nobody signed in."""
    return Browser(app)


@pytest.fixture
def statements(app: Portal) -> Iterator[list[str]]:
    """What the database is asked from here on; BEGIN and PRAGMA aside."""
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            asked.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    yield asked
    event.remove(db.engine(), "before_cursor_execute", note)
