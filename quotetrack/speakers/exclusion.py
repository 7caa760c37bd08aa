"""What a glance tells of two names that share a surname: that they are two people's, as most of one surname are.

Cheap tests before ``compare``, which would say "different" of all that they exclude; what they do not exclude may be
different all the same. Floor 3: imports language and the modules of speakers below comparison.
"""

from __future__ import annotations

import re
from functools import lru_cache

from quotetrack.language.names import load_name_words
from quotetrack.speakers.givennames import family_first_relation, relation_of_words
from quotetrack.speakers.names import fold, parse_name
from quotetrack.speakers.relations import Relation
from quotetrack.speakers.shape import Shape, parse_in_order, shapes_of
from quotetrack.speakers.spelling import skeleton

# Letters of scripts whose names have several readings: all but Latin, Cyrillic, Armenian and Georgian.
UNREAD = re.compile("[\u0370-\u03ff\u0590-\u109f\u1100-\u1bff\u3040-\ud7ff\uf900-\ufaff]")
# Shorter words may be the letters of others: "CY", "Jeb".
_LETTERS = 3


def are_excluded(one: str, other: str) -> bool:
    """Whether two full names with one surname are two people's by their given names: no given name of the one goes with
    the first of the other, nor the other way round."""
    mine, theirs = _glimpse(one), _glimpse(other)
    if mine is None or theirs is None:
        return False
    (first, words, shape), (their_first, their_words, their_shape) = mine, theirs
    if shape is not None and their_shape is not None:
        return shape.family == their_shape.family and family_first_relation(shape, their_shape) is Relation.GIVEN
    if shape is not None or their_shape is not None:
        return False
    if any(_are_related(first, word) for word in their_words):
        return False
    return not any(_are_related(their_first, word) for word in words)


_Glimpse = tuple[str, tuple[str, ...], Shape | None]


@lru_cache(maxsize=8192)
def _glimpse(name: str) -> _Glimpse | None:
    """The first given name and all words, initials but the first and the last one aside, that could be somebody's given
    name; with the shape where the family name comes first. None where a glance does not do."""
    shapes = shapes_of(parse_in_order(name)) if len(name) < 160 and not UNREAD.search(name) else ()
    if len(shapes) != 1 or not shapes[0].given or shapes[0].nickname or shapes[0].hyphen:
        return (shapes[0].given[0], (), shapes[0]) if len(shapes) == 1 and shapes[0].family_first else None
    (shape,) = shapes
    if shape.family_first:
        return shape.given[0], (), shape
    full = [word for word in shape.given if len(word) > 1]
    more = [word for word in (*full, *shape.particles, *shape.family[:-1]) if len(word) > 1]
    words = dict.fromkeys((shape.given[0], *more, "".join(full) or shape.given[0]))
    return shape.given[0], tuple(words), None


def _are_related(one: str, other: str) -> bool:
    if one[0] == other[0] and (min(len(one), len(other)) <= _LETTERS or one.startswith(other) or other.startswith(one)):
        return True
    return _is_related(one, other) if one < other else _is_related(other, one)


@lru_cache(maxsize=32768)
def _is_related(one: str, other: str) -> bool:
    return relation_of_words(one, other) is not Relation.GIVEN


def given_initials(name: str) -> frozenset[str]:
    """Letters that a given name or middle name of this person can begin with, in any of its forms. Two names with
    one surname and no letter in common are different people's: a cheap test before ``compare``."""
    return _given_initials(name) if len(name) < 160 else _given_initials.__wrapped__(name)


@lru_cache(maxsize=8192)
def _given_initials(name: str) -> frozenset[str]:
    words = load_name_words()
    parsed = parse_name(name)
    letters: set[str] = set()
    for printed in (parsed.given, *parsed.middle, parsed.nickname):
        for word in fold(printed).split():
            forms = (word, skeleton(word), *words.nicknames.get(word, ()), *words.given_variants.get(word, ()))
            letters.update(form[0] for form in forms if form)
    return frozenset(letters)
