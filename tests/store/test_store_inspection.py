"""Inspection: whatever is wrong is found where it is, and what can be rebuilt becomes what it was."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_articles import write

from quotetrack.errors import StoreError
from quotetrack.ingest.adding import add_sources
from quotetrack.model import Furniture, FurnitureKind, Span
from quotetrack.store import Store
from quotetrack.store.findings import Finding
from quotetrack.store.inspection import inspect, mend

Damage = str | Callable[[sqlite3.Connection], None]
SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record with several forms of a name, rivals, roles, furniture, a NUL in front of quotes and characters beyond
    the first plane."""
    made = tmp_path / "quotes.db"
    with Store.open(made, create=True) as store:
        first = write("a", ("“Yes\x00 🙂.”", "John Smith"), ("“Yes.”", "Jane Smith"), ("“No.”", "unnamed:officials"))
        store.add(
            replace(first[0], furniture=(Furniture(Span(0, 3), FurnitureKind.CAPTION),), authors=("Jo",)), first[1]
        )
        store.add(*write("b", ("“Perhaps.”", "Smith"), ("“Yes.”", "John A. Smith"), ("“Yes.”", "John A. Smith")))
        store.add(*write("c", ("“Later.”", "John Smith"), url="https://x.example/c"))
        # An article that was another one before.
        store.add(*write("d", ("“Then.”", "John Smith"), ("“Yes.”", None)))
        store.add(*write("d", ("“Now.”", "John Smith"), ("“Yes.”", None)))
        store._connection.execute("INSERT INTO roles (speaker_id, article_id, role) VALUES (1, 1, 'the mayor')")
    assert list(inspect(made)) == []
    return made


def content(path: Path) -> list[str]:
    """All rows and the schema, as SQL; the full-text index's own tables aside."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = lambda stored: stored.decode("utf-8", "backslashreplace")
        lines = [line for line in connection.iterdump() if "quotes_fts" not in line]
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return sorted(lines) + [str(row) for row in triggers]


def damage(path: Path, how: Damage) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if isinstance(how, str):
            connection.executescript(how)
        else:
            how(connection)


def places(found: list[Finding]) -> set[tuple[str, str, str]]:
    return {(one.check, one.table, one.row) for one in found}


def index_out_of_step(connection: sqlite3.Connection) -> None:
    """A row that an index of SQLite's own does not know, as faulty memory or disks make it."""
    connection.execute("PRAGMA writable_schema = ON")
    kept = connection.execute("SELECT * FROM sqlite_master WHERE name = 'names_folded'").fetchone()
    connection.execute("DELETE FROM sqlite_master WHERE name = 'names_folded'")
    version = connection.execute("PRAGMA schema_version").fetchone()[0]
    connection.execute(f"PRAGMA schema_version = {version + 1}")
    connection.execute("UPDATE names SET folded = 'nobody' WHERE id = 1")
    connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", kept)
    connection.execute(f"PRAGMA schema_version = {version + 2}")


