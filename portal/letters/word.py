"""A letter as a Word document in the layout of Decree 30/2020/NĐ-CP, appendix I.

A4; margins 20 mm at top and bottom, 30 mm left, 20 mm right; Times New Roman, text of 14 points.
Takes some 50 ms: make it before a writing transaction begins (`@prepare`), or in a GET.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from portal.base import language, text
from portal.base.language import gettext
from portal.letters.letter import Heading, Letter, Table

_FONT = "Times New Roman"
# Times has no Devanagari letters; this one comes with Windows.
_HINDI_FONT = "Nirmala UI"
_LOCALES = {"vi": "vi-VN", "en": "en-GB", "hi": "hi-IN"}
# 160 mm between the margins; the motto in 12 points needs 90 of them.
_BREADTH = Mm(160)
_LEFT, _RIGHT = Mm(66), Mm(94)


def docx(letter: Letter) -> bytes:
    """The bytes of a .docx, its fixed words in the reader's language."""
    document: Any = Document()
    _set_page(document)
    _head(document, letter)
    _title(document, letter)
    for part in letter.body:
        if isinstance(part, Table):
            _table(document, part)
        else:
            _paragraph(document, part)
    _foot(document, letter)
    document.core_properties.title = _safe(letter.subject or letter.title or letter.number)[:255]
    document.core_properties.author = ""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _safe(words: str) -> str:
    """XML holds no control characters: the mark � stands for what a person typed there."""
    return text.showable(words)


def _set_page(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = page.right_margin = Mm(20)
    page.left_margin = Mm(30)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(14)
    style.paragraph_format.space_after = Pt(0)
    fonts = style.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), _FONT)
    fonts.set(qn("w:cs"), _HINDI_FONT if language.current() == "hi" else _FONT)
    spoken = OxmlElement("w:lang")
    locale = _LOCALES[language.current()]
    spoken.set(qn("w:val"), locale)
    spoken.set(qn("w:bidi"), locale if language.current() == "hi" else "ar-SA")
    style.element.rPr.append(spoken)


def _columns(document: Any, *widths: Length) -> list[_Cell]:
    """Columns without lines, side by side: the cells of a table of one row."""
    table = document.add_table(rows=1, cols=len(widths))
    _set_widths(table, widths)
    cells: list[_Cell] = list(table.rows[0].cells)
    return cells


def _set_widths(table: WordTable, widths: Iterable[Length]) -> None:
    """In the grid, which LibreOffice reads, and in each cell, which Word reads."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _write(
    cell: Any,
    words: str,
    *,
    size: float = 14,
    bold: bool = False,
    italic: bool = False,
    align: ALIGN = ALIGN.CENTER,
) -> Paragraph:
    """One line in a cell or document; a cell's first, empty paragraph is used up."""
    blank = isinstance(cell, _Cell) and len(cell.paragraphs) == 1 and not cell.paragraphs[0].runs
    line: Paragraph = cell.paragraphs[0] if blank else cell.add_paragraph()
    line.alignment = align
    run = line.add_run(_safe(words))
    run.bold, run.italic = bold, italic
    _set_size(run, size)
    return line


def _set_size(run: Run, size: float) -> None:
    """The same for letters that Word counts as complex (Devanagari)."""
    run.font.size = Pt(size)
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), str(int(size * 2)))
    run._element.get_or_add_rPr().append(complex_size)


def _rule(line: Paragraph, indent: Length) -> None:
    """The thin line beneath a head, shorter than its column by `indent` on both sides."""
    below = OxmlElement("w:pBdr")
    edge = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    below.append(edge)
    form = line.paragraph_format
    form.left_indent = form.right_indent = indent
    form.line_spacing, form.space_after = Pt(3), Pt(6)
    # The schema of Word wants borders before spacing and indents.
    line._element.get_or_add_pPr().insert(0, below)


def _head(document: Any, letter: Letter) -> None:
    """Bodies left, motto or own title right; beneath them number, place and date."""
    left, right = _columns(document, _LEFT, _RIGHT)
    _body_lines(left, letter.head.left)
    for line in letter.head.right:
        _write(right, line, size=12 if line.isupper() else 13, bold=True)
    _rule(_write(right, "", size=2), Mm(20))
    left, right = _columns(document, _LEFT, _RIGHT)
    _write(left, letter.number_line, size=13)
    if letter.subject and not letter.title:  # an official letter says here what it is about
        _write(left, gettext("Re: %(subject)s", subject=letter.subject), size=12)
    _write(right, letter.dated_line, italic=True)


