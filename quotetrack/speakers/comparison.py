"""Whether two names can be one person's: same, maybe or different, with the reason in words.

Rules decide; a score (rapidfuzz) only says within a rule how far two long surnames are apart. In doubt the verdict is
"maybe": a wrong merge of two people is worse than a duplicate. What is known beside the names comes in as contexts.
Floor 3: imports language and the other modules of speakers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from quotetrack.language.names import load_name_words
from quotetrack.speakers.commonness import gender_of, is_common, is_common_surname
from quotetrack.speakers.contexts import Agreement, agreement, read_context, seat_of, shared_office
from quotetrack.speakers.exclusion import UNREAD
from quotetrack.speakers.likeness import Resemblance, resemblance
from quotetrack.speakers.names import Name, fold, parse_name
from quotetrack.speakers.relations import Relation
from quotetrack.speakers.shape import Shape, parse_in_order, shapes_of
from quotetrack.speakers.spelling import Likeness, likeness, skeleton


class Verdict(StrEnum):
    """The answer to "is this one person?"."""

    SAME = "same"
    MAYBE = "maybe"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on two names, the reason in words, and the relation that it rests on; ``common`` where the names
    agree and only that many have them makes a doubt."""

    verdict: Verdict
    reason: str
    relation: Relation
    common: bool = False


# What a resemblance of two names in full is worth, and in which words.
_VERDICTS = {
    Relation.EQUAL: (Verdict.SAME, "given name and surname are equal"),
    Relation.MIDDLE: (Verdict.SAME, "given name and surname are equal, one middle name more"),
    Relation.VARIANT: (Verdict.SAME, "the names are spellings of one name"),
    Relation.NICKNAME: (Verdict.SAME, "the given names are forms of one name"),
    Relation.ORDER: (Verdict.SAME, "the same words with the family name first"),
    Relation.PART: (Verdict.SAME, "one has a second surname more"),
    Relation.CALLED: (Verdict.SAME, "one has a first name more and goes by the second"),
    Relation.DOUBTFUL_ORDER: (Verdict.MAYBE, "the same words in another order"),
    Relation.DOUBTFUL_PART: (Verdict.MAYBE, "one is part of the other"),
    Relation.INITIAL: (Verdict.MAYBE, "an initial says too little"),
    Relation.RARE_INITIAL: (Verdict.SAME, "an initial that fits, and a rare surname"),
    Relation.NEAR: (Verdict.MAYBE, "spellings of one name or names of two families"),
    Relation.CONFUSABLE: (Verdict.MAYBE, "the given names are easily taken for one another"),
    Relation.SURNAMES: (Verdict.DIFFERENT, "the surnames differ"),
    Relation.GIVEN: (Verdict.DIFFERENT, "the given names differ"),
    Relation.MIDDLES: (Verdict.DIFFERENT, "the middle names differ"),
}
# Letters that no language but Vietnamese has.
_VIETNAMESE = re.compile("[\u01a1\u01b0\u1ea0-\u1ef9]")
# Two words that stay what they are: "Abdul" and "Abd" would be joined with others.
_TWO_WORDS = re.compile("(?!Abd)[A-Z][a-z]+ (?!Abd)[A-Z][a-z]+")
_BORN = re.compile(r"\b(?:n[ée]e|born|geb\.|geborene|formerly)[ ]([A-ZÀ-Þ][\w'’-]+)")
# So many years may part father and son of one office.
_GENERATION = 10
# Grounds for "maybe" that a context which agrees can settle.
_SETTLED_BY_CONTEXT = frozenset({Relation.INITIAL, Relation.SURNAME_ONLY, Relation.CONFUSABLE, Relation.DOUBTFUL_PART})


