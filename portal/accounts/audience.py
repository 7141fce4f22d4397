"""For whom a thing is meant: how far it reaches from its unit, and who may read it.

`Reach` says where a thing is listed, `Audience` who may open it. Posts and events carry both as
columns (`Addressed`). Each decision stands here twice, as a condition of a query and for one row; a
test holds the two together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, declared_attr, mapped_column

from portal.accounts.queries import Hat
from portal.accounts.rules import Right, Role, allows
from portal.base import clock
from portal.base.db import session
from portal.base.errors import NotFound
from portal.units import queries as units
from portal.units.models import UnitLink
from portal.units.queries import Place, on_day
from portal.units.rules import Level


class Reach(StrEnum):
    """On whose pages a thing of a unit stands."""

    UNIT = "unit"
    BELOW = "below"
    EVERYBODY = "everybody"


class Audience(StrEnum):
    """Who may read it. Members are, as long as none are kept, who holds a grant within theirs."""

    EVERYBODY = "everybody"
    OFFICERS = "officers"
    LEADS = "leads"
    MEMBERS = "members"


class Addressed:
    """The columns of a thing that a unit addresses to somebody; beside a declarative base."""

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    reach: Mapped[Reach]
    audience: Mapped[Audience]

    @declared_attr
    def association_code(self) -> Mapped[str | None]:
        """Whose members it is for; set for an audience of members only."""
        return mapped_column(sa.ForeignKey("association.code"))


def members_of_one() -> sa.CheckConstraint:
    """For the `__table_args__` of what is Addressed: members are some association's."""
    rule = "(audience = 'members') = (association_code IS NOT NULL)"
    return sa.CheckConstraint(rule, name="members_of_one")


class AddressedRow(Protocol):
    """One such thing, however it was read."""

    @property
    def unit_id(self) -> Any:
        """Whose it is."""

    @property
    def reach(self) -> Any:
        """Where it stands."""

    @property
    def audience(self) -> Any:
        """Who may read it."""

    @property
    def association_code(self) -> Any:
        """Whose members, if members."""


