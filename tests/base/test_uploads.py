"""Files through a form, from the box to the wire: on a small blueprint of the test's own."""

import time
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Blueprint, Response
from wtforms.validators import DataRequired

from portal import create_app
from portal.base import attachments, files, keys, once, pictures, web
from portal.base.access import public
from portal.base.db import session, writing
from portal.base.errors import Busy, RuleBroken, TooMany
from portal.base.files import File
from portal.base.forms import PortalForm, TextField, UploadField
from portal.base.sending import send
from portal.base.uploads import MOST, uploads
from tests import papers, photos
from tests.html import Page

bp = Blueprint("trial", __name__, url_prefix="/trial")
asked: list[str] = []


class NoteForm(PortalForm):
    words = TextField("words", [DataRequired()])
    photo = UploadField("photo")
    paper = UploadField("paper", [DataRequired()])


@bp.post("/notes")
@uploads(photo=pictures.redrawn, paper=attachments.checked)
@public
def notes() -> Response:
    form = NoteForm.read()
    if not form.accepted():
        return Response(repr(form.errors) + form.words.data, form.status)
    paper = form.paper.data.made
    digest = files.put(paper.content, paper.kind)
    if form.photo.data:
        files.put(form.photo.data.made.small.content, pictures.KIND)
    return web.done(f"/trial/{digest}/{attachments.named(form.paper.data.name, paper.kind)}")


def waits(**values: object) -> None:
    asked.append("before")
    raise TooMany(60)


def looks(content: bytes) -> bytes:
    asked.append("file")
    if content == b"busy":
        raise Busy
    return content


@bp.post("/counted")
@uploads(waits, paper=looks)
@public
def counted() -> Response:
    return web.done("/")


@bp.post("/ruled")
@uploads(paper=looks)
@public
def ruled() -> Response:
    raise RuleBroken


@bp.post("/plain")
@public
def plain() -> Response:
    return web.done("/")


@bp.get("/<digest>/<name>")
@public
def paper(digest: str, name: str) -> Response:
    return send(digest, name=name, public=True)


@bp.get("/inside/<digest>")
@public
def inside(digest: str) -> Response:
    return send(digest, name="giấy.pdf")


@pytest.fixture
def client(both):
    app = create_app(DATABASE_URL=both.config["DATABASE_URL"], TESTING=True)
    app.register_blueprint(bp)
    del asked[:]
    return app.test_client()


def form(**boxes):
    """The fields of a form; bytes, or (name, bytes), are files."""
    token = keys.signer("form").dumps("anonymous")
    made = {"csrf_token": token, "once": once.new_key(), "words": "Nguyễn & <b>"}
    for box, value in boxes.items():
        name, content = value if isinstance(value, tuple) else ("a.bin", value)
        made[box] = (BytesIO(content), name) if isinstance(content, bytes) else content
    return made


def again(fields):
    """The same form once more: the client closes the files it has sent."""
    return {
        box: (BytesIO(value[0].getvalue()), value[1]) if isinstance(value, tuple) else value
        for box, value in fields.items()
    }


def kept() -> set[str]:
    session.rollback()
    return set(session.scalars(sa.select(File.kind)))


def test_a_file_goes_in_through_a_form_and_comes_out_as_it_was(client):
    letter = papers.docx()
    sent = form(paper=("Đơn của thôn.docx", letter), photo=("a.jpg", photos.phone()))
    answer = client.post("/trial/notes", data=sent)
    assert answer.status_code == 303, answer.text
    assert kept() == {attachments.DOCX, "image/jpeg"}
    came = client.get(answer.location)
    assert came.data == letter
    assert came.content_type == attachments.DOCX


def test_ten_megabytes_are_taken_and_one_byte_more_is_not(client):
    body = papers.PDF + b"%" * (MOST - len(papers.PDF) - 6) + b"%%EOF\n"
    assert len(body) == MOST
    assert client.post("/trial/notes", data=form(paper=body)).status_code == 303
    answer = client.post("/trial/notes", data=form(paper=b"%PDF-" + body))
    assert answer.status_code == 413
    assert "10 MB" in answer.text
    assert "Nguyễn & <b>" in answer.text


def test_a_refused_file_is_an_error_of_its_box_and_what_was_typed_stays(client):
    sent = form(paper=("photo.jpg.pdf", b"GIF89a"), photo=("photo.jpg", papers.PDF))
    answer = client.post("/en/trial/notes", data=sent)
    assert answer.status_code == 422
    assert "'paper': ['Only PDF, Word" in answer.text
    assert "'photo': ['This is not a picture" in answer.text
    assert "Nguyễn & <b>" in answer.text
    assert kept() == set()


def test_a_good_file_must_be_chosen_again_when_something_else_is_wrong(client):
    answer = client.post("/en/trial/notes", data=form(paper=papers.PDF) | {"words": ""})
    assert answer.status_code == 422
    assert "'paper': ['Please choose the file again.']" in answer.text


