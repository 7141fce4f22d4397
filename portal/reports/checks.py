"""What looks wrong in a report: cross-checks, odd figures, a copy of last week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from portal.base.language import N_, gettext, pick
from portal.reports.expression import codes, holds
from portal.reports.questionnaire import Questionnaire
from portal.reports.rules import Severity

Figures = Mapping[str, int | None]

# Iglewicz and Hoaglin (1993): a modified z-score beyond 3.5 is a potential outlier.
FAR = 3.5
# Of a normal distribution, median absolute deviation × 1.4826 is the standard deviation.
SPREAD = 1.4826
# Fewer weeks than this say nothing about what is usual.
ENOUGH = 6
# A whole number near zero is never far: three meetings after weeks of one are no news.
NEAR = 5


@dataclass(frozen=True)
class Answers:
    """What a report says: scaled integers (None: not applicable), texts, a line of explanation."""

    figures: Figures
    texts: Mapping[str, str]
    explanation: str = ""
    remarkable: bool = False


@dataclass(frozen=True)
class Finding:
    """One thing to look at again; `indicators` are where it shows, first the one to be marked."""

    code: str
    severity: Severity
    message: str
    indicators: Sequence[str]


def findings(
    asked: Questionnaire, figures: Figures, texts: Mapping[str, str], history: Sequence[Figures]
) -> list[Finding]:
    """All findings on a report; `history` are the unit's own last periods, newest first."""
    answers = {**figures, **texts}
    found = [
        Finding(check.code, check.severity, pick(check.message), codes(check.rule))
        for check in asked.checks
        if not holds(check.rule, answers)
    ]
    return found + _outliers(asked, figures, history) + _copy(asked, figures, history)


def _outliers(asked: Questionnaire, figures: Figures, history: Sequence[Figures]) -> list[Finding]:
    far = [
        question
        for question in asked.figures
        if is_far(figures.get(question.code), _past(history, question.code))
    ]
    return [
        Finding(
            f"far-{question.code}",
            Severity.EXPLAIN,
            gettext(
                "%(number)s. %(label)s: far from the usual. Please say why.",
                number=question.number,
                label=pick(question.label),
            ),
            [question.code],
        )
        for question in far
    ]


def _past(history: Sequence[Figures], code: str) -> list[int]:
    return [past[code] for past in history if past.get(code) is not None]  # type: ignore[misc]  # not None


def is_far(value: int | None, past: Sequence[int]) -> bool:
    """Whether a value lies outside a unit's own usual range, by a robust z-score."""
    # Zero is never far: a week without a meeting is ordinary, a forgotten figure is a blank.
    if not value or len(past) < ENOUGH:
        return False
    middle = median(past)
    spread = SPREAD * median(abs(one - middle) for one in past)
    # Half of the weeks alike: fall back on a fifth of the middle, so that one more is no outlier.
    spread = max(spread, middle / 5)
    return abs(value - middle) > max(FAR * spread, NEAR)


def _copy(asked: Questionnaire, figures: Figures, history: Sequence[Figures]) -> list[Finding]:
    filled = {code: value for code, value in figures.items() if value is not None}
    if not history or not any(filled.values()):
        return []
    last = {code: value for code, value in history[0].items() if value is not None}
    if filled != last:
        return []
    message = N_("All figures are the same as last time. Is that right?")
    return [Finding("copy", Severity.WARN, gettext(message), [asked.figures[0].code])]
