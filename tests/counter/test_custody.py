"""The custodian one level up: opens, on a reason, for 72 hours; replaces a lost code."""

import pytest
import sqlalchemy as sa

from portal.accounts.models import Grant
from portal.accounts.rules import Role
from portal.base.db import session, writing
from portal.petitions import handling, intake, queries, reach, sender, soundness, vault
from portal.petitions.rules import Act, Kind, Opening
from tests import make
from tests.counter.pages import HOME, MARKS, answered, at, browser, known
from tests.html import words
from tests.petitions import acts

WHY = {"reason": "tell", "words": "Người dân nhờ gọi"}


def shown(page) -> list[str]:
    return [mark for mark in MARKS if mark in page.html]


def opened(device, petition, **why):
    device.send(at(petition, "/identity"), **{**WHY, **why})
    return device.follow()


def test_an_identity_is_asked_for_and_shown_after_it_was_written_down(app, nation):
    receipt = known(nation.village)
    device = browser(app, nation.province_custodian)
    assert shown(device.see(at(receipt.petition, "/identity"))) == []
    page = opened(device, receipt.petition)
    assert shown(page) == list(MARKS)
    assert device.response.headers["Cache-Control"] == "no-store, private"
    [line] = vault.openings(receipt.petition.id)
    assert (line.officer, line.reason, line.words) == (
        nation.province_custodian.name,
        Opening.TELL,
        "Người dân nhờ gọi",
    )
    step = queries.history(receipt.petition.id, for_sender=True)[-1]
    assert (step.step.act, step.step.account_id) == (
        Act.OPEN_IDENTITY,
        nation.province_custodian.id,
    )
    assert list(soundness.findings()) == []


def test_nothing_of_it_stands_in_the_address_or_the_title(app, nation):
    receipt = known(nation.village)
    device = browser(app, nation.province_custodian)
    device.send(at(receipt.petition, "/identity"), **WHY)
    where = device.response.headers["Location"]
    page = device.follow()
    assert not [mark for mark in MARKS if mark in where or mark in words(page.one("title"))]
    assert not [mark for mark in MARKS if mark in page.title]


def test_the_senders_page_tells_who_opened_it_where_and_why(app, nation):
    receipt = known(nation.village)
    opened(browser(app, nation.province_custodian), receipt.petition)
    device = browser(app, nation.clerk)
    device.client.delete_cookie(app.config["SESSION_COOKIE_NAME"])
    device.send("/petitions/track", code=receipt.code)
    page = device.follow()
    assert nation.province_custodian.name in page.text
    assert WHY["words"] in page.text


def test_after_72_hours_it_is_gone(app, nation):
    with make.at("2026-11-02 09:00"):
        receipt = known(nation.village)
        device = browser(app, nation.province_custodian)
        opened(device, receipt.petition)
    with make.at("2026-11-05 08:59"):
        device = browser(app, nation.province_custodian)
        assert shown(device.see(at(receipt.petition, "/identity"))) == list(MARKS)
        assert receipt.petition.number in device.see(f"{HOME}/custody").text
    with make.at("2026-11-05 09:00"):
        device = browser(app, nation.province_custodian)
        page = device.see(at(receipt.petition, "/identity"))
        assert shown(page) == []
        assert "Open it for 72 hours" in page.text
        assert receipt.petition.number not in device.see(f"{HOME}/custody").text


def test_each_custodian_opens_for_themselves(app, nation):
    receipt = known(nation.village)
    other = acts.actor(nation.province, Role.CUSTODIAN)
    opened(browser(app, nation.province_custodian), receipt.petition)
    device = browser(app, other)
    assert shown(device.see(at(receipt.petition, "/identity"))) == []
    assert "Open for you" not in device.see(f"{HOME}/custody").text
    assert shown(opened(device, receipt.petition, reason="danger")) == list(MARKS)
    assert {line.officer for line in vault.openings(receipt.petition.id)} == {
        nation.province_custodian.name,
        other.name,
    }


def test_the_same_reason_again_opens_nothing_anew_another_one_does(app, nation):
    receipt = known(nation.village)
    device = browser(app, nation.province_custodian)
    for _ in range(2):
        opened(device, receipt.petition)
    assert len(vault.openings(receipt.petition.id)) == 1
    opened(device, receipt.petition, reason="lost_code")
    assert [line.reason for line in vault.openings(receipt.petition.id)] == ["lost_code", "tell"]