def compare(
    a: str,
    b: str,
    *,
    a_context: str | Mapping[str, str] | None = None,
    b_context: str | Mapping[str, str] | None = None,
) -> Comparison:
    """Whether ``a`` and ``b``, as printed, can be the same person's names. Never raises.

    A context tells who bears the name there: "role=mayor of Leeds; outlet=Leeds Gazette; date=2019-03" (keys as a
    mapping also), or free text, which is taken for the role. It can part two people of one name and settle a doubt; it
    never joins names that differ.
    """
    found = _compare(a, b)
    if found.verdict is Verdict.DIFFERENT or not (a_context or b_context):
        return found
    mine, theirs = read_context(a_context), read_context(b_context)
    if found.relation is Relation.MIDDLE and mine.year and theirs.year and abs(mine.year - theirs.year) >= _GENERATION:
        reason = f"{found.reason}, but years apart: father and son may share the rest"
        return replace(found, verdict=Verdict.MAYBE, reason=reason)
    office = shared_office(mine, theirs) if found.relation is Relation.SUFFIX else ""
    if office:
        return replace(found, verdict=Verdict.SAME, reason=f"{found.reason}, but both are {office} at one time")
    said = agreement(mine, theirs, common=found.verdict is Verdict.MAYBE)
    return found if said is None else _weigh(found, said)


def _weigh(found: Comparison, said: tuple[Agreement, str]) -> Comparison:
    """A verdict on the names, with what the contexts say."""
    agree, reason = said
    reason = f"{found.reason}, but {reason}" if agree is not Agreement.FOR else f"{found.reason}; {reason}"
    if agree is Agreement.EXCLUDED:
        return replace(found, verdict=Verdict.DIFFERENT, reason=reason)
    if agree is Agreement.AGAINST:
        rare = found.verdict is Verdict.SAME
        return replace(found, verdict=Verdict.MAYBE if rare else Verdict.DIFFERENT, reason=reason)
    if found.verdict is Verdict.MAYBE and (found.common or found.relation in _SETTLED_BY_CONTEXT):
        return replace(found, verdict=Verdict.SAME, reason=reason)
    return found


@lru_cache(maxsize=8192)
def _compare(a: str, b: str) -> Comparison:
    one, other = parse_in_order(a), parse_in_order(b)
    if not fold(one.surname) or not fold(other.surname):
        return Comparison(Verdict.DIFFERENT, "one of them is no name", Relation.NONE)
    apart = _parted(a, b, one, other)
    if apart:
        return Comparison(Verdict.DIFFERENT, apart, Relation.NONE)
    suffixes = _suffixes(one, other)
    if suffixes is not None and suffixes.verdict is Verdict.DIFFERENT:
        return suffixes
    found = _compare_full(a, b, one, other) if one.is_full and other.is_full else _compare_single(one, other)
    if found.relation is Relation.SURNAMES:
        found = _compare_born(a, b, one, other) or found
    if found.verdict is Verdict.SAME and _differ_in_tone(a, b):
        return Comparison(Verdict.MAYBE, "the letters agree, their marks do not", Relation.CONFUSABLE)
    if found.verdict is Verdict.DIFFERENT and (UNREAD.search(a) is None) != (UNREAD.search(b) is None):
        return Comparison(Verdict.MAYBE, "one is in a script that cannot be read for sure", Relation.NONE)
    return suffixes if suffixes is not None and (found.verdict is Verdict.SAME or found.common) else found


def _compare_born(a: str, b: str, one: Name, other: Name) -> Comparison | None:
    """Susan Marlowe (née Pickard), Susan Pickard; None where neither tells a name at birth that is the other's."""
    for printed, name, theirs in ((a, one, other), (b, other, one)):
        born = _BORN.search(printed)
        if born is not None:
            girl = replace(name, particles=(), surname=born[1], nickname="")
            found = _compare_full(printed, theirs.display, girl, theirs)
            if found.verdict is not Verdict.DIFFERENT:
                return replace(found, reason=f"{found.reason}, by the name at birth")
    return None


def _differ_in_tone(a: str, b: str) -> bool:
    """Lê Văn Hùng and Lê Văn Hưng: Vietnamese names whose marks, where both print them, make two of one."""
    mine, theirs = (unicodedata.normalize("NFC", name).casefold().split() for name in (a, b))
    if len(mine) != len(theirs) or not _VIETNAMESE.search(" ".join((*mine, *theirs))):
        return False
    return any(
        one != other and not one.isascii() and not other.isascii() for one, other in zip(mine, theirs, strict=True)
    )


