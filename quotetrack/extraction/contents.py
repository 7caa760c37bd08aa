"""Which words were said: the runs and links of a scene become quotes with content spans and a type.

A direct quote is its marked runs. Where reported speech holds a marked fragment ("said the plan was “dead” for good"),
the whole reported clause is content and the quote is mixed. Marks that are nobody's speech (titles, scare quotes, words
as words, denied words) are dropped here. Imports tokens, mentions, attribution and model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quotetrack.extraction.mentions import phrase_right
from quotetrack.extraction.places import Link, Place, Scene
from quotetrack.extraction.tokens import RUN_CLASSES, Outline
from quotetrack.model import Quote, QuoteType, Span

# Rules that only guess, and those whose cue stands to the left of the quote, to its right, or in its sentence's end.
WEAK = frozenset({"weak-cue", "noun-cue", "sentence-subject", "clause-colon", "unattributed"})
_LEFT = frozenset(
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
_SURE = frozenset({"quote-cue-speaker", "quote-speaker-cue", "speaker-colon", "cue-speaker-quote", "headline-colon"})
_UNSURE = WEAK | {"adjacent-cue", "speaker-cue-quote", "continued", "previous-paragraph"}
_RIGHT = frozenset({"quote-cue-speaker", "quote-speaker-cue", "final-attribution"})
_SHORT = 8  # words; of runs this short that no sure rule explains, most are titles, terms and scare quotes
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Found:
    """A quote with the link that found it and the runs it is made of."""

    quote: Quote
    link: Link
    runs: tuple[int, ...]


def find_quotes(scene: Scene) -> Iterator[Found]:
    """The quotes of a scene, in text order of their first run."""
    o = scene.outline
    kept = {p.run: p for p in scene.places if drop_reason(scene, p) is None}
    groups: dict[int, list[int]] = {}
    heads: dict[int, int] = {}
    for run in kept:
        link = scene.links.get(run)
        # What is joined to a run that itself reopens a quote belongs to that quote's first run.
        heads[run] = head = heads.get(link.joins, run) if link and link.joins is not None else run
        groups.setdefault(head, []).append(run)
    links = {head: scene.links.get(head) or Link(head, "unattributed") for head in groups}
    contents = {head: _content(o, kept, links[head], runs) for head, runs in groups.items()}
    for head in _crossing(contents):
        contents[head] = [Span(o.run_at(run).start, o.run_at(run).end) for run in groups[head]]
    first: dict[tuple[Span, ...], int] = {}
    for head, runs in groups.items():
        same = first.setdefault(tuple(contents[head]), head)
        if same != head:
            groups[same] += runs  # two runs of one clause, as in a headline, are one quote
    for head in first.values():
        runs = groups[head]
        link, content = links[head], contents[head]
        yield Found(Quote(tuple(content), _type(o, runs, content), o.run_at(runs[-1]).closed), link, tuple(runs))


def _crossing(contents: dict[int, list[Span]]) -> set[int]:
    """The quotes that begin within another's clause and end after it: they keep only what stands in marks."""
    found: set[int] = set()
    ends: list[int] = []
    for start, back, head in sorted(
        (span.start, -span.end, head) for head, spans in contents.items() for span in spans
    ):
        while ends and ends[-1] <= start:
            ends.pop()
        if ends and ends[-1] < -back:
            found.add(head)
        else:
            ends.append(-back)
    return found


# ---------------------------------------------------------------- what is not speech


def drop_reason(scene: Scene, p: Place) -> str | None:
    """Why the marks at ``p`` are nobody's speech, or None where they are a quote."""
    o, c, rules = p.outline, p.outline.classes, p.outline.rules
    link = scene.links.get(p.run)
    run = o.run_at(p.run)
    words = _WORD.findall(o.text, run.inner.start, run.inner.end)
    if not words:
        return "no words inside the marks"
    rule = link.rule if link else "unattributed"
    called = link is not None and link.cue is not None and _labels(p, link)
    before = o.lower(p.run - 1) if p.run > p.paragraph[0] else ""
    beside = c[p.run - 1] if before else "\n"
    led = beside == ":"
    title = not led and c[p.run] != "M" and _is_title_case(words, rules.list("works.small"))
    if title and before in rules.list("works.nouns"):
        return "a title: capitalised, after a word that names works"
    if title and rule not in _SURE:
        if beside == "S" and len(words) < 9:
            return "a title: capitalised, after its maker"
        told = beside in ",v" and link is not None and link.cue is not None and link.cue[1] >= p.run - 2
        if len(words) > 1 and beside in "pSnNmvD," and rule in _UNSURE and not told and not called:
            return "a title: every word is capitalised"
    if rule not in _SURE and _names_work(o, p.run):
        return "a title: a word for a work follows"
    term = _term_before(o, p)
    if term and len(words) < _SHORT and not called:
        return f"a name, term or slogan, after “{term}”"
    if rule in _UNSURE and _is_bare(scene, p):
        return "a heading or name: it stands alone, or is the subject of its sentence"
    if link and link.cue and link.cue[1] < p.run and rule in _LEFT and _is_denied(p, link):
        return "denied: these words were not said"
    while link and link.rule == "continued" and link.joins in scene.links:
        link = scene.links[link.joins]
        rule = link.rule
    if not led and rule in WEAK and rule not in ("weak-cue", "noun-cue") and (len(words) < _SHORT or title):
        return "a scare quote or title: short, and no cue ties it to a speaker"
    return None


