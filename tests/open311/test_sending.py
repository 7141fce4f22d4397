"""What programs send: one POST, one petition; a key or nothing; no cookie, no code."""

import io
import re

import pytest
import sqlalchemy as sa
from werkzeug.test import Client

from portal import create_app
from portal.accounts.rules import Role
from portal.base import db
from portal.base.db import session
from portal.base.limits import Attempt
from portal.base.once import OnceKey
from portal.petitions import queries, soundness
from portal.petitions.models import Identity, Petition
from portal.petitions.rules import Channel, Kind, Learn, State
from tests import make
from tests.browser import Browser
from tests.open311 import protocol
from tests.open311.client import KEY, Program
from tests.petitions import acts
from tests.threads import at_once

OTHER = "key-of-an-application-000002"
TEXT = "Đèn đường trước trạm y tế hỏng.\nĐã hai tuần."


@pytest.fixture
def asked(nation):
    return {"service_code": "feedback", "address_id": nation.village.code, "description": TEXT}


def number_of(table) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table))


def the_one() -> Petition:
    session.remove()
    return session.scalars(sa.select(Petition)).one()


def sentences(errors) -> str:
    return " ".join(one["description"] for one in errors)


def test_a_program_sends_a_petition(nation, program, asked):
    [receipt] = program.post(**asked)
    petition = the_one()
    assert receipt["service_request_id"] == petition.number
    assert receipt["account_id"] is None
    assert nation.commune.label in receipt["service_notice"]
    assert petition.number in receipt["service_notice"]
    assert (petition.channel, petition.kind, petition.learn) == (
        Channel.OPEN311,
        Kind.FEEDBACK,
        Learn.HERE,
    )
    assert (petition.state, petition.owner_id) == (State.RECEIVED, nation.commune.id)
    assert (petition.place_id, petition.language) == (nation.village.id, "vi")
    letter = queries.letter(petition.id)
    assert (letter.topic, letter.text) == ("Đèn đường trước trạm y tế hỏng.", TEXT)
    assert number_of(Identity) == 0
    assert program.numbers() == [petition.number]
    assert list(soundness.findings()) == []


def test_in_xml_too_and_in_the_reader_s_language(app, nation, program, asked):
    [receipt] = program.post(notation="xml", **asked)
    assert set(receipt) == {"service_request_id", "service_notice", "account_id"}
    english = app.test_client().post(
        "/en/open311/v2/requests.json", data={"api_key": KEY, **asked, "description": "Lamp"}
    )
    assert "was received" in english.get_json()[0]["service_notice"]
    assert session.get_one(Petition, 2).language == "en"


def test_no_code_ever_leaves(nation, program, asked):
    program.post(**asked)
    groups = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}")
    assert not groups.search(program.response.text)
    assert the_one().code_hash is not None  # of a code made from a key that nobody has kept


@pytest.mark.parametrize("name", ["attribute[unit]", "address_id"])
def test_the_unit_is_an_attribute_or_an_address(nation, program, name):
    program.post(**{"service_code": "thanks", "description": TEXT, name: nation.village.code})
    assert the_one().place_id == nation.village.id


def test_a_commune_s_jurisdiction_is_unit_enough(nation, program):
    typed = {"service_code": "thanks", "description": TEXT}
    program.post(**typed, jurisdiction_id=nation.commune.code, lat="21.1", long="106.05")
    assert the_one().place_id == nation.commune.id
    errors = program.post(400, **typed, jurisdiction_id=nation.province.code)
    assert "attribute[unit]" in sentences(errors)


def test_a_unit_outside_the_jurisdiction_is_refused(nation, program, asked):
    program.post(400, **asked, jurisdiction_id=nation.neighbour.code)
    program.post(**asked, jurisdiction_id=nation.province.code)
    assert the_one().place_id == nation.village.id


def test_where_it_is_in_words_and_degrees_goes_to_the_office(nation, program, asked):
    program.post(**asked, address_string="Ngõ 7", lat="21.12", long="-106.05")
    text = queries.letter(the_one().id).text
    assert text == f"{TEXT}\n\nĐịa điểm do ứng dụng ghi: Ngõ 7; 21.12, -106.05"


