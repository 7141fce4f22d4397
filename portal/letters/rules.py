"""Kinds of documents and agencies, and how a letterhead's places are filled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.base.language import N_

# What belongs to no association goes out under the Front's head and is numbered in its book.
HOST = "front"

LONGEST_BLOCK = 500
MOST_LINES = 6


class DocumentKind(StrEnum):
    """The kinds of documents that are numbered."""

    LETTER = "letter"
    REPORT = "report"
    NOTICE = "notice"
    PLAN = "plan"
    DECISION = "decision"
    GUIDANCE = "guidance"
    MINUTES = "minutes"
    SUBMISSION = "submission"
    INVITATION = "invitation"
    INTRODUCTION = "introduction"
    TRANSFER = "transfer"

    @property
    def abbreviation(self) -> str:
        """As it stands in a number: BC, QĐ (Decree 30/2020/NĐ-CP, appendix III)."""
        return _ABBREVIATIONS[self]


_ABBREVIATIONS: Mapping[DocumentKind, str] = {
    # The decree gives official letters none; Party and Youth Union write CV.
    DocumentKind.LETTER: "CV",
    DocumentKind.REPORT: "BC",
    DocumentKind.NOTICE: "TB",
    DocumentKind.PLAN: "KH",
    DocumentKind.DECISION: "QĐ",
    DocumentKind.GUIDANCE: "HD",
    DocumentKind.MINUTES: "BB",
    DocumentKind.SUBMISSION: "TTr",
    DocumentKind.INVITATION: "GM",
    DocumentKind.INTRODUCTION: "GGT",
    DocumentKind.TRANSFER: "PC",
}


class AgencyKind(StrEnum):
    """What an outside agency is."""

    COMMITTEE = "committee"
    POLICE = "police"
    POWER = "power"
    WATER = "water"
    HEALTH = "health"
    SCHOOL = "school"
    LAND = "land"
    INSURANCE = "insurance"
    COURT = "court"
    OTHER = "other"


AGENCY_WORDS: Mapping[AgencyKind, str] = {
    AgencyKind.COMMITTEE: N_("People's Committee"),
    AgencyKind.POLICE: N_("Police"),
    AgencyKind.POWER: N_("Electricity"),
    AgencyKind.WATER: N_("Water supply"),
    AgencyKind.HEALTH: N_("Health"),
    AgencyKind.SCHOOL: N_("Education"),
    AgencyKind.LAND: N_("Land and environment"),
    AgencyKind.INSURANCE: N_("Social insurance"),
    AgencyKind.COURT: N_("Court, procuracy, inspection"),
    AgencyKind.OTHER: N_("Other agency"),
}


@dataclass(frozen=True)
class AgencyText:
    """What is said of an outside agency; "" for what is not known."""

    name: str
    kind: AgencyKind
    address: str = ""
    phone: str = ""
    note: str = ""


PLACES = ("name", "unit", "UNIT", "parent", "PARENT")
"""What a letterhead may leave open: `{unit}` is `xã Tân Tiến`, `{UNIT}` the same in capitals."""

NUMBER_PLACES = ("number", "kind", "year")
"""What a number's pattern may leave open besides."""

_PLACE = re.compile(r"\{([^{}\n]*)\}")


def unknown_places(text: str, *, in_number: bool = False) -> list[str]:
    """What stands in braces and means nothing, as written."""
    known = (*PLACES, *NUMBER_PLACES) if in_number else PLACES
    rest = _PLACE.sub("", text)
    found = [f"{{{name}}}" for name in _PLACE.findall(text) if name not in known]
    return found + [mark for mark in "{}" if mark in rest]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; in one sweep, so that a name in braces stays a name."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def number_text(
    pattern: str, number: int, kind: DocumentKind, year: int, values: Mapping[str, str]
) -> str:
    """A document's number, `05/BC-MTTQ-BTT` or `29-HD/TWĐTN-VP`; below ten with a zero before it.

    An official letter carries no kind where the kind follows the stroke: `12/MTTQ-BTT`.
    """
    if kind is DocumentKind.LETTER:
        pattern = pattern.replace("/{kind}-", "/")
    given = {"number": f"{number:02}", "kind": kind.abbreviation, "year": str(year)}
    return filled(pattern, {**values, **given})


def written_day(day: date) -> tuple[str, str, str]:
    """Day, month and year as documents write them: 05, 02, 2026, but month 3 without a zero."""
    return f"{day.day:02}", f"{day.month:02}" if day.month < 3 else str(day.month), str(day.year)


def latest_beginning(today: date) -> date:
    """A year ahead: a decree is signed before its day, and 2062 is a slip of the finger."""
    return today + timedelta(days=366)
