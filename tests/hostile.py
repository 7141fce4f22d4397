"""Text as people, pasted documents and villains send it."""

from collections.abc import Iterator
from random import Random
from unicodedata import normalize

BLANK = ["", " ", "\n", "\t", "\r\n\r\n", "\u00a0", "\u3000", "\u2028", "\u200b\u200d", "\ufeff"]
CONTROLS = [
    *("a\x00b", "\x00", "\x01\x02\x03", "a\x1bb", "\x7f", "\x85", "\ufffe", "\uffff", "\ufdd0"),
    *("\U0001ffff", "\ufffd", "\x1b[31mred", "\x08\x08\x08", "line\rfeed", "form\x0cfeed"),
]
DIRECTIONS = [
    *("\u202egnp.exe", "\u2066abc\u2069", "\u200fשלום", "مرحبا بالعالم", "אבג 123 abc"),
    *("Thôn \u202dĐông\u202c", "\u061c", "a\u2067b"),
]
LETTERS = [
    *("Trần Thị Mận", normalize("NFD", "Đường làng ngập nước, rất nguy hiểm"), "ĐỖ VĂN LỰC"),
    *("H'Hen Niê", "Ƀuôn Đôn", "Ｔｈôｎ Đôｎｇ", "ⅣⅤⅥ", "½ ¾ ²", "ß ﬁ ǆ İ ı", "Ω≈ç√∫˜µ≤≥÷"),
    *("पानी की समस्या", "क्‍ष", "ไม่มีน้ำ", "部落格", "ひらがな", "한국어", "ภาษา", "ქართული"),
    *("Z̸̢͔̠̤̑͑̈́͜a̷̡̛̲͎͌̌l̶̰̝͔̕g̴̭̃̊o̶͙͠", "e" + "\u0301" * 300, "\u0301", "ﷺ" * 50, "𝕋𝕙ô𝕟"),
]
EMOJI = ["🙏🙏🙏", "👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏿", "🇻🇳", "0️⃣", "❤️", "\U0001fae8"]
MARKUP = [
    *("<b>", "</textarea><script>alert(1)</script>", "<script>alert(document.domain)</script>"),
    *(
        '"><img src=x onerror=alert(1)>',
        "' onfocus=alert(1) autofocus='",
        "<!--",
        "]]>",
        "&lt;b&gt;",
    ),
    *("&#0;", "&#xD800;", "&amp;amp;", "javascript:alert(1)", "<svg/onload=alert(1)>", "<?php ?>"),
    *("<a href='data:text/html,x'>x</a>", "</title></head>", "<iframe src=//x>", "\\u003cb\\u003e"),
]
CODE = [
    *("{{ 7*7 }}", "{% raw %}", "${7*7}", "#{7*7}", "%s %d %n", "%(name)s", "{0}", "{name}", "%"),
    *("' OR 1=1 --", "1; DROP TABLE petition", "\\", "\\'", "$(reboot)", "`id`", "; ls", "| cat"),
    *("../../../etc/passwd", "%2e%2e%2f", "file:///etc/passwd", "http://169.254.169.254/", "NULL"),
    *("null", "undefined", "true", "NaN", "-1", "0", "1e309", "9" * 40, "0x7f", "١٢٣", "1,000.5"),
    *("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "<xml/>", "[]", "{}"),
    *(
        "a:b",
        "a\nb: c",
        "Set-Cookie: a=b",
        "%0d%0aX: y",
        "CON",
        "a" * 2000,
        "x " * 3000,
        "--",
        "/*",
    ),
]
STRINGS = [*BLANK, *CONTROLS, *DIRECTIONS, *LETTERS, *EMOJI, *MARKUP, *CODE]

_RANGES = [
    *((0x20, 0x7E), (0xA0, 0x17F), (0x300, 0x36F), (0x900, 0x97F), (0x1E00, 0x1EFF)),
    *((0x200B, 0x206F), (0x600, 0x6FF), (0x4E00, 0x4FFF), (0xE000, 0xE0FF), (0xFE00, 0xFFFD)),
    *((0x1F300, 0x1F6FF), (0x0, 0x1F), (0xE0000, 0xE007F)),
]


def some(number: int, seed: int = 1) -> Iterator[str]:
    """So many strings: the listed ones in turn, whole, cut, joined, and letters at random."""
    draw = Random(seed)
    for n in range(number):
        one = STRINGS[n % len(STRINGS)]
        if n >= len(STRINGS):
            how = draw.randrange(4)
            if how == 0:
                one += draw.choice(STRINGS)
            elif how == 1:
                one = one[: draw.randrange(len(one) + 1)]
            else:
                spans = draw.choices(_RANGES, k=draw.randrange(1, 40))
                one = "".join(chr(draw.randint(*span)) for span in spans)
        yield one
