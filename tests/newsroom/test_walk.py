"""What is written at the desk, in a real browser as wide as a keypad phone."""

import threading
from collections.abc import Iterator

import pytest
from waitress.server import create_server

from portal.base.web import Portal
from tests import chromium, photos
from tests.newsroom.desk import Desk
from tests.newsroom.test_hanging import hang

pytestmark = pytest.mark.skipif(chromium.missing() is not None, reason=str(chromium.missing()))


@pytest.fixture
def address(app: Portal) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def test_a_picture_is_no_wider_than_the_screen(address: str, desk: Desk) -> None:
    hang(desk, photo=(photos.phone(), "anh.jpg"))
    desk.publish()
    with chromium.browser(javascript=False) as phone:
        page = phone.new_page()
        page.goto(address + desk.path)
        chromium.press(page, "main a[href*='/pictures/']")
        shown = page.locator("main img").bounding_box()
        assert shown is not None
        assert page.evaluate("document.documentElement.scrollWidth") <= 240
        assert shown["height"] < shown["width"], "it keeps its shape"


LONG = "abcdefghij" * 30
WIDE = "|a|b|c|\n|-|-|-|\n" + f"|{LONG}|b|c|\n"


@pytest.mark.parametrize("width", [240, 360, 1280])
@pytest.mark.parametrize(
    "body", [f"https://{LONG}", f"<https://{LONG}.vn>", f"```\n{LONG}\n```", WIDE]
)
def test_no_word_is_wider_than_the_screen(address: str, desk: Desk, body: str, width: int) -> None:
    desk.write(title=LONG[:150], body=body)
    desk.publish()
    with chromium.browser(javascript=False, width=width) as phone:
        page = phone.new_page()
        for path in (desk.path, f"{desk.path}/share", f"/units/{desk.village.code}"):
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_sheet_carries_the_correction_and_where_it_came_from(address: str, desk: Desk) -> None:
    desk.publish()
    desk.write(body="Họp lúc 20 giờ.", note="Giờ họp là 20 giờ.")
    desk.publish()
    with chromium.browser(javascript=False, width=1280) as office:
        page = office.new_page()
        page.goto(address + desk.path)
        chromium.press(page, "main a[href$='?print=1']")
        page.emulate_media(media="print")
        sheet = page.inner_text("main")
    assert "Giờ họp là 20 giờ." in sheet
    assert sheet.rstrip().endswith(desk.path)
