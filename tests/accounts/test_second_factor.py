"""Two-step sign-in: the code after the password, and what is done when the telephone is lost."""

import threading
from base64 import b32decode
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from portal.accounts import cli, demo, passwords, services, totp, two_step
from portal.accounts import second_factor as factors
from portal.accounts.models import Account, RecoveryCode, SecondFactor, SignIn
from portal.accounts.rules import Role, needs_second_factor
from portal.base import clock
from portal.base.audit import AuditRow
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units import queries as units
from portal.units.models import Unit
from portal.units.queries import Place
from portal.units.rules import Level
from tests import make
from tests.browser import Browser
from tests.html import Page

# RFC 6238, Appendix B, SHA-1; of its eight digits the last six.
RFC = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize("seconds", RFC)
def test_the_codes_are_those_of_the_standard(seconds: int) -> None:
    step = totp.step_of(datetime.fromtimestamp(seconds, UTC))
    assert totp.code(b"12345678901234567890", step) == RFC[seconds]


def test_a_clock_may_be_half_a_minute_wrong_and_no_more() -> None:
    secret, now = b"12345678901234567890", datetime.fromtimestamp(1111111111, UTC)
    here = totp.step_of(now)
    found = {
        away: totp.matching_step(secret, totp.code(secret, here + away), now, after=0)
        for away in range(-2, 3)
    }
    assert found == {-2: None, -1: here - 1, 0: here, 1: here + 1, 2: None}


