"""What is known of somebody beside the name (role, outlet, date), and whether two such contexts can be one person's.

Floor 3: imports language and names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from quotetrack.language.callings import load_callings
from quotetrack.speakers.names import fold

# Nobody is quoted in news over so many years.
_LIFE = 70
# So far apart two reports of one office are of the same holder.
_TERM = 1
# A career takes years: within fewer, somebody of two callings is two people.
_CAREER = 5
_KEY = re.compile(r"(?:^|[;,\n])\s*([a-z_]{2,20})\s*=", re.IGNORECASE)
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)(?:-\d\d(?:-\d\d)?)?\b")
# "(R-Ariz.)", "R-Ariz.", "(D., Mass.)"
_SEAT = re.compile(r"(?:\(|,\s*)([DRIL])\.?\s*[-–—,]\s*([A-Z][A-Za-z. ]{1,15}?)\.?\s*(?:\)|$)")
_LONGEST = 2_000


class Agreement(StrEnum):
    """What two contexts say of whether they are one person's."""

    FOR = "for"
    AGAINST = "against"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Seat:
    """Party and state as "(R-Ariz.)" has them; the state by its name, "" if it is none that is known."""

    party: str
    state: str


@dataclass(frozen=True, slots=True)
class Context:
    """``words`` are those of the role that say something, folded; ``fields`` the fields of life, ``countries`` and
    ``states`` the places in them; ``offices`` those that one person holds at a time; ``year`` is that of the date, 0
    for none."""

    words: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    outlet: str = ""
    year: int = 0
    offices: frozenset[str] = frozenset()

    @property
    def specific(self) -> frozenset[str]:
        """Words of the role that do not name the calling: places, parties, employers."""
        known = load_callings().fields
        return frozenset(word for word in self.words if word not in known)


def seat_of(printed: str) -> Seat | None:
    """Party and state that stand after a name, None where none do."""
    found = _SEAT.search(printed[-60:])
    if found is None:
        return None
    return Seat(found[1], load_callings().states.get(fold(found[2].replace(".", "")), ""))


def read_context(given: str | Mapping[str, str] | None) -> Context:
    """A context from "key=value; key=value", from a mapping, or from free text, which is the role. ``role``, ``outlet``
    and ``date`` are known; what any other key says counts as the role does."""
    if not given:
        return Context()
    if isinstance(given, str):
        return _from_text(given[:_LONGEST])
    return _made({str(key): str(value)[:_LONGEST] for key, value in given.items() if value})


@lru_cache(maxsize=4096)
def _from_text(text: str) -> Context:
    keys = list(_KEY.finditer(text))
    if not keys:
        return _made({"role": text, "date": text})
    ends = [key.start() for key in keys[1:]] + [len(text)]
    said = {"role": text[: keys[0].start()]}
    for key, end in zip(keys, ends, strict=True):
        name = key[1].lower()
        said[name] = f"{said.get(name, '')} {text[key.end() : end].strip(' ;,')}".strip()
    return _made(said)


def _made(said: Mapping[str, str]) -> Context:
    year = _YEAR.search(said.get("date", ""))
    role = "; ".join(value for key, value in said.items() if key.lower() not in ("date", "outlet", "publisher"))
    known = load_callings()
    tokens = fold(_YEAR.sub(" ", role).replace(".", "").replace("’s", "").replace("'s", "")).split()
    words: set[str] = set()
    countries: set[str] = set()
    states: set[str] = set()
    fields: set[str] = set()
    at = 0
    while at < len(tokens):
        for length in (3, 2, 1):
            word = " ".join(tokens[at : at + length])
            if length == 1 and len(word) > 3 and word.endswith("s") and word not in known.countries:
                word = word[:-1] if word[:-1] in known.fields or word[:-1] in known.synonyms else word
            if length == 1 or word in known.fields or word in known.countries or word in known.states:
                break
            if word in known.synonyms:
                break
        at += length
        fields |= known.fields.get(word, frozenset())
        word = known.synonyms.get(word, word)
        fields |= known.fields.get(word, frozenset())
        # "in", "or", "me" are states only where a seat is printed.
        if word in known.states and (len(word) > 3 or (word not in known.empty and len(tokens) == 1)):
            states.add(known.states[word])
        if word in known.countries:
            word = known.countries[word]
            countries.add(word)
        if word not in known.empty:
            words.add(word)
    return Context(
        frozenset(words),
        frozenset(fields),
        frozenset(countries),
        frozenset(states),
        fold(said.get("outlet", "") or said.get("publisher", "")),
        int(year[1]) if year else 0,
        offices_of(role),
    )


@lru_cache(maxsize=4096)
def offices_of(role: str) -> frozenset[str]:
    """Offices of ``sole_offices`` that a role, or one of several, is as a whole: no former one, no deputy's."""
    parts = (fold(part.replace(".", "")) for part in role.split(";"))
    return frozenset(part.removeprefix("the ").removeprefix("us ") for part in parts) & load_callings().sole_offices


def shared_office(a: Context, b: Context) -> str:
    """The office that both hold at one time, so that they are one person; "" for none."""
    elsewhere = a.countries and b.countries and a.countries.isdisjoint(b.countries)
    if elsewhere or not (a.year and b.year) or abs(a.year - b.year) > _TERM:
        return ""
    return min(a.offices & b.offices, default="")


def agreement(a: Context, b: Context, *, common: bool = False) -> tuple[Agreement, str] | None:
    """What two contexts say, and in which words; None where they say nothing. With ``common`` they are contexts of one
    common name, for which less is enough to tell two people apart."""
    apart = abs(a.year - b.year) if a.year and b.year else 0
    if apart >= _LIFE:
        return Agreement.EXCLUDED, f"{a.year} and {b.year} are too far apart"
    for mine, theirs in ((a.states, b.states), (a.countries, b.countries)):
        if mine and theirs and mine.isdisjoint(theirs):
            return Agreement.AGAINST, f"one is of {_listed(mine)}, one of {_listed(theirs)}"
    careers = apart >= _CAREER and not common
    if a.fields and b.fields and a.fields.isdisjoint(b.fields):
        return None if careers else (Agreement.AGAINST, f"one is in {_listed(a.fields)}, one in {_listed(b.fields)}")
    specific = a.specific & b.specific
    callings = (a.words & b.words) - specific
    if len(callings) > 1 or (specific and (callings or len(specific) > 1 or a.fields & b.fields)):
        return Agreement.FOR, f"both are {_listed(callings | specific)}"
    if callings and a.specific and b.specific and not careers:
        return Agreement.AGAINST, f"one is {_listed(callings)} of {_listed(a.specific)}, one of {_listed(b.specific)}"
    if callings and a.outlet and a.outlet == b.outlet and a.year and b.year and apart <= _TERM:
        return Agreement.FOR, f"both are {_listed(callings)} in one paper at one time"
    return None


def _listed(words: frozenset[str]) -> str:
    return " and ".join(sorted(words))
