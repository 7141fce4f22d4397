"""A unit's own page: its office and people, what slices tell, its past, its poster."""

from datetime import date, timedelta

import pytest

from portal.accounts import published, services
from portal.accounts.models import Account, Grant
from portal.accounts.rules import Role
from portal.base import clock, qr, readings
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.home.views import poster_target
from portal.units import office
from portal.units.office import Office
from portal.units.queries import Place
from tests import make
from tests.browser import Browser
from tests.html import Page

SAID = Office("0222 3812 345", "Thôn Đông", "7:30–11:30", shows_figures=True)


@pytest.fixture
def village(app: Portal) -> Place:
    """A village of a commune whose office is described."""
    found = make.village()
    with writing():
        office.describe(found.parents[0].id, SAID, by=1)
    return found


def named(place: Place, username: str, phone: str = "", role: Role = Role.LEAD) -> None:
    """An officer whom the unit names on its page."""
    account = make.officer(place, role, username=username)
    with writing():
        grant = session.query(Grant).filter_by(account_id=account.id).one()
        chosen = {one.grant_id: one.phone or "" for one in published.officers(place.id, shown=True)}
        published.show(place.id, {**chosen, grant.id: phone}, by=account.id)


def test_the_page_forgets_at_once_what_an_officer_no_longer_is(village: Place, app: Portal) -> None:
    commune = village.parents[0]
    account = make.officer(commune, Role.LEAD, username="lananh")
    grant = session.query(Grant).filter_by(account_id=account.id).one()
    address = f"/units/{commune.code}"

    def read() -> str:
        return Browser(app).see(address).text

    with writing():
        published.show(commune.id, {grant.id: ""}, by=account.id)
    assert "Nguyễn Văn Lananh" in read()
    with writing():
        mine = session.get_one(Account, account.id)
        services.describe(mine, name="Nguyễn Thị Lan Anh", language="vi")
    assert "Nguyễn Thị Lan Anh" in read()
    with writing():
        services.suspend(session.get_one(Account, account.id), by=None)
    assert "Lan Anh" not in read()
    with writing():
        services.lift(session.get_one(Account, account.id), by=None)
    assert "Lan Anh" in read()
    with writing():
        services.end_grant(session.get_one(Grant, grant.id), clock.today(), by=None)
    assert "Lan Anh" not in read()


def test_everybody_sees_office_people_and_what_stands_below(
    village: Place, browser: Browser
) -> None:
    commune = village.parents[0]
    named(commune, "lananh", phone="0912 345 678")
    make.officer(commune, username="hidden")
    page = browser.see(f"/units/{commune.code}")
    assert page.one("a", href="tel:02223812345") is not None
    assert page.one("a", href="tel:0912345678") is not None
    for said in ("Commune level", "Thôn Đông", "7:30–11:30", "Nguyễn Văn Lananh", "Đông village"):
        assert said in page.text
    assert "Hidden" not in page.text
    assert "public" in browser.response.headers["Cache-Control"]


def test_who_no_longer_holds_the_post_is_no_longer_named(village: Place, app: Portal) -> None:
    commune = village.parents[0]
    named(commune, "lananh")
    named(commune, "quocbao")
    with writing():
        one, two = (officer.grant_id for officer in published.officers(commune.id, shown=True))
        session.get_one(Grant, one).until_on = date(2026, 1, 1)
        account = session.get_one(Grant, two).account_id
        services.suspend(services.session.get_one(services.Account, account), by=None)
    assert published.officers(commune.id, shown=True) == []


def test_a_private_number_is_never_shown(village: Place, app: Portal, browser: Browser) -> None:
    commune = village.parents[0]
    account = make.officer(commune, Role.LEAD, username="lananh")
    with writing():
        session.get_one(type(account), account.id).phone = "0999 999 999"
        grant = session.query(Grant).filter_by(account_id=account.id).one()
        published.show(commune.id, {grant.id: ""}, by=account.id)
    page = browser.see(f"/units/{commune.code}")
    assert "Lananh" in page.text
    assert "999" not in page.text


