"""JSON Lines: metadata, bad lines among good ones, bounded memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotetrack.model import Article, Problem
from quotetrack.reading import read


def items(path: Path, *lines: object, collection: str | None = None) -> list[Article | Problem]:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(b"\n".join(raw))
    return list(read(path, collection=collection))


def one(tmp_path: Path, line: object) -> Article:
    (article,) = items(tmp_path / "feed.jsonl", line)
    assert isinstance(article, Article)
    return article


def test_metadata_at_the_top_then_in_meta(tmp_path: Path) -> None:
    meta = {
        "title": "meta's",
        "publisher": "Vale News",
        "date": "June 3, 2025",
        "byline": "By Ann Lee and Jo Roe",
        "language": "en-US",
    }
    article = one(
        tmp_path, {"id": "a1", "text": "He left.", "title": "top's", "url": "https://vale.example/1", "meta": meta}
    )
    assert (article.id, article.natural_id, article.collection) == ("a1", "a1", "feed")
    assert (article.title, article.outlet, article.url) == ("top's", "Vale News", "https://vale.example/1")
    assert article.authors == ("Ann Lee", "Jo Roe")
    assert (article.published, article.published_as_printed) == ("2025-06-03", "June 3, 2025")
    assert (article.language, article.source_path, article.source_sha256) == ("en", str(tmp_path / "feed.jsonl"), None)


def test_values_of_the_wrong_type_count_as_absent(tmp_path: Path) -> None:
    line = {
        "id": ["x"],
        "text": "He left.",
        "title": 7,
        "outlet": {"a": 1},
        "date": 2025,
        "authors": [{"name": "Ann Lee"}, 3],
        "meta": [1],
    }
    article = one(tmp_path, line)
    assert (article.id, article.natural_id) == ("feed:1", None)
    assert (article.title, article.outlet, article.published) == (None, None, None)
    assert article.authors == ("Ann Lee",)
    assert one(tmp_path, {"id": 7, "text": ""}).natural_id == "7"


def test_what_the_page_prints_fills_only_what_is_missing(tmp_path: Path) -> None:
    text = "Lee to leave in May\n\nBy Ann Lee\nJun 3, 2025\n\nThe council met on Monday. It left at noon."
    article = one(tmp_path, {"text": text, "title": "Given", "date": "2024"})
    assert (article.title, article.authors, article.published) == ("Given", ("Ann Lee",), "2024")


def test_any_characters_are_legal_text(tmp_path: Path) -> None:
    text = "a\x00b \ud800 🙂 \u200f [/x]\u2028\n"
    assert one(tmp_path, {"text": text}).text == text
    # Exporters write raw control characters, too.
    assert one(tmp_path, b'{"text": "a\tb\x00"}').text == "a\tb\x00"


def test_bad_lines_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    good = {"text": "He left."}
    deep = b'{"text": "x", "a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    number = b'{"text": "x", "a": ' + b"9" * 10_000 + b"}"
    found = items(
        path, good, b'{"text": "x"', b"", {"id": "x"}, [1], {"text": None}, deep, number, b"\xff\xfe\x81\x00", good
    )
    assert [item.id for item in found if isinstance(item, Article)] == ["feed:1", "feed:10"]
    problems = [item for item in found if isinstance(item, Problem)]
    assert [problem.source for problem in problems] == [f"{path}:{number}" for number in (2, 4, 5, 6, 7, 8, 9)]
    assert all(problem.fatal and "\n" not in problem.reason for problem in problems)
    assert "not JSON" in problems[0].reason
    assert 'no "text"' in problems[1].reason


def test_lines_in_another_encoding_are_read_with_one_notice(tmp_path: Path) -> None:
    line = '{"text": "The café"}'.encode("cp1252")
    found = items(tmp_path / "feed.jsonl", {"text": "x"}, line, line)
    assert [item.text for item in found if isinstance(item, Article)] == ["x", "The café", "The café"]
    (notice,) = [item for item in found if isinstance(item, Problem)]
    assert not notice.fatal
    assert notice.source.endswith("feed.jsonl:2")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_bytes('{"text": "One ਊ"}\r\n\r\n{"text": "Two"}\r\n'.encode(encoding))
    found = list(read(path))
    assert [item.text for item in found if isinstance(item, Article)] == ["One ਊ", "Two"]
    assert [item.fatal for item in found if isinstance(item, Problem)] == ([] if encoding == "utf-8-sig" else [False])


@pytest.mark.parametrize("data", [b"", b"\n \r\n"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "feed.jsonl").write_bytes(data)
    (problem,) = read(tmp_path / "feed.jsonl")
    assert isinstance(problem, Problem)
    assert problem.fatal
    assert "empty" in problem.reason


def test_a_line_too_long_is_skipped_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.reading.cutting.MAX_ARTICLE_BYTES", 3_000_000)
    path = tmp_path / "feed.jsonl"
    found = items(path, {"text": "x"}, {"text": "y" * 7_000_000}, {"text": "z"})
    assert [item.id if isinstance(item, Article) else item.source for item in found] == [
        "feed:1",
        f"{path}:2",
        "feed:3",
    ]


def test_articles_come_before_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text('{"text": "x"}\n' * 3 + "broken")
    stream = read(path, collection="mine")
    first = next(stream)
    assert isinstance(first, Article)
    assert first.collection == "mine"
    stream.close()  # type: ignore[attr-defined]
