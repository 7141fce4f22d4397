"""Waitress as the portal needs it: patient with slow sockets, and a 304 that hangs up on nobody."""

import logging
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, WSGITask

# Refused before the app wakes up, so the reader's language is not known.
_TOO_LARGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>413</title>
<meta name="viewport" content="width=device-width,initial-scale=1"></head><body>
<h1>Tệp quá lớn</h1><p>Tệp gửi kèm không được quá 10 MB. Xin quay lại và chọn tệp nhỏ hơn.</p>
<p lang="en">A file may be 10 MB at the most. Please go back and choose a smaller one.</p>
<p lang="hi">फ़ाइल अधिक से अधिक 10 MB की हो सकती है। कृपया वापस जाएँ और छोटी फ़ाइल चुनें।</p>
</body></html>""".encode()


class Task(WSGITask):  # type: ignore[misc]  # waitress carries no types
    """Keeps the connection after a 304 or a 204: a new one costs a round trip, 0.6 s on 2G.

    Waitress hangs up after every answer without Content-Length, also those that have no body by
    their nature (RFC 9112, 6.3).
    """

    def set_close_on_finish(self) -> None:
        """Hang up, unless the answer is whole without a body and the other side wants to go on."""
        asked = self.request.headers.get("CONNECTION", "").lower()
        if self.complete and not self.has_body and self.version == "1.1" and asked != "close":
            return
        super().set_close_on_finish()


class Refusal(ErrorTask):  # type: ignore[misc]  # waitress carries no types
    """What cannot even be read: a body beyond 12 MB in words, all else as waitress says it."""

    def execute(self) -> None:
        """Answer, and hang up: what is still on its way is not wanted."""
        if self.request.error.code != 413:
            super().execute()
            return
        self.status = "413 Content Too Large"
        self.response_headers.append(("Content-Type", "text/html; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(_TOO_LARGE)
        self.write(_TOO_LARGE)


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress carries no types
    """A connection whose requests are answered by our tasks."""

    task_class = Task
    error_task_class = Refusal


def server(app: Any, host: str, port: int, threads: int, proxy: str = "") -> Any:
    """A server, listening; `proxy` is the address whose X-Forwarded-* are believed."""
    behind: dict[str, Any] = (
        {
            "trusted_proxy": proxy,
            "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto x-forwarded-host",
            "clear_untrusted_proxy_headers": True,
        }
        if proxy
        else {}
    )
    BaseWSGIServer.channel_class = Channel
    # A line for each request that waits its turn: at a rush they would be most of the log.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return create_server(
        app,
        host=host,
        port=port,
        threads=threads,
        # with the default of 100 a hundred slow sockets stop the portal
        connection_limit=1000,
        asyncore_use_poll=True,
        max_request_body_size=12 * 1024 * 1024,
        ident=None,
        **behind,
    )
