"""The sender's pages: sent from a basic phone, tracked by code, without cookie or account."""

import pytest

from tests.browser import Browser
from tests.petitions import acts


def begin(browser, place, kind="feedback", **typed):
    """From the link of a poster to the page where everything is looked through."""
    page = browser.see(f"/petitions/new?kind={kind}&read=1&unit={place.code}")
    values = {"topic": "Đèn đường hỏng", "text": "Cột số 12 tối đã hai tuần.", **typed}
    page = browser.post("/petitions/new", {**page.fields(), **values, "button": "contact"}, 200)
    return browser.post("/petitions/new", {**page.fields(), **typed, "button": "check"}, 200)


def test_try(nation, app):
    browser = Browser(app, "vi")
    page = begin(browser, nation.village)
    page = browser.post("/petitions/new", {**page.fields(), "button": "send"}, 200)
    print(page.text)
