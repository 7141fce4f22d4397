"""Waitress as the portal needs it: patient with slow sockets, and a 304 that hangs up on nobody."""

from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import WSGITask


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


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress carries no types
    """A connection whose requests are answered by our task."""

    task_class = Task


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
