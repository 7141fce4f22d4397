"""Accounts flow downwards: made, printed, reset, suspended and ended by the level above."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest

from portal.accounts import passwords, queries, services
from portal.accounts.models import Account, Association, Grant
from portal.accounts.rules import Role
from portal.base import clock, qr
from portal.base.audit import AuditRow
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units.queries import Place
from tests import make
from tests.browser import Browser
from tests.html import Page, words


def village_and_lead(app: Portal, villages: int = 2) -> tuple[Place, list[Place], Browser]:
    commune = make.commune()
    below = [make.village(commune, f"Thôn {number}") for number in range(villages)]
    return commune, below, Browser(app).enter(make.officer(commune, Role.LEAD, username="lead"))


def printed(page: Page) -> list[tuple[str, str]]:
    """User name and password of each slip, without their gaps."""
    found = []
    for slip in page.all("section", class_="slip"):
        name, password = (words(strong).replace(" ", "") for strong in slip.iter("strong"))
        found.append((name, password))
    return found


def test_slips_for_all_children_work_and_are_digits_in_groups(app: Portal) -> None:
    commune, _, lead = village_and_lead(app)
    page = lead.send(f"/accounts/{commune.code}/slips", 200)
    assert lead.response.headers["Cache-Control"] == "no-store, private"
    shown = [words(strong) for strong in page.all("strong")]
    assert len(shown) == 4
    assert all(re.fullmatch(r"\d{3} \d{3} \d{4}", figures) for figures in shown)
    for username, password in printed(page):
        assert re.fullmatch(r"[1-9]\d{9}", username)
        Browser(app).send("/login", username=username, password=password)
    assert session.query(Grant).filter_by(role=Role.CLERK).count() == 2


def test_the_same_post_prints_the_same_slips_and_makes_nobody_twice(app: Portal) -> None:
    commune, _, lead = village_and_lead(app)
    path = f"/accounts/{commune.code}/slips"
    fields = lead.see(path).fields()
    first, second = lead.post(path, fields, 200), lead.post(path, fields, 200)
    assert printed(first) == printed(second)
    assert len(printed(first)) == 2
    assert session.query(Account).count() == 3


def test_a_slip_that_was_used_is_not_printed_again(app: Portal) -> None:
    commune, _, lead = village_and_lead(app)
    path = f"/accounts/{commune.code}/slips"
    fields = lead.see(path).fields()
    (username, password), other = printed(lead.post(path, fields, 200))
    Browser(app).send("/login", username=username, password=password)
    assert printed(lead.post(path, fields, 200)) == [(username, "alreadyused"), other]


def test_nothing_readable_of_a_first_password_is_stored(app: Portal) -> None:
    commune, _, lead = village_and_lead(app)
    page = lead.send(f"/accounts/{commune.code}/slips", 200)
    folder = Path(app.config["DATABASE_URL"].removeprefix("sqlite:///")).parent
    kept = b"".join(file.read_bytes() for file in folder.glob("portal.db*"))
    for username, password in printed(page):
        assert username.encode() in kept
        assert password.encode() not in kept


def test_children_that_have_an_account_are_left_alone_and_the_rest_marked(app: Portal) -> None:
    commune, (first, _), lead = village_and_lead(app)
    make.officer(first, username="here")
    page = lead.see(f"/accounts/{commune.code}")
    assert page.text.count("no account") == 1
    assert len(printed(lead.send(f"/accounts/{commune.code}/slips", 200))) == 1
    assert "no account" not in lead.see(f"/accounts/{commune.code}").text
    assert "Every unit below has an account." in lead.see(f"/accounts/{commune.code}/slips").text


def test_the_code_on_a_slip_holds_the_address_and_is_small(app: Portal) -> None:
    commune, _, lead = village_and_lead(app)
    page = lead.send(f"/accounts/{commune.code}/slips", 200)
    picture, _ = qr.picture("http://localhost/login")
    assert picture in page.html
    assert len(gzip.compress(picture.encode(), 6)) <= 1024
    assert page.html.count("<path") == 1
    assert 'href="#qr"' in page.html
    assert page.all("link", rel="stylesheet")[1].get("href", "").endswith("/print.css")


def test_sixty_hashes_are_made_before_the_writing_begins(
    app: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune, _, lead = village_and_lead(app, villages=60)
    writing_then: list[bool] = []
    real = passwords.hashed

    def hashed(password: str) -> str:
        writing_then.append(session().write)
        return real(password)

    monkeypatch.setattr(passwords, "hashed", hashed)
    assert len(printed(lead.send(f"/accounts/{commune.code}/slips", 200))) == 60
    assert writing_then == [False] * 60


def test_one_person_gets_an_account_with_phone_position_and_role(app: Portal) -> None:
    commune, (village, _), lead = village_and_lead(app)
    typed = {"name": "Trần Thị Lan", "position": "Trưởng thôn", "phone": "0912 345 678"}
    page = lead.send(f"/accounts/{village.code}/new", 200, **typed, role="clerk")
    ((username, password),) = printed(page)
    assert username.isdigit()
    Browser(app).send("/login", username=username, password=password)
    made = queries.account_named(username)
    assert made is not None
    assert (made.name, made.position, made.phone) == tuple(typed.values())
    acts = {row.act for row in session.query(AuditRow).filter_by(account_id=1)}
    assert acts == {"accounts.add", "accounts.give"}
    page = lead.send(f"/accounts/{commune.code}/new", 200, name="Trần Thị Lan", role="lead")
    assert printed(page)[0][0] == "lantt"
    page = lead.send(f"/accounts/{commune.code}/new", 200, name="Trần Tuấn Lan", role="lead")
    assert printed(page)[0][0] == "lantt2"


def test_a_form_in_want_of_a_name_keeps_what_was_typed(app: Portal) -> None:
    _, (village, _), lead = village_and_lead(app)
    page = lead.send(f"/accounts/{village.code}/new", 422, position="Trưởng thôn", phone="abc")
    assert page.fields()["position"] == "Trưởng thôn"
    assert "Digits only." in page.text


def test_a_lead_cannot_make_an_administrator(app: Portal) -> None:
    centre = make.centre()
    lead = Browser(app).enter(make.officer(centre, Role.LEAD))
    page = lead.see(f"/accounts/{centre.code}/new")
    assert "admin" not in [option.get("value") for option in page.all("option")]
    lead.send(f"/accounts/{centre.code}/new", 422, name="X Y", role="admin")
    admin = Browser(app).enter(make.officer(centre, Role.ADMIN))
    admin.send(f"/accounts/{centre.code}/new", 200, name="X Y", role="admin")


def test_a_reset_shows_a_new_slip_ends_all_sessions_and_is_told(app: Portal) -> None:
    _, (village, _), lead = village_and_lead(app)
    clerk = make.officer(village, username="lan")
    theirs = Browser(app).enter(clerk)
    path = f"/accounts/{village.code}/{clerk.id}/reset"
    fields = lead.see(path).fields()
    first = printed(lead.post(path, fields, 200))
    assert printed(lead.post(path, fields, 200)) == first
    theirs.see("/account", 303)
    theirs.send("/login", 422, username="lan", password="own-lan")
    theirs.send("/login", username="lan", password=first[0][1])
    assert "made anew by your office" in theirs.follow().text
    assert session.query(AuditRow).filter_by(act="accounts.reset").count() == 1


def test_a_suspended_account_is_out_at_the_next_click_until_it_is_lifted(app: Portal) -> None:
    _, (village, _), lead = village_and_lead(app)
    clerk = make.officer(village, username="lan")
    theirs = Browser(app).enter(clerk)
    here = f"/accounts/{village.code}/{clerk.id}"
    theirs.see("/account")
    lead.send(f"{here}/suspend")
    theirs.see("/account", 303)
    page = lead.follow()
    assert "Suspended since" in page.text
    lead.post(f"{here}/lift", page.fields())
    theirs.sign_in("lan")
    assert {"accounts.suspend", "accounts.lift"} <= {row.act for row in session.query(AuditRow)}


def test_a_role_ends_on_the_day_named(app: Portal) -> None:
    _, (village, _), lead = village_and_lead(app)
    clerk = make.officer(village, username="lan")
    grant = session.query(Grant).filter_by(account_id=clerk.id).one().id
    session.remove()
    path = f"/accounts/{village.code}/{clerk.id}/roles/{grant}/end"
    last = clock.today() + timedelta(days=3)
    yesterday = clock.today() - timedelta(days=1)
    lead.send(path, 422, day="31", month="2", year="2026")
    lead.send(path, 422, day=yesterday.day, month=yesterday.month, year=yesterday.year)
    lead.send(path, day=last.day, month=last.month, year=last.year)
    with writing():
        token = services.start_session(clerk.id, "x", shared=False)
    for days, hats in ((2, 1), (3, 0)):
        with clock.at(clock.now() + timedelta(days=days)):
            found = queries.actor(token)
            assert found is not None
            assert len(found.hats) == hats


def test_one_person_may_hold_several_roles(app: Portal) -> None:
    _, (first, second), lead = village_and_lead(app)
    clerk = make.officer(first, username="lan")
    path = f"/accounts/{first.code}/{clerk.id}/roles/new"
    lead.send(path, unit=second.code, role="clerk")
    assert len(lead.follow().all("li")) == 2
    lead.send(path, 422, unit=second.code, role="clerk")  # held already
    lead.send(path, 422, unit="NOWHERE", role="clerk")
    assert session.query(Grant).filter_by(account_id=clerk.id).count() == 2


def test_who_also_works_elsewhere_is_not_reset_by_a_lead_of_one_place(app: Portal) -> None:
    commune, (village, _), lead = village_and_lead(app)
    clerk = make.officer(village, username="lan")
    assert commune.parent is not None
    with writing():
        services.give(session.get_one(Account, clerk.id), Role.LEAD, commune.parent.id)
    here = f"/accounts/{village.code}/{clerk.id}"
    assert "Reset the password" not in lead.see(here).text
    assert "also works elsewhere" in lead.see(f"{here}/reset", 422).text
    lead.see(f"{here}/suspend", 422)
    admin = Browser(app).enter(make.officer(commune.parent, Role.ADMIN))
    admin.send(f"{here}/reset", 200)


def test_nobody_resets_suspends_or_ends_the_own_account(app: Portal) -> None:
    commune, _, lead = village_and_lead(app)
    here = f"/accounts/{commune.code}/1"
    lead.see(f"{here}/reset", 422)
    lead.see(f"{here}/suspend", 422)
    lead.see(f"{here}/roles/1/end", 404)
    second = Browser(app).enter(make.officer(commune, Role.LEAD))
    second.send(f"{here}/reset", 200)  # a second lead of the unit may


def test_a_lead_within_an_association_sees_and_gives_only_there(app: Portal) -> None:
    commune, (village, _), _ = village_and_lead(app)
    clerk = make.officer(village, username="front")
    with writing():
        session.add(Association(code="youth", position=1, words={"en": "Youth Union"}))
        session.add(Association(code="women", position=2, words={"en": "Women's Union"}))
        secretary = services.create_account(username="se", name="Lê S", own_password="x")
        services.give(secretary, Role.LEAD, commune.id, association="youth")
    youth = Browser(app).enter(secretary)
    assert clerk.name not in youth.see(f"/accounts/{commune.code}").text
    youth.see(f"/accounts/{village.code}/{clerk.id}", 404)
    page = youth.see(f"/accounts/{village.code}/new")
    offered = [option.get("value") for option in page.one("select", id="association")]
    assert offered == ["youth"]
    youth.send(f"/accounts/{village.code}/new", 422, name="A B", role="clerk", association="women")
    youth.send(f"/accounts/{village.code}/new", 404, name="A B", role="clerk", association="")
    youth.send(f"/accounts/{commune.code}/slips", 200)
    given = session.query(Grant).filter(Grant.account_id > secretary.id).all()
    assert [grant.association_code for grant in given] == ["youth"]


def test_the_largest_province_is_paged_and_asks_six_times_at_most(
    app: Portal, statements: list[str]
) -> None:
    province = make.province()
    for number in range(50):
        make.commune(province, f"Xã {number}")
    lead = Browser(app).enter(make.officer(province, Role.LEAD))
    lead.see(f"/accounts/{province.code}")
    statements.clear()
    page = lead.see(f"/accounts/{province.code}?page=2")
    assert len(statements) <= 6
    assert page.text.count("no account") == 11
    for path in ("1", "1/roles/new"):
        statements.clear()
        lead.see(f"/accounts/{province.code}/{path}")
        assert len(statements) <= 6


def test_a_lead_finds_the_accounts_in_the_menu_and_a_clerk_does_not(app: Portal) -> None:
    commune, (village, _), lead = village_and_lead(app)
    clerk = Browser(app).enter(make.officer(village))
    link = f"/accounts/{commune.code}"
    assert f"/en{link}" in [a.get("href") for a in lead.see("/").all("a")]
    assert not [a for a in clerk.see("/").all("a") if "/accounts/" in a.get("href", "")]
    assert "/en/login" in [a.get("href") for a in Browser(app).see("/").all("a")]


def test_grants_before_their_day_open_nothing(app: Portal) -> None:
    commune, _, _ = village_and_lead(app)
    with writing():
        later = services.create_account(username="later", name="L", own_password="x")
        services.give(later, Role.LEAD, commune.id, on=clock.today() + timedelta(days=1))
    browser = Browser(app).enter(later)
    browser.see(f"/accounts/{commune.code}", 404)
    with clock.at(clock.now() + timedelta(days=1)):
        browser.see(f"/accounts/{commune.code}")
