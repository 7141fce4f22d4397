"""One commit per request, trust, `once` and refusals: on a small blueprint of the test's own."""

import pytest
import sqlalchemy as sa
from flask import Blueprint, Response, request
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.base import audit, db, hooks, keys, once, web
from portal.base.access import public, signed_in
from portal.base.audit import AuditRow
from portal.base.db import session
from portal.base.errors import Busy, Conflict, RuleBroken, TooMany
from tests.html import Page
from tests.threads import at_once

bp = Blueprint("trial", __name__, url_prefix="/trial")


def note(subject: str) -> None:
    audit.note("trial.note", subject, None)


def reads_slowly() -> str:
    return f"prepared with {session.scalar(sa.select(sa.func.count()).select_from(AuditRow))}"


@bp.post("/deed")
@public
def deed() -> Response:
    note(request.form["subject"])
    return web.done("/trial/seen", note="kept")


@bp.post("/prepared")
@public
@web.prepare(reads_slowly)
def prepared() -> Response:
    note(web.prepared())
    return web.done("/trial/seen")


@bp.post("/receipt")
@public
def receipt() -> Response:
    number = web.claim().outcome.get("number", 7)
    if not web.claim().repeated:
        note("receipt")
        web.claim().remember(number=number)
    return Response(f"receipt {number}")


@bp.post("/refused/<why>")
@public
def refused(why: str) -> Response:
    note("deed")
    session.flush()
    db.aside(note, "attempt")
    raise {
        "rule": RuleBroken(),
        "conflict": Conflict(),
        "busy": Busy(),
        "many": TooMany(90),
        "large": OverflowError(),
        "database": sa.exc.OperationalError("SELECT", {}, Exception("gone")),
    }[why]


@bp.get("/busy")
@public
def busy() -> Response:
    raise Busy


@bp.post("/beyond")
@public
def beyond() -> Response:
    audit.note("trial.note", "deed", 2**70)
    session.flush()
    return web.done("/")


@bp.get("/writes")
@public
def writes() -> Response:
    note("deed")
    session.flush()
    return Response("written")


@bp.post("/inside")
@signed_in
def inside() -> Response:
    note("deed")
    return web.done("/")


@pytest.fixture
def trial(both):
    """A portal with one blueprint more, on the test's database."""
    app = create_app(DATABASE_URL=both.config["DATABASE_URL"], TESTING=True)
    app.register_blueprint(bp)
    return app


@pytest.fixture
def client(trial):
    return trial.test_client()


def form(**fields: str) -> dict[str, str]:
    token = keys.signer("form").dumps("anonymous")
    return {"csrf_token": token, "once": once.new_key(), **fields}


def notes() -> list[str]:
    session.rollback()
    return list(session.scalars(sa.select(AuditRow.subject).order_by(AuditRow.id)))


def said(location: str | None) -> str:
    """An address with its note, without the note's date and signature."""
    return (location or "").split(".")[0]


def test_a_deed_is_committed_before_the_answer_leaves(client):
    answer = client.post("/trial/deed", data=form(subject="a"))
    assert (answer.status_code, said(answer.location)) == (303, "/trial/seen?done=kept")
    assert notes() == ["a"]


def test_the_answer_stays_in_the_reader_s_language(client):
    answer = client.post("/hi/trial/deed", data=form(subject="a"))
    assert said(answer.location) == "/hi/trial/seen?done=kept"


def test_htmx_is_sent_on_by_its_own_header(client):
    answer = client.post("/trial/deed", data=form(subject="a"), headers={"HX-Request": "true"})
    assert (answer.status_code, said(answer.headers["HX-Redirect"])) == (
        200,
        "/trial/seen?done=kept",
    )


def test_a_get_changes_nothing(client):
    assert client.get("/trial/writes").status_code >= 500
    assert notes() == []


def test_slow_work_is_done_before_the_writing_begins(client):
    client.post("/trial/deed", data=form(subject="a"))
    client.post("/trial/prepared", data=form())
    assert notes() == ["a", "prepared with 1"]


# Once


def test_the_same_form_n_times_is_one_deed_and_one_answer(client):
    same = form(subject="a")
    answers = {client.post("/trial/deed", data=same).location for _ in range(5)}
    assert {said(answer) for answer in answers} == {"/trial/seen?done=kept"}
    assert notes() == ["a"]


def test_fifty_at_once_are_one_deed(trial):
    same = form(subject="a")

    def post(which):
        phone = trial.test_client()
        return [phone.post("/trial/deed", data=same).status_code for _ in range(6)]

    assert at_once(8, post) == [[303] * 6] * 8
    assert notes() == ["a"]


def test_a_receipt_is_shown_again(client):
    same = form()
    assert [client.post("/trial/receipt", data=same).text for _ in range(2)] == ["receipt 7"] * 2
    assert notes() == ["receipt"]


def test_the_same_key_with_other_content_keeps_what_was_typed(client):
    same = form(subject="a")
    client.post("/trial/deed", data=same)
    answer = client.post("/trial/deed", data={**same, "subject": "b & <c>"})
    assert answer.status_code == 409
    fields = Page(answer.text).fields()
    assert fields["subject"] == "b & <c>"
    assert fields["once"] != same["once"]
    client.post("/trial/deed", data=fields)
    assert notes() == ["a", "b & <c>"]


