"""Versions: nothing of what an article was is lost, and what changed is told; what is the same is left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_articles import HOSTILE, write

from quotetrack.model import Antecedent, Attribution
from quotetrack.store import Added, SearchQuery, Store
from quotetrack.store.changes import Kind, Said, compare_quotes, compare_words
from quotetrack.store.connection import open_connection
from quotetrack.store.schema import MIGRATION_SET, MIGRATIONS

Add = Callable[..., None]


def export(store: Store) -> list[dict[str, Any]]:
    return list(store.export())


def changes(store: Store, article: int | str = 1) -> list[tuple[Any, ...]]:
    return [(row["what"], row["change"], row["before"], row["now"]) for row in store.history(article)[1]]


def test_earlier_versions_stay_with_their_quotes(store: Store, add: Add) -> None:
    add("a", (HOSTILE, "Ann \x00 Lee"), ("“We will not rebuild the old bridge.”", "Bo Roe"), ("“Stay.”", None))
    add("a", ("“We will rebuild the bridge.”", "Bo Roe"), ("“Stay.”", None), ("“New.”", "Cy Poe"))
    add("a", ("“Stay.”", "Ann Day"))
    versions, _ = store.history(1)
    assert [(row["version"], row["quotes"], row["title"]) for row in versions] == [
        (1, 3, "On a"), (2, 3, "On a"), (3, 1, "On a"),
    ]  # fmt: skip
    assert versions[0]["replaced_at"] == versions[1]["seen_at"] and versions[2]["replaced_at"] is None
    assert store.history("test/a") == store.history("1")
    quotes = [(what, change, before, now) for what, change, before, now in changes(store) if what == "quote"]
    assert quotes == [
        ("quote", "went", HOSTILE, None),
        ("quote", "reworded", "“We will not rebuild the old bridge.”", "“We will rebuild the bridge.”"),
        ("quote", "came", None, "“New.”"),
        ("quote", "went", "“We will rebuild the bridge.”", None),
        ("quote", "reattributed", "“Stay.”", "“Stay.”"),
        ("quote", "went", "“New.”", None),
    ]
    # The present tables hold only the present.
    assert [row["quote"] for row in store.search(SearchQuery()).rows] == ["“Stay.”"]
    assert [row["name"] for row in store.speakers()] == ["Ann Day"]
    past = [record for record in export(store) if record["record"] == "past_quote"]
    assert [one["speakers"][0]["name"] for one in past if one["speakers"]] == [
        "Ann \x00 Lee",
        "Bo Roe",
        "Bo Roe",
        "Cy Poe",
    ]
    assert store.article(1)["version"] == 3


def test_quotes_that_stay_keep_key_row_and_speaker(store: Store, add: Add) -> None:
    add("a", ("“One.”", "Ann Lee"), ("“Two.”", "unnamed:officials"), ("“Three.”", "Lee"))
    add("b", ("“Four.”", "Ann Lee"))
    before = {row["quote"]: (row["id"], row["key"], row["speaker_id"]) for row in store.search(SearchQuery()).rows}
    add("a", ("“New.”", "Bo Roe"), ("“Three.”", "Lee"), ("“Two.”", "unnamed:officials"), ("“One.”", "Ann Lee"))
    after = {row["quote"]: (row["id"], row["key"], row["speaker_id"]) for row in store.search(SearchQuery()).rows}
    assert before.items() <= after.items() and len(after) == 5
    store._connection.execute("INSERT INTO quotes_fts (quotes_fts, rank) VALUES ('integrity-check', 1)")
    assert [row["quote"] for row in store.article(1)["quotes"]] == ["“New.”", "“Three.”", "“Two.”", "“One.”"]


@pytest.mark.parametrize(
    ("fields", "added", "told"),
    [
        ({}, Added.UNCHANGED, []),
        ({"title": "On b"}, Added.CHANGED, [("title", "changed", "On a", "On b")]),
        ({"published": "2025-06-04"}, Added.CHANGED, [("published", "changed", "2025-06-03", "2025-06-04")]),
        ({"outlet": None, "title": None, "published": None}, Added.UNCHANGED, []),
        ({"authors": ("Bo Roe",)}, Added.CHANGED, []),  # known for the first time: nothing has changed
        ({"title": "On b", "id": "elsewhere/copy.txt"}, Added.UNCHANGED, []),
        ({"title": "On b", "id": "./x/../a"}, Added.CHANGED, [("title", "changed", "On a", "On b")]),
        ({"source_sha256": "another", "furniture": ()}, Added.UNCHANGED, []),
    ],
)
def test_what_an_article_says_of_itself(store: Store, fields: dict[str, Any], added: Added, told: list[Any]) -> None:
    article, attributions = write("a", ("“One.”", "Ann Lee"), published="2025-06-03", url="http://x.org/a")
    store.add(article, attributions)
    before = export(store)
    again = replace(article, **fields)
    assert store.has(again) is (added is Added.UNCHANGED)
    assert store.add(again, attributions) is added
    assert changes(store) == told
    assert (export(store) == before) is (added is Added.UNCHANGED)
    assert store.has(again) and store.add(again, attributions) is Added.UNCHANGED


def test_what_a_new_version_does_not_say_stays(store: Store, add: Add) -> None:
    add("a", ("“One.”", "Ann Lee"), published="2025-06-03", published_as_printed="3 June 2025", url="http://x.org/a")
    article, attributions = write("a", ("“Two.”", "Ann Lee"), url="http://x.org/a?utm_source=b")
    store.add(replace(article, title=None, outlet=None), attributions)
    row = store.article("https://X.org/a#top".replace("https", "http"))
    assert (row["title"], row["outlet"], row["published"]) == ("On a", "Daily Test", "2025-06-03")
    assert (row["published_as_printed"], row["url"]) == ("3 June 2025", "http://x.org/a?utm_source=b")


def test_older_copies_are_no_news_but_a_withdrawn_change_is(store: Store, add: Add) -> None:
    snapshots = [
        (replace(article, id=f"snapshots/{n}.html"), found)
        for n, (article, found) in enumerate(
            write("a", (words, "Ann Lee"), url="http://x.org/a") for words in ("“One.”", "“Two.”")
        )
    ]
    assert [store.add(*one) for one in [*snapshots, *snapshots]] == [
        Added.NEW, Added.CHANGED, Added.UNCHANGED, Added.UNCHANGED,
    ]  # fmt: skip
    withdrawn = replace(snapshots[0][0], id=snapshots[1][0].id)
    assert store.add(withdrawn, snapshots[0][1]) is Added.CHANGED
    assert [row["version"] for row in store.history(1)[0]] == [1, 2, 3]


def test_nobody_is_decided_anew_who_is_named_as_before(store: Store, add: Add) -> None:
    """ "John Smith" is nobody of the record by now, since two could be meant; he stays who he is."""
    add("a", ("“1”", "John Smith"))
    add("b", ("“2”", "John Q. Smith"))
    add("c", ("“3”", "John R. Smith"))
    before = export(store)
    add("a", ("“1”", "John Smith"), ("“More.”", None))
    kept = [record for record in export(store) if record["record"] in ("speaker", "appearance")]
    assert kept == [record for record in before if record["record"] in ("speaker", "appearance")]
    add("a", ("“1”", "John Smith"), ("“More.”", "Smith"))
    assert len(store.speakers()) == 4


def test_a_form_that_is_gone_frees_the_name(store: Store) -> None:
    article, (attribution,) = write("a", ("“1”", "John Smith"))
    junior = Antecedent("John Smith Jr.", attribution.antecedents[0].kind, forms=("John Smith", "Smith"))
    store.add(article, (replace(attribution, antecedents=(junior,)),))
    assert [row["name"] for row in store.speakers()] == ["John Smith Jr."]
    store.add(replace(article, text=article.text + "\n"), (attribution,))
    assert [row["name"] for row in store.speakers()] == ["John Smith"]


def test_old_data_base_keeps_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "quotes.db"
    found = [write("a", ("“One.”", "Ann Lee"), ("“Two.”", "unnamed:officials")), write("b", ("“Three.”", "Lee"))]
    with Store.open(tmp_path / "new.db", create=True) as store:
        for one in found:
            store.add(*one, rules_version="1")
        wanted = export(store)
        monkeypatch.setattr("quotetrack.store.schema.MIGRATIONS", MIGRATIONS[:3])
        monkeypatch.setattr("quotetrack.store.connection.MIGRATIONS", MIGRATIONS[:3])
        old = open_connection(path, create=True)
        new = store._connection
        for table in ("articles", "speakers", "names", "name_uses", "roles", "rivals", "quotes", "quote_speakers"):
            for row in new.execute(f"SELECT * FROM {table}").fetchall():
                old.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        old.close()
    monkeypatch.undo()
    with sqlite3.connect(path) as old:
        names = [
            row[0]
            for row in old.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (MIGRATION_SET,))
        ]
    assert names == [function.__name__ for function in MIGRATIONS[:3]]
    with Store.open(path, write=True) as store:
        assert export(store) == wanted
        assert store.add(*found[0]) is Added.UNCHANGED
        assert store.history(1)[1] == []


# ---------------------------------------------------------------- what became of quotes


def said(*quotes: str) -> list[Said]:
    """Quotes, each "words" or "words|speaker"; equal words have one key."""
    made = []
    for quote in quotes:
        words, _, speaker = quote.partition("|")
        made.append(Said(words, words, ((speaker, speaker),) if speaker else ()))
    return made


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ((), (), []),
        (("a b c",), ("a b c",), []),
        (("one two", "three four"), ("three four", "one two"), []),
        (("one two three|x",), ("one two four|y",), ["reworded"]),
        (("one two three|x",), ("one two three|y",), ["reattributed"]),
        (("one two three",), ("seven eight",), ["came", "went"]),
        (("1 2 3 4", "1 2 3 5"), ("1 2 3 5 6", "1 2 3 4 7"), ["reworded", "reworded"]),
        (("gone now", "stays"), ("stays",), ["went"]),
        (("…",), ("?!",), ["came", "went"]),
    ],
)
def test_what_became_of_quotes(before: tuple[str, ...], now: tuple[str, ...], told: list[str]) -> None:
    assert [change.kind.value for change in compare_quotes(said(*before), said(*now))] == told


def test_each_is_paired_with_its_nearest() -> None:
    (one, two) = compare_quotes(said("1 2 3 4", "1 2 3 5"), said("1 2 3 5 6", "1 2 3 4 7"))
    assert (one.before and one.before.quote, two.before and two.before.quote) == ("1 2 3 5", "1 2 3 4")


WORDS = st.lists(st.sampled_from(["a", "b", "c,", "“d”", "e-f"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_both_wordings_are_in_the_pieces(before: str, now: str) -> None:
    pieces = compare_words(before, now)
    assert "".join(text for op, text in pieces if op != "-") == now
    assert "".join("".join(text for op, text in pieces if op != "+").split()) == "".join(before.split())


@given(st.lists(WORDS, max_size=8, unique=True), st.lists(WORDS, max_size=8, unique=True))
def test_every_quote_is_told_of_once(before: list[str], now: list[str]) -> None:
    told = compare_quotes(said(*before), said(*now))
    came = [change.now.quote for change in told if change.now]
    went = [change.before.quote for change in told if change.before]
    assert sorted(came) == sorted(set(now) - set(before)) and sorted(went) == sorted(set(before) - set(now))
    assert all(change.kind is not Kind.REATTRIBUTED for change in told)


def test_thousands_of_edits_take_no_time_out_of_proportion() -> None:
    """Of two thousand quotes each is edited: all with all would be four million comparisons of words."""
    before = said(*(f"word{n} " * 5 + "before" for n in range(2_000)))
    now = said(*(f"word{n} " * 5 + "now" for n in range(2_000)))
    assert {change.kind for change in compare_quotes(before, now)} == {Kind.REWORDED}
    long = "never the same " * 20_000
    assert compare_words(f"{long}one {long}", f"{long}two {long}")[1:3] == [("-", "one "), ("+", "two ")]


def test_speakers_of_a_quote_without_any(store: Store) -> None:
    article, attributions = write("a", ("“1”", None))
    assert isinstance(attributions[0], Attribution)
    store.add(article, attributions)
    store.add(replace(article, text=article.text + " "), attributions)
    assert changes(store) == [("text", "changed", None, "1 line came, 0 went")]
