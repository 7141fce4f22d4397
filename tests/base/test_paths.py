import shutil
import subprocess
import sys
from pathlib import Path

from portal.base import paths

SHOW = "from portal.base import paths; print(paths.{0})"


def found(name: str, *, package: Path, cwd: Path, **environment: str) -> Path:
    """One of the paths as a process finds it that imports the package from this folder."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW.format(name)],
        cwd=cwd,
        env={"PYTHONPATH": str(package), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def installed(folder: Path) -> Path:
    """A package laid out as the wheel lays it out; only the layout counts here."""
    base = folder / "site-packages/portal/base"
    base.mkdir(parents=True)
    (base.parent / "_root").mkdir()
    (base.parent / "__init__.py").touch()
    (base / "__init__.py").touch()
    shutil.copy(paths.__file__, base)
    return base.parent.parent


def test_a_checkout_keeps_everything_beside_the_package():
    assert paths.CHECKOUT
    assert (paths.ROOT / "pyproject.toml").is_file()
    assert paths.TEMPLATES == paths.ROOT / "templates"
    assert paths.TRANSLATIONS == paths.ROOT / "portal" / "translations"


def test_an_installed_package_carries_everything_inside(tmp_path: Path):
    packages = installed(tmp_path)
    assert found("ROOT", package=packages, cwd=tmp_path) == packages / "portal" / "_root"
    assert found("CONFIG", package=packages, cwd=tmp_path) == packages / "portal/_root/config.py"


def test_an_installed_package_keeps_its_data_where_it_is_started(tmp_path: Path):
    packages, desk = installed(tmp_path), tmp_path / "desk"
    desk.mkdir()
    assert found("INSTANCE", package=packages, cwd=desk) == desk / "instance"


def test_the_data_lies_where_the_operator_says(tmp_path: Path):
    packages = installed(tmp_path)
    kept = found("INSTANCE", package=packages, cwd=tmp_path, PORTAL_INSTANCE="kept/here")
    assert kept == tmp_path / "kept" / "here"
