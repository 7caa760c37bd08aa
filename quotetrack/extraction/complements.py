"""What a cue governs where no quotation marks tell: where a reported clause begins, and where it ends.

Token places; a Piece is its first and last token, both included. ``LEAD`` is what may stand between a cue and its
clause, for clauses with marks too. Imports tokens, mentions, cues, places and language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quotetrack.extraction.cues import Cue
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.places import Link, Place
from quotetrack.extraction.tokens import RUN_CLASSES, Outline
from quotetrack.language import CueForm

Piece = tuple[int, int]

# Whom one bids: "urged | them | to …", "told the people of the town | not to …".
_BIDDEN = re.compile(r"(?:y|r|[DSs0drnmNTJIuqp&'B]{0,9}?)x?(?=t[ndxvVBry])")
# When and where it was said, and to whom: "said | on Monday | it was", "told | the council | it was".
LEAD = re.compile(
    r"(?:r(?![xvdVB])|y0*|p[DSs]?r?[yn0mNTB]{1,4}(?:d[bp][DSs]?[nmNT]{1,3})?(?=[hHDNSsTk,y])"
    r"|p[DSsNT]{0,4}F(?=[hHDNSsT,])|py0*|u)*"
)
_THAT = re.compile(r"(?:r|y0*|u|DDn|[ptkb][DSs0nmNTJqBI&'yrF]{1,7}|,(?=[^,]{1,12},?h)|(?<=r),(?=h))*(?<!D)h(?=.)")
_ASIDE_THAT = re.compile("(?:y|py)?,p[^,;:]{1,14},h(?=.)")
_DASHED_THAT = re.compile("(?:y|py)?-[^;:-]{1,14}-h(?=.)")
_TOLD_THAT = re.compile(r"(?:[^xvdVBH,;:(\-]|,(?![gG])|(?<=[Dp])B|(?<=D)[dVI]|H(?=h)){0,14}?(?<![Dp])h(?=.)")
_VERB_NEXT = re.compile("r*[xVdvB]")
_VERB = re.compile("(?<!t)(?<!tx)[xVdv]|(?<![DSspt])B")  # "to be sworn in" is none
_BEGINS = frozenset("DSsHNTmn0JIGgBwq'")


def clause_after(p: Place, cue: Cue) -> Piece | None:
    """The clause that follows ``cue`` in its sentence: "said that | it was old", "asked | why", "told them | to go"."""
    o, c = p.outline, p.outline.classes
    hi = p.sentence[1]
    noun = cue.letter == "B" and (cue.form.form != "base" or c[cue.token - 1] != "m")  # but "the polls show | that has"
    if noun and c[cue.last + 1 : cue.last + 2] == "h" and c[cue.last + 2 : cue.last + 3] in tuple("xvVd"):
        return None  # "the rules that could help"
    if c.count("-", p.sentence[0], cue.token) % 2:  # "Residents – who police say | were asleep – fled"
        closing = c.find("-", cue.last + 1, hi)
        hi = closing if closing > 0 and (o.word(closing) != "-" or o.tokens[closing - 1][-1].isspace()) else hi
    start, opened = _clause_start(o, cue.last + 1, hi, cue.form)
    if start >= hi:
        return None
    if not opened and not _is_clause(o, start, hi, cue.form):
        bidden = _BIDDEN.match(c, cue.last + 1, hi) if cue.form.lemma in o.rules.list("verbs.bidding") else None
        committed = c[cue.last + 1] not in "uxyr" and cue.form.lemma in o.rules.list("verbs.committing")
        if bidden is None or committed or not c[cue.last + 1 : bidden.end()].strip("yrx"):
            # "promised new jobs to end the slump": nobody is told to
            return None  # "asked not to be named": nobody is told to
        start = bidden.end() - (c[bidden.end() - 1] == "x")  # "told them | not to go"
    stop = clause_stop(o, start, hi, present=cue.form.form == "third")
    return (start, stop) if stop > start else None


def _clause_start(o: Outline, start: int, hi: int, cue: CueForm) -> tuple[int, bool]:
    """Where the clause may begin, and whether "that" opens it."""
    c = o.classes
    addressed = cue.lemma in o.rules.list("verbs.addressed")
    start = over_time(o, start, hi)
    if c[start : start + 2] == "Dh" and o.lower(start) == "her" and start + 2 < hi:
        return start + 2, True  # "told her that | it was old"
    aside = _ASIDE_THAT.match(c, start, hi) or _DASHED_THAT.match(c, start, hi)
    if aside is not None:
        return aside.end(), True  # "argued, in a speech that lasted an hour, that | it was old"
    that = (_TOLD_THAT if addressed else _THAT).match(c, start, hi)
    if that is not None and that.end() - 1 > start and c[that.end()] in "xvVd" and c[that.end() - 2] in "nmNB":
        that = None  # "asked the panel to look into a fire | that was put out": which one, not what was said
    if that is not None:
        comma = c[that.end()] == ","  # "said that, should it rain, | she would run"
        verb = c[that.end()] in "xv" or (c[that.end()] == "d" and o.lower(that.end()).endswith("s"))
        return that.end() + comma - verb, True  # "said that was the point": who or what it was
    if addressed and is_object(o, start, hi):
        start += 1
    elif addressed:
        told = phrase_right(o, start, hi)
        then = c[told.last + 1 : told.last + 3] if told is not None else ""
        if told is not None and (then[:1] not in tuple("xdvVB") or then == "xt"):  # "told the jurors | not to read"
            start = told.last + 1
        start = over_time(o, start, hi)
    lead = LEAD.match(c, start, hi)
    if lead is not None and lead.end() < hi:
        start = over_time(o, lead.end(), hi)
        if start < hi and c[start - 1] == "r" and c[start] in "nmNTD0" and o.is_in(start - 1, "function.degree"):
            start -= 1  # "said | further talks were needed"
        if start < hi and o.lower(start) == "of" and o.is_in(start - 1, "function.partitive"):
            start -= 1  # "said | much of it was"
    return start + (c[start : start + 1] == ":"), False


def _is_clause(o: Outline, start: int, hi: int, cue: CueForm) -> bool:
    """Whether a clause begins at ``start`` though no "that" opens it."""
    c = o.classes
    if c[start] in "kw" and o.is_in(start, "function.asking"):
        return True
    if c[start] == "H" and cue.tier == "core":
        if o.lower(start) == "it" and c[start + 1 : start + 2] in ("t", "p"):
            return False  # "said it to a reporter"
        return hi - start > 1 and (c[start + 1] not in ",.;:-" or c[start + 1 : start + 4] == ",r,")
    if c[start] in "pa" and (counted := _estimate(o, start)):
        return subject_and_verb(o, counted, hi) is not None  # "said | as many as 40 people were hurt"
    if c[start] == "p" and cue.lemma in o.rules.list("verbs.clausal") and _is_fronted(o, start, hi):
        return True  # "said | despite the rain, she would run", "said | with talks going on, she would wait"
    if o.is_in(start, "function.fronting") and cue.tier == "core":
        return _is_fronted(o, start, hi)
    if c[start] == "k" and cue.tier == "core" and c[start - 1] in "vVgGBry" and _opens_with_condition(o, start, hi):
        return True  # "said | if it rained, she would run"
    if c[start : start + 2] == "rx" and o.lower(start) == "there":
        return True
    if c[start : start + 2] == "rp" and o.is_in(start, "function.partitive"):
        start += 2  # "said | much of it was"
    if o.is_in(start, "function.approximate") and start + 1 < hi and _counts(o, start + 1):
        start += 1  # "said | about half of them were"
    if c[start] == "r" and o.is_in(start, "function.degree"):
        start += 1  # "said | further talks were needed"
    if c[start : start + 2] == "Dx":
        return True  # "told them | this was it"
    if cue.lemma in o.rules.list("verbs.clausal"):
        if (c[start] == "x" and "'" in o.lower(start)) or c[start : start + 2] == "rx":
            return True  # "said that’s it", "said there was one"
        if _DESCRIBED.match(c, start, hi) or (cue.form == "third" and _HEADLINE.match(c, start, hi)):
            return True
        stop = clause_stop(o, start, hi)  # "said nothing; his face told the rest"
        return c[start] in _BEGINS and hi - start > 2 and has_verb(o, (start + (c[start] == "B"), stop))
    return subject_and_verb(o, start, hi) is not None


def _is_fronted(o: Outline, start: int, hi: int) -> bool:
    """Whether what begins at ``start`` stands before the subject of its clause, and does not tell where it was said."""
    c = o.classes
    comma = c.find(",", start, start + _LONGEST_FRONT)
    if comma < 0 or comma + 1 >= hi or _CLAUSE_WORD.search(c, start + 1, comma + 1):
        return False
    where = any(c[at] == "y" or o.is_in(at, "names.occasions") for at in range(start, comma))
    return not where and subject_and_verb(o, comma + 1, hi) is not None


_CLAUSE_WORD = re.compile("h(?!,)|[wk]")


def _estimate(o: Outline, start: int) -> int:
    """The token behind words that make a number a rough one: "up to | 40", "as many as | 40"; else 0."""
    c, first = o.classes, o.lower(start)
    for words in o.rules.list("function.estimating"):
        after = start + words.count(" ") + 1
        told = words.startswith(first) and " ".join(o.lower(at) for at in range(start, min(after, len(c)))) == words
        if told and c[after : after + 1] in ("0", "D"):
            return after
    return 0


def _opens_with_condition(o: Outline, start: int, hi: int) -> bool:
    """Whether a subordinate clause at ``start`` has its main clause behind it: "while it rains, | the race is on",
    "unless the party gave ground | it would split"."""
    c = o.classes
    if c[start + 1 : start + 2] not in _CONDITION or not o.is_in(start, "function.leading"):
        return False
    comma = c.find(",", start, hi)
    if comma > 0 and c[comma + 1 : comma + 2] in _CONDITION and has_verb(o, (comma + 1, hi - 1)):
        return has_verb(o, (start, comma))
    return comma < 0 and o.is_in(start, "function.resuming") and len(_VERB_GROUP.findall(c, start, hi)) > 1


_CONDITION = tuple("DSsHNTmn")
_VERB_GROUP = re.compile("[xvVd]{1,4}")
_LONGEST_FRONT = 14  # tokens
_DESCRIBED = re.compile("[Vd][nmN]{1,3}(?:,[^,;:]{1,20},|-[^;:-]{1,20}-)?r?[xvVdB]")  # "said | closed shops would pay"
_HEADLINE = re.compile(r"[NTHmS][^ndvVBIYx.?!\n]{3,40}$")  # "Lee Says | Clerks Need To Quit"


def is_object(o: Outline, at: int, hi: int) -> bool:
    """Whether an object pronoun stands at ``at``; "her" is one where no noun follows: "told her | she was late"."""
    c = o.classes
    if c[at : at + 1] != "D":
        return c[at : at + 1] == "u"
    return o.lower(at) == "her" and (at + 1 >= hi or c[at + 1] in _AFTER_HER)


_AFTER_HER = frozenset("HDhk,.;:tpy")


def over_time(o: Outline, at: int, hi: int) -> int:
    """The token after a time that begins at ``at``: "said | this week | it was", "earlier this month"."""
    c = o.classes
    if at >= hi or c[at] in _NO_TIME:
        return at
    end = at
    while end < min(hi, at + _LONGEST_TIME) and (
        c[end] in "0y" or o.is_in(end, "time.nouns") or o.is_in(end, "time.leading")
    ):
        end += 1
    told = end > at and (c[end - 1] == "y" or o.is_in(end - 1, "time.nouns"))
    return end if told and c[end : end + 1] not in ("x", "d") else at  # "said | this week was hard"


_LONGEST_TIME = 5
_NO_TIME = frozenset("HNTSshtkwxvVd,;:mu")


def subject_and_verb(o: Outline, start: int, hi: int) -> Phrase | None:
    """The noun phrase at ``start`` where a verb follows it at once."""
    subject = phrase_right(o, start, hi)
    if subject is None or not _VERB_NEXT.match(o.classes, subject.last + 1, hi):
        return None
    then = o.classes[subject.last + 2 : subject.last + 3]
    return None if then in tuple("nI.p") and o.lower(subject.last + 1) == "not" else subject  # "found her not guilty"


_MAY_BE_THIRD = re.compile("[nmNH]n(?=[DSsuN0])")


def has_verb(o: Outline, piece: Piece) -> bool:
    """Whether a verb stands in ``piece``, if only as the end of a pronoun: "it’s"."""
    c = o.classes
    if _VERB.search(c, piece[0], piece[1] + 1) is not None:
        return True
    for found in _MAY_BE_THIRD.finditer(c, piece[0], piece[1] + 1):  # "the strike | costs the city a million"
        several = o.lower(found.start()).endswith(("s", "people", "men"))
        if o.lower(found.end() - 1).endswith("s") != several:  # … or "voters | trust her"
            return True
    return any(
        (c[at] == "H" and "'" in o.lower(at)) or (c[at] == "n" and o.lower(at) in o.rules.attitudes)
        for at in range(piece[0], piece[1] + 1)
    )


def is_inverted(c: str, at: int) -> bool:
    """Whether a word that may be a noun is the verb of whoever follows: "It was old, | notes Ann Lee"."""
    return c[at] == "B" and c[at - 1] == "," and _NAMED.match(c, at + 1) is not None


_NAMED = re.compile("n{0,2}m{0,2}[NT]N")


def is_aside(c: str, at: int) -> bool:
    """Whether a verb stands with its pronoun between two commas: "They complained, | he says, | and then they went"."""
    return c[at] == "v" and c[at - 2 : at] == ",H" and c[at + 1 : at + 2] == "," and c[at - 3] not in "wkh"


def verb_of_all(c: str, cues: Sequence[int], floor: int, near: int) -> int:
    """The verb of the attribution that may cover all of a sentence: the last one, from token ``near`` on, else the
    first one in an aside; ``floor`` where there is none."""
    if cues[-1] >= near:
        last = next((at for at in reversed(cues) if c[at] == "v" or is_inverted(c, at)), floor)
        if last > floor and last >= near:
            return last
    return next((at for at in cues if at > floor and is_aside(c, at)), floor)


def tells_who(p: Place, link: Link, at: int) -> bool:
    """Whether an apposition begins at token ``at``: "It was old, says Ann Lee, | a botanist who was not involved"."""
    o, c = p.outline, p.outline.classes
    if link.cue is None or link.mention is None or link.mention.first != link.cue[1] + 1:
        return False
    if c[at : at + 1] != "D":
        return _HEAD_OF.match(c, at, p.sentence[1]) is not None  # "said Ann Lee, | head of the lab"
    told = phrase_right(o, at, p.sentence[1])
    if told is None:
        return False
    head = next((token for token in range(told.first, told.last + 1) if c[token] == "p"), told.last + 1) - 1
    after = told.last + 1
    return c[head] == "m" and (after >= p.sentence[1] or c[after] in "w,p")


_HEAD_OF = re.compile("[nN]{0,2}mp[^xvVdBHw]*$")


def _counts(o: Outline, at: int) -> bool:
    return o.classes[at] == "0" or o.is_in(at, "roles.share") or o.is_in(at, "pronouns.standing")


_SAYS = re.compile("[xr]*v")


_MAY_STOP = re.compile("[,c;:]")


def clause_stop(o: Outline, start: int, hi: int, present: bool = False) -> int:
    """The last token of the clause from ``start``: before the next attribution, or the sentence’s end; what its verb
    tells in the ``present``, one of the past belongs to: "says he met her and | asked for time"."""
    c = o.classes
    for found in _MAY_STOP.finditer(c, start, hi):
        at = found.start()
        letter = c[at]
        if letter == ",":
            stops = c[at + 1 : at + 2] in _ANOTHER or _ends(o, at, hi)
        elif letter == "c":
            says = _SAYS.match(c, at + 1, hi)  # "said it was old and | told them to go"
            stops = says is not None and not (present and says.end() == at + 2 and _is_past(o, at + 1))
        else:
            stops = letter == ";" or _breaks_off(o, at, hi)
        if stops:
            return last_word(c, start, at)
    return last_word(c, start, hi)


def _is_past(o: Outline, at: int) -> bool:
    form = o.rules.cues.get(o.lower(at))
    return form is not None and form.form == "past"


_ANOTHER = frozenset("gGA")  # what begins another attribution: ", adding", ", according to"


def _breaks_off(o: Outline, mark: int, hi: int) -> bool:
    """Whether what follows a colon is a quote of its own: ": the mayor said …", ": “…”"."""
    c = o.classes
    subject = phrase_right(o, mark + 1, hi)
    return (
        c[mark + 1 : mark + 2] in _RUNS
        or _THEY_NOTE.match(c, mark + 1, hi) is not None
        or (subject is not None and _SAYS.match(c, subject.last + 1, hi) is not None)
    )


_RUNS = frozenset(RUN_CLASSES)
_RUN = re.compile(f"[{RUN_CLASSES}]")
_THEY_NOTE = re.compile("[^,;:]{1,12},H[vB],")  # ": the emails, they note, were"


def _ends(o: Outline, comma: int, hi: int) -> bool:
    """Whether the writer goes on after a comma: ", and the council agreed", ", though Roe denied it", ", a charge he
    denies", ", the survey showed"."""
    c = o.classes
    after = c[comma + 1 : comma + 2]
    if after == "c":
        asked = c[comma + 2 : comma + 4] in ("kv", "kV", "kd")  # ", and when asked why, …"
        if asked or c[comma + 2 : comma + 3] == "V" or subject_and_verb(o, comma + 2, hi) is not None:
            return True
        if o.lower(comma + 1) == "and":
            return False  # "Ann Lee, who was there, | and Jo Day, whose son was, are well"
        another = phrase_right(o, comma + 2, hi)  # ", but Jo Day, whose son was there, welcomed it"
        return another is not None and _WHO_THEN.match(c, another.last + 1, hi) is not None
    if after == "k":
        another = phrase_right(o, comma + 2, hi) if o.is_in(comma + 1, "function.contrasting") else None
        return another is not None and _SAYS_OR_DENIES.match(c, another.last + 1, hi) is not None
    if _FIRST_TIME.match(c, comma + 1, hi) and o.lower(comma + 3) == "time":
        return True
    charge = _CHARGE.match(c, comma + 1, hi)
    if charge is not None:
        return o.lower(charge.end() - 1) in o.rules.cue_nouns
    last = _LAST.match(c, comma + 1, hi)
    return last is not None and last.end() == hi and o.rules.cues.get(o.lower(hi - 1)) is not None