def test_who_leaves_name_and_number_is_called_and_kept_in_the_vault(nation, program, asked):
    person = {"first_name": "Mận", "last_name": "Trần Thị", "phone": "0912 345 678"}
    [receipt] = program.post(
        **asked, **person, email="man@example.com", device_id="tt222111", account_id="9"
    )
    kept = session.scalars(sa.select(Identity)).one()
    assert (kept.name, kept.phone) == ("Trần Thị Mận", "0912 345 678")
    assert the_one().learn is Learn.CALL
    assert "gọi điện" in receipt["service_notice"]
    everything = str([session.execute(sa.text(f"SELECT * FROM {table.name}")).all()
                      for table in db.Base.metadata.sorted_tables])  # fmt: skip
    assert "man@example.com" not in everything
    assert "tt222111" not in everything
    said = program.client.get("/open311/v2/requests.json").text
    assert not [one for one in ("Mận", "0912", "example") if one in said]


def test_a_photo_is_left_and_the_receipt_says_so(nation, program, asked):
    [receipt] = program.post(**asked, media_url="http://127.0.0.1:9/photo.jpg")
    assert "Ảnh gửi kèm không được tiếp nhận." in receipt["service_notice"]
    assert "photo.jpg" not in queries.letter(the_one().id).text
    file = (io.BytesIO(b"\xff\xd8\xff not a photo"), "photo.jpg")
    [receipt] = program.post(**asked, media=file)
    assert "Ảnh gửi kèm" in receipt["service_notice"]


def test_unknown_fields_are_ignored(nation, program, asked):
    program.post(**asked, zipcode="16000", **{"attribute[x]": "1", "attribute[y][]": "2"})
    assert the_one().state is State.RECEIVED


# Once


def test_the_same_post_is_the_same_petition_for_a_day(nation, program, asked):
    with make.at("2026-08-19 09:00"):
        first = program.post(**asked)
        assert program.post(**asked) == first
    with make.at("2026-08-20 08:59"):
        assert program.post(**asked) == first
        assert number_of(Petition) == 1
        other = program.post(**{**asked, "description": "Đèn khác"})
        assert other != first
        another = Program(program.client.application, OTHER).post(**asked)
        assert another[0]["service_request_id"] not in (first, other)
    from portal.base import once

    with make.at("2026-08-21 09:00"):
        with db.writing():
            once.forget_old()
        assert program.post(**asked) != first  # whoever thanks again next week thanks again
    assert number_of(Petition) == 4
    assert list(soundness.findings()) == []


def test_fifty_equal_posts_at_once_are_one_petition(both, nation_of_both):
    asked = {
        "service_code": "feedback",
        "address_id": nation_of_both.village.code,
        "description": TEXT,
        "phone": "0912345678",
    }

    def post(which: int):
        return Program(both).post(notation="json", **asked)[0]["service_request_id"]

    numbers = at_once(50, post)
    assert set(numbers) == {the_one().number}
    assert number_of(Identity) == number_of(OnceKey) == 1
    assert list(soundness.findings()) == []


def test_a_program_may_name_its_post_itself(nation, program, asked):
    named = {"Idempotency-Key": "order-1"}
    first = program.post(headers=named, **asked)
    assert program.post(headers=named, **asked) == first
    again = program.post(headers={"Idempotency-Key": "order-2"}, **asked)
    assert again != first
    [error] = program.post(400, headers=named, **{**asked, "description": "khác"})
    assert error["code"] == 409
    assert number_of(Petition) == 2


def test_a_refused_post_can_be_mended_and_sent_again(nation, program, asked):
    named = {"Idempotency-Key": "order-1"}
    program.post(400, headers=named, **{**asked, "lat": "x"})
    program.post(headers=named, **asked)
    assert number_of(Petition) == 1


# Keys


@pytest.mark.parametrize("key", ["", "wrong", KEY[:-1], KEY + " ", KEY.upper(), "\0", "😀" * 900])
def test_without_a_right_key_nothing_is_sent(nation, app, asked, statements, key):
    for notation in ("json", "xml"):
        errors = Program(app, key).post(403, notation, **asked)
        assert str(errors[0]["code"]) == "403"
        assert "api_key" in sentences(errors)
    assert not statements  # a stranger costs the database nothing
    assert number_of(Petition) == 0


