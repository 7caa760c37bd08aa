"""How two names in full resemble one another: the rules on surnames, given names, middle names and their order.

Floor 3: imports language and the modules of speakers below comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quotetrack.language.names import load_name_words
from quotetrack.language.spellings import load_spellings
from quotetrack.speakers.commonness import is_compound, is_given_name, is_known_surname, settled_given_names
from quotetrack.speakers.shape import Shape
from quotetrack.speakers.spelling import Likeness, korean, likeness, skeleton, wade_giles

# Shorter surnames are too easily alike by chance ("Daz", "Diaz") for another spelling to be taken for the same name.
_LONG_SURNAME = 5
_LONG_BESIDE_VARIANT = 4
_LONG_FOR_ONE_EDIT = 7


class Relation(StrEnum):
    """What a verdict rests on, for who must be stricter than the verdict."""

    EQUAL = "equal"  # the same words
    MIDDLE = "middle"  # one of them has a middle name or initial more
    VARIANT = "variant"  # another spelling of given name or surname
    NICKNAME = "nickname"
    ORDER = "order"  # the family name first in one of them
    PART = "part"  # one has a surname more at its end
    CALLED = "called"  # one has a given name more before the one that both have
    INITIAL = "initial"
    SUFFIX = "suffix"  # one has Jr. or III, the other has not
    SURNAME_ONLY = "surname only"
    DOUBTFUL_ORDER = "doubtful order"
    DOUBTFUL_PART = "doubtful part"
    CONFUSABLE = "confusable"  # Stephen, Steven
    NEAR = "near"  # a surname with one letter changed, or spelled in two ways where spelling is settled
    GIVEN = "given names"
    MIDDLES = "middle names"
    SURNAMES = "surnames"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Resemblance:
    """The relation of two names; ``evidence`` says that more than a given name and a surname agree."""

    relation: Relation
    evidence: bool = False


def resemblance(one: Shape, other: Shape) -> Resemblance:
    """How two names in full resemble one another."""
    surnames = _surnames(one, other)
    if surnames is Relation.SURNAMES and "".join(_printed(one)) == "".join(_printed(other)):
        return Resemblance(Relation.EQUAL, min(len(one.words), len(other.words)) > 2)
    if surnames is Relation.SURNAMES:
        return _of_order(one, other) or _of_parts(one, other)
    if one.family_first and other.family_first:
        given, evidence = _family_first_given(one, other), False
    else:
        given, evidence = _given(one, other)
    if given in (Relation.GIVEN, Relation.MIDDLES):
        return Resemblance(given)
    if given in (Relation.INITIAL, Relation.CONFUSABLE, Relation.DOUBTFUL_PART):
        return Resemblance(given, evidence)
    if surnames is Relation.NEAR:
        return Resemblance(Relation.NEAR)
    if surnames is Relation.VARIANT:
        return Resemblance(_spelled_otherwise(one, other, given), evidence)
    return Resemblance(given, evidence)


def _printed(shape: Shape) -> tuple[str, ...]:
    """The words in the order in which they are printed, but for particles."""
    return (*shape.family, *shape.given) if shape.family_first else shape.words


def _spelled_otherwise(one: Shape, other: Shape, given: Relation) -> Relation:
    """Surnames that sound alike: the same name transliterated, or two families where spelling is settled."""
    words = load_name_words()
    mine, theirs = "".join(one.family), "".join(other.family)
    listed = theirs in words.surname_variants.get(mine, ())
    settled = _is_settled(one, other)
    if settled and is_known_surname(mine) and is_known_surname(theirs) and not listed:
        return Relation.SURNAMES
    foreign = bool({one.given[0], other.given[0]} & words.given_variants.keys())
    long = _LONG_BESIDE_VARIANT if foreign or one.family_first else _LONG_SURNAME
    if settled or given is Relation.NICKNAME or (min(len(mine), len(theirs)) < long and not listed):
        return Relation.NEAR
    return Relation.VARIANT


def _surnames(one: Shape, other: Shape) -> Relation:
    mine, theirs = "".join(one.family), "".join(other.family)
    whole, their_whole = "".join((*one.particles, *one.family)), "".join((*other.particles, *other.family))
    if mine == theirs or whole == their_whole:
        own, their_own = set(one.particles) - set(other.particles), set(other.particles) - set(one.particles)
        articles = {"al", "el"}
        return Relation.NEAR if own - articles and their_own - articles else Relation.EQUAL
    if whole == theirs or mine == their_whole:
        return Relation.EQUAL
    if theirs in load_name_words().surname_variants.get(mine, ()):
        return Relation.VARIANT
    if one.family_first and other.family_first and not _is_romanised(one, other):
        return Relation.SURNAMES  # Zhu and Zhou are two families
    found = max(likeness(mine, theirs), likeness(whole, their_whole))
    if found >= Likeness.SPELLED:
        return Relation.VARIANT
    if _is_romanised(one, other) and wade_giles(mine) == wade_giles(theirs):
        return Relation.VARIANT
    if found is Likeness.NEAR and not _is_settled(one, other):
        known = is_known_surname(mine) and is_known_surname(theirs)
        return Relation.NEAR if known or min(len(mine), len(theirs)) < _LONG_SURNAME else Relation.VARIANT
    if min(len(mine), len(theirs)) >= _LONG_FOR_ONE_EDIT and mine[0] == theirs[0]:
        from rapidfuzz.distance import Levenshtein

        if Levenshtein.distance(skeleton(mine), skeleton(theirs), score_cutoff=1) <= 1:
            known = is_known_surname(mine) and is_known_surname(theirs)
            return Relation.SURNAMES if known or _is_other_ending(mine, theirs) else Relation.NEAR
    return Relation.SURNAMES


def _is_settled(one: Shape, other: Shape) -> bool:
    """Whether the given names are of languages in Latin script, so that a surname has one spelling; unless its ending
    shows that it was transliterated."""
    if not {one.given[0], other.given[0]} <= settled_given_names():
        return False
    endings = load_spellings().foreign
    return not all("".join(shape.family).endswith(endings) for shape in (one, other))


def _is_other_ending(mine: str, theirs: str) -> bool:
    """Gorbachev and Gorbacheva, Zelenskyy and Zelenska: a man's and a woman's form of one surname."""
    short, long = sorted((mine, theirs), key=len)
    return long == short + "a" or sorted((skeleton(mine)[-1], skeleton(theirs)[-1])) == ["a", "i"]


def _is_romanised(one: Shape, other: Shape) -> bool:
    """One of two East Asian names has the hyphen of Wade-Giles, the other has none."""
    return (one.family_first or other.family_first) and one.hyphen != other.hyphen


# ---------------------------------------------------------------- given names


def _family_first_given(one: Shape, other: Shape) -> Relation:
    mine, theirs = "".join(one.given), "".join(other.given)
    if mine == theirs:
        return Relation.EQUAL
    if {one.family[-1], other.family[-1]} <= load_name_words().korean_surnames and korean(mine) == korean(theirs):
        return Relation.VARIANT
    if _is_romanised(one, other) and wade_giles(mine) == wade_giles(theirs):
        return Relation.VARIANT
    if len(one.given) != len(other.given) and one.given[-1] == other.given[-1]:
        return Relation.DOUBTFUL_PART
    return Relation.GIVEN


def _given(one: Shape, other: Shape) -> tuple[Relation, bool]:
    """How the given names relate, middle names with them, and whether middle names agree."""
    mine, theirs = one.given, other.given
    relation = _given_words(mine[0], theirs[0])
    if relation is Relation.GIVEN:
        relation = _nicknamed(one, other)
    if "".join(mine) == "".join(theirs):
        return Relation.EQUAL, len(mine) > 1
    if relation is Relation.GIVEN:
        families = {one.family[-1], other.family[-1]}
        if families <= load_name_words().korean_surnames and korean("".join(mine)) == korean("".join(theirs)):
            return Relation.VARIANT, False
        return _called(mine, theirs), False
    if not _middles_agree(mine[1:], theirs[1:]):
        return Relation.MIDDLES, False
    both = bool(mine[1:] and theirs[1:])
    if relation is Relation.INITIAL and both:
        return Relation.EQUAL, True
    if relation is Relation.EQUAL and len(mine) != len(theirs):
        # Ahmad Massoud is the son of Ahmad Shah Massoud: where given names are so few, the second one counts.
        words = len((mine if len(mine) > 1 else theirs)[1])
        return (Relation.DOUBTFUL_PART if not both and words > 1 and _is_patronymic(mine[0]) else Relation.MIDDLE), both
    return relation, both


def _given_words(mine: str, theirs: str) -> Relation:
    words = load_name_words()
    if mine == theirs:
        return Relation.EQUAL if len(mine) > 1 else Relation.INITIAL
    if min(len(mine), len(theirs)) == 1:
        return Relation.INITIAL if mine[0] == theirs[0] else Relation.GIVEN
    if _is_variant(mine, theirs) or _is_variant(theirs, mine):
        return Relation.VARIANT
    if theirs in words.nicknames.get(mine, ()):
        return Relation.CONFUSABLE if theirs in words.confusable_given.get(mine, ()) else Relation.NICKNAME
    if theirs in words.confusable_given.get(mine, ()):
        return Relation.CONFUSABLE
    found = likeness(mine, theirs)
    settled = {mine, theirs} <= settled_given_names()
    if found >= Likeness.SPELLED:
        return Relation.CONFUSABLE if settled else Relation.VARIANT
    if found is not Likeness.NONE and not settled and mine[-1] == theirs[-1] and min(len(mine), len(theirs)) >= 5:
        # Salim and Salem are two names, Hosni and Husni are one.
        sure = found is Likeness.NEAR and mine.replace("e", "i") != theirs.replace("e", "i")
        return Relation.VARIANT if sure else Relation.CONFUSABLE
    return Relation.GIVEN


def _is_variant(one: str, other: str) -> bool:
    """In one row of the list, the spelling of ``other`` aside: Serhii, Sergiy."""
    variants = load_name_words().given_variants.get(one, frozenset())
    return other in variants or any(likeness(variant, other) is Likeness.SPELLED for variant in variants)


def _nicknamed(one: Shape, other: Shape) -> Relation:
    """One goes by the nickname that the other has in marks."""
    if one.nickname and one.nickname in (other.given[0], other.nickname):
        return Relation.NICKNAME
    if other.nickname and other.nickname == one.given[0]:
        return Relation.NICKNAME
    return Relation.GIVEN


def _called(mine: tuple[str, ...], theirs: tuple[str, ...]) -> Relation:
    """Going by a middle name: Gordon Brown, James Gordon Brown; "M. Emmanuel Macron"."""
    short, long = sorted((mine, theirs), key=len)
    if len(short) == len(long) or len(short[0]) < 2:
        return Relation.GIVEN
    for start in range(1, len(long) - len(short) + 1):
        if all(a == b or likeness(a, b) >= Likeness.SPELLED for a, b in zip(short, long[start:], strict=False)):
            # Where given names are patronymics, Hassan Mutlaq may be the father of Ali Hassan Mutlaq.
            fathers = _is_patronymic(short[0]) or is_compound(long[start - 1], short[0])
            return Relation.DOUBTFUL_PART if fathers or start > 1 else Relation.CALLED
        if short[0] in load_name_words().nicknames.get(long[start], ()) and len(short) == 1:
            return Relation.DOUBTFUL_PART
    return Relation.GIVEN


def _is_patronymic(word: str) -> bool:
    return is_given_name(word) and is_known_surname(word) and word in load_name_words().given_variants


def _middles_agree(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Nothing in the middle names speaks against one person: "H.W." and "W." do, so do "Ann" and "B."; order counts."""
    if not mine or not theirs:
        return True
    short, long = sorted((mine, theirs), key=len)
    if all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(short, long, strict=False)):
        return True
    if all(
        len(word) > 1 and likeness(word, other) >= Likeness.SPELLED for word, other in zip(short, long, strict=False)
    ):
        return True
    rest = iter(long)
    return all(len(word) > 1 and word in rest for word in short)


