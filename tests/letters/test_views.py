"""Pages of letterheads and agencies, and what `?print=1` puts around a table."""

from io import BytesIO

import pytest
from docx import Document

from portal.accounts import associations
from portal.accounts.rules import Role
from portal.base import clock
from portal.base.db import session, writing
from portal.letters import queries, services
from portal.letters.models import Agency
from portal.letters.rules import AgencyKind, AgencyText
from portal.units.queries import Place
from tests import make
from tests.browser import Browser


@pytest.fixture
def village(browser: Browser) -> Place:
    place = make.village()
    with writing():
        associations.ensure()
        services.install_default_letterheads()
    return place


def head_page(place: Place, level: str = "commune") -> str:
    return f"/letters/{place.code}/heads/front/{level}"


def test_an_admin_looks_changes_and_keeps(village: Place, browser: Browser) -> None:
    province = village.parents[1]
    browser.enter(make.officer(province, Role.ADMIN))
    assert "Letterheads" in browser.see("/account").text
    page = browser.see(f"/letters/{province.code}")
    assert page.all("a", href=f"/en{head_page(province)}")
    assert not page.all("a", href=f"/en{head_page(province, 'centre')}")
    seen = browser.send(
        head_page(province), 200, button="look", left="MẶT TRẬN\n\n  {UNIT}  ", signing="CHỦ TỊCH"
    )
    assert "XÃ TÂN TIẾN" in seen.text
    assert "Nothing is kept yet" in seen.text
    assert queries.head(village.parents[0]).left[0] != "MẶT TRẬN"
    session.remove()
    browser.post(head_page(province), {**seen.fields(), "button": "keep"})
    assert "The letterhead is kept." in browser.follow().text
    assert queries.head(village.parents[0]).left == ("MẶT TRẬN", "XÃ TÂN TIẾN")


def test_who_looks_again_finds_all_as_typed(village: Place, browser: Browser) -> None:
    province = village.parents[1]
    browser.enter(make.officer(province, Role.ADMIN))
    seen = browser.send(head_page(province), 200, button="look", place="Ở {name}")
    back = browser.post(head_page(province), {**seen.fields(), "button": "change"}, 200)
    assert back.fields()["place"] == "Ở {name}"
    assert back.fields()["left"] == seen.fields()["left"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("number", "BC-MTTQ", "{number} must stand in it."),
        ("left", "ỦY BAN {đơn vị}", "{đơn vị} means nothing here."),
        ("left", "a\nb\nc\nd\ne\nf\ng", "6 lines at the most."),
        ("left", "", "required"),
        ("year", "2020", "old papers keep their letterhead"),
        ("year", "2062", "more than a year ahead"),
        ("day", "32", "There is no such day."),
    ],
)
def test_what_is_wrong_is_said_beside_it(
    village: Place, browser: Browser, field: str, typed: str, said: str
) -> None:
    browser.enter(make.officer(village.parents[1], Role.ADMIN))
    typed_all = {"button": "keep", field: typed}
    page = browser.send(head_page(village.parents[1]), 422, **typed_all)
    assert said in page.text
    assert page.fields()[field].strip() == typed


def test_the_second_admin_sees_both_and_may_go_on(village: Place, browser: Browser) -> None:
    province = village.parents[1]
    path = head_page(province)
    browser.enter(make.officer(province, Role.ADMIN))
    mine = {**browser.see(path).fields(), "button": "keep", "place": "Mine"}
    other = Browser(browser.app).enter(make.officer(province, Role.ADMIN))
    other.send(path, button="keep", place="Theirs first")
    page = browser.post(path, mine, 409)
    assert "Theirs: Theirs first" in page.text
    assert page.fields()["place"] == "Mine"
    browser.post(path, {**page.fields(), "button": "keep"})
    assert queries.head(village.parents[0]).place == "Mine"


