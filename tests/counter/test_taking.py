"""A petition written down for somebody, at the counter or by phone."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from portal.accounts.rules import Role
from portal.base.db import session
from portal.petitions import codes, reach, sender, soundness
from portal.petitions.models import Identity, Petition, PetitionText
from portal.petitions.rules import Channel, Kind, Learn, State
from tests import make
from tests.counter.pages import HOME, browser
from tests.html import words
from tests.petitions import acts

TYPED = {"topic": "Đèn hỏng", "text": "Đèn ngõ 3 hỏng đã hai tuần."}


def petitions() -> list[Petition]:
    session.remove()
    return list(session.scalars(sa.select(Petition).order_by(Petition.id)))


def new(place) -> str:
    return f"{HOME}/{place.code}/new"


def code_on(page) -> str:
    found = codes.parse(words(page.one("strong")))
    assert found is not None
    return found


def test_a_village_clerk_writes_one_down_and_the_commune_owns_it(app, nation):
    clerk = acts.actor(nation.village, Role.CLERK)
    page = browser(app, clerk).send(new(nation.village), 200, **TYPED, name="Cụ Tẹo")
    [petition] = petitions()
    assert (petition.place_id, petition.owner_id) == (nation.village.id, nation.commune.id)
    assert (petition.taken_by, petition.channel) == (clerk.id, Channel.COUNTER)
    assert petition.number in page.title
    assert clerk.name in page.text
    assert nation.commune.name in page.text
    assert petition.code_to_change
    assert acts.sender_case(code_on(page)).petition.id == petition.id
    assert list(soundness.findings()) == []


def test_to_whoever_calls_the_code_is_read_out(app, nation):
    device = browser(app, nation.clerk)
    for channel, wanted in (
        ("counter", "Print this page"),
        ("phone", "Read the number and the code"),
    ):
        page = device.send(new(nation.commune), 200, **TYPED, channel=channel)
        assert wanted in words(page.one("p", class_="screen note"))


def test_the_code_on_the_receipt_ends_at_the_senders_first_visit(app, nation):
    code = code_on(browser(app, nation.clerk).send(new(nation.commune), 200, **TYPED))
    own = acts.by_code(code, sender.change_code, "own-form-key-000000000")
    assert reach.case_of_code(code) is None
    assert acts.sender_case(own).petition.code_to_change is False


def test_a_commune_chooses_among_itself_and_its_villages(app, nation):
    device = browser(app, nation.clerk)
    page = device.see(new(nation.commune))
    options = [option.get("value") for option in page.all("option")]
    assert options == [nation.commune.code, nation.village.code]
    typed = {**TYPED, "unit": nation.village.code, "channel": "phone", "learn": "call"}
    device.send(new(nation.commune), 200, **typed, phone="0912 345 678")
    [petition] = petitions()
    assert (petition.place_id, petition.channel) == (nation.village.id, Channel.PHONE)
    assert petition.learn is Learn.CALL


def test_a_place_of_others_is_refused_and_all_that_was_typed_stays(app, nation):
    device = browser(app, nation.clerk)
    page = device.send(new(nation.commune), 422, **TYPED, unit=nation.neighbour.code)
    assert TYPED["text"] in page.html
    assert "Not a valid choice" in page.text
    assert petitions() == []


@pytest.mark.parametrize(
    ("learn", "missing"), [("call", 1), ("letter", 2), ("head", 1), ("here", 0)]
)
def test_what_the_chosen_way_needs_is_asked_for(app, nation, learn, missing):
    status = 422 if missing else 200
    page = browser(app, nation.clerk).send(new(nation.commune), status, **TYPED, learn=learn)
    assert page.text.count("This is needed for the way you chose.") == missing
    assert len(petitions()) == (not missing)


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.DENUNCIATION])
def test_complaints_and_denunciations_are_explained_first_and_then_read_by_leads_alone(
    app, nation, kind
):
    device = browser(app, nation.clerk)
    law = device.send(new(nation.commune), 200, **TYPED, kind=kind.value, name="Bà Mận")
    assert "governed by the Law on" in law.text
    assert petitions() == []
    fields = {**law.fields(), "kind": kind.value}
    page = device.post(new(nation.commune), fields, 200)
    [petition] = petitions()
    assert (petition.kind, petition.restricted) == (kind, True)
    assert session.get_one(Identity, petition.id).name == "Bà Mận"
    assert code_on(page)
    assert device.see(f"{HOME}/case/{petition.number}", 404)
    assert browser(app, nation.lead).see(f"{HOME}/case/{petition.number}")


def test_after_the_law_was_read_out_it_may_be_written_as_feedback(app, nation):
    device = browser(app, nation.clerk)
    law = device.send(new(nation.commune), 200, **TYPED, kind="complaint", about_office="y")
    device.post(new(nation.commune), {**law.fields(), "kind": "feedback"}, 200)
    [petition] = petitions()
    assert (petition.kind, petition.restricted) == (Kind.FEEDBACK, False)
    assert petition.owner_id == nation.province.id


def test_what_concerns_the_office_goes_up_and_the_office_sees_nothing_of_it(app, nation):
    device = browser(app, nation.clerk)
    page = device.send(new(nation.commune), 200, **TYPED, about_office="y")
    [petition] = petitions()
    assert (petition.owner_id, petition.barred_id) == (nation.province.id, nation.commune.id)
    assert f"With{nation.province.name} province" in page.text
    for who in (nation.clerk, nation.lead):
        browser(app, who).see(f"{HOME}/case/{petition.number}", 404)


def test_the_centre_has_nobody_above_to_send_it_to(app, nation):
    device = browser(app, nation.centre_lead)
    assert not device.see(new(nation.centre)).all("input", name="about_office")
    device.send(new(nation.centre), 200, **TYPED)
    assert petitions()[0].owner_id == nation.centre.id


def test_the_same_form_sent_again_shows_the_same_receipt(app, nation):
    device = browser(app, nation.clerk)
    fields = {**device.see(new(nation.commune)).fields(), **TYPED}
    first = device.post(new(nation.commune), fields, 200)
    again = device.post(new(nation.commune), fields, 200)
    assert code_on(first) == code_on(again)
    assert len(petitions()) == 1
    device.post(new(nation.commune), {**fields, "topic": "Khác"}, 409)


def test_sent_again_after_the_sender_changed_the_code_it_makes_no_second_petition(app, nation):
    device = browser(app, nation.clerk)
    fields = {**device.see(new(nation.commune)).fields(), **TYPED}
    code = code_on(device.post(new(nation.commune), fields, 200))
    acts.by_code(code, sender.change_code, "own-form-key-000000000")
    page = device.post(new(nation.commune), fields, 200)
    assert "a code of their own" in page.text
    assert not page.all("strong")
    assert len(petitions()) == 1


def test_fifty_times_in_parallel_it_is_one(app, nation):
    device = browser(app, nation.clerk)
    fields = {**device.see(new(nation.commune)).fields(), **TYPED}
    cookie = device.client.get_cookie(app.config["SESSION_COOKIE_NAME"])

    def post(_: int) -> tuple[int, str]:
        client = app.test_client()
        client.set_cookie(cookie.key, cookie.value)
        answer = client.post("/en" + new(nation.commune), data=fields)
        code = re.search(r"<strong>([^<]+)</strong>", answer.text)
        return answer.status_code, code[1] if code else ""

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(post, range(50)))
    assert len(answers) == 1
    assert answers.pop()[0] == 200
    assert len(petitions()) == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 422),
        (" \n ", 422),
        ("ă" * 10_000, 200),
        ("x" * 100_000, 422),
        ("🙂" * 20, 200),
        ("Đe\u0300n ho\u0309ng", 200),
        ("abc \u202e gnor \u202c xyz", 200),
        ("a\x00b", 422),
        ("<script>alert(1)</script> ' OR 1=1 --", 200),
        ("=1+1", 200),
    ],
)
def test_whatever_is_typed_nothing_breaks(app, nation, text, status):
    typed = {**TYPED, "text": text}
    page = browser(app, nation.clerk).send(new(nation.commune), status, **typed)
    assert "<script>alert" not in page.html
    if status == 200:
        kept = session.scalars(sa.select(PetitionText.text)).one()
        assert "\u202e" not in kept
        assert "e\u0300" not in kept
    else:
        assert TYPED["topic"] in page.html
        assert petitions() == []


def test_what_was_taken_down_is_not_quarantined_a_human_has_looked(app, nation):
    links = {**TYPED, "text": "http://a.vn http://b.vn http://c.vn"}
    browser(app, nation.clerk).send(new(nation.commune), 200, **links)
    assert petitions()[0].state is State.RECEIVED


def test_nobody_else_takes_down_here(app, nation):
    for who in (nation.other_lead, nation.centre_lead, acts.actor(nation.commune, Role.VIEWER)):
        browser(app, who).see(new(nation.village), 404)
    browser(app, nation.province_lead).see(new(nation.commune))


def test_a_commune_of_sixty_villages_stays_within_its_budget(app, nation):
    for number in range(60):
        make.village(nation.commune, f"Thượng Đình Hạ {number}")
    for language in ("vi", "en", "hi"):
        page = browser(app, nation.clerk, language).see(new(nation.commune))
        assert len(page.all("option")) == 62
