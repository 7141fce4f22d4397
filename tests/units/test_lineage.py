"""A closed unit goes on in others: by the service, and by the operator's command."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from portal.accounts import hooks
from portal.accounts.models import Grant
from portal.base.audit import AuditRow
from portal.base.db import session
from portal.base.errors import RuleBroken
from portal.base.web import Portal
from portal.units import cli, lineage, soundness
from tests import make

DAY = make.LONG_AGO + timedelta(9)


def test_two_villages_become_one(both: Portal) -> None:
    commune = make.commune()
    east, west, whole = (make.village(commune, name) for name in ("Đông", "Tây", "Đông Tây"))
    for old in (east, west):
        make.close(old, DAY, into=[whole])
        assert [place.code for place in lineage.successors(old.id)] == [whole.code]
    assert lineage.successors(whole.id) == []
    assert soundness.findings() == []


@pytest.mark.parametrize("wrong", ["another level", "itself", "not yet", "no longer"])
def test_a_unit_goes_on_only_where_something_stands(app: Portal, wrong: str) -> None:
    commune = make.commune()
    old, other = make.village(commune), make.village(commune, "Tây")
    later = make.village(commune, "Bắc", on=DAY + timedelta(1))
    if wrong == "no longer":
        make.close(other, DAY)
    heir = {"another level": commune, "itself": old, "not yet": later, "no longer": other}[wrong]
    with pytest.raises(RuleBroken, match="of its level that stand"):
        make.close(old, DAY, into=[heir])
    assert lineage.successors(old.id) == []


def test_roles_end_with_their_unit(both: Portal) -> None:
    commune = make.commune()
    old, other = make.village(commune), make.village(commune, "Tây")
    make.officer(old)
    make.officer(other)
    make.close(old, DAY)
    ends = dict(session.execute(sa.select(Grant.unit_id, Grant.until_on)).all())
    assert ends == {old.id: DAY, other.id: None}
    assert hooks.check() == []


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.units, ["close", *arguments])
    session.remove()
    return done.exit_code, done.output


def test_an_operator_closes_a_unit_after_a_reform(app: Portal) -> None:
    commune = make.commune()
    old, heir = make.village(commune), make.village(commune, "Tây")
    assert run("99", "--on", "2025-07-10") == (1, "Error: No unit with the code 99 stands open.\n")
    code, said = run(commune.code, "--on", "2025-07-10")
    assert (code, said) == (1, "Error: Other units stand below this one.\n")
    code, said = run(old.code, "--on", "2025-07-10", "--into", heir.code)
    assert (code, said) == (0, f"{old.code} stands no longer from 2025-07-10 on.\n")
    assert [place.code for place in lineage.successors(old.id)] == [heir.code]
    noted = session.scalars(sa.select(AuditRow).where(AuditRow.act == "units.close")).one()
    assert (noted.subject, noted.facts["into"]) == (f"unit:{old.id}", [heir.code])
