"""The rows of an article's quotes and of who said them: what is as it was stays, with its row id. Imports the store's
drafts, identities and keys."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from quotetrack.speakers.identity import How
from quotetrack.store.drafts import QUOTE_COLUMNS, Draft, QuoteDraft
from quotetrack.store.identities import Links, Settled
from quotetrack.store.keys import quote_keys

_INSERT = (
    f"INSERT INTO quotes (id, key, article_id, position, rules_version, {', '.join(QUOTE_COLUMNS)})"
    f" VALUES ({', '.join('?' * (5 + len(QUOTE_COLUMNS)))})"
)
# The words of a quote never change under its key, so that the full-text index is left alone.
_CHANGING = [column for column in QUOTE_COLUMNS if column != "quote"]
_UPDATE = f"UPDATE quotes SET position = ?, {', '.join(f'{column} = ?' for column in _CHANGING)} WHERE id = ?"
_WORDS = QUOTE_COLUMNS.index("quote")

Rows = dict[str, tuple[int, int, tuple[object, ...]]]
"""Quote keys with row id, position, and the values of QUOTE_COLUMNS."""


def read_rows(connection: sqlite3.Connection, article_id: int) -> Rows:
    """The quotes that an article has."""
    query = f"SELECT key, id, position, {', '.join(QUOTE_COLUMNS)} FROM quotes WHERE article_id = ? ORDER BY position"
    return {key: (number, at, tuple(values)) for key, number, at, *values in connection.execute(query, (article_id,))}


def free_keys(connection: sqlite3.Connection, article_id: int, key: str, draft: Draft) -> list[str]:
    """Keys for the quotes of a draft that no other article's quote has, longer ones where two hashes meet."""
    contents = [quote.spans for quote in draft.quotes]
    taken: frozenset[str] = frozenset()
    while True:
        keys = quote_keys(key, contents, taken)
        met = connection.execute(
            "SELECT key FROM quotes WHERE key IN (SELECT value FROM json_each(?)) AND article_id <> ?",
            (json.dumps(keys), article_id),
        ).fetchall()
        if not met:
            return keys
        taken = taken.union(found for (found,) in met)


def links_of(quote: QuoteDraft, settled: Settled) -> list[tuple[int, How]]:
    """Who said a quote; two names of one speaker are one."""
    said_by: dict[int, How] = {}
    for identity in quote.said_by:
        speaker, how = settled[identity]
        said_by.setdefault(speaker, how)
    return list(said_by.items())


def is_as_stored(draft: Draft, keys: Sequence[str], rows: Rows) -> bool:
    """Whether the quotes of a draft are the stored ones in every column, speakers aside."""
    return len(keys) == len(rows) and all(
        (row := rows.get(key)) is not None and row[1:] == (position, quote.values)
        for position, (key, quote) in enumerate(zip(keys, draft.quotes, strict=True))
    )


def write_quotes(
    connection: sqlite3.Connection,
    article_id: int,
    draft: Draft,
    keys: Sequence[str],
    settled: Settled,
    rules_version: str,
    *,
    rows: Rows,
    links: Links,
) -> None:
    """Makes the article's quotes those of ``draft``; ``rows`` and ``links`` are what it has."""
    _delete(connection, (number for key, (number, _, _) in rows.items() if key not in set(keys)))
    if any(rows[key][1] != position for position, key in enumerate(keys) if key in rows):
        # Two quotes may change places, which must not meet on the way.
        connection.execute("UPDATE quotes SET position = -1 - position WHERE article_id = ?", (article_id,))
        rows = {key: (number, -1, values) for key, (number, _, values) in rows.items()}
    free = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM quotes").fetchone()[0]
    added, linked, unlinked = [], [], []
    for position, (key, quote) in enumerate(zip(keys, draft.quotes, strict=True)):
        row, said_by = rows.get(key), links_of(quote, settled)
        if row is None:
            number, free = free, free + 1
            added.append((number, key, article_id, position, rules_version, *quote.values))
        else:
            number = row[0]
            if row[1:] != (position, quote.values):
                values = (value for at, value in enumerate(quote.values) if at != _WORDS)
                connection.execute(_UPDATE, (position, *values, number))
            if links.get(key, []) == said_by:
                continue
            unlinked.append((number,))
        linked += [(number, speaker, place, how.value) for place, (speaker, how) in enumerate(said_by)]
    connection.executemany(_INSERT, added)
    connection.executemany("DELETE FROM quote_speakers WHERE quote_id = ?", unlinked)
    connection.executemany(
        "INSERT INTO quote_speakers (quote_id, speaker_id, position, how) VALUES (?, ?, ?, ?)", linked
    )
    if rows:
        connection.execute(
            "UPDATE quotes SET rules_version = ? WHERE article_id = ? AND rules_version <> ?",
            (rules_version, article_id, rules_version),
        )


def _delete(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    connection.executemany("DELETE FROM quotes WHERE id = ?", [(number,) for number in numbers])
