"""Pictures and papers on a post, without JavaScript: added, captioned, taken away, refused."""

from io import BytesIO
from typing import Any

import pytest

from portal.base.db import session
from portal.news.models import PostFile
from tests import papers, photos
from tests.html import Page
from tests.newsroom.desk import Desk


def hang(desk: Desk, status: int = 303, *, caption: str = "", **files: tuple[bytes, str]) -> Page:
    """Choose files on the page and press "Add"."""
    path = f"{desk.path}/files"
    sent: dict[str, Any] = {name: (BytesIO(inside), of) for name, (inside, of) in files.items()}
    fields = {**desk.clerk.see(path).fields(), **sent, "caption": caption, "button": "add"}
    for box in {"photo", "paper"} - set(files):
        fields.pop(box, None)
    return desk.clerk.post(path, fields, status)


def test_a_photo_is_made_small_and_read_on_demand(desk: Desk) -> None:
    hang(desk, photo=(photos.phone(), "anh.jpg"), caption="Sân kho")
    assert "Saved. It counts once the post is published." in desk.clerk.follow().text
    desk.publish()
    page = desk.read()
    assert not page.all("img"), "nobody's phone fetches what it did not ask for"
    link = next(a for a in page.all("a") if "/pictures/" in str(a.get("href")))
    assert "See picture," in "".join(link.itertext())
    shown = desk.reader.see(str(link.get("href")))
    assert shown.title == "Sân kho"
    source = shown.one("img").get("src")
    answer = desk.reader.client.get(source)
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert len(answer.data) <= 20_000
    assert b"HOME of somebody" not in answer.data
    assert b"Exif" not in answer.data


def test_several_pictures_are_leafed_through(desk: Desk) -> None:
    for number in range(3):
        hang(desk, photo=(photos.phone(), "a.jpg"), caption=f"Ảnh {number}")
    desk.publish()
    links = [str(a.get("href")) for a in desk.read().all("a") if "/pictures/" in str(a.get("href"))]
    assert len(links) == 3
    page = desk.reader.see(links[0])
    assert not page.all("a", rel="prev")
    page = desk.reader.see(str(page.one("a", rel="next").get("href")))
    assert page.title == "Ảnh 1"
    assert page.all("a", rel="prev")


def test_a_paper_is_given_back_to_be_saved(desk: Desk) -> None:
    hang(desk, paper=(papers.PDF, "../Quyết định.pdf"))
    desk.publish()
    link = next(a for a in desk.read().all("a") if "/files/" in str(a.get("href")))
    assert "".join(link.itertext()) == "Quyết định.pdf"
    answer = desk.reader.client.get(str(link.get("href")))
    assert answer.data == papers.PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_captions_change_and_files_go_with_their_versions(desk: Desk) -> None:
    hang(desk, photo=(photos.phone(), "a.jpg"), caption="Sân kho")
    desk.publish()
    file = session.query(PostFile).one()
    session.remove()
    desk.clerk.send(f"{desk.path}/files", button="captions", **{f"caption-{file.id}": "Sân đình"})
    assert "Sân kho" in desk.read().text, "readers see what was approved"
    page = desk.clerk.see(f"{desk.path}/files")
    button = next(b.get("value") for b in page.all("button") if "remove-" in str(b.get("value")))
    desk.clerk.send(f"{desk.path}/files", button=str(button))
    assert "See picture" not in desk.clerk.see(f"{desk.path}/draft").text
    assert "Sân kho" in desk.clerk.see(f"{desk.path}/versions/2").text
    desk.write(note="Bỏ ảnh.")
    desk.publish()
    assert "See picture" not in desk.read().text


@pytest.mark.parametrize(
    ("files", "caption"),
    [
        ({}, ""),
        ({"photo": (b"", "a.jpg")}, ""),
        ({"photo": (b"no picture", "a.jpg")}, "Sân kho"),
        ({"photo": (photos.png_of(50_000, 50_000), "a.png")}, "Sân kho"),
        ({"photo": (b"<svg onload=alert(1)>", "a.svg")}, ""),
        ({"paper": (papers.EICAR, "a.pdf")}, ""),
        ({"paper": (b"MZ\x90\0" * 100, "a.exe")}, ""),
        ({"paper": (papers.PDF, "a.docx.html")}, ""),
    ],
)
def test_what_is_no_picture_and_no_paper_is_refused_with_a_reason(
    desk: Desk, files: dict[str, tuple[bytes, str]], caption: str
) -> None:
    if files.get("paper", (b"",))[0] == papers.PDF:  # kept under a name of its own kind
        hang(desk, paper=files["paper"])
        assert session.query(PostFile).one().name.endswith(".pdf")
        return
    page = hang(desk, 422, caption=caption, **files)
    assert page.all("strong")
    assert page.fields()["caption"] == caption
    assert session.query(PostFile).count() == 0


def test_twelve_pictures_are_enough(desk: Desk) -> None:
    for _ in range(12):
        hang(desk, photo=(photos.phone(64, 48), "a.jpg"))
    page = hang(desk, 422, photo=(photos.phone(64, 48), "a.jpg"))
    assert "At most 12 pictures to a post." in page.text


def test_a_file_of_another_post_is_not_there(desk: Desk) -> None:
    hang(desk, photo=(photos.phone(), "a.jpg"))
    digest = session.query(PostFile).one().digest
    session.remove()
    desk.clerk.see(f"{desk.path}/draft/files/{digest}")
    desk.reader.see(f"{desk.path}/files/{digest}", 404)
    desk.clerk.send(f"/news/desk/{desk.village.code}/new", button="save", title="Hai", body="x")
    other = desk.clerk.response.location.partition("?")[0].removeprefix("/en")
    desk.clerk.see(f"{other}/files/{digest}", 404)
