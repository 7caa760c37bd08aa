"""The command behind ``make fuzz``: a worker for each core until the time is over, then one line that sums up.

Findings are printed as they come, a line each, and saved in found/ in the form of the corpus, so that a file moved to
corpus/ is replayed by every ``make test``. Exit codes: 0 nothing found, 3 something found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from fuzz.corpus import Parts
from fuzz.growth import GROWN
from fuzz.target import STEPS, Finding, Step
from fuzz.worker import Progress, Task, fuzz

FOUND = Path(__file__).resolve().parent / "found"
EXIT_FOUND = 3
_SILENT = 300.0
"""Seconds after which a worker that tells nothing hangs in a place where no signal reaches it."""


@dataclass
class Tally:
    """What all workers have done so far."""

    folder: Path
    begin: float
    inputs: int = 0
    characters: int = 0
    found: dict[tuple[str, ...], Finding] = field(default_factory=dict)

    def take(self, told: Finding | Progress) -> None:
        """Counts a worker's progress; prints and saves a finding that is new."""
        if isinstance(told, Progress):
            self.inputs += told.inputs
            self.characters += told.characters
            self.show()
        elif told.key not in self.found:
            self.found[told.key] = told
            self.show(end="\n")
            print(f"found: {told.line()}\n       saved as {_saved(self.folder, told)}", flush=True)

    def show(self, end: str = "") -> None:
        """How far it is, on a terminal only."""
        if sys.stdout.isatty():
            print(f"\r{time.monotonic() - self.begin:5.0f} s  {self.sums()}", end=end, flush=True)

    def sums(self) -> str:
        """Inputs, characters and findings in words."""
        return f"{self.inputs:,} inputs, {self.characters:,} characters, {len(self.found)} findings"


@dataclass
class Running:
    """A worker's process, its end of the pipe, what it works on, and when it last told something."""

    process: BaseProcess
    pipe: Connection
    at_hand: Path
    heard: float


def main(
    args: Sequence[str] | None = None, steps: Mapping[str, Step] = STEPS, grown: Mapping[str, Step] = GROWN
) -> int:
    """Runs the command line; returns the exit code. ``steps`` and ``grown`` are what is done with each text."""
    parser = argparse.ArgumentParser(prog="fuzz", description="Try texts that nobody would write.")
    parser.add_argument("--seconds", type=float, default=600, help="how long (default: 600)")
    parser.add_argument("--seed", type=int, help="the number all texts follow from (default: another each time)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    parser.add_argument("--inputs", type=int, default=sys.maxsize, help="texts a worker tries at most")
    parser.add_argument("--found", type=Path, default=FOUND, help="the folder for findings")
    asked = parser.parse_args(args)
    seed = random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    asked.found.mkdir(parents=True, exist_ok=True)
    tally = Tally(asked.found, time.monotonic())
    spawning = multiprocessing.get_context("spawn")
    workers: list[Running] = []
    for number in range(asked.workers):
        ours, theirs = spawning.Pipe(duplex=False)
        at_hand = asked.found / f".at-hand-{number}"
        task = Task(number, asked.workers, seed, tally.begin + asked.seconds, asked.inputs, at_hand, steps, grown)
        process = spawning.Process(target=_work, args=(task, theirs), daemon=True)
        process.start()
        theirs.close()
        workers.append(Running(process, ours, at_hand, tally.begin))
    _listen(workers, tally)
    tally.show(end="\n")
    print(f"fuzz: {tally.sums()} in {time.monotonic() - tally.begin:.0f} s on {asked.workers} workers, seed {seed}")
    return EXIT_FOUND if tally.found else 0


def _work(task: Task, pipe: Connection) -> None:
    fuzz(task, pipe.send)
    pipe.send(None)


def _listen(workers: list[Running], tally: Tally) -> None:
    """Takes what the workers tell until all have ended; a worker that dies or hangs has found something by that."""
    open_pipes = {worker.pipe: worker for worker in workers}
    while open_pipes:
        now = time.monotonic()
        for pipe in wait(list(open_pipes), timeout=1.0):
            worker = open_pipes[pipe]  # type: ignore[index]
            worker.heard = now
            try:
                told = worker.pipe.recv()
            except EOFError:
                worker.process.join()
                tally.take(_died(worker, f"the process ended with code {worker.process.exitcode}"))
                told = None
            if told is None:
                del open_pipes[worker.pipe]
                worker.process.join()
                worker.at_hand.unlink(missing_ok=True)
            else:
                tally.take(told)
        for worker in list(open_pipes.values()):
            if now - worker.heard > _SILENT:
                worker.process.kill()
                tally.take(_died(worker, f"no answer for {_SILENT:.0f} s"))
                del open_pipes[worker.pipe]


def _died(worker: Running, what: str) -> Finding:
    """A finding on the text that the worker wrote down before it tried it."""
    try:
        parts: Parts = tuple((piece, times) for piece, times in json.loads(worker.at_hand.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        parts = ()
    return Finding("died", "a worker", what, "", parts)


def _saved(folder: Path, finding: Finding) -> Path:
    """The file that ``finding`` was written to, one line of a corpus."""
    line = json.dumps({"id": "", "why": finding.line().split(";")[0], "parts": finding.parts})
    name = re.sub(r"\W+", "-", f"{finding.kind}-{finding.step}-{hashlib.sha256(line.encode()).hexdigest()[:8]}")
    path = folder / f"{name}.jsonl"
    path.write_text(line.replace('"id": ""', f'"id": "{name}"', 1) + "\n", encoding="utf-8")
    return path
