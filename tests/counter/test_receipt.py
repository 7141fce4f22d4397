"""Phiếu tiếp nhận and a letter as Chromium puts them on paper."""

import pytest

from portal.accounts import associations
from portal.accounts.rules import Role
from portal.base import paths
from portal.base.db import writing
from tests import chromium, make
from tests.browser import Browser
from tests.counter.pages import HOME, browser

pytestmark = pytest.mark.skipif(bool(chromium.missing()), reason=str(chromium.missing()))

HIDDEN = """[...document.querySelectorAll('main p, main dd')].filter(
    one => getComputedStyle(one).display == 'none' || one.closest('.screen')
).map(one => one.textContent.trim())"""


def hidden_on_paper(html: str) -> list[str]:
    """What of the page's paragraphs does not go to the printer."""
    with chromium.browser(width=794, height=1123) as window:
        page = window.new_page()
        page.set_content(html)
        for sheet in ("portal.css", "print.css"):
            page.add_style_tag(content=(paths.ROOT / "static" / sheet).read_text())
        page.emulate_media(media="print")
        found: list[str] = page.evaluate(HIDDEN)
        return found


def test_the_receipt_prints_with_all_that_the_sender_needs(app, nation):
    device = browser(app, nation.clerk)
    html = device.send(f"{HOME}/{nation.commune.code}/new", 200, topic="Đèn", text="Hỏng").html
    hidden = hidden_on_paper(html)
    assert [words.split()[0] for words in hidden] == ["Print", "Write"]


def test_a_letter_prints_with_its_paragraphs(app):
    centre = make.centre()
    with writing():
        associations.ensure()
    device = Browser(app).enter(make.officer(centre, Role.ADMIN))
    html = device.see("/letters/TW/heads/front/centre/sample").html
    assert [words[:1] for words in hidden_on_paper(html)] == ["‹"]
