"""Who sent a petition stands nowhere but with the custodian who opened it; the code nowhere at all.

Crawls every page that anybody can reach, whatever slice it belongs to: a new route is walked too.
"""

import logging
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from werkzeug.routing import BuildError, Rule

from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.base import db, pagecache, schema
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.petitions import codes, handling, reach, sender, vault
from portal.petitions.intake import Receipt
from portal.petitions.models import Identity
from portal.petitions.rules import Act, Learn, Opening
from tests import make
from tests.browser import Browser
from tests.petitions import acts
from tests.petitions.conftest import Nation

NAME, PHONE, ADDRESS = "Mốc Danh Tính", "0987 654 321", "Ngõ Kín 77"
# As typed, as searched, as dialled.
MARKERS = (NAME, PHONE, ADDRESS, "moc danh tinh", "Moc Danh Tinh", "0987654321", "ngo kin 77")
MOST_LED_TO = 60
ACTS_ON = re.compile(r"/(?:logout|static)\b")


@pytest.fixture
def nation_with_markers(nation: Nation) -> tuple[Nation, list[Receipt]]:
    """One under way whose identity was opened, one answered and public, one confidential."""
    who = {"name": NAME, "phone": PHONE, "address": ADDRESS, "learn": Learn.CALL}
    plain, public = acts.send(nation.village, **who), acts.send(nation.village, **who)
    secret = acts.send(nation.village, **who, kind="complaint", about_office=True)
    opening = (Act.OPEN_IDENTITY, vault.open_identity, Opening.TELL, "Người dân nhờ gọi")
    acts.do(nation.province_custodian, plain.petition, *opening)
    acts.do(nation.clerk, plain.petition, Act.ASK, handling.ask, "Đèn nào?")
    acts.do(nation.clerk, public.petition, Act.CLAIM, handling.claim)
    acts.answer(public.petition, nation.clerk, nation.lead)
    acts.do(nation.lead, public.petition, Act.PUBLISH, handling.publish, "Đèn", "Hỏng", "Đã sửa")
    acts.by_code(public.code, sender.rate, 5, "Tốt")
    return nation, [plain, public, secret]


def addresses(app: Portal, rule: Rule, values: dict[str, list[Any]]) -> Iterator[str]:
    """A route's addresses: each named value as it is here, or else a petition's number or id."""
    names = sorted(rule.arguments)
    for n in range(max((len(values.get(name, values[""])) for name in names), default=1)):
        for other in ("", "id"):
            lists = [values.get(name, values[other]) for name in names]
            given = {name: one[n % len(one)] for name, one in zip(names, lists, strict=True)}
            try:
                with app.test_request_context():
                    yield app.url_map.bind("localhost").build(rule.endpoint, given)
                break
            except (BuildError, ValueError, TypeError, AttributeError):
                continue  # another slice's kind of value: its pages are reached by their links


