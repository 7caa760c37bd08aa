"""Sources told without a saying verb: according to X, a colon, a dash line, a headline, a noun (X’s claim that …).

Rules as in attribution, which puts them in order. Imports tokens, mentions, subjects and places.
"""

from __future__ import annotations

import re
from functools import lru_cache

from quotetrack.extraction.cues import cue_after, cues_left, is_passive
from quotetrack.extraction.lefthand import phrase_left
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.places import Link, Place
from quotetrack.extraction.subjects import clause_subject, subject_left
from quotetrack.extraction.tokens import RUN_CLASSES, Outline

_SOURCE = re.compile("A|p(?=D)")
_LONGEST_LINE = 16  # tokens
_LONGEST_BYLINE = 80  # tokens of a line that goes on behind a quote and a dash


def according_to(p: Place) -> Link | None:
    """“…,” according to the ministry. According to a report by the ministry, “…” In the words of Ann Lee, “…”"""
    o = p.outline
    lo, hi = p.sentence
    found = _sources(p, lo, hi)
    if not found:
        return None
    after = [at for at in found if at[0] > p.run]
    if after and _is_said_before(p, after[0][0]):
        found, after = [at for at in found if at[0] < p.run], []  # Lee said it was “dead”, according to the wire
    for at in (*after, *reversed(found[: len(found) - len(after)])):
        stop = hi if at[0] > p.run else p.run
        if stop == p.run and (_says_another(p, at[1]) or o.classes[at[0] - 1 : at[0]] == "h"):
            continue  # According to the wire, Lee said: “…”; Lee said that according to the wire it was “dead”
        phrase = source_at(o, at[1] + 1, stop)
        if phrase:
            return Link(p.run, "according-to", at, phrase)
    return None


def source_at(o: Outline, at: int, stop: int) -> Phrase | None:
    """The source behind "according to": "them", "Ann Lee"; of "a report released last year by Ann Lee" Ann Lee."""
    c = o.classes
    phrase = Phrase(at, at) if c[at : at + 1] == "u" else phrase_right(o, at, stop)
    after = phrase.last + 1 if phrase is not None and c[phrase.last] in "mn" else stop
    if phrase is not None and c[after : after + 1] == "B" and is_document(o, after):
        phrase = phrase._replace(last=after)  # "according to | early police reports"
    document = phrase is not None and o.is_in(phrase.last, "roles.document")
    by = _BY.match(c, phrase.last + 1, stop) if phrase is not None and document else None
    return (phrase_right(o, by.end(), stop) or phrase) if by else phrase


def is_document(o: Outline, token: int) -> bool:
    """Whether a word is one for something written, one or several: "reports"."""
    return o.lower(token).removesuffix("s") in o.rules.list("roles.document")


_BY = re.compile("[Id]?(?:p?[Dr]?[yn0]{1,2})?b")


def _is_said_before(p: Place, source: int) -> bool:
    """Whether a saying verb with a subject of its own stands before the quote in its sentence; any verb that can be
    one, where another stands between the quote and ``source``."""
    apart = p.outline.classes[p.run + 1 : source].endswith(("c", "c,"))
    return any(
        (apart or (cue.form.tier == "core" and cue.letter != "V"))
        and cue.letter not in "gG"
        and not is_passive(p.outline, cue.token)
        and subject_left(p.outline, cue.token, p.sentence[0]) is not None
        for cue in cues_left(p)[:1]
    )


def _says_another(p: Place, source: int) -> bool:
    """Whether a saying verb stands right before the quote, with a subject after the source."""
    c = p.outline.classes
    for cue in cues_left(p)[:1]:
        if c[cue.token - 1] == "," and c[source - 2] == "," and source - 2 > p.sentence[0] and cue.letter in "vVB":
            aside = subject_left(p.outline, cue.token, p.sentence[0])
            return aside is not None and aside.phrase.last == source - 3  # "Lee, according to the wire, said “…”"
        if (
            cue.token > source + 1
            and cue.letter in "vVB"
            and not is_passive(p.outline, cue.token)
            and (cue.last == p.run - 1 - (c[p.run - 1] in ",:") or c[p.run - 1] == ":")
        ):
            subject = subject_left(p.outline, cue.token, source + 1)
            return subject is not None and subject.phrase.first > source + 1
    return False


