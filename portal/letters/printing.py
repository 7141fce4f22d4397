"""`?print=1`: what a table's or report's page wears when it goes to the printer.

A template says `{% extends "letters/printed.html" if printed() else "base/page.html" %}` and knows
its `place` and, if any, its `association`; a page made of one Letter extends `letters/letter.html`.
"""

from urllib.parse import urlencode

from flask import Flask, Response, request

from portal.base import clock
from portal.letters import queries
from portal.letters.letter import Letter, dated_line

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def printed() -> bool:
    """Whether the page is asked for as a sheet of paper."""
    return request.args.get("print") == "1"


def unprinted() -> str:
    """The address of the page itself: all that was asked for, but not on paper."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "print"]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def init_app(app: Flask) -> None:
    """Let every template put a letterhead above and signatures below what it shows."""
    app.jinja_env.globals.update(
        printed=printed, unprinted=unprinted, letterhead=queries.head,
        dated_line=dated_line, today=clock.today,
    )  # fmt: skip


def word(letter: Letter) -> bytes:
    """The letter as a Word document."""
    from portal.letters.word import docx  # 7 MB: for who asks

    return docx(letter)


def saved(document: bytes, name: str) -> Response:
    """A Word document as a file to keep, called `name` (ASCII, without ending)."""
    response = Response(document, content_type=WORD)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response
