"""What the office does with a petition that it owns: take it in hand, ask, put off, note, tell."""

from portal.base import clock
from portal.base.db import session
from portal.base.errors import Conflict, RuleBroken
from portal.base.language import N_
from portal.petitions import published, staff
from portal.petitions.clocks import EXTENSION
from portal.petitions.models import Petition
from portal.petitions.moves import Case, calendar, demand, move
from portal.petitions.papers import PublicCopy
from portal.petitions.rules import RESTRICTED, Act, Kind, Learn, State


class SamePerson(RuleBroken):
    """The sender did not accept this person's answer."""

    message = N_("The sender asked for another look: somebody else has to take this petition.")


class AskedOnce(RuleBroken):
    """A second question would stop the clock a second time."""

    message = N_("The sender can be asked once. Please answer with what is known.")


class NoExtension(RuleBroken):
    """Granted already, too long, or too late."""

    message = N_("The time can be extended once, before it is over, by 10 working days at most.")


class NotOfThisOffice(RuleBroken):
    """The person chosen does not work on petitions at the owner."""

    message = N_("This person does not work on petitions at this unit.")


def demand_another(petition: Petition, account_id: int | None) -> None:
    """Raise SamePerson for who wrote the answer that was not accepted."""
    if account_id is not None and account_id == petition.not_account_id:
        raise SamePerson


def claim(case: Case) -> None:
    """Take it in hand oneself."""
    demand_another(case.petition, case.account_id)
    move(case, Act.CLAIM, State.IN_PROGRESS)
    case.petition.account_id = case.account_id


def assign(case: Case, account_id: int) -> None:
    """The lead gives it to somebody of the same office."""
    petition = case.petition
    demand(case, Act.ASSIGN, State.IN_PROGRESS)
    demand_another(petition, account_id)
    able = staff.handlers(petition.owner_id, restricted=petition.restricted)
    if account_id not in {one for one, _ in able}:
        raise NotOfThisOffice
    move(case, Act.ASSIGN, State.IN_PROGRESS, account=account_id)
    petition.account_id = account_id


def ask(case: Case, question: str) -> None:
    """Ask the sender; the clock stands still until the reply, ten working days at the most."""
    demand(case, Act.ASK, State.NEED_INFO)
    demand_another(case.petition, case.account_id)
    if case.petition.asked_once:
        raise AskedOnce
    case.petition.asked_once = True
    case.petition.account_id = case.petition.account_id or case.account_id
    move(case, Act.ASK, State.NEED_INFO, text=question)


def lapse(case: Case) -> None:
    """No reply came: the work goes on with what is known."""
    move(case, Act.LAPSE, State.IN_PROGRESS)


def extend(case: Case, days: int, reason: str) -> None:
    """More time, once; the sender reads the reason."""
    petition = case.petition
    demand(case, Act.EXTEND)
    late = clock.today() > petition.due_on
    if petition.extended_days or late or not 1 <= days <= EXTENSION:
        raise NoExtension
    petition.extended_days = days
    petition.due_on = calendar().add(petition.due_on, days)
    move(case, Act.EXTEND, text=reason, days=days)


def note(case: Case, text: str) -> None:
    """An internal note; no sender ever sees it."""
    move(case, Act.NOTE, text=text)


def reclassify(case: Case, kind: Kind, reason: str) -> None:
    """It is of another kind than its sender thought; a complaint becomes confidential."""
    petition = case.petition
    move(case, Act.RECLASSIFY, text=reason, kind=kind, was=petition.kind)
    petition.kind, petition.restricted = kind, kind in RESTRICTED
    if petition.restricted and petition.account_id is not None:
        able = staff.handlers(petition.owner_id, restricted=True)
        if petition.account_id not in {one for one, _ in able}:
            petition.account_id = None
    if petition.restricted:
        published.forget(petition.id)
    session.flush()


def tell(case: Case, how: Learn | None = None) -> None:
    """The sender has been told: as asked, unless said otherwise (HERE: face to face)."""
    move(case, Act.TELL, how=how or case.petition.learn)
    case.petition.to_tell = False


def hold(case: Case, *, held: bool, reason: str) -> None:
    """Keep it beyond its time, or no longer: an inquiry goes on."""
    move(case, Act.HOLD, text=reason, held=held)
    case.petition.held = held


def exported(case: Case) -> None:
    """The petition leaves the portal in a document."""
    move(case, Act.EXPORT)


class NotPublic(RuleBroken):
    """Complaints and denunciations, and what is not answered yet."""

    message = N_("This petition cannot be made public.")


def publish(case: Case, topic: str, text: str, answer: str) -> None:
    """Everybody may read this redacted copy; publishing again replaces it."""
    petition = case.petition
    if petition.restricted:
        raise NotPublic
    move(case, Act.PUBLISH)
    published.put(petition, topic, text, answer)


class NothingPublic(Conflict):
    """Taken away meanwhile, or never published."""

    message = N_("This petition has no public copy.")


def unpublish(case: Case, reason: str) -> None:
    """Take the public copy away; its sender reads why."""
    demand(case, Act.UNPUBLISH)
    if session.get(PublicCopy, case.petition.id) is None:
        raise NothingPublic
    move(case, Act.UNPUBLISH, text=reason)
    published.forget(case.petition.id)
