"""Edges: what stands right behind a run of capitals, and whether it makes the run a body's name or somebody's.

Imports tokens.
"""

from __future__ import annotations

import re

from quotetrack.extraction.tokens import Outline

_ONE_APPOSED = re.compile(r",(?:0,)?D[0nNSs]{0,4}m")
_NO_NAME_AFTER = frozenset("NTJDSn&")
_TO_SOMEBODY = frozenset(("to", "by", "with", "for"))


def goes_on(o: Outline, last: int) -> bool:
    """Whether a verb in small letters follows a run: then it stands in no headline."""
    return o.classes[last + 1 : last + 2] in ("v", "V", "x", "d") and o.tokens[last + 1][0].islower()


def corporate_end(o: Outline, last: int) -> int:
    """The last token of "Harlow Tidewater plc" and "Meridian Widgets, Inc." where the run ends at ``last``."""
    c = o.classes
    at = last + 1 + (c[last + 1 : last + 2] == ",")
    if at >= len(c) or c[at] not in "nN" or o.lower(at).rstrip(".") not in o.rules.words["names.corporate"]:
        return last
    return at


def is_of_body(o: Outline, at: int) -> bool:
    """Whether the word at token ``at`` is a body's alone: no "head", no "family"."""
    return o.is_in(at, "roles.organisation") and not o.is_in(at, "roles.person")


def is_apposed(o: Outline, at: int) -> bool:
    """Whether the single word at token ``at`` is told to be somebody: "according to Suprapto, the head of …"."""
    c = o.classes
    apposed = _ONE_APPOSED.match(c, at + 1)
    if apposed is None or c[at] != "N" or o.word(at).isupper() or not o.is_in(apposed.end() - 1, "roles.person"):
        return False
    before = c[at - 1 : at]
    return before not in _NO_NAME_AFTER and (before != "p" or o.lower(at - 1) in _TO_SOMEBODY)
