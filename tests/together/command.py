"""The command behind ``make together``: so many seconds, then one line that sums up.

Exit codes: 0 nothing was wrong, 3 something was (the data base is kept).
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.together.newsroom import ADDERS, work_together

EXIT_FOUND = 3


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make together", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="for how long (default: 60)")
    parser.add_argument("--seed", type=int, help="the number that the articles follow from")
    asked = parser.parse_args(args)
    seed = random.randrange(1_000_000) if asked.seed is None else asked.seed
    folder = Path(tempfile.mkdtemp(prefix="together-"))
    outcome = work_together(folder, asked.seconds, seed)
    done = outcome.done
    for line, times in Counter(outcome.wrong).most_common():
        print(f"wrong: {line} ({times} times)")
    print(
        f"{ADDERS} adders for {asked.seconds:g} s: {done['new']:,} articles new, {done['changed']:,} changed,"
        f" {done['unchanged']:,} as before, {done['quotes']:,} quotes; {done['corrections']:,} corrections,"
        f" {done['pages']:,} pages; {len(outcome.wrong)} wrong; SEED={seed}"
    )
    if outcome.wrong:
        print(f"the data base is kept: {folder}/together.db")
        return EXIT_FOUND
    shutil.rmtree(folder)
    return 0
