"""Runs in quotation marks: which characters stand inside marks, paragraph by paragraph.

A run never crosses a line end, so that one stray mark cannot change what is inside marks in another paragraph; a
quote over several paragraphs is several runs, joined later. Marks of every kind are paired by direction (“ ” „ « »),
straight ones by what stands beside them; single quotes count where they are no apostrophes, marks after a number where
they are no inches. Imports only model.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import attrgetter, itemgetter
from typing import NamedTuple

from quotetrack.model import Span


class Run(NamedTuple):
    """One stretch in quotation marks. ``start``/``end`` include the marks, ``inner`` does not.

    ``closed`` is False where the closing mark is missing; such a run goes on to its line's end, unless it is ``cut``
    before that, where its attribution begins.
    """

    start: int
    end: int
    inner: Span
    closed: bool
    nested: tuple[Run, ...]
    cut: bool = False


class Stray(NamedTuple):
    """A mark that pairs with no other. A single mark that can only close is one too, where it lies in no run."""

    start: int
    end: int
    opens: bool


class Marks(NamedTuple):
    """What the marks of a text make: the outermost runs, and the marks left over; each in order."""

    runs: list[Run]
    strays: list[Stray]


class _Mark(NamedTuple):
    start: int
    end: int
    opens: bool
    closes: bool
    measures: bool = False  # it may be a sign of inches or seconds


# What may stand before an opening mark: nothing, space, a bracket, a dash, another mark.
_BEFORE_OPENING = frozenset(" \t\u00a0\u2009\u202f([{—–-/:“‘\"'…>«„*_")
_SINGLE = frozenset("'‘‚‹")  # the single marks that may open
# The characters come first, so that the search can skip to the next of them; what stands around decides after.
_MARKS = re.compile(
    r"""[“”"„«»'`‘’‚‹](?:(?<=[“”"„«»])|(?<=')'+|(?<=`)`|(?<=‘)‘|(?<=’)’"""  # double marks
    r"""|(?<=[‘'‚‹])(?<![^\s(\[{—–\-/:“"„«…>][‘'‚‹])(?=[^\W_]|[\[$#@…£€“"«„]|[’'][^\W_])"""  # a single one
    r"""|(?<=[,?!][’'])(?=\s))"""  # one that can only close
)
_DOUBLE = '“”"„«»'
_ROW = 4  # marks of one kind in a row are a line that somebody drew
# No back-reference: it remembers each mark of a row, and takes twice the time a mark where a row is a million long.
_ROWS = re.compile("|".join(f"{mark}{{{_ROW},}}" for mark in _DOUBLE))
_CLOSING_SINGLE = re.compile(r"[’'›‘](?:(?<=\S[’'›])|(?<=[\w.,?!;…]‘))(?!\w)")

# Words that lost their beginning. What such a word has right after it is no apostrophe: the ‘cause’ of it.
_ELISION = re.compile(
    r"['’‘](?:\d\ds?\b|n\b"
    r"|(?:em|im|uns?|til|cause|cuz|cos|coz|tis|twas|twere|twill|round|bout|cept|nuff|neath|ere|appen|nother|fraid)"
    r"\b(?![’']))",
    re.IGNORECASE,
)
# Words that lost their end: goin’, an’ all, o’ clock.
_CUT_SHORT = re.compile(r"(?<![^\W_])(?:[^\W\d_]{2,8}in|an|o|ol|th|wi|lil|tho)[’']", re.IGNORECASE)
_LONGEST_CUT_SHORT = 11
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_LONGEST_GAP = 6  # characters between two lines
_STRAIGHT = '""'
_PLAIN = frozenset(("“”", _STRAIGHT))
_LOOKAHEAD = 24  # closing marks looked at for one opening mark: keeps hostile text linear
_WORD = re.compile(r"[^\W_]")
_TYPOGRAPHIC = {
    "“": (True, False),
    "„": (True, False),
    "”": (False, True),
    "``": (True, False),
    "‘‘": (True, False),
    "’’": (False, True),
}
_MEASURES = frozenset({'"', "”", "''", "’’"})


def find_runs(text: str, start: int = 0, end: int | None = None) -> list[Run]:
    """The outermost runs of ``text[start:end]`` in order; runs inside runs are their ``nested``. Linear in the text."""
    return read_marks(without_rows(text), start, end).runs


def without_rows(text: str) -> str:
    """``text`` with the lines that somebody drew with marks turned into blanks."""
    if not any(mark * _ROW in text for mark in _DOUBLE):
        return text
    return _ROWS.sub(lambda row: " " * len(row.group()), text)


def read_marks(text: str, start: int = 0, end: int | None = None) -> Marks:
    """The runs of ``text[start:end]`` and the marks that pair with nothing; ``text`` is one ``without_rows``."""
    stop = len(text) if end is None else end
    marks = Marks([], [])
    line: list[tuple[int, int]] = []
    line_start = line_stop = start
    for found in _MARKS.finditer(text, start, stop):
        span = found.span()
        if span[0] >= line_stop:
            if line:
                _pair(text, line_start, line_stop, line, marks)
                line = []
            line_start = max(start, text.rfind("\n", line_stop, span[0]) + 1)
            line_stop = text.find("\n", span[0], stop)
            line_stop = stop if line_stop < 0 else line_stop
        line.append(span)
    if line:
        _pair(text, line_start, line_stop, line, marks)
    return marks


def _direct(text: str, start: int, end: int, lo: int, hi: int) -> _Mark:
    """Whether the mark at ``start:end`` of the line ``lo:hi`` can open, close, or both."""
    mark = text[start:end]
    before = text[start - 1] if start > lo else ""
    after = text[end] if end < hi else ""
    if before.isnumeric() and mark in _MEASURES:
        return _Mark(start, end, False, True, True)
    opening_place = (not before or before in _BEFORE_OPENING) and bool(after) and not after.isspace()
    closing_place = bool(before) and not before.isspace() and not after.isalnum()
    if mark in _TYPOGRAPHIC:
        opens, closes = _TYPOGRAPHIC[mark]
        if opens and closing_place and not opening_place:
            return _Mark(start, end, False, True)  # „…“, and “ typed where ” was meant
        if closes and opening_place and not closing_place:
            return _Mark(start, end, True, False)
        return _Mark(start, end, opens, closes)
    if mark in "«»":
        if opening_place != closing_place:
            return _Mark(start, end, opening_place, closing_place)
        return _Mark(start, end, mark == "«", mark == "»")
    if opening_place == closing_place:  # nothing beside it tells: it may be either
        return _Mark(start, end, True, True)
    return _Mark(start, end, opening_place, closing_place)


_Spans = list[tuple[int, int]]


def _sort_out(text: str, spans: _Spans, lo: int, hi: int) -> tuple[_Spans, _Spans, list[Stray]]:
    """The single marks of a line that may open, the double ones, and the single ones that can only close.

    ``'''`` is a single and a double mark: the double one stands outside. ``''Tis`` is a single mark and an apostrophe
    where no double mark follows.
    """
    singles: _Spans = []
    doubles: _Spans = []
    closing: list[Stray] = []
    for start, end in spans:
        if end - start == 1 and text[start] in "’'" and start > lo and text[start - 1] in _STOPS:
            closing.append(Stray(start, end, False))
        elif end - start == 1 and text[start] in _SINGLE:
            singles.append((start, end))
        elif end - start == 3 and text[start] == "'":
            doubles.append((start, end - 1) if end < hi and text[end].isalnum() else (start + 1, end))
        else:
            doubles.append((start, end))
    if doubles:
        start, end = doubles[-1]
        if end - start == 2 and text[start] == "'" and _ELISION.match(text, start + 1, hi):
            doubles.pop()
            singles = sorted([*singles, (start, start + 1)])
    return singles, doubles, closing


def _pair(text: str, lo: int, hi: int, spans: list[tuple[int, int]], marks: Marks) -> None:
    """Add the outermost runs and the stray marks of one line, from its marks."""
    if _pair_plainly(text, lo, hi, spans, marks.runs):
        return
    tags = [found.span() for found in _TAG.finditer(text, lo, hi)] if text.find("<", lo, hi) >= 0 else []
    if tags:
        starts = [a for a, _ in tags]
        spans = [s for s in spans if not ((n := bisect_right(starts, s[0])) and s[0] < tags[n - 1][1])]
    singles, doubles, closing = _sort_out(text, spans, lo, hi)
    line = Marks([], [])
    if doubles:
        _pair_doubles(text, hi, _without_measures([_direct(text, a, b, lo, hi) for a, b in doubles]), line)
    runs = _add_singles(text, lo, hi, singles, line) if singles else line.runs
    marks.runs.extend(runs)
    marks.strays.extend(sorted(line.strays + closing) if closing else line.strays)


def _pair_plainly(text: str, lo: int, hi: int, spans: list[tuple[int, int]], runs: list[Run]) -> bool:
    """Add the runs of a line of nothing but “…” or "…" with every mark in its place: most lines. False where it is
    another."""
    if len(spans) % 2 or text.find("<", lo, hi) >= 0:
        return False
    found: list[Run] = []
    for (start, inner), (stop, end) in zip(spans[::2], spans[1::2], strict=True):
        pair = text[start:inner] + text[stop:end]
        if pair not in _PLAIN:
            return False
        before, last = text[start - 1] if start > lo else " ", text[stop - 1]
        after = text[end] if end < hi else " "
        if before not in _BEFORE_OPENING or text[inner].isspace() or last.isspace() or last.isnumeric():
            return False
        if pair == _STRAIGHT and (
            not (before.isspace() or text[inner].isalnum()) or (last in _BEFORE_OPENING and not after.isspace())
        ):
            return False  # either may open, and close
        if after.isalnum() or not _WORD.search(text, inner, stop):
            return False
        found.append(Run(start, end, Span(inner, stop), True, ()))
    runs.extend(found)
    return True


def _without_measures(marks: list[_Mark]) -> list[_Mark]:
    """The marks without inches and seconds: those after a number with a closing mark next, which closes the quote."""
    if True not in map(attrgetter("measures"), marks):
        return marks
    kept: list[_Mark] = []
    closing = False
    for mark in reversed(marks):
        if mark.measures and closing:
            continue
        kept.append(mark)
        if not mark.measures:
            closing = mark.closes and not mark.opens
    return kept[::-1]


def _pair_doubles(text: str, hi: int, marks: list[_Mark], line: Marks) -> None:
    # How many sure closing marks follow, against sure opening ones: decides whether a second opening mark is nested.
    surplus = [0] * (len(marks) + 1)
    for n in range(len(marks) - 1, -1, -1):
        mark = marks[n]
        surplus[n] = surplus[n + 1] + (mark.closes and not mark.opens) - (mark.opens and not mark.closes)
    runs = line.runs
    stack: list[tuple[_Mark, list[Run]]] = []
    for n, mark in enumerate(marks):
        if stack and mark.closes:
            opening, nested = stack.pop()
            run = Run(opening.start, mark.end, Span(opening.end, mark.start), True, tuple(nested))
            if _WORD.search(text, run.inner.start, run.inner.end):
                (stack[-1][1] if stack else runs).append(run)
        elif _is_doubled(text, runs, mark):
            runs[-1] = runs[-1]._replace(end=mark.end)
        elif mark.opens:
            if stack and surplus[n + 1] < len(stack) + 1 and not _is_taken_up(text, stack[0][0], mark, hi):
                last = stack[-1][0]
                if last.end == mark.start and text[last.start] == text[mark.start]:
                    mark = mark._replace(start=last.start)  # ““We go: a mark typed twice
                    stack.pop()
                _clear(stack, line)  # the earlier mark was never closed: it is a stray one
            stack.append((mark, []))
        elif not mark.measures:
            line.strays.append(Stray(mark.start, mark.end, False))
    if stack:
        opening, nested = stack[0]
        while hi > opening.end and text[hi - 1].isspace():
            hi -= 1
        if _WORD.search(text, opening.end, hi):
            runs.append(Run(opening.start, hi, Span(opening.end, hi), False, tuple(nested)))


def _is_taken_up(text: str, opening: _Mark, mark: _Mark, hi: int) -> bool:
    """Whether the quote that opens the line goes on in the next, so that a mark of another kind is nested in it."""
    sign = text[opening.start]
    if sign == text[mark.start] or (opening.start > 0 and text[opening.start - 1] != "\n"):
        return False
    return text[hi : hi + _LONGEST_GAP].lstrip()[:1] == sign


def _is_doubled(text: str, runs: list[Run], mark: _Mark) -> bool:
    """Whether this is the closing mark of the last run a second time: “We go,””"""
    return (
        bool(runs)
        and runs[-1].end == mark.start
        and mark.closes
        and (not mark.opens or text[mark.start] == text[mark.start - 1])
    )


def _clear(stack: list[tuple[_Mark, list[Run]]], line: Marks) -> None:
    """Give the open marks up as strays; what was nested in them is not nested."""
    for opening, nested in stack:
        line.strays.append(Stray(opening.start, opening.end, True))
        line.runs.extend(nested)
    stack.clear()


# ---------------------------------------------------------------- single marks


def _add_singles(text: str, lo: int, hi: int, openings: list[tuple[int, int]], line: Marks) -> list[Run]:
    """Runs in single marks: outside double ones, around them (British style), and nested in them."""
    doubles = line.runs
    closings = [found.start() for found in _CLOSING_SINGLE.finditer(text, openings[0][1], hi)]
    elided = [_begins_elided(text, start) for start, _ in openings]
    starts = [start for (start, _), no_mark in zip(openings, elided, strict=True) if not no_mark]
    found: list[Run] = []
    nested: set[int] = set()  # starts of doubles
    closing_at = 0
    double_at = 0
    reach = lo
    for (start, _), no_mark in zip(openings, elided, strict=True):
        first = start == lo or (start < lo + _INDENT and text[lo:start].isspace())
        if start < reach or (no_mark and not first):
            continue
        while double_at < len(doubles) and doubles[double_at].end <= start:
            double_at += 1
        around = doubles[double_at] if double_at < len(doubles) else None
        if around and around.start < start:
            continue  # inside a double run: nested, found when that run is read on its own
        while closing_at < len(closings) and closings[closing_at] <= start + 1:
            closing_at += 1
        close = _closing(text, start, closings, closing_at, doubles, double_at, starts)
        if no_mark and (close is None or text[close - 1] not in _STOPS):
            continue
        end = hi if close is None else close
        if _stays_open(text, start, hi, close, first):
            end = hi
            while text[end - 1].isspace():
                end -= 1
            close = None
        elif close is None:
            if first:
                line.strays.append(Stray(start, start + 1, True))
            continue
        inside: list[Run] = []
        while double_at < len(doubles) and doubles[double_at].start <= end:
            if doubles[double_at].end <= end:
                inside.append(doubles[double_at])
            nested.add(doubles[double_at].start)  # one never closed is a stray mark within this run
            double_at += 1
        reach = end if close is None else end + 1
        found.append(Run(start, reach, Span(start + 1, end), close is not None, tuple(inside)))
    line.strays.sort()
    return sorted([d for d in doubles if d.start not in nested] + found, key=itemgetter(0)) if found else doubles


_STOPS = frozenset(",.?!…")
_INDENT = 8
_REOPENS = re.compile(r"\s*[‘'](?=[^\W_])")
_REOPENS_SPEECH = re.compile(r"\s*[‘'](?=[^\W_])[^\n]*?[,.?!…][’'](?!\w)")


def _begins_elided(text: str, start: int) -> bool:
    """Whether the mark at ``start`` is an apostrophe: ’90s, ’em. In ‘’Tis it is a quotation mark before one."""
    if text[start + 1] in "’'":
        return _ELISION.match(text, start + 1) is None
    return _ELISION.match(text, start) is not None


def _stays_open(text: str, start: int, hi: int, close: int | None, first: bool) -> bool:
    """Whether a single mark is left open to its line's end.

    It is where the line begins with it and the next paragraph with another one, and where speech is announced before
    it: said: ‘We go. A closing mark that may be an apostrophe counts against that unless the next paragraph speaks.
    """
    if close is not None:
        return first and _may_be_apostrophe(text, close) and _REOPENS_SPEECH.match(text, hi) is not None
    if first:
        reopened = _REOPENS.match(text, hi)
        return reopened is not None and not _begins_elided(text, reopened.end() - 1)
    return text[start - 2 : start] == ": " or (text[start - 2 : start] == ", " and text[start + 1].isupper())


def _closing(
    text: str, start: int, closings: list[int], at: int, doubles: list[Run], double_at: int, starts: list[int]
) -> int | None:
    """Where the single mark opened at ``start`` closes: the first closing mark that is no apostrophe."""
    apostrophe: int | None = None
    for n in range(at, min(len(closings), at + _LOOKAHEAD)):
        close = closings[n]
        double_at = bisect_right(doubles, close, double_at, key=attrgetter("end"))
        if double_at < len(doubles) and doubles[double_at].start <= close and doubles[double_at].closed:
            continue
        if _is_apostrophe(text, close):
            continue
        if apostrophe is not None:
            opening = bisect_right(starts, apostrophe)
            if opening < len(starts) and starts[opening] < close:
                return apostrophe  # another single mark opens in between
        if not _may_be_apostrophe(text, close):
            return close
        if apostrophe is None:
            apostrophe = close
    return apostrophe


def _is_apostrophe(text: str, at: int) -> bool:
    """rock ’n’ roll; thinkin’,’ he said: the quote goes on to the mark after the comma."""
    if text[at - 1] in "nN" and text[at - 2 : at - 1] in ("’", "'", "‘") and text[at + 1 : at + 2].isspace():
        return True
    return (
        text[at + 1 : at + 2] in _STOPS and text[at + 2 : at + 3] in ("’", "'") and not text[at + 3 : at + 4].isalnum()
    )


def _may_be_apostrophe(text: str, at: int) -> bool:
    """Whether the sentence goes on after a plural possessive, a word cut short or feet: the workers’ vote."""
    following = text[at + 2 : at + 3]
    if not text[at + 1 : at + 2].isspace() or not (following.isalnum() or following in ("“", '"', "(")):
        return False
    before = text[at - 1]
    return before in "sS" or before.isnumeric() or _CUT_SHORT.fullmatch(text, _word_start(text, at), at + 1) is not None


def _word_start(text: str, end: int) -> int:
    """Where the letters before ``end`` begin, of which a few are looked at."""
    start = end
    while start > 0 and end - start < _LONGEST_CUT_SHORT and text[start - 1].isalpha():
        start -= 1
    return start
