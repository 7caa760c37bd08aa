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
_LONGEST = 14
_LONGEST_CALLING = 6

_NAME = r"[TNJ](?:[NTJ]|q{1,3}(?=[N])|&(?=N)|'(?=N))*"
_RIGHT = re.compile(
    r"(?:[DSs0nmNTJ']{0,6}[Ss'][dIrGg]{1,2}(?=[nmNTSs0B])|[D0]{0,3}(?:[dIrGg]{1,2}(?=[nmNTSs0B]))?)"  # "Lee’s acting"
    r"(?:[Ss0nmNTJqB&']|[I](?=[nmNT])){0,14}"
)
_BEGINNING = frozenset("D0SsnmNTJ'qB&IdrGg")  # what _RIGHT can begin with
_COMPLEMENT = re.compile(r"[pt][DSs0]{0,2}r?[nmSs0NTJqdIB&']{0,8}[nmNJ]")
_SUBJECT_CHARS = frozenset("SsnmTN0J'&qBIG")
# What may stand before a noun phrase that begins a clause.
_CLAUSE_EDGE = frozenset("\n.?!,;:-()ckhaQEMFU*wyrAxG")


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
_FOR = frozenset(("for", "of"))
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
    found = _RIGHT.match(c, at, min(stop, at + _LONGEST))
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
        if thing is not None and o.lower(end + 1) in _FOR:
            return Phrase(at, thing.end() - 1)  # "Minister for Transport Ann Lee"
    if head == "m" and (more := _HEAD_NEXT.match(c, end + 1, stop)):
        end, head = more.end() - 1, "n"  # "the billionaire | business mogul told"
    if head in "NJ" or (head == "T" and end > at and c[end - 1] in "NJ"):
        first = _name_start(c, at, end)
        if first > at and c[at:first] == "D" and not _is_titled(o, first, end):
            other = _NAME_JOINED.match(c, end + 2, stop) if c[end + 1 : end + 2] == "c" else None
            if other is not None and _is_one_body(o, first, end + 1, other.end() - 1):
                end = other.end() - 1  # "the Food | and Drug Administration"
            return _with_complement(o, Phrase(at, end), stop)  # "the White House"
        if c[at:first] == "D" and o.is_in(first, "names.with_article"):
            return Phrase(at, end)  # "the Rev. Ann Lee"
        role = (at, first - 1) if first > at else None
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
    found = _RIGHT.match(c, last + 2, min(stop, last + 2 + _LONGEST))
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


def _name_start(c: str, lo: int, end: int) -> int:
    first = end
    while first - 1 >= lo and (
        c[first - 1] in "NTJ&" or (c[first - 1] in "q'" and first - 2 >= lo and c[first - 2] in "NTJq")
    ):
        first -= 1
    while first < end and c[first] in "&J'":
        first += 1
    return first


def _is_titled(o: Outline, first: int, last: int) -> bool:
    return o.classes[first] == "T" and last > first


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


