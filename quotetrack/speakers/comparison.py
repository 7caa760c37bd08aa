"""Whether two names can be one person's: same, maybe or different, with the reason in words.

Rules decide; a score (rapidfuzz) only says within a rule how far two long surnames are apart. In doubt the verdict is
"maybe": a wrong merge of two people is worse than a duplicate. Floor 3: imports language and names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from quotetrack.language.names import NameWords, load_name_words
from quotetrack.speakers.names import Name, fold, parse_name

# Shorter skeletons are too easily alike by chance ("Daz", "Diaz") for another spelling to be taken for the same name.
_LONG_SURNAME = 6
_LONG_FOR_ONE_EDIT = 7


class Verdict(StrEnum):
    """The answer to "is this one person?"."""

    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


class Relation(StrEnum):
    """What the verdict rests on, for who must be stricter than the verdict."""

    EQUAL = "equal"  # the same words
    MIDDLE = "middle"  # one of them has a middle name or initial more
    VARIANT = "variant"  # another spelling of given name or surname
    NICKNAME = "nickname"
    INITIAL = "initial"
    SUFFIX = "suffix"  # one has Jr. or III, the other has not
    SURNAME_ONLY = "surname only"
    SURNAME_PART = "part of a double surname"
    ORDER = "order"
    NEAR = "near"  # a long surname with one letter changed
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on two names, the reason in words, and the relation that it rests on."""

    verdict: Verdict
    reason: str
    relation: Relation


def compare(a: str, b: str) -> Comparison:
    """Whether ``a`` and ``b``, as printed, can be the same person's names. Never raises."""
    words = load_name_words()
    one, other = parse_name(a), parse_name(b)
    if not fold(one.surname) or not fold(other.surname):
        return Comparison(Verdict.DIFFERENT, "one of them is no name", Relation.NONE)
    ends = _suffixes(one, other, words)
    if ends is not None and ends.verdict is Verdict.DIFFERENT:
        return ends
    found = _compare_single(one, other) if not (one.is_full and other.is_full) else _compare_full(one, other, words)
    if found.verdict is Verdict.SAME and ends is not None:
        return ends
    return found


def skeleton(word: str) -> str:
    """``word`` (folded or as printed) as spellings of one name share it: "kislitsa" for Kyslytsia and Kislitsa.

    Lower-case ASCII letters, apart from what fold keeps. A key for looking up, never by itself a reason to merge.
    """
    return _skeleton(word) if len(word) < 160 else _skeleton.__wrapped__(word)


@lru_cache(maxsize=65536)
def _skeleton(word: str) -> str:
    text = fold(word).replace(" ", "")
    long = len(text) >= 5
    for letters, sound in _SOUNDS:
        if letters in text:
            text = text.replace(letters, sound)
    made: list[str] = []
    for index, char in enumerate(text):
        if made and made[-1] == char:
            continue
        following = text[index + 1 : index + 2]
        # A soft sign: Umierov, Netanyahu, Kyslytsia; after another vowel it is a sound of its own.
        if long and char == "i" and made and made[-1] not in "aeiou" and following and following in "aeou":
            continue
        made.append(char)
    text = "".join(made)
    if text.endswith("of") and long:
        text = text[:-1] + "v"
    if text.endswith("ah") and long:
        text = text[:-1]
    return text


