"""From draft to readers and back: review, schedule, expiry, correction, withdrawal, who may."""

import pytest

from portal.accounts.rules import Role
from portal.base import pagecache
from portal.base.db import session
from portal.base.web import Portal
from portal.news.models import Post
from tests import make
from tests.browser import Browser
from tests.newsroom.desk import Desk, on

NOW = "2026-08-20 09:00"


def test_written_offered_given_back_mended_published_read(desk: Desk) -> None:
    desk.read(404)
    assert not desk.clerk.see(f"{desk.path}/draft").all("button", value="publish")
    desk.offer()
    page = desk.clerk.follow()
    assert "Sent to the lead" in page.text
    assert not page.all("button", value="offer")
    assert "Waits for review" in desk.lead.see("/desk").text
    desk.lead.send(f"{desk.path}/return", reason="Thiếu giờ họp.")
    assert "Given back to who wrote it." in desk.lead.follow().text
    assert "Given back" in desk.clerk.see("/desk").text
    page = desk.clerk.see(f"{desk.path}/draft")
    assert "Thiếu giờ họp." in page.text
    desk.write(body="Mời bà con họp lúc 19 giờ.")
    desk.offer()
    desk.publish()
    assert "Published." in desk.lead.follow().text
    assert "19 giờ" in desk.read().text
    assert "Họp thôn" in desk.reader.see(f"/units/{desk.village.code}").text
    for tail in ("draft", "edit", "settings", "files", "versions", "withdraw"):
        desk.reader.see(f"{desk.path}/{tail}", 303)


def test_a_reason_is_asked_for(desk: Desk) -> None:
    desk.offer()
    page = desk.lead.send(f"{desk.path}/return", 422, reason=" ")
    assert page.all("strong", class_="error")
    desk.publish()
    desk.lead.send(f"{desk.path}/withdraw", 422, reason="")
    desk.read()


def test_what_does_not_wait_for_review_is_not_given_back(desk: Desk) -> None:
    page = desk.lead.send(f"{desk.path}/return", 422, reason="Chưa đủ.")
    assert "does not wait for review" in page.text
    assert "Chưa đủ." in page.text, "what was typed is kept"


def test_a_correction_carries_a_note_that_every_reader_sees(desk: Desk) -> None:
    desk.publish()
    desk.write(body="Họp lúc 20 giờ.")
    page = desk.publish(422)
    assert "please say what is corrected" in page.text
    assert "20 giờ" not in desk.read().text, "readers keep the approved words meanwhile"
    desk.write(note="Giờ họp là 20 giờ, không phải 19 giờ.")
    desk.publish()
    page = desk.read()
    assert "Corrected on" in page.text
    assert "không phải 19 giờ" in page.text
    assert "Họp lúc 20 giờ." in page.text


def test_a_refused_deed_is_not_answered_with_the_note_of_the_one_before(desk: Desk) -> None:
    desk.publish()
    desk.write(by=desk.lead, body="Họp lúc 20 giờ.")
    here = desk.lead.response.headers["Location"].removeprefix(desk.lead.prefix)
    assert "Saved as a draft." in desk.lead.see(here).text
    assert "Saved as a draft." not in desk.lead.send(here, 422, button="publish").text


def test_a_withdrawn_post_says_why_and_may_come_back(desk: Desk) -> None:
    desk.publish()
    desk.read()
    desk.lead.send(f"{desk.path}/withdraw", reason="Mức thu đăng nhầm.")
    assert "Withdrawn." in desk.lead.follow().text
    page = desk.read(410)
    assert "Mức thu đăng nhầm." in page.text
    assert desk.reader.see(f"{desk.path}/share", 410)
    assert "Họp thôn" not in desk.reader.see(f"/units/{desk.village.code}").text
    assert "No post holds all these words." in desk.reader.see("/news/?q=hop+thon").text
    desk.publish()
    assert desk.read().title == "Họp thôn"


