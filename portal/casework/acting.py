"""The acts of officers on one petition: each a small page that asks, and a form that does it."""

from flask import Response
from flask_login import current_user

from portal.base import pictures
from portal.base.access import signed_in
from portal.base.uploads import uploads
from portal.casework.asking import CASE, bp, perform
from portal.casework.forms import (
    AssignForm,
    ExtendForm,
    FollowUpForm,
    KindForm,
    PhotoForm,
    ReasonForm,
    RemarkForm,
    SeenForm,
    SplitForm,
    WordsForm,
)
from portal.casework.services import sign
from portal.petitions import answering, handling, intake, merging, photos, reach, routing
from portal.petitions.rules import Act, Kind


@bp.route(f"{CASE}/release", methods=["GET", "POST"])
@signed_in
def release(number: str) -> Response:
    """A moderator has looked: no abuse."""
    return perform(
        number, Act.RELEASE, RemarkForm.of,
        lambda case, form: intake.release(case, text=form.reason.data or ""),
    )  # fmt: skip


@bp.route(f"{CASE}/refuse", methods=["GET", "POST"])
@signed_in
def refuse(number: str) -> Response:
    """A moderator has looked: abuse."""
    return perform(
        number,
        Act.REFUSE,
        WordsForm.of,
        lambda case, form: intake.refuse(case, text=form.written.data),
    )


@bp.route(f"{CASE}/claim", methods=["GET", "POST"])
@signed_in
def claim(number: str) -> Response:
    """Take it in hand oneself."""
    return perform(number, Act.CLAIM, SeenForm.of, lambda case, form: handling.claim(case))


@bp.route(f"{CASE}/assign", methods=["GET", "POST"])
@signed_in
def assign(number: str) -> Response:
    """The lead gives it to somebody of the office."""
    return perform(
        number, Act.ASSIGN, AssignForm.of,
        lambda case, form: handling.assign(case, form.person.data),
    )  # fmt: skip


@bp.route(f"{CASE}/accept", methods=["GET", "POST"])
@signed_in
def accept(number: str) -> Response:
    """Take up what was passed on to the unit."""
    return perform(number, Act.ACCEPT, SeenForm.of, lambda case, form: routing.accept(case))


@bp.route(f"{CASE}/send-back", methods=["GET", "POST"])
@signed_in
def send_back(number: str) -> Response:
    """The unit it was passed on to does not take it up."""
    return perform(
        number, Act.SEND_BACK, ReasonForm.of,
        lambda case, form: routing.send_back(case, form.reason.data),
    )  # fmt: skip


@bp.route(f"{CASE}/take-over", methods=["GET", "POST"])
@signed_in
def take_over(number: str) -> Response:
    """A unit above pulls it up."""
    return perform(number, Act.TAKE_OVER, SeenForm.of, lambda case, form: routing.take_over(case))


@bp.route(f"{CASE}/ask", methods=["GET", "POST"])
@signed_in
def ask(number: str) -> Response:
    """One question to the sender."""
    return perform(
        number, Act.ASK, WordsForm.of, lambda case, form: handling.ask(case, form.written.data)
    )


@bp.route(f"{CASE}/take-back", methods=["GET", "POST"])
@signed_in
def take_back(number: str) -> Response:
    """The office takes back what it sent to be signed."""
    return perform(number, Act.TAKE_BACK, SeenForm.of, lambda case, form: answering.take_back(case))


@bp.route(f"{CASE}/return", methods=["GET", "POST"])
@signed_in
def give_back(number: str) -> Response:
    """Whoever was to sign wants it written otherwise."""
    return perform(
        number, Act.RETURN, ReasonForm.of,
        lambda case, form: answering.send_back(case, form.reason.data),
    )  # fmt: skip


@bp.route(f"{CASE}/approve", methods=["GET", "POST"])
@signed_in
def approve(number: str) -> Response:
    """Sign it: whoever signs is not who wrote."""
    return perform(number, Act.APPROVE, SeenForm.of, lambda case, form: sign(case))


@bp.route(f"{CASE}/extend", methods=["GET", "POST"])
@signed_in
def extend(number: str) -> Response:
    """More time, once."""
    return perform(
        number, Act.EXTEND, ExtendForm.of,
        lambda case, form: handling.extend(case, form.days.data, form.reason.data),
    )  # fmt: skip


@bp.route(f"{CASE}/note", methods=["GET", "POST"])
@signed_in
def note(number: str) -> Response:
    """A note that no sender sees."""
    return perform(
        number, Act.NOTE, WordsForm.of, lambda case, form: handling.note(case, form.written.data)
    )


@bp.route(f"{CASE}/kind", methods=["GET", "POST"])
@signed_in
def reclassify(number: str) -> Response:
    """It is of another kind than the sender thought."""
    return perform(
        number, Act.RECLASSIFY, KindForm.of,
        lambda case, form: handling.reclassify(case, Kind(form.kind.data), form.reason.data),
    )  # fmt: skip


@bp.route(f"{CASE}/follow-up", methods=["GET", "POST"])
@signed_in
def follow_up(number: str) -> Response:
    """The agency was asked again."""
    return perform(
        number, Act.FOLLOW_UP, FollowUpForm.of,
        lambda case, form: answering.follow_up(case, form.on, form.written.data or ""),
    )  # fmt: skip


@bp.route(f"{CASE}/agency-reply", methods=["GET", "POST"])
@signed_in
def record_reply(number: str) -> Response:
    """What the agency replied."""
    return perform(
        number, Act.RECORD_REPLY, WordsForm.of,
        lambda case, form: answering.record_reply(case, form.written.data),
    )  # fmt: skip


@bp.route(f"{CASE}/resume", methods=["GET", "POST"])
@signed_in
def resume(number: str) -> Response:
    """The office does it itself after all."""
    return perform(number, Act.RESUME, SeenForm.of, lambda case, form: answering.resume(case))


@bp.route(f"{CASE}/unmerge", methods=["GET", "POST"])
@signed_in
def unmerge(number: str) -> Response:
    """It was another matter after all."""
    return perform(
        number, Act.UNMERGE, ReasonForm.of,
        lambda case, form: merging.unmerge(case, form.reason.data),
    )  # fmt: skip


@bp.route(f"{CASE}/split", methods=["GET", "POST"])
@signed_in
def split(number: str) -> Response:
    """A letter with two matters."""
    return perform(
        number, Act.SPLIT, SplitForm.of,
        lambda case, form: intake.part(
            case, Kind(form.kind.data), form.topic.data, form.written.data
        ),
    )  # fmt: skip


@bp.route(f"{CASE}/hold", methods=["GET", "POST"])
@signed_in
def hold(number: str) -> Response:
    """Keep it beyond its time, or no longer."""
    return perform(
        number, Act.HOLD, ReasonForm.of,
        lambda case, form: handling.hold(
            case, held=not case.petition.held, reason=form.reason.data
        ),
    )  # fmt: skip


def _demand_photo(number: str) -> None:
    """Whoever may not is told so before a picture is unpacked."""
    reach.case(current_user, number, Act.PHOTO)


@bp.route(f"{CASE}/photo", methods=["GET", "POST"])
@uploads(_demand_photo, photo=pictures.redrawn)
@signed_in
def photo(number: str) -> Response:
    """One photo more, of whoever has been there."""
    return perform(
        number, Act.PHOTO, PhotoForm.of,
        lambda case, form: photos.add(case, form.photo.data.made),
    )  # fmt: skip
