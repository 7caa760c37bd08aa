"""Mentions: the noun phrases that can speak, read off the class string to the left or right of a cue.

A mention is a pair of token places (first, last), both included. Names leave lower-case descriptors out ("welder
Deshawn Whitlock" is Deshawn Whitlock) and keep capitalised titles; a role keeps its complement ("a spokesman for the
airport"). Apposition and relative clauses stay outside. Imports tokens.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from quotetrack.extraction.tokens import Outline
from quotetrack.model import MentionKind

# The most tokens a noun phrase may have: bounds every scan.
LONGEST = 14

_NAME = r"[TNJ](?:[NTJ]|q{1,3}(?=[N])|&(?=N)|'(?=N))*"
_RIGHT = re.compile(
    r"(?:[DSs0nmNTJ']{0,6}[Ss'][dIrGg]{1,2}(?=[nmNTSs0B])|[D0]{0,3}(?:[dIrGg]{1,2}(?=[nmNTSs0B]))?)"  # "Lee’s acting"
    r"(?:[Ss0nmNTJqB&']|[I](?=[nmNT])){0,14}"
)
_BEGINNING = frozenset("D0SsnmNTJ'qB&IdrGg")  # what _RIGHT can begin with
_COMPLEMENT = re.compile(r"[pt][DSs0]{0,2}r?[nmSs0NTJqdIB&']{0,8}[nmNJ]")


class Phrase(NamedTuple):
    """Token places of a mention, first and last included; ``role`` the places of the descriptor beside it, if any."""

    first: int
    last: int
    role: tuple[int, int] | None = None


def phrase_right(o: Outline, at: int, stop: int) -> Phrase | None:
    """The noun phrase that begins at token ``at`` (before ``stop``), or None.

    A role with its name in apposition ("the solicitor, Anthea Cole,") is the name, with the role beside it.
    """
    phrase = _phrase_right(o, at, stop)
    if phrase is None or phrase.role is not None or o.classes[phrase.last + 1 : phrase.last + 2] != ",":
        return phrase
    c = o.classes
    standing = c[phrase.first] == "D" and o.is_in(phrase.first, "pronouns.standing") and c[phrase.last] in "Du"
    if c[phrase.first] not in "DSsmn" or not (standing or c[phrase.last] in "mnNJT"):
        return phrase
    untold = not standing and c[phrase.first] == "D" and {"m", "T"}.isdisjoint(c[phrase.first : phrase.last + 1])
    if untold and not o.is_in(phrase.last, "names.relations"):  # "his partner, Ann Lee"
        return phrase
    begin = phrase.last + 2
    calling = _CALLING.match(c, begin, stop) if standing else None  # "said one of them, the botanist Ann Lee"
    named = _NAME_APPOSED.match(c, calling.end() if calling else begin, stop)
    if named is None or o.is_in(phrase.last + 2, "names.not_apposed"):
        return phrase
    return Phrase(named.start(), named.end() - 1, (phrase.first, phrase.last))


_NAME_APPOSED = re.compile(_NAME + r"(?=(?:p[NJ]{1,4})?[,.:;\n()QEMFU-]|$)")
_CALLING = re.compile("D?[nm]{0,2}m(?=[NT])")
_NUMBERED = re.compile("p[D0]" + _NAME + r"(?=[,.:;\n()QEMFU-]|$)")
_NAME_JOINED = re.compile(_NAME + r"(?=[,.:;\n)QEMFUvVxrdp-]|$)")
_FOR_THING = re.compile(r"pN{3,6}(?!N)")  # behind a title without an article
FOR = frozenset(("for", "of"))
_AND_ROLE = re.compile("n{1,2}c[nm]{0,2}m(?![nmNTJ])")
_BOTH = re.compile("ncn{1,2}m(?![nmNTJ])")
_ADJECTIVES = re.compile(r"[nNdISm]{1,6}(?<=m)")
_NOUNS = re.compile(r"n{1,3}$")
_HEAD_NEXT = re.compile(r"n{1,2}(?=v)")
_OF_NAME = re.compile(r"pD?N{1,4}")


def _phrase_right(o: Outline, at: int, stop: int) -> Phrase | None:
    c = o.classes
    if at >= stop:
        return None
    if c[at] == "H":
        return Phrase(at, at)
    if c[at] not in _BEGINNING:
        return None
    alone = _standing(o, at, stop)
    if alone is not None:
        return alone
    both = _BOTH.match(c, at, stop) if c[at] == "n" else None
    if both is not None and o.lower(at + 1) == "and":
        return _with_complement(o, Phrase(at, both.end() - 1), stop)  # "current and former officials"
    found = _RIGHT.match(c, at, min(stop, at + LONGEST))
    if found is None or found.end() == at:
        return None
    text = found.group()
    last = _right_end(text)
    if last < 0:
        return None
    end = at + last
    head = c[end]
    if head == "T" and c[at] != "D":
        thing = _FOR_THING.match(c, end + 1, stop)
        if thing is not None and o.lower(end + 1) in FOR:
            return Phrase(at, thing.end() - 1)  # "Minister for Transport Ann Lee"
    if head == "m" and (more := _HEAD_NEXT.match(c, end + 1, stop)):
        end, head = more.end() - 1, "n"  # "the billionaire | business mogul told"
    if head in "NJ" or (head == "T" and end > at and c[end - 1] in "NJ"):
        first = name_start(c, at, end)
        if first > at and c[at:first] == "D" and not is_titled(o, first, end):
            if holds_title(o, first, end):
                return Phrase(first, end)
            other = _NAME_JOINED.match(c, end + 2, stop) if c[end + 1 : end + 2] == "c" else None
            if other is not None and is_one_body(o, first, end + 1, other.end() - 1):
                end = other.end() - 1  # "the Food | and Drug Administration"
            return _with_complement(o, Phrase(at, end), stop)  # "the White House"
        if c[at:first] == "D" and o.is_in(first, "names.with_article"):
            return Phrase(at, end)  # "the Rev. Ann Lee"
        role = (at, first - 1) if first > at else None
        joined = _AND_ROLE.match(c, end + 1, stop) if role is None else None
        if joined is not None and o.lower(end + joined.group().index("c") + 1) == "and":
            return _with_complement(o, Phrase(first, joined.end() - 1), stop)  # "U.S. intelligence and other officials"
        several = role is None or o.lower(first - 1).endswith("s")  # "experts Day and Roe"
        if several and c[end + 1 : end + 2] == "c" and o.lower(end + 1) == "and":
            second = _NAME_JOINED.match(c, end + 2, stop)
            if second is not None:
                return Phrase(first, second.end() - 1)  # "said Day and Roe"
        return _joined(o, _with_of(o, Phrase(first, end, role), stop), stop)
    if text[0] == "D" and text in ("Dn", "Dd") and c[end + 1 : end + 2] == ",":
        # "a small, family-run local bakery": a second adjective follows the comma
        more = _ADJECTIVES.match(c, end + 2, min(stop, end + 9))
        if more:
            return _with_complement(o, Phrase(at, more.end() - 1), stop)
    return _joined(o, _with_complement(o, Phrase(at, end), stop), stop)


def _standing(o: Outline, at: int, stop: int) -> Phrase | None:
    """A determiner without a noun: "said another", "the two write", "said one of those advisers"."""
    c = o.classes
    if c[at] != "D":
        return None
    last = at + 1 if c[at + 1 : at + 2] == "D" and at + 1 < stop else at
    if not o.is_in(last, "pronouns.standing"):
        return None
    following = c[last + 1 : last + 2]
    if following == "p" and o.lower(last + 1) == "of":
        if c[last + 2 : last + 3] == "u":
            return Phrase(at, last + 2)
        whole = _phrase_right(o, last + 2, stop)
        return Phrase(at, whole.last) if whole else None
    return Phrase(at, last) if following in _AFTER_STANDING else None


_AFTER_STANDING = frozenset(["", *".,;:?!\nwxvV"])


def _joined(o: Outline, phrase: Phrase, stop: int) -> Phrase:
    """ "the senator and Reform candidate told", "Hadley and other leaders shunned": a subject of two parts."""
    c = o.classes
    last = phrase.last
    if c[last + 1 : last + 2] != "c" or last + 2 >= stop or o.lower(last + 1) != "and":
        return phrase
    found = _RIGHT.match(c, last + 2, min(stop, last + 2 + LONGEST))
    end = last + 2 + _right_end(found.group()) if found and found.group() else last
    if end < last + 2 or not _VERB_NEXT.match(c, end + 1, stop):
        return phrase
    return Phrase((phrase.role or phrase)[0], end)


_VERB_NEXT = re.compile("r?[vVxd]")


_PLAIN = re.compile(r"[DSskr]?[drI]{0,2}[0dnBI'Ss]*[n0B]")


def _right_end(text: str) -> int:
    """The last token of the noun phrase within a run of noun-phrase characters, or -1."""
    last = max(text.rfind("N"), text.rfind("J"))
    if last < 0:
        last = text.rfind("T") if text.endswith("T") and len(text) > 1 else -1
    elif text[last + 1 : last + 2] == "T":
        last += 1  # "Peter T. King": a title that is a surname here
    role = text.rfind("m")
    if role > last:
        return role
    if last >= 0:
        tail = _NOUNS.match(text, last + 1)
        if tail and text[0] in "DSs":
            return tail.end() - 1  # "a German user", "one Trump confidant"
        return last
    # no name and no known role: the first plain nouns
    plain = _PLAIN.match(text)
    return plain.end() - 1 if plain else text.find("T")


def name_start(c: str, lo: int, end: int) -> int:
    first = end
    while first - 1 >= lo and (
        c[first - 1] in "NTJ&" or (c[first - 1] in "q'" and first - 2 >= lo and c[first - 2] in "NTJq")
    ):
        first -= 1
    while first < end and c[first] in "&J'":
        first += 1
    return first


def is_titled(o: Outline, first: int, last: int) -> bool:
    return o.classes[first] == "T" and last > first


def holds_title(o: Outline, first: int, last: int) -> bool:
    """Whether a capitalised office stands before a full name: "the | Fire Service Commissioner Ann Lee"."""
    named = _TITLE_THEN_NAME.fullmatch(o.classes, first, last + 1) is not None
    bodies = ("names.bodies", "roles.organisation_name", "roles.organisation", "works.nouns")
    return named and not any(o.is_in(last, words) for words in bodies)


_TITLE_THEN_NAME = re.compile("N{1,6}TN{2,3}")


def _with_of(o: Outline, phrase: Phrase, stop: int) -> Phrase:
    """ "Guild of Master Bakers": a capitalised body keeps its "of …"; a person does not."""
    c = o.classes
    end = phrase.last
    if (
        c[phrase.first] != "T"
        and phrase.last - phrase.first <= 1
        and o.lower(end + 1 if end + 1 < stop else end) == "of"
    ):
        more = _OF_NAME.match(c, end + 1, min(stop, end + 8))
        if more and phrase.first == end and o.is_in(end, "names.bodies"):
            return Phrase(phrase.first, more.end() - 1, phrase.role)
    return phrase


def _with_complement(o: Outline, phrase: Phrase, stop: int) -> Phrase:
    """ "a spokesman for the mayor of Rome": a role keeps what its prepositions bring, twice at most."""
    c = o.classes
    end = phrase.last
    if c[end] not in "mnNB" and not (c[end] == "T" and c[phrase.first] == "D"):  # "the Duchess of Arnholt"
        return phrase
    if c[end] == "m" and c[end + 2 : end + 3] in ("p", "t") and o.is_in(end + 1, "names.linking"):
        end += 1  # "a source close | to the family"
    named = _NUMBERED.match(c, end + 1, stop) if c[end] in "mn" else None
    if named and o.lower(end + 1) == "of" and (c[end + 2] == "0" or o.is_in(end + 2, "pronouns.standing")):
        return Phrase(end + 3, named.end() - 1, (phrase.first, end + 2))  # "father of three | Ann Lee"
    for _ in range(2):
        if end + 1 >= stop or not o.is_in(end + 1, "names.complements"):
            break
        if c[end + 2 : end + 3] == "u" and end + 2 < stop and o.is_in(end, "names.linking"):
            return Phrase(phrase.first, end + 2, phrase.role)  # "a person close | to him"
        more = _COMPLEMENT.match(c, end + 1, min(stop, end + 12))
        if c[end + 1] == "t" and c[end] != "m" and not o.is_in(end, "names.linking"):
            break
        if more is None or c[end + 2] == "y":
            break
        tail = _right_end(c[end + 2 : more.end()])
        if tail < 0 or o.is_in(end + 2 + tail, "names.occasions"):
            break  # "said the minister in a statement": where, not who
        end = end + 2 + tail
    return Phrase(phrase.first, end, phrase.role)


def is_one_body(o: Outline, first: int, conjunction: int, end: int) -> bool:
    """Whether joined names are one body: the Food and Drug Administration, and not the FBI and Justice Department."""
    before, bodies = conjunction - 1, o.rules.list("roles.organisation_name") | o.rules.list("roles.organisation")
    if o.classes[first - 1] != "D" or o.lower(conjunction) != "and" or o.lower(end) not in bodies:
        return False
    alone = o.word(before).isupper() or o.lower(before) in bodies or o.lower(before) in o.rules.list("places.names")
    return not alone and "T" not in o.classes[first : end + 1]


_ROLE_OF = re.compile("[NTJ]+m[pt]")


def is_role_of(c: str, phrase: Phrase) -> bool:
    """Whether a phrase that begins and ends as a name is a role with its place: "Health officials in Ghent"."""
    return phrase.last - phrase.first > 1 and _ROLE_OF.match(c, phrase.first, phrase.last) is not None


def kind_of(o: Outline, phrase: Phrase) -> MentionKind:
    """How the phrase names its speaker."""
    c = o.classes
    if c[phrase.first] in "Hu":
        return MentionKind.PRONOUN
    if c[phrase.last] in "NJT" and c[phrase.first] in "NTJDq" and not is_role_of(c, phrase):
        return MentionKind.NAME
    word = o.lower(phrase.last)
    return (
        MentionKind.GROUP
        if word in o.rules.list("roles.group") or (word.endswith("s") and c[phrase.last] == "m")
        else MentionKind.ROLE
    )
