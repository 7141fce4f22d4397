import socket
import threading

import pytest

from portal.base import waiting
from tests.html import Page


@pytest.fixture
def port():
    def app(environ, start):
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    server = waiting.server(app, "127.0.0.1", 0, 1)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()


def answer(port: int, head: str) -> str:
    with socket.create_connection(("127.0.0.1", port), 5) as phone:
        phone.sendall(head.replace("\n", "\r\n").encode())
        heard = b""
        while more := phone.recv(4096):
            heard += more
    return heard.decode()


def test_a_body_beyond_all_bounds_is_refused_in_words_and_unread(port):
    said = answer(port, "POST / HTTP/1.1\nHost: a\nContent-Length: 15000000\n\n")
    head, _, body = said.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 413 ")
    assert "Connection: close" in head
    page = Page(body)
    assert not page.errors
    assert "10 MB" in page.text


def test_what_is_no_http_is_refused_as_ever(port):
    assert answer(port, "nonsense\n\n").startswith("HTTP/1.0 400 ")


def test_ordinary_requests_are_answered(port):
    assert answer(port, "GET / HTTP/1.1\nHost: a\nConnection: close\n\n").endswith("ok")