def test_after_a_refusal_the_same_form_can_be_sent_again(client):
    same = form()
    for _ in range(2):
        assert client.post("/trial/refused/rule", data=same).status_code == 422


# Trust


@pytest.mark.parametrize(
    "wrong",
    [
        {"csrf_token": ""},
        {"csrf_token": "made up"},
        {"once": ""},
        {"once": "short"},
    ],
)
def test_a_form_that_is_not_ours_does_nothing(client, wrong):
    answer = client.post("/trial/deed", data={**form(subject="a"), **wrong})
    assert answer.status_code == 400
    assert notes() == []


def test_a_form_made_for_somebody_else_does_nothing(client):
    other = keys.signer("form").dumps("session 1")
    answer = client.post("/trial/deed", data={**form(subject="a"), "csrf_token": other})
    assert answer.status_code == 400
    assert notes() == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://elsewhere.example"}, 400),
        ({"Origin": "null"}, 400),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 400),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
    ],
)
def test_a_form_on_somebody_else_s_page_does_nothing(client, headers, status):
    answer = client.post("/trial/deed", data=form(subject="a"), headers=headers)
    assert answer.status_code == status
    assert notes() == (["a"] if status == 303 else [])


def test_who_is_not_signed_in_is_led_to_the_door(client):
    assert client.post("/trial/inside", data=form()).status_code in (303, 401)
    assert notes() == []


# Refusals


@pytest.mark.parametrize(
    ("why", "status"),
    [
        ("rule", 422),
        ("conflict", 409),
        ("many", 429),
        ("large", 422),
        ("busy", 503),
        ("database", 503),
    ],
)
def test_a_refusal_undoes_the_deed_keeps_the_text_and_notes_the_attempt(client, why, status):
    typed = form(subject="Nguyễn & <b>", password="a secret")
    answer = client.post(f"/trial/refused/{why}", data=typed)
    assert answer.status_code == status
    page = Page(answer.text)
    assert not page.errors
    assert page.fields()["subject"] == "Nguyễn & <b>"
    assert "a secret" not in answer.text
    assert notes() == ["attempt"]


def test_a_refusal_whose_page_needs_the_database_while_it_is_away_says_so(client, monkeypatch):
    def away(*about: object) -> list[object]:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(hooks, "gather", away)
    answer = client.post("/trial/refused/rule", data=form(subject="typed"))
    assert answer.status_code == 503
    assert Page(answer.text).fields()["subject"] == "typed"


def test_a_number_beyond_all_bounds_is_refused_in_words(client):
    answer = client.post("/trial/beyond", data=form(subject="typed"))
    assert answer.status_code == 422
    assert Page(answer.text).fields()["subject"] == "typed"
    assert notes() == []


def test_a_busy_page_is_asked_for_again_as_it_was(client):
    again = Page(client.get("/trial/busy").text).one("form")
    assert again.get("method") == "get"
    typed = form(subject="a")
    sent = Page(client.post("/trial/refused/busy", data=typed).text).fields()
    assert sent == typed


def test_whoever_must_wait_is_told_how_long(client):
    assert client.post("/trial/refused/many", data=form()).headers["Retry-After"] == "90"
    busy = client.post("/trial/refused/busy", data=form())
    assert busy.headers["Retry-After"] == "5"
    assert "no-store" in busy.headers["Cache-Control"]


def test_a_refusal_replaces_the_page_for_htmx_wherever_the_part_was_meant_for(client):
    answer = client.post("/trial/refused/rule", data=form(), headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "body"


def test_what_does_not_exist_is_not_echoed(client):
    answer = client.get("/trial/unheard-of")
    assert answer.status_code == 404
    assert "unheard-of" not in answer.text


def test_other_verbs_and_huge_bodies_are_refused_in_words(client):
    assert client.get("/trial/deed").status_code == 405
    huge = form(subject="x" * (2 * 1024 * 1024 + 1))
    assert client.post("/trial/deed", data=huge).status_code == 413
    assert notes() == []


@pytest.fixture
def failing(both):
    """As it is outside of tests, with two views that fail in ways nobody foresaw."""
    app = create_app(DATABASE_URL=both.config["DATABASE_URL"], TESTING=False)

    def fails() -> Response:
        typed = request.form.get("subject", "")
        return Response(typed[1 // 0])

    def collides() -> Response:
        for _ in range(2):
            session.execute(sa.insert(once.OnceKey).values(key=request.form["subject"]))
        return Response("never")

    app.add_url_rule("/fails", view_func=public(fails), methods=["GET", "POST"])
    app.add_url_rule("/collides", view_func=public(collides), methods=["POST"])
    return app.test_client()


@pytest.mark.parametrize("path", ["/fails", "/collides"])
def test_nobody_meets_a_naked_error_and_the_log_keeps_quiet_about_what_was_typed(
    failing, capsys, path
):
    answer = failing.post(path, data=form(subject="Nguyễn Thị Lan"))
    assert answer.status_code == 500
    assert Page(answer.text).fields()["subject"] == "Nguyễn Thị Lan"
    assert "Error" not in answer.text
    logged = "".join(capsys.readouterr())
    assert "unforeseen" in logged
    assert "Error" in logged
    assert "Nguyễn" not in logged
    assert failing.get("/fails").status_code == 500
