"""What this slice offers to the whole house."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.base import clock
from portal.base.db import session
from portal.base.language import N_, gettext
from portal.base.layout import Block, Line, Link
from portal.base.texts import Text, of_column
from portal.base.web import page_number
from portal.units import aliases, counts, lineage, permission, queries, soundness
from portal.units.models import Unit, UnitKind
from portal.units.queries import Place
from portal.units.rules import Level

ROWS = 20


def menu(actor: Any) -> list[Link]:
    """The public list; for officers above the village also how far the lists have come."""
    lines = [Link("/units/", N_("Units"), main=False)]
    if any(hat.unit.level is not Level.VILLAGE for hat in getattr(actor, "hats", ())):
        lines.append(Link("/units/coverage", N_("Lists of villages"), main=False))
    return lines


def desk(actor: Any) -> list[Line]:
    """A commune's first job: without the list of its villages nobody there can report."""
    return [
        Line(
            rank=-1,
            at=clock.now(),
            path=f"/units/{hat.unit.code}/villages/new",
            words=gettext("Make the list of villages"),
            quiet=hat.unit.label,
        )
        for hat in actor.hats
        if hat.role == "lead" and hat.unit.level is Level.COMMUNE
        if counts.is_unlisted(hat.unit, clock.today())
    ]


def front() -> list[Block]:
    """The front page: find one's own place."""
    return [Block("units/front.html", rank=20)]


def unit_blocks(place: Place) -> list[Block]:
    """What it was called, and what stands below it today; for its commune's lead their list."""
    was = aliases.former(place.id) if place.level is not Level.VILLAGE else []
    called = [Block("units/unit_aliases.html", {"former": was}, rank=85)] if was else []
    return called + _below(place, clock.today(), may_list=permission.may("villages", place))


def unit_past(place: Place, day: date) -> list[Block]:
    """What became of it, and what stood below it on that day."""
    after = lineage.successors(place.id) if place.closed_on else []
    became = [Block("units/unit_after.html", {"after": after}, rank=1)] if after else []
    return became + _below(place, day, may_list=False)


def _below(place: Place, day: date, *, may_list: bool) -> list[Block]:
    if place.level.below is None:
        return []
    number = page_number()
    below, total = counts.children(place, day, limit=ROWS, offset=(number - 1) * ROWS)
    values = {"below": below, "total": total, "number": number, "may_list": may_list}
    return [Block("units/unit.html", {**values, "more": total > number * ROWS}, rank=80)]


def sitemap() -> Iterator[tuple[str, date | None]]:
    """The list of provinces, and every unit that stands."""
    yield "/units/", None
    statement = sa.select(Unit.code, Unit.opened_on).where(queries.stands(Unit, clock.today()))
    for code, opened_on in session.execute(statement.order_by(Unit.id)):
        yield f"/units/{code}", opened_on


def check() -> list[str]:
    """What is wrong with the tree on the live database, each in a sentence; nothing if sound."""
    return soundness.findings()


def texts() -> list[Text]:
    """What kinds of units are called; their places are filled with names."""
    kinds = session.scalars(sa.select(UnitKind).order_by(UnitKind.position))
    return [of_column(f"kind.{kind.code}", "units", kind, "words") for kind in kinds]
