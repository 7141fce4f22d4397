"""The entry page, the commune's week, and the totals of any unit.

One address for all levels: `/reports/<form>/<unit>/<period>`. A village's is its report, any other
unit's is how its children stand; what can be done or read besides lies below it.
"""

from datetime import timedelta

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.accounts import scope
from portal.accounts.rules import Right
from portal.base import clock, db
from portal.base.access import signed_in
from portal.base.errors import NotFound, RuleBroken
from portal.base.language import N_
from portal.base.layout import notes
from portal.base.period import Period
from portal.base.web import done, page, repeatable
from portal.reports import due, queries, services, shown
from portal.reports import totals as sums
from portal.reports.forms import AcceptForm, EntryForm, ReturnForm, WithdrawForm
from portal.reports.models import Report
from portal.reports.queries import Entry
from portal.reports.questionnaire import Questionnaire, questionnaire
from portal.reports.services import Overtaken
from portal.units.queries import Place
from portal.units.rules import Level

bp = Blueprint("reports", __name__, url_prefix="/reports")
init_app = shown.init_app
SPOT = "/<form_code>/<code>/<text>"

notes(
    sent=N_("Sent. Thank you."),
    draft=N_("Kept as a draft. It is not sent yet."),
    accepted=N_("Accepted."),
    returned=N_("Returned to the village."),
    withdrawn=N_("Withdrawn. It counts no longer."),
)

# At most one write per quarter of a minute for a draft that is kept as one goes.
DRAFT_EVERY = timedelta(seconds=15)


def _asked(form_code: str, text: str) -> tuple[Questionnaire, Period]:
    """The questions of a period as written in an address."""
    try:
        period = Period.parse(text)
    except ValueError:
        raise NotFound(N_("There is no such week. A year has 52 or 53.")) from None
    return questionnaire(form_code, period), period


def _place(code: str, right: Right, asked: Questionnaire) -> Place:
    return scope.unit(current_user, code, right, asked.association)


def _entry(form_code: str, code: str, text: str, right: Right) -> Entry:
    asked, period = _asked(form_code, text)
    return queries.entry(asked, _place(code, right, asked), period, current_user.id)


def _may(right: Right, entry: Entry) -> bool:
    return scope.may(current_user, right, entry.place, entry.asked.association)


def _is_own(place: Place) -> bool:
    """Whether the person belongs to this very unit; else figures are entered for it."""
    return any(hat.unit.id == place.id for hat in current_user.hats)


def _sent(entry: Entry) -> Report:
    """The report that stands here; NotFound before it was sent."""
    if entry.report is None:
        raise NotFound
    return entry.report


@bp.get("/")
@signed_in
def index() -> Response:
    """The officer's own units and the weeks that are open."""
    items = [shown.line(task) for task in due.tasks(current_user)]
    return page("reports/index.html", items=items)


@bp.get(SPOT)
@signed_in
def show(form_code: str, code: str, text: str) -> Response:
    """A village's period, to fill in or to read; any other unit's: how its children stand."""
    asked, period = _asked(form_code, text)
    place = _place(code, Right.READ, asked)
    if place.level is Level.COMMUNE:
        return _week(asked, place, period)
    if place.level is not Level.VILLAGE:
        parts = sums.parts(asked, place, period)
        return page("reports/parts.html", asked=asked, place=place, period=period, parts=parts)
    entry = queries.entry(asked, place, period, current_user.id)
    wanted = "edit" in request.args and entry.is_open
    # Who enters for a village looks first at what was sent, returned or withdrawn.
    to_fill = entry.is_to_fill and (entry.report is None or _is_own(place))
    if _may(Right.REPORT, entry) and (to_fill or wanted):
        return _edit(entry, EntryForm.of(entry))
    return _report(entry)


def _week(
    asked: Questionnaire, commune: Place, period: Period, *, changed: bool = False
) -> Response:
    week = queries.week(asked, commune, period)
    mine = any(scope.may(current_user, Right.REVIEW, line.place) for line in week.lines)
    return page(
        "reports/week.html", asked=asked, place=commune, period=period, week=week, may_review=mine,
        seen_at=week.seen.isoformat() if week.seen else "", changed=changed,
        status=409 if changed else 200,
    )  # fmt: skip


def _edit(entry: Entry, form: EntryForm) -> Response:
    own = _is_own(entry.place)
    return page("reports/edit.html", entry=entry, form=form, own=own, status=form.status)


def _report(entry: Entry, *, changed: bool = False) -> Response:
    may_review = _may(Right.REVIEW, entry)
    return page(
        "reports/show.html", entry=entry, own=_is_own(entry.place), may_review=may_review,
        entered_by=queries.entered_by(entry.report),
        may_write=_may(Right.REPORT, entry), changed=changed, status=409 if changed else 200,
        may_withdraw=services.can_withdraw(entry.report, by_parent=may_review),
    )  # fmt: skip


@bp.post(SPOT)
@signed_in
def send(form_code: str, code: str, text: str) -> Response:
    """The officer sends, or corrects, one period of one village."""
    entry = _entry(form_code, code, text, Right.REPORT)
    form = EntryForm.of(entry)
    if form.button == "draft":
        services.save_draft(_draft(entry, form))
        return done(f"{entry.path}?edit=1", note="draft")
    if form.wants_nothing:
        if form.typed:
            services.save_draft(_draft(entry, form))
        return page("reports/nothing.html", entry=entry, form=form)
    services.demand_begun(entry.asked, entry.period)
    if form.accepted():
        try:
            return _submit(entry, form)
        except Overtaken:
            db.aside(services.save_draft, _draft(entry, form))
            return page("reports/overtaken.html", entry=entry, form=form, status=409)
        except RuleBroken as refusal:
            form.problem = refusal
    db.aside(services.save_draft, _draft(entry, form))
    return _edit(entry, form)


