from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units import coverage, queries
from portal.units.coverage import Coverage
from portal.units.models import Unit
from portal.units.queries import Place
from portal.units.rules import ListState
from tests import make


def state(commune: Place, number: int) -> None:
    with writing():
        session.get_one(Unit, commune.id).stated_children = number


def tree() -> tuple[Place, dict[str, Place]]:
    """Five communes of one province: no list, no number, incomplete, complete with 0, too many."""
    province = make.province()
    names = ("Không", "Chưa", "Thiếu", "Đảo", "Thừa")
    communes = {name: make.commune(province, name) for name in names}
    for name, number in (("Chưa", 2), ("Thiếu", 1), ("Thừa", 3)):
        for village in range(number):
            make.village(communes[name], str(village))
    for name, number in (("Thiếu", 4), ("Đảo", 0), ("Thừa", 2)):
        state(communes[name], number)
    return province, communes


def test_one_communes_surplus_never_hides_anothers_gap(app: Portal) -> None:
    province, communes = tree()
    sums = Coverage(communes=5, lists=4, entered=6, stated=6, counted=3, surplus=1)
    assert coverage.coverage(province) == sums
    assert province.parent is not None
    assert coverage.coverage(province.parent) == sums
    assert coverage.coverage(communes["Thừa"]) == Coverage(1, 1, 3, 2, 2, 1)


def test_the_communes_come_with_the_missing_first(app: Portal) -> None:
    province, _ = tree()
    rows, more = coverage.by_commune(province, missing=False, limit=20, offset=0)
    assert [(row.unit.name, row.state) for row in rows] == [
        ("Không", ListState.NONE),
        ("Chưa", ListState.UNSTATED),
        ("Thiếu", ListState.SHORT),
        ("Thừa", ListState.OVER),
        ("Đảo", ListState.COMPLETE),
    ]
    assert not more


def test_only_communes_without_any_list_are_missing(app: Portal) -> None:
    province, _ = tree()
    rows, _ = coverage.by_commune(province, missing=True, limit=20, offset=0)
    assert [row.unit.name for row in rows] == ["Không"]


def test_provinces_add_up_to_the_centre(nation: Portal) -> None:
    centre = queries.place("TW")
    assert centre is not None
    rows = coverage.by_province(centre)
    assert len(rows) == 34
    assert sum(row.coverage.communes for row in rows) == 3321
    assert coverage.coverage(centre) == Coverage(3321, 0, 0, 0, 0, 0)
