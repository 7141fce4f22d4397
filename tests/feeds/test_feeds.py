"""The feeds as readers fetch them."""

from datetime import timedelta

import pytest

from portal.accounts.audience import Audience, Reach
from portal.base import clock
from portal.news.rules import Category
from tests import make
from tests.feeds import formats, posts
from tests.feeds.formats import ATOM, LANG

HOUR = timedelta(hours=1)


@pytest.fixture
def commune(both):
    return make.commune()


def atom(app, path="/news.atom"):
    answer = app.test_client().get(path)
    assert answer.status_code == 200, answer.status
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return formats.atom(answer.data)


def json(app, path="/news.json"):
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    assert answer.content_type == "application/feed+json; charset=utf-8"
    feed = answer.get_json(force=True)
    formats.json_feed(feed)
    return feed


def test_an_empty_feed_is_a_feed(both):
    make.commune()
    assert formats.titles(atom(both)) == []
    assert json(both)["items"] == []


def test_a_post_stands_in_both_with_absolute_addresses(both, commune):
    number = posts.publish(commune, 'Họp dân <thôn> & "làng" \']]>', "Ai cũng *đến*.\n\nĐông đủ.")
    address = f"http://localhost/news/{number}"
    root = atom(both)
    [entry] = root.findall(f"{ATOM}entry")
    assert formats.titles(root) == ['Họp dân <thôn> & "làng" \']]>']
    assert entry.findtext(f"{ATOM}id") == address
    assert entry.find(f"{ATOM}link").get("href") == address
    assert entry.findtext(f"{ATOM}summary") == "Ai cũng đến. Đông đủ."
    assert entry.find(f"{ATOM}category").attrib == {"term": "activity", "label": "Hoạt động"}
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://localhost/news.atom",
        "alternate": "http://localhost/news/",
    }
    feed = json(both)
    [item] = feed["items"]
    assert (item["id"], item["url"]) == (address, address)
    assert item["content_text"] == "Ai cũng đến. Đông đủ."
    assert item["authors"] == [{"name": commune.label}]
    assert feed["feed_url"] == "http://localhost/news.json"


def test_the_newest_stand_first_and_no_more_than_twenty(both, commune):
    for n in range(22):
        with clock.at(clock.now() + n * timedelta(seconds=1)):
            posts.publish(commune, f"Tin {n}")
    with clock.at(clock.now() + HOUR):
        wanted = [f"Tin {n}" for n in range(21, 1, -1)]
        assert formats.titles(atom(both)) == wanted
        assert [item["title"] for item in json(both)["items"]] == wanted


def test_what_is_not_for_everybody_now_is_in_no_feed(both, commune):
    village = make.village(commune)
    now = clock.now()
    for audience in (Audience.OFFICERS, Audience.LEADS):
        posts.publish(commune, f"nội bộ {audience}", audience=audience)
    posts.publish(commune, "ngày mai", starts=now + HOUR)
    posts.publish(commune, "hết hạn", ends=now + 2 * HOUR)
    gone = posts.publish(commune, "thu hồi")
    posts.withdraw(gone)
    posts.publish(commune, "của xã", reach=Reach.UNIT)
    with clock.at(now + 2 * HOUR):
        assert formats.titles(atom(both)) == ["ngày mai"]
        own = f"/units/{commune.code}/news.atom"
        assert sorted(formats.titles(atom(both, own))) == ["của xã", "ngày mai"]
        below = f"/units/{village.code}/news.json"
        assert [item["title"] for item in json(both, below)["items"]] == ["ngày mai"]


def test_a_village_hears_from_above(both, commune):
    village = make.village(commune)
    posts.publish(commune, "cho các thôn", reach=Reach.BELOW)
    posts.publish(village, "của thôn", reach=Reach.UNIT)
    found = formats.titles(atom(both, f"/units/{village.code}/news.atom"))
    assert sorted(found) == ["cho các thôn", "của thôn"]
    assert village.label in atom(both, f"/units/{village.code}/news.atom").findtext(f"{ATOM}title")


