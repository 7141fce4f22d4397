"""What this slice offers to the whole house."""

from typing import Any

import sqlalchemy as sa
from flask_login import current_user

from portal.accounts import scope
from portal.accounts.rules import RIGHTS, Right
from portal.base.db import session
from portal.base.language import N_
from portal.base.layout import Block, Link
from portal.letters import demo as story
from portal.letters import services
from portal.letters.models import DocumentBook, DocumentNumber
from portal.units.queries import Place


def menu(actor: Any) -> list[Link]:
    """For who keeps letterheads, those of the highest unit."""
    keepers = RIGHTS[Right.LETTERHEADS]
    kept = [hat.unit for hat in getattr(actor, "hats", ()) if hat.role in keepers]
    kept.sort(key=lambda unit: unit.level.depth)
    return [Link(f"/letters/{unit.code}", N_("Letterheads"), main=False) for unit in kept[:1]]


def unit_blocks(place: Place) -> list[Block]:
    """For a unit's own lead the way to its outside agencies, for its admin to its letterheads."""
    if not current_user.is_authenticated:
        return []
    may_list = scope.may(current_user, Right.AGENCIES, place)
    may_head = bool(scope.hats(current_user, Right.LETTERHEADS, place))
    values = {"may_list": may_list, "may_head": may_head}
    return [Block("letters/unit.html", values, rank=85)] if may_list or may_head else []


def demo(told: Any) -> None:
    """Letterheads, and agencies of the demo's communes and province."""
    services.install_default_letterheads()
    story.agencies(told)


def check() -> list[str]:
    """Every book runs from 1 to its last number, each given once."""
    same = [
        getattr(DocumentNumber, name) == getattr(DocumentBook, name)
        for name in ("unit_id", "association_code", "year", "kind")
    ]
    number = DocumentNumber.number
    counted = (
        sa.select(
            *(DocumentBook.unit_id, DocumentBook.association_code),
            *(DocumentBook.year, DocumentBook.kind, DocumentBook.last),
            sa.func.count(number).label("given"),
            sa.func.coalesce(sa.func.max(number), 0).label("highest"),
        )
        .outerjoin(DocumentNumber, sa.and_(*same))
        .group_by(*DocumentBook.__table__.columns)
    )
    gaps = [
        f"document book {row.association_code} {row.kind} {row.year} of unit {row.unit_id}: "
        f"last number {row.last}, {row.given} given, highest {row.highest}"
        for row in session.execute(counted)
        if not row.last == row.given == row.highest
    ]
    stray = sa.select(DocumentNumber).outerjoin(DocumentBook, sa.and_(*same))
    lost = session.scalars(stray.where(DocumentBook.last.is_(None)))
    return gaps + [f"document number {one.text}: stands in no book" for one in lost]
