"""Writing the codebook, confirming a petition's theme, noting opinions heard."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portal.base import audit, clock, text
from portal.base.db import insert, session
from portal.base.errors import Conflict, NotFound, RuleBroken
from portal.base.language import N_, Words
from portal.petitions.moves import Case
from portal.petitions.rules import Who
from portal.themes import queries, rules
from portal.themes.default_codebook import entries
from portal.themes.models import Opinion, OpinionText, PetitionTheme, Theme
from portal.units.queries import Place


class TitleTaken(RuleBroken):
    """Two themes of one name could not be told apart."""

    message = N_("A theme of this title stands in the codebook.")


class Retired(RuleBroken):
    """Chosen from a page that was opened before."""

    message = N_("This theme is no longer offered. Please choose another.")


class Confidential(RuleBroken):
    """A theme would tell more than its readers may know."""

    message = N_("A confidential petition has no theme: it stands in no synthesis.")


class NamesSomebody(RuleBroken):
    """An opinion heard has no person."""

    message = N_(
        "A telephone or identity card number stands in it. An opinion heard names nobody: please "
        "write it without the number."
    )


class NotMended(RuleBroken):
    """Somebody else's, or older than a day."""

    message = N_("Only who noted an opinion can mend it, within a day. Remove it and note it anew.")


class StillToCome(RuleBroken):
    """A day that lies ahead."""

    message = N_("Nobody has heard it yet: this day lies ahead.")


def install_default_codebook() -> None:
    """The themes of the first day; what is there already stays as it is."""
    if session.scalar(sa.select(Theme.id).limit(1)) is None:
        for position, entry in enumerate(entries()):
            session.add(Theme(position=position, changes=0, **entry._asdict()))
        session.flush()


def add_theme(title: Words, note: Words, *, by: int) -> Theme:
    """One more theme, at the end."""
    _demand_new(title)
    last = session.scalar(sa.select(sa.func.max(Theme.position)))
    position = 0 if last is None else last + 1
    theme = Theme(
        code=_code(title), position=position, title=dict(title), note=dict(note), changes=0
    )
    session.add(theme)
    session.flush()
    audit.note("themes.add", f"theme:{theme.id}", by, code=theme.code)
    return theme


def change_theme(theme: Theme, title: Words, note: Words, *, seen: int, by: int) -> None:
    """Other words for the same theme; Conflict when somebody else was faster."""
    _demand_new(title, but=theme.id)
    _write(Theme, theme, seen, {"title": dict(title), "note": dict(note)})
    audit.note("themes.change", f"theme:{theme.id}", by)


def retire_theme(theme: Theme, *, seen: int, by: int) -> None:
    """Offer it no longer; what has it keeps it."""
    _write(Theme, theme, seen, {"retired_on": clock.today()})
    audit.note("themes.retire", f"theme:{theme.id}", by)


def bring_back(theme: Theme, *, seen: int, by: int) -> None:
    """Offer it again."""
    _demand_new(theme.title, but=theme.id)
    _write(Theme, theme, seen, {"retired_on": None})
    audit.note("themes.bring_back", f"theme:{theme.id}", by)


def _demand_new(title: Words, but: int = 0) -> None:
    said = text.fold(title["vi"])
    if any(text.fold(one.title["vi"]) == said for one in queries.codebook() if one.id != but):
        raise TitleTaken


