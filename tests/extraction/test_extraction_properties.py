"""What holds for every text: extraction is total, its offsets are true, and its parts agree with one another."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from invariants import (
    check_attributions,
    check_explain,
    check_narration,
    check_nesting,
    check_runs,
    check_straight,
    is_balanced,
)
from vocabulary import FRAME_CUES, FRAMES, GLUE, MARKS, NARRATION, SAID, SPEAKERS, WORDS

from quotetrack.extraction import extract, quotations
from quotetrack.extraction.quotations import find_runs
from quotetrack.model import Article, MentionKind, Span


def fixed(examples: int) -> settings:
    """The same examples in every run, never timed."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


# ---------------------------------------------------------------- texts

# Any code point at all, lone surrogates too; and text that looks like news, with marks put anywhere.
anything = st.text(st.characters(exclude_categories=()), max_size=200)
soup = st.lists(st.sampled_from(WORDS + GLUE), max_size=40).map("".join)
news = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GLUE)), max_size=30).map(
    lambda pairs: "".join(word + glue for word, glue in pairs)
)
mixed = st.lists(st.one_of(st.sampled_from(WORDS + GLUE), st.text(max_size=3)), max_size=25).map("".join)

sentences = st.builds(
    lambda frame, said, other, speaker, cue: (
        (line := frame.format(said=said, other=other, speaker=speaker, cue=cue))[0].upper() + line[1:]
    ),
    st.sampled_from(FRAMES),
    st.sampled_from(SAID),
    st.sampled_from(SAID),
    st.sampled_from(SPEAKERS[:-1]),
    st.sampled_from(FRAME_CUES),
)
balanced = st.lists(st.tuples(sentences, st.sampled_from((" ", " ", "\n\n", "\n"))), min_size=1, max_size=8).map(
    lambda pairs: "".join(line + end for line, end in pairs)
)
texts = st.one_of(soup, news, mixed, balanced)

# Paragraphs that tell something and hold no mark, dash line or cue.
narration = st.lists(st.sampled_from(NARRATION), min_size=1, max_size=3).map(" ".join)


# ---------------------------------------------------------------- what must hold


@fixed(400)
@given(anything)
@example("")
@example("fOUND")
@example("\x00“\U000f0000\U000f0005\ud800” he said")
def test_any_string_gives_a_result_with_true_offsets(text: str) -> None:
    check_attributions(text, extract(Article(text)))


@fixed(600)
@given(texts)
@example("He said: 'We “will go now.' It rained.")
@example("'Peo“ple want me,' the keeper said, 'and I’d love to.'")
@example("Ann Lee said " + ":" * 40 + " x “we will go on and on”")
@example("“We will go” say")
@example("“We will go \r\n\r\n“and come back,” Ann Lee said.\r\n")
def test_offsets_are_true_for_text_like_news(text: str) -> None:
    check_attributions(text, extract(Article(text)))


@fixed(300)
@given(texts)
@example("'Peo“ple want me,' he said.")
@example("'We “went''")
def test_runs_are_apart_and_nested_ones_inside(text: str) -> None:
    check_runs(find_runs(text), text)


@fixed(300)
@given(st.one_of(texts, st.text('“”"ab1 ,.\n', max_size=40)))
@example("“A,” he said, “b.”")
@example("12” by 5” and “a”")
def test_lines_with_every_mark_in_its_place_are_paired_as_all_others(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotations, "_pair_plainly", lambda *_: False)
        slow = find_runs(text)
    assert find_runs(text) == slow


@fixed(400)
@given(texts)
@example('Ann said, "many" boats said she has "no" sails')
@example('r,,said"y"h said\rhas"o')
@example("H::“T“”h")
def test_contents_of_two_quotes_cross_only_by_nesting(text: str) -> None:
    check_nesting(extract(Article(text)))


@fixed(300)
@given(texts, narration)
@example("“We will go,” gurbled Ann Lee", "The bus came late.")
@example(
    "She told the council that in March she would be back. “And in April,\nwith the same sign and the same paint, on "
    "the very same old\nboard, and as long as it takes,” she said to the mayor, who\nhad not asked her about any of it "
    "before that day in the\nhall.",
    "Ann Lee walked home along the river, past the old mill and the two schools. " * 2,
)
def test_narration_after_the_end_changes_nothing_before_it(text: str, more: str) -> None:
    check_narration(text, more)


@fixed(300)
@given(balanced)
def test_curly_and_straight_marks_give_the_same_speakers(text: str) -> None:
    assert is_balanced(text)
    check_straight(text)


@fixed(300)
@given(st.one_of(texts, anything))
@example("The mayor's words: “we will go")
@example("“We will go.\n“And we will come back,” Ann Lee told us, “before dark.”")
@example("Kim Lee came home. She crossed the “dead” bridge. “We will go to the river,” he said.")
def test_explain_tells_what_extract_does(text: str) -> None:
    check_explain(text)


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
        check_attributions(text[:end], extract(Article(text[:end])))


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
    check_attributions(deep, extract(Article(deep)))
