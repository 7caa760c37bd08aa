"""Paths, folders, standard input: the order of reading, and one clear Problem for what cannot be read."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from quotetrack.model import Article, Problem
from quotetrack.reading import read


def labels(source: str | Path, **options: Any) -> list[str]:
    """The id of each article, "source!" for each Problem."""
    return [item.id if isinstance(item, Article) else f"{item.source}!" for item in read(source, **options)]


def problem(source: str | Path) -> Problem:
    (found,) = read(source)
    assert isinstance(found, Problem)
    assert found.fatal
    assert "\n" not in found.reason
    return found


def type_in(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))  # type: ignore[arg-type]


def test_folders_are_walked_down_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "b/1.md",
        "a.txt",
        "c.jsonl",
        "B.TXT",
        ".hidden/x.txt",
        "b/.x.txt",
        "notes.toml",
        "photo.jpg",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"text": "He left."}' if name == "c.jsonl" else "He left.")
    assert labels(tmp_path) == [str(tmp_path / name) for name in ("B.TXT", "a.txt", "b/1.md", "b/2.txt")] + ["c:1"]
    assert labels(str(tmp_path / "b")) == [str(tmp_path / "b/1.md"), str(tmp_path / "b/2.txt")]
    assert labels(tmp_path / "b/.x.txt") == [str(tmp_path / "b/.x.txt")]


def test_a_relative_path_is_the_label_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.txt").write_text("He left.")
    assert labels("./x.txt") == ["./x.txt"]
    assert labels(".") == ["x.txt"]


def test_loops_of_links_end_and_a_folder_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "deep/er").mkdir(parents=True)
    (tmp_path / "deep/er/x.txt").write_text("He left.")
    (tmp_path / "deep/er/up").symlink_to(tmp_path)
    (tmp_path / "zzz").symlink_to(tmp_path / "deep")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = labels(tmp_path)
    assert found == [str(tmp_path / "deep/er/x.txt"), f"{tmp_path / 'gone.txt'}!", f"{tmp_path / 'loop.txt'}!"]


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "a pipe" in problem(tmp_path / "pipe.txt").reason
    assert "a pipe" in problem(tmp_path).reason
    assert "a device" in problem("/dev/null").reason


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("no/such.txt", "no such file"),
        ("", "empty path"),
        ("a\x00b", "cannot be read"),
        ("\ud800", "cannot be read"),
        ("x" * 5000, "cannot be read"),
    ],
)
def test_paths_that_lead_nowhere(source: str, words: str) -> None:
    assert words in problem(source).reason


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.txt").write_text("He left.")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Taken away in the code as well as on the disk: root may read everything.
    monkeypatch.setattr(Path, "open", refuse)
    assert "permissions" in problem(tmp_path / "x.txt").reason
    monkeypatch.setattr(Path, "iterdir", refuse)
    assert "permissions" in problem(tmp_path).reason


def test_a_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("pass")
    found = problem(tmp_path)
    assert found.source == str(tmp_path)
    assert "no article" in found.reason


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9\n.txt"
    try:
        Path(os.fsdecode(name)).write_text("He left.")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert labels(tmp_path) == [str(tmp_path / "caf\\xe9\n.txt")]


def test_a_file_without_a_telling_name(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("He left.")
    (tmp_path / "lines").write_text('\n{"text": "x"}\n{"text": "y"}')
    (tmp_path / "data.json").write_text('{"text": "x"}')
    assert labels(tmp_path / "plain") == [str(tmp_path / "plain")]
    assert labels(tmp_path / "lines") == ["lines:2", "lines:3"]
    assert ".json files are not read" in problem(tmp_path / "data.json").reason
    assert labels(tmp_path / "data.json", input_format="jsonl") == ["data:1"]
    assert labels(tmp_path, input_format="text") == [str(tmp_path / name) for name in ("data.json", "lines", "plain")]
    with pytest.raises(ValueError, match="choose one of text, markdown, html, jsonl"):
        read(tmp_path, input_format="docx")


@pytest.mark.parametrize(
    ("data", "options", "found"),
    [
        (b"He left.\n", {}, ["-"]),
        (b'\xef\xbb\xbf \n {"text": "x"}\n{"text": "y"}', {}, ["stdin:2", "stdin:3"]),
        ('{"text": "x"}\n{"text": "y"}'.encode("utf-16"), {}, ["-:1!", "stdin:1", "stdin:2"]),
        (b'{"text": "x"}', {"input_format": "text"}, ["-"]),
        (b"He left.", {"input_format": "jsonl"}, ["-:1!"]),
        (b"", {}, ["-!"]),
        (b"\x00" * 500, {}, ["-!"]),
    ],
)
def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, data: bytes, options: dict[str, str], found: list[str]
) -> None:
    type_in(monkeypatch, data)
    assert labels("-", **options) == found


def test_standard_input_whole_and_without_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n  He left. " + "x" * 300_000
    type_in(monkeypatch, text.encode())
    (article,) = read("-", collection="mine")
    assert isinstance(article, Article)
    assert (article.text, article.source_path, article.collection) == (text, None, "mine")


def test_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert "closed" in problem("-").reason


PAGE = "<body><article><h1>News</h1><p>“The bridge will open again in May,” said Ann Lee, the mayor.</p></article>"


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html><html>", b"\xef\xbb\xbf\n <HTML lang=en>", b"<!-- saved from (0023)x -->\n<!doctype  html>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', b"<head></head>",
    ],
)  # fmt: skip
def test_a_page_is_known_by_its_beginning(head: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "story.php"
    path.write_bytes(head + PAGE.encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    for source in (path, "-"):
        (article,) = read(source)
        assert isinstance(article, Article)
        assert article.text.removeprefix("News\n\n").startswith("“The bridge")


def test_text_that_speaks_of_html_is_text(tmp_path: Path) -> None:
    path = tmp_path / "story"
    path.write_text("<html5 is old>, she said.", "utf-8")
    (article,) = read(path)
    assert isinstance(article, Article)
    assert article.text == "<html5 is old>, she said."