def _sources(p: Place, lo: int, hi: int) -> list[tuple[int, int]]:
    """Where "according to" and its like stand in ``lo:hi``, as first and last token."""
    o, c = p.outline, p.outline.classes
    found = []
    for letter in _SOURCE.finditer(c, lo, hi):
        at = letter.start()
        word = o.lower(at)
        for phrase in o.rules.according:
            last = at + len(phrase) - 1
            if word == phrase[0] and last < hi and all(o.lower(at + n) == w for n, w in enumerate(phrase)):
                found.append((at, last))
    return found


def fronted_source(p: Place) -> Link | None:
    """To quote Ann Lee, the bridge is “dead”. For Ann Lee, it was “a gift”."""
    o, c = p.outline, p.outline.classes
    lo = max(p.sentence[0], c.rfind(";", p.sentence[0], p.run) + 1)
    quoting = c[lo : lo + 1] == "t" and o.is_in(lo + 1, "verbs.quoting")
    if not quoting and o.lower(lo) != "for":
        return None
    phrase = phrase_right(o, lo + (2 if quoting else 1), p.run)
    if phrase is None or c[phrase.last] not in "NJm" or (quoting and c[phrase.last + 1] != ","):
        return None
    if not quoting and not _IT_WAS.match(c, phrase.last + 1, p.run):
        return None
    return Link(p.run, "fronted-source", (lo, lo + 1) if quoting else None, phrase)


_POSSESSED = re.compile("[DTNJmn]{0,6}[SsD][ndr]?(?P<noun>[nmB])")


def in_words(p: Place) -> Link | None:
    """“…,” in Ann Lee’s words. “…,” to borrow her phrase."""
    o, c = p.outline, p.outline.classes
    at = p.run + 1
    at += c[at : at + 1] in (",", "-")
    stop = p.paragraph[1]
    if at + 2 >= stop:
        return None
    if c[at] == "t" and o.is_in(at + 1, "function.borrowing"):
        at += 1
    elif o.lower(at) != "in":
        return None
    owned = _POSSESSED.match(c, at + 1, stop)
    if owned is None or not o.is_in(owned.start("noun"), "function.wording"):
        return None
    noun = owned.start("noun")
    owner = phrase_left(o, next(n for n in range(noun - 1, at, -1) if c[n] in "SsD"), at + 1)
    if owner is None or (c[owner.last] == "D" and not o.is_in(owner.last, "pronouns.possessive")):
        return None
    return Link(p.run, "noun-cue", (noun, noun), owner)


_CAME_FROM = re.compile(r"[xndV]Dn?[nmBv]p")
_WAS_OWNED = re.compile(r"x[DTNJm]{0,5}[Ss][nB]{0,1}[nmBv]")
_ALL_THAT = re.compile("xDh?")
_FINITE = re.compile("[xr]{0,3}[vVB]")
_POINTING = re.compile("-?[hD]x")
_IT_WAS = re.compile(r"(?:,[DSsmnNT]{1,6})?,?[Hh]x")  # ", her rival, it was"


def was_how(p: Place) -> Link | None:
    """“A black day” was how one blogger summed it up. “You may write to me,” was the judge’s answer. “…,” came the
    reply from the stands."""
    o, c, at = p.outline, p.outline.classes, p.run + 1
    stop = p.paragraph[1]
    pointing = _POINTING.match(c, at, stop)
    if pointing:  # “…” – that was Ann Lee’s message.
        at = pointing.end() - 1
    if at >= stop or c[at] not in "xndV":
        return None
    owned = _WAS_OWNED.match(c, at, stop)
    if owned and o.is_in(at, "verbs.be") and o.lower(owned.end() - 1) in o.rules.cue_nouns:
        owner = max(c.rfind("S", at, owned.end()), c.rfind("s", at, owned.end()))
        return Link(p.run, "was-how", (owned.end() - 1, owned.end() - 1), Phrase(at + 1, owner))
    if o.is_in(at, "verbs.be") and at + 2 < stop and o.is_in(at + 1, "pronouns.possessive"):
        noun = at + 2 + (c[at + 2] in "dr" and at + 3 < stop)
        if o.lower(noun) in o.rules.cue_nouns:  # “…” was his verdict.
            return Link(p.run, "was-how", (noun, noun), Phrase(at + 1, at + 1))
    came = _CAME_FROM.match(c, at, stop)
    if (
        came
        and (o.is_in(at, "verbs.coming") or o.is_in(at, "verbs.be"))
        and o.lower(came.end() - 2) in o.rules.cue_nouns
    ):
        source = phrase_right(o, came.end(), stop)
        return Link(p.run, "was-how", (came.end() - 2, came.end() - 2), source) if source else None
    said_no_more = _ALL_THAT.match(c, at, stop)
    if said_no_more and o.lower(at + 1) == "all":  # “No comment,” was all that Ann Lee would say.
        phrase = phrase_right(o, said_no_more.end(), stop)
        verb = _FINITE.match(c, phrase.last + 1, stop) if phrase is not None else None
        cue = p.cue_at(verb.end() - 1) if verb else None
        if phrase is not None and verb and cue is not None and cue.tier == "core":
            return Link(p.run, "was-how", (verb.end() - 1, verb.end() - 1), phrase)
    if c[at : at + 2] != "xk" or not o.is_in(at + 1, "function.how"):
        return None
    phrase = phrase_right(o, at + 2, stop)
    if phrase is None:
        return None
    said = cue_after(p, phrase, stop)  # “…” is what Ann Lee, who chaired the panel, told it.
    if said is None and c[phrase.last + 1 : phrase.last + 2] not in tuple("vVBdxr"):
        return None
    return Link(p.run, "was-how", said or (phrase.last + 1, phrase.last + 1), phrase)


