"""``make bench``: how fast the whole command is, how it grows with the length of an article, what storing costs.

Exit codes: 0 every limit holds, 1 something did not run, 2 wrong usage, 3 a limit is over.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import bench_growth
import bench_hostile
import bench_jobs
import bench_million
import bench_naming
import bench_speed
import bench_storing
from bench_limits import ROOT, BenchError, Limit, one_core, verdicts

FAILED, OVER = 1, 3


def default_articles() -> Path:
    """The development part of PolNeAR where it lies beside the repository, else our own articles."""
    shared = Path(os.environ.get("QUOTETRACK_SHARED") or ROOT.parent / "shared")
    corpus = shared / "corpora" / "polnear-dev.jsonl"
    return corpus if corpus.exists() else ROOT / "seeds"


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=Path, default=None, help="folder or .jsonl file to measure the speed on")
    parser.add_argument(
        "--only", choices=SECTIONS, help="one section alone; million takes many minutes and runs only so"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    asked = parser.parse_args(args)
    sys.path.insert(0, str(ROOT))
    try:
        found, held = measure(asked.articles or default_articles(), asked.only, aloud=asked.format == "text")
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return FAILED
    return conclude(found, held, aloud=asked.format == "text")


class Section(NamedTuple):
    """What a part of the bench found: for JSON, held to limits, and to read."""

    found: dict[str, Any]
    limits: list[Limit]
    report: str


def measure(articles: Path, only: str | None, *, aloud: bool) -> tuple[dict[str, Any], list[Limit]]:
    """What the sections found, for JSON, and their limits; ``aloud``: each section is printed once it is there."""
    found: dict[str, Any] = {}
    held: list[Limit] = []
    for name in [only] if only else USUAL:
        section = SECTIONS[name](articles)
        found |= section.found
        held += section.limits
        if aloud:
            print(f"{section.report}\n", flush=True)
    return found, held


def _speed(articles: Path) -> Section:
    with one_core():
        texts = bench_speed.read_texts(articles)
        speed = bench_speed.measure_speed(articles, texts)
        peers = bench_speed.measure_peer(texts)
    found = {
        "speed": asdict(speed) | {"words_a_second": speed.words_a_second},
        "textacy": [asdict(peer) | {"words_a_second": peer.words_a_second} for peer in peers],
    }
    return Section(found, bench_speed.limits(speed, peers), bench_speed.report(speed, peers, articles))


def _growth(_: Path) -> Section:
    with one_core():
        rows = bench_growth.rows(list(bench_growth.measure_growth(bench_growth.inputs(bench_growth.news_text()))))
    found = {"growth": [asdict(row) for row in rows]}
    return Section(found, bench_growth.limits(rows), bench_growth.report(rows))


def _storing(_: Path) -> Section:
    with one_core():
        rounds, again = bench_storing.measure_storing(), bench_storing.measure_again()
    found = {"storing": [asdict(one) for one in rounds], "again": asdict(again)}
    return Section(found, bench_storing.limits(rounds, again), bench_storing.report(rounds, again))


def _naming(_: Path) -> Section:
    with one_core():
        naming = bench_naming.measure_naming()
    return Section({"naming": asdict(naming)}, bench_naming.limits(naming), bench_naming.report(naming))


def _jobs(_: Path) -> Section:
    jobs = bench_jobs.measure_jobs()
    return Section({"jobs": asdict(jobs) if jobs else None}, bench_jobs.limits(jobs), bench_jobs.report(jobs))


def _hostile(_: Path) -> Section:
    rows = bench_hostile.measure_hostile()
    return Section({"hostile": [asdict(row) for row in rows]}, bench_hostile.limits(rows), bench_hostile.report(rows))


def _million(_: Path) -> Section:
    million = bench_million.measure_million()
    return Section({"million": asdict(million)}, bench_million.limits(million), bench_million.report(million))


SECTIONS: dict[str, Callable[[Path], Section]] = {
    "speed": _speed,
    "growth": _growth,
    "storing": _storing,
    "naming": _naming,
    "jobs": _jobs,
    "hostile": _hostile,
    "million": _million,
}
# A million quotes take many minutes, and hostile input room on the disk for files: only for who asks for them.
USUAL = ("speed", "growth", "storing", "naming", "jobs")


def conclude(found: dict[str, Any], held: Sequence[Limit], *, aloud: bool) -> int:
    """Prints the limits, or everything as JSON, and gives the exit code."""
    if aloud:
        for line in verdicts(held):
            print(line)
    else:
        told = found | {"limits": [asdict(limit) | {"holds": limit.holds} for limit in held]}
        print(json.dumps(_finite(told), ensure_ascii=False, indent=2))
    return 0 if all(limit.holds for limit in held) else OVER


def _finite(value: Any) -> Any:
    """The value with null for what is infinite: JSON has no word for it."""
    if isinstance(value, dict):
        return {str(key): _finite(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_finite(held) for held in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


if __name__ == "__main__":
    sys.exit(main())
