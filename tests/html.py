"""A parsed page, asked with a few plain questions."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

VOID = frozenset({"input", "meta", "link", "br", "hr", "img"})


class Page:
    """HTML5 as a tree; `errors` are html5lib's words on what is not valid."""

    def __init__(self, html: str) -> None:
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
        )
        self.html = html
        self.root: Element = parser.parse(html) if "<html" in html else parser.parseFragment(html)
        self.errors = [
            (place, error)
            for place, error, _ in parser.errors
            if error != "expected-doctype-but-got-start-tag"
        ]

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of a tag with these attributes (`class_` for class, `_` for `-`)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.root.iter(tag)
            if all(element.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × <{tag} {attributes}> in {self.text[:400]}"
        return found[0]

    @property
    def text(self) -> str:
        """All that a person reads, with single spaces."""
        return words(self.root.find("body") if self.root.tag == "html" else self.root)

    @property
    def title(self) -> str:
        """What stands in h1."""
        return words(self.one("h1"))

    def elements(self) -> Iterator[Element]:
        """Every element."""
        return (element for element in self.root.iter() if isinstance(element.tag, str))

    def fields(self, **form: str) -> dict[str, str]:
        """What the form would send if nothing was touched."""
        found = {}
        for element in (self.one("form", **form) if form else self._main_form()).iter():
            name, kind = element.get("name"), element.get("type", "")
            if name is None or element.tag == "button":
                continue
            if kind in ("checkbox", "radio") and element.get("checked") is None:
                continue
            found[name] = _value(element)
        return found

    def _main_form(self) -> Element:
        forms = self.all("form", method="post")
        assert forms, f"no form in: {self.text[:400]}"
        return forms[0]


def _value(element: Element) -> str:
    if element.tag == "textarea":
        return "".join(element.itertext())
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return chosen[0].get("value", words(chosen[0])) if chosen else ""
    return element.get("value", "on" if element.get("type") == "checkbox" else "")


def words(element: Element | None) -> str:
    """The text within an element, with single spaces."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
