"""What programs read, in both notations, and what they never read."""

from datetime import timedelta

import pytest

from portal.base.db import session, writing
from portal.petitions import handling, routing
from portal.petitions.rules import Act, Kind
from tests import make
from tests.open311 import protocol
from tests.petitions import acts

DAY = timedelta(days=1)
MARK = "Bùi Thị Dấu Vết"
SECRET = ("Bùi Thị", "0912345678", "ngõ 7 xóm Bến", "đầu thôn hỏng")


def sent(place, **more):
    return acts.send(place, name=MARK, phone="0912345678", address="ngõ 7 xóm Bến", **more).petition


def answered(nation, petition):
    acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    acts.answer(petition, nation.clerk, nation.lead)


def published(nation, petition, text="Một cột đèn không sáng."):
    answered(nation, petition)
    acts.do(nation.lead, petition, Act.PUBLISH, handling.publish, "Đèn đường", text, "Đã thay.")


# Discovery and services


def test_discovery_names_the_endpoint(program):
    found = program.ask("discovery", protocol.DISCOVERY)
    assert found["endpoints"][0]["url"] == "http://localhost/open311/v2"
    assert found["endpoints"][0]["type"] == "production"


def test_a_demo_calls_itself_a_test(program):
    from portal.accounts import demo, queries

    with writing():
        demo.mark()
    assert queries.is_demo()
    assert program.ask("discovery", protocol.DISCOVERY)["endpoints"][0]["type"] == "test"


def test_services_are_the_kinds_that_are_not_confidential(program):
    found = program.ask("v2/services", protocol.SERVICES)
    assert [one["service_code"] for one in found] == ["feedback", "proposal", "thanks"]
    assert found[0]["service_name"] == "Phản ánh"
    assert {(one["type"], one["metadata"]) for one in found} == {("realtime", True)}


def test_each_language_has_its_words(app):
    english = app.test_client().get("/en/open311/v2/services.json").get_json()
    assert english[0]["service_name"] == "Feedback"
    url = app.test_client().get("/hi/open311/discovery.json").get_json()["endpoints"][0]["url"]
    assert url == "http://localhost/hi/open311/v2"


def test_a_service_asks_for_the_unit_and_says_what_it_does_not_take(program):
    found = program.ask("v2/services/proposal", protocol.DEFINITION)
    unit, note = found["attributes"]
    assert (found["service_code"], unit["code"], unit["required"]) == ("proposal", "unit", True)
    assert unit["description"].endswith("http://localhost/units/")
    assert (note["variable"], note["required"]) == (False, False)
    assert note["description"].endswith("http://localhost/petitions/new")


@pytest.mark.parametrize("code", ["complaint", "denunciation", "potholes", "Feedback"])
def test_no_other_service_exists(program, code):
    assert program.refused(f"v2/services/{code}", 404) == ["Không có service_code này."]
    assert program.refused("v2/requests", 404, service_code=code)


# Petitions