def test_the_sample_is_a_page_and_a_word_file(village: Place, browser: Browser) -> None:
    browser.enter(make.officer(village.parents[2], Role.ADMIN))
    path = f"{head_page(village.parents[2])}/sample"
    page = browser.see(path)
    assert "ỦY BAN MTTQ VIỆT NAM XÃ TÂN TIẾN" in page.text
    assert page.title == "REPORT"
    file = browser.client.get(f"{path}?word=1")
    assert file.headers["Content-Disposition"] == 'attachment; filename="front-commune.docx"'
    assert Document(BytesIO(file.data)).tables


def test_there_is_no_such_letterhead(village: Place, browser: Browser) -> None:
    browser.enter(make.officer(village.parents[1], Role.ADMIN))
    for tail in ("heads/none/commune", "heads/front/nation", "heads/front/centre"):
        browser.see(f"/letters/{village.parents[1].code}/{tail}", 404)


def test_a_lead_keeps_the_list_of_agencies(village: Place, browser: Browser) -> None:
    commune, province = village.parents[:2]
    with writing():
        services.list_agency(province, AgencyText("Điện lực", AgencyKind.POWER), by=None)
    browser.enter(make.officer(commune, Role.LEAD))
    assert "Outside agencies" in browser.see(f"/units/{commune.code}").text
    path = f"/letters/{commune.code}/agencies"
    browser.send(f"{path}/new", name="Công an xã", kind="police", phone="0222 000 113")
    page = browser.follow()
    assert page.text.index("Công an xã") < page.text.index("Điện lực")
    browser.send(f"{path}/new", 422, name="Công an xã", kind="police")
    own = session.query(Agency).filter_by(name="Công an xã").one().id
    session.remove()
    assert f"/en{path}/{own}" in page.html
    browser.send(f"{path}/{own}", name="Công an xã Tân Tiến")
    assert "Công an xã Tân Tiến" in browser.follow().text
    browser.send(f"{path}/{own}", button="close")
    assert "Công an" not in browser.follow().text
    browser.see(f"{path}/{own}", 404)


def test_an_agency_serves_the_units_below_its_own_only(village: Place, browser: Browser) -> None:
    commune, province = village.parents[:2]
    for place, name in ((province, "Sở"), (commune, "Trạm"), (make.commune(province), "Khác")):
        with writing():
            services.list_agency(place, AgencyText(name, AgencyKind.OTHER), by=None)
    found = [agency.name for _, agency in queries.agencies(village)]
    assert found == ["Trạm", "Sở"]


def test_two_who_mend_an_agency_lose_nothing(village: Place, browser: Browser) -> None:
    commune = village.parents[0]
    with writing():
        said = AgencyText("Trạm Y tế", AgencyKind.HEALTH)
        path = f"/letters/{commune.code}/agencies/{services.list_agency(commune, said, by=None).id}"
    browser.enter(make.officer(commune, Role.LEAD))
    mine = {**browser.see(path).fields(), "address": "Thôn Đông"}
    other = Browser(browser.app).enter(make.officer(commune, Role.LEAD))
    other.send(path, address="Thôn Đoài")
    page = browser.post(path, mine, 409)
    assert "Theirs: Thôn Đoài" in page.text
    browser.post(path, page.fields())
    assert "Thôn Đông" in browser.follow().text


@pytest.mark.parametrize("tail", ["", "/totals", "/totals/meetings"])
@pytest.mark.parametrize("above", [-1, 0, 1])
def test_every_page_of_figures_prints_with_letterhead_and_signatures(
    village: Place, browser: Browser, tail: str, above: int
) -> None:
    place = [village, *village.parents][above + 1]
    browser.enter(make.officer(village.parents[1], Role.VIEWER))
    with make.at("2026-08-19 09:00"):
        make.submit(village, meetings=2)
    path = f"/reports/weekly/{place.code}/{make.W34}{tail}"
    plain = browser.see(path)
    assert "CỘNG HÒA" not in plain.text
    assert plain.all("a", href="?print=1", class_="screen")
    paper = browser.see(f"{path}?print=1")
    assert paper.text.index("CỘNG HÒA") < paper.text.index("DRAWN UP BY")
    assert queries.head(place).left[-1] in paper.text
    assert "print.css" in paper.html
    assert str(clock.today().year) in paper.text
