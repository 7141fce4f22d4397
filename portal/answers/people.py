"""Who is named in a Vietnamese text: by surname, by address, by what one says of oneself. Pure."""

import re
from collections.abc import Collection, Iterator

from portal.base.text import fold

Span = tuple[int, int]
"""Where some words of a text begin and end."""


def _words(block: str) -> frozenset[str]:
    return frozenset(one.strip().casefold() for one in block.split("|"))


COMMON = _words(
    """nguyễn|trần|lê|phạm|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|ngô|dương|đinh|trịnh|trương|phùng|vương
    |quách|hoàng|lương|đoàn|tạ|tống|nghiêm|lưu"""
)
"""Surnames that are seldom anything else: looked for inside a row of capitals too."""

SURNAMES = COMMON | _words(
    """hồ|lý|lâm|mai|đào|hà|cao|châu|tô|văn|tăng|la|thái|chu|nông|hứa|lò|cầm|quàng|giàng|vàng|sùng
    |thào|vừ|hầu|ma|triệu|bế|lục|vi|kiều|khuất|thân|doãn|khổng|từ|tôn|thạch|kim|danh|điêu|đàm
    |giáp|phí|tiêu|hờ|lường|bạch|âu|viên|ninh|cù|trang|mạc|diệp|khúc|lại|thiều|đậu|hồng|đồng|sơn"""
)

UNMARKED = frozenset(map(fold, SURNAMES))
"""The same as phones without marks write them."""

ADDRESS = _words(
    """ông|bà|anh|chị|cô|chú|bác|cụ|cháu|em|thầy|bác sĩ|y sĩ|giáo viên|dì|cậu|mợ|thím
    |đồng chí|đ/c|gia đình|thằng|con mụ|chồng|vợ|con trai|con gái"""
)
"""Before a name; what follows with a capital letter is one. The word itself stays."""

TITLES = _words(
    """chủ tịch|chủ nhiệm|phó|bí thư|trưởng|giám đốc|công an|cán bộ|hội trưởng|ủy viên|uỷ viên
    |thư ký|kế toán|đại biểu|bác sĩ|hiệu trưởng|hội|ban|tổ|thôn|xã|ủy ban|uỷ ban|nhà|đảng|mặt trận
    |chi|đoàn|quân|dân|em|chị|con|hồ|hùng thương binh|giáo|hàng xóm|nông dân|công nhân"""
)
"""After a form of address these are no names: `ông Chủ tịch`, `bà Bí thư`, `Bác Hồ`."""

PLACE_WORDS = _words(
    """xã|phường|huyện|quận|tỉnh|thành phố|tp|tp.|thị xã|thị trấn|thôn|ấp|bản|buôn|làng|xóm|khu|khóm
    |đường|phố|cầu|chợ|sông|núi|hồ|suối|kênh|đập|đảo|đèo|biển|chùa|đền|đình|miếu|nhà thờ|trường
    |tiểu học|thcs|thpt|mầm non|trung học cơ sở|trung học|trạm|bệnh viện|công viên|quảng trường
    |ngã ba|ngã tư|ngã năm|công ty|tnhh|nhà máy|khu công nghiệp|kcn|cụm|ga|bến|bến xe|vịnh
    |khu đô thị|chung cư|tòa nhà|toà nhà|tuyến|nước|tiếng|giải|quỹ|tượng đài|nghĩa trang|hợp tác xã
    |htx|doanh nghiệp|ngân hàng|đồng|cánh đồng|tổ dân phố|khu phố|khu dân cư|đảo|cống|mương|rạch"""
)
"""Before a name of a place, a street, a school: what follows is no person."""

OFFICES = _words("trưởng|phó|chủ tịch|bí thư|công an|cán bộ|đội|trưởng ban|phó ban")
"""Before a word of PLACE_WORDS: `trưởng thôn Nguyễn Văn An` is a person after all."""

