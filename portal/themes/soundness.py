"""What must be true of themes and opinions on a live database, for `portal check`."""

from collections.abc import Iterator

import sqlalchemy as sa

from portal.base.audit import AuditRow
from portal.base.db import session
from portal.petitions.models import Petition
from portal.themes.models import Opinion, PetitionTheme, Theme


def findings() -> Iterator[str]:
    """Whatever is not as it must be, in plain English for the operator."""
    yield from _lost()
    yield from _counts()


def _lost() -> Iterator[str]:
    """Every confirmed theme is one of the codebook, and of a petition that is there."""
    for what, row, named in (
        ("petition theme", PetitionTheme.petition_id, PetitionTheme.theme_id),
        ("opinion", Opinion.id, Opinion.theme_id),
    ):
        lost = sa.select(row).outerjoin(Theme, Theme.id == named).where(Theme.id.is_(None))
        for id_ in session.scalars(lost):
            yield f"{what} {id_}: its theme stands in no codebook"
    confirmed = sa.select(PetitionTheme.petition_id).outerjoin(
        Petition, Petition.id == PetitionTheme.petition_id
    )
    for id_ in session.scalars(confirmed.where(Petition.id.is_(None))):
        yield f"petition theme {id_}: there is no such petition"


def _counts() -> Iterator[str]:
    """As many as were written down when they were made, less those removed."""
    for what, table, made, gone in (
        ("petitions with a theme", PetitionTheme, "themes.confirm", ""),
        ("opinions heard", Opinion, "themes.note_opinion", "themes.remove_opinion"),
    ):
        there = session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        noted = _deeds(made) - _deeds(gone)
        if there != noted:
            yield f"{what}: {there} are there, {noted} were noted"


def _deeds(act: str) -> int:
    """On how many things this was done."""
    things = sa.select(sa.func.count(sa.distinct(AuditRow.subject))).where(AuditRow.act == act)
    return session.scalar(things) or 0
