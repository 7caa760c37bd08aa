"""Runs in quotation marks: which characters stand inside marks, paragraph by paragraph.

A run never crosses a line end, so that one stray mark cannot change what is inside marks in another paragraph; a
quote over several paragraphs is several runs, joined later. Marks of every kind are paired by direction (“ ” „ « »),
straight ones by what stands beside them; single quotes count where they are no apostrophes. Imports only model.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import NamedTuple

from quotetrack.model import Span


class Run(NamedTuple):
    """One stretch in quotation marks. ``start``/``end`` include the marks, ``inner`` does not."""

    start: int
    end: int
    inner: Span
    closed: bool
    nested: tuple[Run, ...]


# What a mark can do, as two bits.
_OPENS, _CLOSES = 1, 2
_EITHER = _OPENS | _CLOSES


class _Line:
    """The marks of one line: where single ones stand that may open, where double ones start and end.

    As bare numbers: a text of nothing but marks has millions of them in a line, too many for an object each.
    """

    __slots__ = ("ends", "singles", "starts")

    def __init__(self) -> None:
        self.singles = array("q")
        self.starts = array("q")
        self.ends = array("q")

    def drop(self, stretches: Sequence[tuple[int, int]]) -> None:
        """Forget the marks inside the stretches, which are in order."""
        begins = [begin for begin, _ in stretches]

        def outside(mark: int) -> bool:
            last = bisect_right(begins, mark) - 1
            return last < 0 or mark >= stretches[last][1]

        kept = [(a, b) for a, b in zip(self.starts, self.ends, strict=True) if outside(a)]
        self.singles = array("q", filter(outside, self.singles))
        self.starts = array("q", (a for a, _ in kept))
        self.ends = array("q", (b for _, b in kept))

    def part_triples(self, text: str, hi: int) -> None:
        """``'''`` is a single and a double mark: the double one stands outside."""
        for n, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)):
            if end - start == 3 and text[start] == "'":
                if end < hi and text[end].isalnum():
                    self.ends[n] -= 1
                else:
                    self.starts[n] += 1


# What may stand before an opening mark: nothing, space, a bracket, a dash, another mark.
_BEFORE_OPENING = frozenset(" \t\u00a0\u2009\u202f([{—–-/:“‘\"'…>«„*_")
# The characters come first, so that the search can skip to the next of them; what stands around decides after.
_MARKS = re.compile(
    r"""[“”"„«»\n'`‘’](?:(?<=[“”"„«»\n])|(?<=')'+|(?<=`)`|(?<=‘)‘|(?<=’)’"""  # double marks, and line ends
    r"""|(?<=[‘'])(?<![^\s(\[{—–\-/:“"…>][‘'])(?=[^\W_]|[\[$#@…£€“"«„]))"""  # a single mark that may open
)
_CLOSING_SINGLE = re.compile(r"(?<=\S)[’'](?!\w)")
_ELISION = re.compile(
    r"['’‘](?:\d\ds?\b|(?:em|til|cause|cos|tis|twas|n|round|bout|cept|nuff|neath|ere|appen)\b)", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_LOOKAHEAD = 24  # closing marks looked at for one opening mark: keeps hostile text linear
_WORD = re.compile(r"[^\W_]")
_TYPOGRAPHIC = {"“": _OPENS, "„": _OPENS, "”": _CLOSES, "``": _OPENS, "‘‘": _OPENS, "’’": _CLOSES}


def find_runs(text: str, start: int = 0, end: int | None = None) -> list[Run]:
    """The outermost runs of ``text[start:end]`` in order; runs inside runs are their ``nested``. Linear in the text."""
    stop = len(text) if end is None else end
    runs: list[Run] = []
    line, line_start = _Line(), start
    for found in _MARKS.finditer(text, start, stop):
        begin, close = found.span()
        mark = text[begin]
        if mark == "\n":
            if line.starts or line.singles:
                runs.extend(_pair(text, line_start, begin, line))
                line = _Line()
            line_start = close
        elif close - begin == 1 and mark in "‘'":
            line.singles.append(begin)
        else:
            line.starts.append(begin)
            line.ends.append(close)
    if line.starts or line.singles:
        runs.extend(_pair(text, line_start, stop, line))
    return runs


@lru_cache(maxsize=4096)
def _direction(mark: str, before: str, after: str) -> int:
    """Whether a mark between two characters of its line (empty at the line's ends) can open, close, or both."""
    opening_place = (not before or before in _BEFORE_OPENING) and bool(after) and not after.isspace()
    closing_place = bool(before) and not before.isspace() and not after.isalnum()
    sure = _TYPOGRAPHIC.get(mark)
    if sure is not None:
        if sure == _OPENS and closing_place and not opening_place:
            return _CLOSES  # „…“, and “ typed where ” was meant
        if sure == _CLOSES and opening_place and not closing_place:
            return _OPENS
        return sure
    if opening_place != closing_place:
        return _OPENS if opening_place else _CLOSES
    if mark in "«»":
        return _OPENS if mark == "«" else _CLOSES
    return _EITHER  # nothing beside it tells


def _pair(text: str, lo: int, hi: int, line: _Line) -> list[Run]:
    """The outermost runs of one line, from its marks."""
    if text.find("<", lo, hi) >= 0:
        line.drop([found.span() for found in _TAG.finditer(text, lo, hi)])
    if text.find("'''", lo, hi) >= 0:
        line.part_triples(text, hi)
    runs = _pair_doubles(text, lo, hi, line) if line.starts else []
    if line.singles:
        runs = _add_singles(text, lo, hi, line.singles, runs)
    return runs


