"""What happens because time passed: unanswered questions lapse, answered petitions close."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.petitions import answering, handling
from portal.petitions.clocks import RATING
from portal.petitions.models import Petition
from portal.petitions.moves import calendar
from portal.petitions.papers import Answer, Referral
from portal.petitions.reach import case_for_clock
from portal.petitions.rules import State

# Each takes some milliseconds of the writers' time; what is left waits for the next minute.
AT_ONCE = 100


def lapse_questions() -> None:
    """The sender has not replied in time: the work goes on."""
    statement = sa.select(Petition.id).where(
        Petition.state == State.NEED_INFO, Petition.step_due_on < clock.today()
    )
    for petition_id in session.scalars(statement.order_by(Petition.id).limit(AT_ONCE)).all():
        handling.lapse(case_for_clock(petition_id))


def close_answered() -> None:
    """Fifteen working days after the answer, or after an agency's reply, the matter is closed."""
    last = calendar().late_since(clock.today(), RATING + 1)
    until = datetime.combine(last + timedelta(days=1), time(), clock.zone())
    replied = (
        sa.select(Answer.petition_id)
        .join(Referral, Referral.answer_id == Answer.id)
        .where(Referral.replied_on.is_not(None), Answer.approved_at.is_not(None))
    )
    waits = sa.or_(
        Petition.state == State.ANSWERED,
        sa.and_(Petition.state == State.REFERRED_OUT, Petition.id.in_(replied)),
    )
    statement = sa.select(Petition.id).where(waits, Petition.answered_at < until)
    for petition_id in session.scalars(statement.order_by(Petition.id).limit(AT_ONCE)).all():
        answering.close(case_for_clock(petition_id))
