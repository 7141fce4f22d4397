"""Posts as they are written: words, how they are shown, review, publication, withdrawal.

The addresses begin as those of `news/views.py`; what is public is there.
"""

from collections.abc import Callable

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.accounts import scope
from portal.accounts.rules import Right
from portal.base import attachments, pictures
from portal.base.access import signed_in
from portal.base.errors import NotFound, PortalError, RuleBroken
from portal.base.language import LANGUAGES, N_, current
from portal.base.layout import notes
from portal.base.sending import send
from portal.base.uploads import uploads
from portal.base.web import done, page, page_number, preview
from portal.news import article, services, works
from portal.news.article import Reading
from portal.news.models import Post
from portal.news.rules import CATEGORIES, Settings, State
from portal.news.services import Overtaken
from portal.news.shown import post_state
from portal.newsroom import approval, attaching, markdown
from portal.newsroom.forms import (
    AUDIENCES,
    REACHES,
    ClerksForm,
    FilesForm,
    ReasonForm,
    SeenForm,
    SettingsForm,
    TextForm,
)
from portal.units.queries import Place

bp = Blueprint("newsroom", __name__, url_prefix="/news")

ROWS = 20

notes(
    post_kept=N_("Saved as a draft."),
    post_same=N_("Nothing was changed."),
    post_arranged=N_("Saved. It counts once the post is published."),
    post_files=N_("Saved. It counts once the post is published."),
    post_offered=N_("Sent to the lead, who will look at it."),
    post_published=N_("Published."),
    post_scheduled=N_("Approved. It will appear by itself when its time comes."),
    post_returned=N_("Given back to who wrote it."),
    post_withdrawn=N_("Withdrawn. In its place stands the reason."),
    post_discarded=N_("What was not published is thrown away."),
    news_setting=N_("Saved."),
)


def _path(reading: Reading, tail: str = "draft") -> str:
    return f"/news/{reading.post.id}/{tail}"


@bp.get("/desk/<unit:code>")
@signed_in
def desk(code: str) -> Response:
    """All posts of one unit, for those who write them."""
    place, number = scope.unit(current_user, code, Right.WRITE), page_number()
    found = works.of_unit(place, size=ROWS + 1, offset=(number - 1) * ROWS)
    return page(
        "newsroom/desk.html",
        place=place,
        works=found[:ROWS],
        number=number,
        more=len(found) > ROWS,
        may_decide=scope.may(current_user, Right.PUBLISH, place),
    )


@bp.route("/desk/<unit:code>/new", methods=["GET", "POST"])
@signed_in
def new(code: str) -> Response:
    """A new post of a unit."""
    place, language = scope.unit(current_user, code, Right.WRITE), _language()
    form = TextForm.of(None, language)
    if markdown.inserted(form.body) or not form.accepted() or _button() == "preview":
        return _writing(form, place, None)
    post = services.start(place.id, form.text, by=current_user.id)
    return done(f"/news/{post.id}/draft", note="post_kept")


def _writing(form: TextForm, place: Place, reading: Reading | None) -> Response:
    """The page on which one writes; after "preview" with the words as people will see them."""
    answer = preview if request.method == "POST" else page
    return answer(
        "newsroom/edit.html",
        form=form,
        place=place,
        reading=reading,
        shows=_button() == "preview" and not form.errors,
        buttons=markdown.BUTTONS,
        status=form.status,
    )


def _button() -> str:
    return request.form.get("button", "")


def _language(reading: Reading | None = None) -> str:
    """The language one writes in: as the address says, else what one reads the post in."""
    code = request.args.get("lang", reading.language if reading else current())
    if code not in LANGUAGES:
        raise NotFound
    return code


@bp.get("/<int:post_id>/draft")
@signed_in
def draft(post_id: int) -> Response:
    """The latest version as people will see it, and what can be done with it."""
    reading = approval.written(current_user, post_id)
    return _draft(reading)


def _draft(reading: Reading, problem: PortalError | None = None) -> Response:
    post = reading.post
    return page(
        "newsroom/draft.html",
        reading=reading,
        state=post_state(post),
        settings=Settings.read(reading.version.settings),
        words=(CATEGORIES, REACHES, AUDIENCES),
        may_publish=approval.may_publish(current_user, reading.place),
        problem=problem,
        status=problem.status if problem else 200,
    )


@bp.post("/<int:post_id>/draft")
@signed_in
def decide(post_id: int) -> Response:
    """Send the latest version to the lead, or publish it."""
    publishes = _button() == "publish"
    reading = approval.written(current_user, post_id, publish=publishes)
    form, act = SeenForm.read(), services.publish if publishes else services.offer
    if not form.accepted():
        return _draft(reading, RuleBroken())
    try:
        act(reading.post, seen=form.seen.data, by=current_user.id)
    except (RuleBroken, Overtaken) as refusal:
        return _draft(reading, refusal)
    return done(_path(reading), note=_said(reading.post) if publishes else "post_offered")


def _said(post: Post) -> str:
    return "post_scheduled" if post_state(post) is State.SCHEDULED else "post_published"


