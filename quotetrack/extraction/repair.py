"""What real text gets wrong or adds, mended before it is read: lines wrapped by hand, signs of Markdown, a closing mark
that is missing.

Mending keeps the length of the text, so that offsets never need a map. Imports quotations, language and model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quotetrack.extraction.quotations import Run
from quotetrack.language import Rules
from quotetrack.model import Span

_LONGEST_WRAPPED = 120  # characters; a longer line was not wrapped by hand
_SHORTEST_WRAPPED = 40
_FEWEST_WRAPPED = 3  # line ends
_WRAP = re.compile(rf"(?<=[^\n]{{{_SHORTEST_WRAPPED}}})\r?\n(?=\S)")
# A long line with another right before or after it; one that is a paragraph of its own tells nothing of the others.
_LONG_LINE = re.compile(
    rf"^[^\n]{{{_LONGEST_WRAPPED + 1},}}\n(?=\S)|(?:(?<=[^\r\n]\n)|(?<=[^\n]\r\n))[^\n]{{{_LONGEST_WRAPPED + 1}}}",
    re.MULTILINE,
)
_SENTENCE_ENDS = frozenset(".?!:")
_QUOTATION_MARKS = "”\"’'"


def unwrap(text: str) -> str:
    """``text`` with the line ends inside hand-wrapped paragraphs turned into blanks; other text comes back as it is.

    A text is wrapped by hand if no line of a paragraph of several is longer than 120 characters and most line ends
    without a blank line after them stand in the middle of a sentence.
    """
    if "\n" not in text or _LONG_LINE.search(text):
        return text
    wraps = list(_WRAP.finditer(text))
    inside = sum(_last_sign(text, wrap.start()) not in _SENTENCE_ENDS for wrap in wraps)
    if len(wraps) < _FEWEST_WRAPPED or inside * 3 < len(wraps) * 2:
        return text
    return _WRAP.sub(lambda wrap: " " * len(wrap.group()), text)


def _last_sign(text: str, end: int) -> str:
    """The last character before ``end`` that is no quotation mark (of the three before it)."""
    return text[max(0, end - 3) : end].rstrip(_QUOTATION_MARKS)[-1:]


_MARKUP = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)"  # headings and quoted blocks
    r"|\[(?=[^\[\]\n]{1,200}\]\([^()\s]{1,500}\))|\]\([^()\s]{1,500}\)"  # what stands around the words of a link
    r"|\*{1,3}|__",
    re.MULTILINE,
)
_IS_MARKDOWN = re.compile(r"^#{1,6}[ \t]+\S|\]\([^()\s]{1,500}\)|\*\*\w", re.MULTILINE)


def unmark(text: str) -> str:
    """``text`` with the signs of Markdown turned into blanks, where it has any; other text comes back as it is."""
    if not _IS_MARKDOWN.search(text):
        return text
    return _MARKUP.sub(lambda mark: " " * len(mark.group()), text)


_OPENING = re.compile(r"\s*[“\"„«‘'`]")
_TAG = re.compile(
    r",\s+(?:(?P<before>[a-z]+)\s+(?=[A-Z]|the\s|a\s|an\s|his\s|her\s)"  # , said Ann Lee
    r"|(?:(?:[A-Z][\w.’'-]*\s+){1,5}|(?:he|she|they)\s+)(?P<after>[a-z]+)\b)"  # , Ann Lee said
)


def close_runs(text: str, runs: Sequence[Run], rules: Rules) -> list[Run]:
    """The runs, with those that were never closed cut where their attribution begins: “We will rebuild, said Ann Lee.

    A run that the next paragraph takes up with an opening mark stays open to its line's end.
    """
    return [run if run.closed else _close(text, run, rules) for run in runs]


def _close(text: str, run: Run, rules: Rules) -> Run:
    if _OPENING.match(text, run.end):
        return run
    for tag in _TAG.finditer(text, run.inner.start, run.end):
        cue = rules.cues.get(tag["before"] or tag["after"])
        if cue is not None and cue.tier == "core" and cue.form in ("past", "third"):
            end = tag.start() + 1
            return Run(run.start, end, Span(run.inner.start, end), False, ())
    return run
