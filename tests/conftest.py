"""Every test gets an empty, migrated database; one that asks for `both` runs on PostgreSQL too."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

_folder = tempfile.mkdtemp(prefix="portal-tests-")
os.environ["PORTAL_INSTANCE"] = _folder

from portal import create_app
from portal.accounts import passwords
from portal.base import clock, db, pagecache, readings, schema
from portal.base.web import Portal
from portal.home import demo as story
from portal.reports import questionnaire
from tests import asked, postgres
from tests.browser import Browser

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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A migrated PostgreSQL database; its server starts when first asked for."""
    if reason := postgres.missing():
        pytest.skip(reason)
    with postgres.running_server(fsync=False) as server:
        url = postgres.fresh_database(server)
        db.open_database(url)
        schema.migrate()
        db.close_database()
        yield url


# The demo's story depends on the instant at which it is told.
TOLD_AT = datetime.now(UTC)


@pytest.fixture(scope="session")
def demo(portal: Portal, template: Path) -> Path:
    """An SQLite file with the demo, told once for the whole run: copy it, do not open it."""
    path = template.with_name("demo.db")
    shutil.copy(template, path)
    db.open_database(f"sqlite:///{path}")
    questionnaire.forget()
    with clock.at(TOLD_AT), db.writing():
        story.tell()
    db.close_database()
    return path


@pytest.fixture
def app(portal: Portal, template: Path, tmp_path: Path) -> Iterator[Portal]:
    """The app on a fresh SQLite database."""
    yield from _on(portal, _sqlite_copy(template, tmp_path))


@pytest.fixture(params=["sqlite", "postgresql"])
def both(
    request: pytest.FixtureRequest, portal: Portal, template: Path, tmp_path: Path
) -> Iterator[Portal]:
    """The app on an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        url = _sqlite_copy(template, tmp_path)
    else:
        url = request.getfixturevalue("postgresql")
        postgres.empty(url)
    yield from _on(portal, url)


def _sqlite_copy(template: Path, folder: Path) -> str:
    shutil.copy(template, folder / "portal.db")
    return f"sqlite:///{folder / 'portal.db'}"


def _on(portal: Portal, url: str) -> Iterator[Portal]:
    portal.config["DATABASE_URL"] = url
    db.open_database(url)
    pagecache.forget()
    readings.forget()
    questionnaire.forget()
    yield portal
    db.close_database()


@pytest.fixture
def browser(app: Portal) -> Browser:
    """A browser without JavaScript, nobody signed in."""
    return Browser(app)


@pytest.fixture
def statements(app: Portal) -> Iterator[list[str]]:
    """What the database is asked from here on."""
    with asked.statements() as noted:
        yield noted
