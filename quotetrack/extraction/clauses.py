"""Where reported speech begins and ends: the content spans of a quote, from its runs and its link.

The clause that a cue governs is content as a whole: after the cue ("said that …"), before it ("…, Ann Lee said"), or on
both sides of it. Narration that follows in the same sentence is left out. Imports tokens, mentions, complements, places
and model.
"""

from __future__ import annotations

import re

from quotetrack.extraction.complements import LEAD, over_time
from quotetrack.extraction.mentions import phrase_right
from quotetrack.extraction.places import Link, Place
from quotetrack.extraction.tokens import RUN_CLASSES, Outline
from quotetrack.language import CueForm
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
        "label-cue",
    }
)
_CUED_RIGHT = frozenset({"quote-cue-speaker", "quote-speaker-cue", "final-attribution", "middle-attribution"})
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


def content_spans(o: Outline, places: dict[int, Place], link: Link, runs: list[int]) -> list[Span]:
    """The content of the quote that is made of ``runs``: its reported clauses, or where there are none its marks."""
    head = places[runs[0]]
    same = [run for run in runs if head.sentence[0] <= run < head.sentence[1]]
    spans = [Span(run.start, run.end) for run in map(o.run_at, runs)]
    if link.rule == "headline-colon" and link.mention is not None:
        return [_headline_clause(o, head, link)]
    if link.cue is None or link.mention is None:
        return spans
    reported: list[Span] = []
    if link.cue[0] > runs[0] and (link.rule in _CUED_RIGHT or link.rule == "according-to"):
        attribution = min(link.cue[0], link.mention.first, (link.mention.role or link.mention)[0])
        after = [run for run in same if run > attribution]
        another = link.rule == "according-to" and o.classes.find("A", head.sentence[0], runs[0]) > 0
        if another or (after and _is_elliptic(o, link, after[0])):
            return spans  # "“a” on Friday, according to Lee, and | “b”, according to Roe"
        same = [run for run in same if run < attribution]
        clause = _clause_before(o, head, attribution, same, link) if same else None
        reported = [clause] if clause else []
    elif link.cue[1] < runs[0] and link.rule == "according-to":
        comma = o.classes.find(",", link.mention.last + 1, runs[0])
        if comma > 0 and o.classes[comma + 1] == "w":
            comma = o.classes.find(",", comma + 1, runs[0])  # "According to Ann Lee, who led it, | …"
        start = comma if comma > 0 else link.mention.last + 1
        was = _WAS_THAT.match(o.classes, start, runs[0])  # "What they said, according to the minutes, was that | it …"
        clause = _clause_after(o, head, was.end() if was else start, None, same)
        reported = [clause] if clause else []
    elif o.classes[link.cue[0]] in "gG" and (link.mention.last + 1, link.cue[1] + 1) == (link.cue[0], runs[0]):
        pass  # "a sign reading “…” hung": the verb behind the marks is the sign's
    elif link.cue[1] < runs[0] and link.rule in CUED_LEFT:
        cue = o.rules.cues.get(o.lower(link.cue[0]))
        that = o.classes.find("h", link.mention.last, runs[0]) if link.mention.first > link.cue[1] else 0
        if that > 0:  # "The secret, says Lee, a cook, is that | it was “burnt”"
            clause = _clause_after(o, head, that, cue, same)
            reported = [clause] if clause else []
        elif cue is not None and cue.frame == "clause":
            clause = _clause_after(o, head, _after_cue(link, runs[0]), cue, same)
            before = _clause_around(o, head, link)
            marked = [clause] if clause else spans[: len(same)] if before else []
            reported = [*before, *marked]
        elif cue is not None:
            clause = _complement(o, head, link, same)
            reported = [clause] if clause else []
    elif link.cue[1] < runs[0] and link.rule == "noun-cue":
        clause = _noun_clause(o, head, link, same)
        reported = [clause] if clause else []
    if not reported:
        return spans
    return [*reported, *(span for run, span in zip(runs, spans, strict=True) if run not in same)]


