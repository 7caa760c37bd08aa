"""Edges: what stands right behind a run of capitals, and whether it makes the run a body's name or somebody's; what is
told of somebody before the name.

Imports tokens.
"""

from __future__ import annotations

import re
from collections.abc import Set

from quotetrack.extraction.tokens import Outline

_ONE_APPOSED = re.compile(r",(?:0,)?D[0nNSs]{0,4}m")
_NO_NAME_AFTER = frozenset("NTJDSn&")
_LONGEST_CALLING = 6  # tokens
# "A bus driver who … / Gary Lee, 47, …": what somebody is, and in the next paragraph or the one after, name and age.
_OPENING = re.compile(
    r"(?:^|\n)(?P<what>D[nmNsSI0]{0,5}m)(?![,m])[^\n]{3,60}\n+(?:[^\n]{1,60}\n+)?(?P<name>[TNJ]{2,6}),(?:0[,.]|w)"
)
_LONGEST_OPENING = 300  # tokens
_LONGEST_NAME = 4
_OPENS = ("\n", ".", "")  # before the first word of a sentence
_LISTED = ("N", "c")
_TO_SOMEBODY = frozenset(("to", "by", "with", "for"))
_LONGEST_ING = 6  # letters: Irving and Manning are given names


def goes_on(o: Outline, last: int) -> bool:
    """Whether a verb in small letters follows a run: then it stands in no headline."""
    return o.classes[last + 1 : last + 2] in ("v", "V", "x", "d") and o.tokens[last + 1][0].islower()


def corporate_end(o: Outline, last: int) -> int:
    """The last token of "Harlow Tidewater plc" and "Meridian Widgets, Inc." where the run ends at ``last``."""
    c = o.classes
    at = last + 1 + (c[last + 1 : last + 2] == ",")
    if at >= len(c) or c[at] not in "nN" or o.lower(at).rstrip(".") not in o.rules.words["names.corporate"]:
        return last
    return at


def is_of_body(o: Outline, at: int) -> bool:
    """Whether the word at token ``at`` is a body's alone: no "head", no "family"."""
    return o.is_in(at, "roles.organisation") and not o.is_in(at, "roles.person")


def is_seat(o: Outline, before: int) -> bool:
    """Whether what follows token ``before`` is the seat that somebody holds: "the member for East Wold"."""
    return before > 0 and o.lower(before) == "for" and o.is_in(before - 1, "names.seated")


def is_owned(o: Outline, at: int, gender: str) -> bool:
    """Whether the name that begins or ends at token ``at`` is that of somebody who is "his": "his manager, Ann Lee"."""
    c = o.classes
    start = max(0, at - _LONGEST_CALLING)
    while at > start and c[at - 1] in "NTJ":
        at -= 1
    at -= at > 0 and c[at - 1] == ","
    first = at
    while first > max(0, at - _LONGEST_CALLING) and c[first - 1] in "nmNI0":
        first -= 1
    owner = "pronouns.masculine" if gender == "m" else "pronouns.feminine"
    return 0 < first < at and o.is_in(first - 1, owner)


def gender_of_owner(o: Outline, at: int) -> str:
    """ "m", "f" or "", of whom the possessive at token ``at`` tells."""
    return "m" if o.is_in(at, "pronouns.masculine") else "f" if o.lower(at) == "her" else ""


def is_assistant(o: Outline, kin: int, last: int) -> bool:
    """Whether the one name that ends at token ``last`` is all that is told of "Her assistant, Tomos, who …"."""
    c = o.classes
    if c[kin - 1] != "D" or c[kin + 1] != "," or c[last + 1 : last + 2] != "," or c[last + 2 : last + 3] in _LISTED:
        return False
    calling = o.is_in(kin, "roles.person") or o.is_in(kin, "names.altering")
    return calling and o.is_in(kin - 1, "pronouns.possessive")


def is_aged(o: Outline, at: int) -> bool:
    """Whether an age follows the single name at token ``at``, which opens a sentence: "Yvonne, 88, has been …"."""
    c = o.classes
    opens = c[at - 1 : at] in ("\n", ".") or not at
    return (
        opens
        and c[at] == "N"
        and c[at + 1 : at + 4] == ",0,"
        and o.word(at + 2).isdecimal()
        and len(o.word(at + 2)) == 2
    )


