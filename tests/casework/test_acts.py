"""Each act of an officer through its page: done, done twice, too late, refused, with bad input."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from portal.accounts.rules import Role
from portal.base.db import session, writing
from portal.letters.rules import AgencyKind, AgencyText
from portal.letters.services import list_agency
from portal.petitions import answering, handling, merging, queries, reach, routing, sender
from portal.petitions.models import Petition
from portal.petitions.rules import Act, Doubt, Kind, Outcome, Reason, State
from tests import make
from tests.petitions import acts
from tests.petitions.conftest import Nation


def path(petition: Petition, tail: str = "") -> str:
    return f"/petitions/cases/{petition.number}{tail and '/'}{tail}"


def done(petition: Petition) -> list[Act]:
    """The acts in its chain."""
    session.remove()
    return [one.step.act for one in queries.history(petition.id, for_sender=False)]


def claimed(nation: Nation, petition: Petition) -> None:
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)


def submitted(nation: Nation, petition: Petition, outcome: Outcome = Outcome.ANSWER) -> None:
    claimed(nation, petition)
    acts.do(nation.clerk, petition, Act.SUBMIT, answering.submit, acts.written(outcome))


def referred(nation: Nation, petition: Petition) -> None:
    submitted(nation, petition, Outcome.REFER)
    acts.do(nation.lead, petition, Act.APPROVE, answering.approve)


def routed(nation: Nation, petition: Petition) -> None:
    acts.do(nation.lead, petition, Act.ROUTE, routing.route, nation.neighbour, "Thuộc Liên Bão")


def merged(nation: Nation, petition: Petition) -> None:
    other = acts.send(nation.village, topic="Đèn ngõ hỏng").petition
    with writing():
        both = [reach.case(nation.lead, one.number) for one in (petition, other)]
        merging.merge(*both, "Cùng cây đèn")


def nothing(nation: Nation, petition: Petition) -> None:
    pass


@dataclass(frozen=True)
class Deed:
    """An act by its page: who, what is typed, the state it leads to."""

    tail: str
    who: str
    state: State
    typed: dict[str, Any] = field(default_factory=dict)
    before: Callable[[Nation, Petition], None] = nothing
    act: Act | None = None
    button: str = ""


WHY = {"reason": "Vì lý do này"}
TEXT = {"written": "Mấy chữ"}
DEEDS = [
    Deed("claim", "clerk", State.IN_PROGRESS),
    Deed("assign", "lead", State.IN_PROGRESS, {"person": "clerk"}),
    Deed("route", "clerk", State.ROUTED, {**WHY, "to": "neighbour"}),
    Deed("accept", "other_lead", State.IN_PROGRESS, before=routed),
    Deed("send-back", "other_lead", State.RECEIVED, WHY, before=routed),
    Deed("take-over", "province_lead", State.IN_PROGRESS),
    Deed("place", "province_lead", State.RECEIVED, {**WHY, "to": "neighbour"}),
    Deed("ask", "clerk", State.NEED_INFO, TEXT),
    Deed("answer", "clerk", State.IN_PROGRESS, TEXT, claimed, Act.DRAFT, "keep"),
    Deed("answer", "clerk", State.AWAITING_APPROVAL, TEXT, claimed, Act.SUBMIT, "submit"),
    Deed(
        "reject", "clerk", State.AWAITING_APPROVAL, {**TEXT, "reason": "in_court"},
        claimed, Act.SUBMIT, "submit",
    ),
    Deed("take-back", "clerk", State.IN_PROGRESS, before=submitted),
    Deed("return", "lead", State.IN_PROGRESS, WHY, submitted),
    Deed("approve", "lead", State.ANSWERED, before=submitted),
    Deed("extend", "lead", State.RECEIVED, {**WHY, "days": "5"}),
    Deed("note", "clerk", State.RECEIVED, TEXT),
    Deed("kind", "clerk", State.RECEIVED, {**WHY, "kind": "proposal"}, act=Act.RECLASSIFY),
    Deed("follow-up", "clerk", State.REFERRED_OUT, TEXT, referred),
    Deed("agency-reply", "clerk", State.REFERRED_OUT, TEXT, referred, Act.RECORD_REPLY),
    Deed("resume", "clerk", State.IN_PROGRESS, before=referred),
    Deed("unmerge", "clerk", State.RECEIVED, WHY, merged),
    Deed("split", "clerk", State.RECEIVED, {**TEXT, "topic": "Ghế đá", "kind": "proposal"}),
    Deed("hold", "lead", State.RECEIVED, WHY),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: f"{deed.tail} {deed.button}".strip())
def test_an_act_sent_twice_is_done_once_and_on_an_old_page_not_at_all(
    nation: Nation, petition: Petition, enter: Any, deed: Deed
) -> None:
    deed.before(nation, petition)
    act = deed.act or Act(deed.tail.replace("-", "_"))
    officer = enter(getattr(nation, deed.who))
    typed = dict(deed.typed)
    if "person" in typed:
        typed["person"] = str(nation.clerk.id)
    asked = f"{path(petition, deed.tail)}"
    if "to" in typed:
        typed["to"] = nation.neighbour.code
        asked += f"?to={nation.neighbour.code}"
    fields = {**officer.see(asked).fields(method="post"), **typed}
    if deed.button:
        fields["button"] = deed.button
    before = done(petition).count(act)
    for _ in range(2):
        officer.post(path(petition, deed.tail), fields)
        assert "done=" in officer.response.location
        officer.follow()
        assert acts.now(petition).state is deed.state
        assert done(petition).count(act) == before + 1
    fields["once"] = "another-key-of-22-letters"
    officer._ask(path(petition, deed.tail), "POST", data=fields)
    # 404 for who has handed it away with the act itself.
    assert officer.response.status_code in (404, 409)
    assert done(petition).count(act) == before + 1


def test_the_one_green_button_claims_with_one_tap(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    clerk = enter(nation.clerk)
    page = clerk.see(path(petition))
    clerk.post(path(petition, "claim"), page.fields(action=f"/en{path(petition, 'claim')}"))
    page = clerk.follow()
    assert "You have it in hand." in page.text
    assert acts.now(petition).account_id == nation.clerk.id
    assert [one.text for one in page.all("a", class_="button go")] == ["Write the answer"]


def test_who_is_too_slow_reads_what_happened_and_keeps_the_words(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    claimed(nation, petition)
    clerk = enter(nation.clerk)
    fields = clerk.see(path(petition, "answer")).fields()
    acts.do(nation.lead, petition, Act.NOTE, handling.note, "Chờ một chút")
    page = clerk.post(
        path(petition, "answer"), {**fields, "written": "Câu trả lời dài", "button": "submit"}, 409
    )
    assert "Chờ một chút" in page.text
    assert "Câu trả lời dài" in page.html
    assert acts.now(petition).state is State.IN_PROGRESS
    again = {**page.fields(), "button": "submit"}
    clerk.post(path(petition, "answer"), again)
    assert acts.now(petition).state is State.AWAITING_APPROVAL


def test_an_act_that_does_not_fit_any_more_is_a_plain_sentence(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    submitted(nation, petition)
    acts.do(nation.lead, petition, Act.APPROVE, answering.approve)
    clerk = enter(nation.clerk)
    for tail in ("claim", "ask", "route", "answer", "merge", "split"):
        page = clerk.see(path(petition, tail), 409)
        assert "This cannot be done at the step where the petition stands now." in page.text
        assert not [one for one in page.all("form") if one.get("method") == "post"]


def test_answering_what_was_just_withdrawn(nation: Nation, enter: Any) -> None:
    receipt = acts.send(nation.village)
    claimed(nation, receipt.petition)
    clerk = enter(nation.clerk)
    fields = clerk.see(path(receipt.petition, "answer")).fields()
    acts.by_code(receipt.code, sender.withdraw)
    page = clerk.post(
        path(receipt.petition, "answer"), {**fields, "written": "Đã sửa", "button": "submit"}, 409
    )
    assert "The sender withdrew it" in page.text
    assert "Text: Đã sửa" in page.text
    assert acts.now(receipt.petition).state is State.WITHDRAWN


def test_whoever_wrote_does_not_sign(nation: Nation, petition: Petition, enter: Any) -> None:
    acts.do(nation.lead, petition, Act.CLAIM, handling.claim)
    acts.do(nation.lead, petition, Act.SUBMIT, answering.submit, acts.written(Outcome.ANSWER))
    lead = enter(nation.lead)
    page = lead.see(path(petition))
    assert "Sign" not in [one.text for one in page.all("button")]
    page = lead.send(path(petition, "approve"), 422)
    assert "Whoever wrote the answer cannot approve it" in page.text
    above = enter(nation.province_lead)
    assert "Đèn đường hỏng" in above.see("/petitions/inbox").text
    above.send(path(petition, "approve"))
    assert acts.now(petition).state is State.ANSWERED


def test_a_referral_gets_the_offices_next_number_when_it_is_signed(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    with writing():
        power = list_agency(nation.commune, AgencyText("Điện lực", AgencyKind.POWER), by=None)
    claimed(nation, petition)
    clerk = enter(nation.clerk)
    clerk.send(
        path(petition, "refer"),
        button="submit",
        agency=str(power.id),
        written="Đã chuyển Điện lực.",
    )
    enter(nation.lead).send(path(petition, "approve"))
    kept = answering.referral(petition.id)
    assert kept is not None
    assert (kept.agency, kept.document[:3]) == ("Điện lực", "01/")
    page = clerk.see(path(petition, "slip"))
    assert "TRANSFER SLIP" in page.title
    assert "Điện lực" in page.text
    assert "Mận" not in page.html
    fields = {**page.fields(), "button": "slip"}
    for _ in range(2):
        clerk.post(path(petition, "word"), fields, 200)
        assert clerk.response.data.startswith(b"PK")
    assert done(petition).count(Act.EXPORT) == 1


def test_a_number_of_the_offices_own_book_is_kept(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    with writing():
        power = list_agency(nation.commune, AgencyText("Điện lực", AgencyKind.POWER), by=None)
    claimed(nation, petition)
    clerk = enter(nation.clerk)
    values = {"agency": str(power.id), "written": "Đã chuyển.", "document": "88/PC-MTTQ"}
    clerk.send(path(petition, "refer"), button="submit", **values)
    enter(nation.lead).send(path(petition, "approve"))
    kept = answering.referral(petition.id)
    assert kept is not None
    assert kept.document == "88/PC-MTTQ"


def test_a_draft_goes_on_where_it_was_left(nation: Nation, petition: Petition, enter: Any) -> None:
    claimed(nation, petition)
    clerk = enter(nation.clerk)
    clerk.send(path(petition, "reject"), button="keep", written="Chờ bản án", reason="in_court")
    page = clerk.see(path(petition))
    [go] = page.all("a", class_="button go")
    assert (go.text, go.get("href")) == ("Go on writing", f"/en{path(petition, 'reject')}")
    fields = clerk.see(path(petition, "reject")).fields()
    assert (fields["written"], fields["reason"]) == ("Chờ bản án", "in_court")


def test_a_text_of_the_office_is_put_into_the_answer(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    lead = enter(nation.lead)
    here = f"/petitions/templates/{nation.commune.code}"
    for _ in range(2):
        lead.send(f"{here}/new", title="Rác", written="Rác được thu gom ba lần một tuần.")
    claimed(nation, petition)
    clerk = enter(nation.clerk)
    [kept] = answering.templates(nation.commune.ids)
    # To begin with a text, none need stand there yet: the browser must not ask for one.
    insert = clerk.see(path(petition, "answer")).one("button", value="insert")
    assert insert.get("formnovalidate") is not None
    page = clerk.send(
        path(petition, "answer"),
        200,
        button="insert",
        written="Kính gửi ông/bà.",
        template=str(kept.id),
    )
    assert page.fields()["written"] == "Kính gửi ông/bà.\n\nRác được thu gom ba lần một tuần."
    assert Act.DRAFT not in done(petition)
    daily = "Rác được thu gom hằng ngày."
    lead.send(f"{here}/{kept.id}", title="Rác", written=daily, button="keep")
    [changed] = answering.templates(nation.commune.ids)
    assert changed.text == daily
    lead.send(f"{here}/{changed.id}", button="retire")
    assert answering.templates(nation.commune.ids) == []
    assert clerk.see(f"{here}/{changed.id}", 404)


def test_merging_by_number_and_by_what_is_alike(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    other = acts.send(nation.village, topic="Đèn đường hỏng nữa").petition
    strange = acts.send(nation.neighbour).petition
    clerk = enter(nation.clerk)
    page = clerk.see(path(petition, "merge"))
    assert f"/en{path(petition, 'merge')}?into={other.number}" in [
        one.get("href") for one in page.all("a")
    ]
    for number in ("PA-999999", strange.number, "x"):
        page = clerk.send(path(petition, "merge"), 422, into=number)
        assert "You have no petition of this number." in page.text
        assert page.fields()["into"] == number
    page = clerk.send(path(petition, "merge"), 422, into=petition.number)
    assert "These two cannot be merged." in page.text
    typed = {"into": other.number.lower(), "reason": "Cùng cây đèn"}
    fields = {**clerk.see(path(petition, "merge")).fields(), **typed}
    for _ in range(2):
        clerk.post(path(petition, "merge"), fields)
    assert done(petition).count(Act.MERGE) == done(other).count(Act.ADOPT) == 1
    links = [one.get("href") for one in clerk.see(path(other)).all("a")]
    assert f"/en{path(petition)}" in links
    assert acts.now(petition).merged_into_id == other.id


def test_a_unit_is_found_by_name_or_from_the_list(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    clerk = enter(nation.clerk)
    page = clerk.see(path(petition, "route"))
    assert "Bắc Ninh" in page.text
    page = clerk.see(path(petition, "route?q=lien+bao"))
    links = [one.get("href") or "" for one in page.all("a")]
    assert any(link.endswith(f"?to={nation.neighbour.code}") for link in links)
    assert "There is no office of this name." in clerk.see(path(petition, "route?q=khong+co")).text
    fields = clerk.see(path(petition, f"route?to={nation.neighbour.code}")).fields(method="post")
    for to in (nation.commune.code, nation.village.code, "NOWHERE", ""):
        page = clerk.post(
            path(petition, "route"), {**fields, **WHY, "to": to, "once": f"{to:x>22}"}, 422
        )
        assert acts.now(petition).state is State.RECEIVED


def test_routing_in_a_circle_ends_with_the_level_above(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    lead, other = enter(nation.lead), enter(nation.other_lead)
    route = f"route?to={nation.neighbour.code}"
    for _ in range(2):
        fields = lead.see(path(petition, route)).fields(method="post")
        lead.post(path(petition, "route"), {**fields, "reason": "Thuộc Liên Bão"})
        other.send(path(petition, "send-back"), reason="Không phải")
        assert other.response.location.startswith("/en/petitions/inbox")
        other.follow()
    assert acts.now(petition).owner_id == nation.province.id


def test_the_level_above_decides_and_only_below_itself(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    above = enter(nation.province_lead)
    elsewhere = make.province(nation.centre, "Hà Nội")
    fields = above.see(path(petition, f"place?to={elsewhere.code}")).fields(method="post")
    page = above.post(path(petition, "place"), {**fields, **WHY}, 422)
    assert "The petition cannot be handed to this unit." in page.text
    assert page.fields(method="post")["reason"] == WHY["reason"]


def test_a_moderator_releases_or_refuses(nation: Nation, enter: Any) -> None:
    doubtful = [acts.send(nation.village, doubt=Doubt.LINKS).petition for _ in range(2)]
    above = enter(nation.province_lead)
    assert enter(nation.lead).see(path(doubtful[0], "release"), 404)
    action = f"/en{path(doubtful[0], 'release')}"
    fields = above.see(path(doubtful[0])).fields(action=action)
    abuse = {**above.see(path(doubtful[1], "refuse")).fields(), "written": "Chỉ là quảng cáo."}
    for _ in range(2):
        above.post(path(doubtful[0], "release"), fields)
        above.post(path(doubtful[1], "refuse"), abuse)
    assert [done(one)[-1] for one in doubtful] == [Act.RELEASE, Act.REFUSE]
    assert [len(done(one)) for one in doubtful] == [2, 2]
    assert [acts.now(one).state for one in doubtful] == [State.RECEIVED, State.REJECTED]
    assert queries.versions(doubtful[1].id)[0].answer.reason is Reason.ABUSE


def test_a_complaint_passes_out_of_a_clerks_reach(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    clerk = enter(nation.clerk)
    clerk.send(path(petition, "kind"), kind="complaint", reason="Là khiếu nại")
    assert clerk.response.location.startswith("/en/petitions/inbox")
    assert clerk.see(path(petition), 404)
    page = enter(nation.lead).see(path(petition))
    assert "Confidential: read by leads alone" in page.text


@pytest.mark.parametrize(
    ("tail", "typed"),
    [
        ("ask", {"written": ""}),
        ("ask", {"written": "a" * 100_000}),
        ("ask", {"written": "a\x00b"}),
        ("ask", {"written": "chữ", "seen": "x"}),
        ("ask", {"written": "chữ", "seen": ""}),
        ("kind", {"reason": "vì", "kind": "gossip"}),
        ("split", {"topic": "", "written": "", "kind": "proposal"}),
        ("merge", {"into": ""}),
    ],
)
def test_bad_input_is_told_and_changes_nothing(
    nation: Nation, petition: Petition, enter: Any, tail: str, typed: dict[str, str]
) -> None:
    before = done(petition)
    page = enter(nation.clerk).send(path(petition, tail), 422, **typed)
    if "a" * 100 in typed.get("written", ""):
        assert typed["written"] in page.html
    assert done(petition) == before


@pytest.mark.parametrize(
    "day", [("30", "2", "2027"), ("1", "1", "2020"), ("1", "1", "9999"), ("x", "", "1")]
)
def test_the_day_to_ask_again_is_a_day_to_come(
    nation: Nation, petition: Petition, enter: Any, day: tuple[str, str, str]
) -> None:
    referred(nation, petition)
    typed = dict(zip(("day", "month", "year"), day, strict=True))
    page = enter(nation.clerk).send(path(petition, "follow-up"), 422, written="Đã gọi", **typed)
    assert page.fields()["written"] == "Đã gọi"


def test_one_question_only(nation: Nation, enter: Any) -> None:
    receipt = acts.send(nation.village)
    clerk = enter(nation.clerk)
    clerk.send(path(receipt.petition, "ask"), written="Cột số mấy?")
    acts.by_code(receipt.code, sender.reply, "Cột 12")
    page = clerk.see(path(receipt.petition))
    assert "Ask the sender" not in page.text
    assert "Cột 12" in page.text
    page = clerk.send(path(receipt.petition, "ask"), 422, written="Và số nhà?")
    assert "The sender can be asked once." in page.text
    assert page.fields()["written"] == "Và số nhà?"


def test_time_is_given_once(nation: Nation, petition: Petition, enter: Any) -> None:
    lead = enter(nation.lead)
    for days in ("0", "11", "-1", "x"):
        lead.send(path(petition, "extend"), 422, days=days, reason="Chờ vật tư")
    lead.send(path(petition, "extend"), days="3", reason="Chờ vật tư")
    assert "Extend the time" not in lead.see(path(petition)).text
    lead.send(path(petition, "extend"), 422, days="3", reason="Chờ nữa")


def test_another_person_after_a_reopening(nation: Nation, enter: Any) -> None:
    receipt = acts.send(nation.village)
    petition = receipt.petition
    submitted(nation, petition)
    acts.do(nation.lead, petition, Act.APPROVE, answering.approve)
    acts.by_code(receipt.code, sender.reopen, "Vẫn hỏng")
    clerk = enter(nation.clerk)
    page = clerk.see(path(petition))
    assert "Take it in hand" not in page.text
    assert "somebody other than" in page.text
    page = clerk.send(path(petition, "claim"), 422)
    assert (
        "The sender asked for another look: somebody else has to take this petition." in page.text
    )
    choices = enter(nation.lead).see(path(petition, "assign")).all("input", name="person")
    assert [one.get("value") for one in choices] == [str(nation.lead.id)]


def test_what_clerks_viewers_and_others_cannot_do_does_not_exist_for_them(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    viewer = enter(acts.actor(nation.province, Role.VIEWER))
    page = viewer.see(path(petition))
    assert [one.get("method") for one in page.all("form")] == []
    for who, tail in (
        (nation.clerk, "assign"),
        (nation.clerk, "take-over"),
        (nation.other_lead, "claim"),
        (nation.other_lead, ""),
        (acts.actor(nation.village, Role.CLERK), ""),
    ):
        enter(who).see(path(petition, tail), 404)
    assert Kind.FEEDBACK is acts.now(petition).kind


def test_a_version_returned_waits_for_no_signature_any_more(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    submitted(nation, petition)
    lead = enter(nation.lead)
    assert "To be signed" in lead.see(path(petition)).text
    acts.do(nation.lead, petition, Act.RETURN, answering.send_back, "Viết rõ ngày")
    page = lead.see(path(petition))
    assert "Not signed" in page.text
    assert "To be signed" not in page.text
    acts.answer(petition, nation.clerk, nation.lead)
    page = lead.see(path(petition))
    assert "To be signed" not in page.text
    assert page.text.index("Signed") < page.text.index("Not signed")


def test_an_agency_that_has_replied_is_waited_for_no_longer(
    nation: Nation, petition: Petition, enter: Any
) -> None:
    referred(nation, petition)
    clerk, record = enter(nation.clerk), f"/en{path(petition, 'agency-reply')}"
    assert clerk.see(path(petition)).one("a", class_="button go").get("href") == record
    acts.do(nation.clerk, petition, Act.RECORD_REPLY, answering.record_reply, "Đã căng lại dây")
    page = clerk.see(path(petition))
    assert page.all("a", class_="button go") == []
    assert len(page.all("a", href=record)) == 1
