"""Every page the demo's people can reach by clicking, in three languages, against its budget."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.base import db, pagecache
from portal.base.web import Portal
from portal.reports import questionnaire
from tests.browser import Browser
from tests.html import Page

# Enough to meet every kind of page that each person can reach.
MOST = 60
PEOPLE = ["anonymous", "village", "commune", "province", "centre"]


@pytest.fixture
def told(portal: Portal, demo: Path, tmp_path: Path) -> Iterator[Portal]:
    """The app on a copy of the demo."""
    shutil.copy(demo, tmp_path / "portal.db")
    db.open_database(f"sqlite:///{tmp_path / 'portal.db'}")
    pagecache.forget()
    questionnaire.forget()
    yield portal
    db.close_database()


def links(page: Page) -> list[str]:
    found = [a.get("href") or "" for a in page.all("a")]
    return [href for href in found if href.startswith("/") and "/static/" not in href]


def kind(path: str) -> str:
    """Addresses that differ only in which unit or week: three of a kind are enough."""
    return "".join("9" if letter.isdigit() else letter for letter in path)


def reached(browser: Browser) -> Iterator[tuple[str, Page]]:
    """Pages met by clicking from the front page and the desk, three of each kind."""
    waiting, seen, kinds = ["/", "/desk", "/units/?q=tan+tien"], set(), {}
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen or kinds.get(kind(path), 0) >= 3:
            continue
        seen.add(path)
        kinds[kind(path)] = kinds.get(kind(path), 0) + 1
        browser.response = browser.client.get(path)
        if browser.response.status_code == 200:
            page = browser.see(path)
            yield path, page
            prefix = browser.prefix
            waiting += [href for href in links(page) if href.startswith(prefix or "/")]


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_within_reach_is_whole(told: Portal, person: str, language: str) -> None:
    browser = Browser(told, language)
    if person != "anonymous":
        browser.sign_in(person, f"demo-{person}")
    pages = [path for path, _ in reached(browser)]
    assert len(pages) >= (5 if person == "anonymous" else 8), pages


@pytest.mark.parametrize("program", ["w3m", "lynx"])
def test_text_browsers_show_fields_with_their_labels(
    told: Portal, program: str, tmp_path: Path
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here: apt-get install {program}")
    browser = Browser(told, "vi")
    browser.sign_in("village", "demo-village")
    link = next(href for href in links(browser.see("/desk")) if "/weekly/" in href)
    file = tmp_path / "page.html"
    file.write_text(browser.see(f"{link}?edit=1").html)
    options = {
        "w3m": ["-dump", "-cols", "40", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8"],
        "lynx": [
            "-dump",
            "-nolist",
            "-width=40",
            "-assume_charset=utf-8",
            "-display_charset=utf-8",
        ],
    }
    shown = subprocess.run(
        [program, *options[program], str(file)], capture_output=True, text=True, check=True
    ).stdout
    assert "1. Số cuộc họp dân" in shown
    assert shown.index("2. Số lượt người dự họp") < shown.index("3. Trong đó: nữ")
    assert "Gửi tuần" in shown
