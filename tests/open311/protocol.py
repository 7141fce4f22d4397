"""What GeoReport v2 demands of each answer, typed from https://wiki.open311.org/GeoReport_v2."""

from typing import Any
from xml.etree import ElementTree

import jsonschema

TEXT = {"type": "string", "minLength": 1}
MAYBE = {"type": ["string", "null"]}
TIME = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$",
}


def _rows(most: int = 1000, **properties: Any) -> dict[str, Any]:
    return {"type": "array", "maxItems": most, "items": _object(**properties)}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


DISCOVERY = _object(
    changeset=TIME,
    contact=TEXT,
    key_service=TEXT,
    endpoints=_rows(
        specification={"const": "http://wiki.open311.org/GeoReport_v2"},
        url={"type": "string", "pattern": "^https?://.*/open311/v2$"},
        changeset=TIME,
        type={"enum": ["production", "test"]},
        formats={"const": ["text/xml", "application/json"]},
    ),
)
SERVICES = _rows(
    service_code=TEXT,
    service_name=TEXT,
    description=MAYBE,
    metadata={"type": "boolean"},
    type={"enum": ["realtime", "batch", "blackbox"]},
    keywords=MAYBE,
    group=MAYBE,
)
DEFINITION = _object(
    service_code=TEXT,
    attributes=_rows(
        variable={"type": "boolean"},
        code=TEXT,
        datatype={
            "enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
        },
        required={"type": "boolean"},
        datatype_description=MAYBE,
        order={"type": "integer", "minimum": 1},
        description=MAYBE,
        values=_rows(key=TEXT, name=TEXT),
    ),
)
REQUESTS = _rows(
    service_request_id=TEXT,
    status={"enum": ["open", "closed"]},
    status_notes=MAYBE,
    service_name=TEXT,
    service_code=TEXT,
    description={"type": ["string", "null"], "maxLength": 4000},
    agency_responsible=MAYBE,
    service_notice=MAYBE,
    requested_datetime=TIME,
    updated_datetime=TIME,
    expected_datetime={"anyOf": [TIME, {"type": "null"}]},
    address=MAYBE,
    address_id=MAYBE,
    zipcode=MAYBE,
    lat={"type": ["number", "null"]},
    long={"type": ["number", "null"]},
    media_url=MAYBE,
)
RECEIPT = _rows(1, service_request_id=TEXT, service_notice=MAYBE, account_id=MAYBE)
TOKEN = _rows(1, service_request_id=TEXT, token=TEXT)
ERRORS = {**_rows(code={"type": "integer"}, description=TEXT), "minItems": 1}

# How a list is called in XML, and each of its members.
MEMBERS = {
    "endpoints": "endpoint",
    "formats": "format",
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
}


def check(value: Any, schema: dict[str, Any]) -> Any:
    """The value, once it is shown to be what the protocol demands."""
    jsonschema.validate(value, schema)
    return value


def from_xml(data: bytes) -> Any:
    """An answer in XML as JSON would say it, all values as words: the Spark convention."""
    assert data.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<')
    return _value(ElementTree.fromstring(data))


def _value(element: ElementTree.Element) -> Any:
    member = MEMBERS.get(element.tag)
    if member:
        assert {one.tag for one in element} <= {member}
        return [_value(one) for one in element]
    if len(element):
        return {one.tag: _value(one) for one in element}
    return element.text or ""


def as_words(value: Any) -> Any:
    """A value of JSON, all of it as words, to be compared with XML."""
    if isinstance(value, dict):
        return {name: as_words(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_words(one) for one in value]
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
