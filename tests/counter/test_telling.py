"""Cần báo kết quả: who waits to be told, and that they were."""

import pytest

from portal.accounts.rules import Role
from portal.base.db import writing
from portal.petitions import handling, merging, queries, reach, sender, soundness
from portal.petitions.rules import Act, Learn, Outcome
from tests import make
from tests.counter.pages import HOME, MARKS, answered, at, browser, known
from tests.petitions import acts


@pytest.mark.parametrize(
    ("learn", "words"),
    [("call", "Wants a call"), ("letter", "Wants a letter"), ("head", "Through the head")],
)
def test_who_wants_to_be_told_stands_on_the_counters_list(app, nation, learn, words):
    receipt = answered(nation, learn=Learn(learn))
    page = browser(app, nation.clerk).see(f"{HOME}/{nation.commune.code}")
    assert receipt.petition.number in page.text
    assert words in page.text
    assert not [mark for mark in MARKS if mark in page.html]


def test_who_looks_with_the_code_does_not(app, nation):
    receipt = answered(nation, learn=Learn.HERE)
    device = browser(app, nation.clerk)
    assert "Nobody waits to be told." in device.see(f"{HOME}/{nation.commune.code}").text
    page = device.see(at(receipt.petition, "/tell"))
    assert "Nobody waits to be told about it." in page.text
    assert not page.all("form", method="post")


def test_the_answer_is_read_out_and_it_is_noted_who_told_when_and_how(app, nation):
    receipt = answered(nation)
    device = browser(app, nation.clerk)
    page = device.see(at(receipt.petition, "/tell"))
    assert "Đã thay bóng đèn ngày 12/11." in page.text
    assert page.one("input", name="how", checked="").get("value") == "call"
    device.post(at(receipt.petition, "/tell"), {**page.fields(), "how": "here"})
    page = device.follow()
    assert f"by {nation.clerk.name}, face to face at the counter" in page.text
    assert len(page.all("a", href=f"/en{HOME}/{nation.commune.code}")) == 1
    assert acts.now(receipt.petition).to_tell is False
    step = queries.history(receipt.petition.id, for_sender=True)[-1].step
    assert (step.act, step.account_id) == (Act.TELL, nation.clerk.id)
    assert step.facts == {"how": "here"}
    assert "Nobody waits to be told." in device.see(f"{HOME}/{nation.commune.code}").text
    assert list(soundness.findings()) == []


def test_the_same_form_twice_notes_it_once(app, nation):
    receipt = answered(nation)
    device = browser(app, nation.clerk)
    fields = device.see(at(receipt.petition, "/tell")).fields()
    for _ in range(2):
        device.post(at(receipt.petition, "/tell"), fields)
    told = queries.history(receipt.petition.id, for_sender=False)
    assert [one.step.act for one in told].count(Act.TELL) == 1


def test_two_officers_tell_and_the_second_is_told_so(app, nation):
    receipt = answered(nation)
    mine, theirs = browser(app, nation.clerk), browser(app, nation.lead)
    first, second = (one.see(at(receipt.petition, "/tell")).fields() for one in (mine, theirs))
    mine.post(at(receipt.petition, "/tell"), first)
    page = theirs.post(at(receipt.petition, "/tell"), second, 409)
    assert "Somebody else has worked on this petition meanwhile" in page.text
    again = {**second, "seen": acts.now(receipt.petition).version}
    again["once"] = theirs.see("/petitions/new?kind=feedback&unit=" + nation.commune.code).fields()[
        "once"
    ]
    page = theirs.post(at(receipt.petition, "/tell"), again, 409)
    assert "has been told already" in page.text


@pytest.mark.parametrize("typed", [{"how": "shout"}, {"how": ""}, {"seen": "x"}, {"seen": ""}])
def test_a_form_out_of_shape_is_refused(app, nation, typed):
    receipt = answered(nation)
    browser(app, nation.clerk).send(at(receipt.petition, "/tell"), 422, **typed)
    assert acts.now(receipt.petition).to_tell


def test_what_is_reopened_waits_no_longer(app, nation):
    receipt = answered(nation)
    device = browser(app, nation.clerk)
    fields = device.see(at(receipt.petition, "/tell")).fields()
    acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
    assert "Nobody waits" in device.see(at(receipt.petition, "/tell")).text
    device.post(at(receipt.petition, "/tell"), fields, 409)
    fresh = {**fields, "seen": acts.now(receipt.petition).version, "once": "x" * 22}
    device.post(at(receipt.petition, "/tell"), fresh, 409)


