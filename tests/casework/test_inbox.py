"""An office's inbox, the ladder on desks, and one petition as officers read it."""

from typing import Any

import pytest

from portal.accounts import services as accounts
from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.base import pictures
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.casework import queries as inboxes
from portal.petitions import answering, handling, photos, reach, routing
from portal.petitions.desk import Box, Desk
from portal.petitions.models import Petition
from portal.petitions.rules import Act, Doubt, Kind, Outcome
from tests import make
from tests import photos as shots
from tests.casework.test_acts import done, path, referred, routed, submitted
from tests.petitions import acts
from tests.petitions.conftest import Nation, _nation

INBOX = "/petitions/inbox"


def headings(page: Any) -> list[str]:
    return ["".join(one.itertext()) for one in page.all("h2")][:-1]


def topics(page: Any) -> list[str]:
    return [one.text for one in page.all("a") if "/cases/" in (one.get("href") or "")]


def test_each_petition_stands_where_it_presses_most(nation: Nation, enter: Any) -> None:
    with make.at("2026-11-02 09:00"):
        late = acts.send(nation.village, topic="Quá hạn").petition
        acts.do(nation.lead, late, Act.CLAIM, handling.claim)
    with make.at("2026-11-17 09:00"):
        acts.send(nation.village, topic="Mới gửi")
        acts.send(nation.village, topic="Khiếu nại", kind=Kind.COMPLAINT)
        submitted(nation, acts.send(nation.village, topic="Chờ ký").petition)
        other = acts.send(nation.neighbour, topic="Của Tiên Du").petition
        acts.do(nation.other_lead, other, Act.ROUTE, routing.route, nation.commune, "Thuộc Tiên Du")
        lead = enter(nation.lead)
        page = lead.see(INBOX)
        assert headings(page) == [
            "Overdue: 1", "In my hands: 1", "Handed to us: 1", "In nobody's hands: 2",
            "To be signed: 1",
        ]  # fmt: skip
        assert topics(page) == ["Quá hạn", "Của Tiên Du", "Mới gửi", "Khiếu nại", "Chờ ký"]
        page = enter(nation.clerk).see(INBOX)
        assert "Khiếu nại" not in topics(page)
        assert "To be signed: 1" not in headings(page)
        assert topics(lead.see(f"{INBOX}?box=mine")) == ["Quá hạn"]
        assert topics(lead.see(f"{INBOX}?box=open")) == [
            "Quá hạn",
            "Mới gửi",
            "Khiếu nại",
            "Chờ ký",
        ]


def test_a_section_has_pages_of_its_own(nation: Nation, enter: Any) -> None:
    for n in range(25):
        acts.send(nation.village, topic=f"Việc số {n}")
    lead = enter(nation.lead)
    page = lead.see(INBOX)
    assert headings(page) == ["In nobody's hands: 25"]
    assert len(topics(page)) == 5
    assert len(topics(lead.see(f"{INBOX}?box=unclaimed"))) == 20
    assert len(topics(lead.see(f"{INBOX}?box=unclaimed&page=2"))) == 5


@pytest.mark.parametrize("tail", ["box=gossip", "unit=NOWHERE", "box=late_below", "box=to_tell"])
def test_other_boxes_and_offices_do_not_exist(nation: Nation, enter: Any, tail: str) -> None:
    enter(nation.lead).see(f"{INBOX}?{tail}", 404)


def test_whoever_works_in_no_office_has_no_inbox(nation: Nation, enter: Any) -> None:
    enter(nation.province_custodian).see(INBOX, 404)
    village = enter(acts.actor(nation.village, Role.CLERK))
    village.see(INBOX, 404)
    assert "Petition inbox" not in village.see("/desk").text


def test_an_inbox_for_each_office(nation: Nation, enter: Any) -> None:
    account = make.officer(nation.commune, Role.CLERK)
    make.give(account, nation.neighbour, Role.CLERK)
    acts.send(nation.neighbour, topic="Ở Liên Bão")
    both = enter(account)
    page = both.see(INBOX)
    assert topics(page) == ["Ở Liên Bão"]
    other = f"{INBOX}?unit={nation.commune.code}"
    assert f"/en{other}" in [one.get("href") for one in page.all("a")]
    assert topics(both.see(other)) == []


