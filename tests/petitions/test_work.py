"""What offices do with a petition: in hand, asked, passed on, answered, signed, merged."""

from datetime import date, timedelta

import pytest

from portal.accounts import services as accounts
from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.base.db import session, writing
from portal.base.errors import NotFound
from portal.petitions import (
    answering,
    handling,
    intake,
    merging,
    moves,
    queries,
    reach,
    routing,
    sender,
    soundness,
    timers,
)
from portal.petitions.clocks import Lateness
from portal.petitions.desk import Box, Desk
from portal.petitions.rules import Act, Kind, Learn, Outcome, Reason, State
from tests import make
from tests.petitions import acts
from tests.threads import at_once


@pytest.fixture
def sound():
    yield
    session.remove()
    assert list(soundness.findings()) == []


pytestmark = pytest.mark.usefixtures("sound")


def test_whoever_claims_has_it_in_hand(nation):
    petition = acts.send(nation.village).petition
    assert len(Desk(nation.commune, nation.clerk).listed(Box.UNCLAIMED)) == 1
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    assert acts.now(petition).account_id == nation.clerk.id
    assert [one.id for one in Desk(nation.commune, nation.clerk).listed(Box.MINE)] == [petition.id]
    assert Desk(nation.commune, nation.clerk).listed(Box.UNCLAIMED) == []


def test_the_second_of_two_officers_is_told(nation_of_both):
    nation = nation_of_both
    petition = acts.send(nation.village).petition
    seen = petition.version

    def claim(which: int) -> bool:
        who = (nation.lead, nation.clerk)[which % 2]
        try:
            with writing():
                handling.claim(reach.case(who, petition.number, Act.CLAIM, seen=seen))
        except moves.Overtaken:
            return False
        return True

    assert sum(at_once(8, claim)) == 1


def test_a_lead_assigns_to_somebody_of_the_office_only(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.lead, petition, Act.ASSIGN, handling.assign, nation.clerk.id)
    assert acts.now(petition).state is State.IN_PROGRESS
    with pytest.raises(handling.NotOfThisOffice):
        acts.do(nation.lead, petition, Act.ASSIGN, handling.assign, nation.other_lead.id)
    with pytest.raises(NotFound):
        acts.do(nation.clerk, petition, Act.ASSIGN, handling.assign, nation.clerk.id)


