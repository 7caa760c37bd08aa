"""What follows from the log of corrections: the record as it is shown is what the rules found, then the log over it.

It is a function of these two, whatever happened in between and in whatever order: ``_lay_over`` makes it all. The
rules' tables stay the rules': they write an article as they left it, and the corrections lie over it again at the end
of the same transaction. Where nothing that the log is about has changed, only the article's own quotes are looked at.
Imports the store's anchors, corrections, decisions, joins, meanings, people and
watching.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from quotetrack.store import watching
from quotetrack.store.anchors import resolve_quote, words_hash
from quotetrack.store.corrections import (
    QUOTE_ACTIONS,
    Action,
    Correction,
    is_empty,
    read_log,
    undone_by,
)
from quotetrack.store.decisions import (
    IN,
    drop_silent,
    keys_named,
    last_words,
    make_speaker,
    overruled_links,
    refresh_quotes,
    stale_quotes,
    write_links,
)
from quotetrack.store.joins import read_joins, watched, write_merged, write_names
from quotetrack.store.meanings import Meanings, Meant, Node, meant_by, rows_of, speakers_in, write_meant
from quotetrack.store.people import link_people

# ---------------------------------------------------------------- around what the rules write


@contextmanager
def uncorrected(connection: sqlite3.Connection, *articles: int) -> Iterator[None]:
    """Articles as the rules left them, for the rules to write anew; the corrections lie over everything again when the
    outermost of these ends."""
    if is_empty(connection):
        yield
        return
    outermost = watching.begin(connection)
    if outermost:
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS lifted (article_id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS stood (entry INTEGER, position INTEGER, quote_id INTEGER)")
    for article in articles:
        _lift(connection, article)
    yield
    if outermost:
        _lay_over_lifted(connection)
        for table in ("lifted", "stood"):
            connection.execute(f"DELETE FROM {table}")
        watching.end(connection)


def _lift(connection: sqlite3.Connection, article_id: int) -> None:
    """Makes the speakers of an article's quotes those that the rules found."""
    if connection.execute("INSERT OR IGNORE INTO lifted VALUES (?)", (article_id,)).rowcount:
        connection.execute(
            "INSERT INTO stood SELECT correction_id, corrected_quotes.position, quote_id FROM quotes"
            " CROSS JOIN corrected_quotes ON corrected_quotes.quote_id = quotes.id WHERE quotes.article_id = ?",
            (article_id,),
        )
        key = connection.execute("SELECT key FROM articles WHERE id = ?", (article_id,)).fetchone()
        watching.touch(connection, {*key, *_words_of(connection, article_id)})
    for (quote,) in connection.execute(
        "SELECT DISTINCT quotes.id FROM quotes CROSS JOIN overruled ON overruled.quote_id = quotes.id"
        " WHERE quotes.article_id = ?",
        (article_id,),
    ).fetchall():
        _lift_quote(connection, quote)


def _lift_quote(connection: sqlite3.Connection, quote: int) -> None:
    write_links(connection, quote, overruled_links(connection, quote) or [])
    connection.execute("DELETE FROM overruled WHERE quote_id = ?", (quote,))


def _words_of(connection: sqlite3.Connection, article_id: int) -> set[str]:
    words = connection.execute("SELECT quote FROM quotes WHERE article_id = ?", (article_id,))
    return {words_hash(quote) for (quote,) in words}


def _lay_over_lifted(connection: sqlite3.Connection) -> None:
    lifted = [article for (article,) in connection.execute("SELECT article_id FROM lifted").fetchall()]
    for article in lifted:
        watching.touch(connection, _words_of(connection, article))
    quotes = {quote for article in lifted for quote in _concerned(connection, article)}
    if _resolve_touched(connection) or _means_others(connection):
        _lay_over(connection, quotes)
    else:
        refresh_quotes(connection, quotes)


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


