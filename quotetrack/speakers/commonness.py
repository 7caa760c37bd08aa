"""How common a name is: whether two people who have it are nothing unusual, and what it says of its bearer.

Floor 3: imports language and speakers.spelling.
"""

from __future__ import annotations

from functools import lru_cache

from quotetrack.language.commonness import load_populations
from quotetrack.language.names import load_name_words

# The product of two ranks up to which a full name is common: "Michael Jordan" (4 x 121) is, "Paul Ryan" (13 x 180) is
# not; some 3,000 people of one name among a hundred million.
_COMMON = 500
# One in so many goes by a nickname in print, where the list has the full name alone.
_NICKNAMED = 5


@lru_cache(maxsize=8192)
def is_common(given: str, surname: str) -> bool:
    """Whether a folded given name (or a nickname for it) and surname are common together in some population."""
    if not is_common_surname(surname):
        return False
    words = load_name_words()
    forms = {given, *words.given_variants.get(given, ())}
    full = words.nicknames.get(given, frozenset())
    families = {surname, *words.surname_variants.get(surname, ()), *words.given_variants.get(surname, ())}
    for population in load_populations():
        ranks = [population.surnames[family] for family in families if family in population.surnames]
        if ranks:
            givens = [population.given[form] for form in forms if form in population.given]
            givens += [_NICKNAMED * population.given[form] for form in full if form in population.given]
            if givens and min(givens) * min(ranks) <= _COMMON:
                return True
    return False


def is_common_surname(surname: str) -> bool:
    """Whether a folded surname, or another spelling of it, is among the commonest of some population: most are not."""
    return surname in _common_surnames()


@lru_cache(maxsize=1)
def _common_surnames() -> frozenset[str]:
    words = load_name_words()
    known = frozenset(surname for population in load_populations() for surname in population.surnames)
    variants = (words.surname_variants, words.given_variants)
    return known | {one for rows in variants for one, others in rows.items() if not known.isdisjoint(others)}


@lru_cache(maxsize=4096)
def is_known_surname(surname: str) -> bool:
    """Whether it is among the commonest of some population: spelled so, it is a name of its own."""
    return any(surname in population.surnames for population in load_populations())


@lru_cache(maxsize=4096)
def gender_of(given: str) -> str:
    """ "m" or "f" where a given name is one of the commonest of one gender alone, else ""."""
    men = any(given in population.men for population in load_populations())
    women = any(given in population.women for population in load_populations())
    return "" if men == women else "m" if men else "f"


@lru_cache(maxsize=4096)
def is_common_given(given: str) -> bool:
    """Whether a folded given name is among the commonest of some population."""
    return any(given in population.given for population in load_populations())


@lru_cache(maxsize=4096)
def is_spanish(given: str) -> bool:
    """Whether a folded given name is among the commonest of Spain and of Latin America."""
    return any(given in population.given for population in load_populations() if population.name == "Spanish")


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    words = load_name_words()
    return frozenset(
        (
            *words.settled_given,
            *words.nicknames,
            *words.given_variants,
            *words.family_first_given,
            *(given for population in load_populations() for given in population.given),
        )
    )


def is_given_name(word: str) -> bool:
    """Whether a folded word is known as somebody's given name."""
    return word in _given_names()


@lru_cache(maxsize=1)
def settled_given_names() -> frozenset[str]:
    """Given names beside which surnames keep their spelling: those of languages in Latin script."""
    words = load_name_words()
    settled = (given for population in load_populations() if population.latin for given in population.given)
    return frozenset((*words.settled_given, *settled))


@lru_cache(maxsize=4096)
def is_compound(first: str, second: str) -> bool:
    """Whether two given names belong to a population that makes one name of two, the second often the father's."""
    return any(
        first in population.given and (second in population.given or not population.latin)
        for population in load_populations()
        if population.compound
    )
