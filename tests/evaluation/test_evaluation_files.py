"""What files of gold and predictions may hold, and how each mistake in them is told."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from quotetrack.errors import InputError
from quotetrack.evaluation import evaluate, read_gold, read_predictions

GOOD: dict[str, Any] = {
    "id": "a",
    "text": "“Go,” Ana said.",
    "quotes": [{"id": "0", "content": [[0, 5]], "speaker": [[6, 9]]}],
}
ANSWER: dict[str, Any] = {
    "id": "a",
    "quotes": [{"content": [[0, 5]], "speaker": [6, 9], "rule": "further keys do no harm"}],
}


def written(folder: Path, *lines: str | bytes | dict[str, Any]) -> Path:
    path = folder / "set.jsonl"
    raw = [
        line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    ]
    path.write_bytes(b"\n".join(raw))
    return path


def test_reading(tmp_path: Path) -> None:
    gold = read_gold(written(tmp_path, b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), "", "  \r"))
    predictions = read_predictions(written(tmp_path, ANSWER), documents={"a"})
    assert evaluate(gold, predictions).scores["joint"].f1.value == 1.0


def test_reading_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(ANSWER).encode() + b"\n{")))
    with pytest.raises(InputError, match="standard input:2: not JSON"):
        read_predictions("-")


def quoted(**quote: Any) -> dict[str, Any]:
    return {**GOOD, "id": "b", "quotes": [{"content": [[0, 5]], **quote}]}


@pytest.mark.parametrize(
    ("second_line", "reason"),
    [
        ('{"id": "b",', r":2: not JSON \(.* at character \d+\)"),
        (b'{"id": "\xff"}', ":2: not UTF-8"),
        ("[" * 100_000, ":2: JSON with too large a number or too deeply nested"),
        ('"a"', ":2: not a JSON object"),
        ({"text": "", "quotes": []}, ':2: no "id"'),
        ({"id": True, "text": "", "quotes": []}, ':2: "id" must be a string'),
        ({"id": "b", "quotes": []}, ':2: no "text"'),
        ({"id": "b", "text": 5, "quotes": []}, ':2: "text" must be a string'),
        ({"id": "b", "text": ""}, ':2: no "quotes"'),
        ({"id": "b", "text": "", "quotes": {}}, ':2: "quotes" must be a list'),
        ({"id": "b", "text": "", "quotes": [3]}, ":2: quote 1: not a JSON object"),
        ({"id": "b", "text": "", "quotes": [{"id": "0"}]}, ':2: quote 1: no "content"'),
        (quoted(content=[[5, 0]]), ':2: quote 1: "content" must be'),
        (quoted(content="0-5"), ':2: quote 1: "content" must be'),
        (quoted(speaker=[-3, 2]), ':2: quote 1: "speaker" must be'),
        (quoted(speaker=[0, 2.5]), ':2: quote 1: "speaker" must be'),
        (quoted(type="spoken"), ':2: quote 1: "type" must be one of direct, mixed, indirect'),
        (quoted(speaker_name=7), ':2: quote 1: "speaker_name" must be'),
        ({**GOOD, "id": "b", "quotes": GOOD["quotes"] * 2}, ":2: quote 2: id '0' is given twice"),
        (GOOD, r":2: document 'a' was given before, at .*:1; keep one"),
    ],
)
def test_broken_gold(tmp_path: Path, second_line: str | bytes | dict[str, Any], reason: str) -> None:
    path = written(tmp_path, GOOD, second_line)
    with pytest.raises(InputError, match=reason) as caught:
        read_gold(path)
    assert caught.value.source == f"{path}:2"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("second_line", "reason"),
    [
        ({"id": "z", "quotes": []}, ":2: document 'z' is not in the gold file"),
        (ANSWER, ":2: document 'a' was given before"),
        ({"id": "b", "quotes": [{"speaker": None}]}, ':2: quote 1: no "content"'),
        ({"id": "b", "quotes": [{"content": [[0, 1]], "speaker_name": []}]}, ':2: quote 1: "speaker_name" must be'),
    ],
)
def test_broken_predictions(tmp_path: Path, second_line: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_predictions(written(tmp_path, ANSWER, second_line), documents=["a", "b"])


def test_paths_that_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_gold(tmp_path / "absent.jsonl")
    with pytest.raises(InputError, match="is a folder"):
        read_predictions(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_gold("a\0b")
    with pytest.raises(InputError, match="holds no gold document"):
        read_gold(written(tmp_path, ""))
    assert read_predictions(written(tmp_path, "")) == []
