"""The demo tells a story that the portal itself believes, and tells it the same way twice."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.accounts.models import Account, Grant
from portal.base import clock, db, hooks, schema
from portal.base.backup import Refused
from portal.base.db import session
from portal.base.period import Frequency, Period, period_at
from portal.base.web import Portal
from portal.home import demo as story
from portal.reports import queries, rollup
from portal.reports import questionnaire as questionnaires
from portal.reports.models import NodeSum, Report
from portal.reports.questionnaire import questionnaire
from portal.reports.rules import State
from portal.units import queries as units
from portal.units.models import Unit
from tests import make
from tests.asked import statements
from tests.browser import Browser
from tests.conftest import TOLD_AT


@pytest.fixture
def told(portal: Portal, demo: Path, tmp_path: Path) -> Iterator[Portal]:
    """The app on a copy of the demo."""
    shutil.copy(demo, tmp_path / "demo.db")
    db.open_database(f"sqlite:///{tmp_path / 'demo.db'}")
    questionnaires.forget()
    yield portal
    db.close_database()


def this_week() -> Period:
    return period_at(clock.now(), Frequency.WEEKLY, clock.zone())


def own_village() -> int:
    grant = sa.select(Grant.unit_id).join(Account, Account.id == Grant.account_id)
    return session.scalars(grant.where(Account.username == "village")).one()


def test_every_must_of_the_domain_holds(told: Portal):
    assert hooks.gather("check") == []


def test_kept_sums_are_those_of_the_reports(told: Portal):
    rows = session.scalars(sa.select(NodeSum)).all()
    assert len(rows) >= 5 * story.WEEKS
    for row in rows:
        asked = questionnaire("weekly", row.period)
        reports = session.scalars(rollup.reports_of_node(asked, row.period, row.node_id))
        fresh = rollup.of_reports(asked, reports)
        kept = rollup.by_node(asked, row.period, node=row.node_id)[row.node_id]
        assert kept.reported == fresh.reported
        assert kept.accepted == fresh.accepted


def test_the_real_tree_stands_and_a_few_communes_have_villages(told: Portal):
    levels = dict(
        session.execute(sa.select(Unit.level, sa.func.count()).group_by(Unit.level)).all()
    )
    assert (levels["province"], levels["commune"]) == (34, 3321)
    assert 60 < levels["village"] < 120


def test_there_is_a_gap_a_late_one_an_excused_one_and_a_correction(told: Portal):
    commune = units.place_of_id(own_village()).parent
    weeks = [this_week().back(n) for n in range(2, 8)]
    totals = [queries.week(questionnaire("weekly", week), commune, week) for week in weeks]
    assert all(sum(getattr(t.completeness, what) for t in totals) for what in ("late", "missing"))
    assert sum(t.completeness.excused for t in totals) == 1
    amended = sa.select(Report).where(Report.state == State.AMENDED)
    assert session.scalars(amended).one().number == 2


def test_the_village_has_something_to_mend(told: Portal):
    report = session.scalars(sa.select(Report).where(Report.state == State.RETURNED)).one()
    assert report.unit_id == own_village()
    assert report.reason
    assert report.cells == ["attending", "women_attending"]
    assert questionnaire("weekly", report.period).is_open(report.period)


def test_nothing_is_dated_after_now(told: Portal):
    now = clock.now()
    latest = sa.select(sa.func.max(Report.sent_at), sa.func.max(Report.reviewed_at))
    assert all(instant < now for instant in session.execute(latest).one())


@pytest.mark.parametrize("username", ["centre", "province", "commune", "village", "member"])
def test_everybody_signs_in_with_the_password_of_the_contract(told: Portal, username: str):
    Browser(told).sign_in(username, f"demo-{username}")


@pytest.mark.parametrize("username", ["centre", "province", "commune", "village"])
def test_a_desk_asks_at_most_fourteen_times(told: Portal, username: str):
    browser = Browser(told)
    browser.sign_in(username, f"demo-{username}")
    browser.see("/desk")  # the first page of an hour notes that the session was seen
    with statements() as asked:
        browser.see("/desk")
    assert len(asked) <= 14, asked


def test_a_database_with_something_in_it_is_left_alone(app: Portal):
    make.centre()
    with pytest.raises(Refused), db.writing():
        story.tell()


def test_the_same_instant_tells_the_same_story(portal: Portal, demo: Path, tmp_path: Path):
    tell(tmp_path / "again.db", TOLD_AT)
    assert rows(tmp_path / "again.db") == rows(demo)


def test_on_a_tuesday_last_week_is_to_mend_and_this_one_to_send(portal: Portal, tmp_path: Path):
    tuesday = datetime(2026, 11, 17, 3, tzinfo=UTC)
    tell(tmp_path / "tuesday.db", tuesday)
    db.open_database(f"sqlite:///{tmp_path / 'tuesday.db'}")
    own = session.scalars(sa.select(Report).where(Report.unit_id == own_village())).all()
    states = {str(report.period): report.state for report in own}
    assert states["2026-W46"] is State.RETURNED
    assert "2026-W47" not in states
    db.close_database()


def tell(file: Path, instant: datetime) -> None:
    db.open_database(f"sqlite:///{file}")
    questionnaires.forget()
    schema.migrate()
    with clock.at(instant), db.writing():
        story.tell()
    db.close_database()


def rows(file: Path) -> dict[str, list[object]]:
    """Every row of every table but password hashes, which are salted."""
    db.open_database(f"sqlite:///{file}")
    with db.engine().connect() as connection:
        found = {
            table.name: connection.execute(
                sa.select(*(column for column in table.c if column.name != "password_hash"))
            ).all()
            for table in schema.metadata().sorted_tables
        }
    db.close_database()
    return found