def test_the_ladder_goes_from_the_handler_to_the_lead_and_up(nation: Nation, enter: Any) -> None:
    with make.at("2026-11-02 09:00"):
        petition = acts.send(nation.village, topic="Đèn đường").petition
        acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    who = {
        "clerk": enter(nation.clerk),
        "lead": enter(nation.lead),
        "province": enter(nation.province_lead),
        "centre": enter(nation.centre_lead),
    }
    told = {
        "2026-11-11": "",  # seven working days of ten
        "2026-11-12": "clerk",
        "2026-11-17": "clerk lead",
        "2026-11-20": "clerk lead",
        "2026-11-23": "clerk lead province",
        "2026-12-14": "clerk lead province centre",
    }
    for day, expected in told.items():
        with make.at(f"{day} 09:00"):
            found = {
                "clerk": "Đèn đường" in who["clerk"].see("/desk").text,
                "lead": "Petitions: overdue" in who["lead"].see("/desk").text,
                "province": "Petitions: late below us" in who["province"].see("/desk").text,
                "centre": "Petitions: late below us" in who["centre"].see("/desk").text,
            }
        assert [name for name in who if found[name]] == expected.split(), day


def test_the_office_that_is_named_sees_nothing_of_it(nation: Nation, enter: Any) -> None:
    petition = acts.send(nation.village, about_office=True, topic="Thái độ").petition
    lead = enter(nation.lead)
    assert "Thái độ" not in lead.see(INBOX).text
    lead.see(path(petition), 404)
    lead.see(path(petition, "note"), 404)
    above = enter(nation.province_lead)
    page = above.see(path(petition))
    assert "It is about officials of Tiên Du commune" in page.text
    fields = above.see(path(petition, f"route?to={nation.commune.code}")).fields(method="post")
    page = above.post(path(petition, "route"), {**fields, "reason": "Thuộc xã"}, 422)
    assert "The petition cannot be handed to this unit." in page.text


