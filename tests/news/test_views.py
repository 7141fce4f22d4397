"""News as people read them: lists, archive, search, one post, passing it on, what may be kept."""

from datetime import timedelta
from urllib.parse import unquote

import pytest

from portal.accounts.audience import Audience, Reach
from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.base import clock, pagecache, pictures, readings
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.news import services
from portal.news.models import PostFile
from portal.news.rules import Category, Text
from portal.units import office
from portal.units.queries import Place
from tests import make, photos
from tests.browser import Browser
from tests.html import Page


@pytest.fixture
def commune(app: Portal) -> Place:
    return make.commune()


@pytest.fixture
def writer(commune: Place) -> Account:
    return make.officer(commune, Role.LEAD)


@pytest.fixture
def many(commune: Place, writer: Account) -> list[int]:
    """45 posts for everybody, an hour apart, from `Tin 0` on."""
    begun, made = clock.now() - timedelta(hours=45), []
    for number in range(45):
        with clock.at(begun + timedelta(hours=number)):
            post = make.published(commune, f"Tin {number}", by=writer, reach=Reach.EVERYBODY)
            made.append(post.id)
    session.remove()
    return made


def titles(page: Page) -> list[str]:
    """Of the posts of a list, in their order."""
    links = (a for a in page.one("main").iter("a"))
    return ["".join(a.itertext()) for a in links if str(a.get("href")).split("/")[-1].isdigit()]


# Lists.


def test_the_newest_stand_first_and_one_leafs_to_older_and_back(
    browser: Browser, many: list[int]
) -> None:
    first = browser.see("/news/")
    assert titles(first) == [f"Tin {n}" for n in range(44, 24, -1)]
    assert not first.all("a", rel="prev")
    second = browser.see(str(first.one("a", rel="next").get("href")))
    assert titles(second) == [f"Tin {n}" for n in range(24, 4, -1)]
    third = browser.see(str(second.one("a", rel="next").get("href")))
    assert titles(third) == [f"Tin {n}" for n in range(4, -1, -1)]
    assert not third.all("a", rel="next")
    back = browser.see(str(third.one("a", rel="prev").get("href")))
    assert titles(back) == titles(second)
    assert titles(browser.see(str(back.one("a", rel="prev").get("href")))) == titles(first)


def test_what_appears_meanwhile_moves_no_older_page(
    browser: Browser, many: list[int], commune: Place, writer: Account
) -> None:
    older = str(browser.see("/news/").one("a", rel="next").get("href"))
    make.published(commune, "Mới", by=writer, reach=Reach.EVERYBODY)
    assert titles(browser.see(older))[0] == "Tin 24"


def test_what_is_pinned_stands_first_once_and_two_at_the_most(
    browser: Browser, many: list[int], commune: Place, writer: Account
) -> None:
    with clock.at(clock.now() - timedelta(days=9)):
        for number in range(3):
            with clock.at(clock.now() + timedelta(hours=number)):
                make.published(
                    commune.parents[0],
                    f"Ghim {number}",
                    by=writer,
                    reach=Reach.EVERYBODY,
                    pinned=True,
                )
    found = titles(browser.see("/news/"))
    assert found[:3] == ["Ghim 2", "Ghim 1", "Tin 44"]
    assert len(found) == len(set(found)) == 22
    front = titles(browser.see("/"))
    assert front == ["Ghim 2", "Ghim 1", "Tin 44", "Tin 43", "Tin 42"]


def test_the_list_leads_writers_to_their_desks_and_nobody_else(
    app: Portal, browser: Browser, commune: Place, writer: Account
) -> None:
    other = make.commune(commune.parents[0], "Xa")
    mine = Browser(app).enter(writer)
    for path in ("/news/", f"/news/?unit={commune.code}", "/news/?category=activity"):
        assert mine.see(path).one("a", href=f"/en/news/desk/{commune.code}") is not None
    assert "Write and look after news" not in mine.see(f"/news/?unit={other.code}").text
    viewer = Browser(app).enter(make.officer(other, Role.VIEWER))
    for reader in (browser, viewer):
        assert "Write and look after news" not in reader.see("/news/").text


