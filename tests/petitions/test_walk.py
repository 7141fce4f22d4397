"""A petition from sending to another look, in Chromium at 240 × 320 without JavaScript."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from waitress.server import create_server

from portal.base.web import Portal
from portal.petitions import handling
from portal.petitions.rules import Act, State
from tests import chromium, photos
from tests.petitions import acts
from tests.petitions.conftest import Nation

pytestmark = pytest.mark.skipif(chromium.missing() is not None, reason=str(chromium.missing()))


@pytest.fixture
def address(app: Portal, nation: Nation) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}/en"
    server.close()


def press(page: Page) -> None:
    """The one green thing; no page may be wider than the screen."""
    chromium.press(page, "main .go")
    assert page.evaluate("document.documentElement.scrollWidth") <= 240


def test_by_hand_on_a_basic_phone(address: str, nation: Nation) -> None:
    with chromium.browser(javascript=False) as browser:
        page = browser.new_page()
        page.goto(f"{address}/petitions/")
        press(page)
        page.click("text=Feedback")
        page.fill("#q", "dong")
        press(page)
        page.click(f"text={nation.village.name}")
        page.fill("#topic", "Đèn đường hỏng")
        page.fill("#text", "Đèn đầu thôn hỏng.")
        press(page)
        page.check("text=Please call me")
        press(page)
        assert "This is needed" in page.inner_text("main")
        page.fill("#phone", "0912 345 678")
        press(page)
        press(page)
        [code] = re.findall(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]", page.inner_text("main"))
        page.reload()  # the same receipt again
        assert code in page.inner_text("main")
        petition = acts.sender_case(code).petition
        page.goto(f"{address}/petitions/track")
        page.fill("#code", code.lower().replace("-", " "))
        press(page)
        page.click("text=Add a photo")
        photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photos.phone()}
        page.set_input_files("#photo", photo)
        press(page)
        acts.do(nation.clerk, petition, Act.ASK, handling.ask, "Cột số mấy?")
        page.goto(f"{address}/petitions/track")
        page.fill("#reply", "Cột số 12")
        press(page)
        acts.answer(petition, nation.clerk, nation.lead)
        page.goto(f"{address}/petitions/track")
        page.check("text=2 – not good")
        press(page)
        page.click("text=Not content")
        page.fill("#reason", "Vẫn tối")
        press(page)
        assert "Somebody else will look at it." in page.inner_text("main")
        chromium.press(page, "text=Close this page on this phone")
        assert page.inner_text("h1") == "Track my petition"
    assert acts.now(petition).state is State.RECEIVED
