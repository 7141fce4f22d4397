"""Which kind of page each template makes, and what it may weigh: bytes (gzip 6) and elements.

From the budgets of the design; Hindi may be 11 % over. A template without a kind is a message.
"""

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

TEMPLATES: dict[str, str] = {
    "home/desk.html": "desk",
    "home/unit.html": "list",
    "home/office.html": "form",
    "home/poster.html": "print",
    "events/index.html": "list",
    "events/past.html": "list",
    "events/show.html": "detail",
    "events/new.html": "entry",
    "events/edit.html": "entry",
    "events/overtaken.html": "wide",
    "events/cancel.html": "form",
    "events/attendance.html": "form",
    "events/live.html": "detail",
    "events/_lines.html": "detail",
    "events/write.html": "detail",
    "events/correct.html": "form",
    "reports/index.html": "desk",
    "reports/edit.html": "entry",
    "reports/show.html": "entry",
    "reports/week.html": "children",
    "reports/parts.html": "children",
    "reports/totals.html": "desk",
    "reports/figure.html": "children",
    "reports/history.html": "detail",
    "reports/overtaken.html": "wide",
    "reports/return.html": "wide",
    "reports/withdraw.html": "form",
    "accounts/help.html": "children",
    "accounts/account.html": "form",
    "accounts/password.html": "form",
    "accounts/index.html": "children",
    "accounts/new.html": "form",
    "accounts/give.html": "children",
    "accounts/slips.html": "print",
    "accounts/show.html": "detail",
    "letters/index.html": "children",
    "letters/edit.html": "entry",
    "letters/preview.html": "print",
    "letters/sample.html": "print",
    "letters/agencies.html": "children",
    "letters/agency.html": "form",
    "units/index.html": "list",
    "units/villages.html": "children",
    "units/new_villages.html": "children",
    "units/village.html": "form",
    "units/coverage.html": "desk",
}


def budget(template: str) -> tuple[int, int] | None:
    """What a page made by this template may weigh; None for print pages."""
    return KINDS[TEMPLATES.get(template, "message")]
