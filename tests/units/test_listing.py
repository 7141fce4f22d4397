from datetime import date, timedelta

import pytest

from portal.base import clock
from portal.base.db import session, writing
from portal.base.errors import Conflict, RuleBroken
from portal.base.web import Portal
from portal.units import listing, mending, queries, services, soundness
from portal.units.models import Unit
from portal.units.queries import Place
from portal.units.rules import AS_WRITTEN
from portal.units.search import found
from tests import make

TODAY = clock.today()


def draft(commune: Place, *names: str, kind: str = "thon", on: date = TODAY) -> listing.Draft:
    return listing.draft(commune, "\n".join(names), kind, on)


def labels(made: listing.Draft) -> list[str]:
    return [line.label for line in made.lines]


def write(made: listing.Draft) -> None:
    with writing():
        listing.write(made, by=1)


def test_codes_are_the_communes_and_three_figures(app: Portal) -> None:
    made = draft(make.commune(), "Đông", "Tây")
    assert [line.code for line in made.lines] == [
        f"{made.commune.code}001",
        f"{made.commune.code}002",
    ]
    assert made.sound


def test_numbering_bullets_blank_lines_and_the_kind_are_taken_off(app: Portal) -> None:
    made = draft(make.commune(), "1. Thôn Đông", "", "  2)  Tây ", "- THÔN  Nam", "4", "\tBắc")
    assert labels(made) == ["Thôn Đông", "Thôn Tây", "Thôn Nam", "Thôn 4", "Thôn Bắc"]


def test_another_kind_before_a_name_is_asked_about_not_taken_off(app: Portal) -> None:
    made = draft(make.commune(), "Làng Vân")
    assert labels(made) == ["Thôn Làng Vân"]
    assert made.lines[0].doubt
    assert made.sound


def test_each_line_may_carry_its_own_kind(app: Portal) -> None:
    made = draft(make.commune(), "Thôn Đông", "Tổ dân phố 3", "Bản Mù", kind=AS_WRITTEN)
    assert labels(made) == ["Thôn Đông", "Tổ dân phố 3", "Bản Mù"]
    assert made.sound
    assert not draft(make.commune(made.commune.parent, "Tân An"), "Đông", kind=AS_WRITTEN).sound


def test_a_name_written_twice_is_marked_both_times(app: Portal) -> None:
    made = draft(make.commune(), "Hòa Bình", "thôn HOÀ BÌNH", "Đông")
    assert [bool(line.trouble) for line in made.lines] == [True, True, False]


def test_a_name_that_stands_already_is_marked(app: Portal) -> None:
    village = make.village()
    assert village.parent is not None
    assert draft(village.parent, "Đông").lines[0].trouble == "stands in the list already"
    assert draft(village.parent, "Đông", kind="ap").sound


def test_a_name_that_only_its_marks_tell_from_another_is_asked_about(app: Portal) -> None:
    village = make.village()
    assert village.parent is not None
    made = draft(village.parent, "Dong", "Hóa", "Hòa", "Tây")
    assert made.sound
    asked = "differs from another name by its marks only: is it the same village?"
    assert [line.doubt for line in made.lines] == [asked, asked, asked, None]
    assert draft(village.parent, "Dong", kind="ap").lines[0].doubt is None


def test_a_kind_typed_without_marks_is_taken_off_too(app: Portal) -> None:
    made = draft(make.commune(), "Thon Dong", "THON 4", "Thong Nhat", kind="thon")
    assert labels(made) == ["Thôn Dong", "Thôn 4", "Thôn Thong Nhat"]
    other = make.commune(made.commune.parent, "Tân An")
    made = draft(other, "thon Dong", "To dan pho 3", "Lạng Sơn", kind=AS_WRITTEN)
    assert labels(made) == ["Thôn Dong", "Tổ dân phố 3", "Lạng Sơn"]
    assert [bool(line.trouble) for line in made.lines] == [False, False, True]


