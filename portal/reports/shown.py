"""How figures are written on a page: scaled integers, sums and shares, in the reader's language."""

from flask import Flask

from portal.base import formats
from portal.base.language import N_, gettext, ngettext
from portal.base.layout import Line
from portal.reports import slots
from portal.reports.due import Deed, Task
from portal.reports.questionnaire import Question, Questionnaire, Share
from portal.reports.rollup import Tally


def scaled(value: int | None, question: Question) -> str:
    """A scaled integer as it is typed and shown: `15.000.000`, `1,25`; `–` for none."""
    if value is None or not question.places:
        return formats.count(value)
    return formats.decimal(value / 10**question.places, question.places)


def tallied(tally: Tally, asked: Questionnaire, question: Question) -> str:
    """A question's reported sum within a tally."""
    return formats.amount(slots.figure(asked, tally.reported, question)[0])


def ratio(value: float | None, share: Share) -> str:
    """A derived indicator: `66,67 %`, or plain `24,5`."""
    if value is None:
        return "–"
    return formats.decimal(100 * value) + "\u00a0%" if share.as_percent else formats.decimal(value)


def line(task: Task) -> Line:
    """A task as a line of the desk."""
    state, tint = _state(task)
    quiet = f"{task.place.label} · {formats.days(task.period)}"
    if task.reason:
        quiet = f"“{task.reason}” · {quiet}"
    return Line(
        rank=list(Deed).index(task.deed),
        at=task.due_at,
        path=task.path,
        words=_words(task),
        state=state,
        tint=tint,
        quiet=quiet,
        done=task.deed is Deed.DONE,
    )


def _words(task: Task) -> str:
    week = gettext("week %(number)s", number=task.period.number)
    if task.deed is Deed.REVIEW:
        return ngettext(
            "Look at %(num)s report of %(week)s",
            "Look at %(num)s reports of %(week)s",
            task.number,
            week=week,
        )
    if task.deed is Deed.CALL:
        return ngettext(
            "%(num)s village has not sent %(week)s",
            "%(num)s villages have not sent %(week)s",
            task.number,
            week=week,
        )
    return gettext(_SENTENCES[task.deed], week=week)


_SENTENCES = {
    Deed.SEND: N_("Send the report of %(week)s"),
    Deed.MEND: N_("Correct the report of %(week)s"),
    Deed.READ: N_("Totals of %(week)s"),
    Deed.DONE: N_("Report of %(week)s"),
}


def _state(task: Task) -> tuple[str, str]:
    """The task's state as a word, and its tint."""
    if task.deed is Deed.MEND:
        return gettext("Returned"), "wait"
    if task.deed is Deed.DONE:
        return gettext("Sent"), "ok"
    if task.deed is not Deed.SEND:
        return "", "off"
    if task.has_ended:
        return gettext("Due %(when)s", when=formats.moment(task.due_at)), "late"
    return gettext("This week, still running"), "off"


def init_app(app: Flask) -> None:
    """Give these to the templates."""
    app.jinja_env.filters.update(scaled=scaled, tallied=tallied, ratio=ratio)