def _code(title: Words) -> str:
    """The title's first words in small letters; a number after it where that is taken."""
    stem = "-".join(word for word in text.words(text.fold(title["vi"])) if word.isascii())[:16]
    stem = stem or "theme"
    taken = set(session.scalars(sa.select(Theme.code).where(Theme.code.startswith(stem))))
    free = (f"{stem}{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(one for one in free if one not in taken)


def _write(table: type[Any], row: Any, seen: int, new: Mapping[str, object]) -> None:
    """Write it unless somebody was faster since `seen`: the row counts its changes."""
    same = sa.and_(table.id == row.id, table.changes == seen)
    statement = sa.update(table).where(same).values(**new, changes=seen + 1)
    if session.execute(statement.returning(table.id)).scalar_one_or_none() is None:
        raise Conflict
    session.refresh(row)


def confirm(case: Case, theme: Theme, *, suggested: Theme | None, seen: int) -> None:
    """An officer of the owner says what a petition is about; again with another theme: instead.

    NotFound for who does not work on it; Conflict when a colleague said so since `seen`.
    """
    if Who.HANDLER not in case.hats or case.account_id is None:
        raise NotFound
    if case.petition.restricted:
        raise Confidential
    if theme.retired_on is not None:
        raise Retired
    said = {
        "theme_id": theme.id,
        "suggested_id": suggested.id if suggested else None,
        "account_id": case.account_id,
        "at": clock.now(),
    }
    if not (_confirm_first if seen == 0 else _confirm_again)(case.petition.id, said, seen):
        raise Conflict
    facts = {"theme": theme.code, "suggested": suggested.code if suggested else None}
    audit.note("themes.confirm", f"petition:{case.petition.id}", case.account_id, **facts)


def _confirm_first(petition_id: int, said: Mapping[str, object], seen: int) -> bool:
    statement = insert(PetitionTheme).values(petition_id=petition_id, changes=1, **said)
    statement = statement.on_conflict_do_nothing(index_elements=["petition_id"])
    written = statement.returning(PetitionTheme.petition_id)
    return session.execute(written).scalar_one_or_none() is not None


def _confirm_again(petition_id: int, said: Mapping[str, object], seen: int) -> bool:
    same = sa.and_(PetitionTheme.petition_id == petition_id, PetitionTheme.changes == seen)
    statement = sa.update(PetitionTheme).where(same).values(**said, changes=seen + 1)
    written = statement.returning(PetitionTheme.petition_id)
    return session.execute(written).scalar_one_or_none() is not None


def note_opinion(place: Place, said: OpinionText, *, by: int) -> Opinion:
    """Keep it; NamesSomebody when a number stands in it by which somebody could be found."""
    _demand_sound(said)
    opinion = Opinion(unit_id=place.id, account_id=by, at=clock.now(), changes=0, **_columns(said))
    session.add(opinion)
    session.flush()
    audit.note("themes.note_opinion", f"opinion:{opinion.id}", by, theme=said.theme.code)
    return opinion


def mend_opinion(opinion: Opinion, said: OpinionText, *, seen: int, by: int) -> None:
    """Other words, within a day, by who noted it."""
    if not rules.may_edit(opinion.at, opinion.account_id, clock.now(), by):
        raise NotMended
    _demand_sound(said, kept=opinion.theme_id)
    _write(Opinion, opinion, seen, _columns(said))
    audit.note("themes.mend_opinion", f"opinion:{opinion.id}", by, theme=said.theme.code)


def remove_opinion(opinion: Opinion, *, seen: int, by: int) -> None:
    """It counts no longer; that it was removed stays written down."""
    same = sa.and_(Opinion.id == opinion.id, Opinion.changes == seen)
    gone = session.execute(sa.delete(Opinion).where(same).returning(Opinion.id))
    if gone.scalar_one_or_none() is None:
        raise Conflict
    audit.note("themes.remove_opinion", f"opinion:{opinion.id}", by)


def _columns(said: OpinionText) -> dict[str, Any]:
    return {
        "theme_id": said.theme.id,
        "source": said.source,
        "heard_on": said.heard_on,
        "text": said.text,
    }


def _demand_sound(said: OpinionText, kept: int | None = None) -> None:
    if rules.names_somebody(said.text):
        raise NamesSomebody
    if said.heard_on > clock.today():
        raise StillToCome
    if said.theme.retired_on is not None and said.theme.id != kept:
        raise Retired
