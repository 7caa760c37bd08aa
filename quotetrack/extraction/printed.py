"""Names as they are printed: taken apart, with nicknames in marks, as acronyms, and what a given name tells.

Imports tokens, speakers.names, language and model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from quotetrack.extraction.tokens import Outline
from quotetrack.language import Rules, load_rules
from quotetrack.language.names import load_name_words
from quotetrack.model import SpeakerKind
from quotetrack.speakers.names import display_name, fold

_NICKNAME = re.compile("(?<=N)F(?=N)")
_BRACKETED = re.compile(r"\(N\)")
_LONGEST_NICKNAME = 24  # characters
_LONGEST_ACRONYM = 8
_SHORTEST_STYLED = 3  # words: "Order Minister Ann Lee" has more
MOST_REMEMBERED = 200_000  # names of which something is remembered between articles


def over_nicknames(o: Outline) -> str:
    """The class string with a nickname in marks read as a part of the name: Eddie “The Ladder” Malloy."""
    c = o.classes
    if "NFN" not in c:
        return c
    letters = list(c)
    for place in _NICKNAME.finditer(c):
        inside = o.run_at(place.start()).inner.of(o.text)
        if len(inside) <= _LONGEST_NICKNAME and all(word[0].isupper() or word == "the" for word in inside.split()):
            letters[place.start()] = "J"
    return "".join(letters)


def acronyms(o: Outline) -> dict[str, str]:
    """ "The National Union of Bell Ringers (NUBR)": the capitals in brackets begin the words before them."""
    c = o.classes
    known: dict[str, str] = {}
    for found in _BRACKETED.finditer(c):
        opening, printed = found.start(), o.word(found.start() + 1)
        if not (printed.isupper() and printed.isalpha() and 1 < len(printed) <= _LONGEST_ACRONYM):
            continue
        wanted, at = list(printed), opening
        while wanted and at > 0:
            at -= 1
            if o.tokens[at][0] == wanted[-1]:
                wanted.pop()
            elif c[at] not in "pcD&":
                break
        if not wanted:
            known.setdefault(printed, o.mention(at, opening - 1))
    return known


@lru_cache(maxsize=16384)
def take_apart(printed: str) -> tuple[str, tuple[str, ...]]:
    """A printed name without its title, and its words folded for comparing. The King of King’s College is no title."""
    words = printed.split()
    body = _is_body(words)
    name = " ".join(words[words[0] in ("The", "the") :]) if body else display_name(printed)
    if not body and len(words) > _SHORTEST_STYLED:
        name = _without_office(name)
    return name, name_words(name)


def _without_office(name: str) -> str:
    """ "Order Minister Ann Lee" is Ann Lee: an office whose field is known to no list."""
    words = name.split()
    offices = load_rules().words["names.offices"]
    office = next((at for at in range(len(words) - 3, 0, -1) if words[at].lower() in offices), -1)
    return " ".join(words[office + 1 :])


class _Apart(dict[str, tuple[str, tuple[str, ...]]]):
    """Token (with its blanks) to the name it is and the words of that."""

    def __missing__(self, token: str) -> tuple[str, tuple[str, ...]]:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        found = self[token] = take_apart(token.rstrip())
        return found


APART = _Apart()


def _is_body(words: Sequence[str]) -> bool:
    """Whether a printed name has a word of bodies, and no title behind it: "Budget Committee Chairman Ann Lee"."""
    governing = load_rules().words["names.governing"]
    at = max((at for at, word in enumerate(words) if at and word.lower() in governing), default=0)
    return at > 0 and load_name_words().title_words.isdisjoint(word.lower().strip(".") for word in words[at + 1 : -1])


def name_words(name: str) -> tuple[str, ...]:
    return tuple(filter(None, (fold(word).replace(" ", "") for word in name.split())))


def adds_middle_names(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether of two names with equal ends one only adds names between: "Lindsey Graham", "Lindsey O. Graham"."""
    shorter, longer = sorted((a, b), key=len)
    return set(shorter) <= set(longer)


def kind_of_printed(name: str, rules: Rules) -> SpeakerKind:
    """What kind of speaker a name is: person, organisation or place, by its words alone."""
    words = [word.lower().rstrip(".") for word in name.split()]
    if not rules.list("places.names").isdisjoint((" ".join(words), " ".join(words).removeprefix("the "))):
        return SpeakerKind.PLACE
    if len(words) > 1 and words[-1] in rules.list("places.ends"):
        return SpeakerKind.PLACE  # Pier Road
    if len(words) > 1 and all(_is_geographic(word, rules) for word in words):
        return SpeakerKind.PLACE  # Central Asia, and the American Israel of a committee
    if len(words) == 2 and "-" in words[0] and words[1] in rules.list("names.nationals"):
        return SpeakerKind.UNNAMED  # a Spanish-speaking Ecuadorian
    if "&" in words or (len(words) == 1 and len(name) > 1 and name.isupper()):
        return SpeakerKind.ORGANISATION
    # "Bill Clinton" is a person though a bill is none: the first of several words counts only for bodies
    telling = words if len(words) == 1 or words[0] in rules.words["names.bodies"] else words[1:]
    return SpeakerKind.PERSON if rules.list("roles.organisation_name").isdisjoint(telling) else SpeakerKind.ORGANISATION


def _is_geographic(word: str, rules: Rules) -> bool:
    return word in rules.words["places.parts"] or word in rules.list("places.names")