MENDABLE: dict[str, tuple[Damage, set[tuple[str, str, str]]]] = {
    "quote not in the index": (
        "INSERT INTO quotes_fts (quotes_fts, rowid, quote) SELECT 'delete', id, quote FROM quotes WHERE id = 2",
        {("full-text index", "quotes", "2")},
    ),
    "index has more": (
        "INSERT INTO quotes_fts (rowid, quote) VALUES (99, 'ghost')",
        {("full-text index", "quotes_fts", "99")},
    ),
    "index has other words": (
        "INSERT INTO quotes_fts (quotes_fts, rowid, quote) SELECT 'delete', id, quote FROM quotes WHERE id = 2;"
        "INSERT INTO quotes_fts (rowid, quote) VALUES (2, 'other words')",
        {("full-text index", "quotes_fts", "")},
    ),
    "index emptied": ("DELETE FROM quotes_fts_data WHERE id > 10", {("full-text index", "quotes_fts", "")}),
    "index garbled": ("UPDATE quotes_fts_data SET block = x'ffffffff'", {("full-text index", "quotes_fts", "")}),
    "trigger gone": ("DROP TRIGGER quotes_fts_delete", {("schema", "quotes", "")}),
    "trigger changed": (
        "DROP TRIGGER quotes_fts_delete; CREATE TRIGGER quotes_fts_delete AFTER DELETE ON quotes BEGIN SELECT 1; END",
        {("schema", "quotes", "")},
    ),
    "index of rows gone": ("DROP INDEX names_folded", {("schema", "names", "")}),
    "view gone": ("DROP VIEW quotes_readable", {("schema", "quotes_readable", "")}),
    "full-text table gone": (
        "DROP TABLE quotes_fts", {("schema", "quotes_fts", "")},
    ),
    "count": ("UPDATE names SET articles = 7 WHERE id = 1", {("count", "names", "1")}),
    "display name": (
        "UPDATE speakers SET name = 'X' WHERE id = 1",
        {("display name", "speakers", "1"), ("derived column", "speakers", "1")},
    ),
    "sort name": ("UPDATE speakers SET sort_name = 'X' WHERE id = 1", {("derived column", "speakers", "1")}),
    "folded": ("UPDATE names SET folded = 'X' WHERE id = 1", {("derived column", "names", "1")}),
    "surname key": ("UPDATE names SET surname_key = NULL WHERE id = 1", {("derived column", "names", "1")}),
    "is full": ("UPDATE names SET is_full = 0 WHERE id = 2", {("derived column", "names", "2")}),
    "dangling speaker": (
        "INSERT INTO speakers (id, key, name, kind, sort_name) VALUES (99, 'k', 'N', 'place', 'n')",
        {("dangling row", "speakers", "99")},
    ),
    "dangling name": (
        "INSERT INTO names (id, speaker_id, name, folded, is_full, articles, source)"
        " VALUES (99, 3, 'x', 'x', 0, 0, 'record')",
        {("dangling row", "names", "99")},
    ),
    "dangling name use": (
        "INSERT INTO name_uses (name_id, article_id) VALUES (3, 3); UPDATE names SET articles = 2 WHERE id = 3",
        {("dangling row", "name_uses", "name_id 3, article_id 3")},
    ),
    "dangling role": (
        "INSERT INTO roles (id, speaker_id, article_id, role) VALUES (99, 3, 3, 'r')",
        {("dangling row", "roles", "99")},
    ),
    "dangling rival": (
        "INSERT INTO rivals (speaker_id, article_id, rival_id) VALUES (3, 3, 1)",
        {("dangling row", "rivals", "speaker_id 3, article_id 3, rival_id 1")},
    ),
    "no such speaker": (
        "INSERT INTO quote_speakers (quote_id, speaker_id, position, how) VALUES (1, 99, 1, 'new')",
        {("foreign key", "quote_speakers", "quote_id 1, speaker_id 99")},
    ),
    "no such article": (
        "INSERT INTO roles (id, speaker_id, article_id, role) VALUES (98, 1, 99, 'r')",
        {("foreign key", "roles", "98"), ("dangling row", "roles", "98")},
    ),
    "words": ("UPDATE quotes SET quote = 'other words' WHERE id = 1", {("span", "quotes", "1")}),
    "key": ("UPDATE quotes SET key = 'abc' WHERE id = 2", {("key", "quotes", "2")}),
    "words of the past": ("UPDATE past_quotes SET quote = 'other words' WHERE id = 1", {("span", "past_quotes", "1")}),
    "key of the past": ("UPDATE past_quotes SET key = 'abc' WHERE id = 2", {("key", "past_quotes", "2")}),
    "paragraph": ("UPDATE quotes SET paragraph_end = 9999 WHERE id = 1", {("span", "quotes", "1")}),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDABLE)
