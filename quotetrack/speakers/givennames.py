"""How the given names of two names relate, middle names with them: equal, initial, nickname, spelling or others.

Floor 3: imports language and the modules of speakers below likeness.
"""

from __future__ import annotations

import re

from quotetrack.language.names import load_name_words
from quotetrack.speakers.commonness import (
    gender_of,
    is_common_given,
    is_given_name,
    is_known_surname,
    is_spanish,
    settled_given_names,
)
from quotetrack.speakers.relations import Relation
from quotetrack.speakers.shape import Shape
from quotetrack.speakers.spelling import (
    Likeness,
    arabic,
    is_alike,
    korean,
    lacks_vowel,
    likeness,
    thai,
    wade_giles,
)

# Words that are shorter are alike by chance, if no list has both.
_SHORT = 4
# So long, a middle name that differs in one sound is spelled otherwise: Behari, Bihari.
_LONG_MIDDLE = 5
_LONG_JOINED = 7
# In shorter names one vowel makes another: Salim, Salem.
_LONG_VOWELLED = 6
# Japanese has its own spelling: one vowel makes another name.
_SOFT = re.compile("[iyj]+|ee")
_LONG_VOWEL = re.compile(r"o[uo]|oh(?![aeiou])|uu")
_DOUBLED = re.compile("aa|ee")
# Names that stand before others in Spanish, and by which alone few are called.
_LEADS = frozenset(("jose", "maria"))
_JAPANESE = re.compile(r"(?:(?:sh|ch|ts|[kgnhbpmr]y|[kgsztdnhbpmyrwjf])?[aeiou]|n(?![aeiou]))+")


def family_first_relation(one: Shape, other: Shape) -> Relation:
    mine, theirs = "".join(one.given), "".join(other.given)
    if mine == theirs:
        return Relation.EQUAL
    are_korean = {one.family[-1], other.family[-1]} <= load_name_words().korean_surnames
    if are_korean and korean(mine) == korean(theirs):
        return Relation.VARIANT
    if is_romanised(one, other) and wade_giles(mine) == wade_giles(theirs):
        return Relation.VARIANT
    if _stand_for(mine, other) or _stand_for(theirs, one):
        return Relation.INITIAL  # Leung Chun-ying, C. Y. Leung
    if len(one.given) != len(other.given) and one.given[-1] == other.given[-1]:
        return Relation.DOUBTFUL_PART
    short, long = sorted((mine, theirs), key=len)
    one_more = len(long) == len(short) + 1 and lacks_vowel(short, long)
    # Of "Kim Tae-chung" nothing tells that it is spelled as McCune and Reischauer do.
    voiceless = _as_marked(korean(mine)) == _as_marked(korean(theirs))
    if are_korean and (one_more or voiceless):
        return Relation.CONFUSABLE
    if not are_korean and wade_giles(mine) == wade_giles(theirs):
        return Relation.CONFUSABLE  # Chen Shui-bian, Ch'en Shui-pien
    return Relation.CONFUSABLE if is_romanised(one, other) and is_alike(mine, theirs) else Relation.GIVEN


_VOICELESS = str.maketrans("gdbj", "ktpc", "h1")


def _as_marked(given: str) -> str:
    """A Korean name as McCune and Reischauer spell it, its marks left out."""
    return given.replace("eo", "o").replace("eu", "u").translate(_VOICELESS)


def _stand_for(letters: str, other: Shape) -> bool:
    """Whether they are the initials of the syllables of a given name."""
    return len(letters) == 2 and "".join(other.initials or (word[0] for word in other.given)) == letters