PLACES = _words(
    """hà nội|hà nam|hà giang|hà tĩnh|hà đông|hà tiên|hà long|hồ chí minh|hồ tây|hồ gươm
    |hồ hoàn kiếm|cao bằng|cao lãnh|lâm đồng|lâm thao|thái bình|thái nguyên|thái lan|kim động
    |kim bảng|kim bôi|kim sơn|đồng nai|đồng tháp|đồng hới|đồng xoài|đồng văn|đồng hỷ|sơn la
    |sơn tây|sơn động|sơn trà|sơn dương|ninh bình|ninh thuận|ninh giang|ninh kiều|mai châu|mai sơn
    |lương tài|lương sơn|lý sơn|lý nhân|phan thiết|phan rang|châu đốc|châu thành|châu đức|châu phú
    |châu âu|châu á|châu phi|châu mỹ|võ nhai|vũ thư|vũ quang|vũ đại|văn lâm|văn giang|văn yên
    |văn bàn|văn chấn|văn quan|văn lãng|văn miếu|văn phòng|từ sơn|từ liêm|hoàng sa|hoàng mai
    |hoàng liên sơn|hoàng su phì|dương kinh|dương minh châu|lục nam|lục ngạn|lục yên|trang bom
    |trảng bom|bạch long vĩ|bạch mai|bạch đằng|la gi|tô lịch|tống sơn|đinh quán|triệu sơn
    |triệu phong|đoàn kết|đoàn thanh niên|văn hóa|văn hoá|thạch thất|thạch thành|thạch hà|thạch an
    |đào nguyên|đặng xá|nông cống|nông thôn|nông dân|kim chi|hồng bàng|hồng kông|hồng lĩnh|đoàn đội
    |bà rịa|bà nà|bà đen|bà trưng|bà triệu|bà điểm|bà chiểu|cô tô|anh sơn|con cuông|bác ái|bác hồ
    |ông ích khiêm|hai bà trưng|anh quốc"""
)
"""Places, offices and things that begin like a person."""

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|đ/c", re.IGNORECASE)
_SAID = re.compile(
    r"(?:họ(?: và)? tên|ho(?: va)? ten|ký tên|ky ten|người (?:viết|làm|gửi)(?: đơn)?+|tên tôi là"
    r"|ten toi la|tôi tên(?: là)?|toi ten(?: la)?|em tên(?: là)?|cháu tên(?: là)?|tên là|ten la)"
    r"[ \t]*[:.]?[ \t]*((?:[^\W\d_]+[ \t]?){1,5})",
    re.IGNORECASE,
)
_PEOPLES = re.compile(r"\b(?:[HK]['’ʼ]\s?|Y\s)[A-ZĐÊ][\w'’]*(?:\s+[A-ZĐÊ][\w'’]*){0,2}")
# At the head of a sentence they have a capital and are no part of a name.
_LEADING = frozenset(
    [
        *("tôi", "là", "và", "có", "do", "theo", "gửi", "của", "với", "cho", "xin", "tên", "em"),
        *("cháu", "mình", "toi", "la", "kính", "hộ", "nhà", "thưa", "chúng"),
    ]
)
_STOPS = frozenset(
    [
        *("ở", "là", "và", "có", "tại", "thôn", "xã", "phường", "sinh", "số", "điện", "đt", "sđt"),
        *("o", "la", "tai", "thon", "xa", "sdt", "hiện", "trú", "cư"),
    ]
)
MOST_WORDS = 5


def names(text: str, known: Collection[str] = ()) -> Iterator[Span]:
    """Where in a text somebody's name stands, as it seems; `known` are names of places besides."""
    places = PLACES | frozenset(known)
    for match in _SAID.finditer(text):
        yield _until_stop(match)
    for match in _PEOPLES.finditer(text):
        yield match.span()
    for run, before in _runs(text):
        found = _name(run, before, places)
        if found:
            yield found[0].start(), found[-1].end()


def _until_stop(match: re.Match[str]) -> Span:
    """What was said to be a name, as far as it is one: `tên tôi là nguyen van an o thon 3`."""
    end = match.start(1)
    for word in _WORD.finditer(match.string, match.start(1), match.end(1)):
        if word[0].casefold() in _STOPS:
            break
        end = word.end()
    return match.start(1), end


Words = list[re.Match[str]]


