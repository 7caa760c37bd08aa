"""Cues: the verbs of a run's sentence that may tie it to a speaker, to its right and to its left.

Imports tokens, mentions, places and language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.places import Place
from quotetrack.extraction.tokens import RUN_CLASSES, Outline
from quotetrack.language import CueForm

FINITE = frozenset("vVB")
_SENTENCE_END = re.compile(r"[.?!E\n]")


class Cue(NamedTuple):
    """A cue verb: its first and last token (a particle counts), its form and its class letter."""

    token: int
    last: int
    form: CueForm
    letter: str


_COMPLEMENTS = re.compile(r"(?:p[DSs0]{0,2}[nmSs0NTJqdIB&']{1,8}(?:cN{1,4})?){1,3}")
_TIMES = re.compile(r"(?:x[dvV]tx|dy(?=v)|[xr]|p?[y0]{1,3}|,y,|p[DSs]?[nN]{1,2}(?=v))*")


def cue_after(p: Place, phrase: Phrase, stop: int) -> tuple[int, int] | None:
    """The cue that follows its subject ``phrase``, over adverbs, brackets, complements and asides, as token places."""
    after = phrase.last + 1
    if phrase.role is not None and p.outline.classes[after : after + 1] == ",":  # "the mayor, Ann Lee, said"
        found = _finite_at(p, after + 1, stop)
        if found:
            return found
    return _cue_over_aside(p, after, stop)


def _cue_over_aside(p: Place, at: int, stop: int) -> tuple[int, int] | None:
    c = p.outline.classes
    if at < stop and c[at] == "(":
        closing = c.find(")", at, min(stop, at + 14))
        if closing < 0:
            return None
        at = closing + 1
    found = _finite_at(p, at, stop)
    if found:
        return found
    if at < stop and c[at] in "p":
        more = _COMPLEMENTS.match(c, at, min(stop, at + 20))
        if more:
            found = _finite_at(p, more.end(), stop)
            if found:
                return found
    if at < stop and c[at] in ",-(wp":
        limit = min(stop, at + 45)
        sentence_end = _SENTENCE_END.search(c, at, limit)
        limit = sentence_end.start() if sentence_end else limit
        closing = at
        while True:
            closing = _next_of(c, ",-)", closing + 1, limit)
            if closing < 0:
                return None
            found = _finite_at(p, closing + 1, stop)
            if found and not _has_run(c, at, closing):
                return found
    return None


def _finite_at(p: Place, at: int, stop: int) -> tuple[int, int] | None:
    o, c = p.outline, p.outline.classes
    at = _TIMES.match(c, at, stop).end()  # type: ignore[union-attr]
    if c[at + 1 : at + 3] == "tv" and at + 2 < stop and o.is_in(at, "verbs.inclined"):
        return at + 2, at + 2  # "islanders like to | say"
    if at >= stop or c[at] not in FINITE:
        return None
    cue = p.cue_at(at)
    if cue is None:
        return None
    if c[at] == "B" and cue.form == "base" and c[at - 1] not in "xrmH" and not o.lower(at - 1).endswith("s"):
        return None
    if o.is_in(at, "verbs.heard") and c[at + 1 : at + 2] in ("", "\n"):
        return None  # a headline: “…”, jury told
    if is_passive(o, at) and cue.form in ("past", "participle"):
        return _relayed_after(p, at, stop) if cue.lemma in o.rules.list("verbs.relaying") else None
    last = at + 1 if cue.particles and at + 1 < stop and o.lower(at + 1) in cue.particles else at
    return at, last


def _relayed_after(p: Place, at: int, stop: int) -> tuple[int, int] | None:
    """ "was quoted | by the agency | as saying": from the relaying verb to the saying one."""
    o, c = p.outline, p.outline.classes
    then = at + 1
    if c[then : then + 1] == "b":
        agent = phrase_right(o, then + 1, stop)
        then = agent.last + 1 if agent else then
    return (at, then + 1) if c[then : then + 2] == "ag" else None


def _next_of(c: str, letters: str, start: int, stop: int) -> int:
    places = [n for n in (c.find(letter, start, stop) for letter in letters) if n >= 0]
    return min(places) if places else -1


def _has_run(c: str, start: int, stop: int) -> bool:
    """Whether a run stands between, other than a fragment: "Lee, in a hat with “Crumbs” on it, said"."""
    return any(letter in RUN_CLASSES and letter != "F" for letter in c[start:stop])


def is_addressed(p: Place, cue: CueForm) -> bool:
    """Whether the noun phrase after this verb is the one who is told, not the one who speaks."""
    rules = p.outline.rules
    return cue.lemma in rules.list("verbs.addressed") and cue.lemma not in rules.list("verbs.asking")


def is_passive(o: Outline, cue: int) -> bool:
    c = o.classes
    at = cue - 1
    while at >= 0 and (c[at] == "r" or (c[at] == "x" and o.lower(at) == "not")):
        at -= 1
    return at >= 0 and c[at] == "x" and o.is_in(at, "verbs.be")


_CUE = re.compile("[vVgG]|(?<![DSsp])B")  # no verb has "the" or "Lee's" right before it
_MOST_CUES = 6  # of one sentence: whoever said it is not named behind half a dozen other verbs


@lru_cache(maxsize=2)  # most rules ask for the cues of one place, one after the other
def cues_left(p: Place) -> list[Cue]:
    """Cues of the sentence before the run, nearest first, in verbal context; half a dozen at most."""
    o, c = p.outline, p.outline.classes
    found: list[Cue] = []
    for at in reversed([m.start() for m in _CUE.finditer(c, p.sentence[0], p.run)]):
        if refuse_cue(p, at):
            continue
        cue = p.cue_at(at)
        assert cue is not None
        last = at + 1 if cue.particles and at + 1 < p.run and o.lower(at + 1) in cue.particles else at
        found.append(Cue(at, last, cue, c[at]))
        if len(found) == _MOST_CUES:
            break
    return found


def refuse_cue(p: Place, at: int) -> str | None:
    """Why the word at ``at`` is no verb of saying here, or None where it may be one."""
    o, c = p.outline, p.outline.classes
    cue = p.cue_at(at)
    if cue is None:
        return "not in the list of cues"
    before = c[at - 1] if at > p.sentence[0] else "\n"
    if c[at] == "B" and not _verbal(o, at, before, cue, p.sentence[0]):
        return "a noun here, by the word before it"
    if before == "D" and not o.is_in(at - 1, "function.article"):
        before = "H"  # "another said"
    if before == "x" and cue.form in ("base", "third") and o.is_in(at - 1, "verbs.be"):
        return "an adjective here, after a form of be"  # "the bridge is open"
    phrasal = cue.lemma in o.rules.list("verbs.displaying") and at + 1 < len(c)
    if phrasal and o.is_in(at + 1, "function.phrasal"):
        return "no cue with the particle after it"  # "showed up in"
    if cue.lemma in o.rules.list("verbs.with_that") and c[at + 1 : at + 2] not in ("h", ":"):
        return "no cue without “that” after it"  # "held a meeting"
    if cue.lemma == "go" and not _CONTINUES.match(c, at + 2):
        return "no cue without speech after it"  # "goes on recess"
    if c[at + 1 : at + 2] == "t" and o.is_in(at, "verbs.habitual"):
        return "no cue before “to”"  # "used to have"
    if c[at] == "G" and before == "x" and c[at + 1 : at + 2] == ",":
        return "an adjective here, before a comma"  # "while it was promising, “…”"
    if c[at] in "gG" and before in "DSs":
        return "a noun here, by the word before it"
    if before in "GgI" and (c[at - 2 : at - 1] in ("S", "s") or c[at - 3 : at - 1] in ("pN", "pD")):
        before = "n"  # "a source familiar with Seoul thinking | said", "a source familiar with Lee’s thinking said"
    if c[at] in "vV" and before in "DpIGgSs" and cue.form in ("past", "participle"):
        return "an adjective here, by the word before it"
    return None


def _verbal(o: Outline, at: int, before: str, cue: CueForm, lo: int) -> bool:
    """Whether a form that may be a noun ("claims", "report") is a verb here, by what stands before it in the sentence
    that begins at ``lo``."""
    if before in "xt":
        return cue.form == "base" or (before == "x" and cue.form != "third")
    if cue.form == "base":
        after_modal = before == "r" and o.classes[at - 2 : at - 1] == "x"  # "could only quip"
        if before in "mnNB" and o.classes[at + 1 : at + 2] in tuple("Huh"):
            return True  # "the authors of the study describe it as"
        if before == "," and o.classes[at + 1 : at + 2] in tuple("DSsHN"):
            return _AFTER_ASIDE.match(o.classes, lo, at) is not None  # "Two studies, both new, call the drug “weak”"
        return before in "Hw" or after_modal or (before == "m" and o.lower(at - 1).endswith("s"))
    if before in "nm" and cue.form in ("third", "past") and cue.lemma not in o.rules.cue_nouns:
        follows = _BEFORE_RUN if cue.frame == "clause" else _BEFORE_OBJECT
        if follows.match(o.classes, at + 1) and not _FINITE_VERB.search(o.classes, lo, at):
            return True  # "a sign at the entrance reads “…”", "the paper calls it “…”"
    if before == "c" and cue.form == "third" and o.classes[at + 1 : at + 2] == "h":
        return True  # "takes money and claims that “…”"
    if before == "B":  # "the annual report calls"
        return o.classes[at - 2 : at - 1] in tuple("DSsn")
    if before == "0" and o.classes[at - 2 : at - 1] == "N":
        return _BEFORE_RUN.match(o.classes, at + 1) is not None  # "Article 12 affirms: “…”"
    return before in "NTHhmw)y,Jr" or (o.classes[at - 2 : at + 2] == "p0Bh")


_BEFORE_RUN = re.compile(f"r?[,:h]?[{RUN_CLASSES}]")
_CONTINUES = re.compile(f"r?[,:.]?(?:[{RUN_CLASSES}]|t|$)|[,:.]|$")
_AFTER_ASIDE = re.compile("[^,xvV]{0,8}m(?:p[^,xvV]{1,6})?,[^,]+,$")
_BEFORE_OBJECT = re.compile("[Hu]")
_FINITE_VERB = re.compile("[vVdx]")


def is_infinitive(p: Place, cue: Cue) -> bool:
    """ "to say": no subject stands right beside it."""
    return cue.form.form == "base" and cue.token > p.sentence[0] and p.outline.classes[cue.token - 1] == "t"


def reacts(p: Place, cue: Cue) -> bool:
    """Whether a verb tells to what somebody reacted, before another's verb: "Police | responded to an address after a
    caller heard “…”"."""
    o, c = p.outline, p.outline.classes
    if cue.form.form == "base":
        return False
    to = cue.form.lemma in o.rules.list("verbs.reacting") and o.lower(cue.last + 1) == "to"
    if not to:
        return False
    then = _VERB_OR_THAT.search(c, cue.last + 2, p.run)
    if then is None:
        return c[p.run - 1] == "p" and not o.is_in(p.run - 1, "function.with")
    return then.group() != "h"  # "replied to him that it was “over”"


