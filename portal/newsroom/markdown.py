"""Plain buttons for those who do not know Markdown: each puts an example into the text.

Without JavaScript the page comes back with the example at the end of the text; with it, `portal.js`
puts it where one writes (`data-add`: what stands before and after the marked words).
"""

from typing import Any

from flask import request

from portal.base.language import N_, gettext

BUTTONS = {
    "heading": (N_("Heading"), "## {}", (N_("Heading"),), "\n\n## |\n\n"),
    "bold": (N_("Bold"), "**{}**", (N_("bold words"),), "**|**"),
    "list": (N_("List"), "- {}\n- {}", (N_("first"), N_("second")), "\n- |"),
    "link": (N_("Link"), "[{}](https://example.org)", (N_("words of the link"),), "[|](https://)"),
    "table": (
        N_("Table"),
        "| {} | {} |\n|---|---|\n| 1/12 | … |",
        (N_("Day"), N_("Content")),
        "\n\n| | |\n|---|---|\n| | |\n",
    ),
}
"""Word → its label, an example with places for words, those words, what the script puts in."""


def inserted(body: Any) -> bool:
    """Whether one of the buttons was pressed; its example then stands at the end of the text."""
    word = request.form.get("button", "").removeprefix("add-")
    if request.method != "POST" or not request.form.get("button", "").startswith("add-"):
        return False
    if word in BUTTONS:
        _, example, words, _ = BUTTONS[word]
        said = example.format(*map(gettext, words))
        body.data = f"{(body.data or '').rstrip()}\n\n{said}".strip()
    return True
