"""All words on screen go to a translator as one Excel file, and come back changed."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from portal.accounts import associations
from portal.base import cli, language, paths, texts
from portal.base.db import session, writing
from portal.base.errors import RuleBroken
from portal.base.texts import Book
from portal.base.web import Portal
from portal.reports.models import Indicator
from portal.units.models import UnitKind
from tests import make
from tests.browser import Browser
from tests.sheets import xlsx

HEAD = ["key", "place", "vi", "en", "hi", "note"]


@pytest.fixture(autouse=True)
def instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An installation of its own, whose words end with the test."""
    monkeypatch.setattr(paths, "INSTANCE", tmp_path)
    yield tmp_path
    language.catalogue.cache_clear()


@pytest.fixture
def filled(app: Portal) -> Portal:
    """A database with a tree, the weekly form and the associations."""
    make.village()
    make.weekly()
    with writing():
        associations.ensure()
    return app


def exported(book: Book) -> list[list[str]]:
    found = CalamineWorkbook.from_filelike(BytesIO(book.workbook())).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in found.to_python()]


def key_of(english: str) -> str:
    return next(key for key, text in Book().texts.items() if text.words.get("en") == english)


def bring(*rows: list[str]) -> texts.Plan:
    with writing():
        book = Book()
        plan = book.plan(xlsx([HEAD, *rows]))
        book.write(plan)
    return plan


def test_the_file_holds_catalogues_and_stored_texts_alike(filled: Portal) -> None:
    head, *rows = exported(Book())
    assert head == HEAD
    by_key = {row[0]: row for row in rows}
    assert len(by_key) == len(rows) > 500
    assert by_key[key_of("Sign in")][2:5] == ["Đăng nhập", "Sign in", "साइन इन"]
    assert "templates/accounts/sign_in.html" in by_key[key_of("Sign in")][1]
    assert by_key["kind.thon"][2] == "thôn {name}"
    assert by_key["kind.thon"][5] == "keep {name}"
    assert by_key["form.weekly.title"][2]
    assert by_key["form.weekly.1.meetings.label"][2]
    assert by_key["association.youth.member"][2]
    assert any(key.startswith("form.weekly.1.check.") for key in by_key)
    assert any(key.startswith("form.weekly.1.section.") for key in by_key)


def test_a_file_that_comes_back_unchanged_changes_nothing(filled: Portal) -> None:
    with writing():
        book = Book()
        plan = book.plan(book.workbook())
    assert (plan.changes, plan.troubles, plan.unknown) == ([], [], [])


def test_a_word_of_the_catalogues_is_said_otherwise(filled: Portal, instance: Path) -> None:
    plan = bring([key_of("Sign in"), "", "Mời đăng nhập", "", "", ""])
    assert [(one.language, one.before, one.after) for one in plan.changes] == [
        ("vi", "Đăng nhập", "Mời đăng nhập")
    ]
    assert Browser(filled, "vi").see("/login").title == "Mời đăng nhập"
    assert Browser(filled, "en").see("/login").title == "Sign in"
    assert (instance / "words" / "vi.po").exists()
    bring([key_of("Sign in"), "", "Đăng nhập", "", "", ""])
    assert "Mời" not in (instance / "words" / "vi.po").read_text()
    assert Browser(filled, "vi").see("/login").title == "Đăng nhập"


def test_a_stored_text_is_said_otherwise(filled: Portal) -> None:
    bring(
        ["kind.thon", "", "thôn làng {name}", "", "", ""],
        ["form.weekly.1.meetings.label", "", "", "Gatherings", "", ""],
        ["association.youth.member", "", "", "young member", "", ""],
        ["form.weekly.1.section.I", "", "", "", "नया", ""],
    )
    said = {key: text.words for key, text in Book().texts.items()}
    assert said["kind.thon"]["vi"] == "thôn làng {name}"
    assert said["kind.thon"]["en"] == "{name} village"
    assert said["form.weekly.1.meetings.label"]["en"] == "Gatherings"
    assert said["association.youth.member"]["en"] == "young member"
    assert said["form.weekly.1.section.I"]["hi"] == "नया"
    session.remove()
    assert session.get_one(UnitKind, "thon").words["vi"] == "thôn làng {name}"


