"""The door: who gets in, who is turned away, and what a device may keep."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest

from portal.accounts import passwords, recognition, rules, services
from portal.accounts.models import Account, SignIn
from portal.accounts.rules import Role
from portal.base import clock, limits
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units.models import Unit
from tests import make
from tests.browser import Browser


def cookies(browser: Browser) -> dict[str, str]:
    found = browser.response.headers.getlist("Set-Cookie")
    return {line.partition("=")[0]: line for line in found}


def test_the_right_password_leads_to_the_desk(browser: Browser) -> None:
    make.officer(make.commune(), username="lan")
    browser.sign_in("lan")
    assert browser.response.headers["Location"] == "/desk"
    assert browser.see("/account").title == "My account"


def test_digits_are_taken_with_the_gaps_they_are_printed_with(browser: Browser) -> None:
    make.officer(make.commune(), username="2085689561")
    browser.send("/login", username="208 568-9561 ", password="own-2085689561")
    browser.see("/account")


def test_the_cookie_is_kept_90_days_and_out_of_reach_of_scripts(browser: Browser) -> None:
    make.officer(make.commune(), username="lan")
    browser.sign_in("lan")
    line = cookies(browser)["portal"]
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    assert "Max-Age=7776000" in line
    assert sum(len(found.partition(";")[0]) for found in cookies(browser).values()) <= 200


def test_on_a_shared_device_the_cookie_goes_with_the_browser(browser: Browser) -> None:
    make.officer(make.commune(), username="lan")
    browser.send("/login", username="lan", password="own-lan", shared="y")
    assert "Max-Age" not in cookies(browser)["portal"]
    with clock.at(clock.now() + timedelta(hours=12, minutes=1)):
        browser.see("/account", 303)


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(app: Portal) -> None:
    make.officer(make.commune(), username="lan")
    app.config["SESSION_COOKIE_NAME"], before = "__Host-portal", app.config["SESSION_COOKIE_NAME"]
    try:
        browser = Browser(app)
        browser.sign_in("lan")
    finally:
        app.config["SESSION_COOKIE_NAME"] = before
    line = cookies(browser)["__Host-portal"]
    assert "Secure" in line
    assert "Path=/;" in line + ";"
    assert "Domain" not in line


def test_each_sign_in_has_a_new_token_and_ends_the_old_session(browser: Browser) -> None:
    make.officer(make.commune(), username="lan")
    browser.sign_in("lan")
    first = cookies(browser)["portal"]
    browser.sign_in("lan")
    assert cookies(browser)["portal"] != first
    assert session.query(SignIn).count() == 1


def test_the_same_sign_in_sent_twice_is_one_session_and_keeps_its_cookie(browser: Browser) -> None:
    make.officer(make.commune(), username="lan")
    fields = {**browser.see("/login").fields(), "username": "lan", "password": "own-lan"}
    browser.post("/login", fields)
    first = cookies(browser)["portal"].partition(";")[0]
    browser.client.delete_cookie("portal")
    browser.post("/login", fields)
    assert cookies(browser)["portal"].partition(";")[0] == first
    assert session.query(SignIn).count() == 1
    browser.see("/account")


def test_after_sign_in_the_page_speaks_the_language_of_the_account(browser: Browser) -> None:
    account = make.officer(make.commune(), username="lan")
    with writing():
        session.get_one(Account, account.id).language = "hi"
    browser.sign_in("lan")
    assert browser.response.headers["Location"] == "/hi/desk"


def test_sign_in_leads_back_to_the_page_that_asked_for_it(browser: Browser) -> None:
    make.officer(make.commune(), username="lan")
    browser.see("/account?x=1%202", 303)
    page = browser.follow()
    browser.post("/login", {**page.fields(), "username": "lan", "password": "own-lan"})
    assert browser.response.headers["Location"] == "/account?x=1%202"


EVIL = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/%2509/evil.example",
    "/\n/evil.example",
    "/%5cevil.example",
    "/%2f/evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    " //evil.example",
    "/en//evil.example",
    "/hi/\\evil.example",
    "/ /evil.example",
    "/\x7f/evil",
    "",
]


@pytest.mark.parametrize("address", EVIL)
def test_nobody_is_sent_to_another_site(browser: Browser, address: str) -> None:
    make.officer(make.commune(), username="lan")
    browser.send("/login", username="lan", password="own-lan", next=address)
    assert browser.response.headers["Location"] == "/desk"


@pytest.mark.parametrize("address", ["/desk", "/reports/weekly/1/2026-W34?a=%5C", "/units/Đông"])
def test_pages_of_ours_may_be_asked_for(address: str) -> None:
    assert rules.local_path(address) == address
    assert rules.local_path("/en" + address) == address


def replayed(app: Portal, token: str) -> int:
    thief = app.test_client()
    thief.set_cookie(app.config["SESSION_COOKIE_NAME"], token)
    return thief.get("/account").status_code


def test_a_copied_cookie_is_dead_after_sign_out(app: Portal) -> None:
    account = make.officer(make.commune())
    browser = Browser(app).enter(account)
    token = browser.client.get_cookie("portal").value
    assert replayed(app, token) == 200
    page = browser.see("/account")
    browser.post("/logout", page.fields(action="/en/logout"))
    assert replayed(app, token) == 303
    assert browser.response.headers["Clear-Site-Data"] == '"storage"'
    assert browser.client.get_cookie("portal") is None


def test_a_copied_cookie_is_dead_after_the_password_was_changed(app: Portal) -> None:
    account = make.officer(make.commune(), username="lan")
    browser = Browser(app).enter(account)
    token = browser.client.get_cookie("portal").value
    chosen = {"password_now": "own-lan", "password": "trongxoai7", "password_again": "trongxoai7"}
    browser.send("/account/password", **chosen)
    assert replayed(app, token) == 303
    browser.see("/account")  # this device has a new one


def test_a_copied_cookie_is_dead_after_suspension_reset_and_expiry(app: Portal) -> None:
    account = make.officer(make.commune())
    deeds: list[Any] = [
        lambda it: services.suspend(it, by=None),
        lambda it: services.reset_password(it, passwords.hashed("x"), by=None),
    ]
    for deed in deeds:
        with writing():
            session.get_one(Account, account.id).suspended_at = None
            token = services.start_session(account.id, "copied", shared=False)
        assert replayed(app, token) == 200 or account.first_password_until
        with writing():
            deed(session.get_one(Account, account.id))
        assert replayed(app, token) == 303
    with writing():
        token = services.start_session(account.id, "copied", shared=False)
    with clock.at(clock.now() + timedelta(days=90, minutes=1)):
        assert replayed(app, token) == 303


def test_an_admin_left_alone_for_half_an_hour_is_out_and_others_are_not(app: Portal) -> None:
    centre = make.centre()
    admin = Browser(app).enter(make.officer(centre, Role.ADMIN))
    lead = Browser(app).enter(make.officer(centre, Role.LEAD))
    start = clock.now()
    for minutes in (20, 40, 60):  # busy, so still in
        with clock.at(start + timedelta(minutes=minutes)):
            admin.see("/account")
    with clock.at(start + timedelta(minutes=91)):
        admin.see("/account", 303)
        lead.see("/account")


def test_the_last_use_is_written_at_most_once_an_hour(app: Portal) -> None:
    browser = Browser(app).enter(make.officer(make.commune()))
    start = session.query(SignIn).one().seen_at
    session.remove()
    for minutes, moved in ((30, 0), (70, 70), (100, 70), (140, 140)):
        with clock.at(start + timedelta(minutes=minutes)):
            browser.see("/account")
        assert session.query(SignIn).one().seen_at == start + timedelta(minutes=moved)
        session.remove()


def wrong(browser: Browser, username: str, status: int = 422) -> str:
    fields = {**browser.see("/login").fields(), "username": username, "password": "guess-guess"}
    browser.post("/login", fields, status)
    return re.sub(r'value="[^"]{20,}"', "", browser.response.get_data(as_text=True))


def test_a_wrong_password_and_an_unknown_name_answer_alike(browser: Browser) -> None:
    make.officer(make.commune(), username="known")
    known, unknown = wrong(browser, "known"), wrong(browser, "never")
    assert known.replace("known", "never") == unknown
    assert "guess-guess" not in known


def test_an_unknown_name_costs_the_same_single_verification(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.officer(make.commune(), username="known")
    work: list[str] = []
    real = passwords.PasswordHasher.verify
    monkeypatch.setattr(
        passwords.PasswordHasher, "verify", lambda *a: (work.append("verify"), real(*a))[1]
    )
    wrong(browser, "known")
    assert work == ["verify"]
    wrong(browser, "never")
    assert work == ["verify", "verify"]


def test_of_three_hundred_guesses_ten_are_looked_at(
    app: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.officer(make.commune(), username="lan")
    looked: list[int] = []
    real = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *given: (looked.append(1), real(*given))[1])
    client = app.test_client()
    fields = Browser(app).see("/login").fields()
    now = clock.now().replace(minute=1, second=0, microsecond=0)
    with clock.at(now):
        answers = [
            client.post("/login", data={**fields, "username": "lan", "password": f"g{n}"})
            for n in range(300)
        ]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert len(looked) == 10
        assert len(refused) == 290
        assert int(refused[0].headers["Retry-After"]) == 14 * 60
        assert 'value="lan"' in refused[0].get_data(as_text=True)
        assert "g299" not in refused[-1].get_data(as_text=True)
    with clock.at(now + timedelta(minutes=15)):
        Browser(app).sign_in("lan")


def test_a_known_device_gets_in_while_strangers_guess(app: Portal) -> None:
    make.officer(make.commune(), username="lan")
    own, stranger = Browser(app), Browser(app)
    own.sign_in("lan")
    with clock.at(clock.now().replace(minute=1)):
        for _ in range(10):
            wrong(stranger, "lan")
        wrong(stranger, "lan", 429)
        stranger.send("/login", 429, username="lan", password="own-lan")
        own.sign_in("lan")


def lock(app: Portal, username: str) -> None:
    """Ten wrong guesses from an unknown device: from now on strangers are not even looked at."""
    stranger = Browser(app)
    for _ in range(10):
        wrong(stranger, username)
    wrong(stranger, username, 429)


def test_a_device_is_known_in_every_language(app: Portal) -> None:
    make.officer(make.commune(), username="lan")
    own = Browser(app, "hi")
    own.sign_in("lan")
    with clock.at(clock.now().replace(minute=1)):
        lock(app, "lan")
        for language in ("vi", "en", "hi"):
            same = Browser(app, language)
            same.client = own.client
            same.sign_in("lan")


def test_a_device_is_known_to_a_post_that_comes_through_sign_in(app: Portal) -> None:
    lan = make.officer(make.commune(), username="lan")
    own = Browser(app)
    own.sign_in("lan")
    with writing():
        services.end_sessions(lan.id)
    with clock.at(clock.now().replace(minute=1)):
        lock(app, "lan")
        page = own.post("/account", {"name": "Nguyễn Thị Lan", "language": "en"}, 401)
        fields = {**page.fields(), "username": "lan", "password": "own-lan"}
        assert own.post("/login", fields, 200).fields()["name"] == "Nguyễn Thị Lan"


def test_choosing_a_password_forgets_no_other_account_of_the_device(app: Portal) -> None:
    commune = make.commune()
    for name in ("lan", "minh"):
        make.officer(commune, username=name)
    family = Browser(app)
    for name in ("lan", "minh"):
        family.sign_in(name)
    family.send(
        "/account/password",
        password_now="own-minh",
        password="trongxoai7",
        password_again="trongxoai7",
    )
    assert "device" not in cookies(family)
    with clock.at(clock.now().replace(minute=1)):
        lock(app, "lan")
        lock(app, "minh")
        family.sign_in("lan")
        family.sign_in("minh", "trongxoai7")


def test_a_stolen_device_mark_has_ten_guesses_of_its_own(app: Portal) -> None:
    make.officer(make.commune(), username="lan")
    own = Browser(app)
    own.sign_in("lan")
    own.client.delete_cookie("portal")
    with clock.at(clock.now().replace(minute=1)):
        for _ in range(10):
            wrong(own, "lan")
        wrong(own, "lan", 429)


def test_a_mark_made_up_or_of_another_account_is_no_known_device() -> None:
    marks = recognition.remember_device("", 7)
    assert recognition.known_device(marks, 7) == marks.split(".")[0]
    assert recognition.known_device(marks, 8) is None
    assert recognition.known_device("0123.abcdef", 7) is None
    for account in (8, 9, 10):
        marks = recognition.remember_device(marks, account)
    assert recognition.known_device(marks, 7) is None  # the last three only
    assert len("device=" + marks) + len("__Host-portal=") + 32 <= 200


def test_a_storm_of_guesses_slows_strangers_and_locks_nobody_out(
    app: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    make.officer(make.commune(), username="lan")
    own = Browser(app)
    own.sign_in("lan")
    with clock.at(clock.now().replace(minute=1)):
        with writing():
            for _ in range(recognition.CEILING - 1):
                limits.count("wrong guesses", "all", recognition.SPAN)
        stranger = Browser(app)
        wrong(stranger, "first")
        assert "alarm" in capsys.readouterr().out
        for _ in range(3):
            wrong(stranger, "lan")
        wrong(stranger, "lan", 429)
        own.sign_in("lan")
        Browser(app).send("/login", 422, username="another", password="x")


def test_one_address_has_its_limit_whatever_the_names(app: Portal) -> None:
    app.config["ANONYMOUS_LIMIT"], before = 5, app.config["ANONYMOUS_LIMIT"]
    try:
        with clock.at(clock.now().replace(minute=1)):
            for number in range(5):
                wrong(Browser(app), f"name{number}")
            wrong(Browser(app), "name6", 429)
    finally:
        app.config["ANONYMOUS_LIMIT"] = before


def test_no_address_is_kept_and_two_days_do_not_match(app: Portal) -> None:
    today = limits.anonymous("203.0.113.9")
    with clock.at(clock.now() + timedelta(days=1)):
        assert limits.anonymous("203.0.113.9") != today
    wrong(Browser(app), "name")
    rows = session.query(limits.Attempt).all()
    assert rows
    assert all("127.0.0.1" not in row.door for row in rows)


def test_fifty_sign_ins_at_once_are_fifty_sessions_or_asked_to_come_again(app: Portal) -> None:
    commune = make.commune()
    people = [make.officer(commune, username=f"person{number}") for number in range(50)]
    fields = Browser(app).see("/login").fields()
    answers: list[int] = []

    def sign_in(username: str) -> None:
        typed = {**fields, "username": username, "password": f"own-{username}"}
        typed["once"] = typed["once"][:-2] + username[-2:].rjust(2, "x")
        answers.append(app.test_client().post("/login", data=typed).status_code)

    threads = [threading.Thread(target=sign_in, args=(one.username,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {303, 503}
    assert len(answers) == 50
    assert session.query(SignIn).count() == answers.count(303)
    assert answers.count(303) >= 1


def test_when_no_place_is_free_the_answer_is_503_and_what_was_typed_stays(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)
    fields = {**browser.see("/login").fields(), "username": "lan", "password": "secret-word"}
    with passwords._places, passwords._places:
        response = browser.client.post("/login", data=fields)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "lan" in response.get_data(as_text=True)
    assert "secret-word" not in response.get_data(as_text=True)


def test_a_suspended_account_says_so_only_to_who_knows_its_password(browser: Browser) -> None:
    account = make.officer(make.commune(), username="lan")
    with writing():
        services.suspend(session.get_one(Account, account.id), by=None)
    assert "suspended" in browser.send("/login", 422, username="lan", password="own-lan").text
    assert "suspended" not in wrong(browser, "lan")


def test_the_help_page_names_the_office_and_asks_for_no_user_name(browser: Browser) -> None:
    province = make.province()
    commune = make.commune(province)
    other = make.commune(province, "Tân An")
    with writing():
        session.get_one(Unit, commune.id).phone = "0222 3 812 345"
    page = browser.see("/login/help")
    assert not page.all("input", name="username")
    browser.see(f"/login/help?province={province.code}")
    at = f"/login/help?province={province.code}&commune="
    assert "0222 3 812 345" in browser.see(at + commune.code).text
    assert "has published no phone number" in browser.see(at + other.code).text
    assert "0222" not in browser.see("/login/help?province=NO&commune=NO").text


def test_the_empty_page_that_sends_htmx_to_sign_in_is_kept_by_nobody(browser: Browser) -> None:
    answer = browser.client.get("/account", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/login")
    assert answer.data == b""
    assert "no-store" in answer.headers["Cache-Control"]
