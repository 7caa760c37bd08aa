"""Inspects a data base: the file, the schema, the full-text index, rows against rows, offsets against texts; and mends
what can be rebuilt from the rest.

Imports errors, connection, copying, schema, findings and the modules of checks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from quotetrack.errors import StoreError
from quotetrack.store.connection import code_of, connect, explained, keep_copy, open_connection, reading, writing
from quotetrack.store.copying import integrity_faults
from quotetrack.store.correctionchecks import correction_checks
from quotetrack.store.findings import MEND, RESTORE, Check, Finding, Step
from quotetrack.store.rowchecks import row_checks
from quotetrack.store.schema import migrate
from quotetrack.store.textchecks import text_checks

# Called with what is being looked at, and how many rows of how many have been (0 of 0 where that is not known).
Progress = Callable[[str, int, int], object]
# What is put right can show what hung on it: a speaker is without quotes once a dangling quote has gone.
_MOST_ROUNDS = 6
_INDEX_FAULTS = ("missing from index", "wrong # of entries in index")
_CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class _NothingMendedError(Exception):
    """There is nothing to commit; of a damaged file nothing could be."""


def inspect(
    path: Path, *, on_progress: Progress | None = None, on_notice: Callable[[str], object] | None = None
) -> Iterator[Finding]:
    """Yields all that is wrong with the data base at ``path``, changing nothing.

    Others may write meanwhile; they wait while the words of the full-text index are compared (six seconds a million
    quotes). Where the data base may not be written that is left out, and ``on_notice`` says so.
    Raises StoreError where the data base cannot be opened.
    """
    with explained(path), closing(open_connection(path)) as connection:
        connection.text_factory = _text
        with reading(connection):
            in_step = True
            for check in _checks():
                for finding in _found(connection, check, on_progress):
                    in_step = in_step and finding.check not in ("file", "schema", "full-text index")
                    yield finding
        if not in_step:
            return  # it would only be said again
        try:
            with closing(connect(path, write=True)) as writer:
                writer.execute("BEGIN IMMEDIATE")
                yield from _strange_words(writer)
        except sqlite3.OperationalError as error:
            if code_of(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
                raise
            if on_notice is not None:
                on_notice(f"{path} is read-only: the words of the full-text index were not compared")


def mend(
    path: Path, *, on_progress: Progress | None = None, on_kept: Callable[[Path], object] | None = None
) -> Iterator[Finding]:
    """Yields all that is wrong, and puts right what can be rebuilt, in one transaction that ends with the last finding.

    Others who write wait for it. Before the first change a copy is kept beside the file; ``on_kept`` gets its path.
    Nothing is changed in a file that is damaged itself. Raises StoreError where the data base cannot be opened or
    written.
    """
    with explained(path), closing(open_connection(path, write=True)) as connection:
        connection.text_factory = _text
        with suppress(_NothingMendedError), writing(connection):
            yield from _mended(connection, on_progress, lambda: keep_copy(path, "before-fix", on_kept))


def _mended(
    connection: sqlite3.Connection, on_progress: Progress | None, keep: Callable[[], object]
) -> Iterator[Finding]:
    # Where the file or a table is broken, what hangs on it would only be torn out.
    checks = _checks(in_transaction=True)
    first = (finding for check in checks[:2] for finding in _found(connection, check, on_progress))
    sound = all(finding.mendable for finding in first)
    kept = False
    told: set[int] = set()
    for _ in range(_MOST_ROUNDS):
        again = False
        for check in checks:
            mendable = False
            for finding in _found(connection, check, on_progress):
                mended = sound and finding.mendable
                if not mended:
                    if hash(finding) in told:
                        continue
                    told.add(hash(finding))
                mendable |= mended
                yield replace(finding, mended=mended)
            if mendable and check.mend is not None:
                if not kept:
                    keep()
                    kept = True
                check.mend(connection)
                again = True
        if not again:
            break
    else:
        raise StoreError(f"mending led from one fault to the next, so nothing was changed; {RESTORE}")
    if not kept:
        raise _NothingMendedError


def _checks(in_transaction: bool = False) -> tuple[Check, ...]:
    """All checks, in the order in which they can be mended. In a writing transaction the full-text index can be asked
    for its words."""
    wanted = _wanted()

    def schema(connection: sqlite3.Connection, step: Step) -> Iterator[Finding]:
        return (finding for _, finding in wanted.wrong(connection))

    def strange(connection: sqlite3.Connection, step: Step) -> Iterator[Finding]:
        in_step = True
        for finding in _wrong_in_index(connection):
            in_step = False
            yield finding
        if in_step and in_transaction:
            yield from _strange_words(connection)

    return (
        Check("the file", _wrong_in_file, lambda connection: connection.execute("REINDEX")),
        Check("the schema", schema, wanted.make),
        Check("the full-text index", strange, _rebuild_index),
        *row_checks(wanted.columns),
        *correction_checks(),
        *text_checks(),
    )


def _found(connection: sqlite3.Connection, check: Check, on_progress: Progress | None) -> Iterator[Finding]:
    def step(done: int, total: int) -> None:
        if on_progress is not None:
            on_progress(check.title, done, total)

    step(0, 0)
    try:
        yield from check.find(connection, step)
    except sqlite3.DatabaseError as error:
        if code_of(error) not in (*_CORRUPT, sqlite3.SQLITE_ERROR):
            raise
        name = "file" if code_of(error) in _CORRUPT else "schema"  # a table or a column is not there
        yield Finding(name, "", "", "", f"{check.title} cannot be read: {error}", RESTORE)


def _text(stored: bytes) -> str:
    """What is no UTF-8 differs from what it should be, and is found so."""
    return stored.decode("utf-8", "replace")


# ---------------------------------------------------------------- the file and the schema


def _wrong_in_file(connection: sqlite3.Connection, step: Step) -> Iterator[Finding]:
    for fault in integrity_faults(connection):
        mendable = any(words in fault for words in _INDEX_FAULTS)
        yield Finding("file", "", "", "", fault, MEND if mendable else RESTORE, mendable=mendable)


def _objects(connection: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    """Type, name, table and statement of what the schema has, without what virtual tables keep for themselves."""
    found = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '\\_%' ESCAPE '\\'"
    ).fetchall()
    virtual = tuple(f"{name}_" for _, name, _, sql in found if sql.startswith("CREATE VIRTUAL TABLE"))
    return [row for row in found if row[0] != "table" or not row[1].startswith(virtual or "\0")]


def _columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a schema made just now has: type, table and statement by name, and the columns of tables."""

    objects: dict[str, tuple[str, str, str]]
    columns: dict[str, tuple[str, ...]]

    def wrong(self, connection: sqlite3.Connection) -> Iterator[tuple[str, Finding]]:
        """Names of what is missing or another one. Tables hold what nothing else does; all else can be made again."""
        present = {name: sql for _, name, _, sql in _objects(connection)}
        for name, (kind, table, sql) in self.objects.items():
            mendable = kind != "table" or sql.startswith("CREATE VIRTUAL TABLE")
            if name not in present:
                if name != table and table not in present and kind != "view":
                    continue  # the table itself is told of
                wrong = f"the {kind} {name} is not there"
            elif kind == "table" and _columns(connection, name) != self.columns[name]:
                wrong, mendable = f"the table {name} has other columns", False
            elif kind != "table" and present[name] != sql:
                wrong = f"the {kind} {name} is another one"
            else:
                continue
            yield name, Finding("schema", table, "", "", wrong, MEND if mendable else RESTORE, mendable=mendable)

    def make(self, connection: sqlite3.Connection) -> None:
        """Makes again what can be."""
        for name in [name for name, finding in self.wrong(connection) if finding.mendable]:
            kind, _, sql = self.objects[name]
            connection.execute(f"DROP {kind} IF EXISTS {name}")
            connection.execute(sql)


