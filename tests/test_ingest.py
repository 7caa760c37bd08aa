"""The way of an article: what is extracted, what is counted, what stops everything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from quotetrack.errors import StoreError
from quotetrack.ingest.adding import add_sources
from quotetrack.model import (
    Antecedent,
    Article,
    Attribution,
    Mention,
    MentionKind,
    Problem,
    Quote,
    QuoteType,
    Span,
    SpeakerKind,
)
from quotetrack.store import Added, SearchQuery, Store

TEXT = "“Lock the gate,” said Ann Lee."


def one_quote(article: Article) -> Sequence[Attribution]:
    """Stands in for the extraction: one quote an article."""
    return (
        Attribution(
            Quote((Span(0, 16),), QuoteType.DIRECT),
            "a-rule",
            0.8,
            cue=Span(17, 21),
            mention=Mention(Span(22, 29), MentionKind.NAME),
            antecedents=(Antecedent("Ann Lee", SpeakerKind.PERSON),),
        ),
    )


def must_not_extract(article: Article) -> Sequence[Attribution]:
    raise AssertionError(f"{article.id} was extracted again")


def test_an_article_comes_in_once(tmp_path: Path) -> None:
    path = tmp_path / "gate.txt"
    path.write_text(TEXT, encoding="utf-8")
    seen: list[tuple[str, Added]] = []
    with Store.open(tmp_path / "record.db", create=True) as store:
        summary = add_sources(
            store,
            [path],
            extract=one_quote,
            rules_version="7",
            on_article=lambda a, added, _: seen.append((a.id, added)),
        )
        assert (summary.new, summary.articles, summary.quotes, summary.failures) == (1, 1, 1, ())
        again = add_sources(store, [str(path), path], extract=must_not_extract)
        assert (again.new, again.unchanged, again.quotes) == (0, 2, 0)
        (row,) = store.search(SearchQuery(speaker="lee")).rows
        assert (row["quote"], row["rule"], row["confidence"]) == ("“Lock the gate,”", "a-rule", 0.8)
        assert store.quote(row["id"])["rules_version"] == "7"
    assert seen == [(str(path), Added.NEW)]


def test_what_fails_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = tmp_path / "many.jsonl"
    lines.write_text(
        '{"id": "good", "text": "“Lock the gate,” said Ann Lee."}\n{"id": "half", "text": "“Lock \\ud83d”"}\nrubbish\n',
        encoding="utf-8",
    )
    old = tmp_path / "old.txt"
    old.write_bytes("“Shut the café,” said Ann Lee.".encode("cp1252"))
    told: list[Problem] = []
    with Store.open(tmp_path / "record.db", create=True) as store:
        summary = add_sources(store, [lines, tmp_path / "gone", old], extract=one_quote, on_problem=told.append)
    assert (summary.new, summary.failed, summary.articles) == (2, 3, 5)
    assert [problem.source for problem in summary.failures] == [
        f"{lines}, id half", f"{lines}:3", str(tmp_path / "gone"),
    ]  # fmt: skip
    assert [problem.source for problem in told if not problem.fatal] == [str(old)]


def test_a_data_base_that_fails_stops_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "gate.txt"
    path.write_text(TEXT, encoding="utf-8")

    def full(*_: object, **__: object) -> Added:
        raise StoreError("the disk is full") from OSError(28, "No space left on device")

    with Store.open(tmp_path / "record.db", create=True) as store:
        monkeypatch.setattr(Store, "add", full)
        with pytest.raises(StoreError, match="disk is full"):
            add_sources(store, [path, path], extract=one_quote)


def test_one_id_with_two_texts_is_told_and_the_first_stays(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text(
        '{"id": "5", "text": "“Lock the gate,” said Ann Lee."}\n'
        '{"id": "5", "text": "“Open the gate,” said Ann Lee."}\n'
        '{"id": "5", "text": "“Lock the gate,” said Ann Lee."}\n',
        encoding="utf-8",
    )
    with Store.open(tmp_path / "record.db", create=True) as store:
        for _ in range(2):
            summary = add_sources(store, [path], extract=one_quote)
            (failure,) = summary.failures
            assert "same id" in failure.reason
            assert (summary.new + summary.unchanged, summary.changed) == (2, 0)
        (row,) = store.search(SearchQuery(speaker="lee")).rows
        assert row["quote"] == "“Lock the gate,”"
