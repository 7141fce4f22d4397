"""What the sender reads: states, kinds, reasons and steps, as msgids."""

from collections.abc import Mapping

from portal.base.language import N_
from portal.petitions.rules import Act, Kind, Learn, Opening, Reason, State

STATES: Mapping[State, tuple[str, str]] = {
    State.RECEIVED: (N_("Received"), "wait"),
    State.NEED_INFO: (N_("Waiting for the sender"), "late"),
    State.ROUTED: (N_("Passed on, not yet taken up"), "wait"),
    State.IN_PROGRESS: (N_("In progress"), "wait"),
    State.AWAITING_APPROVAL: (N_("Answer awaiting approval"), "wait"),
    State.ANSWERED: (N_("Answered"), "ok"),
    State.CLOSED: (N_("Closed"), "ok"),
    State.REJECTED: (N_("Not taken up"), "off"),
    State.REFERRED_OUT: (N_("Referred to the competent agency"), "wait"),
    State.MERGED: (N_("Merged into another"), "wait"),
    State.WITHDRAWN: (N_("Withdrawn by sender"), "off"),
    State.QUARANTINED: (N_("Being checked"), "wait"),
}
"""State → its word and its tint."""

KINDS: Mapping[Kind, tuple[str, str]] = {
    Kind.FEEDBACK: (N_("Feedback"), N_("something is not as it should be")),
    Kind.PROPOSAL: (N_("Proposal"), N_("something could be done or done better")),
    Kind.THANKS: (N_("Thanks"), N_("somebody has done well")),
    Kind.COMPLAINT: (N_("Complaint"), N_("a decision has violated my own rights")),
    Kind.DENUNCIATION: (N_("Denunciation"), N_("somebody has broken the law")),
}
"""Kind → its word, and when it is the right one."""

LEARNS: Mapping[Learn, str] = {
    Learn.HERE: N_("I look here with my code"),
    Learn.CALL: N_("Please call me"),
    Learn.LETTER: N_("Please send me a letter"),
    Learn.HEAD: N_("Through the head of my village"),
}

REASONS: Mapping[Reason, tuple[str, str]] = {
    Reason.NOT_OURS: (
        N_("It is not a matter of this office or of those above it."),
        N_("The answer says who is responsible; please write to them."),
    ),
    Reason.NOT_CLEAR: (
        N_("It is not clear what it is about."),
        N_("Please write again: what happened, where and when."),
    ),
    Reason.DECIDED: (
        N_("It was decided before, and nothing new is said."),
        N_("With new facts, please write again and name them."),
    ),
    Reason.IN_COURT: (
        N_("A court or an inspection is dealing with it."),
        N_("Please wait for its decision and ask there."),
    ),
    Reason.NOTHING_ASKED: (
        N_("Nothing is reported and nothing is asked for."),
        N_("If something should be done, please write again and say what."),
    ),
    Reason.ABUSE: (
        N_("It holds insults or advertising."),
        N_("Please write again without them: every matter is read."),
    ),
}
"""Reason → what it means, and what to do instead."""

OPENINGS: Mapping[Opening, str] = {
    Opening.VISIT: N_("to look at the matter together"),
    Opening.TELL: N_("to tell you the answer"),
    Opening.LOST_CODE: N_("because the code was lost"),
    Opening.DANGER: N_("because somebody is in danger"),
    Opening.LAW: N_("because a law or a court demands it"),
}

TOLD: Mapping[Act, str] = {
    Act.SEND: N_("Received by %(unit)s"),
    Act.RELEASE: N_("Looked at, and passed to the office"),
    Act.REFUSE: N_("Not taken up"),
    Act.ROUTE: N_("Passed on to %(unit)s"),
    Act.ACCEPT: N_("Taken up by %(unit)s"),
    Act.SEND_BACK: N_("Not taken up there; now at %(unit)s"),
    Act.TAKE_OVER: N_("Taken over by %(unit)s"),
    Act.PLACE: N_("Given to %(unit)s by decision of the level above"),
    Act.ASK: N_("The office asks"),
    Act.REPLY: N_("You replied"),
    Act.LAPSE: N_("No reply came; the work goes on"),
    Act.APPROVE: N_("The answer was signed"),
    Act.EXTEND: N_("More time: %(days)s working days"),
    Act.RECLASSIFY: N_("Now under another kind"),
    Act.FOLLOW_UP: N_("The agency was asked again"),
    Act.RECORD_REPLY: N_("The agency replied"),
    Act.RESUME: N_("Back in the office's hands"),
    Act.MERGE: N_("Merged with another about the same matter"),
    Act.UNMERGE: N_("Goes on by itself again"),
    Act.SPLIT: N_("A second matter got a number of its own"),
    Act.SPLIT_OFF: N_("A matter of its own from now on"),
    Act.PHOTO: N_("Photo added"),
    Act.TELL: N_("The office has told you the answer"),
    Act.WITHDRAW: N_("You withdrew it"),
    Act.RATE: N_("You rated the answer: %(stars)s of 5"),
    Act.REOPEN: N_("You asked for another look"),
    Act.CLOSE: N_("Closed"),
    Act.CHANGE_CODE: N_("You changed the code"),
    Act.REISSUE: N_("A new code was given at an office"),
    Act.OPEN_IDENTITY: N_("Your name was opened"),
    Act.PUBLISH: N_("A copy without names was published"),
    Act.UNPUBLISH: N_("The published copy was taken away"),
}
"""Act → how the sender's page tells it."""
