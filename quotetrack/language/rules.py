"""The words of one language, read from its TOML files into one frozen ``Rules``.

Reading checks every entry and reports all mistakes at once (RulesError). Nothing here knows how the words are used:
extraction builds its grammar from ``Rules``. Imports errors and the name lists beside it.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from quotetrack.errors import RulesError

Tier = Literal["core", "weak"]
Frame = Literal["clause", "label"]
_FORMS = ("base", "third", "past", "participle", "ing")
_VOWELS = "aeiou"
# Every list that code asks for; a word list that lacks one, or has one that nobody asks for, is a mistake.
_WORD_LISTS = frozenset(
    f"{table}.{name}"
    for table, names in {
        "pronouns": "subject object reflexive masculine feminine possessive first contracted introducing indefinite "
        "relative subject_relative standing impersonal group",
        "function": "determiner introducing article preposition by as with how wording borrowing thus asking to that "
        "imperative conjunction subordinator contrasting conditional going_on resuming contracted auxiliary negation "
        "adverb ready approximate partitive phrasal inward blaming time leading degree either "
        "estimating fronting particle ordinary_verb",
        "roles": "person public company group share organisation document organisation_name",
        "abbreviations": "words",
        "places": "names parts ends",
        "verbs": "addressed asking reporting acting silent bidding clausal relaying quoting naming denying habitual "
        "fronted reacting moving suffering dying hearing occasioning aspect continuing heard coming displaying "
        "inclined alleging committing giving striking telling ongoing accusing with_that demurring be adding",
        "time": "days occasions nouns words leading",
        "works": "spoken nouns terms listed listing small",
        "names": "feminine masculine bodies kin occasions linking locating origins not_apposed complements joined "
        "between months numbers honouring with_article altering bygone married born offices going_by named elder "
        "younger bynames styles teenage seated nationals unnamed officers governing owning relations holdings ranking "
        "corporate courtesy callings passing praising legal counterparts official marrying junior senior spouses",
        "endings": "not_adverb not_participle not_past",
    }.items()
    for name in names.split()
)
_CUE_TABLES = frozenset(("cue", "attitude", "nouns", "phrases"))
_WORD_TABLES = frozenset(name.partition(".")[0] for name in _WORD_LISTS)


@dataclass(frozen=True, slots=True)
class CueForm:
    """One form of a cue verb.

    ``form`` is base, third, past, participle or ing; ``noun`` tells that the same letters are a noun too;
    ``particles`` are the words that may follow ("point" + "out").
    """

    lemma: str
    form: str
    tier: Tier
    frame: Frame
    noun: bool
    particles: tuple[str, ...] = ()
    needs_particle: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence in which ``cue`` must be found as the cue of a quote."""

    cue: str
    text: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All words of one language, lower case, as sets and tables."""

    language: str
    cues: Mapping[str, CueForm]
    attitudes: Mapping[str, CueForm]  # verbs of thinking, wanting and planning
    cue_nouns: frozenset[str]
    according: tuple[tuple[str, ...], ...]
    words: Mapping[str, frozenset[str]]  # "pronouns.subject", "function.determiner", "roles.person", …
    titles: frozenset[str]
    title_phrases: frozenset[tuple[str, ...]]  # titles that hold a preposition: ("secretary", "of", "state")
    abbreviations: frozenset[str]
    small_abbreviations: frozenset[str]  # those that are written small: "approx"; "ill" and "no" are words
    confidence: Mapping[str, float]  # by rule ("weak-cue"), and by rule and form of mention ("weak-cue.name"), 0 to 1
    identity_confidence: Mapping[str, float]  # by how a mention was resolved, 0 to 1
    examples: tuple[Example, ...] = field(default=())

    def list(self, name: str) -> frozenset[str]:
        """The words of one list of words.toml, by its dotted name. Raises KeyError where there is none."""
        return self.words[name]


def inflect(verb: str) -> dict[str, str]:
    """The five forms of a verb as cues.toml writes it: "add", or all five with spaces between them."""
    forms = verb.split()
    if len(forms) == 5:
        return dict(zip(_FORMS, forms, strict=True))
    base = forms[0]
    stem = base[:-1] if base.endswith("e") else base
    if base.endswith("y") and base[-2] not in _VOWELS:
        third, past = base[:-1] + "ies", base[:-1] + "ied"
    else:
        third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")
        past = stem + "ed"
    return {"base": base, "third": third, "past": past, "participle": past, "ing": stem + "ing"}


@lru_cache(maxsize=8)
def load_rules(language: str = "en") -> Rules:
    """The rules of ``language``, read once. Raises RulesError naming every mistake in the word lists."""
    return read_rules(files("quotetrack.language") / language, language)


def read_rules(folder: Traversable, language: str) -> Rules:
    """The rules in the TOML files of ``folder``. Raises RulesError naming every mistake in them."""
    mistakes: list[str] = []
    cues_data = _read(folder / "cues.toml", _CUE_TABLES, mistakes)
    words_data = _read(folder / "words.toml", _WORD_TABLES, mistakes)
    names_data = _read(folder / "names.toml", {"titles"}, mistakes)
    counts = _read(folder / "confidence.toml", {"rule", "identity"}, mistakes)
    mistakes.extend(f"cues.toml: unknown table [{name}]" for name in cues_data if name not in _CUE_TABLES)
    cues, examples = _read_cues(cues_data.get("cue", ()), mistakes)
    attitudes, _ = _read_cues(cues_data.get("attitude", ()), mistakes)
    words = dict(_read_words(words_data, mistakes))
    if words_data:
        mistakes.extend(f"words.toml: list {name} is missing" for name in sorted(_WORD_LISTS - set(words)))
        mistakes.extend(f"words.toml: list {name} is used by nothing" for name in sorted(set(words) - _WORD_LISTS))
    for table, key in (("nouns", "words"), ("phrases", "according_to")):
        if table in cues_data and not isinstance(cues_data[table].get(key), list):
            mistakes.append(f"cues.toml, [{table}]: a list {key} is needed")
    confidence = _measured(counts.get("rule", {}), "rule", mistakes)
    identity = _measured(counts.get("identity", {}), "identity", mistakes)
    if mistakes:
        raise RulesError(tuple(mistakes))
    titles = [title for group in names_data["titles"].values() for title in group.get("words", ())]
    linked = words["function.preposition"]
    return Rules(
        language=language,
        cues=cues,
        attitudes=attitudes,
        cue_nouns=frozenset(cues_data["nouns"]["words"]),
        according=tuple(tuple(phrase.split()) for phrase in cues_data["phrases"]["according_to"]),
        words=words,
        titles=frozenset(title for title in titles if " " not in title),
        title_phrases=frozenset(tuple(t.split()) for t in titles if not linked.isdisjoint(t.split())),
        abbreviations=frozenset(word.rstrip(".").casefold() for word in words["abbreviations.words"]),
        small_abbreviations=frozenset(word.rstrip(".") for word in words["abbreviations.words"] if word.islower()),
        confidence=confidence,
        identity_confidence=identity,
        examples=tuple(examples),
    )


def lower_bound(right: int, n: int) -> float:
    """The lower end of the 95 % Wilson interval of ``right`` out of ``n``, 0 to 1 (Wilson 1927); 0 where n is 0."""
    if n == 0:
        return 0.0
    z, share = 1.96, right / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (centre - spread) / (1 + z * z / n)


_FEWEST_OF_FORM = 50  # cases that tell about mentions of one form; with fewer they are judged with all of their rule
_FEWEST = 30  # cases that tell about a rule by itself; one with fewer is judged with all of its tier


def _measured(table: Mapping[str, Any], name: str, mistakes: list[str]) -> dict[str, float]:
    """The lower bound of each entry, 0 to 1, and of each of its ``forms`` with 50 cases and more ("weak-cue.name").

    Entries of fewer than 30 cases have the bound of their ``tier`` together.
    """
    counts: dict[str, tuple[int, int]] = {}
    tiers: dict[object, tuple[int, int]] = {}
    forms: dict[str, float] = {}
    for key, entry in table.items():
        right, n = entry.get("right"), entry.get("n")
        if not (isinstance(right, int) and isinstance(n, int) and 0 <= right <= n):
            mistakes.append(f"confidence.toml, [{name}.{key}]: right and n must be counts, right at most n")
            continue
        counts[key] = right, n
        for form, known in entry.get("forms", {}).items():
            if not (isinstance(known, list) and len(known) == 2 and 0 <= known[0] <= known[1]):
                mistakes.append(f"confidence.toml, [{name}.{key}]: forms.{form} must be [right, n]")
            elif known[1] >= _FEWEST_OF_FORM:
                forms[f"{key}.{form}"] = round(lower_bound(*known), 3)
        tier = entry.get("tier", key)
        before = tiers.get(tier, (0, 0))
        tiers[tier] = before[0] + right, before[1] + n
    return forms | {
        key: round(lower_bound(*(own if own[1] >= _FEWEST else tiers[table[key].get("tier", key)])), 3)
        for key, own in counts.items()
    }


def _read(path: Traversable, needed: Collection[str], mistakes: list[str]) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        mistakes.append(f"{path.name}: {error}")
        return {}
    mistakes.extend(f"{path.name}: table [{name}] is missing" for name in sorted(needed) if name not in data)
    return data


def _read_cues(groups: Iterable[Any], mistakes: list[str]) -> tuple[dict[str, CueForm], list[Example]]:
    table: dict[str, CueForm] = {}
    examples: list[Example] = []
    seen: dict[str, int] = {}
    for number, group in enumerate(groups, start=1):
        where = f"cues.toml, cue group {number}"
        unknown = set(group) - {"tier", "frame", "noun", "verbs", "example"}
        if unknown:
            mistakes.append(f"{where}: unknown keys {', '.join(sorted(unknown))}")
        if group.get("tier") not in ("core", "weak") or group.get("frame") not in ("clause", "label"):
            mistakes.append(f"{where}: tier is core or weak, frame is clause or label")
            continue
        if not group.get("example"):
            mistakes.append(f"{where}: an example is missing")
            continue
        for verb in group.get("verbs", ()):
            if not isinstance(verb, str) or len(verb.split()) not in (1, 5):
                mistakes.append(f"{where}: {verb!r} is neither a verb nor its five forms")
            elif verb.split()[0] in seen:
                mistakes.append(f"{where}: {verb.split()[0]} is in group {seen[verb.split()[0]]} as well")
            else:
                seen[verb.split()[0]] = number
                try:
                    examples.append(_enter_verb(table, group, verb))
                except KeyError as error:
                    mistakes.append(f"{where}: the example has an unknown form {{{error.args[0]}}}")
    return table, examples


def _enter_verb(table: dict[str, CueForm], group: Mapping[str, Any], verb: str) -> Example:
    """Enters all forms of one verb and gives its example; raises KeyError for a form that the example makes up."""
    tier, frame = group["tier"], group["frame"]
    head, _, particle = verb.split()[0].partition("+")
    forms = inflect(" ".join([head, *verb.split()[1:]]))
    example = str(group["example"]).format(**forms)
    if " " not in verb and head.endswith(("el", "al")):  # British spelling: marvelled, signalling
        for form, ending in (("past", "led"), ("ing", "ling")):
            _enter(table, head + ending, CueForm(head, form, tier, frame, False), particle)
    for form, word in forms.items():
        if form == "base" and word == forms["past"]:
            continue  # "read": after a name it is the past
        noun = word in (forms["base"], forms["third"]) and (group.get("noun", False) or tier == "weak")
        _enter(table, word, CueForm(head, form, tier, frame, noun), particle)
    if particle:
        example = example.replace(forms["past"], f"{forms['past']} {particle}")
    return Example(forms["past"], example)


def _enter(table: dict[str, CueForm], word: str, cue: CueForm, particle: str) -> None:
    """Puts one form into the table; the first group that names a form decides its tier and frame."""
    known = table.get(word)
    if known is None and not particle:
        table[word] = cue
    elif known is None:
        table[word] = replace(cue, particles=(particle,), needs_particle=True)
    elif particle:
        table[word] = replace(known, particles=(*known.particles, particle))
    elif known.needs_particle:  # the verb is a cue without its particle as well
        table[word] = replace(cue, particles=known.particles)


def _read_words(data: Mapping[str, Any], mistakes: list[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for section, lists in data.items():
        if not isinstance(lists, Mapping):
            mistakes.append(f"words.toml, {section}: a table of lists is needed")
            continue
        for name, words in lists.items():
            if name == "examples":
                continue
            where = f"words.toml, [{section}] {name}"
            if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
                mistakes.append(f"{where}: a list of words is needed")
                continue
            bad = [word for word in words if word != word.lower() and section != "abbreviations"]
            if bad:
                mistakes.append(f"{where}: not in lower case: {', '.join(bad)}")
            mistakes.extend(f"{where}: {word} is there {n} times" for word, n in Counter(words).items() if n > 1)
            yield f"{section}.{name}", frozenset(words)