def test_a_draft_thrown_away_is_gone_and_a_live_post_keeps_its_words(desk: Desk) -> None:
    desk.publish()
    desk.write(body="Bỏ đi.", note="Thử.")
    desk.clerk.send(f"{desk.path}/discard")
    assert "thrown away" in desk.clerk.follow().text
    assert "Mời bà con dự họp." in desk.clerk.see(f"{desk.path}/draft").text
    new = f"/news/desk/{desk.village.code}/new"
    desk.clerk.send(new, button="save", title="Nháp", body="x")
    path = desk.clerk.response.location.partition("?")[0].removeprefix("/en")
    desk.clerk.send(path.replace("draft", "discard"))
    assert "Nháp" not in desk.clerk.follow().text
    desk.clerk.see(path, 404)


def test_clerks_publish_where_their_lead_lets_them(desk: Desk) -> None:
    setting = f"/news/desk/{desk.village.code}/settings"
    desk.clerk.see(setting, 404)
    desk.clerk.post(f"{desk.path}/draft", {**desk.clerk.see(f"{desk.path}/draft").fields(),
                                           "button": "publish"}, 404)  # fmt: skip
    desk.lead.send(setting, clerks_publish="y")
    assert "Saved." in desk.lead.follow().text
    desk.clerk.send(f"{desk.path}/draft", button="publish")
    assert desk.read().title == "Họp thôn"
    fields = desk.lead.see(setting).fields()
    del fields["clerks_publish"]
    desk.lead.post(setting, fields)
    desk.clerk.send(f"/news/desk/{desk.village.code}/new", button="save", title="Hai", body="x")
    assert not desk.clerk.follow().all("button", value="publish")


def test_a_scheduled_post_appears_by_itself_and_not_a_minute_before(desk: Desk) -> None:
    with make.at(NOW):
        desk.arrange(reach="everybody", **on("starts", "22/8/2026", "7h"))
        desk.publish()
        assert "Appears" in desk.lead.follow().text
        assert "Scheduled" in desk.clerk.see("/desk").text
        desk.read(404)
        assert "Họp thôn" not in desk.reader.see("/news/").text
    with make.at("2026-08-22 06:59:50"):
        pagecache.forget()
        desk.read(404)
        desk.reader.see("/news/")
        age = desk.reader.response.headers["Cache-Control"]
        assert age in ("public, max-age=10", "public, max-age=9"), "kept until it appears"
    with make.at("2026-08-22 07:00"):
        pagecache.forget()
        assert desk.read().title == "Họp thôn"
        assert "Họp thôn" in desk.reader.see("/news/").text


def test_a_day_alone_is_seven_in_the_morning_and_five_in_the_evening(desk: Desk) -> None:
    with make.at(NOW):
        desk.arrange(**on("starts", "22/8/2026"), **on("ends", "23/8/2026"))
        page = desk.lead.follow()
        assert "from 22/8 07:00" in page.text
        assert "until 23/8 17:00" in page.text


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (on("starts", "19/8/2026", "7:00"), "This time has passed already."),
        (on("ends", "20/8/2026", "8:59"), "This time has passed already."),
        (
            {**on("starts", "25/8/2026", "7:00"), **on("ends", "25/8/2026", "7:00")},
            "It would end before it begins.",
        ),
        (on("starts", "30/2/2027"), "There is no such day or time."),
        (on("starts", "22/8/2026", "25:00"), "There is no such day or time."),
        (on("starts", "x/y/z"), "There is no such day or time."),
        (on("starts", "//", "7:00"), "There is no such day or time."),
        (on("starts", "22/8/2028"), "more than a year ahead"),
        (on("ends", "1/1/99999"), "There is no such day or time."),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_kept(
    desk: Desk, chosen: dict[str, str], sentence: str
) -> None:
    with make.at(NOW):
        page = desk.arrange(422, **chosen)
        assert sentence in page.text
        assert page.one("p", role="alert") is not None, "at the top, where a phone shows it"
        fields = page.fields()
        assert {name: fields.get(name, "") for name in chosen} == chosen
        assert session.query(Post).one().number == 1


def test_what_ends_before_it_is_published_is_not_published(desk: Desk) -> None:
    with make.at(NOW):
        desk.arrange(**on("ends", "21/8/2026", "17:00"))
    with make.at("2026-08-21 17:00"):
        page = desk.publish(422)
        assert "Its last day has passed." in page.text
    desk.read(404)


