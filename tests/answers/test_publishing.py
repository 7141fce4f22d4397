"""The lead's page that publishes an answer without names, and the one that takes it away."""

import pytest

from portal.accounts.models import Account
from portal.answers import hooks, queries
from portal.base.db import session, writing
from portal.petitions import handling, reach, retention, sender, steps
from portal.petitions.models import Identity
from portal.petitions.papers import PublicCopy
from portal.petitions.rules import Act, Kind
from tests.answers.told import answered, published
from tests.browser import Browser
from tests.petitions import acts

LETTER = "Đèn trước nhà ông Nguyễn Văn Hùng hỏng, gọi tôi 0912 345 678. Hùng cũng bảo vậy."
COPY = "Đèn trước nhà ông […] hỏng, gọi tôi […]. […] cũng bảo vậy."


def lead(nation, app, language="en"):
    return Browser(app, language).enter(session.get_one(Account, nation.lead.id))


def path(receipt, act="publish"):
    return f"/petitions/cases/{receipt.petition.number}/{act}"


def test_from_the_letter_to_the_public_page(nation, app):
    receipt = answered(nation, text=LETTER)
    browser = lead(nation, app)
    page = browser.see(path(receipt))
    assert "Nguyễn Văn Hùng" in page.text
    assert "Telephone" in page.text
    fields = page.fields()
    assert (fields["text"], fields["topic"]) == (COPY, "Đèn đường hỏng")
    page = browser.post(path(receipt), {**fields, "button": "preview"}, 200)
    assert COPY in page.text
    assert session.get(PublicCopy, receipt.petition.id) is None
    browser.post(path(receipt), {**page.fields(), "button": "publish"})
    page = browser.follow()
    assert "Published" in page.text
    assert COPY in Browser(app).see(f"/petitions/answered/{receipt.petition.id}").text
    last = steps.of(receipt.petition.id)[-1]
    assert (last.act, last.account_id) == (Act.PUBLISH, nation.lead.id)
    assert "0912" not in str(last.facts)


def test_what_is_put_back_has_to_be_looked_at(nation, app):
    receipt = answered(nation, text=LETTER)
    browser = lead(nation, app)
    typed = {**browser.see(path(receipt)).fields(), "text": "Hỏi ông Phạm Quang nhé"}
    page = browser.post(path(receipt), {**typed, "button": "preview"}, 200)
    assert "Phạm Quang" in page.text
    page = browser.post(path(receipt), {**page.fields(), "button": "publish"}, 422)
    assert "Please say that these may stay" in page.text
    page = browser.post(path(receipt), {**page.fields(), "button": "change"}, 200)
    fields = page.fields()
    assert fields["text"] == "Hỏi ông Phạm Quang nhé"
    page = browser.post(path(receipt), {**fields, "button": "preview"}, 200)
    browser.post(path(receipt), {**page.fields(), "button": "publish", "sure": "y"})
    session.remove()
    assert session.get_one(PublicCopy, receipt.petition.id).text == "Hỏi ông Phạm Quang nhé"


def test_published_again_the_boxes_hold_what_is_public(nation, app):
    receipt = published(nation, "Một", "Hai", "Ba")
    page = lead(nation, app).see(path(receipt))
    fields = page.fields()
    assert [fields[box] for box in ("topic", "text", "answer")] == ["Một", "Hai", "Ba"]
    assert "Public since" in page.text


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"topic": ""}, 422),
        ({"text": " "}, 422),
        ({"answer": ""}, 422),
        ({"topic": "x" * 121}, 422),
        ({"text": "x" * 100_000}, 422),
        ({"text": "a\x00b"}, 422),
        ({"seen": "0"}, 409),
        ({"seen": "x"}, 409),
        ({"seen": ""}, 409),
    ],
)
def test_what_is_not_in_shape_is_kept_and_said(nation, app, typed, status):
    receipt = answered(nation)
    browser = lead(nation, app)
    fields = browser.see(path(receipt)).fields()
    page = browser.post(
        path(receipt), {**fields, "button": "publish", "sure": "y", **typed}, status
    )
    if "topic" not in typed:
        assert "Đèn đường hỏng" in page.text or page.fields()["topic"] == "Đèn đường hỏng"
    session.remove()
    assert session.get(PublicCopy, receipt.petition.id) is None


def test_the_page_tells_nothing_of_who_sent_it(nation, app):
    """What is marked depends on the letter alone, with a known sender and without one."""
    text = "Nhờ xem giúp, mận và lan ở ngõ trên đều biết. Zyx cũng vậy."
    known = answered(nation, text=text, name="Zyx Mận", phone="0987 654 321", address="ngõ trên")
    nobody = answered(nation, text=text)
    pages = []
    for receipt in (known, nobody):
        html = lead(nation, app).see(path(receipt)).text
        pages.append(html.replace(receipt.petition.number, "PA"))
    assert pages[0] == pages[1]
    assert "0987" not in pages[0]
    assert session.get(Identity, known.petition.id) is not None


