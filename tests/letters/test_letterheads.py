"""Which letterhead holds where and when, and how its places are filled."""

from datetime import date, timedelta

import pytest

from portal.accounts import associations
from portal.accounts.models import Association
from portal.base import clock
from portal.base.db import session, writing
from portal.base.errors import Conflict, RuleBroken
from portal.base.web import Portal
from portal.letters import queries, rules, services
from portal.letters.default_letterheads import DEFAULTS, MOTTO
from portal.letters.letter import Pattern, dated_line
from portal.letters.models import Letterhead
from portal.letters.rules import DocumentKind
from portal.units.queries import Place
from portal.units.rules import Level
from tests import make

OWN = Pattern("{PARENT}\nĐƠN VỊ {UNIT}", MOTTO, "{number}/{kind}-X", "{name}", "CHỦ TỊCH", "")


@pytest.fixture
def village(app: Portal) -> Place:
    """A village with commune, province and centre; associations and defaults are there."""
    place = make.village()
    with writing():
        associations.ensure()
        services.install_default_letterheads()
    return place


def change(place: Place, level: Level, pattern: Pattern = OWN, *, of: str = "front", days: int = 0):
    """What an admin at a unit writes for a level, from so many days on."""
    with writing():
        services.set_letterhead(
            place,
            of,
            level,
            pattern,
            clock.today() + timedelta(days),
            seen=queries.last_written(place, of, level).row_id,
            by=1,
        )


def test_defaults_name_every_association_at_every_level_and_fill_wholly(app: Portal) -> None:
    village = make.village()
    assert len(DEFAULTS) == 6 * 4
    for code, level in DEFAULTS:
        place = next(one for one in (village, *village.parents) if one.level is level)
        head = queries.head(place, code)
        assert not [line for line in (*head.left, *head.signing, head.place) if "{" in line]
        for kind in DocumentKind:
            number = head.number(7, kind, 2026)
            assert number.startswith("07")
            assert "{" not in number


def test_a_commune_of_the_front_writes_below_its_province(village: Place) -> None:
    head = queries.head(village.parents[0])
    assert head.left == (
        "ỦY BAN MTTQ VIỆT NAM TỈNH BẮC NINH",
        "ỦY BAN MTTQ VIỆT NAM XÃ TÂN TIẾN",
        "BAN THƯỜNG TRỰC",
    )
    assert head.right == (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    )
    assert head.signing == ("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH")
    assert head.place == "Tân Tiến"


def test_the_youth_union_has_its_own_title_and_order_of_number(village: Place) -> None:
    centre = queries.head(village.parents[2], "youth")
    assert centre.right == ("ĐOÀN TNCS HỒ CHÍ MINH",)
    assert centre.number(29, DocumentKind.GUIDANCE, 2026) == "29-HD/TWĐTN-VP"
    assert centre.number(3, DocumentKind.LETTER, 2026) == "03-CV/TWĐTN-VP"


@pytest.mark.parametrize(
    ("kind", "written"),
    [(DocumentKind.LETTER, "12/MTTQ-BTT"), (DocumentKind.REPORT, "12/BC-MTTQ-BTT")],
)
def test_an_official_letter_of_the_state_style_names_no_kind(
    village: Place, kind: DocumentKind, written: str
) -> None:
    assert queries.head(village.parents[1]).number(12, kind, 2026) == written


def test_the_nearest_letterhead_stands_whoever_wrote_last(village: Place) -> None:
    commune, province, centre = village.parents
    other = make.commune(province, "Hai")
    change(commune, Level.COMMUNE, Pattern("MỘT XÃ", MOTTO, "{number}", "x", "", ""))
    change(province, Level.COMMUNE, Pattern("MỘT TỈNH", MOTTO, "{number}", "x", "", ""))
    change(centre, Level.COMMUNE, Pattern("CẢ NƯỚC", MOTTO, "{number}", "x", "", ""))
    assert queries.head(commune).left == ("MỘT XÃ",)
    assert queries.head(other).left == ("MỘT TỈNH",)
    assert queries.head(make.commune(make.province(centre, "Hai"), "Ba")).left == ("CẢ NƯỚC",)
    assert queries.head(commune, "women").left[0].startswith("HỘI LIÊN HIỆP PHỤ NỮ")


def test_old_papers_keep_the_letterhead_of_their_day(village: Place) -> None:
    commune, today = village.parents[0], clock.today()
    before = queries.head(commune)
    change(commune, Level.COMMUNE, days=10)
    assert queries.head(commune) == before
    assert queries.head(commune, day=today + timedelta(9)) == before
    after = queries.head(commune, day=today + timedelta(10))
    assert after.left == ("TỈNH BẮC NINH", "ĐƠN VỊ XÃ TÂN TIẾN")


def test_the_past_is_not_rewritten_and_the_far_future_is_a_slip(village: Place) -> None:
    for days in (-1, 367):
        with pytest.raises(RuleBroken):
            change(village.parents[0], Level.COMMUNE, days=days)
    with pytest.raises(RuleBroken):
        change(village.parents[0], Level.PROVINCE)


def test_the_second_of_two_admins_is_told(village: Place) -> None:
    commune, today = village.parents[0], clock.today()
    change(commune, Level.COMMUNE)
    with pytest.raises(Conflict), writing():
        services.set_letterhead(commune, "front", Level.COMMUNE, OWN, today, seen=0, by=2)
    assert session.query(Letterhead).filter_by(unit_id=commune.id).count() == 1


def test_defaults_are_installed_once_and_change_nothing(village: Place) -> None:
    with writing():
        assert services.install_default_letterheads() == 0
    assert session.query(Letterhead).count() == 24


def test_an_association_that_no_table_knows_writes_its_name(village: Place) -> None:
    with writing():
        session.add(Association(code="red", position=9, words={"vi": "Hội Chữ thập đỏ"}))
    assert queries.head(village, "red").left == ("HỘI CHỮ THẬP ĐỎ", "THÔN ĐÔNG")


def test_a_name_in_braces_stays_a_name() -> None:
    assert rules.filled("{unit} {other}", {"unit": "{parent}", "parent": "X"}) == "{parent} {other}"


@pytest.mark.parametrize(
    ("typed", "unknown"),
    [
        ("{unit} {PARENT}", []),
        ("{number}", ["{number}"]),
        ("{đơn vị}", ["{đơn vị}"]),
        ("{unit", ["{"]),
        ("a } b", ["}"]),
        ("{{unit}}", ["{", "}"]),
    ],
)
def test_what_means_nothing_is_found(typed: str, unknown: list[str]) -> None:
    assert rules.unknown_places(typed) == unknown


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 2, 5), "Tân Tiến, ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 15), "Tân Tiến, ngày 15 tháng 3 năm 2026"),
        (date(2026, 11, 1), "Tân Tiến, ngày 01 tháng 11 năm 2026"),
    ],
)
def test_days_are_written_as_the_decree_says(village: Place, day: date, written: str) -> None:
    assert dated_line(queries.head(village.parents[0]), day) == written


def test_all_letterheads_of_a_page_are_two_statements(
    village: Place, statements: list[str]
) -> None:
    session.remove()
    statements.clear()
    assert len(queries.letterheads(village.parents[2], clock.today())) == 24
    assert len(statements) <= 2
