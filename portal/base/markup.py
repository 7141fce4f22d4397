"""Markdown of posts, answers and help: safe HTML for the page, bare words for search and feeds.

Nothing in a text is HTML, no picture is fetched from anywhere, links lead to the web, to a mail or
telephone, or to a page of ours; and a second reader of another make (nh3) lets only these pass. A
line break is one on the page too, as whoever writes a letter expects.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import normalize

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from portal.base.errors import RuleBroken
from portal.base.language import N_

# A book of 500 kB is no page. Its parts are counted too, since each costs a reader of Markdown far
# more than letters do: what is let through is written in a second or two, whatever it is.
MOST_BYTES = 500_000
MOST_LINES = 10_000
MOST_MARKS = 30_000
MOST_BRACKETS = 5_000
MOST_CELLS = 10_000
_LONGEST_HEADING = 40
_RULE = set("|-: >\t")
_STOPS = " ,;:.–-"
# Page title first, then the text's own headings.
_TOP = 2

_MARKS = re.compile(r"[*_`~<&!\\]")
# Not //: that would be another's site.
_OPEN = re.compile(r"(?:https?://|mailto:|tel:|/(?![/\\]))", re.IGNORECASE)
_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "strong", "em",
    "s", "code", "pre", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip

TOO_LONG = N_("This text is too long for one page. Please shorten it or attach it as a file.")
TOO_MANY_CELLS = N_(
    "The tables in this text have more than 10,000 cells. Please attach them as an Excel file."
)


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type.startswith("heading_"):
            token.tag = f"h{min(6, int(token.tag[1]) + _TOP - 1)}"


def _pictures_as_links(state: StateCore) -> None:
    """`![words](address)` is a link with these words: nobody's phone fetches what it did not ask.

    Inside a link it is only its words.
    """
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_without_pictures(token.children))


def _without_pictures(children: list[Token]) -> Iterator[Token]:
    depth = 0
    for child in children:
        depth += child.nesting if child.type.startswith("link_") else 0
        if child.type != "image":
            yield child
            continue
        words = Token("text", "", 0, content=child.content or str(child.attrs.get("src", "")))
        if depth:
            yield words
        else:
            yield Token("link_open", "a", 1, attrs={"href": child.attrs.get("src", "")})
            yield words
            yield Token("link_close", "a", -1)


def _cells_say_their_heading(state: StateCore) -> None:
    """A table's cells stand below each other on a narrow phone, each with its column's heading.

    A column aligned right holds figures.
    """
    headings: list[str] = []
    column = 0
    for token, inside in pairwise(state.tokens):
        if token.type == "table_open":
            headings = []
        elif token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            right = token.attrs.pop("style", "") == "text-align:right"
            token.attrs |= {"class": "n"} if right else {}
            if token.type == "th_open":
                headings.append(_said(inside)[:_LONGEST_HEADING])
            elif headings[column]:
                token.attrs["data-h"] = headings[column]
            column += 1


def _reader() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    made.enable(["table", "strikethrough"])
    made.validateLink = lambda url: bool(_OPEN.match(url))  # type: ignore[method-assign]  # its way
    made.core.ruler.push("headings", _lower_headings)
    made.core.ruler.push("pictures", _pictures_as_links)
    made.core.ruler.push("cells", _cells_say_their_heading)
    return made


_markdown = _reader()


def check(text: str) -> None:
    """Raise RuleBroken for what is too much for a page, saying what to do instead."""
    _tokens(text)


def marked_up(text: str) -> Markup:
    """The HTML of a text, its headings from h2 on; RuleBroken as in `check`."""
    html = _markdown.renderer.render(_tokens(text), _markdown.options, {})
    return Markup(  # noqa: S704 - this is the place where HTML is made safe
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}, "td": {"data-h"}},
            allowed_classes={"td": {"n"}, "th": {"n"}},
            attribute_filter=_attribute,
            link_rel="nofollow noopener",
            url_schemes={"http", "https", "mailto", "tel"},
        )
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _OPEN.match(value) else None


def words(text: str) -> str:
    """What a text says without its marks, a line for each paragraph, heading, item and cell."""
    return "\n".join(filter(None, (_said(token) for token in _tokens(text))))


def _said(token: Token) -> str:
    if token.type in ("fence", "code_block"):
        return token.content.strip()
    said = (
        "\n" if child.type.endswith("break") else child.content for child in token.children or ()
    )
    return "".join(said).strip()


def summary(text: str, letters: int) -> str:
    """The beginning of a text on one line, cut between words with an `…` within so many letters."""
    # A beginning says enough, and a post of 60,000 letters is 0.1 s of reading.
    whole = " ".join(words(text[: 4 * letters + 2000]).split())
    if len(whole) <= letters:
        return whole
    begun = whole[: letters - 1]
    kept = begun if whole[letters - 1] in _STOPS else begun.rpartition(" ")[0] or begun
    return kept.rstrip(_STOPS) + "…"


def _tokens(text: str) -> list[Token]:
    if (
        len(text.encode(errors="replace")) > MOST_BYTES
        or text.count("\n") > MOST_LINES
        or text.count("[") > MOST_BRACKETS
        or len(_MARKS.findall(text)) > MOST_MARKS
    ):
        raise RuleBroken(TOO_LONG)
    if _cells(text) > MOST_CELLS:
        raise RuleBroken(TOO_MANY_CELLS)
    return _markdown.parse(normalize("NFC", text))


def _cells(text: str) -> int:
    """How many cells the tables may come to, before they are read: short rows are filled up."""
    found, rows, widest, ruled = 0, 0, 0, False
    for line in [*text.split("\n"), ""]:
        bare = line.strip()
        if bare:
            rows, widest = rows + 1, max(widest, bare.strip("|").count("|") + 1)
            ruled = ruled or ("-" in bare and set(bare) <= _RULE)
        else:
            found += rows * widest if ruled and widest > 1 else 0
            rows, widest, ruled = 0, 0, False
    return found