def test_a_petition_is_told_without_a_word_of_its_sender(nation, program):
    with make.at("2026-08-19 09:00"):
        petition = sent(nation.village)
    with make.at("2026-08-19 10:00"):
        [row] = program.ask("v2/requests")
    assert row == {
        "service_request_id": petition.number,
        "status": "open",
        "status_notes": "Đã tiếp nhận",
        "service_name": "Phản ánh",
        "service_code": "feedback",
        "description": None,
        "agency_responsible": "Xã Tiên Du, tỉnh Bắc Ninh",
        "service_notice": None,
        "requested_datetime": "2026-08-19T09:00:00+07:00",
        "updated_datetime": "2026-08-19T09:00:00+07:00",
        "expected_datetime": "2026-09-04T23:59:59+07:00",
        "address": "Xã Tiên Du, tỉnh Bắc Ninh",
        "address_id": nation.commune.code,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def test_what_was_published_is_told_in_its_redacted_words(nation, program):
    petition = sent(nation.village)
    published(nation, petition)
    [row] = program.ask(f"v2/requests/{petition.number}")
    assert (row["status"], row["description"]) == ("closed", "Đèn đường\nMột cột đèn không sáng.")
    assert row["status_notes"] == "Đã trả lời\nĐã thay."
    assert row["address"].startswith("Thôn Đông, xã Tiên Du")
    assert row["address_id"] == nation.village.code
    acts.do(nation.lead, petition, Act.UNPUBLISH, handling.unpublish, "Công khai nhầm")
    [row] = program.ask(f"v2/requests/{petition.number}")
    assert (row["description"], row["status_notes"]) == (None, "Đã trả lời")
    assert row["address_id"] == nation.commune.code


def test_a_long_copy_ends_at_four_thousand_letters(nation, program):
    petition = sent(nation.village)
    published(nation, petition, "ă" * 9000)
    [row] = program.ask(f"v2/requests/{petition.number}")
    assert len(row["description"]) == 4000
    assert row["description"].endswith("…")


def test_hard_words_arrive_as_they_were(nation, program):
    petition = sent(nation.village)
    hard = "A & B <b> \"c\" 'd' ]]> {{ 1 }} 😀 दो"
    published(nation, petition, hard)
    [row] = program.ask(f"v2/requests/{petition.number}")
    assert row["description"] == f"Đèn đường\n{hard}"


def test_nothing_confidential_is_listed_or_found(nation, program):
    shown = sent(nation.village)
    hidden = [sent(nation.village, kind=kind) for kind in (Kind.COMPLAINT, Kind.DENUNCIATION)]
    hidden.append(sent(nation.village, about_office=True))
    part_of = sent(nation.village)
    acts.do(nation.lead, part_of, Act.RECLASSIFY, handling.reclassify, Kind.DENUNCIATION, "tố cáo")
    hidden.append(part_of)
    assert program.numbers() == [shown.number]
    assert program.numbers(service_request_id=",".join(one.number for one in hidden)) == []
    nowhere = program.refused("v2/requests/PA-999999", 404)
    for petition in hidden:
        assert program.refused(f"v2/requests/{petition.number}", 404) == nowhere
        assert program.refused(f"v2/tokens/{petition.number}", 404) == nowhere


def test_no_mark_of_an_identity_is_anywhere(nation, program):
    petitions = [sent(nation.village, topic=f"{MARK} viết", kind=kind) for kind in Kind]
    published(nation, petitions[0])
    acts.do(nation.clerk, petitions[1], Act.CLAIM, handling.claim)
    acts.do(nation.clerk, petitions[1], Act.NOTE, handling.note, f"Gọi {MARK} 0912345678")
    paths = ["discovery", "v2/services", "v2/services/feedback", "v2/requests"]
    paths += [f"v2/{what}/{one.number}" for one in petitions for what in ("requests", "tokens")]
    client = program.client
    for path in paths:
        for notation in ("json", "xml"):
            said = client.get(f"/open311/{path}.{notation}").text
            assert not [mark for mark in (*SECRET, nation.clerk.name) if mark in said], path


def test_an_office_s_notes_do_not_move_its_time(nation, program):
    with make.at("2026-08-19 09:00"):
        petition = sent(nation.village)
    with make.at("2026-08-19 10:00"):
        acts.do(nation.clerk, petition, Act.CLAIM, handling.claim)
    with make.at("2026-08-19 11:00"):
        acts.do(nation.clerk, petition, Act.NOTE, handling.note, "Đã gọi")
        [row] = program.ask(f"v2/requests/{petition.number}")
        assert row["updated_datetime"] == "2026-08-19T10:00:00+07:00"
        assert row["status_notes"] == "Đang xử lý"
    with make.at("2026-08-20 09:00"):
        acts.answer(petition, nation.clerk, nation.lead)
        [row] = program.ask(f"v2/requests/{petition.number}")
        assert row["updated_datetime"] == "2026-08-20T09:00:00+07:00"
        assert row["expected_datetime"] is None


def test_whoever_has_it_is_responsible(nation, program):
    petition = sent(nation.village)
    acts.do(nation.lead, petition, Act.ROUTE, routing.route, nation.neighbour, "của xã bạn")
    [row] = program.ask(f"v2/requests/{petition.number}")
    assert row["agency_responsible"] == "Xã Tiên Du, tỉnh Bắc Ninh"
    acts.do(nation.other_lead, petition, Act.ACCEPT, routing.accept)
    [row] = program.ask(f"v2/requests/{petition.number}")
    assert row["agency_responsible"] == "Xã Liên Bão, tỉnh Bắc Ninh"


@pytest.mark.parametrize("typed", ["PA-{0:06d}", "{0}", "pa-{0}"])
def test_a_number_is_its_own_token(nation, program, typed):
    petition = sent(nation.village)
    word = typed.format(petition.id)
    [row] = program.ask(f"v2/tokens/{word}", protocol.TOKEN)
    assert row == {"service_request_id": petition.number, "token": word}
    assert [one["service_request_id"] for one in program.ask(f"v2/requests/{word}")] == [
        petition.number
    ]


@pytest.mark.parametrize("word", ["0", "PA-999999", "abc", "1%00", "1'--", "9" * 30, "%F0%9F%98"])
def test_no_other_number_exists(nation, program, word):
    program.refused(f"v2/requests/{word}", 404)
    program.refused(f"v2/tokens/{word}", 404)


# Lists


@pytest.fixture
def five(nation_of_both):
    """Sent on five days of August: feedback, proposal, thanks, feedback, feedback (answered)."""
    nation, found = nation_of_both, []
    kinds = (Kind.FEEDBACK, Kind.PROPOSAL, Kind.THANKS, Kind.FEEDBACK, Kind.FEEDBACK)
    for day, kind in enumerate(kinds, 10):
        place = nation.neighbour if day == 11 else nation.village
        with make.at(f"2026-08-{day} 09:00"):
            found.append(sent(place, kind=kind))
    with make.at("2026-08-15 09:00"):
        answered(nation, found[4])
        yield [petition.number for petition in found]


def test_lists_are_newest_first_and_filtered(five, nation_of_both, program_of_both):
    a, b, c, d, e = five
    numbers = program_of_both.numbers
    assert numbers() == [e, d, c, b, a]
    assert numbers(service_code="proposal") == [b]
    assert numbers(service_code="proposal, thanks") == [c, b]
    assert numbers(service_code=["proposal", "thanks"]) == [c, b]
    assert numbers(status="closed") == [e]
    assert numbers(status="open") == [d, c, b, a]
    assert numbers(status="open,closed") == [e, d, c, b, a]
    assert numbers(status="", service_code="", start_date="", page="") == [e, d, c, b, a]
    assert numbers(start_date="2026-08-12T00:00:00+07:00") == [e, d, c]
    assert numbers(end_date="2026-08-12T02:00:00Z") == [c, b, a]
    assert numbers(start_date="2026-08-11", end_date="2026-08-12T00:00:00") == [b]
    assert numbers(start_date="2026-05-01", end_date="2026-06-01") == []
    assert numbers(unknown="x", lat="1", updated_after="y") == [e, d, c, b, a]


def test_lists_are_paged(five, program_of_both):
    a, b, c, d, e = five
    numbers = program_of_both.numbers
    assert numbers(page_size=2) == [e, d]
    assert numbers(page_size=2, page=2) == [c, b]
    assert numbers(page_size=2, page=3) == [a]
    assert numbers(page_size=2, page=4) == []
    assert numbers(page_size=999999) == [e, d, c, b, a]


def test_numbers_override_all_other_filters(five, program_of_both):
    a, b, _, _, e = five
    numbers = program_of_both.numbers
    assert numbers(service_request_id=f"{a},{e}", service_code="thanks", status="x") == [e, a]
    assert numbers(service_request_id=[a, b]) == [b, a]
    assert numbers(service_request_id="nothing,PA-999999") == []


def test_a_jurisdiction_is_an_office_with_those_below(five, nation_of_both, program_of_both):
    a, b, c, d, e = five
    nation, numbers = nation_of_both, program_of_both.numbers
    assert numbers(jurisdiction_id=nation.commune.code) == [e, d, c, a]
    assert numbers(jurisdiction_id=nation.neighbour.code) == [b]
    assert numbers(jurisdiction_id=nation.province.code) == [e, d, c, b, a]
    assert numbers(jurisdiction_id=nation.centre.code) == [e, d, c, b, a]
    other = make.province(nation.centre, "Hà Nội")
    assert numbers(jurisdiction_id=other.code) == []
    assert numbers(jurisdiction_id=other.code, service_request_id=a) == []
    program_of_both.refused(f"v2/requests/{a}", 404, jurisdiction_id=other.code)


@pytest.mark.parametrize(
    "path", ["v2/services", "v2/services/feedback", "v2/requests", "v2/requests/PA-000001"]
)
def test_an_unknown_jurisdiction_is_not_found(nation_of_both, program_of_both, path):
    village = nation_of_both.village.code  # so small that it would say who wrote
    for code in ("city.gov", village, "\0", "X" * 5000, "😀"):
        [sentence] = program_of_both.refused(path, 404, jurisdiction_id=code)
        assert "jurisdiction_id" in sentence


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"start_date": "yesterday"}, "start_date"),
        ({"end_date": "9999-12-31T23:59:59-14:00"}, "end_date"),
        ({"end_date": "\0"}, "end_date"),
        ({"start_date": "2026-01-01", "end_date": "2026-08-01"}, "90"),
        ({"start_date": "2026-08-02", "end_date": "2026-08-01"}, "90"),
        ({"status": "pending"}, "status"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page_size": "many"}, "page_size"),
        ({"page_size": "1" * 5000}, "page_size"),
    ],
)
def test_what_cannot_be_understood_is_said(nation, program, asked, word):
    [sentence] = program.refused("v2/requests", 400, **asked)
    assert word in sentence


