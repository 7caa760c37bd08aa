"""The command behind ``make crash``: so many kills of an add, in turn with 1 and with 2 jobs, among them a quarter as
many of a reextract, then one line that sums up.

Exit codes: 0 nothing was wrong, 3 something was (its data base is kept).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from tests.crash.rounds import ADDING, REEXTRACTING, Crashes

EXIT_FOUND = 3


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make crash", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="how many of an add (default: 200)")
    parser.add_argument("--articles", type=int, default=2_000, help="in the input (default: 2000)")
    parser.add_argument("--seed", type=int, help="the number that articles and moments follow from")
    asked = parser.parse_args(args)
    seed = random.randrange(1_000_000) if asked.seed is None else asked.seed
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    crashes = Crashes(folder, asked.articles, seed)
    for work in (*ADDING, REEXTRACTING):
        crashes.undisturbed(work)
    took = ", ".join(f"{work.name} {seconds:.1f} s" for work, seconds in crashes.seconds.items())
    print(f"{asked.articles} articles, undisturbed: {took}; SEED={seed}", flush=True)
    works = list(islice(cycle((*ADDING, *ADDING, REEXTRACTING)), asked.kills + asked.kills // 4))
    kills = []
    for number, work in enumerate(works):
        kill = crashes.round(number, work)
        kills.append(kill)
        if sys.stdout.isatty():
            print(f"\r{number + 1} of {len(works)}", end="", flush=True)
        for line in kill.wrong:
            print(f"\nwrong: {line}; {work.name}, {kill.seconds:.3f} s, {folder}/round-{number}.db", flush=True)
    wrong = sum(bool(kill.wrong) for kill in kills)
    of_work = Counter(kill.work.name for kill in kills)
    with_workers = Counter(kill.workers for kill in kills if kill.work is ADDING[1])
    stored = sorted(kill.stored or 0 for kill in kills)
    if sys.stdout.isatty():
        print()
    print(
        f"{len(kills)} kills ({', '.join(f'{times} of {name}' for name, times in of_work.items())}), {wrong} with"
        f" something wrong; {stored[0]} to {stored[-1]} articles were done when killed (median"
        f" {stored[len(stored) // 2]}), and of those with jobs {with_workers[2]} had two workers"
    )
    if wrong:
        return EXIT_FOUND
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    return 0