def test_figures_are_those_accepted_of_the_last_closed_week(
    village: Place, browser: Browser
) -> None:
    commune = village.parents[0]
    with make.at("2026-08-21 09:00"):
        make.submit(village, meetings=2, attending=40)
        make.accept(village)
    with make.at("2026-08-26 16:59"):
        assert "Accepted figures" not in browser.see(f"/units/{commune.code}").text
    with make.at("2026-08-26 17:01"):
        page = Browser(browser.app, "hi").see(f"/units/{commune.code}")
        assert "40" in page.text
        assert "17/8–23/8/2026" in page.text
    with make.at("2026-08-26 17:01"):  # a village that has not said it may be shown
        assert "Accepted figures" not in browser.see(f"/units/{village.code}").text


@pytest.mark.parametrize(
    ("role", "of", "seen"),
    [(Role.LEAD, 0, True), (Role.VIEWER, 1, True), (Role.CLERK, -1, False)],
)
def test_the_weeks_report_and_the_count_of_readers_are_for_its_officers(
    village: Place, browser: Browser, role: Role, of: int, seen: bool
) -> None:
    make.weekly()
    commune = village.parents[0]
    at = village if of < 0 else [commune, *commune.parents][of]
    for _ in range(3):
        browser.see(f"/units/{commune.code}")
    readings.flush()
    page = browser.enter(make.officer(at, role)).see(f"/units/{commune.code}")
    assert ("Report of week" in page.text) is seen
    assert ("opened 3 times in 7 days" in page.text) is seen


def test_an_old_unit_says_when_it_stood_and_where(village: Place, browser: Browser) -> None:
    make.close(village, make.LONG_AGO + timedelta(9))
    page = browser.see(f"/units/{village.code}")
    assert "This unit stands no longer. It stood until 09/07/2025." in page.text
    assert page.all("a", href=f"/en/units/{village.parents[0].code}")
    assert not page.all("a", href=f"/en/units/{village.code}")
    assert page.text.count("closed on 10/07/2025") == 1


def test_an_old_unit_says_what_became_of_it(village: Place, browser: Browser) -> None:
    heirs = [make.village(village.parents[0], name) for name in ("Đông Hòa", "Đông Bình")]
    make.close(village, make.LONG_AGO + timedelta(9), into=heirs)
    page = browser.see(f"/units/{village.code}")
    assert "It goes on in: Đông Bình village, Đông Hòa village" in page.text
    for heir in heirs:
        assert page.all("a", href=f"/en/units/{heir.code}")


def test_a_unit_to_come_says_from_when(app: Portal, browser: Browser) -> None:
    later = date.today() + timedelta(days=40)
    coming = make.village(on=later)
    assert "will stand from" in browser.see(f"/units/{coming.code}").text


def test_a_past_day_shows_the_unit_and_not_todays_people(village: Place, browser: Browser) -> None:
    commune = village.parents[0]
    named(commune, "lananh")
    page = browser.see(f"/units/{commune.code}@2025-08-01")
    assert "As it stood on 01/08/2025." in page.text
    assert "Đông village" in page.text
    assert "Lananh" not in page.text
    assert page.one("a", href=f"/en/units/{village.code}@2025-08-01") is not None


def test_shared_in_a_chat_it_says_what_it_is(village: Place, browser: Browser) -> None:
    commune = village.parents[0]
    page = browser.see(f"/units/{commune.code}?page=1")
    said = {meta.get("property"): meta.get("content") for meta in page.all("meta")}
    assert said["og:title"] == "Tân Tiến commune"
    assert said["og:type"] == "website"
    assert said["og:url"] == f"http://localhost/en/units/{commune.code}"
    assert (
        said["og:description"] == "Office, people and news of Tân Tiến commune, Bắc Ninh province"
    )


def test_quotes_in_a_name_stay_within_their_attribute(app: Portal, browser: Browser) -> None:
    place = make.commune(name='Ia "Đại" <b>')
    page = browser.see(f"/units/{place.code}")
    assert page.one("meta", property="og:title").get("content") == 'Ia "Đại" <b> commune'