def phrase_left(o: Outline, end: int, lo: int) -> Phrase | None:
    """The noun phrase that ends at token ``end`` (not before ``lo``), or None."""
    c = o.classes
    if end < lo:
        return None
    head = c[end]
    if head == "H":
        return Phrase(end, end)
    if head == "u" and o.is_in(end, "pronouns.reflexive"):
        return phrase_left(o, end - 1, lo)  # "Ann Lee herself"
    if head == "u":
        whole = _complement_left(o, Phrase(end, end), lo)
        some = "m" in c[whole.first : end] or o.is_in(whole.first, "pronouns.standing")
        return whole if whole.first < end and some else None  # "a source close to | him", "most of | them"
    if head == "d" and end > lo and o.lower(end - 1) == "those":
        return _complement_left(o, Phrase(end - 1, end), lo)  # "a third of | those surveyed"
    if head == ")":
        opening = c.rfind("(", max(lo, end - 10), end)
        return phrase_left(o, opening - 1, lo) if opening > lo else None
    if head == "'" and end > lo and c[end - 1] in "nmN":
        return None
    if head == "S":  # "Ann Lee’s": the name without its possessive ending; "a friend of Ann Lee’s" whole
        first = _name_start(c, max(lo, end - _LONGEST), end) if end > lo and c[end - 1] in "NTJ" else end
        return _complement_left(o, Phrase(first, end), lo)
    if head not in "NnmTJ0BDI" and not (head in "Gg" and (c[end - 1 : end] in ("S", "s") or c[end - 2 : end] == "pN")):
        return None
    limit = max(lo, end - _LONGEST)
    if head in "NJ":
        named = _left_of_name(o, _name_start(c, limit, end), end, lo, limit)
        return _group_before(o, (named.role or named)[0] - 1, lo) or named
    if head == "T":
        first = end
        while first - 1 >= limit and c[first - 1] in "TNJ":
            first -= 1
        while first < end and c[first] == "J":
            first += 1
        start = first
        while start - 1 >= limit and c[start - 1] in "ndIsS0":
            start -= 1
        if start - 1 >= limit and c[start - 1] == "D":
            first = start - 1  # "one senior Democrat"
        return _complement_left(o, Phrase(first, end), lo)
    first = end
    while first - 1 >= limit and (
        c[first - 1] in _SUBJECT_CHARS or (c[first - 1] in "dr" and first - 2 >= limit and c[first - 2] in "DSs")
    ):
        first -= 1
    while first - 1 >= limit and c[first - 1] == "D":
        first -= 1
    if head == "D" and first == end and o.lower(end) in ("the", "a", "an", "no", "its", "every"):
        return None
    while first < end and (c[first] in "BG'" or (c[first] == "I" and first > lo and c[first - 1] == "x")):
        first += 1  # "were wearing | shirts that read"
    both = first - 2 if head == "m" and c[first - 2 : first] == "nc" and o.lower(first - 1) == "and" else first
    if lo <= both < first < end and at_edge(o, both, lo):
        first = both  # "current | and former officials"
    if head == "m" and first > lo + 1 and (c[first - 1] == "p" or "N" in c[first:end]):
        before = c[first - 1]
        person = _person_before(o, first - 1, lo) if before == "p" else None  # "Ann Lee | of Ghent Police said"
        if person is not None:
            return person
        if before == "c" and c[first - 2] == "N" and c[first] == "N" and o.lower(first - 1) == "and":
            start = _name_start(c, limit, first - 2)  # "the United Checkers | and Packers union"
            if start > lo and c[start - 1] == "D" and at_edge(o, start - 1, lo) and o.is_in(end, "roles.organisation"):
                return Phrase(start - 1, end)
    return _complement_left(o, Phrase(first, end), lo)


