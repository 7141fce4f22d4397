"""The pages: codebook, a petition's theme, opinions heard, the synthesis of a unit."""

import re
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document

from portal.accounts.models import Account, Grant
from portal.accounts.rules import Role
from portal.base import db
from portal.base.db import session
from portal.base.web import Portal
from portal.petitions import reach
from portal.petitions.rules import Kind
from portal.themes import hooks, queries
from portal.themes.models import Opinion
from tests import make
from tests.asked import statements
from tests.browser import Browser
from tests.petitions import acts
from tests.petitions.conftest import Nation
from tests.themes import saying

NAUGHTY = ("x" * 100_000, "👍👍", "\u202eabc", "a\x00b", "'; DROP TABLE theme; --", "<b>hỏng</b>")


def account(actor: Any) -> Account:
    session.remove()
    return session.get_one(Account, actor.id)


@pytest.fixture
def clerk(nation: Nation, browser: Browser) -> Browser:
    return browser.enter(account(nation.clerk))


@pytest.fixture
def admin(nation: Nation, browser: Browser) -> Browser:
    return browser.enter(make.officer(nation.centre, Role.ADMIN))


def test_an_admin_adds_mends_retires_and_brings_back(admin: Browser) -> None:
    page = admin.see("/petitions/themes")
    assert len(page.all("li")) == 16
    admin.send("/petitions/themes/new", title_vi="Chợ, thương mại", title_en="Markets")
    assert "The theme is kept." in admin.follow().text
    assert "Markets" in admin.see("/petitions/themes").text
    theme = saying.theme("cho-thuong-mai")
    path = f"/petitions/themes/{theme.id}"
    admin.send(path, title_vi="Chợ", note_vi="Chợ cóc, chợ đêm")
    admin.send(path, button="retired")
    page = admin.follow()
    assert "offered no longer" in page.text
    assert "Retired" in page.text
    assert "Retired since" in admin.see(path).text
    admin.send(path, button="back")
    assert "offered again" in admin.follow().text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title_vi", "", "required"),
        ("title_vi", "…", "Please write a title."),
        ("title_vi", "x" * 61, "60"),
        ("title_vi", "Giao thông, đèn đường", "stands in the codebook"),
        ("note_hi", "x" * 201, "200"),
    ],
)
def test_what_is_wrong_with_a_theme_is_said_and_kept(
    admin: Browser, field: str, typed: str, said: str
) -> None:
    page = admin.send("/petitions/themes/new", 422, **{"title_vi": "Chợ", field: typed})
    assert said in page.text
    assert page.fields()[field].strip() == typed


def test_two_admins_with_one_theme(admin: Browser) -> None:
    path = f"/petitions/themes/{saying.theme('roads').id}"
    old = admin.see(path).fields()
    admin.post(path, {**old, "title_vi": "Cầu"})
    page = admin.post(
        path, {**admin.see(path).fields(), "seen": old["seen"], "title_vi": "Hầm"}, 409
    )
    assert "Theirs: Cầu" in page.text
    assert page.fields()["title_vi"] == "Hầm"
    admin.post(path, {**page.fields()})
    assert saying.theme("roads").title["vi"] == "Hầm"


def test_the_codebook_is_read_by_officers_and_written_by_none_but_admins(
    nation: Nation, clerk: Browser
) -> None:
    page = clerk.see("/petitions/themes")
    assert "Roads and street lights" in page.text
    assert not page.all("a", href="/en/petitions/themes/new")
    clerk.see("/petitions/themes/new", 404)
    clerk.see(f"/petitions/themes/{saying.theme('roads').id}", 404)


def test_one_tap_confirms_the_suggestion(nation: Nation, clerk: Browser) -> None:
    petition = acts.send(nation.village).petition
    path = f"/petitions/cases/{petition.number}/theme"
    page = clerk.see(path)
    assert "The portal suggests: Roads and street lights" in page.text
    clerk.post(path, {**page.fields(), "theme": "roads"})
    assert "The theme is confirmed." in clerk.follow().text
    assert "Theme: Roads and street lights confirmed" in clerk.see(path).text
    kept = saying.confirmed(petition)
    assert kept is not None
    assert kept.suggested_id == kept.theme_id == saying.theme("roads").id


