"""One accepted POST is one petition with one code, whoever owns it."""

import pytest
import sqlalchemy as sa

from portal.accounts.rules import Role
from portal.base.db import session
from portal.base.errors import NotFound
from portal.petitions import codes, intake, queries, reach, routing, soundness
from portal.petitions.desk import Box, Desk
from portal.petitions.models import Identity, Petition, PetitionText
from portal.petitions.rules import Act, Doubt, Kind, Reason, State
from portal.units.rules import Level
from tests import make
from tests.petitions import acts
from tests.threads import at_once


def number_of(table) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_what_is_sent_about_a_village_is_its_communes(nation):
    receipt = acts.send(nation.village)
    petition = receipt.petition
    assert (petition.state, petition.owner_id) == (State.RECEIVED, nation.commune.id)
    assert (petition.place_id, petition.above_id) == (nation.village.id, nation.province.id)
    assert acts.sender_case(receipt.code).petition.id == petition.id
    assert queries.letter(petition.id).topic == "Đèn đường hỏng"


def test_an_answer_is_due_ten_working_days_later_over_a_holiday(nation):
    with make.at("2026-04-20 09:00"):
        petition = acts.send(nation.village).petition
    # Reunification Day and Labour Day lie between, and Hung Kings' Day on 26 April is given back.
    assert petition.due_on.isoformat() == "2026-05-07"
    assert petition.step_due_on.isoformat() == "2026-04-22"


def test_fifty_equal_posts_at_once_are_one_petition(nation_of_both):
    place = nation_of_both.village

    def post(which: int):
        try:
            return acts.send(place, once="the-same-form-key-00000", name="Trần Thị Mận").code
        except sa.exc.IntegrityError:  # `once.claim` queues them before; without it one wins
            return None

    found = {code for code in at_once(20, post) if code}
    assert found == {codes.make("the-same-form-key-00000")}
    assert number_of(Petition) == number_of(PetitionText) == number_of(Identity) == 1
    assert list(soundness.findings()) == []


def test_only_the_hash_of_the_code_is_stored(nation):
    receipt = acts.send(nation.village, name="Trần Thị Mận", phone="0912 345 678")
    row = session.execute(sa.select(Petition.__table__)).one()
    assert receipt.code not in str(row)
    assert row.code_hash == codes.hashed(receipt.code)


def test_who_leaves_nothing_has_no_identity(nation):
    acts.send(nation.village)
    assert number_of(Identity) == 0


def test_what_concerns_the_office_goes_one_level_up_and_the_office_finds_nothing(nation):
    petition = acts.send(nation.village, about_office=True).petition
    assert (petition.owner_id, petition.barred_id) == (nation.province.id, nation.commune.id)
    for actor in (nation.lead, nation.clerk):
        with pytest.raises(NotFound):
            reach.case(actor, petition.number)
    assert reach.case(nation.province_lead, petition.number).may(Act.CLAIM)


def test_who_has_another_office_too_finds_nothing_either(nation):
    account = make.officer(nation.commune)
    make.give(account, nation.province)
    both_hats = acts.signed_in(account)
    petition = acts.send(nation.village, about_office=True).petition
    with pytest.raises(NotFound):
        reach.case(both_hats, petition.number)
    assert reach.case(both_hats, acts.send(nation.village).petition.number)


def test_what_concerns_a_province_shuts_out_its_communes(nation):
    petition = acts.send(nation.province, about_office=True).petition
    assert petition.owner_id == nation.centre.id
    for actor in (nation.province_lead, nation.province_custodian, nation.lead):
        with pytest.raises(NotFound):
            reach.case(actor, petition.number)


def test_above_the_centre_is_nobody(nation):
    petition = acts.send(nation.centre, about_office=True).petition
    assert (petition.owner_id, petition.barred_id) == (nation.centre.id, None)


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.DENUNCIATION])
def test_complaints_and_denunciations_are_read_by_leads_alone(nation, kind):
    petition = acts.send(nation.village, kind=kind).petition
    assert petition.restricted
    assert reach.case(nation.lead, petition.number).may(Act.CLAIM)
    assert reach.case(nation.province_custodian, petition.number)
    viewer = acts.actor(nation.province, Role.VIEWER)
    for actor in (nation.clerk, viewer):
        with pytest.raises(NotFound):
            reach.case(actor, petition.number)
        assert Desk(nation.commune, actor).listed(Box.OPEN) == []
    assert len(Desk(nation.commune, nation.lead).listed(Box.OPEN)) == 1


