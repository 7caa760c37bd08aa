"""Which words were said: the runs and links of a scene become quotes with content spans and a type.

A direct quote is its marked runs. Where reported speech holds a marked fragment ("said the plan was “dead” for good"),
the whole reported clause is content and the quote is mixed. Marks that are nobody's speech (titles, scare quotes, words
as words, denied words) are dropped here. Imports quotations, tokens, places, clauses and model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from quotetrack.extraction.clauses import CUED_LEFT, content_spans
from quotetrack.extraction.places import Link, Place, Scene
from quotetrack.extraction.quotations import Run
from quotetrack.extraction.tokens import RUN_CLASSES, Outline
from quotetrack.model import Quote, QuoteType, Span

# Rules that only guess, those that are sure, and those that may be wrong about a title or a name.
WEAK = frozenset({"weak-cue", "noun-cue", "sentence-subject", "clause-colon", "unattributed"})
_SURE = frozenset({"quote-cue-speaker", "quote-speaker-cue", "speaker-colon", "cue-speaker-quote", "headline-colon"})
_UNSURE = WEAK | {"adjacent-cue", "speaker-cue-quote", "continued", "previous-paragraph"}
_SHORT = 8  # words; of runs this short that no sure rule explains, most are titles, terms and scare quotes
_NAME = 5  # words; of what people in general call something, as long a run is no name
_ENOUGH = 12  # words that tell whether a run is short, or a title
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


class Found(NamedTuple):
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
        # What is joined to a run that itself reopens a quote belongs to that quote's first run (the first kept).
        heads[run] = head = heads.setdefault(link.joins, run) if link and link.joins is not None else run
        groups.setdefault(head, []).append(run)
    links = {head: scene.links.get(head) or Link(head, "unattributed") for head in groups}
    contents = {head: content_spans(o, kept, links[head], runs) for head, runs in groups.items()}
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
    if not _WORD.search(o.text, run.inner.start, run.inner.end):
        return "no words inside the marks"
    rule = link.rule if link else "unattributed"
    called = link is not None and link.cue is not None and _labels(p, link)
    before = o.lower(p.run - 1) if p.run > p.paragraph[0] else ""
    beside = c[p.run - 1] if before else "\n"
    led = beside == ":"
    title = not led and c[p.run] != "M" and _is_title_case(o, run) and not _in_capitals(o, p.paragraph)
    if title and before in rules.list("works.nouns"):
        return "a title: capitalised, after a word that names works"
    if title and beside == "," and c[p.run - 2] in "nm" and o.is_in(p.run - 2, "works.nouns"):
        return "a title: capitalised, in apposition to a word for a work"
    if title and beside == "S" and _is_short(o, run, 9 if rule not in _SURE else 5):
        return "a title: capitalised, after its maker"
    if title and rule not in _SURE:
        if o.is_in(p.run - 1, "works.listing") or (before == "on" and not called and not _is_short(o, run, 2)):
            return f"a title: capitalised, after “{before}”"
        told = beside in ",v" and link is not None and link.cue is not None and link.cue[1] >= p.run - 2
        if beside in "pSnNmvD," and rule in _UNSURE and not told and not called and not _is_short(o, run, 2):
            return "a title: every word is capitalised"
    if title and beside == "p" and c[p.run] == "Q" and (before == "on" or not _is_short(o, run, 2)):
        return "a title: every word is capitalised, after a preposition"
    if title and c[p.run] == "F" and _hears(o, p):
        return "a title: what is told something"
    if rule not in _SURE and _names_work(o, p.run):
        return "a title: a word for a work follows"
    term = _term_before(o, p)
    if term and (not called or rule == "passive-agent" or term == "known as") and _is_short(o, run):
        return f"a name, term or slogan, after “{term}”"
    if called and link is not None and _is_habit(p, link, title):
        return "a name that people use"
    if rule in _UNSURE and _is_bare(scene, p):
        return "a heading or name: it stands alone, or is the subject of its sentence"
    if link and link.cue and _may_be_denied(p, link) and _is_denied(p, link):
        return "denied: these words were not said"
    if title and link is not None and link.joins is not None and c[p.run - 1] in ",c" + RUN_CLASSES:
        first = drop_reason(scene, replace(p, run=link.joins))
        if first is not None and first.startswith("a title"):
            return "a title: it goes on with a list of them"
    while link and link.rule == "continued" and link.joins in scene.links:
        link = scene.links[link.joins]
        rule = link.rule
    if not led and rule in WEAK and rule not in ("weak-cue", "noun-cue") and (title or _is_short(o, run)):
        return "a scare quote or title: short, and no cue ties it to a speaker"
    return None


@lru_cache(maxsize=1)  # asked for each run of one line: looking anew would cost time by the square of its length
def _in_capitals(o: Outline, paragraph: tuple[int, int]) -> bool:
    """Whether the words of a run's line all begin with a capital, as in some headlines; a lone run tells nothing."""
    if _LOWER.search(o.classes, *paragraph):
        return False
    words = [o.word(at) for at in range(*paragraph) if o.classes[at] not in RUN_CLASSES and len(o.word(at)) > 3]
    return len(words) > 2 and all(not word[0].islower() for word in words)


