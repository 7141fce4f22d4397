"""The nation of the petitions' tests, met at its counters."""

from tests.petitions.conftest import nation

__all__ = ["nation"]