def _runs(text: str) -> Iterator[tuple[Words, list[str]]]:
    """Rows of words with a capital, only blanks between them, and the three words before each."""
    run: Words = []
    before: list[str] = []
    last = None
    for word in _WORD.finditer(text):
        joined = last is not None and text[last.end() : word.start()].isspace()
        joined = joined and "\n" not in text[last.end() : word.start()] if last else False
        if run and not (joined and word[0][0].isupper()):
            yield run, before
            before, run = (
                ([*before, *(one[0].casefold() for one in run)] if joined else [])[-3:],
                [],
            )
        elif not joined and not run:
            before = []
        if word[0][0].isupper():
            run.append(word)
        else:
            before = [*before, word[0].casefold()][-3:]
        last = word
    if run:
        yield run, before


def _name(run: Words, before: list[str], places: Collection[str]) -> Words:
    """The words of a row of capitals that are somebody's name."""
    words = [one[0].casefold() for one in run]
    start = 0
    while start < len(run) and words[start] in _LEADING and words[start] not in ADDRESS:
        start += 1
    start, addressed = _after_address(words, start, before)
    rest = words[start : start + MOST_WORDS]
    if not rest or _begins(run[start], places):
        return []
    if addressed:
        return [] if _is_title(run[start], rest) else run[start : start + MOST_WORDS]
    if _names_place([*before, *words[:start]]):
        return []
    if _is_surname(run[start][0]) and len(rest) > 1:
        return run[start : start + MOST_WORDS]
    introduced = before[-2:] in (["tôi", "là"], ["toi", "la"], ["em", "là"], ["cháu", "là"])
    introduced = introduced or words[:start] == ["tôi"]
    if introduced and not _is_title(run[start], rest) and rest[0] not in PLACE_WORDS:
        return run[start : start + MOST_WORDS]
    for at in range(start + 1, len(run) - 1):
        if words[at] in COMMON and not _names_place(words[:at]):
            return run[at : at + MOST_WORDS]
    return []


def _after_address(words: list[str], start: int, before: list[str]) -> tuple[int, bool]:
    """Where the name begins after `ông`, `bà Chị`, `đồng chí`, and whether there was one."""
    addressed = bool(before) and start == 0
    addressed = addressed and (before[-1] in ADDRESS or " ".join(before[-2:]) in ADDRESS)
    while start < len(words) - 1 and words[start] in ADDRESS:
        if " ".join(words[start : start + 2]) in PLACES:
            break
        start, addressed = start + 1, True
    return start, addressed


def _is_surname(word: str) -> bool:
    small = word.casefold()
    if word.isupper() and len(word) > 1:  # a sentence in capitals: `HỒ NƯỚC Ô NHIỄM`
        return small in COMMON
    return small in SURNAMES or (small == fold(word) and small in UNMARKED)


def _begins(word: re.Match[str], phrases: Collection[str]) -> bool:
    """Whether one of these phrases begins with this word, be it without marks: `Ha Noi`."""
    said = " ".join(word.string[word.start() : word.start() + 30].casefold().split())
    plain = word[0].isascii() and len(word[0]) > 1
    heads = [(said, one) for one in phrases]
    heads += [(fold(said), fold(one)) for one in phrases if plain and " " in one]
    return any(text.startswith(one) and not text[len(one) :][:1].isalpha() for text, one in heads)


def _is_title(word: re.Match[str], rest: list[str]) -> bool:
    """`ông Chủ tịch`: the small letters that follow belong to the title."""
    return _begins(word, TITLES) and not (rest[0] in SURNAMES and len(rest) > 2)


def _names_place(before: list[str]) -> bool:
    """Whether what stands before says that a place follows, and not who is in charge of it."""
    for n in (3, 2, 1):
        if len(before) >= n and " ".join(before[-n:]) in PLACE_WORDS:
            return not any(" ".join(before[:-n][-m:]) in OFFICES for m in (1, 2))
    return False


def again(text: str, given: Collection[str]) -> Iterator[Span]:
    """Where these given names stand once more, not as the name of a place."""
    before = ""
    for word in _WORD.finditer(text):
        if word[0] in given and before not in PLACE_WORDS:
            yield word.span()
        before = word[0].casefold()
