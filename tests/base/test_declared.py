from datetime import date

import sqlalchemy as sa

from portal.base import declared
from portal.base.audit import AuditRow
from portal.base.db import session, writing
from portal.base.workdays import add_workdays

NEW_YEAR, SATURDAY = date(2026, 1, 2), date(2026, 1, 10)
PAPER = "Thông báo 54/TB-BNV, 10/12/2025"


def declare(day: date, works: bool, reason: str = PAPER) -> None:
    with writing():
        declared.declare_day(day, works, reason, by=7)


def test_a_swap_is_two_declared_days_and_moves_what_is_due(both):
    assert declared.declared_days() == {}
    declare(NEW_YEAR, False)
    declare(SATURDAY, True)
    days = declared.declared_days()
    assert days == {NEW_YEAR: False, SATURDAY: True}
    assert add_workdays(date(2026, 1, 8), 2, days) == SATURDAY


def test_a_day_declared_anew_is_what_was_said_last(both):
    declare(NEW_YEAR, True, "a slip of the pen")
    declare(NEW_YEAR, False)
    [row] = declared.declarations()
    assert (row.works, row.reason, row.account_id) == (False, PAPER, 7)
    with writing():
        declared.take_back(NEW_YEAR, by=8)
        declared.take_back(NEW_YEAR, by=8)
    assert declared.declared_days() == {}
    rows = session.scalars(sa.select(AuditRow).order_by(AuditRow.id))
    assert [(row.act, row.account_id, row.facts["before"], row.facts["after"]) for row in rows] == [
        ("base.declare_day", 7, None, True),
        ("base.declare_day", 7, True, False),
        ("base.take_back_day", 8, False, None),
    ]
