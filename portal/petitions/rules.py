"""What may happen to a petition: kinds, states, and the one table of acts. No database, no web.

Lateness, visibility and secrecy are no states: lateness is computed (`clocks.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.units.rules import Level


class Kind(StrEnum):
    """What somebody sends: phản ánh, kiến nghị, cảm ơn, khiếu nại, tố cáo."""

    FEEDBACK = "feedback"
    PROPOSAL = "proposal"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"


RESTRICTED = frozenset({Kind.COMPLAINT, Kind.DENUNCIATION})
"""Under other laws (Law on Complaints 2011, Law on Denunciations 2018): read by leads alone."""


class Learn(StrEnum):
    """How the sender wants to learn the answer."""

    HERE = "here"
    CALL = "call"
    LETTER = "letter"
    HEAD = "head"


class Channel(StrEnum):
    """How it came in."""

    WEB = "web"
    COUNTER = "counter"
    PHONE = "phone"
    OPEN311 = "open311"


class State(StrEnum):
    """Where a petition stands; always exactly one of these."""

    RECEIVED = "received"
    NEED_INFO = "need_info"
    ROUTED = "routed"
    IN_PROGRESS = "in_progress"
    AWAITING_APPROVAL = "awaiting_approval"
    ANSWERED = "answered"
    CLOSED = "closed"
    REJECTED = "rejected"
    REFERRED_OUT = "referred_out"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    QUARANTINED = "quarantined"


S = State
FINISHED = frozenset({S.ANSWERED, S.CLOSED, S.REJECTED, S.MERGED, S.WITHDRAWN})
OPEN = frozenset(State) - FINISHED
PAUSED = frozenset({S.NEED_INFO, S.REFERRED_OUT})
"""States in which the answer's clock stands still: others have to act."""
TICKING = OPEN - PAUSED - {S.QUARANTINED}
AT_WORK = frozenset({S.RECEIVED, S.IN_PROGRESS})
"""In the owner's hands."""


class Outcome(StrEnum):
    """What an answer's version says, and so what becomes of the petition once it is approved."""

    ANSWER = "answer"
    REJECT = "reject"
    REFER = "refer"


BECOMES: Mapping[Outcome, State] = {
    Outcome.ANSWER: S.ANSWERED,
    Outcome.REJECT: S.REJECTED,
    Outcome.REFER: S.REFERRED_OUT,
}


class Reason(StrEnum):
    """Why a petition is not taken up; screens say what to do instead (`words.py`)."""

    NOT_OURS = "not_ours"
    NOT_CLEAR = "not_clear"
    DECIDED = "decided"
    IN_COURT = "in_court"
    NOTHING_ASKED = "nothing_asked"
    ABUSE = "abuse"


class Doubt(StrEnum):
    """Why a petition is looked at by a human before it goes on; it is never dropped."""

    MANY = "many"
    LINKS = "links"
    WORDLESS = "wordless"


class Opening(StrEnum):
    """Why a sender's identity is opened."""

    VISIT = "visit"
    TELL = "tell"
    LOST_CODE = "lost_code"
    DANGER = "danger"
    LAW = "law"


class Who(StrEnum):
    """In which capacity somebody acts on one petition (`reach.py` says who is what)."""

    CITIZEN = "citizen"
    READER = "reader"
    COUNTER = "counter"
    HANDLER = "handler"
    HEAD = "head"
    RECEIVER = "receiver"
    APPROVER = "approver"
    PARENT = "parent"
    MODERATOR = "moderator"
    CUSTODIAN = "custodian"
    CLOCK = "clock"


class Act(StrEnum):
    """What can be done to a petition. Each leaves a step in its chain."""

    SEND = "send"
    RELEASE = "release"
    REFUSE = "refuse"
    CLAIM = "claim"
    ASSIGN = "assign"
    ROUTE = "route"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    TAKE_OVER = "take_over"
    PLACE = "place"
    INHERIT = "inherit"
    ASK = "ask"
    REPLY = "reply"
    LAPSE = "lapse"
    DRAFT = "draft"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return"
    APPROVE = "approve"
    EXTEND = "extend"
    NOTE = "note"
    RECLASSIFY = "reclassify"
    FOLLOW_UP = "follow_up"
    RECORD_REPLY = "record_reply"
    RESUME = "resume"
    MERGE = "merge"
    UNMERGE = "unmerge"
    ADOPT = "adopt"
    SPLIT = "split"
    SPLIT_OFF = "split_off"
    PHOTO = "photo"
    TELL = "tell"
    WITHDRAW = "withdraw"
    RATE = "rate"
    REOPEN = "reopen"
    CLOSE = "close"
    CHANGE_CODE = "change_code"
    REISSUE = "reissue"
    OPEN_IDENTITY = "open_identity"
    EXPORT = "export"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    HOLD = "hold"
    ERASE = "erase"


@dataclass(frozen=True)
class Move:
    """Who may do an act, from which states, and into which; no `into` leaves the state."""

    who: frozenset[Who]
    from_: frozenset[State]
    into: frozenset[State] = frozenset()

    def allows(self, before: State, after: State) -> bool:
        """Whether the act may lead from one state to the other."""
        return before in self.from_ and (after in self.into if self.into else after is before)


def _move(who: str, from_: frozenset[State], *into: State) -> Move:
    return Move(frozenset(Who(one) for one in who.split()), from_, frozenset(into))


ANY = frozenset(State)
_BACK = (S.RECEIVED, S.IN_PROGRESS)

