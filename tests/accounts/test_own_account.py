"""First and own passwords, the devices signed in, and a POST that meets an ended session."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import demo, passwords, services
from portal.accounts.models import Account, SignIn
from portal.accounts.rules import Role
from portal.accounts.weak import why_weak
from portal.base import clock
from portal.base.audit import AuditRow
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units import queries as units
from portal.units.models import Unit
from tests import make
from tests.browser import Browser
from tests.html import Page

SLIP = "1553778840"
GOOD = "trongxoai7"


def newcomer(username: str = "2085689561") -> Account:
    """Somebody with a slip in the hand."""
    commune = make.commune()
    with writing():
        made = services.add_account(username, "Thôn Đông", passwords.hashed(SLIP))
        services.give(made, Role.CLERK, commune.id)
    return made


def choose(browser: Browser, password: str, status: int = 303) -> Page:
    typed = {"password": password, "password_again": password}
    return browser.send("/account/password", status, **typed)


def test_a_slip_leads_to_choosing_an_own_password_before_anything_else(browser: Browser) -> None:
    newcomer()
    browser.send("/login", username="208 568 9561", password="155 377 8840")
    assert browser.response.headers["Location"] == "/account/password"
    for path in ("/account", "/"):
        browser.see(path, 303)
        assert browser.response.headers["Location"] == "/en/account/password"
    choose(browser, GOOD)
    assert browser.response.headers["Location"].startswith("/desk?done=password_chosen.")
    browser.see("/account")


def test_a_slip_opens_nothing_once_an_own_password_is_chosen(browser: Browser) -> None:
    newcomer()
    browser.send("/login", username="2085689561", password=SLIP)
    choose(browser, GOOD)
    browser.send("/login", 422, username="2085689561", password=SLIP)
    browser.send("/login", username="2085689561", password=GOOD)


def test_a_used_slip_is_void_a_day_later_even_if_nothing_was_chosen(app: Portal) -> None:
    newcomer()
    Browser(app).send("/login", username="2085689561", password=SLIP)
    with clock.at(clock.now() + timedelta(hours=23)):  # the answer was lost on the road
        Browser(app).send("/login", username="2085689561", password=SLIP)
    with clock.at(clock.now() + timedelta(hours=25)):
        page = Browser(app).send("/login", 422, username="2085689561", password=SLIP)
    assert "void" in page.text


def test_an_unused_slip_is_void_after_thirty_days(app: Portal) -> None:
    newcomer()
    with clock.at(clock.now() + timedelta(days=30, minutes=1)):
        page = Browser(app).send("/login", 422, username="2085689561", password=SLIP)
        assert "void" in page.text
    with clock.at(clock.now() + timedelta(days=29, hours=23)):
        Browser(app).send("/login", username="2085689561", password=SLIP)


def test_the_slip_is_no_own_password(browser: Browser) -> None:
    newcomer()
    browser.send("/login", username="2085689561", password=SLIP)
    assert "the password you have" in choose(browser, "155-377-8840", 422).text


def test_in_a_demo_only_its_five_accounts_have_nothing_to_choose(app: Portal) -> None:
    newcomer("village")
    with writing():
        demo.mark()
        made = services.add_account("2085689561", "Bà Nguyễn Thị Lan", passwords.hashed(SLIP))
        services.give(made, Role.CLERK, session.scalars(sa.select(Unit.id)).all()[-1])
    for username, path in (("village", "/desk"), ("2085689561", "/account/password")):
        browser = Browser(app)
        browser.send("/login", username=username, password=SLIP)
        assert browser.response.headers["Location"] == path


def test_outside_a_demo_its_names_are_names_like_others(browser: Browser) -> None:
    newcomer("village")
    browser.send("/login", username="village", password=SLIP)
    assert browser.response.headers["Location"] == "/account/password"


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "87654321",
        "11111111",
        "12121212",
        "abcabcabc",
        "matkhau1",
        "Mật khẩu 123",
        "anhyeuem",
        "anhyeuem123",
        "password!",
        "qwertyuiop",
        "147258369",
        "66668888",
        "viettel2025",
        "01011990",
        "1990-12-31",
        "31/12/1990",
        "2085689561",
        "lan.thon1",
        "lan.thon1234",
        "0912345678",
        "+84912345678",
        "912345678",
        "26104001",
        "1234567",
        "a" * 201,
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    own = ["2085689561", "lan.thon1", "0912 345 678", "26104001"]
    assert why_weak(passwords.as_typed(password), own)


@pytest.mark.parametrize(
    "password", ["84629175", "trongxoai7", "cây bàng trước nhà", "xa" + "1q9" * 21, "थाली पानी 44"]
)
def test_other_passwords_of_eight_to_two_hundred_are_taken(password: str) -> None:
    assert why_weak(passwords.as_typed(password), ["2085689561", "", "26104001"]) is None


def test_a_refusal_says_why_in_a_sentence_and_shows_no_password(browser: Browser) -> None:
    browser.enter(make.officer(make.commune(), username="lan"))
    typed = {"password_now": "own-lan", "password": "matkhau123", "password_again": "matkhau123"}
    page = browser.send("/account/password", 422, **typed)
    assert "Very many people use this password." in page.text
    assert "matkhau123" not in page.html
    typed = {"password_now": "wrong", "password": GOOD, "password_again": GOOD}
    assert "not your present" in browser.send("/account/password", 422, **typed).text
    typed = {"password_now": "own-lan", "password": GOOD, "password_again": "other"}
    assert "not the same" in browser.send("/account/password", 422, **typed).text


def test_the_present_password_can_be_guessed_ten_times_in_a_quarter(browser: Browser) -> None:
    browser.enter(make.officer(make.commune(), username="lan"))
    typed = {"password_now": "wrong", "password": GOOD, "password_again": GOOD}
    with clock.at(clock.now().replace(minute=1)):
        for _ in range(10):
            browser.send("/account/password", 422, **typed)
        browser.send("/account/password", 429, **{**typed, "password_now": "own-lan"})


def test_choosing_a_password_signs_out_every_other_device_and_leaves_a_trace(app: Portal) -> None:
    account = make.officer(make.commune(), username="lan")
    here, there = Browser(app).enter(account), Browser(app).enter(account)
    typed = {"password_now": "own-lan", "password": GOOD, "password_again": GOOD}
    here.send("/account/password", **typed)
    here.see("/account")
    there.see("/account", 303)
    row = session.query(AuditRow).filter_by(act="accounts.choose_password").one()
    assert (row.account_id, row.subject) == (account.id, f"account:{account.id}")


def test_name_and_language_are_the_holders_own(browser: Browser) -> None:
    browser.enter(make.officer(make.commune(), username="lan"))
    browser.send("/account", name="Nguyễn Thị Lan", language="en")
    assert browser.response.headers["Location"].startswith("/en/account?done=account_kept.")
    page = browser.follow()
    assert page.root.get("lang") == "en"
    assert page.fields()["name"] == "Nguyễn Thị Lan"


def test_devices_are_listed_and_ended_one_by_one_or_all_others(app: Portal) -> None:
    account = make.officer(make.commune())
    stranger = Browser(app).enter(make.officer(units.place("TW")))
    one, two, three = (Browser(app).enter(account) for _ in range(3))
    page = one.see("/account")
    assert page.text.count("last used") == 3
    fields = page.fields(action="/en/account/sessions")
    theirs = session.query(SignIn).filter(SignIn.account_id != account.id).one().id
    session.remove()
    one.post("/account/sessions", {**fields, "end": str(theirs)})
    stranger.see("/account")
    buttons = [button.get("value", "") for button in page.all("button", name="end")]
    fields = one.see("/account").fields(action="/en/account/sessions")
    one.post("/account/sessions", {**fields, "end": buttons[0]})
    assert sorted(other.client.get("/account").status_code for other in (two, three)) == [200, 303]
    fields = one.see("/account").fields(action="/en/account/sessions")
    one.post("/account/sessions", {**fields, "end": "others"})
    assert {other.client.get("/account").status_code for other in (two, three)} == {303}
    one.see("/account")


def ended(browser: Browser) -> None:
    with writing():
        session.query(SignIn).delete()


def test_a_post_that_meets_an_ended_session_keeps_everything_typed(app: Portal) -> None:
    account = make.officer(make.commune(), username="lan")
    browser = Browser(app).enter(account)
    fields = browser.see("/en/account").fields()
    ended(browser)
    typed = {**fields, "name": "Nguyễn Thị Lan <b>&", "language": "hi"}
    page = browser.post("/en/account", typed, 401)
    assert "What you typed is kept" in page.text
    page = browser.post("/login", {**page.fields(), "username": "lan", "password": "no"}, 422)
    page = browser.post("/login", {**page.fields(), "username": "lan", "password": "own-lan"}, 200)
    assert page.title == "You are signed in again. Your text is kept"
    form = page.one("form", action="/en/account", method="post")
    browser.post("/account", page.fields(action=form.get("action", "")))
    kept = session.get_one(Account, account.id)
    assert (kept.name, kept.language) == ("Nguyễn Thị Lan <b>&", "hi")


def test_kept_text_survives_a_first_password_too(app: Portal) -> None:
    account = make.officer(make.commune(), username="lan")
    browser = Browser(app).enter(account)
    fields = browser.see("/account").fields()
    with writing():
        again = session.get_one(Account, account.id)
        services.reset_password(again, passwords.hashed(SLIP), by=None)
    page = browser.post("/account", {**fields, "name": "Trần Văn Tư"}, 401)
    page = browser.post("/login", {**page.fields(), "username": "lan", "password": SLIP}, 200)
    assert page.title == "Choose your own password"
    chosen = {**page.fields(), "password": GOOD, "password_again": GOOD}
    page = browser.post("/account/password", chosen, 200)
    browser.post("/account", page.fields(action="/en/account"))
    assert session.get_one(Account, account.id).name == "Trần Văn Tư"


def test_passwords_never_travel_with_kept_text(app: Portal) -> None:
    browser = Browser(app).enter(make.officer(make.commune(), username="lan"))
    typed = {"password_now": "own-lan", "password": GOOD, "password_again": GOOD}
    fields = browser.see("/account/password").fields()
    ended(browser)
    page = browser.post("/account/password", {**fields, **typed}, 401)
    assert not page.all("input", name="resume")
    assert GOOD not in page.html


def test_kept_text_of_somebody_elses_making_is_not_believed(browser: Browser) -> None:
    make.officer(make.commune(), username="lan")
    browser.send("/login", username="lan", password="own-lan", resume="WyIvIixbXV0.aaa.bbb")
    assert browser.response.headers["Location"] == "/desk"


def test_another_sites_form_is_not_kept_through_sign_in(browser: Browser) -> None:
    response = browser.client.post(
        "/account", data={"name": "Evil"}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 400
    assert 'name="resume"' not in response.get_data(as_text=True)


def test_htmx_is_led_to_sign_in_as_well(app: Portal) -> None:
    browser = Browser(app)
    answer = browser.client.get("/account", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/login?next=%2Faccount"
    answer = browser.client.post("/account", data={"name": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "body"


def test_sign_out_and_account_cost_few_statements(app: Portal, statements: list[str]) -> None:
    browser = Browser(app).enter(make.officer(make.commune(), username="lan"))
    browser.see("/account")
    statements.clear()
    browser.see("/account")
    assert len(statements) <= 6
    assert not re.search("password_hash", browser.response.get_data(as_text=True))
