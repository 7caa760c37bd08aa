"""Words of a name whose class only the words beside them tell: "Otis Farrow, Jr.", "Secretary of State", "April".

Works on the class string of an outline (see tokens for its letters). Imports language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quotetrack.language import Rules
from quotetrack.language.names import load_name_words

# Places where a class may change, by what stands there and behind it; the words are looked up.
_PLACES = re.compile(
    r"N(?<![^\n.?!EM]N)(?=N{1,3}[kp:])"  # Ask Ann Lee what she misses. Continued Lee: “…”
    r"|N(?=[,D]N|[pn]q|[xH]N|T)"  # Farrow, Jr.; Winona Two Strike; Truus in 't Veld; Edson do Carmo; Right Rev.
    r"|T(?=N{1,4}(?!T))|S(?=N)"  # Justice Department, King’s College
    r"|D(?=T)|r(?=T)"  # the Most Rev. (every choice begins with a letter, so that the search skips to the next one)
    r"|T(?=p[ND])"  # Secretary of State
    r"|y(?=N)"  # April Dunmore
    r"|&(?=m)"  # Purcell & Daughters
    r"|[NTJ](?=m(?:[^NTm]|$))"  # Tim Cook, Dr. Contractor
    r"|[ND](?=mN)"  # the Police Federation
)
# The comma that closes ", Jr.," parts nobody from his verb.
_CLOSED = re.compile(r"NJ?,(?=[rx]?[vVxd])")
_SUFFIX_AFTER = re.compile(r"J|[,.;:)\nxvVdQEMFU-]|$")
# Before a name that is a month: the edge of a clause, a verb, a title; and not "in", "last", "on Monday".
_BEFORE_MONTH = frozenset("\n.?!,;:-(vVcQEMFUhkwT*")
_LONGEST_TITLE = 6
_LONGEST_BODY = 4
_LONGEST_GIVEN = 4  # tokens before a surname, full stops too


def read_names(classes: str, tokens: Sequence[str], rules: Rules) -> str:
    """``classes`` with the words of names read as such. Linear: each place looks at a few words beside it."""
    letters: list[str] | None = None
    surnames: set[str] = set()
    for place in _PLACES.finditer(classes):
        at = place.start()
        if classes[at] in "TS" and classes[at + 1] == "N":
            if _owns_or_opens_body(classes, tokens, at, rules):
                letters = letters or list(classes)
                letters[at] = "N"
            continue
        if classes[at : at + 2] == "NN":
            if _bare(tokens, at) in rules.words["function.imperative"]:
                letters = letters or list(classes)
                letters[at] = "d"  # Ask Ann Lee what she misses.
            elif _continues(_bare(tokens, at), rules):
                letters = letters or list(classes)
                letters[at] = "v"  # Continued Lee: “…”
            continue
        if classes[at] != "y" and classes[at + 1] != "T":
            at += 1
        letter, length = _letter(classes, tokens, at, rules)
        if letter:
            letters = letters or list(classes)
            letters[at : at + length] = letter * length
            if letter == "N" and classes[at] == "m" and classes[at - 1] != "&":
                surnames.add(tokens[at].rstrip())
            closed = _CLOSED.match(classes, at + 1) if letter == "J" else None
            if closed is not None:
                letters[closed.end() - 1] = "r"
    if surnames and letters:
        for at, letter in enumerate(classes):
            if letter == "m" and tokens[at].rstrip() in surnames and classes[at - 1 : at] not in ("D", "S", "s"):
                letters[at] = "N"  # “…,” Cook said
    return "".join(letters) if letters else classes


def _continues(word: str, rules: Rules) -> bool:
    """Whether a word is a finite verb of saying."""
    cue = rules.cues.get(word)
    return cue is not None and cue.tier == "core" and cue.form in ("past", "third")


def _owns_or_opens_body(c: str, tokens: Sequence[str], at: int, rules: Rules) -> bool:
    """Whether the title or owner at ``at`` begins a body's name: "the Justice | Department", "King’s | College"."""
    if c[at] == "S" and _bare(tokens, at).replace("’", "'").removesuffix("'s") not in rules.words["names.owning"]:
        return False
    end = at + 1
    while end <= at + _LONGEST_BODY and c[end : end + 1] == "N":
        end += 1
    found = range(at + 1, end) if c[at] == "S" else range(end - 1, end)
    return any(_bare(tokens, place) in rules.words["names.governing"] for place in found)


def _letter(c: str, tokens: Sequence[str], at: int, rules: Rules) -> tuple[str, int]:
    """The class of the word at ``at`` and of how many words from there; "" where it stays what it is."""
    kind = c[at]
    if kind == ",":
        is_suffix = _bare(tokens, at + 1) in load_name_words(rules.language).suffixes
        return ("J", 1) if is_suffix and _SUFFIX_AFTER.match(c, at + 2) else ("", 0)
    if kind == "p" and c[at - 1] == "T":
        return "T", _title_goes_on(c, tokens, at, rules)
    word = tokens[at].rstrip()
    lower = word.lower()
    capital = word[0].isupper()
    lists = rules.words
    if kind == "y":
        is_name = capital and lower in lists["names.months"] and (at == 0 or c[at - 1] in _BEFORE_MONTH)
        return ("N", 1) if is_name else ("", 0)
    if kind in "pnxH":
        return ("q", 1) if word in lists["names.between"] else ("", 0)
    if kind == "m":
        if capital and c[at + 1 : at + 2] == "N" and word != word.upper():  # "the Police | Federation"
            return ("N", 1) if _bare(tokens, at + 1) in lists["names.bodies"] else ("", 0)
        named = capital and (c[at - 1] == "&" or _is_surname(c, tokens, at, lower, rules))
        return ("N", 1) if named else ("", 0)
    if capital and c[at + 1] == "T" and lower in lists["names.honouring"]:
        return "T", 1
    return ("N", 1) if kind == "D" and capital and lower in lists["names.numbers"] and c[at + 1] == "N" else ("", 0)


def _is_surname(c: str, tokens: Sequence[str], at: int, word: str, rules: Rules) -> bool:
    """Whether a calling in capitals is somebody's name: Tim Cook, and no Ghent Carpenter, the London Banker."""
    first = at
    while first > 0 and c[first - 1] in "NTJ":
        first -= 1
    titled = "TJ" in c[first:at]  # Spokesperson Lt. Aimee Baker
    alone = titled or c[first - 1 : first] not in ("D", "S", "s", "m", "n")
    return alone and at - first <= _LONGEST_GIVEN + 2 * titled and word in rules.words["names.callings"]


def _title_goes_on(c: str, tokens: Sequence[str], at: int, rules: Rules) -> int:
    """How many words from the preposition at ``at`` belong to the title before it, with a name behind them; or 0."""
    for first in (at - 1, at - 2):
        if first < 0 or c[first] not in "TN":
            break
        words = tuple(_bare(tokens, place) for place in range(first, min(len(tokens), first + _LONGEST_TITLE)))
        for end in range(len(words), at - first + 1, -1):
            if words[:end] in rules.title_phrases and c[first + end : first + end + 1] == "N":
                return first + end - at
    for count in (2, 1):  # "Mayor of New York Ann Lee"
        place = " ".join(_bare(tokens, word) for word in range(at + 1, min(len(tokens), at + 1 + count)))
        if c[at + 1 : at + 3 + count] == "N" * (count + 2) and place in rules.words["places.names"]:
            return count + 1
    return 0


def _bare(tokens: Sequence[str], at: int) -> str:
    return tokens[at].rstrip().lower()