def test_another_theme_from_the_list_and_another_once_more(nation: Nation, clerk: Browser) -> None:
    petition = acts.send(nation.village).petition
    path = f"/petitions/cases/{petition.number}/theme"
    clerk.send(path, other="power")
    kept = saying.confirmed(petition)
    assert kept is not None
    assert (kept.theme_id, kept.suggested_id) == (
        saying.theme("power").id,
        saying.theme("roads").id,
    )
    clerk.send(path, other="security")
    kept = saying.confirmed(petition)
    assert kept is not None
    assert kept.theme_id == saying.theme("security").id


def test_nothing_chosen_is_asked_for(nation: Nation, clerk: Browser) -> None:
    petition = acts.send(nation.village, topic="Alo", text="alo").petition
    path = f"/petitions/cases/{petition.number}/theme"
    page = clerk.see(path)
    assert "not sure enough" in page.text
    for typed in ("", "no-such-theme", "x" * 5000):
        page = clerk.send(path, 422, other=typed)
        assert "Please choose a theme." in page.text
    assert saying.confirmed(petition) is None


def test_a_colleague_was_faster(nation: Nation, clerk: Browser) -> None:
    petition = acts.send(nation.village).petition
    path = f"/petitions/cases/{petition.number}/theme"
    fields = clerk.see(path).fields()
    saying.confirm(nation.lead, petition, "power")
    page = clerk.post(path, {**fields, "theme": "roads"}, 409)
    assert "Somebody else has changed this meanwhile" in page.text
    kept = saying.confirmed(petition)
    assert kept is not None
    assert kept.theme_id == saying.theme("power").id


def test_the_same_form_twice_is_one_deed(nation: Nation, clerk: Browser) -> None:
    petition = acts.send(nation.village).petition
    path = f"/petitions/cases/{petition.number}/theme"
    fields = {**clerk.see(path).fields(), "theme": "roads"}
    for _ in range(2):
        clerk.post(path, fields)
    kept = saying.confirmed(petition)
    assert kept is not None
    assert kept.changes == 1


def test_a_confidential_petition_is_not_asked_about(nation: Nation, browser: Browser) -> None:
    browser.enter(account(nation.lead))
    petition = acts.send(nation.village, kind=Kind.COMPLAINT).petition
    page = browser.see(f"/petitions/cases/{petition.number}/theme")
    assert "stands in no synthesis" in page.text
    assert not page.all("form")


def test_one_tap_on_the_petition_s_own_page(nation: Nation, clerk: Browser) -> None:
    petition = acts.send(nation.village).petition
    path = f"/petitions/cases/{petition.number}"
    page = clerk.see(path)
    [form] = [one for one in page.all("form") if (one.get("action") or "").endswith("/theme")]
    boxes = [box for box in form.iter() if box.tag in ("input", "button")]
    typed = {box.get("name"): box.get("value") for box in boxes}
    assert typed["theme"] == "roads"
    clerk.post(f"{path}/theme", typed)
    page = clerk.follow()
    assert "The theme is confirmed." in page.text
    assert re.search("Theme *Roads and street lights", page.text)


def test_the_block_is_for_who_works_on_the_petition(nation: Nation) -> None:
    petition = acts.send(nation.village).petition
    kept = acts.send(nation.village, kind=Kind.COMPLAINT).petition
    assert hooks.case_blocks(reach.case(nation.clerk, petition.number))
    assert hooks.case_blocks(reach.case(nation.province_lead, petition.number)) == []
    assert hooks.case_blocks(reach.case(nation.lead, kept.number)) == []


def opinions_of(nation: Nation) -> str:
    return f"/petitions/opinions/{nation.commune.code}"


