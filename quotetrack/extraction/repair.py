"""What real text gets wrong or adds, mended before it is read: lines wrapped by hand, signs of Markdown, an opening or
closing mark that is missing.

Mending keeps the length of the text, so that offsets never need a map. Imports quotations, language and model.
"""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest
from operator import itemgetter

from quotetrack.extraction.quotations import Marks, Run, Stray, read_marks
from quotetrack.language import Rules
from quotetrack.model import Span

_LONGEST_WRAPPED = 120  # characters; a longer line was not wrapped by hand
_SHORTEST_WRAPPED = 40
_FEWEST_WRAPPED = 3  # line ends
_SENTENCE_ENDS = frozenset(".?!:…")
_QUOTATION_MARKS = "”\"’'"


# A line's end with another line right after it; it comes first, so that the search skips to the next.
_NO_BREAK = re.compile(r"\n(?<=[^\n]\n)(?=\S)")


def unwrap(text: str) -> str:
    """``text`` with the line ends inside hand-wrapped paragraphs turned into blanks; other text comes back as it is.

    A text is wrapped by hand if no line of a paragraph of several is longer than 120 characters and most line ends
    without a blank line after them stand in the middle of a sentence.
    """
    if len(_NO_BREAK.findall(text)) < _FEWEST_WRAPPED:
        return text
    lines = text.split("\n")
    wraps: list[tuple[int, int]] = []
    at = 0
    for line, after in pairwise(lines):
        end, start = at + len(line), at
        at = end + 1
        if not line.rstrip("\r") or not after or after[0].isspace():
            continue  # no line, or the last of its paragraph
        if len(line) > _LONGEST_WRAPPED or len(after) > _LONGEST_WRAPPED:
            return text
        body = end - (line[-1:] == "\r")
        if body - start >= _SHORTEST_WRAPPED:
            wraps.append((body, at))
    inside = sum(_last_sign(text, start) not in _SENTENCE_ENDS for start, _ in wraps)
    if len(wraps) < _FEWEST_WRAPPED or inside * 3 < len(wraps) * 2:
        return text
    return _blanked(text, wraps)


def _blanked(text: str, stretches: list[tuple[int, int]]) -> str:
    """``text`` with blanks in place of the stretches, which are in order."""
    parts: list[str] = []
    at = 0
    for start, end in stretches:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _last_sign(text: str, end: int) -> str:
    """The last character before ``end`` that is no quotation mark (of the three before it)."""
    return text[max(0, end - 3) : end].rstrip(_QUOTATION_MARKS)[-1:]


_GOES_ON = re.compile(r"\n(?=[ \t]*[a-z])")


def rejoin(text: str) -> str:
    """``text`` with the line ends inside a quote turned into blanks, where the sentence goes on in the next line.

    Only where a mark is open at the line's end and the next mark closes it, so that a stray one joins nothing.
    """
    breaks = [found.span() for found in _GOES_ON.finditer(text) if _stops_within_sentence(text, found.start())]
    joined: list[tuple[int, int]] = []
    at = 0
    while at < len(breaks):
        last = at
        while (
            last + 1 < len(breaks) and text.find("\n", breaks[last][1], breaks[last + 1][1]) + 1 == breaks[last + 1][1]
        ):
            last += 1
        joined.extend(_open_breaks(text, breaks[at : last + 1]))
        at = last + 1
    return _blanked(text, joined) if joined else text


def _stops_within_sentence(text: str, end: int) -> bool:
    """Whether the line that ends at ``end`` ends in the middle of a sentence."""
    while end > 0 and text[end - 1] in " \t\r":
        end -= 1
    return end > 0 and text[end - 1] != "\n" and text[end - 1] not in _SENTENCE_ENDS


