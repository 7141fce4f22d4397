"""How an act on a petition is asked for and done: the one way of all pages of acts.

Whoever is too slow is told what happened meanwhile and keeps what they typed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.base.db import session
from portal.base.errors import Conflict, PortalError, RuleBroken
from portal.base.language import gettext
from portal.base.layout import notes
from portal.base.web import done, kept_fields, page
from portal.casework import queries
from portal.casework.words import DEEDS, LET_GO
from portal.petitions import reach
from portal.petitions.moves import Case, Overtaken, StandsElsewhere
from portal.petitions.rules import Act

bp = Blueprint("casework", "portal.casework", url_prefix="/petitions")

CASE = "/cases/<number>"
Done = Callable[[Case, Any], object]

notes(**{f"case_{act}": deed.note for act, deed in DEEDS.items()})


def perform(
    number: str,
    act: Act,
    form_of: Callable[[Case], Any],
    deed: Done,
    template: str = "casework/act.html",
    shows: Callable[[Case], Mapping[str, Any]] = lambda case: {},
) -> Response:
    """Load the petition for this act; ask, or do it and go back to the petition's page.

    `shows` finds what the page of the act shows besides.
    """
    case = reach.case(current_user, number, act)
    form = form_of(case)
    if not form.accepted():
        refusal = None if case.may(act) else StandsElsewhere()
        return _ask(case, act, form, template, refusal, shows(case))
    try:
        demand_seen(case, form)
        deed(case, form)
        return done(after(case), note=f"case_{act}")
    except (Conflict, RuleBroken) as error:
        session.rollback()  # a rule may say no half-way; what is shown next is what stands
        case = reach.case(current_user, number, act)
        return _ask(case, act, form, template, error, shows(case))


def demand_seen(case: Case, form: Any) -> None:
    """Raise Overtaken when somebody did something since the form was opened."""
    if form.seen.data != case.petition.version:
        raise Overtaken


def after(case: Case) -> str:
    """The petition's page; the inbox, where it has passed out of reach by what was just done."""
    stays = reach.capacities(current_user, case.petition)
    return f"/petitions/cases/{case.number}" if stays else "/petitions/inbox"


def _ask(
    case: Case,
    act: Act,
    form: Any,
    template: str,
    refusal: PortalError | None,
    shown: Mapping[str, Any],
) -> Response:
    """The page of an act: the form, what was wrong with it, what happened since it was opened."""
    overtaken, deed = isinstance(refusal, Overtaken), DEEDS[act]
    if deed.asks:
        form.written.label.text = gettext(deed.asks)
    return page(
        template,
        status=refusal.status if refusal else form.status,
        case=case,
        act=act,
        deed=deed,
        let_go=LET_GO,
        form=form,
        problem=refusal,
        missed=queries.missed(case, form.seen.data) if overtaken else None,
        seen=case.petition.version if overtaken else form.seen.data or 0,
        may=case.may(act),
        kept=kept_fields() if request.method == "POST" else [],
        **shown,
    )