def test_plural_forms_are_rows_of_their_own(filled: Portal) -> None:
    many = next(
        key
        for key, text in Book().texts.items()
        if key.endswith(".many") and text.words["en"] == "Save %(num)s villages"
    )
    bring([many, "", "Lưu cả %(num)s thôn", "Keep %(num)s villages", "", ""])
    with language.speaking("vi"):
        assert language.ngettext("Save %(num)s village", "Save %(num)s villages", 1) == (
            "Lưu cả 1 thôn"
        )
    with language.speaking("en"):
        assert language.ngettext("Save %(num)s village", "Save %(num)s villages", 1) == (
            "Save 1 village"
        )
        assert language.ngettext("Save %(num)s village", "Save %(num)s villages", 2) == (
            "Keep 2 villages"
        )


@pytest.mark.parametrize(
    ("key", "said", "sentence"),
    [
        ("kind.thon", "thôn", "These places must stand in it, and no others: {name}."),
        ("Code %(code)s", "Mã", "These places must stand in it, and no others: %(code)s."),
        ("Code %(code)s", "Mã %(cod)s", "These places must stand in it, and no others: %(code)s."),
        ("Code %(code)s", "Mã %(code)s 5 %", "A lone % must be written %%."),
        ("Sign in", "<script>alert(1)</script>", "It may hold no < or > of its own."),
        ("Sign in", "Vào %(name)s", "These places must stand in it, and no others: –."),
    ],
)
def test_what_would_break_a_page_is_refused(
    filled: Portal, key: str, said: str, sentence: str
) -> None:
    key = key if "." in key else key_of(key)
    with writing():
        book = Book()
        plan = book.plan(xlsx([HEAD, [key, "", said, "", "", ""]]))
        assert [wrong[2] % wrong[3] for wrong in plan.troubles] == [sentence]
        with pytest.raises(ValueError, match="troubles"):
            book.write(plan)


@pytest.mark.parametrize("said", ["=1+1", "+84", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_is_a_text_there_and_back(filled: Portal, said: str) -> None:
    bring(["form.weekly.1.meetings.label", "", said, "", "", ""])
    book = Book()
    row = next(row for row in exported(book) if row[0] == "form.weekly.1.meetings.label")
    assert row[2] == said
    with writing():
        assert Book().plan(book.workbook()).changes == []
    assert (
        session.scalars(sa.select(Indicator).filter_by(code="meetings")).one().label["vi"] == said
    )


def test_keys_of_another_version_are_counted_and_left_out(filled: Portal) -> None:
    assert bring(["screen.gone", "", "x", "", "", ""]).unknown == ["screen.gone"]


@pytest.mark.parametrize(
    "content", [b"x,y\n1,2\n", b"", xlsx([["key", "vi", "en"]]), b"PK\x03\x04"]
)
def test_another_file_is_refused(filled: Portal, content: bytes) -> None:
    with writing(), pytest.raises(RuleBroken):
        Book().plan(content)


def test_the_commands_try_first_and_then_do_it(filled: Portal, tmp_path: Path) -> None:
    session.remove()

    def run(*words: str) -> tuple[int, str]:
        session.remove()
        done = CliRunner().invoke(cli.word_lists, words, catch_exceptions=False)
        return done.exit_code, done.output

    file = tmp_path / "words.xlsx"
    status, output = run("export", str(file))
    assert (status, "texts." in output) == (0, True)
    assert run("import", str(file))[1].startswith("0 changed.")
    file.write_bytes(xlsx([HEAD, ["kind.thon", "", "làng {name}", "", "", ""]]))
    assert (
        "kind.thon vi: “thôn {name}” → “làng {name}”\n1 would change."
        in (run("import", str(file), "--dry-run")[1])
    )
    assert session.get_one(UnitKind, "thon").words["vi"] == "thôn {name}"
    assert "1 changed." in run("import", str(file))[1]
    assert session.get_one(UnitKind, "thon").words["vi"] == "làng {name}"
    file.write_bytes(xlsx([HEAD, ["kind.thon", "", "làng", "", "", ""]]))
    status, output = run("import", str(file))
    assert status == 1
    assert "1 texts are wrong; nothing was kept." in output