def words_of(content: bytes) -> str:
    """All that a file says, those inside a Word or Excel file too."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return content.decode(errors="replace")


def crawl(browser: Browser, first: list[str]) -> Iterator[tuple[str, str]]:
    """(address, everything that came back) of these and of some pages that they lead to."""
    seen: set[str] = set()
    waiting = list(dict.fromkeys(first))
    most = len(waiting) + MOST_LED_TO
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        if path in seen or ACTS_ON.search(path):
            continue
        seen.add(path)
        response = browser.client.get(path)
        body = words_of(response.get_data())
        yield path, f"{response.headers}\n{body}"
        found = [*re.findall(r'href="([^"]+)"', body), response.headers.get("Location", "")]
        if 'name="q"' in body and "?" not in path:
            waiting[:0] = [f"{path}?q={one}" for one in ("Mốc", "0987", "ngo+kin")]
        waiting += [one.replace("&amp;", "&") for one in found if one.startswith("/")]


def starts(app: Portal, nation: Nation, receipts: list[Receipt]) -> list[str]:
    ids = [one.petition.id for one in receipts]
    values = {
        "": [one.petition.number for one in receipts],
        "id": ids,
        "petition_id": ids,
        "code": [nation.commune.code],
        "unit": [nation.commune.code],
        "form_code": ["weekly"],
        "notation": ["json", "xml"],
    }
    found = [
        path
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
        for path in addresses(app, rule, values)
    ]
    return ["/", "/desk", *found]


def leaked(text: str) -> list[str]:
    return [marker for marker in MARKERS if marker in text]


def test_no_page_shows_who_sent_it(
    nation_with_markers: tuple[Nation, list[Receipt]],
    app: Portal,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    nation, receipts = nation_with_markers
    caplog.set_level(logging.DEBUG)
    people: dict[str, Any] = {
        "anonymous": None,
        "clerk": make.officer(nation.commune, Role.CLERK),
        "lead": make.officer(nation.commune, Role.LEAD),
        "village": make.officer(nation.village, Role.LEAD),
        "province": make.officer(nation.province, Role.LEAD),
        "viewer": make.officer(nation.province, Role.VIEWER),
        "own custodian": make.officer(nation.commune, Role.CUSTODIAN),
        "a custodian who opened nothing": make.officer(nation.province, Role.CUSTODIAN),
        "centre": make.officer(nation.centre, Role.LEAD),
        "admin": make.officer(nation.centre, Role.ADMIN),
    }
    visited = {}
    with structlog.testing.capture_logs() as logs:
        for who, account in people.items():
            pagecache.forget()
            browser = Browser(app, "vi")
            if account:
                browser.enter(account)
            pages = dict(crawl(browser, starts(app, nation, receipts)))
            visited[who] = len(pages)
            for path, text in pages.items():
                assert not leaked(text), (who, path, leaked(text))
        # Their own senders see everything but who they are.
        for receipt in receipts:
            browser = Browser(app, "vi")
            browser.send("/petitions/track", code=receipt.code)
            for path, text in crawl(browser, ["/petitions/track"]):
                assert not leaked(text), (path, leaked(text))
                assert receipt.code not in text
    written = "\n".join([repr(logs), caplog.text, *capfd.readouterr()])
    assert not leaked(written)
    assert not [one for one in receipts if one.code in written]
    assert min(visited.values()) > 40, visited


def test_the_custodian_who_opened_it_sees_it_on_one_page(
    nation_with_markers: tuple[Nation, list[Receipt]], app: Portal
) -> None:
    nation, receipts = nation_with_markers
    browser = Browser(app, "vi").enter(session.get_one(Account, nation.province_custodian.id))
    shown = {path for path, text in crawl(browser, starts(app, nation, receipts)) if leaked(text)}
    place = f"/petitions/counter/case/{receipts[0].petition.number}/identity"
    assert place in shown
    assert not [path for path in shown if place not in path]  # in other languages, with a reason


def test_sending_leaves_no_trace_in_logs_and_addresses(
    nation: Nation, app: Portal, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = Browser(app)
    with structlog.testing.capture_logs() as logs:
        page = browser.see(f"/petitions/new?kind=feedback&unit={nation.village.code}")
        typed = {**page.fields(), "topic": "Đèn", "text": "Đèn hỏng", "name": NAME}
        typed |= {"phone": PHONE, "address": ADDRESS, "button": "check"}
        browser.post("/petitions/new", typed, 200)
        receipt = browser.post("/petitions/new", {**typed, "button": "send"}, 200)
        [shown] = re.findall(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]", receipt.text)[:1]
        assert not leaked(receipt.text)
        browser.send("/petitions/track", code=shown)
        assert shown not in browser.response.headers["Location"]
        browser.follow()
        again = {**typed, "once": "another-form-key-0000000", "button": "send"}
        browser.post("/petitions/new", {**again, "phone": "x"}, 422)
        browser.post("/petitions/new", {**again, "csrf_token": ""}, 400)
        refused = browser.post("/petitions/new", {**typed, "phone": "1", "button": "send"}, 409)
        assert f"Name: {NAME}" in refused.text
    written = "\n".join([repr(logs), caplog.text, *capfd.readouterr()])
    assert not leaked(written)
    for code in (shown, shown.replace("-", "")):
        assert code not in written
        assert code not in everything()
        assert code not in everything(Identity)


def everything(table: Any = None) -> str:
    """Every row of every table, or of one, as text."""
    session.remove()
    tables = [table.__table__] if table else schema.metadata().sorted_tables
    return "".join(repr(session.execute(sa.select(one)).all()) for one in tables)


def test_the_database_holds_it_in_one_table_alone(
    nation_with_markers: tuple[Nation, list[Receipt]],
) -> None:
    assert {NAME, PHONE, ADDRESS} <= set(leaked(everything(Identity)))
    with writing():
        session.execute(sa.delete(Identity))
    assert not leaked(everything())


def by_random_codes(number: int) -> int:
    """How many of so many random codes, each with its right check character, open something."""
    draw, hits = Random(7), 0
    for _ in range(number):
        letters = "".join(draw.choices(codes.ALPHABET, k=codes.LENGTH))
        hits += reach.case_of_code(letters + codes.check(letters)) is not None
    return hits


def test_random_codes_open_nothing(nation: Nation) -> None:
    receipts = [acts.send(nation.village) for _ in range(50)]
    assert by_random_codes(2_000) == 0
    assert all(reach.case_of_code(one.code) for one in receipts)


@pytest.mark.proof
def test_a_hundred_thousand_random_codes_open_nothing(nation: Nation) -> None:
    with db.writing():
        for number in range(2_000):
            acts.intake.send(
                acts.Sending(nation.village, acts.Kind.FEEDBACK, "Đèn", "Hỏng"), once=f"o{number}"
            )
    assert by_random_codes(100_000) == 0
