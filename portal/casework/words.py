"""What officers read: the boxes of an inbox, each deed with its page, each step of a petition."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.base.language import N_
from portal.petitions.desk import Box
from portal.petitions.rules import Act, Channel

BOXES: Mapping[Box, tuple[str, str]] = {
    Box.DUE_TODAY: (N_("Due today"), "late"),
    Box.OVERDUE: (N_("Overdue"), "late"),
    Box.MINE: (N_("In my hands"), "wait"),
    Box.HANDED_HERE: (N_("Handed to us"), "wait"),
    Box.BOUNCED: (N_("Sent back to us"), "late"),
    Box.UNCLAIMED: (N_("In nobody's hands"), "wait"),
    Box.TO_APPROVE: (N_("To be signed"), "wait"),
    Box.TO_MODERATE: (N_("To be looked at first"), "wait"),
    Box.TO_FOLLOW_UP: (N_("Ask the agency again"), "wait"),
    Box.LATE_BELOW: (N_("Late below us"), "late"),
    Box.ELSEWHERE: (N_("Waiting for others"), "off"),
    Box.OPEN: (N_("All open ones"), "off"),
    Box.FINISHED: (N_("Finished ones"), "off"),
}
"""Box → its heading and its tint on the desk."""

CHANNELS: Mapping[Channel, str] = {
    Channel.WEB: N_("on the portal"),
    Channel.COUNTER: N_("at the counter"),
    Channel.PHONE: N_("by telephone"),
    Channel.OPEN311: N_("from another program"),
}


@dataclass(frozen=True)
class Deed:
    """The page of an act: its word in the address, its name, the note after it.

    `says` is what it brings about, `asks` what its box of text is for.
    """

    path: str
    name: str
    note: str
    says: str = ""
    asks: str = ""


DEEDS: Mapping[Act, Deed] = {
    Act.RELEASE: Deed(
        "release",
        N_("No abuse: pass it to the office"),
        N_("Passed to the office."),
    ),
    Act.REFUSE: Deed(
        "refuse",
        N_("Do not take it up: abuse"),
        N_("Not taken up. The sender reads why."),
        N_("For insults and advertising only. The sender reads your words and may ask again."),
        N_("What the sender reads"),
    ),
    Act.ACCEPT: Deed("accept", N_("Take it up"), N_("It belongs to your unit now.")),
    Act.SEND_BACK: Deed(
        "send-back",
        N_("Not ours: send it back"),
        N_("Sent back."),
        N_("It goes back to the unit that passed it on; sent back twice, the level above has it."),
    ),
    Act.APPROVE: Deed(
        "approve",
        N_("Sign"),
        N_("Signed. The sender can read it now."),
        N_("The sender reads it at once."),
    ),
    Act.RETURN: Deed(
        "return",
        N_("Give it back to be rewritten"),
        N_("Given back to be rewritten."),
    ),
    Act.TAKE_BACK: Deed(
        "take-back",
        N_("Take the draft back"),
        N_("The draft is back in your office."),
    ),
    Act.CLAIM: Deed("claim", N_("Take it in hand"), N_("You have it in hand.")),
    Act.ASSIGN: Deed("assign", N_("Give it to somebody"), N_("Given.")),
    Act.ASK: Deed(
        "ask",
        N_("Ask the sender"),
        N_("Asked. The clock stands still until the reply."),
        N_("The sender can be asked once; the clock stands still for 10 working days at most."),
        N_("Your question"),
    ),
    Act.ROUTE: Deed(
        "route",
        N_("Pass it to another unit"),
        N_("Passed on. Until the other unit takes it up, yours stays responsible."),
        N_("Until the other unit takes it up, yours stays responsible. The sender reads why."),
    ),
    Act.RECORD_REPLY: Deed(
        "agency-reply",
        N_("Note the agency's reply"),
        N_("Noted. The sender can read it."),
        N_("The sender reads it. If nothing more comes, it closes after 15 working days."),
        N_("What the agency replied"),
    ),
    Act.FOLLOW_UP: Deed(
        "follow-up",
        N_("The agency was asked again"),
        N_("Noted."),
    ),
    Act.RESUME: Deed(
        "resume",
        N_("Take it back from the agency"),
        N_("It is in your hands again."),
        N_("The clock of your office goes on; the days with the agency are counted apart."),
    ),
    Act.EXTEND: Deed(
        "extend",
        N_("Extend the time"),
        N_("Extended. The sender reads the reason."),
        N_("Once, before it is over, by 10 working days at most. The sender reads the reason."),
    ),
    Act.RECLASSIFY: Deed(
        "kind",
        N_("Change the kind"),
        N_("Changed."),
        N_("The sender reads why. Complaints and denunciations are read by leads alone."),
    ),
    Act.MERGE: Deed(
        "merge",
        N_("Merge with another"),
        N_("Merged."),
        N_("Both are about the same matter: this one's sender reads the other one's answer."),
    ),
    Act.UNMERGE: Deed(
        "unmerge",
        N_("Undo the merging"),
        N_("It goes on by itself."),
        N_("It was another matter after all: it goes on where it stood."),
    ),
    Act.SPLIT: Deed(
        "split",
        N_("Split off a second matter"),
        N_("The second matter has a number of its own."),
        N_("It gets a number of its own and stands on the sender's page."),
    ),
    Act.TAKE_OVER: Deed(
        "take-over",
        N_("Take it over"),
        N_("It belongs to your unit now, and you have it in hand."),
        N_("It becomes your unit's and is in your hands. The unit below cannot refuse."),
    ),
    Act.PLACE: Deed(
        "place",
        N_("Decide which unit has it"),
        N_("Decided."),
        N_("The unit you choose owns it and cannot send it back. The sender reads why."),
    ),
    Act.NOTE: Deed(
        "note",
        N_("Write a note"),
        N_("Noted."),
        N_("For officers alone; the sender never sees it."),
        N_("Note"),
    ),
    Act.HOLD: Deed(
        "hold",
        N_("Keep it beyond its time"),
        N_("Noted."),
        N_("While an inquiry goes on, it is not erased when its time is over."),
    ),
    Act.PHOTO: Deed("photo", N_("Add a photo"), N_("The photo is added.")),
}
"""Act → its page; drafting has pages of its own (`drafting.py`)."""

LET_GO = N_("Keep it no longer")
"""What HOLD is called once it is held."""

TOLD: Mapping[Act, str] = {
    Act.SEND: N_("Received by %(unit)s"),
    Act.RELEASE: N_("Looked at, and passed to the office"),
    Act.REFUSE: N_("Not taken up: abuse"),
    Act.CLAIM: N_("Taken in hand"),
    Act.ASSIGN: N_("Given to %(person)s"),
    Act.ROUTE: N_("Passed on to %(unit)s"),
    Act.ACCEPT: N_("Taken up by %(unit)s"),
    Act.SEND_BACK: N_("Not taken up there; now at %(unit)s"),
    Act.TAKE_OVER: N_("Taken over by %(unit)s"),
    Act.PLACE: N_("Given to %(unit)s by decision of the level above"),
    Act.INHERIT: N_("Passed to %(unit)s, which follows the former unit"),
    Act.ASK: N_("The sender was asked"),
    Act.REPLY: N_("The sender replied"),
    Act.LAPSE: N_("No reply came; the work goes on"),
    Act.DRAFT: N_("Draft %(number)s begun"),
    Act.SUBMIT: N_("Version %(number)s sent to be signed"),
    Act.TAKE_BACK: N_("The draft was taken back"),
    Act.RETURN: N_("Given back to be rewritten"),
    Act.APPROVE: N_("Version %(number)s signed"),
    Act.EXTEND: N_("More time: %(days)s working days"),
    Act.NOTE: N_("Note"),
    Act.RECLASSIFY: N_("Now under another kind"),
    Act.FOLLOW_UP: N_("The agency was asked again"),
    Act.RECORD_REPLY: N_("The agency replied"),
    Act.RESUME: N_("Back in the office's hands"),
    Act.MERGE: N_("Merged into %(petition)s"),
    Act.UNMERGE: N_("Goes on by itself again"),
    Act.ADOPT: N_("%(petition)s was merged into this one"),
    Act.SPLIT: N_("%(petition)s split off as a second matter"),
    Act.SPLIT_OFF: N_("Split off from %(petition)s"),
    Act.PHOTO: N_("Photo added"),
    Act.TELL: N_("The sender was told the answer"),
    Act.WITHDRAW: N_("The sender withdrew it"),
    Act.RATE: N_("The sender rated the answer: %(stars)s of 5"),
    Act.REOPEN: N_("The sender asked for another look"),
    Act.CLOSE: N_("Closed"),
    Act.CHANGE_CODE: N_("The sender changed the code"),
    Act.REISSUE: N_("A new code was given at an office"),
    Act.OPEN_IDENTITY: N_("The sender's name was opened"),
    Act.EXPORT: N_("Saved as a document"),
    Act.PUBLISH: N_("A copy without names was published"),
    Act.UNPUBLISH: N_("The published copy was taken away"),
    Act.HOLD: N_("Kept beyond its time, or no longer"),
    Act.ERASE: N_("Erased: its time was over"),
}
"""Act → how an officer's page tells it."""