def test_a_category_a_unit_and_both(browser: Browser, commune: Place, writer: Account) -> None:
    other = make.commune(commune.parents[0], "Xa")
    for place, title, category, reach in (
        (commune, "A", Category.GUIDANCE, Reach.BELOW),
        (commune, "B", Category.ACTIVITY, Reach.EVERYBODY),
        (other, "C", Category.GUIDANCE, Reach.EVERYBODY),
    ):
        make.published(place, title, category=category, reach=reach)
    assert set(titles(browser.see("/news/"))) == {"B", "C"}
    assert titles(browser.see("/news/?category=guidance")) == ["C"]
    assert set(titles(browser.see(f"/news/?unit={commune.code}"))) == {"A", "B", "C"}
    page = browser.see(f"/news/?unit={commune.code}&category=activity")
    assert titles(page) == ["B"]
    assert "Activities" in page.title
    assert page.one("a", href=f"/en/units/{commune.code}") is not None
    for wrong in ("category=x", "unit=99999", "month=2026-13", "month=x"):
        browser.see(f"/news/?{wrong}", 404)
    for odd in ("before=x-y", "before=99999999999999999999-1", "after=-1", "q=%00", "page=-1&q=a"):
        browser.see(f"/news/?{odd}")


def test_the_archive_leads_to_each_month(browser: Browser, commune: Place, writer: Account) -> None:
    for at in ("2026-01-31 23:59", "2026-02-01 00:00", "2026-04-15 12:00"):
        with make.at(at):
            make.published(commune, at, by=writer, reach=Reach.EVERYBODY)
    with make.at("2026-05-02 08:00"):
        page = browser.see("/news/archive")
        months = [str(a.get("href")) for a in page.all("a", class_="button")]
        assert months == [f"/en/news/?month=2026-0{n}" for n in (5, 4, 3, 2, 1)]
        assert titles(browser.see(months[4])) == ["2026-01-31 23:59"]
        february = browser.see(months[3])
        assert titles(february) == ["2026-02-01 00:00"]
        assert "2/2026" in february.title
        assert "Nothing has been published here yet." in browser.see(months[2]).text


# Search.


@pytest.mark.parametrize("typed", ["tien nuoc", "tiền nước", "TIỀN NƯỚC", "nuoc tien"])
def test_words_are_found_with_marks_and_without_and_shown(
    browser: Browser, commune: Place, typed: str
) -> None:
    body = f"{'Mở đầu. ' * 30} Xã thu **tiền nước** quý ba tại nhà văn hóa. {'Kết thúc. ' * 30}"
    make.published(commune, "Thông báo", body=body, reach=Reach.EVERYBODY)
    make.published(commune, "Khác", body="Tiền điện.", reach=Reach.EVERYBODY)
    page = browser.see(f"/news/?q={typed}")
    assert titles(page) == ["Thông báo"]
    marks = ["".join(one.itertext()) for one in page.all("mark")]
    assert " ".join(marks) == "tiền nước"
    assert "quý ba" in page.text
    assert page.one("input", id="q").get("value") == typed


def test_what_has_the_marks_that_were_typed_stands_first(browser: Browser, commune: Place) -> None:
    make.published(commune, "Má", body="Má nấu cơm.", reach=Reach.EVERYBODY)
    make.published(commune, "Mạ", body="Cấy mạ.", reach=Reach.EVERYBODY)
    assert titles(browser.see("/news/?q=má")) == ["Má", "Mạ"]
    assert titles(browser.see("/news/?q=mạ")) == ["Mạ", "Má"]


def test_a_search_without_answer_says_what_to_try_and_a_long_one_is_paged(
    browser: Browser, many: list[int]
) -> None:
    assert "fewer words find more" in browser.see("/news/?q=zzz+zzz").text
    first = browser.see("/news/?q=tin")
    assert len(titles(first)) == 20
    last = browser.see("/news/?q=tin&page=3")
    assert len(titles(last)) == 5
    assert not last.all("a", rel="next")


def test_search_finds_nothing_that_is_not_this_readers(
    browser: Browser, app: Portal, commune: Place
) -> None:
    make.published(commune, "Nội bộ", audience=Audience.OFFICERS, reach=Reach.EVERYBODY)
    assert not titles(browser.see("/news/?q=noi+bo"))
    assert "Nội bộ" not in browser.see("/news/").text
    officer = Browser(app).enter(make.officer(commune))
    page = officer.see("/news/?q=noi+bo")
    assert titles(page) == ["Nội bộ"]
    assert "Not public" in page.text


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "%27%22>", "a" * 5000, "%F0%9F%8C%BE"]
)
def test_odd_words_are_asked_for_safely(browser: Browser, commune: Place, typed: str) -> None:
    page = browser.see(f"/news/?q={typed}")
    assert not page.all("script")


