"""What follows from the log of corrections: the record as it is shown is what the rules found, then the log replayed.

The rules' tables stay the rules': they find their own again when they look at an article anew, and the corrections lie
on top of it afterwards, all in one transaction. Nothing here looks at more than the quotes and speakers concerned.
Imports the store's anchors, corrections, decisions and joins.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from quotetrack.store.anchors import resolve_quote, words_hash
from quotetrack.store.corrections import QUOTE_ACTIONS, SPEAKER_ACTIONS, Action, Correction, is_empty, read_log
from quotetrack.store.decisions import IN, drop_silent, links_of, overruled_links, refresh_quotes, write_links
from quotetrack.store.joins import (
    count_missing,
    is_awaited,
    is_open,
    keep_names,
    keep_renamed,
    replay_speakers,
    values_of,
)

# ---------------------------------------------------------------- around the writing of an article


@contextmanager
def uncorrected(connection: sqlite3.Connection, article_id: int) -> Iterator[None]:
    """An article as the rules left it, for the rules to write it anew; the corrections lie over it again afterwards."""
    if is_empty(connection):
        yield
        return
    missing = count_missing(connection)
    words, named = _words_of(connection, article_id), values_of(connection, article_id)
    shown = _lift(connection, article_id)
    people = connection.execute(
        "SELECT DISTINCT names.speaker_id FROM name_uses JOIN names ON names.id = name_uses.name_id"
        " WHERE name_uses.article_id = ?",
        (article_id,),
    ).fetchall()
    yield
    keep_names(connection, [speaker for (speaker,) in people])
    words |= _words_of(connection, article_id)
    touched = _resolve_quotes(connection, words)
    keep_renamed(connection)
    refresh_quotes(connection, touched | _concerned(connection, article_id))
    # Whoever an entry names may have stood there for a quote of this article alone.
    shown |= {
        speaker
        for (speaker,) in connection.execute(
            "SELECT DISTINCT speaker_id FROM corrected_speakers WHERE speaker_id IS NOT NULL"
        )
    }
    drop_silent(connection, shown)
    named |= values_of(connection, article_id)
    if is_awaited(connection, article_id, named) or count_missing(connection) != missing:
        replay_speakers(connection)
        drop_silent(connection, shown)  # whoever stayed only because somebody was merged into them


def _words_of(connection: sqlite3.Connection, article_id: int) -> set[str]:
    words = connection.execute("SELECT quote FROM quotes WHERE article_id = ?", (article_id,))
    return {words_hash(quote) for (quote,) in words}


def _lift(connection: sqlite3.Connection, article_id: int) -> set[int]:
    """Makes the speakers of an article's quotes those that the rules found; gives those who were shown."""
    shown: set[int] = set()
    quotes = connection.execute(
        "SELECT DISTINCT quotes.id FROM quotes JOIN overruled ON overruled.quote_id = quotes.id"
        " WHERE quotes.article_id = ?",
        (article_id,),
    ).fetchall()
    for (quote,) in quotes:
        shown |= {speaker for speaker, _ in links_of(connection, quote)}
        shown |= {
            speaker for (speaker,) in connection.execute("SELECT speaker_id FROM named WHERE quote_id = ?", (quote,))
        }
        write_links(connection, quote, overruled_links(connection, quote) or [])
        connection.execute("DELETE FROM overruled WHERE quote_id = ?", (quote,))
    return shown


def _concerned(connection: sqlite3.Connection, article_id: int) -> set[int]:
    """The quotes of an article that somebody decided on, or whose speaker was merged into another."""
    return {
        quote
        for join in (
            "corrected_quotes ON corrected_quotes.quote_id = quotes.id",
            "quote_speakers ON quote_speakers.quote_id = quotes.id"
            " JOIN merged ON merged.speaker_id = quote_speakers.speaker_id",
        )
        for (quote,) in connection.execute(
            f"SELECT quotes.id FROM quotes CROSS JOIN {join} WHERE quotes.article_id = ?", (article_id,)
        )
    }


# ---------------------------------------------------------------- an entry that came, or was undone


def take_effect(connection: sqlite3.Connection, entries: Iterable[Correction]) -> None:
    """Makes the record follow from the log again, which has these entries since it did last."""
    quotes: set[int] = set()
    speakers, missing = False, count_missing(connection)
    for entry in entries:
        for target in _meant(connection, entry):
            speakers |= target.action in SPEAKER_ACTIONS
            quotes |= _find_quotes(connection, target)
    refresh_quotes(connection, quotes)
    if speakers or is_open(connection) or count_missing(connection) != missing:
        replay_speakers(connection)


def _meant(connection: sqlite3.Connection, entry: Correction) -> Iterator[Correction]:
    """The entry itself, or what an undo (of an undo …) is about."""
    while entry.action is Action.UNDO:
        row = connection.execute("SELECT id FROM corrections WHERE key = ?", (entry.data["undoes"],)).fetchone()
        if row is None:
            return
        entry = read_log(connection, ids=row)[0]
    yield entry


def replay_all(connection: sqlite3.Connection) -> None:
    """Makes everything that follows from the log anew."""
    for (quote,) in connection.execute("SELECT DISTINCT quote_id FROM overruled").fetchall():
        write_links(connection, quote, overruled_links(connection, quote) or [])
    for table in ("overruled", "verdicts", "named", "merged", "corrected_quotes"):
        connection.execute(f"DELETE FROM {table}")
    quotes: set[int] = set()
    for entry in read_log(connection, QUOTE_ACTIONS):
        quotes |= _find_quotes(connection, entry)
    refresh_quotes(connection, quotes)
    replay_speakers(connection)


def _find_quotes(connection: sqlite3.Connection, entry: Correction) -> set[int]:
    """Writes down which quotes an entry means; gives them."""
    if entry.action not in QUOTE_ACTIONS:
        return set()
    found = [resolve_quote(connection, anchor) for anchor in entry.quotes()]
    connection.executemany(
        "INSERT OR REPLACE INTO corrected_quotes (correction_id, position, words_hash, quote_id) VALUES (?, ?, ?, ?)",
        [
            (entry.id, position, words_hash(anchor["words"]), quote)
            for position, (anchor, quote) in enumerate(zip(entry.quotes(), found, strict=True))
        ],
    )
    return {quote for quote in found if quote is not None}


def _resolve_quotes(connection: sqlite3.Connection, hashes: Collection[str]) -> set[int]:
    """Looks anew for the quotes that entries mean, of those with these words; gives the quotes for which that changed
    something."""
    rows = connection.execute(
        f"SELECT correction_id, position, quote_id FROM corrected_quotes WHERE words_hash {IN}",
        (json.dumps(sorted(hashes)),),
    ).fetchall()
    entries = {entry.id: entry for entry in read_log(connection, ids={row[0] for row in rows})} if rows else {}
    changed: set[int] = set()
    for correction, position, before in rows:
        quote = resolve_quote(connection, entries[correction].quotes()[position])
        if quote != before:
            connection.execute(
                "UPDATE corrected_quotes SET quote_id = ? WHERE correction_id = ? AND position = ?",
                (quote, correction, position),
            )
            changed |= {number for number in (before, quote) if number is not None}
    return changed
