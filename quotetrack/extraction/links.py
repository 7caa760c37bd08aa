"""Links: from a cue to the left of a quote to whoever is its subject, beside it, further left, or moved to speak.

Imports tokens, mentions, subjects, cues and places.
"""

from __future__ import annotations

import re

from quotetrack.extraction.cues import Cue, cues_left, is_passive
from quotetrack.extraction.lefthand import phrase_left
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.places import Link, Place
from quotetrack.extraction.subjects import clause_subject, subject_left
from quotetrack.extraction.tokens import RUN_CLASSES, Outline

_NAMED = re.compile(r"D?n?$")


def link_left(p: Place, cue: Cue, rule: str) -> Link | None:
    """The link of ``rule`` from a cue before the run to its subject, or None where nobody can be told to be it.

    Relayed words and those of a passive have rules of their own: "relayed" and "passive-agent".
    """
    o, c = p.outline, p.outline.classes
    lo = p.sentence[0]
    span = (cue.token, cue.last)
    if cue.letter in "gG":
        before = c[cue.token - 1] if cue.token > lo else "\n"
        if before == "a":
            relayed = _relayed(p, cue, lo)
            if relayed:
                return Link(p.run, "relayed", span, relayed)
        if before in "dvVB" and o.is_in(cue.token - 1, "verbs.continuing"):  # "kept asking"
            direct = subject_left(o, cue.token - 1, lo)
            if direct:
                return Link(p.run, rule, span, direct.phrase)
        if before == "x" or (before == "H" and "'" in o.lower(cue.token - 1)):  # "was saying", "he’s saying"
            direct = subject_left(o, cue.token, lo)
            if direct:
                return Link(p.run, rule, span, direct.phrase)
        noun = cue.token - 2 if before == "r" else cue.token - 1
        if c[noun] in "NnmJH" and noun > lo:  # "with Ann Lee calling it …"
            named = _with(o, noun, lo) or phrase_left(o, noun, lo)
            if named and c[named.first - 1] == "-" and c[named.first] in "NT":
                return Link(p.run, rule, span, named)  # "a note of thanks – Lee saying it was “over”"
            if named and named.first > lo and o.is_in((named.role or named)[0] - 1, "function.with"):
                return Link(p.run, rule, span, named)
            if named and named.first > lo and o.is_in(named.first - 1, "verbs.hearing"):
                return Link(p.run, rule, span, named)  # "remembers her father saying …"
            if named and cue.token + 1 == p.run and o.is_in(named.last, "roles.document"):
                return Link(p.run, rule, span, named)  # "a sign reading “…”"
        said = _SAID_BEFORE.search(c, max(lo, cue.token - _NEAR), cue.token) if before == "," else None
        if said is not None:  # "…, Ann Lee said, adding", "…, Ann Lee told reporters on Monday, adding"
            beside = subject_left(o, said.start(), lo)
            if beside:
                return Link(p.run, rule, span, beside.phrase)
            inverted = phrase_right(o, said.start() + 1, cue.token)  # "“…,” said Ann Lee, suggesting that …"
            if inverted and c[said.start() - 1] in _BEFORE_INVERTED:
                return Link(p.run, rule, span, inverted)
        aside = _INSERTED.search(c, lo, cue.token)
        beside = subject_left(o, aside.start(), lo) if aside else None
        if beside and (beside.phrase.role or beside.phrase)[0] == lo:  # "Lee, after saying it was old, asked for time"
            return Link(p.run, rule, span, beside.phrase)
        semicolon = c.rfind(";", lo, cue.token)
        subject = clause_subject(o, semicolon + 1, cue.token) if semicolon >= 0 else None
        subject = subject or clause_subject(o, lo, cue.token)
        return Link(p.run, rule, span, subject.phrase) if subject else None
    inserted = _inserted(p, cue)
    if inserted is not None:
        return Link(p.run, rule, span, inserted)
    if is_passive(o, cue.token) and c[cue.last + 1] == "t":
        return None  # "she is said to be “in talks”"
    if cue.form.form in ("past", "participle") and cue.form.lemma != "say":
        if is_passive(o, cue.token):
            return _passive_agent(p, cue)
        agent = phrase_right(o, cue.last + 2, p.run) if c[cue.last + 1 : cue.last + 2] == "b" else None
        if agent is not None and c[agent.last + 1 : agent.last + 2] == "a":  # "a bill described by | Ann Lee | as “…”"
            return Link(p.run, "passive-agent", span, agent)
    joint = cue.token - 1
    while joint > lo and c[joint] == "r":  # "and even | questioned"
        joint -= 1
    if cue.token > lo and (c[cue.token - 1] == "t" or c[joint] == "c"):
        if c[joint] == "c" and (first := _coordinated(p, cue)):
            return Link(p.run, rule, span, first)
        moved = moved_to(p, cue)
        if moved is not None:
            return Link(p.run, rule, span, moved)
        if c[cue.token - 1] == "t" and cue.token - 2 > lo and c[cue.token - 2] in "dvVIGgn":  # "was heard to say"
            direct = subject_left(o, cue.token - 2, lo)
            if direct:
                return Link(p.run, rule, span, direct.phrase)
        subject = clause_subject(o, lo, cue.token)
        return Link(p.run, rule, span, subject.phrase) if subject else None
    subject = subject_left(o, cue.token, lo)
    if subject and _only_names(p, cue, subject.phrase):
        return None
    subject = subject or clause_subject(o, lo, cue.token)
    return Link(p.run, rule, span, subject.phrase) if subject else None


