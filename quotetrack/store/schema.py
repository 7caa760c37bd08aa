"""The data base as it is on disk: migrations, one function a change, and the words that explain its columns.

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


MIGRATIONS: tuple[Callable[[_HasConnection], None], ...] = (m001_first_tables, m002_full_text, m003_views)


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


TABLE_DESCRIPTIONS: dict[str, str] = {
    "articles": "News articles with their whole text, as read.",
    "speakers": "Who is quoted: people, organisations, places, documents, and those the text does not name.",
    "names": "Every form of a speaker's name that the record has.",
    "name_uses": "Which form of a name stands in which article.",
    "roles": "What articles call a speaker, dated by the article.",
    "rivals": "Known speakers that somebody could be as well: nothing in the text decides it.",
    "quotes": "What was said, and by which rule it was found.",
    "quote_speakers": "Who said a quote; one quote can have several speakers.",
    "quotes_fts": "Full-text index over quotes.",
    "quotes_readable": "Quotes with speaker, outlet and date in one row.",
    "speakers_readable": "Speakers with how often, in how many articles and when they are quoted.",
}

_ID = "Number of the row; it changes when the article is extracted again."
_CONFIDENCE = "How often the rule that found this is right, 0 to 1."
_IDENTITY_CONFIDENCE = "How sure it is that the mention means this person, 0 to 1."
_QUOTE = "The words, exactly as in the article; parts of one quote are joined by “ … ”."
_TYPE = "direct: wholly in quotation marks; mixed: partly; indirect: without."
_ROLE = "What the article calls the speaker at this place, as printed."
_RULE = "Name of the rule that found the quote and its speaker."
_MENTION = "The words of the text that name the speaker of this quote: a name, “he”, “the mayor”."
_CUE = "The words that say that somebody speaks: “said”, “according to”."
_QUOTE_KEY = "Public key of the quote: it stays while the words stay."
_SPEAKER_KEY = "Public key of the speaker."
_SPEAKER_NAME = "The commonest full form of the name in the record, without title."
_KIND = "person, organisation, place, document or unnamed."
_PUBLISHED = "Day of publication as far as known: 2025-06-03, 2025-06, or --06-03 without a year."
_ARTICLE = "The article."

COLUMN_DESCRIPTIONS: dict[str, dict[str, str]] = {
    "articles": {
        "id": "Number of the row.",
        "key": "What makes it this article: its address, else collection and id, else a hash of the text.",
        "label": "What the input called it: a path, or file:line.",
        "title": "Headline.",
        "url": "Address on the web.",
        "outlet": "Newspaper, agency or site.",
        "published": _PUBLISHED,
        "published_as_printed": "The date as the page prints it.",
        "published_inferred": "1 if the year is not printed but follows from another date in the text.",
        "language": "Language of the text.",
        "collection": "The collection that the article came with.",
        "natural_id": "The article's own id within its collection.",
        "source_path": "The file it was read from.",
        "source_sha256": "Hash of that file.",
        "text_sha256": "Hash of the text: tells whether the article has changed.",
        "authors": "Who wrote it, a JSON list.",
        "furniture": "Parts of the page that are no prose: JSON [[start, end, kind], …] in characters of the text.",
        "rules_version": "Version of the rules that looked for quotes in it.",
        "added_at": "When it was added (UTC).",
        "extracted_at": "When quotes were last looked for (UTC).",
        "text": "The whole text, nothing changed.",
    },
    "speakers": {
        "id": "Number of the row.",
        "key": _SPEAKER_KEY,
        "name": _SPEAKER_NAME,
        "kind": _KIND,
        "sort_name": "Name for sorting: surname first, without accents.",
        "article_id": "Set for speakers of one article alone: unnamed ones, and names too short to say who it is.",
    },
    "names": {
        "id": "Number of the row.",
        "speaker_id": "Whose name it is.",
        "name": "The form, without title.",
        "folded": "The form in small letters without accents, for looking it up.",
        "surname_key": "How the surname sounds, for finding other spellings.",
        "is_full": "1 if the form says by itself who it is: given name and surname.",
        "articles": "In how many articles this form stands.",
        "source": "Where the form is from: record means from an article.",
    },
    "name_uses": {"name_id": "The form of the name.", "article_id": "The article in which it stands."},
    "roles": {
        "id": "Number of the row.",
        "speaker_id": "Whose role it is.",
        "article_id": "The article that says so.",
        "role": "The role as printed.",
    },
    "rivals": {
        "speaker_id": "The speaker as stored.",
        "article_id": "The article where it is open who is meant.",
        "rival_id": "The other one who could be meant.",
    },
    "quotes": {
        "id": _ID,
        "key": _QUOTE_KEY,
        "article_id": _ARTICLE,
        "position": "Its place among the quotes of the article, from 0.",
        "type": _TYPE,
        "quote": _QUOTE,
        "content": "Where the words stand: JSON [[start, end], …] in characters of the article's text.",
        "closed": "0 if a closing quotation mark is missing.",
        "cue": _CUE,
        "cue_start": "Where the cue starts, in characters of the text.",
        "cue_end": "Where the cue ends.",
        "mention": _MENTION,
        "mention_start": "Where the mention starts, in characters of the text.",
        "mention_end": "Where the mention ends.",
        "mention_kind": "name, role, pronoun or group.",
        "role": _ROLE,
        "rule": _RULE,
        "rules_version": "Version of the rules.",
        "confidence": _CONFIDENCE,
        "identity_confidence": _IDENTITY_CONFIDENCE,
        "paragraph_start": "Where the paragraph around the quote starts, in characters of the text.",
        "paragraph_end": "Where that paragraph ends.",
    },
    "quote_speakers": {
        "quote_id": "The quote.",
        "speaker_id": "Who said it.",
        "position": "Order of several speakers, from 0.",
        "how": "On what ground it is this speaker: exact, alias, variant, new or ambiguous.",
    },
    "quotes_readable": {
        "quote": _QUOTE,
        "speaker": "Who said it; several are separated by semicolons.",
        "role": _ROLE,
        "type": _TYPE,
        "outlet": "Newspaper, agency or site.",
        "published": _PUBLISHED,
        "title": "Headline of the article.",
        "url": "Address of the article.",
        "mention": _MENTION,
        "cue": _CUE,
        "rule": _RULE,
        "confidence": _CONFIDENCE,
        "identity_confidence": _IDENTITY_CONFIDENCE,
        "key": _QUOTE_KEY,
        "id": _ID,
        "article_id": _ARTICLE,
    },
    "speakers_readable": {
        "name": _SPEAKER_NAME,
        "kind": _KIND,
        "quotes": "How many quotes.",
        "articles": "In how many articles.",
        "first": "Date of the first article that quotes the speaker.",
        "last": "Date of the last one.",
        "key": _SPEAKER_KEY,
        "id": "Number of the speaker.",
    },
}
