"""``python -m tests.generator COUNT --seed N``: articles as JSON Lines on standard output, or as a folder of files."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.generator import articles, lines, write_folder


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("count", type=int, help="how many articles")
    parser.add_argument("--seed", type=int, default=0, help="another number gives other articles (default: 0)")
    parser.add_argument("--start", type=int, default=0, help="number of the first article (default: 0)")
    parser.add_argument("--changed", type=int, default=0, metavar="N", help="every Nth one silently edited")
    parser.add_argument("--folder", type=Path, help="write files into this folder instead")
    asked = parser.parse_args()
    made = articles(asked.count, seed=asked.seed, start=asked.start, changed=asked.changed)
    if asked.folder:
        write_folder(asked.folder, made)
        return 0
    try:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        sys.stdout.writelines(lines(made))
        sys.stdout.flush()
    except BrokenPipeError:  # head has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
