"""What the officers' pages do besides the acts below: a referral's number, templates."""

from portal.base import audit, clock
from portal.base.db import session
from portal.letters.rules import DocumentKind
from portal.letters.services import give_number
from portal.petitions import answering
from portal.petitions.moves import Case
from portal.petitions.papers import AnswerTemplate, Referral
from portal.units import queries as units

LONGEST_NUMBER = 60


def sign(case: Case) -> None:
    """Sign the version submitted; a transfer slip is dated, and numbered unless it has a number.

    So the office's book counts only slips that went out.
    """
    answer = answering.approve(case)
    referral = session.get(Referral, answer.id)
    owner = units.place_of_id(case.petition.owner_id)
    if referral is None or owner is None:
        return
    referral.signed_on = clock.today()
    if not referral.document:
        subject = f"petition_referral:{answer.id}"
        given = give_number(owner, DocumentKind.TRANSFER, subject=subject)
        referral.document = given.text[:LONGEST_NUMBER]
    session.flush()


def keep_template(unit_id: int, title: str, text: str, *, by: int) -> None:
    """A text to begin answers with, for the unit and all below it."""
    template = answering.keep_template(unit_id, title, text)
    audit.note("casework.keep_template", f"answer_template:{template.id}", by)


def change_template(template: AnswerTemplate, title: str, text: str, *, by: int) -> None:
    """Other words: the old text is retired, so that nobody's draft changes under their hands."""
    if (template.title, template.text) != (title, text):
        answering.retire_template(template)
        keep_template(template.unit_id, title, text, by=by)


def retire_template(template: AnswerTemplate, *, by: int) -> None:
    """It is offered no longer; a second time nothing more happens."""
    if template.retired_at is None:
        answering.retire_template(template)
        audit.note("casework.retire_template", f"answer_template:{template.id}", by)
        session.flush()
