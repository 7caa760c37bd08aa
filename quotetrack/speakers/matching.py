"""Whom a person at the keyboard means by a name: known forms, other spellings, small slips; names near to it.

For searching, where a hit too many costs a glance; whether two speakers are one is decided in identity. Floor 3; the
record comes through ``NameIndex``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from quotetrack.model import SpeakerKind
from quotetrack.speakers.comparison import Verdict, compare, surname_key
from quotetrack.speakers.identity import name_fold
from quotetrack.speakers.names import display_name, fold, parse_name
from quotetrack.speakers.relations import Relation
from quotetrack.speakers.spelling import skeleton

# Shorter skeletons ("li" for Lee and Li) are only tried when nothing is written as it was asked for.
_SURE_SKELETON = 5


class NameIndex(Protocol):
    """What the record answers about names. Every answer is pairs (speaker id, form of the name)."""

    def with_form(self, folded: Iterable[str]) -> Sequence[tuple[int, str]]:
        """Speakers one of whose forms folds to one of these."""
        ...

    def with_key(self, keys: Iterable[str]) -> Sequence[tuple[int, str]]:
        """People whose surname has one of these keys."""
        ...

    def with_words(self, words: Sequence[str]) -> Sequence[tuple[int, str]]:
        """Speakers one of whose forms has all of these folded words."""
        ...

    def surname_keys(self) -> Iterator[str]:
        """Every surname key once."""
        ...

    def names(self) -> Iterator[str]:
        """Every speaker's name."""
        ...


def find_speakers(printed: str, index: NameIndex) -> tuple[int, ...]:
    """Ids of the speakers that ``printed`` can mean, the surest ground that has any; () for none.

    A bare surname takes all who have it. Grounds, in this order: a known form or another spelling of it; the words
    within a longer name; a spelling one letter off (two in long names) when it is nearest.
    """
    name = display_name(printed)
    folded = {name_fold(printed, SpeakerKind.PERSON), name_fold(printed, SpeakerKind.ORGANISATION), fold(printed)}
    folded.discard("")
    if not folded:
        return ()
    found = {speaker for speaker, _ in index.with_form(folded)}
    key = surname_key(name)
    spelled = index.with_key((key,)) if key else ()
    if parse_name(name).is_full:
        for wanted in (Verdict.SAME, Verdict.MAYBE):
            found |= {
                speaker
                for speaker, form in spelled
                if (result := compare(name, form)).verdict is wanted and result.relation is not Relation.SURNAME_ONLY
            }
            if found:
                break
    else:
        family = fold(parse_name(name).surname)
        found |= {speaker for speaker, form in spelled if family in fold(form).split()}
        if len(key) >= _SURE_SKELETON:
            found |= {speaker for speaker, _ in spelled}
    words = fold(name).split()
    if not found and words:
        found = {speaker for speaker, _ in index.with_words(words)}
        if not found and not parse_name(name).is_full:
            found = {speaker for speaker, _ in spelled}
    return tuple(sorted(found or _find_near(name, key, index)))


def _find_near(name: str, key: str, index: NameIndex) -> set[int]:
    """People whose surname is a slip of the finger away; with a given name only those where it fits."""
    if len(key) < _SURE_SKELETON:
        return set()
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    limit = 1 if len(key) < 9 else 2
    # Distances (0 is equal), none above the limit; several can be nearest, so all are taken and the least kept.
    near = process.extract(key, list(index.surname_keys()), scorer=OSA.distance, score_cutoff=limit, limit=None)
    if not near:
        return set()
    nearest = min(distance for _, distance, _ in near)
    pairs = index.with_key(other for other, distance, _ in near if distance == nearest)
    given = skeleton(parse_name(name).given)
    if not given:
        return {speaker for speaker, _ in pairs}
    fits = {speaker: skeleton(parse_name(form).given) for speaker, form in pairs}
    return {speaker for speaker, other in fits.items() if other and (other == given or other[0] == given == given[:1])}


def suggest_names(printed: str, index: NameIndex, limit: int = 5) -> tuple[str, ...]:
    """Names of the record that look like ``printed``, nearest first (rapidfuzz, 60 of 100 and more)."""
    wanted = fold(display_name(printed)) or fold(printed)
    if not wanted:
        return ()
    from rapidfuzz import fuzz, process

    # Equal names of several speakers are one suggestion; sorted, since extract keeps the order of equals.
    names = {fold(name): name for name in sorted(index.names())}
    words: dict[str, list[str]] = {}
    for folded in names:
        for word in {folded, *folded.split()}:
            if len(word) > 2:
                words.setdefault(word, []).append(folded)
    near = process.extract(wanted, list(words), scorer=fuzz.ratio, score_cutoff=60, limit=4 * limit)
    if len(wanted.split()) > 1:
        near += process.extract(wanted.split()[-1], list(words), scorer=fuzz.ratio, score_cutoff=75, limit=2 * limit)
    suggested: dict[str, None] = {}
    for word, _, _ in sorted(near, key=lambda hit: -hit[1]):
        suggested.update(dict.fromkeys(names[folded] for folded in words[word]))
    return tuple(suggested)[:limit]
