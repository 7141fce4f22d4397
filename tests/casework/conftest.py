from typing import Any

import pytest

from portal.base.db import session
from portal.base.web import Portal
from portal.petitions import soundness
from portal.petitions.models import Petition
from tests.browser import Browser
from tests.petitions import acts
from tests.petitions.conftest import Nation, _nation


@pytest.fixture
def nation(app: Portal) -> Nation:
    return _nation()


@pytest.fixture
def petition(nation: Nation) -> Petition:
    """Sent about the village, by somebody who left a name."""
    return acts.send(nation.village, name="Trần Thị Mận", phone="0222 000 0101").petition


@pytest.fixture
def enter(app: Portal) -> Any:
    """A browser with somebody signed in."""
    return lambda who, language="en": Browser(app, language).enter(who)


@pytest.fixture(autouse=True)
def sound(app: Portal) -> Any:
    """Whatever a test did, the petitions are as they must be."""
    yield
    session.remove()
    assert list(soundness.findings()) == []