def test_an_empty_box_is_no_file(client):
    answer = client.post("/en/trial/notes", data=form(paper=("", b""), photo=("", b"")))
    assert "'paper': ['This field is required.']" in answer.text
    assert "photo" not in answer.text
    assert client.post("/en/trial/notes", data=form()).status_code == 422


def test_the_same_form_with_another_file_is_not_the_same_form(client):
    sent = form(paper=papers.PDF)
    assert client.post("/trial/notes", data=again(sent)).status_code == 303
    assert client.post("/trial/notes", data=again(sent)).status_code == 303
    other = again(sent) | {"paper": (BytesIO(b"a letter"), "a.txt")}
    assert client.post("/trial/notes", data=other).status_code == 409
    assert kept() == {attachments.PDF}


def test_who_must_wait_is_told_before_a_file_is_looked_at(client):
    answer = client.post("/trial/counted", data=form(paper=b"a"))
    assert answer.status_code == 429
    assert asked == ["before"]


def test_a_busy_reader_asks_for_the_whole_form_again(client):
    answer = client.post("/trial/ruled", data=form(paper=b"busy"))
    assert answer.status_code == 503
    assert Page(answer.text).fields()["words"] == "Nguyễn & <b>"


def test_a_rule_broken_after_the_file_keeps_the_text(client):
    answer = client.post("/trial/ruled", data=form(paper=b"a"))
    assert answer.status_code == 422
    assert Page(answer.text).fields()["words"] == "Nguyễn & <b>"


@pytest.mark.parametrize(("path", "most", "said"), [("plain", 2, "2 MB"), ("notes", 12, "10 MB")])
def test_only_forms_that_take_files_may_be_large(client, path, most, said):
    answer = client.post(f"/en/trial/{path}", data=form(paper=bytes(most * 2**20)))
    assert answer.status_code == 413
    assert said in answer.text
    assert kept() == set()


def test_files_of_boxes_nobody_asked_for_are_left_alone(client):
    sent = form(paper=papers.PDF, other=photos.phone())
    assert client.post("/trial/notes", data=sent).status_code == 303
    assert kept() == {attachments.PDF}


def test_bombs_are_refused_within_two_seconds(client):
    bomb = papers.added(papers.docx(), "a.xml", bytes(70 * 2**20))
    began = time.monotonic()
    sent = form(paper=bomb, photo=photos.png_of(50_000, 50_000))
    answer = client.post("/trial/notes", data=sent)
    assert answer.status_code == 422
    assert time.monotonic() - began < 2


# On their way out


def put(content: bytes, kind: str = attachments.PDF) -> str:
    with writing():
        return files.put(content, kind)


def test_a_paper_is_saved_never_opened_and_nothing_in_it_runs(client):
    answer = client.get(f"/trial/{put(papers.PDF)}/Giấy mời.pdf")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"Giay moi.pdf\"; filename*=UTF-8''Gi%E1%BA%A5y%20m%E1%BB%9Di.pdf"
    )
    assert answer.headers["Content-Security-Policy"] == "default-src 'none';sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_a_picture_is_shown_and_private_files_are_kept_by_nobody(client):
    picture = put(photos.phone(), pictures.KIND)
    shown = client.get(f"/trial/{picture}/a.jpg")
    assert shown.headers["Content-Disposition"] == "inline"
    assert shown.content_type == "image/jpeg"
    private = client.get(f"/trial/inside/{picture}")
    assert private.headers["Cache-Control"] == "no-store, private"
    assert "sandbox" in private.headers["Content-Security-Policy"]


def test_other_pages_keep_their_own_strictness(client):
    assert "default-src 'self'" in client.get("/login").headers["Content-Security-Policy"]


def test_who_has_it_is_not_sent_it_again_and_the_content_is_not_even_read(client, monkeypatch):
    digest = put(papers.PDF)
    path = f"/trial/inside/{digest}"
    etag = client.get(path).headers["ETag"]
    client.set_cookie("portal", "somebody")
    read = []
    monkeypatch.setattr(files, "get", read.append)
    answer = client.get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data, read) == (304, b"", [])


def test_who_lost_the_line_goes_on_where_it_broke(client):
    path = f"/trial/inside/{put(papers.PDF)}"
    client.set_cookie("portal", "somebody")
    part = client.get(path, headers={"Range": "bytes=10-"})
    assert part.status_code == 206
    assert part.data == papers.PDF[10:]
    assert part.headers["Content-Range"] == f"bytes 10-{len(papers.PDF) - 1}/{len(papers.PDF)}"


def test_an_erased_file_is_gone_and_one_that_never_was_is_not_found(client):
    digest = put(papers.PDF)
    assert client.get(f"/trial/{digest}/a.pdf").status_code == 200
    with writing():
        files.erase(digest)
    assert client.get(f"/trial/{digest}/a.pdf").status_code == 410
    assert client.get(f"/trial/{'0' * 64}/a.pdf").status_code == 404


def test_a_public_file_is_answered_from_the_page_cache(client, monkeypatch):
    path = f"/trial/{put(papers.PDF)}/a.pdf"
    client.get(path)
    monkeypatch.setattr(files, "get", None)
    assert client.get(path).data == papers.PDF