def test_an_opinion_is_noted_mended_and_removed(nation: Nation, clerk: Browser) -> None:
    with make.at("2026-08-20 09:00"):
        path = opinions_of(nation)
        said = {"sentence": "  Xin sửa\n cầu. ", "theme": "roads", "source": "voters"}
        clerk.send(f"{path}/new", **said, day="19", month="8", year="2026")
        page = clerk.follow()
        assert "The opinion is noted." in page.text
        assert "Xin sửa cầu. 19/08/2026 · Meeting with voters · Roads" in page.text
        kept = session.scalars(sa.select(Opinion)).one()
        session.remove()
        clerk.send(f"{path}/{kept.id}", sentence="Xin sửa cầu gỗ.", source="press")
        assert "Xin sửa cầu gỗ." in clerk.follow().text
        old = clerk.see(f"{path}/{kept.id}").fields()
        page = clerk.post(f"{path}/{kept.id}", {**old, "seen": "0", "sentence": "Của tôi"}, 409)
        assert "Xin sửa cầu gỗ." in page.text
        assert page.fields()["sentence"].strip() == "Của tôi"
        clerk.send(f"{path}/{kept.id}", button="remove")
        assert "The opinion is removed." in clerk.follow().text
    assert session.scalars(sa.select(Opinion)).first() is None


def test_an_old_opinion_can_only_be_removed(nation: Nation, clerk: Browser) -> None:
    with make.at("2026-08-20 09:00"):
        kept = saying.hear(nation.commune, nation.clerk.id, on=make.W34.first)
    with make.at("2026-08-22 09:00"):
        path = f"{opinions_of(nation)}/{kept.id}"
        page = clerk.see(path)
        assert "It can still be removed." in page.text
        assert not page.all("textarea")
        said = {"sentence": "Khác", "theme": "roads", "source": "press"}
        fields = {**page.fields(), **said, "day": "19", "month": "8", "year": "2026"}
        page = clerk.post(path, fields, 422)
        assert "within a day" in page.text
        clerk.send(path, button="remove")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("sentence", "", "required"),
        ("sentence", "...", "Please write what was said."),
        ("sentence", "x" * 301, "300"),
        ("sentence", "Gọi anh Tư 0912 345 678", "identity card number"),
        ("theme", "", "Please choose a theme."),
        ("theme", "nothing", "Not a valid choice"),
        ("source", "rumour", "Not a valid choice"),
        ("day", "32", "There is no such day."),
        ("day", "21", "this day lies ahead"),
        ("year", "2020", "more than a year ago"),
        ("year", "99999999999999999999", "There is no such day."),
        ("month", "tám", "Please write a number."),
    ],
)
def test_what_is_wrong_with_an_opinion_is_said_and_kept(
    nation: Nation, clerk: Browser, field: str, typed: str, said: str
) -> None:
    with make.at("2026-08-20 09:00"):
        sound = {"sentence": "Xin sửa cầu.", "theme": "roads", "source": "press"}
        page = clerk.send(f"{opinions_of(nation)}/new", 422, **{**sound, field: typed})
    assert said in page.text
    if field == "sentence":
        assert page.fields()["sentence"].strip() == typed
    else:
        assert page.fields()["sentence"].strip() == "Xin sửa cầu."


