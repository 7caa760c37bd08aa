"""Who said it: ordered rules over the class string, the surest first.

A rule is a small function from a quoted run in its place to a ``Link`` or None; ``RULES`` lists them in order, and the
first that fits wins. Every Link carries its rule's name, so that a wrong attribution leads to its rule. Rules without
a saying verb are in sources, those that need the neighbours' results in continuation. Imports mentions, subjects, cues,
sources, links and places.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from quotetrack.extraction.cues import (
    FINITE,
    Cue,
    cue_after,
    cues_left,
    is_addressed,
    is_infinitive,
    is_passive,
    reacts,
    refuse_cue,
)
from quotetrack.extraction.links import link_left, moved_to
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.places import Link, Place
from quotetrack.extraction.sources import (
    according_to,
    dash_line,
    fronted_source,
    headline_colon,
    in_words,
    noun_cue,
    speaker_colon,
    was_how,
)
from quotetrack.extraction.subjects import clause_subject, subject_left
from quotetrack.extraction.tokens import RUN_CLASSES

# ---------------------------------------------------------------- cues to the right of the quote


def quote_cue_speaker(p: Place) -> Link | None:
    """“…,” said Ann Lee."""
    o, c, at = p.outline, p.outline.classes, p.run + 1
    stop = p.paragraph[1]
    if c[p.run] == "U":
        return None
    if c[at : at + 1] in (",", "-") and c[p.run] in "FM":
        at += 1
    if c[at : at + 2] == "kv" and o.is_in(at, "function.thus"):
        at += 1  # “…” So said Ann Lee.
    while at < stop and c[at] in "rx":
        at += 1
    if at >= stop or c[at] not in FINITE:
        return None
    if ((c[p.run] in "EF" or c[at - 1] == "x") and c[at] != "v") or is_passive(o, at):
        return None
    cue = p.cue_at(at)
    if cue is None or is_addressed(p, cue):
        return None
    last = at
    if cue.particles and at + 1 < stop and o.lower(at + 1) in cue.particles:
        last += 1
    after = last + 1
    while after < stop and c[after] == "r":
        after += 1
    phrase = phrase_right(o, after, stop)
    if phrase is None:
        return None
    following = c[phrase.last + 1 : phrase.last + 2]
    if c[at] in "VB" and following in tuple("xvd") and c[phrase.first] != "H":
        return None
    goes_on = c[at] == "v" and _VERB_NEXT.match(c, phrase.last + 1, stop)
    if goes_on and _PARTICIPLE.search(c, p.sentence[0], p.run):
        return None  # Ann Lee, citing “the weather,” said the fair would be held.
    return Link(p.run, "quote-cue-speaker", (at, last), phrase)


_PARTICIPLE = re.compile("[NJmnH],r?[gGIw]")
_VERB_NEXT = re.compile("r?[xvd]")


def quote_speaker_cue(p: Place) -> Link | None:
    """“…,” Ann Lee said. “…,” Ann Lee, who chaired the panel, said."""
    o, c, at = p.outline, p.outline.classes, p.run + 1
    stop = p.paragraph[1]
    if c[p.run] == "U" or at >= stop:
        return None
    if c[at] in ",-" and c[p.run] in "FM":
        at += 1
    while at < stop and c[at] in "ra":
        at += 1
    if c[p.run] == "E" and c.find("v", at, p.run + _SOON + 1) < 0:
        return None  # most sentences after one in marks
    phrase = phrase_right(o, at, stop)
    if phrase is None:
        return None
    if _READS.fullmatch(c, phrase.first, phrase.last + 2) and p.cue_at(phrase.last):
        phrase = phrase._replace(last=phrase.last - 1)  # “…,” the suit reads.
    cue = cue_after(p, phrase, stop)
    if cue is None:
        return None
    if c[p.run] in "QM" and _opens_subordinate(p):
        return None  # When Lee said she would be “glad,” Roe left.
    following = c[cue[1] + 1 : cue[1] + 3]
    if c[p.run] == "Q" and c[cue[0]] == "V" and following[:1] in tuple("DNnmsS") and _is_cued_left(p):
        return None  # in words that Roe called “distasteful,” Lee expressed a wish
    if c[p.run] == "M" and c[cue[0]] != "v" and following[:1] in tuple("NDnHmTsSI"):
        return None  # “Why?” Others saw the same thing.
    if c[p.run] == "M" and _CLAUSE_NEXT.match(c, cue[1] + 1, stop):
        return None  # “Who will buy?” Another, Ann Lee, said she had sold nothing.
    if c[p.run] == "E" and (
        c[cue[0]] != "v"
        or cue[1] - p.run > _SOON
        or following[:1] not in ("", ".", ",", "\n")
        or (following[:1] == "," and following[1:] in RUN_CLASSES)
    ):
        return None  # a new sentence, unless it is nothing but the attribution: “…” Ann Lee said.
    if c[p.run] == "M" and c[cue[0]] != "v" and c[p.run - 1] == "," and p.run - 1 > p.sentence[0]:
        return None  # “No,” says Lee, “why should I?” He shrugs.
    alone = p.run == p.paragraph[0] and c[cue[1] + 1 : cue[1] + 2] in (".", "", "\n")  # “…” the suit reads.
    if c[p.run] == "F" and ((c[cue[0]] != "v" and not alone) or p.run > p.sentence[0] + 12):
        return None
    if (
        c[p.run] == "F"
        and c[p.run + 1] not in ",-"
        and c[cue[1] + 1 : cue[1] + 2] not in (".", ",", "", "\n", "y", "p", "k", "a", "Q", "E", "M", "r", "F")
    ):
        return None
    return Link(p.run, "quote-speaker-cue", cue, phrase)


_CLAUSE_NEXT = re.compile("(?:[tp][DSs]?[unmNT]{1,3})?h|(?:H|[DSs]n?[nm]|N{1,2})r?[xvVd]")
_READS = re.compile(r"[DSs][nm]{1,3}B[.,\n]")
_SOON = 6  # tokens up to the cue of a sentence that is nothing but an attribution


def _is_cued_left(p: Place) -> bool:
    """Whether a cue with a subject stands right before the run."""
    for cue in cues_left(p)[:1]:
        if cue.last >= p.run - 2:
            return subject_left(p.outline, cue.token, p.sentence[0]) is not None
    return False


def _opens_subordinate(p: Place) -> bool:
    """Whether the run ends a clause that "when", "although" or the like opens, with a saying verb of its own."""
    o, first = p.outline, p.sentence[0]
    heard = o.is_in(first, "verbs.fronted") or o.lower(first).endswith("ed")
    if heard and (o.classes[first + 1] == "h" or o.is_in(first + 1, "function.asking")):
        return True  # Told that it was “over,” Lee laughed. Asked if it was “over,” Lee said yes.
    if not _SUBORDINATE.match(o.classes, first, p.run):
        return False
    if not any(cue.form.tier == "core" and subject_left(p.outline, cue.token, p.sentence[0]) for cue in cues_left(p)):
        return False
    subject = clause_subject(p.outline, p.sentence[0], p.run)
    return subject is None or subject.how == "subordinate"


_SUBORDINATE = re.compile("[cr]{0,2}[ka]")


def fronted_participle(p: Place) -> Link | None:
    """Shouting “Shame”, Ann Lee walked out."""
    o, c, lo = p.outline, p.outline.classes, p.sentence[0]
    comma = c[p.run] == "F" and c[p.run + 1 : p.run + 2] == ","
    if c[lo] not in "gG" or lo != p.run - 1 or not (comma or c[p.run] in "QM"):
        return None
    phrase = phrase_right(o, p.run + 1 + comma, p.paragraph[1])
    if phrase is None or p.cue_at(lo) is None or not _VERB_AFTER.match(c, phrase.last + 1):
        return None
    return Link(p.run, "participle-cue", (lo, lo), phrase)


_VERB_AFTER = re.compile("r?[vVdxB]")
_OWN_VERB = re.compile(r"d[.,\n]")


def quote_speaker_verb(p: Place) -> Link | None:
    """“…,” its chair, Dinah Marlow, owned up: after the comma any verb will do."""
    o, c, at = p.outline, p.outline.classes, p.run + 1
    stop = p.paragraph[1]
    if c[p.run] not in "QM" or at >= stop or _opens_subordinate(p):
        return None
    if c[at] == "d" and c[at + 1 : at + 2] in tuple("NTDm"):
        phrase = phrase_right(o, at + 1, stop)
        if phrase and c[phrase.last] in "NJm" and c[phrase.last + 1 : phrase.last + 2] in ("", *",.y-pQEMF\n"):
            return Link(p.run, "quote-verb-speaker", (at, at), phrase)
    phrase = phrase_right(o, at, stop)
    if phrase is None:
        return None
    if c[phrase.last] not in "NJmHT":  # “Two,” her maid corrected.
        alone = c[p.run] == "Q" and _OWN_VERB.match(c, phrase.last + 1, stop)
        at = phrase.last + 1
        return Link(p.run, "quote-speaker-verb", (at, at), phrase) if alone and c[phrase.first] in "DSs" else None
    after = phrase.last + 1
    if c[after : after + 1] == ",":
        closing = c.find(",", after + 1, min(stop, after + 20))
        after = closing + 1 if closing > 0 else after + 1 if phrase.role else after
    while after < stop and c[after] == "r":
        after += 1
    if after + 2 < stop and o.is_in(after, "verbs.hearing"):
        return _heard(p, after + 1, stop)
    if c[after : after + 1] == "d" and c[p.run] == "Q":
        return Link(p.run, "quote-speaker-verb", (after, after), phrase)
    return None


def _heard(p: Place, at: int, stop: int) -> Link | None:
    """“…,” a porter heard | Ann Lee say. “…,” the porter heard | her saying."""
    o, c = p.outline, p.outline.classes
    object_pronoun = c[at] == "u" or (c[at] == "D" and o.lower(at) == "her")
    speaker = Phrase(at, at) if object_pronoun else phrase_right(o, at, stop)
    if speaker is None or speaker.last + 1 >= stop:
        return None
    cue = p.cue_at(speaker.last + 1)
    said = cue is not None and cue.form in ("base", "ing")
    return Link(p.run, "quote-speaker-verb", (speaker.last + 1, speaker.last + 1), speaker) if said else None


def final_attribution(p: Place) -> Link | None:
    """The plan is “dead” and will stay so, Ann Lee said on Monday."""
    c = p.outline.classes
    lo, hi = p.run + 1, p.sentence[1]
    comma = c.rfind(",", lo, hi)
    tries = 0
    while comma >= lo and tries < 4:
        tries += 1
        inner = _final_clause(p, comma + 1, hi)
        if inner:
            return Link(p.run, "final-attribution", *inner)
        comma = c.rfind(",", lo, comma)
    last = c.rfind("v", lo, hi)
    if last > 0 and p.cue_at(last) and not refuse_cue(p, last) and _TAIL.match(c[last + 1 : hi]):
        subject = subject_left(p.outline, last, lo)
        if subject is not None and subject.how in ("relative", "apposition"):
            before = (subject.phrase.role or subject.phrase)[0] - 1
            if before == p.run or c[before] == ",":
                return Link(p.run, "final-attribution", (last, last), subject.phrase)  # "…, a man who saw it said"
    return None


def middle_attribution(p: Place) -> Link | None:
    """The mayor’s “outbursts” are tiresome, Ann Lee said on Tuesday, and the vote is close."""
    c = p.outline.classes
    lo, hi = p.run + 1, p.sentence[1]
    if c[p.run] not in "FQ" or not {"v", ":"}.isdisjoint(c[p.sentence[0] : p.run]):
        return None
    comma = c.find(",", lo, min(hi, lo + _REACH))
    while comma > 0:
        if any(letter in RUN_CLASSES for letter in c[lo:comma]):
            return None
        phrase = phrase_right(p.outline, comma + 1, hi)
        found = cue_after(p, phrase, hi) if phrase else None
        if phrase and found and c[found[0]] == "v" and found[0] <= phrase.last + 3 and _THEN.match(c, found[1] + 1, hi):
            return Link(p.run, "middle-attribution", found, phrase)
        comma = c.find(",", comma + 1, min(hi, lo + _REACH))
    return None


_REACH = 30  # tokens between the marks and an attribution in the middle of the sentence
_THEN = re.compile(r"(?:[yr]|p[DSs0]?[nNy0]{1,3}){0,3},")
_TAIL = re.compile(r"[^,hvQEMFUgH;:\-]*$")


_IT_WAS = re.compile("H[xvVd]")  # "Ann Lee, the mayor, said | it was": it does not speak


def _final_clause(p: Place, at: int, hi: int) -> tuple[tuple[int, int], Phrase] | None:
    o, c = p.outline, p.outline.classes
    if at >= hi:
        return None
    if c[at] == "v":
        phrase = phrase_right(o, at + 1, hi)
        cue = p.cue_at(at)
        if phrase and cue and not is_addressed(p, cue) and not _IT_WAS.match(c, phrase.first, hi):
            return (at, at), phrase
        return None
    phrase = phrase_right(o, at, hi)
    if phrase is None:
        return None
    found = cue_after(p, phrase, hi)
    if found is None or c[found[0]] != "v" or not _TAIL.match(c[found[1] + 1 : hi]):
        return None
    return found, phrase


# ---------------------------------------------------------------- cues to the left of the quote


_DIRECT_GAP = re.compile(r"(?:[,:hrat]|p?y)*$")


def speaker_cue_quote(p: Place) -> Link | None:
    """Ann Lee said: “…” Ann Lee told reporters the plan was “dead”."""
    c = p.outline.classes
    cues = [cue for cue in cues_left(p) if cue.form.tier == "core" and not is_infinitive(p, cue)]
    if not cues:
        return None
    semicolon = c.rfind(";", cues[-1].last, p.run)
    if semicolon >= 0 and cues_left(p)[0].token > semicolon:
        cues = [cue for cue in cues if cue.token > semicolon]  # “a”; Roe, a judge, disagreed, ruling it was “b”
    if c[p.run - 1 : p.run] == ":":
        cues = [cue for cue in cues if not _NEW_CLAUSE.search(c, cue.last + 1, p.run)]
    cues = [cue for cue in cues if not _left_behind(p, cue) and not reacts(p, cue)]
    # "said he would answer", "said she rarely asks": said
    cues.sort(key=lambda cue: (cue.form.form == "base" or _is_own(p, cue), _in_relative(p, cue)))
    for cue in cues:
        link = link_left(p, cue, "participle-cue" if cue.letter == "g" else "speaker-cue-quote")
        if link:
            return link
    return None


def _left_behind(p: Place, cue: Cue) -> bool:
    """Whether the clause of a relative cue has ended: "Lee, who | asked to be left alone, described “…”"."""
    c = p.outline.classes
    addressed = cue.form.lemma in p.outline.rules.list("verbs.addressed")
    if addressed and cue.token > p.sentence[0] and c[cue.token - 1] == ",":
        # "Lee, | asked for details, promised “operations”"
        comma = c.find(",", cue.last + 1, p.run)
        return comma > 0 and c[comma + 1] in "vVd"
    if not _in_relative(p, cue) or c[cue.token - 2 : cue.token - 1] != ",":
        return False
    comma = c.find(",", cue.last + 1, p.run)
    return comma > 0 and c[comma + 1] in "vV"


_OWN = re.compile(r"[vV]h?Hr*$")


def _is_own(p: Place, cue: Cue) -> bool:
    """Whether a pronoun right behind another saying verb is the subject: "Lee said she | told them it was “over”"."""
    return _OWN.search(p.outline.classes, max(p.sentence[0], cue.token - _NEAR), cue.token) is not None


_NEAR = 6  # tokens


def _in_relative(p: Place, cue: Cue) -> bool:
    """Whether the verb is that of a relative clause: "said the women who | complained were “disqualified”"; but not
    "he said beside Lee, who | told him Ghent had “woken up”"."""
    c = p.outline.classes
    if c[cue.token - 1] == "h":
        return c[cue.token - 2] in "nN"  # "said he had seen schools that | reminded him of “a jail”"
    goes_on = cue.token > 1 and c[cue.token - 2] == "," and c.find(",", cue.last + 1, p.run) < 0
    return c[cue.token - 1] == "w" and not goes_on


_NEW_CLAUSE = re.compile(r",c[HNTD]")


def infinitive_cue(p: Place) -> Link | None:
    """Ann Lee went on to say that “…”"""
    for cue in cues_left(p):
        if cue.form.tier == "core" and is_infinitive(p, cue):
            return link_left(p, cue, "infinitive-cue")
    return None


def adjacent_cue(p: Place) -> Link | None:
    """A saying verb, or one that takes a label, right before the quote: Ann Lee called it “noise”."""
    return _adjacent(
        p,
        lambda cue: (
            cue.form.tier == "core"
            or cue.form.frame == "label"
            or p.outline.classes[p.run - 1] in ":,h"
            or _is_second(p, cue)
            or (cue.letter in "gG" and cue.token > p.sentence[0] and p.outline.classes[cue.token - 1] == ",")
        ),
    )


_AND = re.compile(f"[{RUN_CLASSES}],?c$")
_BIDDEN = re.compile(r"(?:u|[DSs]?[nmNTJ]{1,4})?[thr]*$")


def _is_second(p: Place, cue: Cue) -> bool:
    """Whether a verb is joined to marked words right before it: "said it was “a” and | promised “b”"."""
    return _AND.search(p.outline.classes, max(p.sentence[0], cue.token - 3), cue.token) is not None


_OBJECT = re.compile(r"[DSs0nmNTJIpqB&'au]{1,12}$")


def _is_within_speech(p: Place, cue: Cue) -> bool:
    """Whether the nearest cue is a base form in what a saying verb before it reports: "said the work would | go on
    “until …”": said."""
    return cue.form.form == "base" and any(
        other.form.tier == "core" and other.form.form != "base" for other in cues_left(p)[1:]
    )


