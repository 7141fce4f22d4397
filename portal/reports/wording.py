"""The words of forms, for a translator: titles, questions, hints, units, choices, checks …"""

from collections.abc import Iterator
from functools import partial

import sqlalchemy as sa

from portal.base.db import session
from portal.base.texts import Text, of_column, stored
from portal.reports.models import CrossCheck, Form, FormVersion, Indicator, Ratio

PLACE = "reports"


def texts() -> Iterator[Text]:
    """Of every version of every form."""
    for form in session.scalars(sa.select(Form).order_by(Form.id)):
        yield of_column(f"form.{form.code}.title", PLACE, form, "title")
        versions = sa.select(FormVersion).where(FormVersion.form_id == form.id)
        for version in session.scalars(versions.order_by(FormVersion.number)):
            yield from _of_version(version, f"form.{form.code}.{version.number}")


def _of_version(version: FormVersion, key: str) -> Iterator[Text]:
    for number, section in enumerate(version.sections):
        keep = partial(_entitle, version, number)
        yield stored(f"{key}.section.{section['code']}", PLACE, section["title"], keep)
    of_version = {"version_id": version.id}
    indicators = sa.select(Indicator).filter_by(**of_version).order_by(Indicator.position)
    for one in session.scalars(indicators):
        for column in ("label", "short", "hint", "unit"):
            if getattr(one, column):
                yield of_column(f"{key}.{one.code}.{column}", PLACE, one, column)
        for number, choice in enumerate(one.choices):
            keep = partial(_name_choice, one, number)
            yield stored(f"{key}.{one.code}.choice.{choice['code']}", PLACE, choice["words"], keep)
    checks = sa.select(CrossCheck).filter_by(**of_version).order_by(CrossCheck.position)
    for check in session.scalars(checks):
        yield of_column(f"{key}.check.{check.position}", PLACE, check, "message")
    ratios = sa.select(Ratio).filter_by(**of_version).order_by(Ratio.position)
    for ratio in session.scalars(ratios):
        yield of_column(f"{key}.ratio.{ratio.position}", PLACE, ratio, "label")


def _entitle(version: FormVersion, number: int, said: dict[str, str]) -> None:
    sections = [dict(section) for section in version.sections]
    sections[number]["title"] = {**sections[number]["title"], **said}
    version.sections = sections


def _name_choice(indicator: Indicator, number: int, said: dict[str, str]) -> None:
    choices = [dict(choice) for choice in indicator.choices]
    choices[number]["words"] = {**choices[number]["words"], **said}
    indicator.choices = choices
