"""The texts that fuzzing begins with: golden cases, gold documents, seed articles, and ``corpus/*.jsonl`` beside this.

A line of those files is an object: ``id``, ``why``, and ``parts``, a list of [text, times]; the input is the texts in
order, each so many times. So an input of a megabyte is a short line, and any character can be written, escaped.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).resolve().parent.parent
FOLDER = Path(__file__).resolve().parent / "corpus"
_TAG = re.compile(r"</?(?:[qcs]\d+|n)>")


Parts = tuple[tuple[str, int], ...]
"""A text as pieces, each so many times."""


def joined(parts: Iterable[tuple[str, int]]) -> str:
    """The text that ``parts`` are."""
    return "".join(piece * times for piece, times in parts)


class Input(NamedTuple):
    """A text and where it comes from."""

    id: str
    text: str


def own_inputs(folder: Path = FOLDER) -> Iterator[Input]:
    """The inputs of the files in ``folder``; former findings are among them."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            yield Input(f"{path.name}:{entry['id']}", joined(entry["parts"]))


def seed_inputs() -> Iterator[Input]:
    """Every text to begin with: ``own_inputs``, the golden cases, the gold documents and the seed articles."""
    yield from own_inputs()
    for path in sorted((TESTS / "cases").glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8")).get("case", []):
            yield Input(f"{path.name}:{case['id']}", _TAG.sub("", case["text"]))
    for path in sorted((TESTS / "gold").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            yield Input(f"{path.name}:{document['id']}", document["text"])
    for path in sorted((TESTS.parent / "seeds").iterdir()):
        yield Input(path.name, path.read_text(encoding="utf-8"))
