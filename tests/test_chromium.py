import pytest

from tests import chromium

pytestmark = pytest.mark.skipif(bool(chromium.missing()), reason=str(chromium.missing()))

PAGE = """<!DOCTYPE html><html lang="vi"><title>Thôn</title><p>Thôn
<script>document.title = "Script " + innerWidth</script></html>"""


@pytest.mark.parametrize(("javascript", "title"), [(True, "Script 240"), (False, "Thôn")])
def test_a_narrow_window_opens_with_and_without_javascript(javascript: bool, title: str):
    with chromium.browser(javascript=javascript) as browser:
        page = browser.new_page()
        page.set_content(PAGE)
        assert page.title() == title


def test_two_browsers_know_nothing_of_each_other():
    with chromium.browser() as first, chromium.browser(width=1280, height=800) as second:
        first.add_cookies([{"name": "who", "value": "commune", "url": "http://127.0.0.1"}])
        assert second.cookies() == []
        assert second.new_page().viewport_size == {"width": 1280, "height": 800}