def test_a_neighbour_a_village_and_a_grant_within_an_association_find_nothing(nation):
    petition = acts.send(nation.village).petition
    for actor in (nation.other_lead, acts.actor(nation.village, Role.CLERK)):
        with pytest.raises(NotFound):
            reach.case(actor, petition.number)


@pytest.mark.parametrize(
    ("text", "many", "found"),
    [
        ("Đèn hỏng", False, None),
        ("Đèn hỏng", True, Doubt.MANY),
        ("xem https://a.vn www.b.vn http://c.vn", False, Doubt.LINKS),
        ("🙏🙏🙏", False, Doubt.WORDLESS),
        ("?! 123", False, Doubt.WORDLESS),
        ("बिजली नहीं है", False, None),
    ],
)
def test_what_makes_a_human_look_first(text, many, found):
    assert intake.doubt(text, from_many=many) is found


def test_what_is_doubted_waits_for_the_level_above_and_is_never_dropped(nation):
    receipt = acts.send(nation.village, doubt=Doubt.LINKS)
    petition = receipt.petition
    assert petition.state is State.QUARANTINED
    with pytest.raises(NotFound):
        acts.do(nation.lead, petition, Act.RELEASE, lambda case: intake.release(case, text=""))
    assert len(Desk(nation.province, nation.province_lead).listed(Box.TO_MODERATE)) == 1
    acts.do(nation.province_lead, petition, Act.RELEASE, lambda c: intake.release(c, text="Rõ"))
    assert acts.now(petition).state is State.RECEIVED


def test_refused_abuse_tells_why_and_may_be_reopened(nation):
    receipt = acts.send(nation.village, doubt=Doubt.LINKS)
    acts.do(
        nation.province_lead,
        receipt.petition,
        Act.REFUSE,
        lambda case: intake.refuse(case, text="Chỉ có quảng cáo."),
    )
    [version] = queries.versions(receipt.petition.id)
    assert (version.answer.reason, version.answer.text) == (Reason.ABUSE, "Chỉ có quảng cáo.")
    assert acts.now(receipt.petition).state is State.REJECTED
    assert list(soundness.findings()) == []


def test_a_letter_with_two_matters_is_split_and_the_part_has_no_code(nation):
    receipt = acts.send(nation.village)
    whole = receipt.petition
    part = acts.do(
        nation.lead,
        whole,
        Act.SPLIT,
        lambda case: intake.part(case, Kind.PROPOSAL, "Rãnh nước", "Xin làm rãnh nước."),
    )
    assert (part.code_hash, part.split_from_id) == (None, whole.id)
    assert (part.due_on, part.owner_id) == (whole.due_on, whole.owner_id)
    assert [one.id for one in queries.parts(whole.id)] == [part.id]
    again = acts.do(
        nation.lead,
        part,
        Act.SPLIT,
        lambda case: intake.part(case, Kind.THANKS, "Cảm ơn", "Cảm ơn bác trưởng thôn."),
    )
    assert again.split_from_id == whole.id
    mine = reach.part_of(acts.sender_case(receipt.code), part.number)
    assert mine.petition.id == part.id
    stranger = acts.send(nation.village)
    with pytest.raises(NotFound):
        reach.part_of(acts.sender_case(stranger.code), part.number)
    assert list(soundness.findings()) == []


def test_a_number_is_read_as_people_write_it(nation):
    petition = acts.send(nation.village).petition
    for typed in (petition.number, petition.number.lower(), str(petition.id), f" PA{petition.id}"):
        assert reach.case(nation.lead, typed).petition.id == petition.id
    for typed in ("", "PA-", "0", "PA-999999", "9" * 18, "PA-1; DROP", "²"):
        with pytest.raises(NotFound):
            reach.case(nation.lead, typed)


def test_taken_down_for_somebody_the_code_has_to_change(nation):
    receipt = acts.send(nation.village, taken_by=nation.clerk.id)
    assert acts.sender_case(receipt.code).petition.code_to_change


def test_a_village_without_a_commune_has_no_office(nation):
    assert nation.village.level is Level.VILLAGE
    orphan = nation.village.__class__(**{**vars(nation.village), "parents": ()})
    with pytest.raises(intake.NoOffice):
        intake.office_of(orphan)


def test_the_named_office_is_never_offered_the_petition(nation):
    petition = acts.send(nation.village, about_office=True).petition
    for place in (nation.commune, nation.village):
        with pytest.raises(routing.NoSuchOffice):
            acts.do(nation.province_lead, petition, Act.ROUTE, routing.route, place, "Về xã")
