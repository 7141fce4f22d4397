"""The sender's own page, opened by the code: what it shows and what can be done there."""

import re
import time
from typing import Any

import pytest
import sqlalchemy as sa
from itsdangerous import TimestampSigner

from portal.accounts.models import Grant
from portal.base import clock, limits
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.petitions import (
    answering,
    codes,
    handling,
    hooks,
    intake,
    merging,
    reach,
    sender,
    vault,
)
from portal.petitions.intake import Receipt
from portal.petitions.papers import Photo
from portal.petitions.rules import Act, Kind, Learn, Opening, Outcome, State
from portal.petitions.visit import HOUR
from tests import make, photos
from tests.browser import Browser
from tests.html import Page
from tests.petitions import acts
from tests.petitions.conftest import Nation

HOME = "/petitions/track"
ANSWER = acts.WRITTEN[Outcome.ANSWER].text


@pytest.fixture
def citizen(nation: Nation, app: Portal) -> Browser:
    return Browser(app)


def opened(citizen: Browser, receipt: Receipt) -> Page:
    """The petition's page, the code typed."""
    citizen.send(HOME, code=codes.shown(receipt.code))
    return citizen.follow()


def action(page: Page, ending: str) -> dict[str, str]:
    return page.fields(action=f"/en{HOME}/{ending}")


def answered(nation: Nation, outcome: Outcome = Outcome.ANSWER, **more: Any) -> Receipt:
    receipt = acts.send(nation.village, **more)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.clerk, nation.lead, outcome)
    return receipt


def asked(nation: Nation, question: str = "Đèn ở cột số mấy?") -> Receipt:
    receipt = acts.send(nation.village)
    acts.do(nation.clerk, receipt.petition, Act.ASK, handling.ask, question)
    return receipt


def state(receipt: Receipt) -> State:
    return acts.now(receipt.petition).state


def ways_to_type(code: str) -> list[str]:
    loose = code.replace("0", "o").replace("1", "I")
    return [
        codes.shown(code),
        code,
        code.lower(),
        " ".join(code),
        f"  {codes.shown(loose)}\t",
        loose.replace("I", "l"),
        codes.shown(code).replace("-", " – "),
    ]


@pytest.mark.parametrize("way", range(7))
def test_the_code_is_read_however_it_is_typed(citizen: Browser, nation: Nation, way: int) -> None:
    receipt = next(
        one
        for one in (acts.send(nation.village, once=f"ways-to-type-{n}-{way}") for n in range(99))
        if "0" in one.code and "1" in one.code
    )
    citizen.send(HOME, code=ways_to_type(receipt.code)[way])
    assert citizen.follow().title == receipt.petition.number


def test_a_wrong_code_is_refused_alike_whatever_is_wrong_with_it(
    citizen: Browser, nation: Nation, statements: list[str]
) -> None:
    receipt = acts.send(nation.village)
    never = codes.make("a form that was never sent")
    last = codes.ALPHABET[(codes.ALPHABET.index(receipt.code[-1]) + 1) % 32]
    one_off = receipt.code[:-1] + last
    answers = set()
    for wrong in (never, one_off, "", "xin chào", "🙏", "0" * 5000, "a\x00b", receipt.code * 2):
        fields = {**citizen.see(HOME).fields(), "code": wrong}
        statements.clear()
        response = citizen.client.post(f"/en{HOME}", data=fields)
        html = re.sub(r'value="[^"]*"', "", response.get_data(as_text=True))
        # The errors of the box aside: it says so itself when a character cannot be kept.
        answers.add((response.status_code, len(statements), "There is no petition with" in html))
    assert len(answers) == 1
    assert answers.pop()[::2] == (422, True)
    assert not citizen.client._cookies  # type: ignore[union-attr]  # werkzeug keeps them there


def test_too_many_wrong_codes_from_one_address_have_to_wait(
    citizen: Browser, nation: Nation
) -> None:
    receipt = acts.send(nation.village)
    citizen.send(HOME, 422, code="wrong")
    with writing():
        for _ in range(299):
            limits.count("track", limits.anonymous("127.0.0.1"), HOUR)
    for code in ("wrong", receipt.code):
        assert "Please wait" in citizen.send(HOME, 429, code=code).text
    assert "Retry-After" in citizen.response.headers