def _pair_doubles(text: str, lo: int, hi: int, line: _Line) -> list[Run]:
    directions = bytes(
        # Two characters tell the mark, however many apostrophes it is typed with.
        _direction(
            text[start : min(end, start + 2)], text[start - 1] if start > lo else "", text[end] if end < hi else ""
        )
        for start, end in zip(line.starts, line.ends, strict=True)
    )
    # How many sure closing marks follow, against sure opening ones: decides whether a second opening mark is nested.
    surplus = directions.count(_CLOSES) - directions.count(_OPENS)
    runs: list[Run] = []
    stack: list[tuple[int, int, list[Run]]] = []
    for start, end, direction in zip(line.starts, line.ends, directions, strict=True):
        if direction != _EITHER:
            surplus += 1 if direction == _OPENS else -1
        if stack and direction & _CLOSES:
            opening, inside, nested = stack.pop()
            inner = Span(inside, start)
            if _WORD.search(text, *inner):
                (stack[-1][2] if stack else runs).append(Run(opening, end, inner, True, tuple(nested)))
        elif direction & _OPENS:
            if stack and surplus < len(stack) + 1:
                stack.clear()  # the earlier mark was never closed: it is a stray one
            stack.append((start, end, []))
    if stack:
        opening, inside, nested = stack[0]
        while hi > inside and text[hi - 1].isspace():
            hi -= 1
        if _WORD.search(text, inside, hi):
            runs.append(Run(opening, hi, Span(inside, hi), False, tuple(nested)))
    return runs


def _add_singles(text: str, lo: int, hi: int, starts: Sequence[int], doubles: list[Run]) -> list[Run]:
    """Runs in single marks: outside double ones, around them (British style), and nested in them."""
    closings = [found.start() for found in _CLOSING_SINGLE.finditer(text, starts[0] + 1, hi)]
    if not closings:
        return doubles
    found: list[Run] = []
    nested: set[int] = set()  # starts of doubles
    closing_at = 0
    double_at = 0
    reach = lo
    for start in starts:
        if start < reach or _ELISION.match(text, start):
            continue
        while double_at < len(doubles) and doubles[double_at].end <= start:
            double_at += 1
        around = doubles[double_at] if double_at < len(doubles) else None
        if around and around.start < start:
            continue  # inside a double run: nested, found when that run is read on its own
        while closing_at < len(closings) and closings[closing_at] <= start + 1:
            closing_at += 1
        close = _closing(text, start, closings, closing_at, doubles, double_at, starts)
        if close is None:
            continue
        inside: list[Run] = []
        while double_at < len(doubles) and doubles[double_at].start <= close:
            if doubles[double_at].end <= close:
                inside.append(doubles[double_at])
            nested.add(doubles[double_at].start)  # one never closed is a stray mark within this run
            double_at += 1
        found.append(Run(start, close + 1, Span(start + 1, close), True, tuple(inside)))
        reach = close + 1
    return sorted([d for d in doubles if d.start not in nested] + found, key=itemgetter(0)) if found else doubles


def _closing(
    text: str, start: int, closings: list[int], at: int, doubles: list[Run], double_at: int, starts: Sequence[int]
) -> int | None:
    """Where the single mark opened at ``start`` closes: the first closing mark that is no plural possessive."""
    possessive: int | None = None
    for n in range(at, min(len(closings), at + _LOOKAHEAD)):
        close = closings[n]
        double_at = bisect_right(doubles, close, double_at, key=attrgetter("end"))
        if double_at < len(doubles) and doubles[double_at].start <= close and doubles[double_at].closed:
            continue
        before = text[close - 1]
        plural = before == "s" and text[close + 1 : close + 2].isspace() and text[close + 2 : close + 3].isalnum()
        if possessive is not None:
            opening = bisect_right(starts, possessive)
            if opening < len(starts) and starts[opening] < close:
                return possessive  # another single mark opens in between
        if not plural:
            return close
        if possessive is None:
            possessive = close
    return possessive
