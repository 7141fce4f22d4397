"""What must be true of public copies and of the figures kept of months, for `portal check`."""

from collections.abc import Iterator

import sqlalchemy as sa

from portal.answers import rollup
from portal.answers.models import MonthFigures
from portal.answers.rollup import NOTHING
from portal.base import clock, terms
from portal.base.db import session
from portal.base.period import Frequency, Period
from portal.petitions import published
from portal.petitions.papers import MeToo, PublicCopy, PublicLine, PublicTerm


def findings() -> Iterator[str]:
    """Whatever is not as it must be, in plain English for the operator."""
    for number in _wrongly_found():
        yield f"petition {number}: its public copy is not found by its own words"
    said = sa.select(sa.func.count()).where(MeToo.petition_id == PublicCopy.petition_id)
    wrong = sa.select(PublicCopy.petition_id).where(PublicCopy.me_too != said.scalar_subquery())
    for number in session.scalars(wrong):
        yield f'petition {number}: not as many said "me too" as its copy says'
    yield from _miscounted()


def _wrongly_found() -> Iterator[int]:
    """In the newest block: a fault in how terms are written shows in any of them."""
    newest = session.scalar(sa.select(sa.func.max(PublicCopy.petition_id)))
    if newest is None:
        return
    block = newest // terms.BLOCK
    held = terms.held(PublicTerm, block)
    copies = sa.select(PublicCopy).where(PublicCopy.petition_id >= block * terms.BLOCK)
    lines: dict[int, set[int]] = {}
    these = sa.select(PublicLine.petition_id, PublicLine.unit_id)
    for number, unit_id in session.execute(
        these.where(PublicLine.petition_id >= block * terms.BLOCK)
    ):
        lines.setdefault(number, set()).add(unit_id)
    for copy in session.scalars(copies):
        wanted = published.terms_of(copy, lines.get(copy.petition_id, ()))
        if held.pop(copy.petition_id, set()) != wanted:
            yield copy.petition_id
    yield from held


def _miscounted() -> Iterator[str]:
    """Figures kept of the last two months that nobody has noted as old, counted once more."""
    this = Period.of(clock.today(), Frequency.MONTHLY)
    for month in (this, this.previous()):
        noted = rollup.noted(month)
        own = sa.and_(MonthFigures.month == month.first, MonthFigures.whole.is_(False))
        rows = {(row.unit_id, row.month): row.figures for row in rollup.kept(own)}
        fresh = rollup.counted([unit_id for unit_id, _ in rows], month)
        for cell, figures in rows.items():
            if cell not in noted and figures != fresh.get(cell, NOTHING):
                yield f"statistics of unit {cell[0]} in {month} are not what is counted"
