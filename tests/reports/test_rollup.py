import sqlalchemy as sa

from portal.base.db import session, writing
from portal.base.period import Period
from portal.reports import hooks, rollup, services, slots, trends
from portal.reports.models import NodeSum, ProvinceSum, Report
from tests import make
from tests.make import W34

W33, W35 = W34.previous(), W34.next()


def kept(asked, period=W34):
    """All reports, tallied afresh: what every kept sum must equal."""
    reports = session.scalars(sa.select(Report).where(Report.period == period))
    return rollup.of_reports(asked, reports.all())


def nation():
    """Three communes in two provinces; all of their villages but one have sent."""
    first = make.province()
    second = make.province(first.parent, "Lào Cai")
    places = [(first, "Tân Tiến"), (first, "Hòa Bình"), (second, "Bản Phố")]
    communes = [make.commune(province, name) for province, name in places]
    for number, commune in enumerate(communes, start=1):
        officer = make.officer(commune)
        make.submit(make.village(commune, "Đông"), by=officer, meetings=number, attending=9)
    make.submit(make.village(communes[0], "Đoài"), by=officer, meetings=4)
    make.village(communes[2], "Đoài")
    return communes


def plain(tally):
    return tally.reported, tally.accepted, tally.on_time, tally.late, tally.waiting


def test_the_parent_s_sum_is_its_children_s_at_each_level(both):
    communes = nation()
    asked = make.weekly()
    provinces = rollup.by_province(asked, W34)
    for province in {commune.parent.id for commune in communes}:
        nodes = rollup.by_node(asked, W34, province=province)
        assert set(nodes) == {one.id for one in communes if one.parent.id == province}
        assert provinces[province] == rollup.together(asked, list(nodes.values()))
        assert rollup.by_province(asked, W34, province) == {province: provinces[province]}
    whole = rollup.together(asked, list(provinces.values()))
    assert plain(whole) == plain(kept(asked))
    assert whole.reported[0] == 1 + 2 + 3 + 4
    assert whole.sent == 4


def test_a_trend_is_the_same_with_and_without_kept_rows(both):
    communes = nation()
    asked = make.weekly()
    periods = [W33, W34, W35]
    added = trends.trend(asked, periods, None)
    with writing():
        trends.keep_provinces(asked, W34)
    assert trends.trend(asked, periods, None) == added
    assert added[W33] == rollup.nothing(asked)
    province = communes[0].parent.id
    assert trends.trend(asked, [W34], province) == {
        W34: rollup.by_province(asked, W34, province)[province]
    }


def test_kept_rows_are_read_while_fresh_and_ignored_once_outgrown(both):
    communes = nation()
    asked = make.weekly()
    with writing():
        trends.keep_provinces(asked, W34)
        session.execute(sa.update(ProvinceSum).values(late=77))
    assert trends.trend(asked, [W34], None)[W34].late == 77 * 2
    make.submit(make.village(communes[0], "Trung"), meetings=1)
    assert trends.trend(asked, [W34], None)[W34].late == 0
    assert trends.outgrown() == [("weekly", W34)]


def test_a_commune_s_trend_has_a_tally_for_every_period(app):
    communes = nation()
    asked, commune = make.weekly(), communes[0]
    found = rollup.of_node(asked, [W33, W34], commune.id)
    assert found[W33] == rollup.nothing(asked)
    assert found[W34] == rollup.by_node(asked, W34, node=commune.id)[commune.id]


def test_reports_of_another_week_stay_out(app):
    communes = nation()
    asked, village = make.weekly(), make.village(communes[0], "Trung")
    with make.at("2026-08-24 09:00"):
        make.submit(village, W35, meetings=50)
        make.submit(village, W34, meetings=5)
    commune = communes[0].id
    assert rollup.by_node(asked, W34, node=commune)[commune].reported[0] == 1 + 4 + 5
    assert rollup.by_node(asked, W35, node=commune)[commune].reported[0] == 50


def test_a_lock_alone_changes_no_sum(both):
    communes = nation()
    asked, commune = make.weekly(), communes[0]
    before = rollup.by_node(asked, W34, node=commune.id)[commune.id]
    with writing():
        rollup.lock(asked, W34, commune.id, commune.parent.id)
        rollup.lock(asked, W35, commune.id, commune.parent.id)
    after = rollup.by_node(asked, W34, node=commune.id)[commune.id]
    assert plain(after) == plain(before)
    assert after.changes == before.changes + 1
    empty = rollup.by_node(asked, W35, node=commune.id)[commune.id]
    assert empty.reported == slots.empty(asked)


def test_the_clock_keeps_provinces_of_closed_periods_only(both):
    communes = nation()
    asked = make.weekly()

    def tick(text):
        with make.at(text), writing():
            hooks.tick()
        session.rollback()
        return set(trends.kept_provinces(asked, W34))

    assert tick("2026-08-26 16:59:59") == set()
    assert tick("2026-08-26 17:00:00") == {one.parent.id for one in communes}
    with writing():
        [late] = session.scalars(sa.select(Report).limit(1)).all()
        services.accept(asked, [late], by=late.sent_by, seen=late.sent_at)
    assert trends.outgrown() == [("weekly", W34)]
    tick("2026-08-26 17:01:00")
    assert trends.outgrown() == []


def test_the_clock_keeps_a_few_periods_at_a_time_newest_first(app):
    asked, commune = make.weekly(), make.commune()
    weeks = [W34.back(n) for n in range(7)]
    with writing():
        for week in weeks:
            rollup.lock(asked, week, commune.id, commune.parent.id)
    with make.at("2026-09-01 08:00"):
        with writing():
            hooks.tick()
        assert [period for _, period in trends.outgrown()] == weeks[5:]
        with writing():
            hooks.tick()
        assert trends.outgrown() == []


def test_sums_of_sums_do_not_depend_on_the_order_of_rows(app):
    nation()
    asked = make.weekly()
    rows = session.scalars(sa.select(NodeSum).order_by(NodeSum.node_id.desc())).all()
    tallies = [rollup.kept(row) for row in rows]
    there, back = rollup.together(asked, tallies), rollup.together(asked, tallies[::-1])
    assert there == back


def test_periods_sort_in_the_database_as_they_do_in_time(app):
    weeks = [Period.parse(text) for text in ("2026-W09", "2026-W10", "2026-W53", "2027-W01")]
    assert sorted(weeks, key=str) == weeks
