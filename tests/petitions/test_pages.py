"""Sending a petition as a citizen does: without account, cookie or script."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from portal.base import limits
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.petitions import codes, handling, queries, reach, vault
from portal.petitions.models import Identity, Petition, PetitionText
from portal.petitions.rules import Act, Kind, Learn, State
from portal.petitions.visit import HOUR
from tests import make
from tests.browser import Browser
from tests.html import Page
from tests.petitions import acts
from tests.petitions.conftest import Nation
from tests.threads import at_once

TYPED = {"topic": "Đèn đường hỏng", "text": "Đèn đầu thôn hỏng.\nĐi lại nguy hiểm."}
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]\b")


@pytest.fixture
def citizen(nation: Nation, app: Portal) -> Iterator[Browser]:
    """Somebody with a phone that keeps no cookie."""
    browser = Browser(app)
    yield browser
    assert not browser.client._cookies  # type: ignore[union-attr]  # werkzeug keeps them there


def begin(citizen: Browser, place: Any, kind: str = "feedback") -> Page:
    return citizen.see(f"/petitions/new?kind={kind}&read=1&unit={place.code}")


def go(citizen: Browser, page: Page, button: str, status: int = 200, **typed: Any) -> Page:
    """Type into the form of a page and press one of its buttons."""
    return citizen.post("/petitions/new", {**page.fields(), **typed, "button": button}, status)


def checked(citizen: Browser, place: Any, kind: str = "feedback", **typed: Any) -> Page:
    """The last page before sending."""
    page = go(citizen, begin(citizen, place, kind), "contact", **{**TYPED, **typed})
    contact = {name: typed[name] for name in ("learn", "name", "phone", "address") if name in typed}
    return go(citizen, page, "check", **contact)


def code_on(page: Page) -> str:
    return CODE.findall(page.text)[0]


def petitions() -> list[Petition]:
    session.remove()
    return list(session.scalars(sa.select(Petition).order_by(Petition.id)))


def test_step_by_step_from_the_front_page_to_the_code(citizen: Browser, nation: Nation) -> None:
    assert "/en/petitions/new" in [a.get("href") for a in citizen.see("/").all("a")]
    index = citizen.see("/petitions/")
    assert {"/en/petitions/new", "/en/petitions/track"} <= {a.get("href") for a in index.all("a")}
    kinds = [a.get("href") for a in citizen.see("/petitions/new").all("a")]
    assert "/en/petitions/new?kind=feedback" in kinds
    provinces = citizen.see("/petitions/new?kind=feedback")
    assert nation.province.name in provinces.text
    communes = citizen.see(f"/petitions/new?kind=feedback&at={nation.province.code}")
    assert nation.neighbour.name in communes.text
    villages = citizen.see(f"/petitions/new?kind=feedback&at={nation.commune.code}")
    links = [a.get("href") for a in villages.all("a")]
    assert f"/en/petitions/new?kind=feedback&unit={nation.village.code}" in links
    assert f"/en/petitions/new?kind=feedback&unit={nation.commune.code}" in links
    page = begin(citizen, nation.village)
    assert nation.village.name in page.text
    page = go(citizen, page, "contact", **TYPED)
    assert "a lost code cannot be given anew" in page.text
    page = go(citizen, page, "check", learn="call", name="Trần Thị Mận", phone="0912 345 678")
    for shown in ("Đèn đầu thôn hỏng.", "Trần Thị Mận, 0912 345 678", "Please call me"):
        assert shown in page.text
    assert petitions() == []
    page = go(citizen, page, "send")
    [petition] = petitions()
    assert (petition.state, petition.kind, petition.learn) == ("received", "feedback", "call")
    assert petition.owner_id == nation.commune.id
    assert petition.language == "en"
    kept = session.get_one(PetitionText, petition.id)
    assert (kept.topic, kept.text) == (TYPED["topic"], TYPED["text"])
    assert acts.sender_case(code_on(page)).petition.id == petition.id
    assert citizen.response.headers["Cache-Control"] == "no-store, private"


def test_the_receipt_says_number_code_office_and_days(citizen: Browser, nation: Nation) -> None:
    lead = Browser(citizen.app).enter(make.officer(nation.commune, username="phone"))
    with writing():
        session.execute(sa.text("UPDATE unit SET phone = '0222 3838 111'"))
    with make.at("2026-04-20 09:00"):
        page = go(citizen, checked(citizen, nation.village), "send")
    [petition] = petitions()
    assert page.title == f"Receipt {petition.number}"
    code = code_on(page)
    for shown in ("0222 3838 111", "22/04/2026", "07/05/2026", "20/4 09:00", "/petitions/track"):
        assert shown in page.text, shown
    [sms] = [a.get("href") or "" for a in page.all("a") if "sms:" in (a.get("href") or "")]
    assert code in sms
    assert sms.isascii()
    [style] = [one for one in page.all("link", rel="stylesheet") if one.get("media")]
    assert style.get("media") == "print"
    assert lead


def test_straight_from_the_receipt_to_the_petition(nation: Nation, app: Portal) -> None:
    citizen = Browser(app)
    receipt = go(citizen, checked(citizen, nation.village), "send")
    citizen.post("/petitions/track", receipt.fields())
    assert citizen.follow().title == petitions()[0].number


def test_a_poster_s_link_skips_the_place(citizen: Browser, nation: Nation) -> None:
    code = nation.village.code
    page = citizen.see(f"/petitions/new?unit={code}")
    assert nation.village.name in page.text
    assert f"/en/petitions/new?kind=thanks&unit={code}" in [a.get("href") for a in page.all("a")]
    page = citizen.see(f"/petitions/new?kind=thanks&unit={code}")
    assert page.fields()["unit"] == code
    unit = citizen.see(f"/units/{code}")
    assert f"/en/petitions/new?unit={code}" in [a.get("href") for a in unit.all("a")]
    # A poster of a village that stands no longer asks for the place.
    assert "Which place" in citizen.see("/petitions/new?kind=feedback&unit=NOWHERE").title


@pytest.mark.parametrize("typed", ["Tiên Du", "tien du", "TIEN", "  tiên   du "])
def test_a_place_is_found_by_its_name_with_or_without_marks(
    citizen: Browser, nation: Nation, typed: str
) -> None:
    page = citizen.see("/petitions/new?kind=feedback&q=" + typed.replace(" ", "+"))
    link = f"/en/petitions/new?kind=feedback&at={nation.commune.code}"
    assert link in [a.get("href") for a in page.all("a")]
    assert nation.neighbour.name not in page.text


def test_who_finds_a_commune_can_still_name_the_village(citizen: Browser, nation: Nation) -> None:
    page = citizen.see(f"/petitions/new?kind=feedback&at={nation.commune.code}")
    for place in (nation.village, nation.commune):
        link = f"/en/petitions/new?kind=feedback&unit={place.code}"
        assert link in [a.get("href") for a in page.all("a")]
    # Where no village is listed there is nothing to choose.
    page = citizen.see(f"/petitions/new?kind=feedback&at={nation.neighbour.code}")
    assert page.fields()["unit"] == nation.neighbour.code
    assert page.title == "What is it about?"


@pytest.mark.parametrize("typed", ["zzz", "%00", "%F0%9F%99%8F", "x" * 5000, "%ED%A0%80", "'"])
def test_what_no_place_is_called_is_said_plainly(citizen: Browser, typed: str) -> None:
    page = citizen.see(f"/petitions/new?kind=feedback&q={typed}")
    assert "No unit is found" in page.text or nation_listed(page)


def nation_listed(page: Page) -> bool:
    """Nothing that could be searched was typed: the provinces stand there as before."""
    return "Bắc Ninh" in page.text


@pytest.mark.parametrize(
    ("kind", "law"), [("complaint", "Law on Complaints"), ("denunciation", "Law on Denunciations")]
)
def test_complaints_and_denunciations_are_explained_and_restricted(
    citizen: Browser, nation: Nation, kind: str, law: str
) -> None:
    page = citizen.see(f"/petitions/new?kind={kind}&unit={nation.village.code}")
    assert law in page.text
    assert "your signature or fingerprint" in page.text
    assert not page.all("form", method="post")
    go(citizen, checked(citizen, nation.village, kind), "send")
    [petition] = petitions()
    assert petition.restricted
    assert petition.kind == kind


def test_similar_answered_ones_are_shown_before_sending(citizen: Browser, nation: Nation) -> None:
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    acts.answer(petition, nation.clerk, nation.lead)
    copy = ("Đèn đường đầu thôn", "Đèn đường đầu thôn không sáng.", "Đã thay bóng ngày 12/11.")
    acts.do(nation.lead, petition, Act.PUBLISH, handling.publish, *copy)
    page = go(
        citizen, begin(citizen, nation.village), "contact", topic="den duong", text="dau thon"
    )
    assert "Answered already" in page.text
    assert "Đã thay bóng ngày 12/11." in page.text
    sister = make.village(nation.commune, "Đoài")
    page = go(citizen, begin(citizen, sister), "contact", topic="den duong", text="dau thon")
    assert "Đã thay bóng ngày 12/11." in page.text
    page = go(citizen, begin(citizen, nation.village), "contact", topic="Rác", text="Rác nhiều quá")
    assert "Answered already" not in page.text
    page = go(citizen, begin(citizen, nation.neighbour), "contact", topic="den duong", text="dau")
    assert "Answered already" not in page.text


def test_nothing_of_who_sends_need_be_said(citizen: Browser, nation: Nation) -> None:
    page = checked(citizen, nation.village)
    assert "Without a name" in page.text
    go(citizen, page, "send")
    assert not vault.is_known(petitions()[0].id)


@pytest.mark.parametrize(
    ("learn", "given", "wanted"),
    [
        ("call", {}, "phone"),
        ("call", {"name": "Mận"}, "phone"),
        ("letter", {"name": "Mận"}, "address"),
        ("letter", {"address": "Thôn Đông"}, "name"),
        ("head", {"phone": "0912 345 678"}, "name"),
    ],
)
def test_each_way_to_learn_the_answer_says_what_it_needs(
    citizen: Browser, nation: Nation, learn: str, given: dict[str, str], wanted: str
) -> None:
    page = go(citizen, begin(citizen, nation.village), "contact", **TYPED)
    for button in ("check", "send"):
        shown = go(citizen, page, button, 422, learn=learn, **given)
        assert "This is needed for the way you chose." in shown.text
        assert shown.one("input", id=wanted).get("aria-describedby") == f"{wanted}-error"
        assert shown.fields()["text"].replace("\r", "") == TYPED["text"]
        assert {**shown.fields(), **given}.items() >= given.items()
    full = {"name": "Trần Thị Mận", "phone": "0912 345 678", "address": "Thôn Đông"}
    go(citizen, go(citizen, page, "check", learn=learn, **full), "send")
    [petition] = petitions()
    assert petition.learn == Learn(learn)
    assert session.get_one(Identity, petition.id).address == "Thôn Đông"


def test_about_an_official_of_the_office_it_goes_one_level_up(
    citizen: Browser, nation: Nation
) -> None:
    assert "the level above deals with it" in begin(citizen, nation.village).text
    page = checked(citizen, nation.village, about_office="y")
    assert f"goes to {nation.province.name}" in page.text
    page = go(citizen, page, "send")
    [petition] = petitions()
    assert (petition.owner_id, petition.barred_id) == (nation.province.id, nation.commune.id)
    assert nation.province.name in page.text
    assert "about_office" not in begin(citizen, nation.centre).html


def test_fifty_equal_posts_at_once_are_one_petition_with_one_receipt(
    nation_of_both: Nation, both: Portal
) -> None:
    citizen = Browser(both)
    fields = {**checked(citizen, nation_of_both.village).fields(), "button": "send"}

    def post(which: int) -> tuple[int, str]:
        found = both.test_client().post("/en/petitions/new", data=fields)
        return found.status_code, "".join(CODE.findall(found.get_data(as_text=True))[:1])

    answers = set(at_once(50, post))
    session.remove()
    [petition] = petitions()
    [(status, code)] = answers
    assert status == 200
    assert acts.sender_case(code).petition.id == petition.id
    assert session.scalar(sa.select(sa.func.count()).select_from(PetitionText)) == 1


def test_back_and_forth_keeps_everything_and_sends_once(citizen: Browser, nation: Nation) -> None:
    page = checked(citizen, nation.village, about_office="y", learn="head", name="Mận")
    what = go(citizen, page, "what")
    assert what.one("input", id="about_office").get("checked") is not None
    assert what.fields()["name"] == "Mận"
    contact = go(citizen, what, "contact", text="Đèn đầu thôn và cuối thôn hỏng.")
    assert contact.one("input", value="head").get("checked") is not None
    check = go(citizen, contact, "check")
    assert "cuối thôn" in check.text
    receipt = go(citizen, check, "send")
    # The browser's back button, and the same page sent again: the same receipt.
    assert code_on(go(citizen, check, "send")) == code_on(receipt)
    # Back further, changed, sent again: said plainly, nothing lost, nothing sent twice.
    other = go(citizen, check, "send", 409, text="Khác hẳn")
    assert "already sent with other content" in other.text
    assert "Khác hẳn" in other.text
    assert len(petitions()) == 1


def test_a_receipt_opened_again_after_work_began_or_with_a_dead_code(
    citizen: Browser, nation: Nation
) -> None:
    page = checked(citizen, nation.village, name="Trần Thị Mận")
    code = code_on(go(citizen, page, "send"))
    [petition] = petitions()
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    assert code_on(go(citizen, page, "send")) == code
    acts.do(nation.province_custodian, petition, Act.REISSUE, vault.reissue_code, "once-" * 6)
    assert "its code has been changed since" in go(citizen, page, "send", 409).text
    assert len(petitions()) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"topic": ""}, "This field is required."),
        ({"text": " \u200b \n"}, "This field is required."),
        ({"topic": "x" * 100_000}, "longer than 120"),
        ({"text": "x" * 100_000}, "longer than 10000"),
        ({"text": "a\x00b"}, "cannot be kept"),
        ({"name": "x" * 121}, "longer than 120"),
        ({"phone": "gọi tôi"}, "Please write a telephone number"),
        ({"learn": "pigeon"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    citizen: Browser, nation: Nation, wrong: dict[str, str], sentence: str
) -> None:
    fields = {**checked(citizen, nation.village).fields(), "button": "send", **wrong}
    response = citizen.client.post("/en/petitions/new", data=fields)
    page = Page(response.get_data(as_text=True))
    assert response.status_code == 422
    assert sentence in page.text
    for name, value in {**TYPED, **wrong}.items():
        if name != "learn":
            assert value.replace("\x00", "\ufffd").replace("\u200b", "").strip() in page.html, name
    assert petitions() == []


@pytest.mark.parametrize("text", ["🙏🙏🙏", "xem http://a.vn http://b.vn www.c.vn", "?!"])
def test_what_is_doubted_gets_a_receipt_all_the_same(
    citizen: Browser, nation: Nation, text: str
) -> None:
    page = go(citizen, checked(citizen, nation.village, topic=text, text=text), "send")
    assert acts.sender_case(code_on(page)).petition.state is State.QUARANTINED


def test_a_neighbourhood_behind_one_address_is_looked_at_first_only_from_many_on(
    citizen: Browser, nation: Nation
) -> None:
    most = citizen.app.config["DOUBTED_FROM"]
    with writing():
        for _ in range(most - 1):
            limits.count("petition", limits.anonymous("127.0.0.1"), HOUR)
    for state in (State.RECEIVED, State.QUARANTINED):
        page = go(citizen, checked(citizen, nation.village), "send")
        assert acts.sender_case(code_on(page)).petition.state is state
    assert most == 60, "a mobile network's or a culture house's people share one"


def test_too_many_from_one_address_wait_and_keep_their_text(
    citizen: Browser, nation: Nation
) -> None:
    page = checked(citizen, nation.village)
    most = citizen.app.config["ANONYMOUS_LIMIT"]
    with writing():
        for _ in range(most):
            limits.count("petition", limits.anonymous("127.0.0.1"), HOUR)
    shown = go(citizen, page, "send", 429)
    assert "Please wait" in shown.text
    assert "Đèn đầu thôn hỏng." in shown.text
    assert int(citizen.response.headers["Retry-After"]) > 0
    with writing():
        session.execute(sa.text("DELETE FROM attempt"))
    assert CODE.search(go(citizen, shown, "send").text)
    assert most == 300


def test_each_page_asks_the_database_little(
    citizen: Browser, nation: Nation, statements: list[str]
) -> None:
    for path in (
        "/petitions/",
        "/petitions/new",
        "/petitions/new?kind=feedback",
        f"/petitions/new?kind=feedback&at={nation.province.code}",
        "/petitions/new?kind=feedback&q=tien",
        f"/petitions/new?kind=feedback&unit={nation.village.code}",
    ):
        citizen.see(path)  # what is read once in a process
        statements.clear()
        citizen.see(path)
        assert len(statements) <= 6, (path, statements)


@pytest.mark.parametrize("language", ["vi", "hi"])
def test_every_step_keeps_its_budget_in_other_languages(
    nation: Nation, app: Portal, language: str
) -> None:
    reader = Browser(app, language)
    for path in ("/petitions/", "/petitions/new", "/petitions/new?kind=complaint"):
        reader.see(path)
    page = go(reader, checked(reader, nation.village, learn="call", phone="0912345678"), "send")
    petition = acts.sender_case(code_on(page)).petition
    assert petition.language == language
    assert petition.kind is Kind.FEEDBACK
    assert queries.letter(petition.id).topic == TYPED["topic"]
    assert codes.hashed(codes.parse(code_on(page))) == petition.code_hash
    assert reach.case_of_code(code_on(page)) is not None


def test_no_link_leads_away_from_what_was_typed_or_from_the_code(
    citizen: Browser, nation: Nation
) -> None:
    def languages(page: Page) -> list[Any]:
        return [a for a in page.all("a") if a.get("hreflang")]

    page = begin(citizen, nation.village)
    assert languages(page)
    contact = go(citizen, page, "contact", **TYPED)
    check = go(citizen, contact, "check")
    for shown in (contact, check, go(citizen, check, "what"), go(citizen, check, "send")):
        assert not languages(shown), shown.title