def label_cue(p: Place) -> Link | None:
    """Ann Lee called the matter “complex” and dismissed the rest as “noise”."""
    c = p.outline.classes
    for cue in cues_left(p)[:1]:
        if p.outline.classes[cue.token - 1] == "x" and _is_within_speech(p, cue):
            return None  # "says it will | defend itself “with vigour”"
        named = not is_infinitive(p, cue) or moved_to(p, cue) is not None
        if cue.form.frame == "label" and named and _OBJECT.match(c[cue.last + 1 : p.run]):
            return link_left(p, cue, "label-cue")
    return None


def adjacent_weak_cue(p: Place) -> Link | None:
    """Any other cue right before the quote: Ann Lee promised “a new bridge”."""
    return _adjacent(p, lambda cue: True)


def _adjacent(p: Place, fits: Callable[[Cue], bool]) -> Link | None:
    cues = cues_left(p)
    if not cues:
        return None
    cue = cues[0]
    bidden = _is_second(p, cue) and cue.form.lemma in p.outline.rules.list("verbs.bidding")
    gap = _BIDDEN if bidden else _DIRECT_GAP  # "said it was “a” and | urged them to “b”"
    if not gap.match(p.outline.classes, cue.last + 1, p.run) or not fits(cue):
        return None
    if _is_within_speech(p, cue):
        return None
    return link_left(
        p, cue, "adjacent-cue" if cue.form.tier == "core" or cue.form.frame == "label" else "adjacent-weak-cue"
    )


