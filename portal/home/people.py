"""Believable Vietnamese names, telephone numbers nobody has, and names of villages."""

from collections.abc import Iterator
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Shares as in life: two in five are called Nguyễn.
FAMILY = _words(8 * "Nguyễn " + 2 * "Trần " + "Lê Phạm Vũ Hoàng Đỗ Ngô Dương Đặng Bùi Hồ")
WOMEN = (
    _words(5 * "Thị " + "Thu Ngọc Thanh"),
    _words("Lan Hương Hoa Mai Hằng Thủy Nga Yến Liên Hạnh Oanh Phượng Thơm Huyền Tâm Bích"),
)
MEN = (
    _words(5 * "Văn " + "Đức Hữu Xuân"),
    _words("Hùng Dũng Tuấn Minh Sơn Hải Cường Thắng Bình Quang Tiến Chiến Khải Toàn Lợi Lâm"),
)

HAMLETS = _words(
    "Đông Đoài Trung Thượng Hạ Nội Ngoại Đình Chùa Giếng Cầu Chợ Núi Trại Tự Bến Bãi Gạo Sậy Sen "
    "Trúc Mới Phúc Lộc Thọ Đồng"
)
"""Ordinary names of villages of the Red River delta; none of them stands for a real one."""


def person(rng: Random) -> str:
    """Somebody's full name, family name first."""
    middle, given = WOMEN if rng.random() < 0.4 else MEN
    return f"{rng.choice(FAMILY)} {rng.choice(middle)} {rng.choice(given)}"


def phone(rng: Random) -> str:
    """A number of ten digits that rings nowhere: no operator was ever given the prefix 050."""
    return f"050{rng.randrange(10**7):07}"


def hamlets(rng: Random) -> Iterator[str]:
    """Names of one commune's villages, each once; numbered once the plain ones are used up."""
    names = rng.sample(HAMLETS, len(HAMLETS))
    yield from names
    number = 2
    while True:
        yield from (f"{name} {number}" for name in names)
        number += 1