def _left_of_name(o: Outline, first: int, end: int, lo: int, limit: int) -> Phrase:
    c = o.classes
    before = c[first - 1] if first > lo else "\n"
    if before == "D" and _is_titled(o, first, end) and o.is_in(first, "names.with_article"):
        return Phrase(first - 1, end)
    if before == "D" and not _is_titled(o, first, end):
        return _person_before(o, first - 2, lo) or _complement_left(o, Phrase(first - 1, end), lo)
    if before == "p":
        titled = first - 2 >= lo and c[first - 2] == "T" and end - first >= 2 and o.lower(first - 1) in _FOR
        if titled and "T" not in c[first:end]:
            start = _name_start(c, limit, first - 2)
            if c[start - 1 : start] != "D":
                return Phrase(start, end)  # "Minister for Transport Ann Lee"
        person = _person_before(o, first - 1, lo)
        if person is not None:
            return person
        if c[first - 2] in "NJ" and o.is_in(first - 2, "names.bodies"):
            start = _name_start(c, limit, first - 2)
            start = start - 1 if start > lo and c[start - 1] == "D" else start
            person = _person_before(o, start - 1, lo)  # "Ann Lee | of the University of Ghent"
            if person is not None:
                return person
            return _complement_left(o, Phrase(start, end), lo)
        if first - 1 <= lo and end - first >= 2 and "T" not in c[first:end] and o.is_in(first - 1, "names.locating"):
            return Phrase(first + 1, end)  # "In Lagos Chioma Eze said"
        return _complement_left(o, Phrase(first, end), lo)
    if before == "'" and first - 2 > lo and c[first - 2] in "mN" and o.word(first - 2)[:1].isupper():
        start = first - 2  # "the Players’ Association"
        while start > limit and c[start - 1] in "mN":
            start -= 1
        start -= start > lo and c[start - 1] == "D"
        return _person_before(o, start - 1, lo) or _complement_left(o, Phrase(start, end), lo)
    if before in "nm0dIBsS'":
        role_first = first - 1
        while role_first - 1 >= limit and c[role_first - 1] in "nm0dISsNTJB'q":
            role_first -= 1
        if role_first - 1 >= limit and c[role_first - 1] == "D":
            role_first -= 1
        whole = Phrase(role_first, end)
        wider = _complement_left(o, whole, lo)
        return Phrase(first, end, (role_first, first - 1)) if wider == whole else wider
    if before in "tb":
        return _complement_left(o, Phrase(first, end), lo)
    if before == "c" and first - 2 >= lo and c[first - 2] in "NJ" and o.lower(first - 1) == "and":
        other = _name_start(c, limit, first - 2)
        if other - 2 > lo and c[other - 1] == "p" and o.is_in(other - 2, "names.bodies"):
            return _left_of_name(o, other, end, lo, limit)  # "the Department for Energy and Islands"
        if other - 1 >= lo and at_edge(o, other - 1, lo) and _is_one_body(o, other, first - 1, end):
            return _complement_left(o, Phrase(other - 1, end), lo)  # "the Food | and Drug Administration"
        if at_edge(o, other, lo):
            return Phrase(other, end)  # "Day and Roe said"
        if other > lo and (c[other - 1] == "p" or c[other - 2 : other] == "pD"):
            return _complement_left(o, Phrase(other, end), lo)  # "the Department for Energy and Islands said"
    return Phrase(first, end)


def _is_one_body(o: Outline, first: int, conjunction: int, end: int) -> bool:
    """Whether joined names are one body: the Food and Drug Administration, and not the FBI and Justice Department."""
    before, bodies = conjunction - 1, o.rules.list("roles.organisation_name") | o.rules.list("roles.organisation")
    if o.classes[first - 1] != "D" or o.lower(conjunction) != "and" or o.lower(end) not in bodies:
        return False
    alone = o.word(before).isupper() or o.lower(before) in bodies or o.lower(before) in o.rules.list("places.names")
    return not alone and "T" not in o.classes[first : end + 1]


def _group_before(o: Outline, preposition: int, lo: int) -> Phrase | None:
    """Who is where the name tells, behind a preposition that opens no complement: "Biologists (working) | off Malta
    say"."""
    c = o.classes
    if preposition <= lo or c[preposition] != "p" or o.is_in(preposition, "names.complements"):
        return None
    head = preposition - 1 - (c[preposition - 1] in "IG")
    group = phrase_left(o, head, lo) if c[head] == "m" and head >= lo else None
    return group if group is not None and at_edge(o, group.first, lo) else None


def _person_before(o: Outline, preposition: int, lo: int) -> Phrase | None:
    """The full name before "of …": "Ann Lee | of Ghent said"."""
    c = o.classes
    name = preposition - 1
    if name <= lo or c[preposition] != "p" or c[name] not in "NJ" or not o.is_in(preposition, "names.origins"):
        return None
    first = _name_start(c, max(lo, name - _LONGEST), name)
    full = name - first >= 1 and (c[first] == "T" or not o.is_in(name, "names.bodies"))
    if full and first > lo and c[first - 1] == "D" and at_edge(o, first - 1, lo):
        return Phrase(first - 1, name)  # "the Memorial Museum | in Washington"
    start = _calling_start(c, first, lo)
    if full and first - 2 > lo and o.lower(first - 1) == "and" and c[first - 2] in "NJ":
        other = _name_start(c, max(lo, first - _LONGEST), first - 2)
        listed = c[other - 2 : other] in ("N,", "J,")
        if other < first - 2 and at_edge(o, other, lo) and not listed:
            return Phrase(other, name)  # "Jo Day and Bo Roe | of Ghent write"
    if not full or not at_edge(o, start, lo):
        return None
    return Phrase(first, name, (start, first - 1) if start < first else None)


