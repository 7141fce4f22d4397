"""All words on screen in one Excel file for a translator: catalogues and stored texts alike.

An installation's own words of the catalogues lie in `instance/words/`, in front of those that came
with the portal: an upgrade replaces the latter, and a page that tells that the database does not
answer needs them without it. Stored texts (forms, kinds, associations) go back to the database.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import Any

import xlsxwriter
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from portal.base import audit, catalogues, hooks, language, pagecache, sheet
from portal.base.errors import RuleBroken
from portal.base.language import LANGUAGES, N_

COLUMNS = ("key", "place", *LANGUAGES, "note")
# Twice as many as there are with every slice built.
MOST_ROWS = 20_000

Keep = Callable[[dict[str, str]], None]


@dataclass(frozen=True)
class Text:
    """One text in its languages; `keep` writes it back, `like` is what a translation must match."""

    key: str
    place: str
    words: Mapping[str, str]
    like: str
    keep: Keep
    is_markup: bool = False
    """It is printed into pages as it is, so it may bring no tags of its own."""


@dataclass(frozen=True)
class Change:
    """One text of one language, before and after."""

    key: str
    language: str
    before: str
    after: str


@dataclass
class Plan:
    """What an import would do; what is wrong as (key, language, sentence, its values)."""

    changes: list[Change] = field(default_factory=list)
    troubles: list[tuple[str, str, str, dict[str, object]]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Keys of another version of the portal, or of a form that is not here."""


def of_column(key: str, place: str, row: Any, column: str) -> Text:
    """A stored text: the column of a row that holds `{"vi": …, "en": …, "hi": …}`, maybe more."""

    def keep(said: dict[str, str]) -> None:
        setattr(row, column, {**getattr(row, column), **said})

    return stored(key, place, getattr(row, column), keep)


def stored(key: str, place: str, kept: Mapping[str, Any], keep: Keep) -> Text:
    """A stored text that goes back in a way of its own."""
    words = {code: str(kept.get(code) or "") for code in LANGUAGES}
    return Text(key, place, words, next(filter(None, words.values()), ""), keep)


