"""What the officers' pages show: the sections of an inbox, one petition with all about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.accounts.queries import Actor
from portal.accounts.rules import OFFICES, Role
from portal.base import text
from portal.base.db import session
from portal.petitions import moves, queries, staff
from portal.petitions.clocks import Calendar, Lateness
from portal.petitions.desk import Box, Desk, Item
from portal.petitions.models import Petition, PetitionText
from portal.petitions.moves import Case
from portal.petitions.papers import Answer, Photo, Referral
from portal.petitions.queries import Told, Version
from portal.petitions.rules import OPEN, Act, State
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level

# Enough to see what an inbox holds; the rest is a page of its own.
FIRST_ROWS = 5
# Beyond it a number says no more than "many", and counting a nation's late ones would take longer.
MOST_COUNTED = 100

PRESSING = (
    *(Box.DUE_TODAY, Box.OVERDUE, Box.MINE, Box.HANDED_HERE, Box.BOUNCED, Box.UNCLAIMED),
    *(Box.TO_APPROVE, Box.TO_MODERATE, Box.TO_FOLLOW_UP, Box.LATE_BELOW),
)
"""The sections of an inbox, most pressing first."""

OF_LEADS = frozenset({Box.TO_APPROVE, Box.TO_MODERATE, Box.LATE_BELOW})
BELOW = frozenset({Box.TO_MODERATE, Box.LATE_BELOW})
QUIET = (Box.ELSEWHERE, Box.OPEN, Box.FINISHED)
"""Boxes that wait for nobody here: by a link each."""

Pair = tuple[Desk, Box]


def desks(actor: Actor) -> list[Desk]:
    """The offices that somebody works on petitions for, in the order of their grants."""
    ids = [
        hat.unit.id
        for hat in actor.hats
        if hat.role in (Role.CLERK, Role.LEAD)
        and hat.association is None
        and hat.unit.level in OFFICES
    ]
    places = units.of_ids(ids)
    return [Desk(places[one], actor) for one in dict.fromkeys(ids)]


def boxes(desk: Desk) -> list[Box]:
    """The sections of this office for this person: signing and what lies below are the leads'."""
    leads = desk.sees_confidential
    has_offices_below = desk.unit.level is not Level.COMMUNE
    return [
        box
        for box in PRESSING
        if (leads or box not in OF_LEADS) and (has_offices_below or box not in BELOW)
    ]


def numbers(pairs: Sequence[Pair]) -> dict[tuple[int, Box], int]:
    """(unit id, box) → how many, up to MOST_COUNTED; of all these boxes in one statement."""
    asked = [
        sa.select(
            sa.literal(n).label("n"),
            desk.number(box, MOST_COUNTED).scalar_subquery().label("number"),
        )
        for n, (desk, box) in enumerate(pairs)
    ]
    rows = session.execute(sa.union_all(*asked)) if asked else ()
    return {(pairs[row.n][0].unit.id, pairs[row.n][1]): row.number for row in rows}


def first_rows(pairs: Sequence[Pair], size: int) -> list[list[Item]]:
    """The first rows of each of these boxes, in one statement."""
    found: list[list[Item]] = [[] for _ in pairs]
    asked = [
        sa.select(desk.rows(box, size, 0, sa.literal(n).label("n")).subquery())
        for n, (desk, box) in enumerate(pairs)
    ]
    for row in session.execute(sa.union_all(*asked)) if asked else ():
        found[row.n].append(Item(*row[1:]))
    for items in found:
        items.sort(key=lambda item: (item.due_on, item.id))
    return found


@dataclass(frozen=True)
class Section:
    """One box of an inbox: how many, and those of its first rows that stand in none above."""

    box: Box
    number: int
    items: Sequence[Item]


def sections(desk: Desk) -> list[Section]:
    """What waits in an office, each petition where it presses most; empty boxes are left out."""
    pairs = [(desk, box) for box in boxes(desk)]
    how_many = numbers(pairs)
    filled = [pair for pair in pairs if how_many[desk.unit.id, pair[1]]]
    seen: set[int] = set()
    found = []
    for (_, box), items in zip(filled, first_rows(filled, 2 * FIRST_ROWS), strict=True):
        fresh = [item for item in items if item.id not in seen][:FIRST_ROWS]
        seen |= {item.id for item in fresh}
        found.append(Section(box, how_many[desk.unit.id, box], fresh))
    return found


def places_of(items: Iterable[Item]) -> Mapping[int | None, str]:
    """Unit id → name, of all units these rows name."""
    listed = list(items)
    ids = {one for item in listed for one in (item.place_id, item.owner_id, item.to_id) if one}
    return queries.place_names(ids) if ids else {}


OTHERS = ("master", "petition", "part", "whole")
"""The facts of a step that name another petition."""


