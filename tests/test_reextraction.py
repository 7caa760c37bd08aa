"""Today's rules over stored articles: what is as it was is left alone, what was stopped goes on, changes are told."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotetrack.cli import reextracting
from quotetrack.extraction import extract, rules_version
from quotetrack.ingest.adding import add_sources
from quotetrack.ingest.reextraction import reextract
from quotetrack.model import (
    Antecedent,
    Article,
    Attribution,
    Furniture,
    FurnitureKind,
    Mention,
    MentionKind,
    Quote,
    QuoteType,
    Span,
    SpeakerKind,
)
from quotetrack.store import Store
from tests.generator import articles

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def export(store: Store) -> list[str]:
    return [json.dumps(record, ensure_ascii=False) for record in store.export()]


def row_ids(store: Store) -> list[tuple[int, str]]:
    return store._connection.execute("SELECT id, key FROM quotes UNION ALL SELECT id, key FROM speakers").fetchall()


def without_versions(lines: Iterable[str]) -> list[dict[str, Any]]:
    return [{k: v for k, v in json.loads(line).items() if k != "rules_version"} for line in lines]


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Store]:
    """The seeds, added with other rules than today's: half of the quotes, nobody named by a pronoun."""

    def fewer(article: Article) -> Sequence[Attribution]:
        return [found for found in extract(article)[::2] if found.mention is None or found.mention.kind != "pronoun"]

    with Store.open(tmp_path / "record.db", create=True) as store:
        add_sources(store, [SEEDS], extract=fewer, rules_version="old.old")
        yield store


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The export of the seeds, added with today's rules."""
    with Store.open(tmp_path_factory.mktemp("fresh") / "record.db", create=True) as store:
        add_sources(store, [SEEDS])
        return export(store)


def test_afterwards_it_is_what_today_s_rules_say(record: Store, fresh: list[str]) -> None:
    keys = {row["key"] for article in range(1, 13) for row in record.article(article)["quotes"]}
    ids = {(number, key) for number, key in row_ids(record) if key in keys}
    done = list(reextract(record))
    assert export(record) == fresh
    assert len(done) == 12 and [one.id for one in done] == list(range(1, 13))
    changes = [change for one in done for change in one.changes]
    assert {change["change"] for change in changes} >= {"came"}
    # The words of a quote that was known are still under their key, in their row.
    gone = {change["key_before"] for change in changes if change["change"] in ("went", "reworded")}
    assert {(number, key) for number, key in ids if key not in gone} <= set(row_ids(record))
    assert list(reextract(record)) == []


def test_a_run_that_was_stopped_goes_on(record: Store, fresh: list[str]) -> None:
    first = list(islice(reextract(record), 5))
    assert [one.id for one in first] == [1, 2, 3, 4, 5]
    assert record.count_stored(other_than=json.loads(fresh[-2])["rules_version"]) == 7
    assert [one.id for one in reextract(record)] == [6, 7, 8, 9, 10, 11, 12]
    assert export(record) == fresh


def test_the_same_rules_change_nothing(record: Store) -> None:
    list(reextract(record))
    before, ids = export(record), record._connection.total_changes
    done = list(reextract(record, everything=True))
    assert len(done) == 12 and not any(one.changes for one in done)
    assert export(record) == before and record._connection.total_changes == ids


def test_the_extraction_sees_a_stream(record: Store, fresh: list[str]) -> None:
    """As worker processes would: articles are read ahead, attributions come in their order."""

    def ahead(articles: Iterator[Article]) -> Iterator[Sequence[Attribution]]:
        while batch := list(islice(articles, 5)):
            yield from [extract(article) for article in batch]

    assert len(list(reextract(record, extract_all=ahead))) == 12
    assert export(record) == fresh


def test_what_somebody_changes_meanwhile_is_theirs(record: Store, tmp_path: Path) -> None:
    run = reextract(record)
    next(run)
    record._connection.execute("UPDATE articles SET text = 'Nothing.', text_sha256 = 'x' WHERE id = 3")
    record._connection.execute("DELETE FROM articles WHERE id = 4")
    assert [one.id for one in run] == [2, *range(5, 13)]


def test_furniture_is_found_anew_unless_somebody_gave_it(tmp_path: Path) -> None:
    text = "5 min read\n\n“We will rebuild the bridge,” said Ann Lee, the mayor.\n"
    given_by_hand = (Furniture(Span(0, 3), FurnitureKind.BYLINE),)
    with Store.open(tmp_path / "record.db", create=True) as store:
        for number, (path, given) in enumerate([("a.txt", ()), (None, ()), (None, given_by_hand)]):
            article = Article(text=f"{text}{number}", source_path=path, furniture=given)
            store.add(article, extract(article), rules_version="old.old")
        list(reextract(store))
        found = [store.article(number)["furniture"] for number in (1, 2, 3)]
    assert found == [[[0, 10, "length"]], [], [[0, 3, "byline"]]]


# ---------------------------------------------------------------- any history

NAMES = [
    "Ann Lee",
    "Anne Lee",
    "Lee",
    "Ann B. Lee",
    "John Smith",
    "John Q. Smith",
    "John R. Smith",
    "Smith",
    "officials",
]
SAID = st.lists(st.tuples(st.sampled_from(["Yes.", "No.", "Maybe."]), st.sampled_from(NAMES)), max_size=4)


