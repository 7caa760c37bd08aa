"""The words around and within names, read from ``<language>/names.toml`` into one frozen value.

Loading checks keys, types and duplicates and reports every mistake at once (RulesError). Imports model and errors only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from quotetrack.errors import RulesError

_TITLES = (
    "courtesy",
    "learned",
    "church",
    "royal",
    "military",
    "police",
    "law",
    "parliament",
    "government",
    "business",
)
_WORD_LISTS = (
    "modifiers",
    "also_names",
    "also_given",
    "kept_with_one_name",
    "masculine_titles",
    "feminine_titles",
    "mononyms",
    "suffixes",
    "postnominals",
    "particles",
    "particles_in_small_letters",
    "particles_also_given",
    "family_first",
    "family_first_if_plain",
    "family_first_given",
    "korean_surnames",
    "thai_given",
    "settled_given",
    "given_prefixes",
    "nameless_bodies",
    "nameless_beginnings",
    "describing",
)
_ROW_LISTS = (
    "nicknames",
    "transliterated_nicknames",
    "given_variants",
    "confusable_given",
    "surname_variants",
    "same_roles",
    "kin_of",
)


@dataclass(frozen=True, slots=True)
class NameWords:
    """Every list of names.toml; words are in lower case, without full stops, hyphens between words as spaces.

    ``titles`` holds each title as a tuple of its words, ``longest_title`` is the number of words of the longest.
    ``suffixes`` maps a suffix to the one it means ("junior" to "jr"). ``nicknames``, ``given_variants``,
    ``confusable_given`` and ``surname_variants`` map a name to every other that can stand, or be taken, for it;
    ``short_forms`` are nicknames that are nobody's full name,
    ``settled_given`` has the nicknames of languages in Latin script too, ``given_prefixes`` what short forms leave out.
    ``eastern_surnames`` are all family names that come first in Chinese, Korean and Vietnamese.
    Bodies called by one of ``nameless_bodies``, or by what begins with one of ``nameless_beginnings``, have no name.
    ``same_roles`` maps a role to those that the same person may be called by, ``kin_of`` a word of kin to what the
    other is.
    ``examples`` are pairs (printed, display name).
    """

    titles: frozenset[tuple[str, ...]]
    title_words: frozenset[str]
    longest_title: int
    modifiers: frozenset[str]
    also_names: frozenset[str]
    also_given: frozenset[str]
    kept_with_one_name: frozenset[tuple[str, ...]]
    masculine_titles: frozenset[str]
    feminine_titles: frozenset[str]
    mononyms: frozenset[str]
    suffixes: Mapping[str, str]
    postnominals: frozenset[str]
    particles: frozenset[str]
    particles_in_small_letters: frozenset[str]
    particles_also_given: frozenset[str]
    family_first: frozenset[str]
    family_first_if_plain: frozenset[str]
    family_first_given: frozenset[str]
    korean_surnames: frozenset[str]
    thai_given: frozenset[str]
    eastern_surnames: frozenset[str]
    settled_given: frozenset[str]
    given_prefixes: tuple[str, ...]
    nameless_bodies: frozenset[str]
    nameless_beginnings: frozenset[str]
    nicknames: Mapping[str, frozenset[str]]
    short_forms: frozenset[str]
    given_variants: Mapping[str, frozenset[str]]
    confusable_given: Mapping[str, frozenset[str]]
    surname_variants: Mapping[str, frozenset[str]]
    describing: tuple[str, ...]
    same_roles: Mapping[str, frozenset[str]]
    kin_of: Mapping[str, frozenset[str]]
    examples: tuple[tuple[str, str], ...]


def load_name_words(language: str = "en") -> NameWords:
    """The name words of ``language``, read once; raises RulesError with every mistake in the file."""
    return _load_name_words(language)  # a cache takes f() and f("en") for two


@lru_cache(maxsize=8)
def _load_name_words(language: str) -> NameWords:
    source = files("quotetrack.language").joinpath(language, "names.toml")
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RulesError((f"{language}/names.toml: {error}",)) from None
    return parse_name_words(data, f"{language}/names.toml")


def parse_name_words(data: Mapping[str, object], source: str) -> NameWords:
    """Name words from a parsed TOML document; ``source`` names it in the mistakes of a RulesError."""
    mistakes: list[str] = []
    examples: list[tuple[str, str]] = []

    def table(name: str, parent: Mapping[str, object], where: str) -> Mapping[str, object]:
        found = parent.get(name)
        if not isinstance(found, Mapping):
            mistakes.append(f"{source}: table [{where}] is missing")
            return {}
        return found

    def strings(value: object, where: str) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            mistakes.append(f"{source}: [{where}] must be a list of strings")
            return []
        twice = sorted({item for item in value if value.count(item) > 1})
        mistakes.extend(f"{source}: [{where}] has {item!r} twice" for item in twice)
        mistakes.extend(f"{source}: [{where}] {item!r} must be lower case" for item in value if item != item.lower())
        return value

    def rows(value: object, where: str, length: int | None = None) -> list[list[str]]:
        if not isinstance(value, list):
            mistakes.append(f"{source}: [{where}] must be a list of rows")
            return []
        found = []
        for row in value:
            if (
                not isinstance(row, list)
                or not all(isinstance(item, str) for item in row)
                or (len(row) < 2 if length is None else len(row) != length)
            ):
                mistakes.append(f"{source}: [{where}] bad row {row!r}")
            else:
                found.append(row)
        return found

    def word_list(name: str, parent: Mapping[str, object], where: str) -> list[str]:
        section = table(name, parent, where)
        examples.extend((row[0], row[1]) for row in rows(section.get("examples", []), f"{where}.examples", 2))
        return strings(section.get("words", []), where)

    known = {"titles", "suffix_means", *_WORD_LISTS, *_ROW_LISTS}
    mistakes.extend(f"{source}: unknown table [{name}]" for name in data if name not in known)
    titles_table = table("titles", data, "titles")
    mistakes.extend(f"{source}: unknown table [titles.{name}]" for name in titles_table if name not in _TITLES)
    titles = {
        tuple(word.replace("-", " ").split())
        for name in _TITLES
        for word in word_list(name, titles_table, f"titles.{name}")
    }
    lists = {name: word_list(name, data, name) for name in _WORD_LISTS}
    suffixes = {word: word for word in lists["suffixes"]}
    for short, meant in rows(table("suffix_means", data, "suffix_means").get("pairs", []), "suffix_means", 2):
        if short not in suffixes or meant not in suffixes:
            mistakes.append(f"{source}: [suffix_means] {short!r} and {meant!r} must both be in [suffixes]")
        suffixes[short] = meant
    related = {name: rows(table(name, data, name).get("rows", []), name) for name in _ROW_LISTS}
    if mistakes:
        raise RulesError(tuple(mistakes))
    return NameWords(
        titles=frozenset(titles),
        title_words=frozenset(word for title in titles for word in title),
        longest_title=max(map(len, titles), default=0),
        modifiers=frozenset(lists["modifiers"]),
        also_names=frozenset(lists["also_names"]),
        also_given=frozenset(lists["also_given"]),
        kept_with_one_name=frozenset(tuple(word.split()) for word in lists["kept_with_one_name"]),
        masculine_titles=frozenset(lists["masculine_titles"]),
        feminine_titles=frozenset(lists["feminine_titles"]),
        mononyms=frozenset(lists["mononyms"]),
        suffixes=suffixes,
        postnominals=frozenset(lists["postnominals"]),
        particles=frozenset(lists["particles"]),
        particles_in_small_letters=frozenset(lists["particles_in_small_letters"]),
        particles_also_given=frozenset(lists["particles_also_given"]),
        family_first=frozenset(lists["family_first"]),
        family_first_if_plain=frozenset(lists["family_first_if_plain"]),
        family_first_given=frozenset(lists["family_first_given"]),
        korean_surnames=frozenset(lists["korean_surnames"]),
        thai_given=frozenset(lists["thai_given"]),
        eastern_surnames=frozenset(
            (*lists["korean_surnames"], *lists["family_first"], *lists["family_first_if_plain"])
        ),
        settled_given=frozenset((*lists["settled_given"], *(name for row in related["nicknames"] for name in row))),
        given_prefixes=tuple(lists["given_prefixes"]),
        nameless_bodies=frozenset(lists["nameless_bodies"]),
        nameless_beginnings=frozenset(lists["nameless_beginnings"]),
        nicknames=_star(related["nicknames"] + related["transliterated_nicknames"]),
        short_forms=_ends(related["nicknames"] + related["transliterated_nicknames"]),
        given_variants=_bridged(_clique(related["given_variants"])),
        confusable_given=_clique(related["confusable_given"]),
        surname_variants=_clique(related["surname_variants"]),
        describing=tuple(lists["describing"]),
        same_roles=_clique(related["same_roles"]),
        kin_of={word: frozenset(others) for word, *others in related["kin_of"]},
        examples=tuple(examples),
    )


def _ends(rows: list[list[str]]) -> frozenset[str]:
    """What no row begins with, and so is never somebody's name in full."""
    return frozenset(name for row in rows for name in row[1:]) - {row[0] for row in rows}


def _star(rows: list[list[str]]) -> dict[str, frozenset[str]]:
    """The first of a row goes with every other of it; two short forms need not be one name ("al", "bert")."""
    found: dict[str, set[str]] = {}
    for full, *short_forms in rows:
        for short in short_forms:
            found.setdefault(full, set()).add(short)
            found.setdefault(short, set()).add(full)
    return {name: frozenset(others) for name, others in found.items()}


def _bridged(variants: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Spellings that have one in common are of one name: rows were written for one country at a time."""
    return {name: others.union(*(variants[other] for other in others)) - {name} for name, others in variants.items()}


def _clique(rows: list[list[str]]) -> dict[str, frozenset[str]]:
    """Every name of a row goes with every other of it."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name in row:
            found.setdefault(name, set()).update(other for other in row if other != name)
    return {name: frozenset(others) for name, others in found.items()}