def test_who_is_signed_in_gets_the_same_feed(both, commune):
    posts.publish(commune, "nội bộ", audience=Audience.OFFICERS)
    posts.publish(commune, "công khai")
    from tests.browser import Browser

    browser = Browser(both, "vi").enter(make.officer(commune))
    answer = browser.client.get("/news.atom")
    assert formats.titles(formats.atom(answer.data)) == ["công khai"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_feed_of_one_category(both, commune):
    posts.publish(commune, "hoạt động")
    posts.publish(commune, "hướng dẫn", category=Category.GUIDANCE)
    root = atom(both, "/news.atom?category=guidance")
    assert formats.titles(root) == ["hướng dẫn"]
    assert "Hướng dẫn" in root.findtext(f"{ATOM}title")
    feed = json(both, f"/units/{commune.code}/news.json?category=guidance")
    assert [item["title"] for item in feed["items"]] == ["hướng dẫn"]
    assert feed["feed_url"].endswith(f"/units/{commune.code}/news.json?category=guidance")


@pytest.mark.parametrize(
    "path",
    ["/news.atom?category=gossip", "/units/99999/news.atom", "/news.rss", "/news.atom/",
     "/units/99999/news.json"],
)  # fmt: skip
def test_there_is_no_other_feed(both, path):
    make.commune()
    assert both.test_client().get(path).status_code == 404


def test_each_language_has_its_feed_and_says_what_is_in_another(both, commune):
    posts.publish(commune, "Chỉ tiếng Việt")
    with clock.at(clock.now() + HOUR):
        posts.publish(commune, "Hai thứ tiếng", english="Two languages")
        root = atom(both, "/en/news.atom")
        assert formats.titles(root) == ["Two languages", "Chỉ tiếng Việt"]
        assert root.get(LANG) == "en"
        assert [one.get(LANG) for one in root.findall(f"{ATOM}entry")] == [None, "vi"]
        assert root.find(f"{ATOM}entry").findtext(f"{ATOM}id").startswith("http://localhost/en/")
        feed = json(both, "/hi/news.json")
        assert feed["language"] == "hi"
        assert [item["language"] for item in feed["items"]] == ["en", "vi"]


def test_a_correction_shows_as_updated_and_keeps_its_place(both, commune):
    number = posts.publish(commune, "sai")
    first = atom(both).findtext(f"{ATOM}updated")
    with clock.at(clock.now() + HOUR):
        posts.correct(number, "đúng")
        root = atom(both)
        [entry] = root.findall(f"{ATOM}entry")
        assert formats.titles(root) == ["đúng"]
        assert entry.findtext(f"{ATOM}published") == first
        assert entry.findtext(f"{ATOM}updated") == root.findtext(f"{ATOM}updated") > first


def test_long_posts_are_told_in_few_words(both, commune):
    posts.publish(commune, "dài", "Một câu rất dài. " * 3000)
    [item] = json(both)["items"]
    assert len(item["content_text"]) <= 300
    assert item["content_text"].endswith("…")


def test_a_post_without_words_is_still_an_item(both, commune):
    posts.publish(commune, "chỉ ảnh", "---")
    assert json(both)["items"][0]["content_text"] == "chỉ ảnh"
    atom(both)


# What it costs


@pytest.fixture
def twenty(app):
    commune = make.commune()
    for n in range(20):
        posts.publish(commune, f"Tin {n}")
    return commune


def test_a_reader_that_asks_every_second_costs_nothing(app, twenty, statements):
    client = app.test_client()
    first = client.get("/news.atom")
    asked = len(statements)
    assert 0 < asked <= 6, statements
    for _ in range(10):
        assert client.get("/news.atom").data == first.data
        tag = {"If-None-Match": first.headers["ETag"]}
        again = client.get("/news.atom", headers=tag)
        assert (again.status_code, again.data) == (304, b"")
    assert len([one for one in statements[asked:] if "page_generation" not in one]) == 0


def test_a_unit_s_feed_takes_few_statements_too(app, twenty, statements):
    app.test_client().get(f"/units/{twenty.code}/news.json")
    assert 0 < len(statements) <= 8, statements


def test_a_new_post_is_in_the_feed_at_once(app, twenty):
    client = app.test_client()
    client.get("/news.atom")
    with clock.at(clock.now() + HOUR):
        posts.publish(twenty, "mới nhất")
        assert formats.titles(atom(app))[0] == "mới nhất"


def test_a_feed_is_kept_no_longer_than_until_the_next_post_appears(app, twenty):
    posts.publish(twenty, "sắp tới", starts=clock.now() + timedelta(seconds=21))
    control = app.test_client().get("/news.json").headers["Cache-Control"]
    assert control in ("public, max-age=20", "public, max-age=19")


def test_a_feed_is_compressed_and_small(app, twenty):
    for path in ("/news.atom", "/news.json"):
        answer = app.test_client().get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.data) < 2500


# Found by


def alternates(page) -> list[tuple[str, str]]:
    return [
        (link.get("type"), link.get("href"))
        for link in page.all("link")
        if link.get("rel") == "alternate"
    ]


def test_pages_say_where_their_feed_is(browser, twenty):
    code = twenty.code
    for path, begins, asked in (
        ("/", "/en/news", ""),
        ("/news/", "/en/news", ""),
        ("/news/?category=guidance", "/en/news", "?category=guidance"),
        (f"/news/?unit={code}", f"/en/units/{code}/news", ""),
        (f"/units/{code}", f"/en/units/{code}/news", ""),
    ):
        assert alternates(browser.see(path)) == [
            ("application/atom+xml", f"{begins}.atom{asked}"),
            ("application/feed+json", f"{begins}.json{asked}"),
        ]
        assert browser.client.get(f"{begins}.atom{asked}").status_code == 200


def test_other_pages_have_none(browser, twenty):
    for path in ("/login", "/units/", "/news/archive"):
        assert alternates(browser.see(path)) == []