def test_what_can_be_rebuilt_becomes_what_it_was(path: Path, tmp_path: Path, name: str) -> None:
    how, expected = MENDABLE[name]
    before = content(path)
    damage(path, how)
    damaged = content(path)
    found = list(inspect(path))
    assert places(found) == expected
    assert all(one.mendable and not one.mended and one.remedy == "quotetrack doctor --fix" for one in found)
    assert content(path) == damaged
    kept: list[Path] = []
    assert all(one.mended for one in mend(path, on_kept=kept.append))
    assert list(inspect(path)) == []
    assert content(path) == before
    (copy,) = kept
    assert copy.name.startswith("quotes.db.before-fix-") and content(copy) == damaged
    assert list(mend(path)) == []
    assert list(tmp_path.glob("*before-fix*")) == kept
    with Store.open(path) as store:
        assert store.speaker("John Smith")["quotes"] == 5


def test_an_index_of_sqlite_that_is_out_of_step(path: Path) -> None:
    damage(path, index_out_of_step)
    found = list(inspect(path))
    assert {one.check for one in found} == {"file", "derived column"} and all(one.mendable for one in found)
    assert all(one.mended for one in mend(path))
    assert list(inspect(path)) == []


UNMENDABLE: dict[str, tuple[Damage, set[tuple[str, str, str]]]] = {
    "text": ("UPDATE articles SET text = text || 'more' WHERE id = 1", {("text", "articles", "1")}),
    "text no UTF-8": (
        "UPDATE articles SET text = CAST(CAST(text AS BLOB) || x'ff' AS TEXT) WHERE id = 1",
        {("text", "articles", "1")},
    ),
    "text shifted": (
        "UPDATE articles SET text = 'x' || text WHERE id = 3", {("text", "articles", "3"), ("span", "quotes", "7")},
    ),
    "hash": ("UPDATE articles SET text_sha256 = 'x' WHERE id = 1", {("text", "articles", "1")}),
    "article's key": (
        "UPDATE articles SET key = 'x' WHERE id = 3", {("key", "articles", "3"), ("key", "quotes", "7")},
    ),
    "address": ("UPDATE articles SET url = 'https://y.example/' WHERE id = 3", {("key", "articles", "3")}),
    "authors": ("UPDATE articles SET authors = '[1]' WHERE id = 1", {("value", "articles", "1")}),
    "furniture": ("UPDATE articles SET furniture = '{' WHERE id = 1", {("span", "articles", "1")}),
    "furniture outside": (
        "UPDATE articles SET furniture = '[[0, 9999, \"caption\"]]' WHERE id = 1", {("span", "articles", "1")},
    ),
    "furniture odd": ("UPDATE articles SET furniture = '[[0, 1, []], 7]' WHERE id = 1", {("span", "articles", "1")}),
    "table gone": ("DROP TABLE rivals", {("schema", "rivals", ""), ("schema", "", "")}),
    "content": ("UPDATE quotes SET content = '[[0, 9999]]' WHERE id = 1", {("span", "quotes", "1")}),
    "content backwards": ("UPDATE quotes SET content = '[[3, 4], [1, 2]]' WHERE id = 1", {("span", "quotes", "1")}),
    "content no numbers": ("UPDATE quotes SET content = '[[true, 1.5]]' WHERE id = 1", {("span", "quotes", "1")}),
    "content deep": (
        lambda connection: connection.execute("UPDATE quotes SET content = ? WHERE id = 1", ("[" * 100_000,)).close(),
        {("span", "quotes", "1")},
    ),
    "content elsewhere": ("UPDATE quotes SET content = '[[0, 1]]' WHERE id = 1", {("span", "quotes", "1")}),
    "cue": ("UPDATE quotes SET cue = 'sang' WHERE id = 1", {("span", "quotes", "1")}),
    "cue half": ("UPDATE quotes SET cue = NULL WHERE id = 1", {("span", "quotes", "1")}),
    "mention": ("UPDATE quotes SET mention_start = mention_start + 1 WHERE id = 1", {("span", "quotes", "1")}),
    "text of the past": ("UPDATE versions SET text = text || 'more'", {("text", "versions", "1")}),
    "version gone": ("UPDATE versions SET number = 2", {("value", "versions", "1")}),
    "mention of the past": ("UPDATE past_quotes SET mention_end = 2 WHERE id = 1", {("span", "past_quotes", "1")}),
    "speakers of the past": ("UPDATE past_quotes SET speakers = '{' WHERE id = 1", {("value", "past_quotes", "1")}),
    "type of the past": ("UPDATE past_quotes SET type = 'loud' WHERE id = 1", {("value", "past_quotes", "1")}),
    "type": ("UPDATE quotes SET type = 'loud' WHERE id = 1", {("value", "quotes", "1")}),
    "kind of mention": ("UPDATE quotes SET mention_kind = NULL WHERE id = 1", {("value", "quotes", "1")}),
    "kind of speaker": ("UPDATE speakers SET kind = 'robot' WHERE id = 1", {("value", "speakers", "1")}),
    "ground": (
        "UPDATE quote_speakers SET how = 'guess' WHERE quote_id = 1",
        {("value", "quote_speakers", "quote_id 1, speaker_id 1")},
    ),
    "confidence": ("UPDATE quotes SET confidence = 2 WHERE id = 1", {("value", "quotes", "1")}),
}  # fmt: skip