class Book:
    """Every text there is, as it is said now, by its key."""

    def __init__(self) -> None:
        self._shipped = {code: _shipped(code) for code in LANGUAGES}
        self._own = {code: language.own_words(code) for code in LANGUAGES}
        every = [*hooks.gather("texts"), *self._of_catalogues()]
        self.texts: dict[str, Text] = {text.key: text for text in every}

    def _of_catalogues(self) -> Iterator[Text]:
        places = {message.id: message.locations for message in catalogues.collected()}
        for message in self._shipped["en"]:
            if message.id:
                id_ = message.id if isinstance(message.id, str) else tuple(message.id)
                files = sorted({file for file, _ in places.get(id_, ())})
                yield from self._of_message(id_, ", ".join(files))

    def _of_message(self, id_: Any, place: str) -> Iterator[Text]:
        """One text, or one for each plural form; who has one form only says it in the last."""
        forms = [id_] if isinstance(id_, str) else list(id_)
        name = "screen." + sha256("\0".join(forms).encode()).hexdigest()[:12]
        for number, like in enumerate(forms):
            key = name if len(forms) == 1 else f"{name}.{('one', 'many')[number]}"
            back = number - len(forms)  # counted from the last form
            said = {code: self._said(code, id_) for code in LANGUAGES}
            words = {code: each[back] for code, each in said.items() if -back <= len(each)}
            yield Text(key, place, words, like, partial(self._say, id_, back), is_markup=True)

    def _said(self, code: str, id_: Any) -> list[str]:
        message = self._own[code].get(id_) or self._shipped[code].get(id_)
        found: Any = message.string if message else ""
        return list(found) if isinstance(found, (tuple, list)) else [found]

    def _say(self, id_: Any, back: int, words: dict[str, str]) -> None:
        for code, text in words.items():
            forms, shipped = self._said(code, id_), self._shipped[code].get(id_)
            forms[back] = text
            said: Any = forms[0] if isinstance(id_, str) else tuple(forms)
            self._own[code].delete(id_)
            if shipped is None or shipped.string != said:
                self._own[code].add(id_, said)

    def plan(self, content: bytes) -> Plan:
        """What the file would change, empty cells nothing; RuleBroken when it is no such file."""
        plan = Plan()
        for row in _rows(content):
            if (text := self.texts.get(row["key"])) is None:
                plan.unknown.append(row["key"])
                continue
            for code, before in text.words.items():
                after = row.get(code) or before
                if after == before:
                    continue
                if sentence := _objection(text, after):
                    values: dict[str, object] = {
                        "places": ", ".join(sorted(_places(text.like))) or "–"
                    }
                    plan.troubles.append((text.key, code, sentence, values))
                plan.changes.append(Change(text.key, code, before, after))
        return plan

    def write(self, plan: Plan) -> None:
        """Keep the changes of a plan without troubles, stored texts in the open transaction."""
        if plan.troubles:
            raise ValueError("a plan with troubles is not written")
        for change in plan.changes:
            self.texts[change.key].keep({change.language: change.after})
        for code in {change.language for change in plan.changes}:
            language.write_own_words(code, self._own[code])
        audit.note("texts.import", "texts:all", None, changes=len(plan.changes))
        pagecache.stale()

    def workbook(self) -> bytes:
        """The Excel file. Every cell is written as a text: `=`, `+`, `-`, `@` begin no formula."""
        file = BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        sheet_, bold = book.add_worksheet("texts"), book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet_.set_column(0, 1, 22)
        sheet_.set_column(2, 5, 50, wrapped)
        sheet_.freeze_panes(1, 1)
        for column, name in enumerate(COLUMNS):
            sheet_.write_string(0, column, name, bold)
        for line, text in enumerate(self.texts.values(), start=1):
            for column, cell in enumerate(_cells(text)):
                sheet_.write_string(line, column, cell)
        book.close()
        return file.getvalue()


def _cells(text: Text) -> list[str]:
    missing = [code for code, said in text.words.items() if not said]
    notes = [f"keep {' '.join(sorted(_places(text.like)))}"] if _places(text.like) else []
    notes += [f"missing: {', '.join(missing)}"] if missing else []
    return [
        text.key,
        text.place,
        *(text.words.get(code, "") for code in LANGUAGES),
        "; ".join(notes),
    ]


def _shipped(code: str) -> Catalog:
    language.catalogue(code)  # compiles it afresh in a checkout
    with catalogues.po(code).with_suffix(".mo").open("rb") as file:
        return read_mo(file)


def _rows(content: bytes) -> Iterator[dict[str, str]]:
    head, *rows = sheet.rows(content, most_rows=MOST_ROWS, most_columns=20) or [[]]
    names = [name.lower() for name in head]
    for name in ("key", *LANGUAGES):
        if name not in names:
            raise RuleBroken(N_("The column “%(column)s” is missing."), column=name)
    for row in rows:
        found = dict(zip(names, row, strict=False))
        if found.get("key"):
            yield found


def _objection(text: Text, said: str) -> str | None:
    """Why these words cannot stand for the text: pages would break, or lose a number."""
    must = _places(text.like)
    if text.key.endswith(".one"):  # "one village" may leave its number out
        must -= {"%(num)s"}
    if not must <= _places(said) <= _places(text.like):
        return N_("These places must stand in it, and no others: %(places)s.")
    if text.is_markup and re.findall("[<>]", said) != re.findall("[<>]", text.like):
        return N_("It may hold no < or > of its own.")
    if text.is_markup and _is_formatted(text.like) != _is_formatted(said):
        return N_("A lone %% must be written %%%%.")
    return None


def _places(said: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[a-z]|\{\w+\}", said))


def _is_formatted(said: str) -> bool:
    """Whether Python's `%` can fill its places."""
    try:
        _ = said % dict.fromkeys(re.findall(r"%\((\w+)\)", said), 0)
    except (TypeError, ValueError):
        return False
    return True
