"""Indirect speech: what somebody is reported to have said, without quotation marks.

    Ann Lee said (that) the bridge was old.      The bridge was old, Ann Lee said.
    The bridge, Ann Lee said, was old.           According to Ann Lee, the bridge was old.
    Ann Lee asked why it was old, adding that …  her claim that it was old      As Ann Lee said, it was old.

What speech was about (“criticised the plan as too dear”) counts as well, unless only clauses are asked for; what people
think or plan, only where all is. What belongs to a marked quote is passed over. Imports earlier stages and model.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, cast

from quotetrack.extraction.acts import acts, object_of, wish_of
from quotetrack.extraction.complements import (
    Piece,
    before_another,
    before_main_verb,
    before_relative,
    clause_after,
    clause_stop,
    has_verb,
    is_aside,
    is_inverted,
    is_object,
    last_word,
    opening_of,
    over_time,
    subject_and_verb,
    tells_who,
    verb_of_all,
    without_main_clause,
)
from quotetrack.extraction.contents import Found
from quotetrack.extraction.cues import Cue, is_passive, is_unsaid, occasion_of, refuse_cue
from quotetrack.extraction.lefthand import phrase_left
from quotetrack.extraction.levels import Level, level_of
from quotetrack.extraction.links import link_left
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.places import Link, Place, Scene
from quotetrack.extraction.sources import is_document, source_at
from quotetrack.extraction.subjects import subject_left
from quotetrack.extraction.tokens import RUN_CLASSES, Outline
from quotetrack.model import Attributions, Quote, QuoteType, Span

# What each rule looks for, in words.
REASONS = {
    "reported-clause": "the clause after a verb of saying",
    "reported-participle": "the clause after a participle of saying",
    "reported-before": "the clause before “…, X said”",
    "reported-middle": "the clause around “…, X said, …”",
    "reported-as": "the clause after “as X said, …”",
    "reported-relative": "“which X said | was …”",
    "reported-according": "the clause beside “according to X”",
    "reported-noun": "the clause after a noun of saying",
    "reported-act": "the object of a verb that tells what was spoken about",
    "reported-attitude": "the object of a verb of thinking, wanting or planning",
    "relayed": "“quoted X as saying”",
}

# No sentence has more tokens; a longer one is read piece by piece, so that every cue looks at a bounded stretch.
SENTENCE = re.compile(r"[^.?!\nEMU]{1,400}")
_RUN = re.compile(f"[{RUN_CLASSES}]")
_MARKS_NEXT = ("E", "M", "U")
_NEAR_END = 10  # tokens of an attribution at the end of its sentence


class Reported(NamedTuple):
    """What a rule found: the link, and the stretches of tokens that were said."""

    link: Link
    pieces: tuple[Piece, ...]


def find_reported(scene: Scene, quotes: Sequence[Found], attributions: Attributions) -> Iterator[Found]:
    """The indirect quotes of a scene, in text order; ``quotes`` are its marked ones."""
    o = scene.outline
    c = o.classes
    level = level_of(o.rules, attributions)
    used = frozenset(at for found in quotes if found.link.cue for at in range(found.link.cue[0], found.link.cue[1] + 1))
    words, lower = level.words, o.lower
    places = map(re.Match.start, level.cue.finditer(c))
    cues = [at for at in places if (lower(at) in words and at not in used) or c[at] == "A"]
    kept = frozenset(run for found in quotes for run in found.runs)
    marked = sorted(span for found in quotes for span in found.quote.content)
    ends = list(accumulate((span.end for span in marked), max))
    first_cue = 0
    for sentence in SENTENCE.finditer(c) if cues else ():
        lo, hi = sentence.span()
        if hi <= cues[first_cue]:
            continue
        end_cue = bisect_left(cues, hi, first_cue)
        claimed = lo
        for found in _in_sentence(Place(o, hi, (lo, hi), (lo, hi)), cues[first_cue:end_cue], level):
            pieces = before_another(o, before_relative(o, found.pieces), used, found.link.rule == "reported-act")
            if not pieces:
                continue
            first, last = pieces[0][0], pieces[-1][1]
            if last == hi - 1 and c[hi : hi + 1] in _MARKS_NEXT:
                if hi in kept or not _surely_said(o, found):
                    continue  # "he said the sign read “…”"
                pieces = (*pieces[:-1], (pieces[-1][0], hi))  # "said it would drop “The Long Road.”"
            spans = tuple([o.span(*piece) for piece in pieces])
            if first < claimed or any(_overlaps(marked, ends, span) for span in spans):
                continue
            claimed = last + 1
            holds_marks = any(_RUN.search(c, start, stop + 1) for start, stop in pieces)
            yield Found(Quote(spans, QuoteType.MIXED if holds_marks else QuoteType.INDIRECT), found.link, ())
        first_cue = end_cue
        if first_cue == len(cues):
            return


def _surely_said(o: Outline, found: Reported) -> bool:
    """Whether a clause is that of a verb without object, or has "that": "said it would drop | “The Long Road”"."""
    if found.link.rule != "reported-clause" or found.link.cue is None:
        return False
    form = o.cue(found.link.cue[0])
    clausal = form is not None and form.lemma in o.rules.list("verbs.clausal")
    opened = o.classes[found.pieces[0][0] - 1] == "h"
    return form is not None and form.tier == "core" and (clausal or opened)


def _in_sentence(p: Place, cues: Sequence[int], level: Level) -> Iterator[Reported]:
    """What the ``cues`` of a sentence report, in text order; what an attribution at its end covers comes first."""
    (floor, hi), c = p.sentence, p.outline.classes
    last = verb_of_all(c, cues, floor, hi - _NEAR_END)
    whole = _said_last(p, last) if last > floor else None
    if whole is not None:
        yield whole
        floor = max(last, whole.pieces[-1][1]) + 1
    for at in cues:
        if at >= floor:
            found = _reported_at(p, at, floor, level)
            if found is not None:
                floor = max(at, found.pieces[-1][1]) + 1
                yield found


def _said_last(p: Place, at: int) -> Reported | None:
    """ "He feared it would fall, | Ann Lee said": all before her is hers, whatever verbs stand in it."""
    form = p.cue_at(at)
    if form is None or refuse_cue(p, at) or is_unsaid(p, at, form):
        return None
    cue = Cue(at, at, form, "v")
    if p.outline.classes[at - 1] != "," and clause_after(p, cue) is not None:
        return None  # "Before they rose, Ann Lee asked | why it was old"
    found = _before(p, cue, p.sentence[0])
    return found if found and (found.link.rule == "reported-before" or is_aside(p.outline.classes, at)) else None


def _overlaps(marked: list[Span], ends: list[int], span: Span) -> bool:
    """Whether a stretch meets one of the marked; ``ends`` are how far these and all before them reach: one may lie
    within another."""
    at = bisect_right(marked, span)
    return (at < len(marked) and marked[at].start < span.end) or (at > 0 and ends[at - 1] > span.start)


def _reported_at(p: Place, at: int, floor: int, level: Level) -> Reported | None:
    """What is reported by the word at ``at``; nothing before ``floor`` belongs to it."""
    o, c = p.outline, p.outline.classes
    if c[at] == "A":
        return _according(p, at, floor)
    if c[at] in "mnB" and _NOUN_THAT.match(c, at + 1) and o.lower(at) in o.rules.cue_nouns:
        owned = _owned(p, at)
        if owned is not None:
            return owned
    word = o.lower(at)
    if word in level.attitudes:
        return _attitude(p, at)
    form = p.cue_at(at)
    if form is None or refuse_cue(p, at) or is_unsaid(p, at, form):
        return None
    last = at + 1 if form.particles and at + 1 < p.sentence[1] and o.lower(at + 1) in form.particles else at
    cue = Cue(at, last, form, c[at])
    found: Reported | None = None
    if word in level.reports:
        inverted = c[at] == "v" and c[at - 1] == ","  # "…, said Ann Lee, who runs the harbour"
        after = _as_said(p, cue, floor) or _relative(p, cue) or _clause(p, cue)
        found = (_before(p, cue, floor) if inverted or after is None else None) or after or _behind_aside(p, cue)
    return found or (_act(p, cue) if word in level.acts else None)


def _linked(p: Place, cue: Cue, rule: str, piece: Piece | None) -> Reported | None:
    """``piece`` as said by the subject of ``cue``; None where nobody, or the writer, is its subject."""
    link = link_left(p, cue, rule) if piece is not None else None
    if piece is None or link is None or link.mention is None:
        return None
    first = link.mention.first
    if piece[0] <= first <= piece[1]:
        return None  # ", said | Ann Lee, who runs": nothing stands before it that she could have said
    o = p.outline
    if o.classes[cue.token - 1] == "t" and first > (occasion_of(p, cue.token) or first):
        return None  # "used | a lunch | to say that …"
    if o.is_in(first, "pronouns.first") or o.is_in(first, "function.negation"):
        return None
    if o.classes[first] == "n" and o.is_in(first, "time.nouns"):
        return None  # "last | week ordered that …"
    checked = first - 3 >= p.sentence[0] and _CHECKED.match(o.classes, first - 3)
    shown = checked and cue.form.lemma in o.rules.list("verbs.displaying")
    if shown and not o.is_in(first - 3, "roles.document"):
        return None  # "A film checked by the Times showed that …"
    if first > p.sentence[0] and (o.is_in(first - 1, "function.negation") or o.lower(first - 1) in ("if", "whether")):
        return None  # "Neither Lee nor Roe said …", "Asked whether Lee feared …"
    said = without_main_clause(p, cue, link.mention, piece)
    return Reported(link, (said,)) if said is not None and said[1] > said[0] else None


_CHECKED = re.compile("[nmN][vVd]b")


def _clause(p: Place, cue: Cue) -> Reported | None:
    """ "Ann Lee said that | it was old", "…, adding | it was old", "Noting that | it was old, Ann Lee asked …"."""
    clause = clause_after(p, cue)
    opens = cue.token == p.sentence[0] or (
        cue.token == p.sentence[0] + 1 and p.outline.classes[p.sentence[0]] in "kpbcr"
    )
    if clause is not None and cue.letter in "gG" and opens:
        return _fronted(p, cue, clause)
    return _linked(p, cue, "reported-clause" if cue.letter in "vVB" else "reported-participle", clause)


_ASIDE = re.compile("[^,;:H-][^,;:-]{1,20}?,")


def _behind_aside(p: Place, cue: Cue) -> Reported | None:
    """ "Ann Lee said, | win or lose on Tuesday, she would stay": an aside stands between the verb and its clause."""
    o, c = p.outline, p.outline.classes
    hi = p.sentence[1]
    aside = _ASIDE.match(c, cue.last + 2, hi) if c[cue.last + 1 : cue.last + 2] == "," else None
    if aside is None or cue.letter not in "vg" or cue.form.tier != "core" or c[cue.last + 2] in "gGIhwvVA":
        return None
    subject = subject_and_verb(o, aside.end(), hi)
    if c[aside.end() : aside.end() + 1] != "H" and (subject is None or c[subject.last + 1 : subject.last + 3] == "dp"):
        return None  # "claimed, in no order, a group | tied to | the mines"
    return _linked(p, cue, "reported-clause", (cue.last + 2, clause_stop(o, aside.end(), hi)))


def _fronted(p: Place, cue: Cue, clause: Piece) -> Reported | None:
    """ "Noting that | it was old, | Ann Lee asked for time", "After saying | so, | she left": the subject follows."""
    c = p.outline.classes
    comma = c.find(",", clause[0], p.sentence[1])
    while comma > 0:
        subject = subject_and_verb(p.outline, comma + 1, p.sentence[1])
        if subject is not None:
            link = Link(p.run, "reported-participle", (cue.token, cue.last), subject)
            return Reported(link, ((clause[0], comma - 1),)) if comma - 1 > clause[0] else None
        comma = c.find(",", comma + 1, p.sentence[1])
    return None


def _as_said(p: Place, cue: Cue, floor: int) -> Reported | None:
    """ "As Ann Lee said, | it was old", "It was old, | as Ann Lee said", "As reported by Ann Lee, | it was old"."""
    o, c = p.outline, p.outline.classes
    lo, hi = p.sentence
    if cue.letter not in "vVB" or c.find("a", lo, cue.token) < 0 or cue.form.lemma in o.rules.list("verbs.ongoing"):
        return None
    at = cue.token - 1 - (c[cue.token - 1] == "r")
    if c[at] == "a" and c[cue.last + 1 : cue.last + 2] == "b":
        phrase = phrase_right(o, cue.last + 2, hi)
        after = phrase.last + 1 if phrase is not None else hi
    else:
        subject = subject_left(o, cue.token, lo)
        phrase, after = subject.phrase if subject else None, cue.last + 1
        at = (phrase.role or phrase)[0] - 1 if phrase is not None else lo - 1
    if phrase is None or at < lo or c[at] != "a":
        return None
    within = _WITHIN.match(c, after, hi)
    after = within.end() if within else over_time(o, after, hi)
    link = Link(p.run, "reported-as", (at, cue.last), phrase)
    if not c[lo:at].strip("crk,"):
        stop = clause_stop(o, after + 1, hi) if c[after : after + 1] == "," and after + 1 < hi else after
        return Reported(link, ((after + 1, stop),)) if stop > after + 1 else None
    beside = c[at - 1] == "," and (after >= hi or c[after] == ",")
    return _around(p, link, max(lo, floor), at, after) if beside else None


_WITHIN = re.compile("p[^,;:xvVdhkwH-]{1,8}(?=,)")  # "as Lee points out | in a column | , it is"
_WHAT = frozenset("wh")
_FOR_YEARS = re.compile("(?:p[0Ds]?n(?=[rxd]))?r*")  # "which experts have warned | for years | was unsafe"


def _relative(p: Place, cue: Cue) -> Reported | None:
    """ "The plan, which | Ann Lee says | is old, failed", "the plan that Ann Lee says | is old"."""
    o, c = p.outline, p.outline.classes
    lo, hi = p.sentence
    verb = _FOR_YEARS.match(c, cue.last + 1, hi).end()  # type: ignore[union-attr]
    if verb >= hi or c[verb] not in "xdvV":
        return None
    subject = subject_left(o, cue.token, lo)
    at = (subject.phrase.role or subject.phrase)[0] - 1 if subject else -1
    if subject is None or at < lo or not (c[at] in _WHAT or o.lower(at) == "what"):
        return None
    said = verb if c[verb - 1] == "n" else cue.last + 1, clause_stop(o, cue.last + 1, hi)
    if at > lo and c[at - 1] == ",":
        said = before_main_verb(o, said)
    link = Link(p.run, "reported-relative", (cue.token, cue.last), subject.phrase)
    if said[1] <= said[0]:
        return None
    return Reported(link, (said,) if c[at] == "h" else ((at, at), said))


# What may follow an attribution at its sentence’s end: "…, Ann Lee said | on Monday, wiping her brow".
_TAIL = re.compile(
    r"(?:r|yn?0*|pD[nmB]{1,2}[dV][pb][DSs]?[nmNTJ]{1,4}(?:p?y)?"  # "in a statement posted on Facebook"
    r"|p[^,;:xvVdHQEMFU]{1,6}(?:tx[^,;:xvVdHQEMFU]{1,4})?|[u0]|n(?=$))*(?:,r?(?=[gGIpwkad])|(?=[wkca;-])|$)"
)
_GOES_ON = re.compile("(?:,[^,]{1,20},)?r*[xvVdB]")
_NO_REST = frozenset("gGIwkap")


def _before(p: Place, cue: Cue, floor: int) -> Reported | None:
    """ "It was old, Ann Lee said", "…, said Ann Lee", "The bridge, Ann Lee said, was old"."""
    o, c = p.outline, p.outline.classes
    lo, hi = p.sentence
    if cue.letter not in "vVB" or cue.token == lo:
        return None
    inverted = phrase_right(o, cue.last + 1, hi) if c[cue.token - 1] == "," else None
    if inverted is not None:
        if cue.letter != "v" and not is_inverted(c, cue.token):
            return None  # "The study, led by Lee, | found mice lived longer"
        written = is_document(o, inverted.last)
        of = c.find("p", inverted.first, inverted.last)  # "announced | the agreement on the force"
        share = o.is_in(of - 1, "roles.share") or o.lower(of - 1).endswith("s")  # "said a handful of councillors"
        if (
            c[inverted.last] == "n"
            or (of > 0 and c[of - 1] == "n" and not share)
            or (cue.form.form == "base" and written)
        ):
            return None  # "A book, just out, | recounts the events", "to meet them, | write reports and go"
        phrase: Phrase | None = inverted
        first, after = cue.token, inverted.last + 1
        if c[inverted.first] == "H" and after < hi and c[after] not in ",.;:?!":
            return None  # "Ann Lee, whose boat came first, | said he and his crew …"
        middle = _inverted_middle(p, Link(p.run, "reported-middle", (cue.token, cue.last), inverted), floor)
        if middle is not None:
            return middle
        apposed = inverted.role is not None and c[inverted.first - 1] == "," == c[after : after + 1]
        if _GOES_ON.match(c, after, hi) or (apposed and c[after + 1 : after + 2] not in tuple("yrpwgGIakc")):
            return None  # "The woman, Ann Lee, said | her dog, Rex, had barked"
    else:
        subject = subject_left(o, cue.token, lo)
        phrase = subject.phrase if subject else None
        first, after = (phrase.role or phrase)[0] if phrase else lo, cue.last + 1
        told = phrase_right(o, after, hi) if cue.form.lemma in o.rules.list("verbs.addressed") else None
        after = told.last + 1 if told else after + is_object(o, after, hi)
    day = _ON_DAY.match(c, after, hi)
    after = day.end() if day else over_time(o, after, hi)
    if phrase is None or first - 1 <= lo or c[first - 1] != ",":
        return None
    return _around(p, Link(p.run, "reported-before", (cue.token, cue.last), phrase), max(lo, floor), first, after)


def _inverted_middle(p: Place, link: Link, floor: int) -> Reported | None:
    """ "Part of the problem, | says Ann Lee, a geologist, | is the ground": what stands before has no verb yet."""
    o, c = p.outline, p.outline.classes
    mention, first = cast(Phrase, link.mention), cast(tuple[int, int], link.cue)[0]
    closed = c[mention.last + 1 : mention.last + 2] == ","
    goes_on = _GOES_ON.match(c, mention.last + 1, p.sentence[1]) if closed else None
    start = opening_of(o, max(p.sentence[0], floor), first - 1) if goes_on else None
    if goes_on is None or start is None or has_verb(o, (start, first - 2)):
        return None
    if c[first - 2] in "NJm" and "," in c[start : first - 2]:
        return None  # "The woman, Ann Lee, | said her dog, Rex, had barked"
    verb = c.rfind(",", mention.last, goes_on.end()) + 1
    stop = clause_stop(o, verb, p.sentence[1])
    return Reported(link, ((start, first - 2), (verb, stop))) if stop > verb and first - 2 >= start else None


_RELATIVE = re.compile("(?:D?p)?w$")
_FOR_TO = re.compile("[DSs0]?[nmIJNTu]{1,4}t[nBvVdx]")  # "it makes sense, they say, | for Lee to stay"
_ON_DAY = re.compile("p?y0?(?=,)")


def _around(p: Place, link: Link, start: int, first: int, after: int) -> Reported | None:
    """What stands before an attribution whose first token is ``first``, and goes on at ``after`` behind a comma."""
    o, c = p.outline, p.outline.classes
    hi = p.sentence[1]
    rest = after + 1
    relative = _RELATIVE.search(c, start, first - 1)  # "the man who, | Ann Lee said, | was held"
    opening = relative.start() if relative else opening_of(o, start, first - 1)
    if opening is None:
        alone = not c[start : first - 1].strip("cr,") and c[after : after + 1] == "," and rest < hi
        more = rest, clause_stop(o, rest, hi) if alone else rest  # "But, Ann Lee said, | it was old"
        return Reported(link, (more,)) if alone and has_verb(o, more) else None
    said = opening, last_word(c, opening, first)
    apposed = c[after : after + 1] == "," and tells_who(p, link, rest)
    # "It is unclear, she said, | whether it fell"
    asks = c[rest : rest + 1] == "k" and o.is_in(rest, "function.asking") and o.lower(rest) != "where"
    open_verb = c[said[1]] == "x"  # "It is, she said, | about nothing else"
    # "It will rain, she said, | because the wind has turned"
    said_before = rest < hi and link.cue is not None and first < link.cue[0]
    resumes = said_before and (
        o.is_in(rest, "function.resuming") or (o.lower(rest) == "for" and _FOR_TO.match(c, rest + 1, hi) is not None)
    )
    goes_on = asks or open_verb or resumes or (rest < hi and c[rest] not in _NO_REST)
    if not apposed and c[after : after + 1] == "," and rest < hi and goes_on:
        more = rest, clause_stop(o, rest, hi)
        if more[1] > rest and (has_verb(o, said) or has_verb(o, more)):
            middle = "reported-middle" if link.rule == "reported-before" else link.rule
            return Reported(link._replace(rule=middle), (said, more))
    ends = apposed or link.rule != "reported-before" or _TAIL.match(c, after, hi) is not None
    return Reported(link, (said,)) if ends and has_verb(o, said) else None


def _according(p: Place, at: int, floor: int) -> Reported | None:
    """ "According to Ann Lee, | it was old", "It was old, | according to a report by Ann Lee"."""
    o, c = p.outline, p.outline.classes
    lo, hi = p.sentence
    if at + 2 >= hi or o.lower(at + 1) != "to":
        return None
    phrase = source_at(o, at + 2, hi)
    if phrase is None:
        return None
    link = Link(p.run, "reported-according", (at, at + 1), phrase)
    comma = c.find(",", phrase.last + 1, hi)
    if comma > 0 and c[comma + 1 : comma + 2] == "w":
        comma = c.find(",", comma + 1, hi)  # "according to Ann Lee, who runs it, | it was old"
    joined = c[at - 1] == "c" and c[at - 2] == ","  # "…, and according to the police | two were hurt"
    if not joined and c[lo:at].strip("cr,"):
        return _around(p, link, max(lo, floor), at, comma if comma == phrase.last + 1 else hi)
    if comma < 0 or comma + 1 >= hi:
        return None
    said = comma + 1, clause_stop(o, comma + 1, hi)
    return Reported(link, (said,)) if has_verb(o, said) else None


_NOUN_THAT = re.compile("(?:p?y0?)?h")  # "his claim | in May that …"


def _owned(p: Place, at: int) -> Reported | None:
    """ "Ann Lee’s claim that | it was old", "her promise that …"."""
    o, c = p.outline, p.outline.classes
    lo, hi = p.sentence
    owner = at - 1
    while owner > lo and c[owner] in "nmdrI0":
        owner -= 1
    if owner < lo:
        return None
    mention: Phrase | None = None
    if c[owner] == "S":
        mention = phrase_left(o, owner, lo)
    elif c[owner] == "D" and o.is_in(owner, "pronouns.possessive"):
        mention = Phrase(owner, owner)
    start = c.find("h", at + 1) + 1
    if mention is None or start >= hi:
        return None
    stop = clause_stop(o, start, hi)
    return Reported(Link(p.run, "reported-noun", (at, at), mention), ((start, stop),)) if stop > start else None


def _act(p: Place, cue: Cue) -> Reported | None:
    """ "Ann Lee criticised | the plan as too dear": what the words were about. Marks in it were judged already."""
    found = _linked(p, cue, "reported-act", object_of(p, cue))
    return found if found is not None and acts(p.outline, cue, cast(Phrase, found.link.mention)) else None


def _attitude(p: Place, at: int) -> Reported | None:
    """ "Ann Lee wants | to rebuild the bridge": no speech, but somebody’s all the same."""
    o, c = p.outline, p.outline.classes
    form = o.rules.attitudes[o.lower(at)]
    if is_passive(o, at) or (c[at] == "n" and c[at - 1] in "DSspn"):
        return None
    return _linked(p, Cue(at, at, form, "G" if form.form == "ing" else "V"), "reported-attitude", wish_of(p, at))
