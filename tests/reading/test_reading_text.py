"""Text files: characters as they are, encodings, front matter."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from quotetrack.model import Article, Problem
from quotetrack.reading import read
from quotetrack.reading.plain import split_front_matter

SAID = "“We will rebuild,” said Ann Lee of the café.\r\n\r\nShe left.\n"


def one(path: Path, data: bytes) -> tuple[Article, list[Problem]]:
    path.write_bytes(data)
    found = list(read(path))
    (article,) = [item for item in found if isinstance(item, Article)]
    return article, [item for item in found if isinstance(item, Problem)]


def refused(path: Path, data: bytes) -> Problem:
    path.write_bytes(data)
    (problem,) = read(path)
    assert isinstance(problem, Problem)
    assert problem.fatal
    assert problem.source == str(path)
    assert "\n" not in problem.reason
    return problem


def test_text_is_byte_faithful_and_its_source_known(tmp_path: Path) -> None:
    text = SAID + "[b] [/x] <script> \x00 \u200f 🙂 \u2028\x0c\r" + "x" * 100_000
    article, problems = one(tmp_path / "a.txt", text.encode())
    assert article.text == text
    assert problems == []
    assert article.id == article.source_path == str(tmp_path / "a.txt")
    assert article.source_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (article.natural_id, article.collection, article.title, article.language) == (None, None, None, "en")
    assert article.furniture == ()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SAID.encode("utf-8-sig"), None),
        (SAID.encode("utf-16"), "UTF-16"),
        (SAID.encode("utf-32"), "UTF-32"),
        (SAID.encode("cp1252"), "Windows-1252"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str | None) -> None:
    article, problems = one(tmp_path / "a.txt", data)
    assert article.text == SAID
    assert problems == (
        [Problem(str(tmp_path / "a.txt"), f"decoded as {encoding}, not UTF-8", fatal=False)] if encoding else []
    )


def test_what_even_windows_1252_cannot_be_is_detected(tmp_path: Path) -> None:
    text = "Городской совет собрался в понедельник и отложил голосование. Заседание продолжится в среду. " * 4
    article, problems = one(tmp_path / "a.txt", text.encode("koi8-r").replace(b"\x81", b"") + b"\x81")
    assert [problem.fatal for problem in problems] == [False, False]
    assert len(article.text) == len(text) + 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"---\ntitle: T\n---\n\n", "empty"),
        (b"%PDF-1.7 and so on", "PDF"),
        (b"PK\x03\x04 and so on", "office document"),
        (bytes(range(256)) * 40, "not text"),
        (b"\x00\x00\x01" * 50, "not text"),
        (b"\xff\xfe\x00", "UTF-16"),
    ],
)
def test_no_text(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(tmp_path / "a.txt", data).reason


def test_too_long_an_article_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.reading.source.MAX_ARTICLE_BYTES", 2_000_000)
    assert "longer than 2 MB" in refused(tmp_path / "a.txt", b"word " * 400_001).reason
    assert one(tmp_path / "a.txt", b"word " * 400_000)[0].text == "word " * 400_000


MATTER = """---
Title: "Ferry: the last run"
publisher: Vale News
date: 2025-05
url: https://vale.example/ferry
author: By Ann Lee, Jo Roe Jr. and Max Ray, III
language: en-GB
id: ferry-7
tags: [sea, work]
---
"""


@pytest.mark.parametrize(("suffix", "newline"), [(".txt", "\n"), (".md", "\r\n")])
def test_front_matter(tmp_path: Path, suffix: str, newline: str) -> None:
    text = f"{newline}# Not the title{newline}By Someone Else{newline}{newline}It ran.{newline}"
    article, problems = one(tmp_path / f"a{suffix}", (MATTER.replace("\n", newline) + text).encode())
    assert problems == []
    assert article.text == text
    assert article.title == "Ferry: the last run"
    assert article.outlet == "Vale News"
    assert (article.published, article.published_as_printed, article.published_inferred) == (
        "2025-05",
        "2025-05",
        False,
    )
    assert article.url == "https://vale.example/ferry"
    assert article.authors == ("Ann Lee", "Jo Roe Jr.", "Max Ray, III")
    assert (article.id, article.natural_id, article.collection, article.language) == ("ferry-7", "ferry-7", "a", "en")


def test_lists_in_front_matter() -> None:
    fields, begin = split_front_matter("---\nauthors:\n  - Ann Lee\n  - 'Jo Roe'\ntitle: x\n---\nText")
    assert (fields, begin) == ({"authors": ["Ann Lee", "Jo Roe"], "title": "x"}, 51)


@pytest.mark.parametrize(
    "text",
    [
        "---\nThe council met.\n---\nIt left.",
        "---\ntitle: T\nThe council met.\n---\nIt left.",
        "---\nQ: Where?\nA: There.\n---\nIt left.",
        "---\ntitle: T\nIt never ends.",
        "---\n---\nIt left.",
        "\n---\ntitle: T\n---\nIt left.",
        "----\ntitle: T\n----\nIt left.",
        "---\n" + "title: T\n" * 20_000 + "---\n",
    ],
)
def test_no_front_matter(text: str) -> None:
    assert split_front_matter(text) == ({}, 0)
