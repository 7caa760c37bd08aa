"""Whether it counts in which order articles are added: ``python -m tests.speakers.orders FILE… [--orders 10]``.

Extracts the articles once, adds them in so many orders to data bases of their own, and compares which quotes are one
speaker's. Ends with 3 if two orders give two partitions.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from quotetrack import Article, Attribution, Store, extract, read

Extracted = tuple[Article, Sequence[Attribution]]


def partition(path: Path) -> set[frozenset[str]]:
    """The quotes of each speaker, by key."""
    said: dict[int, set[str]] = defaultdict(set)
    with sqlite3.connect(path) as connection:
        for key, speaker in connection.execute(
            "SELECT quotes.key, quote_speakers.speaker_id FROM quote_speakers"
            " JOIN quotes ON quotes.id = quote_speakers.quote_id"
        ):
            said[speaker].add(key)
    return {frozenset(keys) for keys in said.values()}


def add_in_order(articles: Iterable[Extracted], path: Path) -> float:
    """Adds them to a new data base; gives the CPU seconds that storing took."""
    began = time.process_time()
    with Store.open(path, create=True) as store:
        for article, found in articles:
            store.add(article, found)
    return time.process_time() - began


def main(paths: Sequence[str], orders: int) -> int:
    articles = [(article, extract(article)) for path in paths for article in read(path) if isinstance(article, Article)]
    first: set[frozenset[str]] = set()
    different = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(orders):
            if number:
                random.Random(number).shuffle(articles)
            path = Path(folder) / f"{number}.db"
            seconds = add_in_order(articles, path)
            found = partition(path)
            first = first or found
            different += found != first
            apart = len(first - found)
            print(f"order {number}: {len(found)} speakers, {apart} not as in the first; {seconds:.1f} s")
    return 3 if different else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="+", metavar="FILE")
    parser.add_argument("--orders", type=int, default=10)
    told = parser.parse_args()
    sys.exit(main(told.paths, told.orders))
