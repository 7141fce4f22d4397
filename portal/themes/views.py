"""The codebook, a petition's theme, opinions heard, and the synthesis of a unit."""

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.accounts import scope
from portal.accounts.rules import Right
from portal.base import clock, hooks
from portal.base.access import signed_in
from portal.base.errors import Conflict, NotFound, RuleBroken
from portal.base.language import N_, gettext
from portal.base.layout import notes
from portal.base.period import Period
from portal.base.web import done, page, page_number
from portal.letters import printing
from portal.petitions import queries as petitions
from portal.petitions import reach
from portal.petitions.moves import Case
from portal.petitions.rules import Who
from portal.themes import paper, queries, rules, services, shown
from portal.themes.counting import BASELINE
from portal.themes.forms import ConfirmForm, OpinionForm, ThemeForm
from portal.themes.models import Opinion, Theme
from portal.themes.synthesis import synthesis
from portal.units.queries import Place
from portal.units.rules import Level

bp = Blueprint("themes", __name__, url_prefix="/petitions")
init_app = shown.init_app

notes(
    theme_kept=N_("The theme is kept."),
    theme_retired=N_("The theme is retired: it is offered no longer."),
    theme_back=N_("The theme is offered again."),
    theme_confirmed=N_("The theme is confirmed."),
    opinion_kept=N_("The opinion is noted."),
    opinion_removed=N_("The opinion is removed."),
)


def _keeps_codebook() -> bool:
    """Whether the person may write in the codebook: an admin of the centre."""
    return any(
        scope.may(current_user, Right.THEMES, hat.unit)
        for hat in current_user.hats
        if hat.unit.level is Level.CENTRE
    )


def _demand_keeper() -> None:
    if not _keeps_codebook():
        raise NotFound


@bp.get("/themes")
@signed_in
def codebook() -> Response:
    """The themes, what belongs in each, and how many petitions have it."""
    themes = queries.codebook(retired=True)
    return page(
        "themes/codebook.html",
        themes=[one for one in themes if one.retired_on is None],
        retired=[one for one in themes if one.retired_on is not None],
        may_keep=_keeps_codebook(),
    )


@bp.route("/themes/new", methods=["GET", "POST"])
@signed_in
def new_theme() -> Response:
    """One more theme."""
    _demand_keeper()
    form = ThemeForm.of()
    if form.accepted():
        try:
            services.add_theme(form.title_words, form.note_words, by=current_user.id)
            return done("/petitions/themes", note="theme_kept")
        except RuleBroken as refusal:
            form.title_vi.errors = [gettext(refusal.message)]
    return _theme(None, form)


def _theme(theme: Theme | None, form: ThemeForm, *, theirs: Theme | None = None) -> Response:
    status = 409 if theirs else form.status
    return page("themes/theme.html", theme=theme, form=form, theirs=theirs, status=status)


@bp.route("/themes/<int(max=999999999999):theme_id>", methods=["GET", "POST"])
@signed_in
def theme(theme_id: int) -> Response:
    """Its words mended, or offered no longer, or again."""
    _demand_keeper()
    found = queries.theme(theme_id)
    if found is None:
        raise NotFound
    form, button = ThemeForm.of(found), request.form.get("button", "")
    try:
        if request.method == "POST" and button in _STATES:
            _STATES[button](found, seen=form.changes_seen, by=current_user.id)
            return done("/petitions/themes", note=f"theme_{button}")
        if form.accepted():
            said = (form.title_words, form.note_words)
            services.change_theme(found, *said, seen=form.changes_seen, by=current_user.id)
            return done("/petitions/themes", note="theme_kept")
    except Conflict:
        form.seen.data = str(found.changes)
        return _theme(found, form, theirs=found)
    except RuleBroken as refusal:
        form.title_vi.errors = [gettext(refusal.message)]
    return _theme(found, form)


_STATES = {"retired": services.retire_theme, "back": services.bring_back}


def _handled(number: str) -> Case:
    """The petition for who works on it; nobody else says what it is about."""
    case = reach.case(current_user, number)
    if Who.HANDLER not in case.hats:
        raise NotFound
    return case


@bp.get("/cases/<number>/theme")
@signed_in
def case_theme(number: str) -> Response:
    """What a petition is about: the portal's suggestion and the whole list."""
    return _case_theme(_handled(number))


def _case_theme(case: Case, error: str = "") -> Response:
    return page(
        "themes/confirm.html",
        case=case,
        letter=petitions.letter(case.petition.id),
        error=error,
        **shown.choosing(case),
        status=422 if error else 200,
    )


@bp.post("/cases/<number>/theme")
@signed_in
def confirm(number: str) -> Response:
    """An officer says what it is about: one tap where the suggestion is right."""
    case, form = _handled(number), ConfirmForm.read()
    themes = {one.code: one for one in queries.codebook(retired=True)}
    chosen = themes.get(form.chosen)
    if chosen is None:
        return _case_theme(case, gettext("Please choose a theme."))
    suggested = themes.get(form.suggested.data or "")
    try:
        services.confirm(case, chosen, suggested=suggested, seen=form.changes_seen)
    except RuleBroken as refusal:
        return _case_theme(case, gettext(refusal.message))
    return done(f"/petitions/cases/{case.number}", note="theme_confirmed")


