"""Plain buttons for those who do not know Markdown: each puts an example at the end of the text."""

from typing import Any

from flask import request

from portal.base.language import N_, gettext

BUTTONS = {
    "heading": (N_("Heading"), "## {}", (N_("Heading"),)),
    "bold": (N_("Bold"), "**{}**", (N_("bold words"),)),
    "list": (N_("List"), "- {}\n- {}", (N_("first"), N_("second"))),
    "link": (N_("Link"), "[{}](https://example.org)", (N_("words of the link"),)),
    "table": (
        N_("Table"),
        "| {} | {} |\n|---|---|\n| 1/12 | … |",
        (N_("Day"), N_("Content")),
    ),
}
"""Word → its label, an example with places for words, and those words."""


def inserted(body: Any) -> bool:
    """Whether one of the buttons was pressed; its example then stands at the end of the text."""
    word = request.form.get("button", "").removeprefix("add-")
    if request.method != "POST" or not request.form.get("button", "").startswith("add-"):
        return False
    if word in BUTTONS:
        _, example, words = BUTTONS[word]
        said = example.format(*map(gettext, words))
        body.data = f"{(body.data or '').rstrip()}\n\n{said}".strip()
        body.render_kw = {**body.render_kw, "autofocus": True}  # one goes on where one was
    return True
