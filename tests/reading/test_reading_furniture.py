"""Page furniture: every example of the data, the shape of a page, and what must stay prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.errors import RulesError
from quotetrack.model import FurnitureKind
from quotetrack.reading import find_furniture
from quotetrack.reading.headers import read_headers
from quotetrack.reading.lines import is_outlet
from quotetrack.reading.words import page_words, raw_words, read_words

RAW = raw_words()
PROSE = "The council met on Monday and put off the vote until the river has fallen, which may take weeks."

PAGE = """skip to main content

Ferry crews walk out as harbour talks stall

  • Writer: The Vale Harbour Star
    The Vale Harbour Star
  • Mar 9
  • 4 min read


A ferry lies at the quay in Vale on Friday, February 20, 2026. Crews want a second deckhand. (Ida Moss/Vale Wire)
A ferry lies at the quay in Vale on Friday, February 20, 2026. Crews want a second deckhand. (Ida Moss/Vale Wire)

By Ann Lee, Jo van der Roe and Max O’Dell


Crews of the harbour ferries walked out on Monday after a third round of talks had come to nothing.


“We have asked politely for eleven months,” said Rita Vance, who speaks for the crews. “Politeness has been tried.”

Advertisement

“We have asked politely for eleven months”
— Rita Vance

The company said that it would answer by Thursday.

Comments


