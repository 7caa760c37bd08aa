"""Where reported speech begins and ends: the content spans of a quote, from its runs and its link.

The clause that a cue governs is content as a whole: after the cue ("said that …"), before it ("…, Ann Lee said"), or on
both sides of it. Narration that follows in the same sentence is left out. Imports tokens, mentions, places and model.
"""

from __future__ import annotations

import re

from quotetrack.extraction.mentions import phrase_right
from quotetrack.extraction.places import Link, Place
from quotetrack.extraction.tokens import RUN_CLASSES, Outline
from quotetrack.model import Span

# Rules whose cue stands to the left of the quote, and those whose cue stands to its right or at its sentence's end.
CUED_LEFT = frozenset(
    {
        "adjacent-cue",
        "adjacent-weak-cue",
        "speaker-cue-quote",
        "participle-cue",
        "infinitive-cue",
        "weak-cue",
        "relayed",
    }
)
_CUED_RIGHT = frozenset({"quote-cue-speaker", "quote-speaker-cue", "final-attribution", "middle-attribution"})
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


def content_spans(o: Outline, places: dict[int, Place], link: Link, runs: list[int]) -> list[Span]:
    """The content of the quote that is made of ``runs``: its reported clauses, or where there are none its marks."""
    head = places[runs[0]]
    same = [run for run in runs if head.sentence[0] <= run < head.sentence[1]]
    spans = [Span(o.run_at(run).start, o.run_at(run).end) for run in runs]
    if link.rule == "headline-colon" and link.mention is not None:
        return [_headline_clause(o, head, link)]
    if link.cue is None or link.mention is None:
        return spans
    reported: list[Span] = []
    if link.cue[0] > runs[0] and (link.rule in _CUED_RIGHT or link.rule == "according-to"):
        attribution = min(link.cue[0], link.mention.first, (link.mention.role or link.mention)[0])
        same = [run for run in same if run < attribution]
        clause = _clause_before(o, head, attribution, same, link) if same else None
        reported = [clause] if clause else []
    elif link.cue[1] < runs[0] and link.rule == "according-to":
        clause = _clause_after(o, head, link.mention.last, False, same)
        reported = [clause] if clause else []
    elif link.cue[1] < runs[0] and link.rule in CUED_LEFT:
        cue = o.rules.cues.get(o.lower(link.cue[0]))
        if cue is not None and cue.frame == "clause":
            clause = _clause_after(o, head, link.cue[1], cue.lemma in o.rules.list("verbs.addressed"), same)
            reported = [*_clause_around(o, head, link), clause] if clause else []
    if not reported:
        return spans
    return [*reported, *(span for run, span in zip(runs, spans, strict=True) if run not in same)]


def _headline_clause(o: Outline, p: Place, link: Link) -> Span:
    """The whole of a headline but its speaker: "Budget is ‘a disgrace’ | : Holt"."""
    c = o.classes
    assert link.mention is not None
    first, last = p.paragraph[0], p.paragraph[1] - 1
    if link.mention.last < p.run:
        first = c.index(":", link.mention.last, p.run) + 1
    else:
        last = c.rindex(":", p.run, link.mention.first) - 1
    while last > p.run and c[last] == ".":
        last -= 1
    return o.span(first, last)


def _clause_around(o: Outline, p: Place, link: Link) -> list[Span]:
    """What stands before an attribution in the middle: "The minors, | he said, had not been “abducted”"."""
    c = o.classes
    assert link.cue is not None and link.mention is not None
    comma = min(link.cue[0], link.mention.first) - 1
    start = p.sentence[0]
    if start < comma and c[start] == "c":
        start += 1
    if (
        start >= comma
        or c[comma] != ","
        or c[link.cue[1] + 1] != ","
        or any(letter in RUN_CLASSES for letter in c[start:comma])
    ):
        return []
    return [o.span(start, comma - 1)] if c[start] not in "pkyrIGgA" else []


_VERBAL = frozenset("HxdvVB")
_LEAD = re.compile(r"(?:[ry]|p[DSs]?[yn0mNT]{1,4}(?=[hHDNSs,])|py0*)*")


