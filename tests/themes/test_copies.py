"""Near-copies are one group; the work stays small however many texts there are."""

import time
from random import Random

from portal.base.text import fold
from portal.themes.copies import groups, wordings

CAMPAIGN = (
    "Kính gửi Ủy ban, chúng tôi phản đối xây lò đốt rác ở bãi cạnh sông vì khói độc hại cho trẻ "
    "em, đề nghị dời lò đi nơi khác xa nhà dân. Hộ {}."
)
LAMP = "Đèn đường đầu thôn hỏng, tối không thấy gì."


def of(*texts: str) -> list[list[int]]:
    return groups([fold(text) for text in texts])


def test_a_campaign_is_one_group_and_others_stay_alone() -> None:
    texts = [CAMPAIGN.format(n) for n in range(6)]
    found = of(texts[0], LAMP, *texts[1:], "Cống trước nhà tắc.", texts[0])
    assert found[0] == [0, 2, 3, 4, 5, 6, 8]
    assert sorted(map(len, found)) == [1, 1, 7]


def test_wordings_are_counted_as_different_texts() -> None:
    folded = [fold(text) for text in (LAMP, LAMP.upper(), CAMPAIGN.format(1), f"{LAMP} Xin sửa.")]
    [group, _] = groups(folded)
    assert len(group) == 3
    assert wordings(folded, group) == 2


def test_with_and_without_marks_is_one_text() -> None:
    assert len(of(LAMP, fold(LAMP), LAMP.upper())) == 1


def test_two_complaints_about_one_thing_are_two_texts() -> None:
    assert len(of(LAMP, "Đèn trước cổng nhà văn hóa cháy bóng ba tuần chưa ai thay.")) == 2


def test_empty_and_tiny_texts_do_no_harm() -> None:
    assert of() == []
    assert sum(map(len, of("", "a", "", "ừ", "👍"))) == 5


def test_two_thousand_texts_that_begin_alike_take_seconds_at_the_most() -> None:
    rng = Random(1)
    syllables = [f"{a}{b}" for a in "bcdghklmnt" for b in ("a", "an", "ong", "i", "uy", "oi")]
    texts = [
        "kinh gui uy ban nhan dan xa chung toi la nhan dan thon "
        + " ".join(rng.choices(syllables, k=40))
        for _ in range(2000)
    ]
    began = time.monotonic()
    assert sum(map(len, groups(texts))) == 2000
    assert time.monotonic() - began < 20
