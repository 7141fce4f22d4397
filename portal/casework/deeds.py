"""What one officer can do with a petition now, and which of it is the next thing. No web."""

from portal.petitions.clocks import Lateness
from portal.petitions.moves import Case
from portal.petitions.papers import Answer
from portal.petitions.rules import Act, State

FIRST = (Act.RELEASE, Act.ACCEPT, Act.APPROVE, Act.RECORD_REPLY)
"""Whoever can do one of these is being waited for."""

QUIET = (
    *(Act.RETURN, Act.SEND_BACK, Act.REFUSE, Act.TAKE_BACK, Act.CLAIM, Act.ASSIGN, Act.ASK),
    *(Act.ROUTE, Act.RECORD_REPLY, Act.FOLLOW_UP, Act.RESUME, Act.EXTEND, Act.RECLASSIFY),
    *(Act.MERGE, Act.UNMERGE, Act.SPLIT, Act.PHOTO, Act.TAKE_OVER, Act.PLACE, Act.NOTE, Act.HOLD),
)
"""The others, in the order of their links."""

BY_ANOTHER = frozenset({Act.CLAIM, Act.ACCEPT, Act.DRAFT, Act.ASK, Act.TAKE_OVER, Act.RESUME})
"""Not for whoever wrote the answer that the sender did not accept."""


def offered(case: Case, act: Act, latest: Answer | None) -> bool:
    """Whether the act is offered: the table allows it and no rule would refuse it."""
    petition = case.petition
    own, wrote = petition.account_id == case.account_id, _wrote(case, latest)
    if not case.may(act) or (act in BY_ANOTHER and petition.not_account_id == case.account_id):
        return False
    refused = {
        Act.APPROVE: wrote,
        Act.RETURN: wrote,
        Act.CLAIM: own,
        Act.ASK: petition.asked_once,
        Act.EXTEND: petition.extended_days > 0,
    }
    return not refused.get(act, False)


def _wrote(case: Case, latest: Answer | None) -> bool:
    """Whether this officer wrote what is to be signed: somebody else signs."""
    return latest is not None and latest.author_id == case.account_id


def waits_for_another(case: Case, latest: Answer | None) -> bool:
    """Whether it waits for a signature that this officer, who wrote it, cannot give."""
    return case.petition.state is State.AWAITING_APPROVAL and _wrote(case, latest)


def next_deed(
    case: Case, latest: Answer | None, *, in_hand: bool, replied: bool, late: Lateness | None
) -> Act | None:
    """The one green button; None when it is others' turn.

    `in_hand`: some officer has it; `replied`: the agency has, and nobody waits for its reply.
    """
    for act in FIRST:
        if offered(case, act, latest) and not (act is Act.RECORD_REPLY and replied):
            return act
    if offered(case, Act.CLAIM, latest) and not in_hand:
        return Act.CLAIM
    if offered(case, Act.DRAFT, latest) and case.petition.account_id == case.account_id:
        return Act.DRAFT
    pulled = late in (Lateness.AT_PARENT, Lateness.AT_CENTRE)
    return Act.TAKE_OVER if pulled and offered(case, Act.TAKE_OVER, latest) else None


def quiet_deeds(case: Case, latest: Answer | None, first: Act | None) -> list[Act]:
    """All else that this person can do now."""
    return [act for act in QUIET if act is not first and offered(case, act, latest)]