def _calling_start(c: str, first: int, lo: int) -> int:
    """Where the words begin that say what somebody is right before the name: "Lead author | Ann Lee of Ghent"."""
    start = first
    while start > max(lo, first - _LONGEST_CALLING) and c[start - 1] in "mnNsS":
        start -= 1
    start -= c[start - 1 : start] == "D" and start > lo
    return start if c[first - 1 : first] == "m" else first


def _complement_left(o: Outline, phrase: Phrase, lo: int) -> Phrase:
    """Takes in a role to the left whose complement the phrase is: "a spokesman for | the airport"."""
    c = o.classes
    best = phrase
    first = phrase.first
    for _ in range(2):
        at = first - 1
        if at - 1 < lo or c[at] not in "ptb" or not o.is_in(at, "names.complements"):
            break
        head = at - 1
        if c[head] in "NJ" and o.is_in(at, "names.origins"):
            start = _name_start(c, max(lo, head - 10), head)
            if start - 1 > lo and c[start - 1] in "ptb" and o.is_in(start - 1, "names.complements"):
                first = start  # "a spokesman for | Ann Lee of Ghent"
                continue
        if c[at] == "b" and o.is_in(head, "roles.document"):
            break  # a statement by X: X speaks
        told_of = c[head] in "Gg" or (c[head] in "vV" and o.lower(at) == "of")  # "a woman accused of theft"
        if (c[head] in "Id" or (told_of and c[head - 1] == "m")) and head - 1 > lo:
            head -= 1  # "a neighbour talking to the Herald", "a letter obtained by the agency"
        elif o.is_in(head, "names.linking") and c[head - 1 : head] == "m":
            head -= 1  # "a source close to the star"
        elif c[at] in "tb" and c[head] != "m" and not (c[at] == "t" and o.is_in(head, "roles.document")):
            break
        # "one of the reviewers", "Many in the crowd", "Proponents of the bill"
        alone = (c[head] == "D" and o.is_in(head, "pronouns.standing")) or (head == lo and c[head] == "N")
        alone = alone and (o.lower(at) == "of" or c[head] == "D" or o.lower(head).endswith("s"))
        # "85% of drivers", "two-thirds of voters"
        share = (c[head] == "0" or o.is_in(head, "roles.share")) and o.lower(at) == "of"
        if (
            not (alone or share)
            and (c[head] not in "mnTHB" or (c[head] == "H" and o.is_in(head, "pronouns.subject")))
            and not (c[head] == "N" and c[head - 1 : head] == "D")
        ):
            break
        start = head
        limit = max(lo, head - 10)
        while start - 1 >= limit and (
            c[start - 1] in "SsnmTN0J'd" or (c[start - 1] in "rI" and c[start - 2 : start - 1] in tuple("DSs"))
        ):
            start -= 1
        while start - 1 >= limit and c[start - 1] == "D":
            start -= 1
        if c[start] in "d":
            break
        first = start
        if at_edge(o, start, lo) and (c[start] in "DSsm" or c[head] == "m" or share or start == lo):
            best = Phrase(start, phrase.last)
    return best


def at_edge(o: Outline, first: int, lo: int) -> bool:
    """Whether a clause can begin at token ``first``: "In Lagos | Chioma Eze said" counts too."""
    c = o.classes
    if first <= lo or c[first - 1] in _CLAUSE_EDGE or (first == lo + 2 and c[lo : lo + 2] == "pN"):
        return True
    return c[first] == "T" and _FRONTED.fullmatch(c, lo, first) is not None  # "In his letter | Dr. Hume, the head, …"


_FRONTED = re.compile("p[DSs]?[nmB]{1,3}(?:p[DSs]?[nmB]{1,3})?")
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