TABLE: Mapping[Act, Move] = {
    Act.RELEASE: _move("moderator", frozenset({S.QUARANTINED}), S.RECEIVED),
    Act.REFUSE: _move("moderator", frozenset({S.QUARANTINED}), S.REJECTED),
    Act.CLAIM: _move("handler", AT_WORK, S.IN_PROGRESS),
    Act.ASSIGN: _move("head", AT_WORK, S.IN_PROGRESS),
    Act.ROUTE: _move("handler", AT_WORK, S.ROUTED, S.RECEIVED),
    Act.ACCEPT: _move("receiver", frozenset({S.ROUTED}), S.IN_PROGRESS),
    # Sent back a second time it goes to the unit above: nobody may let it lie.
    Act.SEND_BACK: _move("receiver", frozenset({S.ROUTED}), *_BACK),
    Act.TAKE_OVER: _move("parent", OPEN - {S.QUARANTINED}, S.IN_PROGRESS),
    Act.PLACE: _move("parent", AT_WORK | {S.ROUTED}, S.RECEIVED),
    Act.INHERIT: _move("clock", ANY),
    Act.ASK: _move("handler", AT_WORK, S.NEED_INFO),
    Act.REPLY: _move("citizen", frozenset({S.NEED_INFO}), S.IN_PROGRESS),
    Act.LAPSE: _move("clock", frozenset({S.NEED_INFO}), S.IN_PROGRESS),
    Act.DRAFT: _move("handler", frozenset({S.IN_PROGRESS})),
    Act.SUBMIT: _move("handler", frozenset({S.IN_PROGRESS}), S.AWAITING_APPROVAL),
    Act.TAKE_BACK: _move("handler", frozenset({S.AWAITING_APPROVAL}), S.IN_PROGRESS),
    Act.RETURN: _move("approver", frozenset({S.AWAITING_APPROVAL}), S.IN_PROGRESS),
    Act.APPROVE: _move("approver", frozenset({S.AWAITING_APPROVAL}), *BECOMES.values()),
    Act.EXTEND: _move("head", TICKING),
    Act.NOTE: _move("handler head parent receiver approver", ANY),
    Act.RECLASSIFY: _move("handler", AT_WORK),
    Act.FOLLOW_UP: _move("handler", frozenset({S.REFERRED_OUT})),
    Act.RECORD_REPLY: _move("handler", frozenset({S.REFERRED_OUT})),
    Act.RESUME: _move("handler", frozenset({S.REFERRED_OUT}), S.IN_PROGRESS),
    Act.MERGE: _move("handler", OPEN - {S.QUARANTINED, S.ROUTED}, S.MERGED),
    # The clock: the petition it was merged into has been withdrawn by its sender.
    Act.UNMERGE: _move("handler clock", frozenset({S.MERGED}), *_BACK),
    # Whoever merges has the one in hand and may read the other.
    Act.ADOPT: _move("handler reader", ANY),
    Act.SPLIT: _move("handler", AT_WORK),
    Act.PHOTO: _move("citizen handler", OPEN),
    Act.TELL: _move("counter handler", frozenset({S.ANSWERED, S.CLOSED, S.REJECTED, S.MERGED})),
    Act.WITHDRAW: _move("citizen", OPEN, S.WITHDRAWN),
    Act.RATE: _move("citizen", frozenset({S.ANSWERED, S.CLOSED}), S.ANSWERED, S.CLOSED),
    Act.REOPEN: _move("citizen", frozenset({S.ANSWERED, S.CLOSED, S.REJECTED}), S.RECEIVED),
    Act.CLOSE: _move("clock", frozenset({S.ANSWERED, S.REFERRED_OUT}), S.CLOSED),
    Act.CHANGE_CODE: _move("citizen", ANY),
    Act.REISSUE: _move("custodian", ANY),
    Act.OPEN_IDENTITY: _move("custodian", ANY),
    Act.EXPORT: _move("handler head parent", ANY),
    Act.PUBLISH: _move("head", frozenset({S.ANSWERED, S.CLOSED})),
    Act.UNPUBLISH: _move("head parent clock", ANY),
    Act.HOLD: _move("head parent", ANY),
    Act.ERASE: _move("clock", FINISHED),
}
"""The one table of transitions. SEND and SPLIT_OFF begin a chain and stand outside it."""

BEGINS: Mapping[Act, frozenset[State]] = {
    Act.SEND: frozenset({S.RECEIVED, S.QUARANTINED}),
    Act.SPLIT_OFF: frozenset({S.RECEIVED}),
}
"""In which states a petition may begin."""

SHOWN = frozenset(Act) - {
    *(Act.CLAIM, Act.ASSIGN, Act.DRAFT, Act.SUBMIT, Act.TAKE_BACK, Act.RETURN, Act.NOTE),
    *(Act.HOLD, Act.EXPORT, Act.ADOPT, Act.INHERIT, Act.ERASE),
}
"""Steps that the sender sees; the others are the office's own."""

LONGEST_TOPIC = 120
LONGEST_TEXT = 10_000
LONGEST_REASON = 500

# "Third hop is decided by the level above": two units may pass it on, then somebody decides.
MOST_HOPS = 2
MOST_BOUNCES = 2
MOST_REOPENINGS = 2
LEAST_HAPPY = 3
"""From so many stars on a rating ends the matter."""


def office_level(level: Level) -> Level:
    """Which level takes in a petition about a place: a village has no office, its commune has."""
    return Level.COMMUNE if level is Level.VILLAGE else level


def must_decide(hops: int) -> bool:
    """Whether the next hand-over is no offer any more but a decision of the level above."""
    return hops >= MOST_HOPS


def after_rating(stars: int, state: State) -> State:
    """Who is content with the answer closes the matter; who is not may still reopen it."""
    return State.CLOSED if stars >= LEAST_HAPPY else state


def goes_up(reopenings: int) -> bool:
    """A second reopening goes one level up; `reopenings` counts this one too."""
    return reopenings >= MOST_REOPENINGS
