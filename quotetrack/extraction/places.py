"""Where a quoted run stands: its sentence and paragraph, and the links that rules find for it.

Imports tokens, mentions and language.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from quotetrack.extraction.mentions import Phrase
from quotetrack.extraction.tokens import Outline
from quotetrack.language import CueForm


class Link(NamedTuple):
    """What a rule found for one quoted run.

    ``run`` is the run's token place; ``cue`` the first and last token of the cue; ``mention`` None where nobody is
    named. ``joins`` is the run token of an earlier run whose quote this one continues.
    """

    run: int
    rule: str
    cue: tuple[int, int] | None = None
    mention: Phrase | None = None
    joins: int | None = None


@dataclass(slots=True, eq=False)  # not frozen: a thousand are made a second, in a third of the time
class Place:
    """A quoted run in its sentence and paragraph: token places, ends exclusive."""

    outline: Outline
    run: int
    sentence: tuple[int, int]
    paragraph: tuple[int, int]

    def cue_at(self, token: int) -> CueForm | None:
        """The cue form that stands at ``token``, if any."""
        return self.outline.cue(token)

    def starts_sentence(self) -> bool:
        """Whether the run is the first thing in its sentence, a dash or conjunction aside."""
        first = self.sentence[0]
        return first >= self.run - 1 and (self.run == first or self.outline.classes[self.run - 1] in "kc-")


@dataclass
class Scene:
    """All places of a text in order, and the links found so far (filled rule by rule)."""

    outline: Outline
    places: list[Place]
    links: dict[int, Link] = field(default_factory=dict)

    def place_before(self, place: Place) -> Place | None:
        """The place right before ``place``, if any."""
        at = bisect_left(self.places, place.run, key=lambda one: one.run)
        return self.places[at - 1] if at else None

    @cached_property
    def has_double_marks(self) -> bool:
        """Whether any quoted run of the text stands in double marks."""
        return any(
            self.outline.text[run.start] not in "'‘" or run.inner.start - run.start > 1 for run in self.outline.runs
        )


def places(o: Outline) -> Iterator[Place]:
    """Every outermost quoted run with its sentence and paragraph."""
    c = o.classes
    paragraph = (0, 0)
    for at in o.run_tokens:
        if at >= paragraph[1]:
            start = c.rfind("\n", 0, at) + 1
            end = c.find("\n", at)
            paragraph = (start, len(c) if end < 0 else end)
        yield Place(o, at, _sentence(o, at, *paragraph), paragraph)


_SENTENCE_END = re.compile(r"[.?!E\n]")
_SENTENCE_START = re.compile(r"[.?!E\n]")
_LONGEST_SENTENCE = 150


_BACK = re.compile(r"[.?!E\nMU]")


def _last_end(c: str, lo: int, at: int) -> int:
    """The place after the last mark before ``at`` that may end a sentence, or ``lo``."""
    found = _BACK.search(c[lo:at][::-1])
    return at - found.start() if found else lo


def _sentence(o: Outline, at: int, lo: int, hi: int) -> tuple[int, int]:
    c = o.classes
    floor = max(lo, at - _LONGEST_SENTENCE)
    start = at
    while start > floor and (start := _last_end(c, floor, start)) > floor:
        before = c[start - 1]
        joined = c[start] == "c" and o.word(start).islower()  # declared “What a day!” and said
        if before in ".?!E\n" or not (joined or c[start] in "HNTmDvVB,"):
            break
        start -= 1
    stop = min(hi, at + _LONGEST_SENTENCE)
    for found in _SENTENCE_END.finditer(c, at, stop):
        end = found.start()
        if c[end] != "E":
            return start, end
        goes_on = c[end + 1 : end + 2]
        if not (goes_on == "v" or (goes_on == "c" and o.word(end + 1).islower())):
            return start, end + 1
    return start, stop
