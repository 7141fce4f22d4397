"""What `pip install .` and a release carry; built from a copy, so that the checkout stays clean."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from portal.base import paths

# One file for each tree that a build must take in, beside whatever the checkout holds.
PROBES = {
    "templates/probe.html": "",
    "static/probe.css": "",
    "migrations/versions/probe.py": "",
    "bench/probe.py": "",
    "deploy/probe.service": "",
    "portal/translations/fr/LC_MESSAGES/messages.po": 'msgid "Village"\nmsgstr "Village"\n',
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of a copy of the checkout."""
    copy = tmp_path_factory.mktemp("build") / "copy"
    aside = shutil.ignore_patterns(".git", ".venv", "instance", "dist", ".*_cache", "__pycache__")
    shutil.copytree(paths.ROOT, copy, ignore=aside)
    for name, text in PROBES.items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(text)
    (copy / "config.py").touch()
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", copy.parent],
        cwd=copy,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return copy.parent


def test_the_wheel_carries_pages_migrations_settings_and_compiled_words(built: Path):
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    assert {
        "portal/_root/config.py",
        "portal/_root/migrations/versions/probe.py",
        "portal/_root/static/htmx.min.js",
        "portal/_root/static/probe.css",
        "portal/_root/templates/probe.html",
        "portal/base/paths.py",
        "portal/translations/fr/LC_MESSAGES/messages.mo",
    } <= set(names)
    assert all(name.startswith(("portal/", "grassroots_portal-")) for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_carries_all_that_the_project_is_made_with(built: Path):
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        ".ci/run",
        "LICENSE",
        "Makefile",
        "README.md",
        "bench/probe.py",
        "config.py",
        "deploy/probe.service",
        "hatch_build.py",
        "migrations/versions/probe.py",
        "portal/base/paths.py",
        "portal/translations/fr/LC_MESSAGES/messages.po",
        "requirements.lock",
        "static/htmx.min.js",
        "templates/probe.html",
        "tests/test_packaging.py",
    } <= names
    assert not [name for name in names if name.endswith((".mo", ".pyc"))]