@bp.route("/<int:post_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(post_id: int) -> Response:
    """The words of a post in one language."""
    reading = approval.written(current_user, post_id)
    form = TextForm.of(reading, _language(reading))
    if markdown.inserted(form.body) or not form.accepted() or _button() == "preview":
        return _writing(form, reading.place, reading)
    try:
        changed = services.rewrite(
            reading.post, form.text, seen=form.seen.data or 0, by=current_user.id
        )
    except Overtaken:
        theirs = works.for_writer(post_id)
        return page("newsroom/overtaken.html", reading=theirs, form=form, status=409)
    return done(_path(reading), note="post_kept" if changed else "post_same")


@bp.route("/<int:post_id>/settings", methods=["GET", "POST"])
@signed_in
def settings(post_id: int) -> Response:
    """Where, for whom, and when a post is shown."""
    reading = approval.written(current_user, post_id)
    form, problem = SettingsForm.of(reading), None
    if form.accepted():
        try:
            services.arrange(reading.post, form.settings, seen=form.seen.data, by=current_user.id)
            return done(_path(reading), note="post_arranged")
        except (RuleBroken, Overtaken) as refusal:
            problem = form.refused(refusal, reading)
    status = problem.status if problem else form.status
    return page(
        "newsroom/settings.html", reading=reading, form=form, problem=problem, status=status
    )


@bp.route("/<int:post_id>/files", methods=["GET", "POST"])
@uploads(photo=pictures.redrawn, paper=attachments.checked)
@signed_in
def files(post_id: int) -> Response:
    """What hangs on a post: a picture or a paper more, one less, other captions."""
    reading, problem = approval.written(current_user, post_id), None
    form = FilesForm.read(seen=reading.version.number)
    if form.accepted():
        try:
            attaching.change(reading, form, _button(), by=current_user.id)
            return done(_path(reading, "files"), note="post_files")
        except (RuleBroken, Overtaken) as refusal:
            problem = form.refused(refusal, reading)
    status = problem.status if problem else form.status
    return page("newsroom/files.html", reading=reading, form=form, problem=problem, status=status)


@bp.get("/<int:post_id>/draft/files/<digest>")
@signed_in
def file(post_id: int, digest: str) -> Response:
    """A picture or a paper of any version, for those who write the post."""
    approval.written(current_user, post_id)
    found = works.file(post_id, digest)
    if found is None:
        raise NotFound
    return send(digest, name=found.name)


@bp.route("/<int:post_id>/return", methods=["GET", "POST"])
@signed_in
def send_back(post_id: int) -> Response:
    """The lead gives a draft back, and says why."""
    return _for_a_reason(post_id, "newsroom/return.html", services.give_back, "post_returned")


@bp.route("/<int:post_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(post_id: int) -> Response:
    """Take a post from the public; the reason stands in its place."""
    return _for_a_reason(post_id, "newsroom/withdraw.html", services.withdraw, "post_withdrawn")


def _for_a_reason(post_id: int, template: str, act: Callable[..., None], note: str) -> Response:
    reading, problem = approval.written(current_user, post_id, publish=True), None
    form = ReasonForm.read(seen=reading.version.number)
    if form.accepted():
        try:
            act(reading.post, form.reason.data, seen=form.seen.data, by=current_user.id)
            return done(_path(reading), note=note)
        except Overtaken as refusal:
            problem = form.refused(refusal, reading)
    status = problem.status if problem else form.status
    return page(template, reading=reading, form=form, problem=problem, status=status)


@bp.route("/<int:post_id>/discard", methods=["GET", "POST"])
@signed_in
def discard(post_id: int) -> Response:
    """Throw away what was written and not published."""
    reading, problem = approval.written(current_user, post_id), None
    form = SeenForm.read(seen=reading.version.number)
    if form.accepted():
        try:
            services.discard(reading.post, seen=form.seen.data, by=current_user.id)
            return done(f"/news/desk/{reading.place.code}", note="post_discarded")
        except Overtaken as refusal:
            problem = form.refused(refusal, reading)
    status = problem.status if problem else form.status
    return page("newsroom/discard.html", reading=reading, form=form, problem=problem, status=status)


@bp.get("/<int:post_id>/versions")
@signed_in
def versions(post_id: int) -> Response:
    """Every version of a post, newest first."""
    reading = approval.written(current_user, post_id)
    found = works.versions(post_id)
    writers = works.writers(found)
    return page("newsroom/versions.html", reading=reading, versions=found, writers=writers)


@bp.get("/<int:post_id>/versions/<int:number>")
@signed_in
def version(post_id: int, number: int) -> Response:
    """One version as it stood."""
    approval.written(current_user, post_id)
    reading = article.of_number(post_id, number)
    if reading is None:
        raise NotFound
    return page("newsroom/version.html", reading=reading)


@bp.route("/desk/<unit:code>/settings", methods=["GET", "POST"])
@signed_in
def clerks(code: str) -> Response:
    """Whether the unit's clerks publish without their lead."""
    place = scope.unit(current_user, code, Right.PUBLISH)
    form = ClerksForm.read(clerks_publish=works.clerks_publish(place.id))
    if form.accepted():
        services.let_clerks_publish(place.id, form.clerks_publish.data, by=current_user.id)
        return done(f"/news/desk/{code}", note="news_setting")
    return page("newsroom/clerks.html", place=place, form=form, status=form.status)
