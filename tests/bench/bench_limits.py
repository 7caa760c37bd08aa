"""What the parts of the bench share: a limit that is held, one core to run on, the CPU time of a command."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# An article that needs everything loaded.
SENTENCE = "“We will rebuild the bridge,” said Ann Lee, the mayor. “In spring,” she added.\n"


class BenchError(Exception):
    """What was to be measured did not run; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure and the bound that it must keep: at most ``bound``, or at least.

    ``kind`` says what is held, ``of`` which text it was measured on.
    """

    kind: str
    of: str
    value: float
    bound: float
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def verdicts(limits: Sequence[Limit]) -> Iterator[str]:
    """A line for each kind of limit that is held everywhere, naming the worst; a line for each limit that is not."""
    for kind in dict.fromkeys(limit.kind for limit in limits):
        alike = [limit for limit in limits if limit.kind == kind]
        broken = [limit for limit in alike if not limit.holds]
        if broken:
            yield from (f"OVER  {_told(limit)}" for limit in broken)
        else:
            yield f"ok    {_told(min(alike, key=_room))}"


def _room(limit: Limit) -> float:
    """How far the figure is from its bound, as a share of it; less is worse."""
    return (limit.value - limit.bound if limit.at_least else limit.bound - limit.value) / limit.bound


def _told(limit: Limit) -> str:
    side = "at least" if limit.at_least else "at most"
    return f"{limit.kind}: {limit.value:.3g} for {limit.of} ({side} {limit.bound:g})"


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """This process and those it starts stay on one core, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})  # the first one does most of the system's own work
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def cpu_seconds(command: Sequence[str]) -> float:
    """The CPU time, user and system, of a command that is run to its end with its output thrown away; its processes'
    with it."""
    # The package that is measured is the one beside this file, whatever is installed.
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        list(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchError(f"failed with {process.returncode}, run it to see why: {' '.join(command)[:300]}")
    return used.ru_utime + used.ru_stime


def best_of(runs: int, command: Sequence[str]) -> float:
    """The least CPU seconds of several runs: what others do on the machine only ever adds."""
    return min(cpu_seconds(command) for _ in range(runs))


def extraction(paths: Sequence[Path], *, jobs: int = 1) -> list[str]:
    """The whole command that is measured."""
    command = [sys.executable, "-m", "quotetrack", "extract", *map(str, paths), "--format", "jsonl"]
    return [*command, "--jobs", str(jobs)]


def addition(record: Path, articles: Path, *, jobs: int = 1) -> list[str]:
    """The command that adds a file of articles to a data base."""
    return [sys.executable, "-m", "quotetrack", "--db", str(record), "add", str(articles), "--jobs", str(jobs)]


def generated(path: Path, count: int, *, seed: int, start: int = 0) -> Path:
    """Writes so many generated articles to a .jsonl file, from the number ``start`` on."""
    from tests.generator import articles, lines

    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines(articles(count, seed=seed, start=start)))
    return path
