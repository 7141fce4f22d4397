"""The synthesis as a letter (for print and Word) and its tables as an Excel file."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from flask import Response

from portal.base import clock, text
from portal.base.formats import count, period_name
from portal.base.language import gettext
from portal.base.markup import summary
from portal.letters import queries as letters
from portal.letters.letter import Heading, Letter, Table
from portal.themes.shown import (
    STANDINGS,
    before,
    change,
    figure,
    in_words,
    part_label,
    theme_title,
    whole,
)
from portal.themes.synthesis import Row, Synthesis

LONGEST_QUOTE = 300
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Body = Iterator[str | Heading | Table]


def letter(found: Synthesis) -> Letter:
    """A report of the unit, in the reader's language."""
    return Letter(
        head=letters.head(found.place),
        day=clock.today(),
        title=gettext("REPORT"),
        subject=gettext("Opinions of the people, %(period)s", period=period_name(found.period)),
        body=tuple(_body(found)),
    )


def _body(found: Synthesis) -> Body:
    yield gettext(
        "%(unit)s received %(number)s petitions (%(before)s); %(opinions)s opinions were heard "
        "elsewhere and are counted apart.",
        unit=found.place.label,
        number=in_words(found.received),
        before=before(found),
        opinions=count(found.opinions),
    )
    if found.confidential != 0:
        yield gettext(
            "Besides: %(number)s complaints, denunciations and petitions about an office itself. "
            "They are confidential and stand in none of the figures below.",
            number=in_words(found.confidential),
        )
    if found.is_broken_down or found.opinions:
        yield from _themes(found)
    if found.is_broken_down:
        yield from _said(found)
        yield from _whence(found)
    yield gettext(
        "Limits: these are the people who wrote, not all who live here. Where a figure is replaced "
        "by “…” it is below 5, or could be used to work out one that is."
    )


def _row(row: Row) -> tuple[str, ...]:
    figures = (figure(row.now), figure(row.before), change(row), count(row.opinions))
    return (theme_title(row), *figures)


def _themes(found: Synthesis) -> Body:
    rows = [_row(row) for row in found.rows if row.now or row.before or row.opinions]
    number, petitions = found.together
    if number and found.is_broken_down:
        words = gettext("%(number)s themes whose figure is not shown, together", number=number)
        rows.append((words, count(petitions), "", "", ""))
    rows.append(_row(found.unclassified))
    rows.append(
        (gettext("Total"), whole(found.received), whole(found.before), "", count(found.opinions))
    )
    yield Heading(gettext("By theme"))
    yield Table(
        headings=(
            *(gettext("Theme"), gettext("Petitions"), gettext("Period before")),
            *(gettext("Change"), gettext("Opinions heard")),
        ),
        rows=tuple(rows),
        figures=frozenset({1, 2, 3, 4}),
    )


def _said(found: Synthesis) -> Body:
    reading = found.reading
    if reading.rising:
        yield Heading(gettext("Said more often than before"))
        yield Table(
            headings=(gettext("Phrase"), gettext("Petitions"), gettext("Texts"), gettext("Places")),
            rows=tuple(
                (one.phrase, count(one.petitions), count(one.texts), count(one.places))
                for one in reading.rising
            ),
            figures=frozenset({1, 2, 3}),
        )
    if reading.copies:
        yield Heading(gettext("Sent by many in nearly the same words"))
        for one in reading.copies:
            yield gettext(
                "%(number)s petitions in %(wordings)s wordings: %(topic)s",
                number=count(one.petitions),
                wordings=count(one.wordings),
                topic=one.topic or gettext("not public"),
            )
    if found.quotes:
        yield Heading(gettext("In their words"))
    for quote in found.quotes:
        yield f"“{quote.topic}. {summary(quote.text, LONGEST_QUOTE)}”"


def _whence(found: Synthesis) -> Body:
    rows = [
        (part_label(part, found.place.id), figure(part.number))
        for part in found.parts
        if part.number
    ]
    number, petitions = found.elsewhere
    if number:
        words = gettext("%(number)s places whose figure is not shown, together", number=number)
        rows.append((words, count(petitions)))
    yield Heading(gettext("Where they come from"))
    yield Table((gettext("Place"), gettext("Petitions")), tuple(rows), frozenset({1}))
    yield Heading(gettext("What has become of them"))
    yield Table(
        headings=(gettext("State"), gettext("Petitions")),
        rows=tuple((gettext(STANDINGS[one]), figure(n)) for one, n in found.standings.items()),
        figures=frozenset({1}),
    )


def as_excel(letter: Letter, name: str) -> Response:
    """Its tables, one below the other; a text is written as a text: `=`, `+` begin no formula."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet, bold, line = book.add_worksheet(), book.add_format({"bold": True}), 0
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 4, 16)
    for part in (Heading(letter.subject), *letter.body):
        if isinstance(part, Table):
            for row in (part.headings, *part.rows):
                _write(sheet, line, row, part.figures)
                line += 1
        elif isinstance(part, Heading):
            sheet.write_string(line, 0, part.text, bold)
        else:
            sheet.write_string(line, 0, text.showable(part))
        line += 1
    book.close()
    response = Response(file.getvalue(), content_type=EXCEL)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _write(sheet: Any, line: int, row: Sequence[str], figures: frozenset[int]) -> None:
    for column, cell in enumerate(row):
        plain = re.sub(r"(?<=\d)[.,](?=\d{3})", "", cell)
        if column in figures and plain.isdecimal():
            sheet.write_number(line, column, int(plain))
        else:
            sheet.write_string(line, column, text.showable(cell))