def test_a_list_without_any_mark_is_asked_about(app: Portal) -> None:
    commune = make.commune()
    assert draft(commune, "Dong", "Tay", "Nam", "Bac").bare
    assert not draft(commune, "Dong", "Tây", "Nam", "Bac").bare
    assert not draft(commune, "Lam", "Nam", "1", "2", "3").bare


@pytest.mark.parametrize(
    "heading",
    ["Tên thôn", "1. TÊN THÔN, TỔ DÂN PHỐ", "ten", "Danh sách các thôn", "name", "Village",
     "Thôn", "Thôn/Tổ dân phố", "STT Tên thôn"],
)  # fmt: skip
def test_the_heading_of_a_column_is_no_village(app: Portal, heading: str) -> None:
    made = draft(make.commune(), heading, "Đông", "Tây")
    assert labels(made) == ["Thôn Đông", "Thôn Tây"]
    assert len(made.headings) == 1


@pytest.mark.parametrize("name", ["Tên Lửa", "Làng Bản", "Thôn 4", "Thôn Thôn", "Danh", "Nam"])
def test_a_name_that_resembles_a_heading_stays(app: Portal, name: str) -> None:
    assert draft(make.commune(), name, "Đông").headings == []


def test_a_list_of_headings_alone_is_not_sound(app: Portal) -> None:
    assert not draft(make.commune(), "Tên thôn").sound


def test_a_name_too_long_is_marked(app: Portal) -> None:
    assert not draft(make.commune(), "a" * 121).sound


def test_the_thousandth_village_is_one_too_many(app: Portal) -> None:
    commune = make.commune()
    make.unit("thon", "Cuối", commune, code=f"{commune.code}999")
    assert not draft(commune, "Đông").sound


def test_a_closed_villages_code_is_not_given_again(app: Portal) -> None:
    commune = make.commune()
    write(draft(commune, "Đông", "Tây"))
    last = queries.listed(commune)[-1]
    with writing():
        services.withdraw(session.get_one(Unit, last.id), by=1)
    assert draft(commune, "Nam").lines[0].code == f"{commune.code}003"


def test_what_is_written_stands_from_its_day_and_is_noted(app: Portal) -> None:
    commune = make.commune()
    monday = TODAY - timedelta(days=TODAY.weekday())
    write(draft(commune, "Đông", "Tây", on=monday))
    villages = queries.listed(commune)
    assert [(unit.label, unit.opened_on) for unit in villages] == [
        ("Thôn Đông", monday),
        ("Thôn Tây", monday),
    ]
    assert mending.made_on(villages[0].id) == TODAY
    assert soundness.findings() == []


def test_the_seal_changes_with_names_codes_kind_and_day(app: Portal) -> None:
    commune = make.commune()
    seals = {
        draft(commune, "Đông").seal,
        draft(commune, "Tây").seal,
        draft(commune, "Đông", kind="ap").seal,
        draft(commune, "Đông", on=TODAY + timedelta(days=1)).seal,
    }
    first = draft(commune, "Đông")
    write(draft(commune, "Nam"))
    assert len(seals | {draft(commune, "Đông").seal}) == 5
    with pytest.raises(Conflict):
        write(first)


def test_a_draft_with_a_trouble_is_never_written(app: Portal) -> None:
    with pytest.raises(Conflict):
        write(draft(make.commune(), "Đông", "Đông"))


def test_a_typing_error_is_mended_on_the_day_and_found_under_its_new_name(app: Portal) -> None:
    commune = make.commune()
    write(draft(commune, "Đôgn"))
    village = queries.listed(commune)[0]
    with writing():
        services.correct_name(session.get_one(Unit, village.id), "Đông", by=1)
    assert [unit.name for unit in queries.listed(commune)] == ["Đông"]
    assert found("dong", page=1, size=5).places
    assert not found("dogn", page=1, size=5).places
    tomorrow = clock.now() + timedelta(days=1)
    with clock.at(tomorrow), writing(), pytest.raises(RuleBroken):
        services.correct_name(session.get_one(Unit, village.id), "Tây", by=1)
