"""What roles say of people, read from ``<language>/callings.toml`` into one frozen value.

Loading checks keys and types and reports every mistake at once (RulesError). Imports errors only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from quotetrack.errors import RulesError

_TABLES = ("fields", "places", "synonyms", "empty", "sole_offices")


@dataclass(frozen=True, slots=True)
class Callings:
    """``fields`` maps a word to the fields of life that it belongs to, ``countries``, ``states`` and ``synonyms`` a
    word, or several with spaces between them, to the one it stands for. ``empty`` words say nothing; of
    ``sole_offices`` each is held by one person at a time."""

    fields: Mapping[str, frozenset[str]]
    countries: Mapping[str, str]
    states: Mapping[str, str]
    synonyms: Mapping[str, str]
    empty: frozenset[str]
    sole_offices: frozenset[str]


@lru_cache(maxsize=8)
def load_callings(language: str = "en") -> Callings:
    """The callings of ``language``, read once; raises RulesError with every mistake in the file."""
    source = files("quotetrack.language").joinpath(language, "callings.toml")
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RulesError((f"{language}/callings.toml: {error}",)) from None
    return parse_callings(data, f"{language}/callings.toml")


def parse_callings(data: Mapping[str, object], source: str) -> Callings:
    """Callings from a parsed TOML document; ``source`` names it in the mistakes of a RulesError."""
    mistakes = [f"{source}: unknown table [{name}]" for name in data if name not in _TABLES]

    def table(name: str) -> Mapping[str, object]:
        found = data.get(name)
        if not isinstance(found, Mapping):
            mistakes.append(f"{source}: table [{name}] is missing")
            return {}
        return found

    def words(value: object, where: str) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            mistakes.append(f"{source}: {where} must be a list of strings")
            return []
        mistakes.extend(f"{source}: {where} has {w!r} twice" for w in sorted({w for w in value if value.count(w) > 1}))
        return value

    def meaning(value: object, where: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in value if isinstance(value, list) else [value]:
            listed = words(row, where)
            for word in listed:
                if word in found:
                    mistakes.append(f"{source}: {where} has {word!r} twice")
                found[word] = listed[0]
        return found

    fields: dict[str, set[str]] = {}
    for field, listed in table("fields").items():
        for word in words(listed, f"[fields] {field}"):
            fields.setdefault(word, set()).add(field)
    places = table("places")
    made = Callings(
        fields={word: frozenset(found) for word, found in fields.items()},
        countries=meaning(places.get("countries"), "[places] countries"),
        states=meaning(places.get("states"), "[places] states"),
        synonyms=meaning(table("synonyms").get("rows"), "[synonyms] rows"),
        empty=frozenset(words(table("empty").get("words"), "[empty] words")),
        sole_offices=frozenset(words(table("sole_offices").get("words"), "[sole_offices] words")),
    )
    if mistakes:
        raise RulesError(tuple(mistakes))
    return made