def test_a_thousand_is_the_most(nation, program, monkeypatch):
    petitions = [sent(nation.village) for _ in range(3)]
    monkeypatch.setattr("portal.open311.forms.MOST", 2)
    assert len(program.numbers()) == 2
    assert len(program.numbers(page_size=3)) == 2
    assert len(program.numbers(service_request_id=",".join(one.number for one in petitions))) == 2


# What it costs


def test_any_number_of_petitions_takes_few_statements(nation, app, statements):
    for n in range(30):
        petition = sent(nation.village, kind=(Kind.FEEDBACK, Kind.THANKS)[n % 2])
        if n % 3 == 0:
            published(nation, petition)
    session.remove()
    client = app.test_client()
    code = nation.commune.code
    for path in (
        *("requests.json", f"requests.xml?jurisdiction_id={code}&status=open"),
        *("requests/PA-000001.json", "tokens/PA-000001.xml", "services.json", "services.xml"),
    ):
        statements.clear()
        assert client.get(f"/open311/v2/{path}").status_code == 200
        assert len(statements) <= 6, statements


def test_the_page_cache_answers_programs_that_ask_again(nation, app, statements):
    sent(nation.village)
    client = app.test_client()
    first = client.get("/open311/v2/requests.json")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    asked = len(statements)
    assert client.get("/open311/v2/requests.json").data == first.data
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/open311/v2/requests.json", headers=tag).status_code == 304
    assert not [one for one in statements[asked:] if "page_generation" not in one]


def test_answers_are_compressed(nation, app):
    for _ in range(5):
        sent(nation.village)
    for path in ("requests.json", "requests.xml"):
        asked = {"Accept-Encoding": "gzip"}
        answer = app.test_client().get(f"/open311/v2/{path}", headers=asked)
        assert answer.headers["Content-Encoding"] == "gzip"


def test_an_officer_reads_the_same_as_anybody(nation, app):
    sent(nation.village)
    anybody = app.test_client().get("/open311/v2/requests.json").data
    from tests.browser import Browser

    browser = Browser(app, "vi").enter(make.officer(nation.commune))
    answer = browser.client.get("/open311/v2/requests.json")
    assert answer.data == anybody
    assert answer.headers["Cache-Control"] == "no-store, private"
