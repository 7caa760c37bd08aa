"""How two names in full resemble one another: the rules on surnames, on words left out and on their order.

Floor 3: imports language and the modules of speakers below comparison.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quotetrack.language.names import load_name_words
from quotetrack.language.spellings import load_spellings
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
    is_romanised,
    relation_of_words,
    shortened,
)
from quotetrack.speakers.relations import Relation
from quotetrack.speakers.shape import Shape
from quotetrack.speakers.spelling import (
    Likeness,
    arabic,
    consonants,
    is_alike,
    lacks_vowel,
    likeness,
    skeleton,
    wade_giles,
)

# Shorter surnames are too easily alike by chance ("Daz", "Diaz") for another spelling to be taken for the same name.
_LONG_SURNAME = 5
_LONG_BESIDE_VARIANT = 4
_LONG_FOR_ONE_EDIT = 7
# So many consonants that are alike may be one name of another script.
_TELLING = 3
_BARE = str.maketrans("z", "d", "aiu")
_BELARUSIAN = ("ava", "au", "ouski", "uski", "uskaya", "ouskaya", "ka")
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
_SON = {"ben": "bin", "ibn": "bin", "abou": "abu"}
_SON_OF = frozenset(("bin", "bint", "binti", "ibn", "ben", "ould"))


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
        if len(one.words) == len(other.words) > 2 and not _is_settled(one, other) and _alike(one.words, other.words):
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
        return Resemblance(_spelled_otherwise(one, other, given), evidence)
    return Resemblance(given, evidence)


def _is_rare(shape: Shape) -> bool:
    """A long surname that no list of common ones has: few families are called by it."""
    surname = "".join(shape.family)
    return len(surname) >= _LONG_FOR_ONE_EDIT and not is_common_surname(surname) and not is_given_name(surname)


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
    if is_romanised(one, other) and wade_giles(mine) == wade_giles(theirs):
        return Relation.VARIANT  # Lee Teng-hui, Li Denghui
    foreign = _is_foreign(one.given[0]) or _is_foreign(other.given[0])
    long = _LONG_BESIDE_VARIANT if foreign or one.family_first else _LONG_SURNAME
    if listed and given is Relation.EQUAL:
        return Relation.VARIANT  # Sousa, Souza
    if given is Relation.NICKNAME and not settled and min(len(mine), len(theirs)) > _LONG_FOR_ONE_EDIT:
        return Relation.VARIANT if likeness(mine, theirs) is Likeness.SPELLED else Relation.NEAR
    if settled or given is Relation.NICKNAME or (min(len(mine), len(theirs)) < long and not listed):
        return Relation.NEAR
    return Relation.VARIANT


def _surnames(one: Shape, other: Shape) -> Relation:
    mine, theirs = "".join(one.family), "".join(other.family)
    whole, their_whole = "".join((*one.particles, *one.family)), "".join((*other.particles, *other.family))
    if mine == theirs or whole == their_whole:
        mine_before, theirs_before = ({_SON.get(part, part) for part in shape.particles} for shape in (one, other))
        apart = mine_before - theirs_before - {"al", "el"} and theirs_before - mine_before - {"al", "el"}
        return Relation.NEAR if apart else Relation.EQUAL
    if whole == theirs or mine == their_whole:
        return Relation.EQUAL
    words = load_name_words()
    if mine[-6:] == theirs[-6:] == "dottir" and likeness(mine[:-6], theirs[:-6]) < Likeness.SPELLED:
        return Relation.SURNAMES  # Jónsdóttir, Jónasdóttir
    if theirs in words.surname_variants.get(mine, ()) or theirs in words.given_variants.get(mine, ()):
        # Chan and Chen are one family name of Chinese; who has a given name of another language has one spelling.
        eastern = mine in words.eastern_surnames and theirs in words.eastern_surnames
        return Relation.NEAR if eastern and not (one.family_first or other.family_first) else Relation.VARIANT
    if one.family_first and other.family_first and not is_romanised(one, other):
        return Relation.SURNAMES  # Zhu and Zhou are two families
    found = max(likeness(mine, theirs), likeness(whole, their_whole))
    if not _is_settled(one, other):
        found = max(found, likeness(_without_mute(mine), _without_mute(theirs)))
        if shortened(mine) == shortened(theirs) and found >= Likeness.SPELLED:
            return Relation.EQUAL  # Ohno, Ono
    if _is_belarusian(one, other):
        return Relation.VARIANT
    if found >= Likeness.SPELLED or _is_transliterated(one, other):
        return Relation.VARIANT
    loose = found is Likeness.LOOSE and min(len(mine), len(theirs)) >= _LONG_SURNAME and not _is_settled(one, other)
    if _gaelic(mine) == _gaelic(theirs) or (loose and not (is_known_surname(mine) and is_known_surname(theirs))):
        return Relation.NEAR
    if is_romanised(one, other) and wade_giles(mine) == wade_giles(theirs):
        return Relation.VARIANT
    if found is Likeness.NEAR and not _is_settled(one, other):
        known = is_known_surname(mine) and is_known_surname(theirs)
        return Relation.NEAR if known or min(len(mine), len(theirs)) < _LONG_SURNAME else Relation.VARIANT
    if min(len(mine), len(theirs)) >= _LONG_FOR_ONE_EDIT and mine[0] == theirs[0]:
        from rapidfuzz.distance import Levenshtein

        if Levenshtein.distance(skeleton(mine), skeleton(theirs), score_cutoff=1) <= 1:
            known = is_known_surname(mine) and is_known_surname(theirs)
            return Relation.SURNAMES if known or _is_other_ending(mine, theirs) else Relation.NEAR
    return _surnames_of_foreigners(one, other)


def _is_alike_in_arabic(mine: str, theirs: str) -> bool:
    """The consonants are those of one Arabic or Persian name: Zewail, Zuwail; Kadhimi, Kazemi."""
    bare, their_bare = (arabic(name).translate(_BARE) for name in (mine, theirs))
    return bare == their_bare and len(bare) >= _TELLING


_MUTE = ("ine", "oune", "ane", "une")


def _without_mute(surname: str) -> str:
    """ "poutin" of Poutine, as French writes what others end in "in"."""
    return surname[:-1] if surname.endswith(_MUTE) and len(surname) > _LONG_SURNAME else surname


def _is_belarusian(one: Shape, other: Shape) -> bool:
    """Kalesnikava and Kolesnikova, Latushka and Latushko: Belarusian writes "a" where Russian has "o"."""
    mine, theirs = "".join(one.family), "".join(other.family)
    alike = mine.replace("o", "a") == theirs.replace("o", "a") and min(len(mine), len(theirs)) >= _LONG_FOR_ONE_EDIT
    return alike and not _is_settled(one, other) and any(name.endswith(_BELARUSIAN) for name in (mine, theirs))


def _surnames_of_foreigners(one: Shape, other: Shape) -> Relation:
    """Surnames of languages in other scripts that are like one another as no list says: Ryzhkov and Ryjkov."""
    mine, theirs = sorted(("".join(one.family), "".join(other.family)), key=len)
    if _is_settled(one, other):
        return Relation.SURNAMES
    if len(mine) < _LONG_SURNAME or (theirs.startswith(mine) and arabic(mine) != arabic(theirs)):
        return Relation.SURNAMES
    alike = (mine[0] == theirs[0] and is_alike(mine, theirs)) or _is_alike_in_arabic(mine, theirs)
    if not alike and (consonants(mine) != consonants(theirs) or len(consonants(mine)) < _TELLING):
        return Relation.SURNAMES
    if _is_other_ending(mine, theirs) or (is_known_surname(mine) and is_known_surname(theirs)):
        return Relation.SURNAMES
    return Relation.NEAR


def _is_transliterated(one: Shape, other: Shape) -> bool:
    """Surnames that are long and differ as short vowels do that another script does not write (Bouteflika, Boutaflika;
    Zawahiri, Zawahri), or by the mute e of French (Salman, Salmane), beside given names that are transliterated."""
    if _is_settled(one, other) or not all(map(_is_foreign, (one.given[0], other.given[0]))):
        return False
    mine, theirs = sorted(("".join(one.family), "".join(other.family)), key=len)
    if is_known_surname(mine) and is_known_surname(theirs):
        return False
    if theirs == mine + "e" and len(mine) > _LONG_BESIDE_VARIANT:
        return True
    if arabic(mine) == arabic(theirs) and len(mine) > _LONG_SURNAME and not _is_other_ending(mine, theirs):
        return True  # Tebboune, Tabboun
    long = len(mine) >= _LONG_FOR_ONE_EDIT
    return long and len(theirs) == len(mine) + 1 and lacks_vowel(mine, theirs)


def _is_foreign(given: str) -> bool:
    """A given name that is transliterated, and so spelled in several ways."""
    return given in load_name_words().given_variants or given.startswith("abdul")


def _gaelic(surname: str) -> str:
    """ "mcdonald" for MacDonald, which are two families as a rule and one of them misspelled at times."""
    return "mc" + surname[3:] if surname.startswith("mac") and len(surname) > _LONG_FOR_ONE_EDIT else surname


def _is_settled(one: Shape, other: Shape) -> bool:
    """Whether the given names are of languages in Latin script, so that a surname has one spelling; unless its ending
    shows that it was transliterated."""
    if not {one.called, other.called} <= settled_given_names():
        return False
    endings = load_spellings().foreign
    return not all("".join(shape.family).endswith(endings) for shape in (one, other))


def _is_other_ending(mine: str, theirs: str) -> bool:
    """Gorbachev and Gorbacheva, Zelenskyy and Zelenska: a man's and a woman's form of one surname."""
    short, long = sorted((mine, theirs), key=len)
    return long == short + "a" or sorted((skeleton(mine)[-1], skeleton(theirs)[-1])) == ["a", "i"]


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
    turned = [words for words in ((*theirs[1:], theirs[0]), (theirs[-1], *theirs[:-1])) if _alike(mine, words)]
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
    moved = theirs[0] if _alike(mine, (*theirs[1:], theirs[0])) else theirs[-1]
    rest = theirs[1:] if moved == theirs[0] else theirs[:-1]
    known = (words.family_first_given.__contains__, words.family_first.__contains__, _is_first_given)
    told = any(knows(moved) != any(map(knows, rest)) for knows in known) or _is_one_syllable(moved, rest)
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
    return one[1] == other[0] and len(other[1]) > 1 and other[1][0] == one[0]


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


def _alike(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return all(a == b or likeness(a, b) >= Likeness.SPELLED for a, b in zip(mine, theirs, strict=True))


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
