"""The one table of rights: action × role × level. README shows it; nothing else decides.

A grant is a role held at one unit, optionally within one association, for a span of days. It reads
its whole subtree and writes its own unit; a lead also acts on direct children.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import unquote

from portal.base.language import DEFAULT, LANGUAGES
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
    OFFICE = "office"
    LETTERHEADS = "letterheads"
    AGENCIES = "agencies"
    WRITE = "write"
    PUBLISH = "publish"
    RECEIVE = "receive"
    HANDLE = "handle"
    ANSWER = "answer"
    OVERSEE = "oversee"
    IDENTITY = "identity"
    THEMES = "themes"


Span = tuple[int, int]
"""Least and greatest distance below the grant's unit at which a right holds."""

OWN: Span = (0, 0)
CHILDREN: Span = (1, 1)
OWN_AND_CHILDREN: Span = (0, 1)
SUBTREE: Span = (0, 3)
BELOW: Span = (1, 3)

RIGHTS: Mapping[Right, Mapping[Role, Span]] = {
    Right.READ: dict.fromkeys(Role, SUBTREE),
    # "Entered for": a commune's clerk types a village's paper.
    Right.REPORT: {Role.CLERK: OWN_AND_CHILDREN, Role.LEAD: OWN_AND_CHILDREN},
    Right.REVIEW: {Role.LEAD: CHILDREN},
    Right.VILLAGES: {Role.LEAD: OWN},
    Right.ACCOUNTS: {Role.LEAD: OWN_AND_CHILDREN, Role.ADMIN: SUBTREE},
    # What a unit publishes of itself; a village has seldom a lead, so the commune's may help.
    Right.OFFICE: {Role.LEAD: OWN_AND_CHILDREN},
    Right.LETTERHEADS: {Role.ADMIN: SUBTREE},
    # Outside agencies to which petitions are referred.
    Right.AGENCIES: {Role.LEAD: OWN},
    # Posts and events. Clerks publish where their unit's lead lets them (`news/rules.py`).
    Right.WRITE: {Role.CLERK: OWN, Role.LEAD: OWN_AND_CHILDREN},
    Right.PUBLISH: {Role.LEAD: OWN_AND_CHILDREN},
    # Petitions: written down at the counter; worked on; answered, where a parent's lead may sign
    # for an office with one officer; pulled up; and the sender's identity, opened one level up
    # (`petitions/reach.py` says which level, and who is shut out).
    Right.RECEIVE: {Role.CLERK: OWN_AND_CHILDREN, Role.LEAD: OWN_AND_CHILDREN},
    Right.HANDLE: {Role.CLERK: OWN, Role.LEAD: OWN},
    Right.ANSWER: {Role.LEAD: OWN_AND_CHILDREN},
    Right.OVERSEE: {Role.LEAD: BELOW},
    Right.IDENTITY: {Role.CUSTODIAN: OWN_AND_CHILDREN},
    # One codebook for the nation, or months and provinces could not be compared.
    Right.THEMES: {Role.ADMIN: OWN},
}

OFFICES = frozenset(Level) - {Level.VILLAGE}

LEVELS: Mapping[Right, frozenset[Level]] = {
    # The real tree stops at the commune: the commune itself makes the list of its villages.
    Right.VILLAGES: frozenset({Level.COMMUNE}),
    # A village has no office: its commune owns what is sent about it.
    Right.HANDLE: OFFICES,
    Right.ANSWER: OFFICES,
    Right.OVERSEE: OFFICES,
    Right.IDENTITY: OFFICES,
    Right.THEMES: frozenset({Level.CENTRE}),
}
"""Where a right exists only at some levels of the unit acted upon."""

GIVES: Mapping[Role, frozenset[Role]] = {
    Role.LEAD: frozenset({Role.CLERK, Role.LEAD, Role.VIEWER, Role.CUSTODIAN}),
    Role.ADMIN: frozenset(Role),
}
"""Which roles may be given, and taken, by whom: nobody hands out more than they hold."""

DEMO: Mapping[str, tuple[Role, ...]] = {
    "centre": (Role.LEAD, Role.ADMIN),
    "province": (Role.LEAD, Role.CUSTODIAN),
    "commune": (Role.LEAD,),
    "village": (Role.CLERK,),
    "member": (),
}
"""The five accounts of a demo and their roles. They alone need choose no password of their own."""

ADMIN_LEVELS = frozenset({Level.CENTRE, Level.PROVINCE})


def allows(right: Right, role: Role, distance: int, level: Level) -> bool:
    """Whether a role held `distance` levels above a unit of this level gives this right to it."""
    span = RIGHTS[right].get(role)
    if span is None or level not in LEVELS.get(right, frozenset(Level)):
        return False
    return span[0] <= distance <= span[1]


def exists_at(role: Role, level: Level) -> bool:
    """Whether there is such a role at this level: admins only at the centre and at provinces."""
    return role is not Role.ADMIN or level in ADMIN_LEVELS


def needs_second_factor(role: Role, level: Level) -> bool:
    """Whether who holds this role there signs in with a second factor: what opens a province."""
    return role is Role.ADMIN or (role is Role.LEAD and level in ADMIN_LEVELS)


def is_username(typed: str) -> bool:
    """2 to 40 small letters without marks, digits, `.`, `-` and `_`: what every keypad has."""
    return re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,39}", typed) is not None


# A device ticked as one's own stays signed in 90 days, a shared one 12 hours.
OWN_DEVICE = timedelta(days=90)
SHARED_DEVICE = timedelta(hours=12)
ADMIN_IDLE = timedelta(minutes=30)
FIRST_PASSWORD = timedelta(days=30)
# Once used, a slip opens for one day more: the answer may have been lost on the road.
FIRST_PASSWORD_USED = timedelta(hours=24)


def seen_step(*, admin: bool) -> timedelta:
    """How coarsely the last use is kept: by the hour; for admins, who have half of one, finer."""
    return timedelta(minutes=5) if admin else timedelta(hours=1)


def is_idle(seen_at: datetime, now: datetime, *, admin: bool) -> bool:
    """Whether a session has been left alone too long: 30 minutes for who may change everything."""
    return admin and now - seen_at > ADMIN_IDLE


def local_path(address: str) -> str | None:
    """A path of ours without its language, to be sent to after sign-in; None for anything else.

    Browsers take `//evil`, `/\\evil` and a tab between the slashes for another site.
    """
    for code in LANGUAGES:
        if code != DEFAULT and address.startswith(f"/{code}/"):
            address = address[len(code) + 1 :]
    plain = unquote(unquote(address.partition("?")[0]))  # a query may hold anything, once encoded
    if not plain.startswith("/") or plain.startswith(("//", "/login", "/logout")):
        return None
    if any(letter <= " " or letter in "\\\x7f\ufffd" for letter in plain + address):
        return None
    return address
