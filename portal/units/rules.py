"""The tree's own rules: four levels, each below the next higher one, and a commune's list."""

import re
from datetime import date, timedelta
from enum import StrEnum

from portal.base import text

# Capitals and figures only, so that no code can stand where an address has a word (`coverage`).
CODE = r"[A-Z0-9][A-Z0-9.-]{0,19}"
LONGEST_NAME = 120
# Three figures after the commune's code; the largest ward has some 150 groups.
MOST_VILLAGES = 999
# As many as are looked through before they are confirmed.
MOST_LINES = 500
# In place of a kind: each line of a list begins with its own.
AS_WRITTEN = "as_written"


class Level(StrEnum):
    """The four levels, highest first."""

    CENTRE = "centre"
    PROVINCE = "province"
    COMMUNE = "commune"
    VILLAGE = "village"

    @property
    def depth(self) -> int:
        """0 for the centre, 3 for a village."""
        return list(Level).index(self)

    @property
    def below(self) -> "Level | None":
        """The level of the children; None below a village."""
        return None if self is Level.VILLAGE else list(Level)[self.depth + 1]


class ListState(StrEnum):
    """How far a commune's list of its villages has come."""

    NONE = "none"
    UNSTATED = "unstated"
    SHORT = "short"
    COMPLETE = "complete"
    OVER = "over"


def list_state(entered: int, stated: int | None) -> ListState:
    """Villages entered against the number the commune states; a stated 0 is a complete list."""
    if entered == 0:
        return ListState.COMPLETE if stated == 0 else ListState.NONE
    if stated is None:
        return ListState.UNSTATED
    if entered == stated:
        return ListState.COMPLETE
    return ListState.SHORT if entered < stated else ListState.OVER


def may_stand_below(child: Level, parent: Level) -> bool:
    """Levels strictly descend, one at a time: a commune stands below a province only."""
    return parent.below is child


def is_code(code: str) -> bool:
    """Capital letters, figures, `.` and `-`, at most 20."""
    return re.fullmatch(CODE, code) is not None


def usual_opening(today: date) -> date:
    """The day from which a newly listed village stands: Monday of the current week."""
    return today - timedelta(days=today.weekday())


def earliest_opening(today: date) -> date:
    """Monday of last week, whose books may be open still; before it totals are closed."""
    return usual_opening(today) - timedelta(days=7)


def latest_opening(today: date) -> date:
    """A year ahead: a decree is signed before its day, and 2062 is a slip of the finger."""
    return today + timedelta(days=366)


def without_kind(name: str, pattern: str) -> str:
    """The name alone: `Thôn Đông` after the pattern `thôn {name}` is `Đông`; else as it is.

    Marks count, their place and the case do not: Lạng Sơn is not a làng called Sơn.
    """
    kind, words = pattern.replace("{name}", "").split(), name.split()
    head = words[: len(kind)]
    same = [text.sort_key(word) for word in head] == [text.sort_key(word) for word in kind]
    return " ".join(words[len(kind) :] if kind and same and len(words) > len(kind) else words)


def search_keys(name: str, inline: str) -> dict[str, int]:
    """What finds a unit: its folded name from each word on, and `xa tan tien`, kind first.

    Key → at which word of the name it begins; the kind and the whole name begin at 0.
    """
    words = text.fold(name).split()
    keys = {" ".join(words[start:])[:160]: start for start in range(len(words) - 1, -1, -1)}
    return {text.fold(inline)[:160]: 0, **keys}


# What units were called until July 2025, districts and their towns among them.
_FORMER_KIND = re.compile(
    r"^(xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh)(?= )", re.IGNORECASE
)


def former_inline(*names: str) -> str:
    """Old names within a sentence: `thị trấn Lim, huyện Tiên Du`; those left out are skipped."""
    small = (_FORMER_KIND.sub(lambda kind: kind[0].lower(), name) for name in names if name)
    return ", ".join(small)


def alias_keys(name: str) -> dict[str, int]:
    """What finds an old name: the whole and each word on; from 1, so that own names come first."""
    words = text.fold(_FORMER_KIND.sub("", name)).split()
    keys = {" ".join(words[start:])[:160]: start + 1 for start in range(len(words) - 1, -1, -1)}
    return {text.fold(name)[:160]: 1, **keys}
