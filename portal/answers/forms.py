"""What a lead types to publish an answer, and to take it away again."""

from dataclasses import dataclass
from typing import Any, Self

from flask import request
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, Length

from portal.answers import redaction
from portal.answers.queries import Originals
from portal.answers.redaction import Finding
from portal.base.forms import LongTextField, PortalForm, TextField
from portal.base.language import lazy
from portal.petitions.rules import LONGEST_REASON, LONGEST_TEXT, LONGEST_TOPIC

BOXES = ("topic", "text", "answer")
# An answer has no limit of its own; three pages are a long one.
LONGEST_ANSWER = 20_000


@dataclass(frozen=True)
class Found:
    """Words that may tell who somebody is; how often they stand there."""

    mark: redaction.Mark
    words: str
    times: int


class SeenForm(PortalForm):
    """A form made from one version of a petition."""

    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """That version; -1 of a made-up form."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


class PublishForm(SeenForm):
    """The public copy: what everybody will read."""

    topic = TextField(lazy("Topic"), [DataRequired(), Length(max=LONGEST_TOPIC)])
    text = LongTextField(
        lazy("What was written"), [DataRequired(), Length(max=LONGEST_TEXT)],
        render_kw={"rows": 8},
    )  # fmt: skip
    answer = LongTextField(
        lazy("The answer"), [DataRequired(), Length(max=LONGEST_ANSWER)], render_kw={"rows": 8}
    )
    sure = BooleanField()

    @classmethod
    def of(cls, originals: Originals, version: int) -> Self:
        """As posted; before that what is public already, or what is left without all findings."""
        copy = originals.copy
        given = {box: getattr(copy or originals, box) for box in BOXES}
        if copy is None:
            given = {box: _without(words, originals.known) for box, words in given.items()}
        return cls.read(seen=str(version), data=given)

    @property
    def button(self) -> str:
        """What was asked for: `preview`, `change` or `publish`."""
        button = request.form.get("button", "")
        return button if button in ("change", "publish") else "preview"

    def left(self, originals: Originals) -> list[Found]:
        """What still stands in the boxes and may tell who somebody is."""
        return found([self[box].data or "" for box in BOXES], originals.known)


class WithdrawForm(SeenForm):
    """Why the public copy is taken away."""

    reason = TextField(lazy("Why?"), [DataRequired(), Length(max=LONGEST_REASON)])


def _without(words: str, known: frozenset[str]) -> str:
    return redaction.redacted(words, redaction.findings(words, known))


def found(texts: list[str], known: frozenset[str]) -> list[Found]:
    """What is marked in these texts, each once, in their order."""
    marks: list[Finding] = [one for words in texts for one in redaction.findings(words, known)]
    times: dict[tuple[Any, str], int] = {}
    for one in marks:
        times[one.mark, one.words] = times.get((one.mark, one.words), 0) + 1
    return [Found(mark, words, number) for (mark, words), number in times.items()]
