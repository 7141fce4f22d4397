import time
from contextlib import suppress
from unicodedata import normalize

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.base import markup
from portal.base.errors import RuleBroken
from portal.base.markup import marked_up, summary, words

POST = """# Ngày hội Đại đoàn kết

Sáng 16/11, thôn Đông **tưng bừng**
mừng ngày hội; xem [lịch](/events/7).

| STT | Hộ | Góp công |
|---|---|--:|
| 1 | Ông Ba | 12 |
| 2 | Bà Tư | 9 |

1. Văn nghệ
2. Bữa cơm chung
"""


def hrefs(text: str) -> list[str]:
    tree = html5lib.parseFragment(str(marked_up(text)), namespaceHTMLElements=False)
    return [link.get("href") for link in tree.iter("a") if link.get("href")]


def test_a_post_is_a_page_with_headings_below_the_title() -> None:
    html = marked_up(POST)
    assert "<h2>Ngày hội Đại đoàn kết</h2>" in html
    assert "<strong>tưng bừng</strong><br>" in html
    assert "<ol>\n<li>Văn nghệ</li>" in html


@pytest.mark.parametrize(
    ("typed", "tag"), [("# a", "h2"), ("### a", "h4"), ("###### a", "h6"), ("a\n===", "h2")]
)
def test_a_page_keeps_one_h1(typed: str, tag: str) -> None:
    assert marked_up(typed).strip() == f"<{tag}>a</{tag}>"


def test_cells_carry_their_heading_and_figures_stand_right() -> None:
    html = marked_up(POST)
    assert '<td data-h="Hộ">Ông Ba</td>' in html
    assert '<td class="n" data-h="Góp công">12</td>' in html
    assert "style" not in html
    wide = marked_up(f"| {'x' * 500} |\n|-|\n| 1 |\n")
    assert f'data-h="{"x" * 40}"' in wide


@pytest.mark.parametrize(
    "address",
    ["https://mattran.org.vn/tin?a=1&b=2", "http://a.vn", "mailto:a@b.vn", "tel:+842223812345",
     "/units/07210", "/hi/news/1", "HTTPS://a.vn"],
)  # fmt: skip
def test_links_lead_to_the_web_to_mail_telephone_and_our_own_pages(address: str) -> None:
    assert hrefs(f"[a]({address})") == [address]
    assert 'rel="nofollow noopener"' in marked_up(f"[a]({address})")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScript:alert(1)", "java&#115;cript:alert(1)", "vbscript:x",
     "data:text/html;base64,PHN2Zz4=", "file:///etc/passwd", "//elsewhere.example/",
     "\\\\elsewhere.example", "news/1", "#top", "?a=1", "ftp://a.vn", "",
     "&#x6A;avascript:alert(1)", "java\tscript:alert(1)", "\u0001javascript:alert(1)",
     "sms:113", "intent://x", "zalo://x"],
)  # fmt: skip
def test_any_other_address_is_no_link(address: str) -> None:
    for typed in (f"[a]({address})", f"[a](<{address}>)", f"<{address}>", f"![a]({address})",
                  f"[a]\n\n[a]: {address}"):  # fmt: skip
        html = marked_up(typed)
        assert hrefs(typed) == [], html


def test_a_backslash_leads_no_further_than_our_own_pages() -> None:
    assert hrefs("[a](/\\elsewhere.example)") == ["/%5Celsewhere.example"]


def test_a_picture_is_a_link_that_nobody_has_to_follow() -> None:
    assert hrefs("![Cổng làng](https://a.vn/a.jpg)") == ["https://a.vn/a.jpg"]
    assert "<img" not in marked_up("![a](/a.jpg) [![b](/b.jpg)](/c) ![](https://a.vn/a.jpg)")
    assert hrefs("[![b](/b.jpg)](/c)") == ["/c"]
    assert words("![Cổng làng](/a.jpg) [![b](/b.jpg)](/c)") == "Cổng làng b"


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b onclick=x>b</b>",
     "<svg/onload=alert(1)>", "`<script>`", "```html\n<script>\n```", "    <iframe>",
     "<!--><script>-->", "<a href='javascript:x'>a</a>", '[a](/x "<script>")',
     '[a](/x\'"onmouseover=alert(1))', "```x\" onclick=\"alert(1)\n```", "&lt;script&gt;",
     "<style>*{}</style>", "</main><h1>", "<form action=//evil>", "[<img src=x>](/a)"],
)  # fmt: skip
def test_html_is_shown_and_never_obeyed(typed: str) -> None:
    tree = html5lib.parseFragment(str(marked_up(typed)), namespaceHTMLElements=False)
    for element in list(tree.iter())[1:]:
        assert element.tag in markup._TAGS
        assert set(element.attrib) <= {"href", "rel", "title", "start", "class", "data-h"}