def test_the_cookie_holds_half_an_hour_and_no_code(
    citizen: Browser, nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with make.at("2026-11-02 09:00"):
        receipt = acts.send(nation.village)
        citizen.send(HOME, code=receipt.code)
        cookie = citizen.response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "Path=/en/petitions/track" in cookie
        assert "Max-Age=1800" in cookie
        assert "SameSite=Lax" in cookie
        assert receipt.code not in cookie
        assert codes.shown(receipt.code) not in cookie
        assert citizen.see(HOME).title == receipt.petition.number
        assert citizen.response.headers["Cache-Control"] == "no-store, private"
    # A browser with a wrong clock keeps the cookie longer; the server does not believe it.
    later = int(time.time()) + 1801
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: later)
    assert citizen.see(HOME).title == "Track my petition"


def test_a_forged_or_foreign_cookie_opens_nothing(citizen: Browser, nation: Nation) -> None:
    receipt = acts.send(nation.village)
    for value in ("", "1.abc", f"{receipt.petition.id}.{'0' * 16}.sig.sig", "\u00e9", "x" * 4000):
        citizen.client.set_cookie("case", value, path="/")
        assert citizen.see(HOME).title == "Track my petition"


def test_the_page_says_state_holder_day_and_steps(citizen: Browser, nation: Nation) -> None:
    with make.at("2026-11-02 09:00"):
        receipt = acts.send(nation.village)
        acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
        acts.do(nation.lead, receipt.petition, Act.EXTEND, handling.extend, 3, "Chờ vật tư")
        acts.do(nation.clerk, receipt.petition, Act.NOTE, handling.note, "Ông này hay gọi")
        text = opened(citizen, receipt).text
    for shown in (
        "In progress",
        "Now at Tiên Du commune",
        "Answer by 19/11/2026",
        "2/11 09:00 Received by Tiên Du commune",
        "More time: 3 working days: Chờ vật tư",
        "Đèn đường đầu thôn hỏng đã hai tuần",
    ):
        assert shown in text, shown
    assert "hay gọi" not in text
    assert nation.clerk.name not in text
    with make.at("2026-11-20 09:00"):
        assert "The answer was due on 19/11/2026" in opened(citizen, receipt).text


def test_question_and_reply(citizen: Browser, nation: Nation) -> None:
    receipt = asked(nation)
    page = opened(citizen, receipt)
    assert "Đèn ở cột số mấy?" in page.text
    assert "later by the days of waiting" in page.text
    fields = action(page, "reply")
    empty = citizen.post(f"{HOME}/reply", {**fields, "reply": " "}, 422)
    assert "This field is required." in empty.text
    citizen.post(f"{HOME}/reply", {**action(empty, "reply"), "reply": "Cột số 12\ncạnh ao"})
    text = citizen.follow().text
    assert "Sent. Your reply lies with the office." in text
    assert "You replied: Cột số 12 cạnh ao" in text
    assert state(receipt) is State.IN_PROGRESS
    late = citizen.post(f"{HOME}/reply", {**fields, "reply": "Thêm nữa"}, 409)
    assert "Thêm nữa" in late.text


def test_rate_once_and_reopen(citizen: Browser, nation: Nation) -> None:
    receipt = answered(nation)
    page = opened(citizen, receipt)
    assert ANSWER in page.text
    fields = action(page, "rate")
    assert "This field is required." in citizen.post(f"{HOME}/rate", fields, 422).text
    citizen.post(f"{HOME}/rate", {**fields, "stars": "6"}, 422)
    typed = {"stars": "2", "words": "Chưa sáng hẳn"}
    citizen.post(f"{HOME}/rate", {**fields, **typed})
    page = citizen.follow()
    assert "You rated it 2 of 5: Chưa sáng hẳn" in page.text
    assert not page.all("form", action=f"/en{HOME}/rate")
    # The browser's back button, and rated again with another form.
    again = {**fields, "once": "another-form-key-0000000", **typed}
    assert "rated this answer already" in citizen.post(f"{HOME}/rate", again, 422).text
    assert f"/en{HOME}/reopen" in [a.get("href") for a in page.all("a")]
    citizen.send(f"{HOME}/reopen", 422, reason="")
    citizen.send(f"{HOME}/reopen", reason="Vẫn tối")
    assert "You asked for another look: Vẫn tối" in citizen.follow().text
    assert state(receipt) is State.RECEIVED


