"""How the time and the memory of one article grow with its length: of news, and of texts made to do harm.

Each input is measured at each size in a process of its own, which loads everything on a sentence first and then runs
``quotetrack extract FILE --format jsonl`` within itself, so that no figure holds the start-up. As a program
(``bench_growth.py FILE RUNS``) this module is that process.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_limits import ROOT, SENTENCE, BenchError, Limit

# Characters.
SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
# The size that the longest is compared with: in a shorter text, what every call costs weighs too much.
BASE = 100_000
RUNS = 5
NEWS = "news"
HARMFUL = ("“", '"', "'", "said ", "Mr. ", "A, B, C, ", " ", "(")
# At most: time per character at the longest to that at BASE; to that of news at the same size; bytes of memory for a
# byte of text.
GROWTH, TO_NEWS, MEMORY = 1.5, 10.0, 100.0
# Seconds for the runs of one input at one size. What has not ended once by then is over every limit.
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One input at one size (characters of its text).

    ``seconds`` is the CPU time of its best run, infinite if none ended in time. ``memory`` is the most that the process
    held over what it held before, in bytes for each byte of the text (UTF-8).
    """

    name: str
    size: int
    seconds: float
    memory: float

    @property
    def per_character(self) -> float:
        """Nanoseconds."""
        return self.seconds / self.size * 1e9


def repeated(unit: str, size: int) -> str:
    """``unit`` again and again, cut at ``size`` characters."""
    return (unit * math.ceil(size / len(unit)))[:size]


def news_text() -> str:
    """The articles of seeds/ in one, but for the transcript: with it, all that follows would be turns of speakers."""
    from quotetrack import Article, read
    from quotetrack.extraction.transcripts import find_turns

    texts = [item.text for item in read(ROOT / "seeds") if isinstance(item, Article)]
    return "".join(f"{text.strip()}\n\n" for text in texts if not find_turns(text))


def inputs(news: str) -> dict[str, str]:
    """The text to repeat for each input, by the input's name."""
    return {NEWS: news} | {"spaces" if unit == " " else unit.strip(): unit for unit in HARMFUL}


def measure_growth(
    units: Mapping[str, str], sizes: Sequence[int] = SIZES, runs: int = RUNS, patience: float = PATIENCE
) -> Iterator[Measured]:
    """Every input at every size, as they are measured."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.jsonl"
        for name, unit in units.items():
            for size in sizes:
                text = repeated(unit, size)
                # A line of JSON, because a text file with nothing but spaces is refused as empty.
                path.write_text(json.dumps({"text": text}, ensure_ascii=False) + "\n", encoding="utf-8")
                width = len(text.encode())
                del text
                seconds, memory = _in_a_process(path, runs, patience)
                yield Measured(name, size, seconds, memory / width)


def _in_a_process(path: Path, runs: int, patience: float) -> tuple[float, float]:
    """The best CPU seconds of the runs that ended in time, and the peak of memory in bytes."""
    command = [sys.executable, __file__, str(path), str(runs)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    # It tells on stderr that such texts are not in English: shown only where it fails.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            printed, told = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            printed, _ = process.communicate()
        else:
            if process.returncode:
                raise BenchError(f"the measuring process failed: {' '.join(command)}: {told.strip()}")
    results = [json.loads(line) for line in printed.splitlines()]
    if not results:
        return math.inf, math.inf
    # The first run alone tells the memory: later ones may find what it left behind in use.
    return min(result["seconds"] for result in results), results[0]["memory"]


@dataclass(frozen=True, slots=True)
class Row:
    """One input over all sizes: nanoseconds a character by size, and the three figures that are held."""

    name: str
    per_character: Mapping[int, float]
    growth: float
    to_news: float
    memory: float


def rows(found: Sequence[Measured], base: int = BASE) -> list[Row]:
    """The inputs in their order; ``found`` holds news, and the same sizes of each input, ``base`` among them."""
    times: dict[str, dict[int, float]] = {}
    for one in found:
        times.setdefault(one.name, {})[one.size] = one.per_character
    longest = max(one.size for one in found)
    memory = {one.name: one.memory for one in found if one.size == longest}
    return [
        Row(
            name,
            by_size,
            growth=_ratio(by_size[longest], by_size[base]),
            to_news=max(_ratio(by_size[size], times[NEWS][size]) for size in by_size),
            memory=memory[name],
        )
        for name, by_size in times.items()
    ]


def _ratio(value: float, other: float) -> float:
    """Infinite where the value is, whatever it is compared with."""
    return value / other if math.isfinite(value) else math.inf


def limits(found: Sequence[Row]) -> list[Limit]:
    """The limits of every input that was measured."""
    return [
        *(Limit(f"time per character, longest to {BASE:,}", row.name, row.growth, GROWTH) for row in found),
        *(Limit("time per character to news", row.name, row.to_news, TO_NEWS) for row in found if row.name != NEWS),
        *(Limit("memory to text, longest", row.name, row.memory, MEMORY) for row in found),
    ]


def report(found: Sequence[Row]) -> str:
    """The figures as a table to read."""
    sizes = sorted(found[0].per_character)
    lines = [
        "Growth: nanoseconds of CPU time for a character of one article, by the article's characters (best run)",
        f"  {'':10}" + "".join(f"{size:>11,}" for size in sizes) + "  longest/base  to news  memory/text",
    ]
    lines += [
        f"  {row.name:10}"
        + "".join(f"{row.per_character[size]:>11,.0f}" for size in sizes)
        + f"{row.growth:>14.2f}{row.to_news:>9.2f}{row.memory:>13.1f}"
        for row in found
    ]
    lines.append(f"  base is {BASE:,}; to news is the worst of all sizes; memory in bytes for a byte, at the longest")
    return "\n".join(lines)


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # the system call would tell of the parent's memory too
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _run(path: str, runs: int) -> None:
    from quotetrack.cli.main import status

    figures = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with tempfile.TemporaryDirectory() as folder:
        sentence = Path(folder) / "sentence.jsonl"
        sentence.write_text(json.dumps({"text": SENTENCE}), encoding="utf-8")
        status(["extract", str(sentence), "--format", "jsonl"])
    before = _peak()
    for _ in range(runs):
        began = time.process_time()
        code = status(["extract", path, "--format", "jsonl"])
        took = time.process_time() - began
        if code:
            sys.exit(code)
        print(json.dumps({"seconds": took, "memory": _peak() - before}), file=figures, flush=True)


if __name__ == "__main__":
    _run(sys.argv[1], int(sys.argv[2]))