@dataclass(frozen=True)
class Reader:
    """Whoever reads: today's hats, each at a place with its parents; none for the public."""

    hats: tuple[Hat, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the reader belongs, each place once, highest first."""
        return tuple({hat.unit.id: hat.unit for hat in self.hats}.values())


PUBLIC = Reader()


def reader(actor: Any) -> Reader:
    """The reader that a signed-in person is, in one statement a session; PUBLIC for all others."""
    hats: tuple[Hat, ...] = getattr(actor, "hats", ())
    if not hats:
        return PUBLIC
    known: dict[int, Reader] = session.info.setdefault("readers", {})
    if actor.id not in known:
        places = _whole([hat.unit for hat in hats])
        known[actor.id] = Reader(tuple(replace(hat, unit=places[hat.unit.id]) for hat in hats))
    return known[actor.id]


def _whole(bare: Sequence[Place]) -> dict[int, Place]:
    """Id → these units with their parents; the centre has none."""
    top = {one.id: one for one in bare if one.level is Level.CENTRE}
    return top | units.of_ids({one.id for one in bare} - top.keys())


def ways(table: Any, places: Iterable[Place]) -> list[sa.ColumnElement[bool]]:
    """How a thing comes to stand on the pages of these units: no two of the conditions overlap.

    Its own; of its parents what reaches below; of all others what is for everybody. Each can be
    sought by its own index and limited, which their OR cannot at half a million rows.
    """
    own = {place.id for place in places}
    above = {parent.id for place in places for parent in place.parents} - own
    of_all = table.reach == Reach.EVERYBODY
    found = [table.unit_id == unit_id for unit_id in sorted(own)]
    found += [
        sa.and_(table.unit_id == unit_id, table.reach == Reach.BELOW) for unit_id in sorted(above)
    ]
    return [*found, sa.and_(of_all, table.unit_id.not_in(own)) if own else of_all]


def stands_at(table: Any, place: Place) -> sa.ColumnElement[bool]:
    """It stands on the page of this unit."""
    return sa.or_(*ways(table, [place]))


def readable(table: Any, by: Reader) -> sa.ColumnElement[bool]:
    """This reader may read it."""
    public: sa.ColumnElement[bool] = table.audience == Audience.EVERYBODY
    if not by.hats:
        return public
    leads = [hat for hat in by.hats if hat.role is Role.LEAD]
    meant = [
        sa.and_(table.audience == Audience.OFFICERS, _reaches(table, by.hats)),
        sa.and_(table.audience == Audience.LEADS, _reaches(table, leads)),
    ]
    for code in sorted({hat.association for hat in by.hats if hat.association}):
        within = [hat for hat in by.hats if hat.association == code]
        meant.append(sa.and_(table.association_code == code, _reaches(table, within)))
    return sa.or_(public, *meant, *_below(table, by))


def _reaches(table: Any, hats: Iterable[Hat]) -> sa.ColumnElement[bool]:
    """It reaches somebody who wears one of these hats."""
    here = sorted({hat.unit.id for hat in hats})
    if not here:
        return sa.false()
    lines = sorted({unit_id for hat in hats for unit_id in hat.unit.ids})
    return sa.or_(
        table.reach == Reach.EVERYBODY,
        sa.and_(table.reach == Reach.BELOW, table.unit_id.in_(lines)),
        table.unit_id.in_(here),
    )


def _below(table: Any, by: Reader) -> Iterable[sa.ColumnElement[bool]]:
    """It is of a unit whose subtree the reader may read, whoever it is meant for."""
    for association in sorted({hat.association or "" for hat in by.hats}):
        hats = [hat for hat in by.hats if (hat.association or "") == association]
        of_it = [table.association_code == association] if association else []
        if any(hat.unit.level is Level.CENTRE for hat in hats):
            yield sa.and_(*of_it, sa.true())
        else:
            steps = max(Level.VILLAGE.depth - hat.unit.level.depth for hat in hats)
            here = sorted({hat.unit.id for hat in hats})
            yield sa.and_(*of_it, _within(table.unit_id, here, steps))


def _within(unit_id: Any, above: list[int], steps: int) -> Any:
    """The unit is one of these, or stands so many steps below one today, or fewer.

    Nothing stands below a village: its clerk, who asks most, pays for no step.
    """
    here = unit_id.in_(above)
    if not steps:
        return here
    link = aliased(UnitLink)
    higher = sa.and_(link.unit_id == unit_id, on_day(link, clock.today()))
    return sa.or_(here, sa.exists().where(higher, _within(link.parent_id, above, steps - 1)))


def may_read(by: Reader, row: AddressedRow, place: Place) -> bool:
    """The same of one row, whose unit is `place` with its parents of today."""
    if row.audience is Audience.EVERYBODY:
        return True
    return any(_is_meant(hat, row) or _reads_there(hat, row, place) for hat in by.hats)


def _is_meant(hat: Hat, row: AddressedRow) -> bool:
    if row.audience is Audience.LEADS and hat.role is not Role.LEAD:
        return False
    if row.audience is Audience.MEMBERS and hat.association != row.association_code:
        return False
    if row.reach is Reach.BELOW:
        return row.unit_id in hat.unit.ids
    return row.reach is Reach.EVERYBODY or bool(row.unit_id == hat.unit.id)


def _reads_there(hat: Hat, row: AddressedRow, place: Place) -> bool:
    line = [place.id, *(parent.id for parent in place.parents)]
    return (
        hat.association in (None, row.association_code)
        and hat.unit.id in line
        and allows(Right.READ, hat.role, line.index(hat.unit.id), place.level)
    )


def demand(by: Reader, row: AddressedRow, place: Place) -> None:
    """Raise NotFound unless this reader may read it: nobody learns that it exists."""
    if not may_read(by, row, place):
        raise NotFound