def is_apposed(o: Outline, at: int) -> bool:
    """Whether the single word at token ``at`` is told to be somebody: "according to Suprapto, the head of …"."""
    c = o.classes
    if is_aged(o, at):
        return True
    if (
        c[at + 1 : at + 3] == ",w"
        and c[at] == "N"
        and not o.word(at).isupper()
        and c[at - 1 : at] not in _NO_NAME_AFTER
    ):
        whose = o.lower(at + 2) == "whose" and any(
            o.is_in(kin, "names.kin") for kin in range(at + 3, min(len(c), at + 7))
        )
        return whose or (o.lower(at + 2) == "who" and c[at - 1 : at] in _OPENS)
    apposed = _ONE_APPOSED.match(c, at + 1)
    if apposed is None or c[at] != "N" or o.word(at).isupper() or not o.is_in(apposed.end() - 1, "roles.person"):
        return False
    before = c[at - 1 : at]
    return before not in _NO_NAME_AFTER and (before != "p" or o.lower(at - 1) in _TO_SOMEBODY)


def find_opening(o: Outline) -> tuple[int, int, int] | None:
    """Where the first sentence tells what somebody is, with whose name and age a paragraph begins soon after it: first
    and last token of that, and the last of the name. "A bus driver who won is back at work. / Gary Lee, 47, …"."""
    told = _OPENING.search(o.classes, 0, _LONGEST_OPENING)
    if told is None or not o.is_in(told.end("what") - 1, "roles.person") or o.lower(told.start("what")) == "the":
        return None
    return told.start("what"), told.end("what") - 1, told.end("name") - 1


def is_given(o: Outline, first: int) -> bool:
    """Whether a name is what somebody gives for it: "gave his name as Jo", "gave his name only as Jo", "goes by Jo"."""
    if o.classes[first - 1] == "b":
        return o.is_in(first - 2, "names.going_by")
    noun = first - 2 - (o.classes[first - 2] == "r")
    return o.lower(noun) == "name" and o.is_in(noun - 1, "pronouns.possessive")


def is_no_part(o: Outline, first: int, words: int) -> bool:
    """Whether the word at token ``first`` is none of the name of so many words that it opens: "In Washington Ann Lee
    said", "Late Okonkwo header", "Shell-shocked Ann Lee wept"."""
    if o.classes[first - 1 : first] == "p":
        return words > 2 and (o.is_in(first, "places.names") or is_seat(o, first - 1))
    word = o.lower(first)
    if words > 2 and word.endswith("ing") and len(word) > _LONGEST_ING:
        return word not in o.rules.list("endings.not_participle")  # "Entrusting Ann Lee with …"
    if words > 2 and "-" in word and word.endswith("ed") and o.word(first).rpartition("-")[2].islower():
        return True
    return word in o.rules.words["names.altering"]


def is_scene(o: Outline, before: int, locating: Set[str]) -> bool:
    """Whether a name behind token ``before`` may be a place: in Corran Falls, the Skerrin Narrows."""
    letter = o.classes[before] if before >= 0 else "\n"
    if letter == "p":
        return o.lower(before) in locating or is_seat(o, before)
    if letter == ",":  # "Lee, of Mossbank Lane, Nether Larch, declined"
        first = before
        while first > 0 and before - first < _LONGEST_NAME and o.classes[first - 1] in "NT":
            first -= 1
        return 1 < first < before and o.classes[first - 2 : first] == ",p" and o.lower(first - 1) in locating
    return letter == "D" and o.lower(before) == "the"


def is_place(o: Outline, first: int, last: int, locating: Set[str]) -> bool:
    """Whether a name may be a place's where it stands: no title in it, and no "who" behind it."""
    who = o.classes[last + 1 : last + 3] == ",w" and o.lower(last + 2) == "who"
    return "T" not in o.classes[first:last] and is_scene(o, first - 1, locating) and not who


def is_speaking(o: Outline, first: int, last: int) -> bool:
    """Whether a name without an article stands right beside a verb of saying."""
    c = o.classes
    return c[first - 1 : first] != "D" and "v" in (c[first - 1 : first], c[last + 1 : last + 2])
