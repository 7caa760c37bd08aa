"""What an article says of somebody, moved to another speaker: quotes, names, roles and rivals.

Imports speakers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from quotetrack.speakers.identity import How


def move_units(connection: sqlite3.Connection, moves: Iterable[tuple[int, int, int]]) -> None:
    """Moves what articles say of speakers, each (article, speaker, to whom). Where somebody comes to whom the article
    still calls somebody else, that one goes first; of a ring one waits with a speaker made for it."""
    waiting = {(article, speaker): target for article, speaker, target in moves}
    resting: list[int] = []
    while waiting:
        free = [unit for unit, target in waiting.items() if (unit[0], target) not in waiting]
        for article, speaker in free:
            _move(connection, article, speaker, waiting.pop((article, speaker)))
        if not free:
            (article, speaker), target = waiting.popitem()
            (made,) = connection.execute(
                "INSERT INTO speakers (key, name, kind, sort_name)"
                " SELECT key || ' ', name, kind, sort_name FROM speakers WHERE id = ? RETURNING id",
                (speaker,),
            ).fetchone()
            _move(connection, article, speaker, made)
            waiting[article, made] = target
            resting.append(made)
    connection.executemany("DELETE FROM speakers WHERE id = ?", [(one,) for one in resting])


def _move(connection: sqlite3.Connection, article: int, speaker: int, target: int) -> None:
    """What an article says of one speaker it says of another: quotes, names, roles and rivals."""
    quotes = "quote_id IN (SELECT id FROM quotes WHERE article_id = ?)"
    values = (target, How.VARIANT.value, speaker, article)
    connection.execute(
        f"UPDATE OR IGNORE quote_speakers SET speaker_id = ?, how = ? WHERE speaker_id = ? AND {quotes}", values
    )
    connection.execute(f"DELETE FROM quote_speakers WHERE speaker_id = ? AND {quotes}", (speaker, article))
    uses = connection.execute(
        "SELECT names.id, names.name, names.folded, names.surname_key, names.is_full FROM name_uses"
        " JOIN names ON names.id = name_uses.name_id WHERE name_uses.article_id = ? AND names.speaker_id = ?",
        (article, speaker),
    ).fetchall()
    for number, name, *form in uses:
        row = connection.execute("SELECT id FROM names WHERE speaker_id = ? AND name = ?", (target, name)).fetchone()
        if row is None:
            row = connection.execute(
                "INSERT INTO names (speaker_id, name, folded, surname_key, is_full, articles, source)"
                " VALUES (?, ?, ?, ?, ?, 0, 'record') RETURNING id",
                (target, name, *form),
            ).fetchone()
        used = connection.execute(
            "INSERT OR IGNORE INTO name_uses (name_id, article_id) VALUES (?, ?)", (row[0], article)
        ).rowcount
        connection.execute("DELETE FROM name_uses WHERE name_id = ? AND article_id = ?", (number, article))
        connection.execute("UPDATE names SET articles = articles + ? WHERE id = ?", (used, row[0]))
        connection.execute("UPDATE names SET articles = articles - 1 WHERE id = ?", (number,))
        connection.execute("DELETE FROM names WHERE id = ? AND articles = 0 AND source = 'record'", (number,))
    for table in ("roles", "rivals"):
        connection.execute(
            f"UPDATE OR IGNORE {table} SET speaker_id = ? WHERE speaker_id = ? AND article_id = ?",
            (target, speaker, article),
        )
        connection.execute(f"DELETE FROM {table} WHERE speaker_id = ? AND article_id = ?", (speaker, article))
    connection.execute("DELETE FROM rivals WHERE speaker_id = rival_id AND article_id = ?", (article,))