def _parted(a: str, b: str, one: Name, other: Name) -> str:
    """Why what stands around two names makes them two people's; "" where it does not."""
    mine, theirs = _titled_gender(one), _titled_gender(other)
    if "" in (mine, theirs) and (_is_wife(one) or _is_wife(other)):
        return "one is named as the other's wife"
    if not one.given:
        theirs = theirs or gender_of(fold(other.given))
    if not other.given:
        mine = mine or gender_of(fold(one.given))
    if mine and theirs and mine != theirs and (one.titles or other.titles):
        return "one is a man, one a woman"
    seat, their_seat = seat_of(a), seat_of(b)
    if seat and their_seat and seat.state and their_seat.state and seat.state != their_seat.state:
        return f"one sits for {seat.state.title()}, one for {their_seat.state.title()}"
    return ""


def _titled_gender(name: Name) -> str:
    """ "m" or "f" where a title tells, else ""."""
    words = load_name_words()
    for title in name.titles:
        key = title.replace(".", "").lower()
        if key in words.masculine_titles or key in words.feminine_titles:
            return "m" if key in words.masculine_titles else "f"
    return ""


def _is_wife(name: Name) -> bool:
    """Mrs. Herbert Asquith: a woman by her husband's name."""
    return "mrs" in {title.replace(".", "").lower() for title in name.titles} and gender_of(fold(name.given)) == "m"


def _suffixes(one: Name, other: Name) -> Comparison | None:
    """A verdict where the suffixes speak against one person, else None."""
    words = load_name_words()
    mine, theirs = (words.suffixes.get(fold(name.suffix), fold(name.suffix)) for name in (one, other))
    if mine == theirs:
        return None
    if mine and theirs:
        return Comparison(Verdict.DIFFERENT, f"{one.suffix} and {other.suffix} are two people", Relation.NONE)
    return Comparison(Verdict.MAYBE, f"only one of them is {one.suffix or other.suffix}", Relation.SUFFIX)


def _compare_single(one: Name, other: Name) -> Comparison:
    """One of the two, or both, is a single name."""
    words = load_name_words()
    mine, theirs = fold(one.display), fold(other.display)
    if one.kept_title and mine == theirs:
        return Comparison(Verdict.SAME, "title and name are equal", Relation.EQUAL)
    if not one.is_full and not other.is_full and {mine, theirs} <= words.mononyms and mine == theirs:
        return Comparison(Verdict.SAME, "one name, known alone", Relation.EQUAL)
    if mine.replace(" ", "") == theirs.replace(" ", "") and one.is_full != other.is_full:
        return Comparison(Verdict.SAME, "the same letters, parted otherwise", Relation.EQUAL)
    short, full = (other, one) if one.is_full else (one, other)
    single = fold(short.surname)
    if full.is_full and single == _letters_of(full):
        return Comparison(Verdict.MAYBE, f"{short.display} may stand for {full.display}", Relation.INITIAL)
    if not full.is_full:
        family = fold(full.surname)
        if (single in words.mononyms or family in words.mononyms) and _is_spelling(single, family):
            return Comparison(Verdict.SAME, "spellings of one name, known alone", Relation.VARIANT)
        related = single == family or _is_spelling(single, family)
    else:
        family = fold(" ".join((*full.particles, full.surname)))
        related = (
            single in {family, fold(full.surname), *family.split(), *map(fold, (full.given, *full.middle))}
            or fold(" ".join((*short.particles, short.surname))) == family
            or _is_spelling(single, fold(full.surname))
        )
    if related:
        return Comparison(Verdict.MAYBE, f"{short.display} alone does not say who it is", Relation.SURNAME_ONLY)
    return Comparison(Verdict.DIFFERENT, f"{short.display} is no part of {full.display}", Relation.NONE)


def _letters_of(name: Name) -> str:
    """ "jfk" of John F. Kennedy; "" of two words, which are too few to tell."""
    letters = [word[0] for word in fold(" ".join(name.words)).split()]
    return "".join(letters) if len(letters) > 2 else ""


def _is_spelling(one: str, other: str) -> bool:
    return likeness(one, other) >= Likeness.SPELLED or (bool(skeleton(one)) and skeleton(one) == skeleton(other))


