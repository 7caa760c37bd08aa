"""The figures agree with an independent scorer, where that one and its sets lie beside the repository."""

from __future__ import annotations

import importlib.util
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quotetrack.evaluation import evaluate, read_gold
from quotetrack.evaluation.quotations import quotation_runs

SHARED = Path(os.environ.get("QUOTETRACK_SHARED") or Path(__file__).resolve().parents[3] / "shared")
SCORER = SHARED / "bench" / "score.py"
KEYS = (
    *("documents", "gold_quotes", "predicted_quotes", "segments", "joint", "joint_ge5", "joint_named"),
    *("content_exact", "content_soft", "recall_by_type", "name"),
)

pytestmark = pytest.mark.skipif(not SCORER.is_file(), reason=f"no scorer to compare with at {SCORER}")


@pytest.fixture(scope="module")
def scorer() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("independent_scorer", SCORER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # that folder may be read-only
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    yield module


def sample(name: str, documents: int) -> list[dict[str, Any]]:
    path = SHARED / "corpora" / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip(f"no {path}")
    return read_gold(path)[:documents]


def shifted(spans: list[list[int]], dice: random.Random, by: int, length: int) -> list[list[int]]:
    moved = ([dice.randint(max(0, offset - by), min(length, offset + by)) for offset in span] for span in spans)
    return [sorted(span) for span in moved]


def spoiled(document: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The gold quotes of a document as predictions with every kind of mistake."""
    text, gold = document["text"], document["quotes"]
    quotes: list[dict[str, Any]] = []
    for given in gold:
        quote = {
            "content": [list(span) for span in given["content"]],
            "speaker": dice.choice([given["speaker"], *given["speaker"]]),
            "speaker_name": given.get("speaker_name"),
        }
        other = dice.choice(gold)
        (start, end), mistake = quote["content"][0], dice.randrange(18)
        cut = dice.randint(start, end)
        if mistake == 0:
            continue  # missed
        if mistake in (1, 2, 3):
            quote["content"] = shifted(quote["content"], dice, 12, len(text))
        elif mistake in (4, 5):
            quote["speaker"], quote["speaker_name"] = other["speaker"], other.get("speaker_name")
        elif mistake == 6:
            quote["speaker"] = quote["speaker_name"] = None
        elif mistake in (7, 8):
            quote["speaker"] = shifted(given["speaker"], dice, 25, len(text))
        elif mistake == 9:
            quotes.append(dict(quote))  # given twice
        elif mistake == 10:
            quotes.append(dict(quote, content=[[start, cut]]))  # speech inside speech, or a split
        elif mistake == 11:
            quote["content"] = [[start, cut]]
            quotes.append(dict(quote, content=[[cut, end]]))
        elif mistake == 12:
            quote["content"] = [[max(0, start - 150), min(len(text), end + 150)]]
        elif mistake == 13 and quote["speaker_name"]:
            name = quote["speaker_name"]
            quote["speaker_name"] = dice.choice([f"Mr. {name}", name.split()[-1], f"{name.upper()}'s", ""])
        quotes.append(quote)
    for run in quotation_runs(text):
        if dice.random() < 0.15:  # scare quotes, and doubles under another speaker
            mention = None if dice.random() < 0.5 else [max(0, run.start - 20), max(0, run.start - 4)]
            quotes.append({"content": [[run.start - 1, run.end + 1]], "speaker": mention, "speaker_name": None})
    dice.shuffle(quotes)
    return {"id": document["id"], "quotes": quotes}


def differing(one: Any, other: Any, where: str) -> list[str]:
    """Where two results are further apart than half a unit of the third digit (a count: at all)."""
    if isinstance(one, dict):
        return [line for key in one for line in differing(one[key], other[key], f"{where}.{key}")]
    limit = 0.011 if where.endswith(".tp") else 0.0005  # "tp" may be a sum of shares, rounded to two digits
    same = one is other is None or (one is not None and other is not None and abs(one - other) < limit)
    return [] if same else [f"{where}: {one} against {other}"]


@pytest.mark.parametrize("name", ["seed", "challenge-open", "polnear-dev"])
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_figures_agree(scorer: ModuleType, name: str, seed: int) -> None:
    dice = random.Random(seed)
    gold = sample(name, 124)
    predictions = [spoiled(document, dice) for document in gold if len(gold) == 1 or dice.random() > 0.05]
    theirs = scorer.score(gold, predictions)
    ours = evaluate(gold, predictions, resamples=0).as_dict()
    assert 0.1 < ours["joint"]["F1"] < 0.95  # neither hopeless nor trivial
    assert differing({key: theirs[key] for key in KEYS if key in theirs}, ours, name) == []
    assert ("name" in theirs) == (ours["name"] is not None)


def test_runs_agree_on_any_marks(scorer: ModuleType) -> None:
    dice = random.Random(5)
    atoms = [*"“”\"\"''‘’„«»`  7.,—()[\n\r\u00a0…", "''", "``", "a", "dogs", "said", "90s", "em", '<b x="y">', "<i>"]
    for _ in range(10_000):
        text = "".join(dice.choices(atoms, k=dice.randint(1, 25)))
        assert [tuple(run) for run in quotation_runs(text)] == scorer.quoted_runs(text), text
