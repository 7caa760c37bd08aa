"""The words of page furniture, from furniture.toml, as one frozen value; checked when it is loaded.

May import: errors. Every mistake in the file is told at once.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from quotetrack.errors import RulesError
from quotetrack.model import FurnitureKind

# What may surround the words of a line of navigation: bullets, arrows, brackets, counts.
DECORATION = " \t\r\xa0•·●▪◦‣*–—-›»«‹<>|:…→←↑↓▲▼▾^#()[]0123456789,+"
# What may stand before the words of any line of furniture.
BULLETS = " \t\r\xa0•·●▪◦‣*–—-|"
# A line without any of these matches no pattern: most short lines end here.
TELLING = re.compile(r"[\d@©:|>»]|\bago$", re.IGNORECASE)

_TIME = (
    r"(?:T?\d{1,2}(?::\d\d){1,2}(?:\.\d+)?|\d{1,2}(?=\s?[ap]\.?m\b))\s?(?:[ap]\.?m\.?)?"
    r"\s?(?:\(?(?:[A-Z]{1,5}|[+-]\d\d:?\d\d)\)?)?"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole line of furniture; ``regex`` must match all of it, in any case."""

    kind: FurnitureKind
    name: str
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class PageWords:
    """Everything furniture.toml holds; words in lower case, ``month`` as an alternation for regular expressions."""

    navigation: frozenset[str]
    patterns: tuple[Pattern, ...]
    month: str
    byline_openers: re.Pattern[str]
    byline_labels: re.Pattern[str]
    byline_under: frozenset[str]
    byline_footers: tuple[str, ...]
    may_end: tuple[str, ...]
    sentence_starts: frozenset[str]
    calendar: frozenset[str]
    particles: frozenset[str]
    credit_labels: frozenset[str]
    credit_label: re.Pattern[str]
    agencies: tuple[str, ...]
    bare_credits: tuple[str, ...]
    outlet: frozenset[str]
    english: frozenset[str]


def raw_words() -> dict[str, Any]:
    """furniture.toml as it stands."""
    return tomllib.loads((files(__package__) / "furniture.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def page_words() -> PageWords:
    """The words of furniture.toml; raises RulesError with every mistake in it."""
    return read_words(raw_words())


def read_words(raw: dict[str, Any]) -> PageWords:
    """``raw`` as a PageWords; raises RulesError with every mistake in it."""
    mistakes: list[str] = []
    navigation: set[str] = set()
    for group in raw["navigation"]:
        for word in group["words"]:
            plain = word.strip(DECORATION).casefold()
            if plain in navigation:
                mistakes.append(f"furniture.toml: {word!r} stands twice in navigation")
            if plain != word:
                mistakes.append(f"furniture.toml: {word!r} must be written {plain!r}")
            navigation.add(plain)
    month = _alternation(raw["dates"]["months"])
    lists = {"{month}": f"(?:{month})", "{weekday}": f"(?:{_alternation(raw['dates']['weekdays'])})", "{time}": _TIME}
    patterns = []
    for entry in raw["pattern"]:
        regex = entry["regex"]
        for name, value in lists.items():
            regex = regex.replace(name, value)
        try:
            kind = FurnitureKind(entry["kind"])
            patterns.append(Pattern(kind, entry["name"], re.compile(regex, re.IGNORECASE)))
        except (ValueError, re.error) as error:
            mistakes.append(f"furniture.toml: pattern {entry['name']!r}: {error}")
    if mistakes:
        raise RulesError(tuple(mistakes))
    byline, caption = raw["byline"], raw["caption"]
    label = _longest_first(caption["labels"])
    may_end = tuple(start for entry in raw["pattern"] for start in entry.get("may_end", ()))
    footers = tuple(form for footer in byline["footers"] for form in _cases(footer))
    return PageWords(
        navigation=frozenset(navigation),
        patterns=tuple(patterns),
        month=month,
        byline_openers=re.compile(rf"(?:{_longest_first(byline['openers'])})\s{{1,3}}", re.IGNORECASE),
        byline_labels=re.compile(rf"(?:{_longest_first(byline['labels'])})\s?:\s{{0,3}}", re.IGNORECASE),
        byline_under=frozenset(byline["under"]),
        byline_footers=footers,
        may_end=may_end,
        sentence_starts=frozenset(start[0] for start in footers + may_end),
        calendar=frozenset(word.casefold() for groups in raw["dates"].values() for group in groups for word in group),
        particles=frozenset(byline["particles"]),
        credit_labels=frozenset(caption["labels"]),
        credit_label=re.compile(
            rf"(?:^|[.!?”’\"'…)]\s{{0,3}}|\|\s?)(?:{label})(?:\s(?:credit|by|courtesy|from|via))?"
            r"\s?(?::|\bby\b|\bcourtesy of\b)\s?[^.!?:]{2,80}\.?$",
            re.IGNORECASE,
        ),
        agencies=tuple(caption["agencies"]),
        bare_credits=tuple(form for words in caption["agencies"] for form in (*_cases(words), words, words.title())),
        outlet=frozenset(raw["outlet"]["words"]),
        english=frozenset(raw["english"]["words"]),
    )


def _alternation(groups: list[list[str]]) -> str:
    return _longest_first([word for group in groups for word in group])


def _cases(words: str) -> tuple[str, str]:
    """``words`` with a capital letter where a sentence has one, and in capitals."""
    first = next(place for place, char in enumerate(words) if char.isalpha())
    return words[:first] + words[first].upper() + words[first + 1 :], words.upper()


def _longest_first(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
