"""Headlines: lines that print nearly every word with a capital, so that capitals there tell no names.

Imports tokens.
"""

from __future__ import annotations

from quotetrack.extraction.tokens import Outline

_LONGEST = 30  # tokens
_SMALL = 4  # letters of a word that a headline may leave small beside prepositions; and words of no headline


class Headlines:
    """The headlines of one article, looked at when somebody asks."""

    def __init__(self, o: Outline) -> None:
        self._o = o
        self._known: dict[int, bool] = {}  # lines, by their first token

    def has(self, at: int) -> bool:
        """Whether token ``at`` stands in a short line that prints nearly every word with a capital: "Lee Slams Day"."""
        c = self._o.classes
        floor = max(0, at - _LONGEST)
        start = c.rfind("\n", floor, at) + 1
        if not start and floor:
            return False
        known = self._known.get(start)
        if known is None:
            end = c.find("\n", at, start + _LONGEST)
            end = end if end >= 0 else len(c)
            known = end - start <= _LONGEST and self._has_capitals(start, end)
            self._known[start] = known
        return known

    def _has_capitals(self, start: int, end: int) -> bool:
        """Whether of the words ``start:end`` only short ones that are no verbs are in small letters."""
        o, c = self._o, self._o.classes
        words = small = 0
        for at in range(start, end):
            first = o.tokens[at][0]
            if first.islower():
                if c[at] in "vVdxH" or (len(o.word(at)) > _SMALL and c[at] != "p"):
                    return False
                small += 1
            words += first.isalpha()
        return words > max(_SMALL, 2 * small)