def test_the_same_form_twice_opens_once(app, nation):
    receipt = known(nation.village)
    device = browser(app, nation.province_custodian)
    fields = {**device.see(at(receipt.petition, "/identity")).fields(), **WHY}
    for _ in range(2):
        device.post(at(receipt.petition, "/identity"), fields)
    assert len(vault.openings(receipt.petition.id)) == 1


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"reason": ""}, 422),
        ({"reason": "curious"}, 422),
        ({"words": ""}, 422),
        ({"words": " "}, 422),
        ({"words": "x" * 100_000}, 422),
        ({"words": "a\x00b"}, 422),
        ({"words": "🙂"}, 303),
        ({"words": "Go\u0323i \u202e điện"}, 303),
    ],
)
def test_without_a_reason_in_shape_nothing_is_opened(app, nation, typed, status):
    receipt = known(nation.village)
    device = browser(app, nation.province_custodian)
    page = device.send(at(receipt.petition, "/identity"), status, **{**WHY, **typed})
    assert shown(page) == []
    assert len(vault.openings(receipt.petition.id)) == (status == 303)
    assert all("\u202e" not in one.words for one in vault.openings(receipt.petition.id))


def test_who_left_nothing_cannot_be_opened_and_the_pages_say_so(app, nation):
    receipt = acts.send(nation.village)
    device = browser(app, nation.province_custodian)
    page = device.see(at(receipt.petition, "/identity"))
    assert "nothing to open" in page.text
    assert not page.all("form", method="post")
    other = known(nation.village)
    fields = {**device.see(at(other.petition, "/identity")).fields(), **WHY}
    device.post(at(receipt.petition, "/identity"), fields, 422)
    told = browser(app, nation.clerk).see(at(receipt.petition, "/sender"))
    assert "the portal itself does not know it" in told.text


def test_only_the_custodian_one_level_up_opens(app, nation):
    receipt = known(nation.village)
    own = acts.actor(nation.commune, Role.CUSTODIAN)
    neighbour = acts.actor(nation.neighbour, Role.CUSTODIAN)
    centre = acts.actor(nation.centre, Role.CUSTODIAN)
    officers = (nation.lead, nation.clerk, nation.province_lead, nation.centre_lead)
    for who in (own, neighbour, centre, *officers):
        device = browser(app, who)
        for tail in ("/identity", "/code"):
            device.see(at(receipt.petition, tail), 404)
    for who in officers:
        browser(app, who).see(f"{HOME}/custody", 404)


def test_of_the_centres_own_petitions_its_custodian_opens(app, nation):
    receipt = known(nation.centre)
    device = browser(app, acts.actor(nation.centre, Role.CUSTODIAN))
    assert shown(opened(device, receipt.petition, reason="law")) == list(MARKS)


def test_what_concerns_the_custodians_own_office_is_not_theirs(app, nation):
    receipt = known(nation.province, about_office=True)
    device = browser(app, nation.province_custodian)
    for tail in ("", "/identity", "/code"):
        device.see(at(receipt.petition, tail), 404)
    asked = device.see(f"{HOME}/custody?number={receipt.petition.number}")
    assert "no petition of this number whose sender you may open" in asked.text


def test_a_custodian_removed_sees_nothing_at_the_next_click(app, nation):
    receipt = known(nation.village)
    device = browser(app, nation.province_custodian)
    opened(device, receipt.petition)
    with writing():
        session.execute(sa.update(Grant).values(until_on=make.LONG_AGO))
    device.see(at(receipt.petition, "/identity"), 404)


def test_who_waits_for_a_call_stands_on_the_custodians_page_until_opened(app, nation):
    receipt = answered(nation)
    device = browser(app, nation.province_custodian)
    assert "1 sender waits to be told" in device.see("/desk").text
    page = device.see(f"{HOME}/custody")
    link = next(a.get("href") for a in page.all("a") if "reason=tell" in (a.get("href") or ""))
    assert device.see(link).one("input", name="reason", checked="").get("value") == "tell"
    device.send(link, words="Người dân nhờ gọi")
    page = device.see(f"{HOME}/custody")
    assert "Nobody waits to be told." in page.text
    assert receipt.petition.number in page.text
    assert "1 identity stands open for you" in device.see("/desk").text


def test_the_counter_learns_whom_to_ask(app, nation):
    receipt = answered(nation)
    page = browser(app, nation.clerk).see(at(receipt.petition, "/sender"))
    assert nation.province_custodian.name in page.text
    assert f"{nation.province.name} province" in page.text
    assert shown(page) == []