def _open_breaks(text: str, breaks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of the ends of lines that follow each other those at which a quote is open."""
    found: list[tuple[int, int]] = []
    since: list[tuple[int, int]] = []  # line ends since a mark was opened
    single = False  # whether that mark was a single one, which no double one closes
    line_start = text.rfind("\n", 0, breaks[0][0]) + 1
    for n, (start, stop) in enumerate([*breaks, (_line_end(text, breaks[-1][1]),) * 2]):
        marks = read_marks(text, line_start, start)
        if since and (marks.runs or marks.strays):
            closes = marks.strays and not marks.strays[0].opens and (not marks.runs or marks.strays[0] < marks.runs[0])
            if closes and single == (text[marks.strays[0].start] in _SINGLES):
                found += since
            since = []
        if n < len(breaks) and (since or (marks.runs and not marks.runs[-1].closed)):
            if not since:
                single = text[marks.runs[-1].start] in _SINGLES
            since.append((start, stop))
        line_start = stop
    return found


_SINGLES = frozenset("'‘’‹›`")


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


_MARKUP = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)"  # headings and quoted blocks
    r"|\[(?=[^\[\]\n]{1,200}\]\([^()\s]{1,500}\))|\]\([^()\s]{1,500}\)"  # what stands around the words of a link
    r"|\*{1,3}|__",
    re.MULTILINE,
)
_IS_MARKDOWN = re.compile(r"^#{1,6}[ \t]+\S|\]\([^()\s]{1,500}\)|\*\*\w", re.MULTILINE)


def unmark(text: str) -> str:
    """``text`` with the signs of Markdown turned into blanks, where it has any; other text comes back as it is."""
    if not ("#" in text or "](" in text or "**" in text) or not _IS_MARKDOWN.search(text):
        return text
    return _MARKUP.sub(lambda mark: " " * len(mark.group()), text)


# ---------------------------------------------------------------- marks that are missing

_OPENING = re.compile(r"\s*[“\"„«‘'`]")
# Attributions stand in one line: [^\S\n] is a blank that ends none.
_SAID = (
    r"(?:(?P<before>[a-z]+)[^\S\n]+(?=[A-Z]|the\s|a\s|an\s|his\s|her\s)"  # said Ann Lee
    r"|(?P<name>(?:[A-Z][\w.’'-]*[^\S\n]+){1,5}|(?:he|she|they)[^\S\n]+)(?P<after>[a-z]+)\b)"  # Ann Lee said
)
_TAG = re.compile(rf"(?P<sign>[,?!])[’'”\"]?[^\S\n]+{_SAID}")
_SAID_AFTER = re.compile(rf"[^\S\n]+{_SAID}")
_RESUMED = re.compile(
    r"\s*(?:(?P<before>[a-z]+)\s+(?:[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,4}|he|she|they)"
    r"|(?:[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,4}|he|she|they)\s+(?P<after>[a-z]+)),\s+(?=\S)"
)
_ANNOUNCED = re.compile(r"\b(?P<cue>[a-z]+)[,:]\s+(?=[A-Z])")
_FIRST = re.compile(r"[\s\-–—•*>]*(?=[^\W_]|[‘'“\"(\[$£€])")
_SPEECH_ENDS = frozenset(",.?!…")
_SENTENCE_END = re.compile(r"[^\W_][.?!]\s+(?=[A-Z])")
_LONGEST_UNOPENED = 3  # sentences before the marked one, as far as words that were never opened may reach back


def mend_runs(text: str, marks: Marks, rules: Rules) -> list[Run]:
    """The runs, those with one mark missing included where the words around tell what was said.

    A run that was never closed ends where its attribution begins (“We will rebuild, said Ann Lee), unless the next
    paragraph takes it up with an opening mark. One that was never opened begins with its paragraph, with its
    sentence in a long one, or after the verb that announces it. No other mark that pairs with nothing makes a run.
    """
    runs = [run if run.closed or _OPENING.match(text, run.end) else _cut(text, run, rules) or run for run in marks.runs]
    if not marks.strays:
        return runs
    mended: list[Run] = []
    floor = at = 0
    for stray, following in zip_longest(marks.strays, marks.strays[1:]):
        while at < len(runs) and runs[at].start < stray.start:
            floor = max(floor, runs[at].end)
            at += 1
        if stray.start < floor:
            continue  # within a run
        ceiling = min(
            runs[at].start if at < len(runs) else len(text), following.start if following is not None else len(text)
        )
        run = _ended(text, stray, ceiling, rules) if stray.opens else _begun(text, stray, floor, rules)
        if run is not None:
            mended.append(run)
        # An opening mark may be what a closing one of another kind lacks: ‘We will rebuild,” said Ann Lee.
        floor = run.end if run is not None else stray.start if stray.opens else stray.end
    return sorted(runs + mended, key=itemgetter(0)) if mended else runs


def _is_said(rules: Rules, word: str) -> bool:
    cue = rules.cues.get(word)
    return cue is not None and cue.tier == "core" and cue.form in ("past", "third")


# “We will rebuild, the mayor of Ghent, Ann Lee, told …: the verb is looked for among the words that follow.
_ROLE_TAG = re.compile(
    r"(?P<sign>,)[’'”\"]?[^\S\n]+(?:the|an?|his|her|their)[^\S\n](?P<words>(?:[\w’'-]+,?[^\S\n]+){2,9})"
)


def _cut(text: str, run: Run, rules: Rules) -> Run | None:
    """An open run up to the attribution in it; None where there is none."""
    ends = [
        tag.end("sign")
        for tag in _TAG.finditer(text, run.inner.start, run.end)
        # “Why? Ann Lee asked: a new sentence
        if (tag["sign"] == "," or not tag["name"] or not tag["name"][0].isupper())
        and _is_said(rules, tag["before"] or tag["after"])
    ]
    ends += [
        tag.end("sign")
        for tag in _ROLE_TAG.finditer(text, run.inner.start, run.end)
        if any(_is_said(rules, word) for word in tag["words"].split()[1:])
    ]
    if not ends:
        return None
    end = min(ends)
    marked = end + (not text[end].isspace())
    return Run(run.start, marked, Span(run.inner.start, end), False, (), True)


def _ended(text: str, stray: Stray, ceiling: int, rules: Rules) -> Run | None:
    """The run of an opening mark without a closing one, if it is attributed."""
    line_end = text.find("\n", stray.end, ceiling)
    end = ceiling if line_end < 0 else line_end
    said = _cut(text, Run(stray.start, end, Span(stray.end, end), False, ()), rules)
    return said or (_reopened(text, stray, ceiling) if line_end < 0 else None)


_PARAGRAPH_ENDS = frozenset(("", ",", ".", "?", "!", "…", ":", "”", '"'))


def _reopened(text: str, stray: Stray, mark: int) -> Run | None:
    """The quote that stands open where the mark at ``mark`` opens it again, as at a paragraph that was joined to the
    one before it (“We go. “We shall be back.”); None where it begins or ends in the middle of a sentence."""
    end = mark
    while end > stray.end and text[end - 1].isspace():
        end -= 1
    sign = text[stray.start : stray.end]
    begins = text[max(0, stray.start - 3) : stray.start].rstrip()[-1:] in _PARAGRAPH_ENDS
    again = text.startswith(sign, mark) and text[mark + len(sign) : mark + len(sign) + 1].isupper()
    if not begins or not again or end == mark or text[end - 1] not in _SENTENCE_ENDS:
        return None
    return Run(stray.start, end, Span(stray.end, end), False, (), True)


def _begun(text: str, stray: Stray, floor: int, rules: Rules) -> Run | None:
    """The run of a closing mark without an opening one, if it is attributed."""
    line_start = text.rfind("\n", max(0, floor - 1), stray.start) + 1
    start = max(floor, line_start)
    if text[stray.start - 1 : stray.start] not in _SPEECH_ENDS:
        return None
    if start > line_start:  # “We will,” said Ann Lee, rebuild it.”
        resumed = _RESUMED.match(text, start, stray.start)
        if resumed is None or not _is_said(rules, resumed["before"] or resumed["after"]):
            return None
        start = resumed.end()
    else:
        announced = [tag.end() for tag in _ANNOUNCED.finditer(text, start, stray.start) if _is_said(rules, tag["cue"])]
        tag = _SAID_AFTER.match(text, stray.end)
        if announced:
            start = announced[-1]
        elif tag is None or not _is_said(rules, tag["before"] or tag["after"]):
            return None
        else:
            sentences = [end.end() for end in _SENTENCE_END.finditer(text, start, stray.start)]
            start = sentences[-1] if len(sentences) > _LONGEST_UNOPENED else start
    first = _FIRST.match(text, start, stray.start)
    return Run(first.end(), stray.end, Span(first.end(), stray.start), True, ()) if first else None