back to top
"""


def kinds(text: str) -> list[tuple[str, str]]:
    return [(kind.value, span.of(text)) for span, kind in find_furniture(text)]


def marked(line: str) -> set[FurnitureKind]:
    """The kinds that ``line`` gets as a paragraph between two of prose, if all its words are marked."""
    text = f"{PROSE}\n\n{line}\n\n{PROSE} So it did."
    start = len(PROSE) + 2
    found = [
        (span, kind) for span, kind in find_furniture(text) if start <= span.start and span.end <= start + len(line)
    ]
    covered = sum(span.end - span.start for span, _ in found)
    return {kind for _, kind in found} if covered >= 0.8 * len(line.strip()) else set()


def entries() -> list[tuple[str, str]]:
    """(kind, line) for each word and each example of furniture.toml."""
    found = [("navigation", word) for group in RAW["navigation"] for word in group["words"]]
    found += [("navigation", line) for group in RAW["navigation"] for line in group["examples"]]
    found += [(entry["kind"], line) for entry in RAW["pattern"] for line in entry["examples"]]
    found += [(kind, line) for kind in ("byline", "caption") for line in RAW[kind]["examples"]]
    return found


def misses() -> list[str]:
    groups = [*RAW["navigation"], *RAW["pattern"], RAW["byline"], RAW["caption"]]
    return [line for group in groups for line in group["misses"]]


@pytest.mark.parametrize(("kind", "line"), entries())
def test_every_word_and_example_of_the_data_is_marked(kind: str, line: str) -> None:
    assert FurnitureKind(kind) in marked(line)


@pytest.mark.parametrize("line", misses())
def test_no_miss_of_the_data_is_marked(line: str) -> None:
    assert marked(line) == set()


def test_outlets_and_people() -> None:
    assert all(is_outlet(name, page_words()) for name in RAW["outlet"]["examples"])
    assert not any(is_outlet(name, page_words()) for name in RAW["outlet"]["misses"])


def test_mistakes_in_the_data_are_told_together() -> None:
    raw = raw_words()
    raw["navigation"][0]["words"] = ["Open Door (2)", "comments"]
    raw["pattern"][0]["regex"] = "("
    with pytest.raises(RulesError) as caught:
        read_words(raw)
    assert len(caught.value.mistakes) == 3


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_page(newline: str) -> None:
    text = PAGE.replace("\n", newline)
    assert kinds(text) == [
        ("navigation", "skip to main content"),
        ("title", "Ferry crews walk out as harbour talks stall"),
        ("byline", "• Writer: The Vale Harbour Star"),
        ("byline", "The Vale Harbour Star"),
        ("date", "• Mar 9"),
        ("length", "• 4 min read"),
        ("caption", text[text.index("A ferry") : text.index("Wire)") + 5]),
        ("repeat", text[text.index("A ferry") : text.index("Wire)") + 5]),
        ("byline", "By Ann Lee, Jo van der Roe and Max O’Dell"),
        ("navigation", "Advertisement"),
        ("repeat", "“We have asked politely for eleven months”"),
        ("repeat", "— Rita Vance"),
        ("navigation", "Comments"),
        ("navigation", "back to top"),
    ]


def test_headers_of_a_page() -> None:
    headers = read_headers(PAGE, find_furniture(PAGE))
    assert headers.title == "Ferry crews walk out as harbour talks stall"
    assert headers.outlet == "The Vale Harbour Star"
    assert headers.authors == ("Ann Lee", "Jo van der Roe", "Max O’Dell")
    assert headers.published == ("2026-03-09", "Mar 9", True)


def test_small_facts_in_one_line() -> None:
    text = (
        f"The tide turns\nBy ANN LEE, Vale News · Updated June 4, 2025 · 5 min read\nPublished 3 June 2025\n\n{PROSE}"
    )
    assert [kind for kind, _ in kinds(text)] == ["title", "byline", "date", "length", "date"]
    headers = read_headers(text, find_furniture(text))
    assert headers.title == "The tide turns"
    assert (headers.authors, headers.outlet) == (("Ann Lee",), "Vale News")
    assert headers.published == ("2025-06-03", "3 June 2025", False)


@pytest.mark.parametrize(
    "text",
    [
        # Two equal statements are two statements.
        f"“We will rebuild the quay,” Ann Lee said.\n\n{PROSE}\n\n“We will rebuild the quay,” Ann Lee said.",
        # So are the turns of a dialogue.
        f"“Everybody?”\n\n“The porter had a key.”\n\n“The porter had a key,” Roe repeated.\n\n{PROSE}",
        "“We will rebuild the whole quay,” Lee said.\n“We will rebuild the whole quay,” Lee said.",
        # The end of a wrapped sentence is no button.
        "The minister answered the letter in a leaked note and made no other\ncomments",
        # A transcript has no title.
        f"Q: Where were you on Monday evening\n\nA: At the quay.\n\nQ: And then?\n\n{PROSE}",
        "REPORTER: Will you resign?\nLEE: No.\n",
        PROSE,
        "Only one line",
        "",
        "\n\n",
    ],
)
def test_prose_is_left_alone(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"A short line on top\n\n{PROSE}", "A short line on top"),
        (f"# A heading of Markdown\n{PROSE}", "A heading of Markdown"),
        (f"Politics\n\nLee to leave the council in May\n\n{PROSE}", "Lee to leave the council in May"),
        (f"Will Lee leave?\n=====\n\n{PROSE}", "Will Lee leave?"),
        (f"A sentence stands on top.\n\n{PROSE}", None),
        (f"“We will rebuild.”\n\n{PROSE}", None),
        (f"VALE (Vale Wire) —\n\n{PROSE}", None),
    ],
)
def test_titles(text: str, title: str | None) -> None:
    assert read_headers(text, find_furniture(text)).title == title


FRAGMENTS = (
    *(
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "“",
        "”",
        '"',
        "(",
        ")",
        "/",
        "|",
        "•",
        "—",
        ":",
        ".",
        "\x00",
        "\ud800",
        "🙂",
        "\u200f",
    ),
    *(
        "By Ann Lee",
        "Jun 3",
        "2025",
        "Share",
        "Photo: Ann Lee",
        "(Ann Lee/Vale News)",
        "We will not go away",
        "x" * 200,
    ),
)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_spans_are_sorted_disjoint_and_not_blank(text: str) -> None:
    found = find_furniture(text)
    ends = 0
    for span, _ in found:
        assert ends <= span.start < span.end <= len(text)
        assert span.of(text).strip() == span.of(text)
        ends = span.end
    read_headers(text, found)


def test_hostile_lines_are_all_judged() -> None:
    assert find_furniture("word " * 200_000) == ()
    assert len(find_furniture("Share\n" * 50_000)) == 50_000
