"""The one table of rights: action × role × level. README shows it; nothing else decides.

A grant is a role held at one unit, optionally within one association, for a span of days. It reads
its whole subtree and writes its own unit; a lead also acts on direct children.
"""

from collections.abc import Mapping
from enum import StrEnum

from portal.units.rules import Level


class Role(StrEnum):
    """What somebody is at a unit."""

    CLERK = "clerk"
    LEAD = "lead"
    VIEWER = "viewer"
    CUSTODIAN = "custodian"
    ADMIN = "admin"


class Right(StrEnum):
    """What may be done to a unit."""

    READ = "read"
    REPORT = "report"
    REVIEW = "review"
    VILLAGES = "villages"
    ACCOUNTS = "accounts"


Span = tuple[int, int]
"""Least and greatest distance below the grant's unit at which a right holds."""

OWN: Span = (0, 0)
CHILDREN: Span = (1, 1)
OWN_AND_CHILDREN: Span = (0, 1)
SUBTREE: Span = (0, 3)

RIGHTS: Mapping[Right, Mapping[Role, Span]] = {
    Right.READ: dict.fromkeys(Role, SUBTREE),
    # "Entered for": a commune's clerk types a village's paper.
    Right.REPORT: {Role.CLERK: OWN_AND_CHILDREN, Role.LEAD: OWN_AND_CHILDREN},
    Right.REVIEW: {Role.LEAD: CHILDREN},
    Right.VILLAGES: {Role.LEAD: OWN},
    Right.ACCOUNTS: {Role.LEAD: OWN_AND_CHILDREN, Role.ADMIN: SUBTREE},
}

LEVELS: Mapping[Right, frozenset[Level]] = {
    # The real tree stops at the commune: the commune itself makes the list of its villages.
    Right.VILLAGES: frozenset({Level.COMMUNE}),
}
"""Where a right exists only at some levels of the unit acted upon."""


def allows(right: Right, role: Role, distance: int, level: Level) -> bool:
    """Whether a role held `distance` levels above a unit of this level gives this right to it."""
    span = RIGHTS[right].get(role)
    if span is None or level not in LEVELS.get(right, frozenset(Level)):
        return False
    return span[0] <= distance <= span[1]
