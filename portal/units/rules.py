"""The tree's own rules: four levels, each below the next higher one."""

from enum import StrEnum


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


def may_stand_below(child: Level, parent: Level) -> bool:
    """Levels strictly descend, one at a time: a commune stands below a province only."""
    return parent.below is child
