"""What holds for every text: extraction is total, its offsets are true, and its parts agree with one another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quotetrack.extraction import extract
from quotetrack.extraction.explanation import explain
from quotetrack.extraction.quotations import Run, find_runs
from quotetrack.model import Article, Attribution, MentionKind, QuoteType, Span


def fixed(examples: int) -> settings:
    """The same examples in every run, never timed."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


MARKS = "“”\"'‘’‚‹›„«»`"

# ---------------------------------------------------------------- texts

_SPEAKERS = (
    "Ann Lee",
    "Mr. Okafor",
    "Lee",
    "he",
    "she",
    "they",
    "the mayor",
    "a spokesman for the airport",
    "officials",
    "Sen. Rosa van Dyck",
    "the ministry",
    "Moscow",
    "O’Neill",
)
_CUES = (
    "said",
    "says",
    "told reporters",
    "asked",
    "wrote",
    "called it",
    "denied saying",
    "was quoted as saying",
    "added",
)
_WORDS = (
    *_SPEAKERS,
    *_CUES,
    "according to",
    "who chaired the panel",
    "that",
    "the plan was",
    "we will go",
    "on Monday",
    "and",
    "the workers’ vote",
    "'90s",
    "rock 'n' roll",
    "6'2\"",
    "By Ann Lee",
    "Share this article",
    "5 min read",
    "https://example.org/a?b=“c”",
    '<a href="x">',
    "U.S.",
    "J.",
    "12.5%",
    "shot back",
)
_GLUE = (
    *(" ",) * 12,
    *(mark for mark in MARKS for _ in range(3)),
    "``",
    "''",
    "'''",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u2028",
    "\u00a0",
    ", ",
    ",",
    ". ",
    ": ",
    "::::",
    "? ",
    "! ",
    "… ",
    " — ",
    "- ",
    " (",
    ") ",
    "; ",
    "\x00",
    "\ud800",
    "\U000f0000",
    "\U000f0005",
    "\u0301",
    "\u200b",
)
# Any code point at all, lone surrogates too; and text that looks like news, with marks put anywhere.
anything = st.text(st.characters(exclude_categories=()), max_size=200)
soup = st.lists(st.sampled_from(_WORDS + _GLUE), max_size=40).map("".join)
news = st.lists(st.tuples(st.sampled_from(_WORDS), st.sampled_from(_GLUE)), max_size=30).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)
mixed = st.lists(st.one_of(st.sampled_from(_WORDS + _GLUE), st.text(max_size=3)), max_size=25).map("".join)

# Sentences with balanced marks of one level: “ and ” stand for whatever pair the text is printed with.
_SAID = (
    "We will go to the river",
    "It is a long way for small boats",
    "No",
    "The bridge, the road and the school are ours",
    "Nobody asked the drivers",
)
_FRAMES = (
    "“{said},” {speaker} {cue}.",
    "“{said},” {cue} {speaker}.",
    "“{said}.”",
    "{speaker} {cue}: “{said}.”",
    "{speaker} {cue} that the plan was “{said}” for the town.",
    "“{said},” {speaker} {cue}, “{other}.”",
    "According to {speaker}, the plan is “{said}”.",
    "The plan is “{said}”, {speaker} {cue} on Monday.",
    "{speaker} came home late.",
    "{speaker}: “{said}.”",
    "“{said}?” {cue} {speaker}.",
)
sentences = st.builds(
    lambda frame, said, other, speaker, cue: (
        (line := frame.format(said=said, other=other, speaker=speaker, cue=cue))[0].upper() + line[1:]
    ),
    st.sampled_from(_FRAMES),
    st.sampled_from(_SAID),
    st.sampled_from(_SAID),
    st.sampled_from(_SPEAKERS[:-1]),
    st.sampled_from(("said", "says", "asked", "wrote", "added")),
)
balanced = st.lists(st.tuples(sentences, st.sampled_from((" ", " ", "\n\n", "\n"))), min_size=1, max_size=8).map(
    lambda pairs: "".join(line + end for line, end in pairs)
)
texts = st.one_of(soup, news, mixed, balanced)

