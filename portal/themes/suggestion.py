"""Which theme the portal suggests: learnt from petitions that officers have confirmed.

The model lives in the process. The clock looks every minute whether more was confirmed and makes it
anew; a process without a clock looks by itself every ten minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.base import clock, db
from portal.base.db import session
from portal.petitions.models import Petition, PetitionText
from portal.themes import queries
from portal.themes.bayes import Model
from portal.themes.default_codebook import lesson
from portal.themes.models import PetitionTheme, Theme
from portal.themes.starting_set import sentences

LOOK_AGAIN = timedelta(minutes=10)
# What was erased since is forgotten within a day.
OLDEST = timedelta(days=1)
# Of each theme the newest so many petitions: 16 themes take some 0.3 s to learn, and 15 MB.
MOST_OF_A_THEME = 100


@dataclass(frozen=True)
class _Kept:
    model: Model
    engine: Engine
    mark: tuple[object, ...]
    made_at: datetime
    looked_at: datetime


_kept: _Kept | None = None


def suggest(text: str) -> str | None:
    """The code of the theme that a text is most likely about; None when that is not sure."""
    return model().suggest(text)


def model() -> Model:
    """The model of this process."""
    kept, now = _kept, clock.now()
    if kept and kept.engine is db.engine() and abs(now - kept.looked_at) < LOOK_AGAIN:
        return kept.model
    return look_again()


def look_again() -> Model:
    """Make it anew when more was confirmed, the codebook changed, or a day has gone by."""
    global _kept
    kept, now, mark = _kept, clock.now(), _mark()
    stands = kept and kept.engine is db.engine() and kept.mark == mark
    if kept and stands and abs(now - kept.made_at) < OLDEST:
        _kept = _Kept(kept.model, kept.engine, mark, kept.made_at, now)
    else:
        _kept = _Kept(Model(_lessons()), db.engine(), mark, now, now)
    return _kept.model


def _mark() -> tuple[object, ...]:
    """What is different once there is more to learn."""
    figures = (
        sa.func.count(PetitionTheme.petition_id),
        sa.func.max(PetitionTheme.at),
        sa.func.count(Theme.id.distinct()),
        sa.func.sum(Theme.changes),
    )
    confirmed, at, themes, changes = (sa.select(one).scalar_subquery() for one in figures)
    return tuple(session.execute(sa.select(confirmed, at, themes, changes)).one())


def _lessons() -> Iterable[tuple[str, str]]:
    """Of the themes that are offered: their own words, the starting set, what was confirmed."""
    live = {theme.id: theme for theme in queries.codebook()}
    codes = {theme.code for theme in live.values()}
    own = [(theme.code, lesson(theme.title, theme.note)) for theme in live.values()]
    started = [(code, sentence) for code, sentence in sentences() if code in codes]
    return own + started + [(live[id_].code, text) for id_, text in _confirmed(live)]


def _confirmed(themes: Iterable[int]) -> list[tuple[int, str]]:
    """Theme id and what its newest petitions say; nothing confidential, nothing erased."""
    parts = [
        sa.select(PetitionTheme.theme_id, PetitionText.topic, PetitionText.text)
        .join(Petition, Petition.id == PetitionTheme.petition_id)
        .join(PetitionText, PetitionText.petition_id == Petition.id)
        .where(PetitionTheme.theme_id == theme_id)
        .where(Petition.restricted.is_(False), Petition.erased_at.is_(None))
        .order_by(PetitionTheme.at.desc(), PetitionTheme.petition_id.desc())
        .limit(MOST_OF_A_THEME)
        .subquery()
        for theme_id in themes
    ]
    if not parts:
        return []
    rows = session.execute(sa.union_all(*(sa.select(part) for part in parts)))
    return [(row[0], f"{row[1]}. {row[2]}") for row in rows]
