"""Answered and published petitions, made by the services people use."""

from typing import Any

from portal.petitions import handling
from portal.petitions.intake import Receipt
from portal.petitions.rules import Act
from tests.petitions import acts

TEXT = "Xe thu gom rác một tuần chỉ đến một lần, rác ùn ở đầu ngõ."
ANSWER = "Đã thay bóng đèn ngày 12/11."


def answered(nation: Any, **more: Any) -> Receipt:
    """Sent, taken in hand by the clerk, signed by the lead."""
    receipt = acts.send(more.pop("place", nation.village), **more)
    acts.do(nation.clerk, receipt.petition, Act.CLAIM, handling.claim)
    acts.answer(receipt.petition, nation.clerk, nation.lead)
    return receipt


def published(
    nation: Any,
    topic: str = "Rác thu gom chậm",
    text: str = TEXT,
    answer: str = ANSWER,
    **more: Any,
) -> Receipt:
    """A public copy of these words."""
    receipt = answered(nation, **more)
    acts.do(nation.lead, receipt.petition, Act.PUBLISH, handling.publish, topic, text, answer)
    return receipt