def _names_work(o: Outline, run: int) -> bool:
    """“Plain Dealing,” an essay of 1961"""
    c = o.classes
    if c[run] != "Q" or c[run + 1 : run + 2] != "D":
        return False
    return any(c[at] in "nm" and o.is_in(at, "works.nouns") for at in range(run + 2, min(run + 4, len(c))))


def _term_before(o: Outline, p: Place) -> str | None:
    """The word for a term or name that the marks explain: "the motto is “…”", "known as “…”", "words such as “…”"."""
    c = o.classes
    at = p.run - 1
    if at > p.paragraph[0] and c[at] == "a":
        if o.lower(at - 1) == "known":
            return "known as"
        if o.lower(at - 1) == "such" and at - 2 >= p.paragraph[0] and o.is_in(at - 2, "works.listed"):
            return o.lower(at - 2)
    while at > p.paragraph[0] and c[at] == "x":
        at -= 1
    return o.lower(at) if at >= p.paragraph[0] and o.is_in(at, "works.terms") else None


def _is_bare(scene: Scene, p: Place) -> bool:
    """A heading or a name: a paragraph of its own, or the subject of "is", without end punctuation; a paragraph of its
    own in single marks where speech stands in double ones."""
    o, c = p.outline, p.outline.classes
    alone = (p.run, p.run + 1) == p.paragraph
    if c[p.run] == "F":
        return alone or (p.starts_sentence() and c[p.run + 1 : p.run + 2] == "x")
    return alone and o.text[o.run_at(p.run).start] in "'‘" and scene.has_double_marks


def _labels(p: Place, link: Link) -> bool:
    """Whether somebody is said to call something by the marked words: "he dubbed her “the little senator”"."""
    assert link.cue is not None
    cue = p.cue_at(link.cue[0])
    return cue is not None and cue.frame == "label" and link.cue[1] < p.run and link.mention is not None


def _is_title_case(words: list[str], small: frozenset[str]) -> bool:
    return (
        all(word[0].isupper() or word[0].isdigit() or word.lower() in small for word in words) and words[0][0].isupper()
    )


def _is_denied(p: Place, link: Link) -> bool:
    """ "denied saying “…”", "did not say “…”", "nobody said “…”"."""
    o, c = p.outline, p.outline.classes
    assert link.cue is not None
    if link.mention is not None and o.is_in(link.mention.first, "function.negation"):
        return True
    first = link.cue[0]
    if o.is_in(first, "verbs.denying") and c[p.run - 1] not in ":,":
        return True
    for at in range(first - 1, max(p.sentence[0], first - 4) - 1, -1):
        if o.is_in(at, "function.negation") or o.is_in(at, "verbs.denying"):
            return True
        if c[at] not in "xrtH":
            return False
    return False


# ---------------------------------------------------------------- content spans


def _content(o: Outline, places: dict[int, Place], link: Link, runs: list[int]) -> list[Span]:
    head = places[runs[0]]
    same = [run for run in runs if head.sentence[0] <= run < head.sentence[1]]
    spans = [Span(o.run_at(run).start, o.run_at(run).end) for run in runs]
    if link.rule == "headline-colon" and link.mention is not None:
        return [_headline_clause(o, head, link)]
    if link.cue is None or link.mention is None:
        return spans
    reported: list[Span] = []
    if link.cue[0] > runs[0] and (link.rule in _RIGHT or link.rule == "according-to"):
        attribution = min(link.cue[0], link.mention.first, (link.mention.role or link.mention)[0])
        same = [run for run in same if run < attribution]
        clause = _clause_before(o, head, attribution, same, link) if same else None
        reported = [clause] if clause else []
    elif link.cue[1] < runs[0] and link.rule == "according-to":
        clause = _clause_after(o, head, link.mention.last, False, same)
        reported = [clause] if clause else []
    elif link.cue[1] < runs[0] and link.rule in _LEFT:
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


def _type(o: Outline, runs: list[int], content: list[Span]) -> QuoteType:
    marked = {o.run_at(run).start: o.run_at(run).end for run in runs}
    whole = all(span.end <= marked.get(span.start, -1) for span in content)
    return QuoteType.DIRECT if whole else QuoteType.MIXED
