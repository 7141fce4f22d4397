"""The public copy with all that hangs on it: in which lists it stands, by what it is found."""

from collections.abc import Collection, Iterable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.base import clock, pagecache, terms
from portal.base.db import session
from portal.petitions.models import Petition
from portal.petitions.papers import MeToo, PublicCopy, PublicLine, PublicTerm
from portal.petitions.rules import Kind
from portal.units import queries as units
from portal.units.models import UnitLink


def of_unit(unit_id: int) -> str:
    """The term of a copy that stands in a unit's list; no word holds its sign."""
    return f"={unit_id}"


def of_kind(kind: Kind) -> str:
    """The term of a kind."""
    return f"=in {kind}"


def put(petition: Petition, topic: str, text: str, answer: str) -> None:
    """Let everybody read these words from now on, in place of an older copy."""
    copy = session.get(PublicCopy, petition.id, with_for_update=True)
    before = terms_of(copy, unit_ids(copy)) if copy else set()
    copy = copy or PublicCopy(petition_id=petition.id, me_too=0)
    copy.unit_id, copy.place_id, copy.kind = petition.owner_id, petition.place_id, petition.kind
    copy.topic, copy.text, copy.answer = topic, text, answer
    copy.key, copy.published_at = terms.folded(topic, text, answer), clock.now()
    session.add(copy)
    session.flush()
    at = where(copy)
    _forget_lines(petition.id)
    _add_lines(copy, at)
    terms.change(PublicTerm, petition.id, before, terms_of(copy, at))
    pagecache.stale()


def where(copy: PublicCopy) -> set[int]:
    """The units in whose lists it stands: its place, all above that, and the one that answered."""
    place = units.place_of_id(copy.place_id)
    if place is not None and place.closed_on is not None:
        place = units.place_of_id(place.id, place.closed_on - timedelta(days=1))
    return {copy.unit_id, copy.place_id, *(place.ids if place else ())}


def follow(parent_ids: Collection[int]) -> None:
    """Other units stand below these now: their copies stand in the lists of these too.

    They stay in the lists of the former parents: there they were answered.
    """
    above, line = aliased(PublicLine), PublicLine
    missing = (
        sa.select(PublicCopy)
        .join(line, line.petition_id == PublicCopy.petition_id)
        .join(
            UnitLink,
            sa.and_(UnitLink.unit_id == line.unit_id, units.on_day(UnitLink, clock.today())),
        )
        .outerjoin(
            above,
            sa.and_(
                above.unit_id == UnitLink.parent_id,
                above.petition_id == line.petition_id,
            ),
        )
        .where(UnitLink.parent_id.in_(parent_ids), above.petition_id.is_(None))
    )
    for copy in session.scalars(missing.distinct()).all():
        at = unit_ids(copy)
        _add_lines(copy, where(copy) - at)
        terms.change(
            PublicTerm, copy.petition_id, terms_of(copy, at), terms_of(copy, unit_ids(copy))
        )


def _add_lines(copy: PublicCopy, at: Iterable[int]) -> None:
    line = {"petition_id": copy.petition_id, "kind": copy.kind, "published_at": copy.published_at}
    if rows := [{**line, "unit_id": one} for one in sorted(at)]:
        session.execute(sa.insert(PublicLine), rows)


def unit_ids(copy: PublicCopy) -> set[int]:
    """The units in whose lists it does stand."""
    these = sa.select(PublicLine.unit_id).where(PublicLine.petition_id == copy.petition_id)
    return set(session.scalars(these))


def terms_of(copy: PublicCopy, at: Iterable[int]) -> set[str]:
    """Its words, its kind, and the units in whose lists it stands."""
    return {*terms.of_folded(copy.key), of_kind(copy.kind), *map(of_unit, at)}


def _forget_lines(petition_id: int) -> None:
    session.execute(sa.delete(PublicLine).where(PublicLine.petition_id == petition_id))


def forget(petition_id: int) -> None:
    """Take the copy away with its lines, its words and who said "me too"."""
    copy = session.get(PublicCopy, petition_id, with_for_update=True)
    if copy is None:
        return
    terms.change(PublicTerm, petition_id, terms_of(copy, unit_ids(copy)), set())
    _forget_lines(petition_id)
    session.execute(sa.delete(MeToo).where(MeToo.petition_id == petition_id))
    session.delete(copy)
    session.flush()
    pagecache.stale()