# One post.


def test_a_post_leads_to_its_neighbours_of_the_same_unit(
    browser: Browser, many: list[int], commune: Place
) -> None:
    make.published(make.commune(commune.parents[0], "Xa"), "Lạ", reach=Reach.EVERYBODY)
    page = browser.see(f"/news/{many[10]}")
    near = [a for li in page.one("main").iter("li") for a in li.iter("a")]
    assert ["".join(a.itertext()) for a in near] == ["Tin 11", "Tin 9"]
    assert titles(browser.see(f"/news/{many[-1]}"))[-1] == "Tin 43"
    assert "Newer" not in browser.see(f"/news/{many[-1]}").text


def test_the_text_to_pass_on_is_short_and_opens_sms(browser: Browser, commune: Place) -> None:
    title = "Thông báo về việc cắt nước sạch từ 13 giờ đến 17 giờ để sửa ống chính " * 2
    post = make.published(commune, title.strip(), reach=Reach.EVERYBODY)
    page = browser.see(f"/news/{post.id}/share")
    text = page.one("textarea").text or ""
    assert text.splitlines()[0].startswith("Thông báo về việc cắt nước")
    assert text.endswith(f"http://localhost/en/news/{post.id}")
    sms = unquote(str(page.one("a", class_="button go").get("href")))
    assert sms.startswith("sms:?body=Thong bao ve viec cat nuoc")
    assert sms.endswith(f"http://localhost/en/news/{post.id}")
    assert len(sms.removeprefix("sms:?body=")) <= 160, "one SMS"
    assert sms.isascii()


def test_on_paper_it_is_the_post_alone(browser: Browser, commune: Place) -> None:
    post = make.published(commune, "Họp", reach=Reach.EVERYBODY)
    page = browser.see(f"/news/{post.id}?print=1")
    assert any("print.css" in str(link.get("href")) for link in page.all("link"))
    assert all("screen" in str(ul.get("class")) for ul in page.one("main").iter("ul"))


def test_how_often_it_was_opened_is_told_to_its_officers_alone(
    app: Portal, browser: Browser, commune: Place
) -> None:
    post = make.published(commune, "Họp", reach=Reach.EVERYBODY)
    for _ in range(3):
        browser.see(f"/news/{post.id}")
    readings.flush()
    assert "opened" not in browser.see(f"/news/{post.id}").text
    officer = Browser(app).enter(make.officer(commune))
    assert "opened 3 times in 7 days" in officer.see(f"/news/{post.id}").text


def test_an_unknown_post_picture_or_file_is_not_found(browser: Browser, commune: Place) -> None:
    post = make.published(commune, "Họp", reach=Reach.EVERYBODY)
    for path in ("99", "99/share", f"{post.id}/pictures/1", f"{post.id}/files/{'0' * 64}"):
        browser.see(f"/news/{path}", 404)


# What may be kept.


