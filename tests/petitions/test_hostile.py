"""Whatever is typed: no page breaks, nothing is shown as markup, nothing typed is lost."""

from collections.abc import Iterator
from html import escape
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from portal.base import text
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.petitions import handling, sender
from portal.petitions.models import Petition, PetitionText
from portal.petitions.rules import LONGEST_TEXT, LONGEST_TOPIC, Act
from tests import hostile
from tests.browser import Browser
from tests.html import Page
from tests.petitions import acts
from tests.petitions.conftest import Nation

TYPED = {"topic": "Đèn đường hỏng", "text": "Đèn đầu thôn hỏng, đi lại nguy hiểm."}
BOXES = ("topic", "text", "name", "phone", "address", "learn", "kind", "unit", "button", "part")
SENT_ON = "Redirecting"
_once = count(1)


class Sender:
    """Posts without looking at pages first: the hidden fields are made once."""

    def __init__(self, app: Portal, place: str) -> None:
        self.browser = Browser(app)
        path = f"/petitions/new?kind=feedback&unit={place}"
        self.fields = self.browser.see(path).fields()

    def post(self, path: str, **typed: str) -> Page:
        """The answer's page; any exception of ours ends the test."""
        once = f"hostile-form-key-{next(_once):08}"
        data = {**self.fields, "once": once, **typed}
        response = self.browser.client.post(f"/en{path}", data=data)
        session.remove()
        html = response.get_data(as_text=True)
        assert response.status_code < 500, html[:500]
        page = Page(html if "<html" in html else "<html><body></body></html>")
        for element in page.elements():
            assert not any(name.startswith("on") for name in element.attrib), element.attrib
        assert not page.all("script"), html[:500]
        return page


def kept(page: Page, typed: str) -> bool:
    """Whether a page still holds what was typed, with a mark for what cannot be shown."""
    wanted = text.INVISIBLE.sub("", text.showable(typed)).replace("\r", "").strip()
    plain = "".join(
        "".join(field.itertext()) + (field.get("value") or "") for field in page.elements()
    )
    squeezed = "".join(plain.split())
    found = "".join(wanted.split())
    return found in squeezed or text.clean(found).replace("\ufffd", "") in squeezed


def throw(sender_: Sender, string: str) -> None:
    """One string into the words, then into every other box in turn."""
    before = session.scalar(sa.select(sa.func.max(Petition.id))) or 0
    page = sender_.post("/petitions/new", topic=string, text=string, button="send")
    stored = session.scalar(sa.select(sa.func.max(Petition.id))) or 0
    session.remove()
    if stored > before:
        letter = session.get_one(PetitionText, stored)
        assert letter.text == text.clean(string)
        assert letter.topic == text.clean(string)
        session.remove()
    else:
        assert kept(page, string), page.text[:500]


@pytest.fixture
def writer(nation: Nation, app: Portal) -> Iterator[Sender]:
    app.config["ANONYMOUS_LIMIT"] = 10**9
    yield Sender(app, nation.village.code)
    app.config["ANONYMOUS_LIMIT"] = 300


def test_hostile_words_are_kept_or_refused_with_everything_typed(writer: Sender) -> None:
    for string in hostile.STRINGS:
        throw(writer, string)


def boxes(number: int, seed: int) -> list[tuple[int, str]]:
    return list(enumerate(hostile.some(number, seed)))


def throw_at_boxes(writer: Sender, number: int, seed: int = 1) -> None:
    """Each string into one box, rotating so that every box gets its share."""
    for n, string in boxes(number, seed):
        box = BOXES[n % len(BOXES)]
        page = writer.post("/petitions/new", **{**TYPED, "button": "send", box: string})
        ours = "PA-" in page.title or kept(page, TYPED["text"])
        assert ours or box in ("text", "part"), (box, string, page.text[:300])


def test_hostile_strings_in_every_box_of_sending(writer: Sender) -> None:
    throw_at_boxes(writer, 400)


def test_hostile_strings_in_addresses(writer: Sender) -> None:
    for n, string in enumerate(hostile.STRINGS):
        name = ("kind", "unit", "at", "q", "page", "read")[n % 6]
        query: dict[str, Any] = {"kind": "feedback", name: string}
        response = writer.browser.client.get("/en/petitions/new", query_string=query)
        assert response.status_code in (200, 404), (name, string)
        assert "<script>alert" not in response.get_data(as_text=True)
        part = writer.browser.client.get("/en/petitions/track/part", query_string={"part": string})
        assert part.status_code in (303, 404)


def test_hostile_strings_on_the_sender_s_own_page(
    writer: Sender, nation: Nation, app: Portal
) -> None:
    boxes_of = {
        "": "code",
        "/reply": "reply",
        "/rate": "words",
        "/reopen": "reason",
        "/withdraw": "reason",
        "/photo": "photo",
    }
    for n, string in enumerate(hostile.STRINGS[::2]):
        receipt = acts.send(nation.village)
        acts.do(nation.clerk, receipt.petition, Act.ASK, handling.ask, "Đèn nào?")
        if n % 6 in (2, 3):
            acts.by_code(receipt.code, sender.reply, "12")
            acts.answer(receipt.petition, nation.clerk, nation.lead)
        ending, box = list(boxes_of.items())[n % 6]
        typed = {"code": receipt.code, "stars": "5", box: string}
        page = writer.post(f"/petitions/track{ending}", **typed)
        if not page.text.startswith(SENT_ON):
            assert kept(page, string) or box in ("photo", "code"), (ending, string, page.text[:300])
        writer.browser.client.delete_cookie("case", path="/en/petitions/track")
        shown = writer.post("/petitions/track", code=receipt.code)
        assert shown.text.startswith(SENT_ON)
        assert receipt.petition.number in writer.browser.see("/petitions/track").title


def test_what_is_too_long_is_refused_and_kept(writer: Sender) -> None:
    for box, most in (("topic", LONGEST_TOPIC), ("text", LONGEST_TEXT)):
        long = "Đường làng ngập nước. " * 5000
        page = writer.post("/petitions/new", **{**TYPED, box: long, "button": "send"})
        assert f"longer than {most}" in page.text
        assert escape(long.strip()[-100:]) in page.html
    # 2 MB and more is not read at all.
    huge = writer.post("/petitions/new", **{**TYPED, "text": "ơ" * 2_000_000, "button": "send"})
    assert "too large" in huge.text


@pytest.mark.proof
def test_a_hundred_thousand_hostile_strings(writer: Sender) -> None:
    throw_at_boxes(writer, 100_000, seed=2)
    with writing():
        assert session.scalar(sa.select(sa.func.count()).select_from(Petition))
