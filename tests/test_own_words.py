"""Other people's words stay outside: no eight words in a row of the measuring corpora may stand in the repository.

The corpora lie in the folder ``shared`` beside the repository, or where $QUOTETRACK_SHARED says; without it there is
nothing to compare with. What is quoted in the seed article was said in public and may be repeated.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPORA = Path(os.environ.get("QUOTETRACK_SHARED") or ROOT.parent / "shared") / "corpora"

RUN = 8
_WORD = re.compile(r"[^\W_]+")
# The same statement quoted with marks of any kind; a mark left open ends with its line.
_QUOTED = re.compile(r"[“\"«„][^”\"»“\n]*[”\"»“]?")
# Apostrophes do not part words: "didn't" is one word, however it is typed.
_APOSTROPHES = {ord(mark): None for mark in "'’‘ʼ"}


def words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().translate(_APOSTROPHES))


def runs(tokens: list[str]) -> Iterator[int]:
    """A hash of every eight words in a row."""
    for start in range(len(tokens) - RUN + 1):
        yield hash(tuple(tokens[start : start + RUN]))


def own_files() -> Iterable[Path]:
    """What is in the repository or would be with the next "git add": text files only."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("no git repository to list files from")
    return [ROOT / name for name in sorted(set(listed.stdout.decode().split("\0"))) if name and (ROOT / name).is_file()]


def unescaped(text: str) -> str:
    """The words of JSON as people read them: line ends and characters that are escapes there part no words."""
    return re.sub(r"(?:\\[nrt])+", " ", re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text))


def own_runs() -> dict[int, tuple[Path, str]]:
    """Every run of the repository, with the file and the words (the first of equals)."""
    known: dict[int, tuple[Path, str]] = {}
    for path in own_files():
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        tokens = words(unescaped(text) if path.suffix in (".json", ".jsonl") else text)
        for start, value in enumerate(runs(tokens)):
            known.setdefault(value, (path.relative_to(ROOT), " ".join(tokens[start : start + RUN])))
    return known


def corpus_texts() -> Iterator[tuple[str, str]]:
    for path in sorted(CORPORA.glob("polnear-*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                yield f"{path.name}:{number}", json.loads(line)["text"]
    seed = CORPORA / "seed.txt"
    if seed.exists():
        for number, part in enumerate(_QUOTED.split(seed.read_text(encoding="utf-8")), start=1):
            yield f"{seed.name}, part {number} outside quotation marks", part


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here")
def test_no_eight_words_of_the_corpora_stand_in_the_repository() -> None:
    known = own_runs()
    assert len(known) > 10_000, "the repository was not read"
    compared = 0
    found: dict[str, str] = {}
    for source, text in corpus_texts():
        for value in runs(words(text)):
            compared += 1
            if value in known:
                path, run = known[value]
                found.setdefault(run, f"{path}: “{run}” stands in {source}")
    assert compared > 100_000, "the corpora were not read"
    assert not found, "\n".join(list(found.values())[:20])


def test_a_copied_run_would_be_seen() -> None:
    copied = set(runs(words("She didn’t say WHEN the ferry would sail again, only that it would.")))
    assert copied & set(runs(words("(she didn't say when\nthe ferry — would sail AGAIN)")))
    assert not copied & set(runs(words("She did not say when the ferry would sail again")))
    assert words(unescaped(r'{"text": "she didn\u2019t\nsay"}')) == ["text", "she", "didnt", "say"]
    assert _QUOTED.split("Before “said in public” after") == ["Before ", " after"]
