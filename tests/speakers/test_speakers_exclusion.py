"""A glance excludes only what comparing would call different, and most of one surname."""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from figures import HARD, LOTS, PAIRS, read

from quotetrack.speakers import Verdict, compare
from quotetrack.speakers.exclusion import are_excluded

PRINTED = sorted({pair[side] for path in (PAIRS, HARD, *LOTS) for pair in read(path) for side in "ab"})
# What comes before the last word of a name: titles, given names, particles, and the family name where it is first.
GIVEN = sorted({name.rpartition(" ")[0] for name in PRINTED} - {""})
SURNAMES = ("Smith", "Kim", "Haddad", "Petrova", "Müller", "García")


@given(st.sampled_from(GIVEN), st.sampled_from(GIVEN), st.sampled_from(SURNAMES), st.booleans())
def test_what_is_excluded_is_different(one: str, other: str, surname: str, first: bool) -> None:
    a, b = (f"{surname} {name}" if first else f"{name} {surname}" for name in (one, other))
    if are_excluded(a, b):
        assert compare(a, b).verdict is Verdict.DIFFERENT, compare(a, b).reason


@pytest.mark.parametrize("path", (PAIRS, HARD, *LOTS), ids=lambda path: path.stem)
def test_what_may_be_one_person_is_not_excluded(path: Path) -> None:
    for pair in read(path):
        if compare(pair["a"], pair["b"]).verdict is not Verdict.DIFFERENT:
            assert not are_excluded(pair["a"], pair["b"]) or pair["a"].split()[-1] != pair["b"].split()[-1], pair


def test_most_of_one_surname_are_excluded() -> None:
    names = [
        f"{name} Smith"
        for name in ["Ann", "Bob", "Carol", "David", "Ellen", "Frank", "George", "Helen", "Ivan", "Joan"]
    ]
    pairs = list(combinations(names, 2))
    assert sum(are_excluded(*pair) for pair in pairs) > 0.9 * len(pairs)
    assert not are_excluded("Bob Smith", "Robert J. Smith") and not are_excluded("J. Edgar Smith", "Edgar Smith")
