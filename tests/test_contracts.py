"""The import contracts of pyproject.toml hold, and each is caught in the act when broken."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from portal.base import paths

PYPROJECT = paths.ROOT / "pyproject.toml"
LINTER = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]
CONTRACT = {contract["name"].split()[0].strip(":"): contract for contract in LINTER["contracts"]}
WEB = {
    *("fields", "below", "care", "door", "telling", "shown", "views", "hooks", "cli", "forms"),
    *("printing", "markdown", "attaching", "tracking", "visit", "two_step", "custody"),
    *("acting", "asking", "choosing", "drafting", "documents", "paper"),
}

HOUSE = {
    "portal/__init__.py": "from portal.units import views",
    "portal/__main__.py": "from portal import cli",
    "portal/cli.py": "from portal import create_app\nfrom portal.units import cli",
    "portal/base/__init__.py": "",
    "portal/base/db.py": "import sqlalchemy",
    "portal/base/web.py": "import flask\nfrom portal.base import db",
    "portal/base/hooks.py": "",
    "portal/base/cli.py": "from portal.base import hooks",
    **{f"portal/{name}/__init__.py": "" for name in ("units", "reports", "events", "news", "home")},
    "portal/units/rules.py": "",
    "portal/units/models.py": "from portal.base import db\nfrom portal.units import rules",
    "portal/units/queries.py": "from portal.units import models, rules",
    "portal/units/services.py": "from portal.units import queries, models, rules",
    "portal/units/forms.py": "import wtforms\nfrom portal.units import queries, models, rules",
    "portal/units/views.py": "import flask\nfrom portal.base import web\n"
    "from portal.units import forms, services, queries",
    "portal/units/hooks.py": "from portal.units import services, queries",
    "portal/units/cli.py": "from portal.units import services, queries",
    "portal/reports/queries.py": "from portal.units import queries",
    "portal/events/queries.py": "from portal.units import queries",
    "portal/news/queries.py": "from portal.units import queries",
    "portal/home/queries.py": "from portal.news import queries\nfrom portal.reports import queries",
}


def broken(folder: Path, house: dict[str, str]) -> set[str]:
    """The first words of the contracts that a house of these files breaks."""
    for name, text in house.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    program = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", PYPROJECT, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    assert "Contracts" in done.stdout, done.stdout + done.stderr
    found = {name for name in CONTRACT if f"{CONTRACT[name]['name']} BROKEN" in done.stdout}
    assert bool(found) == bool(done.returncode), done.stdout
    return found


def test_a_tidy_house_breaks_nothing(tmp_path: Path):
    assert broken(tmp_path, HOUSE) == set()


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("portal/units/queries.py", "from portal.reports import queries", "Floors"),
        ("portal/news/queries.py", "from portal.reports import queries", "Floors"),
        ("portal/events/queries.py", "from portal.news import queries", "Floors"),
        ("portal/base/db.py", "from portal.units import models", "Floors"),
        ("portal/gossip/__init__.py", "", "Floors"),
        ("portal/units/models.py", "from portal.units import queries", "Rooms"),
        ("portal/units/services.py", "from portal.units import forms", "Rooms"),
        ("portal/units/hooks.py", "from portal.units import views", "Rooms"),
        ("portal/units/rules.py", "import flask", "Domain"),
        ("portal/units/services.py", "from portal.base import web", "Domain"),
        ("portal/base/db.py", "import flask_babel", "Domain"),
        ("portal/units/hooks.py", "from portal.units import forms", "Hooks"),
        ("portal/home/queries.py", "from portal.units import views", "Views"),
        ("portal/units/queries.py", "from portal import create_app", "create_app"),
    ],
)
def test_a_wrong_import_is_caught(tmp_path: Path, file: str, line: str, contract: str):
    house = {**HOUSE, file: f"{HOUSE.get(file, '')}\n{line}"}
    assert contract in broken(tmp_path, house)


def test_every_file_of_a_slice_has_its_floor():
    floors = {
        name.strip(" ()") for layer in CONTRACT["Rooms"]["layers"] for name in layer.split("|")
    }
    files = {
        f"{file.parent.name}/{file.name}"
        for file in (paths.ROOT / "portal").glob("*/*.py")
        if file.parent.name != "base" and file.stem not in {*floors, "__init__"}
    }
    assert not files, "give them a line in the contract 'Rooms' of pyproject.toml"
    domain = {module.removeprefix("portal.*.") for module in CONTRACT["Domain"]["source_modules"]}
    assert floors - WEB <= domain, "noun files belong to the domain"
