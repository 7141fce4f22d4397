"""What must be true of the tree, asked of the live database.

That levels descend by one from parent to child leaves no room for a cycle.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.base.db import session
from portal.units.models import ChildSpan, Unit, UnitLink, UnitWord
from portal.units.rules import Level

# A broken tree is mended by rule, not row by row: a few examples are enough.
EXAMPLES = 20

child, parent = aliased(Unit), aliased(Unit)
one, other = aliased(UnitLink), aliased(UnitLink)


def findings() -> list[str]:
    """A sentence for each unit that breaks a rule, at most EXAMPLES for each rule."""
    found: list[str] = []
    for sentence, statement in _rules():
        rows = session.execute(statement.limit(EXAMPLES)).all()
        found += [f"units: {sentence}: {row[0]}" for row in rows]
    return found


def _rules() -> Iterator[tuple[str, sa.Select[Any]]]:
    yield "two units of one code stand on one day", _two_of_a_code()
    yield "more than one centre stands", _two_centres()
    yield "two parents on one day", _two_parents()
    yield "a parent that is not of the next higher level", _wrong_level()
    yield "a link beyond the unit's own days", _beyond(child, UnitLink.unit_id)
    yield "a link beyond the parent's days", _beyond(parent, UnitLink.parent_id)
    yield "no parent on the first day", _no_parent_at_first()
    yield "a day without a parent", _gap()
    yield "children counted wrongly", _counts(links_first=True)
    yield "children counted wrongly", _counts(links_first=False)
    yield "not found by any search", _without_words()


def _overlap(a: Any, b: Any, start: str, end: str) -> sa.ColumnElement[bool]:
    """Two spans, each open-ended or not, have a day in common."""
    return sa.and_(
        sa.or_(getattr(b, end).is_(None), getattr(a, start) < getattr(b, end)),
        sa.or_(getattr(a, end).is_(None), getattr(b, start) < getattr(a, end)),
    )


def _two_of_a_code() -> sa.Select[Any]:
    same = sa.and_(child.code == parent.code, child.id < parent.id)
    overlap = _overlap(child, parent, "opened_on", "closed_on")
    return sa.select(child.code).join(parent, same).where(overlap)


def _two_centres() -> sa.Select[Any]:
    pair = sa.and_(parent.level == Level.CENTRE, child.id < parent.id)
    overlap = _overlap(child, parent, "opened_on", "closed_on")
    return sa.select(parent.code).join(child, pair).where(child.level == Level.CENTRE, overlap)


def _two_parents() -> sa.Select[Any]:
    pair = sa.and_(one.unit_id == other.unit_id, one.id < other.id)
    overlap = _overlap(one, other, "from_on", "until_on")
    return _of(one).join(other, pair).where(overlap)


def _of(link: Any) -> sa.Select[Any]:
    """The codes of the units that links are about."""
    return sa.select(child.code).join(link, link.unit_id == child.id)


def _wrong_level() -> sa.Select[Any]:
    steps = [
        sa.and_(child.level == level.below, parent.level == level) for level in Level if level.below
    ]
    statement = _of(UnitLink).join(parent, parent.id == UnitLink.parent_id)
    return statement.where(sa.not_(sa.or_(*steps)))


def _beyond(unit: Any, key: Any) -> sa.Select[Any]:
    late = sa.or_(UnitLink.until_on.is_(None), UnitLink.until_on > unit.closed_on)
    statement = sa.select(unit.code).join(UnitLink, key == unit.id)
    return statement.where(
        sa.or_(UnitLink.from_on < unit.opened_on, sa.and_(unit.closed_on.is_not(None), late))
    )


def _no_parent_at_first() -> sa.Select[Any]:
    first = sa.exists().where(one.unit_id == child.id, one.from_on == child.opened_on)
    return sa.select(child.code).where(child.level != Level.CENTRE, sa.not_(first))


def _gap() -> sa.Select[Any]:
    """A link that ends, neither with its unit nor with the next link."""
    following = sa.exists().where(other.unit_id == one.unit_id, other.from_on == one.until_on)
    ends = sa.or_(child.closed_on.is_(None), one.until_on != child.closed_on)
    return _of(one).where(one.until_on.is_not(None), ends, sa.not_(following))


def _counts(*, links_first: bool) -> sa.Select[Any]:
    columns = ("parent_id", "from_on", "until_on")
    counted = _grouped(UnitLink, columns, sa.func.count(UnitLink.id))
    kept = _grouped(ChildSpan, columns, sa.func.sum(ChildSpan.number))
    pair = (counted, kept) if links_first else (kept, counted)
    wrong = sa.except_(*pair).subquery()
    return sa.select(parent.code).join(wrong, wrong.c.parent_id == parent.id)


def _grouped(table: Any, columns: tuple[str, ...], number: Any) -> sa.Select[Any]:
    spans = [getattr(table, name) for name in columns]
    return sa.select(*spans, number).group_by(*spans)


def _without_words() -> sa.Select[Any]:
    # not NOT IN, for which PostgreSQL reads 300,000 keys per unit
    statement = sa.select(child.code).outerjoin(UnitWord, UnitWord.unit_id == child.id)
    return statement.where(UnitWord.unit_id.is_(None))
