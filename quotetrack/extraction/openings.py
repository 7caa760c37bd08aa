"""Openings: how a sentence begins, and whether who is named there can be its subject.

Imports tokens.
"""

from __future__ import annotations

from quotetrack.extraction.tokens import Outline

STANDING = frozenset(("another", "one"))  # one without a name, as a subject
_VERBS = frozenset("xvVdB")


def is_standing(o: Outline, start: int, end: int) -> bool:
    """Whether a sentence begins with one who is told by no noun: "Another was …", "The 42-year-old was …"."""
    return o.lower(start) in STANDING or o.lower(min(start + 1, end - 1)).endswith("-year-old")


def is_fronted(o: Outline, start: int, at: int) -> bool:
    """Whether a sentence begins with a participle, or has but a preposition before token ``at``: who is named there is
    not its subject."""
    c = o.classes
    first = start + (c[start] in "cr")
    if c[first] == "p":
        verbs = (c[token] in _VERBS and (c[token] != "B" or c[token - 1] not in "DSs") for token in range(first, at))
        return o.lower(first) != "for" and not any(verbs)  # "For Ann Lee, she says, …"
    participle = o.lower(first).endswith("ed") or o.lower(first) == "told"
    return c[first] in "IgG" or (c[first] in "dvVBnN" and c[first + 1] in "bpkhw" and participle)
