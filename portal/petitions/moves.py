"""One act on one petition: asked of the table, written into the chain, its clocks set.

Every service ends here, so that nothing changes a state but the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.base import clock, declared
from portal.base.db import session
from portal.base.errors import Conflict, NotFound
from portal.base.language import N_
from portal.petitions import recount, steps
from portal.petitions.clocks import PAUSE, Calendar, Lateness
from portal.petitions.models import Petition, Step
from portal.petitions.rules import FINISHED, PAUSED, TABLE, Act, State, Who
from portal.units.queries import Place


class Overtaken(Conflict):
    """Somebody did something with this petition since the page was opened."""

    message = N_("Somebody else has worked on this petition meanwhile. Please look at it again.")


class StandsElsewhere(Conflict):
    """The act does not fit the state the petition is in now."""

    message = N_("This cannot be done at the step where the petition stands now.")


_ENDED: Mapping[State, str] = {
    State.ANSWERED: N_("This petition has been answered meanwhile."),
    State.CLOSED: N_("This petition is closed."),
    State.REJECTED: N_("This petition was not taken up; a reason was given."),
    State.MERGED: N_("This petition has been merged into another; please look there."),
    State.WITHDRAWN: N_("The sender has withdrawn this petition."),
}


@dataclass(frozen=True)
class Case:
    """A petition with whoever has been let in to it, and the unit acted for in each capacity.

    Only `reach.py` makes one: having it is having been allowed to see it. `places` are the units
    that had to be looked up for that, by id.
    """

    petition: Petition
    hats: Mapping[Who, int | None]
    account_id: int | None = None
    places: Mapping[int, Place] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The public number."""
        return self.petition.number

    def may(self, act: Act) -> bool:
        """Whether the table lets this person do the act in the present state."""
        move = TABLE[act]
        return self.petition.state in move.from_ and not move.who.isdisjoint(self.hats)

    def unit_for(self, act: Act) -> int | None:
        """The unit for which the person would act; NotFound when they may not do it at all."""
        for who in Who:
            if who in TABLE[act].who and who in self.hats:
                return self.hats[who]
        raise NotFound


BY_CLOCK: Mapping[Who, int | None] = {Who.CLOCK: None}


def calendar() -> Calendar:
    """The working days as declared now."""
    return Calendar(declared.declared_days())


def lateness(petition: Petition, days: Calendar | None = None) -> Lateness:
    """How late an open petition is today, or was on the day its clock stopped."""
    day = petition.paused_on or clock.today()
    return (days or calendar()).lateness(petition.clock_on, petition.due_on, day)


def demand(case: Case, act: Act, into: State | None = None) -> None:
    """Raise NotFound for who may not do this act, StandsElsewhere where it does not fit."""
    case.unit_for(act)
    state = case.petition.state
    if not TABLE[act].allows(state, into or state):
        raise StandsElsewhere(_ENDED.get(state))


def move(case: Case, act: Act, into: State | None = None, *, text: str = "", **facts: Any) -> Step:
    """Do the act: state, clocks, version and the step that tells of it, in one breath."""
    demand(case, act, into)
    petition, before = case.petition, case.petition.state
    petition.state = into or before
    if petition.state is not before:
        _set_clocks(petition, before)
    petition.version += 1
    step = steps.add(
        petition,
        act,
        before,
        account_id=case.account_id,
        unit_id=case.unit_for(act),
        text=text,
        facts=facts,
    )
    session.flush()
    return step


def _set_clocks(petition: Petition, before: State) -> None:
    now, today, days = clock.now(), clock.today(), calendar()
    petition.step_due_on = days.step_due(petition.state, today)
    if petition.state in FINISHED and before not in FINISHED:
        petition.ended_at = now
    elif petition.state not in FINISHED:
        petition.ended_at = None
    if petition.state in PAUSED:
        petition.paused_on = petition.paused_on or today
    elif petition.paused_on is not None:
        _resume(petition, days, for_sender=before is State.NEED_INFO)


def _resume(petition: Petition, days: Calendar, *, for_sender: bool) -> None:
    """The clock goes on; waiting for the sender is worth ten days at the most."""
    paused_on = petition.paused_on or clock.today()
    stood = days.between(paused_on, clock.today())
    if for_sender:
        stood = min(stood, PAUSE)
        petition.paused_days += stood
    else:
        petition.away_days += stood
    petition.due_on = days.due_after_pause(petition.due_on, paused_on, stood)
    petition.paused_on = None


def give_to(petition: Petition, owner: Place, account_id: int | None = None) -> None:
    """The one owner from now on; a higher level has longer, counted from the same day."""
    granted = petition.extended_days + petition.paused_days + petition.away_days
    petition.due_on = calendar().due_after_move(
        petition.due_on, petition.clock_on, owner.level, granted, clock.today()
    )
    for unit_id in {petition.owner_id, owner.id}:
        recount.note(unit_id, petition.received_at)
    petition.owner_id, petition.account_id = owner.id, account_id
    petition.above_id = owner.parent.id if owner.parent else None
    petition.to_id = None
