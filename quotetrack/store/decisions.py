"""Who said a quote as it is shown: what the rules found, and over it what people decided.

``quote_speakers`` has who is shown (how: corrected, where people named them), ``overruled`` what the rules had found
wherever that is somebody else, ``verdicts`` which entry of the log decided, and ``named`` whom it named.
Imports model, speakers and the store's corrections, identities and meanings.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from quotetrack.model import SpeakerKind
from quotetrack.speakers.comparison import surname_key
from quotetrack.speakers.identity import How, is_full_name, name_fold
from quotetrack.store.corrections import QUOTE_ACTIONS, Action, Correction, Data, read_log, undone_by
from quotetrack.store.identities import IS_SILENT, sort_name
from quotetrack.store.meanings import rows_of

# The names that people gave: to a speaker whom no article had, and to one of the record (alias, new name).
MADE, ALIAS = "correction", "alias"
STATUS: Mapping[Action, str] = {
    Action.ASSIGN: "assigned",
    Action.SPLIT: "assigned",
    Action.VERIFY: "verified",
    Action.REJECT: "rejected",
}
Links = list[tuple[int, str]]
"""Speakers of a quote in order, each with how it was found."""
IN = "IN (SELECT value FROM json_each(?))"


def refresh_quotes(
    connection: sqlite3.Connection, quotes: Iterable[int], entries: Iterable[Correction] | None = None
) -> None:
    """Makes status and speakers of these quotes what follows from the rules and the log; ``entries`` as in
    ``last_words``."""
    wanted = sorted(set(quotes))
    last = last_words(connection, wanted, entries)
    for quote, article_id in connection.execute(
        f"SELECT id, article_id FROM quotes WHERE id {IN}", (json.dumps(wanted),)
    ).fetchall():
        entry = last.get(quote)
        if entry is None:
            connection.execute("DELETE FROM verdicts WHERE quote_id = ?", (quote,))
        else:
            connection.execute(
                "INSERT OR REPLACE INTO verdicts (quote_id, status, correction_id) VALUES (?, ?, ?)",
                (quote, STATUS[entry.action], entry.id),
            )
        found, shown = found_links(connection, quote), links_of(connection, quote)
        _write_named(connection, quote, _named(connection, entry))
        links = effective_links(connection, quote, article_id, found, entry)
        if links != shown:
            write_links(connection, quote, links)
        _keep_overruled(connection, quote, found, links)


def stale_quotes(connection: sqlite3.Connection, last: Mapping[int, Correction], quotes: Iterable[int]) -> set[int]:
    """Those of ``quotes`` of which the record does not say yet what ``last`` has: another entry counts, or the same one
    names other speakers."""
    known = {
        quote: (status, entry)
        for quote, status, entry in connection.execute("SELECT quote_id, status, correction_id FROM verdicts")
    }
    named: dict[int, list[int]] = {}
    for quote, speaker in connection.execute("SELECT quote_id, speaker_id FROM named ORDER BY quote_id, position"):
        named.setdefault(quote, []).append(speaker)
    rows = rows_of(connection, {key for entry in last.values() for key in keys_named(entry)})

    def is_known(quote: int) -> bool:
        entry = last.get(quote)
        wanted = list(dict.fromkeys(rows.get(key) for key in keys_named(entry)))
        return known.get(quote) == (entry and (STATUS[entry.action], entry.id)) and named.get(quote, []) == wanted

    return {quote for quote in quotes if not is_known(quote)}


def last_words(
    connection: sqlite3.Connection, quotes: Iterable[int], entries: Iterable[Correction] | None = None
) -> dict[int, Correction]:
    """Of each quote that somebody decided on the entry that counts: the last one that is not undone. ``entries`` are
    those of the log that are in force, in order, where they have been read already."""
    rows = connection.execute(
        f"SELECT correction_id, quote_id FROM corrected_quotes WHERE quote_id {IN}", (json.dumps(list(quotes)),)
    ).fetchall()
    if not rows:
        return {}
    about: dict[int, list[int]] = {}
    for correction, quote in rows:
        about.setdefault(correction, []).append(quote)
    if entries is None:
        undone = undone_by(connection)
        entries = (one for one in read_log(connection, QUOTE_ACTIONS, about) if one.key not in undone)
    return {quote: entry for entry in entries if entry.action in QUOTE_ACTIONS for quote in about.get(entry.id, ())}


def found_links(connection: sqlite3.Connection, quote: int) -> Links:
    """Who said a quote as the rules found it, and how."""
    overruled = overruled_links(connection, quote)
    return links_of(connection, quote) if overruled is None else overruled


def overruled_links(connection: sqlite3.Connection, quote: int) -> Links | None:
    """What the rules found where people decided otherwise; None where they did not."""
    rows = connection.execute(
        "SELECT speaker_id, how FROM overruled WHERE quote_id = ? ORDER BY position", (quote,)
    ).fetchall()
    return [(speaker, how) for speaker, how in rows if speaker is not None] if rows else None


def links_of(connection: sqlite3.Connection, quote: int) -> Links:
    """Who said a quote as it is shown."""
    return connection.execute(
        "SELECT speaker_id, how FROM quote_speakers WHERE quote_id = ? ORDER BY position", (quote,)
    ).fetchall()


def effective_links(
    connection: sqlite3.Connection, quote: int, article_id: int, found: Links, entry: Correction | None
) -> Links:
    """Who is shown to have said a quote, where the rules found ``found`` and ``entry`` counts."""
    speakers = [speaker for speaker, _ in found]
    if entry is not None:
        query = "SELECT speaker_id FROM named WHERE quote_id = ? ORDER BY position"
        speakers = [speaker for (speaker,) in connection.execute(query, (quote,))]
    shown = list(dict.fromkeys(representative(connection, speaker, article_id) for speaker in speakers))
    return found if shown == [speaker for speaker, _ in found] else [(one, How.CORRECTED.value) for one in shown]


def keys_named(entry: Correction | None) -> list[str]:
    """Keys of those whom an entry says to have said a quote."""
    if entry is None or entry.action is Action.REJECT:
        return []
    speakers = [entry.data["to"]] if entry.action is Action.SPLIT else entry.data["speakers"]
    return [speaker["key"] for speaker in speakers]


def _named(connection: sqlite3.Connection, entry: Correction | None) -> list[int]:
    keys = keys_named(entry)
    rows = rows_of(connection, keys) if keys else {}
    return list(dict.fromkeys(rows[key] for key in keys))


def _write_named(connection: sqlite3.Connection, quote: int, speakers: list[int]) -> None:
    """Keeps whom people named."""
    query = "SELECT speaker_id FROM named WHERE quote_id = ? ORDER BY position"
    if [speaker for (speaker,) in connection.execute(query, (quote,))] != speakers:
        connection.execute("DELETE FROM named WHERE quote_id = ?", (quote,))
        connection.executemany(
            "INSERT INTO named (quote_id, position, speaker_id) VALUES (?, ?, ?)",
            [(quote, position, speaker) for position, speaker in enumerate(speakers)],
        )


def representative(connection: sqlite3.Connection, speaker: int, article_id: int | None = None) -> int:
    """The speaker that this one was merged into, in this article or at all; itself if in none."""
    row = connection.execute(
        "SELECT into_id FROM merged WHERE speaker_id = ? AND (article_id IS NULL OR article_id = ?)"
        " ORDER BY article_id IS NULL LIMIT 1",
        (speaker, article_id),
    ).fetchone()
    return speaker if row is None else int(row[0])


def make_speaker(connection: sqlite3.Connection, anchor: Data) -> int:
    """The row of a speaker whom the rules did not find, as the anchor says it: no article names such a one."""
    kind, name = SpeakerKind(anchor["kind"]), anchor["name"]
    article = connection.execute("SELECT id FROM articles WHERE key = ?", (anchor["article"],)).fetchone()
    values = (name, kind.value, sort_name(name, kind), article and article[0], anchor["key"])
    row = connection.execute("SELECT id FROM speakers WHERE key = ?", (anchor["key"],)).fetchone()
    if row is None:
        query = "INSERT INTO speakers (name, kind, sort_name, article_id, key) VALUES (?, ?, ?, ?, ?) RETURNING id"
        row = connection.execute(query, values).fetchone()
    else:
        connection.execute(
            "UPDATE speakers SET name = ?, kind = ?, sort_name = ?, article_id = ? WHERE key = ?", values
        )
        connection.execute("DELETE FROM renamed WHERE speaker_id = ?", row)
        connection.execute("DELETE FROM names WHERE speaker_id = ? AND (name, source) <> (?, ?)", (*row, name, MADE))
        connection.execute("DELETE FROM rivals WHERE rival_id = ?", row)
    speaker = int(row[0])
    insert_name(connection, speaker, name, kind, MADE)
    return speaker


def insert_name(connection: sqlite3.Connection, speaker: int, name: str, kind: SpeakerKind, source: str) -> None:
    """Gives a speaker a form of the name that no article need have."""
    person = kind is SpeakerKind.PERSON
    connection.execute(
        "INSERT OR IGNORE INTO names (speaker_id, name, folded, surname_key, is_full, articles, source)"
        " VALUES (?, ?, ?, ?, ?, 0, ?)",
        (
            speaker,
            name,
            name_fold(name, kind),
            (surname_key(name) or None) if person else None,
            int(is_full_name(name) if person else source == MADE),
            source,
        ),
    )


def write_links(connection: sqlite3.Connection, quote: int, links: Links) -> None:
    """Makes these the speakers of a quote."""
    connection.execute("DELETE FROM quote_speakers WHERE quote_id = ?", (quote,))
    connection.executemany(
        "INSERT INTO quote_speakers (quote_id, speaker_id, position, how) VALUES (?, ?, ?, ?)",
        [(quote, speaker, position, how) for position, (speaker, how) in enumerate(links)],
    )


def _keep_overruled(connection: sqlite3.Connection, quote: int, found: Links, links: Links) -> None:
    """Keeps what the rules found, where that is not what is shown."""
    connection.execute("DELETE FROM overruled WHERE quote_id = ?", (quote,))
    if links != found:
        connection.executemany(
            "INSERT INTO overruled (quote_id, position, speaker_id, how) VALUES (?, ?, ?, ?)",
            [(quote, position, speaker, how) for position, (speaker, how) in enumerate(found)]
            or [(quote, 0, None, None)],
        )


def drop_silent(connection: sqlite3.Connection, speakers: Iterable[int]) -> None:
    """Removes those of ``speakers`` whom nobody, neither the rules nor people, says to have said anything or to be
    somebody who did."""
    connection.executemany(f"DELETE FROM speakers WHERE id = ? AND {IS_SILENT}", [(speaker,) for speaker in speakers])