def test_reopened_twice_and_no_third_time(citizen: Browser, nation: Nation) -> None:
    receipt = answered(nation)
    opened(citizen, receipt)
    citizen.send(f"{HOME}/reopen", reason="Vẫn tối")
    acts.do(nation.lead, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.lead, nation.province_lead)
    citizen.send(f"{HOME}/reopen", reason="Vẫn tối lắm")
    assert "Now at Bắc Ninh province" in citizen.follow().text
    acts.do(nation.province_lead, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.province_lead, nation.centre_lead)
    page = citizen.see(HOME)
    assert f"/en{HOME}/reopen" not in [a.get("href") for a in page.all("a")]
    refused = citizen.send(f"{HOME}/reopen", 422, reason="Lần thứ ba")
    assert "can be reopened twice" in refused.text
    assert "Lần thứ ba" in refused.text


def test_withdraw_is_asked_once_more_and_cannot_be_undone(citizen: Browser, nation: Nation) -> None:
    receipt = acts.send(nation.village)
    opened(citizen, receipt)
    citizen.send(f"{HOME}/withdraw", reason="Đã sửa rồi")
    page = citizen.follow()
    assert "Withdrawn by sender" in page.text
    assert "You withdrew it: Đã sửa rồi" in page.text
    assert [form.get("action") for form in page.all("form")] == [f"/en{HOME}/end"]
    assert "withdrawn" in citizen.send(f"{HOME}/withdraw", 409, reason="").text


def test_after_half_an_hour_what_was_typed_is_kept_and_sent_with_the_code(
    citizen: Browser, nation: Nation
) -> None:
    receipt, other = asked(nation), acts.send(nation.village)
    fields = {**action(opened(citizen, receipt), "reply"), "reply": "Cột số 12, cạnh ao"}
    citizen.client.delete_cookie("case", path="/en/petitions/track")
    page = citizen.post(f"{HOME}/reply", fields, 422)
    assert "Please enter your code once more" in page.title
    assert "Your reply: Cột số 12, cạnh ao" in page.text
    page = citizen.post(f"{HOME}/reply", {**page.fields(), "code": "wrong"}, 422)
    assert "There is no petition with this code" in page.title
    page = citizen.post(f"{HOME}/reply", {**page.fields(), "code": other.code}, 422)
    citizen.post(f"{HOME}/reply", {**page.fields(), "code": receipt.code.lower()})
    assert "You replied: Cột số 12, cạnh ao" in citizen.follow().text
    assert state(receipt) is State.IN_PROGRESS


def test_a_form_of_one_petition_never_reaches_another_opened_meanwhile(
    citizen: Browser, nation: Nation
) -> None:
    mine, other = asked(nation), asked(nation)
    fields = {**action(opened(citizen, mine), "reply"), "reply": "Cột số 12"}
    opened(citizen, other)
    page = citizen.post(f"{HOME}/reply", fields, 422)
    assert "Please enter your code once more" in page.title
    assert state(other) is State.NEED_INFO
    citizen.post(f"{HOME}/reply", {**page.fields(), "code": mine.code})
    assert state(mine) is State.IN_PROGRESS


def test_pages_below_ask_for_the_code_first(citizen: Browser, nation: Nation) -> None:
    acts.send(nation.village)
    for ending in ("part?part=PA-000001", "reopen", "withdraw", "photo", "photos/1"):
        citizen.see(f"{HOME}/{ending}", 303)
        assert citizen.response.headers["Location"].endswith("/petitions/track")


