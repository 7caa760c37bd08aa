"""What articles were before: earlier versions with their quotes as they were printed, and what changed between them.

The tables of the present hold only the present. Imports errors and the store's changes, listing and search.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from quotetrack.store.changes import Change, Said, compare_quotes, compare_words
from quotetrack.store.search import Row

# What an article and each of its versions have in common.
_KEPT = (
    "label", "title", "url", "outlet", "published", "published_as_printed", "published_inferred", "language",
    "collection", "natural_id", "source_path", "source_sha256", "text_sha256", "authors", "furniture",
    "rules_version", "text",
)  # fmt: skip
_QUOTE = (
    "position", "key", "type", "quote", "content", "closed", "cue", "cue_start", "cue_end", "mention", "mention_start",
    "mention_end", "mention_kind", "role", "rule", "rules_version", "confidence", "identity_confidence",
)  # fmt: skip
# Fields of an article in which a change is told, the text aside.
TOLD = ("title", "outlet", "published", "authors")


def was_version(connection: sqlite3.Connection, article_id: int, text_sha256: str) -> bool:
    """Whether an earlier version of the article had this text."""
    query = "SELECT 1 FROM versions WHERE article_id = ? AND text_sha256 = ?"
    return connection.execute(query, (article_id, text_sha256)).fetchone() is not None


def keep_version(connection: sqlite3.Connection, article_id: int, now: str) -> None:
    """Keeps the article as it stands, with its quotes, as an earlier version that another replaces ``now``."""
    columns = ", ".join(_KEPT)
    count, seen = connection.execute(
        "SELECT count(*), max(replaced_at) FROM versions WHERE article_id = ?", (article_id,)
    ).fetchone()
    version = connection.execute(
        f"INSERT INTO versions (article_id, number, seen_at, replaced_at, {columns})"
        f" SELECT id, ?, coalesce(?, added_at), ?, {columns} FROM articles WHERE id = ?",
        (count + 1, seen, now, article_id),
    ).lastrowid
    columns = ", ".join(_QUOTE)
    connection.execute(
        f"INSERT INTO past_quotes (version_id, {columns}, speakers) SELECT ?, {columns},"
        " (SELECT json_group_array(json_object('key', key, 'name', name, 'kind', kind, 'how', how)) FROM ("
        "SELECT speakers.key, speakers.name, speakers.kind, quote_speakers.how FROM quote_speakers"
        " JOIN speakers ON speakers.id = quote_speakers.speaker_id"
        " WHERE quote_speakers.quote_id = quotes.id ORDER BY quote_speakers.position))"
        " FROM quotes WHERE article_id = ? ORDER BY position",
        (version, article_id),
    )


def article_history(connection: sqlite3.Connection, article_id: int) -> tuple[list[Row], list[Row]]:
    """The versions of an article, the present one last, and what changed from each to the next.

    Versions are dicts: version (from 1), seen_at, replaced_at (None for the present one), title, outlet, published,
    authors, quotes (how many). Changes: version (the one that has it), seen_at, what (quote, text or a field of the
    article), change (came, went, reworded, reattributed, changed), now, before, speaker, speaker_before, key,
    key_before, words [[op, text], …] with op "=", "+" or "-" for what was reworded. Of the text it is told how many
    lines came and went.
    """
    versions: list[Row] = []
    changes: list[Row] = []
    earlier: tuple[Row, str, list[Said]] | None = None
    for version, text, said in _versions(connection, article_id):
        versions.append(version)
        if earlier is not None:
            place = {"version": version["version"], "seen_at": version["seen_at"]}
            changes += [place | row for row in _told(earlier[0], version)]
            if text != earlier[1]:
                changes.append(place | _text_row(earlier[1], text))
            changes += [place | change_row(change) for change in compare_quotes(earlier[2], said)]
        earlier = version, text, said
    return versions, changes


def change_row(change: Change) -> Row:
    """A change of a quote as a row: what, change, now, before, speaker, speaker_before, key, key_before, words."""
    before, now = change.before, change.now
    return _row(
        "quote",
        change.kind.value,
        now=now and now.quote,
        before=before and before.quote,
        speaker=now and (", ".join(now.names) or None),
        speaker_before=before and (", ".join(before.names) or None),
        key=now and now.key,
        key_before=before and before.key,
        words=[list(piece) for piece in change.words] or None,
    )


def said_now(connection: sqlite3.Connection, article_id: int) -> list[Said]:
    """The quotes of an article with those who said them, in text order."""
    speakers: dict[int, list[tuple[str, str]]] = {}
    for quote, key, name in connection.execute(
        "SELECT quotes.id, speakers.key, speakers.name FROM quotes"
        " JOIN quote_speakers ON quote_speakers.quote_id = quotes.id"
        " JOIN speakers ON speakers.id = quote_speakers.speaker_id"
        " WHERE quotes.article_id = ? ORDER BY quotes.id, quote_speakers.position",
        (article_id,),
    ):
        speakers.setdefault(quote, []).append((key, name))
    query = "SELECT id, key, quote FROM quotes WHERE article_id = ? ORDER BY position"
    return [Said(key, quote, tuple(speakers.get(n, ()))) for n, key, quote in connection.execute(query, (article_id,))]


def _versions(connection: sqlite3.Connection, article_id: int) -> Iterator[tuple[Row, str, list[Said]]]:
    columns = f"{', '.join(TOLD)}, text"
    seen = None
    for version, number, seen_at, replaced_at, *values in connection.execute(
        f"SELECT id, number, seen_at, replaced_at, {columns} FROM versions WHERE article_id = ? ORDER BY number",
        (article_id,),
    ):
        said = [
            Said(key, quote, tuple((one["key"], one["name"]) for one in json.loads(speakers)))
            for key, quote, speakers in connection.execute(
                "SELECT key, quote, speakers FROM past_quotes WHERE version_id = ? ORDER BY position", (version,)
            )
        ]
        seen = number, replaced_at
        yield _version(number, seen_at, replaced_at, values, said)
    added_at, *values = connection.execute(
        f"SELECT added_at, {columns} FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    number, seen_at = (seen[0] + 1, seen[1]) if seen else (1, added_at)
    yield _version(number, seen_at, None, values, said_now(connection, article_id))


def _version(
    number: int, seen_at: str, replaced_at: str | None, values: list[Any], said: list[Said]
) -> tuple[Row, str, list[Said]]:
    *told, text = values
    row: Row = {"version": number, "seen_at": seen_at, "replaced_at": replaced_at}
    row |= dict(zip(TOLD, told, strict=True))
    row |= {"authors": json.loads(row["authors"]), "quotes": len(said)}
    return row, text, said


def _told(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Row]:
    for name in TOLD:
        was, is_ = (", ".join(v) if isinstance(v, list) else v for v in (before[name], now[name]))
        if was != is_:
            words = [list(piece) for piece in compare_words(was or "", is_ or "")]
            yield _row(name, "changed", now=is_, before=was, words=words)


def _text_row(before: str, now: str) -> Row:
    was, is_ = Counter(before.splitlines()), Counter(now.splitlines())
    came, went = (is_ - was).total(), (was - is_).total()
    return _row("text", "changed", now=f"{came} line{'' if came == 1 else 's'} came, {went} went")


def _row(what: str, change: str, **values: object) -> Row:
    """A change with all its fields, those that are not given None."""
    names = ("now", "before", "speaker", "speaker_before", "key", "key_before", "words")
    return {"what": what, "change": change} | {name: values.get(name) for name in names}