def test_the_poster_leads_to_the_unit_in_its_language(village: Place, app: Portal) -> None:
    commune = village.parents[0]
    assert poster_target(commune) == f"/petitions/new?unit={commune.code}"
    for language, prefix in (("vi", ""), ("en", "/en"), ("hi", "/hi")):
        page = Browser(app, language).see(f"/units/{commune.code}/poster")
        assert f"localhost{prefix}/units/{commune.code}" in page.text
        assert "0222 3812 345" in page.text
        assert page.html.count("<svg") == 1
        assert page.one("link", rel="stylesheet", href=_print(page)) is not None


def _print(page: Page) -> str:
    links = [str(link.get("href")) for link in page.all("link")]
    return next(href for href in links if href.endswith("print.css"))


def test_the_picture_on_the_poster_holds_the_address(village: Place, browser: Browser) -> None:
    commune = village.parents[0]
    page = browser.see(f"/units/{commune.code}/poster")
    assert str(qr.poster(f"http://localhost/en/petitions/new?unit={commune.code}")) in page.html


# Its settings.


def test_a_lead_publishes_the_office_and_whom_to_ask(village: Place, browser: Browser) -> None:
    commune = village.parents[0]
    lead = make.officer(commune, Role.LEAD, username="lananh")
    make.officer(commune, username="quocbao")
    browser.enter(lead)
    grant = session.query(Grant).filter_by(account_id=lead.id).one().id
    session.remove()
    browser.send(
        f"/units/{commune.code}/office",
        phone="0222 999 000",
        address="Số 1",
        hours="8:00",
        **{f"officer{grant}-shown": "on", f"officer{grant}-phone": "113"},
    )
    page = browser.follow()
    assert "This is what everybody sees" in page.text
    page = Browser(browser.app).see(f"/units/{commune.code}")
    for said in ("0222 999 000", "Số 1", "8:00", "Lananh", "113"):
        assert said in page.text
    assert "Quocbao" not in page.text
    assert office.office(commune.id).shows_figures, "ticked before, and left so"


def test_signing_in_help_names_the_number(village: Place, app: Portal, browser: Browser) -> None:
    commune = village.parents[0]
    province = commune.parents[0]
    page = browser.see(f"/login/help?province={province.code}&commune={commune.code}")
    assert "0222 3812 345" in page.text


def test_a_wrong_number_is_said_beside_its_field_and_all_stays(
    village: Place, browser: Browser
) -> None:
    commune = village.parents[0]
    lead = make.officer(commune, Role.LEAD)
    browser.enter(lead)
    grant = session.query(Grant).filter_by(account_id=lead.id).one().id
    session.remove()
    page = browser.send(
        f"/units/{commune.code}/office", 422, phone="call me", address="Số 1",
        **{f"officer{grant}-phone": "x", f"officer{grant}-shown": "on"},
    )  # fmt: skip
    assert page.text.count("Please write a telephone number") == 2
    assert page.fields()["address"] == "Số 1"
    assert page.fields()["phone"] == "call me"
    assert office.office(commune.id) == SAID


def test_a_commune_helps_its_village_and_no_other(village: Place, browser: Browser) -> None:
    browser.enter(make.officer(village.parents[0], Role.LEAD))
    browser.send(f"/units/{village.code}/office", phone="113", address="", hours="")
    other = make.village(make.commune(village.parents[1], "Khác"))
    browser.see(f"/units/{other.code}/office", 404)
    browser.enter(make.officer(village, Role.CLERK)).see(f"/units/{village.code}/office", 404)


def test_a_grant_of_another_unit_cannot_be_named_here(village: Place, app: Portal) -> None:
    stranger = make.officer(village)
    with writing():
        grant = session.query(Grant).filter_by(account_id=stranger.id).one()
        published.show(village.parents[0].id, {grant.id: ""}, by=1)
    assert published.officers(village.parents[0].id, shown=True) == []