def test_an_officer_moved_away_leaves_it_to_be_given_to_another(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    with writing():
        accounts.suspend(session.get_one(Account, nation.clerk.id), by=None)
    lead = enter(nation.lead)
    assert headings(lead.see(INBOX)) == ["In nobody's hands: 1"]
    page = lead.see(path(petition))
    assert "in nobody's hands: who had it works there no longer" in page.text
    assert [one.text for one in page.all("button", class_="go")] == ["Take it in hand"]
    successor = acts.actor(nation.commune, Role.CLERK)
    lead.send(path(petition, "assign"), person=str(successor.id))
    assert headings(enter(successor).see(INBOX)) == ["In my hands: 1"]
    with writing():  # while the form was open somebody else went too
        accounts.suspend(session.get_one(Account, successor.id), by=None)
    fields = lead.see(path(petition, "assign")).fields()
    lead.post(path(petition, "assign"), {**fields, "person": str(successor.id)}, 422)


def test_a_successor_unit_inherits_it(nation: Nation, petition: Petition, enter: Any) -> None:
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    with writing():
        routing.inherit(reach.case_for_clock(petition.id), nation.neighbour)
    enter(nation.clerk).see(path(petition))  # the place is still theirs to read
    other = enter(nation.other_lead)
    assert headings(other.see(INBOX)) == ["In nobody's hands: 1"]
    page = other.see(path(petition))
    assert "Passed to Liên Bão commune, which follows the former unit" in page.text
    assert [one.text for one in page.all("button", class_="go")] == ["Take it in hand"]


def test_the_page_tells_everything_but_who_wrote(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    acts.do(nation.clerk, petition, Act.NOTE, handling.note, "Đã gọi thôn")
    page = enter(nation.lead).see(path(petition))
    assert "A citizen, Đông village" in page.text
    assert "“Đã gọi thôn”" in page.text
    assert "in the hands of" in page.text
    for secret in ("Mận", "0101"):
        assert secret not in page.html
    assert page.all("a", class_="button go") == []


def test_a_photo_is_seen_and_added_by_officers(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    picture = pictures.redrawn(shots.phone())
    acts.do(nation.clerk, petition, Act.PHOTO, photos.add, picture)
    clerk = enter(nation.clerk)
    page = clerk.see(path(petition))
    [link] = [
        one.get("href") or "" for one in page.all("a") if "/photos/" in (one.get("href") or "")
    ]
    clerk.see(link)
    assert clerk.response.mimetype == "image/jpeg"
    enter(nation.other_lead).see(link, 404)
    clerk.see(f"{link}0", 404)


def test_print_and_word(nation: Nation, petition: Petition, enter: Any) -> None:
    referred(nation, petition)
    lead = enter(nation.lead)
    page = lead.see(path(petition, "?print=1").replace("/?", "?"))
    assert "FILE OF A PETITION" in page.title
    assert "Mận" not in page.html
    before = done(petition).count(Act.EXPORT)
    fields = lead.see(path(petition)).fields(action=f"/en{path(petition, 'word')}")
    for _ in range(2):
        lead.post(path(petition, "word"), fields, 200)
        assert lead.response.headers["Content-Disposition"].endswith(f'{petition.number}.docx"')
    assert done(petition).count(Act.EXPORT) == before + 1
    fields = {**lead.see(path(petition, "slip")).fields(), "button": "slip"}
    lead.post(path(petition, "word"), fields, 200)
    name = f'{petition.number}-phieu-chuyen.docx"'
    assert lead.response.headers["Content-Disposition"].endswith(name)
    viewer = enter(acts.actor(nation.province, Role.VIEWER))
    assert "Save as Word" not in viewer.see(path(petition)).text
    enter(nation.clerk).see(path(petition, "slip"))
    enter(nation.clerk).see(path(acts.send(nation.village).petition, "slip"), 404)


@pytest.mark.parametrize("number", ["PA-1", "1", "pa-000001"])
def test_a_number_is_read_as_people_write_it(
    nation: Nation, petition: Petition, enter: Any, number: str
) -> None:
    assert petition.id == 1
    assert enter(nation.lead).see(f"/petitions/cases/{number}").title == "Đèn đường hỏng"


@pytest.mark.parametrize("number", ["PA-0", "x", "PA-1x", "9" * 18, "9" * 40, "-1"])
def test_any_other_number_is_nothing(
    nation: Nation, petition: Petition, enter: Any, number: str
) -> None:
    enter(nation.lead).see(f"/petitions/cases/{number}", 404)


def test_pages_ask_few_questions_at_any_size(
    nation: Nation, enter: Any, statements: list[str]
) -> None:
    for n in range(30):
        acts.send(nation.village, topic=f"Việc số {n}")
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.PHOTO, photos.add, pictures.redrawn(shots.phone()))
    routed(nation, petition)
    acts.do(nation.other_lead, petition, Act.SEND_BACK, routing.send_back, "Không phải")
    referred(nation, acts.send(nation.village).petition)
    submitted(nation, petition)
    for who, address, most in (
        (nation.lead, INBOX, 8),
        (nation.province_lead, INBOX, 8),
        (nation.lead, f"{INBOX}?box=unclaimed", 6),
        (nation.lead, path(petition), 9),
        (nation.lead, path(petition, "approve"), 6),
        (nation.clerk, path(petition, "answer"), 6),
        (nation.lead, path(petition, "merge"), 6),
        (nation.lead, path(petition, "route"), 6),
    ):
        officer = enter(who)
        officer._ask(address, "GET")
        statements.clear()
        officer._ask(address, "GET")
        assert officer.response.status_code in (200, 409)
        assert len(statements) <= most, (address, len(statements), statements)


def test_late_quarantine_and_follow_up_stand_in_their_boxes(nation: Nation, enter: Any) -> None:
    with make.at("2026-11-02 09:00"):
        acts.send(nation.village, topic="Quảng cáo", doubt=Doubt.LINKS)
        gone = acts.send(nation.village, topic="Dây điện").petition
        referred(nation, gone)
    with make.at("2026-11-13 09:00"):
        assert headings(enter(nation.clerk).see(INBOX))[-1] == "Ask the agency again: 1"
        assert "To be looked at first: 1" in headings(enter(nation.province_lead).see(INBOX))


def test_every_box_is_asked_alike_on_both_databases(both: Portal) -> None:
    nation = _nation()
    with make.at("2026-11-02 09:00"):
        petition = acts.send(nation.village).petition
        acts.do(nation.lead, petition, Act.CLAIM, handling.claim)
        submitted(nation, acts.send(nation.village).petition)
        own = acts.send(nation.village).petition
        acts.do(nation.lead, own, Act.CLAIM, handling.claim)
        acts.do(nation.lead, own, Act.SUBMIT, answering.submit, acts.written(Outcome.ANSWER))
    with make.at("2026-11-25 09:00"):
        for who, unit, found in (
            (nation.lead, nation.commune, {Box.OVERDUE: 3, Box.MINE: 2, Box.TO_APPROVE: 1}),
            (nation.province_lead, nation.province, {Box.TO_APPROVE: 1, Box.LATE_BELOW: 3}),
            (nation.centre_lead, nation.centre, {}),
        ):
            pairs = [(Desk(unit, who), box) for box in Box]
            numbers = inboxes.numbers(pairs)
            rows = inboxes.first_rows(pairs, 5)
            for (_, box), items in zip(pairs, rows, strict=True):
                if box in inboxes.PRESSING:
                    assert len(items) == numbers[unit.id, box] == found.get(box, 0), (box, who)