@pytest.mark.parametrize(
    "path",
    ["/", "/news/", "/news/archive", "/news/{post}", "/news/{post}/share", "/units/{unit}",
     "/news/?q=hop", "/news.atom", "/news.json"],
)  # fmt: skip
def test_public_pages_set_no_cookie_and_an_unchanged_one_is_304(
    app: Portal, commune: Place, path: str
) -> None:
    post = make.published(commune, "Họp", reach=Reach.EVERYBODY)
    client, path = app.test_client(), path.format(post=post.id, unit=commune.code)
    first = client.get(path)
    assert first.status_code == 200
    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in again.headers
    pagecache.forget()
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_feed_reader_that_asks_each_second_is_answered_from_memory(
    app: Portal, commune: Place, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make.published(commune, "Họp", reach=Reach.EVERYBODY)
    monkeypatch.setattr(pagecache, "LOOK_EVERY", 1e9)
    monkeypatch.setattr(pagecache, "_looked", 1e9)
    client = app.test_client()
    tag = client.get("/news.atom").headers["ETag"]
    del statements[:]
    for _ in range(100):
        assert client.get("/news.atom", headers={"If-None-Match": tag}).status_code == 304
    assert statements == []


def test_who_is_signed_in_gets_pages_that_nobody_keeps(app: Portal, commune: Place) -> None:
    post = make.published(commune, "Họp", reach=Reach.EVERYBODY)
    browser = Browser(app).enter(make.officer(commune))
    for path in ("/", "/news/", f"/news/{post.id}", f"/units/{commune.code}"):
        browser.see(path)
        assert "no-store" in browser.response.headers["Cache-Control"], path


# Statements.


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize(
    "path",
    ["/", "/news/", "/news/?category=activity", "/news/?unit={unit}", "/news/?month=2026-08",
     "/news/archive", "/news/{post}", "/news/{post}/share", "/news/{post}/pictures/{picture}",
     "/news.atom", "/units/{unit}/news.json"],
)  # fmt: skip
def test_a_page_of_news_asks_at_most_six_times(
    app: Portal,
    commune: Place,
    writer: Account,
    statements: list[str],
    path: str,
    *,
    signed_in: bool,
) -> None:
    with make.at("2026-08-20 09:00"):
        post, picture = _full(commune, writer)
        path = path.format(post=post, picture=picture, unit=commune.code)
        browser = Browser(app).enter(writer) if signed_in else Browser(app)
        most = 14 if path == "/" and signed_in else 6  # the desk stands on an officer's front page
        for _ in range(2):
            pagecache.forget()
            browser.see("/account" if signed_in else "/events/")  # and asks what is urgent
            del statements[:]
            browser.see(path)
            assert len(statements) <= most, "\n".join(statements)
            with writing():
                for number in range(40):
                    _post(commune, f"Tin {number}", writer.id)


def test_what_is_urgent_is_asked_once_for_all_pages_until_a_post_changes(
    app: Portal, commune: Place, writer: Account, statements: list[str]
) -> None:
    with make.at("2026-08-20 09:00"):
        post, _ = _full(commune, writer)
        officer = Browser(app).enter(writer)
        for number in range(3):
            make.tell(make.event(commune, "2026-08-20 08:00"), f"Dòng {number}")
            del statements[:]
            for path in ("/account", "/desk", f"/news/{post}/draft"):
                assert officer.see(path).all("p", class_="banner")
            asked = [one for one in statements if "urgent IS 1" in one and "min(" in one]
            assert len(asked) == (number == 0)
        make.published(commune, "Khác", by=writer, urgent=True)
        assert len(officer.see("/account").all("p", class_="banner")) == 2


def _full(commune: Place, writer: Account) -> tuple[int, int]:
    """A post with a picture beside others, events and an urgent one; its id and its picture's."""
    photo = pictures.redrawn(photos.phone(64, 48))
    post = make.published(commune, "Ngày hội", by=writer, picture=photo, reach=Reach.EVERYBODY)
    picture = session.query(PostFile).one().id
    make.published(commune, "Cắt nước", by=writer, urgent=True, pinned=True)
    for number in range(3):
        other = make.commune(commune.parents[0], f"Xa {number}")
        make.published(other, f"Lạ {number}", reach=Reach.EVERYBODY, category=Category.ACTIVITY)
        make.event(other, "2026-08-21 08:00")
    make.event(commune, "2026-08-22 08:00")
    session.remove()
    return post.id, picture


def _post(place: Place, title: str, by: int) -> None:
    text = Text("vi", title, "Mời bà con.", Category.ACTIVITY)
    post = services.start(place.id, text, reach=Reach.EVERYBODY, by=by)
    services.publish(post, seen=1, by=by)


@pytest.mark.parametrize("role", [Role.LEAD, Role.CLERK])
def test_a_units_page_asks_at_most_fourteen_times_whatever_stands_on_it(
    app: Portal, commune: Place, writer: Account, statements: list[str], role: Role
) -> None:
    make.weekly()
    for number in range(25):
        make.village(commune, f"Thôn {number}")
    with make.at("2026-08-20 09:00"):
        _full(commune, writer)
        with writing():
            said = office.Office("0222 3812 345", "Chợ", "7:30", shows_figures=True)
            office.describe(commune.id, said, by=writer.id)
        browser = Browser(app).enter(make.officer(commune, role))
        browser.see("/account")
        for _ in range(2):
            pagecache.forget()
            del statements[:]
            page = browser.see(f"/units/{commune.code}")
            assert len(statements) <= 14, "\n".join(statements)
            assert page.all("p", class_="banner")
            with writing():
                for number in range(40):
                    _post(commune, f"Tin {number}", writer.id)
