"""The story of the portal in a real browser: from a village's keypad to the centre's total."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page
from waitress.server import create_server

from portal.base import db, pagecache, period
from portal.base.clock import zone
from portal.base.web import Portal
from portal.reports import questionnaire
from tests import chromium

pytestmark = pytest.mark.skipif(chromium.missing() is not None, reason=str(chromium.missing()))

FIGURES = {
    "meetings": "2", "attending": "64", "women_attending": "31", "information_rounds": "3",
    "opinions": "3", "opinions_settled": "2", "opinions_sent_up": "1", "mediations_ended": "1",
    "mediations_settled": "1", "supervisions": "0", "households_helped": "5",
    "poor_fund": "15.000.000", "other_donations": "", "houses_begun": "0", "houses_finished": "0",
    "cleanups": "0", "cleanup_people": "", "households_arrived": "1", "households_left": "0",
    "grave_matters": "0",
}  # fmt: skip


@pytest.fixture
def address(portal: Portal, demo: Path, tmp_path: Path) -> Iterator[str]:
    """A copy of the demo, served by waitress."""
    shutil.copy(demo, tmp_path / "portal.db")
    db.open_database(f"sqlite:///{tmp_path / 'portal.db'}")
    pagecache.forget()
    questionnaire.forget()
    server = create_server(portal, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    db.close_database()


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/login")
    page.fill("[name=username]", name)
    page.fill("[name=password]", f"demo-{name}")
    chromium.press(page, "main button")


def this_week() -> str:
    return str(period.period_at(datetime.now(UTC), period.Frequency.WEEKLY, zone()))


@pytest.mark.parametrize("javascript", [True, False], ids=["with javascript", "without"])
def test_a_village_reports_and_the_centre_sees_it_at_the_next_click(
    address: str, javascript: bool
) -> None:
    with chromium.browser(javascript) as village, chromium.browser(javascript) as centre:
        reader, writer = centre.new_page(), village.new_page()
        sign_in(reader, address, "centre")
        total = f"{address}/reports/weekly/TW/{this_week()}/totals/poor_fund"
        before = figure(reader, total)
        sign_in(writer, address, "village")
        writer.goto(address + str(writer.get_attribute("main li a", "href")) + "?edit=1")
        assert writer.evaluate("document.documentElement.scrollWidth") <= 240
        old = writer.input_value("[name=poor_fund]") or "0"
        report(writer)
        assert "15.000.000" in writer.inner_text("main")
        assert figure(reader, total) - before == 15_000_000 - int(old.replace(".", ""))


def report(page: Page) -> None:
    """Fill in and send, looking again where the portal asks to."""
    for code, typed in FIGURES.items():
        page.fill(f"[name={code}]", typed)
    chromium.press(page, "button.go >> nth=-1")
    if page.query_selector("[name=asked]"):
        page.fill("[name=explanation]", "Đoàn từ thiện về thăm.")
        chromium.press(page, "button.go >> nth=0")


def figure(page: Page, address: str) -> int:
    """The sum of all provinces' reported figures on a page of one indicator."""
    page.goto(address)
    cells = page.query_selector_all("tbody tr td:nth-child(2)")
    numbers = [cell.inner_text().split("/")[0].strip().replace(".", "") for cell in cells]
    return sum(int(number) for number in numbers if number.isdecimal())


def test_a_wrong_figure_stays_where_it_was_typed(address: str) -> None:
    with chromium.browser(javascript=False) as village:
        page = village.new_page()
        sign_in(page, address, "village")
        page.goto(address + str(page.get_attribute("main li a", "href")) + "?edit=1")
        page.fill("[name=meetings]", "hai")
        chromium.press(page, "button.go >> nth=-1")
        assert page.input_value("[name=meetings]") == "hai"
        assert "Xin nhập số" in page.inner_text("main")


@pytest.mark.parametrize("width", [240, 360, 1280])
@pytest.mark.parametrize("language", ["", "/en", "/hi"])
def test_no_page_is_wider_than_its_screen(address: str, width: int, language: str) -> None:
    with chromium.browser(width=width) as device:
        page = device.new_page()
        for path in ("/", "/login", "/units/", "/login/help"):
            fits(page, address + language + path, width)
        sign_in(page, address, "commune")
        page.goto(f"{address}{language}/desk")
        links = [link.get_attribute("href") for link in page.query_selector_all("main a")]
        for path in [f"{language}/account", *filter(None, links)]:
            fits(page, address + path, width)
        fits(page, f"{address}{links[0]}/totals", width)


def fits(page: Page, address: str, width: int) -> None:
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_accessibility_rules_find_nothing(address: str) -> None:
    axe = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
    with chromium.browser(width=360) as device:
        page = device.new_page()
        sign_in(page, address, "commune")
        links = [link.get_attribute("href") for link in page.query_selector_all("main a")]
        for path in ["/", "/desk", "/units/", "/account", *filter(None, links)]:
            page.goto(address + path)
            page.evaluate(axe)
            found = page.evaluate("axe.run(document).then(r => r.violations.map(v => v.id))")
            assert found == [], path
