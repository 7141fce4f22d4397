import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base import attachments
from portal.base.attachments import DOCX, ENDINGS, ODS, ODT, PDF, TEXT, XLSX, checked, named
from portal.base.errors import RuleBroken
from tests import papers, photos
from tests.papers import EICAR, zipped


def refused(content: bytes) -> str:
    began = time.monotonic()
    with pytest.raises(RuleBroken) as said:
        checked(content)
    assert time.monotonic() - began < 2
    return said.value.message


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (papers.PDF, PDF),
        (papers.docx(), DOCX),
        (papers.listed(), XLSX),
        (papers.odt(), ODT),
        (papers.ods(), ODS),
        ("Kính gửi Ủy ban\r\n\t1. Họp dân".encode(), TEXT),
        ("\ufeffcó dấu BOM".encode(), TEXT),
    ],
    ids=["pdf", "docx", "xlsx", "odt", "ods", "text", "text with its mark"],
)
def test_the_papers_of_an_office_are_known_by_what_is_in_them(content: bytes, kind: str) -> None:
    made = checked(content)
    assert (made.kind, made.content) == (kind, content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        photos.phone(),
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01",
        b"<!doctype html><script>alert(1)</script>",
        b"  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "\ufeff<html>".encode(),
        b"#!/bin/sh\nrm -rf /",
        b"{\\rtf1\\ansi}",
        b"%!PS-Adobe-3.0",
        b" %PDF-1.4 not at its beginning %%EOF",
        b"a\0b",
        b"a\x1b[2J",
        zipped(a_dot_txt=b"a"),
        zipped(mimetype=b"application/epub+zip", content_dot_xml=b"x"),
        zipped(mimetype=ODT.encode() + b".template"),
        zipped(META__MANIFEST_dot_MF=b"x", a_dot_class=b"\xca\xfe\xba\xbe"),
        papers.added(papers.PDF, "evil.class", b"x"),
        papers.added(papers.docx(), "mimetype", ODT.encode()),
        b"Rar!\x1a\x07\0",
        b"7z\xbc\xaf\x27\x1c",
        b"GIF89a",
    ],
)
def test_everything_else_is_refused_with_what_to_do(content: bytes) -> None:
    assert refused(content) == attachments.NOT_TAKEN


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), attachments.OLD),
        (papers.added(papers.docx(), "word/vbaProject.bin", b"x"), attachments.MACROS),
        (papers.added(papers.listed(), "xl/VBAPROJECT.BIN", b"x"), attachments.MACROS),
        (papers.added(papers.ods(), "Basic/script-lc.xml", b"x"), attachments.MACROS),
        (papers.PDF[:40], attachments.DAMAGED),
        (papers.docx()[:-40], attachments.DAMAGED),
        (papers.docx()[:300], attachments.DAMAGED),
        (papers.docx().replace(b"document.xml", b"dokument.xml", 1), attachments.DAMAGED),
        (zipped(zipfile.ZIP_LZMA, mimetype=ODT.encode()), attachments.DAMAGED),
        ("Kính gửi".encode("cp1258", "replace") + b"\xfb", attachments.NOT_UTF8),
    ],
)
def test_each_refusal_says_what_it_is_about(content: bytes, said: str) -> None:
    assert refused(content) == said


@pytest.mark.parametrize(
    "content",
    [
        EICAR,
        EICAR + b"  \n",
        papers.PDF + EICAR,
        papers.added(papers.docx(), "word/media/note.txt", EICAR),
        zipped(eicar_dot_com=EICAR),
    ],
)
def test_what_every_virus_scanner_stops_is_stopped_here(content: bytes) -> None:
    assert refused(content) == attachments.VIRUS


def test_bombs_are_refused_soon_and_in_little_memory() -> None:
    nothing = bytes(70 * 2**20)
    bombs = [
        papers.added(papers.docx(), "word/media/image1.bmp", nothing),
        zipped(**{f"part{n}": b"" for n in range(2001)}),
        zipped(**{f"part{n}": b"" for n in range(20_000)}),
        papers.docx() + b"PK\x01\x02" * 5001,
    ]
    del nothing
    tracemalloc.start()
    for bomb in bombs:
        tracemalloc.reset_peak()
        assert refused(bomb) == attachments.TOO_MUCH
        assert tracemalloc.get_traced_memory()[1] < 150 * 2**20
    tracemalloc.stop()


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    honest = papers.added(papers.docx(), "word/media/image1.bmp", bytes(30_000_007))
    real, lie = (30_000_007).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert honest.count(real) == 2
    assert refused(honest.replace(real, lie)) == attachments.DAMAGED


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("Báo cáo tuần 46.docx", DOCX, "Báo cáo tuần 46.docx"),
        ("BAO CAO.PDF", PDF, "BAO CAO.pdf"),
        ("hoa.don.pdf.exe", PDF, "hoa.don.pdf.exe.pdf"),
        ("page.html", TEXT, "page.html.txt"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("C:\\Users\\Lan\\Đơn.odt", ODT, "Đơn.odt"),
        ("\u202efdp.exe", PDF, "fdp.exe.pdf"),
        ('a"b\r\nX: y<>|?*:.xlsx', XLSX, "a b X y.xlsx"),
        ("a\0b.xlsx", XLSX, "tep-dinh-kem.xlsx"),
        ('a"b<>|?*:c.xlsx', XLSX, "a b c.xlsx"),
        ("", PDF, "tep-dinh-kem.pdf"),
        ("....", PDF, "tep-dinh-kem.pdf"),
        (".htaccess", TEXT, "htaccess.txt"),
        ("x" * 300 + ".pdf", PDF, "x" * 80 + ".pdf"),
    ],
)
def test_a_name_is_cleaned_and_ends_as_its_content_says(typed: str, kind: str, name: str) -> None:
    assert named(typed, kind) == name


@given(st.text(max_size=120), st.sampled_from(sorted(ENDINGS)))
def test_any_name_becomes_one_that_every_device_can_save(typed: str, kind: str) -> None:
    name = named(typed, kind)
    assert name.endswith(ENDINGS[kind])
    assert name[0] not in " ."
    assert len(name) <= 86
    assert not set(name) & set('\n\r\0<>:"/\\|?*')
    assert named(name, kind) == name
