"""The statistics page: right at the next click, with the clock and without it."""

import csv
from io import StringIO
from itertools import pairwise

import pytest
import sqlalchemy as sa

from portal.answers import rollup, services, shown, soundness, totals
from portal.answers.models import MonthFigures
from portal.answers.rollup import Figures, added
from portal.base import clock, pagecache
from portal.base.db import session, writing
from portal.base.period import Period
from portal.base.web import Portal
from portal.petitions import answering, handling, routing, sender
from portal.petitions.papers import Recount
from portal.petitions.rules import Act, Doubt, Outcome
from tests import make
from tests.answers.told import answered
from tests.browser import Browser
from tests.petitions import acts

YEAR = Period.parse("2026")
NOVEMBER = Period.parse("2026-11")


def page(place, period=YEAR):
    """Whole, own office, and name → figures of those below."""
    session.remove()
    found = totals.of_unit(place, period)
    own = found.own.figures if found.own else None
    return found.whole.figures, own, {one.place.name: one.figures for one in found.below}


def count():
    with writing():
        services.recount()


def test_all_that_is_counted(nation_of_both):
    nation = nation_of_both
    with make.at("2026-11-02 09:00"):
        receipt, second = answered(nation), acts.send(nation.village)
        acts.send(nation.neighbour)
        late = acts.send(nation.neighbour).petition
        acts.do(nation.other_lead, late, Act.CLAIM, handling.claim)
    with make.at("2026-11-09 09:00"):
        acts.by_code(receipt.code, sender.rate, 2, "Chậm")
        acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
        acts.do(nation.clerk, second.petition, Act.CLAIM, handling.claim)
        acts.answer(second.petition, nation.clerk, nation.lead, Outcome.REFER)
    with make.at("2026-11-13 09:00"):
        acts.do(nation.clerk, second.petition, Act.RECORD_REPLY, answering.record_reply, "Đã sửa")
    with make.at("2026-12-15 09:00"):
        acts.answer(late, nation.other_lead, nation.province_lead)
        whole, own, below = page(nation.province)
    commune = Figures(2, 1, 1, 1, 2, 1, 1, 1, 4, {0: 1})
    other = Figures(received=2, answered=1, days={30: 1})
    both = added([commune, other])
    assert below == {"Tiên Du": commune, "Liên Bão": other}
    assert (own, whole) == (Figures(), both)
    assert (whole.median, whole.rating, whole.away) == (15.0, 2.0, 4.0)
    with make.at("2026-12-15 10:00"):
        assert page(nation.centre)[2] == {"Bắc Ninh": whole}
        assert page(nation.commune) == (commune, None, {})
        assert page(nation.province, Period.parse("2026-Q4"))[0] == whole
        november = page(nation.province, NOVEMBER)[0]
        assert (november.received, november.answered, november.referred) == (4, 1, 1)
        assert page(nation.province, Period.parse("2025"))[0] == Figures()


def test_the_clock_changes_nothing_on_screen(nation_of_both):
    nation = nation_of_both
    places = (nation.centre, nation.province, nation.commune, nation.neighbour)

    def everywhere():
        return [page(place, period) for place in places for period in (YEAR, NOVEMBER)]

    def same_after(deed):
        deed()
        before = everywhere()
        count()
        assert session.scalar(sa.select(sa.func.count()).select_from(Recount)) == 0
        assert everywhere() == before
        assert list(soundness.findings()) == []
        return before

    with make.at("2026-11-02 09:00"):
        sent = []
        first = same_after(lambda: sent.append(answered(nation)))
        second = same_after(lambda: acts.send(nation.province))
        third = same_after(lambda: acts.by_code(sent[0].code, sender.rate, 5))
        away = acts.send(nation.village).petition
        fourth = same_after(
            lambda: acts.do(
                nation.lead, away, Act.ROUTE, routing.route, nation.neighbour, "Bên kia"
            )
        )
        fifth = same_after(lambda: acts.do(nation.other_lead, away, Act.ACCEPT, routing.accept))
        acts.send(nation.village, doubt=Doubt.LINKS)
        sixth = same_after(lambda: None)
    pages = [first, second, third, fourth, fifth, sixth]
    assert all(one != two for one, two in pairwise(pages))
    assert fifth[0][0].received == 3


def test_what_is_kept_is_not_counted_again(nation, statements):
    with make.at("2026-11-02 09:00"):
        answered(nation)
        count()
        session.remove()
        statements.clear()
        page(nation.centre)
        assert len(statements) <= 5
        assert not any("FROM petition_answer" in one for one in statements)
        answered(nation)
        session.remove()
        statements.clear()
        page(nation.centre)
        assert len(statements) <= 6


def test_very_late_is_what_lies_so_today(nation):
    with make.at("2026-11-02 09:00"):
        acts.send(nation.village)
        asked = acts.send(nation.village).petition
        acts.do(nation.clerk, asked, Act.ASK, handling.ask, "Đèn nào?")
    for day, number in (("2026-11-30", 0), ("2026-12-01", 1)):
        with make.at(f"{day} 09:00"):
            for place in (nation.centre, nation.province, nation.commune):
                session.remove()
                assert totals.of_unit(place, YEAR).whole.very_late == number, day


