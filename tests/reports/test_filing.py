from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.base.db import session
from portal.base.errors import RuleBroken
from portal.base.period import Period
from portal.reports import filing, hooks, queries, rollup, totals
from portal.reports.models import Report
from portal.reports.rules import Completeness
from tests import make
from tests.make import W34

W33, W35 = W34.previous(), W34.next()


def filed(period=W34):
    session.rollback()
    [report] = session.scalars(sa.select(Report).where(Report.period == period)).all()
    return report.node_id, report.province_id, report.expected


def meetings(commune, period=W34):
    asked = make.weekly()
    tally = rollup.by_node(asked, period, node=commune.id).get(commune.id)
    return tally.reported[0] if tally else None


def test_a_report_belongs_to_the_parents_on_the_last_day(app):
    old = make.commune()
    new = make.commune(old.parent, "Hòa Bình")
    village = make.village(old)
    make.move(village, new, on=W34.last)
    assert filing.filing(village.id, W33).node == old.id
    assert filing.filing(village.id, W34).node == new.id


def test_a_village_that_moves_within_the_week_takes_its_report_along(both):
    old = make.commune()
    new = make.commune(old.parent, "Hòa Bình")
    village = make.village(old)
    make.submit(village, meetings=3)
    make.move(village, new, on=W34.last)
    assert filed() == (new.id, old.parent.id, True)
    assert (meetings(old), meetings(new)) == (0, 3)
    assert hooks.check() == []


def test_a_commune_that_moves_takes_its_sums_along(both):
    commune = make.commune()
    other = make.province(commune.parents[1], "Lào Cai")
    make.submit(make.village(commune), meetings=3)
    make.move(commune, other, on=W34.last)
    assert filed() == (commune.id, other.id, True)
    asked = make.weekly()
    assert set(rollup.by_province(asked, W34)) == {other.id}
    assert hooks.check() == []


def test_a_closed_week_stays_as_it_was_filed(both):
    old = make.commune()
    new = make.commune(old.parent, "Hòa Bình")
    village = make.village(old)
    make.submit(village, meetings=3)
    with make.at("2026-08-26 17:00"):
        make.move(village, new, on=W35.last)
    assert filed() == (old.id, old.parent.id, True)
    assert hooks.check() == []


def test_the_report_of_a_closed_village_stays_and_is_expected_no_longer(both):
    village = make.village()
    make.submit(village, meetings=3)
    make.close(village, on=W34.last)
    assert filed() == (village.parent.id, village.parent.parent.id, False)
    asked = make.weekly()
    assert rollup.by_node(asked, W34, node=village.parent.id)[village.parent.id].extra == 1
    assert hooks.check() == []


def test_a_change_elsewhere_in_the_tree_writes_nothing(app):
    village = make.village()
    make.submit(village, meetings=3)
    asked, node = make.weekly(), village.parent.id
    before = rollup.by_node(asked, W34, node=node)
    make.village(village.parent, "Đoài")
    assert rollup.by_node(asked, W34, node=node) == before


def test_the_open_periods_are_this_week_and_last_until_it_closes(app):
    make.weekly()

    def open_weeks(text):
        with make.at(text):
            return [str(period) for _, period in filing.open_periods()]

    assert open_weeks("2026-08-26 16:59:59") == ["2026-W35", "2026-W34"]
    assert open_weeks("2026-08-26 17:00:00") == ["2026-W35"]
    assert open_weeks("2025-07-01 08:00:00") == ["2025-W27"]
    assert open_weeks("2025-06-29 08:00:00") == []
    assert Period.parse("2025-W27").first.isoformat() == "2025-06-30"


def test_a_village_that_reported_on_monday_is_not_closed_on_that_monday(both):
    village = make.village()
    make.submit(village, meetings=3)
    with pytest.raises(RuleBroken, match="still stood on that day"):
        make.close(village, on=W34.first)
    make.close(village, on=W34.first + timedelta(days=1))
    parts = totals.parts(make.weekly(), village.parent.parent, W34)
    assert parts.completeness == Completeness(on_time=1, late=0, missing=0, excused=0)
    assert hooks.check() == []


def test_a_report_taken_back_keeps_nobody_from_closing(both):
    village = make.village()
    make.submit(village, meetings=3)
    make.withdraw(village)
    make.close(village, on=W34.first)
    assert queries.week(make.weekly(), village.parent, W34).lines == []