@given(st.text(st.sampled_from(list("ab *_`~[]()<>!#|-:/\\&;\"'\n\t1.=\u0301đ")), max_size=300))
@example("[a]: /x\n\n![[a]][a]")
def test_whatever_is_typed_only_harmless_elements_come_out(text: str) -> None:
    tree = html5lib.parseFragment(str(marked_up(text)), namespaceHTMLElements=False)
    for element in list(tree.iter())[1:]:
        assert element.tag in markup._TAGS
        href = element.get("href")
        assert href is None or href.startswith(("http", "mailto:", "tel:", "/")), href
        assert not (href or "").startswith("//")
    words(text)
    assert len(summary(text, 20)) <= 20


BOMBS = {
    "quotes": ">", "quotes apart": "> ", "brackets": "[", "nested": "[[](", "links": "[a](",
    "pictures": "![", "stars": "*", "strong": "a**b", "never closed": "*a_ ", "under": "_a",
    "struck": "~~a ", "ticks": "`a``b```", "items": "- ", "lines of items": "- a\n",
    "numbers": "1. ", "entities": "&", "angles": "<a:", "escapes": "\\", "blank lines": "\n",
    "lines": "a\n", "pipes": "|", "references": "[a]: b\n", "half references": "[a\n",
    "headings": "# a\n", "fences": "```\n", "quoted items": "> 1. a\n", "mixed": "*[_`",
    "blanks": " ", "tabs": "\t", "brackets apart": "(", "rows": "|a|b|\n",
}  # fmt: skip


@pytest.mark.parametrize("piece", BOMBS.values(), ids=BOMBS)
def test_half_a_megabyte_of_anything_is_refused_or_soon_read(piece: str) -> None:
    for size in (499_000, 60_000, 20_000, 10_000):
        text = "|a|b|\n|-|-|\n" * (piece == "|a|b|\n") + piece * (size // len(piece))
        began = time.monotonic()
        with suppress(RuleBroken):
            assert len(marked_up(text)) < 20 * size
        assert time.monotonic() - began < 5, size


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Thôn Đông. " * 45_000, markup.TOO_LONG),
        ("ễ" * 170_000, markup.TOO_LONG),
        ("a\n" * 10_001, markup.TOO_LONG),
        ("[a](/b) " * 5001, markup.TOO_LONG),
        ("|a|b|\n|-|-|\n" + "|1|2|\n" * 5000, markup.TOO_MANY_CELLS),
        ("|a|b|\n|-|-|\n" + "x\n" * 5000, markup.TOO_MANY_CELLS),
        ("> |a|b|\n> |-|-|\n" + "> |1\n" * 5000, markup.TOO_MANY_CELLS),
        ("|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "|\n" * 60, markup.TOO_MANY_CELLS),
    ],
)
def test_what_is_no_page_is_refused_with_what_to_do(text: str, said: str) -> None:
    for asked in (markup.check, marked_up, words):
        with pytest.raises(RuleBroken) as refusal:
            asked(text)
        assert refusal.value.message == said


def test_a_long_report_with_its_table_is_still_a_page() -> None:
    rows = "".join(f"| {n} | Thôn {n} | {n * 7} |\n" for n in range(3300))
    markup.check("một | hai\n" * 9000)
    markup.check("Kết quả của cả tỉnh. " * 2000 + "\n\n| STT | Thôn | Hộ |\n|-|-|-:|\n" + rows)


def test_the_words_of_a_text_are_what_is_searched() -> None:
    assert words(POST).splitlines() == [
        "Ngày hội Đại đoàn kết",
        "Sáng 16/11, thôn Đông tưng bừng",
        "mừng ngày hội; xem lịch.",
        *("STT", "Hộ", "Góp công", "1", "Ông Ba", "12", "2", "Bà Tư", "9"),
        *("Văn nghệ", "Bữa cơm chung"),
    ]
    assert words("`<b>` & &amp; \\*\n\n```\ncode\n```") == "<b> & & *\ncode"


def test_a_summary_is_one_line_cut_between_words() -> None:
    assert summary(POST, 30) == "Ngày hội Đại đoàn kết Sáng…"
    assert summary(POST, 33) == "Ngày hội Đại đoàn kết Sáng 16/11…"
    assert summary("ngắn", 30) == "ngắn"
    assert summary("", 30) == ""
    assert summary("x" * 50, 30) == "x" * 29 + "…"


@given(st.text(st.sampled_from("aễđ ,.\n"), max_size=80), st.integers(2, 40))
def test_no_summary_is_longer_than_asked(text: str, letters: int) -> None:
    cut = summary(text, letters)
    assert len(cut) <= letters
    assert "\n" not in cut


def test_marks_typed_apart_are_joined() -> None:
    typed = normalize("NFD", "Hòa giải ở cơ sở")
    assert words(typed) == "Hòa giải ở cơ sở"
    assert "Hòa giải" in marked_up(typed)
    assert summary(typed, 9) == "Hòa giải…"


def test_templates_have_both(app) -> None:
    page = app.jinja_env.from_string("{{ '*a*' | marked_up }}{{ '*a* b' | summary(2) }}")
    assert page.render() == "<p><em>a</em></p>\na…"
