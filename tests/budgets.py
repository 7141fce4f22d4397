"""Which kind of page each route is, and what it may weigh: bytes (gzip 6) and elements.

From the budgets of the design; Hindi may be 11 % over. A route without a kind is a message page.
"""

from flask import Flask
from werkzeug.exceptions import HTTPException

KINDS: dict[str, tuple[int, int] | None] = {
    "message": (2000, 120),
    "list": (3000, 280),
    "detail": (3000, 200),
    "form": (2500, 170),
    "entry": (4000, 300),
    "desk": (6000, 450),
    "children": (12000, 1700),
    "wide": (4000, 350),
    "print": None,
}

ROUTES: dict[str, str] = {
    "home.desk": "desk",
    "reports.index": "desk",
    "reports.show": "entry",
    "reports.send": "entry",
    "reports.totals": "desk",
    "reports.figure": "children",
    "reports.history": "detail",
    "reports.send_back": "wide",
    "reports.withdraw": "form",
    "accounts.sign_in_help": "children",
    "accounts.account": "form",
    "accounts.password": "form",
    "accounts.index": "children",
    "accounts.new": "form",
    "accounts.give": "children",
    "accounts.slips": "print",
    "accounts.reset": "print",
    "accounts.show": "detail",
    "units.index": "list",
    "units.show": "list",
    "units.villages": "children",
    "units.new_villages": "children",
    "units.village": "form",
    "units.coverage": "desk",
    "units.coverage_of": "desk",
}


def budget(app: Flask, path: str, status: int) -> tuple[int, int] | None:
    """What the page at this address may weigh; None for print pages."""
    if "print=1" in path:
        return None
    plain = path.split("?")[0]
    for prefix in ("/en", "/hi"):
        if plain == prefix or plain.startswith(prefix + "/"):
            plain = plain[len(prefix) :] or "/"
    try:
        endpoint, _ = app.url_map.bind("").match(plain)
    except HTTPException:
        endpoint = ""
    kind = ROUTES.get(endpoint, "message")
    if status == 409:
        kind = "wide"
    return KINDS[kind]