def _is_elliptic(o: Outline, link: Link, run: int) -> bool:
    """Whether a second fragment follows without a verb: "The soup was “thin”, he said, | and the bread “a brick”"."""
    assert link.cue is not None and link.mention is not None
    between = o.classes[max(link.cue[1], link.mention.last) + 1 : run]
    return between[:2] == ",c" and len(between) > 2 and not any(letter in "xvVdBgG" for letter in between)


def _after_cue(link: Link, run: int) -> int:
    """The token after the cue, and after its speaker where the cue stands before him: "says | Ann Lee | “…”"."""
    assert link.cue is not None and link.mention is not None
    return (link.mention.last if link.cue[1] < link.mention.first and link.mention.last < run else link.cue[1]) + 1


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
    comma = min(link.cue[0], (link.mention.role or link.mention)[0]) - 1
    start = p.sentence[0]
    if start < comma and c[start] == "c":
        start += 1
    after = _after_cue(link, p.run)
    cue = o.rules.cues.get(o.lower(link.cue[0]))
    addressed = cue is not None and cue.lemma in o.rules.list("verbs.addressed")
    told = phrase_right(o, after, p.run) if addressed else None
    after = told.last + 1 if told is not None else after  # "It would go back, he told the council, “if need be”"
    where = _WHERE.match(c, after, p.run)
    if where is not None and o.is_in(after, "names.locating"):
        after = where.end()  # "It was, she said from the bench, “an outrage”"
    if start >= comma or c[comma] != "," or c[after] not in ",:":
        return []
    words = c[start:comma]
    if words[0] in "yrIGgAat" or any(letter in RUN_CLASSES or letter == "v" for letter in words):
        return []
    beside = c[after] == ":" or c[after + 1] in RUN_CLASSES
    if beside and not (c[after] == "," and words[0] != "p" and _begins_small(o, p.run)):
        said = _has_subject_and_verb(o, start, comma)
    else:
        # "Asked about it, he said, “…”" tells of the speaker
        said = not (o.lower(start).endswith("ed") or o.is_in(start, "verbs.fronted") or _tells_when(o, start, comma))
    return [o.span(start, comma - 1)] if said else []


_WHERE = re.compile("p[DSs]?[nmNB]{1,3}(?=,)")


def _tells_when(o: Outline, start: int, stop: int) -> bool:
    """Whether a fronted phrase tells when or where it was said: "On Monday, | he said", "In her speech, | he said"."""
    if o.classes[start] != "p":
        return False
    return stop - start < 4 or any(o.classes[at] == "y" or o.is_in(at, "names.occasions") for at in range(start, stop))


_VERB_NEXT = re.compile("r*[xVdB]")


def _has_subject_and_verb(o: Outline, start: int, stop: int) -> bool:
    """Whether a main clause begins at ``start``: a noun phrase and, right after it, a verb."""
    subject = phrase_right(o, start, stop)
    return subject is not None and _VERB_NEXT.match(o.classes, subject.last + 1, stop) is not None


_GERUND = re.compile(r"[DSs0drnmNTJIuqp&']{0,14}?p(?=[IGg])")


def _complement(o: Outline, p: Place, link: Link, runs: list[int]) -> Span | None:
    """The clause that a label verb takes after its object: "accused him of | leaving “a mess” behind", "called on them
    to | “think again” about it"."""
    c = o.classes
    assert link.cue is not None
    start = link.cue[1] + 1
    called_on = c[start] == "p" and o.lower(start) == "on"
    opener = _INFINITIVE.match(c, start + 1) if called_on else _GERUND.match(c, start)
    return o.span(opener.end(), _clause_stop(o, p, runs[-1])) if opener and opener.end() < runs[0] else None


def _noun_clause(o: Outline, p: Place, link: Link, runs: list[int]) -> Span | None:
    """The clause that a noun takes: "his claim that | the bridge is “dead”", "her promise to | be “neutral”"."""
    c = o.classes
    assert link.cue is not None and link.mention is not None
    start, opened = _clause_start(o, link.cue[1] + 1, runs[0], None)
    that = c.find("h", link.cue[1], runs[0])
    if not opened and that > 0 and c[that - 1] == "x":
        start, opened = that + 1, True  # "The agency’s reply, which ran to a line, was that | it was “old”"
    if not opened:
        return None
    stop = _clause_stop(o, p, runs[-1])
    if not any(letter in "xvdVB" for letter in c[p.sentence[0] : min(link.mention.first, link.cue[0])]):
        stop = runs[-1]  # the noun is the subject: what follows the marks may be its verb
    return o.span(start, stop)