def _clause_after(o: Outline, p: Place, cue_end: int, addressed: bool, runs: list[int]) -> Span | None:
    """The reported clause between a cue at the left and the clause's end; None where only the marked words are said."""
    c = o.classes
    first, last = runs[0], runs[-1]
    start, opened = _clause_start(o, cue_end + 1, first, addressed)
    end = _clause_end(o, p, last)
    led = c[first - 1] == ":" or (c[first - 1] == "," and not opened)
    speaks = opened or any(letter in _VERBAL for letter in c[start:first]) or _begins_with_verb(o, first)
    if start < first and not led and speaks:
        return Span(o.start(start), end)
    if (
        end > o.run_at(last).end
        and c[last] == "F"
        and len(runs) == 1
        and c[last + 1] != ","
        and (opened or c[cue_end] in "vg")
    ):
        return Span(o.run_at(first).start, end)
    return None


def _begins_with_verb(o: Outline, run: int) -> bool:
    """Whether the marked words begin with a verb: "the project | “has been under review”"."""
    inner = o.run_at(run).inner
    word = _WORD.search(o.text, inner.start, inner.end)
    return word is not None and word.group().lower() in o.rules.list("function.auxiliary")


def _clause_start(o: Outline, start: int, first: int, addressed: bool) -> tuple[int, bool]:
    """Where reported speech begins after its cue (before the run ``first``), and whether a "that" opens it.

    The one addressed, times and places between cue and clause are passed over: "told reporters on Monday that | …".
    """
    c = o.classes
    that = c.find("h", start, first)
    if that >= 0 and (c[that - 1] == "," or not any(letter in "HxdvV" for letter in c[start:that])):
        return that + 1, True
    if addressed and start < first:
        phrase = phrase_right(o, start, first)
        if phrase is not None and c[phrase.last + 1] not in _VERBAL:
            start = phrase.last + 1
        elif c[start] in "uD":
            start += 1
    lead = _LEAD.match(c, start, first)
    if lead and lead.end() < first:
        start = lead.end()
    while start < first and c[start] in ",:":
        start += 1
    return start, False


_NARRATION = frozenset("kwgGIAv")


def _clause_end(o: Outline, p: Place, last: int) -> int:
    """Where the reported clause that holds the run ``last`` ends, as an offset of the text."""
    c = o.classes
    marked = o.run_at(last).end
    if c[last] in "QEM" or last + 1 >= p.sentence[1]:
        return marked
    at = last + 1
    stop = p.sentence[1]
    while at < stop:
        letter = c[at]
        if letter in ";-(:\n" or letter in RUN_CLASSES or (letter == "c" and c[at + 1 : at + 2] in ("v", "V")):
            break
        if letter == "," and at + 1 < stop:
            after = c[at + 1]
            if after in _NARRATION or (after == "c" and c[at + 2 : at + 3] in tuple("HNTvdxV")):
                break
            if after in "NTHDmS" and _attributes(o, p, at + 1):
                break
        at += 1
    if at < stop and c[at] == "," and c[at + 1 : at + 2] == "w" and any(letter in RUN_CLASSES for letter in c[at:stop]):
        return marked  # "… of the talks, which they described as “…”": the rest is narration
    while at - 1 > last and c[at - 1] == ",":
        at -= 1
    return o.end(at - 1) if at - 1 > last else marked


def _attributes(o: Outline, p: Place, at: int) -> bool:
    """Whether ", X said" begins at ``at``."""
    phrase = phrase_right(o, at, p.sentence[1])
    return phrase is not None and o.classes[phrase.last + 1 : phrase.last + 2] == "v"


def _clause_before(o: Outline, p: Place, attribution: int, runs: list[int], link: Link) -> Span | None:
    """The reported clause that stands before its attribution: from the sentence's start, marked words and others."""
    c = o.classes
    first, last = runs[0], runs[-1]
    start = p.sentence[0]
    dash = c.find("-", start, first)
    if start == p.paragraph[0] and dash >= 0 and set(c[start:dash]) <= set("NJT,p0y()"):
        start = dash + 1  # a dateline
    while start < first and c[start] in "-*),'.(":
        start += 1
    if start < first and c[start] == "c":
        start += 1
    led = (
        start < first
        and not any(letter in "vg" and link.cue and at < first for at, letter in enumerate(c[start:first], start))
        and c[first - 1] not in ":"
    )
    trailing = "" if c[last] == "Q" else c[last + 1 : attribution].strip(",ra")
    if not led and not trailing:
        return None
    begin = o.start(start) if led else o.run_at(first).start
    end = o.run_at(last).end
    if trailing:
        stop = attribution
        while stop - 1 > last and c[stop - 1] in ",-":
            stop -= 1
        end = o.end(stop - 1)
    return Span(begin, end)