_VERB_OR_THAT = re.compile("[hxvVd]")


_BEFORE_CUE = frozenset("xrtH")
_ASKED = re.compile(r"[c-]?[DSsnmNTJ0I]{1,8},v(?=[kw])")


def _was_asked(p: Place, at: int) -> bool:
    """Whether a participle behind a subject and a comma tells what somebody else asked."""
    asked = _ASKED.match(p.outline.classes, *p.sentence)
    return asked is not None and asked.end() == at + 1


def is_unsaid(p: Place, at: int, form: CueForm) -> bool:
    """Whether the words were not said, or it is not told by whom: "did not say that …", "was told that …", "when asked
    whether …"."""
    o, c = p.outline, p.outline.classes
    if c[at] not in "gG" and is_passive(o, at):
        return True
    if c[at - 1] == "k" and c[at - 2 : at - 1] != "x" and form.form in ("past", "participle"):
        return True  # "when asked why"; but "has since said that …"
    if c[at - 1] == "," and form.lemma in o.rules.list("verbs.addressed") and _was_asked(p, at):
        return True  # "The mayor, | asked whether it was old, said"
    if form.form == "base" and c[at - 1] == "t" and c[at - 2 : at - 1] in tuple("NnmJuSs0)"):
        # "pressed them to say why"; "went on to say that …" was said
        return form.tier != "core" or occasion_of(p, at) is None
    if form.form == "base" and (c[at - 3 : at] == "xxt" or (c[at - 1] == "c" and o.is_in(at - 1, "function.either"))):
        return True  # "they will have to state why", "to go or explain why"
    before = at - 1
    while before >= p.sentence[0] and c[before] in _BEFORE_CUE:
        if o.is_in(before, "function.negation"):
            return True
        before -= 1
    return before >= p.sentence[0] and o.is_in(before, "verbs.denying")


def occasion_of(p: Place, at: int) -> int | None:
    """The verb before "to say" whose subject speaks: "| used | the hour to say …", "| is | quick to say …"."""
    o, c = p.outline, p.outline.classes
    if o.is_in(at - 2, "function.ready"):
        verb = at - 4 if c[at - 3] == "r" else at - 3
        if c[verb] == "x" and not any(o.is_in(n, "function.negation") for n in (verb, at - 3)):
            return verb
    taken = next((n for n in range(at - 2, max(p.sentence[0], at - _LONGEST_OCCASION), -1) if c[n] in "dvVB"), at)
    return taken if o.is_in(taken, "verbs.occasioning") and not is_passive(o, taken) else None


_LONGEST_OCCASION = 10  # tokens