_VERBAL = frozenset("HxdvVB")


def _clause_after(o: Outline, p: Place, start: int, cue: CueForm | None, runs: list[int]) -> Span | None:
    """The reported clause from ``start``, right after its cue, to its end; None where only marked words are said."""
    c = o.classes
    first, last = runs[0], runs[-1]
    start, opened = _clause_start(o, start, first, cue)
    stop = _clause_stop(o, p, last)
    end = o.end(stop)
    if start < first:
        # "said that if it rained, it might fall: “…”"
        if opened and (c[first - 1] != ":" or c[start] == "k" or _has_subject_and_verb(o, start, first - 1)):
            return Span(o.start(start), end)
        if not opened and not _leads(o, start, first, cue) and _is_clause(o, start, first, last, stop, cue):
            return Span(o.start(start), end)
    if start == first == last and not opened and _WHEN.fullmatch(c, last + 1, stop + 1):
        return None  # "said “stay calm” | on Monday"
    goes_on = stop > last or (last > first and start == first)
    whole = c[first] == "F" or (c[first] == "Q" and first < last and _goes_on(o, first + 1))
    if not goes_on or not whole or c[last + 1 : last + 2] == "," or any(x in "vVgG" for x in c[first + 1 : last]):
        return None
    if (
        opened
        or (cue is not None and cue.tier == "core")
        or (start == first and _VERB_AFTER.match(c, first + 1, stop + 1))
    ):
        return Span(o.run_at(first).start, end)
    return None


_WAS_THAT = re.compile(",?xh")
_WHEN = re.compile(r"(?:p?[sD]?y0*)+")
# A verb after the marks that belongs to their clause, and to no relative or subordinate one.
_VERB_AFTER = re.compile(r"[^hwkc,;:(\-]*?[xdvV]")


def _leads(o: Outline, start: int, run: int, cue: CueForm | None) -> bool:
    """Whether the words before the marks only lead to them: "said in a statement, | “…”", "said of the dam: | “…”"."""
    c = o.classes
    if c[run - 1] == ":":  # "said | the dam was old: “…”"
        clausal = cue is not None and cue.lemma in o.rules.list("verbs.clausal")
        return not clausal or not _has_subject_and_verb(o, start, run - 1)
    if c[run - 1] != "," or (c[start] not in _LEADING and _begins_with_verb(o, run)):
        return False
    if c[start] == "k" and o.is_in(start, "function.conditional"):
        return not _begins_small(o, run)  # "said because it was old, “she sold it”"
    told = c[start] in _LEADING or not any(letter in _VERBAL for letter in c[start:run])
    return told or not _begins_small(o, run)


_LEADING = frozenset("kapyrIGg")


def _is_clause(o: Outline, start: int, first: int, last: int, stop: int, cue: CueForm | None) -> bool:
    """Whether the words from ``start`` make a clause with the marked ones: somewhere there is a verb."""
    c = o.classes
    if c.rfind("(", start, first) > c.rfind(")", start, first):
        return False
    if any(letter in _VERBAL for letter in c[start:first]) or (c[start] in "kw" and o.is_in(start, "function.asking")):
        return True
    if _begins_with_verb(o, first):
        return True
    if cue is None or c[first - 1] in ":," or c[start] in "pb":
        return False
    if _VERB_AFTER.match(c, first + 1, stop + 1):
        return True
    return cue.lemma in o.rules.list("verbs.clausal") and (stop > last or _before_adverbs(c, first) in _SUBJECT_ENDS)


