"""Who works on petitions at a unit today."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Account, Grant
from portal.accounts.rules import RIGHTS, Right, Role
from portal.base import clock
from portal.base.db import session
from portal.units import queries as units


def handlers(unit_id: int, *, restricted: bool = False) -> Sequence[tuple[int, str]]:
    """(account id, name) of who may have a petition of this unit in hand, by id.

    Complaints and denunciations (`restricted`) are in the hands of leads.
    """
    roles = [Role.LEAD] if restricted else list(RIGHTS[Right.HANDLE])
    rows = session.execute(_holders(), {"unit": unit_id, "roles": roles, "today": clock.today()})
    return [(row.id, row.name) for row in rows]


def custodians(unit_id: int) -> Sequence[tuple[int, str]]:
    """(account id, name) of who opens identities for the units below this one, by id."""
    roles = list(RIGHTS[Right.IDENTITY])
    rows = session.execute(_holders(), {"unit": unit_id, "roles": roles, "today": clock.today()})
    return [(row.id, row.name) for row in rows]


def has_another(unit_id: int, but: int | None, *, restricted: bool = False) -> bool:
    """Whether anybody besides this account can take a petition of the unit in hand."""
    return any(one != but for one, _ in handlers(unit_id, restricted=restricted))


def at_work(unit_id: int) -> sa.Select[Any]:
    """The ids of who may have a petition of this unit in hand today, for a condition."""
    return (
        sa.select(Grant.account_id)
        .join(Account, Account.id == Grant.account_id)
        .where(Grant.unit_id == unit_id, Grant.role.in_(RIGHTS[Right.HANDLE]))
        .where(units.on_day(Grant, clock.today()), *_counts())
    )


def has_lead_besides(unit_id: Any, but: Any) -> sa.ColumnElement[bool]:
    """A condition on columns: the unit has a lead besides this account, who can sign."""
    return sa.exists().where(
        Grant.unit_id == unit_id,
        Grant.account_id != but,
        Grant.role == Role.LEAD,
        units.on_day(Grant, clock.today()),
        Account.id == Grant.account_id,
        *_counts(),
    )


def _counts() -> tuple[sa.ColumnElement[bool], ...]:
    return Grant.association_code.is_(None), Account.suspended_at.is_(None)


@cache
def _holders() -> Any:
    return (
        sa.select(Account.id, Account.name)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.unit_id == sa.bindparam("unit"))
        .where(Grant.role.in_(sa.bindparam("roles", expanding=True)))
        .where(units.on_day(Grant, sa.bindparam("today", type_=sa.Date)), *_counts())
        .distinct()
        .order_by(Account.id)
    )
