from datetime import date

import pytest
import sqlalchemy as sa

from portal.accounts.queries import Actor, Hat
from portal.accounts.rules import Role
from portal.base import clock
from portal.base.db import writing
from portal.base.web import Portal
from portal.units import hooks
from portal.units.queries import Place
from tests import make

LATER = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("deed", "finding"),
    [
        ("INSERT INTO unit_link (unit_id, parent_id, from_on)"
         " SELECT unit_id, parent_id, '2026-01-01' FROM unit_link WHERE unit_id = :village",
         "two parents on one day"),
        ("UPDATE unit_link SET parent_id = :province WHERE unit_id = :village",
         "a parent that is not of the next higher level"),
        ("UPDATE unit_link SET parent_id = :village WHERE unit_id = :commune",
         "a parent that is not of the next higher level"),
        ("UPDATE unit_link SET from_on = '2020-01-01' WHERE unit_id = :village",
         "a link beyond the unit's own days"),
        ("UPDATE unit SET closed_on = '2026-03-01' WHERE id = :commune",
         "a link beyond the parent's days"),
        ("UPDATE unit_link SET from_on = '2025-07-02' WHERE unit_id = :village",
         "no parent on the first day"),
        ("DELETE FROM unit_link WHERE unit_id = :village", "no parent on the first day"),
        ("UPDATE unit_link SET until_on = '2026-03-01' WHERE unit_id = :village",
         "a day without a parent"),
        ("UPDATE child_span SET number = 2", "children counted wrongly"),
        ("INSERT INTO child_span (parent_id, from_on, number) VALUES (:village, '2026-01-01', 1)",
         "children counted wrongly"),
        ("DELETE FROM unit_word WHERE unit_id = :village", "not found by any search"),
        ("UPDATE unit SET code = 'TW', closed_on = '2026-01-01' WHERE id = :village",
         "two units of one code stand on one day"),
        ("UPDATE unit SET level = 'centre' WHERE id = :village", "more than one centre stands"),
    ],
)  # fmt: skip
def test_whatever_breaks_the_tree_is_found(app: Portal, deed: str, finding: str) -> None:
    village = make.village()
    assert hooks.check() == []
    commune, province, _ = village.parents
    with writing() as session:
        session.execute(
            sa.text(deed),
            {
                key: unit.id
                for key, unit in (
                    ("village", village),
                    ("commune", commune),
                    ("province", province),
                )
                if f":{key}" in deed
            },
        )
    assert any(finding in sentence for sentence in hooks.check())


def test_the_real_tree_is_sound(nation: Portal) -> None:
    assert hooks.check() == []


def actor(*places: Place) -> Actor:
    hats = tuple(Hat(Role.CLERK, place, None) for place in places)
    return Actor(1, "x", "X", "vi", 1, clock.now(), False, None, hats)


def test_the_menu_offers_the_lists_to_officers_above_the_village(app: Portal) -> None:
    village = make.village()
    commune = village.parent
    assert commune is not None
    assert [link.path for link in hooks.menu(None)] == ["/units/"]
    assert [link.path for link in hooks.menu(actor(village))] == ["/units/"]
    assert [link.path for link in hooks.menu(actor(commune))] == ["/units/", "/units/coverage"]
