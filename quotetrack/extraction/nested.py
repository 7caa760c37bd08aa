"""Speech inside speech: what somebody quotes while being quoted is a quote of its own, with its own speaker.

Only where a cue inside the outer quote says so; one's own earlier words stay part of the outer quote. Imports the
stages, repair excepted, and model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quotetrack.extraction.contents import Found, find_quotes
from quotetrack.extraction.continuation import attribute
from quotetrack.extraction.places import Link, Scene
from quotetrack.extraction.quotations import find_runs
from quotetrack.extraction.tokens import Outline, outline

_MARK = re.compile(r"[“\"„«‘'](?<![^\W_].)(?=\S)")  # the mark comes first, so that the search skips to the next
_CUED = frozenset(
    {
        "quote-cue-speaker",
        "quote-speaker-cue",
        "cue-speaker-quote",
        "adjacent-cue",
        "speaker-cue-quote",
        "speaker-colon",
        "infinitive-cue",
    }
)


def find_nested(scene: Scene) -> Iterator[tuple[Scene, Found, int]]:
    """Quotes inside the quoted runs of ``scene``: their own scene, what was found, and the offset of that scene."""
    for within, base in nested_scenes(scene):
        for found in find_quotes(within):
            if is_cued(within, found.link):
                yield within, found, base


def nested_scenes(scene: Scene) -> Iterator[tuple[Scene, int]]:
    """The scene inside each quoted run that holds marks of its own, and where in the text it begins."""
    o = scene.outline
    for place in scene.places:
        inner = o.run_at(place.run).inner
        if not _MARK.search(o.text, inner.start, inner.end):
            continue
        text = o.text[inner.start : inner.end]
        runs = find_runs(text)
        if runs:
            yield attribute(outline(text, runs, (), o.rules)), inner.start


def _is_wished(o: Outline, cue: int) -> bool:
    """Whether the words are only wished or feared: "has to be able to ring them and say ‘…’"."""
    form = o.rules.cues.get(o.lower(cue))
    bare = form is not None and form.form == "base" and cue > 0 and o.classes[cue - 1] in "tc"
    return bare and not (cue > 1 and o.is_in(cue - 2, "verbs.habitual"))  # "My father used to say ‘…’"


def is_cued(scene: Scene, link: Link) -> bool:
    """Whether a cue inside the outer quote gives the nested one to somebody other than its own speaker."""
    o, mention = scene.outline, link.mention
    if link.rule not in _CUED or mention is None:
        return False
    if link.cue is not None and _is_wished(o, link.cue[0]):
        return False
    return not (o.classes[mention.first] == "H" and o.is_in(mention.first, "pronouns.first"))
