from collections.abc import Iterator

import pytest

from tests import make


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """It is Wednesday of week 34 unless a test says otherwise: nothing is late yet."""
    with make.at("2026-08-19 09:00"):
        yield