def _with(o: Outline, noun: int, lo: int) -> Phrase | None:
    """Several words behind "with": "with the Federation of Nurses | calling it …", "with Lee and Roe | saying …"."""
    for at in range(noun - 2, max(lo, noun - _NEAR), -1):
        if o.classes[at] == "p" and o.is_in(at, "function.with"):
            phrase = phrase_right(o, at + 1, noun + 1)
            if phrase is not None and _JOINED.match(o.classes, phrase.last + 1, noun):
                return Phrase(phrase.first, noun)
            return phrase if phrase is not None and phrase.last == noun else None
    return None


_JOINED = re.compile("cr?[DSs0]?[nmIJNT]*$")
_NEW_SUBJECT = re.compile(",[ckr]?[HNTDm]")
_INSERTED = re.compile(",r?kr?$")
_SAID_BEFORE = re.compile("v(?:[DSs0]?[nmNTBIu]{1,3})?(?:p?y0?)?,$")
_BEFORE_INVERTED = frozenset(RUN_CLASSES + ",")
_NEAR = 10  # tokens


def moved_to(p: Place, cue: Cue) -> Phrase | None:
    """Whom something moves to speak: "…, prompting Lee to | call him “a clown”"."""
    o, c = p.outline, p.outline.classes
    if c[cue.token - 1] != "t" or c[cue.token - 2] not in "NnmJ)":
        return None
    phrase = phrase_left(o, cue.token - 2, p.sentence[0])
    moving = phrase is not None and phrase.first > p.sentence[0] and o.is_in(phrase.first - 1, "verbs.moving")
    return phrase if moving else None


def _is_base(cue: Cue) -> bool:
    """Whether a verb is no past and no third person: "would hold and | warned" are two clauses."""
    return cue.form.form == "base"


def _coordinated(p: Place, cue: Cue) -> Phrase | None:
    """The subject of the nearest cue before "and …": "when Lee | lamented the delay and | criticized the “plan”"."""
    for earlier in cues_left(p):
        if earlier.token < cue.token and earlier.letter in "vVB" and _is_base(earlier) == _is_base(cue):
            if p.outline.classes[earlier.last + 1] == "b":
                continue  # "welcomed the terms | offered by the bank and | said it would sign"
            if _NEW_SUBJECT.search(p.outline.classes, earlier.token, cue.token):
                return None
            subject = subject_left(p.outline, earlier.token, p.sentence[0])
            if subject is not None and p.outline.is_in(max(0, subject.phrase.first - 1), "function.asking"):
                continue  # "declined to say whether she had read it, but | said it was “old”"
            return subject.phrase if subject else None
    return None


def _inserted(p: Place, cue: Cue) -> Phrase | None:
    """The source put in after the subject: "The trouble with the sauce, | says Ann Lee, | is that it is “burnt”"."""
    c = p.outline.classes
    comma = cue.token - 1
    if cue.letter != "v" or comma <= p.sentence[0] or c[comma] != "," or c[p.sentence[0] : comma].count(","):
        return None
    phrase = phrase_right(p.outline, cue.last + 1, p.run)
    closed = phrase is not None and c[phrase.last] in "NJH" and c[phrase.last + 1 : phrase.last + 2] == ","
    return phrase if closed else None


def _only_names(p: Place, cue: Cue, subject: Phrase) -> bool:
    """ "a formula called the “chained index”": a name, said by nobody."""
    o, c = p.outline, p.outline.classes
    return (
        cue.form.lemma in o.rules.list("verbs.naming")
        and cue.form.form != "third"
        and c[subject.last] == "n"
        and "m" not in c[subject.first : subject.last]  # "observers from the bloc called the vote “calm”"
        and _NAMED.match(c[cue.last + 1 : p.run]) is not None
        and not any(letter in "wk" for letter in c[p.sentence[0] : cue.token])
    )


def _relayed(p: Place, cue: Cue, lo: int) -> Phrase | None:
    """“Reuters quoted Ms Vale as saying”, “Ms Vale was quoted as saying”: Ms Vale."""
    o, c = p.outline, p.outline.classes
    for at in range(cue.token - 2, max(lo, cue.token - 12) - 1, -1):
        if c[at] in "vVB":
            verb = p.cue_at(at)
            if verb is None:
                return None
            if is_passive(o, at):
                found = subject_left(o, at, lo)
                return found.phrase if found else None
            if verb.lemma in o.rules.list("verbs.relaying"):
                return phrase_right(o, at + 1, cue.token)
            return None
    return None


_ANOTHER_VERB = re.compile("[gGIxvV]")  # "was interrupted by a man | wearing “…”"


def _passive_agent(p: Place, cue: Cue) -> Link | None:
    """“described by Ann Lee as “…””, “was described as “…” by Ann Lee”."""
    o, c = p.outline, p.outline.classes
    for at in (c.find("b", cue.token, p.run), p.run + 1):
        if 0 <= at < p.paragraph[1] and c[at] == "b":
            phrase = phrase_right(o, at + 1, p.paragraph[1] if at > p.run else p.run)
            if phrase and (cue.form.tier == "core" or not _ANOTHER_VERB.search(c, phrase.last + 1, p.run)):
                return Link(p.run, "passive-agent", (cue.token, cue.last), phrase)
    return None