_LOWER = re.compile("[ndVBIYrs]")  # classes of which a word with a capital has none


def _is_habit(p: Place, link: Link, title: bool) -> bool:
    """Whether the marks hold a name and nothing said: "who called themselves the “Larks”", "Locals call it “…”"."""
    o, c = p.outline, p.outline.classes
    assert link.cue is not None and link.mention is not None
    if title and c[link.cue[1] + 1] == "u" and o.is_in(link.cue[1] + 1, "pronouns.reflexive"):
        return True
    if not title and not _is_short(o, o.run_at(p.run), _NAME):
        return False  # "a bill that critics call “a solution in search of a problem”"
    cue = p.cue_at(link.cue[0])
    bare = link.mention.first == link.mention.last and o.lower(link.mention.last).endswith("s")
    return bare and cue is not None and cue.form == "base" and cue.lemma in o.rules.list("verbs.naming")


def _hears(o: Outline, p: Place) -> bool:
    """Whether a programme or paper in marks is spoken to: "told “Good Morning” that …", "told the “Mail” it was"."""
    told = p.run - 1 - (o.classes[p.run - 1] == "D")
    cue = p.cue_at(told) if told >= p.paragraph[0] else None
    return cue is not None and cue.lemma in o.rules.list("verbs.addressed")


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
    if at > p.paragraph[0] and c[at - 1 : at + 1] == "aD":
        at -= 1  # "known as the “…”"
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
    if link.cue[1] >= p.run or link.mention is None:
        return False
    cue = p.cue_at(link.cue[0])
    return cue is not None and cue.frame == "label"


def _words(o: Outline, run: Run) -> Iterator[str]:
    """The first words inside the marks, as many as may be needed."""
    return (word.group() for word in islice(_WORD.finditer(o.text, run.inner.start, run.inner.end), _ENOUGH))


def _is_short(o: Outline, run: Run, size: int = _SHORT) -> bool:
    """Whether fewer than ``size`` words stand inside the marks."""
    return next(islice(_words(o, run), size - 1, None), None) is None


def _is_title_case(o: Outline, run: Run) -> bool:
    small = o.rules.words["works.small"]
    for n, found in enumerate(islice(_WORD.finditer(o.text, *run.inner), _ENOUGH)):
        word = found.group()
        if not (word[0].isupper() or (n and (word[0].isdigit() or word.lower() in small))):
            return False
    return True


def _may_be_denied(p: Place, link: Link) -> bool:
    assert link.cue is not None
    return link.rule == "was-how" or (link.cue[1] < p.run and (link.rule in CUED_LEFT))


def _is_denied(p: Place, link: Link) -> bool:
    """ "denied saying “…”", "did not say “…”", "nobody said “…”"."""
    o, c = p.outline, p.outline.classes
    assert link.cue is not None
    if link.mention is not None and o.is_in(link.mention.first, "function.negation"):
        return True
    if link.mention is not None and link.mention.first > 0 and o.lower(link.mention.first - 1) in ("nor", "neither"):
        return True
    first = link.cue[0]
    if link.rule == "was-how":  # "“…” is what Lee did not say"
        begin = max(first - 2, p.run)
        return any(o.is_in(at, "function.negation") for at in range(begin, min(first + 3, p.paragraph[1])))
    if o.is_in(first, "verbs.denying") and c[p.run - 1] not in ":,":
        return True
    cue = p.cue_at(first)
    if c[p.run - 1] == ":" and cue is not None and cue.lemma in o.rules.list("verbs.demurring"):
        return False
    for at in range(first - 1, max(p.sentence[0], first - 4) - 1, -1):
        if o.is_in(at, "function.negation") or o.is_in(at, "verbs.denying"):
            return True
        if c[at] not in "xrtH":
            return False
    return False


def _type(o: Outline, runs: list[int], content: list[Span]) -> QuoteType:
    marked = {run.start: run.end for run in map(o.run_at, runs)}
    for start, end in content:
        if end > marked.get(start, -1):
            return QuoteType.MIXED
    return QuoteType.DIRECT
