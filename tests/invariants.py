"""What must hold of every text: asserted here, tried on texts by the properties and by the fuzzer.

Every check takes time linear in the text and what was found in it, so that it can be made of long texts too. A check
raises AssertionError with what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from vocabulary import MARKS

from quotetrack.extraction import extract
from quotetrack.extraction.explanation import Explanation, explain
from quotetrack.extraction.quotations import Run
from quotetrack.extraction.repair import unmark, unwrap
from quotetrack.model import Article, Attribution, QuoteType, Span

_ANY_MARK = re.compile(r"[“”\"'‘’‚‛„‟«»‹›`´′″＂〝〞❛❜❝❞]")
_LETTERS = re.compile(r"[^\W_]")


def overlap(a: Span, b: Span) -> bool:
    """Whether the two have a character in common."""
    return a.start < b.end and b.start < a.end


def check_span(text: str, span: Span) -> None:
    """In range, not empty, and its slice begins and ends with a character that is printed."""
    assert 0 <= span.start < span.end <= len(text), "a span is out of range or empty"
    assert span.of(text) == span.of(text).strip(), "a span begins or ends with a blank"


def check_attributions(text: str, found: Sequence[Attribution]) -> None:
    """Spans in range, in order, verbatim; no speaker within his or her own words."""
    read = unwrap(unmark(text))  # a name may go over the end of a line that was wrapped by hand
    for one in found:
        content = one.quote.content
        assert content, "a quote without content"
        for span in content:
            check_span(text, span)
        for before, after in pairwise(content):
            assert before.end <= after.start, "the spans of a quote are not in order"
        if one.quote.type is QuoteType.DIRECT and one.rule != "transcript-turn":
            # The opening mark may be missing, the closing one too; of a stretch never both.
            marked = (text[span.start] in MARKS or text[span.end - 1] in MARKS for span in content)
            assert all(marked), "a direct quote has no mark at either end"
            assert not one.quote.closed or text[content[-1].end - 1] in MARKS, "a closed quote ends with no mark"
        if one.cue is not None:
            check_span(text, one.cue)
            assert "\n" not in one.cue.of(read), "a cue goes over a line's end"
        if one.mention is not None:
            check_span(text, one.mention.span)
            assert "\n" not in one.mention.span.of(read), "a mention goes over a line's end"
            assert not any(overlap(one.mention.span, span) for span in content), "a speaker within the own words"
        assert 0 <= one.confidence <= 1, "a confidence that is none"
    assert list(found) == sorted(found, key=lambda one: one.quote.content[0]), "the quotes are not in order"


def check_nesting(found: Sequence[Attribution]) -> None:
    """No content twice, and the contents of two quotes cross only by nesting."""
    contents = [one.quote.content for one in found]
    assert len(set(contents)) == len(contents), "two quotes with one content"
    open_ends: list[int] = []
    for start, end in sorted((span for content in contents for span in content), key=lambda s: (s.start, -s.end)):
        while open_ends and open_ends[-1] <= start:
            open_ends.pop()
        assert not open_ends or end <= open_ends[-1], "contents of two quotes cross"
        open_ends.append(end)


def check_runs(runs: Sequence[Run], text: str) -> None:
    """Runs are apart and in order, the nested ones inside."""
    stack: list[tuple[Sequence[Run], int, int]] = [(runs, 0, len(text))]
    while stack:
        level, lo, hi = stack.pop()
        for run in level:
            assert lo <= run.start < run.inner.start <= run.inner.end <= run.end <= hi, "runs overlap"
            stack.append((run.nested, *run.inner))
            lo = run.end


def check_narration(text: str, more: str) -> None:
    """``more``, a paragraph that only tells, changes nothing that stands before it."""

    def seen(article: str) -> list[tuple[object, ...]]:
        # Furniture is judged by the whole page, and is not what this is about.
        return [(one.quote, one.cue, one.mention) for one in extract(Article(article, furniture=()))]

    assert seen(f"{text}\n\n{more}\n") == seen(text), "narration after the end changes what stands before"


def is_balanced(text: str) -> bool:
    """Whether the marks of ``text`` are “ and ” in un-nested pairs and could as well be printed straight: each pair
    within a line, each mark where a typist sets it, and no other mark but apostrophes within words."""
    for line in text.split("\n"):
        padded = f" {line} "
        is_open = False
        for found in _ANY_MARK.finditer(padded):
            mark, before, after = found[0], padded[found.start() - 1], padded[found.end()]
            if mark in "'’" and before.isalpha() and after.isalpha():
                continue
            if mark == "“" and not is_open and before in " (" and _LETTERS.match(after):
                is_open = True
            elif mark == "”" and is_open and after in " ,.;:?!)" and (before in ",.!?" or _LETTERS.match(before)):
                is_open = False
            else:
                return False
        if is_open:
            return False
    return True


def check_straight(text: str) -> None:
    """A balanced text with straight marks has the same quotes and speakers as with curly ones."""
    curly = extract(Article(text))
    straight = extract(Article(text.replace("“", '"').replace("”", '"')))
    assert [(one.quote, one.mention, one.antecedents) for one in straight] == [
        (one.quote, one.mention, one.antecedents) for one in curly
    ], "straight marks give other speakers than curly ones"


def check_explanation(text: str, found: Sequence[Attribution], told: Explanation) -> None:
    """``explain`` tells what ``extract`` does."""
    read = unwrap(unmark(text))  # explain shows names without the signs of Markdown within
    by_content = {one.quote.content: one for one in found}
    reports = told.runs
    assert [report.span for report in reports] == sorted({report.span for report in reports}), "reports not in order"
    assert all((report.dropped is None) == bool(report.content) for report in reports), "neither dropped nor kept"
    first: dict[tuple[Span, ...], object] = {}
    before: tuple[Span, ...] = ()
    for report in reports:
        # The runs of a quote share its content; to look a long one up for each of them would take too long.
        if report.content is before or not report.content or report.content in first:
            continue
        before = report.content
        first[before] = report
        assert report.content in by_content, "a quote that is explained is not extracted"
        one = by_content[report.content]
        said_by = " ".join(one.mention.span.of(read).split()) if one.mention else None
        name = one.antecedents[0].name if one.antecedents else None
        assert (report.rule, report.type, report.confidence) == (one.rule, one.quote.type, one.confidence), (
            "explained by another rule, or as another type"
        )
        assert (report.speaker, report.name) == (said_by, name), "explained with another speaker"
        way = (report.identity.rule, report.identity.confidence) if report.identity and report.name else (None, None)
        assert way == (one.identity_rule, one.identity_confidence), "explained by another way to the person"
    assert set(first) == set(by_content), "a quote that is extracted is not explained"


def check_explain(text: str) -> None:
    """``check_explanation`` of a text as it is."""
    check_explanation(text, extract(Article(text)), explain(Article(text)))
