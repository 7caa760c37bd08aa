"""Quotes whose speaker their neighbours tell: a second quoted sentence, a reopened paragraph, the sentence before.

``attribute`` runs the rules of attribution over all runs in order and lets these decide what is left. Imports
places, cues, subjects and attribution.
"""

from __future__ import annotations

from quotetrack.extraction.attribution import RULES, link_left
from quotetrack.extraction.cues import cues_left
from quotetrack.extraction.places import Link, Place, Scene, places
from quotetrack.extraction.subjects import clause_subject
from quotetrack.extraction.tokens import RUN_CLASSES, Outline

_SURE = frozenset({"quote-cue-speaker", "quote-speaker-cue", "reopened"})
_GUESSES = frozenset({"previous-paragraph", "previous-sentence", "sentence-subject", "same-paragraph"})


def attribute(o: Outline) -> Scene:
    """Every run of the outline with the link of the first rule that fits; runs no rule explains have none."""
    scene = Scene(o, list(places(o)))
    previous: Place | None = None
    for place in scene.places:
        link = None
        for rule in RULES:
            link = rule(place)
            if link:
                break
        same = previous is not None and previous.paragraph == place.paragraph
        strong = link is not None and link.rule not in ("weak-cue", "clause-colon", "noun-cue")
        if same and link is not None and link.cue is not None and previous is not None and link.cue[0] > previous.run:
            strong = True  # a cue of its own: "called it “a” and mocked the “b”"
        if not strong and previous is not None:
            chained = _chain(scene, place, previous) if same else _chain_paragraphs(scene, place, previous)
            link = chained or link
        if link is not None and link.joins is None and previous is not None and link.cue is not None:
            earlier = scene.links.get(previous.run)
            if earlier is not None and earlier.cue == link.cue:
                link = link._replace(joins=_head(scene, previous.run))  # “A,” he said, “B.”: one quote
        if link is None:
            link = _before(place) or _sentence_subject(place)
        if link:
            scene.links[place.run] = link
        previous = place
    _attribute_backwards(scene)
    return scene


def _attribute_backwards(scene: Scene) -> None:
    """A quote over several paragraphs may be attributed only in its last: “…¶ “…,” Ann Lee added."""
    c = scene.outline.classes
    for place, following in zip(reversed(scene.places[:-1]), reversed(scene.places[1:]), strict=True):
        link, later = scene.links.get(place.run), scene.links.get(following.run)
        open_end = c[place.run] == "U" and (place.run, place.run + 1) == place.paragraph
        if not open_end or following.run != following.paragraph[0] or c[place.run + 1 : following.run].strip("\n"):
            continue
        if later is None or later.mention is None or later.rule not in _SURE or (link and link.rule not in _GUESSES):
            continue
        scene.links[place.run] = Link(place.run, "reopened", later.cue, later.mention)
        scene.links[following.run] = later._replace(joins=place.run)
    for place in scene.places:  # all runs of a quote join its first
        link = scene.links.get(place.run)
        if link is not None and link.joins is not None and (head := _head(scene, link.joins)) != link.joins:
            scene.links[place.run] = link._replace(joins=head)


def _chain(scene: Scene, p: Place, previous: Place) -> Link | None:
    """A quote that follows another in its paragraph without a cue of its own."""
    c = p.outline.classes
    head = scene.links.get(previous.run)
    if head is None:
        return None
    between = c[previous.run + 1 : p.run]
    if p.starts_sentence():
        # only the rest of the sentence that attributes the previous quote stands in between
        sentences = between.count(".") + between.count("?") + between.count("!")
        if (
            sentences <= 1
            and head.mention is not None
            and (not between or previous.sentence[1] >= p.run - 1 or between == ",")
        ):
            return Link(p.run, "continued", head.cue, head.mention, joins=_head(scene, previous.run))
        if head.mention is None:
            return None
        narration = _narration_subject(scene, p, previous)
        if narration:
            return narration
        return Link(p.run, "same-paragraph", None, head.mention)
    if previous.run >= p.sentence[0] and head.mention is not None and not _in_apposition(p, previous, head):
        # further fragments of one sentence: "called it “a”, “b” and “c”", “A,” he said, “b.”
        return Link(p.run, "continued", head.cue, head.mention, joins=_head(scene, previous.run))
    return None