@dataclass(frozen=True)
class File:
    """One petition as an officer reads it; `places` are the units it names, by id.

    `holder` has it in hand: None for nobody, or somebody who works there no longer.
    """

    case: Case
    letter: PetitionText
    holder: str | None
    steps: Sequence[Told]
    versions: Sequence[Version]
    photos: Sequence[Photo]
    places: Mapping[int, Place]
    calendar: Calendar

    @property
    def late(self) -> Lateness | None:
        """How late it is; None once it has come to an end."""
        petition = self.case.petition
        return None if petition.ended_at else moves.lateness(petition, self.calendar)

    @property
    def owner(self) -> Place:
        """The one unit that has it."""
        return self.places[self.case.petition.owner_id]

    @property
    def latest(self) -> Version | None:
        """The newest version of the answer."""
        return self.versions[0] if self.versions else None

    @property
    def to_sign(self) -> Version | None:
        """The version that waits for a signature."""
        waits = self.case.petition.state is State.AWAITING_APPROVAL
        return self.latest if waits else None

    @property
    def replied(self) -> bool:
        """Whether the agency it was referred to last has replied."""
        referral = self.latest.referral if self.latest else None
        return referral is not None and referral.replied_on is not None

    @property
    def related(self) -> Sequence[str]:
        """The numbers of petitions that its steps name: merged, or split off."""
        facts = [one.step.facts for one in self.steps]
        ids = {one[name] for one in facts for name in OTHERS if one.get(name)}
        return [f"PA-{one:06d}" for one in sorted(ids)]

    @property
    def people(self) -> Mapping[int, str]:
        """Account id → name, of all who ever acted on it."""
        acted = {one.step.account_id: one.officer for one in self.steps}
        return {one: name for one, name in acted.items() if one is not None and name is not None}


def file(case: Case) -> File:
    """All that the officer's page of a petition shows."""
    petition = case.petition
    steps = queries.history(petition.id, for_sender=False)
    acts = {one.step.act for one in steps}
    letter, holder, photos = _letter(petition)
    return File(
        case,
        letter,
        holder,
        steps,
        queries.versions(petition.id, approved=False) if acts & _WRITTEN else [],
        photos,
        _all_places(case, queries.units_named(steps)),
        moves.calendar(),
    )


_WRITTEN = frozenset({Act.DRAFT, Act.REFUSE})
"""The acts that begin a version of the answer."""


def _letter(petition: Petition) -> tuple[PetitionText, str | None, list[Photo]]:
    """What was written, who has it in hand if they still work at the owner, and the photos."""
    works = Account.id.in_(staff.at_work(petition.owner_id))
    holds = sa.and_(Account.id == petition.account_id, works)
    shown = sa.and_(Photo.petition_id == petition.id, Photo.digest.is_not(None))
    statement = sa.select(PetitionText, Account.name, Photo).select_from(PetitionText)
    statement = statement.outerjoin(Account, holds).outerjoin(Photo, shown).order_by(Photo.id)
    rows = session.execute(statement.where(PetitionText.petition_id == petition.id)).all()
    return rows[0][0], rows[0][1], [row[2] for row in rows if row[2] is not None]


def _all_places(case: Case, named: set[int]) -> Mapping[int, Place]:
    """Those the case came with, those above them, and whatever else its steps name."""
    known = {one.id: one for place in case.places.values() for one in (place, *place.parents)}
    return {**known, **units.of_ids(named - set(known))}


def missed(case: Case, seen: int | None) -> File:
    """The petition with only those steps that somebody who saw version `seen` has not seen.

    A version is a step or a draft written over: at times a step too many, never one too few.
    """
    now = file(case)
    behind = max(1, case.petition.version - (seen or 0))
    return replace(now, steps=now.steps[-behind:])


def draft(petition_id: int) -> tuple[Answer | None, Referral | None]:
    """What was written last and is not signed, with its agency."""
    statement = (
        sa.select(Answer, Referral)
        .outerjoin(Referral, Referral.answer_id == Answer.id)
        .where(Answer.petition_id == petition_id)
        .order_by(Answer.number.desc())
    )
    row = session.execute(statement.limit(1)).one_or_none()
    return (None, None) if row is None or row[0].approved_at else (row[0], row[1])


# As many open ones as one place has; their words are compared in memory.
MOST_COMPARED = 200
MOST_ALIKE = 5


def alike(case: Case) -> list[tuple[int, str]]:
    """(id, topic) of petitions into which this one may be merged, those of the likest words first.

    Of the same owner and home office, open or answered.
    """
    petition = case.petition
    statement = (
        sa.select(Petition.id, PetitionText.topic, PetitionText.text)
        .join(PetitionText, PetitionText.petition_id == Petition.id)
        .where(Petition.owner_id == petition.owner_id, Petition.home_id == petition.home_id)
        .where(Petition.state.in_((OPEN - {State.QUARANTINED}) | {State.ANSWERED}))
        .where(Petition.id != petition.id, Petition.restricted.is_(petition.restricted))
        .order_by(Petition.id.desc())
        .limit(MOST_COMPARED)
    )
    mine = queries.letter(petition.id)
    asked = _pairs(f"{mine.topic} {mine.text}")
    rows = [
        (len(asked & _pairs(f"{row.topic} {row.text}")), row.id, row.topic)
        for row in session.execute(statement)
    ]
    return [(one, topic) for score, one, topic in sorted(rows, reverse=True)[:MOST_ALIKE] if score]


def _pairs(words: str) -> frozenset[Any]:
    return frozenset(pairwise(text.fold(words).split()))
