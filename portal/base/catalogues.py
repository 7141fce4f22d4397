"""The words on screen as catalogues: collected from code and templates, merged, counted.

`portal words` is for developers: it collects every marked word anew. WTForms' own messages are
among them, since it ships none in Vietnamese.
"""

from collections.abc import Iterator
from copy import deepcopy
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from portal.base import paths
from portal.base.language import LANGUAGES

_METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "N_": None,
    "lazy": None,
}


def po(language: str) -> Path:
    """Where a language's words are kept."""
    return paths.TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def collected() -> Catalog:
    """Every word that code and templates mark, and WTForms' own."""
    catalogue = Catalog(charset="utf-8")
    for root in (paths.TRANSLATIONS.parent, paths.TEMPLATES):
        found = extract_from_dir(
            root, method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS
        )
        for file, _line, message, comments, context in found:
            place = (f"{root.name}/{file}", 0)
            catalogue.add(message, None, [place], auto_comments=comments, context=context)
    for own in _of_wtforms():
        catalogue.add(own.id, None, [("wtforms", 0)])
    return catalogue


def _of_wtforms() -> Iterator[Message]:
    # Looked up, not imported: words of the domain are collected here too.
    found = find_spec("wtforms")
    package = Path(str(found.origin)).parent if found else Path()
    with (package / "locale" / "wtforms.pot").open("rb") as file:
        yield from (message for message in read_po(file) if message.id)


def read(language: str) -> Catalog:
    """The words of one language as kept; an empty catalogue for a new one."""
    if not po(language).exists():
        return Catalog(locale=language, charset="utf-8")
    with po(language).open("rb") as file:
        return read_po(file, locale=language)


def write(catalogue: Catalog, language: str) -> None:
    """Keep them in the order of their words, without dates: a change shows only what changed."""
    po(language).parent.mkdir(parents=True, exist_ok=True)
    with po(language).open("wb") as file:
        write_po(
            file, catalogue, width=100, no_location=True, omit_header=True, sort_output=True,
            ignore_obsolete=True,
        )  # fmt: skip


def update() -> dict[str, int]:
    """Merge what was collected into every language; language → how many words it still lacks.

    English is what the code says, so its words are filled in.
    """
    template = collected()
    for language in LANGUAGES:
        kept = read(language)
        kept.update(deepcopy(template), no_fuzzy_matching=True)
        if language == "en":
            _fill(kept)
        write(kept, language)
    return {language: len(missing(read(language))) for language in LANGUAGES}


def _fill(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id and not _is_said(message):
            message.string = message.id


def missing(catalogue: Catalog) -> list[str]:
    """The words that a language lacks or only guesses."""
    return [str(message.id) for message in catalogue if message.id and not _is_said(message)]


def _is_said(message: Message) -> bool:
    said = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return bool(said) and all(said) and not message.fuzzy
