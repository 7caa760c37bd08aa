"""Marking by itself: every character once, in order, whatever overlaps."""

from __future__ import annotations

import pytest

pytest.importorskip("markupsafe")

from hypothesis import given
from hypothesis import strategies as st

from quotetrack.browse.marking import Layer, hit_layers, mark_paragraphs, mark_text, paragraphs
from quotetrack.browse.showing import day, plain, shortened, visible, web_address


def test_overlapping_quotes_share_their_piece() -> None:
    marked = mark_text("abcdef", [Layer(0, 4, "content", "k1"), Layer(2, 6, "content", "k2"), Layer(3, 5, "cue", "k1")])
    assert marked == (
        '<mark class="content" data-quote="k1">ab</mark><mark class="content" data-quote="k1 k2">c</mark>'
        '<mark class="content cue" data-quote="k1 k2">d</mark><mark class="content cue" data-quote="k2">e</mark>'
        '<mark class="content" data-quote="k2">f</mark>'
    )


def test_a_quote_over_two_paragraphs_is_anchored_once_and_labelled_at_its_end() -> None:
    text = "One “two\r\n\r\nthree” four"
    stretches = paragraphs(text)
    assert [text[start:end] for start, end in stretches] == ["One “two", "three” four"]
    from markupsafe import Markup

    first, second = mark_paragraphs(
        text, [Layer(4, 18, "content", "k")], stretches, {"k": Markup("<i>Lee</i>")}, anchors=True
    )
    assert first == 'One <a class="anchor" id="q-k"></a><mark class="content" data-quote="k">“two</mark>'
    assert second == '<mark class="content" data-quote="k">three”</mark><i>Lee</i> four'


@given(
    st.text(alphabet="ab<&\n\r \x00😀", max_size=30),
    st.lists(st.tuples(st.integers(-3, 33), st.integers(-3, 33), st.sampled_from(["content", "cue", "furniture x"]))),
)
def test_no_character_is_lost_or_doubled(text: str, spans: list[tuple[int, int, str]]) -> None:
    layers = [Layer(max(0, start), end, kind, str(n % 3)) for n, (start, end, kind) in enumerate(spans)]
    bare = mark_text(text, layers)
    if text:
        assert bare.striptags() == visible(text).striptags()
    for (start, end), shown in zip(paragraphs(text), mark_paragraphs(text, layers, paragraphs(text)), strict=True):
        assert shown.striptags() == visible(text[start:end]).striptags()


def test_words_searched_for_are_found_whole_whatever_their_case() -> None:
    text = "A café, CAFE and cafés; İstanbul"
    assert [text[layer.start : layer.end] for layer in hit_layers(text, ("cafe",))] == ["café", "CAFE"]
    assert [text[layer.start : layer.end] for layer in hit_layers(text, ("istanbul",))] == ["İstanbul"]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2025-06-03", "3 June 2025"),
        ("2025-06", "June 2025"),
        ("2025", "2025"),
        ("--06-03", "3 June (year unknown)"),
        ("2025-06-03T10:00:00Z", "3 June 2025"),
        ("2025-99", "2025-99"),
        ("soon", "soon"),
        (None, ""),
    ],
)
def test_dates_in_words(stored: str | None, shown: str) -> None:
    assert day(stored) == shown


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://a.example/x") == "https://a.example/x"
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "https:",
        "http://[",
        "file:///etc/passwd",
        None,
    ):
        assert web_address(bad) is None


def test_hidden_characters_are_written_out_and_line_ends_kept() -> None:
    assert plain("a\x00\u202eb\r\nc\rd\U000e0001") == "a\\x00\\u202eb\r\nc\\x0dd\\U000e0001"
    assert "\x00" not in visible("<\x00>") and visible("<\x00>").startswith("&lt;")
    assert shortened("one two three", 8) == "one two …" and shortened("abcdefgh", 4) == "abcd …"
