"""Phrases rise when many say them, of several places and in words of their own."""

from collections.abc import Sequence

from portal.base.text import fold
from portal.themes.phrases import Said, rising

BEFORE = ["Đèn đường hỏng ở đầu ngõ.", "Cống tắc nước tràn vào sân.", "Loa mất tiếng."] * 60
ENDS = ("cả ngày lẫn đêm", "rất khó thở", "ai cũng kêu", "trẻ con ho", "từ thứ Hai", "ở xóm Đông")


def said(texts: Sequence[str], places: int = 3, *, one_group: bool = False) -> list[Said]:
    return [Said(text, n % places, 0 if one_group else n) for n, text in enumerate(texts)]


def phrases(now: list[Said], before: Sequence[str] = BEFORE) -> list[str]:
    return [one.phrase for one in rising(now, before)]


def test_what_many_say_and_nobody_said_before_rises() -> None:
    found = rising(said([f"Có khói độc {end}" for end in ENDS]), BEFORE)
    assert found[0].phrase == "khói độc"
    assert (found[0].petitions, found[0].texts, found[0].places) == (6, 6, 3)


def test_marks_or_none_are_one_phrase_shown_with_marks() -> None:
    texts = [f"Có khói độc {end}" for end in ENDS[:2]] + [
        fold(f"co khoi doc {e}") for e in ENDS[2:]
    ]
    assert phrases(said(texts))[0] == "khói độc"


def test_what_was_always_said_does_not_rise() -> None:
    assert phrases(said(["Đèn đường hỏng ở đầu ngõ."] * 6)) == []


def test_fewer_than_five_do_not_make_a_phrase_rise() -> None:
    assert phrases(said([f"Có khói độc {end}" for end in ENDS[:4]])) == []


def test_one_place_alone_does_not() -> None:
    assert phrases(said([f"Có khói độc {end}" for end in ENDS], places=1)) == []


def test_a_campaign_does_not() -> None:
    assert phrases(said(["Có khói độc ở bãi rác"] * 40, one_group=True)) == []


def test_without_anything_before_nothing_rises() -> None:
    assert phrases(said([f"Có khói độc {end}" for end in ENDS]), []) == []


def test_names_numbers_and_empty_words_are_not_shown() -> None:
    names = [f"Gặp ông Nguyễn Văn Tư {end}" for end in ENDS]
    plain = [f"gap ong nguyen van tu {end}" for end in ENDS]
    numbers = [f"gọi 0912 345 678 nhé {end}" for end in ENDS]
    for texts in (names, plain, numbers):
        for phrase in phrases(said(texts)):
            assert "văn" not in phrase
            assert "nguyen" not in phrase
            assert not any(letter.isdigit() for letter in phrase)
    empty = phrases(said([f"Xin được làm cho chúng tôi với {end}" for end in ENDS]))
    assert not {"xin được", "cho chúng tôi", "được làm"} & set(empty)


def test_one_matter_is_named_once() -> None:
    found = phrases(said([f"Lò đốt rác xả khói đen {end}" for end in ENDS]))
    assert len([one for one in found if "rác" in one.split()]) <= 1


def test_hindi_keeps_its_vowel_signs() -> None:
    texts = [f"सड़क की बत्ती ख़राब {n}" for n in "कखगघचछ"]
    assert all("\u093f" not in one[:1] for one in phrases(said(texts)))
