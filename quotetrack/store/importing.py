"""Brings an export into an empty data base, all of it or nothing, line by line. Imports errors and the store's
corrections, records and replaying.

What a line says is checked before it is stored: its fields, that quotes stand in their article in these words, that
speakers were told of before. The first line that does not fit ends it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, NoReturn

from quotetrack.errors import InputError, StoreError
from quotetrack.store.corrections import from_record
from quotetrack.store.corrections import store as store_correction
from quotetrack.store.exporting import Record
from quotetrack.store.keys import text_hash
from quotetrack.store.people import bring_in, link_people, person_of
from quotetrack.store.records import (
    ARTICLE,
    FORMAT,
    IN_JSON,
    NAME,
    PAST_QUOTE,
    QUOTE,
    RECORDS,
    VERSION,
    VERSION_OF_ARTICLE,
    Field,
    mistake_in,
)
from quotetrack.store.replaying import replay_all

# An article has at most 50 MB, of which JSON can make six times as much: a longer line is no record.
LONGEST_LINE = 320_000_000
_PIECE = 1 << 20


class _Broken(ValueError):
    """What is wrong with a line."""


class Export:
    """An export as a file of JSON Lines, its first line read. ``name`` is what messages call the file."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Raises InputError for a file that is no export, or one of a newer quotetrack."""
        self.name = name
        self._file = file
        self._number = 0
        try:
            record = next(self.records(), {})
        except InputError:
            record = {}
        if record.get("record") != "export" or record["format"] != FORMAT:
            raise self.refusal("this is no export of quotetrack")
        if record["version"] > VERSION:
            version = record["version"]
            raise self.refusal(f"an export of a newer quotetrack (version {version}); update quotetrack to import it")

    def records(self) -> Iterator[Record]:
        """The records that are left, their fields checked; blank lines do not count. Raises InputError."""
        while line := self._line():
            self._number += 1
            if len(line) > LONGEST_LINE:
                raise self.refusal(f"the line is longer than any record ({LONGEST_LINE:,} bytes)")
            if line.isspace():
                continue
            try:
                record = json.loads(line, parse_constant=_no_constant)
            except (ValueError, RecursionError) as error:
                raise self.refusal(f"no JSON ({error})") from None
            if mistake := mistake_in(record):
                raise self.refusal(mistake)
            yield record

    def refusal(self, reason: str) -> InputError:
        """What to raise where the line that was read last does not fit."""
        return InputError(f"{self.name}:{max(self._number, 1)}", f"{reason}; nothing was imported")

    def _line(self) -> bytes | bytearray:
        """The next line, of one that is too long only the start."""
        line = self._file.readline(_PIECE)
        if len(line) < _PIECE or line.endswith(b"\n"):
            return line
        whole = bytearray(line)
        while len(whole) <= LONGEST_LINE and (piece := self._file.readline(_PIECE)):
            whole += piece
            if piece.endswith(b"\n"):
                break
        return whole


