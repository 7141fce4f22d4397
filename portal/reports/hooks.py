"""What this slice offers to the whole house."""

from itertools import islice

from portal.accounts.queries import Actor
from portal.base import clock
from portal.base.language import N_
from portal.base.layout import Line, Link
from portal.reports import due, filing, recount, rollup, shown
from portal.reports.questionnaire import label_of, questionnaire

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


def check() -> list[str]:
    """Recount every sum, version and filing."""
    return list(recount.findings())


def tick() -> None:
    """Keep the province rows of closed periods that have changed since, a few at a time."""
    asked = [(questionnaire(code, period), period) for code, period in rollup.outgrown()]
    closed = (
        (form, period)
        for form, period in asked
        if form.clocks.closing(period, clock.zone()) <= clock.now()
    )
    for form, period in islice(closed, AT_ONCE):
        rollup.keep_provinces(form, period)


def units_changed(parent_ids: list[int]) -> None:
    """Whoever stands below these parents now: put the reports of open periods where they belong."""
    for asked, period in list(filing.open_periods()):
        filing.refile(asked, period, parent_ids)
