"""Makes the wheel whole: compiled catalogues, and what stands beside the package in a checkout."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BESIDE = ("templates", "static", "migrations", "config.py")


class WholeWheel(BuildHookInterface):
    """Runs for every wheel, and for `pip install -e`, which needs the catalogues only."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues; name what the wheel takes in, or fail if it is not there."""
        root = Path(self.root)
        for source in root.glob("portal/translations/*/LC_MESSAGES/messages.po"):
            compile_catalogue(source)
        if version == "standard":
            packed = {str(root / name): f"portal/_root/{name}" for name in BESIDE}
            build_data["force_include"].update(packed)


def compile_catalogue(source: Path) -> None:
    """Write messages.mo beside its messages.po."""
    with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
        write_mo(mo, read_po(po, locale=source.parent.parent.name))
