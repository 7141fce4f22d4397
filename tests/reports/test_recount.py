import pytest
import sqlalchemy as sa

from portal.base.db import session, writing
from portal.reports import hooks, rollup, trends
from portal.reports.models import NodeSum, ProvinceSum, Report, ReportVersion
from portal.units.models import Unit
from tests import make
from tests.make import W34


def corrected():
    """A village whose report was accepted and then corrected; its province's row is kept."""
    village = make.village()
    make.submit(village, meetings=2)
    make.accept(village)
    make.submit(village, meetings=3)
    asked = make.weekly()
    with writing():
        trends.keep_provinces(asked, W34)
    return village


@pytest.fixture
def village(app):
    return corrected()


def broken(statement):
    with writing():
        session.execute(statement)
    found = hooks.check()
    session.rollback()
    return found


def test_what_the_services_wrote_is_clean(both):
    corrected()
    assert hooks.check() == []


COUNTS = [name for name in rollup.COUNTS if name != "changes"]


@pytest.mark.parametrize("column", [*COUNTS, "reported", "accepted"])
def test_a_sum_that_differs_by_one_is_found(village, column):
    kept = getattr(NodeSum, column)
    wrong = kept + 1 if column in COUNTS else sa.func.replace(kept, "0,0]", "0,1]")
    found = broken(sa.update(NodeSum).values({column: wrong}))
    node = village.parent.id
    assert f"weekly 2026-W34: the sums of unit {node} are not those of its reports" in found


def test_a_kept_province_row_that_claims_to_be_fresh_is_compared(village):
    [finding] = broken(sa.update(ProvinceSum).values(late=1))
    assert "the kept sums of province" in finding
    assert broken(sa.update(ProvinceSum).values(changes=0)) == [], "outgrown rows are not read"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": 3}, "gaps in its versions"),
        ({"figures": {"meetings": 4}}, "does not say what its latest version says"),
        ({"accepted_figures": {"meetings": 9}}, "does not keep what was accepted"),
        ({"accepted_number": None}, "half an acceptance"),
        ({"accepted_number": 2}, "cannot be amended"),
        ({"state": "accepted"}, "cannot be accepted"),
        ({"state": "submitted"}, "cannot be submitted"),
        ({"node_id": 1}, "has reports and no sums"),
        ({"province_id": 1}, "not filed where its unit stood"),
    ],
)
def test_a_report_that_is_not_as_it_must_be_is_found(village, wrong, words):
    found = broken(sa.update(Report).values(wrong))
    assert any(words in finding for finding in found), found


def test_a_lost_version_is_found(village):
    [finding] = broken(sa.delete(ReportVersion).where(ReportVersion.number == 1))
    assert "gaps in its versions" in finding


def test_lost_sums_are_found(village):
    [finding] = broken(sa.delete(NodeSum))
    assert finding == f"weekly 2026-W34: unit {village.parent.id} has reports and no sums"


def test_a_report_of_a_unit_that_had_ended_before_the_week_is_found(village):
    found = broken(sa.update(Unit).where(Unit.id == village.id).values(closed_on=W34.first))
    assert any("stood on no day of it" in finding for finding in found), found
