"""What a verdict on two names rests on. Floor 3: imports nothing of ours."""

from __future__ import annotations

from enum import StrEnum


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
    RARE_INITIAL = "initial and rare surname"
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