def test_a_part_split_off_is_asked_for_by_the_whole_letters_number(app, nation):
    receipt = known(nation.village)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    part = acts.do(
        nation.clerk, receipt.petition, Act.SPLIT, intake.part, Kind.PROPOSAL, "Ghế", "Xin ghế đá"
    )
    acts.do(nation.clerk, part, Act.CLAIM, handling.claim)
    acts.answer(part, nation.clerk, nation.lead)
    page = browser(app, nation.clerk).see(at(part, "/sender"))
    assert words(page.one("strong")) == receipt.petition.number
    custody = browser(app, nation.province_custodian).see(f"{HOME}/custody")
    assert f"case/{receipt.petition.number}/identity" in custody.html


def test_a_lost_code_is_replaced_once_the_custodian_has_compared(app, nation):
    receipt = known(nation.village)
    device = browser(app, nation.province_custodian)
    page = device.see(at(receipt.petition, "/code"))
    assert "Open it first" in page.text
    assert shown(page) == []
    opened(device, receipt.petition, reason="lost_code")
    fields = device.see(at(receipt.petition, "/code")).fields()
    assert "compared" not in fields
    device.post(at(receipt.petition, "/code"), fields, 422)
    fields["once"] = device.see(at(receipt.petition, "/code")).fields()["once"]
    page = device.post(at(receipt.petition, "/code"), {**fields, "compared": "y"}, 200)
    code = words(page.one("strong"))
    assert device.response.headers["Cache-Control"] == "no-store, private"
    assert reach.case_of_code(receipt.code) is None
    assert acts.sender_case(code).petition.code_to_change
    step = queries.history(receipt.petition.id, for_sender=True)[-1].step
    assert (step.act, step.account_id) == (Act.REISSUE, nation.province_custodian.id)
    number = step.number
    # The same form again: the same code, and no further step.
    again = device.post(at(receipt.petition, "/code"), {**fields, "compared": "y"}, 200)
    assert words(again.one("strong")) == code
    assert acts.now(receipt.petition).steps == number
    own = acts.by_code(code, sender.change_code, "own-form-key-000000000")
    page = device.post(at(receipt.petition, "/code"), {**fields, "compared": "y"}, 200)
    assert "a code of their own" in page.text
    assert acts.sender_case(own)
    assert list(soundness.findings()) == []


def test_opened_for_another_reason_no_code_is_replaced(app, nation):
    receipt = known(nation.village)
    device = browser(app, nation.province_custodian)
    opened(device, receipt.petition, reason="lost_code")
    fields = {**device.see(at(receipt.petition, "/code")).fields(), "compared": "y"}
    other = known(nation.village)
    opened(device, other.petition, reason="tell")
    fields["seen"] = acts.now(other.petition).version
    page = device.post(at(other.petition, "/code"), fields, 422)
    assert "Open the identity first" in page.text
    assert acts.sender_case(other.code)


def test_two_custodians_replace_a_code_and_the_second_is_told_so(app, nation):
    receipt = known(nation.village)
    mine = browser(app, nation.province_custodian)
    theirs = browser(app, acts.actor(nation.province, Role.CUSTODIAN))
    for device in (mine, theirs):
        opened(device, receipt.petition, reason="lost_code")
    first, second = (
        {**one.see(at(receipt.petition, "/code")).fields(), "compared": "y"}
        for one in (mine, theirs)
    )
    code = words(mine.post(at(receipt.petition, "/code"), first, 200).one("strong"))
    theirs.post(at(receipt.petition, "/code"), second, 409)
    assert acts.sender_case(code)


def test_identity_stands_nowhere_but_on_the_custodians_pages(app, nation):
    receipt = answered(nation)
    opened(browser(app, nation.province_custodian), receipt.petition, reason="lost_code")
    viewer = acts.actor(nation.commune, Role.VIEWER)
    tails = ("", "/tell", "/sender", "/identity", "/code")
    paths = [
        *(at(receipt.petition, tail) for tail in tails),
        *("/", "/desk", "/petitions/", f"{HOME}/custody"),
        *(f"{HOME}/{place.code}" for place in (nation.commune, nation.province)),
        *(f"/units/{place.code}" for place in (nation.commune, nation.village)),
    ]
    people = {
        "custodian": nation.province_custodian,
        "other custodian": acts.actor(nation.province, Role.CUSTODIAN),
        "clerk": nation.clerk,
        "lead": nation.lead,
        "viewer": viewer,
        "other office": nation.other_lead,
        "province": nation.province_lead,
        "centre": nation.centre_lead,
    }
    seen = set()
    for name, who in people.items():
        device = browser(app, who)
        for path in paths:
            answer = device.client.get("/en" + path)
            if any(mark in answer.text for mark in MARKS):
                seen.add((name, path.removeprefix(at(receipt.petition))))
    assert seen == {("custodian", "/identity"), ("custodian", "/code")}
