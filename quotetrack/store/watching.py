"""What has changed of the speakers since the corrections were last laid over the record.

Triggers of the connection write it down whoever makes the change, so that nothing is missed and nothing is looked for:
keys and names, folded, of speakers who came, went, or are found under other names; the articles that are being written;
and hashes of the words of their quotes. They live and die with the transaction. Imports nothing of ours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

_OF_SPEAKER = "INSERT OR IGNORE INTO touched SELECT key FROM speakers WHERE id = {0}.speaker_id;"
_FORM = "INSERT OR IGNORE INTO touched VALUES ({0}.folded);" + _OF_SPEAKER
_CALLED = "INSERT OR IGNORE INTO touched SELECT folded FROM names WHERE speaker_id = {0};"
# A name that no article has is none that the rules found.
_TRIGGERS = (
    "names_come AFTER INSERT ON main.names WHEN new.articles > 0 BEGIN " + _FORM.format("new") + " END",
    "names_go AFTER DELETE ON main.names WHEN old.articles > 0 BEGIN " + _FORM.format("old") + " END",
    "names_turn AFTER UPDATE OF articles ON main.names WHEN (old.articles > 0) <> (new.articles > 0) BEGIN "
    + _FORM.format("new")
    + " END",
    "speakers_come AFTER INSERT ON main.speakers BEGIN INSERT OR IGNORE INTO touched VALUES (new.key); END",
    "speakers_go AFTER DELETE ON main.speakers BEGIN INSERT OR IGNORE INTO touched VALUES (old.key); END",
    "speakers_turn AFTER UPDATE OF key, name, article_id ON main.speakers"
    " WHEN (old.key, old.name) <> (new.key, new.name) OR old.article_id IS NOT new.article_id"
    " BEGIN INSERT OR IGNORE INTO touched VALUES (old.key), (new.key); " + _CALLED.format("new.id") + " END",
    "found_names_turn AFTER UPDATE OF found_name ON main.renamed WHEN old.found_name <> new.found_name BEGIN "
    + _CALLED.format("new.speaker_id")
    + " END",
)


def begin(connection: sqlite3.Connection) -> bool:
    """Watches from now on, if nobody does; whether nobody did."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS watched (place INTEGER PRIMARY KEY)")
    if not connection.execute("INSERT OR IGNORE INTO watched VALUES (0)").rowcount:
        return False
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (value TEXT PRIMARY KEY) WITHOUT ROWID")
    for trigger in _TRIGGERS:
        connection.execute(f"CREATE TEMP TRIGGER IF NOT EXISTS {trigger}")
    forget(connection)
    return True


def end(connection: sqlite3.Connection) -> None:
    """Nobody watches any more."""
    connection.execute("DELETE FROM watched")


def touch(connection: sqlite3.Connection, values: Iterable[str]) -> None:
    """Writes down what no trigger sees."""
    connection.executemany("INSERT OR IGNORE INTO touched VALUES (?)", [(value,) for value in values])


def forget(connection: sqlite3.Connection) -> None:
    """What has changed so far has been looked at."""
    connection.execute("DELETE FROM touched")
