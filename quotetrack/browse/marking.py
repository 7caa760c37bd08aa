"""Marks quotes, cues, speakers and page furniture in a text: exact to the character, in one pass.

Offsets are code points of the article's text, as stored; HTML is made only here, from slices of it. Imports showing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from quotetrack.browse.showing import visible

_BLANK_LINES = re.compile(r"(?:\r?\n[^\S\n]*){2,}")
_LINES = re.compile(r"[\r\n]+")
_WORD = re.compile(r"\w+")


class Layer(NamedTuple):
    """A stretch of text that is something: ``kind`` is content, cue, mention, hit, or "furniture caption" and so on;
    ``owner`` is the key of the quote that it belongs to, "" for none."""

    start: int
    end: int
    kind: str
    owner: str = ""


def paragraphs(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Start and end of each paragraph between ``start`` and ``end``: blocks between blank lines, or lines where the
    text has no blank line."""
    end = len(text) if end is None else end
    gaps = list(_BLANK_LINES.finditer(text, start, end)) or list(_LINES.finditer(text, start, end))
    edges = [start, *(edge for gap in gaps for edge in gap.span()), end]
    return [(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if text[first:last].strip()]


def mark_text(text: str, layers: Iterable[Layer], start: int = 0, end: int | None = None) -> Markup:
    """``text`` from ``start`` to ``end`` with its layers marked, without paragraphs."""
    end = len(text) if end is None else end
    return Markup().join(mark_paragraphs(text, layers, [(start, end)]))


def _before_line_end(text: str, position: int) -> int:
    """A position between CR and LF moves before both: the two are one line end, and no mark parts them."""
    return position - 1 if position > 0 and text[position - 1 : position + 1] == "\r\n" else position


def mark_paragraphs(
    text: str,
    layers: Iterable[Layer],
    stretches: Sequence[tuple[int, int]],
    labels: Mapping[str, Markup] | None = None,
    anchors: bool = False,
) -> list[Markup]:
    """HTML of each stretch (sorted, disjoint), cut into pieces where a layer starts or ends.

    A piece within content is a <mark>, one within another layer a <span>, with the kinds as classes and the owners of
    its content in ``data-quote``. ``anchors`` puts the id "q-KEY" before each quote, ``labels`` adds HTML after it.
    """
    if not stretches:
        return []
    low, high = stretches[0][0], stretches[-1][1]
    whole = [
        layer._replace(start=_before_line_end(text, layer.start), end=_before_line_end(text, layer.end))
        for layer in layers
    ]
    clipped = [
        layer._replace(start=max(layer.start, low), end=min(layer.end, high))
        for layer in whole
        if layer.start < high and layer.end > low and layer.start < layer.end
    ]
    first, last = _extents(clipped)
    opening: dict[int, list[Layer]] = {}
    for layer in clipped:
        opening.setdefault(layer.start, []).append(layer)
    cuts = sorted({cut for layer in clipped for cut in layer[:2]} | {cut for edges in stretches for cut in edges})
    active: list[Layer] = []
    marked: list[Markup] = []
    number = 0
    for cut, following in zip(cuts, [*cuts[1:], high], strict=True):
        active = [layer for layer in active if layer.end > cut] + opening.get(cut, [])
        while number < len(stretches) and stretches[number][1] <= cut:
            number += 1
        if number == len(stretches):
            break
        if cut < stretches[number][0] or following <= cut:
            continue
        if cut == stretches[number][0]:
            marked.append(Markup())
        owners = _owners(active)
        if anchors:
            for owner in owners:
                if first[owner] == cut:
                    marked[-1] += Markup('<a class="anchor" id="q-{}"></a>').format(owner)
        marked[-1] += _piece(text[cut:following], active, owners)
        for owner in owners:
            if labels and owner in labels and last[owner] == following:
                marked[-1] += labels[owner]
    return marked


def _extents(layers: Iterable[Layer]) -> tuple[dict[str, int], dict[str, int]]:
    """Where each quote's content starts and ends."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for layer in layers:
        if layer.kind == "content":
            first[layer.owner] = min(layer.start, first.get(layer.owner, layer.start))
            last[layer.owner] = max(layer.end, last.get(layer.owner, layer.end))
    return first, last


def _owners(active: Iterable[Layer]) -> list[str]:
    return list(dict.fromkeys(layer.owner for layer in active if layer.kind == "content"))


def _piece(text: str, active: Sequence[Layer], owners: Sequence[str]) -> Markup:
    if not active:
        return visible(text)
    kinds = " ".join(dict.fromkeys(layer.kind for layer in active))
    if owners:
        keys = " ".join(owners)
        return Markup('<mark class="{}" data-quote="{}">{}</mark>').format(kinds, keys, visible(text))
    return Markup('<span class="{}">{}</span>').format(kinds, visible(text))


def quote_layers(row: Mapping[str, object], *, whole: bool = True) -> list[Layer]:
    """The layers of a quote, given as a row of store.search: its content, and with ``whole`` its cue and mention."""
    owner = str(row["key"])
    spans = row["content"]
    assert isinstance(spans, list)
    layers = [Layer(start, end, "content", owner) for start, end in spans]
    for kind in ("cue", "mention") if whole else ():
        found = row[kind]
        if isinstance(found, dict):
            start, end = found["span"]
            layers.append(Layer(start, end, kind, owner))
    return layers


def furniture_layers(furniture: Iterable[tuple[int, int, str]]) -> list[Layer]:
    """The layers of an article's furniture; a title and captions are prose that is only set apart."""
    return [Layer(start, end, f"furniture {kind}") for start, end, kind in furniture]


def hit_layers(text: str, phrases: Iterable[str]) -> list[Layer]:
    """Where the words that were searched for stand: whole words, whatever their case and accents."""
    looked_for = {word for phrase in phrases for word in _WORD.findall(_without_accents(phrase))}
    if not looked_for:
        return []
    return [
        Layer(found.start(), found.end(), "hit")
        for found in _WORD.finditer(_without_accents(text))
        if found[0] in looked_for
    ]


def _without_accents(text: str) -> str:
    """Small letters without accents, as many characters as before."""
    return "".join(unicodedata.normalize("NFD", character)[0].lower()[:1] for character in text)