def given_relation(one: Shape, other: Shape) -> tuple[Relation, bool]:
    """How the given names relate, middle names with them, and whether middle names agree."""
    mine, theirs = one.given, other.given
    relation = relation_of_words(mine[0], theirs[0])
    if relation in (Relation.GIVEN, Relation.CONFUSABLE) and _is_nicknamed(one, other):
        relation = Relation.NICKNAME
    whole, their_whole = "".join(mine), "".join(theirs)
    if whole == their_whole:
        return Relation.EQUAL, len(mine) > 1
    if their_whole in load_name_words().nicknames.get(whole, ()) and len(mine) != len(theirs):
        return Relation.NICKNAME, False  # José María, Chema
    parted = one.hyphen != other.hyphen and len(mine) != len(theirs)
    if parted and min(len(whole), len(their_whole)) >= _LONG_JOINED and likeness(whole, their_whole) >= Likeness.NEAR:
        return Relation.VARIANT, False  # Mir-Hossein, Mir Hussein
    if len(mine) == len(theirs) == 2 and mine[::-1] == theirs and 1 in map(len, mine):
        return Relation.MIDDLE, True  # Norman H., H. Norman
    if relation is Relation.GIVEN and (_stand_for(whole, other) or _stand_for(their_whole, one)):
        return Relation.INITIAL, False  # C.Y. Leung
    if relation is Relation.GIVEN:
        families = {one.family[-1], other.family[-1]}
        if families <= load_name_words().korean_surnames and korean(whole) == korean(their_whole):
            return Relation.VARIANT, False
        if mine[0] in other.parts or theirs[0] in one.parts:
            return Relation.DOUBTFUL_PART, False  # Ségolène, Marie-Ségolène
        return _called(mine, theirs), False
    if one.initials == theirs or other.initials == mine:
        return Relation.EQUAL, True
    if relation is Relation.INITIAL and _called(mine, theirs) is Relation.CALLED:
        return Relation.CALLED, False  # Gordon Liddy, G. Gordon Liddy
    if not _middles_agree(mine[1:], theirs[1:]):
        return Relation.MIDDLES, False
    both = bool(mine[1:] and theirs[1:])
    if relation is Relation.INITIAL and both:
        return Relation.EQUAL, True
    if relation is Relation.EQUAL and len(mine) != len(theirs):
        # Ahmad Massoud is the son of Ahmad Shah Massoud: where given names are so few, the second one counts.
        second = (mine if len(mine) > 1 else theirs)[1]
        doubtful = len(second) > 1 and (_is_patronymic(mine[0]) or _is_fathers_name(mine[0], second))
        return (Relation.DOUBTFUL_PART if doubtful and not both else Relation.MIDDLE), both
    if relation is Relation.CONFUSABLE and _share_a_middle(mine, theirs):
        return Relation.VARIANT, both  # Luiz Inácio, Luis Inacio
    return relation, both


