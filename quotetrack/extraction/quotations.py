"""Runs in quotation marks: which characters stand inside marks, paragraph by paragraph.

A run never crosses a line end, so that one stray mark cannot change what is inside marks in another paragraph; a
quote over several paragraphs is several runs, joined later. Marks of every kind are paired by direction (“ ” „ « »),
straight ones by what stands beside them; single quotes count where they are no apostrophes. Imports only model.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
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


class _Mark(NamedTuple):
    start: int
    end: int
    opens: bool
    closes: bool


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
_TYPOGRAPHIC = {
    "“": (True, False),
    "„": (True, False),
    "”": (False, True),
    "``": (True, False),
    "‘‘": (True, False),
    "’’": (False, True),
}


def find_runs(text: str, start: int = 0, end: int | None = None) -> list[Run]:
    """The outermost runs of ``text[start:end]`` in order; runs inside runs are their ``nested``. Linear in the text."""
    stop = len(text) if end is None else end
    runs: list[Run] = []
    line: list[tuple[int, int]] = []
    line_start = start
    for found in _MARKS.finditer(text, start, stop):
        if found.group() == "\n":
            if line:
                runs.extend(_pair(text, line_start, found.start(), line))
                line = []
            line_start = found.end()
        else:
            line.append(found.span())
    if line:
        runs.extend(_pair(text, line_start, stop, line))
    return runs


def _direct(text: str, start: int, end: int, lo: int, hi: int) -> _Mark:
    """Whether the mark at ``start:end`` of the line ``lo:hi`` can open, close, or both."""
    mark = text[start:end]
    before = text[start - 1] if start > lo else ""
    after = text[end] if end < hi else ""
    opening_place = (not before or before in _BEFORE_OPENING) and bool(after) and not after.isspace()
    closing_place = bool(before) and not before.isspace() and not after.isalnum()
    if mark in _TYPOGRAPHIC:
        opens, closes = _TYPOGRAPHIC[mark]
        if opens and closing_place and not opening_place:
            return _Mark(start, end, False, True)  # „…“, and “ typed where ” was meant
        if closes and opening_place and not closing_place:
            return _Mark(start, end, True, False)
        return _Mark(start, end, opens, closes)
    if mark in "«»":
        if opening_place != closing_place:
            return _Mark(start, end, opening_place, closing_place)
        return _Mark(start, end, mark == "«", mark == "»")
    if opening_place == closing_place:  # nothing beside it tells: it may be either
        return _Mark(start, end, True, True)
    return _Mark(start, end, opening_place, closing_place)


def _split_triples(text: str, spans: list[tuple[int, int]], hi: int) -> Iterator[tuple[int, int]]:
    """``'''`` is a single and a double mark: the double one stands outside."""
    for start, end in spans:
        if text[start] == "'" and end - start == 3:
            yield (start, end - 1) if end < hi and text[end].isalnum() else (start + 1, end)
        else:
            yield start, end


def _pair(text: str, lo: int, hi: int, spans: list[tuple[int, int]]) -> list[Run]:
    """The outermost runs of one line, from its marks."""
    tags = [found.span() for found in _TAG.finditer(text, lo, hi)] if text.find("<", lo, hi) >= 0 else []
    if tags:
        starts = [a for a, _ in tags]
        spans = [s for s in spans if not ((n := bisect_right(starts, s[0])) and s[0] < tags[n - 1][1])]
    singles = [s for s in spans if s[1] - s[0] == 1 and text[s[0]] in "‘'"]
    doubles = [
        _direct(text, a, b, lo, hi)
        for a, b in _split_triples(text, [s for s in spans if s[1] - s[0] > 1 or text[s[0]] not in "‘'"], hi)
    ]
    runs = _pair_doubles(text, hi, doubles) if doubles else []
    if singles:
        runs = _add_singles(text, lo, hi, singles, runs)
    return runs


def _pair_doubles(text: str, hi: int, marks: list[_Mark]) -> list[Run]:
    # How many sure closing marks follow, against sure opening ones: decides whether a second opening mark is nested.
    surplus = [0] * (len(marks) + 1)
    for n in range(len(marks) - 1, -1, -1):
        mark = marks[n]
        surplus[n] = surplus[n + 1] + (mark.closes and not mark.opens) - (mark.opens and not mark.closes)
    runs: list[Run] = []
    stack: list[tuple[_Mark, list[Run]]] = []
    for n, mark in enumerate(marks):
        if stack and mark.closes:
            opening, nested = stack.pop()
            run = Run(opening.start, mark.end, Span(opening.end, mark.start), True, tuple(nested))
            if _WORD.search(text, run.inner.start, run.inner.end):
                (stack[-1][1] if stack else runs).append(run)
        elif mark.opens:
            if stack and surplus[n + 1] < len(stack) + 1:
                stack.clear()  # the earlier mark was never closed: it is a stray one
            stack.append((mark, []))
    if stack:
        opening, nested = stack[0]
        while hi > opening.end and text[hi - 1].isspace():
            hi -= 1
        if _WORD.search(text, opening.end, hi):
            runs.append(Run(opening.start, hi, Span(opening.end, hi), False, tuple(nested)))
    return runs


def _add_singles(text: str, lo: int, hi: int, openings: list[tuple[int, int]], doubles: list[Run]) -> list[Run]:
    """Runs in single marks: outside double ones, around them (British style), and nested in them."""
    closings = [found.start() for found in _CLOSING_SINGLE.finditer(text, openings[0][1], hi)]
    if not closings:
        return doubles
    found: list[Run] = []
    nested: set[int] = set()  # starts of doubles
    closing_at = 0
    double_at = 0
    reach = lo
    starts = [a for a, _ in openings]
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
    text: str, start: int, closings: list[int], at: int, doubles: list[Run], double_at: int, starts: list[int]
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
