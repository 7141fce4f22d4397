"""Synthetic data is the same every time, and no sum of it is wrong."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.base import db, hooks, schema
from portal.base.backup import Refused
from portal.base.db import session
from portal.base.web import Portal
from portal.home import seed
from portal.reports import queries, rollup
from portal.reports import questionnaire as questionnaires
from portal.reports.models import NodeSum, ProvinceSum, Report, ReportVersion
from portal.reports.questionnaire import questionnaire
from portal.units import queries as units
from tests import make
from tests.home.test_demo import rows


def fill(file: Path, *, rng: int = 1, weeks: int = 3) -> seed.Plan:
    db.open_database(f"sqlite:///{file}")
    questionnaires.forget()
    schema.migrate()
    plan = seed.plan("commune", weeks, rng)
    seed.write(plan, lambda number: None)
    return plan


@pytest.fixture(scope="module")
def file(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded commune."""
    path = tmp_path_factory.mktemp("seed") / "first.db"
    fill(path)
    db.close_database()
    return path


@pytest.fixture
def seeded(file: Path) -> None:
    db.open_database(f"sqlite:///{file}")
    questionnaires.forget()


def test_the_same_number_makes_the_same_rows(file: Path, tmp_path: Path):
    fill(tmp_path / "second.db")
    assert same(rows(tmp_path / "second.db")) == same(rows(file))


def test_another_number_makes_other_rows(file: Path, tmp_path: Path):
    fill(tmp_path / "second.db", rng=2)
    assert rows(tmp_path / "second.db")["report"] != rows(file)["report"]


def same(tables: dict[str, list[object]]) -> dict[str, list[object]]:
    """What does not say when the seed was sown."""
    return {name: found for name, found in tables.items() if name not in ("account", "audit")}


def test_every_must_of_the_domain_holds(seeded: None):
    assert hooks.gather("check") == []


def test_kept_sums_are_those_of_the_reports(seeded: None):
    for row in session.scalars(sa.select(NodeSum)).all():
        asked = questionnaire("weekly", row.period)
        reports = session.scalars(rollup.reports_of_node(asked, row.period, row.node_id))
        fresh = rollup.of_reports(asked, reports)
        kept = rollup.by_node(asked, row.period, node=row.node_id)[row.node_id]
        assert vars(kept) | {"changes": 0} == vars(fresh)


def test_kept_provinces_are_fresh(seeded: None):
    kept = session.scalars(sa.select(ProvinceSum)).all()
    assert len(kept) >= 2
    for row in kept:
        asked = questionnaire("weekly", row.period)
        [tally] = rollup.by_province(asked, row.period, row.province_id).values()
        assert (row.changes, row.on_time) == (tally.changes, tally.on_time)


def test_every_version_is_there(seeded: None):
    sent = session.scalar(sa.select(sa.func.sum(Report.number)))
    assert sent == session.scalar(sa.select(sa.func.count(ReportVersion.id)))


def test_the_nation_has_its_size():
    plan = seed.plan("nation", 12, 1)
    assert len(plan.villages) == 3321
    assert abs(sum(plan.villages.values()) - 90_500) < 10
    assert max(plan.villages.values()) >= 120
    usual = sorted(plan.villages.values())[len(plan.villages) // 2]
    assert 15 <= usual <= 40


def test_a_database_with_something_in_it_is_left_alone(app: Portal):
    make.centre()
    with pytest.raises(Refused):
        seed.write(seed.plan("commune", 1, 1), lambda number: None)


def test_a_seeded_week_reads_like_any_other(seeded: None):
    [code] = seed.plan("commune", 1, 1).villages
    commune = units.place(code)
    assert commune is not None
    [period] = seed.plan("commune", 1, 1).weeks
    week = queries.week(questionnaire("weekly", period), commune, period)
    assert len(week.lines) == seed.plan("commune", 1, 1).villages[code]
    assert week.completeness.sent > 0.8 * len(week.lines)
