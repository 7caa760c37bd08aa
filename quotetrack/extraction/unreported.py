"""Words of saying that no quote has, and why: where somebody's speech may have been missed.

Only ``explain`` asks. Imports earlier stages and model.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quotetrack.extraction.contents import Found
from quotetrack.extraction.cues import Cue, is_unsaid, refuse_cue
from quotetrack.extraction.levels import Level, level_of
from quotetrack.extraction.links import link_left
from quotetrack.extraction.places import Place, Scene
from quotetrack.extraction.reported import SENTENCE
from quotetrack.model import Attributions, Span


@dataclass(frozen=True, slots=True)
class UnusedCue:
    """A word of saying without a quote: the word and its place, its sentence, and why it has none."""

    cue: str
    span: Span
    sentence: Span
    reason: str


def find_unused(scene: Scene, quotes: Iterable[Found], attributions: Attributions) -> Iterator[UnusedCue]:
    """The words of saying outside of quotes that none of ``quotes``, marked and unmarked, has as its cue, in order."""
    o = scene.outline
    level = level_of(o.rules, attributions)
    found = list(quotes)
    used = {at for one in found if one.link.cue for at in range(one.link.cue[0], one.link.cue[1] + 1)}
    said = sorted(span for one in found for span in one.quote.content)
    for sentence in SENTENCE.finditer(o.classes):
        lo, hi = sentence.span()
        place = Place(o, hi, (lo, hi), (lo, hi))
        for match in level.cue.finditer(o.classes, lo, hi):
            at = match.start()
            counts = o.classes[at] == "A" or o.lower(at) in level.words
            if at in used or not counts or _is_within(said, o.start(at)):
                continue
            yield UnusedCue(o.word(at), o.span(at, at), o.span(lo, hi - 1), _reason(place, at, level))


def _is_within(spans: list[Span], offset: int) -> bool:
    """Whether one of ``spans``, which are in order and do not overlap, holds ``offset``."""
    at = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return at >= 0 and offset < spans[at].end


def _reason(p: Place, at: int, level: Level) -> str:
    o, c = p.outline, p.outline.classes
    if c[at] == "A":
        return "nobody behind it, or no clause beside it"
    if c[at] in "mnB" and o.lower(at) in o.rules.cue_nouns and c[at + 1 : at + 2] == "h":
        return "nobody beside the noun whose words these are"
    form = p.cue_at(at)
    if form is None:
        return "no clause or object that it governs, or nobody is its subject"
    refused = refuse_cue(p, at)
    if refused is not None:
        return refused
    if is_unsaid(p, at, form):
        return "passive, denied or not said yet"
    link = link_left(p, Cue(at, at, form, c[at]), "")
    if link is None or link.mention is None:
        return "nobody is its subject"
    subject = " ".join(o.mention(link.mention.first, link.mention.last).split())
    governed = "clause" if o.lower(at) in level.reports else "object"
    return f"its subject would be “{subject}”; no {governed} after it that counts, or one that a quote has"