@pytest.mark.parametrize("name", UNMENDABLE)
def test_what_cannot_be_rebuilt_is_told_with_what_to_do_and_left_alone(path: Path, tmp_path: Path, name: str) -> None:
    how, expected = UNMENDABLE[name]
    damage(path, how)
    damaged = content(path)
    found = [one for one in inspect(path) if not one.mendable]
    assert places(found) == {place for place in expected if place[0] != "key" or place[1] != "quotes"}
    assert all("quotetrack re" in one.remedy for one in found)  # restore or reextract
    if places(list(inspect(path))) == places(found):
        assert list(mend(path)) == found
        assert content(path) == damaged
        assert list(tmp_path.glob("*before-fix*")) == []


def test_all_at_once_is_mended_as_far_as_it_can_be(path: Path) -> None:
    for name, (how, _) in MENDABLE.items():
        # What another one of these needs.
        if name not in ("full-text table gone", "index emptied", "index garbled", "trigger gone"):
            damage(path, how)
    damage(path, "UPDATE quotes SET cue = 'sang' WHERE id = 3")
    found = list(mend(path))
    assert len(found) > 15
    assert places([one for one in found if not one.mended]) == {("span", "quotes", "3")}
    assert places(list(inspect(path))) == {("span", "quotes", "3")}


def test_an_article_deleted_behind_the_back_takes_all_that_hung_on_it(path: Path, tmp_path: Path) -> None:
    """As if the deletion had been one of ours: its quotes, and speakers, names and counts that only they held."""
    damage(path, "DELETE FROM articles WHERE id = 2")
    assert {one.check for one in inspect(path)} >= {"foreign key"}
    assert all(one.mended for one in mend(path))
    assert list(inspect(path)) == []
    with Store.open(path) as store:
        assert store.counts() == {"articles": 3, "quotes": 6, "speakers": 3}
        assert store.speaker("John Smith")["forms"] == [{"name": "John Smith", "articles": 3}]


def test_a_damaged_file_is_looked_at_and_not_touched(path: Path, tmp_path: Path) -> None:
    with Store.open(path, write=True) as store:
        for number in range(200):
            store.add(*write(f"n{number}", (f"“{number} words.”", "Ann Lee")))
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'name_uses'").fetchone()[0]
        connection.execute("UPDATE names SET articles = 3 WHERE id = 1")
        connection.commit()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xa5" * size)
    before = path.read_bytes()
    for look in (inspect, mend):
        found = list(look(path))
        assert {one.check for one in found if not one.mendable} >= {"file"}
        assert any("cannot be read" in one.wrong for one in found)
        assert all("restore" in one.remedy for one in found if one.check == "file")
        assert not any(one.mended for one in found)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*before-fix*")) == []