def _in_apposition(p: Place, previous: Place, head: Link) -> bool:
    """Whether a fragment tells of the speaker: "“…,” said Lee, one of the first “big four” members"."""
    c = p.outline.classes
    assert head.mention is not None
    if c[p.run] != "F" or head.mention.first < previous.run or head.mention.last > p.run:
        return False
    return c[head.mention.last + 1] in ",(" and c[p.run - 1] in "DSsnmN"


def _head(scene: Scene, run: int) -> int:
    link = scene.links.get(run)
    return link.joins if link and link.joins is not None else run


def _narration_subject(scene: Scene, p: Place, previous: Place) -> Link | None:
    """The subject of the sentence of narration right before a quote that is a sentence of its own."""
    o, c = p.outline, p.outline.classes
    end = p.run - 1
    if end < 0 or c[end] not in ".?!":
        return None
    start = end
    while start > previous.run + 1 and c[start - 1] not in ".?!E\n":
        start -= 1
    if start <= previous.run + 1 and c[previous.run] not in "EM":
        return None  # the rest of the sentence that attributes the quote before
    subject = clause_subject(o, start, end)
    if (
        subject
        and c[subject.phrase.last] in "NJH"
        and not o.is_in(subject.phrase.first, "pronouns.impersonal")
        and not o.is_in(subject.phrase.first, "pronouns.first")
    ):
        return Link(p.run, "previous-sentence", None, subject.phrase)
    return None


def _chain_paragraphs(scene: Scene, p: Place, previous: Place) -> Link | None:
    """A quote that opens its paragraph, after a paragraph with a quote."""
    c = p.outline.classes
    if p.run != p.paragraph[0]:
        return None
    gap = c[previous.paragraph[1] : p.paragraph[0]]
    adjacent = gap.strip("\n") == ""
    head = scene.links.get(previous.run)
    last_of_paragraph = previous.run == previous.paragraph[1] - 1
    if adjacent and c[previous.run] == "U" and last_of_paragraph and head is not None:
        return Link(p.run, "reopened", head.cue, head.mention, joins=_head(scene, previous.run))
    if not adjacent or p.paragraph[1] - p.run > 2:
        return None
    if head is not None and head.mention is not None and not _is_question(previous, head):
        tail = previous.paragraph[1] - max(previous.sentence[1], previous.run)
        if tail <= 2:
            return Link(p.run, "previous-paragraph", None, head.mention)
    return None


def _is_question(p: Place, link: Link) -> bool:
    """Whether a quote was asked: the paragraph after it is somebody else's answer."""
    cue = p.cue_at(link.cue[0]) if link.cue else None
    return p.outline.classes[p.run] == "M" and cue is not None and cue.lemma in p.outline.rules.list("verbs.asking")


def _sentence_subject(p: Place) -> Link | None:
    """The subject of the quote's own sentence, where no cue tells: a guess, and marked as one."""
    subject = clause_subject(p.outline, p.sentence[0], p.run)
    return Link(p.run, "sentence-subject", None, subject.phrase) if subject else None


def _before(p: Place) -> Link | None:
    """A quote that is a sentence of its own: the subject of the sentence, or paragraph, before it."""
    o, c = p.outline, p.outline.classes
    if not p.starts_sentence():
        return None
    lo = p.paragraph[0]
    if p.run == lo:
        end = lo - 1
        while end > 0 and c[end] == "\n":
            end -= 1
        lo = c.rfind("\n", 0, end) + 1
        rule = "previous-paragraph"
    else:
        end = p.run - 1
        rule = "previous-sentence"
    if end < lo:
        return None
    colon = c[end] == ":"
    start = end
    while start > lo and c[start - 1] not in ".?!EM\n":
        start -= 1
        if c[start] in RUN_CLASSES and start < end:
            return None
    if colon:
        probe = Place(o, end + 1, (start, end + 1), p.paragraph)
        for cue in cues_left(probe):
            link = link_left(probe, cue, "colon-before")
            if link:
                return link._replace(run=p.run)
    if start > 0 and c[start - 1] == "M" and "v" in c[start:end]:
        return None  # "“…?” Ann Lee asked." tells who asked, not who speaks next
    subject = clause_subject(o, start, end)
    if subject is None or c[subject.phrase.last] not in "NJTHm":
        return None
    if not o.is_in(subject.phrase.first, "pronouns.impersonal"):
        return Link(p.run, rule, None, subject.phrase)
    return None
