"""Opening: a data base that is none, or not ours, or too new, says so in one line."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from store_articles import write

from quotetrack.errors import StoreError
from quotetrack.store import Added, SearchQuery, Store
from quotetrack.store.descriptions import COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS
from quotetrack.store.schema import MIGRATIONS, applied_migrations, migrate


def message(path: Path, **how: bool) -> str:
    with pytest.raises(StoreError) as caught:
        Store.open(path, **how)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_absent(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert message(path) == f"no data base at {path}; make one with: quotetrack add PATH…"
    assert "no data base" in message(path, write=True)
    assert not path.exists()


def test_created_with_its_folder_even_under_a_strange_name(tmp_path: Path) -> None:
    path = tmp_path / "new" / "what? 50% #1 ü.db"
    Store.open(path, create=True).close()
    assert path.is_file()
    with Store.open(path) as store:
        assert store.counts() == {"articles": 0, "quotes": 0, "speakers": 0}


@pytest.mark.parametrize("how", [{}, {"write": True}, {"create": True}])
def test_no_data_base(tmp_path: Path, how: dict[str, bool]) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("Dear diary, this is long enough to be anything at all.")
    assert "is not a SQLite data base" in message(text, **how)
    assert text.read_text().startswith("Dear diary")
    assert "is a folder" in message(tmp_path, **how)
    torn = tmp_path / "torn.db"
    torn.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    assert str(torn) in message(torn, **how)


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    assert "is empty" in message(path)
    Store.open(path, create=True).close()
    Store.open(path).close()


def test_data_base_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE articles (id INTEGER)")
    other.commit()
    other.close()
    before = path.read_bytes()
    for how in ({}, {"write": True}, {"create": True}):
        assert "of another program" in message(path, **how)
    assert path.read_bytes() == before


def test_newer(tmp_path: Path) -> None:
    path = tmp_path / "quotes.db"
    Store.open(path, create=True).close()
    with closing(sqlite3.connect(path)) as change, change:
        change.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('quotetrack', 'm999_next_year')")
    before = path.read_bytes()
    assert "newer quotetrack" in message(path) and "m999_next_year" in message(path, write=True)
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*before*")) == []


# ---------------------------------------------------------------- older schemas


def tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Tables of rows (indexes and records of migrations aside) with their columns."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'quotes_fts%'")
    return {
        name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        for (name,) in found.fetchall()
        if not name.startswith("_")
    }


def rows(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall(), key=repr)
            for table, names in columns.items()
        }


def of_an_older_release(
    path: Path, latest: Path, released: int, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[str]]:
    """Makes a data base with the first ``released`` migrations and the rows of ``latest``; gives its columns."""
    with closing(sqlite3.connect(path, isolation_level=None)) as older, monkeypatch.context() as patch:
        patch.setattr("quotetrack.store.schema.MIGRATIONS", MIGRATIONS[:released])
        migrate(older)
        older.execute("ATTACH ? AS latest", (str(latest),))
        columns = tables(older)
        with closing(sqlite3.connect(latest)) as now:
            kept = tables(now)
        for table, names in columns.items():
            both = ", ".join(name for name in names if name in kept.get(table, ()))
            older.execute(f"INSERT INTO main.{table} ({both}) SELECT {both} FROM latest.{table}")
    return columns


# Tables that are empty where nobody has corrected anything.
UNSAID = frozenset(
    [
        "corrections",
        "corrected_quotes",
        "corrected_speakers",
        "verdicts",
        "overruled",
        "named",
        "merged",
        "renamed",
        "removed_names",
    ]
)


@pytest.mark.parametrize("released", range(1, len(MIGRATIONS)))
def test_every_older_schema_is_kept_beside_and_brought_up_to_date(
    tmp_path: Path, released: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    latest, path = tmp_path / "latest.db", tmp_path / "older? #1%20.db"
    # A bare surname has rivals, a second article counts forms of a name, and accents and NULs are kept.
    first = write("a", ("“Yes.”", "John Smith"), ("“Naïve.”", "Jane Smith"), ("“No.”", "unnamed:officials"))
    with Store.open(latest, create=True) as store:
        store.add(*first)
        store.add(*write("b", ("“Maybe.”", "Smith")))
        store.add(*write("b", ("“Perhaps.”", "Smith"), ("“Yes.”", "John A. Smith"), title="\x00“b”"))
        store._connection.execute("INSERT INTO roles (speaker_id, article_id, role) VALUES (1, 1, 'the mayor')")
    columns = of_an_older_release(path, latest, released, monkeypatch)
    before = rows(path, columns)
    assert all(found for name, found in before.items() if name not in UNSAID), "every table should have rows"
    assert "older quotetrack" in message(path)
    assert list(tmp_path.glob("*before*")) == []

    with Store.open(path, write=True) as store:
        assert store.search(SearchQuery(words="naive")).total == 1
        assert store.add(*first) is Added.UNCHANGED
        assert store.speaker("Smith")["others"]
    assert rows(path, columns) == before
    with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(latest)) as wanted:
        assert now.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert now.execute("PRAGMA foreign_key_check").fetchall() == []
        now.execute("INSERT INTO quotes_fts (quotes_fts, rank) VALUES ('integrity-check', 1)")
        schema = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'quotes_fts_%' ORDER BY type, name"
        assert now.execute(schema).fetchall() == wanted.execute(schema).fetchall()
    (kept,) = tmp_path.glob("*before*")
    assert kept.name.startswith(f"{path.name}.before-update-")
    assert rows(kept, columns) == before
    with closing(sqlite3.connect(kept)) as old:
        assert applied_migrations(old) == tuple(function.__name__ for function in MIGRATIONS[:released])
    Store.open(path, write=True).close()
    assert list(tmp_path.glob("*before*")) == [kept]


# What the first so many migrations make, as it was released: a data base out there has been made by these, and an edit
# of one would reach new data bases alone. A new migration comes in here when it is released.
RELEASED = {
    "m001_first_tables": "51a9f8e5f923",
    "m002_full_text": "715a42da2a4f",
    "m003_views": "2c2185b7f404",
    "m004_versions": "1ae9311243ea",
    "m005_corrections": "7e295c088f40",
    "m006_known_people": "241f11df7096",
}


def test_released_migrations_are_never_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, (name, digest) in enumerate(RELEASED.items(), 1):
        assert MIGRATIONS[number - 1].__name__ == name
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as made, monkeypatch.context() as patch:
            patch.setattr("quotetrack.store.schema.MIGRATIONS", MIGRATIONS[:number])
            migrate(made)
            schema = made.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
                " AND name NOT GLOB '*_sqlite_migrations*' AND (type <> 'table' OR name NOT GLOB 'quotes_fts_*')"
                " ORDER BY type, name"
            ).fetchall()
        assert sha256(repr(schema).encode()).hexdigest()[:12] == digest, name


def test_an_update_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    latest, path = tmp_path / "latest.db", tmp_path / "older.db"
    with Store.open(latest, create=True) as store:
        store.add(*write("a", ("“Yes.”", "Ann Lee")))
    columns = of_an_older_release(path, latest, 1, monkeypatch)
    before = rows(path, columns)

    def m999_fails(db: object) -> None:
        raise sqlite3.OperationalError("no such column: x")

    with monkeypatch.context() as patch:
        for module in ("schema", "connection"):
            patch.setattr(f"quotetrack.store.{module}.MIGRATIONS", (*MIGRATIONS, m999_fails))
        assert "no such column" in message(path, write=True)
    with closing(sqlite3.connect(path)) as same:
        assert applied_migrations(same) == (MIGRATIONS[0].__name__,)
        assert tables(same) == columns
    assert rows(path, columns) == before


def test_two_who_update_at_once_do_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    latest, path = tmp_path / "latest.db", tmp_path / "older.db"
    with Store.open(latest, create=True) as store:
        store.add(*write("a", ("“Yes.”", "Ann Lee")))
    of_an_older_release(path, latest, 1, monkeypatch)
    code = "import sys; from quotetrack.store import Store; Store.open(sys.argv[1], write=True).close()"
    both = [subprocess.Popen([sys.executable, "-c", code, path], stderr=subprocess.PIPE) for _ in range(3)]
    assert [(one.communicate(timeout=60)[1], one.returncode) for one in both] == [(b"", 0)] * 3
    assert len(list(tmp_path.glob("*before*"))) == 1
    Store.open(path).close()


def test_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "quotes.db"
    Store.open(path, create=True).close()
    monkeypatch.setattr("quotetrack.store.connection._PATIENCE_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    article, attributions = write("a", ("“Yes.”", "Ann Lee"))
    with Store.open(path, write=True) as store:
        assert not store.has(article)
        with pytest.raises(StoreError, match="locked by another program"):
            store.add(article, attributions)
        other.execute("ROLLBACK")
        store.add(article, attributions)
        assert store.counts()["quotes"] == 1
    other.close()


def test_opened_for_reading_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "quotes.db"
    Store.open(path, create=True).close()
    with Store.open(path) as store, pytest.raises(StoreError, match="read-only"):
        store.add(*write("a", ("“Yes.”", "Ann Lee")))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everything")
def test_read_only_file(tmp_path: Path) -> None:
    path = tmp_path / "quotes.db"
    Store.open(path, create=True).close()
    path.chmod(0o444)
    assert "read-only" in message(path, write=True)
    tmp_path.chmod(0o555)
    Store.open(path).close()
    tmp_path.chmod(0o755)


def words(text: str) -> list[str]:
    return text.split()


def test_final_schema(tmp_path: Path) -> None:
    path = tmp_path / "quotes.db"
    Store.open(path, create=True).close()
    found = sqlite3.connect(path)
    tables = {
        name: [column[1] for column in found.execute(f"PRAGMA table_info({name})")]
        for name, kind in found.execute(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"
        ).fetchall()
        if not name.startswith(("_", "quotes_fts_"))
    }
    assert tables == {
        "articles": words(
            "id key label title url outlet published published_as_printed published_inferred language collection"
            " natural_id source_path source_sha256 text_sha256 authors furniture rules_version added_at extracted_at"
            " text"
        ),
        "speakers": words("id key name kind sort_name article_id"),
        "names": words("id speaker_id name folded surname_key is_full articles source"),
        "name_uses": words("name_id article_id"),
        "roles": words("id speaker_id article_id role"),
        "rivals": words("speaker_id article_id rival_id"),
        "quotes": words(
            "id key article_id position type quote content closed cue cue_start cue_end mention mention_start"
            " mention_end mention_kind role rule rules_version confidence identity_confidence paragraph_start"
            " paragraph_end"
        ),
        "quote_speakers": words("quote_id speaker_id position how"),
        "versions": words(
            "id article_id number seen_at replaced_at label title url outlet published published_as_printed"
            " published_inferred language collection natural_id source_path source_sha256 text_sha256 authors furniture"
            " rules_version text"
        ),
        "past_quotes": words(
            "id version_id position key type quote speakers content closed cue cue_start cue_end mention mention_start"
            " mention_end mention_kind role rule rules_version confidence identity_confidence"
        ),
        "corrections": words("id key made_at made_by why action undoes data"),
        "corrected_quotes": words("correction_id position words_hash quote_id"),
        "corrected_speakers": words("correction_id place value speaker_id"),
        "verdicts": words("quote_id status correction_id"),
        "overruled": words("quote_id position speaker_id how"),
        "named": words("quote_id position speaker_id"),
        "merged": words("speaker_id article_id into_id"),
        "renamed": words("speaker_id name found_name"),
        "removed_names": ["name_id"],
        "people": words("id key name data speaker_id"),
        "people_names": words("folded person_id"),
        "attributes": words("speaker_id name value"),
        "quotes_fts": ["quote"],
        "quotes_readable": words(
            "quote speaker role type outlet published title url mention cue rule confidence identity_confidence status"
            " key id article_id"
        ),
        "speakers_readable": words("name kind quotes articles first last key id"),
    }
    triggers = {name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert triggers == {"quotes_fts_insert", "quotes_fts_delete", "quotes_fts_update"}
    keys = {
        (name, row[3], row[2], row[6]) for name in tables for row in found.execute(f"PRAGMA foreign_key_list({name})")
    }
    assert ("quotes", "article_id", "articles", "CASCADE") in keys and len(keys) == 32
    assert found.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    described = {name: list(columns) for name, columns in COLUMN_DESCRIPTIONS.items()}
    assert described == {name: columns for name, columns in tables.items() if name != "quotes_fts"}
    assert set(TABLE_DESCRIPTIONS) == set(tables)
    found.close()


_TAKE = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
"""


def test_a_second_look_at_a_file_leaves_the_locks_on_it(tmp_path: Path) -> None:
    """SQLite's lock on the bytes that readers share; POSIX drops it when the process closes the file anywhere."""
    db = tmp_path / "q.db"

    def take() -> int:
        return subprocess.run([sys.executable, "-c", _TAKE, str(db)], capture_output=True, check=False).returncode

    with Store.open(db, create=True):
        assert take() != 0
        Store.open(db, write=True).close()
        assert take() != 0
    assert take() == 0
