"""Believable answers to the default weekly form: invented, seasonal, in proportion to one another.

For the demo and for measuring. They keep every blocking cross-check of the form; a figure that asks
for a line of explanation comes now and then, as it does in life.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from portal.base.period import Period

GIVING: Mapping[int, float] = {1: 2.0, 2: 1.5, 10: 2.5, 11: 3.0, 12: 1.3}
"""Month → how much more is given than usual: 17 October to 18 November is the month for the poor,
and before Tết everybody gives; 1 elsewhere."""

CLEANING: Mapping[int, float] = {1: 1.8, 4: 1.3, 6: 1.5, 11: 1.3}
"""Month → how many more clean-ups: Tết, environment day (5 June), Great Unity day (18 November)."""

MEETING: Mapping[int, float] = {1: 0.8, 2: 0.6, 11: 1.6, 12: 1.3}
"""Month → how many more meetings: Great Unity day and the year's end; few around Tết."""

DIFFICULTIES = (
    "Loa truyền thanh của thôn hỏng, chưa có kinh phí sửa.",
    "Nhiều hộ đi làm ăn xa, họp dân buổi tối ít người dự.",
    "Đoạn đường liên thôn ngập khi mưa lớn, người dân đi lại khó khăn.",
    "Rác thải chưa được thu gom đúng lịch hai tuần nay.",
    "Nhà văn hóa thiếu ghế ngồi, quạt trần hỏng hai chiếc.",
    "Một số hộ chưa đồng thuận việc hiến đất mở rộng đường ngõ.",
)
PROPOSALS = (
    "Đề nghị xã hỗ trợ sửa loa truyền thanh.",
    "Đề nghị xã làm việc với đơn vị thu gom rác để bảo đảm lịch thu gom.",
    "Đề nghị xã mở lớp tập huấn công tác hòa giải cho tổ viên mới.",
    "Đề nghị xã bổ sung đèn chiếu sáng đoạn đường ra trường học.",
    "Đề nghị xã sớm trả lời kiến nghị về mương thoát nước cuối thôn.",
)
GRAVE = (
    "Hai hộ tranh chấp ranh giới đất kéo dài, đã báo Ủy ban nhân dân xã.",
    "Người dân bức xúc về mùi hôi của trại chăn nuôi gần khu dân cư.",
)


@dataclass(frozen=True)
class Village:
    """What makes one village differ from another, week after week."""

    households: int
    zeal: float
    """1 is usual; a busy committee meets, tells and collects more."""


def village(rng: Random) -> Village:
    """Some village: 60 to 420 households, some committees busier than others."""
    return Village(rng.randint(60, 420), rng.uniform(0.7, 1.4))


def week(rng: Random, of: Village, period: Period) -> tuple[dict[str, int | None], dict[str, str]]:
    """Figures and texts of one village for one week; optional questions are left blank at times."""
    month = (period.first.month, period.last.month)[rng.random() < 0.4]
    answers: dict[str, int | None] = {
        **_meetings(rng, of, of.zeal * MEETING.get(month, 1)),
        **_mediation(rng),
        **_giving(rng, of, of.zeal * GIVING.get(month, 1)),
        **_residents(rng, of, of.zeal * CLEANING.get(month, 1)),
    }
    for code in ("women_attending", "opinions_settled", "other_donations"):
        if rng.random() < 0.04:
            del answers[code]
    return answers, _texts(rng, bool(answers["grave_matters"]))


def _often(rng: Random, mean: float) -> int:
    """How often something happened that happens `mean` times a week (Knuth's Poisson)."""
    limit, product, number = 2.718281828**-mean, rng.random(), 0
    while product > limit:
        product *= rng.random()
        number += 1
    return number


def _meetings(rng: Random, of: Village, busy: float) -> dict[str, int]:
    meetings = min(_often(rng, 0.9 * busy), 4)
    attending = sum(rng.randint(20, min(60, of.households // 2)) for _ in range(meetings))
    opinions = _often(rng, 0.4 + attending / 22)
    settled = round(opinions * rng.uniform(0.3, 0.8))
    return {
        "meetings": meetings,
        "attending": attending,
        "women_attending": round(attending * rng.uniform(0.4, 0.6)),
        "information_rounds": 1 + _often(rng, 4 * busy),
        "opinions": opinions,
        "opinions_settled": settled,
        "opinions_sent_up": round((opinions - settled) * rng.uniform(0.3, 1)),
    }


def _mediation(rng: Random) -> dict[str, int]:
    ended = min(_often(rng, 0.2), 3)
    return {
        "mediations_ended": ended,
        "mediations_settled": sum(rng.random() < 0.82 for _ in range(ended)),
        "supervisions": min(_often(rng, 0.3), 2),
        "grave_matters": int(rng.random() < 0.008),
    }


def _giving(rng: Random, of: Village, open_handed: float) -> dict[str, int]:
    givers = round(of.households * min(0.04 * open_handed, 0.5) * rng.random())
    other = rng.randint(5, 60) * 100_000 if rng.random() < 0.08 * open_handed else 0
    return {
        "households_helped": _often(rng, 0.7 * open_handed),
        "poor_fund": givers * rng.choice((20_000, 30_000, 50_000, 50_000, 100_000)),
        "other_donations": other,
        "houses_begun": int(rng.random() < 0.006 * open_handed),
        "houses_finished": int(rng.random() < 0.006 * open_handed),
    }


def _residents(rng: Random, of: Village, busy: float) -> dict[str, int]:
    cleanups = min(_often(rng, 0.6 * busy), 3)
    most = min(70, of.households // 3)
    return {
        "cleanups": cleanups,
        "cleanup_people": sum(rng.randint(15, most) for _ in range(cleanups)),
        "households_arrived": _often(rng, of.households / 1500),
        "households_left": _often(rng, of.households / 1800),
    }


def _texts(rng: Random, grave: bool) -> dict[str, str]:
    texts = {}
    if grave:
        texts["difficulties"] = rng.choice(GRAVE)
    elif rng.random() < 0.12:
        texts["difficulties"] = rng.choice(DIFFICULTIES)
    if rng.random() < 0.08:
        texts["proposals"] = rng.choice(PROPOSALS)
    return texts
