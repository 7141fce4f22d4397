"""What happens in the demo: nine weeks of reports from five communes of Bắc Ninh.

Everything is written by the services that officers use, at instants when officers would have. The
same instant always tells the same story.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from random import Random

from portal.accounts import associations
from portal.accounts import demo as accounts
from portal.base import clock, hooks, keys
from portal.base.backup import Refused, is_empty
from portal.base.db import session
from portal.base.period import Frequency, Period, period_at
from portal.home import figures, story
from portal.home.story import Story, Village
from portal.reports import queries, services
from portal.reports.checks import Answers, findings
from portal.reports.default_form import CODE
from portal.reports.models import Report
from portal.reports.questionnaire import questionnaire
from portal.reports.rollup import reports_of_node
from portal.reports.rules import Severity
from portal.units.queries import Place

WEEKS = 9

Deed = tuple[datetime, Callable[[], None]]


def tell() -> Story:
    """Fill the open, migrated database; Refused when there is anything in it."""
    if not is_empty():
        raise Refused("There is something in this database; a demo needs an empty one.")
    now = clock.now()
    this_week = period_at(now, Frequency.WEEKLY, clock.zone())
    weeks = [this_week.back(n) for n in range(WEEKS, -1, -1)]
    with clock.at(_at(weeks[0].first, -7 * 24 + 9)):
        keys.check_fingerprint()
        accounts.mark()
        story.tree()
        associations.ensure()
        services.install_default_form()
    with clock.at(_at(weeks[0].first, 0)):
        told = story.begin()
        story.offices(told)
    # Opened on a Wednesday: a unit that did not stand all week is excused.
    with clock.at(_at(weeks[-5].first, 2 * 24 + 9)):
        story.newcomer(told)
    for instant, deed in sorted(_deeds(told, weeks), key=itemgetter(0)):
        if instant < now:
            with clock.at(instant):
                deed()
    for go_on in hooks.named("demo"):
        go_on(told)
    return told


def _at(day: date, hours: float) -> datetime:
    """So many hours after the midnight that a day begins with, on the wall clock."""
    return datetime.combine(day, time(), clock.zone()) + timedelta(hours=hours)


def _deeds(told: Story, weeks: list[Period]) -> Iterator[Deed]:
    """All that happens, in no order."""
    own, other, third = told.home[:3]
    ended, this, before = weeks[-2], weeks[-1], weeks[-3]
    own.missing, third.missing = 0, 0.6
    other.planned = {before: -4.6}
    # Something to mend and something to send: last week while it is open, else the present one.
    if questionnaire(CODE, ended).is_open(ended):
        own.planned, returned = {ended: -28.3, this: None}, _at(ended.end, -3.75)
    else:
        own.planned, returned = {this: -124.3}, _at(ended.end, 64.5)
    for commune in told.communes:
        for week in weeks:
            for village in told.villages[commune.id]:
                yield from _sending(village, week)
            # The third commune looks at nothing before the week closes.
            if commune is not told.communes[2]:
                yield _at(week.end, 14), _accepting(told, commune, week, odd_too=False)
            yield _at(week.end, 64), _accepting(told, commune, week, odd_too=True)
    yield returned, lambda: _return(told, own, next(iter(own.planned)))
    yield _at(before.end, 64.6), lambda: _correct(other, before)


def _sending(village: Village, week: Period) -> Iterator[Deed]:
    rng = Random(f"{village.place.code}:{week}")  # noqa: S311 - invented figures
    opened = village.place.opened_on
    if rng.random() < village.missing or (opened and opened > week.first):
        return
    # Friday afternoon to Monday 9:45; one in twelve later, until the week closes on Wednesday.
    on_time = ((-57, -51), (-29, -26), (-6, -2), (-5, -2), (7, 9.75))
    late = ((10.2, 16.5), (31, 41), (55, 63.5))
    first, last = rng.choice(late if rng.random() < 0.08 and village.missing else on_time)
    hours = village.planned.get(week, rng.uniform(first, last))
    if hours is not None:
        yield _at(week.end, hours), lambda: _send(village, week, rng)


def _send(village: Village, week: Period, rng: Random) -> None:
    asked = questionnaire(CODE, week)
    answers, texts = figures.week(rng, village.character, week)
    if village.missing == 0 and week in village.planned:  # to be returned for its women
        answers |= {"meetings": 1, "attending": 45, "women_attending": 45}
    found = findings(asked, answers, texts, village.history)
    explained = any(one.severity is Severity.EXPLAIN for one in found)
    why = "Đã kiểm tra lại, số liệu đúng thực tế." if explained else ""
    said = Answers(answers, texts, why, remarkable=bool(found))
    services.submit(asked, village.place, week, said, by=village.officer, seen=0)
    village.history.insert(0, answers)


def _accepting(told: Story, commune: Place, week: Period, *, odd_too: bool) -> Callable[[], None]:
    def accept() -> None:
        asked = questionnaire(CODE, week)
        found = session.scalars(reports_of_node(asked, week, commune.id)).all()
        chosen = [one for one in found if odd_too or not one.remarkable]
        services.accept(asked, chosen, by=told.leads[commune.id], seen=clock.now())

    return accept


def _return(told: Story, village: Village, week: Period) -> None:
    report = _report(village, week)
    services.send_back(
        questionnaire(CODE, week),
        report,
        by=told.accounts["commune"],
        seen=report.number,
        reason="Số nữ bằng số lượt người dự, có đúng không? Xin kiểm tra lại mục 2 và 3.",
        cells=["attending", "women_attending"],
    )


def _correct(village: Village, week: Period) -> None:
    report = _report(village, week)
    more = {**report.figures, "poor_fund": (report.figures["poor_fund"] or 0) + 500_000}
    services.submit(
        questionnaire(CODE, week),
        village.place,
        week,
        Answers(more, report.texts, report.explanation, report.remarkable),
        by=village.officer,
        seen=report.number,
        reason="Một hộ ủng hộ thêm 500.000 đồng vào tối Chủ nhật, chưa kịp ghi.",
    )


def _report(village: Village, week: Period) -> Report:
    report = queries.report_of(questionnaire(CODE, week), village.place.id, week)
    if report is None:
        raise LookupError(f"{village.place.code} has sent nothing for {week}")
    return report