def cue_speaker_quote(p: Place) -> Link | None:
    """Retorted the head nurse, Hanna Sorge: “…” And so, explained Ann Lee, “…”"""
    o, c = p.outline, p.outline.classes
    end = p.run - 1
    if end <= p.sentence[0] or c[end] not in ",:":
        return None
    for at in range(end - 1, max(p.sentence[0], end - 20) - 1, -1):
        if not (c[at] == "v" or (at == p.sentence[0] and c[at] in "NV")):
            continue
        cue = p.cue_at(at)
        if cue is None or cue.tier != "core" or cue.form not in ("past", "third") or is_addressed(p, cue):
            continue
        if at > p.sentence[0] and c[at - 1] not in ",-)":
            return None
        phrase = phrase_right(o, at + 1, end)
        if phrase is None:
            return None
        aside = at == p.sentence[0] and c[phrase.last + 1] == "," and c[end] == ","
        if phrase.last == end - 1 or aside:
            return Link(p.run, "cue-speaker-quote", (at, at), phrase)
        return None
    return None


def weak_cue(p: Place) -> Link | None:
    """A weaker verb somewhere before the quote: Ann Lee mocked the “so-called” bridge."""
    o = p.outline
    for cue in cues_left(p):
        if cue.form.lemma in o.rules.list("verbs.aspect") and not o.is_in(cue.last + 1, "function.with"):
            continue  # "The race ended in a “tie”"
        link = None if is_infinitive(p, cue) else link_left(p, cue, "weak-cue")
        if link and link.mention:
            return link
    return None


RULES: tuple[Callable[[Place], Link | None], ...] = (
    quote_cue_speaker,
    quote_speaker_cue,
    according_to,
    in_words,
    fronted_source,
    dash_line,
    was_how,
    fronted_participle,
    quote_speaker_verb,
    cue_speaker_quote,
    final_attribution,
    adjacent_cue,
    label_cue,
    speaker_cue_quote,
    middle_attribution,
    adjacent_weak_cue,
    speaker_colon,
    infinitive_cue,
    headline_colon,
    noun_cue,
    weak_cue,
)
