"""What a feed must be, from the specifications: RFC 4287 for Atom, jsonfeed.org's 1.1 for JSON."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import jsonschema

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_URL = {"type": "string", "pattern": "^https?://[^\\s/]+/"}
_TIME = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
_AUTHORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "url": _URL, "avatar": _URL},
        "minProperties": 1,
        "additionalProperties": False,
    },
}
_LANGUAGE = {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": _URL,
        "feed_url": _URL,
        "description": {"type": "string"},
        "language": _LANGUAGE,
        "authors": _AUTHORS,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": _URL,
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "content_text": {"type": "string", "minLength": 1},
                    "summary": {"type": "string"},
                    "image": _URL,
                    "date_published": _TIME,
                    "date_modified": _TIME,
                    "authors": _AUTHORS,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "language": _LANGUAGE,
                },
            },
        },
    },
}


def json_feed(feed: dict[str, Any]) -> None:
    """Raise when it is none."""
    jsonschema.validate(feed, JSON_FEED)
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)


def atom(text: bytes) -> ElementTree.Element:
    """The feed's root, once each rule of RFC 4287 that can be broken here was asked."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        for once in ("id", "title", "updated"):  # 4.1.1, 4.1.2
            assert len(element.findall(ATOM + once)) == 1, once
        assert urlsplit(_text(element, "id")).scheme in ("http", "https")  # 4.2.6: an IRI
        assert _text(element, "title")
        for name in ("updated", "published"):  # 3.3: RFC 3339 with its zone
            for instant in element.findall(ATOM + name):
                assert datetime.fromisoformat(instant.text or "").utcoffset() is not None
        assert _text(element.find(f"{ATOM}author"), "name")  # 3.2
        alternate = [one for one in element.findall(f"{ATOM}link") if one.get("rel") != "self"]
        assert len(alternate) == 1
        for link in element.findall(f"{ATOM}link"):
            assert urlsplit(link.get("href")).scheme in ("http", "https")
    for entry in entries:
        assert entry.find(f"{ATOM}content") is not None or _text(entry, "summary")
        for category in entry.findall(f"{ATOM}category"):  # 4.2.2
            assert category.get("term")
    ids = [_text(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert root.get(LANG)
    return root


def _text(element: ElementTree.Element | None, name: str) -> str:
    assert element is not None
    return (element.findtext(ATOM + name) or "").strip()


def titles(root: ElementTree.Element) -> list[str]:
    """Of the entries, as they stand."""
    return [_text(entry, "title") for entry in root.findall(f"{ATOM}entry")]