def _compare_full(a: str, b: str, one: Name, other: Name) -> Comparison:
    one, other = _as_family_first(one, other), _as_family_first(other, one)
    shapes, others = shapes_of(one), shapes_of(other)
    if not shapes or not others:
        if fold(one.display) == fold(other.display):
            return Comparison(Verdict.SAME, "the words are equal", Relation.EQUAL)
        return Comparison(Verdict.DIFFERENT, "one of them is too long for a name", Relation.NONE)
    best = max((resemblance(mine, theirs) for mine in shapes for theirs in others), key=_worth)
    verdict, reason = _VERDICTS[best.relation]
    if verdict is Verdict.DIFFERENT:
        first, second = (
            name.surname if best.relation is Relation.SURNAMES else " ".join((name.given, *name.middle))
            for name in (one, other)
        )
        reason = f"{reason}: {first}, {second}"
    told = best.evidence or one.suffix or _is_seated(a, b)
    if verdict is Verdict.SAME and not told and _common(shapes, others, best.relation):
        return Comparison(Verdict.MAYBE, f"{reason}, but many are called {one.display}", best.relation, True)
    return Comparison(verdict, reason, best.relation)


def _as_family_first(name: Name, other: Name) -> Name:
    """Two words of which the first is the family name, since it is that of the other: Su Zhenchang, Su Tseng-chang."""
    first = other.family_first and not (name.family_first or name.middle or name.particles)
    if first and fold(name.given) == fold(other.surname) != fold(name.surname):
        return replace(name, given=name.surname, surname=name.given, family_first=True)
    return name


_ORDER = [Verdict.DIFFERENT, Verdict.MAYBE, Verdict.SAME]


def _worth(found: Resemblance) -> tuple[int, bool]:
    return _ORDER.index(_VERDICTS[found.relation][0]), found.relation is Relation.EQUAL


def _is_seated(a: str, b: str) -> bool:
    """Both names have the same party and state."""
    seat = seat_of(a)
    return seat is not None and bool(seat.state) and seat == seat_of(b)


def _common(some: tuple[Shape, ...], others: tuple[Shape, ...], relation: Relation) -> bool:
    """Whether the given name and the surname that two names share are common together. The shorter name has what both
    share; where one has a nickname both must be common: few "Ginni Thomas" are called Virginia Thomas."""
    fewest = min(len(shape.words) for shape in some + others)
    found = [
        any(len(shape.words) == fewest and _is_common(shape, turned=relation is Relation.ORDER) for shape in side)
        for side in (some, others)
    ]
    return all(found) if relation is Relation.NICKNAME else any(found)


def _is_common(shape: Shape, *, turned: bool) -> bool:
    givens = {*shape.given, "".join(shape.given)} if shape.family_first else {shape.given[0]}
    if any(is_common(given, family) for given in givens for family in (shape.family[-1], "".join(shape.family))):
        return True
    # "Nagy István", and "Wang Wei", where both words are family names and nothing says which is his.
    first, last = shape.words[0], shape.words[-1]
    return (turned or {first, last} <= load_name_words().family_first) and is_common(last, first)


def is_common_name(name: str) -> bool:
    """Whether so many have a full name that two of them are nothing unusual; ``compare(name, name)``, but faster."""
    return _is_common_name(name) if len(name) < 160 else _is_common_name.__wrapped__(name)


@lru_cache(maxsize=8192)
def _is_common_name(name: str) -> bool:
    if _TWO_WORDS.fullmatch(name) and not any(map(is_common_surname, name.lower().split())):
        return False
    parsed = parse_in_order(name)
    shapes = shapes_of(parsed)
    if not shapes or parsed.suffix or _is_seated(name, name):
        return False
    return (shapes[0].family_first or len(shapes[0].given) == 1) and _common(shapes, shapes, Relation.EQUAL)


def surname_key(name: str) -> str:
    """The skeleton under which a person's name is looked up: that of the last word of the surname; "" for no name."""
    return _surname_key(name) if len(name) < 160 else _surname_key.__wrapped__(name)


@lru_cache(maxsize=16384)
def _surname_key(name: str) -> str:
    family = fold(parse_name(name).surname).split()
    return skeleton(family[-1]) if family else ""