def test_a_key_in_the_address_is_none(nation, app, asked):
    answer = app.test_client().post(f"/open311/v2/requests.json?api_key={KEY}", data=asked)
    assert answer.status_code == 403


def test_without_keys_nobody_sends(nation, program, asked, monkeypatch):
    monkeypatch.setitem(program.client.application.config, "OPEN311_KEYS", [])
    program.post(403, **asked)
    Program(program.client.application, "").post(403, **asked)


def test_a_key_that_could_be_guessed_stops_the_start():
    with pytest.raises(SystemExit, match="OPEN311_KEYS"):
        create_app(TESTING=True, OPEN311_KEYS=["short"])


def test_the_answer_to_a_wrong_key_is_the_same_as_to_none(nation, app, asked):
    none, wrong = (Program(app, key).post(403, **asked) for key in ("", "x" * 28))
    assert none == wrong


def test_no_cookie_counts(nation, app, asked, statements):
    browser = Browser(app, "vi").enter(make.officer(nation.commune, Role.LEAD))
    statements.clear()
    data = {"api_key": KEY, **asked}
    answer = browser.client.post("/open311/v2/requests.json", data=data)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert not [one for one in statements if "sign_in" in one]
    assert the_one().taken_by is None
    plain = Program(app).post(**asked)
    assert plain == answer.get_json()  # the same sender, whatever cookie came along


def test_other_doors_still_ask_for_their_token(nation, app, asked):
    data = {"api_key": KEY, **asked}
    for path in ("/petitions/new", "/petitions/track", "/login"):
        answer = app.test_client().post(path, data=data, headers={"Idempotency-Key": "x" * 30})
        assert answer.status_code == 400, path
    assert number_of(Petition) == 0


def test_a_key_and_an_address_have_a_limit(nation, program, asked, monkeypatch):
    app = program.client.application
    monkeypatch.setitem(app.config, "OPEN311_LIMIT", 2)
    typed = [{**asked, "description": f"Việc thứ {n}"} for n in range(4)]
    with make.at("2026-08-19 09:10"):
        first = program.post(**typed[0])
        program.post(**typed[1])
        for notation in ("json", "xml"):
            errors = program.post(429, notation, **typed[2])
            assert str(errors[0]["code"]) == "429"
            assert int(program.response.headers["Retry-After"]) == 50 * 60
        assert program.post(**typed[0]) == first  # what was taken in is told again
        monkeypatch.setitem(app.config, "ANONYMOUS_LIMIT", 2)
        Program(app, OTHER).post(429, **typed[2])
        monkeypatch.setitem(app.config, "ANONYMOUS_LIMIT", 3)
        Program(app, OTHER).post(**typed[2])
    with make.at("2026-08-19 10:01"):
        program.post(**typed[3])
    assert number_of(Petition) == 4
    assert "127.0.0.1" not in str(session.execute(sa.select(Attempt.__table__)).all())


# What is refused


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"service_code": ""}, "service_code"),
        ({"description": ""}, "description"),
        ({"description": " \n\u200b "}, "description"),
        ({"description": "a" * 4001}, "description"),
        ({"description": "a" * 100_000}, "description"),
        ({"description": "a\0b"}, "description"),
        ({"address_id": ""}, "attribute[unit]"),
        ({"address_id": "NOWHERE"}, ""),
        ({"address_id": "x" * 5000}, ""),
        ({"attribute[unit]": "\0"}, "attribute[unit]"),
        ({"address_string": "x" * 301}, "address_string"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "1" * 40}, "phone"),
        ({"first_name": "x" * 60}, "first_name"),
        ({"last_name": "x\0"}, "last_name"),
        ({"lat": "21.1"}, "lat"),
        ({"long": "106"}, "lat"),
        ({"lat": "91", "long": "0"}, "lat"),
        ({"lat": "nan", "long": "0"}, "lat"),
        ({"lat": "1e5", "long": "0"}, "lat"),
    ],
)
def test_what_is_wrong_is_said_in_both_notations(nation, program, asked, change, word):
    for notation in ("json", "xml"):
        errors = program.post(400, notation, **{**asked, **change})
        assert {str(one["code"]) for one in errors} == {"400"}
        assert word in sentences(errors)
    assert number_of(Petition) == 0


