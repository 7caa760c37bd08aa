"""Which known speaker somebody in an article is: unique or nobody, rivals kept. Floor 3; knows no data base.

What is known comes through ``KnownSpeakers``, which the store answers from indexes, so that one new name costs the
same against a hundred and a hundred thousand speakers. Within an article the antecedent's name is already the fullest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

from quotetrack.language.names import load_name_words
from quotetrack.model import Antecedent, SpeakerKind
from quotetrack.speakers.comparison import Comparison, Verdict, compare, surname_key
from quotetrack.speakers.exclusion import are_excluded, given_initials
from quotetrack.speakers.names import display_name, fold, parse_name
from quotetrack.speakers.relations import Relation

# A nickname or an initial makes two names alike, but not, without more evidence, two people one.
_JOINING = frozenset({Relation.EQUAL, Relation.MIDDLE, Relation.VARIANT})
_EXCLUDED = Comparison(Verdict.DIFFERENT, "the given names differ", Relation.GIVEN)


class How(StrEnum):
    """On what ground an antecedent became the speaker it became."""

    EXACT = "exact"  # the speaker's own name
    ALIAS = "alias"  # another form of the name that the record has
    VARIANT = "variant"  # another spelling, and nobody else it could be
    NEW = "new"  # nobody known
    AMBIGUOUS = "ambiguous"  # somebody known could be meant, but nothing says so
    CORRECTED = "corrected"  # a person said so


class Known(NamedTuple):
    """A speaker of the record under one of his, her or its names: ``form`` is the one that was looked up."""

    speaker: int
    name: str
    form: str


@dataclass(frozen=True, slots=True)
class Match:
    """``speaker`` is None where a new one is to be made; ``rivals`` are those it could have been as well."""

    speaker: int | None
    how: How
    rivals: tuple[int, ...] = ()


class KnownSpeakers(Protocol):
    """What the record knows of speakers that may be joined (those bound to one article are left out)."""

    def named(self, folded: str, kind: SpeakerKind) -> Sequence[Known]:
        """Speakers of ``kind`` one of whose names folds to ``folded`` (see ``name_fold``)."""
        ...

    def with_surname(self, key: str) -> Sequence[Known]:
        """Persons whose name in full has this surname key (``comparison.surname_key``)."""
        ...


def joins(antecedent: Antecedent) -> bool:
    """Whether this antecedent may be the same speaker in several articles: named organisations and places, and
    people with given name and surname. All others are speakers of their article alone, "his campaign" and "the company"
    too."""
    if antecedent.kind in (SpeakerKind.ORGANISATION, SpeakerKind.PLACE):
        return not _is_nameless(antecedent.name, antecedent.kind)
    return antecedent.kind is SpeakerKind.PERSON and is_full_name(antecedent.name)


def _is_nameless(name: str, kind: SpeakerKind) -> bool:
    """A body that is described, not named. Capitals do not count: it may begin a sentence."""
    folded, words = name_fold(name, kind), load_name_words()
    return not folded or folded in words.nameless_bodies or folded.split(" ")[0] in words.nameless_beginnings


def is_full_name(name: str) -> bool:
    """A person's name that says who it is: given name and surname, or a title and name known together."""
    return _is_full_name(name) if len(name) < 160 else _is_full_name.__wrapped__(name)


@lru_cache(maxsize=16384)
def _is_full_name(name: str) -> bool:
    parsed = parse_name(name)
    if parsed.kept_title:
        return True
    return parsed.is_full and bool(fold(parsed.given)) and bool(fold(parsed.surname))


def speaker_name(antecedent: Antecedent) -> str:
    """The name to show: without title for people, as it is for all others; "?" where nothing is left."""
    text = " ".join(antecedent.name.split())
    shown = display_name(text) if antecedent.kind is SpeakerKind.PERSON else text
    return shown or "?"


def name_fold(name: str, kind: SpeakerKind) -> str:
    """The key of a name for looking it up: titles and articles do not count, nor full stops in initials."""
    if kind is SpeakerKind.PERSON:
        return fold(display_name(name)) or name.casefold().strip()
    words = fold(name.replace(".", "")).split()
    if len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    return " ".join(words) or name.casefold().strip()


def identify(antecedent: Antecedent, known: KnownSpeakers) -> Match:
    """Who ``antecedent`` is among ``known``. Never merges on a doubt: then the speaker is None and rivals are named."""
    kind = antecedent.kind
    if kind in (SpeakerKind.ORGANISATION, SpeakerKind.PLACE):
        found = {match.speaker for match in known.named(name_fold(antecedent.name, kind), kind)}
        if len(found) == 1:
            return Match(found.pop(), How.EXACT)
        return Match(None, How.AMBIGUOUS if found else How.NEW, tuple(sorted(found)))
    if kind is not SpeakerKind.PERSON:
        return Match(None, How.NEW)
    return _identify_person(antecedent.name, known)


def _identify_person(name: str, known: KnownSpeakers) -> Match:
    key = surname_key(name)
    if not is_full_name(name):
        namesakes = known.with_surname(key) if key else ()
        rivals = tuple(sorted({match.speaker for match in namesakes}))
        return Match(None, How.AMBIGUOUS if rivals else How.NEW, rivals)
    folded = name_fold(name, SpeakerKind.PERSON)
    exact: set[int] = set()
    alias: set[int] = set()
    for match in known.named(folded, SpeakerKind.PERSON):
        if name_fold(match.name, SpeakerKind.PERSON) == folded:
            exact.add(match.speaker)
        # A form alone is not enough: "John Smith" may be how one article calls John Smith Jr.
        elif _agrees(compare(name, match.name)):
            alias.add(match.speaker)
    for candidates, how in ((exact, How.EXACT), (alias, How.ALIAS)):
        if len(candidates) == 1:
            return Match(next(iter(candidates)), how, tuple(sorted((exact | alias) - candidates)))
        if candidates:
            return Match(None, How.AMBIGUOUS, tuple(sorted(candidates)))
    # One verdict a speaker: all forms in full must agree, or a middle name that one form has is forgotten.
    namesakes = known.with_surname(key) if key else ()
    verdicts: dict[int, list[Comparison]] = {}
    initials = given_initials(name)
    for match in namesakes:
        if initials and initials.isdisjoint(given_initials(match.form) or initials):
            continue  # most who share a surname, settled without taking the names apart
        found = _EXCLUDED if are_excluded(name, match.form) else compare(name, match.form)
        verdicts.setdefault(match.speaker, []).append(found)
    same = {
        speaker
        for speaker, all_of in verdicts.items()
        if all(_agrees(found) and found.relation in _JOINING for found in all_of)
    }
    possible = {
        speaker
        for speaker, all_of in verdicts.items()
        if speaker not in same and any(found.verdict is not Verdict.DIFFERENT for found in all_of)
    }
    if len(same) == 1:
        return Match(same.pop(), How.VARIANT, tuple(sorted(possible)))
    rivals = tuple(sorted(same | possible))
    return Match(None, How.AMBIGUOUS if same else How.NEW, rivals)


def _agrees(found: Comparison) -> bool:
    """The names are the same, however many have them."""
    return found.verdict is Verdict.SAME or found.common
