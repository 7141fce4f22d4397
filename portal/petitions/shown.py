"""How states, steps and sizes are written on the sender's pages."""

from collections.abc import Mapping
from urllib.parse import quote

from flask import Flask
from markupsafe import Markup

from portal.base import text
from portal.base.language import gettext
from portal.base.web import site_address
from portal.petitions import codes, words
from portal.petitions.models import Petition
from portal.petitions.queries import Told
from portal.petitions.rules import Act, Kind, Opening


def petition_state(petition: Petition) -> Markup:
    """The state as a word with its tint."""
    word, tint = words.STATES[petition.state]
    return Markup('<span class="{}">{}</span>').format(tint, gettext(word))


def petition_kind(kind: Kind) -> str:
    """The kind in a word."""
    return gettext(words.KINDS[kind][0])


def told(step: Told, names: Mapping[int | None, str]) -> str:
    """One step as its sender reads it; `names` are unit id → its name."""
    facts = step.step.facts
    unit = names.get(facts.get("to") or facts.get("owner"), "")
    values = {"unit": unit, "days": facts.get("days"), "stars": facts.get("stars")}
    sentence = gettext(words.TOLD[step.step.act], **values)
    if step.step.act is Act.OPEN_IDENTITY:
        why = gettext(words.OPENINGS[Opening(facts["reason"])])
        at = names.get(step.step.unit_id, "")
        return f"{sentence}: {step.officer}, {at} – {why}"
    return sentence


def kilobytes(size: int) -> str:
    """A file's size before it is asked for: `18 kB`."""
    return f"{max(1, round(size / 1000))}\u00a0kB"


def sms(code: str, number: str) -> str:
    """The address of a message to oneself: the code, and where it is looked up."""
    said = gettext("Petition %(number)s. Code: %(code)s", number=number, code=code)
    host = site_address().partition("://")[2]
    body = text.unaccent_sms(f"{said}. {host}/petitions/track")
    return f"sms:?body={quote(body, safe='')}"


def init_app(app: Flask) -> None:
    """Give these to the templates."""
    app.jinja_env.filters["code"] = codes.shown
    for shows in (petition_state, petition_kind, told, kilobytes, sms):
        app.jinja_env.filters[shows.__name__] = shows
