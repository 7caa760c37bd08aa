"""How two names in full resemble one another: surnames and given names together, words left out, and their order.

Floor 3: imports language and the modules of speakers below comparison.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quotetrack.language.names import load_name_words
from quotetrack.speakers.commonness import (
    is_common_surname,
    is_compound,
    is_given_name,
    is_known_surname,
    settled_given_names,
)
from quotetrack.speakers.givennames import (
    family_first_relation,
    given_relation,
    relation_of_words,
)
from quotetrack.speakers.relations import Relation
from quotetrack.speakers.shape import Shape
from quotetrack.speakers.spelling import Likeness, likeness, wade_giles
from quotetrack.speakers.surnames import is_settled, spelled_otherwise, surnames_relation

# A surname that is shorter may be many a family's.
_LONG_SURNAME = 7
# Syllables of Chinese in pinyin.
_PINYIN = (
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:i?ang|i?ong|uang|[ei]ng|ian|iao|uai|uan|[ae]i|[ae]n|[iu]n|ao|ou|i[aeu]|u[aeio]|er|[aeiou])"
)
_JAPANESE_GIVEN = re.compile(
    r"(?:(?:sh|ch|ts|[kgnhbpmr]y|[kgsztdnhbpmyrwjf])?[aeiou]|n(?![aeiou]))+"
    r"(?:ko|hiro|suke|taro|ichi|yuki|nobu|hiko|fumi|yoshi|aki|ichiro)"
)
_SYLLABLE, _TWO_SYLLABLES = re.compile(_PINYIN), re.compile(_PINYIN * 2)
_SON_OF = frozenset(("bin", "bint", "binti", "ibn", "ben", "ould"))


@dataclass(frozen=True, slots=True)
class Resemblance:
    """The relation of two names; ``evidence`` says that more than a given name and a surname agree."""

    relation: Relation
    evidence: bool = False


def resemblance(one: Shape, other: Shape) -> Resemblance:
    """How two names in full resemble one another."""
    surnames = surnames_relation(one, other)
    if surnames is Relation.SURNAMES and "".join(_printed(one)) == "".join(_printed(other)):
        return Resemblance(Relation.EQUAL, min(len(one.words), len(other.words)) > 2)
    if surnames is Relation.SURNAMES:
        if _is_of_wade_giles(one, other):
            return Resemblance(Relation.CONFUSABLE)
        if len(one.words) == len(other.words) > 2 and not is_settled(one, other) and _alike(one.words, other.words):
            return Resemblance(Relation.VARIANT, True)  # Boutros Boutros-Ghali, Butrus Butrus Ghali
        return _of_order(one, other) or _of_parts(one, other)
    if one.family_first and other.family_first:
        given, evidence = family_first_relation(one, other), False
    else:
        given, evidence = given_relation(one, other)
    if given in (Relation.GIVEN, Relation.MIDDLES):
        return Resemblance(given)
    if given is Relation.INITIAL and surnames is Relation.EQUAL and _is_rare(one) and not one.family_first:
        return Resemblance(Relation.RARE_INITIAL)
    if given in (Relation.INITIAL, Relation.CONFUSABLE, Relation.DOUBTFUL_PART):
        return Resemblance(given, evidence)
    if surnames is Relation.NEAR:
        return Resemblance(Relation.NEAR)
    if surnames is Relation.VARIANT:
        return Resemblance(spelled_otherwise(one, other, given), evidence)
    return Resemblance(given, evidence)


def _is_of_wade_giles(one: Shape, other: Shape) -> bool:
    """Lin Piao, Lin Biao; Chu Teh, Zhu De: two syllables without a mark of the old spelling, of many people."""
    if len(one.words) != 2 or len(other.words) != 2:
        return False
    mine, theirs = (_printed(shape) for shape in (one, other))
    words = load_name_words()
    surnames = mine[0] == theirs[0] or theirs[0] in words.surname_variants.get(mine[0], ())
    surnames = surnames or wade_giles(mine[0]) == wade_giles(theirs[0])
    eastern = {mine[0], theirs[0]} <= words.eastern_surnames
    return eastern and surnames and wade_giles(mine[1]) == wade_giles(theirs[1])


def _is_rare(shape: Shape) -> bool:
    """A long surname that no list of common ones has: few families are called by it."""
    surname = "".join(shape.family)
    return len(surname) >= _LONG_SURNAME and not is_common_surname(surname) and not is_given_name(surname)


def _printed(shape: Shape) -> tuple[str, ...]:
    """The words in the order in which they are printed, but for particles."""
    return (*shape.family, *shape.given) if shape.family_first else shape.words


# ---------------------------------------------------------------- words left out or in another order


def _of_order(one: Shape, other: Shape) -> Resemblance | None:
    """The family name first in one of the two, None where the words are not the same."""
    mine, theirs = one.words, other.words
    if len(mine) != len(theirs):
        mine, theirs = (tuple(map("".join, _by_printed(shape))) for shape in (one, other))
    if {len(mine), len(theirs)} == {2, 3}:
        return _of_order_and_parts(*sorted((mine, theirs), key=len))
    if len(mine) != len(theirs) or not 2 <= len(mine) <= 4:
        return None
    if any(_is_named_by_initial(*names) for names in ((mine, theirs), (theirs, mine))):
        return Resemblance(Relation.INITIAL)
    turns = ((*theirs[1:], theirs[0]), (theirs[-1], *theirs[:-1]))
    turned = [words for words, family in zip(turns, (-1, 0), strict=True) if _alike(mine, words, family)]
    if not turned:
        return Resemblance(Relation.DOUBTFUL_ORDER) if sorted(mine) == sorted(theirs) else None
    words = load_name_words()
    if {*one.particles, *other.particles} & _SON_OF:
        return Resemblance(Relation.SURNAMES)  # Faisal bin Turki, Turki bin Faisal
    if (
        len(mine) == 2
        and all(map(is_given_name, mine))
        and not (words.family_first_given | words.family_first) & {*mine}
    ):
        return Resemblance(Relation.SURNAMES)  # Thomas James, James Thomas: nobody puts these family names first
    # Which word is the family name is told by those that are given names, or family names, where it comes first.
    moved = theirs[0] if _alike(mine, turns[0], -1) else theirs[-1]
    rest = theirs[1:] if moved == theirs[0] else theirs[:-1]
    mine_rest = mine[:-1] if moved == theirs[0] else mine[1:]
    known = (words.family_first_given.__contains__, words.family_first.__contains__, _is_first_given)
    told = any(knows(moved) != any(map(knows, (*rest, *mine_rest))) for knows in known) or _is_one_syllable(moved, rest)
    return Resemblance(Relation.ORDER if told else Relation.DOUBTFUL_ORDER)


def _of_order_and_parts(short: tuple[str, ...], long: tuple[str, ...]) -> Resemblance | None:
    """Gordon Bajnai, Bajnai Gordon György: the family name first and a given name more."""
    if not _alike(short, (long[1], long[0])) or (is_given_name(long[0]) and is_given_name(long[1])):
        return None
    words = load_name_words()
    told = long[1] in words.family_first_given and not {long[0], short[1]} & words.family_first_given
    return Resemblance(Relation.ORDER if told else Relation.DOUBTFUL_ORDER)


def _is_named_by_initial(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """K. Kanimozhi, Kanimozhi Karunanidhi: the father's name as an initial before one's own."""
    if len(one) != 2 or len(one[0]) != 1 or one[1] in settled_given_names():
        return False
    return likeness(one[1], other[0]) >= Likeness.SPELLED and len(other[1]) > 1 and other[1][0] == one[0]


def _is_first_given(word: str) -> bool:
    """A given name of a language that puts the family name first, known or by its Japanese ending: Sadako."""
    return word in load_name_words().family_first_given or (
        len(word) > 4 and _JAPANESE_GIVEN.fullmatch(word) is not None
    )


def _is_one_syllable(moved: str, rest: tuple[str, ...]) -> bool:
    """Ai Weiwei, Weiwei Ai: of a Chinese name the one syllable is the family name."""
    return len(rest) == 1 and any(
        _SYLLABLE.fullmatch(one) and not _SYLLABLE.fullmatch(two) and _TWO_SYLLABLES.fullmatch(two)
        for one, two in ((moved, rest[0]), (rest[0], moved))
    )


def _by_printed(shape: Shape) -> list[list[str]]:
    """The words of a name by the printed words to which they belong: those of a double name are together."""
    found: dict[int, list[str]] = {}
    for word, number in zip(shape.words, shape.printed, strict=True):
        found.setdefault(number, []).append(word)
    return list(found.values())


def _alike(mine: tuple[str, ...], theirs: tuple[str, ...], family: int | None = None) -> bool:
    """Word by word spellings of one name; ``family`` is where the family name stands, if others may be nicknames."""
    nicknamed = set(range(len(mine))) - {range(len(mine))[family]} if family is not None else set()
    return all(
        a == b
        or likeness(a, b) >= Likeness.SPELLED
        or (at in nicknamed and relation_of_words(a, b) in (Relation.NICKNAME, Relation.VARIANT))
        for at, (a, b) in enumerate(zip(mine, theirs, strict=True))
    )


def _of_parts(one: Shape, other: Shape) -> Resemblance:
    """One name is the other with words left out: María Ibáñez, María Ibáñez de la Torre."""
    short, long = sorted((one, other), key=lambda shape: len(shape.words))
    if one.family_first or other.family_first:
        # "William Lai Ching-te" is Lai Ching-te with a given name of another language before it.
        whole = "".join((long.given[0], *_printed(short)))
        equal = short.family_first and not long.family_first and "".join(_printed(long)) == whole
        return Resemblance(Relation.EQUAL if equal else Relation.SURNAMES, equal)
    places = _embedded(short.words, long.words)
    if places is None:
        return Resemblance(Relation.SURNAMES)
    evidence = len(places) > 2
    if len(places) == len(long.words):
        return Resemblance(Relation.EQUAL, evidence)
    if places[0] == 1 and long.given == ("maria",) and len(places) == len(long.words) - 1 and long.particles:
        return Resemblance(Relation.CALLED, evidence)  # María del Carmen Quiroga, Carmen Quiroga
    lead = places[0] > 0
    trail = len({long.printed[at] for at in range(places[-1] + 1, len(long.words))} - {long.printed[places[-1]]})
    cut = places[-1] + 1 < len(long.words) and not trail  # half of a double surname
    inner = len(places) < places[-1] - places[0] + 1
    if len(short.words[0]) == 1:
        return Resemblance(Relation.INITIAL, evidence)
    between = long.words[places[0] + 1 : places[-1]]
    settled = settled_given_names()
    if (
        (trail, lead, len(places), len(between)) == (1, False, 2, 1)
        and is_given_name(between[0])
        and not is_compound(short.words[0], between[0])
        and short.words[-1] not in settled
    ):
        return Resemblance(Relation.PART)  # Keiko Fujimori, Keiko Sofía Fujimori Higuchi
    if (trail or cut) and short.words[0] != long.words[places[0]] and short.words[-1] != long.words[places[-1]]:
        return Resemblance(Relation.DOUBTFUL_PART, evidence)  # a surname more and another spelling are too much
    if trail == 2 and not lead and not inner and short.words[0] in settled and not is_given_name(short.words[-1]):
        return Resemblance(Relation.PART, evidence)  # Patricia Bullrich, Patricia Bullrich Luro Pueyrredón
    if (trail == 1 or cut) and not lead and not inner:
        # "Martin Luther" is not Martin Luther King: what ends the short one may be a second given name.
        doubtful = short.words[-1] in settled
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
            if alike or (not number and relation_of_words(word, other) in (Relation.NICKNAME, Relation.VARIANT)):
                places.append(at - 1)
                break
        else:
            return None
    return places
