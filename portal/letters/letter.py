"""A letter as a plain value: Word and print draw the same one.

The letterhead itself is Vietnamese; the fixed words around it are in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.base.language import gettext
from portal.letters import rules
from portal.letters.rules import DocumentKind
from portal.units.queries import Place


@dataclass(frozen=True)
class Pattern:
    """A letterhead before its places are filled; blocks of several lines are divided by LF."""

    left: str
    right: str
    number: str
    place: str
    signing: str
    recipients: str


@dataclass(frozen=True)
class Head:
    """A letterhead as one unit writes it."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    place: str
    signing: tuple[str, ...]
    recipients: tuple[str, ...]
    number_pattern: str
    values: Mapping[str, str]

    def number(self, number: int, kind: DocumentKind, year: int) -> str:
        """What document `number` of a kind and year is called."""
        return rules.number_text(self.number_pattern, number, kind, year, self.values)


def head_of(pattern: Pattern, place: Place) -> Head:
    """The letterhead filled for a unit."""
    values = _values(place)

    def lines(text: str) -> tuple[str, ...]:
        return tuple(line for line in rules.filled(text, values).split("\n") if line)

    return Head(
        left=lines(pattern.left),
        right=lines(pattern.right),
        place=rules.filled(pattern.place, values),
        signing=lines(pattern.signing),
        recipients=lines(pattern.recipients),
        number_pattern=pattern.number,
        values=values,
    )


def _values(place: Place) -> dict[str, str]:
    unit, parent = _named(place), _named(place.parent) if place.parent else ""
    return {
        "name": place.name or unit,
        "unit": unit,
        "UNIT": unit.upper(),
        "parent": parent,
        "PARENT": parent.upper(),
    }


def _named(place: Place) -> str:
    """Kind and name in Vietnamese, in whatever language the page is read."""
    return place.kind_words["vi"].replace("{name}", place.name)


@dataclass(frozen=True)
class Table:
    """Rows beneath their headings; `figures` are the columns, from 0, that stand to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()
    caption: str = ""


@dataclass(frozen=True)
class Heading:
    """A line in bold between paragraphs."""

    text: str


@dataclass(frozen=True)
class Letter:
    """All that stands on the paper, top to bottom.

    `title` names the kind of document ("BÁO CÁO"), "" for an official letter; `subject` says what
    it is about. `recipients` and `signing` take the place of the letterhead's. `preparer` is the
    name under NGƯỜI LẬP BIỂU; None leaves that column to the recipients.
    """

    head: Head
    day: date
    body: tuple[str | Heading | Table, ...]
    number: str = ""
    title: str = ""
    subject: str = ""
    addressees: tuple[str, ...] = ()
    signer: str = ""
    signing: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    preparer: str | None = None

    @property
    def dated_line(self) -> str:
        """Place and date."""
        return dated_line(self.head, self.day)

    @property
    def number_line(self) -> str:
        """`Số: 12/BC-MTTQ-BTT`; dots where a number is still to be written."""
        return gettext("No.: %(number)s", number=self.number or "……")

    @property
    def signing_lines(self) -> tuple[str, ...]:
        """In whose name and as what it is signed."""
        return self.head.signing if self.signing is None else self.signing

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        """Who gets it."""
        return self.head.recipients if self.recipients is None else self.recipients


def dated_line(head: Head, on: date) -> str:
    """`Bắc Ninh, ngày 05 tháng 02 năm 2026`."""
    day, month, year = rules.written_day(on)
    return gettext(
        "%(place)s, %(day)s/%(month)s/%(year)s",
        place=head.place,
        day=day,
        month=month,
        year=year,
    )
