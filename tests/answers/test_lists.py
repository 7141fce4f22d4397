"""The public lists, one public page, search, and who said "me too"."""

import threading

import pytest
import sqlalchemy as sa

from portal.answers import queries, search, services, soundness
from portal.answers.queries import Wanted
from portal.base import db, pagecache
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.petitions import handling, sender
from portal.petitions import queries as petitions
from portal.petitions.models import Petition
from portal.petitions.papers import MeToo, PublicCopy, PublicLine, PublicTerm
from portal.petitions.rules import Act, Kind
from tests import make
from tests.answers.told import TEXT, answered, published
from tests.browser import Browser
from tests.petitions import acts


def topics(wanted=None, **where):
    session.remove()
    return [one.topic for one in queries.listing(wanted or Wanted(), **where).copies]


def found(typed, wanted=None):
    session.remove()
    return [hit.line.topic for hit in search.found(typed, wanted or Wanted()).hits]


def test_a_copy_stands_in_the_lists_of_its_place_and_of_all_above(nation_of_both):
    nation = nation_of_both
    published(nation, "Rác")
    for place in (None, nation.village, nation.commune, nation.province, nation.centre):
        assert topics(Wanted(place)) == ["Rác"], place
    assert topics(Wanted(nation.neighbour)) == []
    assert topics(Wanted(kind=Kind.PROPOSAL)) == []
    assert topics(Wanted(nation.commune, Kind.FEEDBACK)) == ["Rác"]


def test_lists_are_read_on_from_a_mark_both_ways(nation_of_both):
    nation = nation_of_both
    kinds = (Kind.FEEDBACK, Kind.PROPOSAL, Kind.THANKS)
    for n in range(7):
        with make.at(f"2026-11-{10 + n} 09:00"):
            published(nation, f"Việc {n}", kind=kinds[n % 3])
    first = queries.listing(Wanted(), size=3)
    assert [one.topic for one in first.copies] == ["Việc 6", "Việc 5", "Việc 4"]
    assert (first.newer, first.older) == (False, True)
    second = queries.listing(Wanted(), before=first.copies[-1].mark, size=3)
    assert [one.topic for one in second.copies] == ["Việc 3", "Việc 2", "Việc 1"]
    last = queries.listing(Wanted(), before=second.copies[-1].mark, size=3)
    assert ([one.topic for one in last.copies], last.older) == (["Việc 0"], False)
    back = queries.listing(Wanted(), after=last.copies[0].mark, size=3)
    assert [one.topic for one in back.copies] == ["Việc 3", "Việc 2", "Việc 1"]
    assert (back.newer, back.older) == (True, True)


def test_published_again_it_is_found_by_the_new_words_alone(nation_of_both):
    nation = nation_of_both
    receipt = published(nation, "Rác ở đầu ngõ", "Rác ùn ứ", "Đã dọn")
    assert found("rác ùn") == found("rac un") == found("da don") == ["Rác ở đầu ngõ"]
    again = ("Đèn hỏng", "Đèn tắt", "Đã thay")
    acts.do(nation.lead, receipt.petition, Act.PUBLISH, handling.publish, *again)
    assert found("rác ùn") == []
    assert found("den tat") == ["Đèn hỏng"]
    assert list(soundness.findings()) == []


def test_words_are_found_with_and_without_marks_in_units_and_kinds(nation):
    published(nation, "Cầu bắc tạm", "Cầu gỗ yếu", "Đã sửa")
    published(nation, "Câu chuyện", "Cau chuyen vui", "Cảm ơn", kind=Kind.THANKS)
    assert found("cau") == ["Câu chuyện", "Cầu bắc tạm"]
    assert found("cầu")[0] == "Cầu bắc tạm"
    assert found("cau", Wanted(kind=Kind.THANKS)) == ["Câu chuyện"]
    assert found("cau", Wanted(nation.neighbour)) == []
    assert found("gỗ cầu") == ["Cầu bắc tạm"]
    assert found("") == found("!!!") == found("không có") == []
    [hit] = search.found("go yeu", Wanted()).hits
    assert [words for words, is_hit in hit.excerpt if is_hit] == ["gỗ yếu"]


def test_a_phrase_of_three_words_stands_before_its_words_apart(nation):
    published(nation, "Một", "xe rác đến chậm", "x")
    published(nation, "Hai", "rác đến. Xe đến chậm, đến rác xe", "x")
    assert found("xe rác đến") == ["Một", "Hai"]


