"""What the database is asked for a synthesis. Petitions are about places of a unit and below."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.base.period import Period
from portal.petitions.models import Petition, PetitionText
from portal.petitions.papers import PublicCopy
from portal.petitions.rules import State
from portal.themes import queries
from portal.themes.models import Opinion, PetitionTheme
from portal.units.counts import ids_below
from portal.units.models import UnitLink
from portal.units.queries import Place, on_day
from portal.units.rules import Level

BASELINE = 12
"""Periods before, against which phrases rise."""

# Texts read for phrases and copies take half a second of one processor. Where there are more, so
# many are read, evenly spread.
MOST_NOW = 1000
MOST_BEFORE = 2000
LONGEST_READ = 2000
MOST_COPIES = 200

ANSWERED = (State.ANSWERED, State.CLOSED)


class Counted(NamedTuple):
    """So many petitions of one theme, unit below, state and lateness, now or a period before."""

    theme_id: int | None
    part_id: int | None
    state: State
    is_overdue: bool
    is_now: bool
    number: int


class Written(NamedTuple):
    """What one petition says."""

    petition_id: int
    place_id: int
    text: str


class Asked:
    """One unit and period, asked about again and again."""

    def __init__(self, place: Place, period: Period) -> None:
        self.place, self.period, zone = place, period, clock.zone()
        self.day = min(period.last, clock.today())
        """The tree is read as it stood on this day."""
        self._begins, self._ends = period.starts(zone), period.ends(zone)
        self._before = period.previous().starts(zone)
        self._baseline = period.back(BASELINE).starts(zone)

    def _here(self) -> sa.ColumnElement[bool]:
        """About places whose office is this unit's, or stands below it."""
        if self.place.level is Level.CENTRE:
            return sa.true()
        own = Petition.home_id == self.place.id
        if self.place.level is Level.COMMUNE:
            return own
        return sa.or_(own, Petition.home_id.in_(ids_below(self.place.id, self.day)))

    def _open_to_all(self) -> sa.ColumnElement[bool]:
        """Neither confidential nor about an office itself, and looked at for abuse."""
        return sa.and_(
            Petition.restricted.is_(False),
            Petition.barred_id.is_(None),
            Petition.state != State.QUARANTINED,
        )

    def _received(self, since: Any, until: Any) -> sa.ColumnElement[bool]:
        return sa.and_(Petition.received_at >= since, Petition.received_at < until)

    def counted(self) -> list[Counted]:
        """Of this period and of the one before, grouped."""
        part, source = self._part()
        columns = (
            PetitionTheme.theme_id,
            part.label("part_id"),
            Petition.state,
            sa.case((Petition.due_on < clock.today(), True), else_=False),
            sa.case((Petition.received_at >= self._begins, True), else_=False),
        )
        statement = (
            sa.select(*columns, sa.func.count())
            .select_from(source)
            .outerjoin(PetitionTheme, PetitionTheme.petition_id == Petition.id)
            .where(self._here(), self._open_to_all(), self._received(self._before, self._ends))
            .group_by(*columns)
        )
        return [Counted(*row) for row in session.execute(statement)]

    def _part(self) -> tuple[Any, Any]:
        """The unit directly below that a petition comes from, or the unit itself."""
        if self.place.level is Level.COMMUNE:
            return Petition.place_id, Petition
        if self.place.level is Level.PROVINCE:
            return Petition.home_id, Petition
        held = sa.and_(UnitLink.unit_id == Petition.home_id, on_day(UnitLink, self.day))
        of_province = sa.or_(UnitLink.parent_id == self.place.id, Petition.home_id == self.place.id)
        part = sa.case((of_province, Petition.home_id), else_=UnitLink.parent_id)
        return part, sa.outerjoin(Petition, UnitLink, held)

    def answered_late(self) -> int:
        """How many of this period were answered after their last day, local time."""
        statement = sa.select(Petition.due_on, Petition.answered_at).where(
            self._here(),
            self._open_to_all(),
            self._received(self._begins, self._ends),
            Petition.state.in_(ANSWERED),
        )
        rows = session.execute(statement)
        return sum(at is not None and clock.local(at).date() > due_on for due_on, at in rows)

    def confidential(self) -> int:
        """Complaints, denunciations, and what is about an office below this one."""
        line = Petition.barred_id.not_in(self.place.ids)
        statement = (
            sa.select(sa.func.count())
            .select_from(Petition)
            .where(self._here(), self._received(self._begins, self._ends))
            .where(Petition.state != State.QUARANTINED)
            .where(sa.or_(Petition.restricted, Petition.barred_id.is_not(None)))
            .where(sa.or_(Petition.barred_id.is_(None), line))
        )
        return session.scalar(statement) or 0

    def opinions(self) -> dict[int, int]:
        """Theme id → opinions heard on the days of this period."""
        statement = (
            sa.select(Opinion.theme_id, sa.func.count())
            .where(Opinion.heard_on.between(self.period.first, self.period.last))
            .where(queries.within(self.place, self.day))
            .group_by(Opinion.theme_id)
        )
        return {row[0]: row[1] for row in session.execute(statement)}

    def texts(self, received: int) -> list[Written]:
        """What this period's petitions say, each or evenly spread ones."""
        return self._texts(self._begins, self._ends, received, MOST_NOW)

    def texts_before(self, a_period: int) -> list[Written]:
        """The same of the baseline, where about so many came in each period."""
        return self._texts(self._baseline, self._begins, BASELINE * a_period, MOST_BEFORE)

    def _texts(self, since: Any, until: Any, expected: int, most: int) -> list[Written]:
        words = PetitionText.topic + ". " + PetitionText.text
        every = max(1, -(-expected // most))
        statement = (
            sa.select(Petition.id, Petition.place_id, sa.func.substr(words, 1, LONGEST_READ))
            .join(PetitionText, PetitionText.petition_id == Petition.id)
            .where(self._here(), self._open_to_all(), self._received(since, until))
            .where(Petition.erased_at.is_(None))
            .order_by(Petition.id.desc())
            .limit(most)
        )
        if every > 1:
            statement = statement.where(Petition.id % every == 0)
        return [Written(*row) for row in session.execute(statement)]

    def public_copies(self) -> Sequence[PublicCopy]:
        """What everybody may read of this period's petitions, newest first."""
        statement = (
            sa.select(PublicCopy)
            .join(Petition, Petition.id == PublicCopy.petition_id)
            .where(self._here(), self._open_to_all(), self._received(self._begins, self._ends))
            .order_by(PublicCopy.published_at.desc(), PublicCopy.petition_id.desc())
            .limit(MOST_COPIES)
        )
        return list(session.scalars(statement))
