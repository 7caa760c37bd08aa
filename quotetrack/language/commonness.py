"""The commonest names of many populations, read from ``<language>/common_names.toml`` into one frozen value.

Loading checks keys and types and reports every mistake at once (RulesError). Imports errors only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from quotetrack.errors import RulesError

_LISTS = ("surnames", "men", "women")
_FLAGS = ("latin", "compound")


@dataclass(frozen=True, slots=True)
class Population:
    """Each list maps a folded name to its rank, 1 for the commonest; in ``given``, of men and women, the lower counts.
    ``latin``: at home it is written in Latin letters; ``compound``: two given names are often one."""

    name: str
    source: str
    surnames: Mapping[str, int]
    men: Mapping[str, int]
    women: Mapping[str, int]
    given: Mapping[str, int]
    latin: bool
    compound: bool


@lru_cache(maxsize=8)
def load_populations(language: str = "en") -> tuple[Population, ...]:
    """The populations that ``language`` writes of, read once; raises RulesError with every mistake in the file."""
    source = files("quotetrack.language").joinpath(language, "common_names.toml")
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RulesError((f"{language}/common_names.toml: {error}",)) from None
    return parse_populations(data, f"{language}/common_names.toml")


def parse_populations(data: Mapping[str, object], source: str) -> tuple[Population, ...]:
    """Populations from a parsed TOML document; ``source`` names it in the mistakes of a RulesError."""
    mistakes = [f"{source}: unknown table [{name}]" for name in data if name != "population"]
    tables = data.get("population")
    made: list[Population] = []
    for number, table in enumerate(tables if isinstance(tables, list) else [tables], 1):
        where = f"{source}: population {number}"
        if not isinstance(table, Mapping):
            mistakes.append(f"{where} is no table")
            continue
        mistakes += [f"{where} has no {key}" for key in ("name", "source") if not isinstance(table.get(key), str)]
        mistakes += [
            f"{where} has an unknown key {key!r}" for key in table if key not in ("name", "source", *_LISTS, *_FLAGS)
        ]
        lists: dict[str, list[str]] = {}
        for key in _LISTS:
            words = table.get(key)
            if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
                mistakes.append(f"{where}: {key} must be a list of strings")
                words = []
            lists[key] = words
            mistakes += [f"{where}: {key} has {w!r} twice" for w in sorted({w for w in words if words.count(w) > 1})]
            mistakes += [f"{where}: {key} {w!r} must be in lower-case ASCII" for w in words if not _is_folded(w)]
        surnames, men, women = (_ranks(lists[key]) for key in _LISTS)
        given = {name: min(men.get(name, rank), rank) for name, rank in (men | women).items()}
        latin, compound = (table.get(key) is True for key in _FLAGS)
        names = str(table.get("name")), str(table.get("source"))
        made.append(Population(*names, surnames, men, women, given, latin, compound))
    if mistakes:
        raise RulesError(tuple(mistakes))
    return tuple(made)


def _is_folded(word: str) -> bool:
    return word.isascii() and word.isalpha() and word.islower()


def _ranks(words: list[str]) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(words, 1)}
