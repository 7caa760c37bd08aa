"""What storing costs: beside the extraction of the same articles, beside bare SQL with the same rows, and when the
articles are there already. Articles are generated, others each round, so that no name has been seen before.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_limits import SENTENCE, Limit, addition, cpu_seconds, generated

ROUNDS = 5
ARTICLES = 1_000
# At most: storing to extraction, storing to bare SQL. At least: the first add to the second one.
TO_EXTRACTION, TO_BARE, TO_SECOND = 2.0, 3.0, 10.0
# What FTS5 and SQLite keep for themselves is no row of ours.
_TABLES = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT GLOB '*sqlite_*'"


@dataclass(frozen=True, slots=True)
class Round:
    """CPU seconds of one round: ``extract`` finds the quotes of its articles, ``store`` puts them into a new data base,
    ``bare`` puts the same rows into another one with the same indexes, a commit for each article."""

    quotes: int
    extract: float
    store: float
    bare: float


@dataclass(frozen=True, slots=True)
class Again:
    """CPU seconds of the command ``add`` on new articles, on the same again, and on one sentence in either way."""

    first: float
    second: float
    start_first: float
    start_second: float

    @property
    def ratio(self) -> float:
        return (self.first - self.start_first) / max(self.second - self.start_second, 1e-6)


def measure_storing(rounds: int = ROUNDS, articles: int = ARTICLES) -> list[Round]:
    """Every round, in this process."""
    _round(0, 20)  # loads everything
    return [_round(number, articles) for number in range(1, rounds + 1)]


def _round(seed: int, count: int) -> Round:
    from quotetrack import Store, extract
    from tests.generator import articles

    made = list(articles(count, seed=1_000 + seed))
    began = time.process_time()
    found = [extract(article) for article in made]
    extracted = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = Path(folder) / "ours.db", Path(folder) / "bare.db"
        with Store.open(ours, create=True) as store:
            began = time.process_time()
            for article, attributions in zip(made, found, strict=True):
                if not store.has(article):  # as the command does
                    store.add(article, attributions)
            stored = time.process_time() - began
        with Store.open(bare, create=True):
            pass
        return Round(sum(map(len, found)), extracted, stored, copy_rows(ours, bare, count))


def copy_rows(source: Path, target: Path, commits: int) -> float:
    """CPU seconds of putting all rows of a data base into another one of the same schema, with executemany and so many
    commits, journal and synchronous setting as in the package."""
    with sqlite3.connect(source) as filled:
        tables = [name for (name,) in filled.execute(_TABLES)]
        rows = {table: filled.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    filled.close()
    connection = sqlite3.connect(target, isolation_level=None)
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -32768"):
        connection.execute(f"PRAGMA {setting}")
    inserts = {
        table: f"INSERT INTO {table} VALUES ({', '.join('?' * len(all_[0]))})" for table, all_ in rows.items() if all_
    }
    began = time.process_time()
    for number in range(commits):
        connection.execute("BEGIN IMMEDIATE")
        for table, insert in inserts.items():
            part = rows[table]
            connection.executemany(insert, part[len(part) * number // commits : len(part) * (number + 1) // commits])
        connection.execute("COMMIT")
    took = time.process_time() - began
    connection.close()
    return took


def measure_again(runs: int = 3, articles: int = ARTICLES) -> Again:
    """The whole command, best of some runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many, one = generated(folder / "many.jsonl", articles, seed=2_000), folder / "sentence.txt"
        one.write_text(SENTENCE, encoding="utf-8")
        times: dict[tuple[Path, int], list[float]] = {}
        for run in range(runs):
            for path in (many, one):
                for time_of_it in (1, 2):
                    took = cpu_seconds(addition(folder / f"{path.stem}{run}.db", path))
                    times.setdefault((path, time_of_it), []).append(took)
    best = {key: min(values) for key, values in times.items()}
    return Again(best[many, 1], best[many, 2], best[one, 1], best[one, 2])


def limits(rounds: Sequence[Round], again: Again) -> list[Limit]:
    """The ratios of the middle round, and that of the second add."""
    of = "generated articles"
    return [
        Limit("storing to extraction", of, _middle([one.store / one.extract for one in rounds]), TO_EXTRACTION),
        Limit("storing to bare SQL", of, _middle([one.store / one.bare for one in rounds]), TO_BARE),
        Limit("first add to second", of, again.ratio, TO_SECOND, at_least=True),
    ]


def _middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def report(rounds: Sequence[Round], again: Again) -> str:
    """The figures as lines to read."""
    quotes = _middle([one.quotes for one in rounds])
    lines = [f"Storing: milliseconds of CPU time for 1,000 quotes, {len(rounds)} rounds of about {quotes:,.0f}"]
    for name in ("extract", "store", "bare"):
        each = [getattr(one, name) / one.quotes * 1e6 for one in rounds]
        lines.append(f"  {name:10}{_middle(each):>8,.0f}   {min(each):,.0f} to {max(each):,.0f}")
    lines.append(
        f"  the command add: {again.first:.2f} s, again {again.second:.2f} s,"
        f" of which the start is {again.start_first:.2f} s and {again.start_second:.2f} s"
    )
    return "\n".join(lines)
