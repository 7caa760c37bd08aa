"""Histories by chance: articles and corrections in any order, of which the record must be a function.

``python tests/store/histories.py FIRST LAST [STEPS]`` lives the histories of these numbers and says which go wrong.
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from store_articles import Said, write

from quotetrack.errors import StoreError
from quotetrack.model import Article, Attribution
from quotetrack.store import Added, Export, SearchQuery, Store
from quotetrack.store.inspection import inspect
from quotetrack.store.replaying import replay_all

PEOPLE = (
    "Ann Lee", "Anna Lee", "Bo Lee", "Lee", "John Smith", "John Smith Jr", "John A. Smith", "Smith", "Ivo Dragan",
    "Ivo Dragan-Petrov", "Sergiy Kislitsa", "Serhii Kyslytsia", "George Bush", "George W. Bush", "George H. W. Bush",
    "unnamed:officials", "unnamed:Alias 2", "Alias 1", "organisation:Alias 3", None,
)  # fmt: skip
ALIKE = ("George Bush", "George W. Bush", "George H. W. Bush", "John Smith", "John Smith Jr", "John A. Smith")
MADE_UP = ("Zed Zane", "Lee Low", "Bo Lee", "Ann Q. Lee")
Written = tuple[Article, tuple[Attribution, ...]]


class History:
    """A record to which one thing after the other happens; ``articles`` are the latest versions of what was added."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        self.chance = random.Random(seed)
        self.articles: dict[str, Written] = {}
        self.refused = 0
        self.store = Store.open(folder / "quotes.db", create=True)

    def step(self) -> None:
        """Something happens, or is refused."""
        try:
            if self.chance.random() < 0.4 or not self.articles:
                self._write()
            else:
                self._correct()
        except StoreError as error:
            if error.__cause__ is not None:
                raise
            self.refused += 1

    def _write(self) -> None:
        number = self.chance.randrange(7)
        said: list[Said] = [
            (f"“Words number {self.chance.randrange(12)} here.”", self.chance.choice(PEOPLE))
            for _ in range(self.chance.randrange(1, 5))
        ]
        # Names that may be one person's and that one article has of two are known to make the order count.
        said = [(words, who) for words, who in said if who not in ALIKE or who == ALIKE[number % len(ALIKE)]]
        article, found = write(f"article {number}", *said)
        if self.chance.random() < 0.3:
            found = found[:-1]
        if self.articles and self.chance.random() < 0.25:  # the same text, and other rules
            row, article = self.chance.choice(list(self.store.stored()))
            _, before = self.articles[article.id]
            found = before[: self.chance.randrange(len(before) + 1)]
            self.store.reextract(row, article, found, rules_version=f"r.{self.chance.randrange(2)}")
        else:
            if self.store.add(article, found, rules_version="r.0") is Added.UNCHANGED:
                return
        self.articles[article.id] = article, found

    def _correct(self) -> None:
        chance, made = self.chance, self.store.corrections(by="jo")
        rejected = chance.random() < 0.1
        quotes = [str(row["id"]) for row in self.store.search(SearchQuery(rejected=rejected)).rows]
        speakers = [str(row["id"]) for row in self.store.speakers()]
        if not quotes or not speakers:
            return
        one, two, quote = chance.choice(speakers), chance.choice(speakers), chance.choice(quotes)
        action = chance.randrange(12)
        if action == 0:
            made.assign(quote, chance.sample([one, two, *MADE_UP], chance.randrange(3)), new=True)
        elif action == 1:
            made.reject(quote)
        elif action == 2:
            made.verify(quote)
        elif action == 3:
            made.merge(one, two)
        elif action == 4:
            made.split(str(self.store.quote(quote)["speaker_id"]), [quote], chance.choice([None, "Ann Lee", "Cy Day"]))
        elif action == 5:
            made.rename(one, f"Name {chance.randrange(5)}")
        elif action == 6:
            made.add_alias(one, f"Alias {chance.randrange(5)}")
        elif action == 7:
            made.remove_alias(one, chance.choice(["Ann Lee", "Alias 1", "Alias 2", "Lee", "Name 1"]))
        elif action == 8:
            made.distinct(one, two)
        elif action == 9:
            made.later(speaker=one, other=two)
        else:
            made.undo(str(chance.choice(self.store.correction_log() or [{"id": 0}])["id"]))

    # ------------------------------------------------------------ what must hold

    def check_replayed(self) -> None:
        """Replaying the whole log changes nothing, and doctor finds nothing."""
        before, connection = whole(self.store), self.store._connection
        connection.execute("BEGIN")
        replay_all(connection)
        after = whole(self.store)
        connection.execute("ROLLBACK")
        assert after == before, {name: set(rows) ^ set(after[name]) for name, rows in before.items()}
        assert not (found := list(inspect(self.store.path))), found

    def check_imported(self) -> None:
        """Export and import give it again, without anything of how it came about."""
        content = [json.dumps(record) for record in self.store.export()]
        with Store.open(self.folder / "copy.db", create=True) as copy:
            copy.import_export(Export(io.BytesIO("\n".join(content).encode()), "copy"))
            again = [json.dumps(record) for record in copy.export()]
            assert again == content, next(pair for pair in zip(content, again, strict=False) if pair[0] != pair[1])
            for look in (shown, partition, states):
                assert look(copy) == look(self.store), look.__name__
            assert not (found := list(inspect(copy.path))), found

    def check_in_another_order(self) -> None:
        """The articles as they are now, in another order, with the log brought in somewhere between them."""
        order = list(self.articles.values())
        self.chance.shuffle(order)
        log = [json.dumps(record).encode() for record in self.store.correction_records()]
        moment = self.chance.randrange(len(order) + 1)
        with Store.open(self.folder / "other.db", create=True) as other:
            for number in range(len(order) + 1):
                if number == moment:
                    other.corrections(by="mo").bring_in(log, "log.jsonl")
                if number < len(order):
                    other.add(*order[number], rules_version="r.0")
            for look in (shown, partition, states):
                there, here = set(look(other)), set(look(self.store))
                assert there == here, (look.__name__, there - here, here - there)