_SAYS_OR_DENIES = re.compile("[xr]*(?:[vV]|B(?=h))")
_FIRST_TIME = re.compile("D[rn0y]n[hH]")  # ", the first time | it has done so"
_CHARGE = re.compile("Dr?n?[nmB](?=[hw]?[DNTHJ]{1,4}r?x?[vVdB])")  # ", an accusation | Lee denies"
_WHO_THEN = re.compile(",w[^,]{1,25},[xr]*[xvVd]")
_LAST = re.compile("D[nmNI]{0,3}[mnB][vVB]")


def last_word(c: str, start: int, end: int) -> int:
    """The last token before ``end`` that is no punctuation, not before ``start``."""
    while end - 1 > start and c[end - 1] in ",-(:;*":
        end -= 1
    return end - 1


def opening_of(o: Outline, start: int, end: int) -> int | None:
    """Where a clause begins that ends before ``end``; None where a participle tells of the speaker: "Asked why, …"."""
    c = o.classes
    dash = c.find("-", start, end)
    if dash > start and not c[start:dash].strip("NJT,p0y()m"):
        start = dash + 1  # a dateline
    while start < end and (c[start] in "-*),'.(r:;" or (c[start] == "c" and o.lower(start) != "nor")):
        degree = c[start + 1 : start + 2] not in ("r", ",") and o.is_in(start, "function.degree")
        if c[start : start + 2] in ("rx", "ra", "rk", "rp") or degree:  # "Very few agree, Ann Lee said"
            break  # "There was a gap, Ann Lee said", "Even as it fell, …", "Much of it fell, …"
        start += 1
    if end <= start or o.lower(start).endswith("ed") or o.is_in(start, "verbs.fronted"):
        return None
    if c[start] == "t":  # "To win, she needs the young, Ann Lee said"
        comma = c.find(",", start, end - 1)
        return start if comma > 0 and subject_and_verb(o, comma + 1, end) is not None else None
    return None if c[start] in "gGI" and not _GERUND_CLAUSE.match(c, start, end) else start


