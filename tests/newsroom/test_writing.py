"""Writing without JavaScript: preview, buttons, languages, versions, two editors, bad input."""

import pytest

from portal.base import web
from portal.base.db import session
from portal.base.web import Portal
from portal.news.models import Post, PostVersion
from tests import make
from tests.browser import Browser
from tests.newsroom.desk import WRITTEN, Desk


def test_a_preview_shows_the_words_and_keeps_nothing(desk: Desk) -> None:
    typed = {"title": "Họp thôn", "body": "Mời **bà con**.", "button": "preview"}
    page = desk.clerk.send(f"/news/desk/{desk.village.code}/new", 200, **typed)
    assert "".join(page.one("strong").itertext()) == "bà con"
    assert page.fields()["body"] == "Mời **bà con**."
    assert session.query(Post).count() == 1, "the draft that there was"
    session.remove()
    desk.clerk.post(f"/news/desk/{desk.village.code}/new", {**page.fields(), "button": "save"})
    assert "Saved as a draft." in desk.clerk.follow().text


@pytest.mark.parametrize(
    ("word", "tag"),
    [("heading", "h3"), ("bold", "strong"), ("list", "li"), ("link", "a"), ("table", "table")],
)
def test_each_button_brings_an_example_that_shows_what_it_does(
    desk: Desk, word: str, tag: str
) -> None:
    for language in ("vi", "en", "hi"):
        desk.clerk.prefix = "" if language == "vi" else f"/{language}"
        page = desk.clerk.send(f"{desk.path}/edit", 200, button=f"add-{word}", body="Trước.")
        assert page.fields()["body"].startswith("Trước.\n\n")
        shown = desk.clerk.post(f"{desk.path}/edit", {**page.fields(), "button": "preview"}, 200)
        article = shown.one("article")
        assert list(article.iter(tag)), language
    assert session.query(PostVersion).count() == 1


def test_enter_in_the_title_only_shows_a_preview(desk: Desk) -> None:
    first = desk.clerk.see(f"{desk.path}/edit").all("button")[0]
    assert first.get("value") == "preview"


def test_a_title_is_asked_for_and_all_that_was_typed_is_kept(desk: Desk) -> None:
    new = f"/news/desk/{desk.village.code}/new"
    page = desk.clerk.send(new, 422, button="save", title=" ", body="Mời bà con.")
    assert "Please write a title." in page.text
    assert page.one("p", role="alert") is not None, "at the top, where a phone shows it"
    assert page.fields()["body"] == "Mời bà con."
    page = desk.clerk.send(new, 422, button="save", title="x" * 151, body="y")
    assert len(page.fields()["title"]) == 151


def test_codes_of_what_was_chosen_are_not_read_out_with_what_was_typed(app: Portal) -> None:
    chosen = {"category": "activity", "reach": "below", "audience": "officers", "urgent": "y"}
    with app.test_request_context():
        assert web.kept_words([("title", "Họp"), *chosen.items()]) == [("Tiêu đề", "Họp")]


def test_what_is_saved_unchanged_makes_no_version(desk: Desk) -> None:
    desk.write()
    assert "Nothing was changed." in desk.clerk.follow().text
    assert session.query(PostVersion).count() == 1


def test_the_same_form_sent_twice_makes_one_post(desk: Desk) -> None:
    new = f"/news/desk/{desk.village.code}/new"
    fields = {**desk.clerk.see(new).fields(), **WRITTEN, "title": "Hai", "button": "save"}
    desk.clerk.post(new, fields)
    first = desk.clerk.response.location
    desk.clerk.post(new, fields)
    assert desk.clerk.response.location.partition("?")[0] == first.partition("?")[0]
    assert session.query(Post).count() == 2


def test_a_post_may_be_in_three_languages_and_each_is_read_in_its_own(
    desk: Desk, app: Portal
) -> None:
    for code, title in (("en", "A meeting"), ("hi", "बैठक")):
        desk.clerk.send(f"{desk.path}/edit?lang={code}", button="save", title=title, body=title)
    desk.publish()
    for code, title in (("vi", "Họp thôn"), ("en", "A meeting"), ("hi", "बैठक")):
        page = Browser(app, code).see(desk.path)
        assert page.title == title
        assert page.one("article").get("lang") is None, "the page's own language"
    desk.clerk.send(
        f"{desk.path}/edit?lang=hi", button="save", title="", body="", note="Bỏ bản dịch."
    )
    desk.publish()
    page = Browser(app, "hi").see(desk.path)
    assert page.one("article").get("lang") == "en", "said to who reads aloud"
    desk.clerk.see(f"{desk.path}/edit?lang=fr", 404)


def test_who_translates_and_who_reviews_see_the_other_language(desk: Desk) -> None:
    page = desk.clerk.see(f"{desk.path}/edit?lang=en")
    assert "Mời bà con dự họp." in page.text, "what is to be translated"
    assert not page.fields()["body"]
    assert "Also in:" not in desk.lead.see(f"{desk.path}/draft").text
    written = {"title": "A meeting", "body": "Please come.", "button": "save"}
    desk.clerk.post(f"{desk.path}/edit?lang=en", {**page.fields(), **written})
    page = desk.lead.see(f"{desk.path}/draft")
    assert page.title == "A meeting"
    assert "Also in: Tiếng Việt" in page.text
    assert page.all("a", href=f"{desk.path}/draft", hreflang="vi")


