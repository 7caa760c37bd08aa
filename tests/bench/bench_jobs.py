"""What a second process brings: ``quotetrack extract`` with one job and with two, by the clock, because CPU time knows
nothing of two cores. Runs take turns, and the best of each counts: what others do on the machine only ever adds.
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench_limits import Limit, cpu_seconds, extraction, generated

RUNS = 4
ARTICLES = 4_000
FASTER = 1.5  # at least


@dataclass(frozen=True, slots=True)
class Jobs:
    """Best seconds by the clock, the start included. ``cpu_one`` and ``cpu_two`` are the least CPU seconds of all its
    processes, ``busy`` how many programs wanted to run in the minute before: where that is more than a few tenths, the
    clock tells of the others too."""

    articles: int
    one: float
    two: float
    cpu_one: float
    cpu_two: float
    busy: float

    @property
    def ratio(self) -> float:
        return self.one / self.two


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def measure_jobs(runs: int = RUNS, articles: int = ARTICLES) -> Jobs | None:
    """None on one core."""
    if cores() < 2:
        return None
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        path = generated(Path(folder) / "articles.jsonl", articles, seed=3_000)
        found: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        for _ in range(runs):
            for jobs, times in found.items():
                times.append(_run(path, jobs))
    (one, cpu_one), (two, cpu_two) = (map(min, zip(*times, strict=True)) for times in found.values())
    return Jobs(articles, one, two, cpu_one, cpu_two, busy)


def _run(path: Path, jobs: int) -> tuple[float, float]:
    """Seconds by the clock and of CPU time."""
    began = time.monotonic()
    used = cpu_seconds(extraction([path], jobs=jobs))
    return time.monotonic() - began, used


def limits(jobs: Jobs | None) -> list[Limit]:
    if jobs is None:
        return []
    return [Limit("extraction with 2 jobs to 1", "generated articles", jobs.ratio, FASTER, at_least=True)]


def report(jobs: Jobs | None) -> str:
    if jobs is None:
        return "Jobs: skipped, there is one core only"
    return (
        f"Jobs: extract over {jobs.articles:,} articles, seconds by the clock (load before: {jobs.busy:.1f})\n"
        f"  1 job {jobs.one:.2f}, 2 jobs {jobs.two:.2f}: {jobs.ratio:.2f} times as fast;"
        f" CPU time {jobs.cpu_one:.2f} and {jobs.cpu_two:.2f}"
    )
