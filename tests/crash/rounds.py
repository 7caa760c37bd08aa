"""A round: a data base, a command that is killed, a look at what it left, the same command to its end, the same export.

Linux only: the children of a process are read from /proc.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.generator import articles, lines

ROOT = Path(__file__).resolve().parents[2]
# The command as it is, but that an input of any size is worth worker processes.
_COMMAND = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    "import quotetrack.ingest.workers as workers; workers.WORTH_WORKERS = 1\n"
    "from quotetrack.cli.main import run; run()"
)
# Finds fewer quotes than today's rules, and other speakers, under a version that is not theirs.
_OLDER = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    "from quotetrack.extraction import extract; from quotetrack.ingest.adding import add_sources\n"
    "from quotetrack.store import Store\n"
    "def fewer(article):\n"
    "    return [one for one in extract(article)[::2] if one.mention is None or one.mention.kind != 'pronoun']\n"
    "with Store.open('older.db', create=True) as store:\n"
    "    add_sources(store, ['articles.jsonl'], extract=fewer, rules_version='older.older')"
)
_DONE = "SELECT count(*) FROM articles WHERE rules_version <> 'older.older'"
# Workers have so long to end after their parent.
_GRACE = 10.0


@dataclass(frozen=True, slots=True)
class Work:
    """A command, and the data base that it begins with (None: it makes one). Those that begin alike end alike."""

    name: str
    args: tuple[str, ...]
    begin: str | None = None


ADDING = tuple(Work(f"{jobs} jobs", ("add", "articles.jsonl", "--jobs", f"{jobs}")) for jobs in (1, 2))
REEXTRACTING = Work("reextract", ("reextract",), begin="older.db")


@dataclass(frozen=True, slots=True)
class Kill:
    """One round: of what, how long after the start, how many workers there were, how many articles the data base held
    with today's quotes then (None: there was no data base yet), and what was wrong afterwards."""

    work: Work
    seconds: float
    workers: int
    stored: int | None
    wrong: tuple[str, ...]


class Crashes:
    """The input and what an undisturbed run makes of it, in ``folder``; ``rounds`` are repeated from there."""

    def __init__(self, folder: Path, count: int, seed: int) -> None:
        self.folder = folder
        self._random = random.Random(seed)
        (folder / "articles.jsonl").write_text("".join(lines(articles(count, seed=seed))), encoding="utf-8")
        self.seconds: dict[Work, float] = {}
        self._expected: dict[str | None, bytes] = {}

    def undisturbed(self, work: Work) -> None:
        """Runs a command to its end, to know what it stores and how long it takes; the first one sets the measure."""
        if work.begin is not None:
            subprocess.run([sys.executable, "-c", _OLDER], cwd=self.folder, check=True)
        path = self.folder / f"undisturbed {work.name}.db"
        began = time.monotonic()
        self._begin(work, path).wait()
        self.seconds[work] = time.monotonic() - began
        export = _export(path)
        if not export or export != self._expected.setdefault(work.begin, export):
            raise AssertionError(f"undisturbed runs with {work.name} and with another number differ: {path}")

    def round(self, number: int, work: Work) -> Kill:
        """One kill; the files of a round that found nothing wrong are removed."""
        while True:
            path = self.folder / f"round-{number}.db"
            seconds = self._random.uniform(0, self.seconds[work])
            begun = self._begin(work, path)
            time.sleep(seconds)
            begun.send_signal(signal.SIGSTOP)  # so that no child comes after they were counted
            workers = _children(begun.pid)
            begun.kill()
            if begun.wait() == -signal.SIGKILL:
                break
            _remove(path)  # it was faster this time
        wrong = [] if _ended(workers) else [f"workers outlived their parent: {workers}"]
        stored, ill = _look(path)
        wrong += ill
        if code := self._run(work, path).wait():
            wrong.append(f"the second run ended with {code}")
        wrong += _look(path)[1]
        if _export(path) != self._expected[work.begin]:
            wrong.append("the export is not that of an undisturbed run")
        if not wrong:
            _remove(path)
        return Kill(work, seconds, len(workers), stored, tuple(wrong))

    def _begin(self, work: Work, path: Path) -> subprocess.Popen[bytes]:
        if work.begin is not None:
            shutil.copy(self.folder / work.begin, path)
        return self._run(work, path)

    def _run(self, work: Work, path: Path) -> subprocess.Popen[bytes]:
        args = [sys.executable, "-c", _COMMAND, "--db", path.name, *work.args]
        return subprocess.Popen(args, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _export(path: Path) -> bytes:
    return subprocess.run(
        [sys.executable, "-c", _COMMAND, "--db", str(path), "export"], stdout=subprocess.PIPE, check=False
    ).stdout


def _look(path: Path) -> tuple[int | None, list[str]]:
    """How many articles the data base holds with today's quotes, and what SQLite has against it."""
    if not path.exists():
        return None, []
    with closing(sqlite3.connect(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        found += [f"a row of {row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
        made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone()
        stored = int(connection.execute(_DONE).fetchone()[0]) if made else 0
    return stored, [f"integrity: {line}" for line in found if line != "ok"]


def _remove(path: Path) -> None:
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)


def _children(parent: int) -> list[int]:
    return [number for number, (_, above) in _processes() if above == parent]


def _ended(workers: list[int]) -> bool:
    deadline = time.monotonic() + _GRACE
    while {number for number, (state, _) in _processes() if state != "Z"}.intersection(workers):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _processes() -> Iterator[tuple[int, tuple[str, int]]]:
    """Every process: its number, its state (Z: it has ended, and nobody has asked how), its parent."""
    for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208
        with suppress(OSError):
            _, _, told = Path("/proc", name, "stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")
            state, parent, _ = told.split(" ", 2)
            yield int(name), (state, int(parent))
