"""Couples: "Mrs Lee" where Jo Lee, the only one of the surname in full, is a man.

Imports tokens, printed and roles.
"""

from __future__ import annotations

from quotetrack.extraction.printed import take_apart
from quotetrack.extraction.roles import Person
from quotetrack.extraction.tokens import Outline

_NEAR = 80  # tokens behind a name
_NAMES = frozenset("NTS\n")


def is_partner(o: Outline, person: Person, first: int, last: int, gender: str) -> bool:
    """Whether a titled surname at ``first:last`` is not ``person``'s but of somebody of his or her family: he is a man
    by the pronoun behind his name and she is Mrs, or "Mr Lee, Ann’s husband," where Ann Lee is named."""
    c = o.classes
    if c[last + 1 : last + 3] == ",S":
        owner = take_apart(o.word(last + 2))[1]
        if owner and owner[0] == person.words[0] and len(person.words) > 1:
            return True
    married = o.rules.words["names.married"]
    return (
        not person.gender
        and not person.made
        and person.first < first
        and len(person.words) > 1
        and any(o.lower(at) in married for at in range(first, last))
        and _shown_behind(o, person) not in ("", gender)
    )


def _shown_behind(o: Outline, person: Person) -> str:
    """ "f" or "m" by the first pronoun behind the first mention of somebody, in the same paragraph and before any other
    name; or ""."""
    c, words = o.classes, o.rules.words
    at = person.first + 1
    while c[at : at + 1] in ("N", "T", "J"):
        at += 1
    for token in range(at, min(len(c), at + _NEAR)):
        if c[token] in _NAMES:
            return ""
        word = o.lower(token).partition("'")[0] if c[token] == "H" else ""
        if word in words["pronouns.feminine"] or word in words["pronouns.masculine"]:
            return "f" if word in words["pronouns.feminine"] else "m"
    return ""
