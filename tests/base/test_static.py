"""The folder of style and script: of each version its own, the newest kept."""

from pathlib import Path

import pytest

from portal.base import paths, static


def test_a_new_version_leaves_the_one_that_is_being_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "INSTANCE", tmp_path)
    first = static._compressed("v0")
    (tmp_path / "static" / "v1.making").mkdir()
    assert (static._compressed("v1") / "portal.css.gz").exists(), "a start that broke off"
    assert (first / "portal.css").exists()
    for number in range(2, 6):
        static._compressed(f"v{number}")
    kept = sorted(one.name for one in (tmp_path / "static").iterdir())
    assert kept == ["v3", "v4", "v5"]
