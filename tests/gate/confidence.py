"""How often each rule is right, counted anew into confidence.toml.

python -m tests.gate.confidence GOLD.jsonl   the [rule.*] tables, from the quoted segments and the indirect quotes of
                                             GOLD (the training part of PolNeAR), each by form of mention as well; the
                                             others stay
python -m tests.gate.confidence identity     the [identity.*] tables, from the names in the gold nobody tuned on
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from quotetrack.cli.predictions import predict, prediction
from quotetrack.evaluation import break_down, break_down_names, evaluate, read_gold
from quotetrack.evaluation.agreement import speaker_is_right
from quotetrack.evaluation.documents import parse_gold, parse_predictions
from quotetrack.evaluation.letters import LetterNumbers, common, size
from quotetrack.extraction import extract
from quotetrack.extraction.pipeline import form_of
from quotetrack.model import Article, Attributions
from tests.golden import article_documents, case_documents

CONFIDENCE = Path(__file__).resolve().parents[2] / "quotetrack" / "language" / "en" / "confidence.toml"
_ATTITUDE = "reported-attitude"  # found only where all attributions are asked for
_NOBODY = {"unattributed", "(missed)", "(none)"}


def count(path: str, by_form: bool = False) -> dict[str, tuple[int, int]]:
    """By rule, or by rule and form of mention: quoted segments with the right speaker, and all that it gave one."""
    gold = read_gold(path)
    found = _found(gold, Attributions.SPEECH, by_form)
    groups = break_down(evaluate(gold, found, resamples=0).segments, gold, found, "rule")
    marked = {group.name: (group.right, group.predicted) for group in groups if group.name not in _NOBODY}
    everything = _found(gold, Attributions.ALL, by_form)
    attitudes = {rule: n for rule, n in count_reported(gold, everything).items() if rule.startswith(_ATTITUDE)}
    return marked | count_reported(gold, found) | attitudes


def _found(gold: list[dict[str, Any]], attributions: Attributions, by_form: bool) -> list[dict[str, Any]]:
    """What is found in gold documents; with ``by_form`` each rule with the form of its mention behind it."""
    lines = []
    for document in gold:
        found = extract(Article(document["text"]), attributions=attributions)
        line = prediction(document["id"], found, min_confidence=0)
        for quote, attribution in zip(line["quotes"], found, strict=True):
            if by_form and attribution.mention is not None:
                quote["rule"] = f"{attribution.rule}.{form_of(attribution.mention.kind)}"
        lines.append(line)
    return lines


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


def count_names() -> dict[str, tuple[int, int]]:
    """By the way in which a person is found: full names right, and all given where the mention was right.

    Of the gold whose errors nobody read, so that rules are not measured on what they were written for.
    """
    gold = [
        *article_documents("unseen"),
        *article_documents("features-held-out"),
        *case_documents("held-out"),
    ]
    found = list(predict(gold, min_confidence=0))
    groups = break_down_names(evaluate(gold, found, resamples=0).contents, found)
    return {group.name: (group.right, group.predicted) for group in groups if group.name not in _NOBODY}


def rewritten(
    text: str, table: str, counts: dict[str, tuple[int, int]], forms: dict[str, tuple[int, int]] | None = None
) -> str:
    """``text`` of confidence.toml with new counts in the tables of rule or identity, and by rule and form of mention
    ("weak-cue.name"); what never fired has none of either."""
    tables: dict[str, Any] = tomllib.loads(text)
    lines = [*_comment(text), ""]
    for name, known in tables.items():
        if name == table:
            lines += _entries(name, known, counts, forms or {})
            continue
        kept = {key: (entry["right"], entry["n"]) for key, entry in known.items()}
        of_forms = {f"{key}.{form}": n for key, entry in known.items() for form, n in entry.get("forms", {}).items()}
        lines += _entries(name, known, kept, of_forms)
    return "\n".join(lines).rstrip() + "\n"


def _comment(text: str) -> list[str]:
    lines = text.splitlines()
    return lines[: next(n for n, line in enumerate(lines) if not line.startswith("#"))]


def _entries(
    table: str, known: dict[str, Any], counts: dict[str, tuple[int, int]], forms: dict[str, tuple[int, int]]
) -> Iterator[str]:
    for name in sorted(known.keys() | counts.keys(), key=lambda name: (-counts.get(name, (0, 0))[1], name)):
        right, n = counts.get(name, (0, 0))
        yield from (
            f"[{table}.{name}]",
            f"right = {right}",
            f"n = {n}",
            f"tier = {known.get(name, {}).get('tier', 3)}",
            *(
                f"forms.{form} = {list(forms[f'{name}.{form}'])}"
                for form in ("name", "pronoun", "description")
                if f"{name}.{form}" in forms
            ),
            "",
        )


def main(arguments: Sequence[str]) -> int:
    (gold,) = arguments
    text = CONFIDENCE.read_text("utf-8")
    if gold == "identity":
        text = rewritten(text, "identity", count_names())
    else:
        text = rewritten(text, "rule", count(gold), count(gold, by_form=True))
    CONFIDENCE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
