"""Three languages: the URL's first segment decides which, compiled catalogues say the words.

Knows no flask, so that rules and errors can mark their words. Babel reads the catalogues once per
process; a lookup is a dictionary access (per-call `flask_babel.gettext` took 26 % of a page).
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import LazyProxy, NullTranslations, Translations

from portal.base import paths

LANGUAGES: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English", "hi": "हिन्दी"}
DEFAULT = "vi"

Words = Mapping[str, str]
"""A text kept in the database in several languages: `{"vi": …, "en": …, "hi": …}`."""

_NEAREST = {"hi": ("en", "vi"), "en": ("vi",), "vi": ()}

_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def current() -> str:
    """The language of the answer being made: `vi`, `en` or `hi`."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Answer in this language for the length of the block."""
    token = _current.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


@cache
def catalogue(language: str) -> NullTranslations:
    """The compiled words of one language; compiled afresh in a checkout whose .po is newer."""
    po = paths.TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    mo = po.with_suffix(".mo")
    if (
        paths.CHECKOUT
        and po.exists()
        and (not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime)
    ):
        # Whole at once: several processes may come to this line together.
        part = mo.with_suffix(f".{os.getpid()}")
        with po.open("rb") as source, part.open("wb") as target:
            write_mo(target, read_po(source, locale=language))
        part.replace(mo)
    shipped = Translations.load(paths.TRANSLATIONS, [language])
    if not own_file(language).exists():
        return shipped
    own = BytesIO()
    write_mo(own, own_words(language))
    own.seek(0)
    said = Translations(own)
    said.add_fallback(shipped)
    return said


def own_file(language: str) -> Path:
    """Where an installation keeps its own words of a language; an upgrade leaves them alone."""
    return paths.INSTANCE / "words" / f"{language}.po"


def own_words(language: str) -> Catalog:
    """What an installation says otherwise than the portal as it came."""
    if not own_file(language).exists():
        return Catalog(locale=language, charset="utf-8")
    with own_file(language).open("rb") as source:
        return read_po(source, locale=language)


def write_own_words(language: str, words: Catalog) -> None:
    """Keep them; this process says them from now on, others once they are started again."""
    file = own_file(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as target:
        write_po(target, words, width=100, sort_output=True)
    part.replace(file)
    catalogue.cache_clear()


def gettext(message: str, /, **values: object) -> str:
    """The message in the reader's language, its `%(places)s` filled."""
    text: str = catalogue(_current.get()).ugettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The message in the plural form that the number asks for; `%(num)s` is the number."""
    return plural(one, many, number) % {"num": number, **values}


def plural(one: str, many: str, number: int, /) -> str:
    """The message in that plural form; whoever asks (Jinja, WTForms) fills its places."""
    text: str = catalogue(_current.get()).ungettext(one, many, number)
    return text


def lazy(message: str, /) -> Any:
    """A message that is looked up when shown: for labels written at import time."""
    return LazyProxy(gettext, message, enable_cache=False)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, do not translate yet"
    """Mark a msgid for the catalogues and leave it as it is."""
    return message


def pick(words: Words) -> str:
    """A stored text in the reader's language, else the nearest there is: hi → en → vi."""
    return words[spoken(words)] if words else ""


def spoken(words: Words) -> str:
    """The language `pick` finds, to be set as `lang` where it is not the reader's."""
    wanted = _current.get()
    if words.get(wanted):
        return wanted
    return next((code for code in _NEAREST[wanted] if words.get(code)), next(iter(words), DEFAULT))


def nearest_first(words: Words) -> list[str]:
    """A stored text in all its languages, first in the one that `pick` finds."""
    return [words[code] for code in sorted(words, key=lambda code: code != spoken(words))]


class UrlLanguage:
    """WSGI layer: moves `/en` or `/hi` from the path to SCRIPT_NAME, so routes are written once."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer in the language of the URL; no prefix is Vietnamese."""
        head, _, rest = environ.get("PATH_INFO", "/").lstrip("/").partition("/")
        if head not in LANGUAGES or head == DEFAULT:
            head = DEFAULT
        else:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/" + head
            environ["PATH_INFO"] = "/" + rest
        with speaking(head):
            return self.app(environ, start_response)
