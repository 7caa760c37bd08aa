"""``python -m tests.together.corrector DATABASE``: writes corrections as fast as it can, until its standard input ends.

Each is a transaction that reads a quote and writes a row that refers to it, into a table of its own beside those of the
record. Prints how many it wrote.
"""

from __future__ import annotations

import random
import sys
import threading
from contextlib import closing
from pathlib import Path

from quotetrack.store.connection import explained, open_connection, writing

TABLE = "corrections_for_a_test"


def correct(path: Path, ended: threading.Event) -> int:
    """Writes corrections until ``ended``, and gives how many."""
    draw = random.Random(0)
    written = 0
    with explained(path), closing(open_connection(path, write=True)) as connection:
        connection.execute(f"CREATE TABLE {TABLE} (id INTEGER PRIMARY KEY, quote TEXT NOT NULL, said_by TEXT NOT NULL)")
        while not ended.wait(0.002):
            with writing(connection):
                (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM quotes").fetchone()
                found = connection.execute(
                    "SELECT key FROM quotes WHERE id >= ? ORDER BY id LIMIT 1", (draw.randint(1, last + 1),)
                ).fetchone()
                if found is not None:
                    connection.execute(f"INSERT INTO {TABLE} (quote, said_by) VALUES (?, 'Ann Lee')", found)
                    written += 1
    return written


def main() -> None:
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    print(correct(Path(sys.argv[1]), ended))


if __name__ == "__main__":
    main()
