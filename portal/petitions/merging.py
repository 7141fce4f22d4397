"""Merging and un-merging: two people wrote about one matter; each keeps the own code and page."""

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.base.errors import RuleBroken
from portal.base.language import N_
from portal.petitions.models import Merge, Petition
from portal.petitions.moves import BY_CLOCK, Case, demand, move
from portal.petitions.rules import OPEN, Act, State
from portal.units import queries as units


class CannotMerge(RuleBroken):
    """Another matter, another scope, or a chain of merges."""

    message = N_(
        "These two cannot be merged. The petition to go on with has to be open or answered, at the "
        "same unit or above it, and of the same confidentiality."
    )


def merge(case: Case, into: Case, reason: str = "") -> None:
    """Put it into another, which the same person may read; its sender follows that one's answer."""
    petition, master = case.petition, into.petition
    demand(case, Act.MERGE, State.MERGED)
    demand(into, Act.ADOPT)
    if not _fits(petition, master):
        raise CannotMerge
    move(case, Act.MERGE, State.MERGED, text=reason, master=master.id)
    move(into, Act.ADOPT, petition=petition.id)
    petition.merged_into_id = master.id
    row = Merge(petition_id=petition.id, into_id=master.id, at=clock.now())
    session.add(row)
    session.flush()


def _fits(petition: Petition, master: Petition) -> bool:
    others = sa.select(Petition.id).where(Petition.merged_into_id == petition.id).limit(1)
    owner = units.place_of_id(petition.owner_id)
    return (
        petition.id != master.id
        and master.state in (OPEN - {State.QUARANTINED}) | {State.ANSWERED}
        and owner is not None
        and master.owner_id in owner.ids
        and (petition.restricted, petition.barred_id) == (master.restricted, master.barred_id)
        and session.scalar(others) is None
    )


def unmerge(case: Case, reason: str = "") -> None:
    """It was another matter after all: it goes on where it stood."""
    petition = case.petition
    back = State.IN_PROGRESS if petition.account_id else State.RECEIVED
    move(case, Act.UNMERGE, back, text=reason, was=petition.merged_into_id)
    petition.merged_into_id = None
    petition.to_tell = False
    mine = sa.and_(Merge.petition_id == petition.id, Merge.undone_at.is_(None))
    session.execute(sa.update(Merge).where(mine).values(undone_at=clock.now()))
    session.flush()


def release_all(master: Petition) -> None:
    """Its sender has withdrawn it: the others go on alone, or their matter would be lost."""
    inside = sa.select(Petition).where(Petition.merged_into_id == master.id)
    for petition in session.scalars(inside.with_for_update()).all():
        unmerge(Case(petition, BY_CLOCK))
