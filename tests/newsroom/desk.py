"""What happens at the desk, each deed as somebody does it on the page."""

from dataclasses import dataclass
from typing import Any

from portal.units.queries import Place
from tests.browser import Browser
from tests.html import Page

WRITTEN = {"title": "Họp thôn", "body": "Mời bà con dự họp."}


@dataclass
class Desk:
    """One post at `path`, written by the clerk, published by the lead, read by anybody."""

    village: Place
    path: str
    clerk: Browser
    lead: Browser
    reader: Browser

    def write(self, status: int = 303, *, by: Browser | None = None, **typed: str) -> Page:
        """Other words."""
        return (by or self.clerk).send(f"{self.path}/edit", status, button="save", **typed)

    def offer(self) -> None:
        """The clerk is done."""
        self.clerk.send(f"{self.path}/draft", button="offer")

    def publish(self, status: int = 303) -> Page:
        """The lead approves what was written last."""
        return self.lead.send(f"{self.path}/draft", status, button="publish")

    def arrange(self, status: int = 303, **chosen: str) -> Page:
        """Where and when it is shown."""
        return self.lead.send(f"{self.path}/settings", status, **chosen)

    def read(self, status: int = 200) -> Page:
        """What anybody reads now."""
        return self.reader.see(self.path, status)


def on(end: str, day: str, clock: str = "") -> dict[str, Any]:
    """The boxes of an instant: `on("starts", "22/8/2026", "19h30")`."""
    parts = dict(zip(("day", "month", "year"), day.split("/"), strict=True))
    return {f"{end}-{name}": value for name, value in {**parts, "clock": clock}.items()}
