"""What the sender will read is written: an answer, a rejection, a referral; texts to begin with."""

from collections.abc import Callable

from flask import Response, request
from flask_login import current_user

from portal.accounts import scope
from portal.accounts.rules import Right
from portal.base.access import signed_in
from portal.base.db import session
from portal.base.errors import Conflict, NotFound, PortalError, RuleBroken
from portal.base.language import N_
from portal.base.layout import notes
from portal.base.web import done, kept_fields, page, preview
from portal.casework import queries, services
from portal.casework.asking import CASE, after, bp, demand_seen
from portal.casework.forms import AnswerForm, ReferForm, RejectForm, TemplateForm
from portal.petitions import answering, reach, words
from portal.petitions import queries as letters
from portal.petitions.answering import templates
from portal.petitions.moves import Case, Overtaken, StandsElsewhere
from portal.petitions.papers import AnswerTemplate
from portal.petitions.rules import Act
from portal.units.queries import Place

notes(
    case_draft=N_("Kept as a draft. Nobody outside your office reads it yet."),
    case_submit=N_("Sent to whoever signs."),
    template_kept=N_("The text is kept."),
    template_retired=N_("The text is offered no longer."),
)


@bp.route(f"{CASE}/answer", methods=["GET", "POST"])
@signed_in
def answer(number: str) -> Response:
    """An answer: kept as a draft, or sent to be signed."""
    return _write(number, AnswerForm)


@bp.route(f"{CASE}/reject", methods=["GET", "POST"])
@signed_in
def reject(number: str) -> Response:
    """Why it is not taken up, and what to do instead."""
    return _write(number, RejectForm)


@bp.route(f"{CASE}/refer", methods=["GET", "POST"])
@signed_in
def refer(number: str) -> Response:
    """To the agency whose matter it is."""
    return _write(number, ReferForm)


def _write(number: str, kind: type[AnswerForm]) -> Response:
    case = reach.case(current_user, number, Act.DRAFT)
    owner, form = _begun(case, kind)
    if _button() == "insert":
        form.insert(owner)
        return _writing(case, form, owner)
    if not form.accepted():
        return _writing(case, form, owner, None if case.may(Act.DRAFT) else StandsElsewhere())
    submits = _button() == "submit"
    try:
        demand_seen(case, form)
        (answering.submit if submits else answering.draft)(case, form.draft)
        return done(after(case), note="case_submit" if submits else "case_draft")
    except (Conflict, RuleBroken) as error:
        session.rollback()  # a rule may say no half-way; what is shown next is what stands
        case = reach.case(current_user, number, Act.DRAFT)
        return _writing(case, form, owner, error)


def _button() -> str:
    return request.form.get("button", "")


def _begun(case: Case, kind: type[AnswerForm]) -> tuple[Place, AnswerForm]:
    """The owner, and the form with the draft at hand."""
    owner = case.places[case.petition.owner_id]
    draft, referral = queries.draft(case.petition.id)
    return owner, kind.begun(case, owner, draft, referral)


def _writing(
    case: Case, form: AnswerForm, owner: Place, refusal: PortalError | None = None
) -> Response:
    overtaken = isinstance(refusal, Overtaken)
    show: Callable[..., Response] = preview if _button() == "insert" else page
    return show(
        "casework/answer.html",
        status=refusal.status if refusal else form.status,
        case=case,
        form=form,
        place=owner,
        problem=refusal,
        missed=queries.missed(case, form.seen.data) if overtaken else None,
        theirs=answering.latest(case.petition.id) if overtaken else None,
        seen=case.petition.version if overtaken else form.seen.data or 0,
        may=case.may(Act.DRAFT),
        kept=kept_fields() if request.method == "POST" else [],
        letter=letters.letter(case.petition.id),
        reasons=words.REASONS,
    )


@bp.get("/templates/<unit:code>")
@signed_in
def templates_of(code: str) -> Response:
    """Texts to begin answers with: the unit's own and those of all above it."""
    place = scope.unit(current_user, code, Right.HANDLE)
    return page(
        "casework/templates.html",
        place=place,
        found=templates(place.ids),
        places={one.id: one for one in (place, *place.parents)},
        may_keep=scope.may(current_user, Right.ANSWER, place),
    )


@bp.route("/templates/<unit:code>/new", methods=["GET", "POST"])
@signed_in
def new_template(code: str) -> Response:
    """One more text; one of the same title is replaced."""
    place, form = scope.unit(current_user, code, Right.ANSWER), TemplateForm.read()
    if not form.accepted():
        return page("casework/template.html", place=place, form=form, kept=None, status=form.status)
    services.keep_template(place.id, form.title.data, form.written.data, by=current_user.id)
    return done(f"/petitions/templates/{code}", note="template_kept")


@bp.route("/templates/<unit:code>/<int(max=999999999999):template_id>", methods=["GET", "POST"])
@signed_in
def template(code: str, template_id: int) -> Response:
    """A text of the unit's own: mended, or offered no longer."""
    place = scope.unit(current_user, code, Right.ANSWER)
    kept = session.get(AnswerTemplate, template_id)
    if kept is None or kept.unit_id != place.id or kept.retired_at is not None:
        raise NotFound
    form = TemplateForm.read(title=kept.title, written=kept.text)
    if _button() == "retire":
        services.retire_template(kept, by=current_user.id)
        return done(f"/petitions/templates/{code}", note="template_retired")
    if not form.accepted():
        return page("casework/template.html", place=place, form=form, kept=kept, status=form.status)
    services.change_template(kept, form.title.data, form.written.data, by=current_user.id)
    return done(f"/petitions/templates/{code}", note="template_kept")
