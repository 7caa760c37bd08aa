"""Quotes whose speaker their neighbours tell: a second quoted sentence, a reopened paragraph, the sentence before.

``attribute`` runs the rules of attribution over all runs in order and lets these decide what is left. Imports
places, cues, subjects, links, answers and attribution.
"""

from __future__ import annotations

import re

from quotetrack.extraction.answers import find_asking
from quotetrack.extraction.attribution import RULES, cue_speaker_quote
from quotetrack.extraction.cues import cues_left, is_addressed, is_passive
from quotetrack.extraction.links import link_left
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.places import Link, Place, Scene, places
from quotetrack.extraction.subjects import clause_subject
from quotetrack.extraction.tokens import RUN_CLASSES, Outline

_SURE = frozenset({"quote-cue-speaker", "quote-speaker-cue", "reopened"})
_GUESSES = frozenset({"previous-paragraph", "previous-sentence", "sentence-subject", "same-paragraph", "dialogue-turn"})


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
        earlier = scene.links.get(previous.run) if previous is not None else None
        if same and earlier is not None and (link is None or link.cue == earlier.cue):
            link = _elided(place, earlier) or link
        strong = link is not None and link.rule not in ("weak-cue", "clause-colon", "noun-cue")
        if same and link is not None and link.cue is not None and previous is not None and link.cue[0] > previous.run:
            # a cue of its own: "called it “a” and mocked the “b”"; but "“…,” said Lee, whose group published it, “…”"
            strong = link.rule != "weak-cue" or o.classes[previous.run] != "Q" or o.classes[place.run - 1] != ","
        if not strong and previous is not None:
            chained = _chain(scene, place, previous) if same else _chain_paragraphs(scene, place, previous)
            link = chained or link
        if (
            link is not None
            and earlier is not None
            and previous is not None
            and link.joins is None
            and link.cue is not None
            and (link.cue, link.mention) == (earlier.cue, earlier.mention)
        ):
            link = link._replace(joins=_head(scene, previous.run))  # “A,” he said, “B.”: one quote
        if link is None:
            link = _before(place) or _fronted(scene, place, previous if same else None) or _sentence_subject(place)
        if link:
            scene.links[place.run] = link
        previous = place
    _attribute_backwards(scene)
    return scene


def _attribute_backwards(scene: Scene) -> None:
    """A quote over several paragraphs may be attributed only in its last: “…¶ “…,” Ann Lee added."""
    c = scene.outline.classes
    open_ended = "U" in c
    for place, following in (
        zip(reversed(scene.places[:-1]), reversed(scene.places[1:]), strict=True) if open_ended else ()
    ):
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
        uncued = head.cue is None or head.cue[1] < previous.run
        narrated = len(between) > _GESTURE and p.outline.word(previous.run + 1)[:1].isupper()
        if c[previous.run] == "M" and narrated and uncued:
            sentences += 1  # “Why?” | Would she go? | “…”
        if (
            sentences <= 1
            and head.mention is not None
            and (not between or previous.sentence[1] >= p.run - 1 or between == ",")
        ):
            return Link(p.run, "continued", head.cue, head.mention, joins=_head(scene, previous.run))
        if head.mention is None:
            return None
        narration = _narration_subject(scene, p, previous)
        if narration is not None and _is_told_of(p.outline, narration, head.mention):
            narration = None
        if narration:
            return narration
        return Link(p.run, "same-paragraph", None, head.mention)
    if previous.run >= p.sentence[0] and head.mention is not None and not _in_apposition(p, previous, head):
        # further fragments of one sentence: "called it “a”, “b” and “c”", “A,” he said, “b.”
        return Link(p.run, "continued", head.cue, head.mention, joins=_head(scene, previous.run))
    return None


def _is_told_of(o: Outline, narration: Link, speaker: Phrase) -> bool:
    """Whether a sentence of narration tells what he was, where she is the one who speaks: "“…,” she said. | He was
    nineteen then. | “…”"."""
    subject = narration.mention
    pronouns = subject is not None and o.classes[subject.last] == o.classes[speaker.last] == "H"
    if subject is None or not pronouns or not o.is_in(subject.last + 1, "verbs.be"):
        return False
    return any(
        o.is_in(one.last, "pronouns.masculine") and o.is_in(other.last, "pronouns.feminine")
        for one, other in ((subject, speaker), (speaker, subject))
    )


def _elided(p: Place, before: Link) -> Link | None:
    """Whose the words are where the verb of the quote ``before`` is not said again: "The Times called it “a”; | the
    Star, “b”", "The club said it was “a”, | the agent | that it was “b”"."""
    c = p.outline.classes
    opening = _AND_SO.match(c, before.run + 1, p.run)
    if opening is None or before.cue is None or before.cue[0] > before.run:
        return None
    phrase = phrase_right(p.outline, opening.end(), p.run)
    bare = phrase is not None and phrase.last == p.run - 2 and c[p.run - 1] == "," != opening.group()
    if phrase is None or not (bare or c[phrase.last + 1] == "h"):
        return None
    return Link(p.run, "continued", before.cue, phrase)


