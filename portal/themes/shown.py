"""How themes and figures that may be hidden are written on pages and papers."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Flask

from portal.base import clock
from portal.base.formats import count
from portal.base.language import N_, gettext, pick
from portal.base.period import Frequency, Period
from portal.petitions import queries as petitions
from portal.petitions.moves import Case
from portal.themes import queries, suggestion
from portal.themes.rules import LEAST
from portal.themes.synthesis import Part, Row, Standing, Synthesis

HIDDEN = "…"

STANDINGS: Mapping[Standing, str] = {
    Standing.IN_TIME: N_("Answered in time"),
    Standing.LATE: N_("Answered late"),
    Standing.OPEN: N_("In progress, in time"),
    Standing.OVERDUE: N_("In progress, overdue"),
    Standing.OTHERWISE: N_("Referred, not taken up, merged or withdrawn"),
}


def figure(number: int | None) -> str:
    """A figure of a column; one sign for all that are not shown, whatever the reason."""
    return HIDDEN if number is None else count(number)


def whole(number: int | None) -> str:
    """A total in a table: below five it is not told more exactly."""
    return f"<{LEAST}" if number is None else count(number)


def in_words(number: int | None) -> str:
    """A total in a sentence."""
    return gettext("fewer than %(least)s", least=LEAST) if number is None else count(number)


def before(found: Synthesis) -> str:
    """How many came in the period before."""
    said = {
        Frequency.WEEKLY: N_("the week before: %(number)s"),
        Frequency.MONTHLY: N_("the month before: %(number)s"),
    }
    return gettext(said[found.period.frequency], number=in_words(found.before))


def change(row: Row) -> str:
    """`+3` or `-2` against the period before; "" where either is not shown."""
    if row.now is None or row.before is None:
        return ""
    return f"{row.now - row.before:+d}".replace("-", "−") if row.now != row.before else "="


def theme_title(row: Row) -> str:
    """The theme's title."""
    return pick(row.theme.title) if row.theme else gettext("Not classified yet")


def standing(one: Standing) -> str:
    """What has become of a petition, in words."""
    return gettext(STANDINGS[one])


def part_label(part: Part, whole_id: int) -> str:
    """The unit below; the unit itself stands for what concerns all of it."""
    if part.place is None:
        return gettext("Units that stand no longer")
    if part.place.id == whole_id:
        return gettext("%(place)s as a whole", place=part.place.label)
    return part.place.label


class Near(NamedTuple):
    """Periods to go on to from one."""

    before: Period
    after: Period | None
    other: Period
    """A week's month; a month's last week that has begun."""


def near(period: Period) -> Near:
    """Before, after if it has begun, and the longer or shorter one."""
    after = period.next()
    last = min(period.last, clock.today())
    kind = Frequency.MONTHLY if period.frequency is Frequency.WEEKLY else Frequency.WEEKLY
    other = Period.of(min(period.first, last) if kind is Frequency.MONTHLY else last, kind)
    return Near(period.previous(), after if after.first <= clock.today() else None, other)


def choosing(case: Case) -> dict[str, Any]:
    """What the block about a petition's theme shows."""
    petition = case.petition
    choice = queries.choice(petition.id)
    letter = petitions.letter(petition.id)
    code = None
    if choice.confirmed is None and not petition.restricted and letter.text:
        code = suggestion.suggest(f"{letter.topic}. {letter.text}")
    suggested = next((one for one in choice.themes if one.code == code), None)
    return {"number": case.number, "choice": choice, "suggested": suggested}


def init_app(app: Flask) -> None:
    """Give these to the templates."""
    app.jinja_env.filters["theme_figure"] = figure
    app.jinja_env.filters["theme_whole"] = whole
    app.jinja_env.filters["theme_in_words"] = in_words
    app.jinja_env.filters["theme_before"] = before
    app.jinja_env.filters["theme_change"] = change
    app.jinja_env.filters["theme_title"] = theme_title
    app.jinja_env.filters["theme_standing"] = standing
    app.jinja_env.filters["theme_part"] = part_label