def _resolve_touched(connection: sqlite3.Connection) -> bool:
    """Looks anew for the quotes that entries mean, of those with the words of articles that were written; whether any
    is another than it was."""
    rows = connection.execute(
        "SELECT correction_id, corrected_quotes.position, coalesce(stood.quote_id, corrected_quotes.quote_id),"
        " corrected_quotes.quote_id FROM touched"
        " CROSS JOIN corrected_quotes ON corrected_quotes.words_hash = touched.value"
        " LEFT JOIN stood ON stood.entry = correction_id AND stood.position = corrected_quotes.position"
    ).fetchall()
    entries = {entry.id: entry for entry in read_log(connection, ids={row[0] for row in rows})} if rows else {}
    changed = False
    for correction, position, before, kept in rows:
        quote = resolve_quote(connection, entries[correction].quotes()[position])
        changed |= quote != before
        if quote != kept:
            connection.execute(
                "UPDATE corrected_quotes SET quote_id = ? WHERE correction_id = ? AND position = ?",
                (quote, correction, position),
            )
    return changed


def _means_others(connection: sqlite3.Connection) -> bool:
    """Whether the log may mean somebody else by now."""
    query = "SELECT 1 FROM touched CROSS JOIN corrected_speakers ON corrected_speakers.value = touched.value LIMIT 1"
    return connection.execute(query).fetchone() is not None


# ---------------------------------------------------------------- an entry that came, or was undone

_PLAIN = frozenset({Action.ASSIGN, Action.REJECT, Action.VERIFY, Action.DISTINCT, Action.LATER})


def take_effect(connection: sqlite3.Connection, entries: Iterable[Correction]) -> list[Correction]:
    """Makes the record follow from the log again, which has these entries since it did last. Gives what they are about:
    themselves, or what an undo undoes."""
    meant = [target for entry in entries for target in _meant(connection, entry)]
    quotes: set[int] = set()
    for target in meant:
        quotes |= _find_quotes(connection, target)
    if not _write_plain(connection, meant, quotes):
        _lay_over(connection, quotes)
    else:
        refresh_quotes(connection, quotes)
    return meant


def _write_plain(connection: sqlite3.Connection, entries: Sequence[Correction], quotes: Collection[int]) -> bool:
    """Keeps whom these entries mean, if nothing but who said these quotes can be something else now; whether it is so:
    they are about quotes, and tell nothing new of speakers whom the rules found."""
    if not all(entry.action in _PLAIN for entry in entries):
        return False
    counting = list(last_words(connection, quotes).values())
    keys = {anchor["key"] for entry in (*entries, *counting) for _, anchor in speakers_in(entry)}
    named = connection.execute(
        f"SELECT key FROM speakers JOIN named ON named.speaker_id = speakers.id WHERE quote_id {IN}",
        (json.dumps(sorted(quotes)),),
    )
    keys |= {key for (key,) in named}
    log = read_log(connection, about=keys)
    meanings, known = Meanings(connection, log), rows_of(connection, keys)
    told = {key: {json.dumps(a) for one in log for _, a in speakers_in(one) if a["key"] == key} for key in keys}
    for key in keys:
        place = meanings.place(key) if told[key] else None
        if place is None or len(told[key]) > 1 or known.get(key, place.speaker) != place.speaker:
            return False
    undone = undone_by(connection)
    rows: dict[Node, int] = {}
    for key in keys:
        node = meanings.node(key)
        assert isinstance(node, int)
        rows[node] = node
    for entry in entries:
        if entry.key in undone:
            connection.execute("DELETE FROM corrected_speakers WHERE correction_id = ?", (entry.id,))
        else:
            write_meant(connection, meant_by(entry, meanings, rows))
    return True


def _meant(connection: sqlite3.Connection, entry: Correction) -> Iterator[Correction]:
    """The entry itself, or what an undo (of an undo …) is about."""
    while entry.action is Action.UNDO:
        row = connection.execute("SELECT id FROM corrections WHERE key = ?", (entry.data["undoes"],)).fetchone()
        if row is None:
            return
        entry = read_log(connection, ids=row)[0]
    yield entry


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


# ---------------------------------------------------------------- everything