_AND_SO = re.compile(";c?|,c?")


def _in_apposition(p: Place, previous: Place, head: Link) -> bool:
    """Whether a fragment tells of the speaker: "“…,” said Lee, one of the first “big four” members"."""
    c = p.outline.classes
    assert head.mention is not None
    if c[p.run] != "F" or head.mention.first < previous.run or head.mention.last > p.run:
        return False
    return c[head.mention.last + 1] in ",(" and c[p.run - 1] in "DSsnmNp"


_GESTURE = 3  # tokens: "He shrugs." parts no quote
_ADVERBIAL = re.compile(r"[rypDnsS0mNkJ,cb]{1,10},$")


def _fronted(scene: Scene, p: Place, previous: Place | None) -> Link | None:
    """A quote that only an adverbial or participle stands before: "“…,” Lee said. Then, “…” Adding, “…”"."""
    c = p.outline.classes
    head = scene.links.get(previous.run) if previous else None
    if previous is None or head is None or head.mention is None or head.cue is None:
        return None
    first = p.sentence[0]
    adding = c[first] == "g" and c[p.run] in "EM" and c[first + 1] in ",:h"
    if not adding and (c[p.run] not in "EMU" or not _ADVERBIAL.match(c, first, p.run)):
        return None
    between = c[max(previous.run, head.cue[1], head.mention.last) + 1 : first]
    if between.count(".") > 1:
        return None
    return Link(p.run, "same-paragraph", (first, first) if adding else None, head.mention)


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
    subject = _introduced(o, start, end)
    if (
        subject
        and (c[subject.last] in "NJHD" or _is_person(o, subject))
        and not o.is_in(subject.first, "pronouns.first")
        and not o.is_in(subject.first, "function.negation")
    ):
        return Link(p.run, "previous-sentence", None, subject)
    return None


_TURN_OF = re.compile(r"[Hh]x?r?(?:d|V|v|D?n)[pt]")  # "it was the turn of", "it was left to", "it fell to"


_PUTS = re.compile("(?:[^xvVd,;:]{0,6}?[NJmnu])?(?:k|p)")
_ALONE = re.compile("D[dvVB][.?!,pr]")


def _introduced(o: Outline, start: int, end: int) -> Phrase | None:
    """Whom a sentence of narration introduces: who says so at its end, its subject, or the one in whose turn it is."""
    said_last = _attributed_last(o, start, end)
    if said_last is not None:
        return said_last
    asking = find_asking(o, start, end)
    answers = asking > start and o.classes[asking - 1] in "NJTmnH" and o.classes[end : end + 4].strip(".\n")[:1] != "M"
    if answers and _PUTS.match(o.classes, asking + 1, end):
        return phrase_right(o, asking + 1, end)  # "The clerk asked Ann Lee why. “…”" is answered by Lee
    if _ALONE.match(o.classes, start, end + 1) and o.is_in(start, "pronouns.standing"):
        return Phrase(start, start)  # "One sighs. “…” Another nods. “…”"
    subject = clause_subject(o, start, end)
    died = _DIED.match(o.classes, subject.phrase.last + 1, end) if subject is not None else None
    if died is not None and o.is_in(died.end() - 1, "verbs.dying"):
        return None  # "Walter Day, her neighbour, died in May. “He would have laughed.”"
    if subject is None or not o.is_in(subject.phrase.first, "pronouns.impersonal"):
        return subject.phrase if subject else None
    turn = _TURN_OF.match(o.classes, subject.phrase.first, end)
    phrase = phrase_right(o, turn.end(), end) if turn else None
    return phrase if phrase is not None and (o.classes[phrase.last] in "NJ" or _is_person(o, phrase)) else None


_DIED = re.compile("(?:,[^,]{1,12},)?[xr]*d")


def _attributed_last(o: Outline, start: int, end: int) -> Phrase | None:
    """The speaker of a sentence of reported speech: "The plan is dead, | Ann Lee said", "…, | said Ann Lee, who …"."""
    inverted = o.classes.find(",v", start, end)
    saying = o.rules.cues.get(o.lower(inverted + 1)) if inverted > start else None
    if saying is not None and saying.tier == "core":
        speaker = phrase_right(o, inverted + 2, end)
        if speaker is not None and o.classes[speaker.last + 1] in ",.?!w":
            return speaker
    aside = _ASIDE.search(o.classes, start, end)  # "The plan is dead, | Ann Lee said, and buried."
    comma = aside.start() if aside is not None else o.classes.rfind(",", start, end)
    phrase = phrase_right(o, comma + 1, end) if comma > start else None
    if phrase is None:
        return None
    cue = o.rules.cues.get(o.lower(phrase.last + 1)) if phrase.last + 1 < end else None
    said = cue is not None and cue.tier == "core" and o.classes[phrase.last + 1] == "v"
    return phrase if said and (aside is not None or end - phrase.last <= 5) else None


