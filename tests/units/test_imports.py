from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from portal.base.audit import AuditRow
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units import cli, imports, queries, services, soundness
from portal.units.imports import Plan
from portal.units.models import Unit
from portal.units.rules import Level

DAY = date(2025, 7, 1)
HEAD = "code,level,kind,name,parent_code\n"
TREE = HEAD + (
    "TW,centre,centre,,\n"
    "24,province,tỉnh,Bắc Ninh,TW\n"
    "07210,commune,xã,Xã Tân Tiến,24\n"
    "07210001,village,thon,Thôn Đông,07210\n"
)


def plan(text: str | bytes, on: date = DAY) -> Plan:
    content = text if isinstance(text, bytes) else text.encode()
    rows, troubles = imports.read_csv(content)
    found = imports.plan(rows, on=on)
    return Plan(found.new, found.unchanged, troubles + found.troubles)


def bring(text: str | bytes) -> Plan:
    with writing():
        services.ensure_kinds()
        made = plan(text)
        imports.write(made, on=DAY)
    return made


def said(text: str | bytes, on: date = DAY) -> list[str]:
    """What is wrong, as (line: sentence) in the words of the code."""
    with writing():
        services.ensure_kinds()
    return [f"{found.line}: {found.message % found.values}" for found in plan(text, on).troubles]


@pytest.mark.parametrize(
    "content",
    [
        TREE.encode(),
        TREE.encode("utf-8-sig"),
        TREE.replace("\n", "\r\n").encode("utf-8-sig"),
        TREE.replace(",", ";").encode(),
        TREE.replace(",", "\t").encode("utf-16"),
        TREE.replace("code,level", " Code , LEVEL ").encode(),
        (TREE + "\n,,,,\n\n").encode(),
    ],
)
def test_a_csv_is_read_however_a_spreadsheet_saves_it(app: Portal, content: bytes) -> None:
    assert len(bring(content).new) == 4
    village = queries.place("07210001")
    assert village is not None
    assert (village.label, village.where) == ("Thôn Đông", "xã Tân Tiến, tỉnh Bắc Ninh")
    assert village.opened_on == DAY
    assert soundness.findings() == []


def test_children_may_stand_before_their_parents(app: Portal) -> None:
    head, *lines = TREE.splitlines(keepends=True)
    assert len(bring(head + "".join(reversed(lines))).new) == 4