def _share_a_middle(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """One whole middle name is equal, in languages where it is not the father's, which brothers share."""
    shared = {word for word in mine[1:] if len(word) > 2} & {*theirs[1:]}
    return bool(shared) and {mine[0], theirs[0]} <= settled_given_names()


def relation_of_words(mine: str, theirs: str) -> Relation:
    words = load_name_words()
    if mine == theirs:
        return Relation.EQUAL if len(mine) > 1 else Relation.INITIAL
    if min(len(mine), len(theirs)) == 1:
        return Relation.INITIAL if mine[0] == theirs[0] else Relation.GIVEN
    if _is_abbreviated(mine, theirs) or _is_abbreviated(theirs, mine):
        return Relation.INITIAL
    if _is_variant(mine, theirs) or _is_variant(theirs, mine):
        return Relation.VARIANT
    if theirs in words.surname_variants.get(mine, ()) and mine not in words.eastern_surnames:
        return Relation.VARIANT  # Chaudhry and Chaudhary stand before names as well
    if min(len(mine), len(theirs)) > _SHORT and (mine == theirs + "us" or theirs == mine + "us"):
        return Relation.CONFUSABLE if theirs in words.confusable_given.get(mine, ()) else Relation.NICKNAME  # Hendrikus
    if theirs in words.confusable_given.get(mine, ()):
        return Relation.CONFUSABLE
    if theirs in words.nicknames.get(mine, ()):
        return Relation.CONFUSABLE if _is_anybodys(mine, theirs) or _is_anybodys(theirs, mine) else Relation.NICKNAME
    if _is_short_for(mine, theirs) or _is_short_for(theirs, mine):
        return Relation.NICKNAME
    if mine.removesuffix("is") == theirs.removesuffix("ios") or mine.removesuffix("ios") == theirs.removesuffix("is"):
        return Relation.VARIANT  # Prokopis, Prokopios, as Greeks speak and write
    if _is_shortened(mine, theirs) or _is_shortened(theirs, mine):
        return Relation.NICKNAME
    if {mine, theirs} & words.thai_given and thai(mine) == thai(theirs):
        return Relation.VARIANT  # Sondhi, Sonthi
    if mine == "y" + theirs or theirs == "y" + mine:
        return Relation.VARIANT  # Yelina, Elina
    if _without_article(mine) in words.given_variants.get(_without_article(theirs), ()):
        return Relation.VARIANT  # Alwaleed, Walid
    found = likeness(mine, theirs)
    known = {mine, theirs} & settled_given_names()
    settled = {mine, theirs} <= known
    japanese = bool(_JAPANESE.fullmatch(mine) and _JAPANESE.fullmatch(theirs)) and not _DOUBLED.search(
        f"{mine} {theirs}"
    )
    if japanese and not known and shortened(mine) == shortened(theirs):
        return Relation.VARIANT  # Kouhei, Kohei
    if found >= Likeness.SPELLED:
        told = settled or japanese or _is_parted(mine, theirs) or (known and _is_gendered(mine, theirs))
        # Houari, Huari; Kis and Kiss János have the family name first.
        french = mine.replace("ou", "u") == theirs.replace("ou", "u")
        told = (told and not (french and not known)) or min(len(mine), len(theirs)) < _SHORT
        return Relation.CONFUSABLE if told else Relation.VARIANT
    if {mine, theirs} <= words.given_variants.keys():
        return Relation.GIVEN  # Hassan and Hussein, whose spellings are listed
    if japanese and {mine, theirs} <= words.family_first_given:
        return Relation.GIVEN  # Takeshi, Takashi
    if found is not Likeness.NONE and not settled and mine[-1] == theirs[-1] and min(len(mine), len(theirs)) >= 5:
        # Salim and Salem are two names, so are Ryuichi and Ryoichi; Hosni and Husni are one.
        sure = not japanese and not known and mine.replace("o", "u") == theirs.replace("o", "u")
        return Relation.VARIANT if sure else Relation.CONFUSABLE
    short, long = sorted((mine, theirs), key=len)
    if not known and not japanese and _is_vowelled_otherwise(mine, theirs):
        return Relation.VARIANT  # Sirajuddin, Serajuddin
    if not settled and len(short) >= 5 and len(long) == len(short) + 1 and lacks_vowel(short, long):
        return Relation.CONFUSABLE  # Workneh, Workineh
    if not known and len(short) >= 5 and long == short + "e":
        return Relation.CONFUSABLE  # Meles, Melese
    if _is_cut(short, long):
        return Relation.NICKNAME
    return Relation.CONFUSABLE if _may_be_one(short, long) else Relation.GIVEN


def _is_abbreviated(short: str, long: str) -> bool:
    """ "Gh." for Gheorghe: two consonants, as no name has them alone."""
    return len(short) == 2 and not {*short} & {*"aeiouy"} and len(long) > 2 and long.startswith(short)


def _without_article(given: str) -> str:
    """An Arabic given name written together with its article."""
    return given[2:] if given.startswith("al") and given[2:] in load_name_words().given_variants else given


def _is_vowelled_otherwise(one: str, other: str) -> bool:
    """Long names of Arabic and Persian where one has e for i or o for u."""
    if min(len(one), len(other)) < _LONG_VOWELLED or one[-1] != other[-1]:
        return False
    mine, theirs = (arabic(name.replace("e", "i").replace("o", "u")) for name in (one, other))
    return mine == theirs


def _is_cut(short: str, long: str) -> bool:
    """Steph for Stephanie: the beginning of a name of a language in Latin script, which is nobody's name in full."""
    cut = 3 <= len(short) <= 5 and len(long) > len(short) + 1 and long.startswith(short)
    return cut and long in settled_given_names() and not is_given_name(short)


def shortened(word: str) -> str:
    """A Japanese name without the marks of long vowels, however they are written: Ohno, Ono; Kouhei, Kohei."""
    return _LONG_VOWEL.sub(lambda found: found[0][0], word)


def _may_be_one(short: str, long: str) -> bool:
    """Not both known as given names, and alike: a short form or a spelling that no list has (Sirima, Sirimavo); not
    where only the ending tells a man from a woman."""
    if is_given_name(short) and is_given_name(long):
        return False
    if short[0] != long[0] or (short[-1] != long[-1] and {short[-1], long[-1]} & {"a", "e"}):
        return False
    if long.startswith(short):
        latin = short in settled_given_names()
        return len(short) > 3 and not (latin and is_given_name(long[len(short) :]))  # Jean is not Jean-Paul
    return is_alike(short, long)


def _is_parted(one: str, other: str) -> bool:
    """Sounds agree, but one has an "i" or another vowel that the other lacks: Arjun and Arun, Mikael and Mikkel; or
    they begin with two vowels: Aileen, Eileen."""
    if one[0] != other[0] and {one[0], other[0]} <= {*"aeiou"}:
        return True
    parted = [(len(_SOFT.findall(word)), "ae" in word) for word in (one, other)]
    return parted[0] != parted[1]


def _is_gendered(one: str, other: str) -> bool:
    """Sounds agree, but not the vowels or what comes before a final e: André and Andrée, Daniele and Danielle."""
    vowels, others = ("".join(char for char in word if char in "aeiouy") for word in (one, other))
    return vowels != others or (one.endswith("e") and one[-2:] == other[-2:] and len(one) != len(other))


def _is_anybodys(short: str, full: str) -> bool:
    """Men go by a nickname as well, and ``full`` is a name of women: Chris may be Christopher, not Christine."""
    woman = gender_of(full) or ("f" if full.endswith(("a", "ine", "ette", "elle", "een")) else "")
    woman = "" if full in load_name_words().short_forms else woman
    if len(short) >= len(full) or woman != "f":
        return False
    return "m" in {gender_of(other) for other in (short, *load_name_words().nicknames.get(short, ()))}


def _is_short_for(full: str, short: str) -> bool:
    """A nickname of another spelling of a name: Joe for Josef."""
    words = load_name_words()
    if short not in words.short_forms:
        return False
    return any(
        short in words.nicknames.get(variant, ()) and not _is_anybodys(short, variant)
        for variant in words.given_variants.get(full, ())
    )


def _is_shortened(long: str, short: str) -> bool:
    """Tunde for Babatunde: without what such names begin with."""
    prefix = long.removesuffix(short)
    return len(short) > 2 and prefix != long and prefix in load_name_words().given_prefixes


def _is_variant(one: str, other: str) -> bool:
    """In one row of the list, the spelling of ``other`` aside: Serhii, Sergiy; but Sherry is a name of its own."""
    variants = load_name_words().given_variants.get(one, frozenset())
    if other in variants or not variants or is_given_name(other):
        return other in variants
    return any(likeness(variant, other) is Likeness.SPELLED for variant in variants)


def _is_nicknamed(one: Shape, other: Shape) -> bool:
    """One goes by the nickname that the other has in marks, or by the letters of the whole name: Jeb (Bush)."""
    if one.nickname and one.nickname in (other.given[0], other.nickname):
        return True
    if other.nickname and other.nickname == one.given[0]:
        return True
    return any(
        len(long.words) > 2 and short.given == ("".join(word[0] for word in long.words),)
        for short, long in ((one, other), (other, one))
    )


def _called(mine: tuple[str, ...], theirs: tuple[str, ...]) -> Relation:
    """Going by a middle name: Gordon Brown, James Gordon Brown; "M. Emmanuel Macron"."""
    short, long = sorted((mine, theirs), key=len)
    if len(short) == len(long) or len(short[0]) < 2:
        return Relation.GIVEN
    for start in range(1, len(long) - len(short) + 1):
        if all(a == b or likeness(a, b) >= Likeness.SPELLED for a, b in zip(short, long[start:], strict=False)):
            if all(len(word) == 1 for word in long[:start]):
                return Relation.CALLED  # Jagan Mohan Reddy, Y. S. Jagan Mohan Reddy
            # The second name may be the father's: Hassan Mutlaq and Ali Hassan Mutlaq, Mario and Andrew Mario Cuomo.
            lead = long[start - 1]
            sure = start == 1 and (len(lead) < 3 or _is_mohammed(lead)) and not _is_patronymic(short[0])
            sure = sure or (
                start == 1 and lead in _LEADS and not is_common_given(short[0]) and not is_known_surname(short[0])
            )
            sure = sure or _is_nobodys(short[0], lead)
            return Relation.CALLED if sure else Relation.DOUBTFUL_PART
        if short[0] in load_name_words().nicknames.get(long[start], ()) and len(short) == 1:
            # K. Michael Conaway, Mike Conaway; Mary Elizabeth Truss, Liz Truss; José Ignacio Zabala, Nacho Zabala.
            settled = {long[start], *long[:start]} <= settled_given_names() and len(short[0]) < len(long[start])
            return (
                Relation.CALLED if settled or all(len(word) == 1 for word in long[:start]) else Relation.DOUBTFUL_PART
            )
    return Relation.GIVEN


def _is_nobodys(given: str, lead: str) -> bool:
    """A short form, or a rare name behind a usual one: not likely a father's (Nimarata Nikki Haley, Willard Mitt
    Romney)."""
    words = load_name_words()
    # "Billy Joe", "Mary Pat" are names of two words.
    if given in words.given_variants or is_known_surname(given) or lead in words.short_forms or lead == "mary":
        return False
    if given in words.short_forms and not is_known_surname(lead):
        return True
    if is_common_given(given):
        return False
    return given in words.nicknames or (lead in settled_given_names() and not is_given_name(given))


def _is_mohammed(given: str) -> bool:
    """Mohammad stands before given names, and nobody is called by it there: Mohammad Javad Zarif is Javad Zarif."""
    return given == "mohammed" or given in load_name_words().given_variants["mohammed"]


def _is_patronymic(word: str) -> bool:
    return is_given_name(word) and is_known_surname(word) and word in load_name_words().given_variants


def _is_fathers_name(given: str, second: str) -> bool:
    """Carmen Franco Polo is not Carmen Polo: in Spanish the father's family name comes first. It is left out where it
    is common (José Luis Rodríguez Zapatero)."""
    words = load_name_words()
    named = is_given_name(second) and second not in words.short_forms
    return not named and not is_known_surname(second) and is_spanish(given)


def _middles_agree(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Nothing in the middle names speaks against one person: "H.W." and "W." do, so do "Ann" and "B."; order counts."""
    if not mine or not theirs:
        return True
    short, long = sorted((mine, theirs), key=len)
    if all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(short, long, strict=False)):
        return True
    if all(len(word) > 1 and _is_spelling(word, other) for word, other in zip(short, long, strict=False)):
        return True
    rest = iter(long)
    return all(len(word) > 1 and word in rest for word in short)


def _is_spelling(one: str, other: str) -> bool:
    """Two middle names are one, whether they are somebody's given or family name."""
    words = load_name_words()
    if other in words.surname_variants.get(one, ()) or other in words.given_variants.get(one, ()):
        return True
    if min(len(one), len(other)) >= _LONG_MIDDLE and arabic(one) == arabic(other):
        return True
    least = Likeness.NEAR if min(len(one), len(other)) >= _LONG_MIDDLE else Likeness.SPELLED
    return likeness(one, other) >= least


def is_romanised(one: Shape, other: Shape) -> bool:
    """One of two East Asian names has the hyphen or the "hs" of Wade-Giles, the other has none."""
    marks = [(shape.hyphen, any("hs" in word for word in shape.words)) for shape in (one, other)]
    return (one.family_first or other.family_first) and marks[0] != marks[1]
