"""Half a million posts in the real tree: seven years of 200 a day, in the words offices use.

Written in bulk, so not by the services; the index of words is made of the same terms as theirs.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from bench import kept
from portal.accounts.audience import Audience, Reach
from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.accounts.services import create_account, give
from portal.base import clock, db, terms
from portal.home.story import REFORM
from portal.news import words
from portal.news.models import Post, PostTerm, PostText, PostVersion
from portal.news.rules import Category, Stage
from portal.units.models import Unit
from portal.units.rules import Level

POSTS = 500_000
A_DAY = 200
LEAD = "lead-tw"

_BEGIN = """
Sáng nay | Chiều qua | Ngày 16/11 | Thực hiện kế hoạch năm | Hưởng ứng tháng cao điểm |
Trong quý III | Nhân ngày truyền thống | Theo hướng dẫn của cấp trên | Tại nhà văn hóa | Sau
ba tháng vận động | Vừa qua | Trong không khí vui tươi | Đầu tuần này | Từ nguồn quỹ Vì
người nghèo | Cuối tháng trước
"""
_WHO = """
Ủy ban Mặt trận Tổ quốc | Ban công tác Mặt trận | Đoàn Thanh niên | Hội Liên hiệp Phụ nữ |
Hội Nông dân | Hội Cựu chiến binh | các hộ gia đình | bà con trong thôn | cán bộ và Nhân dân
| Ban giám sát đầu tư cộng đồng | Ban thanh tra nhân dân | tổ hòa giải | đại diện các dòng
họ | người có uy tín | các chi hội
"""
_DEED = """
tổ chức hội nghị tiếp xúc cử tri | khởi công nhà đại đoàn kết | phát động quyên góp | ra
quân dọn vệ sinh đường làng | trao quà cho hộ nghèo | giám sát việc làm đường bê tông | lấy
ý kiến về dự thảo văn kiện | tập huấn nghiệp vụ công tác mặt trận | thăm hỏi gia đình chính
sách | hòa giải thành ba vụ việc | ký cam kết bảo vệ môi trường | bầu trưởng thôn nhiệm kỳ
mới | tuyên truyền phòng cháy chữa cháy | tổng kết phong trào thi đua | khám bệnh miễn phí
cho người cao tuổi | trồng cây xanh ven đường | đối thoại với Nhân dân | góp ngày công sửa
kênh mương | mừng thọ các cụ | tổ chức bầu cử bổ sung
"""
_END = """
với sự tham gia của đông đảo bà con | được Nhân dân đồng tình ủng hộ | trị giá năm mươi
triệu đồng | trong tinh thần đoàn kết | góp phần xây dựng nông thôn mới | và giao lưu văn
nghệ | đạt kết quả tốt đẹp | theo đúng quy định | hoàn thành trước kế hoạch | để lại nhiều
ấn tượng | với chủ đề vì cộng đồng | được cấp trên biểu dương | và rút kinh nghiệm kịp thời
| cho toàn bộ khu dân cư | trong dịp Tết sắp tới
"""
RARE = "sầu riêng"
"""In one post of a thousand."""


def _phrases(block: str) -> list[str]:
    return [" ".join(one.split()) for one in block.split("|")]


# Names of places and people, of crops and rivers: what makes each post differ from all others.
_FIRST = ("b", "ch", "d", "g", "kh", "l", "m", "nh", "ph", "qu", "r", "s", "t", "th", "tr", "v")
_LAST = ("a", "o", "e", "an", "ong", "inh", "uy", "iem", "at", "oc")
SYLLABLES = [first + last for last in _LAST for first in _FIRST]
RANKS = [1 / (n + 5) for n in range(len(SYLLABLES))]

PHRASES = [_phrases(block) for block in (_BEGIN, _WHO, _DEED, _END)]


def database() -> str:
    """URL of an SQLite file with the posts, opened; written now unless one that fits is there."""
    return kept.database("news", _sow, POSTS, PHRASES)


def _sow() -> None:
    kept.sow_country()
    with db.writing() as session:
        centre = session.scalars(sa.select(Unit.id).where(Unit.level == Level.CENTRE)).one()
        lead = create_account(username=LEAD, name="Nguyễn Văn An", own_password="bench-an")
        give(lead, Role.LEAD, centre, on=REFORM)
    with kept.steps(POSTS) as step:
        _write(step)


def _write(step: Callable[[int], None]) -> None:
    draw, writers = Random(1), _writers()
    with db.writing() as session:
        author = session.scalars(sa.select(Account.id)).first()
    first = clock.now() - timedelta(days=POSTS / A_DAY)
    for block in range(POSTS // terms.BLOCK + 1):
        ids = range(max(1, block * terms.BLOCK), min((block + 1) * terms.BLOCK, POSTS + 1))
        rows = [_rows(n, draw, writers, first, author or 1) for n in ids]
        with db.writing() as session:
            for table, place in ((Post, 0), (PostVersion, 1), (PostText, 2)):
                session.execute(sa.insert(table), [row[place] for row in rows])
            session.execute(sa.insert(PostTerm), list(_terms(block, [row[2] for row in rows])))
        step(len(rows))


def _writers() -> list[tuple[int, str]]:
    """Units that write, the communes four times as often as their number says."""
    with db.writing() as session:
        found = session.execute(sa.select(Unit.id, Unit.name, Unit.level)).all()
    return [(row.id, row.name) for row in found for _ in range(4 if row.level == "commune" else 20)]


Row = dict[str, Any]


def _rows(
    n: int, draw: Random, writers: list[tuple[int, str]], first: datetime, author: int
) -> tuple[Row, Row, Row]:
    """A post, its one version, and its searched words."""
    unit_id, name = draw.choice(writers)
    sentences = [" ".join(draw.choice(some) for some in PHRASES) for _ in range(7)]
    if not n % 1000:
        sentences.append(f"mùa {RARE} được giá")
    sentences.append(" ".join(draw.choices(SYLLABLES, RANKS, k=15)))
    title = f"{name}: {draw.choice(PHRASES[2])}"
    body = ". ".join(sentences) + "."
    at = first + timedelta(days=n / A_DAY)
    reach = draw.choices(list(Reach), (3, 3, 4))[0]
    audience = draw.choices(list(Audience)[:3], (85, 10, 5))[0]
    category = draw.choice(list(Category))
    post = {
        "id": n, "unit_id": unit_id, "reach": reach, "audience": audience, "category": category,
        "association_code": None, "pinned": not n % 5000, "urgent": not n % 2000,
        "stage": Stage.SETTLED, "number": 1, "live": 1, "shown_from": at, "changed_at": at,
        "shown_until": at + timedelta(days=90) if not n % 50 else None, "corrections": [],
        "withdrawn_at": None, "withdrawn_reason": None, "returned_reason": None,
        "author_id": author,
    }  # fmt: skip
    version = {
        "post_id": n, "number": 1, "at": at, "by_id": author, "titles": {"vi": title},
        "settings": {}, "note": "", "approved_at": at, "bodies": {"vi": body},
    }  # fmt: skip
    about = {words.of_unit(unit_id), words.of_reach(reach), words.of_reach(reach, unit_id)}
    about.add(words.of_category(category))
    text = {"post_id": n, "about": sorted(about), "words": terms.folded(title, body)}
    return post, version, text


def _terms(block: int, texts: list[Row]) -> Iterator[Row]:
    held: dict[str, array[int]] = defaultdict(lambda: array("H"))
    for text in texts:
        place = text["post_id"] - block * terms.BLOCK
        for term in {*text["about"], *terms.of(text["words"].split())}:
            held[term].append(place)
    for term, places in sorted(held.items()):
        yield {"term": term, "block": block, "places": places.tobytes()}