def test_a_second_run_changes_nothing(app: Portal) -> None:
    bring(TREE)
    again = bring(TREE)
    assert (again.new, again.unchanged) == ([], 4)
    assert session.scalar(sa.select(sa.func.count(AuditRow.id))) == 1


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("99,commune,xã,Mới,77", "There is no unit 77, below which it should stand."),
        ("99,commune,xã,Mới,", "Every unit but the centre stands below another."),
        ("99,commune,xã,Mới,TW", "A “commune” cannot stand below TW, which is of another level."),
        ("99,village,thon,Mới,24", "A “village” cannot stand below 24, which is of another level."),
        ("99,commune,thon,Mới,24", "The kind “thon” is of another level; at this level: xã,"),
        (
            "99,commune,huyện,Mới,24",
            "There is no kind “huyện”; at this level: xã, phường, đặc khu.",
        ),
        ("99,district,xã,Mới,24", "“district” is no level: centre, province, commune or village."),
        ("99,commune,xã,,24", "The name is missing."),
        ("99,commune,xã,  ,24", "The name is missing."),
        (f"99,commune,xã,{'a' * 121},24", "The name is longer than 120 letters."),
        ("24,province,tỉnh,Khác,TW", "The code 24 stands in the file twice."),
        ("a b,commune,xã,Mới,24", "“a b” is no code: capital letters, figures, “.” and “-”,"),
        (",commune,xã,Mới,24", "“” is no code: capital letters, figures, “.” and “-”, at most 20."),
        ("T2,centre,centre,,", "There is a centre already."),
        ("99,commune,xã,Mới,99", "99 would stand below itself."),
        ("99,village,thon,đông,07210", "Another village of this kind and name stands below 07210."),
        ("99,commune,xã,M\x07i,24", "There is a character that cannot be stored."),
        ("99,commune,xã,Mới,24,more", "There are more cells than columns."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(app: Portal, line: str, sentence: str) -> None:
    assert said(TREE + line + "\n")[0].startswith(f"6: {sentence}")


def test_a_cycle_is_said_on_each_of_its_lines(app: Portal) -> None:
    circle = TREE + "A,commune,xã,A,B\nB,commune,xã,B,C\nC,commune,xã,C,A\n"
    assert said(circle) == [
        "6: A would stand below itself.",
        "7: B would stand below itself.",
        "8: C would stand below itself.",
    ]


def test_each_missing_column_is_named(app: Portal) -> None:
    assert said("code,level,name\n1,province,Bắc Ninh\n") == [
        "1: The column “kind” is missing.",
        "1: The column “parent_code” is missing.",
    ]
    assert len(said("")) == 5


def test_another_encoding_is_said_to_be_one(app: Portal) -> None:
    assert said("24,Bắc Ninh".encode("cp1258", "replace") + b"\xc3\x28") == [
        "1: This is not an Excel file (.xlsx) or a CSV in UTF-8."
    ]


@pytest.mark.parametrize(
    ("old", "new", "reform"),
    [
        ("Bắc Ninh", "Bắc Giang", "rename"),
        ("24,province,tỉnh", "24,province,city", "new kind"),
        ("Thôn Đông,07210", "Thôn Đông,07211", "move"),
    ],
)
def test_nothing_that_stands_is_renamed_or_moved_silently(
    app: Portal, old: str, new: str, reform: str
) -> None:
    bring(TREE + "07211,commune,xã,Tân An,24\n")
    troubles = said(TREE.replace(old, new))
    assert len(troubles) == 1
    assert f"takes a reform ({reform})" in troubles[0]


def test_with_one_wrong_line_nothing_is_written(app: Portal) -> None:
    with writing():
        services.ensure_kinds()
        wrong = plan(TREE + "99,commune,xã,,24\n")
    with writing(), pytest.raises(ValueError, match="troubles"):
        imports.write(wrong, on=DAY)
    assert session.scalar(sa.select(sa.func.count(Unit.id))) == 0


def test_a_parent_must_stand_on_the_day(app: Portal) -> None:
    bring(TREE)
    line = HEAD + "07210002,village,thon,Tây,07210\n"
    assert said(line, date(2025, 6, 30)) == ["2: 07210 does not stand yet on that day."]


def test_the_real_tree_has_34_provinces_and_3321_communes(nation: Portal) -> None:
    levels = dict(
        session.execute(sa.select(Unit.level, sa.func.count()).group_by(Unit.level)).all()
    )
    assert levels == {Level.CENTRE: 1, Level.PROVINCE: 34, Level.COMMUNE: 3321}
    assert soundness.findings() == []
    hue, zone = queries.place("46"), queries.place("11948")
    assert hue is not None
    assert hue.label == "Thành phố Huế"
    assert zone is not None
    assert zone.label == "Đặc khu Bạch Long Vĩ"
    again = imports.plan(imports.vietnam(), on=DAY)
    assert (again.new, again.unchanged, again.troubles) == ([], 3356, [])


def test_no_official_name_keeps_its_kind(nation: Portal) -> None:
    heads = ("Xã ", "Phường ", "Đặc khu ", "Tỉnh ", "Thành phố ")
    assert not [name for name in session.scalars(sa.select(Unit.name)) if name.startswith(heads)]


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.units, ["import", *arguments])
    return done.exit_code, done.output


def test_the_command_says_what_it_would_do_and_does_it(app: Portal, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(TREE, encoding="utf-8-sig")
    assert run(str(file), "--dry-run") == (0, "4 would be opened, 0 stand already.\n")
    assert session.scalar(sa.select(sa.func.count(Unit.id))) == 0
    session.remove()
    assert run(str(file), "--on", "2025-07-01") == (0, "4 opened, 0 stood already.\n")
    assert run(str(file)) == (0, "0 opened, 4 stood already.\n")


def test_the_command_refuses_a_file_with_its_lines(app: Portal, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(TREE + "99,commune,xã,,24\n98,commune,xã,,24\n")
    status, output = run(str(file))
    assert status == 1
    assert "2 lines are wrong; nothing was written." in output
    assert output.splitlines()[0] == "Line 6: The name is missing."
    assert session.scalar(sa.select(sa.func.count(Unit.id))) == 0


def test_the_command_takes_a_file_or_the_real_tree(app: Portal, tmp_path: Path) -> None:
    assert run()[0] == 2
    assert run("nowhere.csv")[0] == 2