def test_the_app_gets_secret_site_and_name() -> None:
    found = totp.address(b"12345678901234567890", "cổng.example.vn", "lan")
    assert found == (
        "otpauth://totp/c%E1%BB%95ng.example.vn:lan?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    )


def test_leads_above_communes_and_administrators_must_have_one() -> None:
    must = {(role, level) for role in Role for level in Level if needs_second_factor(role, level)}
    above = (Level.CENTRE, Level.PROVINCE)
    admins = {(Role.ADMIN, level) for level in Level}
    assert must == admins | {(Role.LEAD, level) for level in above}


class Lan:
    """A commune's lead, at the page after the password."""

    def __init__(self, app: Portal) -> None:
        self.app = app
        self.account = make.officer(make.commune(), Role.LEAD, username="lan")
        with writing():
            session.add(make.second_factor(self.account.id))

    def knock(self) -> tuple[Browser, Page]:
        browser = Browser(self.app)
        page = browser.send("/login", 200, username="lan", password="own-lan")
        assert browser.template == "accounts/code.html"
        return browser, page

    def try_code(self, code: str, status: int = 303) -> Browser:
        browser, page = self.knock()
        browser.post("/login/code", {**page.fields(), "code": code}, status)
        return browser

    @property
    def code(self) -> str:
        return make.code(self.account.id)


@pytest.fixture
def lan(app: Portal) -> Lan:
    return Lan(app)


def test_after_the_password_comes_the_code_and_only_then_a_session(lan: Lan) -> None:
    browser, page = lan.knock()
    assert "Set-Cookie" not in browser.response.headers
    assert session.query(SignIn).count() == 0
    box = page.one("input", name="code")
    assert (box.get("inputmode"), box.get("autocomplete")) == ("numeric", "one-time-code")
    browser.post("/login/code", {**page.fields(), "code": lan.code})
    assert browser.response.headers["Location"] == "/desk"
    browser.see("/account")


def test_a_wrong_password_and_an_unknown_name_still_answer_alike(lan: Lan) -> None:
    for name in ("lan", "never"):
        Browser(lan.app).send("/login", 422, username=name, password="guess-guess")


def test_a_code_opens_once_and_no_older_one_after_it(lan: Lan) -> None:
    with clock.at(clock.now()):
        before = totp.code(factors.secret(lan.account.id, make.SEED), totp.step_of(clock.now()) - 1)
        lan.try_code(lan.code)
        lan.try_code(lan.code, 422)
        lan.try_code(before, 422)
    with clock.at(clock.now() + timedelta(seconds=61)):
        lan.try_code(lan.code)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２", "1" * 40, "1" * 41, "\x00", "-1"])
def test_a_wrong_code_is_a_sentence_and_loses_nothing(lan: Lan, typed: str) -> None:
    browser, page = lan.knock()
    fields = {**page.fields(), "next": "/reports/", "code": typed}
    page = browser.post("/login/code", fields, 422)
    assert page.one("strong", class_="error") is not None
    fields = {**page.fields(), "code": lan.code}
    browser.post("/login/code", fields)
    assert browser.response.headers["Location"] == "/reports/"


def test_the_code_is_taken_with_gaps_and_in_other_figures(lan: Lan) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    lan.try_code(f" {lan.code[:3]} {lan.code[3:]}".translate(wide))


def test_ten_wrong_codes_and_the_right_one_is_not_looked_at(lan: Lan) -> None:
    with clock.at(clock.now().replace(minute=1)):
        browser, page = lan.knock()
        for number in range(10):
            page = browser.post("/login/code", {**page.fields(), "code": f"{number:06}"}, 422)
        page = browser.post("/login/code", {**page.fields(), "code": lan.code}, 429)
        assert int(browser.response.headers["Retry-After"]) > 0
        assert page.fields()["half"]
    with clock.at(clock.now().replace(minute=1) + timedelta(minutes=15)):
        lan.try_code(lan.code)


def test_thirty_wrong_codes_and_the_day_is_over(lan: Lan) -> None:
    day = clock.now().replace(hour=1, minute=1)
    for quarter in range(3):
        with clock.at(day + timedelta(minutes=15 * quarter)):
            for number in range(10):
                lan.try_code(f"{number:06}", 422)
    with clock.at(day + timedelta(hours=1)):
        lan.try_code(lan.code, 429)
    with clock.at(day + timedelta(days=1)):
        lan.try_code(lan.code)


def test_what_the_password_proved_is_good_for_ten_minutes_and_for_that_password(
    lan: Lan, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = lan.knock()
    forged = {**page.fields(), "half": page.fields()["half"][:-2] + "xx", "code": lan.code}
    assert "sign in once more" in browser.post("/login/code", forged, 422).text
    with monkeypatch.context() as later:
        later.setattr(two_step, "HALF_AGE", -1)
        fields = {**page.fields(), "code": lan.code}
        assert "sign in once more" in browser.post("/login/code", fields, 422).text
    browser, page = lan.knock()
    with writing():
        services.reset_password(
            session.get_one(Account, lan.account.id), passwords.hashed("x"), by=None
        )
    fields = {**page.fields(), "code": lan.code}
    assert "sign in once more" in browser.post("/login/code", fields, 422).text
    assert session.query(SignIn).count() == 0


def test_the_address_of_the_code_alone_leads_to_sign_in(browser: Browser) -> None:
    browser.see("/login/code", 303)
    assert browser.response.headers["Location"] == "/en/login"


def test_the_same_code_sent_twice_is_one_session_and_keeps_its_cookie(lan: Lan) -> None:
    browser, page = lan.knock()
    fields = {**page.fields(), "code": lan.code}
    browser.post("/login/code", fields)
    first = browser.client.get_cookie("portal").value
    browser.client.delete_cookie("portal")
    browser.post("/login/code", fields)
    assert browser.client.get_cookie("portal").value == first
    assert session.query(SignIn).count() == 1


def test_twenty_at_once_with_one_code_and_one_gets_in(both: Portal) -> None:
    lan = Lan(both)
    code, got_in = lan.code, []
    ready = threading.Barrier(20)

    def enter() -> None:
        ready.wait()
        with writing():
            try:
                factors.use(lan.account.id, code)
            except factors.WrongCode:
                return
            got_in.append(1)

    threads = [threading.Thread(target=enter) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got_in) == 1


def secret_on(page: Page) -> bytes:
    [address] = [a.get("href") or "" for a in page.all("a") if "otpauth:" in (a.get("href") or "")]
    return b32decode(address.partition("secret=")[2])


def set_up(browser: Browser, password: str = "own-hoa", status: int = 200, **typed: str) -> Page:
    page = browser.see("/account/second-factor")
    code = totp.code(secret_on(page), totp.step_of(clock.now()))
    fields = {**page.fields(), "code": code, "password_now": password, **typed}
    return browser.post("/account/second-factor", fields, status)


def codes_on(page: Page) -> list[str]:
    found = [
        "".join(strong.itertext()) for item in page.all("ol") for strong in item.iter("strong")
    ]
    return [code.replace(" ", "") for code in found]


@pytest.fixture
def hoa(app: Portal) -> Browser:
    """A village's clerk, without a second step."""
    return Browser(app).enter(make.officer(make.village(), username="hoa"))


def test_everybody_may_set_it_up_and_gets_ten_recovery_codes_once(hoa: Browser) -> None:
    other = Browser(hoa.app).enter(session.query(Account).filter_by(username="hoa").one())
    page = set_up(hoa)
    codes = codes_on(page)
    assert len(set(codes)) == 10
    assert all(len(code) == 10 and code.isdigit() for code in codes)
    assert "no-store" in hoa.response.headers["Cache-Control"]
    other.see("/account", 303)  # whoever was signed in without it is out
    page = hoa.see("/account/second-factor")
    assert "10 recovery codes left" in page.text
    assert codes[0] not in page.text.replace(" ", "")
    stored = {code.hash for code in session.query(RecoveryCode)}
    assert len(stored) == 10
    assert not stored & set(codes)
    acts = {row.act for row in session.query(AuditRow)}
    assert "accounts.second_factor" in acts


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_its_pages_are_small_and_whole_in_every_language(app: Portal, language: str) -> None:
    browser = Browser(app, language).enter(make.officer(make.village(), username="hoa"))
    [code, *_] = codes_on(set_up(browser))
    for path in ("", "/codes", "/off"):
        browser.see(f"/account/second-factor{path}")
    stranger = Browser(app, language)
    page = stranger.send("/login", 200, username="hoa", password="own-hoa")
    page = stranger.post("/login/code", {**page.fields(), "code": "1"}, 422)
    stranger.post("/login/code", {**page.fields(), "code": code})
    assert "recovery_code_used" in stranger.response.headers["Location"]


def test_the_form_sent_twice_shows_the_same_codes(hoa: Browser) -> None:
    page = hoa.see("/account/second-factor")
    code = totp.code(secret_on(page), totp.step_of(clock.now()))
    fields = {**page.fields(), "code": code, "password_now": "own-hoa"}
    first = codes_on(hoa.post("/account/second-factor", fields, 200))
    assert codes_on(hoa.post("/account/second-factor", fields, 200)) == first
    again = {**hoa.see("/account/password").fields(), "code": code, "password_now": "own-hoa"}
    hoa.post("/account/second-factor", again, 409)  # a second app beside the first


def test_a_wrong_code_or_password_keeps_the_same_secret(hoa: Browser) -> None:
    secret = secret_on(hoa.see("/account/second-factor"))
    page = set_up(hoa, status=422, code="000000")
    page = hoa.post("/account/second-factor", {**page.fields(), "code": "1"}, 422)
    assert secret_on(set_up(hoa, "wrong", 422)) != secret  # another page, another secret
    page = hoa.see("/account/second-factor")
    wrong = hoa.post(
        "/account/second-factor", {**page.fields(), "code": "1", "password_now": "x"}, 422
    )
    assert secret_on(wrong) == secret_on(page)
    assert "not your present password" in wrong.text
    assert session.query(SecondFactor).count() == 0


def test_a_secret_made_for_somebody_else_is_not_taken(hoa: Browser) -> None:
    village = session.query(Unit).filter_by(level=Level.VILLAGE).one()
    minh = make.officer(place_of(village), username="minh")
    other = Browser(hoa.app).enter(minh)
    page = other.see("/account/second-factor")
    code = totp.code(secret_on(page), totp.step_of(clock.now()))
    set_up(hoa, status=422, seed=page.fields()["seed"], code=code)


def test_a_copy_of_the_database_makes_no_codes(hoa: Browser) -> None:
    page = hoa.see("/account/second-factor")
    secret = secret_on(page)
    set_up(hoa)
    stored = session.query(SecondFactor).one().seed
    assert secret.hex() not in stored
    assert totp.as_letters(secret) not in stored


def test_a_recovery_code_opens_once_and_the_holder_is_told(hoa: Browser) -> None:
    [first, second, *_] = codes_on(set_up(hoa))

    def enter(code: str, status: int = 303) -> Browser:
        browser = Browser(hoa.app)
        page = browser.send("/login", 200, username="hoa", password="own-hoa")
        browser.post("/login/code", {**page.fields(), "code": code}, status)
        return browser

    browser = enter(f"{first[:3]} {first[3:6]} {first[6:]}")
    assert "recovery code was used" in browser.follow().text
    enter(first, 422)
    enter(second)
    assert "8 recovery codes left" in browser.see("/account/second-factor").text


def test_new_recovery_codes_need_password_and_code_and_void_the_old(hoa: Browser) -> None:
    old = codes_on(set_up(hoa))
    typed = {"password_now": "own-hoa", "code": old[0]}
    hoa.send("/account/second-factor/codes", 422, **{**typed, "code": "000000"})
    hoa.send("/account/second-factor/codes", 422, **{**typed, "password_now": "wrong"})
    new = codes_on(hoa.send("/account/second-factor/codes", 200, **typed))
    assert not set(new) & set(old)
    hoa.send("/account/second-factor/codes", 422, **{**typed, "code": old[1]})
    assert session.query(RecoveryCode).count() == 10


def test_taking_it_off_needs_both_too(hoa: Browser) -> None:
    [code, *_] = codes_on(set_up(hoa))
    typed = {"password_now": "own-hoa", "code": code}
    hoa.send("/account/second-factor/off", 422, **{**typed, "code": "1"})
    hoa.send("/account/second-factor/off", 422, **{**typed, "password_now": "wrong"})
    assert (
        "password alone" in (hoa.send("/account/second-factor/off", **typed), hoa.follow())[1].text
    )
    assert session.query(SecondFactor).count() == session.query(RecoveryCode).count() == 0
    hoa.see("/account/second-factor/off", 404)
    hoa.see("/account/second-factor/codes", 404)
    Browser(hoa.app).sign_in("hoa")


def place_of(unit: Unit) -> Place:
    found = units.place(unit.code)
    assert found is not None
    return found


def province_lead(app: Portal) -> Browser:
    """A province's lead who has no second step yet."""
    account = make.officer(make.province(), Role.LEAD, username="hoa")
    with writing():
        session.execute(sa.delete(SecondFactor))
    return Browser(app).enter(account)


def test_who_must_have_one_does_nothing_before_it_is_set_up(app: Portal) -> None:
    browser = province_lead(app)
    for path in ("/desk", "/account", "/", "/units/"):
        browser.see(path, 303)
        assert browser.response.headers["Location"] == "/en/account/second-factor"
    browser.see("/account/password")
    set_up(browser)
    browser.see("/desk")


def test_what_was_being_sent_when_it_became_a_must_is_kept(app: Portal) -> None:
    browser = Browser(app)
    account = make.officer(make.commune(), Role.LEAD, username="hoa")
    browser.enter(account)
    fields = {**browser.see("/account").fields(), "name": "Bà Hòa", "language": "en"}
    with writing():
        place = session.query(Unit).filter_by(level=Level.PROVINCE).one()
        services.give(session.get_one(Account, account.id), Role.LEAD, place.id)
    page = browser.post("/account", fields, 403)
    assert "What you typed is kept" in page.text
    code = totp.code(secret_on(page), totp.step_of(clock.now()))
    typed = {**page.fields(), "code": code, "password_now": "own-hoa"}
    page = browser.post("/account/second-factor", typed, 200)
    browser.post("/account", page.fields())
    assert session.get_one(Account, account.id).name == "Bà Hòa"


def test_a_forged_post_from_elsewhere_gets_no_such_page(app: Portal) -> None:
    browser = province_lead(app)
    browser.post("/account", {"name": "x"}, 400, Origin="https://evil.example")


def test_a_demo_asks_nobody_for_it(app: Portal) -> None:
    browser = province_lead(app)
    with writing():
        demo.mark()
    browser.see("/desk")
    browser.see("/account/second-factor")


def test_a_lost_telephone_is_helped_by_who_may_reset_the_password(app: Portal) -> None:
    lan = Lan(app)
    signed_in = lan.try_code(lan.code)
    province = session.query(Unit).filter_by(level=Level.PROVINCE).one()
    commune = session.query(Unit).filter_by(level=Level.COMMUNE).one()
    lead = Browser(app).enter(make.officer(place_of(province), Role.LEAD))
    here = f"/accounts/{commune.code}/{lan.account.id}"
    assert "Take the second step off" in lead.see(here).text
    lead.send(f"{here}/second-factor")
    assert "password alone" in lead.follow().text
    assert "Take the second step off" not in lead.see(here).text
    signed_in.see("/account", 303)
    browser = Browser(app)
    browser.sign_in("lan")
    assert "Your office took" in browser.follow().text
    row = session.query(AuditRow).filter_by(act="accounts.take_second_factor_off").one()
    assert row.account_id != lan.account.id


def test_a_new_password_from_the_office_leaves_the_second_step_on(lan: Lan) -> None:
    with writing():
        services.reset_password(
            session.get_one(Account, lan.account.id), passwords.hashed("1553778840"), by=None
        )
    browser = Browser(lan.app)
    browser.send("/login", 200, username="lan", password="155 377 8840")
    assert browser.template == "accounts/code.html"


def test_the_shell_takes_it_off_only_when_told_to(lan: Lan) -> None:
    shell = CliRunner()
    shell.invoke(cli.account, ["reset", "lan"], catch_exceptions=False)
    assert session.query(SecondFactor).count() == 1
    session.remove()
    shell.invoke(cli.account, ["reset", "lan", "--second-factor"], catch_exceptions=False)
    assert session.query(SecondFactor).count() == 0