def test_a_unit_that_moves_takes_its_figures_along(nation):
    with make.at("2026-11-02 09:00"):
        answered(nation)
        count()
        other = make.province(nation.centre, "Lào Cai")
        make.move(nation.commune, other, on=make.LONG_AGO.replace(year=2026))
        for _ in range(2):
            assert page(nation.province)[0] == Figures()
            whole, _, below = page(nation.centre)
            assert (whole.received, below["Lào Cai"].received) == (1, 1)
            count()
        assert list(soundness.findings()) == []


def test_a_unit_that_stands_no_more_keeps_its_figures(nation):
    with make.at("2026-11-02 09:00"):
        answered(nation)
        count()
        for ended in (nation.village, nation.commune):
            make.close(ended, on=clock.today())
        for _ in range(2):
            whole, _, below = page(nation.province)
            assert (whole.received, below["Tiên Du"].answered) == (1, 1)
            assert page(nation.centre)[0] == whole
            count()


def test_a_forgotten_note_is_found_by_the_check(nation):
    answered(nation)
    count()
    with writing():
        session.execute(sa.update(MonthFigures).values(received=7))
    assert any("statistics of unit" in one for one in soundness.findings())


@pytest.mark.parametrize(
    ("days", "median"), [({}, None), ({3: 1}, 3), ({1: 1, 4: 1}, 2.5), ({1: 5, 9: 2}, 1)]
)
def test_the_middle_of_the_days(days, median):
    assert Figures(days=days).median == median


def test_what_is_taken_away_leaves_nothing():
    some = Figures(3, 2, 1, 1, 4, 0, 1, 1, 8, {2: 1, 5: 1})
    assert added([some], less=[some]) == Figures()
    assert added([some, some]).days == {2: 2, 5: 2}


def test_the_pages(nation, app: Portal):
    receipt = answered(nation)
    acts.by_code(receipt.code, sender.rate, 4)
    for n in range(24):
        acts.send(make.commune(nation.province, f"An {n}"))
    make.commune(nation.province, "Không")
    for language in ("vi", "en", "hi"):
        browser = Browser(app, language)
        seen = browser.see("/petitions/statistics")
        assert "Bắc Ninh" in seen.text
        seen = browser.see(f"/petitions/statistics?unit={nation.province.code}")
        assert "Tiên Du" not in seen.text
        assert "Không" not in seen.text
        older = next(link.get("href") for link in seen.all("a") if link.get("rel") == "next")
        assert "Tiên Du" in browser.see(older).text
        path = f"/petitions/statistics?unit={nation.province.code}"
        paper = browser.see(f"{path}&print=1")
        assert paper.all("a", href=f"{browser.prefix}{path}")
        assert "Tiên Du" in paper.text
        browser.see(f"/petitions/statistics?unit={nation.village.code}&period=2026-Q4")
        browser.see(f"/petitions/statistics?period={clock.today():%Y-%m}")


def test_statements_of_the_page(nation, app: Portal, statements):
    answered(nation)
    browser = Browser(app)
    for path in ("/petitions/statistics", f"/petitions/statistics?unit={nation.commune.code}"):
        browser.see(path)
        pagecache.forget()
        session.remove()
        count()
        browser.see("/petitions/answered")
        statements.clear()
        browser.see(path)
        # Once a second the page cache asks whether another process has changed something.
        own = [one for one in statements if "page_generation" not in one]
        assert len(own) <= 6, own


@pytest.mark.parametrize(
    "asked",
    ["unit=NOWHERE", "period=x", "period=2026-W34", "period=once", "period=1999", "period=2026-13"],
)
def test_what_does_not_exist_is_404(nation, browser: Browser, asked):
    browser.see(f"/petitions/statistics?{asked}", 404)
    browser.see(f"/petitions/statistics.csv?{asked}", 404)


def test_the_table_to_keep_holds_no_formula(nation, app: Portal):
    with writing():
        session.execute(sa.text("UPDATE unit SET name = '=1+1' WHERE name = 'Liên Bão'"))
        words = '{"vi": "{name}", "en": "{name}", "hi": "{name}"}'
        session.execute(sa.text("UPDATE unit_kind SET words = :words"), {"words": words})
    answered(nation)
    client = app.test_client()
    response = client.get(f"/en/petitions/statistics.csv?unit={nation.province.code}")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(StringIO(response.get_data().decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["Bắc Ninh", "Own office", "'=1+1", "Tiên Du"]
    by_name = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert by_name["Tiên Du"]["Received"] == by_name["Bắc Ninh"]["Received"] == "1"
    assert by_name["Tiên Du"]["Working days (median)"] == "0.0"
    assert shown.harmless("@x") == "'@x"
    assert [shown.harmless(cell) for cell in ("\tx", "-1", "xã")] == ["'\tx", "'-1", "xã"]


def test_months_of_a_period():
    assert [str(one) for one in rollup.months(Period.parse("2026-Q4"))] == [
        "2026-10",
        "2026-11",
        "2026-12",
    ]
    assert len(rollup.months(YEAR)) == 12
    assert [str(one) for one in rollup.months(NOVEMBER)] == ["2026-11"]