_GERUND_CLAUSE = re.compile("[gGI]h?[^,;kawhHxvVd]{1,8}r?x")  # "Leaving the plan is unwise, Ann Lee said"


_MAIN_VERB = re.compile("[rx]*[vVdx]")
_SUBORDINATE = re.compile("[crpD0nmy]{0,5}[ka]$|[cr]*[ka][^,]*$")


def before_main_verb(o: Outline, clause: Piece) -> Piece:
    """A clause to the comma behind which its noun goes on: "which Lee says | was a mistake, | cost her the seat"."""
    c = o.classes
    comma = c.find(",", *clause)
    while comma > 0 and not _MAIN_VERB.match(c, comma + 1, clause[1] + 1):
        comma = c.find(",", comma + 1, clause[1])
    return (clause[0], comma - 1) if comma > 0 else clause


_INSERTED = re.compile(",[kpr]{0,2}[gG]$")


def without_main_clause(p: Place, cue: Cue, mention: Phrase, clause: Piece) -> Piece | None:
    """The clause without the main one that follows, where the cue is subordinate: "After Lee said it was old, | the
    council met", "Lee, who said it was old, | asked for time". None where nothing tells the end: "Those who said so …"
    """
    o, c = p.outline, p.outline.classes
    lo, hi = p.sentence
    first = (mention.role or mention)[0]
    # "Lee, | (after) saying it was old, | asked for time"
    inserted = cue.letter in "gG" and _INSERTED.match(c, mention.last + 1, cue.token + 1) is not None
    relative = inserted or c[cue.token - 1] == "w"
    fronted = _SUBORDINATE.match(c, lo, first) is not None
    if relative and not inserted and c[cue.token - 2] != ",":
        if c[lo] != "p" or _VERB.search(c, lo, first):
            return None if first <= lo + 1 else clause
        relative, fronted = False, True  # "For a nurse who asked that it be kept, | the choice was simple"
    if not relative and not fronted:
        return clause
    comma = c.find(",", clause[0], clause[1])
    while comma > 0:
        goes_on = _MAIN_VERB.match(c, comma + 1, hi) if relative else subject_and_verb(o, comma + 1, hi)
        if goes_on:
            return (clause[0], comma - 1) if comma - 1 > clause[0] else None
        comma = c.find(",", comma + 1, clause[1])
    return clause


def before_relative(o: Outline, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """A clause without the relative one that holds marks of its own: "Ann Lee said | it was old, | which Roe called
    “a lie”"."""
    first, last = pieces[-1]
    run = _RUN.search(o.classes, first, last + 2)
    comma = o.classes.rfind(",w", first, run.start()) if run else -1
    shorter = first, comma - 1
    return (*pieces[:-1], shorter) if comma > first + 1 and has_verb(o, shorter) else pieces


def before_another(o: Outline, pieces: tuple[Piece, ...], used: frozenset[int], act: bool) -> tuple[Piece, ...]:
    """What is said up to the comma or dash before the attribution of a marked quote, whose verb is one of ``used``:
    "said it was old, | and, asked why, told them “…”"; of an act that goes on without one nothing."""
    first, last = pieces[-1]
    another = next((at for at in range(first, last + 1) if at in used), None)
    if another is None:
        return pieces
    end = max(o.classes.rfind(",", first, another), o.classes.rfind("-", first, another))
    shorter = first, end - 1
    if end > first + 1 and (act or has_verb(o, shorter)):
        return (*pieces[:-1], shorter)
    return () if act else pieces  # "issued a statement saying “…”"; but "said | he recalled thinking, “…”"
