"""What holds for themes, opinions heard and figures that are shown. No database, no web."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from unicodedata import decimal

from portal.base.language import N_
from portal.base.period import Frequency

LONGEST_TITLE = 60
LONGEST_NOTE = 200
LONGEST_OPINION = 300

LEAST = 5
"""Fewer than so many petitions are not shown: in a village everybody would know whose they are."""

PERIODS = frozenset({Frequency.WEEKLY, Frequency.MONTHLY})
"""A synthesis is made of a week or a month."""

EDITABLE = timedelta(days=1)
"""A slip of the finger is mended within a day; later an opinion is removed and noted anew."""


class Source(StrEnum):
    """Where an opinion was heard: họp dân, tiếp xúc cử tri, mạng xã hội, báo chí."""

    MEETING = "meeting"
    VOTERS = "voters"
    SOCIAL = "social"
    PRESS = "press"


SOURCES: Mapping[Source, str] = {
    Source.MEETING: N_("Residents' meeting"),
    Source.VOTERS: N_("Meeting with voters"),
    Source.SOCIAL: N_("Social networks"),
    Source.PRESS: N_("Press"),
}

# Telephone numbers begin with 0 or +84; identity cards have 9 figures in a row or 12. Amounts of
# money (150.000.000) are neither.
_NUMBERS = re.compile(r"(?<!\d)(?:(?:\+? ?84|0)(?:[ .()-]{0,2}\d){8,11}|\d{9,})")


def names_somebody(sentence: str) -> bool:
    """Whether a telephone or identity card number stands in it."""
    plain = "".join(str(decimal(c)) if c.isdecimal() else c for c in sentence)
    return _NUMBERS.search(plain) is not None


def may_edit(noted_at: datetime, noted_by: int, now: datetime, by: int) -> bool:
    """Whether this account may still mend the opinion: its own, within a day."""
    return noted_by == by and now < noted_at + EDITABLE
