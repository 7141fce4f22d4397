"""A published version of a form, read once and kept: it never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import PeriodColumn, session
from portal.base.errors import NotFound
from portal.base.language import Words, pick
from portal.base.period import Frequency, Period
from portal.reports.models import CrossCheck, Form, FormVersion, Indicator, Ratio
from portal.reports.rules import Clocks, Kind, Rollup, Severity, is_open
from portal.units.rules import Level


@dataclass(frozen=True, eq=False)
class Question:
    """One indicator as asked. Figures are scaled integers: 10 ** `places` is one."""

    number: int
    code: str
    section: str
    label: Words
    short: Words
    hint: Words
    unit: Words
    kind: Kind
    rollup: Rollup
    required: bool
    may_not_apply: bool
    part_of: str | None
    minimum: int | None
    maximum: int | None
    places: int
    choices: Sequence[Mapping[str, Any]]

    @property
    def adds_up(self) -> bool:
        """Whether parents show a figure made of its answers."""
        return self.kind.is_figure and self.rollup is not Rollup.NONE


@dataclass(frozen=True)
class Check:
    """A cross-check of a version; `code` names its finding."""

    code: str
    severity: Severity
    rule: str
    message: Words


@dataclass(frozen=True, eq=False)
class Share:
    """A derived indicator: one question's sum over another's, where the first was answered."""

    label: Words
    numerator: str
    denominator: str
    as_percent: bool


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """All that is asked in one version of a form, and by when; one object for each version."""

    form_id: int
    code: str
    number: str
    title: Words
    frequency: Frequency
    association: str | None
    version_id: int
    version: int
    begins: Period
    """The first period it asks for."""
    clocks: Clocks
    sections: Sequence[tuple[str, Words]]
    questions: Sequence[Question]
    checks: Sequence[Check]
    shares: Sequence[Share]

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        """Questions by their code."""
        return {question.code: question for question in self.questions}

    @cached_property
    def figures(self) -> Sequence[Question]:
        """The questions that parents add up."""
        return [question for question in self.questions if question.adds_up]

    @cached_property
    def slot(self) -> Mapping[str, int]:
        """Where a figure's value stands in a row of sums (`slots.py`); its count stands behind."""
        return {question.code: 2 * n for n, question in enumerate(self.figures)}

    @cached_property
    def only_sums(self) -> bool:
        """Whether all figures add up plainly, without a minimum or maximum."""
        return all(q.rollup not in (Rollup.MIN, Rollup.MAX) for q in self.figures)

    @cached_property
    def headlines(self) -> Sequence[Question]:
        """The few questions that lists of units show."""
        return [question for question in self.figures if question.short]

    def of_section(self, code: str) -> list[Question]:
        """The questions of one section, in their order."""
        return [question for question in self.questions if question.section == code]

    def has_begun(self, period: Period) -> bool:
        """Whether the period takes reports, or has taken them."""
        return self.clocks.opening(period, clock.zone()) <= clock.now()

    def is_open(self, period: Period) -> bool:
        """Whether the period takes reports now."""
        return is_open(self.clocks, period, clock.now(), clock.zone())


_kept: dict[int, Questionnaire] = {}


def forget() -> None:
    """Let go of the versions read so far: another database has other ids."""
    _kept.clear()


def label_of(code: str) -> str | None:
    """The label of an indicator of any version read so far, as on its entry page."""
    for asked in _kept.values():
        if code in asked.by_code:
            question = asked.by_code[code]
            return f"{question.number}. {pick(question.label)}"
    return None


def questionnaire(form_code: str, period: Period) -> Questionnaire:
    """The version that asks for this period; NotFound for another form, frequency or time."""
    given = {"code": form_code, "period": period}
    found = session.connection().execute(_newest(), given).first()
    if found is None or found.frequency is not period.frequency:
        raise NotFound
    return _of_version(found.id)


def common(period: Period) -> Questionnaire | None:
    """What is asked of everybody for this period: the oldest form that is no association's."""
    given = {"period": period, "frequency": period.frequency}
    found = session.connection().execute(_common(), given).first()
    return _of_version(found.id) if found else None


def _of_version(version_id: int) -> Questionnaire:
    if version_id not in _kept:
        _kept[version_id] = _read(session.get_one(FormVersion, version_id))
    return _kept[version_id]


@cache
def _asking() -> sa.Select[Any, Any]:
    """The versions that ask for `:period`: put together once, asked at every request.

    Only which version it is: what it asks never changes, and is read once.
    """
    return (
        sa.select(FormVersion.id, Form.frequency)
        .join(Form, FormVersion.form_id == Form.id)
        .where(FormVersion.first_period <= sa.bindparam("period", type_=PeriodColumn))
        .limit(1)
    )


@cache
def _newest() -> sa.Select[Any, Any]:
    named = _asking().where(Form.code == sa.bindparam("code"))
    return named.order_by(FormVersion.number.desc())


@cache
def _common() -> sa.Select[Any, Any]:
    frequency = sa.bindparam("frequency", type_=Form.frequency.type)
    everybodys = _asking().where(Form.association_code.is_(None), Form.frequency == frequency)
    return everybodys.order_by(Form.id, FormVersion.number.desc())


def _read(version: FormVersion) -> Questionnaire:
    form = session.get_one(Form, version.form_id)
    due = {
        Level.VILLAGE: version.due_village,
        Level.COMMUNE: version.due_commune,
        Level.PROVINCE: version.due_province,
    }
    return Questionnaire(
        form_id=form.id,
        code=form.code,
        number=form.number,
        title=form.title,
        frequency=form.frequency,
        association=form.association_code,
        version_id=version.id,
        version=version.number,
        begins=version.first_period,
        clocks=Clocks(version.opens, due, version.closes),
        sections=[(section["code"], section["title"]) for section in version.sections],
        questions=[_question(row) for row in _of(Indicator, version.id)],
        checks=[
            Check(f"check-{row.position}", row.severity, row.rule, row.message)
            for row in _of(CrossCheck, version.id)
        ],
        shares=[
            Share(row.label, row.numerator, row.denominator, row.as_percent)
            for row in _of(Ratio, version.id)
        ],
    )


def _of(table: Any, version_id: int) -> Any:
    statement = sa.select(table).where(table.version_id == version_id).order_by(table.position)
    return session.scalars(statement)


def _question(row: Indicator) -> Question:
    return Question(
        number=row.position,
        code=row.code,
        section=row.section,
        label=row.label,
        short=row.short,
        hint=row.hint,
        unit=row.unit,
        kind=row.kind,
        rollup=row.rollup,
        required=row.required,
        may_not_apply=row.may_not_apply,
        part_of=row.part_of,
        minimum=row.minimum,
        maximum=row.maximum,
        places=row.places,
        choices=row.choices,
    )
