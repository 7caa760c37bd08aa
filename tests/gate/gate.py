"""The gate: how good extraction must stay, on our own gold always, on the shared sets where they are present.

    python -m tests.gate                    scores every set, compares with its pin, prints quotes won and lost
    python -m tests.gate --update [SET…]    pins anew what is as good or better
    python -m tests.gate --update --lower   also lowers floors: for a reason, told in the message of the commit

Ends with 3 where a floor is missed, a gold has changed or is not pinned.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotetrack.cli.options import MIN_CONFIDENCE
from quotetrack.cli.predictions import predict
from quotetrack.evaluation import evaluate, read_gold
from tests.gate.pins import Pin, document_key
from tests.golden import article_documents, case_documents

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("QUOTETRACK_SHARED") or ROOT.parent / "shared") / "corpora"
PINS = Path(__file__).parent / "pins"
OVER = 3  # the exit status of a check that found what it looks for
_SHOWN = 20  # quotes won and lost that are printed of a set


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A set of gold: its name, and how it is read, None where it is not on this machine."""

    name: str
    read: Callable[[], list[dict[str, Any]] | None]


def _file(path: Path) -> Callable[[], list[dict[str, Any]] | None]:
    return lambda: read_gold(str(path)) if path.is_file() else None


SETS = (
    GoldSet("seeds", _file(ROOT / "tests" / "gold" / "seeds.jsonl")),
    GoldSet("cases", case_documents),
    GoldSet("identity", lambda: case_documents("identity")),
    GoldSet("held-out", lambda: case_documents("held-out")),  # measured only
    GoldSet("articles", lambda: article_documents("articles")),
    GoldSet("news", lambda: article_documents("news")),
    GoldSet("dispatches", lambda: article_documents("dispatches")),
    GoldSet("bulletins", lambda: article_documents("bulletins")),
    GoldSet("reports", lambda: article_documents("reports")),
    GoldSet("chronicles", lambda: article_documents("chronicles")),
    GoldSet("gazettes", lambda: article_documents("gazettes")),
    GoldSet("bugles", lambda: article_documents("bugles")),
    GoldSet("couriers", lambda: article_documents("couriers")),
    GoldSet("heralds", lambda: article_documents("heralds")),
    GoldSet("tribunes", lambda: article_documents("tribunes")),
    GoldSet("sentinels", lambda: article_documents("sentinels")),
    GoldSet("envoys", lambda: article_documents("envoys")),
    GoldSet("mercuries", lambda: article_documents("mercuries")),
    GoldSet("observers", lambda: article_documents("observers")),
    GoldSet("examiners", lambda: article_documents("examiners")),
    GoldSet("recorders", lambda: article_documents("recorders")),
    GoldSet("registers", lambda: article_documents("registers")),
    GoldSet("beacons", lambda: article_documents("beacons")),
    GoldSet("lanterns", lambda: article_documents("lanterns")),
    GoldSet("pilots", lambda: article_documents("pilots")),
    GoldSet("features", lambda: article_documents("features")),
    GoldSet("features-held-out", lambda: article_documents("features-held-out")),  # measured only
    GoldSet("unseen", lambda: article_documents("unseen")),  # measured only: no rule is written for what it shows
    GoldSet("passages", _file(ROOT / "tests" / "gold" / "passages.jsonl")),
    GoldSet("seed", _file(SHARED / "seed.jsonl")),
    GoldSet("polnear-dev", _file(SHARED / "polnear-dev.jsonl")),
    GoldSet("polnear-train", _file(SHARED / "polnear-train.jsonl")),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the gate says of one set: the lines to print, and whether it passes."""

    passed: bool
    lines: tuple[str, ...]


def measure(gold: list[dict[str, Any]]) -> Pin:
    """The pin that today's rules would get on ``gold``."""
    return Pin.of(gold, evaluate(gold, predict(gold, min_confidence=MIN_CONFIDENCE), resamples=0))


def check(name: str, gold: list[dict[str, Any]], pinned: Pin | None, now: Pin) -> Outcome:
    """Compare ``now`` with the pin of the set."""
    if pinned is None:
        return Outcome(False, (f"{name}: not pinned; python -m tests.gate --update {name}",))
    if pinned.digest != now.digest:
        return Outcome(False, (f"{name}: the gold has changed; python -m tests.gate --update {name}",))
    below = pinned.below(now)
    changes = pinned.changes(now)
    won = [change for change in changes if change.won]
    lost = [change for change in changes if not change.won]
    figures = ", ".join(f"{figure} {value:.3f}" for figure, value in now.floors.items())
    lines = [f"{name}: {len(won)} won, {len(lost)} lost; {figures}"]
    documents = {document_key(document["id"]): document for document in gold}
    for word, some in (("won", won), ("lost", lost)):
        for place, before, after in some[:_SHOWN]:
            document = documents[place.document]
            words = " ".join(document["text"][place.start : place.end].split())
            lines.append(f"  {word} {document['id']} {place.start}-{place.end}: {before}, now {after}: {_short(words)}")
        if len(some) > _SHOWN:
            lines.append(f"  … {len(some) - _SHOWN} more {word}")
    lines += [f"  BELOW THE FLOOR: {figure} {value:.3f}, floor {floor:.3f}" for figure, (floor, value) in below.items()]
    return Outcome(not below, tuple(lines))


def update(name: str, pinned: Pin | None, now: Pin, path: Path, *, lower: bool) -> Outcome:
    """Write the pin of a set anew, unless that lowers a floor and ``lower`` is not given."""
    below = pinned.below(now) if pinned else {}
    if below and not lower:
        told = ", ".join(f"{figure} {floor:.3f} to {value:.3f}" for figure, (floor, value) in below.items())
        return Outcome(False, (f"{name}: not pinned, it would lower {told}; --lower does it all the same",))
    now.write(path)
    return Outcome(True, (f"{name}: pinned, " + ", ".join(f"{f} {value:.3f}" for f, value in now.floors.items()),))


def main(arguments: Sequence[str], *, pins: Path = PINS, sets: Sequence[GoldSet] = SETS) -> int:
    """The command; ``arguments`` without the program's name. Returns the exit status."""
    names = [one.name for one in sets]
    parser = argparse.ArgumentParser(
        prog="python -m tests.gate", description="Scores the gold, compares with its pins."
    )
    parser.add_argument("sets", metavar="SET", nargs="*", help="default: all of " + ", ".join(names))
    parser.add_argument("--update", action="store_true", help="pin anew")
    parser.add_argument("--lower", action="store_true", help="with --update: lower floors too")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.sets if name not in names]
    if unknown:
        parser.error(f"no set {', '.join(unknown)}; there are {', '.join(names)}")
    passed = True
    for one in sets:
        if given.sets and one.name not in given.sets:
            continue
        gold = one.read()
        if gold is None:
            print(f"{one.name}: skipped, it is not on this machine")
            continue
        path = pins / f"{one.name}.json"
        pinned, now = Pin.read(path), measure(gold)
        outcome = (
            update(one.name, pinned, now, path, lower=given.lower)
            if given.update
            else check(one.name, gold, pinned, now)
        )
        print("\n".join(outcome.lines), flush=True)
        passed = passed and outcome.passed
    return 0 if passed else OVER


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:59] + "…"