def _body_lines(cell: _Cell, lines: Iterable[str]) -> None:
    """The bodies above in plain letters, the one that writes in bold."""
    lines = list(lines)
    drawn = lines[-1:] == ["***"]  # the Youth Union's stars stand where others have a rule
    last = len(lines) - 1 - drawn
    for number, line in enumerate(lines):
        _write(cell, line, size=12, bold=number == last)
    if not drawn:
        _rule(_write(cell, "", size=2), Mm(22))


def _title(document: Any, letter: Letter) -> None:
    if letter.title:
        line = _write(document, letter.title, bold=True)
        line.paragraph_format.space_before = Pt(12)
        if letter.subject:
            _write(document, letter.subject, bold=True)
        _rule(_write(document, "", size=2), Mm(60))
    for number, name in enumerate(letter.addressees):
        to = gettext("To: %(name)s", name=name) if number == 0 else name
        _write(document, to).paragraph_format.space_before = Pt(6 if number else 12)


def _paragraph(document: Any, part: str | Heading) -> None:
    heading = isinstance(part, Heading)
    words = part.text if isinstance(part, Heading) else part
    line = _write(document, words, bold=heading, align=ALIGN.LEFT if heading else ALIGN.JUSTIFY)
    # First lines are set in by 1 to 1.27 cm, paragraphs stand at least 6 points apart.
    line.paragraph_format.first_line_indent = Mm(10)
    line.paragraph_format.space_before = Pt(6)
    line.paragraph_format.keep_with_next = heading


def _table(document: Any, table: Table) -> None:
    if table.caption:
        _paragraph(document, Heading(table.caption))
    _write(document, "", size=4)
    drawn: WordTable = document.add_table(rows=0, cols=len(table.headings), style="Table Grid")
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    _row(drawn, table.headings, bold=True)
    again = OxmlElement("w:tblHeader")  # on every page that the table runs over
    drawn.rows[0]._tr.get_or_add_trPr().append(again)
    for row in table.rows:
        _row(drawn, row, figures=table.figures)
    _set_widths(drawn, _shares(table))
    _write(document, "", size=4)


def _shares(table: Table) -> list[Length]:
    """The breadth of the sheet shared out by each column's longest text, of 40 letters at most."""
    columns = zip(table.headings, *table.rows, strict=True)
    longest = [min(40, max(len(words) for words in column)) + 4 for column in columns]
    return [Length(_BREADTH * one // sum(longest)) for one in longest]


def _row(
    drawn: WordTable,
    words: tuple[str, ...],
    *,
    bold: bool = False,
    figures: frozenset[int] = frozenset(),
) -> None:
    drawn_row: Any = drawn.add_row()  # type: ignore[no-untyped-call]  # python-docx types it not
    cells = drawn_row.cells
    for number, (cell, said) in enumerate(zip(cells, words, strict=True)):
        align = ALIGN.CENTER if bold else ALIGN.RIGHT if number in figures else ALIGN.LEFT
        _write(cell, said, size=13, bold=bold, align=align)


def _foot(document: Any, letter: Letter) -> None:
    """Recipients (or who drew it up) left, the signature right, kept together on one page."""
    _write(document, "")
    left, right = _columns(document, Mm(80), Mm(80))
    if letter.preparer is not None:
        _write(left, gettext("DRAWN UP BY"), bold=True)
        _signature(left, letter.preparer)
    elif letter.recipient_lines:
        to = gettext("Recipients:")
        _write(left, to, size=12, bold=True, italic=True, align=ALIGN.LEFT)
        for line in letter.recipient_lines:
            _write(left, line, size=11, align=ALIGN.LEFT)
    for line in letter.signing_lines:
        _write(right, line, bold=True)
    _signature(right, letter.signer)
    for cell in (left, right):
        for line in cell.paragraphs[:-1]:
            line.paragraph_format.keep_with_next = True


def _signature(cell: _Cell, name: str) -> None:
    """Room for a hand and a stamp, then the name."""
    for _ in range(4):
        _write(cell, "")
    _write(cell, name, bold=True)