_ASIDE = re.compile(",[NTJ]{1,4}v,")


def _is_person(o: Outline, phrase: Phrase) -> bool:
    """Whether a role speaks for a person or a body: "the family’s lawyer", "the leader of the opposition"."""
    return "m" in o.classes[phrase.first : phrase.last + 1] and not o.is_in(phrase.last, "roles.document")


def _chain_paragraphs(scene: Scene, p: Place, previous: Place) -> Link | None:
    """A quote that opens its paragraph, after a paragraph with a quote."""
    c = p.outline.classes
    if p.run != p.paragraph[0] or c[p.run + 1 : p.run + 2] == ":":
        return None  # "“We can't sleep”: village in uproar" is a heading
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
        answering = _answering(scene, previous, head)
        if answering is not None:
            return Link(p.run, "dialogue-turn", None, answering)
        if tail <= 2:
            return Link(p.run, "previous-paragraph", None, head.mention)
    return None


_TURN = 12  # tokens of a paragraph that is one turn of a dialogue: the marked words are one token


def _is_turn(o: Outline, p: Place, longest: int = _TURN) -> bool:
    """Whether a paragraph of at most ``longest`` tokens is a turn of a dialogue: opened by what is said in it."""
    run = o.run_at(p.run)
    opens = o.classes[p.run] != "F" and p.run == p.paragraph[0]
    return opens and p.paragraph[1] - p.paragraph[0] <= longest and run.end - run.start <= _LONGEST_TURN


_LONGEST_TURN = 150  # characters


def _answering(scene: Scene, previous: Place, head: Link) -> Phrase | None:
    """Whose turn it is after two turns by two speakers: “…,” Lee said.¶ “…,” Roe replied.¶ “…”: Lee’s."""
    o = scene.outline
    turn = scene.place_before(previous)
    told = head.cue is not None or head.rule == "dialogue-turn"
    if turn is None or not told or head.mention is None:
        return None
    before = scene.links.get(turn.run)
    if before is None or before.mention is None or o.classes[turn.paragraph[1] : previous.paragraph[0]].strip("\n"):
        return None
    if turn.paragraph == previous.paragraph:  # “…,” Lee said. “…,” Roe replied.¶ “…”
        short = _is_turn(o, turn, 2 * _TURN) and before.rule in _SURE and head.rule in _SURE
    else:
        short = _is_turn(o, previous) and (head.rule == "dialogue-turn" or _is_turn(o, turn))
    other = o.lower(before.mention.last) != o.lower(head.mention.last) and o.classes[head.mention.last] != "H"
    return before.mention if short and other else None


def _is_question(p: Place, link: Link) -> bool:
    """Whether a quote was asked: the paragraph after it is somebody else's answer."""
    cue = p.cue_at(link.cue[0]) if link.cue else None
    return p.outline.classes[p.run] == "M" and cue is not None and cue.lemma in p.outline.rules.list("verbs.asking")


def _sentence_subject(p: Place) -> Link | None:
    """The subject of the quote's own sentence, where no cue tells: a guess, and marked as one."""
    if any(is_passive(p.outline, cue.token) and is_addressed(p, cue.form) for cue in cues_left(p)[:1]):
        return None  # "Lee was told “…”": the subject hears it
    subject = clause_subject(p.outline, p.sentence[0], p.run)
    return Link(p.run, "sentence-subject", None, subject.phrase) if subject else None


_THEN = re.compile("[crk]{1,2}:")


def _before(p: Place) -> Link | None:
    """A quote that is a sentence of its own: the subject of the sentence, or paragraph, before it."""
    o, c = p.outline, p.outline.classes
    then = _THEN.fullmatch(c, p.sentence[0], p.run)
    if (not p.starts_sentence() and then is None) or c[p.run + 1 : p.run + 2] == ":":
        return None
    lo = p.paragraph[0]
    if then is not None and p.sentence[0] > lo:
        end = p.sentence[0] - 1  # "She waited. Then: “…”"
        rule = "previous-sentence"
    elif p.run == lo:
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
        inverted = cue_speaker_quote(probe)
        if inverted:
            return inverted._replace(run=p.run, rule="colon-before")
    if start > 0 and c[start - 1] == "M" and "v" in c[start:end]:
        return None  # "“…?” Ann Lee asked." tells who asked, not who speaks next
    subject = _introduced(o, start, end)
    if subject is None or not (c[subject.last] in "NJTHm" or _is_person(o, subject)):
        return None
    return Link(p.run, rule, None, subject)
