"""How officers' pages write steps and days left."""

from datetime import date
from typing import Any

from flask import Flask
from markupsafe import Markup

from portal.base import clock
from portal.base.language import gettext, ngettext
from portal.casework import words
from portal.casework.queries import OTHERS, File
from portal.petitions import words as sender_words
from portal.petitions.clocks import Calendar, Lateness
from portal.petitions.queries import Told
from portal.petitions.rules import FINISHED, Act, Kind, Opening


def days_left(petition: Any, calendar: Calendar) -> Markup | str:
    """Working days to the last day for an answer, or since; of a petition or a row of a list."""
    if petition.state in FINISHED:
        return ""
    if petition.paused_on is not None:
        return _tinted("off", gettext("the clock stands still"))
    today, due = clock.today(), petition.due_on
    if today > due:
        late = calendar.between(due, today)
        words = ngettext("%(num)s working day late", "%(num)s working days late", late)
        return _tinted("late", words)
    if today == due:
        return _tinted("late", gettext("due today"))
    left = calendar.between(today, due)
    near = calendar.lateness(petition.clock_on, due, today) is Lateness.NEAR
    words = ngettext("%(num)s working day left", "%(num)s working days left", left)
    return _tinted("wait" if near else "off", words)


def _tinted(tint: str, words: str) -> Markup:
    return Markup('<span class="{}">{}</span>').format(tint, words)


def step_late(petition: Any) -> Markup | str:
    """That the present step (taking up, accepting) is to be done today, or should have been."""
    day: date | None = petition.step_due_on
    if day is None or day > clock.today() or petition.paused_on is not None:
        return ""
    if day == clock.today():
        return _tinted("late", gettext("to be taken up today"))
    return _tinted("late", gettext("to be taken up by %(day)s", day=f"{day:%d/%m/%Y}"))


def worked(one: Told, file: File) -> str:
    """One step as officers read it."""
    step, facts = one.step, one.step.facts
    unit = file.places.get(facts.get("to") or facts.get("owner") or 0)
    other = next((facts[name] for name in OTHERS if facts.get(name)), 0)
    values = {
        "unit": unit.label if unit else "",
        "person": one.given_to or "–",
        "days": facts.get("days"),
        "stars": facts.get("stars"),
        "number": facts.get("number"),
        "petition": f"PA-{other:06d}",
    }
    sentence = gettext(words.TOLD[step.act], **values)
    if step.act is Act.RECLASSIFY:
        was, now = (gettext(sender_words.KINDS[Kind(facts[at])][0]) for at in ("was", "kind"))
        return f"{sentence}: {was} → {now}"
    if step.act is Act.OPEN_IDENTITY:
        return f"{sentence} {gettext(sender_words.OPENINGS[Opening(facts['reason'])])}"
    return sentence


def whose(one: Told, file: File) -> str:
    """Who did it: an officer with the unit acted for; the sender and the clock go unnamed."""
    unit = file.places.get(one.step.unit_id or 0)
    return ", ".join(filter(None, (one.officer, unit.label if unit else "")))


def sender_of(file: File) -> str:
    """`Người dân, thôn Đông`: never who."""
    place = file.places[file.case.petition.place_id]
    return gettext("A citizen, %(place)s", place=place.inline)


def init_app(app: Flask) -> None:
    """Give these to the templates."""
    for shows in (days_left, step_late, worked, whose, sender_of):
        app.jinja_env.filters[shows.__name__] = shows