@pytest.mark.parametrize("away", ["unpublish", "withdraw", "complaint"])
def test_what_is_taken_away_is_nowhere_any_more(nation_of_both, away):
    nation = nation_of_both
    receipt = published(nation)
    with writing():
        services.say_me_too(receipt.petition.id, "one")
    if away == "unpublish":
        acts.do(nation.lead, receipt.petition, Act.UNPUBLISH, handling.unpublish, "Còn tên")
        story = petitions.history(receipt.petition.id, for_sender=True)
        assert (story[-1].step.act, story[-1].text) == (Act.UNPUBLISH, "Còn tên")
        with pytest.raises(handling.NothingPublic):
            acts.do(nation.lead, receipt.petition, Act.UNPUBLISH, handling.unpublish, "Còn tên")
    else:
        acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
    if away == "withdraw":
        acts.by_code(receipt.code, sender.withdraw)
    if away == "complaint":
        kind = (Kind.COMPLAINT, "Là khiếu nại")
        acts.do(nation.lead, receipt.petition, Act.RECLASSIFY, handling.reclassify, *kind)
    assert topics() == found("rác") == []
    for table in (PublicCopy, PublicLine, MeToo):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    assert set(session.scalars(sa.select(PublicTerm.places))) <= {b""}


def test_a_unit_that_moves_brings_its_answers_along(nation):
    published(nation, "Rác")
    other = make.commune(nation.province, "Mới")
    make.move(nation.village, other, on=make.LONG_AGO.replace(year=2026))
    assert topics(Wanted(other)) == topics(Wanted(nation.commune)) == ["Rác"]
    assert found("rác", Wanted(other)) == ["Rác"]
    assert list(soundness.findings()) == []


def test_one_public_page_tells_of_the_version_that_was_published(nation):
    with make.at("2026-11-02 09:00"):
        receipt = answered(nation)
    with make.at("2026-11-05 09:00"):
        copy = ("Đèn", "Đèn hỏng", "Đã thay")
        acts.do(nation.lead, receipt.petition, Act.PUBLISH, handling.publish, *copy)
    with make.at("2026-11-06 09:00"):
        acts.by_code(receipt.code, sender.rate, 2, "Chưa sáng")
        page = queries.public(receipt.petition.id)
        assert (page.stars, page.days, page.again) == (2, 0, False)
        acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
        session.remove()
        assert queries.public(receipt.petition.id).again
    with make.at("2026-11-12 09:00"):
        acts.do(nation.lead, receipt.petition, Act.CLAIM, handling.claim)
        acts.answer(receipt.petition, nation.lead, nation.province_lead)
        session.remove()
        page = queries.public(receipt.petition.id)
        assert (str(page.answered_on), page.stars, page.again) == ("2026-11-02", 2, True)


def test_the_public_pages_read_well(nation, app: Portal):
    first = published(nation, "Rác ở đầu ngõ", f"{TEXT} Ống cống vỡ.")
    for n in range(21):
        published(nation, f"Đèn hỏng {n}")
    for language in ("vi", "en", "hi"):
        browser = Browser(app, language)
        page = browser.see("/petitions/answered")
        assert "Đèn hỏng 20" in page.text
        assert "Rác ở đầu ngõ" not in page.text
        older = next(link.get("href") for link in page.all("a") if link.get("rel") == "next")
        assert "Rác ở đầu ngõ" in browser.see(older).text
        page = browser.see(f"/petitions/answered?q=ong+cong&unit={nation.commune.code}")
        assert "Rác ở đầu ngõ" in page.text
        page = browser.see(f"/petitions/answered/{first.petition.id}")
        assert TEXT in page.text
        browser.see(f"/petitions/answered/{first.petition.id}/me-too")


def test_blocks_lead_there(nation, browser: Browser):
    receipt = published(nation)
    path = f"/petitions/answered/{receipt.petition.id}"
    for page in ("/", "/petitions/", f"/units/{nation.commune.code}"):
        links = {link.get("href") for link in browser.see(page).all("a")}
        assert f"/en{path}" in links, page
        assert any("/petitions/statistics" in link for link in links), page
    assert path in browser.app.test_client().get("/sitemap-1.xml").text


@pytest.mark.parametrize(
    "path",
    [
        "/petitions/answered?unit=NOWHERE",
        "/petitions/answered?kind=complaint",
        "/petitions/answered?kind=x",
        "/petitions/answered/1",
        "/petitions/answered/999999999999",
        "/petitions/answered/9999999999999",
        "/petitions/answered/x",
        "/petitions/answered/1/me-too",
    ],
)
def test_what_does_not_exist_is_404(nation, browser: Browser, path):
    browser.see(path, 404)


@pytest.mark.parametrize("typed", ["%00", "%ED%A0%80", "a" * 5000, "=cmd", "'; DROP TABLE", "🏠"])
def test_whatever_is_searched_is_answered(nation, browser: Browser, typed):
    published(nation)
    browser.see(f"/petitions/answered?q={typed}")
    browser.see(f"/petitions/answered?before={typed}&after={typed}&page={typed[:20]}")


