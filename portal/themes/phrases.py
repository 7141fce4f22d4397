"""Rising phrases: runs of two or three syllables said more often than in the periods before.

Weighed by the likelihood ratio (Dunning 1993, "Accurate methods for the statistics of surprise and
coincidence"), which stays sound where a phrase was never said before. A text counts a phrase once,
and near-copies are one text: no campaign makes a phrase rise by itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from portal.base import text as folding
from portal.themes.rules import LEAST

LENGTHS = (2, 3)
LEAST_TEXTS = 3
LEAST_PLACES = 2
MOST_SHOWN = 10
# Two phrases of which one is said in nearly every petition of the other are one matter.
SAME = 0.8
# Chi-square of one degree: by chance in one phrase of ten thousand, since thousands are tried.
RISING = 15.1


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A phrase neither begins nor ends with one of these; as written, for "đến" is empty and "đèn" is
# a lamp.
_EMPTY = _set(
    "anh ai bà bên bị bởi các cái chị cho chưa chúng có còn của cũng cùng cứ dù do đã đang để "
    "đề đến đi đó được em gì gửi hay hơn hết khi không kính là lại làm lên mà mấy mong mỗi một "
    "nào này nên nếu ngay nghị nhiều như những nữa ở ông ra rằng rất rồi sẽ sao tại theo thì tôi "
    "trên trong từ tới và vào vẫn vậy về vì việc với xin xuống"
)
_FAMILIES = _set("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly")
_MIDDLE = _set("van thi duc huu ngoc xuan dinh quang")
_PARTED = re.compile(r"[.,;:!?()\"“”\n\r/…–—-]+")
# As `base/text.py words()`, ten times as fast: vowel signs of Hindi and loose marks are letters.
_SYLLABLE = re.compile(r"[\w\u0300-\u036f\u0900-\u0963]+")


@dataclass(frozen=True)
class Said:
    """One petition's text, the place it is about, and the number of its group of near-copies."""

    text: str
    place_id: int
    group: int


@dataclass(frozen=True)
class Rising:
    """A phrase as most write it, and how many petitions, texts and places say it now."""

    phrase: str
    petitions: int
    texts: int
    places: int
    weight: float


def rising(now: Sequence[Said], before: Sequence[str]) -> list[Rising]:
    """What rises against the texts of the periods before, most first."""
    heard: dict[str, list[Said]] = defaultdict(list)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for one in now:
        for phrase, words in dict(_runs(one.text)).items():
            heard[phrase].append(one)
            written[phrase][words] += 1
    heard = {phrase: said for phrase, said in heard.items() if _are_enough(said)}
    earlier = Counter(phrase for text in before for phrase in dict(_runs(text)) if phrase in heard)
    texts = len({one.group for one in now})
    found = []
    for phrase, said in heard.items():
        words = _as_most_write(written[phrase])
        distinct = len({one.group for one in said})
        weight = _weight((distinct, texts), (earlier[phrase], len(before)))
        if weight >= RISING and _says_something(phrase, words):
            places = len({one.place_id for one in said})
            risen = Rising(words.lower(), len(said), distinct, places, weight)
            found.append((risen, frozenset(map(id, said))))
    found.sort(key=lambda pair: -pair[0].weight)  # of equals the one that is said first
    return list(_apart(found))[:MOST_SHOWN]


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Runs of syllables between marks: (folded, as written)."""
    for part in _PARTED.split(text):
        syllables = _SYLLABLE.findall(part)
        folded = [_folded(one) for one in syllables]
        for length in LENGTHS:
            for at in range(len(syllables) - length + 1):
                yield " ".join(folded[at : at + length]), " ".join(syllables[at : at + length])


@lru_cache(maxsize=20_000)
def _folded(syllable: str) -> str:
    return folding.fold(syllable)


def _are_enough(said: Sequence[Said]) -> bool:
    """Enough petitions, texts and places that nobody can be meant by it."""
    return (
        len(said) >= LEAST
        and len({one.group for one in said}) >= LEAST_TEXTS
        and len({one.place_id for one in said}) >= LEAST_PLACES
    )


def _weight(now: tuple[int, int], before: tuple[int, int]) -> float:
    """How surprising its growth is; each is (texts with the phrase, texts). 0 when it did not."""
    share = (now[0] + before[0]) / (now[1] + before[1])
    if now[0] <= share * now[1]:
        return 0.0
    return 2 * sum(part * log(part / (share * whole)) for part, whole in (now, before) if part)


def _as_most_write(written: Counter[str]) -> str:
    """With marks if anybody writes them so, in the case that most use."""
    marked = {words: number for words, number in written.items() if not words.isascii()}
    return max((marked or written).items(), key=lambda pair: (pair[1], pair[0]))[0]


def _says_something(phrase: str, words: str) -> bool:
    """No number, no empty word at either end, and nobody's name."""
    ends = words.lower().split()
    if ends[0] in _EMPTY or ends[-1] in _EMPTY or any(letter.isdigit() for letter in phrase):
        return False
    first, second, *_ = phrase.split()
    is_name = first in _FAMILIES and second in _MIDDLE
    return not is_name and not all(word[0].isupper() for word in words.split())


def _apart(found: Iterable[tuple[Rising, frozenset[int]]]) -> Iterator[Rising]:
    """Without those that share a syllable, and nearly all petitions, with one before them."""
    kept: list[tuple[frozenset[str], frozenset[int]]] = []
    for one, said in found:
        syllables = frozenset(one.phrase.split())
        if not any(
            syllables & others and len(said & by) >= SAME * min(len(said), len(by))
            for others, by in kept
        ):
            kept.append((syllables, said))
            yield one