# ---------------------------------------------------------------- words left out or in another order


def _of_order(one: Shape, other: Shape) -> Resemblance | None:
    """The family name first in one of the two, None where the words are not the same."""
    mine, theirs = one.words, other.words
    if len(mine) != len(theirs) or not 2 <= len(mine) <= 4:
        return None
    turned = [words for words in ((*theirs[1:], theirs[0]), (theirs[-1], *theirs[:-1])) if _alike(mine, words)]
    if not turned:
        return Resemblance(Relation.DOUBTFUL_ORDER) if sorted(mine) == sorted(theirs) else None
    # Which word is the family name is told by those that are given names and no others.
    moved = theirs[0] if _alike(mine, (*theirs[1:], theirs[0])) else theirs[-1]
    rest = theirs[1:] if moved == theirs[0] else theirs[:-1]
    words = load_name_words()
    known = (is_given_name, words.family_first_given.__contains__, words.family_first.__contains__)
    told = any(knows(moved) != any(map(knows, rest)) for knows in known)
    return Resemblance(Relation.ORDER if told else Relation.DOUBTFUL_ORDER)


def _alike(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return all(a == b or likeness(a, b) >= Likeness.SPELLED for a, b in zip(mine, theirs, strict=True))


def _of_parts(one: Shape, other: Shape) -> Resemblance:
    """One name is the other with words left out: María Ibáñez, María Ibáñez de la Torre."""
    short, long = sorted((one, other), key=lambda shape: len(shape.words))
    if one.family_first or other.family_first:
        return Resemblance(Relation.SURNAMES)
    places = _embedded(short.words, long.words)
    if places is None:
        return Resemblance(Relation.SURNAMES)
    evidence = len(places) > 2
    if len(places) == len(long.words):
        return Resemblance(Relation.EQUAL, evidence)
    lead = places[0] > 0
    trail = len({long.printed[at] for at in range(places[-1] + 1, len(long.words))} - {long.printed[places[-1]]})
    cut = places[-1] + 1 < len(long.words) and not trail  # half of a double surname
    inner = len(places) < places[-1] - places[0] + 1
    if len(short.words[0]) == 1:
        return Resemblance(Relation.INITIAL, evidence)
    if (trail == 1 or cut) and not lead and not inner:
        # "Martin Luther" is not Martin Luther King: what ends the short one may be a second given name.
        doubtful = short.words[-1] in settled_given_names()
        return Resemblance(Relation.DOUBTFUL_PART if doubtful else Relation.PART, evidence)
    if inner and not lead and not trail and not cut:
        hyphenated = long.printed[places[-1]] == long.printed[places[-1] - 1]
        return Resemblance(
            Relation.DOUBTFUL_PART if hyphenated and is_known_surname(short.words[-1]) else Relation.MIDDLE, evidence
        )
    return Resemblance(Relation.DOUBTFUL_PART, evidence)


def _embedded(short: tuple[str, ...], long: tuple[str, ...]) -> list[int] | None:
    """Where the words of ``short`` stand in ``long``, in order; None if they do not."""
    places: list[int] = []
    at = 0
    for number, word in enumerate(short):
        while at < len(long):
            other = long[at]
            at += 1
            alike = word == other or (min(len(word), len(other)) > 3 and likeness(word, other) >= Likeness.SPELLED)
            if alike or (not number and _given_words(word, other) in (Relation.NICKNAME, Relation.VARIANT)):
                places.append(at - 1)
                break
        else:
            return None
    return places
