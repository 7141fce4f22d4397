"""A program that speaks GeoReport v2: asks in JSON and XML, and finds both the same."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Flask

from portal.base import pagecache
from tests.open311 import protocol
from tests.open311.protocol import ERRORS, RECEIPT, REQUESTS

KEY = "key-of-an-application-000001"
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}


class Program:
    """Somebody's application, with a key unless said otherwise."""

    def __init__(self, app: Flask, key: str = KEY) -> None:
        self.client = app.test_client()
        self.key = key
        self.response: Any = None

    def ask(
        self, path: str, schema: Mapping[str, Any] = REQUESTS, http: int = 200, **asked: Any
    ) -> Any:
        """What is answered, in both notations alike."""
        said = {}
        pagecache.forget()
        for notation, kind in TYPES.items():
            self.response = self.client.get(f"/open311/{path}.{notation}", query_string=asked)
            assert self.response.status_code == http, self.response.text
            assert self.response.content_type == kind
            said[notation] = self.response.data
        value = json.loads(said["json"])
        assert protocol.from_xml(said["xml"]) == protocol.as_words(value)
        return protocol.check(value, dict(schema))

    def numbers(self, **asked: Any) -> list[str]:
        """The numbers of a list of petitions."""
        return [row["service_request_id"] for row in self.ask("v2/requests", **asked)]

    def refused(self, path: str, http: int, **asked: Any) -> list[str]:
        """The sentences of a refusal."""
        return [one["description"] for one in self.ask(path, ERRORS, http, **asked)]

    def post(
        self, http: int = 200, notation: str = "json", headers: Any = None, **typed: Any
    ) -> Any:
        """Send a petition; its receipt, or the errors, as JSON would say them."""
        fields = {"api_key": self.key, **typed}
        self.response = self.client.post(
            f"/open311/v2/requests.{notation}", data=fields, headers=headers
        )
        assert self.response.status_code == http, self.response.text
        assert self.response.content_type == TYPES[notation]
        assert self.response.headers["Cache-Control"] == "no-store, private"
        if notation == "xml":
            return protocol.from_xml(self.response.data)
        value = self.response.get_json()
        return protocol.check(value, ERRORS if http >= 400 else RECEIPT)