def test_a_reason_for_not_taking_it_up_is_read_out_too(app, nation):
    receipt = known(nation.village)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.clerk, nation.lead, Outcome.REJECT)
    page = browser(app, nation.clerk).see(at(receipt.petition, "/tell"))
    assert "A court or an inspection is dealing with it." in page.text


def test_who_was_merged_is_told_the_answer_of_the_other(app, nation):
    whole, merged = known(nation.village), known(nation.village)
    for one in (whole, merged):
        acts.do(nation.clerk, one.petition, Act.CLAIM, handling.claim)
    with writing():
        both = [reach.case(nation.clerk, one.petition.number) for one in (merged, whole)]
        merging.merge(*both, "Cùng một việc")
    acts.answer(whole.petition, nation.clerk, nation.lead)
    device = browser(app, nation.clerk)
    assert merged.petition.number in device.see(f"{HOME}/{nation.commune.code}").text
    assert "Đã thay bóng đèn" in device.see(at(merged.petition, "/tell")).text
    device.send(at(merged.petition, "/tell"))
    assert not acts.now(merged.petition).to_tell
    assert acts.now(whole.petition).to_tell


def test_the_office_that_a_matter_concerns_neither_sees_nor_tells_the_one_above_does(app, nation):
    receipt = known(nation.village, about_office=True)
    acts.do(nation.province_lead, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.province_lead, nation.centre_lead)
    for who in (nation.lead, nation.clerk):
        device = browser(app, who)
        page = device.see(f"{HOME}/{nation.commune.code}")
        assert receipt.petition.number not in page.text
        assert "waits to be told" not in device.see("/desk").text
        for tail in ("", "/tell", "/sender"):
            device.see(at(receipt.petition, tail), 404)
        asked = device.see(f"{HOME}/{nation.commune.code}?number={receipt.petition.number}")
        assert "no petition of this number" in asked.text
    device = browser(app, nation.province_lead)
    assert receipt.petition.number in device.see(f"{HOME}/{nation.province.code}").text
    assert "1 sender waits to be told" in device.see("/desk").text
    device.send(at(receipt.petition, "/tell"))
    assert not acts.now(receipt.petition).to_tell


def test_complaints_wait_for_leads_alone(app, nation):
    receipt = known(nation.village, kind="complaint")
    second = acts.actor(nation.commune)
    acts.do(nation.lead, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.lead, second)
    assert receipt.petition.number in browser(app, second).see(f"{HOME}/{nation.commune.code}").text
    device = browser(app, nation.clerk)
    assert receipt.petition.number not in device.see(f"{HOME}/{nation.commune.code}").text
    device.see(at(receipt.petition, "/tell"), 404)
    assert "waits to be told" not in device.see("/desk").text


def test_the_desk_counts_who_waits(app, nation):
    for _ in range(2):
        answered(nation)
    line = "2 senders wait to be told"
    assert line in browser(app, nation.clerk).see("/desk").text
    for who in (nation.other_lead, nation.centre_lead, acts.actor(nation.commune, Role.VIEWER)):
        assert "wait to be told" not in browser(app, who).see("/desk").text


def test_a_number_leads_to_its_petition(app, nation):
    receipt = answered(nation)
    device = browser(app, nation.clerk)
    for typed in (receipt.petition.number, f" pa{receipt.petition.id} ", str(receipt.petition.id)):
        device.see(f"{HOME}/{nation.commune.code}?number={typed}", 303)
        assert device.follow().title == receipt.petition.number
    for typed in ("PA-999999", "x' OR 1=1", "%00", "9" * 40, "%F0%9F%99%82"):
        page = device.see(f"{HOME}/{nation.commune.code}?number={typed}")
        assert "There is no petition of this number" in page.text


def test_a_village_has_no_counter_and_others_have_none_here(app, nation):
    village = acts.actor(nation.village, Role.CLERK)
    browser(app, village).see(f"{HOME}/{nation.village.code}", 404)
    for who in (nation.province_lead, nation.other_lead, nation.province_custodian):
        browser(app, who).see(f"{HOME}/{nation.commune.code}", 404)


def test_the_list_turns_its_pages(app, nation):
    with make.at("2026-11-02 09:00"):
        numbers = [answered(nation).petition.number for _ in range(21)]
    device = browser(app, nation.lead)
    first = device.see(f"{HOME}/{nation.commune.code}")
    assert numbers[19] in first.text
    assert numbers[20] not in first.text
    assert numbers[20] in device.see(f"{HOME}/{nation.commune.code}?page=2").text