def _begins_with_verb(o: Outline, run: int) -> bool:
    """Whether the marked words begin with a verb: "the project | “has been under review”"."""
    inner = o.run_at(run).inner
    word = _WORD.search(o.text, inner.start, inner.end)
    if word is None:
        return False
    lower = word.group().lower().replace("’", "'")
    if lower in o.rules.list("function.auxiliary"):
        return True
    c = o.classes
    if _before_adverbs(c, run) not in "NJmnH),":
        return False
    cue = o.rules.cues.get(lower)
    if lower in o.rules.list("function.ordinary_verb") or (cue is not None and cue.form in ("past", "third")):
        return True
    return lower.endswith("ed") and c[run] != "F" and lower not in o.rules.list("endings.not_past")


_SUBJECT_ENDS = frozenset("NJmnHTu0)sD")


def _before_adverbs(c: str, run: int) -> str:
    """The letter before the marks, adverbs passed over: "the crew | immediately “went …”"."""
    at = run - 1
    while at > 0 and c[at] == "r":
        at -= 1
    return c[at]


def _begins_small(o: Outline, run: int) -> bool:
    """Whether the marked words begin with a small letter, and so go on with a sentence."""
    inner = o.run_at(run).inner
    word = _WORD.search(o.text, inner.start, inner.end)
    return word is not None and word.group()[0].islower()


def _clause_start(o: Outline, start: int, first: int, cue: CueForm | None) -> tuple[int, bool]:
    """Where reported speech begins after its cue (before the run ``first``), and whether "that" or "to" opens it.

    The one addressed, times and places between cue and clause are passed over: "told reporters on Monday that | …".
    """
    c = o.classes
    that = c.find("h", start, first)
    if that >= 0 and (c[that - 1] == "," or not any(letter in "HxdvV" for letter in c[start:that])):
        is_subject = c[that + 1] == "x" and o.is_in(that + 1, "verbs.be") and o.lower(that + 1) != "being"
        after = that + (not is_subject)  # "says | that is because “…”", "says that, | if it rains, “…”"
        return after + (c[after] == "," and after + 1 < first), True
    bidding = cue is not None and cue.lemma in o.rules.list("verbs.bidding")
    addressed = cue is not None and cue.lemma in o.rules.list("verbs.addressed")
    if addressed and start < first and not (bidding and _INFINITIVE.match(c, start)):
        paper = _PAPER.match(c, start, first)
        phrase = phrase_right(o, start, first) if paper is None else None
        after = paper.end() if paper else phrase.last + 1 if phrase is not None else start + (c[start] in "uD")
        if c[after] not in "xdvVB":
            start = after
    lead = LEAD.match(c, start, first)
    if lead and lead.end() < first:
        start = over_time(o, lead.end(), first)
    while start < first and c[start] in ",:":
        start += 1
    if c[start] == "h" and start + 1 < first and that == start:
        return start + 1, True  # "told a packed hall on Monday night that | …"
    infinitive = _INFINITIVE.match(c, start) if bidding else None
    if infinitive and infinitive.end() <= first:  # "pledged on Sunday to | rid …"
        return infinitive.end(), True
    return start, False


_PAPER = re.compile("D?F(?:n{1,2}(?=[HDNSsTh]))?")  # "told the “Mail” newspaper | it was “over”"
# Whom one bids and what: "them to | leave", "the people of the town to | “stay”". "To" before a noun is a preposition.
_INFINITIVE = re.compile(rf"(?:[DSs0dr]{{0,3}}[nmNTJu]{{1,5}}(?:p[DSs]?[nmNTJ]{{1,4}})?)?t(?=[{RUN_CLASSES}ndxvVBry])")


_NARRATION = frozenset("kwgGIAva")
_ASIDE = re.compile(r"-[^-,;:()\nQEMFU]{1,12}-(?=r?[xvVdB])")  # "“every nurse” – Lee too – | wanted a rota"


_AND_ANOTHER = re.compile("c[DSs]?[nmNTJ]{1,3},[^,;:\n]{1,25},[vVB]")
_INSERTED = re.compile("-[hrxvVdB]")


