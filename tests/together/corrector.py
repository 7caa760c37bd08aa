"""``python -m tests.together.corrector DATABASE``: corrects quotes and speakers of a record as fast as it can, until
its standard input ends. Prints how many entries it was told that the log has.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from quotetrack.errors import StoreError
from quotetrack.store import Store


def correct(path: Path, ended: threading.Event) -> int:
    """Writes corrections until ``ended``, and gives how many. Raises StoreError where the data base fails."""
    written = 0
    with (
        Store.open(path, write=True) as store,
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as reader,
    ):
        corrections = store.corrections(by="the corrector", why="to see whether it stays")
        for at, quote, one, other in _targets(reader):
            if ended.wait(0.002):
                return written
            try:
                if at % 25 == 0:
                    corrections.merge(one, other)
                elif at % 5 == 0:
                    corrections.undo()
                elif at % 3 == 0:
                    corrections.reject(quote)
                elif at % 3 == 1:
                    corrections.verify(quote)
                else:
                    corrections.assign(quote, ["Ann Lee"], new=True)
            except StoreError as error:
                if error.__cause__ is not None:
                    raise
                continue  # it is gone by now, or was corrected so already
            written += 1
    return written


def _targets(reader: sqlite3.Connection) -> Iterator[tuple[int, str, str, str]]:
    """A number, a quote and two speakers of the record as it is now."""
    draw = random.Random(0)
    for at in count(1):
        quotes, speakers = (
            reader.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0]
            for table in ("quotes", "speakers")
        )
        yield at, str(draw.randint(1, quotes)), str(draw.randint(1, speakers)), str(draw.randint(1, speakers))


def main() -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    print(correct(Path(sys.argv[1]), ended))


if __name__ == "__main__":
    main()
