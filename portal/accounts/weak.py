"""Which passwords are refused, each with a plain sentence: NIST SP 800-63B asks for a list.

No rule about kinds of characters: digits alone are allowed, since many type on a keypad.
"""

import re
from collections.abc import Iterable

from portal.base.language import N_
from portal.base.text import fold

LEAST, MOST = 8, 200
"""Characters; argon2 would take more, but nobody types more."""

# What people in Vietnam and elsewhere choose first. Tried with up to five digits or marks behind,
# so that one word stands for matkhau1, matkhau123 and matkhau@2025.
_WORDS = """
password passwort passw0rd p@ssword p@ssw0rd pass admin administrator root user guest test demo
welcome login letmein changeme default secret master iloveyou sunshine princess football baseball
superman batman dragon monkey shadow michael jordan charlie trustno trustno1 starwars whatever
computer internet samsung nokia iphone android google facebook youtube zalo viettel vinaphone
mobifone vietnam vietnamese hanoi saigon danang haiphong cantho hue hochiminh bacho qwerty
qwertyuiop qwertyui asdfghjkl asdfghjk asdfasdf zxcvbnm zxcvbnmm qazwsx qazwsxedc 1qaz2wsx
1q2w3e4r 1q2w3e4r5t q1w2e3r4 q1w2e3r4t5 abcdefgh abcd1234 abc12345 a1b2c3d4 aa123456 a1234567
a12345678 matkhau matkhaucuatoi matkhaumoi khongcomatkhau khongbiet khongco khongnho quenroi
quenmatkhau anhyeuem emyeuanh yeuem yeuanh yeuanhnhieu yeuemnhieu anhnhoem emnhoanh anhthuongem
yeuvo yeuchong yeumevo yeugiadinh giadinh giadinhtoi giadinhlaso1 yeucon conyeu concung bome
bomeyeu mevabe tinhyeu tinhban tinhdau motminh nguoiyeu nguoidung mylove loveyou lovelove forever
deptrai xinhgai dethuong cogai contrai chaoem xinchao camon hanhphuc maiyeu maimai thanhcong
phatdat phattai maymman mayman tailoc taikhoan congtybaomat baomat bimat mothai mothaiba motbahai
haiba truonghoc sinhvien hocsinh giaovien mattran mattrantoquoc toquoc doanthanhnien doanvien
thanhnien phunu hoiphunu nongdan hoinongdan cuuchienbinh congdoan dangvien danguy ubnd uyban
hoivien canbo truongthon truongban bithu xaphuong thonxom baocao congcoso grassroots portal
linhtinh nguyenvana nguyenvanb nguyenthia tranvana levana hoangvan phamvan tuananh minhanh
thanhhuong vip vippro daigia sieunhan anhhung rongden rongvang manutd arsenal chelsea barcelona
realmadrid liverpool juventus messi ronaldo ngocrong lienquan lienminh freefire pubg
"""
_NUMBERS = """
11223344 22334455 44332211 12344321 12345677 12345679 12345680 12345688 12345689 12345699 12345600
123456780 123456788 123456123 123321123 12332112 11112222 22221111 66668888 88886666 68686868
86868686 79797979 39393939 99998888 88889999 11119999 99991111 13579246 24681357 13572468 24680135
135792468 147258369 14725836 159357456 15935746 15975346 159753456 741852963 74185296 963852741
96385274 789456123 78945612 456789123 45678912 147896325 14789632 12369874 123698745 98741236
987412365 31415926 27182818 14142135 20202020 10203040 102030405 1020304050 11235813 19001080
18001091 30041975 02091945 03021930 07051954 19051890 19081945 20111982 22121944 26031931 08031910
"""
_COMMON = frozenset((_WORDS + _NUMBERS).split())
_RUNS = ("0123456789012345678901", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_DAY, _MONTH, _YEAR = r"(0?[1-9]|[12]\d|3[01])", r"(0?[1-9]|1[0-2])", r"((19|20)\d\d)"
_DATE = re.compile(rf"{_DAY}{_MONTH}{_YEAR}|{_MONTH}{_DAY}{_YEAR}|{_YEAR}{_MONTH}{_DAY}")

TOO_SHORT = N_("A password has at least 8 letters or digits.")
TOO_LONG = N_("A password has at most 200 letters or digits.")
COMMON = N_("Very many people use this password. Please choose another.")
RUN = N_("A row such as 12345678 or 11111111 is guessed at once. Please choose another.")
OWN_WORDS = N_("This is your user name, phone or unit code. Please choose another.")
BIRTHDAY = N_("This looks like a date, and birth dates are guessed first. Please choose another.")


def why_weak(password: str, own: Iterable[str]) -> str | None:
    """The sentence (a msgid) saying why it is refused; None for a good one.

    `own` are the holder's user name, phone and unit codes.
    """
    if len(password) < LEAST:
        return TOO_SHORT
    if len(password) > MOST:
        return TOO_LONG
    plain = fold(password).replace(" ", "")
    if _is_run(plain):
        return RUN
    if any(_is_about(plain, word) for word in own):
        return OWN_WORDS
    if _DATE.fullmatch(re.sub(r"[./-]", "", plain)):
        return BIRTHDAY
    return COMMON if _is_common(plain) else None


def _is_run(plain: str) -> bool:
    """One character, a block of up to four repeated, or a row of neighbours either way."""
    if any(plain == (plain[:size] * len(plain))[: len(plain)] for size in (1, 2, 3, 4)):
        return True
    return any(plain in run or plain in run[::-1] for run in _RUNS)


def _is_about(plain: str, own: str) -> bool:
    word, plain = (re.sub(r"[\W_]", "", text) for text in (fold(own), plain))
    bare = word.removeprefix("84").lstrip("0")  # a phone with and without its prefix
    rest = len(plain) - len(word)
    return bool(word) and (
        (word in plain and len(word) >= 4 and rest <= 4) or (len(bare) >= 8 and bare in plain)
    )


def _is_common(plain: str) -> bool:
    stem = re.sub(r"[\d\W_]{0,5}$", "", plain)
    return plain in _COMMON or (len(stem) >= 3 and stem in _COMMON)
