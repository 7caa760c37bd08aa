"""Where quotation marks enclose something, judged from the text alone.

Evaluation's own finder: extraction has another, and neither may lean on the other. It imports model only.

A run is a maximal stretch inside marks within one paragraph (a line), without the marks. Double marks (curly, straight,
low, guillemets, doubled singles) are paired first; single marks count only outside of them. A double mark that is
never closed runs to the end of its paragraph; what is quoted within a quotation belongs to the outer run.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from enum import Enum, auto
from itertools import accumulate
from typing import NamedTuple

from quotetrack.model import Span

_PARAGRAPH = re.compile(r"[^\n]+")
# A piece of markup left in a text is stepped over whole, so that its attributes' marks are never seen.
_MARKUP_OR_MARK = re.compile(r"(?P<markup></?[A-Za-z][^<>\n]*>)|''+|``|‘[‘’]|’’|[“”„«»\"]")
_ALWAYS_OPEN = frozenset(("“", "„", "«", "``", "‘‘", "‘’"))
_ALWAYS_CLOSE = frozenset(("”", "»", "’’"))
_MAY_PRECEDE_OPENING = frozenset(" \t\u00a0([{—–-/:“‘'\"…>")
_LETTER = re.compile(r"[^\W_]")
_SINGLE = re.compile(r"[‘’']")
_STARTS_QUOTED_TEXT = frozenset("[$#@…")
_SHORTENED_WORD = re.compile(r"['’‘](?:\d\ds?|em|til|cause|tis|twas|n|round|bout|cept|nuff)\b", re.IGNORECASE)
_WORD_FOLLOWS = re.compile(r"\s\w")
_ANOTHER_OPENING = re.compile(r"\s[‘'](?=\w)")


class _Role(Enum):
    OPENS = auto()
    CLOSES = auto()
    EITHER = auto()  # the place of the mark does not tell
    INCHES = auto()  # after a digit: a closing mark if something is open, otherwise none at all


class _Mark(NamedTuple):
    start: int
    end: int
    role: _Role


def quotation_runs(text: str) -> tuple[Span, ...]:
    """The stretches of ``text`` inside quotation marks: disjoint, in order, each with a letter or digit in it.

    Linear in the length of the text; any string will do.
    """
    runs: list[Span] = []
    for match in _PARAGRAPH.finditer(text):
        paragraph, base = match.group(), match.start()
        marks, markup = _double_marks(paragraph)
        found = _pair(marks, len(paragraph))
        taken = [(start - 1, end + 1) for start, end in found] + markup
        found += _single_runs(paragraph, _joined(taken))
        runs += (Span(base + s, base + e) for s, e in sorted(found) if _LETTER.search(paragraph, s, e))
    return tuple(runs)


def _double_marks(paragraph: str) -> tuple[list[_Mark], list[tuple[int, int]]]:
    """The double marks of a paragraph and the stretches of markup in it."""
    marks: list[_Mark] = []
    markup: list[tuple[int, int]] = []
    for match in _MARKUP_OR_MARK.finditer(paragraph):
        if match.lastgroup:
            markup.append(match.span())
        elif match.group() in _ALWAYS_OPEN:
            marks.append(_Mark(*match.span(), _Role.OPENS))
        elif match.group() in _ALWAYS_CLOSE:
            marks.append(_Mark(*match.span(), _Role.CLOSES))
        else:
            marks.append(_straight_mark(paragraph, *match.span()))
    return marks, markup


def _straight_mark(paragraph: str, start: int, end: int) -> _Mark:
    """A straight double mark or a row of apostrophes; its neighbours tell what it does."""
    if paragraph[start] == "'" and end - start == 3:
        # A double and a single mark in a row: the single one stands nearer to the quoted words.
        if paragraph[end : end + 1].isalnum():
            end -= 1
        else:
            start += 1
    before = paragraph[start - 1] if start else ""
    after = paragraph[end : end + 1]
    if paragraph[start] == '"' and before.isdigit():
        return _Mark(start, end, _Role.INCHES)
    can_open = (not before or before in _MAY_PRECEDE_OPENING) and after != "" and not after.isspace()
    can_close = not (before == "" or before.isspace() or after.isalnum())
    if can_open == can_close:
        return _Mark(start, end, _Role.EITHER)
    return _Mark(start, end, _Role.OPENS if can_open else _Role.CLOSES)


def _pair(marks: list[_Mark], length: int) -> list[tuple[int, int]]:
    """Outermost pairs of double marks, as the stretches between them."""
    # spare[n]: how many more marks close than open from the n-th on; tells a nested opening from a forgotten closing.
    weights = {_Role.OPENS: -1, _Role.CLOSES: 1, _Role.INCHES: 1, _Role.EITHER: 0}
    spare = [*accumulate((weights[mark.role] for mark in reversed(marks)), initial=0)][::-1]
    pairs: list[tuple[int, int]] = []
    begin = depth = 0
    for n, (start, end, role) in enumerate(marks):
        opens = role is _Role.OPENS or (role is _Role.EITHER and not depth)
        if opens and depth and spare[n + 1] > depth:
            depth += 1
        elif opens:
            begin, depth = end, 1  # whatever was open before is given up
        elif depth:
            depth -= 1
            if not depth:
                pairs.append((begin, start))
    if depth:
        pairs.append((begin, length))
    return pairs


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted and disjoint stretches that cover the same."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _single_runs(paragraph: str, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in single marks outside the ``taken`` ones; apostrophes and shortened words are no marks."""
    places = [match.start() for match in _SINGLE.finditer(paragraph)]
    closing = [place for place in places if _may_close(paragraph, place)]
    starts = [start for start, _ in taken]
    runs: list[tuple[int, int]] = []
    resume = 0
    for place in places:
        if place < resume or not _may_open(paragraph, place):
            continue
        zone = bisect_right(starts, place)
        if zone and taken[zone - 1][1] > place:
            continue
        limit = starts[zone] if zone < len(starts) else len(paragraph)
        here = bisect_left(closing, place + 2)
        if here == len(closing) or closing[here] >= limit:
            continue
        while (
            here + 1 < len(closing)
            and closing[here + 1] < limit
            and _looks_possessive(paragraph, closing[here], closing[here + 1])
        ):
            here += 1
        runs.append((place + 1, closing[here]))
        resume = closing[here] + 1
    return runs


def _may_open(paragraph: str, place: int) -> bool:
    before, after = paragraph[max(0, place - 1) : place], paragraph[place + 1 : place + 2]
    return (
        paragraph[place] != "’"
        and before != "'"
        and (not before or before in _MAY_PRECEDE_OPENING)
        and (after.isalnum() or after in _STARTS_QUOTED_TEXT)
        and not _SHORTENED_WORD.match(paragraph, place)
    )


def _may_close(paragraph: str, place: int) -> bool:
    return (
        paragraph[place] != "‘"
        and place > 0
        and not paragraph[place - 1].isspace()
        and not paragraph[place + 1 : place + 2].isalnum()
    )


def _looks_possessive(paragraph: str, place: int, following: int) -> bool:
    """Whether the mark at ``place`` is a plural's apostrophe, the one at ``following`` being free to close."""
    return (
        paragraph[place - 1] == "s"
        and _WORD_FOLLOWS.match(paragraph, place + 1) is not None
        and _ANOTHER_OPENING.search(paragraph, place + 1, following) is None
    )
