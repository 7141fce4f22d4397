"""How figures are written on a page: scaled integers, sums and shares, in the reader's language."""

from flask import Flask

from portal.base import formats
from portal.reports import slots
from portal.reports.questionnaire import Question, Questionnaire, Share
from portal.reports.rollup import Tally


def scaled(value: int | None, question: Question) -> str:
    """A scaled integer as it is typed and shown: `15.000.000`, `1,25`; `–` for none."""
    if value is None or not question.places:
        return formats.count(value)
    return formats.decimal(value / 10**question.places, question.places)


def tallied(tally: Tally, asked: Questionnaire, question: Question) -> str:
    """A question's reported sum within a tally."""
    return formats.amount(slots.figure(asked, tally.reported, question)[0])


def ratio(value: float | None, share: Share) -> str:
    """A derived indicator: `66,67 %`, or plain `24,5`."""
    if value is None:
        return "–"
    return formats.decimal(100 * value) + "\u00a0%" if share.as_percent else formats.decimal(value)


def init_app(app: Flask) -> None:
    """Give these to the templates."""
    app.jinja_env.filters.update(scaled=scaled, tallied=tallied, ratio=ratio)