@bp.get("/opinions")
@signed_in
def opinions() -> Response:
    """Opinions heard at the officer's own unit; the other units of who has several."""
    own = [hat.unit for hat in current_user.hats if hat.association is None]
    if not own:
        return page("themes/no_opinions.html")
    return _opinions(own[0], own[1:])


@bp.get("/opinions/<unit:code>")
@signed_in
def opinions_of(code: str) -> Response:
    """Opinions heard at a unit and below it, newest first."""
    return _opinions(scope.unit(current_user, code, Right.READ))


def _opinions(place: Place, others: list[Place] = []) -> Response:  # noqa: B006 - never changed
    found = queries.opinions(place, page_number())
    return page(
        "themes/opinions.html",
        place=place,
        others=others,
        found=found[: queries.ON_A_PAGE],
        number=page_number(),
        more=len(found) > queries.ON_A_PAGE,
        may_note=scope.may(current_user, Right.RECEIVE, place),
        sources=rules.SOURCES,
    )


@bp.route("/opinions/<unit:code>/new", methods=["GET", "POST"])
@signed_in
def note_opinion(code: str) -> Response:
    """Write down what was heard."""
    place = scope.unit(current_user, code, Right.RECEIVE)
    themes = queries.codebook()
    form = OpinionForm.of(themes)
    if form.accepted():
        try:
            services.note_opinion(place, form.said(themes), by=current_user.id)
            return done(f"/petitions/opinions/{code}", note="opinion_kept")
        except RuleBroken as refusal:
            form.sentence.errors = [gettext(refusal.message)]
    return page("themes/note.html", place=place, form=form, status=form.status)


def _opinion(place: Place, opinion_id: int) -> Opinion:
    found = queries.opinion(opinion_id)
    if found is None or found.unit_id != place.id:
        raise NotFound
    return found


@bp.route("/opinions/<unit:code>/<int(max=999999999999):opinion_id>", methods=["GET", "POST"])
@signed_in
def opinion(code: str, opinion_id: int) -> Response:
    """An opinion mended by who noted it, or removed."""
    place = scope.unit(current_user, code, Right.RECEIVE)
    found = _opinion(place, opinion_id)
    themes = queries.offered(found.theme_id)
    form = OpinionForm.of(themes, found)
    try:
        if request.method == "POST" and request.form.get("button") == "remove":
            services.remove_opinion(found, seen=form.changes_seen, by=current_user.id)
            return done(f"/petitions/opinions/{code}", note="opinion_removed")
        if form.accepted():
            said, seen = form.said(themes), form.changes_seen
            services.mend_opinion(found, said, seen=seen, by=current_user.id)
            return done(f"/petitions/opinions/{code}", note="opinion_kept")
    except Conflict:
        form.seen.data = str(found.changes)
        return _mend(place, found, form, theirs=True)
    except RuleBroken as refusal:
        form.sentence.errors = [gettext(refusal.message)]
    return _mend(place, found, form)


def _mend(place: Place, found: Opinion, form: OpinionForm, *, theirs: bool = False) -> Response:
    return page(
        "themes/opinion.html",
        place=place,
        opinion=found,
        form=form,
        theirs=theirs,
        may_mend=rules.may_edit(found.at, found.account_id, clock.now(), current_user.id),
        status=409 if theirs else form.status,
    )


@bp.get("/synthesis/<unit:code>/<text>")
@signed_in
def whole(code: str, text: str) -> Response:
    """What people of a unit said in a week or month: page, print, Word, Excel."""
    place, period = scope.unit(current_user, code, Right.READ), _period(text)
    if place.level is Level.VILLAGE:
        raise NotFound  # it has no office: what is said there stands in its commune's
    found = synthesis(place, period)
    if printing.printed():
        return page("themes/paper.html", letter=paper.letter(found))
    if request.args.get("word") == "1":
        document = printing.word(paper.letter(found))
        return printing.saved(document, f"y-kien-{place.code}-{period}")
    if request.args.get("excel") == "1":
        return paper.as_excel(paper.letter(found), f"y-kien-{place.code}-{period}")
    answer_path = next(hooks.named("answer_path"), None)
    return page("themes/synthesis.html", found=found, place=place, period=period,
                near=shown.near(period), answer_path=answer_path)  # fmt: skip


def _period(text: str) -> Period:
    """A week or month that has begun, as written in an address."""
    try:
        period = Period.parse(text)
        period.back(BASELINE)
    except ValueError:
        raise NotFound(NO_PERIOD) from None
    if period.frequency not in rules.PERIODS:
        raise NotFound(NO_PERIOD)
    if period.first > clock.today():
        raise NotFound(N_("This week or month has not begun yet."))
    return period


NO_PERIOD = N_("There is no such week or month.")