def whole(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row that follows from the rules and from the log, row ids of names aside."""
    tables = {
        "speakers": "key, name, sort_name", "names": "name, speaker_id, articles, source", "merged": "*",
        "quote_speakers": "*", "overruled": "*", "verdicts": "quote_id, status", "named": "*", "renamed": "*",
        "roles": "*", "rivals": "*", "corrected_speakers": "*",
    }  # fmt: skip
    return {
        table: sorted(store._connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
        for table, columns in tables.items()
    }


def shown(store: Store) -> list[tuple[str, str, str]]:
    """Quotes with those who are shown to have said them."""
    rows = [*store.search(SearchQuery()).rows, *store.search(SearchQuery(rejected=True)).rows]
    return sorted((row["key"], row["speaker"] or "", str(row["status"])) for row in rows)


def partition(store: Store) -> list[frozenset[tuple[str, int]]]:
    """The quotes of each speaker."""
    said: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for key, speaker, position in store._connection.execute(
        "SELECT quotes.key, speaker_id, quote_speakers.position FROM quote_speakers JOIN quotes ON quotes.id = quote_id"
    ):
        said[speaker].add((key, position))
    return sorted(map(frozenset, said.values()), key=sorted)


def states(store: Store) -> list[tuple[str, str]]:
    """What became of the entries of the log."""
    return sorted((row["key"], row["state"]) for row in store.correction_log())


def live(folder: Path, seed: int, steps: int) -> History:
    """A history of so many steps, in which everything held at every step."""
    history = History(folder, seed)
    try:
        for _ in range(steps):
            history.step()
            history.check_replayed()
        history.check_imported()
        history.check_in_another_order()
    finally:
        history.store.close()
    return history


def main(arguments: Sequence[str]) -> int:
    first, last, *more = map(int, arguments)
    wrong = 0
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as folder:
            try:
                live(Path(folder), seed, *(more or [80]))
            except AssertionError as error:
                wrong += 1
                print(f"{seed}: {str(error)[:1500]}")
    print(f"{last - first} histories, {wrong} wrong")
    return 3 if wrong else 0


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
    sys.exit(main(sys.argv[1:]))