def _wanted() -> _Wanted:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        objects = {name: (kind, table, sql) for kind, name, table, sql in _objects(fresh)}
        return _Wanted(objects, {name: _columns(fresh, name) for name, one in objects.items() if one[0] == "table"})


# ---------------------------------------------------------------- the full-text index


def _wrong_in_index(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Quotes that are not in the index, and what is in it without being a quote."""
    if not _columns(connection, "quotes_fts_docsize"):
        return  # there is no index, which the schema tells
    for row, key in connection.execute(
        "SELECT id, key FROM quotes WHERE id NOT IN (SELECT id FROM quotes_fts_docsize)"
    ):
        yield Finding("full-text index", "quotes", str(row), key, "the index does not have it", MEND, mendable=True)
    for (row,) in connection.execute("SELECT id FROM quotes_fts_docsize WHERE id NOT IN (SELECT id FROM quotes)"):
        wrong = "the index has it, and it is no quote"
        yield Finding("full-text index", "quotes_fts", str(row), "", wrong, MEND, mendable=True)


def _strange_words(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Whether the index says of every quote the words that it has; SQLite answers only those who may write."""
    try:
        connection.execute("INSERT INTO quotes_fts (quotes_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if code_of(error) not in _CORRUPT:
            raise
        wrong = "the index has other words than the quotes"
        yield Finding("full-text index", "quotes_fts", "", "", wrong, MEND, mendable=True)


def _rebuild_index(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO quotes_fts (quotes_fts) VALUES ('rebuild')")
