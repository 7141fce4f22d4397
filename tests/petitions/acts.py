"""Petitions in tests: sent and worked on through the services, each act one transaction."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from portal.accounts import queries as accounts
from portal.accounts import services
from portal.accounts.models import Account
from portal.accounts.queries import Actor
from portal.accounts.rules import Role
from portal.base import clock
from portal.base.db import session, writing
from portal.petitions import answering, intake, reach
from portal.petitions.answering import Agency, Draft
from portal.petitions.intake import Receipt, Sending
from portal.petitions.models import Petition
from portal.petitions.moves import Case
from portal.petitions.rules import Act, Kind, Outcome, Reason
from portal.units.queries import Place
from tests import make

_once = count(1)


def actor(place: Place, role: Role = Role.LEAD) -> Actor:
    """Somebody signed in with a role at a unit."""
    return signed_in(make.officer(place, role))


def signed_in(account: Account) -> Actor:
    """The account as a request would find it."""
    with writing():
        token = services.start_session(account.id, "test", shared=False)
    found = accounts.actor(token)
    session.remove()
    assert found is not None
    return found


def send(place: Place, *, once: str = "", taken_by: int | None = None, **more: Any) -> Receipt:
    """A citizen writes about a place: "Đèn đường hỏng" unless said otherwise."""
    values = {
        "kind": Kind.FEEDBACK,
        "topic": "Đèn đường hỏng",
        "text": "Đèn đường đầu thôn hỏng đã hai tuần, tối đi lại rất nguy hiểm.",
        **more,
    }
    with writing():
        return intake.send(
            Sending(place=place, **values), once=once or f"once-{next(_once)}", taken_by=taken_by
        )


def do(who: Actor, petition: Petition, act: Act, deed: Callable[..., Any], *given: Any) -> Any:
    """One act of an officer, as one request would do it."""
    with writing():
        return deed(reach.case(who, petition.number, act), *given)


def by_code(code: str, deed: Callable[..., Any], *given: Any) -> Any:
    """One act of the sender."""
    with writing():
        return deed(sender_case(code), *given)


def sender_case(code: str) -> Case:
    """The sender's own petition."""
    case = reach.case_of_code(code)
    assert case is not None
    return case


def now(petition: Petition) -> Petition:
    """The petition as it stands."""
    session.remove()
    return session.get_one(Petition, petition.id)


def agency(on: date | None = None) -> Agency:
    """The power company."""
    today = clock.today()
    return Agency("Điện lực Tiên Du", "15/PC-MTTQ", today, on or today + timedelta(days=10))


WRITTEN = {
    Outcome.ANSWER: Draft("Đã thay bóng đèn ngày 12/11."),
    Outcome.REJECT: Draft("Việc này Tòa án đang xét xử.", Outcome.REJECT, Reason.IN_COURT),
}


def written(outcome: Outcome) -> Draft:
    """A complete draft of an outcome."""
    if outcome is Outcome.REFER:
        return Draft("Đã chuyển Điện lực Tiên Du.", outcome, agency=agency())
    return WRITTEN[outcome]


def answer(
    petition: Petition, author: Actor, approver: Actor, outcome: Outcome = Outcome.ANSWER
) -> None:
    """From in progress to whatever the outcome becomes."""
    do(author, petition, Act.SUBMIT, answering.submit, written(outcome))
    do(approver, petition, Act.APPROVE, answering.approve)
