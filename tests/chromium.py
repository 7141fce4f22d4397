"""Debian's Chromium for the tests, driven by playwright."""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Root has no sandbox in a container; the rest keeps Chromium from calling its maker's hosts.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """The browser that CHROMIUM names, else the one in PATH."""
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


def missing() -> str | None:
    """Why no browser can be started here, for the skip; None where one can."""
    return None if executable() else "no Chromium here: apt-get install chromium, or set CHROMIUM"


@contextmanager
def browser(
    javascript: bool = True, width: int = 240, height: int = 320
) -> Iterator[BrowserContext]:
    """A browser with empty cookies and cache, its window in CSS pixels; `.new_page()` opens a page.

    Several may be open at once: they share one process, which ends with the tests.
    """
    window = {"width": width, "height": height}
    context = _chromium().new_context(java_script_enabled=javascript, viewport=window)
    try:
        yield context
    finally:
        context.close()


@cache
def _chromium() -> Browser:
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    chromium = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
    atexit.register(chromium.close)
    return chromium


def press(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait until it stands there."""
    with page.expect_navigation():
        page.click(selector)