def test_half_a_character_stays_as_it_was_written(nation, app):
    body = f"api_key={KEY}&service_code=thanks&address_id={nation.village.code}"
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    answer = app.test_client().post(
        "/open311/v2/requests.json", data=f"{body}&description=a%ED%A0%80b", content_type=kind
    )
    assert answer.status_code == 200
    assert queries.letter(the_one().id).text == "a%ED%A0%80b"


def test_all_that_is_wrong_is_said_at_once(nation, program):
    errors = program.post(400, phone="x", lat="y")
    assert len(errors) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"service_code": "complaint"},
        {"service_code": "denunciation"},
        {"service_code": "potholes"},
        {"jurisdiction_id": "city.gov"},
    ],
)
def test_what_does_not_exist_is_not_found(nation, program, asked, change):
    for notation in ("json", "xml"):
        errors = program.post(404, notation, **{**asked, **change})
        assert next(iter(change)) in sentences(errors)
    assert number_of(Petition) == 0


@pytest.mark.parametrize(
    "text",
    [
        "😀👍",
        "<script>alert(1)</script>",
        "Đ" * 4000,
        "\u202eđảo ngược",
        "e\u0301",
        "दो शब्द",
        "'--",
    ],
)
def test_hostile_words_are_kept_and_never_told(nation, program, asked, text):
    program.post(**{**asked, "description": text})
    petition = the_one()
    assert queries.letter(petition.id).text
    [row] = program.ask(f"v2/requests/{petition.number}")
    assert row["description"] is None


def test_emoji_alone_and_many_links_are_looked_at_first(nation, program, asked):
    for text in ("😀", "https://a.vn https://b.vn https://c.vn mua ngay"):
        program.post(**{**asked, "description": text})
    assert set(session.scalars(sa.select(Petition.state))) == {State.QUARANTINED}
    assert {row["status"] for row in program.ask("v2/requests")} == {"open"}


def test_too_large_a_body_is_refused_in_the_protocol_s_form(nation, program, asked):
    for notation in ("json", "xml"):
        errors = program.post(413, notation, **{**asked, "description": "a" * 3_000_000})
        assert str(errors[0]["code"]) == "413"


def test_json_and_nonsense_as_bodies_have_no_key(app):
    client = Client(app)
    for body, kind in (
        (b'{"api_key": "x"}', "application/json"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "text/xml"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ):
        answer = client.post("/open311/v2/requests.json", data=body, content_type=kind)
        assert answer.status_code == 403, body
        protocol.check(answer.get_json(), protocol.ERRORS)


def test_a_database_that_does_not_answer_is_said(nation, program, asked, monkeypatch):
    def away(*args, **kwargs):
        raise sa.exc.OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr("portal.open311.services.take_in", away)
    for notation in ("json", "xml"):
        errors = program.post(503, notation, **asked)
        assert str(errors[0]["code"]) == "503"
        assert program.response.headers["Retry-After"] == "5"


def test_a_sender_who_left_a_name_gets_a_code_at_an_office(nation, program, asked):
    from portal.petitions import vault
    from portal.petitions.rules import Act, Opening

    program.post(**asked, first_name="Mận", last_name="Trần", phone="0912345678")
    petition = the_one()
    custodian = nation.province_custodian
    acts.do(custodian, petition, Act.OPEN_IDENTITY, vault.open_identity, Opening.LOST_CODE, "đến")
    code = acts.do(
        custodian, petition, Act.REISSUE, vault.reissue_code, "a-form-key-of-the-counter-1"
    )
    assert acts.sender_case(code).petition.id == petition.id
    # A repeated POST still names the petition, although its code has changed.
    again = program.post(**asked, first_name="Mận", last_name="Trần", phone="0912345678")
    assert again[0]["service_request_id"] == petition.number
