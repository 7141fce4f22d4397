"""Processes that answer while they are measured."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("portal", "wsgi", "flask", "usual", "imports", "insert", "writing")
PORTS = {name: 8140 + place for place, name in enumerate(NAMES)}


@contextmanager
def portal(url: str, name: str = "portal") -> Iterator[subprocess.Popen[bytes]]:
    """`portal serve` on a database."""
    words = ["-m", "portal", "serve", "--port", str(PORTS[name])]
    with _running(words, PORTS[name], {"PORTAL_DATABASE_URL": url}, "/healthz") as process:
        yield process


@contextmanager
def peer(name: str, url: str = "", packages: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """One of `peers.py`."""
    words = ["-m", "bench.peers", name, str(PORTS[name]), url, packages]
    with _running(words, PORTS[name], {}, "/") as process:
        yield process


@contextmanager
def _running(
    words: list[str], port: int, settings: dict[str, str], path: str
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, *words], env={**os.environ, **settings}, stdout=subprocess.DEVNULL
    )
    try:
        _wait(process, port, path)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


def memory(process: subprocess.Popen[bytes]) -> float | None:
    """Resident memory in MB; None where /proc does not say."""
    status = Path(f"/proc/{process.pid}/status")
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else None