def test_closed_on_this_phone_it_asks_for_the_code_again(citizen: Browser, nation: Nation) -> None:
    page = opened(citizen, acts.send(nation.village))
    citizen.post(f"{HOME}/end", action(page, "end"))
    assert citizen.follow().title == "Track my petition"
    assert not citizen.client._cookies  # type: ignore[union-attr]  # werkzeug keeps them there


def test_a_code_an_officer_has_seen_changes_at_the_first_own_visit(
    citizen: Browser, nation: Nation
) -> None:
    receipt = acts.send(nation.village, taken_by=nation.clerk.id)
    fields = {**citizen.see(HOME).fields(), "code": receipt.code}
    first = citizen.post(HOME, fields, 200)
    [new] = re.findall(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]", first.text)
    assert new != codes.shown(receipt.code)
    kept = first.one("a", class_="button go").get("href") or ""
    assert kept.startswith("sms:")
    assert new in kept
    assert citizen.response.headers["Cache-Control"] == "no-store, private"
    # The same POST again, over a bad line: the same new code.
    assert new in citizen.post(HOME, fields, 200).text
    assert citizen.see(HOME).title == receipt.petition.number
    citizen.client.delete_cookie("case", path="/en/petitions/track")
    citizen.send(HOME, 422, code=receipt.code)
    citizen.send(HOME, code=new)
    assert "You changed the code" in citizen.follow().text


def test_a_code_given_anew_ends_visits_with_the_old_one(citizen: Browser, nation: Nation) -> None:
    receipt = acts.send(nation.village, name="Trần Thị Mận")
    opened(citizen, receipt)
    acts.do(
        nation.province_custodian, receipt.petition, Act.REISSUE, vault.reissue_code, "once-" * 6
    )
    assert citizen.see(HOME).title == "Track my petition"


def test_who_opened_the_identity_and_why_is_shown(citizen: Browser, nation: Nation) -> None:
    receipt = acts.send(nation.village, name="Trần Thị Mận", phone="0912 345 678")
    with make.at("2026-11-02 09:00"):
        acts.do(
            nation.province_custodian,
            receipt.petition,
            Act.OPEN_IDENTITY,
            vault.open_identity,
            Opening.TELL,
            "Người dân nhờ gọi",
        )
    text = opened(citizen, receipt).text
    name = nation.province_custodian.name
    said = f"Your name was opened: {name}, Bắc Ninh province – to tell you the answer"
    assert f"2/11 09:00 {said}: Người dân nhờ gọi" in text
    assert "Trần Thị Mận" not in text


def test_parts_of_a_split_letter_stand_on_the_first_one_s_page(
    citizen: Browser, nation: Nation
) -> None:
    receipt = acts.send(nation.village)
    part = acts.do(
        nation.lead,
        receipt.petition,
        Act.SPLIT,
        lambda case: intake.part(case, Kind.PROPOSAL, "Rãnh nước", "Xin làm rãnh nước."),
    )
    acts.do(nation.clerk, part, Act.ASK, handling.ask, "Rãnh dài bao nhiêu?")
    page = opened(citizen, receipt)
    link = f"{HOME}/part?part={part.number}"
    assert f"/en{link}" in [a.get("href") for a in page.all("a")]
    page = citizen.see(link)
    assert page.title == part.number
    citizen.post(f"{HOME}/reply", {**action(page, "reply"), "reply": "60 mét"})
    page = citizen.follow()
    assert page.title == part.number
    assert "You replied: 60 mét" in page.text
    acts.answer(part, nation.clerk, nation.lead)
    page = citizen.see(link)
    citizen.post(f"{HOME}/rate", {**action(page, "rate"), "stars": "5"})
    assert "You rated it 5 of 5" in citizen.follow().text
    citizen.see(f"{HOME}/part?part=PA-999999", 404)
    assert citizen.see(HOME).title == receipt.petition.number
    stranger = acts.send(nation.village)
    citizen.see(f"{HOME}/part?part={stranger.petition.number}", 404)


