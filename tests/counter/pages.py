"""Walking through the counter's pages in tests."""

from portal.accounts.queries import Actor
from portal.base.web import Portal
from portal.petitions import handling
from portal.petitions.intake import Receipt
from portal.petitions.rules import Act, Learn
from tests.browser import Browser
from tests.petitions import acts

HOME = "/petitions/counter"
MARKS = ("Trần Thị Mận", "0912 345 678", "Ngõ 7 phố Huyện")
"""What only the custodian's page may show: name, phone, address."""


def browser(app: Portal, who: Actor, language: str = "en") -> Browser:
    """Somebody of the nation at a device of their own."""
    return Browser(app, language).enter(who)


def known(place, **more) -> Receipt:
    """A petition whose sender left everything and wants a call."""
    left = dict(zip(("name", "phone", "address"), MARKS, strict=True))
    return acts.send(place, **{"learn": Learn.CALL, **left, **more})


def answered(nation, **more) -> Receipt:
    """One of these, answered: its sender waits to be told."""
    receipt = known(more.pop("place", nation.village), **more)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.clerk, nation.lead)
    return receipt


def at(petition, page: str = "") -> str:
    """The address of a petition's page at the counter."""
    return f"{HOME}/case/{petition.number}{page}"