def _submit(entry: Entry, form: EntryForm) -> Response:
    services.submit(
        entry.asked,
        entry.place,
        entry.period,
        form.answers,
        by=current_user.id,
        seen=form.seen.data or 0,
        reason=form.reason.data or "",
        entered_for=None if _is_own(entry.place) else form.entered_for,
    )
    return done(entry.path, note="sent")


def _draft(entry: Entry, form: EntryForm) -> services.DraftText:
    return services.DraftText(
        entry.asked.form_id, entry.place.id, entry.period, current_user.id, form.typed
    )


@bp.post(f"{SPOT}/draft")
@signed_in
@repeatable
def draft(form_code: str, code: str, text: str) -> Response:
    """What is typed, kept as one goes: htmx sends it, nothing is shown."""
    entry = _entry(form_code, code, text, Right.REPORT)
    services.demand_begun(entry.asked, entry.period)
    if entry.drafted_at is None or clock.now() - entry.drafted_at >= DRAFT_EVERY:
        services.save_draft(_draft(entry, EntryForm.of(entry)))
    return Response(status=204)


@bp.post(f"{SPOT}/accept")
@signed_in
def accept(form_code: str, code: str, text: str) -> Response:
    """Accept a village's report, or all unremarkable ones of a commune at once."""
    asked, period = _asked(form_code, text)
    place = _place(code, Right.READ, asked)
    if place.level is Level.COMMUNE:
        lines = queries.week(asked, place, period).lines
    else:
        lines = [queries.line(asked, place, period)]
    mine = [one for one in lines if scope.may(current_user, Right.REVIEW, one.place)]
    if not mine:
        raise NotFound
    all_plain = place.level is Level.COMMUNE
    reports = [one.report for one in mine if one.report and (one.is_plain or not all_plain)]
    if not services.accept(asked, reports, by=current_user.id, seen=AcceptForm.read().seen_at):
        if all_plain:
            return _week(asked, place, period, changed=True)
        return _report(_entry(form_code, code, text, Right.READ), changed=True)
    return done(f"/reports/{form_code}/{code}/{period}", note="accepted")


@bp.route(f"{SPOT}/return", methods=["GET", "POST"])
@signed_in
def send_back(form_code: str, code: str, text: str) -> Response:
    """The commune returns a report: why, and which figures it is about."""
    entry = _entry(form_code, code, text, Right.REVIEW)
    report = _sent(entry)
    form, status = ReturnForm.of(entry), 0
    if form.accepted():
        try:
            services.send_back(
                entry.asked, report, by=current_user.id, seen=form.seen.data,
                reason=form.reason.data or "", cells=form.cells.data or [],
            )  # fmt: skip
            return done(entry.path, note="returned")
        except (Overtaken, RuleBroken) as refusal:
            status = form.refused(refusal, entry)
    return page("reports/return.html", entry=entry, form=form, status=status or form.status)


@bp.route(f"{SPOT}/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(form_code: str, code: str, text: str) -> Response:
    """The village takes a report back before acceptance; the commune, with a reason, also after."""
    entry = _entry(form_code, code, text, Right.REPORT)
    report = _sent(entry)
    by_parent = _may(Right.REVIEW, entry)
    form, status = WithdrawForm.of(entry, by_parent=by_parent), 0
    if form.accepted():
        try:
            services.withdraw(
                entry.asked, report, by=current_user.id, by_parent=by_parent,
                seen=form.seen.data, reason=form.reason.data or "",
            )  # fmt: skip
            return done(entry.path, note="withdrawn")
        except (Overtaken, RuleBroken) as refusal:
            status = form.refused(refusal, entry)
    return page("reports/withdraw.html", entry=entry, form=form, status=status or form.status)


@bp.get(f"{SPOT}/history")
@signed_in
def history(form_code: str, code: str, text: str) -> Response:
    """Every version of a report, newest first."""
    entry = _entry(form_code, code, text, Right.READ)
    return page("reports/history.html", entry=entry, versions=queries.versions(_sent(entry)))


@bp.get(f"{SPOT}/totals")
@signed_in
def totals(form_code: str, code: str, text: str) -> Response:
    """Every figure of a unit: reported and accepted side by side, with the counts behind them."""
    asked, period = _asked(form_code, text)
    place = _place(code, Right.READ, asked)
    tally = sums.tallies(asked, place, [period])[period]
    return page(
        "reports/totals.html", asked=asked, place=place, period=period,
        figures=sums.figures(asked, tally), shares=sums.shares(asked, tally),
    )  # fmt: skip


@bp.get(f"{SPOT}/totals/<indicator>")
@signed_in
def figure(form_code: str, code: str, text: str, indicator: str) -> Response:
    """One figure of a unit: child by child, and over the last periods."""
    asked, period = _asked(form_code, text)
    place = _place(code, Right.READ, asked)
    question = asked.by_code.get(indicator)
    if question is None or not question.adds_up:
        raise NotFound
    tally = sums.tallies(asked, place, [period])[period]
    return page(
        "reports/figure.html",
        whole=sums.figure(asked, tally, question),
        asked=asked,
        place=place,
        period=period,
        question=question,
        rows=sums.child_by_child(asked, place, period, question),
        trend=sums.trend(asked, place, period, question),
    )