# Paragraphs that tell something and hold no mark, dash line or cue.
narration = st.lists(
    st.sampled_from(
        (
            "The bus came late.",
            "Ann Lee walked home along the river, past the old mill and the two schools.",
            "Rain fell on Monday.",
            "Lee is 34 and lives in the valley.",
            "She has a red boat.",
            "The mayor, Tom Ford, was at home.",
        )
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


# ---------------------------------------------------------------- what must hold


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _check_span(text: str, span: Span) -> None:
    assert 0 <= span.start < span.end <= len(text)
    assert span.of(text) == span.of(text).strip(), "a span begins or ends with a blank"


def _check(text: str, found: tuple[Attribution, ...]) -> None:
    for one in found:
        content = one.quote.content
        assert content
        for span in content:
            _check_span(text, span)
        for before, after in pairwise(content):
            assert before.end <= after.start
        if one.quote.type is QuoteType.DIRECT:
            assert all(text[span.start] in MARKS or text[span.end - 1] in MARKS for span in content)
            assert not one.quote.closed or text[content[-1].end - 1] in MARKS
        if one.cue is not None:
            _check_span(text, one.cue)
            assert "\n" not in one.cue.of(text)
        if one.mention is not None:
            _check_span(text, one.mention.span)
            assert "\n" not in one.mention.span.of(text)
            assert not any(_overlap(one.mention.span, span) for span in content)
        assert 0 <= one.confidence <= 1
    assert list(found) == sorted(found, key=lambda one: one.quote.content[0])


def _nested(a: Span, b: Span) -> bool:
    return (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)


def _check_runs(runs: list[Run] | tuple[Run, ...], lo: int, hi: int) -> None:
    for run in runs:
        assert lo <= run.start < run.inner.start <= run.inner.end <= run.end <= hi
        _check_runs(run.nested, *run.inner)
        lo = run.end


@fixed(400)
@given(anything)
@example("")
@example("\x00“\U000f0000\U000f0005\ud800” he said")
def test_any_string_gives_a_result_with_true_offsets(text: str) -> None:
    _check(text, extract(Article(text)))


@fixed(600)
@given(texts)
@example("He said: 'We “will go now.' It rained.")
@example("'Peo“ple want me,' the keeper said, 'and I’d love to.'")
@example("Ann Lee said " + ":" * 40 + " x “we will go on and on”")
@example("“We will go” say")
@example("“We will go \r\n\r\n“and come back,” Ann Lee said.\r\n")
def test_offsets_are_true_for_text_like_news(text: str) -> None:
    _check(text, extract(Article(text)))


@fixed(300)
@given(texts)
@example("'Peo“ple want me,' he said.")
@example("'We “went''")
def test_runs_are_apart_and_nested_ones_inside(text: str) -> None:
    _check_runs(find_runs(text), 0, len(text))


@fixed(400)
@given(texts)
@example('Ann said, "many" boats said she has "no" sails')
@example('r,,said"y"h said\rhas"o')
def test_contents_of_two_quotes_cross_only_by_nesting(text: str) -> None:
    found = extract(Article(text))
    contents = [one.quote.content for one in found]
    assert len(set(contents)) == len(contents)
    for n, content in enumerate(contents):
        for other in contents[n + 1 :]:
            for a in content:
                assert all(_nested(a, b) for b in other if _overlap(a, b))


@fixed(300)
@given(texts, narration)
def test_narration_after_the_end_changes_nothing_before_it(text: str, more: str) -> None:
    def seen(article: str) -> list[tuple[object, ...]]:
        # Furniture is judged by the whole page, and is not what this is about.
        return [(one.quote, one.cue, one.mention) for one in extract(Article(article, furniture=()))]

    assert seen(f"{text}\n\n{more}\n") == seen(text)


@fixed(300)
@given(balanced)
def test_curly_and_straight_marks_give_the_same_speakers(text: str) -> None:
    curly = extract(Article(text))
    straight = extract(Article(text.replace("“", '"').replace("”", '"')))
    assert [(one.quote, one.mention, one.antecedents) for one in straight] == [
        (one.quote, one.mention, one.antecedents) for one in curly
    ]


@fixed(300)
@given(st.one_of(texts, anything))
@example("Kim Lee came home. She crossed the “dead” bridge. “We will go to the river,” he said.")
def test_explain_tells_what_extract_does(text: str) -> None:
    found = {one.quote.content: one for one in extract(Article(text))}
    reports = explain(Article(text)).runs
    assert [report.span for report in reports] == sorted({report.span for report in reports})
    assert all((report.dropped is None) == bool(report.content) for report in reports)
    first: dict[tuple[Span, ...], object] = {}
    for report in reports:
        if not report.content or report.content in first:
            continue
        first[report.content] = report
        one = found[report.content]
        said_by = " ".join(one.mention.span.of(text).split()) if one.mention else None
        name = one.antecedents[0].name if one.antecedents else None
        assert (report.rule, report.type, report.confidence) == (one.rule, one.quote.type, one.confidence)
        assert (report.speaker, report.name) == (said_by, name)
    assert set(first) == set(found)


def test_the_balanced_texts_do_hold_quotes() -> None:
    """The grammar above would prove nothing if its texts held no quotes, or quotes without speakers."""
    text = 'Ann Lee said: "We will go to the river." "Nobody asked the drivers," she added.\n'
    first, second = extract(Article(text))
    assert (first.mention, second.mention) != (None, None)
    assert second.mention is not None and second.mention.kind is MentionKind.PRONOUN
    assert [one.name for one in (*first.antecedents, *second.antecedents)] == ["Ann Lee", "Ann Lee"]


def test_a_text_cut_off_anywhere_has_true_offsets() -> None:
    text = (
        "Bridge is 'a disgrace': Lee\n\nBy Tom Ford\n\n“We will go,” Ann Lee, who chaired the panel, told reporters. "
        "She said the plan was \"dead\", and that “it will 'never' come back”.\r\n\r\n“The road —\n"
        "“and the school” were ‘the workers’ own’, they say, according to a report by the ministry: “no.” — Ann Lee\n"
    )
    for end in range(len(text)):
        _check(text[:end], extract(Article(text[:end])))


@pytest.mark.parametrize("stray", [*MARKS, "``", "''", "““", "””"])
@pytest.mark.parametrize(
    "place", ["{0} The sign is old.", "The sign {0} is old.", "The sign{0} is old.", "The sign is old.{0}"]
)
def test_a_stray_mark_changes_no_other_paragraph(stray: str, place: str) -> None:
    """Nor does it where the paragraph beside begins or ends with a quote, or leaves one open."""
    before, after = "“The ice is thin,” said Ann Lee.", "'The boys' boat is out,' said Tom Ford. \"It will be late.\""
    text = "\n\n".join((before, place.format(stray), after))
    first, *_, last = find_runs(text)
    assert Span(first.start, first.end).of(text) == "“The ice is thin,”"
    assert Span(last.start, last.end).of(text) == '"It will be late."'
    inside = {Span(run.start, run.end).of(text) for run in find_runs(text)}
    assert "'The boys' boat is out,'" in inside


def test_marks_nested_without_end_do_no_harm() -> None:
    deep = "‘x " + "“a " * 50_000 + "b” " * 50_000 + "y’ z"
    _check(deep, extract(Article(deep)))