def dash_line(p: Place) -> Link | None:
    """“…” — Ann Lee, or the name on a line of its own below."""
    c, at = p.outline.classes, p.run + 1
    if c[p.run] not in "EMFQ":
        return None
    if c[at : at + 1] == "-":
        if p.paragraph[1] - at > _LONGEST_BYLINE or _is_said_before(p, at):
            return None  # Ann Lee said it was “over.” – the reporter's name
        return _name_line(p, at + 1, p.paragraph[1])
    if at == p.paragraph[1] and p.run - p.paragraph[0] <= 2:
        start = at
        while start < len(c) and c[start] == "\n":
            start += 1
        stop = c.find("\n", start, start + _LONGEST_LINE)
        stop = min(len(c), start + _LONGEST_LINE) if stop < 0 else stop
        dash = c[start : start + 1] == "-"
        link = _name_line(p, start + dash, stop)
        if link and link.mention and (dash or link.mention.last > link.mention.first):
            return link
    return None


def _name_line(p: Place, start: int, stop: int) -> Link | None:
    """A line that holds a name and what the person is, and no verb."""
    o, c = p.outline, p.outline.classes
    phrase = phrase_right(o, start, stop)
    told = phrase is not None and p.run == p.paragraph[0] and c[p.run] in "EM" and c[start - 1] == "-"
    asked = _ASKED.match(c, phrase.last + 1, stop) if told and phrase is not None else None
    if set("xvVdHQEMFU.?!:") & set(c[start : asked.start() + 1 if asked else stop - 1]):
        return None
    then = c[phrase.last + 1 : phrase.last + 2] if phrase else ""
    # “…” – Ann Lee after the final whistle
    when = then in tuple("pkty") and p.run == p.sentence[0] and c[start - 1] == "-" and c[start] in "NT"
    if phrase and c[phrase.last] in "NJ" and (then in ("", "\n", ",", ".", "(") or when):
        return Link(p.run, "dash-line", None, phrase)
    return None


_ASKED = re.compile(",[vVd][^.?!]*\n?$")  # "“No.” – Ann Lee, | asked whether she would run"


