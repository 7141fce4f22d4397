"""A short report that shows what a letterhead looks like."""

from datetime import date

from portal.base.language import gettext
from portal.letters.letter import Letter, Pattern, Table, head_of
from portal.letters.rules import DocumentKind
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level


def of(place: Place, level: Level, pattern: Pattern, day: date) -> Letter:
    """As the first unit of this level at or below `place` would write it on a day."""
    unit = _first(place, level)
    head = head_of(pattern, unit)
    return Letter(
        head=head,
        day=day,
        number=head.number(1, DocumentKind.REPORT, day.year),
        title=gettext("REPORT"),
        subject=gettext("Sample for looking at the letterhead"),
        body=(
            gettext("This is how the reports of %(unit)s look.", unit=unit.inline),
            Table(
                headings=(gettext("No."), gettext("Content"), gettext("Figure")),
                rows=(("1", gettext("Meetings held"), "3"), ("2", gettext("People present"), "96")),
                figures=frozenset({2}),
            ),
        ),
    )


def _first(place: Place, level: Level) -> Place:
    """A unit of this level for the sample; where none stands yet, the nearest above it."""
    while place.level is not level:
        below = units.children(place, limit=1)
        if not below:
            break
        place = below[0]
    return place