@pytest.mark.parametrize("typed", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_sentences_break_nothing(nation: Nation, clerk: Browser, typed: str) -> None:
    path = f"{opinions_of(nation)}/new"
    fields = {**clerk.see(path).fields(), "sentence": typed, "theme": "roads", "source": "press"}
    clerk._ask(path, "POST", data=fields)
    assert clerk.response.status_code in (303, 422)
    clerk.see(opinions_of(nation))


def test_the_list_goes_on_and_holds_what_lies_below(nation: Nation, browser: Browser) -> None:
    for _ in range(21):
        saying.hear(nation.village, nation.clerk.id, on=make.W34.first)
    browser.enter(account(nation.province_lead))
    page = browser.see("/petitions/opinions")
    assert page.text.count("Sửa cầu.") == 20
    assert "Đông village" in page.text
    page = browser.see(f"/petitions/opinions/{nation.province.code}?page=2")
    assert page.text.count("Sửa cầu.") == 1
    browser.see(f"/petitions/opinions/{nation.province.code}?page=x")


def test_who_has_no_role_is_told(nation: Nation, browser: Browser) -> None:
    nobody = make.officer(nation.village, Role.VIEWER)
    with db.writing():
        session.execute(sa.delete(Grant).where(Grant.account_id == nobody.id))
    browser.enter(nobody)
    assert "You have no role at a unit." in browser.see("/petitions/opinions").text


def week(nation: Nation) -> str:
    return f"/petitions/synthesis/{nation.commune.code}/2026-W34"


def test_the_synthesis_on_page_paper_word_and_excel(nation: Nation, clerk: Browser) -> None:
    with make.at("2026-08-19 09:00"):
        saying.send(nation.village, ["Đèn đường hỏng."] * 9, "roads", nation.clerk)
        saying.send(nation.village, ["Cống tắc."] * 2, "water", nation.clerk)
    with make.at("2026-08-20 09:00"):
        page = clerk.see(week(nation))
        assert "What people say: Week 34 (17/8–23/8/2026)" in page.text
        assert "11 petitions (the week before: 0)" in page.text
        assert "9 petitions in 1 wordings: not public" in page.text
        assert re.search("15 themes whose figure is not shown, together *2", page.text)
        assert "REPORT" in clerk.see(f"{week(nation)}?print=1").text
        clerk.see(f"{week(nation)}?word=1")
        assert Document(BytesIO(clerk.response.get_data())).tables
        assert "y-kien-" in clerk.response.headers["Content-Disposition"]
        clerk.see(f"{week(nation)}?excel=1")
        assert clerk.response.get_data()[:2] == b"PK"


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_pages_hold_their_budget_in_every_language(
    nation: Nation, app: Portal, language: str
) -> None:
    with make.at("2026-08-19 09:00"):
        for theme in queries.codebook():
            saying.send(nation.village, ["Đèn đường hỏng."] * 5, theme.code, nation.clerk)
        browser = Browser(app, language).enter(account(nation.clerk))
        browser.see(week(nation))
        for path in ("/petitions/themes", f"{opinions_of(nation)}/new", "/petitions/opinions"):
            browser.see(path)
        browser.see("/petitions/cases/PA-000001/theme")


@pytest.mark.parametrize(
    "period", ["2026-W54", "2026-13", "2026", "2026-Q3", "once", "x", "2026-W40", "2000-W02"]
)
def test_periods_that_are_none_or_still_to_come(
    nation: Nation, clerk: Browser, period: str
) -> None:
    with make.at("2026-08-20 09:00"):
        clerk.see(f"/petitions/synthesis/{nation.commune.code}/{period}", 404)


def test_a_village_has_no_synthesis_of_its_own(nation: Nation, clerk: Browser) -> None:
    clerk.see(f"/petitions/synthesis/{nation.village.code}/2026-W34", 404)


def test_a_unit_s_page_leads_there(nation: Nation, clerk: Browser) -> None:
    page = clerk.see(f"/units/{nation.commune.code}")
    links = [a.get("href") for a in page.all("a")]
    assert any("/petitions/synthesis/" in str(href) for href in links)
    assert (
        not Browser(clerk.app)
        .see(f"/units/{nation.commune.code}")
        .all("a", href=f"/en{opinions_of(nation)}")
    )


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/petitions/themes", 6),
        ("/petitions/cases/PA-000001/theme", 8),
        ("{opinions}", 6),
        ("{opinions}/new", 6),
        ("{week}", 14),
        ("{province}", 14),
        ("{centre}", 14),
    ],
)
def test_pages_ask_as_often_at_any_size(
    nation: Nation, browser: Browser, path: str, most: int
) -> None:
    who = nation.centre_lead if "centre" in path or "province" in path else nation.clerk
    places = {"week": nation.commune, "province": nation.province, "centre": nation.centre}
    name = re.sub(r"\W", "", path)
    if name in places:
        path = f"/petitions/synthesis/{places[name].code}/2026-W34"
    path = path.format(opinions=opinions_of(nation))
    counts = []
    with make.at("2026-08-20 09:00"):
        browser.enter(account(who))
        for _ in range(2):
            saying.send(nation.village, ["Đèn đường hỏng."] * 9, "roads", nation.clerk)
            for _ in range(12):
                saying.hear(nation.village, nation.clerk.id, on=make.W34.first)
            browser.see(path)
            with statements() as asked:
                browser.see(path)
            counts.append(len(asked))
    assert counts[0] == counts[1] <= most, counts
