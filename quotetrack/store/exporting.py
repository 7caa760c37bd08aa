"""Everything the data base holds as records, one article after the other; ``records`` says which and in what order.

Reads in one transaction, so that articles that others add meanwhile are in it whole or not at all; holds one article
in memory. Imports the store's corrections, decisions, identities and records.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from quotetrack.model import SpeakerKind
from quotetrack.store.corrections import read_log
from quotetrack.store.identities import sort_name as sort_name_of
from quotetrack.store.records import (
    ARTICLE,
    CORRECTION,
    FORMAT,
    IN_JSON,
    NAME,
    PAST_QUOTE,
    PERSON,
    QUOTE,
    VERSION,
    VERSION_OF_ARTICLE,
    Field,
)

Record = dict[str, Any]


def export_records(connection: sqlite3.Connection) -> Iterator[Record]:
    """The records of an export. Nothing can be written over ``connection`` until the last one was taken."""
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT 1 FROM articles LIMIT 1").fetchone()  # what is seen from here on is this moment's
        yield {"record": "export", "format": FORMAT, "version": VERSION}
        for entry in read_log(connection):
            yield {"record": CORRECTION} | entry.record()
        for values in connection.execute("SELECT key, name, data FROM people ORDER BY name, key"):
            yield {"record": "person"} | _values(PERSON, list(values))
        yield from _speakers(connection, "speakers.article_id IS NULL")
        columns = ", ".join(field.name for field in ARTICLE)
        for number, *values in connection.execute(f"SELECT id, {columns} FROM articles ORDER BY id"):
            article = {"record": "article"} | _values(ARTICLE, values)
            yield article
            yield from _versions(connection, number, article["key"])
            yield from _speakers(connection, "speakers.article_id = ?", number)
            said_by = _said_by(connection, number)
            speakers = {speaker: key for _, speaker, key, *_ in said_by}
            yield from _appearances(connection, number, article["key"], speakers)
            yield from _quotes(connection, number, article["key"], said_by)
        yield {"record": "end"}
    finally:
        connection.execute("ROLLBACK")  # nothing was written


def _values(fields: tuple[Field, ...], values: list[Any]) -> Record:
    """The columns of a row as JSON has them."""
    return {field.name: _value(field, value) for field, value in zip(fields, values, strict=True)}


def _value(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind in IN_JSON:
        return json.loads(value)
    return bool(value) if field.kind == "flag" else value


def _versions(connection: sqlite3.Connection, number: int, article: str) -> Iterator[Record]:
    """The earlier versions of an article, each before its quotes."""
    fields, quote_fields = VERSION_OF_ARTICLE[1:], PAST_QUOTE[1:]
    columns = ", ".join(field.name for field in fields)
    quote_columns = ", ".join(field.name for field in quote_fields)
    for version, *values in connection.execute(
        f"SELECT id, {columns} FROM versions WHERE article_id = ? ORDER BY number", (number,)
    ):
        yield {"record": "version", "article": article, **_values(fields, values)}
        query = f"SELECT {quote_columns} FROM past_quotes WHERE version_id = ? ORDER BY position"
        for row in connection.execute(query, (version,)):
            yield {"record": "past_quote", "article": article, **_values(quote_fields, list(row))}


# The first article that has a name, and the first one that has any name of a speaker: a look into an index each.
_FIRST_USE = "(SELECT min(article_id) FROM name_uses WHERE name_uses.name_id = names.id)"
# What people said, the log tells: names that no article has, and speakers whom none names, are not told again.
_IS_FOUND = "EXISTS (SELECT 1 FROM names WHERE names.speaker_id = speakers.id AND names.articles > 0)"
# Whether a quote was found to be this speaker's, whatever people said since.
_SAID = (
    "EXISTS (SELECT 1 FROM overruled WHERE overruled.quote_id = quotes.id AND overruled.speaker_id = speakers.id)"
    " OR EXISTS (SELECT 1 FROM quote_speakers WHERE quote_speakers.quote_id = quotes.id"
    " AND quote_speakers.speaker_id = speakers.id AND quote_speakers.how <> 'corrected')"
)
_FIRST_ARTICLE = f"(SELECT min({_FIRST_USE}) FROM names WHERE names.speaker_id = speakers.id)"


def _speakers(connection: sqlite3.Connection, condition: str, *values: int) -> Iterator[Record]:
    """Speakers in the order in which articles quote them first, which is no matter of when their rows were made."""
    columns = ", ".join(field.name for field in NAME)
    for number, key, name, kind, article, _ in connection.execute(
        "SELECT speakers.id, speakers.key, coalesce(renamed.found_name, speakers.name), kind, articles.key,"
        f" {_FIRST_ARTICLE} AS first FROM speakers LEFT JOIN articles ON articles.id = speakers.article_id"
        " LEFT JOIN renamed ON renamed.speaker_id = speakers.id"
        f" WHERE {condition} AND {_IS_FOUND}"
        f" ORDER BY first, (SELECT min(quotes.position) FROM quotes WHERE quotes.article_id = first AND ({_SAID})),"
        " speakers.key",
        values,
    ):
        rows = connection.execute(
            f"SELECT {columns} FROM names WHERE speaker_id = ? AND articles > 0 ORDER BY {_FIRST_USE}, id", (number,)
        )
        yield {
            "record": "speaker",
            "key": key,
            "name": name,
            "kind": kind,
            "sort_name": sort_name_of(name, SpeakerKind(kind)),
            "article": article,
            "names": [_values(NAME, row) for row in rows],
        }


def _said_by(connection: sqlite3.Connection, number: int) -> list[tuple[int, int, str, str, int, int]]:
    """Who said the quotes of an article as the rules found it, in their order: quote id, speaker id and key, how."""
    return connection.execute(
        " UNION ALL ".join(
            f"SELECT said.quote_id, speakers.id, speakers.key, said.how, quotes.position, said.position FROM quotes"
            f" CROSS JOIN {table} AS said ON said.quote_id = quotes.id JOIN speakers ON speakers.id = said.speaker_id"
            f" WHERE quotes.article_id = ? AND {condition}"
            for table, condition in (
                ("quote_speakers", "NOT EXISTS (SELECT 1 FROM overruled WHERE overruled.quote_id = quotes.id)"),
                ("overruled", "1"),
            )
        )
        + " ORDER BY 5, 6",
        (number, number),
    ).fetchall()


def _appearances(
    connection: sqlite3.Connection, number: int, article: str, speakers: dict[int, str]
) -> Iterator[Record]:
    """What an article says of the ``speakers`` (with their keys) that it quotes: forms of the name, roles, and who else
    they could be."""
    found: dict[int, Record] = {speaker: {"names": [], "roles": [], "rivals": []} for speaker in speakers}
    for field, query in (
        (
            "names",
            "SELECT names.speaker_id, names.name FROM name_uses JOIN names ON names.id = name_uses.name_id"
            f" WHERE name_uses.article_id = ? ORDER BY {_FIRST_USE}, names.id",
        ),
        ("roles", "SELECT speaker_id, role FROM roles WHERE article_id = ? ORDER BY id"),
        (
            "rivals",
            "SELECT rivals.speaker_id, speakers.key FROM rivals JOIN speakers ON speakers.id = rivals.rival_id"
            " WHERE rivals.article_id = ? ORDER BY speakers.key",
        ),
    ):
        for speaker, value in connection.execute(query, (number,)):
            found.setdefault(speaker, {"names": [], "roles": [], "rivals": []})[field].append(value)
    for speaker, said in found.items():
        key = speakers.get(speaker)
        if key is None:  # named without a quote, as only a damaged data base has it
            (key,) = connection.execute("SELECT key FROM speakers WHERE id = ?", (speaker,)).fetchone()
        yield {"record": "appearance", "article": article, "speaker": key, **said}


def _quotes(
    connection: sqlite3.Connection, number: int, article: str, said_by: list[tuple[int, int, str, str, int, int]]
) -> Iterator[Record]:
    links: dict[int, list[Record]] = {}
    for quote, _, key, how, *_ in said_by:
        links.setdefault(quote, []).append({"speaker": key, "how": how})
    fields = QUOTE[1:-1]
    columns = ", ".join(field.name for field in fields)
    query = f"SELECT id, {columns} FROM quotes WHERE article_id = ? ORDER BY position"
    for quote, *values in connection.execute(query, (number,)):
        yield {"record": "quote", "article": article, **_values(fields, values), "speakers": links.get(quote, [])}
