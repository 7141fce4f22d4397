"""Where in a text the words stand that were asked for."""

from collections.abc import Sequence
from itertools import chain

from portal.base import text

# Words shown on either side of what was found.
AROUND = 9

Piece = tuple[str, bool]
"""Some words of a text, and whether they are what was asked for."""


def excerpt(bodies: Sequence[str], asked: Sequence[str]) -> list[Piece]:
    """The words around the first place where most of what was asked for stands together.

    Of several bodies (a text and its translations) in the first that holds most of it.
    """
    wanted = set(asked)
    read = [_folded(body) for body in bodies]
    shown, folded = max(read, key=lambda one: len(wanted.intersection(chain(*one[1]))))
    there = [n for n, parts in enumerate(folded) if wanted.intersection(parts)]
    if not there:
        return []
    start = _densest(there, len(asked))
    first, last = max(0, start - AROUND), start + len(asked) + AROUND
    pieces: list[Piece] = []
    for n in range(first, min(last, len(shown))):
        hit = bool(wanted.intersection(folded[n]))
        if pieces and pieces[-1][1] == hit:
            pieces[-1] = (f"{pieces[-1][0]} {shown[n]}", hit)
        else:
            pieces.append((shown[n], hit))
    return pieces


def _folded(body: str) -> tuple[list[str], list[list[str]]]:
    """Its words as they are shown, and each as it is searched."""
    shown = body.split()
    return shown, [text.words(text.fold(word)) for word in shown]


def _densest(there: list[int], span: int) -> int:
    """Of the places where a word stands, the first with most others within reach of it."""
    best, most = there[0], 0
    last = 0
    for n, start in enumerate(there):
        last = max(last, n)
        while last + 1 < len(there) and there[last + 1] < start + span:
            last += 1
        if last - n + 1 > most:
            best, most = start, last - n + 1
    return best
