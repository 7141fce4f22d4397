"""Public answers for everybody, "me too", statistics; and the lead's page that publishes."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask_login import current_user

from portal.answers import forms, queries, search, services, shown, totals, words
from portal.answers.forms import PublishForm, WithdrawForm
from portal.answers.queries import KINDS
from portal.answers.shown import Asked, Spanned
from portal.base import keys, limits, pagecache
from portal.base.access import public, signed_in
from portal.base.language import DEFAULT, LANGUAGES, N_
from portal.base.layout import notes
from portal.base.web import claim, done, move_to, page, page_number, preview, with_note
from portal.letters import printing
from portal.petitions import handling, reach
from portal.petitions import words as kinds
from portal.petitions.rules import Act

bp = Blueprint("answers", __name__, url_prefix="/petitions")

ROWS = 20
HOUR = timedelta(hours=1)
COOKIE, AGE = "metoo", timedelta(days=365)
pagecache.PERSONAL.add(COOKIE)

_ONE = "/answered/<int(max=999999999999):petition_id>"

notes(
    me_too=N_("Counted. Thank you."),
    answer_public=N_("Published. Everybody can read it now."),
    answer_withdrawn=N_("Taken away. The sender reads the reason."),
)


@bp.get("/answered")
@public
def index() -> Response:
    """Public answers, newest first; of a unit, of a kind; found by words."""
    asked = Asked.read()
    if asked.typed:
        number = page_number()
        found = search.found(asked.typed, asked.wanted, page=number, size=ROWS)
        return page("answers/search.html", asked=asked, found=found, number=number)
    listed = queries.listing(asked.wanted, before=asked.before, after=asked.after, size=ROWS)
    return page("answers/index.html", asked=asked, kinds=KINDS, words=kinds.KINDS, listed=listed)


@bp.get(_ONE)
@public
def show(petition_id: int) -> Response:
    """One petition with its answer, as it was published."""
    found = queries.public(petition_id)
    return page("answers/show.html", found=found, copy=found.copy)


@bp.route(f"{_ONE}/me-too", methods=["GET", "POST"])
@public
def me_too(petition_id: int) -> Response:
    """A page that asks; then this browser is counted, once however often it asks."""
    found = queries.public(petition_id)
    if request.method == "GET":
        said = COOKIE in request.cookies
        return page("answers/me_too.html", found=found, copy=found.copy, said=said)
    _count_visitor()
    # Of the form's own key, so that the same form sent twice is the same browser.
    browser = request.cookies.get(COOKIE, "")[:64] or keys.digest(request.form["once"], "me too")
    services.say_me_too(petition_id, browser)
    path = f"/petitions/answered/{petition_id}"
    return _with_cookie(move_to(with_note(path, "me_too")), path, browser)


def _count_visitor() -> None:
    """So many an hour from one address, by default 300: a whole commune may share one."""
    if claim().repeated:
        return
    address = limits.anonymous(request.remote_addr or "")
    limits.check("me too", address, current_app.config["ANONYMOUS_LIMIT"], HOUR)
    limits.count("me too", address, HOUR)


def _with_cookie(response: Response, path: str, browser: str) -> Response:
    """Known to this one page in each language: readers carry no cookie anywhere else."""
    for language in LANGUAGES:
        response.set_cookie(
            COOKIE,
            browser,
            max_age=AGE,
            path=f"{'' if language == DEFAULT else f'/{language}'}{path}/me-too",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


@bp.get("/statistics")
@public
def statistics() -> Response:
    """How a unit and those below it answer, in a year, a quarter or a month."""
    asked, number = Spanned.read(), page_number()
    found = totals.of_unit(asked.place, asked.period)
    stirring = [line for line in found.below if line.stirs]
    shown_now = slice(None) if printing.printed() else slice((number - 1) * ROWS, number * ROWS)
    return page(
        "answers/statistics.html",
        asked=asked,
        place=asked.place,
        period=asked.period,
        found=found,
        below=stirring[shown_now],
        silent=len(found.below) - len(stirring),
        number=number,
        more=len(stirring) > number * ROWS and not printing.printed(),
    )


@bp.get("/statistics.csv")
@public
def statistics_csv() -> Response:
    """The same as a table for everybody's own reckoning."""
    asked = Spanned.read()
    written = shown.table(totals.of_unit(asked.place, asked.period))
    response = Response(written, content_type="text/csv; charset=utf-8")
    name = f"petitions-{asked.place.code}-{asked.period}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.route("/cases/<number>/publish", methods=["GET", "POST"])
@signed_in
def publish(number: str) -> Response:
    """Letter and answer beside the copy without names; looked at once more; then public."""
    case = reach.case(current_user, number, Act.PUBLISH)
    originals = queries.originals(case)
    form = PublishForm.of(originals, case.petition.version)
    about: dict[str, Any] = {
        "case": case,
        "form": form,
        "originals": originals,
        "marks": words.MARKS,
    }
    if not form.accepted():
        return _edit(about)
    if form.button == "change":
        return preview("answers/publish.html", **about, found=_found(originals))
    left = form.left(originals)
    if form.button == "publish" and (form.sure.data or not left):
        reach.case(current_user, number, Act.PUBLISH, seen=form.seen_version)
        handling.publish(case, form.topic.data, form.text.data, form.answer.data)
        return done(f"/petitions/answered/{case.petition.id}", note="answer_public")
    status = 422 if form.button == "publish" else 200
    return preview("answers/preview.html", **about, left=left, status=status)


def _edit(about: dict[str, Any]) -> Response:
    form, originals = about["form"], about["originals"]
    return page("answers/publish.html", **about, found=_found(originals), status=form.status)


def _found(originals: queries.Originals) -> list[forms.Found]:
    return forms.found([originals.topic, originals.text, originals.answer], originals.known)


@bp.route("/cases/<number>/unpublish", methods=["GET", "POST"])
@signed_in
def unpublish(number: str) -> Response:
    """Take the public copy away, for a reason that its sender reads."""
    case = reach.case(current_user, number, Act.UNPUBLISH)
    copy, form = queries.copy_of(case.petition.id), WithdrawForm.read()
    if copy is None:
        raise handling.NothingPublic
    if not form.accepted():
        return page("answers/unpublish.html", case=case, copy=copy, form=form, status=form.status)
    reach.case(current_user, number, Act.UNPUBLISH, seen=form.seen_version)
    handling.unpublish(case, form.reason.data)
    return done(f"/petitions/cases/{case.number}", note="answer_withdrawn")
