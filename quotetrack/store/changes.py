"""What became of quotes between two states of an article: which came, went, were reworded or given to somebody else.

Knows no data base; time is bounded for texts of any size. Imports the standard library.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Two wordings are one quote edited if they share so much of their words (twice the common ones by all of them).
_NEAR = 0.5
# An edit moves no quote far: each is compared with so many of the others, before and after its place.
_REACH = 50
# difflib takes the product of both lengths: more words than this are shown as replaced in one piece.
_MOST_WORDS = 400
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_PIECE = re.compile(rf"(?:{_WORD.pattern}|[^\w\s])\s*|\s+")


class Kind(StrEnum):
    """What became of a quote."""

    CAME = "came"
    WENT = "went"
    REWORDED = "reworded"  # near words; who said them may be another too
    REATTRIBUTED = "reattributed"  # the same words, said by somebody else


@dataclass(frozen=True, slots=True)
class Said:
    """A quote and those who said it, as (key, name)."""

    key: str
    quote: str
    speakers: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.speakers)


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` is None for what came, ``now`` for what went; ``words`` tell how one became the other: ("=", kept),
    ("-", gone), ("+", new), with the blanks after them."""

    kind: Kind
    before: Said | None
    now: Said | None
    words: tuple[tuple[str, str], ...] = ()


def compare_quotes(before: Sequence[Said], now: Sequence[Said]) -> list[Change]:
    """The changes from ``before`` to ``now``, in the order of ``now``, what went at the place where it was missing.

    The same key is the same words; of the others the nearest in words are one quote reworded, each one once.
    """
    earlier, later = {said.key: said for said in before}, {said.key: said for said in now}
    gone = [said for said in before if said.key not in later]
    come = [said for said in now if said.key not in earlier]
    reworded = {come[j].key: gone[i] for i, j in _pairs(gone, come)}
    paired = {said.key for said in reworded.values()}
    left = iter(before)
    changes: list[Change] = []

    def went(until: str | None) -> Iterator[Change]:
        """Those that stood before a quote which is still there."""
        for said in left:
            if said.key == until:
                return
            if said.key not in later and said.key not in paired:
                yield Change(Kind.WENT, said, None)

    ahead = {said.key: place for place, said in enumerate(before)}
    reached = -1
    for said in now:
        other = earlier.get(said.key) or reworded.get(said.key)
        if other is not None and ahead[other.key] > reached:
            reached = ahead[other.key]
            changes += went(other.key)
        if other is None:
            changes.append(Change(Kind.CAME, None, said))
        elif said.key in reworded:
            changes.append(Change(Kind.REWORDED, other, said, tuple(compare_words(other.quote, said.quote))))
        elif [key for key, _ in other.speakers] != [key for key, _ in said.speakers]:
            changes.append(Change(Kind.REATTRIBUTED, other, said))
    changes += went(None)
    return changes


def _pairs(gone: Sequence[Said], come: Sequence[Said]) -> Iterator[tuple[int, int]]:
    """Which of ``gone`` became which of ``come``: the nearest first, of equals the first in the text."""
    if not gone or not come:
        return
    words = [Counter(map(str.casefold, _WORD.findall(said.quote))) for said in come]
    sizes = [counter.total() for counter in words]
    near: list[tuple[float, int, int]] = []
    for i, said in enumerate(gone):
        own = Counter(map(str.casefold, _WORD.findall(said.quote)))
        size = own.total()
        middle = i * len(come) // len(gone)
        for j in range(max(0, middle - _REACH), min(len(come), middle + _REACH + 1)):
            both = size + sizes[j]
            if not both or 2 * min(size, sizes[j]) < _NEAR * both:
                continue
            score = 2 * (own & words[j]).total() / both
            if score >= _NEAR:
                near.append((-score, i, j))
    taken_i: set[int] = set()
    taken_j: set[int] = set()
    for _, i, j in sorted(near):
        if i not in taken_i and j not in taken_j:
            taken_i.add(i)
            taken_j.add(j)
            yield i, j


def compare_words(before: str, now: str) -> list[tuple[str, str]]:
    """How ``before`` became ``now``: ("=", words kept), ("-", words gone), ("+", words new); blanks belong to the word
    before them. The pieces with "=" and "+" together are ``now``."""
    a, b = _PIECE.findall(before), _PIECE.findall(now)
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    middle_a, middle_b = a[start : len(a) - end], b[start : len(b) - end]
    pieces = [("=", "".join(b[:start]))]
    if len(middle_a) > _MOST_WORDS or len(middle_b) > _MOST_WORDS:
        pieces += [("-", "".join(middle_a)), ("+", "".join(middle_b))]
    else:
        # Blanks aside, so that a word at the end of a line is still the same word.
        matcher = SequenceMatcher(None, [w.strip() for w in middle_a], [w.strip() for w in middle_b], autojunk=False)
        for what, a_start, a_end, b_start, b_end in matcher.get_opcodes():
            if what == "equal":
                pieces.append(("=", "".join(middle_b[b_start:b_end])))
            else:
                pieces += [("-", "".join(middle_a[a_start:a_end])), ("+", "".join(middle_b[b_start:b_end]))]
    pieces.append(("=", "".join(b[len(b) - end :])))
    made: list[tuple[str, str]] = []
    for op, text in pieces:
        if made and made[-1][0] == op:
            made[-1] = op, made[-1][1] + text
        elif text:
            made.append((op, text))
    return made
