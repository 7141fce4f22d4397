"""Sums of closed periods: a row per (province, form, period), so that trends are cheap.

Derived from the nodes' rows, never asked when it is older than they are: everything is right
without them, only slower.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from portal.base.db import session
from portal.base.period import Period
from portal.reports import slots
from portal.reports.models import Form, NodeSum, ProvinceSum
from portal.reports.questionnaire import Questionnaire
from portal.reports.rollup import COUNTS, Tally, by_province, kept, together


def keep_provinces(asked: Questionnaire, period: Period) -> None:
    """Write a closed period's province rows, so that trends need not add up the nation again."""
    key = {"form_id": asked.form_id, "period": period}
    session.execute(sa.delete(ProvinceSum).filter_by(**key))
    session.add_all(
        ProvinceSum(
            **key,
            province_id=province_id,
            reported=slots.written(tally.reported),
            accepted=slots.written(tally.accepted),
            **{name: getattr(tally, name) for name in COUNTS},
        )
        for province_id, tally in by_province(asked, period).items()
    )
    session.flush()


def kept_provinces(asked: Questionnaire, period: Period) -> dict[int, Tally]:
    """Province id → its kept tally, fresh or outgrown."""
    rows = session.scalars(sa.select(ProvinceSum).filter_by(form_id=asked.form_id, period=period))
    return {row.province_id: kept(row) for row in rows}


def outgrown() -> list[tuple[str, Period]]:
    """Form code and period, newest first, whose kept province rows are missing or outgrown."""
    now, kept = (
        sa.select(table.form_id, table.period, sa.func.sum(table.changes).label("changes"))
        .group_by(table.form_id, table.period)
        .subquery()
        for table in (NodeSum, ProvinceSum)
    )
    same = sa.and_(kept.c.form_id == now.c.form_id, kept.c.period == now.c.period)
    statement = (
        sa.select(Form.code, now.c.period)
        .join(now, now.c.form_id == Form.id)
        .outerjoin(kept, same)
        .where(sa.func.coalesce(kept.c.changes, 0) != now.c.changes)
        .order_by(now.c.period.desc())
    )
    return list(session.execute(statement))


def trend(
    asked: Questionnaire, periods: Sequence[Period], province: int | None
) -> dict[Period, Tally]:
    """Period → tally of a province or of the nation; kept rows where fresh, else added up now."""
    fresh = _fresh(asked, periods, province)
    return {
        period: together(
            asked, list(fresh.get(period) or by_province(asked, period, province).values())
        )
        for period in periods
    }


def _fresh(
    asked: Questionnaire, periods: Sequence[Period], province: int | None
) -> Mapping[Period, list[Tally]]:
    """Kept rows of the periods in which no node has changed since."""
    wanted = [NodeSum.form_id == asked.form_id, NodeSum.period.in_(periods)]
    derived = [ProvinceSum.form_id == asked.form_id, ProvinceSum.period.in_(periods)]
    if province is not None:
        wanted.append(NodeSum.province_id == province)
        derived.append(ProvinceSum.province_id == province)
    now = sa.select(NodeSum.period, sa.func.sum(NodeSum.changes).label("changes"))
    latest = now.where(*wanted).group_by(NodeSum.period).subquery()
    statement = sa.select(ProvinceSum, latest.c.changes)
    statement = statement.join(latest, latest.c.period == ProvinceSum.period).where(*derived)
    rows: dict[Period, list[ProvinceSum]] = {}
    changes: dict[Period, int] = {}
    for row, number in session.execute(statement):
        rows.setdefault(row.period, []).append(row)
        changes[row.period] = number
    return {
        period: [kept(row) for row in those]
        for period, those in rows.items()
        if sum(row.changes for row in those) == changes.get(period)
    }
