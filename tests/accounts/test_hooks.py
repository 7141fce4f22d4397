"""The demo mark, the clock, the checks, and accounts from the shell."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from portal.accounts import cli, demo, hooks, rules, services
from portal.accounts.models import Account, Grant, SignIn
from portal.accounts.rules import Role
from portal.base import clock
from portal.base.db import session, writing
from portal.base.errors import PortalError
from portal.base.web import Portal
from portal.units.models import Unit
from tests import make
from tests.browser import Browser


def test_a_demo_says_so_on_every_page_and_stays_on_this_machine(app: Portal) -> None:
    hooks.may_serve("0.0.0.0")
    assert "This is a demo" not in Browser(app).see("/login").text
    with writing():
        demo.mark()
    assert "This is a demo" in Browser(app).see("/login").text
    hooks.may_serve("127.0.0.1")
    with pytest.raises(SystemExit, match="demo"):
        hooks.may_serve("0.0.0.0")


def test_the_five_accounts_of_the_demo_have_their_roles_and_passwords(app: Portal) -> None:
    village = make.village()
    line = {place.level.value: place.id for place in (village, *village.parents)}
    with writing():
        demo.mark()
        demo.demo_accounts({name: f"Bà {name}" for name in rules.DEMO}, line)
    for name, roles in rules.DEMO.items():
        browser = Browser(app)
        browser.send("/login", username=name, password=f"demo-{name}")
        assert browser.response.headers["Location"] == "/desk"
        held = sa.select(Grant.role).join(Account, Account.id == Grant.account_id)
        assert set(session.scalars(held.where(Account.username == name))) == set(roles)


def test_the_clock_forgets_sessions_that_are_over(app: Portal) -> None:
    account = make.officer(make.commune())
    with writing():
        services.start_session(account.id, "shared", shared=True)
        services.start_session(account.id, "own", shared=False)
    with clock.at(clock.now() + timedelta(hours=13)), writing():
        hooks.tick()
    assert [kept.device for kept in session.query(SignIn)] == ["own"]


def test_the_checks_find_what_must_not_be(app: Portal) -> None:
    village = make.village()
    account = make.officer(village)
    assert hooks.check() == []
    with writing():
        services.start_session(account.id, "x", shared=False)
        session.get_one(Account, account.id).suspended_at = clock.now()
        session.get_one(Account, account.id).first_password_until = clock.now() + timedelta(days=31)
        session.query(Grant).one().role = Role.ADMIN
    assert len(hooks.check()) == 3
    with writing():
        session.query(Grant).one().role = Role.CLERK
        session.get_one(Unit, village.id).closed_on = clock.today()
    assert "held outside its unit's life" in hooks.check()[0]


def test_accounts_from_the_shell(app: Portal, tmp_path: Path) -> None:
    commune = make.commune()
    shell = CliRunner()
    typed = ["add", "--username", "First", "--name", "Lê A", "--unit", commune.code]
    done = shell.invoke(cli.account, [*typed, "--role", "lead"], catch_exceptions=False)
    assert done.exit_code == 0
    name, password = done.output.split()[-4], "".join(done.output.split()[-3:])
    assert name == "first"
    Browser(app).send("/login", username=name, password=password)
    again = shell.invoke(cli.account, ["reset", "first"], catch_exceptions=False)
    Browser(app).send("/login", 422, username=name, password=password)
    password = "".join(again.output.split()[-3:])
    Browser(app).send("/login", username=name, password=password)
    shell.invoke(cli.account, ["suspend", "first"], catch_exceptions=False)
    Browser(app).send("/login", 422, username=name, password=password)
    shell.invoke(cli.account, ["suspend", "first", "--lift"], catch_exceptions=False)
    Browser(app).send("/login", username=name, password=password)
    assert shell.invoke(cli.account, ["reset", "nobody"]).exit_code == 1
    assert shell.invoke(cli.account, [*typed[:-1], "NOWHERE", "--role", "lead"]).exit_code == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"username": "a"}, "“a” is no user name: 2 to 40 small letters (a-z), digits"),
        ({"username": "lê lan"}, "“lê lan” is no user name"),
        ({"username": "a" * 41}, "is no user name"),
        ({"username": "-lan"}, "“-lan” is no user name"),
        ({"username": "lan"}, "The user name lan is taken."),
        ({"name": "  "}, "A person's name has 1 to 120 letters."),
        ({"name": "a" * 121}, "A person's name has 1 to 120 letters."),
        ({"name": "Lan\x07"}, "There is a character that cannot be stored."),
        ({"phone": "09x"}, "This is no telephone number: digits, at most 20 signs."),
        ({"position": "a" * 81}, "A position has at most 80 letters."),
        ({"unit": "nowhere"}, "No unit of the code “nowhere” stands today."),
        ({"role": "admin"}, "Administrators are at the centre and at provinces only."),
        ({"role": "king"}, "'king' is not one of"),
    ],
)
def test_the_shell_says_what_is_wrong_and_makes_nothing(
    app: Portal, changed: dict[str, str], sentence: str
) -> None:
    commune = make.commune()
    make.officer(commune, username="lan")
    given = {"username": "minh", "name": "Lê Minh", "unit": commune.code, "role": "lead", **changed}
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    done = CliRunner().invoke(cli.account, ["add", *words])
    assert done.exit_code
    assert isinstance(done.exception, (PortalError, SystemExit))  # sentences, in portal/cli.py
    assert sentence in done.output + str(done.exception)
    session.remove()
    assert session.scalar(sa.select(sa.func.count(Account.id))) == 1