def test_a_translation_of_what_was_read_is_not_asked_what_it_corrects(desk: Desk) -> None:
    desk.publish()
    assert desk.clerk.see(f"{desk.path}/edit").all("input", name="note")
    assert not desk.clerk.see(f"{desk.path}/edit?lang=en").all("input", name="note")
    desk.clerk.send(f"{desk.path}/edit?lang=en", button="save", title="A meeting", body="Come.")
    desk.publish()
    assert "Correction" not in desk.read().text


def test_the_last_language_does_not_go_and_a_text_needs_its_title(desk: Desk) -> None:
    assert "Please write a title." in desk.write(422, title="", body="").text
    page = desk.clerk.send(f"{desk.path}/edit?lang=en", 422, button="save", body="Words")
    assert "Please write a title." in page.text


def test_two_editors_at_once_lose_neither_text(desk: Desk) -> None:
    fields = desk.lead.see(f"{desk.path}/edit").fields()
    desk.write(body="Bản của thư ký.")
    page = desk.lead.post(
        f"{desk.path}/edit", {**fields, "body": "Bản của lãnh đạo.", "button": "save"}, 409
    )
    assert "Bản của thư ký." in page.text
    assert "Bản của lãnh đạo." in page.text
    assert page.fields()["body"] == "Bản của lãnh đạo."
    desk.lead.post(f"{desk.path}/edit", {**page.fields(), "button": "save"})
    assert "Bản của lãnh đạo." in desk.lead.follow().text
    versions = desk.clerk.see(f"{desk.path}/versions")
    assert len(versions.all("li")) == 3
    old = desk.clerk.see(f"{desk.path}/versions/2")
    assert "Bản của thư ký." in old.text
    desk.clerk.see(f"{desk.path}/versions/4", 404)


def test_a_deed_on_a_version_that_is_no_longer_the_latest_is_refused(desk: Desk) -> None:
    seen = {
        tail: desk.lead.see(f"{desk.path}/{tail}").fields()
        for tail in ("draft", "settings", "discard")
    }
    desk.write(body="Khác.")
    for tail, fields in seen.items():
        more = {"button": "publish", "starts-day": "1", "starts-month": "1", "starts-year": "2027"}
        desk.lead.post(f"{desk.path}/{tail}", {**fields, **more}, 409)
    desk.read(404)


@pytest.mark.parametrize(
    ("tail", "more"),
    [
        ("draft", {"button": "publish"}),
        ("settings", {"reach": "unit"}),
        ("files", {"button": "captions"}),
        ("return", {"reason": "Chưa đủ."}),
        ("withdraw", {"reason": "Nhầm."}),
        ("discard", {}),
    ],
)
def test_a_deed_that_came_too_late_stands_ready_to_be_done_again(
    desk: Desk, tail: str, more: dict[str, str]
) -> None:
    desk.publish()
    desk.write(note="Giờ họp.", body="Trước.")
    desk.offer()
    fields = desk.lead.see(f"{desk.path}/{tail}").fields() | more
    desk.write(note="Giờ họp.", body="Khác.")
    desk.offer()
    late = desk.lead.post(f"{desk.path}/{tail}", fields, 409)
    assert "Somebody else has changed this meanwhile." in late.text
    again = late.fields() | {name: more[name] for name in more if name == "button"}
    assert {name: again[name] for name in more} == more
    desk.lead.post(f"{desk.path}/{tail}", again)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[bấm](javascript:alert(1))",
        "[bấm](data:text/html,x)",
        "![ảnh](https://elsewhere.example/x.gif)",
        "<b onclick=alert(1)>đậm</b>",
        "[x](//elsewhere.example/)",
    ],
)
def test_nothing_that_runs_or_is_fetched_comes_through(desk: Desk, body: str) -> None:
    desk.write(body=body)
    desk.publish()
    page = desk.read()
    article = page.one("article")
    for tag in ("script", "img", "b", "iframe"):
        assert not list(article.iter(tag))
    for link in article.iter("a"):
        assert (link.get("href") or "").startswith("https://elsewhere.example/x.gif")
    assert not [one for one in page.elements() if any(a.startswith("on") for a in one.attrib)]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("x" * 500_000, ""),
        ("x " * 40_000, ""),
        ("[" * 6_000, "too long for one page"),
        ("|a" * 100 + "|\n" + "|-" * 100 + "|\n" + ("|b" * 100 + "|\n") * 100, "10,000 cells"),
    ],
)
def test_a_text_that_is_too_much_for_a_page_is_refused_and_kept(
    desk: Desk, body: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The page that gives half a megabyte back weighs more than any page may.
    monkeypatch.setattr("tests.browser.budget", lambda template: None)
    page = desk.write(422, body=body)
    assert sentence in page.text
    assert page.fields()["body"].strip() == body.strip()
    assert session.query(PostVersion).count() == 1


def test_a_character_that_cannot_be_stored_is_refused_in_words(desk: Desk) -> None:
    page = desk.write(422, body="a\x00b")
    assert "characters that cannot be kept" in page.text


def test_the_desk_lists_every_post_and_pages_them(desk: Desk, app: Portal) -> None:
    for number in range(20):
        make.written(desk.village, f"Tin {number}")
    first = desk.clerk.see(f"/news/desk/{desk.village.code}")
    assert len(first.one("main").findall("ul")[0]) == 20
    second = desk.clerk.see(str(first.one("a", rel="next").get("href")))
    assert "Họp thôn" in second.text
    assert "Draft" in second.text
    assert desk.clerk.see(f"/news/desk/{desk.village.code}?page=99").all("a", rel="prev")