_SOUNDS = (
    ("shch", "sh"), ("tsch", "ch"), ("sch", "sh"), ("tch", "ch"), ("tz", "ts"), ("cz", "ch"), ("ph", "f"), ("kh", "h"),
    ("gh", "g"), ("dh", "d"), ("ck", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("y", "i"), ("j", "i"),
)  # fmt: skip


def surname_key(name: str) -> str:
    """The skeleton under which a person's name is looked up: that of the last word of the surname; "" for no name."""
    family = fold(parse_name(name).surname).split()
    return skeleton(family[-1]) if family else ""


def given_initials(name: str) -> frozenset[str]:
    """Letters that a given name or middle name of this person can begin with, in any of its forms. Two names with
    one surname and no letter in common are different people's: a cheap test before ``compare``."""
    return _given_initials(name) if len(name) < 160 else _given_initials.__wrapped__(name)


@lru_cache(maxsize=65536)
def _given_initials(name: str) -> frozenset[str]:
    words = load_name_words()
    parsed = parse_name(name)
    letters: set[str] = set()
    for word in (_first(parsed), *_middle(parsed)):
        forms = (word, skeleton(word), *words.nicknames.get(word, ()), *words.given_variants.get(word, ()))
        letters.update(form[0] for form in forms if form)
    return frozenset(letters)


def _suffixes(one: Name, other: Name, words: NameWords) -> Comparison | None:
    """A verdict where the suffixes speak against one person, else None."""
    mine, theirs = (words.suffixes.get(fold(name.suffix), fold(name.suffix)) for name in (one, other))
    if mine == theirs:
        return None
    if mine and theirs:
        return Comparison(Verdict.DIFFERENT, f"{one.suffix} and {other.suffix} are two people", Relation.NONE)
    return Comparison(Verdict.MAYBE, f"only one of them is {one.suffix or other.suffix}", Relation.SUFFIX)


def _compare_single(one: Name, other: Name) -> Comparison:
    """One of the two, or both, is a single name."""
    if one.kept_title and fold(one.display) == fold(other.display):
        return Comparison(Verdict.SAME, "title and name are equal", Relation.EQUAL)
    short, full = (other, one) if one.is_full else (one, other)
    single = fold(short.surname)
    if not full.is_full:
        related = single == fold(full.surname) or _is_spelling(single, fold(full.surname))
    else:
        family = fold(" ".join((*full.particles, full.surname)))
        related = (
            single in {family, fold(full.surname), *family.split(), fold(full.given)}
            or fold(" ".join((*short.particles, short.surname))) == family
            or _is_spelling(single, fold(full.surname))
        )
    if related:
        return Comparison(Verdict.MAYBE, f"{short.display} alone does not say who it is", Relation.SURNAME_ONLY)
    return Comparison(Verdict.DIFFERENT, f"{short.display} is no part of {full.display}", Relation.NONE)


def _compare_full(one: Name, other: Name, words: NameWords) -> Comparison:
    surnames = _surnames(one, other)
    if surnames is Relation.NONE:
        mine, theirs = fold(" ".join(one.words)).split(), fold(" ".join(other.words)).split()
        if sorted(mine) == sorted(theirs):
            return Comparison(Verdict.MAYBE, "the same words in another order", Relation.ORDER)
        return Comparison(Verdict.DIFFERENT, f"surnames {one.surname} and {other.surname} differ", Relation.NONE)
    given = _given(one, other, words)
    if given is Relation.NONE:
        first, second = (" ".join((name.given, *name.middle)) for name in (one, other))
        return Comparison(Verdict.DIFFERENT, f"given names {first} and {second} differ", Relation.NONE)
    if given in (Relation.INITIAL, Relation.SURNAME_PART):
        reason = "an initial says too little" if given is Relation.INITIAL else "a middle name of one is the other's"
        return Comparison(Verdict.MAYBE, reason, Relation.INITIAL)
    if surnames is Relation.SURNAME_PART:
        return Comparison(Verdict.MAYBE, "one surname is part of the other", surnames)
    if surnames is Relation.NEAR:
        return Comparison(Verdict.MAYBE, "the surnames differ by one letter", surnames)
    if surnames is Relation.VARIANT:
        return _spelled_otherwise(one, other, given, words)
    if given is Relation.NICKNAME:
        return Comparison(Verdict.SAME, f"{one.given} and {other.given} are forms of one name", given)
    if given is Relation.VARIANT:
        return Comparison(Verdict.SAME, f"{one.given} and {other.given} are spellings of one name", given)
    if len(_middle(one)) != len(_middle(other)):
        return Comparison(Verdict.SAME, "given name and surname are equal, one middle name more", Relation.MIDDLE)
    return Comparison(Verdict.SAME, "given name and surname are equal", Relation.EQUAL)


def _spelled_otherwise(one: Name, other: Name, given: Relation, words: NameWords) -> Comparison:
    """Surnames with one skeleton: the same name transliterated, or two families where spelling is settled."""
    reason = f"{one.surname} and {other.surname} are spellings of one name"
    settled = {fold(one.given), fold(other.given)} <= (words.settled_given | set(words.nicknames))
    if given is Relation.NICKNAME or settled or len(skeleton(one.surname)) < _LONG_SURNAME:
        return Comparison(Verdict.MAYBE, f"{reason} or names of two families", Relation.NEAR)
    return Comparison(Verdict.SAME, reason, Relation.VARIANT)


def _surnames(one: Name, other: Name) -> Relation:
    mine, theirs = fold(one.surname), fold(other.surname)
    if mine == theirs or mine.replace(" ", "") == theirs.replace(" ", ""):
        return Relation.EQUAL
    whole, their_whole = (fold(" ".join((*name.particles, name.surname))) for name in (one, other))
    if whole.replace(" ", "") == their_whole.replace(" ", ""):
        return Relation.EQUAL
    if _is_spelling(_without_article(mine), _without_article(theirs)):
        return Relation.VARIANT
    if set(mine.split()) & {theirs, *theirs.split()[-1:]} or set(theirs.split()) & {mine, *mine.split()[-1:]}:
        return Relation.SURNAME_PART
    # María Ibáñez de la Torre, María Ibáñez: what stands before the particles is a surname as well.
    if mine in map(fold, other.middle) or theirs in map(fold, one.middle):
        return Relation.SURNAME_PART
    if min(len(mine), len(theirs)) >= _LONG_FOR_ONE_EDIT and mine[0] == theirs[0]:
        from rapidfuzz.distance import Levenshtein

        if Levenshtein.distance(skeleton(mine), skeleton(theirs), score_cutoff=1) <= 1:
            return Relation.NEAR
    return Relation.NONE


def _without_article(surname: str) -> str:
    return surname.removeprefix("al ").removeprefix("el ")


def _is_spelling(one: str, other: str) -> bool:
    key = skeleton(one)
    return bool(key) and key == skeleton(other)


def _given(one: Name, other: Name, words: NameWords) -> Relation:
    """How two given names relate; NONE also where the middle names conflict."""
    mine, theirs = _first(one), _first(other)
    mids, their_mids = _middle(one), _middle(other)
    relation = _given_words(mine, theirs, words)
    if relation is not Relation.NONE:
        if _conflict(mids, their_mids):
            # "Min-ji" and "Min Ji": the second half of one given name, taken for a middle name.
            joined = mine + "".join(mids) == theirs + "".join(their_mids)
            return Relation.EQUAL if joined else Relation.NONE
        return relation
    if mine + "".join(mids) == theirs + "".join(their_mids):
        return Relation.EQUAL
    if mine in their_mids or theirs in mids:
        return Relation.SURNAME_PART
    return Relation.NONE


def _given_words(mine: str, theirs: str, words: NameWords) -> Relation:
    if mine == theirs:
        return Relation.EQUAL if len(mine) > 1 else Relation.INITIAL
    if min(len(mine), len(theirs)) == 1:
        return Relation.INITIAL if mine[0] == theirs[0] else Relation.NONE
    if _is_given_variant(mine, theirs, words) or _is_given_variant(theirs, mine, words):
        return Relation.VARIANT
    if theirs in words.nicknames.get(mine, ()):
        return Relation.NICKNAME
    settled = {mine, theirs} <= words.settled_given
    if len(mine) > 3 and not settled and _is_spelling(mine, theirs):
        return Relation.VARIANT
    return Relation.NONE


def _is_given_variant(one: str, other: str, words: NameWords) -> bool:
    """In one row of the list, the spelling of ``other`` aside: Serhii, Sergiy."""
    variants = words.given_variants.get(one, frozenset())
    return other in variants or any(_is_spelling(variant, other) for variant in variants)


def _first(name: Name) -> str:
    """The given name folded; of "J.R." only the first initial, of "Min-ji" both halves as one."""
    parts = fold(name.given).split()
    return parts[0] if parts and len(parts[0]) == 1 else "".join(parts)


def _middle(name: Name) -> tuple[str, ...]:
    parts = fold(name.given).split()
    initials = parts[1:] if parts and len(parts[0]) == 1 else []
    return (*initials, *(part for word in name.middle for part in fold(word).split()))


def _conflict(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Both have middle names and they cannot be the same: "H.W." and "W.", "Ann" and "B."; order counts."""
    if not mine or not theirs:
        return False
    short, long = sorted((mine, theirs), key=len)
    if len(short) == len(long):
        return not all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(short, long, strict=True))
    return long[: len(short)] != short and not all(a[0] == b[0] for a, b in zip(short, long, strict=False))
