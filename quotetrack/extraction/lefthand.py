"""Mentions to the left: the noun phrase that ends right before a cue, and how far it reaches back.

"Lee alleged | a spokesman for the airport in Ghent | said": what precedes a head belongs to it while prepositions tie
the two, up to where a clause can begin. Imports tokens and mentions.
"""

from __future__ import annotations

import re

from quotetrack.extraction.mentions import FOR, LONGEST, Phrase, holds_title, is_one_body, is_titled, name_start
from quotetrack.extraction.tokens import Outline

# What may stand before a noun phrase that begins a clause.
_CLAUSE_EDGE = frozenset("\n.?!,;:-()ckhaQEMFU*wyrAxG")
_SUBJECT_CHARS = frozenset("SsnmTN0J'&qBIG")
_LONGEST_CALLING = 6


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
        first = name_start(c, max(lo, end - LONGEST), end) if end > lo and c[end - 1] in "NTJ" else end
        return _complement_left(o, Phrase(first, end), lo)
    if head not in "NnmTJ0BDI" and not (head in "Gg" and (c[end - 1 : end] in ("S", "s") or c[end - 2 : end] == "pN")):
        return None
    limit = max(lo, end - LONGEST)
    if head in "NJ":
        named = _left_of_name(o, name_start(c, limit, end), end, lo, limit)
        return _group_before(o, (named.role or named)[0] - 1, lo) or named
    if head == "T":
        first = end
        while first - 1 >= limit and c[first - 1] in "TNJ":
            first -= 1
        while first < end and c[first] == "J":
            first += 1
        if first < end and c[first] == "N" and c[first - 1 : first] in ("S", "s") and first > lo:
            return _left_of_name(o, first, end, lo, limit)  # "the council’s | Ann Farmer"
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
            start = name_start(c, limit, first - 2)  # "the United Checkers | and Packers union"
            if start > lo and c[start - 1] == "D" and at_edge(o, start - 1, lo) and o.is_in(end, "roles.organisation"):
                return Phrase(start - 1, end)
    return _complement_left(o, Phrase(first, end), lo)


def _behind_body(o: Outline, first: int, end: int, lo: int) -> Phrase | None:
    """The name behind an office and its body without a comma: "Director of Ghent Weather Bureau | Ann Lee"."""
    c = o.classes
    body = end - 2 if c[end - 1] != "J" else end - 3
    if body <= first or "T" in c[body : end + 1] or not any(o.is_in(body, words) for words in _BODIES):
        return None
    owned = first - (c[first - 1] in "SsD")
    office = _complement_left(o, Phrase(owned, body), lo)
    alone = office.first < owned and c[office.first] in "TNm" and at_edge(o, office.first, lo)
    link = c.find("p", office.first, owned)
    if link < 0 or o.lower(link - 1).endswith("s"):
        return None  # "Professors at New York University | Abu Dhabi"
    return Phrase(body + 1, end, (office.first, body)) if alone else None


_BODIES = ("names.bodies", "roles.organisation_name", "roles.organisation", "roles.public")


