"""Who said it: ordered rules over the class string, the surest first.

A rule is a small function from a quoted run in its place to a ``Link`` or None; ``RULES`` lists them in order, and the
first that fits wins. Every Link carries its rule's name, so that a wrong attribution leads to its rule. Rules without
a saying verb are in sources, those whose verb stands behind the quote in trailing, those that need the neighbours'
results in continuation. Imports mentions, cues, sources, trailing, links and places.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from quotetrack.extraction.cues import (
    Cue,
    cues_left,
    is_addressed,
    is_infinitive,
    reacts,
)
from quotetrack.extraction.links import link_left, moved_to
from quotetrack.extraction.mentions import phrase_right
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
from quotetrack.extraction.subjects import subject_left
from quotetrack.extraction.tokens import RUN_CLASSES
from quotetrack.extraction.trailing import (
    final_attribution,
    middle_attribution,
    quote_cue_speaker,
    quote_speaker_cue,
    quote_speaker_verb,
)


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
    if any(_has_that(p, cue) for cue in cues_left(p)[:1]):
        return None  # "told them it was “a”, though she accepts that it is “b”"
    if c[p.run - 1 : p.run] == ":":
        cues = [cue for cue in cues if not _NEW_CLAUSE.search(c, cue.last + 1, p.run)]
    cues = [cue for cue in cues if not _left_behind(p, cue) and not reacts(p, cue)]
    # "said he would answer", "said she rarely asks": said
    cues.sort(key=lambda cue: (cue.form.form == "base" or _is_own(p, cue), _in_clause(p, cue)))
    for cue in cues:
        link = link_left(p, cue, "participle-cue" if cue.letter == "g" else "speaker-cue-quote")
        if link:
            leading = _led_to(p, cue)
            return link if leading is None else link._replace(rule="infinitive-cue", cue=leading)
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


def _led_to(p: Place, cue: Cue) -> tuple[int, int] | None:
    """The verb of saying that depends on a cue: "she went on | to say | that it was “old”"."""
    if p.outline.classes[cue.last + 1] != "t":
        return None
    verbs = [(other.token, other.last) for other in cues_left(p) if other.form.tier == "core"]
    return next((verb for verb in verbs if verb[0] == cue.last + 2), None)


def _has_that(p: Place, cue: Cue) -> bool:
    """Whether a weaker verb behind other marked words, in a clause of its own, has "that" and the run after it."""
    c = p.outline.classes
    if cue.form.tier == "core" or cue.letter not in "vVB" or c.find("h", cue.last, p.run) < 0:
        return False
    subject = subject_left(p.outline, cue.token, p.sentence[0])
    first = (subject.phrase.role or subject.phrase)[0] if subject is not None else 0
    return first - 2 > p.sentence[0] and _OWN_CLAUSE.search(c, p.sentence[0], first) is not None


_OWN_CLAUSE = re.compile(f"[{RUN_CLASSES}],[kc]?$")


def _in_clause(p: Place, cue: Cue) -> bool:
    """Whether the verb is that of a relative clause, or of a condition: "said he would go if she | asked him, “but
    alone”"."""
    if _in_relative(p, cue):
        return True
    subject = subject_left(p.outline, cue.token, p.sentence[0]) if cue.form.form == "past" else None
    before = (subject.phrase.role or subject.phrase)[0] - 1 if subject is not None else -1
    if before < p.sentence[0]:
        return False
    # "said that, because Roe | testified that it was “old”, she would leave"
    c = p.outline.classes
    return p.outline.lower(before) == "if" or (c[before] == "k" and c[before - 2 : before].endswith(("h", "h,")))


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


_AS = re.compile("[^vVxdgGhwk:;]*aD?$")
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


def _is_retold(p: Place, cue: Cue) -> bool:
    """Whether a verb of speaking is what a clause with "that" tells: "clarified that he was | speaking “in fun”"."""
    c = p.outline.classes
    told = any(c[other.last + 1] == "h" and other.letter in "vVB" for other in cues_left(p)[1:])
    return told and cue.letter in "gG" and c[cue.token - 1] == "x"


def label_cue(p: Place) -> Link | None:
    """Ann Lee called the matter “complex” and dismissed the rest as “noise”."""
    c = p.outline.classes
    for cue in cues_left(p)[:1]:
        if p.outline.classes[cue.token - 1] == "x" and _is_within_speech(p, cue):
            return None  # "says it will | defend itself “with vigour”"
        named = not is_infinitive(p, cue) or moved_to(p, cue) is not None
        if named and _AS.match(c, cue.last + 1, p.run) and _may_label(p, cue):
            return link_left(p, cue, "label-cue")  # "mocked his rival, Jo Day, as a “clown”"
        if cue.form.frame == "label" and named and _OBJECT.match(c[cue.last + 1 : p.run]):
            return link_left(p, cue, "label-cue")
    return None


def _may_label(p: Place, cue: Cue) -> bool:
    """Whether a verb that tells what was spoken about calls it something, by itself: no saying verb stands before it,
    but for one that has marked words of its own."""
    acting = cue.form.lemma in p.outline.rules.list("verbs.acting")
    return acting and (_is_second(p, cue) or all(other.form.tier != "core" for other in cues_left(p)[1:]))


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
    if _is_within_speech(p, cue) or _is_retold(p, cue):
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
        if _is_retold(p, cue):
            continue
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