def test_readers_get_no_cookie_and_a_304(nation, browser: Browser):
    receipt = published(nation)
    for path in ("/petitions/answered", f"/petitions/answered/{receipt.petition.id}"):
        browser.see(path)
        head = browser.response.headers
        assert "Set-Cookie" not in head
        assert head["Cache-Control"].startswith("public, max-age=")
        browser.see(path, 304, **{"If-None-Match": head["ETag"]})


def test_pages_cost_few_statements_at_any_number(nation, app: Portal, statements):
    path = f"/petitions/answered/{published(nation).petition.id}"
    for n in range(3):
        published(nation, f"Rác {n}")
    browser = Browser(app)
    for page, most in (
        ("/petitions/answered", 6),
        (f"/petitions/answered?unit={nation.commune.code}", 6),
        ("/petitions/answered?q=rac+thu+gom", 8),
        (path, 6),
        (f"{path}/me-too", 6),
    ):
        browser.see(page)
        pagecache.forget()
        statements.clear()
        browser.see(page)
        # Once a second the page cache asks whether another process has changed something.
        own = [one for one in statements if "page_generation" not in one]
        assert len(own) <= most, (page, own)


def test_me_too_counts_a_browser_once(nation, app: Portal):
    receipt = published(nation)
    path = f"/petitions/answered/{receipt.petition.id}"
    first, second = Browser(app), Browser(app, "vi")
    assert "Set-Cookie" not in _get(first, f"{path}/me-too")
    fields = first.see(f"{path}/me-too").fields()
    for browser in (first, second):
        browser.send(f"{path}/me-too")
        assert browser.response.headers["Location"].startswith(f"{browser.prefix}{path}?done=")
        browser.follow()
    first.post(f"{path}/me-too", fields)
    assert "2 people too" in first.see(path).text
    assert "You have been counted" in first.see(f"{path}/me-too").text
    for language in ("", "/hi"):
        assert app.test_client().get(language + path).status_code == 200
        cookies = first.client.get_cookie("metoo", path=f"{language}{path}/me-too")
        assert cookies is not None
        assert (cookies.http_only, cookies.same_site) == (True, "Lax")
    assert first.client.get_cookie("metoo", path="/") is None
    [row] = session.scalars(sa.select(MeToo).limit(1))
    assert cookies.value not in row.who


def _get(browser: Browser, path: str):
    browser.see(path)
    return browser.response.headers


def test_the_same_form_sent_again_is_the_same_browser(nation, app: Portal):
    receipt = published(nation)
    path = f"/petitions/answered/{receipt.petition.id}/me-too"
    browser = Browser(app)
    fields = browser.see(path).fields()
    for _ in range(3):
        browser.client.delete_cookie("metoo", path=f"/en{path}")
        browser.post(path, fields)
        assert "metoo" in str(browser.response.headers.getlist("Set-Cookie"))
    session.remove()
    assert session.get_one(PublicCopy, receipt.petition.id).me_too == 1


def test_one_address_says_so_so_often_and_no_more(nation, app: Portal):
    receipt = published(nation)
    path = f"/petitions/answered/{receipt.petition.id}/me-too"
    app.config["ANONYMOUS_LIMIT"], before = 2, app.config["ANONYMOUS_LIMIT"]
    try:
        for status in (303, 303, 429):
            browser = Browser(app)
            browser.post(path, browser.see(path).fields(), status)
    finally:
        app.config["ANONYMOUS_LIMIT"] = before
    session.remove()
    assert session.get_one(PublicCopy, receipt.petition.id).me_too == 2


def test_two_hundred_at_once_are_counted_right(nation_of_both):
    receipt = published(nation_of_both)
    number = receipt.petition.id
    faults = []

    def say(browser: str) -> None:
        try:
            with writing():
                services.say_me_too(number, browser)
        except Exception as error:
            faults.append(error)
        finally:
            db.session.remove()

    names = [f"phone {n % 8}" if n % 2 else "the same" for n in range(200)]
    waves = [names[n : n + 10] for n in range(0, 200, 10)]
    for wave in waves:
        threads = [threading.Thread(target=say, args=(name,)) for name in wave]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not faults
    session.remove()
    assert session.get_one(PublicCopy, number).me_too == len(set(names))
    assert list(soundness.findings()) == []


def test_nothing_of_the_sender_is_public(nation, browser: Browser):
    marks = {"name": "Mận Zyx", "phone": "0912 345 678", "address": "Ngõ Qwv"}
    receipt = published(nation, **marks)
    path = f"/petitions/answered/{receipt.petition.id}"
    for page in ("/petitions/answered", path, f"{path}/me-too", "/petitions/statistics", "/"):
        text = browser.see(page).text
        for mark in ("Zyx", "0912", "Qwv", receipt.code):
            assert mark not in text, page
    petition = session.get_one(Petition, receipt.petition.id)
    assert petition.code_hash not in text
