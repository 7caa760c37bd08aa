"""Letters that spell one sound, read from ``<language>/spellings.toml`` into one frozen value.

Loading checks keys and types and reports every mistake at once (RulesError). Imports errors only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from quotetrack.errors import RulesError

_READINGS = ("english", "french", "german")
_TABLES = (
    "groups",
    "equal",
    "near",
    "loose",
    "endings",
    "korean",
    "wade_giles",
    "arabic",
    "thai",
    "sounded",
    *_READINGS,
)
_WORDS = ("foreign", "belarusian")
_PAIRS = ("equal", "near", "loose")


@dataclass(frozen=True, slots=True)
class Spellings:
    """``groups`` maps letters to the sounds (one character each) that they spell, ``longest`` is the length of the
    longest; ``equal``, ``near`` and ``loose`` hold pairs of sounds, both ways round. ``endings``, ``korean``,
    ``wade_giles``, ``arabic`` and ``thai`` are pairs (letters, what stands for them), the longest letters first, and so
    is each of ``readings``, one a language that names are transliterated for. ``foreign`` and ``belarusian`` are
    endings of names, ``sounded`` maps letters with marks to how English papers spell them. ``examples`` are (table,
    word, word)."""

    groups: Mapping[str, str]
    longest: int
    equal: frozenset[tuple[str, str]]
    near: frozenset[tuple[str, str]]
    loose: frozenset[tuple[str, str]]
    endings: tuple[tuple[str, str], ...]
    korean: tuple[tuple[str, str], ...]
    wade_giles: tuple[tuple[str, str], ...]
    arabic: tuple[tuple[str, str], ...]
    thai: tuple[tuple[str, str], ...]
    readings: tuple[tuple[tuple[str, str], ...], ...]
    foreign: tuple[str, ...]
    belarusian: tuple[str, ...]
    sounded: Mapping[str, str]
    examples: tuple[tuple[str, str, str], ...]


@lru_cache(maxsize=8)
def load_spellings(language: str = "en") -> Spellings:
    """The spellings of ``language``, read once; raises RulesError with every mistake in the file."""
    source = files("quotetrack.language").joinpath(language, "spellings.toml")
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RulesError((f"{language}/spellings.toml: {error}",)) from None
    return parse_spellings(data, f"{language}/spellings.toml")


def parse_spellings(data: Mapping[str, object], source: str) -> Spellings:
    """Spellings from a parsed TOML document; ``source`` names it in the mistakes of a RulesError."""
    mistakes = [f"{source}: unknown table [{name}]" for name in data if name not in (*_TABLES, *_WORDS)]
    rows: dict[str, list[list[str]]] = {}
    examples: list[tuple[str, str, str]] = []
    for name in _TABLES:
        table = data.get(name)
        if not isinstance(table, Mapping):
            mistakes.append(f"{source}: table [{name}] is missing")
            continue
        for key in ("rows", "examples"):
            values = table.get(key)
            some: list[Any] = values if isinstance(values, list) else [values]
            for row in some:
                good = isinstance(row, list) and len(row) > 1 and all(isinstance(word, str) and word for word in row)
                if not good or (len(row) > 2 and (key == "examples" or name in _PAIRS)):
                    mistakes.append(f"{source}: [{name}] {key}: bad row {row!r}")
                elif key == "rows":
                    rows.setdefault(name, []).append(row)
                else:
                    examples.append((name, row[0], row[1]))
    spelled: dict[str, dict[str, str]] = {}
    for name in _TABLES:
        if name in _PAIRS:
            continue
        one = spelled[name] = {}
        for sound, *others in rows.get(name, []):
            mistakes += [f"{source}: [{name}] has {letters!r} twice" for letters in others if letters in one]
            one.update(dict.fromkeys(others, sound))
            one.setdefault(sound, sound)
    lists: dict[str, tuple[str, ...]] = {}
    for name in _WORDS:
        table = data.get(name)
        words = table.get("words") if isinstance(table, Mapping) else None
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            mistakes.append(f"{source}: [{name}] words must be a list of strings")
            words = []
        lists[name] = tuple(words)
    if mistakes:
        raise RulesError(tuple(mistakes))
    return Spellings(
        groups=spelled["groups"],
        longest=max(map(len, spelled["groups"]), default=1),
        equal=_both_ways(rows["equal"]),
        near=_both_ways(rows["near"]),
        loose=_both_ways(rows["loose"]),
        endings=_longest_first(spelled["endings"]),
        korean=_longest_first(spelled["korean"]),
        wade_giles=_longest_first(spelled["wade_giles"]),
        arabic=_longest_first(spelled["arabic"]),
        thai=_longest_first(spelled["thai"]),
        readings=tuple(_longest_first(spelled[name]) for name in _READINGS),
        foreign=lists["foreign"],
        belarusian=lists["belarusian"],
        sounded={letter: sound for letter, sound in spelled["sounded"].items() if letter != sound},
        examples=tuple(examples),
    )


def _longest_first(letters: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(letters.items(), key=lambda pair: -len(pair[0])))


def _both_ways(rows: list[list[str]]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for a, b in rows for pair in ((a, b), (b, a)))
