from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.base import clock
from portal.base.db import session, writing
from portal.base.errors import Conflict, PortalError, RuleBroken
from portal.base.web import Portal
from portal.units import queries, search, services, soundness
from portal.units.models import ChildSpan, Unit, UnitLink, UnitWord
from portal.units.queries import Place
from portal.units.services import NewUnit
from tests import make
from tests.make import LONG_AGO

LATER = date(2026, 3, 1)


def close(place: Place, on: date) -> None:
    with writing():
        services.close_unit(session.get_one(Unit, place.id), on=on)


def test_a_whole_branch_is_opened_at_once_whatever_the_order(app: Portal) -> None:
    with writing():
        services.ensure_kinds()
        news = [
            NewUnit("V", "thon", "Đông", "C"),
            NewUnit("C", "rural_commune", "Tân Tiến", "P"),
            NewUnit("P", "province", "Bắc Ninh", "TW"),
            NewUnit("TW", "centre", "", None),
        ]
        steps: list[int] = []
        services.open_units(news, on=LONG_AGO, step=steps.append)
    village = queries.place("V")
    assert village is not None
    assert village.where == "xã Tân Tiến, tỉnh Bắc Ninh"
    assert sum(steps) == 4
    assert soundness.findings() == []


def test_a_code_stands_once_on_a_day_and_again_after_it_was_closed(app: Portal) -> None:
    village = make.village()
    parent = village.parent
    assert parent is not None
    with pytest.raises(Conflict):
        make.unit("ap", "Khác", parent, code=village.code)
    close(village, LATER)
    make.unit("ap", "Khác", parent, code=village.code, on=LATER)
    then, now = queries.place(village.code, LONG_AGO), queries.place(village.code)
    assert then is not None
    assert now is not None
    assert (then.name, now.name) == ("Đông", "Khác")
    assert soundness.findings() == []


def test_a_village_cannot_stand_below_a_province(app: Portal) -> None:
    province = make.province()
    with pytest.raises(RuleBroken):
        make.village(province)


def test_only_the_centre_stands_below_nothing(app: Portal) -> None:
    with pytest.raises(RuleBroken):
        make.unit("province", "Bắc Ninh")


def test_a_commune_with_villages_is_not_closed_before_them(app: Portal) -> None:
    village = make.village()
    commune = village.parent
    assert commune is not None
    with pytest.raises(RuleBroken):
        close(commune, LATER)
    close(village, LATER)
    close(commune, LATER)
    assert queries.place(commune.code) is None


def test_a_unit_is_closed_once_and_after_its_first_day(app: Portal) -> None:
    village = make.village()
    with pytest.raises(RuleBroken):
        close(village, LONG_AGO)
    close(village, LATER)
    with pytest.raises(RuleBroken):
        close(village, LATER + timedelta(days=1))


def test_an_imported_name_is_never_corrected_in_place(app: Portal) -> None:
    village = make.village()
    with writing(), pytest.raises(RuleBroken):
        services.correct_name(session.get_one(Unit, village.id), "Tây", by=1)


def test_a_village_in_use_is_not_withdrawn(app: Portal) -> None:
    village = make.village()
    make.officer(village)
    with writing(), pytest.raises(RuleBroken):
        services.withdraw(session.get_one(Unit, village.id), by=1)


def test_a_withdrawn_village_is_kept_as_having_stood(app: Portal) -> None:
    village = make.village(on=clock.today())
    with writing():
        services.withdraw(session.get_one(Unit, village.id), by=1)
    tomorrow = clock.today() + timedelta(days=1)
    assert queries.place(village.code, tomorrow) is None
    assert queries.place(village.code, clock.today()) is not None
    assert soundness.findings() == []


def test_closing_leaves_the_search(app: Portal) -> None:
    village = make.village(name="Mận")
    assert search.found("Mận", page=1, size=5).places
    close(village, LATER)
    assert not search.found("Mận", page=1, size=5).places
    assert session.scalar(sa.select(UnitWord.unit_id).where(UnitWord.key == "man")) == village.id


DEEDS = st.lists(
    st.tuples(st.sampled_from(["open", "close"]), st.integers(0, 11), st.integers(1, 400)),
    max_size=12,
)
KINDS = ("centre", "province", "rural_commune", "thon")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(DEEDS)
def test_whatever_is_opened_and_closed_the_tree_stays_sound(
    app: Portal, deeds: list[tuple[str, int, int]]
) -> None:
    """Twelve codes, three at each level; each deed on any day, refused or done."""
    with writing():
        services.ensure_kinds()
        for table in (ChildSpan, UnitWord, UnitLink, Unit):
            session.execute(sa.delete(table))
    for verb, which, days in deeds:
        day = LONG_AGO + timedelta(days=days)
        code, level = f"H{which}", which % 4
        try:
            with writing():
                mine = sa.select(Unit).where(Unit.code == code, Unit.closed_on.is_(None))
                unit = session.scalar(mine)
                if verb == "close" and unit:
                    services.close_unit(unit, on=day)
                elif verb == "open":
                    above = f"H{which - 1}" if level else None
                    services.open_units([NewUnit(code, KINDS[level], "Tên", above)], on=day)
        except PortalError:
            pass
    assert soundness.findings() == []
    session.remove()
