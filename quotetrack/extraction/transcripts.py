"""Turns of a transcript: paragraphs that begin with the speaker's name and a colon, verbatim without marks.

A text has a transcript if several paragraphs in it begin with labels, and labels come again; labels in small letters
("Emil: The pigeons.") only where two or more take turns, paragraph after paragraph. Imports model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from quotetrack.model import Span

_FEWEST_TURNS = 3
_FEWEST_ALTERNATING = 4
# [QA], or words in capitals (MR., O’NEILL, OKONKWO-BELL), an aside in brackets, a colon, and words without marks.
_LABEL = (
    r"^(?P<label>[QA]|\p{Lu}[\p{Lu}\p{M}.’'-]*(?:[ \u00a0]\p{Lu}[\p{Lu}\p{M}.’'-]*){0,4})"
    r"(?:[ \u00a0]\([^()\n]{1,60}\))?:[ \u00a0]+(?=[^\s“\"„«‘'])"
)
# A word with a capital, with its full stop, hyphen or apostrophe: Lt. Vann, Ann O’Hara-Lee
_NAME_WORD = r"[^\W\d_a-z](?:[^\W\d_]|['’-](?=[^\W\d_]))*\.?"
_NAME_LABEL = re.compile(rf"^(?P<label>{_NAME_WORD}(?: {_NAME_WORD}){{0,3}}): +(?=[^\s“\"„«‘'])", re.MULTILINE)
_ASKED_LABEL = re.compile(r"^(?P<label>[QA])[.:] +(?=[^\s“\"„«‘'])", re.MULTILINE)
# What every line with a label has: the searches skip from line end to line end.
_MAY_BE_LABEL = re.compile(r"\n[^\W\d_a-z](?![a-z])[^\n:]*:")
_MAY_BE_NAME_LABEL = re.compile(r"\n[^\W\d_a-z][^\n:]{0,60}: ")
_ASIDE = re.compile(r"[(\[][^()\[\]\n]{1,80}[)\]][ \u00a0]*")
_MARKED = re.compile('[“”„"«]')
_LONGEST_TURN = 12  # paragraphs
_LINE = re.compile(r"[^\r\n]+")


class Turn(NamedTuple):
    """What one speaker said in one go: the label that names him, and a span a paragraph."""

    label: Span
    content: tuple[Span, ...]

    @property
    def whole(self) -> Span:
        """Label and content together."""
        return Span(self.label.start, self.content[-1].end)


def find_turns(text: str) -> list[Turn]:
    """The turns of a transcript in ``text``, in order; none where it has no transcript. Linear in the text."""
    opened = f"\n{text}"
    asked = "\nQ. " in opened and "\nA. " in opened
    if not asked and text.count(":") < _FEWEST_TURNS:
        return []  # most texts, by a look
    labels: Sequence[Any] = list(_ASKED_LABEL.finditer(text)) if asked else ()
    if len(labels) < _FEWEST_TURNS:
        labels = ()
    if not labels and len(_MAY_BE_LABEL.findall(opened)) >= _FEWEST_TURNS:
        import regex  # few texts come here

        labels = list(regex.finditer(_LABEL, text, regex.MULTILINE))
        counts = Counter(found["label"] for found in labels)
        if len(labels) < _FEWEST_TURNS or len(counts) < 2 or max(counts.values()) < 2:
            labels = ()
    if not labels and len(_MAY_BE_NAME_LABEL.findall(opened)) >= _FEWEST_ALTERNATING:
        labels = _alternating(text)
    if not labels:
        return []
    turns = []
    for found, following in zip(labels, [*labels[1:], None], strict=True):
        stop = following.start() if following is not None else len(text)
        lines = [Span(*line.span()) for line in _LINE.finditer(text, found.end(), stop) if line.group().strip()]
        # What follows the last turn is the article again, and so is a paragraph with quotation marks.
        marked = next((n for n, line in enumerate(lines) if n and _MARKED.search(text, *line)), len(lines))
        lines = lines[: 1 if following is None else min(marked, _LONGEST_TURN)]
        content = tuple(_spoken(text, line) for line in lines)
        turns.append(Turn(Span(*found.span("label")), tuple(span for span in content if span.start < span.end)))
    return [turn for turn in turns if turn.content]


def _alternating(text: str) -> list[re.Match[str]]:
    """The labels in small letters where at least two take turns in paragraphs next to one another; or none."""
    labels = list(_NAME_LABEL.finditer(text))
    counts = Counter(found["label"] for found in labels)
    if len(labels) < _FEWEST_ALTERNATING or len(counts) < 2 or min(counts.values()) < 2:
        return []
    for one, following in pairwise(labels):
        if one["label"] == following["label"] or len(text[one.end() : following.start()].split("\n\n")) > 2:
            return []
    return labels


def _spoken(text: str, line: Span) -> Span:
    """A line without the aside it may begin with ("(after a pause)") and the blanks around it."""
    aside = _ASIDE.match(text, line.start, line.end)
    start = aside.end() if aside else line.start
    end = line.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
