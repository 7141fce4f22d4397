"""The rules of the house that a linter cannot say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import SLICES
from portal.base import access, catalogues, paths
from portal.base.web import Portal

PORTAL = paths.ROOT / "portal"
FILES = sorted(PORTAL.rglob("*.py"))
TEMPLATES = sorted(paths.TEMPLATES.rglob("*.html"))
STANDING_ALONE = {"base/page.html", "base/busy.html"}
# Blocks: what a slice says on the front page and on a unit's page.
BLOCK = re.compile(r"(front|unit)(_\w+)?\.html")
# What must survive a rollback or be noted by a GET; nothing else goes round the one commit.
ASIDES = {
    "accounts": {"count", "count_wrong", "see"},
    "petitions": {"count"},
    "reports": {"save_draft"},
}


def name(path: Path) -> str:
    return str(path.relative_to(paths.ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_file_is_longer_than_300_lines(path: Path) -> None:
    assert path.read_text().count("\n") <= 300


@pytest.mark.parametrize("path", sorted(PORTAL.glob("*/*.py")), ids=name)
def test_no_view_is_longer_than_25_lines(path: Path) -> None:
    for function in functions(path):
        if any(ast.unparse(mark).startswith("bp.") for mark in function.decorator_list):
            length = (function.end_lineno or 0) - function.lineno + 1
            assert length <= 25, f"{function.name}: {length}"


@pytest.mark.parametrize("slice_", SLICES)
def test_every_slice_is_mirrored_in_templates_and_tests(slice_: str) -> None:
    assert (paths.TEMPLATES / slice_).is_dir()
    assert (paths.ROOT / "tests" / slice_).is_dir()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_pages_extend_the_skeleton_and_parts_carry_their_id(path: Path) -> None:
    text, place = path.read_text(), str(path.relative_to(paths.TEMPLATES))
    if path.name.startswith("_"):
        wanted = f'id="{path.parent.name}-{path.stem[1:]}"'
        assert wanted in text.split(">")[0] + text, f"its root element has {wanted}"
        assert "extends" not in text
    elif "{% macro" not in text and place not in STANDING_ALONE and not BLOCK.fullmatch(path.name):
        assert text.startswith("{% extends")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_hold_no_script_style_or_unsafe_text(path: Path) -> None:
    text = path.read_text()
    for forbidden in ("<style", " style=", "onclick", "hx-on", "| safe", "javascript:", "<script>"):
        assert forbidden not in text, forbidden


@pytest.mark.parametrize("path", FILES, ids=name)
def test_only_the_ground_floor_and_commands_commit(path: Path) -> None:
    if path.parent.name != "base" and path.name != "cli.py":
        assert ".commit(" not in path.read_text()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_what_goes_aside_stands_on_the_closed_list(path: Path) -> None:
    allowed = ASIDES.get(path.parent.name, set())
    for what in re.findall(r"aside\(\s*([\w.]+)", path.read_text()):
        if path.name != "db.py":
            assert what.rpartition(".")[2] in allowed, what


def test_every_route_says_who_may_open_it(portal: Portal) -> None:
    assert set(access.declared(portal)) == set(portal.view_functions)


def test_no_view_renders_a_template_of_another_slice() -> None:
    for path in PORTAL.glob("*/views*.py"):
        for folder in re.findall(r'page\(\s*"(\w+)/', path.read_text()):
            assert folder in (path.parent.name, "base"), f"{name(path)}: {folder}"


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_every_word_on_screen_is_in_every_catalogue(language: str) -> None:
    kept = catalogues.read(language)
    collected = {message.id for message in catalogues.collected() if message.id}
    known = {message.id for message in kept if message.id}
    assert not collected - known, "run: portal words"
    assert not known - collected, "run: portal words"
    assert not catalogues.missing(kept)


@pytest.mark.parametrize("language", ["vi", "hi"])
def test_translations_keep_every_place_of_the_message(language: str) -> None:
    for message in catalogues.read(language):
        if message.id and message.python_format:
            one = message.id[-1] if isinstance(message.id, (tuple, list)) else message.id
            said = message.string if isinstance(message.string, (tuple, list)) else [message.string]
            for text in said:
                assert places(text) == places(one), text


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def test_sources_speak_ascii_code_and_hold_no_machine(portal: Portal) -> None:
    for path in [*FILES, *TEMPLATES]:
        assert not re.search(r"(?<![\w.])/(?:work|tmp|root)/", path.read_text()), name(path)
