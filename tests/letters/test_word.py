"""The Word file: opened again, its layout measured, nothing people type breaks it."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from portal.base import language
from portal.base.web import Portal
from portal.letters import queries, word
from portal.letters.letter import Heading, Letter, Table
from portal.letters.rules import DocumentKind
from tests import make

TABLE = Table(("STT", "Nội dung", "Số liệu"), (("1", "Số cuộc họp dân", "1.234"),), frozenset({2}))


def letter(**more: Any) -> Letter:
    head = queries.head(make.commune())
    number = head.number(5, DocumentKind.REPORT, 2026)
    body = ("Trong tuần có 3 cuộc họp.", Heading("I. Kết quả"), TABLE)
    usual = {"title": "BÁO CÁO", "subject": "Kết quả tuần 46", "number": number, "body": body}
    return Letter(head=head, day=date(2026, 11, 5), **{**usual, **more})


def opened(one: Letter) -> Any:
    return Document(BytesIO(word.docx(one)))


def text_of(document: Any) -> str:
    """All words, cells of tables too, top to bottom."""
    lines = []
    for part in document.iter_inner_content():
        rows = getattr(part, "rows", None)
        cells = [cell.text for row in rows for cell in row.cells] if rows else [part.text]
        lines += [line for cell in cells for line in cell.split("\n")]
    return "\n".join(line for line in lines if line)


def test_it_has_the_sheet_and_letters_of_the_decree(app: Portal) -> None:
    document = opened(letter())
    [page] = document.sections
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert 20 <= round(page.top_margin.mm) <= 25
    assert 20 <= round(page.bottom_margin.mm) <= 25
    assert 30 <= round(page.left_margin.mm) <= 35
    assert 15 <= round(page.right_margin.mm) <= 20
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size.pt == 14


def test_all_parts_stand_in_their_order(app: Portal) -> None:
    words = text_of(opened(letter(addressees=("Ủy ban MTTQ Việt Nam tỉnh",), signer="Lê Thị Lan")))
    order = [
        "ỦY BAN MTTQ VIỆT NAM XÃ TÂN TIẾN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 05/BC-MTTQ-BTT",
        "Tân Tiến, ngày 05 tháng 11 năm 2026",
        "BÁO CÁO",
        "Kết quả tuần 46",
        "Kính gửi: Ủy ban MTTQ Việt Nam tỉnh",
        "Trong tuần có 3 cuộc họp.",
        "I. Kết quả",
        "Số cuộc họp dân",
        "1.234",
        "Nơi nhận:",
        "- Như trên;",
        "TM. BAN THƯỜNG TRỰC",
        "Lê Thị Lan",
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)


def test_an_official_letter_says_what_it_is_about_below_its_number(app: Portal) -> None:
    words = text_of(opened(letter(title="", subject="trả lời kiến nghị")))
    assert words.index("V/v trả lời kiến nghị") < words.index("ngày 05 tháng 11")


def test_a_table_is_drawn_up_by_somebody(app: Portal) -> None:
    words = text_of(opened(letter(preparer="Trần Văn Bình")))
    assert words.index("NGƯỜI LẬP BIỂU") < words.index("Trần Văn Bình")
    assert "Nơi nhận" not in words


@pytest.mark.parametrize(
    ("code", "words"),
    [("vi", "Số: 05"), ("en", "No.: 05"), ("hi", "संख्या: 05")],
)
def test_its_fixed_words_are_the_readers_and_the_letterhead_is_not(
    app: Portal, code: str, words: str
) -> None:
    one = letter()
    with language.speaking(code):
        document = opened(one)
    assert words in text_of(document)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text_of(document)


@pytest.mark.parametrize(
    "typed",
    [
        "<w:p/>&amp;",
        "]]>",
        "a\x00b\x0bc",
        "\ud800",
        "\ufffe",
        "{{ 7*7 }}",
        "=1+1",
        "😀" * 200,
        "x" * 9000,
    ],
)
def test_whatever_people_type_opens_again(app: Portal, typed: str) -> None:
    table = Table(("A",), ((typed,),), caption=typed)
    document = opened(
        letter(
            title=typed,
            subject=typed,
            addressees=(typed,),
            body=(typed, Heading(typed), table),
            signer=typed,
        )
    )
    shown = typed if typed.isprintable() else typed[:1].replace("\x00", "�")
    if typed.isprintable():
        assert text_of(document).count(shown) >= 6


def test_figures_stand_right_and_headings_come_again_on_each_page(app: Portal) -> None:
    table = next(one for one in opened(letter()).tables if len(one.columns) == 3)
    assert table.rows[1].cells[2].paragraphs[0].alignment == 2
    assert table.rows[1].cells[1].paragraphs[0].alignment == 0
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
