"""What this slice offers to the whole house."""

from datetime import date
from itertools import islice

from flask_login import current_user

from portal.accounts import scope
from portal.accounts.queries import Actor
from portal.accounts.rules import Right
from portal.base import clock
from portal.base.language import N_, gettext
from portal.base.layout import Block, Line, Link
from portal.base.texts import Text
from portal.reports import due, filing, headline, recount, shown, trends, wording
from portal.reports.questionnaire import label_of, questionnaire
from portal.units.office import office
from portal.units.queries import Place

# A nation's week takes some 50 ms of the writers' time; what is left waits for the next minute.
AT_ONCE = 5


def menu(actor: Actor) -> list[Link]:
    """The officers' line."""
    return [Link("/reports/", N_("Reports"))] if actor.is_authenticated and actor.hats else []


def desk(actor: Actor) -> list[Line]:
    """What is to be done about reports."""
    return [shown.line(task) for task in due.tasks(actor)]


def field_label(name: str) -> str | None:
    """What the box of this name asks, for the pages that show what was typed elsewhere."""
    return label_of(name)


def unit_blocks(place: Place) -> list[Block]:
    """For officers the week's report; for everybody the figures, where the unit shows them."""
    may_read = current_user.is_authenticated and scope.may(current_user, Right.READ, place)
    shows_figures = office(place.id).shows_figures
    asked = headline.current() if may_read or shows_figures else None
    if asked is None:
        return []
    form, this = asked
    found = []
    if may_read:
        period = next(iter(due.open_periods(form, this)), this)
        found.append(Block("reports/unit_week.html", {"asked": form, "period": period}, rank=5))
    if shows_figures and (figures := headline.headline(place, form, this)):
        found.append(Block("reports/unit.html", {"headline": figures}, rank=60))
    return found


def poster(place: Place) -> list[str]:
    """What the notice board may promise: the figures, where the unit shows them."""
    return [gettext("See the figures of last week")] if office(place.id).shows_figures else []


def check() -> list[str]:
    """Recount every sum, version and filing."""
    return list(recount.findings())


def tick() -> None:
    """Keep the province rows of closed periods that have changed since, a few at a time."""
    asked = [(questionnaire(code, period), period) for code, period in trends.outgrown()]
    closed = (
        (form, period)
        for form, period in asked
        if form.clocks.closing(period, clock.zone()) <= clock.now()
    )
    for form, period in islice(closed, AT_ONCE):
        trends.keep_provinces(form, period)


def stood_on(unit_id: int) -> date | None:
    """Who reported for a week stood on its first day at least: the commune's page lists it."""
    return filing.stood_on(unit_id)


def units_changed(parent_ids: list[int]) -> None:
    """Whoever stands below these parents now: put the reports of open periods where they belong."""
    for asked, period in list(filing.open_periods()):
        filing.refile(asked, period, parent_ids)


def texts() -> list[Text]:
    """The words of forms."""
    return list(wording.texts())
