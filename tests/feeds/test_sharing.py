"""What somebody sees who is sent a post's address: Zalo and others read it in the page's head."""

from portal.accounts.audience import Audience
from portal.base import pictures
from tests import make, photos
from tests.feeds import posts


def told(page) -> dict[str, str]:
    return {
        meta.get("property"): meta.get("content")
        for meta in page.all("meta")
        if (meta.get("property") or "").startswith("og:")
    }


def test_a_post_is_passed_on_with_title_beginning_and_picture(browser):
    number = posts.publish(
        make.commune(), "Ngày hội <thôn>", "Sáng nay **đông vui**. " * 20, photo=photos.phone()
    )
    said = told(browser.see(f"/news/{number}"))
    image = said.pop("og:image")
    description = said.pop("og:description")
    assert said == {
        "og:title": "Ngày hội <thôn>",
        "og:type": "article",
        "og:url": f"http://localhost/en/news/{number}",
    }
    assert description.startswith("Sáng nay đông vui. Sáng nay")
    assert len(description) <= 150
    assert image.startswith(f"http://localhost/en/news/{number}/files/")
    sent = browser.client.get(image.removeprefix("http://localhost"))
    assert sent.content_type == pictures.KIND
    assert len(sent.data) <= 20_000


def test_a_post_without_a_picture_or_for_officers_shows_none(browser):
    commune = make.commune()
    plain = posts.publish(commune)
    inside = posts.publish(commune, photo=photos.phone(), audience=Audience.OFFICERS)
    assert "og:image" not in told(browser.see(f"/news/{plain}"))
    browser.enter(make.officer(commune))
    assert "og:image" not in told(browser.see(f"/news/{inside}"))
