"""A browser without JavaScript that checks every page it opens, for free.

Status, one h1, a title, a label for each input, valid HTML5, bytes and elements within the budget
of its kind of page, every htmx element on a real link or form.
"""

import gzip
from typing import Any

from flask import Flask, template_rendered
from werkzeug.test import TestResponse

from portal.accounts.models import Account
from portal.accounts.services import start_session
from portal.base.db import writing
from tests.budgets import budget
from tests.html import Page, words


class Browser:
    """One person's device, reading English unless said otherwise; `enter` gives it a session."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.app = app
        self.prefix = "" if language == "vi" else f"/{language}"
        self.client = app.test_client()
        self.response: TestResponse
        self.template: str | None = None

    def see(self, path: str, status: int = 200, **headers: str) -> Page:
        """Open a page and check it."""
        self._ask(path, "GET", headers=headers)
        return self._checked(path, status)

    def follow(self, status: int = 200) -> Page:
        """Go where the last answer points."""
        return self.see(self.response.headers["Location"], status)

    def send(self, path: str, status: int = 303, *, button: str = "", **typed: Any) -> Page:
        """Open a page with a form, type, send it, and check the answer."""
        fields = self.see(path).fields()
        return self.post(
            path, {**fields, **typed, **({"button": button} if button else {})}, status
        )

    def post(self, path: str, fields: dict[str, Any], status: int = 303, **headers: str) -> Page:
        """Send these very fields."""
        self._ask(path, "POST", data=fields, headers=headers)
        return self._checked(path, status)

    def enter(self, account: Account) -> "Browser":
        """Be signed in as this account, without walking through the page."""
        with writing():
            token = start_session(account.id, "test", shared=False)
        self.client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], token)
        return self

    def sign_in(self, username: str, password: str = "") -> None:
        """Through the page, as a person without a second step would."""
        self.send("/login", username=username, password=password or f"own-{username}")

    def _ask(self, path: str, method: str, **kwargs: Any) -> None:
        rendered: list[str] = []

        def note(sender: Flask, template: Any, **context: Any) -> None:
            rendered.append(template.name)

        with template_rendered.connected_to(note, self.app):
            self.response = self.client.open(self._address(path), method=method, **kwargs)
        self.template = rendered[-1] if rendered else None

    def _address(self, path: str) -> str:
        return path if path.startswith(f"{self.prefix}/") and self.prefix else self.prefix + path

    def _checked(self, path: str, status: int) -> Page:
        html = self.response.get_data().decode(errors="replace")
        page = (
            Page(html)
            if self.response.mimetype == "text/html"
            else Page("<html><body></body></html>")
        )
        assert self.response.status_code == status, (
            f"{path}: {self.response.status} {self.response.location} {page.text[:600]}"
        )
        if self.response.mimetype == "text/html" and status not in (301, 302, 303, 308):
            # Without a template it came from the page cache, and was weighed when it was made.
            check(page, html, budget(self.template) if self.template else None)
        return page


def check(page: Page, html: str, most: tuple[int, int] | None) -> None:
    """What must be true of every page; `most` are bytes (gzip 6) and elements."""
    assert not page.errors, f"not valid HTML5: {page.errors[:3]}"
    whole = page.root.tag == "html"
    if whole:
        assert len(page.all("h1")) == 1, "one h1"
        assert words(page.one("title")), "a title"
        assert page.root.get("lang") in ("vi", "en", "hi")
    labelled = {label.get("for") for label in page.all("label")}
    for field in [*page.all("input"), *page.all("select"), *page.all("textarea")]:
        if field.get("type") not in ("hidden", "submit", None) or field.tag != "input":
            named = field.get("id") in labelled or field.get("aria-label")
            assert named or _inside_label(page, field), f"no label: {field.attrib}"
    for element in page.elements():
        if any(name.startswith("hx-") for name in element.attrib):
            assert element.tag in ("a", "form", "button"), f"htmx on <{element.tag}>"
    if most is not None:
        size, elements = len(gzip.compress(html.encode(), 6)), sum(1 for _ in page.elements())
        slack = 1.11 if page.root.get("lang") == "hi" else 1
        assert size <= most[0] * slack, f"{size} bytes, budget {most[0]}"
        assert elements <= most[1], f"{elements} elements, budget {most[1]}"


def _inside_label(page: Page, field: Any) -> bool:
    return any(field in list(label.iter()) for label in page.all("label"))
