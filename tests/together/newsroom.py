"""Four adders, a corrector and a reading Datasette at one data base, each a process of its own, for some seconds.

What each was told stored is compared with what the data base holds in the end.
"""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from quotetrack.model import Article
from quotetrack.store import Store
from quotetrack.store.inspection import inspect
from quotetrack.store.keys import article_key
from tests.generator import article, lines

ROOT = Path(__file__).resolve().parents[2]
ADDERS = 4
# The reader asks for these in turn; the first one tells how many articles there are.
_PAGES = (
    "/quotes/articles.json?_size=1", "/", "/quotes/quotes_readable", "/quotes/quotes_readable?_words=bridge",
    "/quotes/who_is_quoted_most", "/article/1",
)  # fmt: skip
_COLLECTION = "generated"
# Numbers of articles that are an adder's own begin here, and so far after that of the adder before.
_OWN = 1_000_000
_PATIENCE = 120.0


@dataclass
class Outcome:
    """What was done, by whom: articles ``new``, ``changed`` and ``unchanged`` and ``quotes`` as the adders tell,
    ``corrections``, ``pages``; and what is ``wrong``, one line each."""

    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def work_together(folder: Path, seconds: float, seed: int) -> Outcome:
    """Makes ``folder``/together.db by all of them together."""
    path, outcome = folder / "together.db", Outcome()
    with Store.open(path, create=True) as store:
        first = _made(0, seed)
        store.add(first, ())  # so that there is something on every page
    stop = threading.Event()
    adders = [_Adder(path, number, seed, stop) for number in range(ADDERS)]
    corrector = _start("-m", "tests.together.corrector", str(path))
    with _Reader(path) as reader:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            reader.ask()
        stop.set()
        for adder in adders:
            adder.finish(outcome)
        out, err = corrector.communicate(timeout=_PATIENCE)
        reader.ask()
    outcome.done += Counter(corrections=int(out or 0), pages=reader.pages)
    outcome.wrong += [f"the corrector said: {line}" for line in err.splitlines()] + reader.wrong
    fed = {article_key(first)}.union(*(adder.fed for adder in adders))
    outcome.wrong += _lost(path, fed, outcome.done)
    return outcome


def _start(*args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *args], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8",
    )  # fmt: skip


class _Adder:
    """``quotetrack add -``, fed until ``stop``: its own articles, some that all have, some of these edited."""

    def __init__(self, path: Path, number: int, seed: int, stop: threading.Event) -> None:
        self.fed: set[str] = set()
        self._process = _start(
            "-m", "quotetrack", "--db", str(path), "add", "-", "--collection", _COLLECTION, "--log-format", "json"
        )
        self._feeding = threading.Thread(target=self._feed, args=(_articles(number, seed), stop))
        self._feeding.start()

    def _feed(self, articles: Iterator[Article], stop: threading.Event) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as pipe:
            for one in articles:
                if stop.is_set():
                    return
                pipe.writelines(lines([one]))
                pipe.flush()
                self.fed.add(article_key(one))

    def finish(self, outcome: Outcome) -> None:
        self._feeding.join(_PATIENCE)
        assert self._process.stderr is not None
        told = self._process.stderr.read().splitlines()
        if code := self._process.wait(_PATIENCE):
            outcome.wrong.append(f"an adder ended with {code}")
        for line in told:
            event = json.loads(line) if line.startswith("{") else {"event": "no event"}
            if event["event"] == "summary":
                outcome.done += Counter({name: event[name] for name in ("new", "changed", "unchanged", "quotes")})
            elif event["event"] not in ("start", "progress"):
                outcome.wrong.append(f"an adder said: {line}")


def _articles(number: int, seed: int) -> Iterator[Article]:
    """Two of the adder's own, one that all have, and of these every fifth in another version."""
    own = count(_OWN * (1 + number))
    for at in count(1):
        yield _made(next(own), seed)
        yield _made(next(own), seed)
        yield _made(at, seed, version=number % 2 if at % 5 == 0 else 0)


def _made(number: int, seed: int, version: int = 0) -> Article:
    return replace(article(number, seed=seed, version=version), collection=_COLLECTION)


class _Reader:
    """``quotetrack serve`` and somebody who reads its pages."""

    def __init__(self, path: Path) -> None:
        self.pages = 0
        self.wrong: list[str] = []
        self._most = 0
        self._process = _start("-m", "quotetrack", "--db", str(path), "serve", "--port", "0")
        assert self._process.stdout is not None
        self._address = self._process.stdout.readline().partition("http")[2].partition("/ ")[0]

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)
        _, err = self._process.communicate(timeout=_PATIENCE)
        self.wrong += [f"the pages said: {line}" for line in err.splitlines()]

    def ask(self) -> None:
        """Reads each page once; what has been stored is never gone again."""
        for page in _PAGES:
            try:
                with urllib.request.urlopen(f"http{self._address}{page}", timeout=_PATIENCE) as answer:
                    body = answer.read()
            except urllib.error.HTTPError as error:
                self.wrong.append(f"{page} answered {error.code}: {error.read()[:300]!r}")
                continue
            self.pages += 1
            if page == _PAGES[0]:
                now = json.loads(body)["filtered_table_rows_count"]
                if now < self._most:
                    self.wrong.append(f"there were {self._most} articles and then {now}")
                self._most = now


def _lost(path: Path, fed: set[str], done: Counter[str]) -> list[str]:
    """What the data base does not hold as it was told, and what doctor finds."""
    with closing(sqlite3.connect(path)) as connection, connection:

        def number(query: str) -> int:
            return int(connection.execute(f"SELECT {query}").fetchone()[0])

        keys = {key for (key,) in connection.execute("SELECT key FROM articles")}
        pairs = {
            "articles": (1 + done["new"], number("count(*) FROM articles")),
            "versions": (done["changed"], number("count(*) FROM versions")),
            "quotes": (
                done["quotes"],
                number("(SELECT count(*) FROM quotes) + (SELECT count(*) FROM past_quotes)"),
            ),
            "corrections": (done["corrections"], number("count(*) FROM corrections")),
        }
    wrong = [
        f"{told} {what} were told stored, {there} are there" for what, (told, there) in pairs.items() if told != there
    ]
    if keys != fed:
        wrong.append(f"{len(fed - keys)} articles are lost, {len(keys - fed)} nobody gave")
    return wrong + [f"doctor: {finding}" for finding in inspect(path)]
