"""Names of before July 2025 lead to today's units."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units import aliases, cli, soundness
from portal.units.models import AliasWord, UnitAlias
from portal.units.queries import Place
from portal.units.search import found
from tests import make
from tests.browser import Browser

HEAD = "old_name,old_district,old_province,unit_code\n"


def lim(code: str) -> str:
    return f"Thị trấn Lim,Huyện Tiên Du,Tỉnh Bắc Ninh,{code}\n"


@pytest.fixture
def commune(app: Portal) -> Place:
    """A commune of today, found by its own name too."""
    return make.commune(name="Tiên Du")


def bring(text: str) -> aliases.Plan:
    with writing():
        made = aliases.plan(text.encode())
        aliases.write(made)
    return made


@pytest.mark.parametrize("typed", ["Lim", "lim", "thi tran lim", "Thị trấn Lim", "THỊ TRẤN  LIM"])
def test_an_old_name_finds_todays_unit_and_says_what_it_was(commune: Place, typed: str) -> None:
    bring(HEAD + lim(commune.code))
    answer = found(typed, page=1, size=5)
    assert [place.label for place in answer.places] == ["Xã Tiên Du"]
    assert answer.former == {commune.id: "thị trấn Lim, huyện Tiên Du, tỉnh Bắc Ninh"}


def test_the_public_search_shows_both_names(commune: Place, app: Portal) -> None:
    bring(HEAD + lim(commune.code))
    text = Browser(app, "vi").see("/units/?q=lim").text
    assert "Xã Tiên Du (trước 7/2025: thị trấn Lim, huyện Tiên Du, tỉnh Bắc Ninh)" in text
    assert "7/2025" not in Browser(app, "vi").see("/units/?q=tien+du").text
    own = Browser(app).see(f"/units/{commune.code}")
    assert "thị trấn Lim, huyện Tiên Du, tỉnh Bắc Ninh" in own.text


def test_a_page_kept_before_the_import_is_forgotten(commune: Place, app: Portal) -> None:
    assert "No unit is found" in Browser(app).see("/units/?q=lim").text
    bring(HEAD + lim(commune.code))
    assert "Tiên Du" in Browser(app).see("/units/?q=lim").text


def test_todays_names_come_before_old_ones_and_marks_before_both(commune: Place) -> None:
    province = commune.parents[0]
    other = make.commune(province, "Hoàn Sơn")
    bring(HEAD + f"Xã Hoàn Sơn,,,{commune.code}\nXã Hoan Sơn,,,{province.code}\n")
    names = [place.name for place in found("hoàn sơn", page=1, size=5).places]
    assert names == ["Hoàn Sơn", "Tiên Du", "Bắc Ninh"]
    assert found("hoàn sơn", page=1, size=5).former.get(other.id) is None
    assert len(found("sơn", page=1, size=5).places) == 3


def test_a_second_run_adds_nothing(commune: Place) -> None:
    assert len(bring(HEAD + lim(commune.code)).new) == 1
    again = bring(HEAD + lim(commune.code).replace("Thị trấn", "THỊ TRẤN"))
    assert (again.new, again.unchanged) == ([], 1)
    assert session.scalar(sa.select(sa.func.count(UnitAlias.id))) == 1
    assert soundness.findings() == []


def test_an_old_commune_divided_leads_to_both(commune: Place) -> None:
    other = make.commune(commune.parents[0], "Liên Bão")
    bring(HEAD + lim(commune.code) + lim(other.code))
    assert {place.name for place in found("lim", page=1, size=5).places} == {"Tiên Du", "Liên Bão"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",Huyện A,,{code}", "The old name is missing."),
        ("Xã A,,,NOWHERE", "No unit of the code “NOWHERE” stands today."),
        ("Xã A,,,", "No unit of the code “” stands today."),
        ("{long},,,{code}", "A name is longer than 120 letters."),
        ("Thị trấn Lim,Huyện Tiên Du,Tỉnh Bắc Ninh,{code}", "The same line stands in the file"),
        ("Xã \x07,,,{code}", "There is a character that cannot be stored."),
        ("Xã A,,,{code},more", "There are more cells than columns."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(commune: Place, line: str, sentence: str) -> None:
    wrong = line.format(code=commune.code, long="a" * 121)
    made = aliases.plan((HEAD + lim(commune.code) + wrong + "\n").encode())
    assert [trouble.line for trouble in made.troubles] == [3]
    assert (made.troubles[0].message % made.troubles[0].values).startswith(sentence)
    with pytest.raises(ValueError, match="troubles"):
        aliases.write(made)


def test_each_missing_column_is_named(app: Portal) -> None:
    made = aliases.plan(b"\xef\xbb\xbfOld_Name;unit_code\r\nX\xc3\xa3 A;24\r\n")
    said = [trouble.values["column"] for trouble in made.troubles]
    assert said == ["old_district", "old_province"]


def test_the_command_tries_first_and_then_does_it(commune: Place, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(HEAD + lim(commune.code), encoding="utf-8-sig")

    def run(*words: str) -> tuple[int, str]:
        session.remove()
        done = CliRunner().invoke(cli.units, ["aliases", str(file), *words])
        return done.exit_code, done.output

    assert run("--dry-run") == (0, "1 would be added, 0 are there already.\n")
    assert session.scalar(sa.select(sa.func.count(AliasWord.key))) == 0
    assert run() == (0, "1 added, 0 were there already.\n")
    assert run() == (0, "0 added, 1 were there already.\n")
    file.write_text(HEAD + lim("NOWHERE"))
    status, output = run()
    assert status == 1
    assert "1 lines are wrong; nothing was written." in output


def test_old_names_are_found_on_both_databases(both: Portal) -> None:
    commune = make.commune(name="Tiên Du")
    bring(HEAD + lim(commune.code))
    assert [place.name for place in found("lim", page=1, size=5).places] == ["Tiên Du"]
