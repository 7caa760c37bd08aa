"""How often each rule is right, counted anew: ``python -m tests.gate.confidence GOLD.jsonl`` rewrites the [rule.*]
tables of confidence.toml from the quoted segments and the indirect quotes of GOLD (the training part of PolNeAR); the
others stay."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from quotetrack.cli.predictions import predict
from quotetrack.evaluation import break_down, evaluate, read_gold
from quotetrack.evaluation.agreement import speaker_is_right
from quotetrack.evaluation.documents import parse_gold, parse_predictions
from quotetrack.evaluation.letters import LetterNumbers, common, size
from quotetrack.model import Attributions

CONFIDENCE = Path(__file__).resolve().parents[2] / "quotetrack" / "language" / "en" / "confidence.toml"
_ATTITUDE = "reported-attitude"  # found only where all attributions are asked for
_NOBODY = {"unattributed", "(missed)", "(none)"}


def count(path: str) -> dict[str, tuple[int, int]]:
    """By rule: quoted segments with the right speaker, and all that the rule gave one."""
    gold = read_gold(path)
    found = list(predict(gold, min_confidence=0))
    groups = break_down(evaluate(gold, found, resamples=0).segments, gold, found, "rule")
    marked = {group.name: (group.right, group.predicted) for group in groups if group.name not in _NOBODY}
    everything = predict(gold, min_confidence=0, attributions=Attributions.ALL)
    attitudes = {rule: n for rule, n in count_reported(gold, list(everything)).items() if rule == _ATTITUDE}
    return marked | count_reported(gold, found) | attitudes


def count_reported(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """By rule of indirect speech: quotes that lie mostly in a gold quote of the same speaker, and all."""
    counts: dict[str, tuple[int, int]] = {}
    for document, predictions in zip(gold, found, strict=True):
        known = parse_gold(document, document["id"])
        letters = LetterNumbers(known.text)
        said = [(quote, letters.stretch(quote.content)) for quote in known.quotes]
        for quote in parse_predictions(predictions, document["id"]).quotes:
            rule = predictions["quotes"][quote.index]["rule"]
            if not rule.startswith("reported-"):
                continue
            stretch = letters.stretch(quote.content)
            right = any(
                2 * size(common(stretch, whole)) >= size(stretch)
                and speaker_is_right(known.text, letters, gold=one.speaker, gold_cue=one.cue, predicted=quote.speaker)
                for one, whole in said
            )
            before = counts.get(rule, (0, 0))
            counts[rule] = before[0] + right, before[1] + 1
    return counts


def rewritten(text: str, counts: dict[str, tuple[int, int]]) -> str:
    """``text`` of confidence.toml with new counts; a rule that never fired has none of either."""
    tables: dict[str, Any] = tomllib.loads(text)
    return (
        "\n".join([*_comment(text), "", *_rules(tables["rule"], counts), *_others(tables["identity"])]).rstrip() + "\n"
    )


def _comment(text: str) -> list[str]:
    lines = text.splitlines()
    return lines[: next(n for n, line in enumerate(lines) if not line.startswith("#"))]


def _rules(known: dict[str, Any], counts: dict[str, tuple[int, int]]) -> Iterator[str]:
    for name in sorted(known.keys() | counts.keys(), key=lambda name: (-counts.get(name, (0, 0))[1], name)):
        right, n = counts.get(name, (0, 0))
        yield from (
            f"[rule.{name}]",
            f"right = {right}",
            f"n = {n}",
            f"tier = {known.get(name, {}).get('tier', 3)}",
            "",
        )


def _others(identity: dict[str, Any]) -> Iterator[str]:
    for name, entry in identity.items():
        yield from (f"[identity.{name}]", f"right = {entry['right']}", f"n = {entry['n']}", "")


def main(arguments: Sequence[str]) -> int:
    (gold,) = arguments
    CONFIDENCE.write_text(rewritten(CONFIDENCE.read_text("utf-8"), count(gold)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