def speaker_colon(p: Place) -> Link | None:
    """Ann Lee: “…”"""
    o, c = p.outline, p.outline.classes
    at = p.run - 1
    if at < p.sentence[0] or c[at] != ":" or _crying_out(p):
        return None
    topic = _ON_TOPICS.search(c, max(0, p.paragraph[0] - _TOPICS), p.paragraph[0])
    if topic and p.sentence[0] == p.paragraph[0]:
        return Link(p.run, "speaker-colon", None, phrase_right(o, topic.start(1), topic.end(1)))
    placed = _placed_name(p, at)
    if placed:
        return Link(p.run, "speaker-colon", None, placed)
    phrase = phrase_left(o, at - 1, p.sentence[0])
    if phrase and c[phrase.first] in "DS" and any(o.lower(n) in o.rules.cue_nouns for n in range(phrase.first, at)):
        owned = noun_cue(p)  # "Her verdict: “…”", "Lee’s verdict on the opera: “…”"
        if owned is not None:
            return owned
    if phrase and c[phrase.first] == "N" and c[phrase.last] in "nD":
        return None  # "Read more: “…”"
    if phrase and o.is_in(phrase.last, "time.occasions"):
        return None  # "A third time: “…”"
    verb = _THIRD.search(c, phrase.first, phrase.last) if phrase else None
    if verb and o.lower(verb.end() - 1).endswith("s"):
        phrase = None  # "The book opens with a plea: “…”"
    if phrase and (
        (phrase.role or phrase)[0] <= p.sentence[0] + 1
        or c[phrase.first - 1] in "-c*)"
        or (o.lower(phrase.first - 1) == "from" and phrase.first <= p.sentence[0] + 3)  # "More from Lee and Roe: “…”"
    ):
        return Link(p.run, "speaker-colon", None, phrase)
    subject = clause_subject(o, p.sentence[0], at)
    answer = _ANSWER.match(c, p.sentence[0], at)
    if answer and o.lower(answer.start("noun")) in o.rules.cue_nouns and o.lower(answer.end() - 1) == "from":
        sender = phrase_right(o, answer.end(), at)  # "The reply, from Ann Lee, came at once: “…”"
        if sender is not None:
            return Link(p.run, "noun-cue", (answer.start("noun"), answer.start("noun")), sender)
    has = _OWNED.match(c, subject.phrase.first) if subject is not None else None
    if subject is not None and has and has.end() == subject.phrase.last + 1:
        own = o.is_in(has.start(), "pronouns.possessive") or c[has.start()] != "D"
        noun = subject.phrase.last  # "Her answer is always the same: “…”"
        if own and not o.is_in(noun, "roles.document") and o.lower(noun) in o.rules.cue_nouns:
            return Link(p.run, "noun-cue", (noun, noun), Phrase(has.start(), has.end("owner") - 1))
    for cue in cues_left(p)[:1]:  # "The court heard that | Cole texted his brother at noon: “…”"
        within = subject is not None and c.find("h", subject.phrase.last, cue.token) > 0
        teller = subject_left(o, cue.token, p.sentence[0]) if within and cue.letter in "vVB" else None
        if teller is not None:
            return Link(p.run, "weak-cue", (cue.token, cue.last), teller.phrase)
    return Link(p.run, "clause-colon", None, subject.phrase) if subject else None


# The heading of an interview in topics, and the topics before this one: "Ann Lee on …¶ Winning: “…”¶ Losing: “…”"
_ON_TOPICS = re.compile(rf"(?:^|\n)([NTJ]{{1,5}})p[.:*]?\n(?:[^\n:]{{1,6}}:[{RUN_CLASSES}]\n)*$")
_OWNED = re.compile("(?P<owner>D|[NTJ]{0,3}S)[dn]?[nmB]")
_TOPICS = 80  # tokens
_ANSWER = re.compile("[DSs]n{0,2}(?P<noun>[nmB]),?p")
_THIRD = re.compile("[DSs].{0,4}[mn]B(?=[pt])")
_PLACE = re.compile(r",?p(?:[^xvVdBHw,:]|(?<=D)B){1,5}$")


def _placed_name(p: Place, colon: int) -> Phrase | None:
    """The name of a label that says where: "Captain Irja Salo at the door: “…”"."""
    o, c = p.outline, p.outline.classes
    start = p.sentence[0]
    while start < colon and (c[start] in "0:*-n" or o.lower(start).replace("’", "'") == "here's"):
        start += 1  # "4.10pm: Here’s Ann Lee on the radio: “…”"
    phrase = phrase_right(o, start, colon)
    if phrase is None or c[phrase.last] not in "NJm" or not _PLACE.match(c, phrase.last + 1, colon):
        return None
    return phrase


def _crying_out(p: Place) -> Phrase | None:
    """Who speaks in a headline that has a topic before its colon: "Flood: ‘We lost all’, residents cry out"."""
    o, c = p.outline, p.outline.classes
    start, stop = p.paragraph
    if c[p.run + 1 : p.run + 2] != "," or c[stop - 1] in ".?!EM" or stop - start > _LONGEST_HEADLINE:
        return None
    phrase = phrase_right(o, p.run + 2, stop)
    return phrase if phrase is not None and c[phrase.last + 1 : phrase.last + 2] in tuple("vVBd") else None


_LONGEST_HEADLINE = 30  # tokens


