"""Requests as fast as they are answered, over connections kept open."""

import http.client
import shutil
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping

CONNECTIONS = 8
SECONDS = 2.0


def rate(port: int, path: str, headers: Mapping[str, str] | None = None) -> float:
    """Answers a second to GET from 8 connections; SystemExit when one is an error."""
    url, given = f"http://127.0.0.1:{port}{path}", headers or {}
    if shutil.which("wrk") is None:
        return _own_rate(port, path, given)
    words = [word for pair in given.items() for word in ("-H", ": ".join(pair))]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS:.0f}s", *words, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(f"{url}: {said}")
    return float(said.split("Requests/sec:")[1].split()[0])


def _own_rate(port: int, path: str, headers: Mapping[str, str]) -> float:
    """The same without wrk: it takes more of the machine, so all figures are lower."""
    until = time.perf_counter() + SECONDS
    numbers: list[int] = []

    def ask() -> None:
        connection, number = http.client.HTTPConnection("127.0.0.1", port), 0
        while time.perf_counter() < until:
            connection.request("GET", path, headers=dict(headers))
            answered(connection)
            number += 1
        numbers.append(number)

    _all_at_once([ask] * CONNECTIONS)
    return sum(numbers) / SECONDS


Post = tuple[str, str, Mapping[str, str]]
"""Path, body and headers."""


def posts(port: int, wanted: Iterable[Post]) -> float:
    """Answers a second to these POSTs, each sent once, from 8 connections."""
    waiting, lock = iter(wanted), threading.Lock()
    numbers: list[int] = []
    until = time.perf_counter() + SECONDS

    def send() -> None:
        connection, number = http.client.HTTPConnection("127.0.0.1", port), 0
        while time.perf_counter() < until:
            with lock:
                post = next(waiting, None)
            if post is None:
                break
            path, body, headers = post
            connection.request("POST", path, body, dict(headers))
            answered(connection)
            number += 1
        numbers.append(number)

    began = time.perf_counter()
    _all_at_once([send] * CONNECTIONS)
    return sum(numbers) / (time.perf_counter() - began)


def answered(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
    """The answer, read to its end; SystemExit for an error."""
    answer = connection.getresponse()
    body = answer.read()
    if answer.status >= 400:
        raise SystemExit(f"{answer.status}: {body[:2000]!r}")
    return answer


def _all_at_once(work: list) -> None:
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(threads) != CONNECTIONS:
        raise SystemExit("a connection has failed")


def seen(port: int, path: str) -> tuple[str, int]:
    """What a page is known by, and its bytes as they are sent."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    headers = answered(connection).headers
    return headers["ETag"], int(headers["Content-Length"])
