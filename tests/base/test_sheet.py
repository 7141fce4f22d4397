import time
import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from portal.base import sheet
from portal.base.errors import RuleBroken
from tests.sheets import MAIN, sheet_of, xlsx

SHEET = "xl__worksheets__sheet1"


def read(content: bytes, columns: int = 1) -> list[list[str]]:
    return sheet.rows(content, most_rows=500, most_columns=columns)


def refused(content: bytes, columns: int = 1) -> str:
    began = time.monotonic()
    with pytest.raises(RuleBroken) as said:
        read(content, columns)
    assert time.monotonic() - began < 2
    return str(said.value)


def test_an_excel_of_one_column_is_a_list_of_words() -> None:
    assert read(xlsx([["Đông"], [" Đoài  Thượng "], [3], ["<&>"]])) == [
        ["Đông"],
        ["Đoài Thượng"],
        ["3"],
        ["<&>"],
    ]


def test_blank_rows_and_blank_cells_at_the_end_are_left_out() -> None:
    assert read(xlsx([["Đông", ""], [""], ["Tây"]])) == [["Đông"], ["Tây"]]


def test_shared_strings_are_read_as_excel_writes_them() -> None:
    shared = f"<sst {MAIN}><si><t>Đông</t></si></sst>"
    cells = sheet_of('<c r="A1" t="s"><v>0</v></c>')
    assert read(xlsx([], xl__sharedStrings=shared, **{SHEET: cells})) == [["Đông"]]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffĐông\r\nTây\r\n".encode(),
        "Đông\nTây".encode("utf-16"),
        "Đông;\nTây;\n".encode(),
        '"Đông"\n\n"Tây"\n'.encode(),
    ],
)
def test_a_csv_is_read_with_its_mark_its_line_ends_and_its_delimiter(content: bytes) -> None:
    assert read(content) == [["Đông"], ["Tây"]]


def test_two_columns_where_one_is_asked_are_refused() -> None:
    assert refused(xlsx([["1", "Đông"]])) == "The list has more than 1 columns."
    assert refused("1,Đông\n".encode()) == "The list has more than 1 columns."


def test_ten_thousand_rows_are_refused() -> None:
    assert refused(xlsx([[f"Thôn {n}"] for n in range(10_000)])).startswith("The list has more")
    assert refused("\n".join(map(str, range(10_000))).encode()).startswith("The list has more")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"PK\x03\x04 and nothing more",
        b"%PDF-1.7\xff\xfe",
        xlsx([["Đông"]])[:-40],
        xlsx([["Đông"]], xl__workbook="<workbook"),
        xlsx([["Đông"]], **{SHEET: "no xml at all"}),
    ],
)
def test_what_is_no_list_is_said_to_be_none(content: bytes) -> None:
    assert refused(content) == "This is not an Excel file (.xlsx) or a CSV in UTF-8."


def test_any_other_archive_is_no_list() -> None:
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("content.xml", "<office:document/>")
    assert refused(other.getvalue()) == "This is not an Excel file (.xlsx) or a CSV in UTF-8."


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = xlsx([["Đông"]], xl__styles="<a>" + " " * 60_000_000 + "</a>")
    assert len(bomb) < 100_000
    assert refused(bomb) == "This file unpacks to more than a list holds."


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    honest = xlsx([["Đông"]], xl__styles="<a>" + " " * 30_000_000 + "</a>")
    real, lie = (30_000_007).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert honest.count(real) == 2
    refused(honest.replace(real, lie))


def test_two_cells_far_apart_do_not_fill_the_memory() -> None:
    assert refused(xlsx([], **{SHEET: sheet_of('<c r="A1"/><c r="XFD1048576"><v>1</v></c>')}))
    assert refused(xlsx([], **{SHEET: sheet_of("<c r=\"A1\"/><c r = 'A999999'><v>1</v></c>")}))
    far = f'<worksheet {MAIN}><sheetData><row r="1048576"><c><v>1</v></c></row></sheetData>'
    assert refused(xlsx([], **{SHEET: far + "</worksheet>"}))


def test_one_long_text_shown_in_many_cells_is_refused() -> None:
    long = f"<sst {MAIN}><si><t>{'x' * 1_000_000}</t></si></sst>"
    assert refused(xlsx([["Đông"]], xl__sharedStrings=long))
    hidden = long.replace("x" * 3000, "x" * 3000 + "<!-- </si> -->")
    assert refused(xlsx([["Đông"]], xl__sharedStrings=hidden))
    many = sheet_of('<c t="s"><v>0</v></c>' * 100_000)
    assert refused(xlsx([], **{SHEET: many}))


def test_external_entities_are_never_followed() -> None:
    evil = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>{sheet_of("<c><v>&e;</v></c>")}'
    assert refused(xlsx([], **{SHEET: evil}))


def test_a_workbook_with_the_colours_of_a_real_excel_is_read() -> None:
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    page.write_column(0, 0, ["Thôn Đông", "Thôn Tây"])
    book.close()
    theme = zipfile.ZipFile(file).read("xl/theme/theme1.xml")
    assert b'r="50000"' in theme  # what looks like the number of a row
    rows = sheet.rows(file.getvalue(), most_rows=500, most_columns=1)
    assert rows == [["Thôn Đông"], ["Thôn Tây"]]
