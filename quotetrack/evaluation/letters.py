"""Sizes and overlaps in letters and digits alone: whether a span takes in its marks or a comma makes no difference.

A ``Stretch`` is a set of letters, as sorted, disjoint, non-touching pairs of letter numbers (the third letter of a text
is letter 2, wherever it stands). Two spans hold the same letters exactly where their stretches are equal. All that is
done with stretches takes time by the number of pairs, not of letters. Imports model only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TypeAlias

from quotetrack.model import Span

Stretch: TypeAlias = tuple[tuple[int, int], ...]
NOTHING: Stretch = ()


class LetterNumbers:
    """Numbers the letters of one text."""

    __slots__ = ("_before",)

    def __init__(self, text: str) -> None:
        self._before = list(accumulate(map(str.isalnum, text), initial=0))

    def stretch(self, spans: Iterable[Span]) -> Stretch:
        """The letters in any of ``spans``; what lies outside the text counts for nothing."""
        end_of_text = len(self._before) - 1
        before = self._before
        return _tidy(
            (before[min(start, end_of_text)], before[min(end, end_of_text)]) for start, end in spans if start < end
        )


def _tidy(pairs: Iterable[tuple[int, int]]) -> Stretch:
    tidy: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if start == end:
            continue
        if tidy and start <= tidy[-1][1]:
            tidy[-1] = (tidy[-1][0], max(end, tidy[-1][1]))
        else:
            tidy.append((start, end))
    return tuple(tidy)


def size(stretch: Stretch) -> int:
    """How many letters."""
    return sum(end - start for start, end in stretch)


def common(one: Stretch, other: Stretch) -> Stretch:
    """The letters in both."""
    shared: list[tuple[int, int]] = []
    a = b = 0
    while a < len(one) and b < len(other):
        start, end = max(one[a][0], other[b][0]), min(one[a][1], other[b][1])
        if start < end:
            shared.append((start, end))
        if one[a][1] < other[b][1]:
            a += 1
        else:
            b += 1
    return tuple(shared)


def without(one: Stretch, other: Stretch) -> Stretch:
    """The letters of ``one`` that are not in ``other``."""
    rest: list[tuple[int, int]] = []
    b = 0
    for begin, end in one:
        start = begin
        while b < len(other) and other[b][1] <= start:
            b += 1
        n = b
        while n < len(other) and other[n][0] < end:
            if start < other[n][0]:
                rest.append((start, other[n][0]))
            start = other[n][1]
            n += 1
        if start < end:
            rest.append((start, end))
    return tuple(rest)


def together(one: Stretch, other: Stretch) -> Stretch:
    """The letters in either."""
    return _tidy((*one, *other))


def shared_sizes(left: Sequence[Stretch], right: Sequence[Stretch]) -> dict[tuple[int, int], int]:
    """How many letters ``left[i]`` and ``right[j]`` share, for every pair ``(i, j)`` that shares any.

    One sweep over both, in time by the number of pairs of letter numbers and of overlaps found.
    """
    pieces = [(start, end, 0, i) for i, stretch in enumerate(left) for start, end in stretch]
    pieces += [(start, end, 1, j) for j, stretch in enumerate(right) for start, end in stretch]
    pieces.sort()
    sizes: dict[tuple[int, int], int] = defaultdict(int)
    still_open: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for start, end, side, number in pieces:
        others = still_open[1 - side]
        others[:] = [other for other in others if other[0] > start]
        for other_end, other_number in others:
            pair = (other_number, number) if side else (number, other_number)
            sizes[pair] += min(end, other_end) - start
        still_open[side].append((end, number))
    return dict(sizes)