def _clause_stop(o: Outline, p: Place, last: int) -> int:
    """The last token of the reported clause that holds the run ``last``."""
    c = o.classes
    stop = p.sentence[1]
    if c[last] in "EM" or last + 1 >= stop or (c[last] == "Q" and not _goes_on(o, last + 1)):
        return last
    inserted = c[last - 1] == "-" and _INSERTED.match(c, last + 1, stop)  # "so bad – “an insult” – | that he left"
    at = last + (2 if inserted else 1)
    while at < stop:
        letter = c[at]
        aside = _ASIDE.match(c, at, stop) if letter == "-" else None
        if aside:
            at = aside.end()
            continue
        if letter in ";-():\n" or letter in RUN_CLASSES or (letter == "c" and c[at + 1 : at + 2] in tuple("vVgG")):
            break
        if letter == "c" and _AND_ANOTHER.match(c, at, stop):
            break  # "they are “unfit” | and pupils, asked by us, say …"
        if letter == "," and at + 1 < stop and _ends_clause(o, p, at):
            break
        at += 1
    if at < stop and c[at] == "," and c[at + 1 : at + 2] == "w" and any(letter in RUN_CLASSES for letter in c[at:stop]):
        return last  # "… of the talks, which they described as “…”": the rest is narration
    while at - 1 > last and c[at - 1] == ",":
        at -= 1
    return at - 1


# What goes on with a clause whose marks end in a comma: "“…,” and that …", "“…,” but has …", "“…,” not …".
# The words of "function.going_on" belong to the noun in them: "“small gifts,” of soap", "“a lost world,” where …".
_GOES_ON = re.compile("c[hxr]|r")


def _goes_on(o: Outline, at: int) -> bool:
    return _GOES_ON.match(o.classes, at) is not None or o.is_in(at, "function.going_on")


def _ends_clause(o: Outline, p: Place, comma: int) -> bool:
    """Whether narration follows the comma: a relative clause, a participle, a new main clause, an attribution."""
    c = o.classes
    after = c[comma + 1]
    if after in _NARRATION:
        return o.lower(comma + 1) != "because"
    if after == "c":
        subject = c[comma + 2 : comma + 3]
        if subject in tuple("DmSs"):
            phrase = phrase_right(o, comma + 2, p.sentence[1])
            return phrase is not None and c[phrase.last + 1 : phrase.last + 2] in tuple("xvVdB")
        return subject in tuple("HNTvdxVgG")
    return after in "NTHDmS" and _attributes(o, p, comma + 1)


def _attributes(o: Outline, p: Place, at: int) -> bool:
    """Whether ", X said" begins at ``at``."""
    phrase = phrase_right(o, at, p.sentence[1])
    if phrase is None or phrase.last + 1 >= p.sentence[1]:
        return False
    verb = phrase.last + 1
    if o.classes[verb] == "h" and o.classes[phrase.last] in "mNJT":
        return True  # "said it was “a”, | the agent that it was “b”"
    ends = verb + 1 == p.sentence[1]  # "…, the news agency | reported."
    return o.classes[verb] == "v" or (ends and o.classes[verb] in "VB" and o.cue(verb) is not None)


def _clause_before(o: Outline, p: Place, attribution: int, runs: list[int], link: Link) -> Span | None:
    """The reported clause that stands before its attribution: from the sentence's start, marked words and others."""
    c = o.classes
    first, last = runs[0], runs[-1]
    start = p.sentence[0]
    if o.is_in(attribution - 1, "function.thus"):
        attribution -= 1
    dash = c.find("-", start, first)
    if start == p.paragraph[0] and dash >= 0 and set(c[start:dash]) <= set("NJT,p0y()"):
        start = dash + 1  # a dateline
    while start < first and c[start] in "-*),'.(":
        start += 1
    if c[first - 1] == ";":
        start = first  # The crowd fell silent; | “My boy,” she cried.
    if c[first - 1] == "-" and start < first and not _begins_small(o, first):
        start = first  # She defended it – | “We had to,” she said – and left.
    if start < first and c[start] == "c":
        start += 1
    led = (
        start < first
        and not any(letter in "vg" and link.cue and at < first for at, letter in enumerate(c[start:first], start))
        and c[first - 1] not in ":"
    )
    # "“…,” | just as they did in June, Lee said", but not "“…,” | another friend, Ann Lee, said"
    closed = c[last] == "Q" and not (link.rule == "final-attribution" and c[last + 1] in "pkacr")
    trailing = "" if closed else c[last + 1 : attribution].strip(",ra")
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
