"""What is done at the counter: a petition taken down, an answer told, a lost code replaced."""

from portal.base.db import session
from portal.base.errors import Conflict, RuleBroken
from portal.base.language import N_
from portal.petitions import codes, handling, intake, vault
from portal.petitions.intake import Receipt, Sending
from portal.petitions.models import Petition
from portal.petitions.moves import Case, Overtaken
from portal.petitions.rules import Learn, Opening


class ToldAlready(Conflict):
    """Nobody waits to be told any more."""

    message = N_("This sender has been told already, or asked not to be.")


class NotCompared(RuleBroken):
    """A new code is given to who was compared with what the sender left."""

    message = N_("Open the identity first, because the code was lost, and compare it.")


def take(sending: Sending, *, once: str, by: int, stored: int | None = None) -> Receipt:
    """Write a petition down for somebody; its code is "" once the sender has changed it.

    `stored`: the petition that this very form has made before.
    """
    if stored is None:
        return intake.send(sending, once=once, taken_by=by)
    petition, code = session.get_one(Petition, stored), codes.make(once)
    return Receipt(petition, code if petition.code_hash == codes.hashed(code) else "")


def tell(case: Case, how: Learn, *, seen: int) -> None:
    """The sender has been told. Raises Overtaken, ToldAlready."""
    if case.petition.version != seen:
        raise Overtaken
    if not case.petition.to_tell:
        raise ToldAlready
    handling.tell(case, how)


def new_code(case: Case, *, once: str, seen: int, again: bool) -> str:
    """A new code for who was compared; "" once the sender has changed it.

    `again`: this very form was sent before. Raises Overtaken, NotCompared.
    """
    if again:
        return vault.reissued_code(case, once)
    if case.petition.version != seen:
        raise Overtaken
    if vault.identity(case, Opening.LOST_CODE) is None:
        raise NotCompared
    return vault.reissue_code(case, once)
