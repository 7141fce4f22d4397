from collections.abc import Iterator

import pytest

from portal.base import pagecache
from portal.base.web import Portal
from tests.open311.client import KEY, Program
from tests.petitions.conftest import nation, nation_of_both

__all__ = ["nation", "nation_of_both"]


@pytest.fixture(autouse=True)
def key(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(portal.config, "OPEN311_KEYS", [KEY, "key-of-an-application-000002"])


@pytest.fixture
def program(app: Portal) -> Iterator[Program]:
    yield Program(app)
    pagecache.forget()


@pytest.fixture
def program_of_both(both: Portal) -> Program:
    return Program(both)
