import pytest
import sqlalchemy as sa

from portal.base import audit
from portal.base.audit import AuditRow
from portal.base.db import session, writing
from tests import make


def test_a_deed_is_noted_with_who_when_and_why(both):
    with make.at("2026-08-24 09:59"), writing():
        audit.note("reports.withdraw", "report:7", 3, number=2, reason="wrong_village")
    [row] = session.scalars(sa.select(AuditRow)).all()
    assert (row.act, row.subject, row.account_id) == ("reports.withdraw", "report:7", 3)
    assert row.facts == {"number": 2, "reason": "wrong_village"}
    assert row.at.isoformat() == "2026-08-24T02:59:00+00:00"


def test_a_note_stands_and_falls_with_its_deed(both):
    def deed() -> None:
        with writing():
            audit.note("reports.withdraw", "report:7", None)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    assert session.scalars(sa.select(AuditRow)).all() == []
