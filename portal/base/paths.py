"""Where things lie: the only file that knows a checkout from an installed wheel.

The wheel carries what stands beside the package in a checkout (templates, static, migrations,
config.py) inside the package as `portal/_root/` (hatch_build.py puts it there).
"""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_PACKED = _PACKAGE / "_root"

#: Whether the code runs from its source tree (also when installed with `pip install -e`).
CHECKOUT = not _PACKED.is_dir()

ROOT = _PACKAGE.parent if CHECKOUT else _PACKED
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MIGRATIONS = ROOT / "migrations"
CONFIG = ROOT / "config.py"
TRANSLATIONS = _PACKAGE / "translations"


def _instance() -> Path:
    """The folder of databases and keys; an installed wheel must not keep them in site-packages."""
    if chosen := os.environ.get("PORTAL_INSTANCE"):
        return Path(chosen).absolute()
    return (ROOT if CHECKOUT else Path.cwd()) / "instance"


INSTANCE = _instance()
