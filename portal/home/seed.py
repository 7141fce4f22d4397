"""Synthetic databases for measuring: the real provinces and communes, everything below invented.

The same number always makes the same rows. Written in bulk, so not by the services; the sums are
made by the same functions as theirs, and `portal check` holds them to the reports.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts import demo as accounts
from portal.accounts import passwords
from portal.accounts.models import Account, Grant
from portal.accounts.rules import Role
from portal.base import clock, db, keys
from portal.base.backup import Refused, is_empty
from portal.base.db import session
from portal.base.period import Frequency, Period, period_at
from portal.home import figures, people
from portal.home.story import REFORM, tree
from portal.reports import rollup, slots, trends
from portal.reports.default_form import CODE
from portal.reports.models import NodeSum, Report, ReportVersion
from portal.reports.questionnaire import Questionnaire, questionnaire
from portal.reports.rules import State
from portal.reports.services import install_default_form
from portal.units import imports, services
from portal.units.models import Unit, UnitLink
from portal.units.rules import Level
from portal.units.services import NewUnit

# About as many thôn, ấp, bản and tổ dân phố as there are in the country.
VILLAGES = 90_500
SCALES = ("commune", "province", "nation")
PROVINCE = "24"  # Bắc Ninh, 99 communes: near the middle

Row = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What will be written; `villages` says how many for each commune's code."""

    villages: dict[str, int]
    weeks: list[Period]
    rng: int

    @property
    def steps(self) -> int:
        """How many villages and reports, for a progress bar."""
        return sum(self.villages.values()) * (1 + len(self.weeks))


@dataclass(frozen=True)
class Node:
    """A commune with its villages, as reports need them: ids and nothing else."""

    id: int
    code: str
    province_id: int
    villages: list[int]


def plan(scale: str, weeks: int, rng: int) -> Plan:
    """Villages of one commune, one province or the nation, and the last `weeks` that have ended."""
    numbers = _numbers(rng)
    rows = [row for row in imports.vietnam() if row.level == Level.COMMUNE]
    if scale != "nation":
        rows = [row for row in rows if row.parent_code == PROVINCE]
    if scale == "commune":
        rows = rows[:1]
    this_week = period_at(clock.now(), Frequency.WEEKLY, clock.zone())
    past = [this_week.back(n) for n in range(weeks, 0, -1)]
    return Plan({row.code: numbers[row.code] for row in rows}, past, rng)


def _numbers(rng: int) -> dict[str, int]:
    """Commune code → number of villages: most 15 to 40, some wards 150; VILLAGES in all."""
    draw = Random(f"villages:{rng}")  # noqa: S311 - invented numbers
    wished = {
        row.code: min(draw.lognormvariate(0, 0.68 if row.kind == "ward" else 0.4), 6)
        for row in imports.vietnam()
        if row.level == Level.COMMUNE
    }
    factor, carried, numbers = VILLAGES / sum(wished.values()), 0.0, {}
    for code, number in wished.items():
        exact = number * factor + carried
        numbers[code] = max(1, round(exact))
        carried = exact - numbers[code]
    return numbers


def write(plan: Plan, step: Callable[[int], None]) -> None:
    """Fill the open, migrated database; Refused when there is anything in it."""
    if not is_empty():
        raise Refused("There is something in this database; a seed needs an empty one.")
    with db.writing():
        keys.check_fingerprint()
        accounts.mark()
        tree()
        install_default_form()
        _villages(plan, step)
        _accounts()
    nodes = _nodes(plan)
    for week in plan.weeks:
        with db.writing():
            asked = questionnaire(CODE, week)
            numbers = iter(range(_next_id(Report), 2**62))
            for node in nodes:
                _write_node(asked, node, week, plan.rng, numbers)
                step(len(node.villages))
            if asked.clocks.closing(week, clock.zone()) <= clock.now():
                trends.keep_provinces(asked, week)
    _settle()


def _villages(plan: Plan, step: Callable[[int], None]) -> None:
    new = []
    for code, number in plan.villages.items():
        names = people.hamlets(Random(f"{plan.rng}:{code}"))  # noqa: S311 - invented names
        new += [NewUnit(f"{code}{n:03}", "thon", next(names), code) for n in range(1, number + 1)]
    services.open_units(new, on=REFORM, step=step)


def _accounts() -> None:
    """A clerk for every village, a lead for every other unit: `clerk-` or `lead-` and the code.

    The password is `seed-` and the role; one hash for all of a role, or the nation's would take an
    hour.
    """
    hashes = {role: passwords.hashed(f"seed-{role}") for role in (Role.CLERK, Role.LEAD)}
    draw = Random("people")  # noqa: S311 - invented people
    people_, grants = [], []
    units = sa.select(Unit.id, Unit.code, Unit.level).order_by(Unit.id)
    for unit_id, code, level in session.execute(units):
        role = Role.CLERK if level is Level.VILLAGE else Role.LEAD
        name, phone = people.person(draw), people.phone(draw)
        people_.append(
            {
                "id": unit_id,  # so that reports know their senders without looking
                "username": f"{role}-{code}".lower(),
                "name": name,
                "phone": phone,
                "password_hash": hashes[role],
                "language": "vi",
                "created_at": clock.now(),
            }
        )
        grants.append({"account_id": unit_id, "role": role, "unit_id": unit_id, "from_on": REFORM})
    session.execute(sa.insert(Account), people_)
    session.execute(sa.insert(Grant), grants)