def test_merged_it_shows_the_other_one_s_answer_and_none_of_its_sender_s_words(
    citizen: Browser, nation: Nation
) -> None:
    first, second = acts.send(nation.village), acts.send(nation.village, text="Đèn cũng hỏng.")
    acts.do(
        nation.lead,
        second.petition,
        Act.MERGE,
        lambda case: merging.merge(case, reach.case(nation.lead, first.petition.number)),
    )
    page = opened(citizen, second)
    assert f"Goes on together with {first.petition.number}: Received" in page.text
    assert "Answer by" in page.text
    acts.do(nation.clerk, first.petition, Act.CLAIM, handling.claim)
    acts.answer(first.petition, nation.clerk, nation.lead)
    acts.by_code(first.code, sender.rate, 4, "Lời riêng của người kia")
    page = citizen.see(HOME)
    assert ANSWER in page.text
    assert "Đèn cũng hỏng." in page.text
    assert "đã hai tuần" not in page.text
    assert "Lời riêng" not in page.text
    assert "You rated" not in page.text


def test_rejected_and_referred_say_why_and_what_next(citizen: Browser, nation: Nation) -> None:
    text = opened(citizen, answered(nation, Outcome.REJECT)).text
    assert "A court or an inspection is dealing with it." in text
    assert "ask for another look" in text
    referred = answered(nation, Outcome.REFER)
    text = opened(citizen, referred).text
    assert "Referred to Điện lực Tiên Du (15/PC-MTTQ" in text
    assert "We ask again on" in text
    acts.do(nation.clerk, referred.petition, Act.RECORD_REPLY, answering.record_reply, "Sẽ sửa")
    assert "The agency replied: Sẽ sửa" in citizen.see(HOME).text


PICTURES = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', 422, "Drawings (SVG) are not taken."),
    "pdf": (b"%PDF-1.7\n" + bytes(900), 422, "This is not a picture that can be read here."),
    "wide": (photos.png_of(50_000, 50_000), 422, "This picture is too wide or too high."),
    "damaged": (photos.phone()[:900], 422, "This picture is damaged."),
    "empty": (b"", 422, "This is not a picture"),
    "large": (photos.phone() + bytes(20_000_000), 413, "This is too large."),
    "10 MB": (photos.phone() + bytes(10_500_000), 413, "larger than 10 MB"),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_what_is_no_photo_is_said_in_a_plain_sentence(
    citizen: Browser, nation: Nation, kind: str
) -> None:
    content, status, sentence = PICTURES[kind]
    opened(citizen, acts.send(nation.village))
    form = citizen.see(f"{HOME}/photo").fields()
    page = citizen.post(
        f"{HOME}/photo", {**form, "photo": (photos.BytesIO(content), "anh.jpg")}, status
    )
    assert sentence in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Photo)) == 0


def test_a_photo_is_made_small_and_forgets_where_it_was_taken(
    citizen: Browser, nation: Nation
) -> None:
    receipt = acts.send(nation.village)
    opened(citizen, receipt)
    form = citizen.see(f"{HOME}/photo").fields()
    file = photos.BytesIO(photos.phone())
    citizen.post(f"{HOME}/photo", {**form, "photo": (file, "IMG_0001.jpg")})
    page = citizen.follow()
    assert "The photo is added." in page.text
    [link] = [a.get("href") or "" for a in page.all("a") if "/photos/" in (a.get("href") or "")]
    assert re.search(r"Photo 1, \d+\xa0kB", page.html)
    for size in (link, f"{link}?large=1"):
        response = citizen.client.get(size)
        assert response.mimetype == "image/jpeg"
        assert response.headers["Cache-Control"] == "no-store, private"
        for trace in (b"GPS", b"Exif", b"Bphone", b"HOME of somebody"):
            assert trace not in response.data
    assert len(citizen.client.get(link).data) <= 20_000
    stranger = Browser(citizen.app)
    opened(stranger, acts.send(nation.village))
    assert stranger.client.get(link).status_code == 404
    assert Browser(citizen.app).client.get(link).status_code == 303