def write(name: int, said: list[tuple[str, str]]) -> tuple[Article, list[Attribution]]:
    text, found = "", []
    for words, who in said:
        start = len(text)
        text += f"“{words}” said {who}.\n"
        end = start + len(words) + 2
        kind = SpeakerKind.UNNAMED if who == "officials" else SpeakerKind.PERSON
        forms = (who.split()[-1],) if " " in who else ()
        mention = Mention(Span(end + 6, end + 6 + len(who)), MentionKind.NAME)
        quote = Quote((Span(start, end),), QuoteType.DIRECT)
        found.append(Attribution(quote, "r", 0.9, mention=mention, antecedents=(Antecedent(who, kind, forms=forms),)))
    return Article(text=text, id=str(name), natural_id=str(name)), found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), SAID), min_size=1, max_size=9), st.randoms())
def test_the_same_rules_change_nothing_whatever_the_record_has_been_through(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, list[Any]]], order: random.Random
) -> None:
    with Store.open(tmp_path_factory.mktemp("any") / "record.db", create=True) as store:
        store._connection.execute("PRAGMA synchronous = OFF")
        present: dict[str, list[Attribution]] = {}
        for name, said in history:
            article, found = write(name, said)
            store.add(article, found, rules_version="a.b")
            present[article.id] = found
        before = export(store)
        articles = list(store.stored())
        order.shuffle(articles)
        for number, article in articles:
            assert store.reextract(number, article, present[article.id], rules_version="a.b") == []
        assert export(store) == before
        # Rules that find the same under another version change the version alone.
        for number, article in articles:
            assert store.reextract(number, article, present[article.id], rules_version="c.b") == []
        assert without_versions(export(store)) == without_versions(before)
        # Who is who is decided anew in the order of the articles: nothing dangles, and once more changes nothing.
        for _ in range(2):
            for number, article in sorted(articles, key=lambda one: one[0]):
                store.reextract(number, article, present[article.id], rules_version="c.d")
            again, before = before, export(store)
        assert again == before
        counts = (
            "SELECT count(*) FROM names WHERE articles <> (SELECT count(*) FROM name_uses WHERE name_id = names.id)"
        )
        unused = "SELECT count(*) FROM speakers WHERE id NOT IN (SELECT speaker_id FROM quote_speakers)"
        assert [store._connection.execute(query).fetchone()[0] for query in (counts, unused)] == [0, 0]


# ---------------------------------------------------------------- the command


def test_the_command(record: Store, fresh: list[str], tmp_path: Path, command: Any) -> None:
    db = tmp_path / "record.db"
    before = export(record)
    tried = command("reextract", "--dry-run", "--db", db)
    assert (tried.code, export(record)) == (0, before)
    assert tried.out.startswith("article_id\tarticle\tchange\tnow\tbefore\t")
    assert "would change" in tried.err and tried.err.count("\n") == 1
    rows = json.loads(command("reextract", "--dry-run", "--db", db, "--format", "json").out)
    assert len(rows) == len(tried.out.splitlines()) - 1
    table = command("reextract", "--db", db, "--format", "table", "--limit", 2)
    assert f"{len(rows) - 2} more; --limit 0 shows all" in table.out
    assert table.err == tried.err.replace("would change", "changed")
    assert export(record) == fresh
    again = command("reextract", "--db", db, "--format", "json")
    assert (again.code, again.out) == (0, "[]\n") and again.err.startswith("nothing to do")
    assert "12 as before" in command("reextract", "--all", "--db", db).err
    assert command("reextract", "--db", tmp_path / "none.db").code == 1
    assert not list(tmp_path.glob("none*"))


def test_a_dry_run_needs_no_leave_to_write(record: Store, tmp_path: Path, command: Any) -> None:
    record.close()
    folder = tmp_path / "kept"
    folder.mkdir()
    shutil.copy(tmp_path / "record.db", folder)
    before = (folder / "record.db").read_bytes()
    (folder / "record.db").chmod(0o444)
    assert "would change" in command("reextract", "--dry-run", "--db", folder / "record.db").err
    with reextracting._copy(folder / "record.db") as copy:  # the test may run as root, who needs no leave
        assert copy.stat().st_mode & 0o200
    assert (folder / "record.db").read_bytes() == before


def test_ctrl_c_ends_it_between_two_articles_with_a_summary(tmp_path: Path, process: Any) -> None:
    db = tmp_path / "record.db"
    with Store.open(db, create=True) as store:
        for number, article in enumerate(articles(400, seed=3)):
            store.add(replace(article, id=f"a{number}"), (), rules_version="old.old")
    # Started by a shell in the background a process ignores Ctrl-C.
    run = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import quotetrack.__main__"
    started = subprocess.Popen(
        [sys.executable, "-c", run, "--db", db, "reextract", "--format", "jsonl"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert started.stdout is not None
    started.stdout.readline()
    started.send_signal(signal.SIGINT)
    _, err = started.communicate(timeout=60)
    assert started.returncode == 130
    told = re.fullmatch(r"(\d+) articles?: .*\nquotetrack: interrupted; what is counted above is done, .*\n", err)
    assert told is not None, err
    with Store.open(db) as store:
        left = store.count_stored(other_than=rules_version())
    assert 0 < left == 400 - int(told[1])
    again = process("--db", db, "reextract", "--limit", 1)
    assert again.code == 0 and again.err.startswith(f"{left} articles: ")
