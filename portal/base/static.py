"""Style and script: served by WhiteNoise under a folder named by their content, for ever.

The files are copied and compressed into `instance/static/<hash>` at the first start, so that a
browser may keep them for good and a checkout needs no build step.
"""

import hashlib
import shutil
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from portal.base import paths

# The newest: an older portal goes on serving its own until it is started again.
KEPT = 3


def content_hash(folder: Path) -> str:
    """Eight hex digits that change with any file of the folder."""
    whole = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()[:8]


def _compressed(version: str) -> Path:
    made = paths.INSTANCE / "static" / version
    if not made.exists():
        half = made.with_suffix(".making")
        shutil.rmtree(half, ignore_errors=True)
        made.parent.mkdir(parents=True, exist_ok=True)
        versions = sorted(made.parent.iterdir(), key=lambda one: one.stat().st_mtime)
        for old in versions[: 1 - KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(paths.STATIC, half)
        compressor = Compressor(quiet=True)
        for file in list(half.iterdir()):
            if compressor.should_compress(file.name):
                list(compressor.compress(str(file)) or ())
        half.rename(made)
    return made


def _strict(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def init_app(app: Flask) -> None:
    """Put WhiteNoise in front of the app and tell templates where the files are."""
    version = content_hash(paths.STATIC)
    app.jinja_env.globals["static"] = f"/static/{version}"
    layer: Any = WhiteNoise(
        app.wsgi_app,
        root=str(_compressed(version)),
        prefix=f"static/{version}/",
        immutable_file_test=lambda path, url: True,
        add_headers_function=_strict,
    )
    app.wsgi_app = layer  # type: ignore[method-assign]  # how Flask takes a WSGI layer
