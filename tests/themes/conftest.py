import pytest

from portal.base.db import writing
from portal.base.web import Portal
from portal.themes import services
from tests.petitions.conftest import Nation, _nation


@pytest.fixture
def nation(app: Portal) -> Nation:
    return _with_codebook()


@pytest.fixture
def nation_of_both(both: Portal) -> Nation:
    return _with_codebook()


def _with_codebook() -> Nation:
    made = _nation()
    with writing():
        services.install_default_codebook()
    return made
