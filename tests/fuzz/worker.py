"""One process that fuzzes: the seeds, then texts made of them and of texts on which the program did something new.

Everything a worker tries follows from its seed; only how far it comes is a matter of time.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from fuzz.corpus import Parts, seed_inputs
from fuzz.growth import GROWN, LENGTHS, Grower, check_growth, pumped, repeated
from fuzz.mutation import mutate
from fuzz.target import STEPS, Finding, Step, try_step
from quotetrack.extraction.explanation import explain
from quotetrack.model import Article

_MEMORY = 6 << 30
"""Bytes a worker may take: a text that needs more ends in a MemoryError, not in the end of other programs."""
_PUMPED = 12
"""One text of so many is a short piece pumped up."""
_SLOW = 4.0
"""A text that takes so many times the usual time for its length is grown."""
_KEPT_UP_TO = 3_000
"""Characters of a text that is kept to make others of."""
_MINIMISING = 20.0
"""Seconds of CPU for making a finding smaller."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is to do: until when (seconds of the monotonic clock) and how many texts at most, from which seed,
    with which steps; the file into which it writes the text at hand, for when it dies of it."""

    number: int
    workers: int
    seed: int
    until: float
    most: int
    at_hand: Path
    steps: Mapping[str, Step] = field(default_factory=lambda: STEPS)
    grown: Mapping[str, Step] = field(default_factory=lambda: GROWN)


class Progress(NamedTuple):
    """Texts tried since the last report, and their characters."""

    inputs: int
    characters: int


def fuzz(task: Task, tell: Callable[[Finding | Progress], None]) -> None:
    """Tries texts until the time is over; tells each new finding, and about once a second how far it is."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.RLIM_INFINITY))
    known: set[tuple[str, ...]] = set()
    told, inputs, characters = time.monotonic(), 0, 0
    tried = _tried(task, Random(f"{task.seed}:{task.number}"))
    for count, (length, findings) in enumerate(tried, start=1):
        inputs, characters = inputs + 1, characters + length
        for finding in findings:
            if finding.key not in known:
                known.add(finding.key)
                tell(_minimised(finding, task.steps))
        now = time.monotonic()
        over = now > task.until or count >= task.most
        if now - told > 1 or over:
            tell(Progress(inputs, characters))
            told, inputs, characters = now, 0, 0
        if over:
            return


def _tried(task: Task, rng: Random) -> Iterator[tuple[int, list[Finding]]]:
    """Characters tried, again and again, each time with what was found on them."""
    seeds = [each.text for each in seed_inputs() if each.text]
    kept: list[str] = []
    seen: set[object] = set()
    usual = 5e-6  # seconds a character, all steps together; learnt as it goes
    for n, text in enumerate(_texts(rng, seeds, kept, task.number, task.workers)):
        _take(task, ((text, 1),))
        outcomes = [try_step(name, step, text) for name, step in task.steps.items()]
        findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
        if not findings and len(text) >= 100:
            rate = sum(outcome for outcome in outcomes if not isinstance(outcome, Finding)) / len(text)
            if rate > _SLOW * usual:
                findings = _grown(task, repeated(text))
            usual += (rate - usual) / 100
        if not findings and len(text) <= _KEPT_UP_TO:
            new = features(text)
            if not new <= seen:
                seen |= new
                kept.append(text)
        yield len(text), findings
        if n % _PUMPED == 0:
            grower = pumped(rng, seeds)
            yield sum(map(_length, map(grower, LENGTHS[:2]))), _grown(task, grower)


def _texts(rng: Random, seeds: Sequence[str], kept: Sequence[str], number: int, workers: int) -> Iterator[str]:
    """The seeds, shared out among the workers, then mutated texts without end; ``kept`` may grow meanwhile."""
    yield from seeds[number::workers]
    while True:
        yield mutate(rng, kept if kept and rng.random() < 0.6 else seeds)


def _grown(task: Task, grower: Grower) -> list[Finding]:
    _take(task, grower(LENGTHS[-1]))
    return [found for name, step in task.grown.items() if (found := check_growth(name, step, grower)) is not None]


def _take(task: Task, parts: Parts) -> None:
    """Writes down the text at hand."""
    task.at_hand.write_text(json.dumps(parts), encoding="utf-8")


def _length(parts: Parts) -> int:
    return sum(len(piece) * times for piece, times in parts)


def features(text: str) -> set[object]:
    """What the program did on ``text``: which rules fit, won and lost, why runs were no quotes, what became of verbs. A
    text with something new among them is worth making others of. Nothing where it fails: that is told elsewhere."""
    try:
        told = explain(Article(text))
    except Exception:
        return set()
    found: set[object] = {str(kind) for _, kind in told.skipped}
    before = ""
    for report in told.runs:
        dropped = (report.dropped or "")[:40]
        found.add((report.rule, report.type, dropped, min(len(report.content), 3), report.speaker is None))
        found.add((before, report.rule))
        before = report.rule
        found.update((trial.rule, trial.outcome, trial.speaker is None) for trial in report.trials)
        found.update((cue.tier, cue.frame, cue.side, cue.reason[:20]) for cue in report.cues)
    return found


def _minimised(finding: Finding, steps: Mapping[str, Step]) -> Finding:
    """The finding with a shorter text that has the same key, where cutting pieces out finds one. Slow texts stay."""
    step = steps.get(finding.step)
    if step is None or finding.kind == "over time":
        return finding
    stop = time.process_time() + _MINIMISING
    text = finding.text
    size = len(text) // 2
    while size:
        at = 0
        while at < len(text) and time.process_time() < stop:
            shorter = text[:at] + text[at + size :]
            outcome = try_step(finding.step, step, shorter)
            if isinstance(outcome, Finding) and outcome.key == finding.key:
                finding, text = outcome, shorter
            else:
                at += size
        size //= 2
    return finding
