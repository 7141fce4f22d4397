"""A live text followed by real browsers: two with JavaScript, one without, one saving data, w3m."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page
from waitress.server import create_server

from portal.base import clock, db
from portal.base.web import Portal
from portal.events import services
from portal.events.models import Event
from tests import chromium, make

pytestmark = pytest.mark.skipif(chromium.missing() is not None, reason=str(chromium.missing()))

SAVING = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"


@pytest.fixture
def event(app: Portal) -> Event:
    """Under way now."""
    today = clock.local(clock.now())
    return make.event(make.village(), today.strftime("%Y-%m-%d %H:%M"))


@pytest.fixture
def address(app: Portal, event: Event) -> Iterator[str]:
    """Its live text, served by waitress."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    place = make.units.place_of_id(event.unit_id)
    assert place is not None
    yield f"http://127.0.0.1:{server.effective_port}/events/{place.code}/{event.id}/live"
    server.close()


def opened(browsers: ExitStack, address: str, *, javascript: bool = True, saving: bool = False):
    context = browsers.enter_context(chromium.browser(javascript=javascript))
    page = context.new_page()
    if javascript:
        page.clock.install()
    if saving:
        page.add_init_script(SAVING)
    page.goto(address)
    return page


def lines(page: Page) -> list[str]:
    return [one.inner_text() for one in page.query_selector_all("#events-lines li")]


def after_twenty_seconds(page: Page) -> list[str]:
    with page.expect_response(lambda answer: "after=" in answer.url):
        page.clock.run_for(20_000)
    page.wait_for_timeout(100)
    return lines(page)


def test_a_live_text_is_followed_with_and_without_javascript(address: str, event: Event) -> None:
    make.tell(event, "Khai mạc")
    with ExitStack() as browsers:
        first, second = opened(browsers, address), opened(browsers, address)
        plain = opened(browsers, address, javascript=False)
        saver = opened(browsers, address, saving=True)
        asked: list[str] = []
        saver.on("request", lambda one: asked.append(one.url) if "after=" in one.url else None)
        everybody = (first, second, plain, saver)
        assert all(len(lines(one)) == 1 for one in everybody)
        make.tell(event, "120 người dự")
        with db.writing():
            services.correct(event, 1, "Khai mạc lúc 8 giờ", by=event.created_by, seen=1)
        for one in (first, second):
            newest, oldest = after_twenty_seconds(one)
            assert newest.endswith("120 người dự")
            assert "Khai mạc lúc 8 giờ" in oldest, "it is put where the line stands"
            assert "đã sửa lúc" in oldest
        assert after_twenty_seconds(first) == lines(second), "204 changes nothing"
        saver.clock.run_for(60_000)
        assert asked == [], "who saves data is not asked for more"
        plain.wait_for_timeout(5_100)  # as long as browsers may keep the page
        for one in (plain, saver):
            assert len(lines(one)) == 1
            one.click("text=Xem dòng mới")
            assert len(lines(one)) == 2
        with db.writing():
            services.close(event, by=event.created_by)
        assert "Tường thuật kết thúc" in after_twenty_seconds(first)[0]
        silent: list[str] = []
        first.on("request", lambda one: silent.append(one.url) if "after=" in one.url else None)
        first.clock.run_for(60_000)
        assert silent == [], "after the end nobody asks any more"


@pytest.mark.skipif(shutil.which("w3m") is None, reason="no w3m here: apt-get install w3m")
def test_w3m_shows_the_lines_and_the_way_to_new_ones(address: str, event: Event) -> None:
    make.tell(event, "Khai mạc")
    options = ["-dump", "-cols", "40", "-O", "UTF-8"]
    for number in (1, 2):
        dumped = subprocess.run(["w3m", *options, address], capture_output=True, check=True)
        text = dumped.stdout.decode()
        assert "Xem dòng mới" in text
        assert "Khai mạc" in text
        assert ("120 người dự" in text) is (number == 2)
        if number == 1:
            make.tell(event, "120 người dự")