def import_records(
    connection: sqlite3.Connection, export: Export, on_record: Callable[[str], None] | None = None
) -> dict[str, int]:
    """Stores the export in one transaction; how many of each kind of record there were. ``on_record`` is called with
    the kind of each.

    Raises StoreError where the data base is not empty, InputError with the line where a line does not fit.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table in ("articles", "speakers", "corrections", "people"):
            if connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None:
                raise StoreError("the data base is not empty; import into a new one: --db FILE")
        counts = _store(connection, export, on_record)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return counts


def _store(connection: sqlite3.Connection, export: Export, on_record: Callable[[str], None] | None) -> dict[str, int]:
    counts = dict.fromkeys(RECORDS, 0)
    writer = _Writer(connection)
    ended = False
    for record in export.records():
        kind = record["record"]
        try:
            if ended:
                raise _Broken(f"{kind} after the end")
            if kind == "end":
                ended = True
            else:
                writer.write(kind, record)
        except _Broken as error:
            raise export.refusal(str(error)) from None
        except UnicodeEncodeError:
            raise export.refusal("half a surrogate pair, which SQLite cannot hold") from None
        except sqlite3.IntegrityError as error:
            raise export.refusal(f"it contradicts a line before it ({error})") from None
        counts[kind] += 1
        if on_record is not None:
            on_record(kind)
    if not ended:
        raise export.refusal("the file stops here, but the last record of an export is its end")
    connection.execute(
        "UPDATE names SET articles = (SELECT count(*) FROM name_uses WHERE name_uses.name_id = names.id)"
    )
    replay_all(connection)
    link_people(connection)
    return counts


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


class _Writer:
    """Makes rows of records; knows the article, or the earlier version of it, that it is in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._now = datetime.now(UTC).isoformat(timespec="seconds")
        self._key: str | None = None
        self._article, self._text, self._position = 0, "", 0
        self._version, self._past_text, self._past_position = 0, "", 0
        self._versions = 0
        self._writes: dict[str, Callable[[Record], None]] = {
            "correction": self._write_correction,
            "person": self._write_person,
            "article": self._write_article,
            "version": self._write_version,
            "past_quote": self._write_past_quote,
            "speaker": self._write_speaker,
            "appearance": self._write_appearance,
            "quote": self._write_quote,
        }

    def write(self, kind: str, record: Record) -> None:
        """Raises _Broken, sqlite3.IntegrityError or UnicodeEncodeError for what does not fit."""
        if kind not in self._writes:
            raise _Broken(f"{kind} in the middle")
        if kind not in ("article", "correction", "person") and record["article"] not in (self._key, None):
            raise _Broken(f"{kind} of an article that is not the one before it")
        self._writes[kind](record)

    def _insert(self, table: str, values: dict[str, Any]) -> int:
        marks = ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
        return self._connection.execute(statement, tuple(values.values())).lastrowid or 0

    def _write_correction(self, record: Record) -> None:
        entry = from_record({name: value for name, value in record.items() if name != "record"})
        store_correction(self._connection, entry)

    def _write_person(self, record: Record) -> None:
        try:
            person = person_of(json.loads(record["data"]))
        except (ValueError, AttributeError):
            raise _Broken("person has data that do not fit") from None
        if (person.key, person.name) != (record["key"], record["name"]):
            raise _Broken("person has data of somebody else")
        bring_in(self._connection, person)

    def _write_article(self, record: Record) -> None:
        _check_text(record)
        values = _columns(ARTICLE, record) | {"added_at": self._now, "extracted_at": self._now}
        self._article = self._insert("articles", values)
        self._key, self._text, self._position = record["key"], record["text"], 0
        self._versions = self._version = 0

    def _write_version(self, record: Record) -> None:
        _check_text(record)
        self._versions += 1
        place = {"article_id": self._article, "number": self._versions}
        times = {"seen_at": self._now, "replaced_at": self._now}
        self._version = self._insert("versions", place | times | _columns(VERSION_OF_ARTICLE[1:], record))
        self._past_text, self._past_position = record["text"], 0

    def _write_past_quote(self, record: Record) -> None:
        if not self._version:
            raise _Broken("a quote of an earlier version before any version")
        _check_quote(record, self._past_text)
        place = {"version_id": self._version, "position": self._past_position}
        self._insert("past_quotes", place | _columns(PAST_QUOTE[1:], record))
        self._past_position += 1

    def _write_speaker(self, record: Record) -> None:
        bound = None if record["article"] is None else self._article
        values = {name: record[name] for name in ("key", "name", "kind", "sort_name")} | {"article_id": bound}
        speaker = self._insert("speakers", values)
        for name in record["names"]:
            self._insert("names", {"speaker_id": speaker} | _columns(NAME, name))

    def _write_appearance(self, record: Record) -> None:
        speaker = self._speaker(record["speaker"])
        for name in record["names"]:
            query = "SELECT id FROM names WHERE speaker_id = ? AND name = ?"
            row = self._connection.execute(query, (speaker, name)).fetchone()
            if row is None:
                raise _Broken("a name that its speaker does not have")
            self._insert("name_uses", {"name_id": row[0], "article_id": self._article})
        for role in record["roles"]:
            self._insert("roles", {"speaker_id": speaker, "article_id": self._article, "role": role})
        for rival in record["rivals"]:
            values = {"speaker_id": speaker, "article_id": self._article, "rival_id": self._speaker(rival)}
            self._insert("rivals", values)

    def _write_quote(self, record: Record) -> None:
        _check_quote(record, self._text)
        if not record["paragraph_start"] <= record["paragraph_end"] <= len(self._text):
            raise _Broken("the paragraph is not in the article")
        place = {"article_id": self._article, "position": self._position}
        quote = self._insert("quotes", place | _columns(QUOTE[1:-1], record))
        self._position += 1
        for position, link in enumerate(record["speakers"]):
            speaker = self._speaker(link["speaker"])
            values = {"quote_id": quote, "speaker_id": speaker, "position": position, "how": link["how"]}
            self._insert("quote_speakers", values)

    def _speaker(self, key: str) -> int:
        row = self._connection.execute("SELECT id FROM speakers WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise _Broken(f"no speaker with the key {ascii(key)[:40]} before it")
        return int(row[0])


def _check_text(record: Record) -> None:
    if text_hash(record["text"]) != record["text_sha256"]:
        raise _Broken("the text is not the one that text_sha256 was made of")
    if any(end > len(record["text"]) for _, end, _ in record["furniture"]):
        raise _Broken("furniture that is not in the text")


def _check_quote(record: Record, text: str) -> None:
    if record["quote"] != " … ".join(text[start:end] for start, end in record["content"]):
        raise _Broken("the quote does not stand in the article where content says")
    for part in ("cue", "mention"):
        start, end = record[f"{part}_start"], record[f"{part}_end"]
        if record[part] != (None if start is None or end is None else text[start:end]):
            raise _Broken(f"the {part} does not stand in the article where {part}_start and {part}_end say")


def _columns(fields: tuple[Field, ...], record: Record) -> dict[str, Any]:
    """The values of a record as its columns hold them."""
    return {field.name: _column(field, record[field.name]) for field in fields}


def _column(field: Field, value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if field.kind in IN_JSON else value