def test_confidential_ones_are_refused_and_who_may_not_finds_nothing(nation, app):
    complaint = acts.send(nation.village, kind=Kind.COMPLAINT)
    acts.do(nation.lead, complaint.petition, Act.CLAIM, handling.claim)
    acts.answer(complaint.petition, nation.lead, nation.province_lead)
    lead(nation, app).see(path(complaint), 422)
    waiting = acts.send(nation.village)
    lead(nation, app).see(path(waiting), 409)
    receipt = answered(nation)
    for actor in (nation.clerk, nation.other_lead, nation.province_lead, nation.centre_lead):
        browser = Browser(app).enter(session.get_one(Account, actor.id))
        browser.see(path(receipt), 404)
    about = answered_about_the_office(nation)
    lead(nation, app).see(path(about), 404)
    lead(nation, app).see("/petitions/cases/PA-999999/publish", 404)


def answered_about_the_office(nation):
    receipt = acts.send(nation.village, about_office=True)
    acts.do(nation.province_lead, receipt.petition, Act.CLAIM, handling.claim)
    second = acts.actor(nation.province)
    acts.answer(receipt.petition, nation.province_lead, second)
    return receipt


def test_taking_it_away_needs_a_reason_that_its_sender_reads(nation, app):
    receipt = published(nation)
    browser = lead(nation, app)
    fields = browser.see(path(receipt, "unpublish")).fields()
    browser.post(path(receipt, "unpublish"), {**fields, "reason": ""}, 422)
    browser.post(path(receipt, "unpublish"), {**fields, "reason": "Còn tên"})
    browser.see(path(receipt, "unpublish"), 409)
    Browser(app).see(f"/petitions/answered/{receipt.petition.id}", 404)


def test_the_level_above_takes_it_away_too_and_a_stale_page_does_not(nation, app):
    receipt = published(nation)
    above = Browser(app).enter(session.get_one(Account, nation.province_lead.id))
    fields = above.see(path(receipt, "unpublish")).fields()
    acts.do(nation.lead, receipt.petition, Act.PUBLISH, handling.publish, "a", "b", "c")
    above.post(path(receipt, "unpublish"), {**fields, "reason": "Còn tên"}, 409)
    fields = above.see(path(receipt, "unpublish")).fields()
    above.post(path(receipt, "unpublish"), {**fields, "reason": "Còn tên"})
    clerk = Browser(app).enter(session.get_one(Account, nation.clerk.id))
    clerk.see(path(receipt, "unpublish"), 404)


def test_a_form_sent_twice_publishes_once(nation, app):
    receipt = answered(nation)
    browser = lead(nation, app)
    fields = {**browser.see(path(receipt)).fields(), "button": "publish", "sure": "y"}
    for _ in range(2):
        browser.post(path(receipt), fields)
    published_at = [one for one in steps.of(receipt.petition.id) if one.act is Act.PUBLISH]
    assert len(published_at) == 1


def test_what_officers_pages_show(nation):
    receipt = answered(nation)

    def block(actor):
        session.remove()
        return hooks.case_blocks(reach.case(actor, receipt.petition.number))

    assert hooks.answer_path(receipt.petition.id) is None
    [found] = block(nation.lead)
    assert found.values["public"] is None
    assert block(nation.clerk) == []
    acts.do(nation.lead, receipt.petition, Act.PUBLISH, handling.publish, "a", "b", "c")
    for actor, may in ((nation.lead, (True, True)), (nation.clerk, (False, False))):
        [found] = block(actor)
        assert (found.values["may_publish"], found.values["may_unpublish"]) == may
    assert hooks.answer_path(receipt.petition.id) == f"/petitions/answered/{receipt.petition.id}"
    acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
    [found] = block(nation.lead)
    assert (found.values["may_publish"], found.values["may_unpublish"]) == (False, True)


def test_a_petition_without_a_letter_any_more_keeps_no_copy(nation):
    receipt = published(nation)
    assert queries.copy_of(receipt.petition.id) is not None
    with writing():
        retention.erase(receipt.petition.id)
    session.remove()
    assert queries.copy_of(receipt.petition.id) is None
    assert queries.listing(queries.Wanted()).copies == []


def test_statements_of_the_page(nation, app, statements):
    receipt = answered(nation, text=LETTER)
    browser = lead(nation, app)
    browser.see("/petitions/answered")
    statements.clear()
    browser.see(path(receipt))
    assert len(statements) <= 6, statements


def test_its_sender_finds_the_way_to_the_public_page(nation, app):
    receipt = published(nation)
    browser = Browser(app)
    browser.send("/petitions/track", code=receipt.code)
    links = {link.get("href") for link in browser.follow().all("a")}
    assert f"/en/petitions/answered/{receipt.petition.id}" in links
    acts.do(nation.lead, receipt.petition, Act.UNPUBLISH, handling.unpublish, "Còn tên")
    page = browser.see("/petitions/track")
    assert "/petitions/answered/" not in str([link.get("href") for link in page.all("a")])
    assert "Còn tên" in page.text


def test_an_officer_finds_the_way_there_and_back(nation, app):
    receipt = answered(nation)
    home, browser = f"/petitions/cases/{receipt.petition.number}", lead(nation, app)
    links = {link.get("href") for link in browser.see(home).all("a")}
    assert f"/en{home}/publish" in links
    acts.do(nation.lead, receipt.petition, Act.PUBLISH, handling.publish, "a", "b", "c")
    page = browser.see(home)
    assert "Public since" in page.text
    links = {link.get("href") for link in page.all("a")}
    assert {f"/en{home}/publish", f"/en{home}/unpublish"} <= links
    fields = browser.see(f"{home}/unpublish").fields()
    browser.post(f"{home}/unpublish", {**fields, "reason": "Còn tên"})
    assert "Taken away" in browser.follow().text
