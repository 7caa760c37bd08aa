"""How the surnames of two names in full relate: equal, spellings of one, alike enough for a doubt, or two families'.

Floor 3: imports language and the modules of speakers below likeness.
"""

from __future__ import annotations

from quotetrack.language.names import load_name_words
from quotetrack.language.spellings import load_spellings
from quotetrack.speakers.commonness import is_known_surname, settled_given_names
from quotetrack.speakers.givennames import is_romanised, shortened
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
    thai,
    wade_giles,
)

# Shorter surnames are too easily alike by chance ("Daz", "Diaz") for another spelling to be taken for the same name.
_LONG_SURNAME = 5
_LONG_BESIDE_VARIANT = 4
_LONG_FOR_ONE_EDIT = 7
# So many consonants that are alike may be one name of another script.
_TELLING = 3
_BARE = str.maketrans("z", "d", "aiu")
_SON = {"ben": "bin", "ibn": "bin", "abou": "abu"}


def spelled_otherwise(one: Shape, other: Shape, given: Relation) -> Relation:
    """Surnames that sound alike: the same name transliterated, or two families where spelling is settled."""
    words = load_name_words()
    mine, theirs = "".join(one.family), "".join(other.family)
    listed = theirs in words.surname_variants.get(mine, ())
    settled = is_settled(one, other)
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


def surnames_relation(one: Shape, other: Shape) -> Relation:
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
    if _is_thai(one, other):
        return Relation.VARIANT
    found = max(likeness(mine, theirs), likeness(whole, their_whole))
    if not is_settled(one, other) and shortened(mine) == shortened(theirs) and found >= Likeness.SPELLED:
        return Relation.EQUAL  # Ohno, Ono
    if _is_belarusian(one, other):
        return Relation.VARIANT
    if found >= Likeness.SPELLED or _is_transliterated(one, other):
        return Relation.VARIANT
    loose = found is Likeness.LOOSE and min(len(mine), len(theirs)) >= _LONG_SURNAME and not is_settled(one, other)
    if _gaelic(mine) == _gaelic(theirs) or (loose and not (is_known_surname(mine) and is_known_surname(theirs))):
        return Relation.NEAR
    if is_romanised(one, other) and wade_giles(mine) == wade_giles(theirs):
        return Relation.VARIANT
    if found is Likeness.NEAR and not is_settled(one, other):
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


def _is_thai(one: Shape, other: Shape) -> bool:
    """Surnames with the same consonants, as Thai is spelled by sound and by letters, beside Thai given names that agree
    so too (Shinawatra, Chinnawat); such surnames are long and each a family's own."""
    givens = one.given[0], other.given[0]
    if not {*givens} & load_name_words().thai_given or thai(givens[0]) != thai(givens[1]):
        return False
    names = "".join(one.family), "".join(other.family)
    long = min(map(len, names)) > _LONG_SURNAME and len(thai(names[0])) >= _TELLING
    return long and thai(names[0]) == thai(names[1])


def _is_belarusian(one: Shape, other: Shape) -> bool:
    """Kalesnikava and Kolesnikova, Latushka and Latushko: Belarusian writes "a" where Russian has "o"."""
    mine, theirs = "".join(one.family), "".join(other.family)
    alike = mine.replace("o", "a") == theirs.replace("o", "a") and min(len(mine), len(theirs)) >= _LONG_FOR_ONE_EDIT
    return (
        alike
        and not is_settled(one, other)
        and any(name.endswith(load_spellings().belarusian) for name in (mine, theirs))
    )


def _surnames_of_foreigners(one: Shape, other: Shape) -> Relation:
    """Surnames of languages in other scripts that are like one another as no list says: Ryzhkov and Ryjkov."""
    mine, theirs = sorted(("".join(one.family), "".join(other.family)), key=len)
    if is_settled(one, other):
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
    if is_settled(one, other) or not all(map(_is_foreign, (one.given[0], other.given[0]))):
        return False
    mine, theirs = sorted(("".join(one.family), "".join(other.family)), key=len)
    if is_known_surname(mine) and is_known_surname(theirs):
        return False
    if theirs == mine + "e" and len(mine) > _LONG_BESIDE_VARIANT:
        return True
    if arabic(mine) == arabic(theirs) and len(mine) > _LONG_SURNAME and not _is_other_ending(mine, theirs):
        return True  # Tebboune, Tabboun
    long = len(mine) >= _LONG_FOR_ONE_EDIT
    if long and likeness(mine, theirs) is Likeness.LOOSE and not _is_other_ending(mine, theirs):
        return mine[-1] == theirs[-1]  # Yousafzai, Yusufzai
    return long and len(theirs) == len(mine) + 1 and lacks_vowel(mine, theirs)


def _is_foreign(given: str) -> bool:
    """A given name that is transliterated, and so spelled in several ways, or one of no language in Latin script."""
    listed = given in load_name_words().given_variants or given.startswith("abdul")
    return listed or given not in settled_given_names()


def _gaelic(surname: str) -> str:
    """ "mcdonald" for MacDonald, which are two families as a rule and one of them misspelled at times."""
    return "mc" + surname[3:] if surname.startswith("mac") and len(surname) > _LONG_FOR_ONE_EDIT else surname


def is_settled(one: Shape, other: Shape) -> bool:
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