def test_an_ended_post_leaves_the_lists_and_says_so(desk: Desk) -> None:
    with make.at(NOW):
        desk.arrange(**on("ends", "21/8/2026", "17:00"))
        desk.publish()
        assert "Họp thôn" in desk.reader.see(f"/units/{desk.village.code}").text
    with make.at("2026-08-21 17:00"):
        pagecache.forget()
        assert "Họp thôn" not in desk.reader.see(f"/units/{desk.village.code}").text
        assert "Ended 21/8 17:00" in desk.clerk.see(f"/news/desk/{desk.village.code}").text
        assert "This ended on" in desk.read().text


def test_pinned_and_urgent_stand_where_they_should(desk: Desk) -> None:
    with make.at(NOW):
        desk.arrange(reach="below", urgent="y")
        desk.publish()
        for tail in ("", "/poster"):
            page = desk.reader.see(f"/units/{desk.village.code}{tail}")
            assert page.all("p", class_="banner")
        assert not desk.reader.see("/").all("p", class_="banner"), "not of this village"
        assert not desk.clerk.see(desk.path).all("p", class_="banner"), "it says it already"
        assert desk.clerk.see("/account").all("p", class_="banner"), "on all its officers' pages"
    with make.at("2026-08-23 09:00"):
        pagecache.forget()
        assert not desk.reader.see(f"/units/{desk.village.code}").all("p", class_="banner")


@pytest.mark.parametrize("way", ["pinned", "urgent"])
def test_a_village_makes_nothing_stand_out_on_the_whole_portal(desk: Desk, way: str) -> None:
    page = desk.arrange(422, reach="everybody", **{way: "y"})
    assert "Only provinces and the centre can pin or warn" in page.text
    assert page.fields()["reach"] == "everybody"
    assert page.fields()[way] == "y", "nothing chosen is lost"


def test_what_is_for_officers_is_not_there_for_others(desk: Desk, app: Portal) -> None:
    desk.arrange(audience="officers")
    desk.publish()
    desk.read(404)
    assert "Not public" in desk.clerk.see(desk.path).text
    assert "no-store" in desk.clerk.response.headers["Cache-Control"]
    stranger = Browser(app).enter(make.officer(make.village(desk.village.parents[0], "Tây")))
    stranger.see(desk.path, 404)


def test_an_officer_elsewhere_finds_none_of_it(desk: Desk, app: Portal) -> None:
    stranger = Browser(app).enter(
        make.officer(make.commune(desk.village.parents[1], "Xa"), Role.LEAD)
    )
    for tail in ("draft", "edit", "settings", "files", "versions", "versions/1", "return",
                 "withdraw", "discard"):  # fmt: skip
        stranger.see(f"{desk.path}/{tail}", 404)
    stranger.see(f"/news/desk/{desk.village.code}", 404)
    stranger.see("/news/999/draft", 404)


@pytest.mark.parametrize("tail", ["", "/new", "/settings"])
def test_pages_of_the_newsroom_ask_at_most_six_times(
    desk: Desk, statements: list[str], tail: str
) -> None:
    _counted(desk, f"/news/desk/{desk.village.code}{tail}", statements)


@pytest.mark.parametrize(
    "tail", ["draft", "edit", "settings", "files", "versions", "versions/1", "return", "withdraw",
             "discard"],
)  # fmt: skip
def test_pages_of_a_post_ask_at_most_six_times(
    desk: Desk, statements: list[str], tail: str
) -> None:
    _counted(desk, f"{desk.path}/{tail}", statements)


def _counted(desk: Desk, path: str, statements: list[str]) -> None:
    desk.lead.see("/account")  # the first page of an hour notes that the session was seen
    for round_ in range(2):
        pagecache.forget()
        del statements[:]
        desk.lead.see(path)
        assert len(statements) <= 6, "\n".join(statements)
        if not round_:
            for number in range(30):
                make.written(desk.village, f"Tin {number}")
