"""Taking in a petition that somebody's application sends."""

from dataclasses import dataclass

from portal.base import once
from portal.base.language import N_, gettext
from portal.open311 import rules
from portal.petitions import intake
from portal.petitions.intake import Sending
from portal.petitions.models import Petition
from portal.petitions.rules import Channel, Kind, Learn
from portal.units.queries import Place

WHERE = N_("Where, as the application says: %(where)s")


@dataclass(frozen=True)
class Report:
    """What was sent; `where` are the sender's own words, or coordinates, which we only pass on."""

    place: Place
    kind: Kind
    description: str
    where: str = ""
    name: str = ""
    phone: str = ""


def take_in(report: Report) -> Petition:
    """Store it. Its code is made from a key that nobody keeps: the protocol cannot show one once.

    Who left a number is called; name and number also prove at an office whose petition it is, and
    there a code can be issued.
    """
    where = gettext(WHERE, where=report.where) if report.where else ""
    text = report.description
    sending = Sending(
        place=report.place,
        kind=report.kind,
        topic=rules.topic(text),
        text=f"{text}\n\n{where}".strip(),
        name=report.name,
        phone=report.phone,
        learn=Learn.CALL if report.phone else Learn.HERE,
        channel=Channel.OPEN311,
        # Not by number: a whole application's users come from one address.
        doubt=intake.doubt(text, from_many=False),
    )
    return intake.send(sending, once=once.new_key()).petition
