"""The inbox of an office, and one petition as its officers read it, print it and save it."""

from typing import Any

from flask import Flask, Response, request
from flask_login import current_user

from portal.base import hooks, sending
from portal.base.access import signed_in
from portal.base.errors import NotFound
from portal.base.web import claim, page, page_number, prepare, prepared
from portal.casework import acting, choosing, deeds, documents, drafting, queries, shown, words
from portal.casework.asking import CASE, bp
from portal.letters import printing
from portal.petitions import handling, photos, reach
from portal.petitions import words as sender_words
from portal.petitions.desk import ON_A_PAGE, Box, Desk
from portal.petitions.moves import Case
from portal.petitions.rules import Act, Outcome

__all__ = ["acting", "bp", "choosing", "drafting", "init_app"]


# What fits the page's budget; all of them stand on the printed file.
MOST_STEPS = 30


def init_app(app: Flask) -> None:
    """Filters for the templates."""
    shown.init_app(app)


@bp.get("/inbox")
@signed_in
def inbox() -> Response:
    """What waits in one office, most pressing first; `?box=` one section on pages of its own."""
    found = queries.desks(current_user)
    desk = _chosen(found)
    box = _box(desk)
    if box is not None:
        return _one_box(desk, box)
    sections = queries.sections(desk)
    return page(
        "casework/inbox.html",
        desk=desk,
        desks=found,
        sections=sections,
        places=queries.places_of(item for one in sections for item in one.items),
        calendar=desk.calendar,
        boxes=words.BOXES,
        quiet=queries.QUIET,
        most=queries.MOST_COUNTED,
    )


def _chosen(found: list[Desk]) -> Desk:
    """The office of the address; the first one where none is named."""
    code = request.args.get("unit")
    for desk in found:
        if code is None or desk.unit.code == code:
            return desk
    raise NotFound


def _box(desk: Desk) -> Box | None:
    typed = request.args.get("box")
    if typed is None:
        return None
    for box in (*queries.boxes(desk), *queries.QUIET):
        if typed == box.value:
            return box
    raise NotFound


def _one_box(desk: Desk, box: Box) -> Response:
    number = page_number()
    items = desk.listed(box, number)
    return page(
        "casework/box.html",
        desk=desk,
        box=box,
        heading=words.BOXES[box][0],
        items=items[:ON_A_PAGE],
        more=len(items) > ON_A_PAGE,
        number=number,
        places=queries.places_of(items),
        calendar=desk.calendar,
    )


@bp.get(CASE)
@signed_in
def show(number: str) -> Response:
    """One petition with all that was done, and what this person can do now."""
    case = reach.case(current_user, number)
    file = queries.file(case)
    if printing.printed():
        return page("casework/print.html", letter=documents.whole(file), case=case)
    return page("casework/case.html", blocks=_blocks(case), **_about(file))


def _about(file: queries.File) -> dict[str, Any]:
    case, latest = file.case, file.latest.answer if file.latest else None
    first = deeds.next_deed(
        case, latest, in_hand=file.holder is not None, replied=file.replied, late=file.late
    )
    return {
        "file": file,
        "case": case,
        "petition": case.petition,
        "first": first,
        "quiet": deeds.quiet_deeds(case, latest, first),
        "unsigned": deeds.waits_for_another(case, latest),
        "writes": deeds.offered(case, Act.DRAFT, latest),
        "outcome": latest.outcome if latest and not latest.submitted_at else Outcome.ANSWER,
        "deeds": words.DEEDS,
        "let_go": words.LET_GO,
        "channels": words.CHANNELS,
        "reasons": sender_words.REASONS,
        "acts": Act,
        "one_tap": (Act.RELEASE, Act.ACCEPT, Act.APPROVE, Act.CLAIM),
        "most_steps": MOST_STEPS,
        "calendar": file.calendar,
    }


def _blocks(case: Case) -> list[Any]:
    return sorted(hooks.gather("case_blocks", case), key=lambda block: block.rank)


@bp.get(f"{CASE}/photos/<int:photo_id>")
@signed_in
def picture(number: str, photo_id: int) -> Response:
    """One photo of the petition; `?large=1` for the large one."""
    found = photos.photo(reach.case(current_user, number), photo_id)
    digest = found.large_digest if "large" in request.args else found.digest
    if digest is None:
        raise NotFound
    return sending.send(digest)


@bp.get(f"{CASE}/slip")
@signed_in
def slip(number: str) -> Response:
    """The transfer slip to an agency, as it prints."""
    case = reach.case(current_user, number)
    letter, may_save = documents.slip(case), case.may(Act.EXPORT)
    return page("casework/slip.html", letter=letter, case=case, may_save=may_save)


def _written(number: str) -> bytes:
    """The Word document, made before the writing begins: it takes some 50 ms."""
    case = reach.case(current_user, number, Act.EXPORT)
    letter = documents.slip(case) if _slips() else documents.whole(queries.file(case))
    return printing.word(letter)


def _slips() -> bool:
    return request.form.get("button") == "slip"


@bp.post(f"{CASE}/word")
@prepare(_written)
@signed_in
def save(number: str) -> Response:
    """The petition, or its transfer slip, leaves the portal as a Word document; noted first."""
    case = reach.case(current_user, number, Act.EXPORT)
    if not claim().repeated:
        handling.exported(case)
    return printing.saved(prepared(), f"{case.number}-phieu-chuyen" if _slips() else case.number)
