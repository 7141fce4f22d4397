"""Where something stands in a list that is ordered by time: lists are read on from there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Bookmarks with made-up numbers beyond the year 2999 are none.
_LATEST = int((datetime(3000, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds() * 10**6)


@dataclass(frozen=True)
class Mark:
    """A place in the order of lists, newest first; in addresses `<microseconds>-<id>`."""

    at: datetime
    id: int

    @classmethod
    def parse(cls, typed: str) -> "Mark | None":
        """The mark of an address; None for anything else."""
        at, _, number = typed.partition("-")
        if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (at, number)):
            return None
        if int(at) > _LATEST:
            return None
        return cls(_EPOCH + timedelta(microseconds=int(at)), int(number))

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.id}"
