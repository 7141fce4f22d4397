"""What officers read at the counter, as msgids; the sender's own are in `petitions/words.py`."""

from collections.abc import Mapping

from portal.base.language import N_
from portal.petitions.rules import Channel, Learn, Opening

CHANNELS: Mapping[Channel, str] = {
    Channel.COUNTER: N_("At the counter"),
    Channel.PHONE: N_("By phone"),
}

LEARNS: Mapping[Learn, str] = {
    Learn.HERE: N_("Looks it up with the code"),
    Learn.CALL: N_("Wants a call"),
    Learn.LETTER: N_("Wants a letter"),
    Learn.HEAD: N_("Through the head of the village"),
}
"""How the sender wants to learn the answer."""

TOLD: Mapping[Learn, str] = {
    Learn.CALL: N_("by call"),
    Learn.LETTER: N_("by letter"),
    Learn.HEAD: N_("through the head of the village"),
    Learn.HERE: N_("face to face at the counter"),
}
"""How the sender was told."""

OPENINGS: Mapping[Opening, str] = {
    Opening.TELL: N_("To tell the sender the answer"),
    Opening.LOST_CODE: N_("The sender has lost the code"),
    Opening.VISIT: N_("To look at the matter together with the sender"),
    Opening.DANGER: N_("Somebody is in danger"),
    Opening.LAW: N_("A law or a court demands it"),
}
"""Why an identity is opened."""
