"""Levels: which words count as cues of indirect speech where clauses, speech or all attributions are asked for.

Imports language and model.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from quotetrack.language import Rules
from quotetrack.model import Attributions

# A noun only before "that": "her promise that …"; no verb has "the" or "Lee's" right before it.
_CUE = re.compile("[vVgGA]|(?<![DSsp])B|[mnB](?=h)")
_ANY_CUE = re.compile("[vVBgGAdnIm]")


class Level(NamedTuple):
    """What counts where so much is asked for: the forms that a clause depends on, those whose object tells what was
    spoken about, those of thinking; all these words, nouns of saying too; and the letters that they may have."""

    reports: frozenset[str]
    acts: frozenset[str]
    attitudes: frozenset[str]
    words: frozenset[str]
    cue: re.Pattern[str]


_LEVELS: dict[tuple[int, Attributions], tuple[Rules, Level]] = {}


def level_of(rules: Rules, attributions: Attributions) -> Level:
    known = _LEVELS.get((id(rules), attributions))
    if known is not None and known[0] is rules:
        return known[1]
    silent, reporting, acting = (rules.list(f"verbs.{name}") for name in ("silent", "reporting", "acting"))
    clausal = [(word, form) for word, form in rules.cues.items() if form.frame == "clause"]
    if attributions is Attributions.ALL:
        reports = frozenset(word for word, form in clausal if form.lemma not in silent or form.tier == "core")
        acts = frozenset(word for word, form in rules.cues.items() if form.lemma not in silent)
        attitudes = frozenset(rules.attitudes)
    else:
        reports = frozenset(word for word, form in clausal if form.tier == "core" or form.lemma in reporting)
        speech = attributions is Attributions.SPEECH
        acts = frozenset(word for word, form in rules.cues.items() if speech and form.lemma in acting)
        attitudes = frozenset()
    words = reports | acts | attitudes | rules.cue_nouns
    level = Level(reports, acts, attitudes, words, _ANY_CUE if attitudes else _CUE)
    _LEVELS[id(rules), attributions] = rules, level
    return level
