from datetime import date, timedelta

from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units import counts, mending, queries, services
from portal.units.models import Unit
from tests import make

LATER = date(2026, 3, 1)


def test_a_place_knows_all_above_it_nearest_first(app: Portal) -> None:
    village = make.village()
    found = queries.place(village.code)
    assert found is not None
    assert [above.label for above in found.parents] == [
        "Xã Tân Tiến",
        "Tỉnh Bắc Ninh",
        "Trung ương",
    ]
    assert found.where == "xã Tân Tiến, tỉnh Bắc Ninh"


def test_a_closed_unit_stands_until_its_last_day(app: Portal) -> None:
    village = make.village()
    with writing():
        services.close_unit(session.get_one(Unit, village.id), on=LATER)
    assert queries.place(village.code, LATER) is None
    assert queries.place(village.code, LATER - timedelta(days=1)) is not None
    found = queries.place_at_any_time(village.code)
    assert found is not None
    assert found[1] == LATER - timedelta(days=1)


def test_a_unit_of_the_future_is_shown_on_its_first_day(app: Portal) -> None:
    commune = make.commune()
    with writing():
        parent = session.get_one(Unit, commune.id)
        services.open_unit("V9", "thon", "Mai", parent, on=date(2126, 1, 1))
    found = queries.place_at_any_time("V9")
    assert found is not None
    assert found[1] == date(2126, 1, 1)
    assert [unit.code for unit in queries.listed(commune)] == ["V9"]
    assert queries.children(commune) == []


def test_a_code_that_never_was_is_nowhere(app: Portal) -> None:
    assert queries.place_at_any_time("NEVER") is None


def test_children_come_in_vietnamese_order_and_by_pages(app: Portal) -> None:
    commune = make.commune()
    for name in ("10", "Đông", "2", "Dung", "Ăn", "An"):
        make.village(commune, name)
    names = [unit.name for unit in queries.children(commune)]
    assert names == ["2", "10", "An", "Ăn", "Dung", "Đông"]
    assert [unit.name for unit in queries.children(commune, limit=2, offset=2)] == ["An", "Ăn"]
    assert counts.below(commune, date.today()) == 6


def test_a_unit_is_in_use_as_soon_as_any_row_points_to_it(app: Portal) -> None:
    commune = make.commune()
    village = make.village(commune)
    assert not mending.is_in_use(village.id)
    assert mending.is_in_use(commune.id)
    make.officer(village)
    assert mending.is_in_use(village.id)
