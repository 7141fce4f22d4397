"""`portal serve` as a process of its own, and what speaks HTTP with it."""

import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from portal.base import keys
from portal.base.web import Portal


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def portal_on(app: Portal, url: str, **settings: str) -> Iterator[int]:
    """Serve a database with the test run's keys; the port."""
    port = free_port()
    given = {
        "PORTAL_DATABASE_URL": url,
        "PORTAL_SECRET_KEY": app.config["SECRET_KEY"],
        "PORTAL_CODE_KEY": app.config["CODE_KEY"],
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", "serve", "--port", str(port)],
        env={**os.environ, **given},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        assert process.wait(20) is not None


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until something listens there."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, f"it ended with {process.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("it did not begin to listen")


@cache
def _any() -> ssl.SSLContext:
    """Trusts whatever it meets; reading the machine's own authorities takes 30 ms."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str


def ask(
    port: int,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    form: Mapping[str, str] | None = None,
    method: str = "",
    host: str = "",
    tls: bool = False,
) -> Answer:
    """One request on a connection of its own; TLS certificates are our own making."""
    if tls:
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=_any())
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    given = {**({"Host": host} if host else {}), **(headers or {})}
    body = None
    if form is not None:
        body = urlencode(form)
        given["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method or ("GET" if form is None else "POST"), path, body, given)
    response = connection.getresponse()
    found = Answer(response.status, response.headers, response.read().decode())
    connection.close()
    return found


def form_of(session_id: int) -> dict[str, str]:
    """The hidden fields of a form made for this session."""
    return {
        "csrf_token": str(keys.signer("form").dumps(f"session {session_id}")),
        "once": os.urandom(16).hex(),
    }
