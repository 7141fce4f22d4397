"""Naive Bayes over syllables and pairs of them: which theme a text is most likely about.

Multinomial on the set of a text's features (sets do better than counts on short texts), each
weighed by how much likelier it is under a theme than under all others (complement naive Bayes,
Rennie and others 2003). Every text is learnt as written and without marks too: who writes on a
basic phone writes without, and a model that had seen marks alone would understand next to nothing.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import log
from typing import NamedTuple
from unicodedata import normalize

from portal.base import text as folding

# What is added to every count, so that a feature never seen under a theme does not rule it out.
SMOOTHING = 0.5
# How much likelier the first theme must be than the second: natural logarithm per known feature.
MARGIN = 0.15
# A text of which the model knows fewer syllables says too little.
LEAST_KNOWN = 3


class Scored(NamedTuple):
    """A theme, and how much a text speaks for it: mean logarithm of the odds per known feature."""

    theme: str
    score: float


def features(text: str) -> frozenset[str]:
    """Syllables and pairs of them, as written and folded; alike in NFC and NFD, in any case."""
    written = normalize("NFC", text).casefold()
    return frozenset(grams(written)) | frozenset(grams(folding.fold(written)))


def grams(text: str) -> list[str]:
    """Syllables, and neighbours among them."""
    syllables = folding.words(text)
    return syllables + [f"{one} {other}" for one, other in pairwise(syllables)]


class Model:
    """What has been learnt. The same texts always give the same answers, in whatever order."""

    features = staticmethod(features)

    def __init__(self, taught: Iterable[tuple[str, str]]) -> None:
        """Learn from pairs of theme and text."""
        self._under: dict[str, Counter[str]] = {}
        self._all: Counter[str] = Counter()
        for theme, text in taught:
            found = self.features(text)
            self._under.setdefault(theme, Counter()).update(found)
            self._all.update(found)
        self._number = {theme: seen.total() for theme, seen in self._under.items()}
        self._whole = self._all.total()

    @property
    def is_blank(self) -> bool:
        """Whether it has learnt nothing at all."""
        return not self._under

    def scores(self, text: str) -> list[Scored]:
        """Every theme, the likeliest first; [] when too little of the text is known."""
        known = sorted(one for one in self.features(text) if one in self._all)
        if len({folding.fold(one) for one in known if " " not in one}) < LEAST_KNOWN:
            return []
        found = [
            Scored(theme, sum(self._odds(theme, one) for one in known) / len(known))
            for theme in self._under
        ]
        return sorted(found, key=lambda one: (-one.score, one.theme))

    def _odds(self, theme: str, feature: str) -> float:
        """Logarithm of how much likelier a feature is under this theme than under all others."""
        here, number = self._under[theme][feature], self._number[theme]
        elsewhere, others = self._all[feature] - here, self._whole - number
        spread = SMOOTHING * len(self._all)
        under = log((here + SMOOTHING) / (number + spread))
        return under - log((elsewhere + SMOOTHING) / (others + spread))

    def suggest(self, text: str, margin: float = MARGIN) -> str | None:
        """The likeliest theme; None when the next one is almost as likely, or too little known."""
        found = self.scores(text)
        if not found or (len(found) > 1 and found[0].score - found[1].score < margin):
            return None
        return found[0].theme
