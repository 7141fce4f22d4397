"""The usual other ways to keep sums: none at all, or one more on each row up to the nation's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from portal.base.db import engine, session
from portal.base.period import Period
from portal.reports import rollup
from portal.reports.questionnaire import Questionnaire
from portal.units.models import UnitLink

COLUMNS = 20
_table = sa.Table(
    "bench_chain",
    sa.MetaData(),
    sa.Column("period", sa.String(10), primary_key=True),
    sa.Column("unit_id", sa.Integer, primary_key=True),
    *(sa.Column(f"sum{n}", sa.BigInteger) for n in range(COLUMNS)),
)
_difference: ContextVar[Mapping[str, int | None]] = ContextVar("difference")


def create() -> None:
    """Its table, in the open database."""
    _table.create(engine())


@contextmanager
def difference(figures: Mapping[str, int | None]) -> Iterator[None]:
    """What the report sent meanwhile adds to the sums."""
    token = _difference.set(figures)
    try:
        yield
    finally:
        _difference.reset(token)


@contextmanager
def summed(how: str) -> Iterator[None]:
    """Let the services keep their sums in another way meanwhile: `how` begins with its name."""
    kept = rollup.lock, rollup.recompute
    if how.startswith("without"):
        rollup.lock, rollup.recompute = _nothing, _nothing
    elif how.startswith("increments"):
        rollup.lock, rollup.recompute = _nothing, _add
    try:
        yield
    finally:
        rollup.lock, rollup.recompute = kept


def _nothing(*_: object) -> None:
    session.flush()


def _add(asked: Questionnaire, period: Period, node_id: int) -> None:
    """One statement to each row from the commune to the nation, whose row everybody wants."""
    session.flush()
    insert = insert_sqlite if engine().dialect.name == "sqlite" else insert_postgresql
    difference = _difference.get()
    values = [difference.get(question.code) or 0 for question in asked.figures]
    for unit_id in (node_id, *_above(node_id)):
        row = {f"sum{n}": value for n, value in enumerate(values)}
        statement = insert(_table).values(period=str(period), unit_id=unit_id, **row)
        more = {name: _table.c[name] + statement.excluded[name] for name in row}
        session.execute(
            statement.on_conflict_do_update(index_elements=["period", "unit_id"], set_=more)
        )


_parents: dict[int, list[int]] = {}


def _above(node_id: int) -> list[int]:
    """Province and centre, looked up once."""
    if node_id not in _parents:
        parent = sa.select(UnitLink.parent_id).where
        province = session.scalars(parent(UnitLink.unit_id == node_id)).one()
        _parents[node_id] = [province, session.scalars(parent(UnitLink.unit_id == province)).one()]
    return _parents[node_id]