def _left_of_name(o: Outline, first: int, end: int, lo: int, limit: int) -> Phrase:
    c = o.classes
    person = _behind_body(o, first, end, lo) if end - first > 1 and first - 2 >= lo else None
    if person is not None:
        return person
    before = c[first - 1] if first > lo else "\n"
    if before == "D" and is_titled(o, first, end) and o.is_in(first, "names.with_article"):
        return Phrase(first - 1, end)
    if before == "D" and first - 2 >= lo and o.is_in(first - 2, "names.ranking"):
        return Phrase(first, end, (first - 2, first - 1))  # "world number one | Ann Lee"
    if before == "D" and not is_titled(o, first, end):
        if holds_title(o, first, end):
            return Phrase(first, end)
        return _person_before(o, first - 2, lo) or _complement_left(o, Phrase(first - 1, end), lo)
    if before == "p":
        titled = first - 2 >= lo and c[first - 2] == "T" and end - first >= 2 and o.lower(first - 1) in FOR
        if titled and "T" not in c[first:end]:
            start = name_start(c, limit, first - 2)
            if c[start - 1 : start] != "D":
                return Phrase(start, end)  # "Minister for Transport Ann Lee"
        person = _person_before(o, first - 1, lo)
        if person is not None:
            return person
        if c[first - 2] in "NJ" and o.is_in(first - 2, "names.bodies"):
            start = name_start(c, limit, first - 2)
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
        owned = before in "Ss" and not c[wider.first : role_first].strip("DNJTp")  # "the Bureau of Mines’ | Ann Lee"
        return Phrase(first, end, (wider.first, first - 1)) if wider == whole or owned else wider
    if before in "tb":
        return _complement_left(o, Phrase(first, end), lo)
    if before == "c" and first - 2 >= lo and c[first - 2] in "NJ" and o.lower(first - 1) == "and":
        other = name_start(c, limit, first - 2)
        if other - 2 > lo and c[other - 1] == "p" and o.is_in(other - 2, "names.bodies"):
            return _left_of_name(o, other, end, lo, limit)  # "the Department for Energy and Islands"
        if other - 1 >= lo and at_edge(o, other - 1, lo) and is_one_body(o, other, first - 1, end):
            return _complement_left(o, Phrase(other - 1, end), lo)  # "the Food | and Drug Administration"
        if at_edge(o, other, lo):
            return Phrase(other, end)  # "Day and Roe said"
        other -= other > lo + 1 and c[other - 1] in "I0dn" and c[other - 2] == "p"  # "of neighbouring Brazil and Chile"
        if other > lo and (c[other - 1] == "p" or c[other - 2 : other] == "pD"):
            return _complement_left(o, Phrase(other, end), lo)  # "the Department for Energy and Islands said"
    return Phrase(first, end)


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
    first = name_start(c, max(lo, name - LONGEST), name)
    full = name - first >= 1 and (c[first] == "T" or not o.is_in(name, "names.bodies"))
    if full and first > lo and c[first - 1] == "D" and at_edge(o, first - 1, lo):
        return Phrase(first - 1, name)  # "the Memorial Museum | in Washington"
    start = _calling_start(c, first, lo)
    if full and first - 2 > lo and o.lower(first - 1) == "and" and c[first - 2] in "NJ":
        other = name_start(c, max(lo, first - LONGEST), first - 2)
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
    estimates = o.rules.list("function.estimating")
    for _ in range(2):
        at = first - 1
        if at - 1 < lo or c[at] not in "ptb" or not o.is_in(at, "names.complements"):
            break
        head = at - 1
        if c[head] in "NJ" and o.is_in(at, "names.origins"):
            start = name_start(c, max(lo, head - 10), head)
            if start - 1 > lo and c[start - 1] in "ptb" and o.is_in(start - 1, "names.complements"):
                first = start  # "a spokesman for | Ann Lee of Ghent"
                continue
        if c[at] == "b" and o.is_in(head, "roles.document"):
            break  # a statement by X: X speaks
        if c[head] in "IGg" and c[head - 1] == "p" and head - 2 > lo and c[head - 2] in "mT":
            head -= 2  # "the director of nursing at | the hospital"
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
        if start > lo and c[start] == "n" and f"{o.lower(start - 1)} {o.lower(start)}" in estimates:
            start -= 1  # "at least half of voters"
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
    if c[first - 1] == "v" and c[first] in "DSs" and o.is_in(first - 1, "verbs.alleging"):
        return True  # "Lee alleged | a teacher at the school told him"
    return c[first] == "T" and _FRONTED.fullmatch(c, lo, first) is not None  # "In his letter | Dr. Hume, the head, …"


_FRONTED = re.compile("p[DSs]?[nmB]{1,3}(?:p[DSs]?[nmB]{1,3})?")
