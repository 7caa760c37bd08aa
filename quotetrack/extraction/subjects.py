"""Subjects: the noun phrase that a cue belongs to, beside it or further left in its sentence.

Imports tokens and mentions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from quotetrack.extraction.lefthand import at_edge, phrase_left
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.tokens import Outline

# The most tokens between a name and its verb ("Ann Lee, who chaired the panel that looked into the fire, said").
_ASIDE = 45


_WITHIN_VERB = re.compile(r"x(?:r?p[Ds]?[npy0]{1,2}|r?[dvV]t)$")


class Subject(NamedTuple):
    """A subject found for a cue, and the way it was found (for explanations)."""

    phrase: Phrase
    how: str


@lru_cache(maxsize=2)  # several rules ask for the subject of one cue, one after the other
def subject_left(o: Outline, cue: int, lo: int) -> Subject | None:
    """The subject directly tied to the cue at token ``cue``, looking left, not before ``lo``."""
    c = o.classes
    at = cue - 1
    while at >= lo and (c[at] in "xr" or (c[at] == "u" and o.is_in(at, "pronouns.reflexive"))):
        at -= 1
    described = _described(o, at, lo)
    if described is not None:
        return described
    between = _WITHIN_VERB.search(c, max(lo, at - 8), at + 1)
    if between:
        at = between.start() - 1  # "has in the past | said", "is alleged to | have written"
    at = _skip_time_left(o, at, lo)
    if at < lo:
        return None
    k = c[at]
    if k == "w":
        if c[at - 2 : at] == "Dp" and at - 2 >= lo and o.lower(at - 1) == "of" and o.is_in(at - 2, "pronouns.standing"):
            return Subject(Phrase(at - 2, at), "who")  # "the players, several of whom said"
        before = at - 1
        if before >= lo and c[before] in ",-":
            before -= 1
        found = phrase_left(o, before, lo) if o.is_in(at, "pronouns.subject_relative") else None
        if found is not None and o.lower(at) == "who" and _NAME_AT_END.match(c, found.first, found.last + 1):
            found = Phrase(c.rindex("p", found.first, found.last) + 1, found.last)  # "the turn of | Ann Lee, who said"
        return _tag(found, "who")
    if k == "h":
        found = phrase_left(o, at - 1, lo)
        by = found is not None and found.first > lo and c[found.first - 1] == "b"  # "a post by Ann Lee that read"
        return _tag(found, "that") if found and (by or c[found.last] in "mn") else None
    if k == ",":
        return _over_aside(o, at, lo)
    if k == "-":
        opening = c.rfind("-", max(lo, at - _ASIDE), at)
        found = phrase_left(o, opening - 1, lo) if opening > lo else None
        return _apposed(o, found, lo) or Subject(found, "aside") if found is not None else None
    if k == "S":
        friend = phrase_left(o, at, lo)  # "a friend of Ann Lee’s said"
        return _tag(friend, "next") if friend and c[friend.first] in "Dm" else None
    about = at - 2 >= lo and c[at - 1] == "p" and (k == "u" or o.lower(at) == "her")
    if about and (c[at - 2] == "m" or o.is_in(at - 2, "pronouns.standing")):
        return Subject(Phrase(at - 2, at), "next")  # "those around her say"
    if k == "D" and o.is_in(at, "pronouns.possessive"):
        return None
    if k in "NnmTJHD0I)Bud" or (k in "Gg" and (c[at - 1 : at] in ("S", "s") or c[at - 2 : at] == "pN")):
        phrase = phrase_left(o, at, lo)
        if (
            phrase is not None
            and k in "nmB"
            and phrase.first > lo
            and c[phrase.first - 1] == "p"
            and c[phrase.first] == "D"
        ):
            return _open_apposition(o, phrase, lo)  # "and in a statement said": no subject
        return _open_apposition(o, phrase, lo) or _tag(_joint(o, phrase, lo), "next")
    return None


def _joint(o: Outline, phrase: Phrase | None, lo: int) -> Phrase | None:
    """The whole of two that speak together: "police and union officials said", "Ann Lee and her colleagues argue"."""
    c = o.classes
    if phrase is None or c[phrase.last] not in "mNJ" or phrase.first - 2 < lo or o.lower(phrase.first - 1) != "and":
        return phrase
    other = phrase_left(o, phrase.first - 2, lo)
    if c[phrase.last] != "m":  # "the union and Northern Rail said"
        office = other is not None and c[other.last] == "m" and c[other.first] in "DSs" and phrase.role is None
        return Phrase(other.first, phrase.last) if other and office and at_edge(o, other.first, lo) else phrase
    bare = phrase.first == phrase.last and o.lower(phrase.last).endswith("s")  # "Ann Lee and colleagues"
    heads = "mNJ" if bare or o.is_in(phrase.first, "pronouns.possessive") else "m"
    if other is None or c[other.last] not in heads:
        return phrase
    first = other.role[0] if other.role is not None and c[other.role[0]] == "D" else other.first
    return Phrase(first, phrase.last) if at_edge(o, first, lo) else phrase


_NAME_AT_END = re.compile("D?np[NTJ]{2,5}$")
# "who" or "that" with a verb after it, up to the cue.
_RELATIVE = re.compile(r"[nmNTSsJ0,](?P<that>w(?=[xrdvVBnI])|h(?=r?[xdvV]))(?P<rest>[^,.;:?!()QEMFU\n-]{2,14})$")


def _described(o: Outline, at: int, lo: int) -> Subject | None:
    """Whom a relative clause describes that ends at token ``at``: "Residents who backed the plan | said"."""
    c = o.classes
    if c[at : at + 1] == "H":
        return None
    floor = max(lo, at - _LONGEST_RELATIVE)
    relative = c.rfind("w", floor, at)
    if relative <= lo or _RELATIVE.match(c, relative - 1, at + 1) is None:  # not "that" in "who came | that morning"
        relative = max(relative, c.rfind("h", floor, at))
    if relative <= lo:
        return None
    found = _RELATIVE.match(c, relative - 1, at + 1)
    if found is None or (c[relative] == "w" and not o.is_in(relative, "pronouns.subject_relative")):
        return None
    verb = relative + 1
    while c[verb] in "xr" and verb < at:
        verb += 1
    cue = o.rules.cues.get(o.lower(verb))
    if cue is not None and cue.frame == "clause" and cue.tier == "core" and c[verb + 1 : verb + 3] not in _NOT_TO:
        return None  # "those who said the mayor lied"; but "one who asked not to be named | said"
    noun = phrase_left(o, relative - (2 if c[relative - 1] == "," else 1), lo)
    if noun is None or not at_edge(o, (noun.role or noun)[0], lo):
        return None  # "In a week that shook the town Ann Lee | said"
    speaks = o.lower(relative) == "who" or c[noun.last] in "mNJ" or o.lower(noun.last).endswith("s")
    return _apposed(o, noun, lo) or Subject(noun, "relative") if speaks else None


_LONGEST_RELATIVE = 14
_NOT_TO = ("xt", "rt")


def _open_apposition(o: Outline, phrase: Phrase | None, lo: int) -> Subject | None:
    """ "Anton, president of the Restaurant Association stated": an apposition whose second comma is missing."""
    c = o.classes
    if phrase is None or phrase.first <= lo or c[phrase.first - 1] != "p":
        return None
    comma = c.rfind(",", max(lo, phrase.first - _ASIDE // 3), phrase.first)
    if comma <= lo or c[comma + 1] not in "DmnSsT" or set("xvVdhkwH") & set(c[comma : phrase.first]):
        return None
    named = phrase_left(o, comma - 1, lo)
    if named is None or c[named.last] not in "NJ" or not at_edge(o, (named.role or named)[0], lo):
        return None
    return Subject(named, "apposition")


def _tag(phrase: Phrase | None, how: str) -> Subject | None:
    return Subject(phrase, how) if phrase else None


def _skip_time_left(o: Outline, at: int, lo: int) -> int:
    """Steps over the time between subject and verb: "on Monday", "last week", "some three years ago"."""
    c = o.classes
    if c[max(lo, at - 2) : at + 1] == "pDn" and o.is_in(at, "time.occasions"):
        return at - 3  # "Ann Lee | at the time | said"
    if at <= lo or not (c[at] == "y" or (c[at] != "N" and o.is_in(at, "time.nouns"))):  # not Doris Day
        return at
    back = at
    while back > lo and (c[back] in "y0rk" or _tells_time(o, back)):
        back -= 1
    if c[back] == "p":
        back -= 1
    return back if back >= lo and back < at and c[back] in "NnmTJH)w," else at


def _tells_time(o: Outline, token: int) -> bool:
    return o.is_in(token, "time.nouns") or o.is_in(token, "time.words")


def _begins_office(o: Outline, phrase: Phrase, lo: int) -> bool:
    """Whether a clause begins with an office, or two: "the author and | head of Hall 4, Ann Lee, said"."""
    c = o.classes
    if _is_office(c, phrase):
        return at_edge(o, phrase.first, lo)
    if c[phrase.first - 1] != "c" or not _OTHER_OFFICE.match(c, phrase.first, phrase.last):
        return False
    other = phrase_left(o, phrase.first - 2, lo)
    return other is not None and c[other.last] == "m" and at_edge(o, other.first, lo)


def _over_aside(o: Outline, comma: int, lo: int) -> Subject | None:
    """ "Ann Lee, who chaired the panel, | said": the phrase before the apposition or relative clause."""
    c = o.classes
    floor = max(lo, comma - _ASIDE)
    fallback: Subject | None = None
    named: Subject | None = None
    at = c.rfind(",", floor, comma)
    first_at = at
    while at > lo:
        opening = c.rfind("(", floor, at)
        if opening > c.rfind(")", floor, at):  # "Sen. Ann Lee (D., Ore.), the sponsor, | said"
            at = c.rfind(",", floor, opening)
            continue
        left = phrase_left(o, at - 1, lo)
        if left is not None and at == first_at and _begins_office(o, left, lo):
            inner = phrase_right(o, at + 1, comma)
            if inner is not None and _fills(c, inner, comma) and c[inner.last] in "NJ" and c[inner.first] in "NT":
                if _of_somebody(o, left):
                    return Subject(left, "apposition")
                return _apposed(o, left, lo) or Subject(inner._replace(role=(left.first, left.last)), "apposition")
        titled = left is not None and c[left.first] == "D" and c[left.last] == "T" and left.last > left.first
        if left is not None and titled and at == first_at and at_edge(o, left.first, lo):
            inner = phrase_right(o, at + 1, comma)
            if inner is not None and _fills(c, inner, comma) and c[inner.last] in "NJ" and inner.last > inner.first:
                # "the acting Minister, Ann Lee, said"
                return Subject(inner._replace(role=(left.first, left.last)), "apposition")
        partisan = left is not None and _PARTISAN.match(c, left.first, left.last + 1) is not None
        if left is not None and c[left.last] in "NJT)" and not partisan:
            edge = left.first if left.role is None else left.role[0]
            # not "whose daughter Meera, an engineer, …" nor "who is now a fellow at the Center, which …"
            opened = edge == lo + 1 and o.lower(lo).endswith("ing")  # "Opening | the case at the court, Ann Lee, …"
            if not opened and at_edge(o, edge, lo) and "w" not in c[max(floor, c.rfind(",", floor, edge)) : edge]:
                if edge <= lo or c[edge - 1] != ",":
                    return Subject(left, "apposition")
                named = named or Subject(left, "apposition")
        if left is not None and fallback is None and (partisan or c[left.last] in "mB") and at_edge(o, left.first, lo):
            inner = phrase_right(o, at + 1, comma)
            if inner is not None and _fills(c, inner, comma) and c[inner.last] in "NJ" and c[inner.first] in "NT":
                # "the mayor, Ann Lee, said"
                if _of_somebody(o, left):
                    return Subject(left, "apposition")
                return _apposed(o, left, lo) or Subject(inner._replace(role=(left.first, left.last)), "apposition")
            fallback = Subject(left, "apposition")
        at = c.rfind(",", floor, at)
    if named is None and first_at > lo:  # "one of them, Sir Rupert Finch, | warned"
        inner = phrase_right(o, first_at + 1, comma)
        if inner is not None and _fills(c, inner, comma) and c[inner.first] in "NT" and inner.last > inner.first:
            named = Subject(inner, "apposition")
    if named is not None:
        return named
    if fallback is None and first_at > lo:
        left = phrase_left(o, first_at - 1, lo)
        one = left is not None and o.is_in(left.last, "pronouns.standing")  # ": one, who holds shares, | said"
        if left is not None and (one or c[left.last] in "nmNH") and at_edge(o, left.first, lo):
            fallback = Subject(left, "apposition")
    if fallback is None and first_at < 0:
        # ", said X's": no opening comma: "On Monday, said" or a phrase straight before this comma
        left = phrase_left(o, comma - 1, lo)
        if left is not None and c[left.last] in "NmJH":
            office = left.role is not None and "p" in c[left.role[0] : left.first]  # "Head of the Bureau Ann Lee, said"
            begin = left.role[0] if left.role is not None and office else left.first
            if at_edge(o, begin, lo):
                return Subject(left, "comma")
    return fallback


_PARTISAN = re.compile("[DSs].*[nds]T$")  # "the committee’s top Democrat"


def _of_somebody(o: Outline, phrase: Phrase) -> bool:
    """Whether a role serves a person told by a role: "a spokesman for the minister" (whose name may follow)."""
    c = o.classes
    last = c[phrase.last] == "T" or (c[phrase.last] == "m" and o.is_in(phrase.last, "roles.person"))
    serves = c.find("p", phrase.first, phrase.last)
    return last and serves > 0 and c[serves - 1] == "m" and not o.lower(phrase.last).endswith("s")


def _fills(c: str, name: Phrase, comma: int) -> bool:
    """Whether a name, with its place, is all of an aside: "the supplier, | Novaspace of Turin, | said"."""
    return name.last == comma - 1 or _OF_NAME.fullmatch(c, name.last + 1, comma) is not None


_OF_NAME = re.compile("p[NJ]{1,4}")


def _apposed(o: Outline, role: Phrase, lo: int) -> Subject | None:
    """The name that a role is in apposition to: "Lee, | a salesman from Ghent, Ohio, | said"."""
    c = o.classes
    outer = phrase_left(o, role.first - 2, lo) if role.first > lo + 1 and c[role.first - 1] == "," else None
    named = outer is not None and c[outer.last] in "NJ" and at_edge(o, (outer.role or outer)[0], lo)
    return _tag(outer, "apposition") if named else None


_OFFICE = re.compile(r"(?:N{0,2}S|[Ds])[nmSsNT]{0,4}[mT][pt]")
_OTHER_OFFICE = re.compile("n{0,2}m[pt]")


def _is_office(c: str, phrase: Phrase) -> bool:
    """Whether a phrase is an office with the body it belongs to: "the chairman of the Rice Farmers’ Association"."""
    return _OFFICE.match(c, phrase.first, phrase.last) is not None


_OPENERS = re.compile(r"[ckra]*")
_CHUNK = re.compile(r"[^,;:\-\nQEMFU]+")
_CHUNKED = 120  # tokens before a cue in which its subject is sought
_VERBS = frozenset("xvVd")
_GOES_ON = frozenset("xvVdBrwnIGg")  # what follows a subject
_ASIDES = frozenset("wDmnISs0druygG(")  # what an aside after a subject begins with


def clause_subject(o: Outline, lo: int, before: int) -> Subject | None:
    """The subject of the sentence ``lo:before``: the first noun phrase of a chunk that goes on with a verb.

    Fronted phrases ("On Monday, …", "Asked about it, …") are passed over; a later main clause (", and she …") wins,
    and a subordinate one only where it is all there is, or right before a participle (", as she …, saying").
    """
    return _clause_subject(o, max(lo, before - _CHUNKED), before)


@lru_cache(maxsize=16)  # asked for half a dozen cues of each run, and of a sentence without end by the runs around it
def _clause_subject(o: Outline, lo: int, before: int) -> Subject | None:
    c = o.classes
    main: Subject | None = None
    subordinate: Subject | None = None
    for chunk in _CHUNK.finditer(c, lo, before):
        if main is not None and c[chunk.start()] not in "ckra":
            continue  # without an opener it changes nothing any more
        found = _chunk_subject(o, *chunk.span(), before)
        if found is None:
            continue
        phrase, opener = found
        if "k" in opener or "a" in opener:
            subordinate = Subject(phrase, "subordinate")
            if chunk.end() == before - 1 and c[before : before + 1] in ("g", "G") and main is not None:
                return subordinate
        elif main is None or ("c" in opener and _GOES_ON_WITH_VERB.match(c, phrase.last + 1)):
            main = Subject(phrase, "clause")
    return main or subordinate


# ", at the next stool, blamed", "– they share one, to save money – says"
_ASIDE_THEN_VERB = re.compile(r"(?:,(?:[pakvV]|[NJ]{0,4}S)[^,;:\nQEMFU]{1,20},|-[^;:\nQEMFU-]{1,25}-)r?[xvVdB]")
_ASIDE_THEN_LAST = re.compile(r",[pakvVdI][^,;:\nQEMFU]{1,20},r?n")
_DATELINE = re.compile(r"(?:,[Ny0J]{1,4})?(?:\([NJ]{1,4}\))?-")  # "GHENT, June 24 (ANS) – "
# "Lee (D-Md.) answered", "Lee (D-Md.), an ally of Roe, answered"
_BRACKET_THEN_VERB = re.compile(r"\([^()\n]{1,8}\)(?:r?[xvVdB]|,[wDmnIS])")
_OF_PLACE = re.compile("(?:p[NJ]{1,4})?,")
_PLACE_THEN_ASIDE = re.compile(r",NJ,[wDmnIS]")  # "Sen. Ann Lee, R-Ill., who faces"
_GOES_ON_WITH_VERB = re.compile(",?r?[xvVdB]")


def _chunk_subject(o: Outline, start: int, stop: int, before: int) -> tuple[Phrase, str] | None:
    """The subject with which the chunk ``start:stop`` begins, and the openers before it; None where it has none.

    A name in apposition may stand in the next chunk, not after ``before``: "the mayor, | Ann Lee, | refused".
    """
    c = o.classes
    begin = _OPENERS.match(c, start, stop).end()  # type: ignore[union-attr]
    opener = c[start:begin]
    while begin < stop and c[begin] in "y0r" and c[start] == "y":
        begin += 1
    if begin < stop and c[begin] == "p":
        begin = _after_preposition(o, begin, stop)
    if begin >= stop or c[begin] in "pIGgdtavVb(":
        return None
    phrase = phrase_right(o, begin, stop)
    if phrase is None or _tells_time(o, phrase.last) or _locates(o, phrase, start):
        return None
    after = c[phrase.last + 1 : phrase.last + 2]
    then_verb = after in (",", "-") and _ASIDE_THEN_VERB.match(c, phrase.last + 1, before) is not None
    if after == "," and not then_verb and _ASIDE_THEN_LAST.fullmatch(c, phrase.last + 1, before):
        then_verb = o.lower(before - 1).endswith("s")  # "Ann Lee, told of it, | beams."
    if phrase.first == phrase.last and after in tuple("nIGD0sSp") and o.lower(phrase.last).endswith("ing"):
        return None  # "Facing criticism, …": a participle that opens the sentence
    if start == 0 or c[start - 1] in "\n.?!QEMFU":
        if after not in _VERBS and (o.lower(begin).endswith("ed") or o.is_in(begin, "verbs.fronted")):
            return None  # "Asked about it, …"
        opens = start == 0 or c[start - 1] == "\n"
        if opens and _DATELINE.match(c, phrase.last + 1) and not (then_verb and c[phrase.first] in "DSs"):
            return None
    contracted = c[phrase.last] == "H" and o.is_in(phrase.last, "pronouns.contracted")  # "She’s a farmer but | insists"
    if contracted or (phrase.last + 1 < stop and after in _GOES_ON):
        return phrase, opener
    if phrase.last + 1 < stop and _goes_on_later(o, phrase, stop):
        return phrase, opener
    if stop == before and c[phrase.last] == "m" and _BESIDE.match(c, phrase.last + 1, before + 1):
        return phrase, opener  # "Witnesses near the quay | described"
    if after == "(" and _BRACKET_THEN_VERB.match(c, phrase.last + 1, before):
        return phrase, opener
    if after == "," and phrase.role is None and c[phrase.last] in "mn":
        named = phrase_right(o, begin, before)
        if named is not None and named.role is not None and _OF_PLACE.match(c, named.last + 1):
            return named, opener
    if after == "," and phrase.role is None and _is_office(c, phrase):
        named = phrase_right(o, phrase.last + 2, before)
        if named is not None and c[named.last] in "NJ" and c[named.last + 1 : named.last + 2] == ",":
            return named._replace(role=(phrase.first, phrase.last)), opener
    aside = c[phrase.last + 2 : phrase.last + 3] in _ASIDES or phrase.role is not None
    aside = aside or _PLACE_THEN_ASIDE.match(c, phrase.last + 1, before) is not None
    headed = c[phrase.last] in "NJmH" or (begin == start and "m" in c[phrase.first : phrase.last])
    return (phrase, opener) if after in (",", "-", "(") and (aside or then_verb) and headed else None


# What may stand between a subject and its verb: "Ann Lee | of Ghent | rose", "Ann Lee | on Monday | rose".
_ON_MONDAY = re.compile(r"p?y")
_BESIDE = re.compile(r"(?:p[DSs]B|p[DSs0]{0,2}[nmSs0NTJqyI&']{1,6}B?|y0?){1,2}(?=r?[xvVdB])")


def _goes_on_later(o: Outline, phrase: Phrase, stop: int) -> bool:
    """Whether a verb follows over a time or complement. A lone capitalised word may be no name: "Ridership on the line
    rose"; a time beside it shows that a person is meant."""
    c = o.classes
    if not _BESIDE.match(c, phrase.last + 1, stop):
        return False
    alone = phrase.first == phrase.last and c[phrase.first] == "N"
    return not alone or _ON_MONDAY.match(c, phrase.last + 1, stop) is not None


def _locates(o: Outline, phrase: Phrase, start: int) -> bool:
    """Whether a lone word says where the place before it lies: "in Sumter, | Neb., a man …"."""
    after_place = phrase.first == start > 1 and o.classes[start - 2 : start] == "N,"
    if not after_place or o.classes[phrase.last + 1 : phrase.last + 2] != ",":
        return False
    return o.classes[start : phrase.last + 1] == "NJ" or (phrase.last == start and o.is_in(start, "places.names"))


_FRONTED = re.compile(r"p(?:D?[0nys]{1,3}(?=[NHT])|[y0]+(?=[NHTDm]))")


def _after_preposition(o: Outline, at: int, stop: int) -> int:
    """Where the clause goes on after a short fronted phrase without a comma: "On Monday | Trump", "In 2010 | he"."""
    c = o.classes
    found = _FRONTED.match(c, at, stop)
    return found.end() if found else stop
