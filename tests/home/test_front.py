"""The front page, and what search engines are told."""

from xml.etree import ElementTree

import pytest

from portal.accounts import queries
from portal.accounts.rules import Role
from portal.base import hooks
from portal.base.db import session
from portal.base.web import Portal
from portal.home import sitemap
from portal.home.views import FIRST_LINES
from tests import make
from tests.browser import Browser

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_a_citizen_finds_a_place_first_and_officers_their_door_last(
    app: Portal, browser: Browser
) -> None:
    page = browser.see("/")
    green = [one for one in page.root.iter() if "go" in one.get("class", "").split()]
    assert ["".join(one.itertext()) for one in green] == ["Send a petition"]
    assert page.text.index("Find my place") < page.text.index("For officers")
    said = {meta.get("property") for meta in page.all("meta")}
    assert {"og:title", "og:type", "og:url", "og:description"} <= said


def test_an_officer_is_met_by_what_is_due(app: Portal, browser: Browser) -> None:
    village = make.village()
    make.weekly()
    browser.enter(make.officer(village))
    with make.at("2026-08-24 09:00"):
        page = browser.see("/")
        first = page.all("li")[0]
        assert "Send the report of week 34" in "".join(first.itertext())
        assert page.one("a", href="/en/desk", class_="button go") is not None
        assert "For officers" not in page.text


def test_the_first_lines_of_the_desk_stand_above_the_rest(app: Portal, browser: Browser) -> None:
    commune = make.commune()
    make.weekly()
    browser.enter(make.officer(commune, Role.LEAD))
    with make.at("2026-08-24 12:00"):
        lines = hooks.gather("desk", _actor(browser))
        assert len(lines) > FIRST_LINES
        assert len(browser.see("/").all("li")) == FIRST_LINES


def _actor(browser: Browser) -> object:
    cookie = browser.client.get_cookie(browser.app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    found = queries.actor(cookie.value)
    session.remove()
    return found


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_the_front_page_holds_its_bytes_signed_in_too(app: Portal, language: str) -> None:
    village = make.village()
    make.weekly()
    browser = Browser(app, language)
    browser.see("/")
    browser.enter(make.officer(village)).see("/")


def test_the_map_of_the_site_lists_every_public_address_once(
    app: Portal, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune = make.commune()
    for number in range(5):
        make.village(commune, f"Thôn {number}")
    monkeypatch.setattr(sitemap, "PART", 3)
    browser.prefix = ""
    browser.see("/sitemap.xml")
    index = ElementTree.fromstring(browser.response.get_data(as_text=True))
    parts = [str(loc.text).removeprefix("http://localhost") for loc in index.iter(f"{SPACE}loc")]
    found = []
    for part in parts:
        browser.see(part)
        tree = ElementTree.fromstring(browser.response.get_data(as_text=True))
        addresses = [str(loc.text) for loc in tree.iter(f"{SPACE}loc")]
        assert 0 < len(addresses) <= 3
        found += addresses
    entrances = {"/", "/news/", "/events/", "/units/", "/petitions/"}
    entrances |= {"/petitions/answered", "/petitions/statistics"}
    assert entrances < {address.removeprefix("http://localhost") for address in found}
    assert len(found) == len(set(found)) == len(entrances) + 3 + 5
    assert f"http://localhost/units/{commune.code}" in found
    browser.see(f"/sitemap-{len(parts) + 1}.xml", 404)
    browser.see("/sitemap-0.xml", 404)
    for address in found:
        browser.see(address.removeprefix("http://localhost"))


def test_robots_are_told_the_map_and_what_to_leave_alone(browser: Browser) -> None:
    browser.prefix = ""
    browser.see("/robots.txt")
    text = browser.response.get_data(as_text=True)
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /hi/login" in text
    assert browser.response.mimetype == "text/plain"
