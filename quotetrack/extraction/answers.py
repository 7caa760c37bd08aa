"""Answers: which sentence asks, by what verb, and whether the next one answers it.

Imports tokens.
"""

from __future__ import annotations

import re

from quotetrack.extraction.tokens import RUN_CLASSES, Outline

_RUNS = frozenset(RUN_CLASSES)
_WHETHER = re.compile("[nNJm],?(?:k|w|p.{0,12}$)")  # "asked Ann Lee | whether …", "… about it"


def is_question(c: str, start: int, end: int, at: int) -> bool:
    """Whether a sentence asks in marks what the next answers so: "“Why?” Ann Lee asked Jo Day. “Well,” he …"."""
    return "M" in c[max(0, start - 1) : start + 1] and c[end:at].strip(".,\n") in _RUNS


def is_reply(o: Outline, at: int) -> bool:
    """Whether the pronoun at token ``at`` is the subject of a verb of answering: "he replied"."""
    return at + 1 < len(o.tokens) and _lemma(o, at + 1) in ("reply", "answer", "respond")


def is_asked(o: Outline, start: int, end: int, at: int) -> bool:
    """Whether a sentence tells what is asked, and the next begins with the answer in marks: "Ann Lee asked Jo Day
    whether it was over. “No,” she …"."""
    if o.classes[end:at].strip(".,\n") not in _RUNS:
        return False
    asking = find_asking(o, start, end)
    return asking > 0 and _WHETHER.search(o.classes, asking, end) is not None


def is_put(o: Outline, start: int, end: int, at: int) -> bool:
    """Whether somebody who is no pronoun puts a question in marks that the next sentence answers: "“Why?” asked the
    clerk. “Well,” he …": he is not the clerk."""
    c = o.classes
    if not is_question(c, start, end, at):
        return False
    asking = find_asking(o, start, end)
    return asking > 0 and "H" not in (c[asking - 1], c[asking + 1 : asking + 2])


def speaks(o: Outline, verb: int) -> bool:
    """Whether a subject before token ``verb`` says something of his own, and does not ask somebody: "Lee said …"."""
    said = _SAYS.match(o.classes, verb)
    return said is not None and _lemma(o, said.end() - 1) not in ("ask", "question")


_SAYS = re.compile(r"(?:,[^v.?!;:\n]{1,60}(?:,|(?=v)))?[rx]*v")  # "Ann Lee, the head of Hall 4 in Ghent, | said"


def find_asking(o: Outline, start: int, end: int) -> int:
    """The token of the verb of asking in a sentence; or -1."""
    c = o.classes
    return next((at for at in range(start, end) if c[at] in "vB" and _lemma(o, at) in ("ask", "question")), -1)


def _lemma(o: Outline, token: int) -> str:
    cue = o.cue(token)
    return cue.lemma if cue is not None else ""
