"""A record of a million quotes: how much memory it takes to make one, and whether adding to it is slower than to none.

It is made as a user would, by the command ``add`` with 100,000 generated articles and two jobs, which takes minutes.
What is added to it is new: articles of the same seed, with the numbers that follow.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench_limits import BenchError, Limit, addition, cpu_seconds, generated, one_core
from bench_watch import peak_memory

FEW, MANY = 1_000, 100_000
SEED, JOBS = 4_000, 2
QUOTES = 1_000_000
PAIRS, MORE = 5, 1_000
# At most: megabytes of the command and its workers together; adding to a million to adding to nothing.
MEMORY, SLOWER = 300.0, 1.3


@dataclass(frozen=True, slots=True)
class Million:
    """``memory`` is the most that the command held with all its processes, in MB, by the number of articles (None where
    the system does not tell). ``full`` and ``empty`` are CPU seconds for adding the same articles, pair by pair."""

    quotes: int
    memory: dict[int, float | None]
    seconds: float
    full: list[float]
    empty: list[float]

    @property
    def ratio(self) -> float:
        return statistics.median(full / empty for full, empty in zip(self.full, self.empty, strict=True))


def measure_million(
    few: int = FEW, many: int = MANY, quotes: int = QUOTES, pairs: int = PAIRS, more: int = MORE
) -> Million:
    from quotetrack import Store

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        record = folder / "million.db"
        memory = {few: _peak_of_adding(folder / "few.db", generated(folder / "few.jsonl", few, seed=SEED))}
        articles = generated(folder / "many.jsonl", many, seed=SEED)
        began = time.monotonic()
        memory[many] = _peak_of_adding(record, articles)
        seconds = time.monotonic() - began
        articles.unlink()
        with Store.open(record) as store:
            there = store.counts()["quotes"]
        if there < quotes:
            raise BenchError(f"{many:,} generated articles have {there:,} quotes, not {quotes:,}; raise MANY")
        full, empty = [], []
        with one_core():
            for pair in range(pairs):
                path = generated(folder / "more.jsonl", more, seed=SEED, start=many + pair * more)
                full.append(cpu_seconds(addition(record, path)))
                empty.append(cpu_seconds(addition(folder / f"empty{pair}.db", path)))
    return Million(there, memory, seconds, full, empty)


def _peak_of_adding(record: Path, articles: Path) -> float | None:
    return peak_memory(addition(record, articles, jobs=JOBS))


def limits(million: Million) -> list[Limit]:
    return [
        *(
            Limit("megabytes of memory", f"{count:,} articles", held, MEMORY)
            for count, held in million.memory.items()
            if held is not None
        ),
        Limit("adding to a million quotes to adding to none", "generated articles", million.ratio, SLOWER),
    ]


def report(million: Million) -> str:
    lines = [f"Million: a record of {million.quotes:,} quotes, made in {million.seconds:,.0f} s"]
    for count, held in million.memory.items():
        told = (
            "not told by this system" if held is None else f"{held:,.0f} MB at most, its {JOBS + 1} processes together"
        )
        lines.append(f"  {count:>8,} articles: {told}")
    full, empty = min(million.full), min(million.empty)
    lines.append(f"  adding the same articles to it and to none: {full:.2f} and {empty:.2f} s of CPU time at best")
    return "\n".join(lines)
