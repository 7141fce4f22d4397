"""Taking a petition in: one accepted POST, one petition, one code."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from portal.base import clock, keys, language
from portal.base.db import session
from portal.base.errors import RuleBroken
from portal.base.language import N_
from portal.petitions import codes, recount, steps
from portal.petitions.models import Identity, Petition, PetitionText
from portal.petitions.moves import Case, calendar, move
from portal.petitions.papers import Answer
from portal.petitions.rules import (
    RESTRICTED,
    Act,
    Channel,
    Doubt,
    Kind,
    Learn,
    Outcome,
    Reason,
    State,
)
from portal.units.queries import Place
from portal.units.rules import Level

MOST_LINKS = 3
_LINK = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)


class NoOffice(RuleBroken):
    """A village without a commune above it on this day."""

    message = N_("There is no office for this place. Please choose its commune.")


@dataclass(frozen=True)
class Sending:
    """What somebody sends. `about_office`: it concerns an official of the office of the place."""

    place: Place
    kind: Kind
    topic: str
    text: str
    name: str = ""
    phone: str = ""
    address: str = ""
    learn: Learn = Learn.HERE
    about_office: bool = False
    channel: Channel = Channel.WEB
    doubt: Doubt | None = None


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: the code is shown now and never again."""

    petition: Petition
    code: str


def office_of(place: Place) -> Place:
    """The office that takes in what concerns a place: a village's is its commune's."""
    office = place.parent if place.level is Level.VILLAGE else place
    if office is None:
        raise NoOffice
    return office


def doubt(text: str, *, from_many: bool) -> Doubt | None:
    """Why a human should look first; `from_many`: much has come from its address lately."""
    if from_many:
        return Doubt.MANY
    if len(_LINK.findall(text)) >= MOST_LINKS:
        return Doubt.LINKS
    return None if any(letter.isalpha() for letter in text) else Doubt.WORDLESS


def send(sending: Sending, *, once: str, taken_by: int | None = None) -> Receipt:
    """Store it and issue its code; the same `once` key gives the same receipt again.

    `taken_by`: the officer who writes it down for somebody; the code then has to be changed by
    the sender at the first own visit.
    """
    code = codes.make(once)
    known = session.scalar(sa.select(Petition).where(Petition.code_hash == codes.hashed(code)))
    if known is not None:
        return Receipt(known, code)
    petition = _begin(sending, office_of(sending.place))
    petition.code_hash, petition.taken_by = codes.hashed(code), taken_by
    petition.code_to_change = taken_by is not None
    session.add(petition)
    session.flush()
    session.add(PetitionText(petition_id=petition.id, topic=sending.topic, text=sending.text))
    _keep_identity(petition, sending)
    _first_step(petition, sending, taken_by)
    return Receipt(petition, code)


def _begin(sending: Sending, home: Place) -> Petition:
    above = home.parent if sending.about_office else None
    owner = above or home
    today, days = clock.today(), calendar()
    state = State.QUARANTINED if sending.doubt else State.RECEIVED
    return Petition(
        **_counted_from_nought(),
        state=state,
        kind=sending.kind,
        channel=sending.channel,
        learn=sending.learn,
        language=language.current(),
        restricted=sending.kind in RESTRICTED,
        place_id=sending.place.id,
        home_id=home.id,
        owner_id=owner.id,
        above_id=owner.parent.id if owner.parent else None,
        barred_id=home.id if above else None,
        received_at=clock.now(),
        clock_on=today,
        due_on=days.due(today, owner.level),
        step_due_on=days.step_due(state, today),
    )


def _counted_from_nought() -> dict[str, object]:
    counts = ("version", "steps", "paused_days", "away_days", "extended_days")
    flags = ("asked_once", "code_to_change", "to_tell", "held")
    return {
        "chain": "",
        **dict.fromkeys((*counts, "hops", "bounces", "reopened"), 0),
        **dict.fromkeys(flags, False),
    }


def _keep_identity(petition: Petition, sending: Sending) -> None:
    given = {name: getattr(sending, name) for name in ("name", "phone", "address")}
    if any(given.values()):
        session.add(Identity(petition_id=petition.id, **given))


def _first_step(petition: Petition, sending: Sending, taken_by: int | None) -> None:
    steps.add(
        petition,
        Act.SEND,
        None,
        account_id=taken_by,
        unit_id=None,
        facts={
            "owner": petition.owner_id,
            "doubt": sending.doubt,
            "letter": keys.digest(f"{sending.topic}\n{sending.text}", "letter"),
        },
    )
    recount.note(petition.owner_id, petition.received_at)
    session.flush()


def part(case: Case, kind: Kind, topic: str, text: str) -> Petition:
    """A second matter in the same letter gets a number of its own, no code; the same owner.

    It counts from the day of receipt and shows on the first one's page.
    """
    whole = case.petition
    where = ("place_id", "home_id", "owner_id", "above_id", "barred_id")
    same = (*where, "channel", "language", "received_at", "clock_on", "due_on")
    made = Petition(
        **_counted_from_nought(),
        **{name: getattr(whole, name) for name in same},
        state=State.RECEIVED,
        kind=kind,
        learn=whole.learn,
        restricted=kind in RESTRICTED or whole.restricted,
        step_due_on=calendar().step_due(State.RECEIVED, clock.today()),
        split_from_id=whole.split_from_id or whole.id,
    )
    session.add(made)
    session.flush()
    session.add(PetitionText(petition_id=made.id, topic=topic, text=text))
    recount.note(made.owner_id, made.received_at)
    move(case, Act.SPLIT, part=made.id)
    steps.add(
        made,
        Act.SPLIT_OFF,
        None,
        account_id=case.account_id,
        unit_id=case.unit_for(Act.SPLIT),
        facts={"whole": made.split_from_id, "owner": made.owner_id},
    )
    return made


def release(case: Case, *, text: str) -> None:
    """A human has looked: no abuse; it goes its ordinary way."""
    move(case, Act.RELEASE, State.RECEIVED, text=text)


def refuse(case: Case, *, text: str) -> None:
    """A human has looked: abuse. The sender reads the reason, and may reopen."""
    petition = case.petition
    move(case, Act.REFUSE, State.REJECTED, reason=Reason.ABUSE)
    session.add(
        Answer(
            petition_id=petition.id,
            number=1,
            outcome=Outcome.REJECT,
            reason=Reason.ABUSE,
            text=text,
            unit_id=case.unit_for(Act.REFUSE),
            written_at=clock.now(),
            submitted_at=clock.now(),
            approver_id=case.account_id,
            approved_at=clock.now(),
            due_on=petition.due_on,
        )
    )
    petition.answered_at = clock.now()
    session.flush()
