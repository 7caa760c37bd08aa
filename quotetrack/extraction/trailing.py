"""Rules whose cue stands behind the quote: “…,” said Ann Lee; “…,” Ann Lee said; …, Ann Lee said on Monday.

Rules as in attribution, which puts them in order. Imports mentions, subjects, cues and places.
"""

from __future__ import annotations

import re

from quotetrack.extraction.cues import (
    FINITE,
    cue_after,
    cues_left,
    is_addressed,
    is_passive,
    refuse_cue,
)
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.places import Link, Place
from quotetrack.extraction.subjects import clause_subject, subject_left
from quotetrack.extraction.tokens import RUN_CLASSES


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
    if at >= stop or (c[p.run] == "E" and c.find("v", at, p.run + _SOON + 1) < 0):
        return None  # most sentences after one in marks
    capital = c[p.run] == "M" and c[at] in "DH" and o.word(at)[0].isupper() and o.lower(at) != "i"
    if capital and c[at] == "D":
        return None  # “Sad!” A porter sighed.
    phrase = phrase_right(o, at, stop)
    if phrase is None:
        return None
    if _READS.fullmatch(c, phrase.first, phrase.last + 2) and p.cue_at(phrase.last):
        phrase = phrase._replace(last=phrase.last - 1)  # “…,” the suit reads.
    cue = cue_after(p, phrase, stop)
    if cue is None:
        return None
    relayed = _relayed(p, cue[0], stop)
    if relayed is not None:
        return relayed
    if c[p.run] in "QM" and _opens_subordinate(p):
        return None  # When Lee said she would be “glad,” Roe left.
    following = c[cue[1] + 1 : cue[1] + 3]
    if c[p.run] == "Q" and c[cue[0]] == "V" and following[:1] in tuple("DNnmsS") and _is_cued_left(p):
        return None  # in words that Roe called “distasteful,” Lee expressed a wish
    if c[p.run] == "M" and c[cue[0]] != "v" and following[:1] in tuple("NDnHmTsSI"):
        return None  # “Why?” Others saw the same thing.
    if capital and following[:1] not in ("", ".", ",", "\n"):
        return None  # “Sad!” He told them to go.
    if c[p.run] in "MF" and _CLAUSE_NEXT.match(c, cue[1] + 1, stop):
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


def _relayed(p: Place, at: int, stop: int) -> Link | None:
    """“…,” Reuters quoted | Ann Lee | as saying."""
    o, c = p.outline, p.outline.classes
    verb = p.cue_at(at)
    if verb is None or verb.lemma not in o.rules.list("verbs.relaying") or is_passive(o, at):
        return None
    quoted = phrase_right(o, at + 1, stop)
    if quoted is None or c[quoted.last + 1 : quoted.last + 3] not in ("ag", "aG"):
        return None
    return Link(p.run, "relayed", (at, quoted.last + 2), quoted)


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


_OWN_VERB = re.compile(r"d[.,\n]")


def quote_speaker_verb(p: Place) -> Link | None:
    """“…,” its chair, Dinah Marlow, owned up: after the comma any verb will do."""
    o, c, at = p.outline, p.outline.classes, p.run + 1
    stop = p.paragraph[1]
    if c[p.run] == "F" and c[at : at + 1] == "-":
        pausing = phrase_right(o, at + 1, stop)
        verb = _PAUSES.match(c, pausing.last + 1, stop) if pausing is not None else None
        if pausing is None or verb is None:
            return None
        return Link(p.run, "quote-speaker-verb", (verb.end() - 1,) * 2, pausing)  # “You can’t” – she paused – “do it.”
    if c[p.run] not in "QM" or at >= stop or _opens_subordinate(p):
        return None
    if c[at] == "d" and c[at + 1 : at + 2] in tuple("NTDm"):
        phrase = phrase_right(o, at + 1, stop)
        if phrase and c[phrase.last] in "NJm" and c[phrase.last + 1 : phrase.last + 2] in ("", *",.y-pQEMF\n"):
            return Link(p.run, "quote-verb-speaker", (at, at), phrase)
    if c[at] == "n" and c[p.run] == "Q" and o.word(at).endswith("s") and o.word(at).islower():
        critic = phrase_right(o, at + 1, stop)
        if critic is not None and c[critic.last + 1 : critic.last + 2] in (".", ",", "", "\n"):
            return Link(p.run, "quote-verb-speaker", (at, at), critic)  # “…,” sniffs one.
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
    asked = c[p.run] == "M" and o.word(at)[:1].islower()  # “Which is?” the host prompted.
    if c[after : after + 1] == "d" and (c[p.run] == "Q" or asked):
        return Link(p.run, "quote-speaker-verb", (after, after), phrase)
    return None


_PAUSES = re.compile(f"r?[dvVB](?=r?-[{RUN_CLASSES}])")


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
        says = phrase is not None and not _VERB_NEXT.match(c, phrase.last + 1, hi)  # no "said | the panel had"
        if phrase and says and cue and not is_addressed(p, cue) and not _IT_WAS.match(c, phrase.first, hi):
            return (at, at), phrase
        return None
    phrase = phrase_right(o, at, hi)
    if phrase is None:
        return None
    found = cue_after(p, phrase, hi)
    if found is None or c[found[0]] != "v" or not _TAIL.match(c[found[1] + 1 : hi]):
        return None
    return found, phrase