def headline_colon(p: Place) -> Link | None:
    """A headline: Holt: budget is ‘a disgrace’"""
    o, c = p.outline, p.outline.classes
    start, stop = p.paragraph
    if stop - start > _LONGEST_HEADLINE or p.sentence[0] != start:
        return None
    if c[stop - 1] in ".E" and _first_word(c) < start:
        return None  # a paragraph of the article, not its headline
    if p.run == start and c[start + 1 : start + 2] == ":":  # ‘I thought it a prank’: Grandmother, 71, returns prize
        phrase = phrase_right(o, start + 2, stop)
        owner = _OWNER.match(c, start + 2, stop)
        if owner and (c[owner.end() - 1] == "S" or _is_person(o, owner.end() - 1)):
            return Link(p.run, "headline-colon", None, Phrase(owner.start(), owner.end() - 1))
        if phrase is not None and (
            c[phrase.last] == "m"
            or (
                c[phrase.last] in "NJ"
                and c[phrase.first] in "NT"
                and (phrase.role is None or c[phrase.last + 1 : phrase.last + 2] in tuple("vVBd"))
            )
        ):
            return Link(p.run, "headline-colon", None, phrase)
    crying = _crying_out(p)
    if crying is not None:
        return Link(p.run, "headline-speaker", (crying.last + 1, crying.last + 1), crying)
    colon = c.find(":", start, p.run)
    if colon > start:
        phrase = phrase_left(o, colon - 1, start)
        if phrase is not None and (phrase.role or phrase)[0] == start and c[phrase.last] in "NJ":
            return Link(p.run, "headline-colon", None, phrase)
    colon = c.rfind(":", p.run, stop)
    if colon > 0:
        phrase = phrase_right(o, colon + 1, stop)
        person = phrase is not None and (c[phrase.last] == "m" or c[phrase.first] in "NT")  # no "A Talk With Ann Lee"
        if phrase is not None and person and phrase.last >= stop - 2 and c[phrase.last] in "NJm":
            return Link(p.run, "headline-colon", None, phrase)
    return None


# "‘We lost it all’: | farmer’s fury", "‘Never again’: | Ann Lee’s warning"
_OWNER = re.compile("n{0,2}s|[NTJ]{0,3}S")


def _is_person(o: Outline, owner: int) -> bool:
    """Whether a possessive is that of somebody's role: "farmer’s"."""
    return o.lower(owner).replace("’", "'").removesuffix("'s") in o.rules.list("roles.person")


@lru_cache(maxsize=1)  # asked once a paragraph of one text: looking anew would cost time by the square of its length
def _first_word(classes: str) -> int:
    """The first token that is no line end."""
    return len(classes) - len(classes.lstrip("\n"))


_WAS_THAT = re.compile("(?:,w[^,]{1,12},)?x(?:h|$)")
_OTHER_VERB = re.compile("[vVgG,]|c.*n")


def _owner_start(c: str, owner: int, lo: int) -> int:
    """Where the owner in small letters begins that ends at token ``owner``: "the | city’s claim"."""
    first = owner
    while first > lo and c[first - 1] in "nmNTd":
        first -= 1
    return first - (first > lo and c[first - 1] == "D")


def noun_cue(p: Place) -> Link | None:
    """Ann Lee’s claim that the bridge is “dead”; his promise of “a new start”."""
    o, c = p.outline, p.outline.classes
    lo = p.sentence[0]
    for at in range(p.run - 1, max(lo, p.run - 16) - 1, -1):
        if c[at] not in "nmB" or o.lower(at) not in o.rules.cue_nouns:
            continue
        was_that = _WAS_THAT.match(c, at + 1, p.run)  # "The agency’s reply, which ran to a line, was that it was “old”"
        if not was_that and _OTHER_VERB.search(c[at + 1 : p.run].partition("h")[0].rstrip(",:")):
            return None  # "called Lee’s statements “childish”", "his comments, saying …"
        owner = at - 1
        while owner > lo and c[owner] in "nmdrI0":
            owner -= 1
        claimed = "h" in c[at + 1 : p.run] and not o.is_in(at, "roles.document")
        if owner >= lo and (c[owner] == "S" or (c[owner] == "s" and claimed)):
            named = phrase_left(o, owner, lo) if c[owner] == "S" else Phrase(_owner_start(c, owner, lo), owner)
            if named is not None:
                return Link(p.run, "noun-cue", (at, at), named)
        if owner >= lo and c[owner] == "D" and o.is_in(owner, "pronouns.possessive"):
            subject = clause_subject(o, lo, at)
            is_named = subject is not None and c[subject.phrase.last] in "NJH" and c[subject.phrase.first] in "NTH"
            return Link(p.run, "noun-cue", (at, at), subject.phrase if subject and is_named else Phrase(owner, owner))
        if not was_that and c.find("h", max(lo, at - 16), at) < 0:
            return None
    return None