def _nodes(plan: Plan) -> list[Node]:
    """The communes with villages, by province."""
    link = aliased(UnitLink)
    statement = (
        sa.select(Unit.id, Unit.code, link.parent_id)
        .join(link, link.unit_id == Unit.id)
        .where(Unit.code.in_(plan.villages))
        .order_by(link.parent_id, Unit.code)
    )
    below: dict[int, list[int]] = {}
    for child, parent in session.execute(
        sa.select(UnitLink.unit_id, UnitLink.parent_id).order_by(UnitLink.unit_id)
    ):
        below.setdefault(parent, []).append(child)
    nodes = [Node(*row, below[row.id]) for row in session.execute(statement)]
    session.remove()
    return nodes


def _next_id(table: Any) -> int:
    return (session.scalar(sa.select(sa.func.max(table.id))) or 0) + 1


def _write_node(
    asked: Questionnaire, node: Node, week: Period, rng: int, numbers: Iterator[int]
) -> None:
    """A commune's week: its villages' reports with their versions, and the sums."""
    kinds = Random(f"{rng}:{node.code}")  # noqa: S311 - invented figures
    villages = [(unit, figures.village(kinds)) for unit in node.villages]
    draw = Random(f"{rng}:{node.code}:{week}")  # noqa: S311 - invented figures
    common = {**_SAME, **_where(asked, node, week)}
    due = asked.clocks.due_at(week, clock.zone())
    reports = [
        _report(
            {**common, "id": next(numbers), "unit_id": unit, "sent_by": unit}, character, draw, due
        )
        for unit, character in villages
        if draw.random() > 0.04
    ]
    if not reports:
        return
    session.execute(sa.insert(Report), reports)
    session.execute(sa.insert(ReportVersion), [v for row in reports for v in _versions(row)])
    # The rows have what a Report has, and are made ten times faster.
    tally = rollup.of_reports(asked, [SimpleNamespace(**row) for row in reports])  # type: ignore[misc]  # see above
    session.execute(sa.insert(NodeSum), [_sums(asked, node, week, tally)])


_SAME: Row = {"explanation": "", "remarkable": False, "expected": True, "reason": "", "cells": []}
"""What all invented reports have in common."""


def _where(asked: Questionnaire, node: Node, week: Period) -> Row:
    return {
        "form_id": asked.form_id,
        "version_id": asked.version_id,
        "period": week,
        "node_id": node.id,
        "province_id": node.province_id,
    }


def _report(begun: Row, character: figures.Village, draw: Random, due: datetime) -> Row:
    """The begun row with invented figures, sent about the due time and mostly accepted."""
    answers, texts = figures.week(draw, character, begun["period"])
    late, chance = draw.random() < 0.05, draw.random()
    state = State.SUBMITTED if chance < 0.04 else State.AMENDED if chance < 0.05 else State.ACCEPTED
    sent = due + timedelta(minutes=draw.randint(1, 3000) * (1 if late else -1))
    return {
        **begun,
        "figures": answers,
        "texts": texts,
        "state": state,
        "late": late,
        "first_sent_at": sent,
        "sent_at": sent,
        "number": 2 if state is State.AMENDED else 1,
        **_review(state, answers, begun["node_id"], max(due, sent) + timedelta(hours=2)),
    }


def _review(state: State, answers: Row, by: int, at: datetime) -> Row:
    """What the commune made of it; of an amendment the accepted figures are the older ones."""
    columns = ("accepted_figures", "accepted_number", "reviewed_at", "reviewed_by")
    if state is State.SUBMITTED:
        return dict.fromkeys(columns)
    accepted = {**answers, "meetings": 0} if state is State.AMENDED else answers
    return dict(zip(columns, (accepted, 1, at, by), strict=True))


def _versions(report: Row) -> Iterator[Row]:
    """What was sent; of an amended report the accepted figures first."""
    for number in range(1, report["number"] + 1):
        latest = number == report["number"]
        yield {
            "report_id": report["id"],
            "number": number,
            "figures": report["figures"] if latest else report["accepted_figures"],
            "texts": report["texts"],
            "explanation": "",
            "reason": "" if number == 1 else "Bổ sung số liệu.",
            "at": report["sent_at"],
            "by": report["sent_by"],
            "entered_for": None,
        }


def _sums(asked: Questionnaire, node: Node, week: Period, tally: rollup.Tally) -> Row:
    counts = {name: getattr(tally, name) for name in rollup.COUNTS}
    return counts | {
        "form_id": asked.form_id,
        "period": week,
        "node_id": node.id,
        "province_id": node.province_id,
        "reported": slots.written(tally.reported),
        "accepted": slots.written(tally.accepted),
        "changes": tally.sent,
    }


def _settle() -> None:
    """Let the database know what it holds: new ids go on from here, and plans fit the sizes."""
    with db.writing():
        if db.engine().dialect.name == "postgresql":
            for name in ("report", "account"):
                table = sa.text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"  # noqa: S608 - our own two names
                )
                session.execute(table)
        session.execute(sa.text("ANALYZE"))