def test_no_damage_to_a_file_ends_in_anything_but_findings_or_one_line(
    path: Path, tmp_path: Path, command: Any
) -> None:
    whole = path.read_bytes()
    torn = tmp_path / "torn.db"
    ends = {"sound": 0, "found": 0, "refused": 0}
    for seed in range(60):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.choice((1, 10, 200))):
            data[chance.randrange(100 if seed % 10 == 0 else 0, len(data))] = chance.randrange(256)
        if seed % 7 == 0:
            del data[chance.randrange(len(data)) :]
        torn.write_bytes(data)
        for suffix in ("-wal", "-shm"):
            Path(f"{torn}{suffix}").unlink(missing_ok=True)
        try:
            ends["found" if list(inspect(torn)) else "sound"] += 1
        except StoreError as error:
            assert "\n" not in str(error)
            ends["refused"] += 1
        for args in (["search"], ["speakers"], ["show", "1"], ["speaker", "Smith"], ["search", "yes"]):
            ran = command("--db", torn, *args)
            assert ran.code in (0, 1) and ran.err.count("\n") <= 1, (seed, args, ran.err)
    assert all(ends.values()), ends


def test_a_failure_while_mending_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(path, "UPDATE names SET articles = 7; UPDATE speakers SET sort_name = 'x'")
    damaged = content(path)

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("quotetrack.store.textchecks.sort_name", fail)
    with pytest.raises(StoreError, match="full"):
        list(mend(path))
    assert content(path) == damaged


def test_others_write_meanwhile(path: Path) -> None:
    """One state is looked at: what comes meanwhile is neither half seen nor kept waiting."""
    numbers = iter(range(1000))

    def another(*_: object) -> None:
        number = next(numbers)
        with Store.open(path, write=True) as store:
            store.add(*write(f"later {number}", (f"“{number}.”", "John A. Smith")))

    assert list(inspect(path, on_progress=another)) == []
    assert next(numbers) > 10


def test_a_record_of_real_articles_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "seeds.db"
    with Store.open(path, create=True) as store:
        assert add_sources(store, [SEEDS]).failed == 0
        add_sources(store, [SEEDS])
    assert list(inspect(path)) == []


def test_the_command(command: Any, path: Path) -> None:
    sound = command("doctor", "--db", path)
    assert (sound.code, sound.err) == (0, f"nothing wrong in {path}\n")
    assert sound.out == "check\ttable\trow\tkey\twrong\tremedy\tmendable\tmended\n"
    damage(path, "UPDATE names SET articles = 7 WHERE id = 1; UPDATE quotes SET cue = 'sang\n' WHERE id = 1")
    ran = command("doctor", "--db", path)
    assert (ran.code, len(ran.out.splitlines())) == (3, 3)
    assert ran.err == f"2 faults in {path}; 1 to be mended with --fix\n"
    rows = json.loads(command("doctor", "--format", "json", "--db", path).out)
    assert [(row["table"], row["row"], row["mendable"], row["mended"]) for row in rows] == [
        ("names", "1", True, False), ("quotes", "1", False, False),
    ]  # fmt: skip
    assert "What to do" in command("doctor", "--format", "table", "--db", path).out
    assert len(command("doctor", "--limit", 1, "--format", "jsonl", "--db", path).out.splitlines()) == 1
    fixed = command("doctor", "--fix", "--format", "jsonl", "--db", path)
    (kept,) = path.parent.glob("*before-fix*")
    assert fixed.code == 3
    assert [json.loads(line)["mended"] for line in fixed.out.splitlines()] == [True, False]
    assert fixed.err == f"2 faults in {path}: 1 mended, 1 not; what was there before is kept as {kept}\n"
    damage(path, "UPDATE quotes SET cue = 'said' WHERE id = 1; UPDATE names SET articles = 7 WHERE id = 1")
    assert command("doctor", "--fix", "--db", path).code == 0
    assert command("doctor", "--db", path).code == 0
    absent = command("doctor", "--db", path.parent / "none.db")
    assert (absent.code, absent.out, absent.err.count("\n")) == (1, "", 1)
