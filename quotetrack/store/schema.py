"""The data base as it is on disk: migrations, one function a change.

Released migrations are never edited; a change is a new function at the end of ``MIGRATIONS``. sqlite-utils records
which of them a file has; it is imported only when something has to be applied. Imports errors only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Protocol

MIGRATION_SET = "quotetrack"
# "qtrk" as a number, in the header of the file: tells it from other programs' SQLite files.
APPLICATION_ID = 0x7174726B


class _HasConnection(Protocol):
    """The one thing of sqlite_utils.Database that a migration uses."""

    conn: sqlite3.Connection


def m001_first_tables(db: _HasConnection) -> None:
    """Articles, speakers with their names and roles, quotes, and who said them."""
    _run(
        db,
        """CREATE TABLE articles (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            label TEXT NOT NULL,
            title TEXT,
            url TEXT,
            outlet TEXT,
            published TEXT,
            published_as_printed TEXT,
            published_inferred INTEGER NOT NULL DEFAULT 0,
            language TEXT NOT NULL,
            collection TEXT,
            natural_id TEXT,
            source_path TEXT,
            source_sha256 TEXT,
            text_sha256 TEXT NOT NULL,
            authors TEXT NOT NULL,
            furniture TEXT NOT NULL,
            rules_version TEXT NOT NULL,
            added_at TEXT NOT NULL,
            extracted_at TEXT NOT NULL,
            text TEXT NOT NULL
        )""",
        "CREATE INDEX articles_published ON articles (published)",
        "CREATE INDEX articles_outlet ON articles (outlet)",
        """CREATE TABLE speakers (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            sort_name TEXT NOT NULL,
            article_id INTEGER REFERENCES articles (id) ON DELETE CASCADE
        )""",
        "CREATE INDEX speakers_sort_name ON speakers (sort_name)",
        "CREATE INDEX speakers_article_id ON speakers (article_id) WHERE article_id IS NOT NULL",
        """CREATE TABLE names (
            id INTEGER PRIMARY KEY,
            speaker_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            folded TEXT NOT NULL,
            surname_key TEXT,
            is_full INTEGER NOT NULL,
            articles INTEGER NOT NULL DEFAULT 0,
            source TEXT NOT NULL,
            UNIQUE (speaker_id, name)
        )""",
        "CREATE INDEX names_folded ON names (folded)",
        "CREATE INDEX names_surname_key ON names (surname_key, is_full) WHERE surname_key IS NOT NULL",
        """CREATE TABLE name_uses (
            name_id INTEGER NOT NULL REFERENCES names (id) ON DELETE CASCADE,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            PRIMARY KEY (article_id, name_id)
        ) WITHOUT ROWID""",
        "CREATE INDEX name_uses_name_id ON name_uses (name_id)",
        """CREATE TABLE roles (
            id INTEGER PRIMARY KEY,
            speaker_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            UNIQUE (speaker_id, article_id, role)
        )""",
        "CREATE INDEX roles_article_id ON roles (article_id)",
        """CREATE TABLE rivals (
            speaker_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            rival_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
            PRIMARY KEY (speaker_id, article_id, rival_id)
        ) WITHOUT ROWID""",
        "CREATE INDEX rivals_rival_id ON rivals (rival_id)",
        "CREATE INDEX rivals_article_id ON rivals (article_id)",
        """CREATE TABLE quotes (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            type TEXT NOT NULL,
            quote TEXT NOT NULL,
            content TEXT NOT NULL,
            closed INTEGER NOT NULL,
            cue TEXT,
            cue_start INTEGER,
            cue_end INTEGER,
            mention TEXT,
            mention_start INTEGER,
            mention_end INTEGER,
            mention_kind TEXT,
            role TEXT,
            rule TEXT NOT NULL,
            rules_version TEXT NOT NULL,
            confidence REAL NOT NULL,
            identity_confidence REAL,
            paragraph_start INTEGER NOT NULL,
            paragraph_end INTEGER NOT NULL,
            UNIQUE (article_id, position)
        )""",
        """CREATE TABLE quote_speakers (
            quote_id INTEGER NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
            speaker_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            how TEXT NOT NULL,
            PRIMARY KEY (quote_id, speaker_id)
        ) WITHOUT ROWID""",
        "CREATE INDEX quote_speakers_speaker_id ON quote_speakers (speaker_id, quote_id)",
    )


def m002_full_text(db: _HasConnection) -> None:
    """Full-text search over quotes, kept in step by triggers."""
    gone = "INSERT INTO quotes_fts (quotes_fts, rowid, quote) VALUES ('delete', old.id, old.quote);"
    come = "INSERT INTO quotes_fts (rowid, quote) VALUES (new.id, new.quote);"
    _run(
        db,
        """CREATE VIRTUAL TABLE quotes_fts USING fts5 (
            quote, content='quotes', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
        )""",
        f"CREATE TRIGGER quotes_fts_insert AFTER INSERT ON quotes BEGIN {come} END",
        f"CREATE TRIGGER quotes_fts_delete AFTER DELETE ON quotes BEGIN {gone} END",
        f"CREATE TRIGGER quotes_fts_update AFTER UPDATE OF quote ON quotes BEGIN {gone} {come} END",
        "INSERT INTO quotes_fts (quotes_fts) VALUES ('rebuild')",
    )


def m003_views(db: _HasConnection) -> None:
    """Two views that read well: names instead of ids, quotes and counts first."""
    _run(
        db,
        """CREATE VIEW quotes_readable AS
        SELECT
            quotes.quote,
            (SELECT group_concat(name, '; ') FROM (
                SELECT speakers.name FROM quote_speakers JOIN speakers ON speakers.id = quote_speakers.speaker_id
                WHERE quote_speakers.quote_id = quotes.id ORDER BY quote_speakers.position)) AS speaker,
            quotes.role,
            quotes.type,
            articles.outlet,
            articles.published,
            articles.title,
            articles.url,
            quotes.mention,
            quotes.cue,
            quotes.rule,
            quotes.confidence,
            quotes.identity_confidence,
            quotes.key,
            quotes.id,
            quotes.article_id
        FROM quotes JOIN articles ON articles.id = quotes.article_id""",
        """CREATE VIEW speakers_readable AS
        SELECT
            speakers.name,
            speakers.kind,
            count(*) AS quotes,
            count(DISTINCT quotes.article_id) AS articles,
            min(articles.published) AS first,
            max(articles.published) AS last,
            speakers.key,
            speakers.id
        FROM speakers
        JOIN quote_speakers ON quote_speakers.speaker_id = speakers.id
        JOIN quotes ON quotes.id = quote_speakers.quote_id
        JOIN articles ON articles.id = quotes.article_id
        GROUP BY speakers.id""",
    )


def m004_versions(db: _HasConnection) -> None:
    """What articles were before, with their quotes as they were printed; the other tables hold only the present."""
    _run(
        db,
        """CREATE TABLE versions (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            seen_at TEXT NOT NULL,
            replaced_at TEXT NOT NULL,
            label TEXT NOT NULL,
            title TEXT,
            url TEXT,
            outlet TEXT,
            published TEXT,
            published_as_printed TEXT,
            published_inferred INTEGER NOT NULL,
            language TEXT NOT NULL,
            collection TEXT,
            natural_id TEXT,
            source_path TEXT,
            source_sha256 TEXT,
            text_sha256 TEXT NOT NULL,
            authors TEXT NOT NULL,
            furniture TEXT NOT NULL,
            rules_version TEXT NOT NULL,
            text TEXT NOT NULL,
            UNIQUE (article_id, number)
        )""",
        """CREATE TABLE past_quotes (
            id INTEGER PRIMARY KEY,
            version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            key TEXT NOT NULL,
            type TEXT NOT NULL,
            quote TEXT NOT NULL,
            speakers TEXT NOT NULL,
            content TEXT NOT NULL,
            closed INTEGER NOT NULL,
            cue TEXT,
            cue_start INTEGER,
            cue_end INTEGER,
            mention TEXT,
            mention_start INTEGER,
            mention_end INTEGER,
            mention_kind TEXT,
            role TEXT,
            rule TEXT NOT NULL,
            rules_version TEXT NOT NULL,
            confidence REAL NOT NULL,
            identity_confidence REAL,
            UNIQUE (version_id, position)
        )""",
        "CREATE INDEX past_quotes_key ON past_quotes (key)",
    )


def m005_corrections(db: _HasConnection) -> None:
    """What people corrected: a log, what follows from it, and what the rules had found where that is something else."""
    _run(
        db,
        """CREATE TABLE corrections (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            made_at TEXT NOT NULL,
            made_by TEXT NOT NULL,
            why TEXT,
            action TEXT NOT NULL,
            undoes TEXT,
            data TEXT NOT NULL
        )""",
        "CREATE INDEX corrections_made_at ON corrections (made_at, key)",
        "CREATE INDEX corrections_undoes ON corrections (undoes) WHERE undoes IS NOT NULL",
        """CREATE TABLE corrected_quotes (
            correction_id INTEGER NOT NULL REFERENCES corrections (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            words_hash TEXT NOT NULL,
            quote_id INTEGER REFERENCES quotes (id) ON DELETE SET NULL,
            PRIMARY KEY (correction_id, position)
        ) WITHOUT ROWID""",
        "CREATE INDEX corrected_quotes_words_hash ON corrected_quotes (words_hash)",
        "CREATE INDEX corrected_quotes_quote_id ON corrected_quotes (quote_id)",
        """CREATE TABLE corrected_speakers (
            correction_id INTEGER NOT NULL REFERENCES corrections (id) ON DELETE CASCADE,
            place TEXT NOT NULL,
            value TEXT NOT NULL,
            speaker_id INTEGER REFERENCES speakers (id) ON DELETE SET NULL,
            PRIMARY KEY (correction_id, place, value)
        ) WITHOUT ROWID""",
        "CREATE INDEX corrected_speakers_value ON corrected_speakers (value)",
        "CREATE INDEX corrected_speakers_speaker_id ON corrected_speakers (speaker_id)",
        """CREATE TABLE verdicts (
            quote_id INTEGER PRIMARY KEY REFERENCES quotes (id) ON DELETE CASCADE,
            status TEXT NOT NULL,
            correction_id INTEGER NOT NULL REFERENCES corrections (id) ON DELETE CASCADE
        )""",
        "CREATE INDEX verdicts_correction_id ON verdicts (correction_id)",
        """CREATE TABLE overruled (
            quote_id INTEGER NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            speaker_id INTEGER REFERENCES speakers (id),
            how TEXT,
            PRIMARY KEY (quote_id, position)
        ) WITHOUT ROWID""",
        "CREATE INDEX overruled_speaker_id ON overruled (speaker_id, quote_id)",
        """CREATE TABLE named (
            quote_id INTEGER NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            speaker_id INTEGER NOT NULL REFERENCES speakers (id),
            PRIMARY KEY (quote_id, position)
        ) WITHOUT ROWID""",
        "CREATE INDEX named_speaker_id ON named (speaker_id, quote_id)",
        """CREATE TABLE merged (
            speaker_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
            article_id INTEGER REFERENCES articles (id) ON DELETE CASCADE,
            into_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
            UNIQUE (speaker_id, article_id)
        )""",
        "CREATE INDEX merged_into_id ON merged (into_id)",
        "CREATE INDEX merged_article_id ON merged (article_id)",
        """CREATE TABLE renamed (
            speaker_id INTEGER PRIMARY KEY REFERENCES speakers (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            found_name TEXT NOT NULL
        )""",
        "CREATE TABLE removed_names (name_id INTEGER PRIMARY KEY REFERENCES names (id) ON DELETE CASCADE)",
        "DROP VIEW quotes_readable",
        """CREATE VIEW quotes_readable AS
        SELECT
            quotes.quote,
            (SELECT group_concat(name, '; ') FROM (
                SELECT speakers.name FROM quote_speakers JOIN speakers ON speakers.id = quote_speakers.speaker_id
                WHERE quote_speakers.quote_id = quotes.id ORDER BY quote_speakers.position)) AS speaker,
            CASE WHEN verdicts.status IS 'assigned' THEN NULL ELSE quotes.role END AS role,
            quotes.type,
            articles.outlet,
            articles.published,
            articles.title,
            articles.url,
            quotes.mention,
            quotes.cue,
            quotes.rule,
            CASE WHEN verdicts.status IS NULL THEN quotes.confidence ELSE 1.0 END AS confidence,
            CASE WHEN verdicts.status IS NULL THEN quotes.identity_confidence
                WHEN EXISTS (SELECT 1 FROM quote_speakers WHERE quote_speakers.quote_id = quotes.id) THEN 1.0
            END AS identity_confidence,
            verdicts.status,
            quotes.key,
            quotes.id,
            quotes.article_id
        FROM quotes
        JOIN articles ON articles.id = quotes.article_id
        LEFT JOIN verdicts ON verdicts.quote_id = quotes.id
        WHERE verdicts.status IS NOT 'rejected'""",
    )


def m006_known_people(db: _HasConnection) -> None:
    """People whom a newsroom knows, who of the record they are, and what is said of them."""
    _run(
        db,
        """CREATE TABLE people (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            data TEXT NOT NULL,
            speaker_id INTEGER REFERENCES speakers (id) ON DELETE SET NULL
        )""",
        "CREATE INDEX people_speaker_id ON people (speaker_id) WHERE speaker_id IS NOT NULL",
        """CREATE TABLE people_names (
            folded TEXT NOT NULL,
            person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            PRIMARY KEY (folded, person_id)
        ) WITHOUT ROWID""",
        "CREATE INDEX people_names_person_id ON people_names (person_id)",
        """CREATE TABLE attributes (
            speaker_id INTEGER NOT NULL REFERENCES speakers (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (speaker_id, name)
        ) WITHOUT ROWID""",
        "CREATE INDEX attributes_name ON attributes (name, value)",
    )


MIGRATIONS: tuple[Callable[[_HasConnection], None], ...] = (
    m001_first_tables,
    m002_full_text,
    m003_views,
    m004_versions,
    m005_corrections,
    m006_known_people,
)


def applied_migrations(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Names of the migrations that this file has had, in order; empty for a file that is not quotetrack's."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
    if connection.execute(query).fetchone() is None:
        return ()
    rows = connection.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id", (MIGRATION_SET,)
    )
    return tuple(name for (name,) in rows)


def migrate(connection: sqlite3.Connection, before_change: Callable[[], object] | None = None) -> None:
    """Applies what is missing, all of it in one transaction that starts as a writing one, so that two processes
    which create one data base at once wait for each other. ``before_change`` is called in it if there is an older
    schema to be changed."""
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations(MIGRATION_SET)
    for function in MIGRATIONS:
        migrations()(function)
    connection.execute("BEGIN IMMEDIATE")
    try:
        if before_change is not None and 0 < len(applied_migrations(connection)) < len(MIGRATIONS):
            before_change()
        migrations.apply(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _run(db: _HasConnection, *statements: str) -> None:
    for statement in statements:
        db.conn.execute(statement)