def test_a_photo_after_half_an_hour_is_asked_for_once_more_with_the_code(
    citizen: Browser, nation: Nation
) -> None:
    receipt = acts.send(nation.village)
    opened(citizen, receipt)
    form = citizen.see(f"{HOME}/photo").fields()
    citizen.client.delete_cookie("case", path="/en/petitions/track")
    sent = {**form, "photo": (photos.BytesIO(photos.phone()), "a.jpg")}
    page = citizen.post(f"{HOME}/photo", sent, 422)
    page = citizen.post(f"{HOME}/photo", {**page.fields(), "code": receipt.code}, 422)
    assert page.one("input", type="file") is not None
    sent = {**page.fields(), "photo": (photos.BytesIO(photos.phone()), "a.jpg")}
    citizen.post(f"{HOME}/photo", sent)
    assert "The photo is added." in citizen.follow().text


def test_ten_photos_are_enough(citizen: Browser, nation: Nation) -> None:
    receipt = acts.send(nation.village)
    opened(citizen, receipt)
    for number in range(11):
        form = citizen.see(f"{HOME}/photo").fields()
        file = photos.BytesIO(photos.written(photos.field(60 + number, 40)))
        status = 303 if number < 10 else 422
        page = citizen.post(f"{HOME}/photo", {**form, "photo": (file, "a.jpg")}, status)
    assert "There are ten photos already." in page.text
    assert citizen.see(HOME).text.count("kB") == 10


def test_every_page_of_a_petition_asks_the_database_little(
    citizen: Browser, nation: Nation, statements: list[str]
) -> None:
    receipt = asked(nation)
    opened(citizen, receipt)
    citizen.post(f"{HOME}/reply", {**action(citizen.see(HOME), "reply"), "reply": "12"})
    part = acts.do(
        nation.lead,
        receipt.petition,
        Act.SPLIT,
        lambda case: intake.part(case, Kind.PROPOSAL, "Rãnh nước", "Xin làm rãnh nước."),
    )
    form = citizen.see(f"{HOME}/photo").fields()
    file = photos.BytesIO(photos.phone())
    citizen.post(f"{HOME}/photo", {**form, "photo": (file, "a.jpg")})
    acts.answer(receipt.petition, nation.clerk, nation.lead)
    for path in (HOME, f"{HOME}/part?part={part.number}", f"{HOME}/reopen", f"{HOME}/photo"):
        statements.clear()
        citizen.see(path)
        assert len(statements) <= 6, (path, statements)


def test_a_lapsed_question_and_an_erased_petition_still_have_a_page(
    citizen: Browser, nation: Nation
) -> None:
    with make.at("2026-11-02 09:00"):
        receipt = asked(nation)
    with make.at("2026-11-30 09:00"):
        with writing():
            hooks.tick()
        assert "No reply came; the work goes on" in opened(citizen, receipt).text
        acts.by_code(receipt.code, sender.withdraw)
    with make.at("2029-01-30 09:00"):
        with writing():
            hooks.tick()
        page = opened(citizen, receipt)
        assert "Erased: its time was over." in page.text
        assert "Đèn" not in page.text


def test_a_petition_whose_officer_moved_away_and_whose_office_ended_is_shown(
    citizen: Browser, nation: Nation
) -> None:
    receipt = acts.send(nation.village)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    with writing():
        session.execute(sa.update(Grant).values(until_on=clock.today()))
    assert "In progress" in opened(citizen, receipt).text
    for ended in (nation.village, nation.commune):
        make.close(ended, on=clock.today())
    assert "Now at Tiên Du commune" in citizen.see(HOME).text


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_every_kind_of_page_keeps_its_budget(nation: Nation, app: Portal, language: str) -> None:
    reader = Browser(app, language)
    receipts = [
        acts.send(nation.village, name="Mận", learn=Learn.CALL, phone="0912345678"),
        asked(nation),
        answered(nation),
        answered(nation, Outcome.REJECT),
        answered(nation, Outcome.REFER),
    ]
    for receipt in receipts:
        reader.send(HOME, code=receipt.code)
        reader.follow()
        for ending in ("reopen", "withdraw", "photo"):
            reader.see(f"{HOME}/{ending}")
