"""What a page was asked for, as its address says it, and the addresses next to it."""

import csv
from dataclasses import dataclass
from io import StringIO
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request

from portal.answers.queries import KINDS, Wanted
from portal.answers.totals import Line, Totals
from portal.base import clock, finding, text
from portal.base.errors import NotFound
from portal.base.language import N_, gettext
from portal.base.marks import Mark
from portal.base.period import Frequency, Period
from portal.petitions.rules import Kind
from portal.units import queries as units
from portal.units.queries import Place
from portal.units.rules import Level

SPANS = (Frequency.YEARLY, Frequency.QUARTERLY, Frequency.MONTHLY)


@dataclass(frozen=True)
class Asked:
    """A unit, a kind, some words; each of them may be left out."""

    place: Place | None
    kind: Kind | None
    typed: str
    before: Mark | None
    after: Mark | None

    @classmethod
    def read(cls) -> "Asked":
        """As the present address says; NotFound for a unit or kind there is none of."""
        asked = request.args
        return cls(
            place=_place(asked["unit"]) if asked.get("unit") else None,
            kind=_kind(asked.get("kind", "")),
            typed=_typed(asked.get("q", "")),
            before=Mark.parse(asked.get("before", "")),
            after=Mark.parse(asked.get("after", "")),
        )

    @property
    def wanted(self) -> Wanted:
        """The copies asked for."""
        return Wanted(self.place, self.kind)

    def path(self, **changes: object) -> str:
        """The address of a list that differs from this one in some of it; None is left out."""
        parts = {"unit": self.place and self.place.code, "kind": self.kind, "q": self.typed}
        return _address("/petitions/answered", parts | changes)


@dataclass(frozen=True)
class Spanned:
    """A unit and a year, quarter or month of which statistics are asked for."""

    place: Place
    period: Period

    @classmethod
    def read(cls) -> "Spanned":
        """As the present address says; the nation and this year unless it says otherwise."""
        code, typed = request.args.get("unit"), request.args.get("period")
        place = _office(_place(code)) if code else _centre()
        return cls(place, _period(typed) if typed else _now(Frequency.YEARLY))

    def path(self, *, csv: bool = False, **changes: object) -> str:
        """The address of another unit or period, or of another form of this page."""
        parts = {"unit": self.place.code, "period": self.period}
        return _address(f"/petitions/statistics{'.csv' if csv else ''}", parts | changes)

    @property
    def spans(self) -> list[Period]:
        """This year, quarter and month."""
        return [_now(span) for span in SPANS]

    @property
    def next(self) -> Period | None:
        """The period after this one, unless that is still to come."""
        after = self.period.next()
        return after if after.first <= clock.today() else None


def _address(path: str, parts: dict[str, object]) -> str:
    said = {name: str(value) for name, value in parts.items() if value}
    return f"{path}?{urlencode(said)}" if said else path


def _place(code: str) -> Place:
    found = units.place(code) or next(iter(units.place_at_any_time(code) or ()), None)
    if not isinstance(found, Place):
        raise NotFound
    return found


def _office(place: Place) -> Place:
    """A village's petitions are its commune's."""
    return place.parent if place.level is Level.VILLAGE and place.parent else place


def _centre() -> Place:
    today = clock.today()
    found = units.places(
        lambda unit: sa.and_(unit.level == Level.CENTRE, units.stands(unit, today)), limit=1
    )
    if not found:
        raise NotFound
    return found[0]


def _now(span: Frequency) -> Period:
    return Period.of(clock.today(), span)


def _period(typed: str) -> Period:
    try:
        period = Period.parse(typed)
    except ValueError:
        raise NotFound from None
    if period.frequency not in SPANS:
        raise NotFound
    return period


def _kind(word: str) -> Kind | None:
    if word and word not in KINDS:
        raise NotFound
    return Kind(word) if word else None


def _typed(words: str) -> str:
    try:
        return " ".join(text.clean(words)[: finding.LONGEST].split())
    except ValueError:  # no copy holds what cannot be stored, and no page may show it
        return ""


COLUMNS = (
    *(N_("Unit"), N_("Code"), N_("Received"), N_("Answered"), N_("In time")),
    *(N_("Working days (median)"), N_("Rating"), N_("Ratings"), N_("Asked for another look")),
    N_("More than 10 working days late now"),
    *(N_("Referred to agencies"), N_("Agencies replied"), N_("Their working days (mean)")),
)


def table(totals: Totals) -> str:
    """The statistics as CSV, with the mark by which Excel knows UTF-8."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow([gettext(column) for column in COLUMNS])
    rows.writerow(_row(totals.whole))
    if totals.own:
        rows.writerow(_row(totals.own, gettext("Own office")))
    rows.writerows(_row(line) for line in totals.below)
    return "\ufeff" + written.getvalue()


def _row(line: Line, name: str = "") -> list[object]:
    found = line.figures
    return [
        *map(harmless, (name or line.place.label, line.place.code)),
        *(found.received, found.answered, found.in_time, _short(found.median)),
        *(_short(found.rating), found.ratings, found.reopened, line.very_late),
        *(found.referred, found.replied, _short(found.away)),
    ]


def _short(figure: float | None) -> object:
    return "" if figure is None else round(figure, 2)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