def replay_all(connection: sqlite3.Connection) -> None:
    """Makes everything that follows from the log anew, as where nothing was known of it."""
    for (quote,) in connection.execute("SELECT DISTINCT quote_id FROM overruled").fetchall():
        _lift_quote(connection, quote)
    made = _not_found(connection)
    for table in ("verdicts", "named", "merged", "corrected_quotes"):
        connection.execute(f"DELETE FROM {table}")
    for entry in read_log(connection, QUOTE_ACTIONS):
        _find_quotes(connection, entry)
    _lay_over(connection, (), made)


def _lay_over(connection: sqlite3.Connection, quotes: Collection[int], made: Collection[int] = ()) -> None:
    """Makes speakers, names and quotes what follows from what the rules found and the log. ``quotes`` may be others'
    now, beside those that the log is about; ``made`` are speakers whom the rules did not find."""
    log, undone = read_log(connection), undone_by(connection)
    entries = [entry for entry in log if entry.key not in undone]
    meanings = Meanings(connection, log)
    joins = read_joins(connection, entries, meanings)
    decided = _decided(connection)
    last = last_words(connection, decided, entries)
    wanted = joins.wanted(meanings.node(key) for entry in last.values() for key in keys_named(entry))
    before = _not_found(connection) | set(made)
    people = _corrected(connection)
    rows: dict[Node, int] = {key: make_speaker(connection, meanings.anchor(key)) for key in sorted(wanted)}
    for entry in entries:
        for _, anchor in speakers_in(entry):
            if isinstance(node := meanings.node(anchor["key"]), int):
                rows[node] = node
    rows |= {node: node for node in joins.parents if isinstance(node, int)}
    connection.execute("DELETE FROM corrected_speakers")
    meant: Meant = [row for entry in entries for row in meant_by(entry, meanings, rows)]
    write_meant(connection, meant + watched(joins, rows))
    changed = write_merged(connection, joins.merged(rows))
    stale = stale_quotes(connection, last, decided)
    refresh_quotes(connection, {*quotes, *stale, *_quotes_of(connection, changed)}, entries)
    write_names(connection, joins, rows, people | set(rows.values()))
    drop_silent(connection, sorted(before - set(rows.values())))
    if changed:
        link_people(connection)
    if connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'touched'").fetchone() is not None:
        watching.forget(connection)


def _decided(connection: sqlite3.Connection) -> set[int]:
    """Quotes that entries are or were about."""
    return {
        quote
        for query in (
            "SELECT quote_id FROM corrected_quotes WHERE quote_id IS NOT NULL",
            "SELECT quote_id FROM verdicts",
            "SELECT quote_id FROM named",
        )
        for (quote,) in connection.execute(query)
    }


_KNOWN = (
    "SELECT speaker_id FROM corrected_speakers WHERE speaker_id IS NOT NULL UNION SELECT speaker_id FROM named"
    " UNION SELECT speaker_id FROM merged UNION SELECT into_id FROM merged"
    " UNION SELECT speaker_id FROM renamed"
)


def _corrected(connection: sqlite3.Connection) -> set[int]:
    """Speakers for whom something followed from the log."""
    return {speaker for (speaker,) in connection.execute(_KNOWN)}


def _not_found(connection: sqlite3.Connection) -> set[int]:
    """Speakers who are in the record because of the log alone."""
    return {
        speaker
        for (speaker,) in connection.execute(
            f"SELECT id FROM speakers WHERE id IN ({_KNOWN})"
            " AND NOT EXISTS (SELECT 1 FROM names WHERE names.speaker_id = speakers.id AND names.articles > 0)"
        )
    }


def _quotes_of(connection: sqlite3.Connection, speakers: Collection[int]) -> set[int]:
    """Quotes that the rules found these to have said, and those where people say so."""
    wanted = json.dumps(sorted(speakers))
    return {
        quote
        for table in ("quote_speakers", "overruled", "named")
        for (quote,) in connection.execute(f"SELECT quote_id FROM {table} WHERE speaker_id {IN}", (wanted,))
    }
