"""What only the sender can do, and who can learn who that is."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from portal.accounts.rules import Role
from portal.base import clock, files
from portal.base.db import session, writing
from portal.base.errors import NotFound, RuleBroken
from portal.petitions import (
    answering,
    handling,
    moves,
    queries,
    reach,
    retention,
    sender,
    soundness,
    steps,
    vault,
)
from portal.petitions.models import Identity, Petition, Step, StepText
from portal.petitions.papers import Photo, PublicCopy
from portal.petitions.rules import TABLE, Act, Learn, Opening, State, Who
from tests import make
from tests.petitions import acts


def answered(nation, **more):
    receipt = acts.send(nation.village, **more)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.clerk, nation.lead)
    return receipt


def test_no_officer_can_reply_withdraw_rate_reopen_or_change_the_code():
    for act in (Act.REPLY, Act.WITHDRAW, Act.RATE, Act.REOPEN, Act.CHANGE_CODE):
        assert TABLE[act].who == {Who.CITIZEN}
    for act in (Act.OPEN_IDENTITY, Act.REISSUE):
        assert TABLE[act].who == {Who.CUSTODIAN}


@pytest.mark.parametrize(("stars", "state"), [(1, "answered"), (2, "answered"), (3, "closed")])
def test_from_three_stars_on_the_matter_is_closed(nation, stars, state):
    receipt = answered(nation)
    acts.by_code(receipt.code, sender.rate, stars, "Cảm ơn")
    assert acts.now(receipt.petition).state == state
    with pytest.raises((sender.RatedAlready, moves.StandsElsewhere)):
        acts.by_code(receipt.code, sender.rate, 5)


def test_each_version_of_the_answer_is_rated_once(nation):
    receipt = answered(nation)
    acts.by_code(receipt.code, sender.rate, 1)
    acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
    acts.do(nation.lead, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.lead, nation.province_lead)
    acts.by_code(receipt.code, sender.rate, 4)
    assert [one.rating.stars for one in queries.versions(receipt.petition.id)] == [4, 1]


def test_reopened_it_goes_to_somebody_else(nation):
    receipt = answered(nation)
    acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
    petition = acts.now(receipt.petition)
    assert (petition.state, petition.owner_id) == (State.RECEIVED, nation.commune.id)
    with pytest.raises(handling.SamePerson):
        acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    with pytest.raises(handling.SamePerson):
        acts.do(nation.lead, petition, Act.ASSIGN, handling.assign, nation.clerk.id)
    acts.do(nation.lead, petition, Act.CLAIM, handling.claim)


def test_reopened_where_nobody_else_is_it_goes_one_level_up(nation):
    receipt = acts.send(nation.neighbour)
    acts.do(nation.other_lead, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.other_lead, nation.province_lead)
    acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
    assert acts.now(receipt.petition).owner_id == nation.province.id


def test_the_second_reopening_goes_one_level_up_and_there_is_no_third(nation):
    receipt = answered(nation)
    acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
    acts.do(nation.lead, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.lead, nation.province_lead)
    acts.by_code(receipt.code, sender.reopen, "Vẫn tối")
    petition = acts.now(receipt.petition)
    assert petition.owner_id == nation.province.id
    assert petition.due_on == moves.calendar().due(clock.today(), nation.province.level)
    acts.do(nation.province_lead, petition, Act.CLAIM, handling.claim)
    acts.answer(petition, nation.province_lead, nation.centre_lead)
    with pytest.raises(sender.NoReopening):
        acts.by_code(receipt.code, sender.reopen, "Lần thứ ba")
    assert list(soundness.findings()) == []


def test_after_thirty_days_it_stays_closed(nation):
    with make.at("2026-11-02 09:00"):
        receipt = answered(nation)
    with make.at("2026-12-02 09:01"), pytest.raises(sender.NoReopening):
        acts.by_code(receipt.code, sender.reopen, "Muộn rồi")
    with make.at("2026-12-02 08:59"):
        acts.by_code(receipt.code, sender.reopen, "Còn kịp")


def test_a_code_taken_down_by_an_officer_changes_at_the_first_own_visit(nation):
    receipt = acts.send(nation.village, taken_by=nation.clerk.id)
    new = acts.by_code(receipt.code, sender.change_code, "own-form-key-000000000")
    assert reach.case_of_code(receipt.code) is None
    assert not acts.sender_case(new).petition.code_to_change
    # The same POST again: the same new code, and no further step.
    steps_before = acts.now(receipt.petition).steps
    assert acts.by_code(new, sender.change_code, "own-form-key-000000000") == new
    assert acts.now(receipt.petition).steps == steps_before


def test_identity_is_opened_by_a_custodian_one_level_up_for_72_hours(nation):
    receipt = acts.send(nation.village, name="Trần Thị Mận", phone="0912 345 678")
    with pytest.raises(NotFound):
        acts.do(nation.lead, receipt.petition, Act.OPEN_IDENTITY, vault.open_identity, "tell", "x")
    own = acts.actor(nation.commune, Role.CUSTODIAN)
    with pytest.raises(NotFound):
        acts.do(own, receipt.petition, Act.OPEN_IDENTITY, vault.open_identity, "tell", "x")
    custodian = nation.province_custodian
    assert vault.identity(reach.case(custodian, receipt.petition.number)) is None
    with make.at("2026-11-02 09:00"):
        for _ in range(2):
            acts.do(
                custodian,
                receipt.petition,
                Act.OPEN_IDENTITY,
                vault.open_identity,
                Opening.TELL,
                "Người dân nhờ gọi",
            )
        found, _ = vault.identity(reach.case(custodian, receipt.petition.number))
        assert (found.name, found.phone) == ("Trần Thị Mận", "0912 345 678")
    other = acts.actor(nation.province, Role.CUSTODIAN)
    with make.at("2026-11-03 09:00"):
        assert vault.identity(reach.case(other, receipt.petition.number)) is None
    with make.at("2026-11-05 09:00"):
        assert vault.identity(reach.case(custodian, receipt.petition.number)) is None
    [line] = vault.openings(receipt.petition.id)
    assert (line.officer, line.words) == (custodian.name, "Người dân nhờ gọi")


def test_at_the_centre_its_own_custodian_opens(nation):
    receipt = acts.send(nation.centre, name="Trần Thị Mận")
    custodian = acts.actor(nation.centre, Role.CUSTODIAN)
    acts.do(custodian, receipt.petition, Act.OPEN_IDENTITY, vault.open_identity, "law", "Tòa án")
    with pytest.raises(NotFound):
        acts.do(
            nation.province_custodian,
            receipt.petition,
            Act.OPEN_IDENTITY,
            vault.open_identity,
            "law",
            "x",
        )


def test_a_lost_code_is_issued_anew_and_the_old_one_dies(nation):
    receipt = acts.send(nation.village, phone="0912 345 678")
    new = acts.do(
        nation.province_custodian, receipt.petition, Act.REISSUE, vault.reissue_code, "form-key-1"
    )
    assert reach.case_of_code(receipt.code) is None
    assert acts.sender_case(new).petition.code_to_change
    assert queries.history(receipt.petition.id, for_sender=True)[-1].step.act is Act.REISSUE


def test_who_left_nothing_cannot_get_another_code(nation):
    receipt = acts.send(nation.village)
    for act, deed, given in (
        (Act.REISSUE, vault.reissue_code, ("form-key-1",)),
        (Act.OPEN_IDENTITY, vault.open_identity, (Opening.VISIT, "x")),
    ):
        with pytest.raises(vault.NobodyKnown):
            acts.do(nation.province_custodian, receipt.petition, act, deed, *given)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE petition_step SET account_id = NULL WHERE number = 2",
        "UPDATE petition_step SET facts = '{}' WHERE number = 3",
        "UPDATE petition_step SET at = '2026-01-01 00:00:00' WHERE number = 3",
        "DELETE FROM petition_step WHERE number = 4",
        "DELETE FROM petition_step WHERE number = 5",
        "UPDATE petition SET state = 'received'",
        "UPDATE petition SET steps = 3",
    ],
)
def test_whoever_rewrites_a_step_breaks_the_chain(nation, change):
    receipt = answered(nation)
    assert list(soundness.findings()) == []
    with writing():
        session.execute(sa.text(change))
    assert any(f" {receipt.petition.id}: " in one for one in soundness.findings())


def test_whoever_rewrites_a_reason_is_found_out(nation):
    receipt = acts.send(nation.village)
    acts.do(nation.lead, receipt.petition, Act.EXTEND, handling.extend, 3, "Chờ vật tư")
    with writing():
        session.execute(sa.update(StepText).values(text="Chờ phê duyệt"))
    assert any("words" in one for one in soundness.findings())


def test_after_its_months_everything_somebody_wrote_is_gone_and_chains_hold(nation_of_both):
    nation = nation_of_both
    marks = ("Đèn đường", "Mận", "0912 345", "Cột số 12", "Đã thay", "vật tư", "Hài lòng", "nhờ")
    with make.at("2026-11-02 09:00"):
        receipt, held = (
            acts.send(nation.village, name="Trần Thị Mận", phone="0912 345 678", learn=Learn.CALL)
            for _ in range(2)
        )
        for one in (receipt, held):
            petition = one.petition
            acts.do(nation.clerk, petition, Act.ASK, handling.ask, "Đèn đường nào?")
            acts.by_code(one.code, sender.reply, "Cột số 12")
            acts.do(nation.lead, petition, Act.EXTEND, handling.extend, 3, "Chờ vật tư")
            acts.answer(petition, nation.clerk, nation.lead)
            acts.do(
                nation.lead, petition, Act.PUBLISH, handling.publish, "Đèn", "Đèn đường", "Xong"
            )
            acts.by_code(one.code, sender.rate, 5, "Hài lòng")
            acts.do(
                nation.province_custodian,
                petition,
                Act.OPEN_IDENTITY,
                vault.open_identity,
                Opening.TELL,
                "Người dân nhờ gọi",
            )
            with writing():
                digest = files.put(b"picture", "image/jpeg")
                photo = {"digest": digest, "size": 7, "large_digest": digest, "large_size": 7}
                session.add(Photo(petition_id=petition.id, at=clock.now(), **photo))
        acts.do(
            nation.lead,
            held.petition,
            Act.HOLD,
            lambda case: handling.hold(case, held=True, reason="Thanh tra"),
        )
    with make.at("2028-11-02 08:00"), writing():
        assert retention.sweep().erased == []
    with make.at("2028-11-02 10:00"):
        with writing():
            planned = retention.sweep(dry_run=True)
        assert (planned.erased, planned.held) == ([receipt.petition.number], [held.petition.number])
        assert session.scalar(sa.select(sa.func.count()).select_from(Identity)) == 2
        with writing():
            assert retention.sweep().erased == [receipt.petition.number]
        with writing():
            assert retention.sweep().erased == []
        kept = _everything(of=receipt.petition.id)
        assert not [mark for mark in marks if mark in kept]
        kept = _everything(of=held.petition.id)
        assert [mark for mark in marks if mark in kept] == list(marks)
        assert list(soundness.findings()) == []
        assert acts.sender_case(receipt.code).petition.erased_at is not None
    assert session.scalar(sa.select(sa.func.count()).select_from(PublicCopy)) == 1


def _everything(of: int) -> str:
    """All rows of all tables that belong to one petition, as text."""
    session.remove()
    found = []
    steps_of = sa.select(Step.id).where(Step.petition_id == of)
    for table in Petition.metadata.sorted_tables:
        if "petition_id" in table.c:
            found += session.execute(sa.select(table).where(table.c.petition_id == of)).all()
        elif table.name == "petition_step_text":
            inside = table.c.step_id.in_(steps_of)
            found += session.execute(sa.select(table).where(inside)).all()
        elif table.name == "petition":
            found += session.execute(sa.select(table).where(table.c.id == of)).all()
    return repr(found)


def test_one_petition_that_cannot_be_erased_does_not_stop_the_sweep(nation_of_both, monkeypatch):
    nation = nation_of_both
    with make.at("2026-11-02 09:00"):
        receipts = [acts.send(nation.village) for _ in range(3)]
        for one in receipts:
            acts.by_code(one.code, sender.withdraw)
    real = retention.erase

    def fails_on_the_first(petition_id: int) -> None:
        real(petition_id)
        if petition_id == receipts[0].petition.id:
            session.execute(sa.text("SELECT no_such_column FROM petition"))

    monkeypatch.setattr(retention, "erase", fails_on_the_first)
    with make.at("2029-01-02 09:00"), writing():
        swept = retention.sweep()
    assert swept.failed == [receipts[0].petition.number]
    assert len(swept.erased) == 2
    assert acts.now(receipts[0].petition).erased_at is None
    assert list(soundness.findings()) == []


def test_months_are_counted_on_the_calendar():
    for text, months, wanted in (
        ("2028-11-02", 24, "2026-11-02"),
        ("2028-02-29", 12, "2027-02-28"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
    ):
        now = datetime.fromisoformat(text).replace(tzinfo=UTC)
        assert retention.before(now, months).date().isoformat() == wanted


def test_a_reopening_needs_an_answer(nation):
    receipt = acts.send(nation.village)
    for deed, given in ((sender.reopen, ("x",)), (sender.rate, (5,)), (sender.reply, ("x",))):
        with pytest.raises(moves.StandsElsewhere):
            acts.by_code(receipt.code, deed, *given)
    acts.by_code(receipt.code, sender.withdraw)
    with pytest.raises(moves.StandsElsewhere):
        acts.by_code(receipt.code, sender.withdraw)


def test_steps_are_numbered_and_chained_from_the_first(nation):
    receipt = answered(nation)
    chain = steps.of(receipt.petition.id)
    assert [one.number for one in chain] == list(range(1, len(chain) + 1))
    assert chain[0].act is Act.SEND
    assert all(one.chain == steps.link(before.chain, one) for before, one in pairwise(chain))
    assert timedelta(0) <= chain[-1].at - chain[0].at
    assert answering.latest_approved(receipt.petition.id).number == 1
    assert issubclass(sender.NoReopening, RuleBroken)