def test_an_officer_moved_away_leaves_it_in_nobodys_hand(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    with writing():
        accounts.suspend(session.get_one(Account, nation.clerk.id), by=None)
    assert [one.id for one in Desk(nation.commune, nation.lead).listed(Box.UNCLAIMED)] == [
        petition.id
    ]


def test_a_question_stops_the_clock_once(nation):
    with make.at("2026-11-02 09:00"):
        receipt = acts.send(nation.village)
        petition = receipt.petition
    with make.at("2026-11-04 09:00"):
        acts.do(nation.clerk, petition, Act.ASK, handling.ask, "Cột số mấy?")
    with make.at("2026-11-06 09:00"):
        assert queries.question(petition.id) == "Cột số mấy?"
        assert moves.lateness(acts.now(petition)) is Lateness.ON_TIME
        acts.by_code(receipt.code, sender.reply, "Cột số 12")
    petition = acts.now(petition)
    assert (petition.state, petition.paused_days) == (State.IN_PROGRESS, 2)
    assert petition.due_on == date(2026, 11, 18)  # the 16th and two days more
    with pytest.raises(handling.AskedOnce):
        acts.do(nation.clerk, petition, Act.ASK, handling.ask, "Và số nhà?")


def test_a_question_without_reply_lapses_after_ten_working_days(nation):
    with make.at("2026-11-02 09:00"):
        petition = acts.send(nation.village).petition
        acts.do(nation.clerk, petition, Act.ASK, handling.ask, "Cột số mấy?")
    for day, state in (("16", State.NEED_INFO), ("17", State.IN_PROGRESS)):
        with make.at(f"2026-11-{day} 23:00"), writing():
            timers.lapse_questions()
        assert acts.now(petition).state is state
    assert acts.now(petition).paused_days == 10


def test_time_is_extended_once_before_it_is_over(nation):
    with make.at("2026-11-02 09:00"):
        petition = acts.send(nation.village).petition
        for days in (0, 11, -1):
            with pytest.raises(handling.NoExtension):
                acts.do(nation.lead, petition, Act.EXTEND, handling.extend, days, "Chờ vật tư")
        acts.do(nation.lead, petition, Act.EXTEND, handling.extend, 10, "Chờ vật tư")
        assert acts.now(petition).due_on == date(2026, 12, 1)
        with pytest.raises(handling.NoExtension):
            acts.do(nation.lead, petition, Act.EXTEND, handling.extend, 1, "Nữa")
        late = acts.send(nation.village).petition
    with make.at("2026-11-17 09:00"), pytest.raises(handling.NoExtension):
        acts.do(nation.lead, late, Act.EXTEND, handling.extend, 5, "Muộn")


def test_until_it_is_accepted_the_old_owner_stays_accountable(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.ROUTE, routing.route, nation.neighbour, "Thuộc Liên Bão")
    petition = acts.now(petition)
    assert (petition.state, petition.owner_id) == (State.ROUTED, nation.commune.id)
    assert len(Desk(nation.neighbour, nation.other_lead).listed(Box.HANDED_HERE)) == 1
    acts.do(nation.other_lead, petition, Act.ACCEPT, routing.accept)
    petition = acts.now(petition)
    assert (petition.owner_id, petition.account_id) == (nation.neighbour.id, nation.other_lead.id)
    # The counter of the place goes on reading: it tells the sender.
    assert not reach.case(nation.clerk, petition.number).may(Act.ROUTE)


def test_sent_back_twice_it_goes_to_the_level_above(nation):
    petition = acts.send(nation.village).petition
    for _ in range(2):
        acts.do(nation.lead, petition, Act.ROUTE, routing.route, nation.neighbour, "Thuộc Liên Bão")
        acts.do(nation.other_lead, petition, Act.SEND_BACK, routing.send_back, "Không phải")
    petition = acts.now(petition)
    assert (petition.owner_id, petition.state) == (nation.province.id, State.RECEIVED)
    # The province decides; nobody below can refuse.
    acts.do(
        nation.province_lead, petition, Act.ROUTE, routing.route, nation.neighbour, "Quyết định"
    )
    petition = acts.now(petition)
    assert (petition.owner_id, petition.state) == (nation.neighbour.id, State.RECEIVED)


def test_once_sent_back_stands_among_the_bounced(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.lead, petition, Act.ROUTE, routing.route, nation.neighbour, "Thuộc Liên Bão")
    acts.do(nation.other_lead, petition, Act.SEND_BACK, routing.send_back, "Không phải")
    assert [one.id for one in Desk(nation.commune, nation.lead).listed(Box.BOUNCED)] == [
        petition.id
    ]


def test_passed_round_in_a_circle_the_third_way_is_up(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.lead, petition, Act.ROUTE, routing.route, nation.neighbour, "Thuộc Liên Bão")
    acts.do(nation.other_lead, petition, Act.ACCEPT, routing.accept)
    acts.do(nation.other_lead, petition, Act.ROUTE, routing.route, nation.commune, "Thuộc Tiên Du")
    acts.do(nation.lead, petition, Act.ACCEPT, routing.accept)
    with pytest.raises(routing.AboveDecides):
        acts.do(nation.lead, petition, Act.ROUTE, routing.route, nation.neighbour, "Lại nữa")
    acts.do(nation.lead, petition, Act.ROUTE, routing.route, nation.province, "Xin quyết định")
    acts.do(nation.province_lead, petition, Act.ACCEPT, routing.accept)
    assert acts.now(petition).owner_id == nation.province.id


def test_it_cannot_be_handed_to_a_village_or_to_its_own_office(nation):
    petition = acts.send(nation.village).petition
    for place in (nation.village, nation.commune):
        with pytest.raises(routing.NoSuchOffice):
            acts.do(nation.lead, petition, Act.ROUTE, routing.route, place, "?")


def test_a_parent_pulls_up_whatever_lies_below(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.lead, petition, Act.ROUTE, routing.route, nation.neighbour, "Thuộc Liên Bão")
    with pytest.raises(NotFound):
        acts.do(nation.other_lead, petition, Act.TAKE_OVER, routing.take_over)
    acts.do(nation.centre_lead, petition, Act.TAKE_OVER, routing.take_over)
    assert acts.now(petition).owner_id == nation.centre.id
    assert Desk(nation.neighbour, nation.other_lead).listed(Box.HANDED_HERE) == []


def test_a_parent_decides_within_its_own_subtree(nation):
    petition = acts.send(nation.village).petition
    elsewhere = make.commune(make.province(nation.centre, "Lào Cai"))
    with pytest.raises(routing.NoSuchOffice):
        acts.do(nation.province_lead, petition, Act.PLACE, routing.place, elsewhere, "?")
    acts.do(nation.province_lead, petition, Act.PLACE, routing.place, nation.neighbour, "Đúng nơi")
    assert acts.now(petition).owner_id == nation.neighbour.id


def test_whoever_wrote_the_answer_cannot_sign_it(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.lead, petition, Act.CLAIM, handling.claim)
    acts.do(nation.lead, petition, Act.SUBMIT, answering.submit, acts.written(Outcome.ANSWER))
    with pytest.raises(answering.OwnDraft):
        acts.do(nation.lead, petition, Act.APPROVE, answering.approve)
    # A commune with a single lead: the province signs, and finds it in its list.
    listed = Desk(nation.province, nation.province_lead).listed(Box.TO_APPROVE)
    assert [one.id for one in listed] == [petition.id]
    assert Desk(nation.commune, nation.lead).listed(Box.TO_APPROVE) == []
    acts.do(nation.province_lead, petition, Act.APPROVE, answering.approve)
    assert acts.now(petition).state is State.ANSWERED


def test_with_two_leads_the_province_is_not_asked(nation):
    acts.actor(nation.commune)
    petition = acts.send(nation.village).petition
    acts.do(nation.lead, petition, Act.CLAIM, handling.claim)
    acts.do(nation.lead, petition, Act.SUBMIT, answering.submit, acts.written(Outcome.ANSWER))
    assert Desk(nation.province, nation.province_lead).listed(Box.TO_APPROVE) == []


def test_what_a_clerk_wrote_the_only_lead_signs_and_the_province_is_not_asked(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    acts.do(nation.clerk, petition, Act.SUBMIT, answering.submit, acts.written(Outcome.ANSWER))
    listed = Desk(nation.commune, nation.lead).listed(Box.TO_APPROVE)
    assert [one.id for one in listed] == [petition.id]
    assert Desk(nation.province, nation.province_lead).listed(Box.TO_APPROVE) == []


def test_a_clerk_cannot_sign(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    acts.do(nation.clerk, petition, Act.SUBMIT, answering.submit, acts.written(Outcome.ANSWER))
    with pytest.raises(NotFound):
        acts.do(nation.clerk, petition, Act.APPROVE, answering.approve)
    acts.do(nation.lead, petition, Act.APPROVE, answering.approve)


def test_a_returned_draft_becomes_the_next_version(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    acts.do(nation.clerk, petition, Act.DRAFT, answering.draft, answering.Draft("Đã"))
    acts.do(nation.clerk, petition, Act.SUBMIT, answering.submit, acts.written(Outcome.ANSWER))
    acts.do(nation.lead, petition, Act.RETURN, answering.send_back, "Viết rõ ngày")
    acts.answer(petition, nation.clerk, nation.lead)
    assert [one.answer.number for one in queries.versions(petition.id, approved=False)] == [2, 1]
    assert [one.answer.number for one in queries.versions(petition.id)] == [2]


def test_an_incomplete_answer_is_not_submitted(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    for draft in (
        answering.Draft("  "),
        answering.Draft("Không", Outcome.REJECT),
        answering.Draft("Chuyển", Outcome.REFER),
    ):
        with pytest.raises(answering.NothingDrafted):
            acts.do(nation.clerk, petition, Act.SUBMIT, answering.submit, draft)


def test_a_rejection_takes_four_eyes_and_a_coded_reason(nation):
    receipt = acts.send(nation.village)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.clerk, nation.lead, Outcome.REJECT)
    [version] = queries.versions(receipt.petition.id)
    assert version.answer.reason is Reason.IN_COURT
    acts.by_code(receipt.code, sender.reopen, "Không phải việc đang xét xử")
    assert acts.now(receipt.petition).state is State.RECEIVED


def test_an_answer_to_what_was_just_withdrawn_is_refused_with_a_sentence(nation):
    receipt = acts.send(nation.village)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    acts.do(nation.clerk, receipt.petition, Act.SUBMIT, answering.submit, acts.written("answer"))
    acts.by_code(receipt.code, sender.withdraw)
    with pytest.raises(moves.StandsElsewhere, match="withdrawn"):
        acts.do(nation.lead, receipt.petition, Act.APPROVE, answering.approve)


def test_with_an_agency_the_clock_stands_still_and_its_days_are_counted_apart(nation):
    with make.at("2026-11-02 09:00"):
        petition = acts.send(nation.village, learn=Learn.CALL).petition
        acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
        acts.answer(petition, nation.clerk, nation.lead, Outcome.REFER)
        assert acts.now(petition).to_tell
        agency = answering.referral(petition.id)
        assert (agency.agency, agency.document) == ("Điện lực Tiên Du", "15/PC-MTTQ")
    desk = Desk(nation.commune, nation.clerk)
    with make.at("2026-11-11 09:00"):
        assert desk.listed(Box.TO_FOLLOW_UP) == []
        with pytest.raises(answering.FollowUpPassed):
            acts.do(nation.clerk, petition, Act.FOLLOW_UP, answering.follow_up, date(2026, 11, 11))
    with make.at("2026-11-12 09:00"):
        assert len(desk.listed(Box.TO_FOLLOW_UP)) == 1
        acts.do(nation.clerk, petition, Act.FOLLOW_UP, answering.follow_up, date(2026, 11, 20))
        assert desk.listed(Box.TO_FOLLOW_UP) == []
        acts.do(nation.clerk, petition, Act.RECORD_REPLY, answering.record_reply, "Đã sửa")
        acts.do(nation.clerk, petition, Act.RESUME, answering.resume)
    petition = acts.now(petition)
    assert (petition.away_days, petition.paused_days) == (8, 0)
    assert petition.due_on == date(2026, 11, 27)  # 24 November is a holiday


def test_a_referral_with_a_reply_closes_after_fifteen_working_days_one_without_never(nation):
    with make.at("2026-11-02 09:00"):
        replied, silent = (acts.send(nation.village).petition for _ in range(2))
        for petition in (replied, silent):
            acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
            acts.answer(petition, nation.clerk, nation.lead, Outcome.REFER)
        acts.do(nation.clerk, replied, Act.RECORD_REPLY, answering.record_reply, "Đã sửa")
    with make.at("2026-12-30 09:00"), writing():
        timers.close_answered()
    assert acts.now(replied).state is State.CLOSED
    assert acts.now(silent).state is State.REFERRED_OUT


def test_what_is_answered_closes_after_fifteen_working_days(nation):
    with make.at("2026-11-02 09:00"):
        petition = acts.send(nation.village).petition
        acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
        acts.answer(petition, nation.clerk, nation.lead)
    # 15 working days after 2 November, Culture Day aside, end with the 24th.
    for day, state in (("24", State.ANSWERED), ("25", State.CLOSED)):
        with make.at(f"2026-11-{day} 09:00"), writing():
            timers.close_answered()
        assert acts.now(petition).state is state


def test_two_about_one_matter_are_merged_and_both_codes_work(nation):
    first, second = (acts.send(nation.village, learn=Learn.CALL) for _ in range(2))
    master = reach.case(nation.lead, first.petition.number)
    acts.do(
        nation.lead,
        second.petition,
        Act.MERGE,
        lambda case: merging.merge(case, reach.case(nation.lead, first.petition.number)),
    )
    assert acts.sender_case(second.code).petition.merged_into_id == master.petition.id
    assert [one.id for one in queries.merged(first.petition.id)] == [second.petition.id]
    acts.do(nation.clerk, first.petition, Act.CLAIM, handling.claim)
    acts.answer(first.petition, nation.clerk, nation.lead)
    assert acts.now(second.petition).to_tell
    acts.do(nation.clerk, second.petition, Act.TELL, handling.tell)
    acts.do(nation.lead, second.petition, Act.UNMERGE, merging.unmerge)
    assert acts.now(second.petition).state is State.RECEIVED


def test_what_cannot_be_merged(nation):
    plain, another = acts.send(nation.village), acts.send(nation.village)
    secret = acts.send(nation.village, kind=Kind.COMPLAINT)
    afar = acts.send(nation.neighbour)
    account = make.officer(nation.commune, Role.LEAD)
    make.give(account, nation.neighbour)
    reads_all = acts.signed_in(account)

    def merge(one, into):
        acts.do(
            reads_all,
            one.petition,
            Act.MERGE,
            lambda case: merging.merge(case, reach.case(reads_all, into.petition.number)),
        )

    for into in (plain, secret, afar):
        with pytest.raises(merging.CannotMerge):
            merge(plain, into)
    merge(another, plain)
    with pytest.raises(merging.CannotMerge):  # what others were merged into stays
        merge(plain, acts.send(nation.village))
    with pytest.raises(moves.StandsElsewhere):
        merge(another, plain)


def test_a_petition_may_be_merged_into_one_that_has_gone_up(nation):
    first, second = (acts.send(nation.village) for _ in range(2))
    acts.do(nation.province_lead, first.petition, Act.TAKE_OVER, routing.take_over)
    acts.do(
        nation.lead,
        second.petition,
        Act.MERGE,
        lambda case: merging.merge(case, reach.case(nation.lead, first.petition.number)),
    )
    assert acts.now(second.petition).merged_into_id == first.petition.id


def test_when_the_master_is_withdrawn_the_others_go_on(nation):
    first, second = (acts.send(nation.village) for _ in range(2))
    acts.do(
        nation.lead,
        second.petition,
        Act.MERGE,
        lambda case: merging.merge(case, reach.case(nation.lead, first.petition.number)),
    )
    acts.by_code(first.code, sender.withdraw, "Đã sửa xong")
    assert acts.now(first.petition).state is State.WITHDRAWN
    assert acts.now(second.petition).state is State.RECEIVED


def test_reclassified_as_a_complaint_it_leaves_the_clerks_hands(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    acts.do(
        nation.lead, petition, Act.RECLASSIFY, handling.reclassify, Kind.COMPLAINT, "Là khiếu nại"
    )
    assert acts.now(petition).account_id is None
    with pytest.raises(NotFound):
        reach.case(nation.clerk, petition.number)


def test_who_waits_to_be_told_stands_on_the_counters_list_until_told(nation):
    petition = acts.send(nation.village, learn=Learn.HEAD).petition
    silent = acts.send(nation.village).petition
    for one in (petition, silent):
        acts.do(nation.clerk, one, Act.CLAIM, handling.claim)
        acts.answer(one, nation.clerk, nation.lead)
    desk = Desk(nation.commune, nation.clerk)
    assert [one.id for one in desk.to_tell()] == [petition.id]
    acts.do(nation.clerk, petition, Act.TELL, handling.tell)
    assert desk.to_tell() == []


def test_lists_by_the_day(nation):
    with make.at("2026-11-02 09:00"):
        petition = acts.send(nation.village).petition
        acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    desk = Desk(nation.commune, nation.clerk)
    above = Desk(nation.province, nation.province_lead)
    top = Desk(nation.centre, nation.centre_lead)
    for day, listed in (
        ("2026-11-13", "000"),
        ("2026-11-16", "100"),
        ("2026-11-17", "010"),
        ("2026-11-20", "010"),
        ("2026-11-23", "011"),
    ):
        with make.at(f"{day} 09:00"):
            found = (
                desk.listed(Box.DUE_TODAY),
                desk.listed(Box.OVERDUE),
                above.listed(Box.LATE_BELOW),
            )
            assert "".join(str(len(one)) for one in found) == listed, day
            assert top.listed(Box.LATE_BELOW) == []
    with make.at("2026-12-14 09:00"):
        assert len(top.listed(Box.LATE_BELOW)) == len(above.listed(Box.LATE_BELOW)) == 1


def test_published_copies_are_found_and_confidential_ones_refused(nation):
    petition = acts.send(nation.village).petition
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    acts.answer(petition, nation.clerk, nation.lead)
    acts.do(nation.lead, petition, Act.PUBLISH, handling.publish, "Đèn", "Đèn hỏng", "Đã sửa")
    [copy] = queries.similar([nation.village.id], "Đền! Đèn, đèn hỏng ở đầu thôn.")
    assert (copy.topic, copy.key) == ("Đèn", " den den hong da sua ")
    assert queries.similar([nation.village.id], "Rãnh nước tắc") == []
    assert queries.similar([nation.neighbour.id], "Đèn đèn hỏng") == []
    acts.do(nation.lead, petition, Act.UNPUBLISH, handling.unpublish, "Còn tên")
    assert queries.similar([nation.village.id], "Đèn đèn hỏng") == []


def test_a_part_is_answered_by_itself(nation):
    receipt = acts.send(nation.village)
    part = acts.do(
        nation.lead,
        receipt.petition,
        Act.SPLIT,
        lambda case: intake.part(case, Kind.PROPOSAL, "Rãnh nước", "Xin làm rãnh nước."),
    )
    acts.do(nation.clerk, part, Act.CLAIM, handling.claim)
    acts.answer(part, nation.clerk, nation.lead)
    assert acts.now(receipt.petition).state is State.RECEIVED
    with writing():
        sender.rate(reach.part_of(acts.sender_case(receipt.code), part.number), 5)
    assert acts.now(part).state is State.CLOSED
    acts.by_code(receipt.code, sender.withdraw)
    assert acts.now(part).state is State.CLOSED


def test_templates_of_the_unit_and_of_those_above_are_offered(nation):
    with writing():
        answering.keep_template(nation.province.id, "Đèn đường", "Đã chuyển điện lực.")
        answering.keep_template(nation.commune.id, "Cảm ơn", "Xin cảm ơn ông/bà.")
        answering.keep_template(nation.commune.id, "Cảm ơn", "Trân trọng cảm ơn ông/bà.")
    found = [(one.title, one.text) for one in answering.templates(nation.commune.ids)]
    assert found == [("Cảm ơn", "Trân trọng cảm ơn ông/bà."), ("Đèn đường", "Đã chuyển điện lực.")]
    assert answering.templates(nation.neighbour.ids)[0].title == "Đèn đường"


def test_an_overdue_petition_stays_late_whoever_takes_it(nation):
    with make.at("2026-11-02 09:00"):
        petition = acts.send(nation.village).petition
    with make.at("2026-11-17 09:00"):
        acts.do(nation.clerk, petition, Act.ASK, handling.ask, "Cột số mấy?")
        assert moves.lateness(acts.now(petition)) is Lateness.OVERDUE
        acts.do(nation.province_lead, petition, Act.TAKE_OVER, routing.take_over)
        assert acts.now(petition).due_on == date(2026, 11, 16)
        assert moves.lateness(acts.now(petition)) is Lateness.OVERDUE


def test_the_history_tells_the_sender_public_steps_and_officers_all(nation):
    receipt = acts.send(nation.village)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    acts.do(nation.clerk, receipt.petition, Act.NOTE, handling.note, "Ông này hay gọi")
    acts.do(nation.lead, receipt.petition, Act.EXTEND, handling.extend, 3, "Chờ vật tư")
    told = queries.history(receipt.petition.id, for_sender=True)
    assert [one.step.act for one in told] == [Act.SEND, Act.EXTEND]
    every = queries.history(receipt.petition.id, for_sender=False)
    assert [one.text for one in every] == ["", "", "Ông này hay gọi", "Chờ vật tư"]
    assert every[1].officer == nation.clerk.name
    assert timedelta(0) <= every[-1].step.at - every[0].step.at
