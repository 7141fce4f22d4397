"""Plain buttons for those who do not know Markdown: each puts an example into the text.

Without JavaScript the page comes back with the example at the end of the text; with it, `portal.js`
puts it where one writes (`data-add`: what stands before and after the marked words).
"""

from typing import Any

from flask import request

from portal.base.language import N_, gettext

BUTTONS = {
    "heading": (N_("Heading"), N_("## Heading"), "\n\n## |\n\n"),
    "bold": (N_("Bold"), N_("**bold words**"), "**|**"),
    "list": (N_("List"), N_("- first\n- second"), "\n- |"),
    "link": (N_("Link"), N_("[words of the link](https://example.org)"), "[|](https://)"),
    "table": (
        N_("Table"),
        N_("| Day | What |\n|---|---|\n| 1/12 | … |"),
        "\n\n| | |\n|---|---|\n| | |\n",
    ),
}


def inserted(body: Any) -> bool:
    """Whether one of the buttons was pressed; its example then stands at the end of the text."""
    word = request.form.get("button", "").removeprefix("add-")
    if request.method != "POST" or not request.form.get("button", "").startswith("add-"):
        return False
    if word in BUTTONS:
        body.data = f"{(body.data or '').rstrip()}\n\n{gettext(BUTTONS[word][1])}".strip()
    return True
